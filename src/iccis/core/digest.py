"""The digest of a text, by which contents are compared and things without a name get one."""


def digest(text: str) -> str:
    """Return the hexadecimal SHA-256 of the UTF-8 bytes of a text.

    >>> digest("")[:8]
    'e3b0c442'
    """
    from hashlib import sha256  # takes as long to load as a short query to answer

    return sha256(text.encode()).hexdigest()
