"""The one error that users meet: what is wrong, where, and what to do about it."""

from collections.abc import Iterable


class IccisError(Exception):
    """Wrong usage or unreadable input; the command line prints it and exits with status 2.

    >>> print(IccisError("no such question: 99", hint="run `iccis query` for the list"))
    no such question: 99
    """

    def __init__(self, message: str, *, place: str = "", hint: str = "") -> None:
        """`place` is a file, a file with a line (`kg/norms.ttl:12`) or a subject IRI; may be empty."""
        super().__init__(f"{place}: {message}" if place else message)
        self.message, self.place, self.hint = message, place, hint

    @property
    def advice(self) -> str:
        """What is wrong and what to do about it, in one line, without the place.

        >>> IccisError("no such question: 99", hint="run `iccis query`").advice
        'no such question: 99; run `iccis query`'
        """
        return f"{self.message}; {self.hint}" if self.hint else self.message


class UnknownNameError(IccisError):
    """A name that nothing bears."""


class AmbiguousNameError(IccisError):
    """A name that several things bear, which the hint lists."""


def near(name: str, names: Iterable[str]) -> str:
    """Return a hint that offers names like the one that was not found.

    >>> near("chnia", ["russia", "china"])
    'did you mean china?'
    >>> near("nothing", ["noting", "noting"])
    'did you mean noting?'
    """
    from difflib import get_close_matches

    close = get_close_matches(name, list(dict.fromkeys(names)), n=3, cutoff=0.5)
    return f"did you mean {' or '.join(close)}?" if close else ""


def require(*modules: str, extra: str) -> None:
    """Raise IccisError unless some top-level modules, which an extra of the package installs, are there.

    >>> require("json", extra="serve")
    >>> require("no_such_module", extra="serve")
    Traceback (most recent call last):
    iccis.core.errors.IccisError: no_such_module is not installed
    """
    from importlib.util import find_spec

    missing = [name for name in modules if find_spec(name) is None]
    if missing:
        *others, last = missing
        names = f"{', '.join(others)} and {last} are" if others else f"{last} is"
        hint = f'run `pip install "iccis[{extra}]"`'
        raise IccisError(f"{names} not installed", hint=hint)
