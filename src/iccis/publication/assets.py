"""Assets of the site: style sheets, and the scripts and fonts that `make web` builds."""

from functools import cache
from pathlib import Path

from iccis.publication import Makers

STATIC = Path(__file__).parent / "site" / "static"
"""Folder of the style sheets and of the scripts."""


def built(name: str) -> dict[str, list[str]]:
    """Return the paths of a script and of its style sheet, as far as they are built.

    >>> built("no such script")
    {'scripts': [], 'styles': []}
    """
    paths = {"scripts": f"built/{name}.js", "styles": f"built/{name}.css"}
    return {key: [f"static/{path}"] if (STATIC / path).is_file() else [] for key, path in paths.items()}


@cache
def fonts() -> list[str]:
    """Return the paths of the fonts, as far as they are built; `built("fonts")` has their style sheet.

    >>> all(path.startswith("static/built/") for path in fonts())
    True
    """
    return [f"static/built/{path.name}" for path in sorted((STATIC / "built").glob("*.woff2"))]


def static() -> Makers:
    """Return the makers of the assets, by path.

    >>> all(path.startswith("static/") for path in static())
    True
    """
    files = sorted(path for path in STATIC.rglob("*") if path.is_file())
    return {f"static/{path.relative_to(STATIC).as_posix()}": path.read_bytes for path in files}
