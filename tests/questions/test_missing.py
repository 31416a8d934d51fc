"""A misspelled term is named with the nearest term of the data."""

import pytest

from iccis.questions.ask import ask
from iccis.questions.engines import Engine, oxigraph
from iccis.questions.missing import missing
from iccis.questions.scopes import open_scope


@pytest.fixture(scope="module")
def engine() -> Engine:
    """An engine on what the words bear."""
    return oxigraph(*open_scope("as written", named=False))


@pytest.mark.parametrize(
    ("query", "note"),
    [
        (
            "ASK { ?n a iccis:Obligaton }",
            "iccis:Obligaton does not occur in the data; did you mean Obligation?",
        ),
        (
            "PREFIX s: <http://www.w3.org/2004/02/skos/core#> ASK { ?s ^s:preflabel/iccis:bearer ?n . }",
            "s:preflabel does not occur in the data; did you mean prefLabel?",
        ),
        (
            "BASE <https://w3id.org/iccis/> ASK { <id/actor/chnia> ?p iccis:Norm . }",
            "<id/actor/chnia> does not occur in the data; did you mean actor/china?",
        ),
        ("ASK { ?s iccis:qqqqqq ?o }", "iccis:qqqqqq does not occur in the data"),
        ("ASK { ?s ?p 'iccis:Obligaton' . _:id a <urn:x:Obligaton> }", ""),
        ("ASK { ?s iccis:quote ?q FILTER(xsd:gYear(?q) = '1'^^xsd:gYear) } # iccis:Obligaton", ""),
    ],
)
def test_a_term_that_the_data_do_not_have_is_named(engine: Engine, query: str, note: str) -> None:
    """A class, a property or a thing, however it is written; not what only looks like one."""
    assert missing(query, engine) == note


def test_a_term_of_another_set_of_graphs_is_not_missing() -> None:
    """What the whole edition has is not called missing, even if the set of graphs of the query lacks it."""
    query = "ASK { <stance/critical> a iccis:Pledge . ?s a iccis:Obligaton }"
    note = ask(query, scope="as written").note
    assert note == "iccis:Obligaton does not occur in the data; did you mean Obligation?"
