"""The files in `kg/generated/`: computed from the source and from the quotations in the other files."""

from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Triple

from iccis.core.errors import IccisError
from iccis.core.instruments import COLUMNS, instruments
from iccis.core.namespaces import ID, PREFIXES
from iccis.core.project import generated_folder, instrument_table, trees
from iccis.core.turtle import read_text
from iccis.core.turtle_writer import write
from iccis.data.anchors import anchor_files
from iccis.data.source import provisions, text_file, text_triples


class Drift(NamedTuple):
    """How `kg/generated/` differs from what it must hold: files to write, and files that nothing needs."""

    stale: dict[Path, str]
    """Text to write, by path."""
    needless: list[Path]


def generated_files(base: Path | None = None) -> dict[Path, list[Triple]]:
    """Return the triples of each generated file, by path.

    Raises IccisError for a quotation that is not in the text.

    >>> sorted(path.name for path in generated_files())[-2:]
    ['text.ttl', 'text.ttl']
    """
    if not (found := instruments(base)):
        hint = "give a row for each text: " + ", ".join(COLUMNS)
        raise IccisError("names no instrument", place=str(instrument_table(base)), hint=hint)
    texts = {instrument: provisions(instrument) for instrument in found}
    own = [t for of, parts in texts.items() if of.tree == trees(base)[-1] for t in text_triples(parts)]
    return {text_file(base): own} | anchor_files([part for parts in texts.values() for part in parts], base)


def drift(base: Path | None = None) -> Drift:
    """Compare the generated files, byte for byte, with what the source and the quotations give.

    >>> drift()
    Drift(stale={}, needless=[])
    """
    texts = {
        path: write(triples, base=ID, prefixes=PREFIXES, order="document")
        for path, triples in generated_files(base).items()
    }
    stale = {path: text for path, text in texts.items() if not path.exists() or read_text(path) != text}
    return Drift(stale, sorted(set(generated_folder(base).rglob("*.ttl")) - set(texts)))
