"""What the steps of a check found, below the user's cache folder, by the hash of everything that they read.

The hash is over the files themselves, not their times, with the program and the libraries that answer. An
entry that is not whole is not read, and what cannot be written is computed again the next time.
"""

import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import Any

from iccis.core.digest import digest
from iccis.core.errors import IccisError
from iccis.core.project import trees
from iccis.core.turtle import replace

READS = {
    "text": ("ontology", "kg"),
    "anchors": ("ontology", "kg"),
    "names": ("ontology", "kg", "shapes", "queries"),
    "layers": ("ontology", "kg"),
    "closure": ("ontology", "kg"),
    "shapes": ("ontology", "kg", "shapes"),
    "questions": ("ontology", "kg", "queries", "tests/answers"),
    "counts": ("ontology", "kg"),
}
"""The folders that each step reads, and the counts at the head of the report."""
FOLDERS = sorted({folder for folders in READS.values() for folder in folders})

LIBRARIES = ("iccis", "pyoxigraph", "rdflib", "pyshacl")
MAX_ENTRIES = 500


def cache_folder() -> Path:
    """Return the folder of the cache: in XDG_CACHE_HOME, or below the home folder."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "iccis" / "check"


def open_cache(base: Path, *, variant: str = "") -> "Cache | None":
    """Return the cache for the tree below `base`, or None for one that cannot be read whole.

    `variant` names what else the results depend on.
    """
    try:
        return Cache(base, variant=variant)
    except OSError:  # or a link to a folder, which not everything follows
        return None


class Cache:
    """What each step found in the tree as it is now, and whether the tree has changed since."""

    def __init__(self, base: Path, *, variant: str) -> None:
        """Read every file that a step reads."""
        self._trees = trees(base)
        self._before = self._state()
        self._files = {name: [_hash(tree / name) for tree in self._trees] for name in FOLDERS}
        self._program = [str(base), os.getcwd(), variant, sys.version, *map(metadata.version, LIBRARIES)]
        self._program.append(_hash(Path(__file__).parents[1], "*.py", "*.rq"))

    def load(self, step: str) -> dict[str, Any] | None:
        """Return what a step found in the same files; None if that is not known."""
        with suppress(OSError, ValueError, KeyError, TypeError, RuntimeError):
            entry = json.loads(self._path(step).read_text("utf-8"))
            if digest(entry["data"]) == entry["digest"]:
                data: dict[str, Any] = json.loads(entry["data"])
                return data
        return None

    def save(self, found: dict[str, dict[str, Any]]) -> None:
        """Keep what steps found, unless a file has changed since they began."""
        if self._state() != self._before:
            return
        with suppress(OSError, IccisError, RuntimeError):
            for step, data in found.items():
                text = json.dumps(data)
                replace(self._path(step), json.dumps({"digest": digest(text), "data": text}))
            _prune(cache_folder())

    def _path(self, step: str) -> Path:
        parts = [*self._program, step, *(self._files[name] for name in READS[step])]
        return cache_folder() / f"{step}-{digest(json.dumps(parts))}.json"

    def _state(self) -> list[tuple[Any, ...]]:
        """Return what the file system says of each file; any write changes it, even one that hides itself."""
        folders = [tree / name for tree in self._trees for name in FOLDERS]
        states = ((path, path.stat()) for folder in folders for path in _files(folder))
        return sorted((str(p), s.st_size, s.st_mtime_ns, s.st_ctime_ns, s.st_ino) for p, s in states)


def _files(folder: Path, patterns: Iterable[str] = ("*",)) -> Iterator[Path]:
    """Yield files, and links, which are read as files."""
    found = (path for pattern in patterns for path in folder.rglob(pattern))
    return (path for path in found if path.is_file() or path.is_symlink())


def _hash(folder: Path, *patterns: str) -> str:
    """Return the hash of the names and contents of the files below a folder."""
    total = sha256()
    for path in sorted(_files(folder, patterns or ("*",))):
        name = path.relative_to(folder).as_posix().encode()
        total.update(b"%d:%b%b" % (len(name), name, sha256(path.read_bytes()).digest()))
    return total.hexdigest()


def _prune(folder: Path) -> None:
    """Delete the oldest entries above MAX_ENTRIES."""
    entries = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime)
    for path in entries[: max(0, len(entries) - MAX_ENTRIES)]:
        path.unlink(missing_ok=True)
