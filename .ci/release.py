"""Release the version that is being worked on, and start the next: `make release` and `make bump` run this.

The version stands in `pyproject.toml` and in the header of the ontology; `CHANGELOG.md` and `CITATION.cff`
say what was released last, and when.
"""

import re
import sys
from datetime import date
from pathlib import Path

HEADER = "ontology/ontology.ttl"
ONTOLOGY = "https://w3id.org/iccis/ontology/"
STATUS = r"(?<=bibo/status/)[^>]*"


def main(command: str, value: str) -> None:
    """Run `release DATE` or `bump VERSION` on the files of the current folder."""
    {"release": release, "bump": bump}[command](value)


def release(day: str) -> None:
    """Date the changes of this version, cite it, and say in the ontology that it is published, and when."""
    version, moment = current(), date.fromisoformat(day)
    if version == released():
        sys.exit(f"version {version} is released already: run `make bump VERSION=...` first")
    edit("CHANGELOG.md", r"^## \[Unreleased\]\n", f"## [Unreleased]\n\n## [{version}] - {moment}\n")
    edit("CITATION.cff", r"^version: .*$", f"version: {version}")
    edit("CITATION.cff", r"^date-released: .*$", f"date-released: {moment}")
    edit(HEADER, r'(?<=dcterms:modified ")[^T]*', str(moment))
    edit(HEADER, r"(?<=Version )(\S+), \d{4}", rf"\1, {moment.year}")
    issued = f'dcterms:issued "{moment}T00:00:00Z"^^xsd:dateTime ;\n    '
    edit(HEADER, r"(?=dcterms:license)", issued)
    edit(HEADER, STATUS, "published")


def bump(version: str) -> None:
    """Set the version of the package and of the ontology to one that is later than the last release."""
    before = released()
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        sys.exit(f"this is no version: {version!r}; write it as 1.2.3")
    if numbers(version) <= numbers(before) or current() not in (before, version):
        sys.exit(f"version {current()} is worked on and {before} is released: {version} cannot follow")
    if current() == before:
        edit(HEADER, r"^ *dcterms:issued .*\n", "")
        edit(HEADER, STATUS, "draft")
        edit(HEADER, r"owl:\w+With <[^>]*", f"owl:backwardCompatibleWith <{ONTOLOGY}{before}")
    edit("pyproject.toml", r'^version = ".*"$', f'version = "{version}"')
    edit(HEADER, r"(?<=Version )\S+(?=, \d{4})", version)
    edit(HEADER, rf"{ONTOLOGY}\S+(?=\")", ONTOLOGY + version)
    edit(HEADER, r"(?<=owl:versionIRI <)[^>]*", ONTOLOGY + version)
    edit(HEADER, r'(?<=owl:versionInfo ")[^"]*', version)
    edit(HEADER, r"(?<=owl:priorVersion <)[^>]*", ONTOLOGY + before)


def current() -> str:
    """The version that `pyproject.toml` names."""
    return search("pyproject.toml", r'^version = "(.*)"$')


def released() -> str:
    """The version that was released last."""
    return search("CHANGELOG.md", r"^## \[(\d\S*)\] - \d{4}-\d\d-\d\d$")


def numbers(version: str) -> list[int]:
    """The parts of a version, to compare it with another."""
    return [int(part) for part in version.split(".")]


def search(name: str, pattern: str) -> str:
    """First group of the first place in a file that fits a pattern."""
    if found := re.search(pattern, Path(name).read_text("utf-8"), re.M):
        return found[1]
    sys.exit(f"{name}: nothing fits {pattern}")


def edit(name: str, pattern: str, replacement: str) -> None:
    """Replace the one place in a file that fits a pattern."""
    text, count = re.subn(pattern, replacement, Path(name).read_text("utf-8"), flags=re.M)
    if count != 1:
        sys.exit(f"{name}: {count} places fit {pattern}, not one")
    Path(name).write_text(text, "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
