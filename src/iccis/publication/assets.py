"""Scripts: what was built for the browser, for the page that runs it."""

from pathlib import Path

from iccis.publication import Makers

STATIC = Path(__file__).parent / "site" / "static"
"""Style sheets, and what was built for the browser."""


def built(name: str) -> dict[str, list[str]]:
    """Paths of the script of this name and of its style sheet, as far as they were built.

    >>> built("no such script")
    {'scripts': [], 'styles': []}
    """
    found = {"scripts": f"built/{name}.js", "styles": f"built/{name}.css"}
    return {key: [f"static/{path}"] if (STATIC / path).is_file() else [] for key, path in found.items()}


def static() -> Makers:
    """Style sheets, and the scripts that `make web` builds, by path.

    >>> all(path.startswith("static/") for path in static())
    True
    """
    found = sorted(path for path in STATIC.rglob("*") if path.is_file())
    return {f"static/{path.relative_to(STATIC).as_posix()}": path.read_bytes for path in found}
