"""The files of the site: pages of things, the pages about all of them, and the static files."""

from collections.abc import Callable
from pathlib import Path

from iccis.edition import Edition

STATIC = Path(__file__).parent / "static"


def files(given: Edition) -> dict[str, Callable[[], bytes]]:
    """What makes each file of the site, by path.

    >>> from iccis.edition import edition
    >>> "static/site.css" in files(edition())
    True
    """
    return static()


def static() -> dict[str, Callable[[], bytes]]:
    """What every page uses: style sheet, icon, and what was built for the browser.

    >>> static()["static/site.css"]()[:2]
    b'/*'
    """
    found = sorted(path for path in STATIC.rglob("*") if path.is_file())
    return {f"static/{path.relative_to(STATIC).as_posix()}": path.read_bytes for path in found}
