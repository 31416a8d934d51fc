"""Where the files are, in a checkout and in an installed wheel; namespaces, prefixes, graph names."""

import os
from collections.abc import Iterator
from pathlib import Path

SITE = "https://w3id.org/iccis/"
ONTOLOGY = SITE + "ontology#"
ID = SITE + "id/"
GRAPH = SITE + "graph/"

PREFIXES = {
    "cito": "http://purl.org/spar/cito/",
    "dcterms": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "iccis": ONTOLOGY,
    "id": ID,
    "oa": "http://www.w3.org/ns/oa#",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sssom": "https://w3id.org/sssom/",
    "undo": "https://w3id.org/un/ontology/undo/",
    "vann": "http://purl.org/vocab/vann/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

AS_WRITTEN = ("ontology", "text", "actors", "concepts", "norms")
"""The layers that hold only what the words bear, in their order of dependence."""

BESIDE = ("readings", "links", "mappings", "alignments")
"""The layers of interpretation and of links, in their order of dependence: never the other way round."""

CATALOGUE = "catalog"
"""Folder in `kg/` that describes the data as published; what is computed is added when publishing."""


def root() -> Path:
    """Folder that holds `ontology/`, `kg/`, `shapes/`, `queries/` and `tests/answers/`.

    A checkout is its own root; an installed wheel carries the same tree as `iccis/data`. The environment
    variable ICCIS_ROOT names another tree, for example a changed copy.

    >>> (root() / "kg" / "source").is_dir()
    True
    """
    if named := os.environ.get("ICCIS_ROOT"):
        return Path(named)
    installed = Path(__file__).parent / "data"
    return installed if installed.is_dir() else Path(__file__).parents[2]


def source_text() -> Path:
    """The source text of the Code, byte for byte as received."""
    return root() / "kg" / "source" / "code-of-conduct.en.txt"


def layer_of(path: Path, base: Path) -> str:
    """Layer that a Turtle file below `base` (a `kg` or `ontology` folder) belongs to.

    A layer is one file or one folder of files; its anchors stand in `anchors/` under its name.

    >>> kg = Path("kg")
    >>> [layer_of(kg / p, kg) for p in ("text.ttl", "norms/pledge-03.ttl", "anchors/actors.ttl")]
    ['text', 'norms', 'actors']
    """
    parts = path.relative_to(base).with_suffix("").parts
    if base.name == "ontology":
        return "alignments" if parts[0] == "alignments" else "ontology"
    return parts[-1] if parts[0] == "anchors" else parts[0]


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


def graph_name(layer: str) -> str:
    """IRI of the named graph of a layer.

    >>> graph_name("norms")
    'https://w3id.org/iccis/graph/norms'
    """
    return GRAPH + layer


def short(iri: str) -> str:
    """IRI without the base of things, or with a prefix of the project's.

    >>> short("https://w3id.org/iccis/id/norm/3.1"), short("https://w3id.org/iccis/ontology#Norm")
    ('norm/3.1', 'iccis:Norm')
    """
    if iri.startswith(ID):
        return iri.removeprefix(ID)
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and prefix != "id":
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri
