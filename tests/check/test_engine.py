"""The fast engine for shapes: it leaves to pySHACL every focus node on which pySHACL finds something."""

import random
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Triple, parse

from iccis.check.batch import over_all
from iccis.check.engine import suspects
from iccis.check.index import Index, UnsupportedError
from iccis.check.shapes import Report, validate
from iccis.closure.reason import closure
from iccis.core.errors import IccisError
from iccis.data.store import load

BAD = Path(__file__).parents[1] / "bad"
HEAD = """
PREFIX ex: <https://example.org/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
ex: a owl:Ontology ; sh:declare [ sh:prefix "ex" ; sh:namespace "https://example.org/"^^xsd:anyURI ] .
"""
DATA = """
ex:Sub rdfs:subClassOf ex:T .
ex:a a ex:T ; ex:p 1 , 2 ; ex:q ex:b ; ex:r "x"@en , "y"@en ; ex:name "Ada" ; ex:list ex:b .
ex:b a ex:Sub ; ex:p 10 ; ex:q ex:a , ex:c , "text" ; ex:r "x"@en , "x"@fr ; ex:name "Bertha" ; ex:next ex:c .
ex:c a ex:T , ex:U ; ex:p 11 ; ex:q [ a ex:U ] ; ex:r ex:a ; ex:next ex:d .
ex:d a ex:T ; ex:p 1.5 , true ; ex:name "ADA" , "Ada" ; ex:next ex:a ; ex:q ex:d .
ex:e a ex:T ; ex:p "many"^^xsd:integer .
_:f a ex:T ; ex:p 3 ; ex:q ex:e .
ex:member a ex:Class .
"""
REWRITTEN = 'ex:c ex:p "10"^^xsd:byte , 1.50 , 2e0 .'
"""Numbers that the embedded store spells anew, so that it cannot answer SPARQL constraints."""
SUPPORTED = (
    "sh:property [ sh:path ex:p ; sh:minCount 2 ]",
    "sh:property [ sh:path ex:q ; sh:maxCount 1 ]",
    "sh:property [ sh:path ex:q ; sh:class ex:T , ex:U ]",
    "sh:property [ sh:path ex:p ; sh:datatype xsd:integer ]",
    "sh:property [ sh:path ex:q ; sh:nodeKind sh:IRI ]",
    "sh:nodeKind sh:BlankNodeOrLiteral",
    "sh:property [ sh:path ex:name ; sh:minLength 4 ; sh:maxLength 5 ]",
    "sh:property [ sh:path ex:name ; sh:pattern '^a' ; sh:flags 'i' ]",
    "sh:property [ sh:path ex:r ; sh:uniqueLang true ]",
    "sh:property [ sh:path ex:q ; sh:in ( ex:a ex:b 'text' ) ]",
    "sh:property [ sh:path ex:q ; sh:hasValue ex:c , ex:a ]",
    "sh:property [ sh:path ex:q ; sh:equals ex:list ]",
    "sh:property [ sh:path ex:q ; sh:disjoint ex:next ]",
    "sh:closed true ; sh:ignoredProperties ( rdf:type ex:q ex:r ex:next ) ;"
    " sh:property [ sh:path ex:p ] , [ sh:path ex:name ]",
    "sh:node [ sh:property [ sh:path ex:name ; sh:minCount 1 ; sh:name 'name' ] ]",
    "sh:not [ sh:class ex:U ]",
    "sh:and ( [ sh:class ex:T ] [ sh:property [ sh:path ex:name ; sh:minCount 1 ] ] )",
    "sh:or ( [ sh:class ex:U ] [ sh:property [ sh:path ex:name ; sh:minCount 1 ] ] )",
    "sh:xone ( [ sh:class ex:U ] [ sh:property [ sh:path ex:next ; sh:minCount 1 ] ] )",
    "sh:property [ sh:path ex:q ; sh:qualifiedValueShape [ sh:class ex:U ] ; sh:qualifiedMinCount 1 ]",
    "sh:property [ sh:path ex:q ; sh:qualifiedValueShape [ sh:class ex:T ] ; sh:qualifiedMaxCount 1 ]",
    "sh:property [ sh:path ( ex:next ex:next ) ; sh:minCount 1 ]",
    "sh:property [ sh:path [ sh:inversePath ex:next ] ; sh:minCount 1 ]",
    "sh:property [ sh:path [ sh:alternativePath ( ex:next ex:list ) ] ; sh:minCount 1 ]",
    "sh:property [ sh:path [ sh:zeroOrMorePath ex:next ] ; sh:maxCount 3 ]",
    "sh:property [ sh:path [ sh:oneOrMorePath ex:next ] ; sh:minCount 3 ]",
    "sh:property [ sh:path [ sh:zeroOrOnePath ex:q ] ; sh:maxCount 2 ]",
    "sh:property [ sh:path ex:q ; sh:property [ sh:path ex:name ; sh:minCount 1 ] ]",
    "sh:severity sh:Warning ; sh:nodeKind sh:Literal",
    "sh:sparql [ sh:prefixes ex: ; sh:select 'SELECT $this ?value { $this ex:q ?value . ?value a ex:T }' ]",
    "sh:sparql [ sh:prefixes ex: ; sh:select 'SELECT $this { FILTER NOT EXISTS { $this ex:name ?n } }' ]",
    "sh:sparql [ sh:prefixes ex: ; sh:select 'SELECT $this ?value { { ?value ex:q ?x FILTER(?x = $this) }"
    " UNION { $this ex:list ?value } }' ]",
    "sh:sparql [ sh:prefixes ex: ; sh:select 'SELECT $this (COUNT(?q) AS ?value) {"
    " OPTIONAL { $this ex:q ?q } } GROUP BY $this HAVING (COUNT(?q) = 0)' ]",
    "sh:sparql [ sh:prefixes ex: ; sh:select 'SELECT $this ?value { $this ex:q ?value FILTER NOT EXISTS {"
    " ?value ex:next/ex:next ?z FILTER(?z != $this) FILTER NOT EXISTS { $this ex:list ?value } } }' ]",
)
TARGETS = """
ex:Class a rdfs:Class , sh:NodeShape ; sh:property [ sh:path ex:p ; sh:minCount 1 ] .
ex:s1 sh:targetNode ex:a , ex:zero , 1 ; sh:class ex:U .
ex:s2 sh:targetSubjectsOf ex:next ; sh:class ex:U .
ex:s3 sh:targetObjectsOf ex:q ; sh:nodeKind sh:IRI .
ex:s4 sh:targetClass ex:T ; sh:path ex:p ; sh:maxCount 1 .
"""
DEACTIVATED = ("sh:deactivated true ; sh:nodeKind sh:Literal",)
UNSUPPORTED = {
    "sh:sparql [ sh:prefixes ex: ; sh:select 'SELECT $this ?value { $this ex:p ?value FILTER NOT EXISTS {"
    " { $this ex:next ?y FILTER(?value = 10) } UNION { ?y ex:next $this } } }' ]": "answer otherwise",
    "sh:property [ sh:path ex:p ; sh:minInclusive 2 ]": "numbers",
    "sh:property [ sh:path ex:p ; sh:lessThan ex:next ]": "sh:lessThan",
    "sh:property [ sh:path ex:r ; sh:languageIn ( 'en' ) ]": "sh:languageIn",
    "sh:sparql [ sh:select 'SELECT $this ?value { $this ?p ?value } LIMIT 99' ]": "answer otherwise",
    "sh:property [ sh:path ex:q ; sh:sparql [ sh:select 'SELECT $this { $this $PATH ?v }' ] ]": "parameters",
}


def triples(text: str) -> list[Triple]:
    """The triples of Turtle."""
    return [quad.triple for quad in parse(HEAD + text, RdfFormat.TURTLE)]


def shape(i: int, text: str) -> str:
    """A shape for the members of a class."""
    return f"ex:shape-{i} sh:targetClass ex:T ; sh:message 'Message {i}.' ; {text} .\n"


def both(data: list[Triple], shapes: list[Triple], base: Path) -> tuple[Report, Report]:
    """The reports of the fast engine and of the reference, without the shapes of the project."""
    fast, reference = (
        validate(data, inferred=(), shapes=shapes, base=base, reference=flag) for flag in (False, True)
    )
    return fast, reference


@pytest.mark.parametrize("extra", ["", REWRITTEN])
def test_shapes_of_users_have_the_same_results(extra: str, tmp_path: Path) -> None:
    """Each component, path and target, and shapes that only pySHACL can validate, which the report names."""
    texts = [*SUPPORTED, *UNSUPPORTED, *DEACTIVATED]
    shapes = triples("".join(shape(i, text) for i, text in enumerate(texts)) + TARGETS)
    fast, reference = both(triples(DATA + extra), shapes, tmp_path)

    assert fast.problems == reference.problems
    assert len(suspects(Index(triples(DATA)), Index(shapes)).suspects) == len(texts) + 5 - len(DEACTIVATED)
    reasons = {**UNSUPPORTED, **{text: "spells anew" for text in SUPPORTED if extra and "sh:sparql" in text}}
    left = {f"https://example.org/shape-{i}": text for i, text in enumerate(texts) if text in reasons}
    assert {name for name in fast.by_pyshacl if "shape-" in name} == set(left)
    assert all(reasons[text] in fast.by_pyshacl[name] for name, text in left.items())


@pytest.mark.parametrize("reference", [False, True])
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ex:s a sh:PropertyShape ; sh:targetNode ex:a .", "sh:path"),
        ("ex:s sh:targetNode ex:a ; sh:property [ sh:path ex:p ; sh:minCount 1 , 2 ] .", "sh:minCount"),
        (
            "ex:s sh:targetNode ex:a ; sh:sparql [ sh:select 'SELECT $this { MINUS {} }' ] .",
            "MINUS",
        ),
        (
            "ex:s sh:targetNode ex:a ; sh:sparql [ sh:select 'SELECT $this { $shapesGraph ?p 1 }' ] .",
            "shapes",
        ),
    ],
)
def test_malformed_shapes_are_refused(text: str, message: str, reference: bool, tmp_path: Path) -> None:
    """pySHACL says what is wrong, whichever the engine, and nothing conforms by mistake."""
    with pytest.raises(IccisError, match=f"refuses the shapes: .*{message}"):
        validate(triples(DATA), inferred=(), shapes=triples(text), base=tmp_path, reference=reference)


def test_planted_faults_have_the_same_results() -> None:
    """Two hundred random changes of the good example: a statement less, or with another subject or object."""
    store = load(["ontology"], named=False)
    for path in sorted(BAD.glob("good*.ttl")):
        store.load(path=path, format=RdfFormat.TURTLE)
    good = sorted((quad.triple for quad in store), key=str)
    choose, data = random.Random(66359), dict.fromkeys(good)
    for s, p, o in choose.sample(good, 200):
        other = choose.choice(good)
        changed = choose.choice((None, Triple(other.subject, p, o), Triple(s, p, other.object)))
        if changed is None:
            del data[Triple(s, p, o)]
        else:
            data[changed] = None
    following = closure(data).triples
    fast, reference = (validate(data, inferred=following, reference=flag) for flag in (False, True))

    assert fast.problems == reference.problems
    assert len({problem.constraint for problem in fast.problems}) > 20


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?value { $this <p> ?value }",
        "SELECT $this { $this <p> ?value } ORDER BY ?value",
        "SELECT $this (COUNT(?v) AS ?value) { $this <p> ?v }",
        "SELECT $this { { SELECT $this ?v { $this <p> ?v } LIMIT 1 } }",
        "SELECT $this { $this <p> ?v MINUS { $this <q> ?v } }",
        "SELECT (?x AS $this) { ?x <p> ?v }",
        "SELECT $this { $this <p> ?v FILTER(?v = $currentShape) }",
        "ASK { $this <p> ?v }",
    ],
)
def test_a_query_that_differs_for_many_focus_nodes_is_left_to_pyshacl(query: str) -> None:
    """Where all focus nodes together may give another answer than each alone, or SHACL forbids the query."""
    with pytest.raises(UnsupportedError):
        over_all(query)
