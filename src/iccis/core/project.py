"""The layers, sets of them, and where their files are, in a checkout and in an installed wheel."""

import csv
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from iccis.core.errors import IccisError, UnknownNameError

SCOPES = ("as written", "closure", "with readings", "with links", "all")
"""Names of the sets of graphs that a question can run on."""

DEFAULT = "all"
"""The set of graphs of a query that names none: on the command line, in Python, service and pages alike."""

MAPPINGS = "mappings"
"""The layer that is made from the mapping sets."""
SSSOM = ".sssom.tsv"
"""End of the names of mapping sets."""
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
    Layer("actors", "the actors and roles that the text names", SCOPES, ("Actor",)),
    Layer("concepts", "the concepts and principles that the text names", SCOPES, ("Concept", "Instrument")),
    Layer(
        "norms",
        "what the text requires, forbids, allows and affirms, of whom and towards whom",
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
        "other instruments and their parallels to the text, variants of it",
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
"""Names of graphs: `norms` or, of an instrument of a project, `lakes-charter/norms`."""


def scope(name: str) -> Layers:
    """Return the layers that a set of graphs consists of; `graphs` has those that an edition has of them.

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
"""The layers that declare terms and say nothing of a text."""

PROSE = "site"
"""Folder in `kg/` with templates of pages that say what is so of this edition only."""
CATALOGUE = "catalog"
"""Folder in `kg/` that describes the data as published; what is computed is added when publishing."""
RECORD = "record"
"""The file there that each edition has of its own; a project may leave the others to the package."""


BUNDLED = "bundled"
"""Folder of the package in a wheel that holds the data; nothing in it is edited."""


def package_root() -> Path:
    """Return the tree that comes with the package: a checkout, or `iccis/bundled` in an installed wheel."""
    package = Path(__file__).parents[1]
    installed = package / BUNDLED
    return installed if installed.is_dir() else package.parents[1]


def root() -> Path:
    """Return the folder that holds the edition: `kg/` with its data, and what it has of its own besides.

    That is the tree that ICCIS_ROOT in the environment (or `--project`) names: a whole tree, for example a
    changed copy, or a project of one's own (see `trees`). Else it is the current folder if that is a project,
    and else the tree of the package.

    >>> (root() / "kg" / "source").is_dir()
    True
    """
    if named := os.environ.get("ICCIS_ROOT"):
        return Path(named)
    return Path.cwd() if is_project(Path()) else package_root()


INSTRUMENTS = "instruments.csv"
"""File in `kg/` that lists the instruments of an edition."""


def instrument_table(base: Path | None = None) -> Path:
    """Return the path of the table of instruments."""
    return (base or root()) / "kg" / INSTRUMENTS


def table_rows(tree: Path) -> list[tuple[str, ...]]:
    """Return the rows of the table of instruments of a tree below its header; none without a table.

    >>> [row[0] for row in table_rows(package_root())]
    ['code']
    """
    path = instrument_table(tree)
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [tuple(row) for row in csv.reader(file)][1:]


def trees(base: Path | None = None) -> tuple[Path, ...]:
    """Return the trees that an edition consists of, that of the package first.

    A tree with an ontology is whole. A project of one's own has a table of instruments and no ontology: what
    it shares with others (terms, shapes, questions, files called `shared`) comes from the package, and so do
    all data of the package if its table has a row of the package's.

    >>> trees() == (root(),)
    True
    """
    top = base or root()
    return (package_root(), top) if is_project(top) else (top,)


def is_project(tree: Path) -> bool:
    """Tell whether a tree is a project of one's own: it has a table of instruments, and no ontology.

    >>> is_project(package_root())
    False
    """
    return (tree / "kg" / INSTRUMENTS).is_file() and not (tree / "ontology").is_dir()


def folders(name: str, base: Path | None = None) -> list[Path]:
    """Return the folders of a name that an edition has: `shapes` and `queries`, for example.

    >>> [folder.name for folder in folders("shapes")]
    ['shapes']
    """
    return [folder for tree in trees(base) if (folder := tree / name).is_dir()]


SHARED = "shared"
"""Name of the files in `kg/` that speak of no instrument, which projects take from the package."""


GENERATED = "generated"
"""Folder beside the layers that holds what `iccis text` computes: the text layer and the anchors."""
ANCHORS = "anchors"
"""Folder there that holds the anchors, in a file for each layer."""


SOURCE = "source"
"""Folder in `kg/` that holds the text as received, with its outline."""

RESERVED = frozenset(
    [SHARED, GENERATED, ANCHORS, SOURCE, CATALOGUE, PROSE, *(layer.name for layer in LAYERS)]
)
"""Names of folders in `kg/`, and of graphs, which no instrument can have as its path."""


def layer_of_graph(graph: str) -> str:
    """Return the layer that the statements of a graph are of.

    >>> layer_of_graph("norms"), layer_of_graph("lakes-charter/norms")
    ('norms', 'norms')
    """
    return graph.rpartition("/")[2]


def graphs(layers: Iterable[str], base: Path | None = None, *, instrument: str = "") -> Layers:
    """Return the graphs that an edition has of some layers, or one of its instruments with what is shared.

    In a project, each instrument has graphs of its own, which follow that of the same layer for what they
    share; one for which there is no file is left out. The closure is one graph, and so are the labels.

    >>> graphs(("ontology", "text"))
    ('ontology', 'text')
    """
    if not is_project(base or root()):
        return tuple(layers)
    files = (*data_files(base, instrument=instrument), *mapping_files(base, instrument=instrument))
    there = sorted({CLOSURE, LABELS, *(graph for graph, _ in files)}, key=lambda graph: ("/" in graph, graph))
    return tuple(graph for layer in layers for graph in there if layer_of_graph(graph) == layer)


def possible_graphs(base: Path | None = None) -> Layers:
    """Return the graphs that an edition can have: also those for which there is no file, or no longer one.

    >>> possible_graphs() == tuple(layer.name for layer in LAYERS)
    True
    """
    parts = [layer.name for layer in LAYERS if layer.folder == "kg"]
    return (
        *(layer.name for layer in LAYERS),
        *(f"{of}/{part}" for of in own_folders(base) for part in parts),
    )


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
    return parts[-1] if parts[0] == ANCHORS else parts[0]


def data_folder(base: Path | None = None, instrument: str = "") -> Path:
    """Return the folder of the data: in a project, each instrument has one of its own."""
    return (base or root()) / "kg" / instrument


def generated_folder(base: Path | None = None, instrument: str = "") -> Path:
    """Return the folder of the files that `iccis text` writes; nothing in it is edited by hand."""
    return data_folder(base, instrument) / GENERATED


def own_folders(base: Path | None = None) -> tuple[str, ...]:
    """Return the instruments that have folders, and graphs, of their own: those of a project that it adds.

    >>> own_folders()
    ()
    """
    top = base or root()
    if not is_project(top):
        return ()
    taken_in = {row[:-1] for row in table_rows(package_root())}
    return tuple(row[0] for row in table_rows(top) if row and row[:-1] not in taken_in)


def mapping_files(base: Path | None = None, *, instrument: str = "") -> list[tuple[str, Path]]:
    """Return the SSSOM mapping sets of an edition by graph: in each folder of data the first, then others.

    The others are in a folder `mappings` there. A project of one's own may have none.

    >>> [(graph, path.name) for graph, path in mapping_files()]
    [('mappings', 'mappings.sssom.tsv')]
    """
    *others, own = trees(base)
    names = (other for other in own_folders(base) if instrument in ("", other))
    folders = [(MAPPINGS, data_folder(tree)) for tree in others if _is_whole(tree, own, instrument)]
    folders += [(MAPPINGS, data_folder(own))] if not others else []
    folders += [(f"{name}/{MAPPINGS}", data_folder(own, name)) for name in names]
    return [(graph, path) for graph, folder in folders for path in _sets(folder)]


def _sets(data: Path) -> list[Path]:
    first = data / f"{MAPPINGS}{SSSOM}"
    return [*([first] if first.is_file() else []), *sorted((data / MAPPINGS).glob(f"*{SSSOM}"))]


def _is_whole(other: Path, own: Path, instrument: str) -> bool:
    """Tell whether a project has all data of another tree: whether its table has a row of that tree's."""
    rows = {*table_rows(other)} & {*table_rows(own)}
    return any(instrument in ("", row[0]) for row in rows)


def data_files(base: Path | None = None, *, instrument: str = "") -> Iterator[tuple[str, Path]]:
    """Yield (graph, file) for every Turtle file of the ontology and the data, sorted by path.

    Of an edition with several instruments, `instrument` leaves those that only others need. Raises IccisError
    for an instrument that is not there, and for a file or folder that nothing would read; hidden files are
    left aside.
    """
    *others, own = trees(base)
    paths = [row[0] for row in table_rows(own) if row]
    if instrument and instrument not in paths:
        raise UnknownNameError(
            f"there is no instrument {instrument} here", hint=f"there are: {', '.join(paths)}"
        )
    if instrument and not others and len(paths) > 1:
        hint = "leave out --instrument: only in a project has each instrument a folder of its own"
        raise IccisError("the instruments here share their files", place=str(own), hint=hint)
    for tree in others:
        is_whole = _is_whole(tree, own, instrument)
        yield from (
            (layer, path) for layer, path in _files(tree) if is_whole or layer in TERMS or path.stem == SHARED
        )
    names = own_folders(base)
    yield from _files(own, apart=names)
    for name in sorted(names):
        if instrument in ("", name):
            yield from ((f"{name}/{layer}", path) for layer, path in _files(own, name))


def _files(top: Path, instrument: str = "", *, apart: tuple[str, ...] = ()) -> Iterator[tuple[str, Path]]:
    """Yield (layer, file) for the data of a tree or of an instrument; `apart` names folders to leave."""
    names = [layer.name for layer in LAYERS if layer.folder]
    data = data_folder(top, instrument)
    mapped = _sets(data)
    kept = {data / GENERATED, *([] if instrument else [data / "withdrawn.csv", data / INSTRUMENTS])}
    for folder in (data,) if instrument else (top / "ontology", data):
        for path in _paths(folder, apart):
            if path.name.startswith(".") or path in kept or (path in mapped and not apart):
                continue
            layer = layer_of(path, folder)
            if layer in (CATALOGUE, SOURCE, PROSE):
                continue
            if apart and path.is_file() and path.stem != SHARED and (layer in names or path in mapped):
                raise _misplaced(path, data, apart)
            if layer not in (*names, ANCHORS):
                hint = f"move it to one of {', '.join(names)}, or enter a layer in iccis/core/project.py"
                if path.name.endswith(SSSOM):
                    hint = f"move it to {data / MAPPINGS}, where further mapping sets are"
                elif apart:
                    hint = f"a folder of data has the name of an instrument: {', '.join(apart)}"
                raise IccisError(f"there is no layer {layer}", place=str(path), hint=hint)
            if path.suffix == ".ttl":
                yield layer, path
            elif not path.is_dir():
                hint = "write the data as Turtle in a file that ends with .ttl, or move the file elsewhere"
                raise IccisError("is no Turtle file, and nothing reads it", place=str(path), hint=hint)


def _paths(folder: Path, apart: tuple[str, ...]) -> list[Path]:
    """Return what is below a folder, sorted, without what is below some folders in it."""
    if not apart:
        return sorted(folder.rglob("*"))
    inside = sorted(path for path in folder.glob("*") if path.name not in apart)
    return [path for top in inside for path in (top, *sorted(top.rglob("*")))]


def _misplaced(path: Path, data: Path, instruments: tuple[str, ...]) -> IccisError:
    """Return the error for a file of a project that is in the folder of no instrument."""
    inside = path.relative_to(data)
    if inside.parts[0] == GENERATED:
        hint = "delete it, and run `iccis text`"
    else:
        places = " or ".join(str(data / of / inside) for of in instruments)
        hint = f"move it to {places}; only files called {SHARED}.ttl stand beside the instruments"
    return IccisError("is in the folder of no instrument", place=str(path), hint=hint)


def prose_folder(base: Path | None = None) -> Path:
    """Return the folder of the templates of an edition's own, which may not be there."""
    return (base or root()) / "kg" / PROSE


def record_file(base: Path | None = None) -> Path:
    """Return the file in which an edition says what it is, by whom, and in which version."""
    return (base or root()) / "kg" / CATALOGUE / f"{RECORD}.ttl"


def catalogue_files(base: Path | None = None) -> list[Path]:
    """Return the Turtle files that describe the data as published, sorted by path.

    >>> [path.stem for path in catalogue_files()]
    ['authorities', 'datasets', 'record', 'void']
    """
    return sorted(((base or root()) / "kg" / CATALOGUE).glob("*.ttl"))
