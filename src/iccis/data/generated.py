"""The files in `kg/generated/`: computed from the source and from the quotations in the other files."""

from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Triple

from iccis.core.namespaces import ID, PREFIXES
from iccis.core.project import generated_folder, source_text
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
    parts = provisions(source_text(base))
    return {text_file(base): text_triples(parts)} | anchor_files(parts, base)


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
