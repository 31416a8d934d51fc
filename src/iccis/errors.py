"""The one error that users meet: what is wrong, where, and what to do about it."""


class IccisError(Exception):
    """Wrong usage or unreadable input; the command line prints it and exits with status 2.

    >>> print(IccisError("no such question: 99", hint="run `iccis query` for the list"))
    no such question: 99
    """

    def __init__(self, message: str, *, place: str = "", hint: str = "") -> None:
        """`place` is a file, a file with a line (`kg/norms.ttl:12`) or a subject IRI; may be empty."""
        super().__init__(f"{place}: {message}" if place else message)
        self.message, self.place, self.hint = message, place, hint
