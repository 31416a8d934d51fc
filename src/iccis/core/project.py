"""Where the files are, in a checkout and in an installed wheel; layers, and sets of them."""

import os
from collections.abc import Iterator
from pathlib import Path

from iccis.core.errors import IccisError

AS_WRITTEN = ("ontology", "text", "actors", "concepts", "norms")
"""The layers that hold only what the words bear, in their order of dependence."""

BESIDE = ("readings", "links", "mappings", "alignments")
"""The layers of interpretation and of links, in their order of dependence: never the other way round."""

CATALOGUE = "catalog"
"""Folder in `kg/` that describes the data as published; what is computed is added when publishing."""


def root() -> Path:
    """Folder that holds `ontology/`, `kg/`, `shapes/`, `queries/` and `tests/answers/`.

    A checkout is its own root; an installed wheel carries the same tree as `iccis/bundled`. The environment
    variable ICCIS_ROOT names another tree, for example a changed copy.

    >>> (root() / "kg" / "source").is_dir()
    True
    """
    if named := os.environ.get("ICCIS_ROOT"):
        return Path(named)
    package = Path(__file__).parents[1]
    installed = package / "bundled"
    return installed if installed.is_dir() else package.parents[1]


GENERATED = "generated"
"""Folder in `kg/` that holds what `iccis text` computes: the text layer and the anchors."""


def source_text(base: Path | None = None) -> Path:
    """Return the path of the source text of the Code, byte for byte as received."""
    return (base or root()) / "kg" / "source" / "code-of-conduct.en.txt"


def layer_of(path: Path, base: Path) -> str:
    """Layer that a Turtle file below `base` (a `kg` or `ontology` folder) belongs to.

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
        return "alignments" if parts[0] == "alignments" else "ontology"
    return parts[-1] if parts[0] == "anchors" else parts[0]


def generated_folder(base: Path | None = None) -> Path:
    """Folder of the files that `iccis text` writes; nothing in it is edited by hand."""
    return (base or root()) / "kg" / GENERATED


def mapping_file(base: Path | None = None) -> Path:
    """The SSSOM mapping set: the links of things, from which the layer `mappings` is made."""
    return (base or root()) / "kg" / "mappings.sssom.tsv"


def data_files(base: Path | None = None) -> Iterator[tuple[str, Path]]:
    """Yield (layer, file) for every Turtle file of the ontology and the data, sorted by path."""
    top = base or root()
    for folder in (top / "ontology", top / "kg"):
        for path in sorted(folder.rglob("*.ttl")):
            if (layer := layer_of(path, folder)) != CATALOGUE:
                yield layer, path


def catalogue_files(base: Path | None = None) -> list[Path]:
    """Turtle files that describe the data as published, sorted by path.

    >>> [path.stem for path in catalogue_files()]
    ['authorities', 'datasets', 'record', 'void']
    """
    return sorted(((base or root()) / "kg" / CATALOGUE).glob("*.ttl"))


Layers = tuple[str, ...]


CLOSURE = "closure"
"""The layer that is computed: what follows from the others."""


SCOPES = ("as written", "closure", "with readings", "with links", "all")
"""Names of the sets of graphs that a question can run on."""


ADDED: dict[str, Layers] = {
    "as written": (),
    "closure": (CLOSURE,),
    "with readings": ("readings",),
    "with links": ("readings", "links", "mappings"),
}
"""What each set but `all` adds to the layers as written."""


def scope(name: str, *, base: Path | None = None) -> Layers:
    """Layers that a set of graphs consists of.

    >>> scope("closure")
    ('ontology', 'text', 'actors', 'concepts', 'norms', 'closure')
    """
    if name not in SCOPES:
        raise IccisError(f"no such set of graphs: {name}", hint="choose one of: " + ", ".join(SCOPES))
    if name == "all":
        return (*AS_WRITTEN, *BESIDE, CLOSURE)
    return AS_WRITTEN + ADDED[name]
