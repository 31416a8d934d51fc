"""The layers, sets of them, and where their files are, in a checkout and in an installed wheel."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from iccis.core.errors import IccisError

SCOPES = ("as written", "closure", "with readings", "with links", "all")
"""Names of the sets of graphs that a question can run on."""

DEFAULT = "all"
"""The set of graphs of a query that names none: on the command line, in Python, service and pages alike."""

MAPPINGS = "mappings"
"""The layer that is made from the mapping set."""
CLOSURE = "closure"
"""The layer of what follows from the others."""
LABELS = "labels"
"""The layer of rdfs:label and rdfs:comment, which is derived for tools when publishing."""


class Layer(NamedTuple):
    """One named graph of the edition: what it holds, and what it takes part in."""

    name: str
    contents: str
    """One phrase, for the page of downloads."""
    scopes: tuple[str, ...] = ("all",)
    """Sets of graphs that include it."""
    classes: tuple[str, ...] = ()
    """Classes whose members are nodes of the network; the statements of such a layer are its edges."""
    folder: str = "kg"
    """Top folder of its files; none for a layer that is computed."""


LAYERS = (
    Layer("ontology", "classes and properties, with labels for tools", SCOPES, folder="ontology"),
    Layer("text", "every clause, verbatim, with its position in the source", SCOPES, ("Provision",)),
    Layer("actors", "the actors and roles that the Code names", SCOPES, ("Actor",)),
    Layer("concepts", "the concepts and principles that the Code names", SCOPES, ("Concept", "Instrument")),
    Layer(
        "norms",
        "what the Code requires, forbids, allows and affirms, of whom and towards whom",
        SCOPES,
        ("Norm", "Qualifier", "UnnamedParty"),
    ),
    Layer(
        "readings",
        "interpretations, with author and source, and ambiguities in the wording",
        ("with readings", "with links", "all"),
        ("Reading", "Ambiguity", "Parse", "Party"),
    ),
    Layer(
        "links",
        "other instruments and their parallels to the Code, variants of the text",
        ("with links", "all"),
        ("RelatedInstrument",),
    ),
    Layer(MAPPINGS, "the same or similar things in other data sets", ("with links", "all")),
    Layer("alignments", "links from the ontology to other vocabularies", folder="ontology"),
    Layer(CLOSURE, "everything inferred from the other layers, and nothing else", ("closure", "all"), (), ""),
    Layer(LABELS, "rdfs:label and rdfs:comment for tools, derived from the SKOS annotations", folder=""),
)
"""Every layer, in the order of dependence: none speaks of a later one. A new layer is entered here alone."""

Layers = tuple[str, ...]


def scope(name: str) -> Layers:
    """Return the layers that a set of graphs consists of.

    >>> scope("closure")
    ('ontology', 'text', 'actors', 'concepts', 'norms', 'closure')
    """
    if name not in SCOPES:
        raise IccisError(f"no such set of graphs: {name}", hint="choose one of: " + ", ".join(SCOPES))
    return tuple(layer.name for layer in LAYERS if name in layer.scopes)


AS_WRITTEN = scope("as written")
"""The layers that hold only what the words bear."""

BESIDE = tuple(layer.name for layer in LAYERS if layer.folder and layer.name not in AS_WRITTEN)
"""The layers of interpretation and of links."""

TERMS = tuple(layer.name for layer in LAYERS if layer.folder == "ontology")
"""The layers that declare terms and say nothing of the Code."""

CATALOGUE = "catalog"
"""Folder in `kg/` that describes the data as published; what is computed is added when publishing."""


BUNDLED = "bundled"
"""Folder of the package in a wheel that holds the data; nothing in it is edited."""


def root() -> Path:
    """Return the folder that holds `ontology/`, `kg/`, `shapes/`, `queries/` and `tests/answers/`.

    A checkout is its own root; an installed wheel carries the same tree as `iccis/bundled`. The environment
    variable ICCIS_ROOT names another tree, for example a changed copy.

    >>> (root() / "kg" / "source").is_dir()
    True
    """
    if named := os.environ.get("ICCIS_ROOT"):
        return Path(named)
    package = Path(__file__).parents[1]
    installed = package / BUNDLED
    return installed if installed.is_dir() else package.parents[1]


GENERATED = "generated"
"""Folder in `kg/` that holds what `iccis text` computes: the text layer and the anchors."""


SOURCE = "source"
"""Folder in `kg/` that holds the text as received, with its outline."""


def source_text(base: Path | None = None) -> Path:
    """Return the path of the source text of the Code, byte for byte as received."""
    return (base or root()) / "kg" / SOURCE / "code-of-conduct.en.txt"


def layer_of(path: Path, base: Path) -> str:
    """Return the layer that a Turtle file below `base` (a `kg` or `ontology` folder) belongs to.

    A layer is one file or one folder of files; its anchors are in `generated/anchors/` under its name.

    >>> kg = Path("kg")
    >>> files = ("generated/text.ttl", "norms/pledge-03.ttl", "generated/anchors/actors.ttl")
    >>> [layer_of(kg / name, kg) for name in files]
    ['text', 'norms', 'actors']
    """
    parts = path.relative_to(base).with_suffix("").parts
    if parts[0] == GENERATED:
        parts = parts[1:]
    if base.name == "ontology":
        return parts[0] if parts[0] in TERMS else "ontology"
    return parts[-1] if parts[0] == "anchors" else parts[0]


def generated_folder(base: Path | None = None) -> Path:
    """Return the folder of the files that `iccis text` writes; nothing in it is edited by hand."""
    return (base or root()) / "kg" / GENERATED


def mapping_file(base: Path | None = None) -> Path:
    """Return the path of the SSSOM mapping set, the source of the layer `mappings`."""
    return (base or root()) / "kg" / "mappings.sssom.tsv"


def data_files(base: Path | None = None) -> Iterator[tuple[str, Path]]:
    """Yield (layer, file) for every Turtle file of the ontology and the data, sorted by path.

    Raises IccisError for a file or folder that nothing would read; hidden files are left aside.
    """
    top, names = base or root(), [layer.name for layer in LAYERS if layer.folder]
    others = (mapping_file(top), top / "kg" / "withdrawn.csv", generated_folder(top))
    for folder in (top / "ontology", top / "kg"):
        for path in sorted(folder.rglob("*")):
            if path.name.startswith(".") or path in others:
                continue
            layer = layer_of(path, folder)
            if layer in (CATALOGUE, SOURCE):
                continue
            if layer not in (*names, "anchors"):
                hint = f"move it to one of {', '.join(names)}, or enter a layer in iccis/core/project.py"
                raise IccisError(f"there is no layer {layer}", place=str(path), hint=hint)
            if path.suffix == ".ttl":
                yield layer, path
            elif not path.is_dir():
                hint = "write the data as Turtle in a file that ends with .ttl, or move the file elsewhere"
                raise IccisError("is no Turtle file, and nothing reads it", place=str(path), hint=hint)


def catalogue_files(base: Path | None = None) -> list[Path]:
    """Return the Turtle files that describe the data as published, sorted by path.

    >>> [path.stem for path in catalogue_files()]
    ['authorities', 'datasets', 'record', 'void']
    """
    return sorted(((base or root()) / "kg" / CATALOGUE).glob("*.ttl"))
