"""The files in `kg/generated/`: computed from the source and from the quotations in the other files."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Triple

from iccis.core.errors import IccisError
from iccis.core.instruments import COLUMNS, instruments
from iccis.core.namespaces import ID, PREFIXES
from iccis.core.project import generated_folder, instrument_table, own_folders, trees
from iccis.core.rdf import plain
from iccis.core.turtle import read, read_text, replace
from iccis.core.turtle_writer import write
from iccis.data.anchors import RESTS_ON, Problems, anchor_files, quoting
from iccis.data.source import provisions, text_file, text_triples


class Drift(NamedTuple):
    """How `kg/generated/` differs from what it must hold: files to write, and files that nothing needs."""

    stale: dict[Path, str]
    """Text to write, by path."""
    needless: list[Path]
    moved: int = 0
    """Number of quotations that have another place than before."""

    def write(self) -> None:
        """Write the stale files."""
        for path, text in self.stale.items():
            replace(path, text)


def generated_files(base: Path | None = None, problems: Problems | None = None) -> dict[Path, list[Triple]]:
    """Return the triples of each generated file, by path.

    Raises IccisError for a quotation that is not in the text; with `problems`, these errors are added to it.

    >>> sorted(path.name for path in generated_files())[-2:]
    ['text.ttl', 'text.ttl']
    """
    if not (found := instruments(base)):
        hint = "give a row for each text: " + ", ".join(COLUMNS)
        raise IccisError("names no instrument", place=str(instrument_table(base)), hint=hint)
    texts = {instrument: provisions(instrument) for instrument in found}
    files: dict[Path, list[Triple]] = {}
    for of, cut in texts.items():
        if of.tree == trees(base)[-1]:
            files.setdefault(text_file(base, of.folder), []).extend(text_triples(cut))
    parts = [part for cut in texts.values() for part in cut]
    return files | anchor_files(parts, quoting(base), problems)


def drift(base: Path | None = None, problems: Problems | None = None) -> Drift:
    """Compare the generated files, byte for byte, with what the source and the quotations give.

    With `problems`, what quotes words that are not in the text is left out, and its errors added.

    >>> drift().stale, drift().needless
    ({}, [])
    """
    files = generated_files(base, problems)
    texts = {
        path: write(triples, base=ID, prefixes=PREFIXES, order="document") for path, triples in files.items()
    }
    stale = {path: text for path, text in texts.items() if not path.exists() or read_text(path) != text}
    folders = {generated_folder(base), *(generated_folder(base, name) for name in own_folders(base))}
    there = {path for folder in folders for path in folder.rglob("*.ttl")}
    before = {link for path in sorted(there) if path in stale for link in _links(read(path))}
    after = {link for path in stale for link in _links(files[path])}
    return Drift(stale, sorted(there - set(texts)), _moved(before - after, after - before))


def _links(triples: Iterable[Triple]) -> Iterator[tuple[str, str]]:
    """Yield each subject with an anchor that it rests on."""
    return ((plain(t.subject), plain(t.object)) for t in triples if t.predicate == RESTS_ON)


def _moved(gone: set[tuple[str, str]], new: set[tuple[str, str]]) -> int:
    """Return how many anchors of subjects have another place than before."""
    counts = (Counter(subject for subject, _ in links) for links in (gone, new))
    return (next(counts) & next(counts)).total()
