"""Scripts: what was built for the browser, for the page that runs it."""

from pathlib import Path

STATIC = Path(__file__).parent / "static"
"""Style sheets, and what was built for the browser."""


def built(name: str) -> dict[str, list[str]]:
    """Paths of the script of this name and of its style sheet, as far as they were built.

    >>> built("no such script")
    {'scripts': [], 'styles': []}
    """
    found = {"scripts": f"built/{name}.js", "styles": f"built/{name}.css"}
    return {key: [f"static/{path}"] if (STATIC / path).is_file() else [] for key, path in found.items()}
