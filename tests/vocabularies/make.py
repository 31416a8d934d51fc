"""Make the lists of terms and the compact axioms in this folder from a folder of vocabularies.

Run it as `python tests/vocabularies/make.py FOLDER`. Only terms of each vocabulary's own namespace are
listed. Axioms (subclasses, subproperties, domains, ranges, disjointness, equivalence between named terms)
are kept only of vocabularies whose licence lets them be passed on.
"""

import re
import sys
from pathlib import Path

from rdflib import OWL, RDF, RDFS, Graph, URIRef

HERE = Path(__file__).parent
FILES = {
    "cito": ("cito.ttl", "http://purl.org/spar/cito/", False),
    "dcterms": ("dcterms.ttl", "http://purl.org/dc/terms/", False),
    "dpv": ("dpv-rules.ttl dpv-rights.ttl", "https://w3id.org/dpv#", False),
    "eli": ("eli.owl", "http://data.europa.eu/eli/ontology#", False),
    "foaf": ("foaf.ttl", "http://xmlns.com/foaf/0.1/", False),
    "lkif": ("lkif-norm.owl", "http://www.estrellaproject.org/lkif-core/norm.owl#", False),
    "lrml": ("nrv-with-legalruleml.ttl", "http://docs.oasis-open.org/legalruleml/ns/v1.0/metamodel#", False),
    "oa": ("oa.ttl", "http://www.w3.org/ns/oa#", False),
    "odrl": ("odrl22.ttl", "http://www.w3.org/ns/odrl/2/", False),
    "org": ("org.ttl", "http://www.w3.org/ns/org#", True),
    "prov": ("prov-o.ttl", "http://www.w3.org/ns/prov#", True),
    "schema": ("schemaorg-legislation-subset.ttl", "https://schema.org/", False),
    "skos": ("skos.ttl", "http://www.w3.org/2004/02/skos/core#", False),
    "undo": ("undo.ttl", "https://w3id.org/un/ontology/undo/", True),
}
AXIOMS = (
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    RDFS.domain,
    RDFS.range,
    OWL.disjointWith,
    OWL.equivalentClass,
)
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, RDFS.Class, RDF.Property)


def make(folder: Path) -> None:
    """Write NAME.txt for each vocabulary, and NAME.ttl where axioms may be passed on."""
    for name, (files, namespace, axioms) in FILES.items():
        graph = Graph()
        for file in files.split():
            graph.parse(folder / file, format="turtle" if file.endswith("ttl") else "xml")
        terms = {str(s) for s in graph.subjects() if isinstance(s, URIRef) and s.startswith(namespace)}
        (HERE / f"{name}.txt").write_text("".join(f"{t}\n" for t in sorted(terms)), encoding="utf-8")
        if axioms:
            kept = {t for t in graph if t[1] in AXIOMS and all(isinstance(n, URIRef) for n in t)}
            named = {n for t in kept for n in (t[0], t[2])}
            kept |= {
                (s, RDF.type, o) for s, o in graph.subject_objects(RDF.type) if s in named and o in KINDS
            }
            lines = sorted(" ".join(n.n3() for n in t) + " .\n" for t in kept)
            (HERE / f"{name}.nt").write_text("".join(lines), encoding="utf-8")
    profile = (folder / "odrl-legal-profile.ttl").read_text(encoding="utf-8")  # no Turtle that a parser reads
    names = sorted(re.findall(r"^odrl-l:(\w+) a ", profile, re.MULTILINE))
    found = "".join(f"https://w3id.org/odrl-legal/{name}\n" for name in names)
    (HERE / "odrl-legal.txt").write_text(found, encoding="utf-8")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
