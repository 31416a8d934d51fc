"""Engines: one interface, the same answers, nothing but the project's own graphs."""

from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from iccis.core.errors import IccisError
from iccis.core.namespaces import ID, ONTOLOGY
from iccis.core.rdf import Term
from iccis.questions.engines import ENGINES, Answer, Engine, evaluate
from iccis.questions.scopes import open_scope
from small_tree import make_tree

PLEDGE = NamedNode(ID + "code/pledge/1")
TYPED = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Engine]:
    """Every engine, open on the small project and its closure."""
    store, layers = open_scope("closure", base=make_tree(tmp_path_factory.mktemp("tree")))
    return {name: engine(store, layers) for name, engine in ENGINES.items()}


def both(engines: dict[str, Engine], text: str, **bindings: Term) -> Answer:
    """Return the answer of both engines, which must be the same."""
    first, second = (evaluate(engine, text, bindings) for engine in engines.values())
    assert first == second
    return first


def values(answer: Answer) -> list[tuple[str | None, ...]]:
    """Rows as plain strings, IRIs of things relative to their base."""
    return [
        tuple(None if term is None else str(getattr(term, "value", term)).removeprefix(ID) for term in row)
        for row in answer.rows
    ]


# Each query, with ?v bound to pledge 1, and what it must answer: as if the pledge stood in the text.
BOUND = {
    "pattern": ("SELECT ?v ?n { ?n iccis:statedIn ?v }", [("code/pledge/1", "norm/1.1")]),
    "filter": ("SELECT ?p { ?p a iccis:Pledge FILTER(?p = ?v) }", [("code/pledge/1",)]),
    "not named": ("SELECT ?n { ?n iccis:statedIn ?v }", [("norm/1.1",)]),
    "in no pattern": ("SELECT ?v ?n { ?n iccis:weight 1.5 }", [("code/pledge/1", "norm/1.1")]),
    "optional": (
        "SELECT ?n ?w { ?n a iccis:Norm OPTIONAL { ?n iccis:statedIn ?v ; iccis:weight ?w } }"
        " ORDER BY STR(?n)",
        [("norm/1.1", "1.5"), ("norm/2.1", None)],
    ),
    "optional filter": (
        "SELECT ?n ?p { ?n a iccis:Norm OPTIONAL { ?n iccis:statedIn ?p FILTER(?p = ?v) } } ORDER BY STR(?n)",
        [("norm/1.1", "code/pledge/1"), ("norm/2.1", None)],
    ),
    "union": (
        "SELECT ?x { { ?v iccis:next ?x } UNION { ?x iccis:next ?v } } ORDER BY STR(?x)",
        [("code/pledge/10",), ("code/pledge/2",)],
    ),
    "union filter": (
        "SELECT ?p { { ?p a iccis:Pledge FILTER(?p = ?v) } UNION { ?p a iccis:Recital } } ORDER BY STR(?p)",
        [("code/pledge/1",), ("code/recital/1",)],
    ),
    "path": (
        "SELECT ?x { ?v iccis:next+ ?x } ORDER BY STR(?x)",
        [("code/pledge/1",), ("code/pledge/10",), ("code/pledge/2",)],
    ),
    "path to": ("SELECT ?x { ?x iccis:next/iccis:next ?v }", [("code/pledge/2",)]),
    "sub-select": ("SELECT ?n { { SELECT ?n { ?n iccis:statedIn ?v } } }", [("norm/1.1",)]),
    "sub-select distinct": (
        "SELECT ?v ?n { { SELECT DISTINCT ?n { ?n iccis:statedIn ?v } } }",
        [("code/pledge/1", "norm/1.1")],
    ),
    "sub-select filter": (
        "SELECT ?p { { SELECT ?p { ?p a iccis:Pledge FILTER(?p != ?v) } } } ORDER BY STR(?p)",
        [("code/pledge/10",), ("code/pledge/2",)],
    ),
    "sub-select in optional": (
        "SELECT ?p ?n { ?p a iccis:Recital OPTIONAL { { SELECT ?n { ?n iccis:statedIn ?v } } } }",
        [("code/recital/1", "norm/1.1")],
    ),
    "sub-select of sub-select": (
        "SELECT ?n { { SELECT ?n { { SELECT ?n { ?n iccis:statedIn ?v } LIMIT 1 } } } }",
        [("norm/1.1",)],
    ),
    "grouped sub-select": (
        "SELECT ?b ?c { { SELECT ?b (COUNT(?n) AS ?c) { ?n iccis:bearer ?b ; iccis:statedIn ?v }"
        " GROUP BY ?b } } ORDER BY STR(?b)",
        [("actor/any-state", "1"), ("actor/china", "1")],
    ),
    "having": (
        "SELECT ?p (COUNT(?n) AS ?c) { ?n iccis:statedIn ?p } GROUP BY ?p HAVING(?p != ?v)",
        [("code/pledge/2", "1")],
    ),
    "grouped by it": (
        "SELECT ?v (COUNT(?n) AS ?c) { ?n iccis:statedIn ?v } GROUP BY ?v",
        [("code/pledge/1", "1")],
    ),
    "exists": ("SELECT ?n { ?n a iccis:Norm FILTER EXISTS { ?n iccis:statedIn ?v } }", [("norm/1.1",)]),
    "not exists": (
        "SELECT ?n { ?n a iccis:Norm FILTER NOT EXISTS { ?n iccis:statedIn ?v } }",
        [("norm/2.1",)],
    ),
    "minus": ("SELECT ?n { ?n a iccis:Norm MINUS { ?n iccis:statedIn ?v } }", [("norm/2.1",)]),
    "bind": ("SELECT ?i { ?v a iccis:Pledge BIND(STR(?v) AS ?i) }", [("code/pledge/1",)]),
    "expression": ("SELECT (STR(?v) AS ?i) { ?n iccis:weight 0.25 }", [("code/pledge/1",)]),
    "order by": (
        "SELECT ?p { ?p a iccis:Pledge } ORDER BY DESC(?p = ?v) STR(?p)",
        [("code/pledge/1",), ("code/pledge/10",), ("code/pledge/2",)],
    ),
    "values": ("SELECT ?v { VALUES ?v { <code/pledge/1> <code/pledge/2> } }", [("code/pledge/1",)]),
    "star": ("SELECT * { ?n iccis:statedIn ?v }", [("norm/1.1", "code/pledge/1")]),
    "a comment in the way": ("SELECT ?n # { ?v\n{ ?n iccis:statedIn ?v . # }\n }", [("norm/1.1",)]),
    "between signs of comparison": (
        "SELECT ?o { { SELECT ?o { ?v iccis:order ?o FILTER(0<?o&&?v=?v||?o>5) } } }",
        [("1",)],
    ),
    "in": ("SELECT ?p { ?p a iccis:Pledge FILTER(?p IN (?v)) }", [("code/pledge/1",)]),
    "count": ("SELECT (COUNT(?n) AS ?c) { ?n iccis:statedIn ?v }", [("1",)]),
    "count in sub-select": (
        "SELECT ?c { { SELECT (COUNT(?n) AS ?c) { ?n iccis:statedIn ?v } } }",
        [("1",)],
    ),
    "star of sub-select": ("SELECT ?n { { SELECT * { ?n iccis:statedIn ?v } } }", [("norm/1.1",)]),
    "star and filter": (
        "SELECT * { ?n iccis:statedIn ?p FILTER(?p = ?v) }",
        [("norm/1.1", "code/pledge/1", "code/pledge/1")],
    ),
    "bound": (
        "SELECT ?n { ?n iccis:statedIn ?p { FILTER(BOUND(?v)) } } ORDER BY STR(?n)",
        [("norm/1.1",), ("norm/2.1",)],
    ),
    "optional in optional": (
        "SELECT ?p ?q { ?p a iccis:Recital"
        " OPTIONAL { ?q iccis:order 2 OPTIONAL { ?n iccis:statedIn ?q ; iccis:bearer ?v } } }",
        [("code/recital/1", "code/pledge/2")],
    ),
    "minus filter": (
        "SELECT ?n { ?n a iccis:Norm MINUS { ?n iccis:statedIn ?p FILTER(?p = ?v) } }",
        [("norm/2.1",)],
    ),
    "minus with nothing in common": (
        "SELECT ?p { ?p a iccis:Recital MINUS { ?n iccis:statedIn ?v } }",
        [],
    ),
    "exists filter": (
        "SELECT ?n { ?n a iccis:Norm FILTER EXISTS { ?n iccis:statedIn ?p FILTER(?p = ?v) } }",
        [("norm/1.1",)],
    ),
    "rows of values": (
        "SELECT ?n { { VALUES (?n ?v) { (<norm/1.1> <code/pledge/1>) (<norm/2.1> <code/pledge/2>) }"
        " FILTER(ISIRI(?v)) } }",
        [("norm/1.1",)],
    ),
    "order by of groups": (
        "SELECT ?p (COUNT(?n) AS ?c) { ?n iccis:statedIn ?p } GROUP BY ?p ORDER BY ?v STR(?p)",
        [("code/pledge/1", "1"), ("code/pledge/2", "1")],
    ),
    "grouped by it and having": (
        "SELECT ?v (COUNT(?n) AS ?c) { ?n iccis:statedIn ?v } GROUP BY ?v HAVING(ISIRI(?v))",
        [("code/pledge/1", "1")],
    ),
    "graph": ("SELECT ?g { GRAPH ?g { ?v iccis:order ?o } }", [("https://w3id.org/iccis/graph/text",)]),
}


@pytest.mark.parametrize("use", BOUND)
def test_a_parameter_is_the_same_term_everywhere(engines: dict[str, Engine], use: str) -> None:
    """Both engines answer as if the term stood in the query, wherever the parameter is used."""
    query, expected = BOUND[use]
    assert values(both(engines, query, v=PLEDGE)) == expected


def test_ask_construct_and_describe_take_parameters(engines: dict[str, Engine]) -> None:
    """The other forms of query are bound the same way."""
    assert both(engines, "ASK { ?n iccis:statedIn ?v }", v=PLEDGE).boolean
    assert not both(engines, "ASK { ?n iccis:statedIn ?v }", v=NamedNode(ID + "code/pledge/10")).boolean
    made = both(engines, "CONSTRUCT { ?v iccis:has ?n } WHERE { ?n iccis:statedIn ?v }", v=PLEDGE)
    assert [str(t.subject) for t in made.triples] == [str(PLEDGE)]
    described = both(engines, "DESCRIBE ?v # all of it", v=PLEDGE)
    assert {t.subject for t in described.triples} == {PLEDGE}
    assert described == both(engines, "DESCRIBE <code/pledge/1>")
    assert described == both(engines, "DESCRIBE ?v LIMIT 1", v=PLEDGE)
    short = both(engines, "CONSTRUCT WHERE { ?n iccis:statedIn ?v }", v=PLEDGE)
    assert {str(t.object) for t in short.triples} == {str(PLEDGE)}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT (COUNT(?n) AS ?c) { ?n ?p ?o } HAVING(COUNT(?n) > ?v)", "without GROUP BY"),
        ("SELECT ?n { ?n ?p ?o BIND(1 AS ?v) }", "with AS"),
        ("SELECT ?n { ?n ?p '?v' }", r"no variable \?v"),
    ],
)
def test_a_parameter_that_cannot_be_bound_is_refused(
    engines: dict[str, Engine], text: str, message: str
) -> None:
    """Both engines refuse alike what VALUES cannot bind."""
    for engine in engines.values():
        with pytest.raises(IccisError, match=message):
            evaluate(engine, text, {"v": PLEDGE})


def test_a_pattern_in_the_projection_is_not_the_pattern_of_the_query(engines: dict[str, Engine]) -> None:
    """EXISTS among the columns comes before the pattern; rdflib cannot read it."""
    text = "SELECT ?n (EXISTS { ?n iccis:statedIn ?v } AS ?e) { ?n a iccis:Norm } ORDER BY STR(?n)"
    assert values(evaluate(engines["oxigraph"], text, {"v": PLEDGE})) == [
        ("norm/1.1", "true"),
        ("norm/2.1", "false"),
    ]


HOSTILE = '") } ; DROP ALL # \\" \' } UNION { ?s ?p ?o } \n ?v'


def test_a_string_parameter_never_becomes_part_of_the_query(engines: dict[str, Engine]) -> None:
    """A value made of SPARQL is compared as the string that it is, and comes back unchanged."""
    answer = both(engines, "SELECT ?v { ?p a iccis:Recital FILTER(STRLEN(?v) > 0) }", v=Literal(HOSTILE))
    assert answer.rows == ((Literal(HOSTILE),),)
    assert not both(
        engines, "SELECT ?p { ?p iccis:text ?t FILTER(CONTAINS(?t, ?v)) }", v=Literal(HOSTILE)
    ).rows


@pytest.mark.parametrize("text", ["\n\r\t\"'\\", "\\u", "a\x01b", "«всё»", "\\\\", '"""', "{}?v"])
@pytest.mark.parametrize("language", [None, "en"])
def test_any_string_comes_back_unchanged(engines: dict[str, Engine], text: str, language: str | None) -> None:
    """Quotation marks, backslashes and control characters are part of the value on every engine."""
    literal = Literal(text, language=language)
    assert both(engines, "SELECT ?v { FILTER(STRLEN(?v) > 0) }", v=literal).rows == ((literal,),)


@pytest.mark.parametrize("term", [Literal(r"\u0022"), BlankNode("b"), Triple(PLEDGE, PLEDGE, PLEDGE)])
def test_terms_that_engines_would_read_differently_are_refused(
    engines: dict[str, Engine], term: Term
) -> None:
    """Escapes of code points, blank nodes and triples are no values of parameters."""
    for engine in engines.values():
        with pytest.raises(IccisError):
            evaluate(engine, "SELECT ?v { FILTER(BOUND(?v)) }", {"v": term})


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("SUM(?w)", "1.75"),
        ("AVG(?w)", "0.875"),
        ("COUNT(?w)", "2"),
        ("MAX(?w)", "1.5"),
        ("SUM(xsd:double(?w))", "1.75E0"),
        ("SUM(?w) / 3", "0.583333333333"),
    ],
)
def test_numbers_are_spelled_alike(engines: dict[str, Engine], expression: str, value: str) -> None:
    """Computed numbers are equal to the letter, whatever the engine."""
    assert values(both(engines, f"SELECT ({expression} AS ?x) {{ ?n iccis:weight ?w }}")) == [(value,)]


def test_literals_are_found_as_the_files_spell_them(engines: dict[str, Engine]) -> None:
    """A date and time with Z matches the same in a query, on rdflib too."""
    text = 'SELECT ?n { ?n iccis:since "2011-09-12T00:00:00Z"^^xsd:dateTime }'
    assert values(both(engines, text)) == [("norm/1.1",)]


def test_a_triple_that_two_graphs_hold_counts_once(engines: dict[str, Engine]) -> None:
    """The union of graphs is a set."""
    text = "SELECT (COUNT(*) AS ?c) { <norm/1.1> iccis:statedIn ?p }"
    assert values(both(engines, text)) == [("1",)]
    twice = "SELECT ?g { GRAPH ?g { <norm/1.1> iccis:statedIn ?p } } ORDER BY STR(?g)"
    assert [row[0] for row in values(both(engines, twice))] == [
        "https://w3id.org/iccis/graph/concepts",
        "https://w3id.org/iccis/graph/norms",
    ]


def test_a_graph_outside_the_scope_is_empty(engines: dict[str, Engine], tmp_path: Path) -> None:
    """GRAPH reaches no further than the scope, even where the store holds more."""
    store, _ = open_scope("all", base=make_tree(tmp_path))
    text = "SELECT ?s { GRAPH <https://w3id.org/iccis/graph/readings> { ?s ?p ?o } }"
    for opening in ENGINES.values():
        assert not evaluate(opening(store, ("text", "norms")), text, {}).rows
        assert evaluate(opening(store, ("readings",)), text, {}).rows


def test_star_has_the_order_of_the_text(engines: dict[str, Engine]) -> None:
    """The columns of SELECT * come as the query first names them."""
    assert both(engines, "SELECT * { ?z iccis:statedIn ?a } ORDER BY ?z").variables == ("z", "a")


def test_class_names_are_typed_in_the_closure(engines: dict[str, Engine]) -> None:
    """What follows from the data is asked like what is written."""
    text = f"SELECT ?c {{ <code/pledge/1> {TYPED} ?c }} ORDER BY STR(?c)"
    assert [row[0] for row in values(both(engines, text))] == [ONTOLOGY + "Pledge", ONTOLOGY + "Provision"]


ODD = (
    "SELECT (<urn:f>(1) AS ?x) {}",
    "SELECT ?x { BIND(xsd:foo('a') AS ?x) }",
    "DESCRIBE * { ?s a iccis:Norm } LIMIT 1",
    "SELECT ?x { BIND(REGEX('a', '(') AS ?x) }",
    "SELECT ?x { BIND(REPLACE('abc', '(b)', '$2') AS ?x) }",
    "SELECT ?x { BIND(STRDT('x', xsd:integer) + 1 AS ?x) }",
    "SELECT ?x { BIND(IRI('no iri') AS ?x) }",
    "SELECT ?x { BIND('1e999999999'^^xsd:decimal AS ?x) }",
    "SELECT ?x { BIND('-1e400'^^xsd:double AS ?x) }",
)


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("text", ODD)
def test_what_an_engine_cannot_evaluate_is_an_error_for_users(
    engines: dict[str, Engine], name: str, text: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """Functions that do not exist, patterns and IRIs that are none: no internal error, nothing logged."""
    try:
        answer = evaluate(engines[name], text, {}, place="my.rq")
    except IccisError as error:
        assert "cannot" in error.message  # noqa: PT017
    else:
        assert answer.kind in ("select", "graph")
    assert capfd.readouterr() == ("", "")
