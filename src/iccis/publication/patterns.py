"""Patterns of the model: how IRIs are formed, and queries to copy. The cheat sheet and the site show both."""

from typing import NamedTuple

IRIS = (
    ("clause", ("id/code/pledge/3", "id/code/recital/6", "id/code/title")),
    (
        "norm, its action, its positions",
        ("id/norm/3.2", "id/norm/3.2/action", "id/position/3.2/duty", "id/position/3.2/claim"),
    ),
    (
        "actor, concept, principle",
        ("id/actor/china", "id/concept/information-space", "id/principle/sovereignty"),
    ),
    ("exact words: characters 6913 to 6919 of the English text", ("id/code/en/words/6913-6919",)),
    ("ambiguity, reading", ("id/ambiguity/3.1", "id/reading/mueller-3")),
    ("question", ("id/question/36-count-norms-by-kind",)),
    ("named graph of a layer", ("graph/norms",)),
    ("term of the ontology", ("ontology#Norm",)),
)
"""Things, and paths of examples below the base of all IRIs."""


class Pattern(NamedTuple):
    """A query: what it finds, the smallest set of graphs that has it, and its text."""

    title: str
    graph: str
    query: str


PATTERNS = (
    Pattern(
        "Words of a clause",
        "as written",
        """\
SELECT ?text { <https://w3id.org/iccis/id/code/pledge/9> iccis:text ?text }
""",
    ),
    Pattern(
        "Norms of a clause, with kind and bearer",
        "as written",
        """\
BASE <https://w3id.org/iccis/id/>
SELECT ?norm ?label ?kind ?bearer {
  ?norm iccis:statedIn <code/pledge/4> ; a ?kind ; skos:prefLabel ?label .
  ?norm (iccis:bearer|iccis:affirms/iccis:bearer)/skos:prefLabel ?bearer .
  FILTER(?kind IN (iccis:Obligation, iccis:Prohibition, iccis:Permission, iccis:Affirmation))
} ORDER BY ?norm
""",
    ),
    Pattern(
        "Exact words that a norm rests on, in the order of the text",
        "as written",
        """\
BASE <https://w3id.org/iccis/id/>
SELECT ?words ?start ?end {
  <norm/4.2> iccis:restsOn ?anchor .
  ?anchor oa:hasSelector [ oa:exact ?words ] , [ oa:start ?start ; oa:end ?end ] .
} ORDER BY ?start
""",
    ),
    Pattern(
        "Norms by strength",
        "as written",
        """\
SELECT ?strength (COUNT(?norm) AS ?norms) {
  ?norm iccis:hasStrength/skos:prefLabel ?strength
} GROUP BY ?strength ORDER BY DESC(?norms)
""",
    ),
    Pattern(
        "Who must or must not do what, towards whom",
        "as written",
        """\
SELECT ?norm ?bearer ?towards {
  VALUES ?kind { iccis:Obligation iccis:Prohibition }
  ?norm a ?kind ; iccis:bearer/skos:prefLabel ?bearer ; iccis:directedTo/skos:prefLabel ?towards .
} ORDER BY ?norm
""",
    ),
    Pattern(
        "Rights of every kind with their holders (a property path follows subclasses)",
        "as written",
        """\
SELECT ?right ?label ?holder {
  ?right a/rdfs:subClassOf* iccis:Right ; skos:prefLabel ?label ; iccis:bearer/skos:prefLabel ?holder .
} ORDER BY ?right
""",
    ),
    Pattern(
        "Norms that concern a concept or a narrower one",
        "as written",
        """\
BASE <https://w3id.org/iccis/id/>
SELECT DISTINCT ?norm ?label {
  ?concept skos:broader* <concept/terrorism> .
  ?norm iccis:concerns ?concept ; skos:prefLabel ?label .
} ORDER BY ?norm
""",
    ),
    Pattern(
        "Qualifiers whose scope the words leave open (they govern nothing)",
        "as written",
        """\
SELECT ?norm ?words {
  ?norm iccis:hasQualifier ?qualifier .
  ?qualifier iccis:quote ?words .
  FILTER NOT EXISTS { ?qualifier iccis:governs ?thing }
} ORDER BY ?norm
""",
    ),
    Pattern(
        "Readings of a clause, with holder and source",
        "with readings",
        """\
BASE <https://w3id.org/iccis/id/>
SELECT ?holder ?date ?takes ?source {
  ?reading iccis:reads <code/pledge/3> ; iccis:heldBy/skos:prefLabel ?holder ; iccis:takes ?takes ;
    iccis:takenFrom/skos:prefLabel ?source .
  OPTIONAL { ?reading dcterms:date ?date }
} ORDER BY ?date ?holder
""",
    ),
    Pattern(
        "Ambiguities and what depends on them",
        "with readings",
        """\
SELECT ?ambiguity ?question ?affected {
  ?ambiguity a iccis:Ambiguity ; skos:definition ?question ; iccis:affects ?affected .
} ORDER BY ?ambiguity ?affected
""",
    ),
    Pattern(
        "What corresponds to a clause in other instruments",
        "with links",
        """\
BASE <https://w3id.org/iccis/id/>
SELECT ?other ?label ?type {
  ?correspondence iccis:correspondsFrom <code/pledge/2> ; iccis:correspondsTo ?other ;
    iccis:hasCorrespondenceType/skos:prefLabel ?type .
  OPTIONAL { ?other skos:prefLabel ?label }
} ORDER BY ?other
""",
    ),
    Pattern(
        "Identifiers that others use for the same or similar things",
        "with links",
        """\
SELECT ?thing ?relation ?other {
  VALUES ?relation { skos:exactMatch skos:closeMatch }
  ?thing ?relation ?other .
} ORDER BY ?thing ?other LIMIT 20
""",
    ),
)
"""Each kind of statement once."""
