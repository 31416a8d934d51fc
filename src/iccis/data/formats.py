"""Names of the formats of RDF files; imports nothing, so that the help of a command is quick."""

ENDINGS = {
    "ttl": "turtle",
    "trig": "trig",
    "nt": "ntriples",
    "nq": "nquads",
    "jsonld": "jsonld",
    "json": "jsonld",
    "rdf": "rdfxml",
    "owl": "rdfxml",
    "xml": "rdfxml",
}
"""The format that the end of a file name stands for; `.gz` may follow it."""

INPUT_FORMATS = tuple(dict.fromkeys(ENDINGS.values()))
