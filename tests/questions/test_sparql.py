"""The text of a query: what is malformed or reaches outside is refused, however it is hidden."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal

from iccis.core.errors import IccisError
from iccis.questions.engines import ENGINES, Engine, evaluate
from iccis.questions.scopes import open_scope
from small_tree import make_tree


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Engine]:
    """Every engine, open on the small project and its closure."""
    store, layers = open_scope("closure", base=make_tree(tmp_path_factory.mktemp("tree")))
    return {name: engine(store, layers) for name, engine in ENGINES.items()}


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("SELECT ?x {\n  ?x a foo:bar }", "my.rq:2:"),
        ("SELECT * {", "my.rq:1:11"),
        ("SELECT ?x (COUNT(?y) AS ?n) { ?x ?p ?y }", "my.rq:1:"),
    ],
)
def test_malformed_queries_name_line_and_column(
    engines: dict[str, Engine], name: str, text: str, place: str
) -> None:
    """Both engines refuse alike, and say where."""
    with pytest.raises(IccisError, match="malformed") as caught:
        evaluate(engines[name], text, {}, place="my.rq")
    assert caught.value.place.startswith(place)


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a> <b> <c> }",
        "prefix : <urn:a> delete where { ?s ?p ?o }",
        "LOAD <http://127.0.0.1/>",
        "Clear all",
    ],
)
def test_updates_are_refused(engines: dict[str, Engine], name: str, text: str) -> None:
    """Questions only read, and the message says so."""
    with pytest.raises(IccisError, match="only read"):
        evaluate(engines[name], text, {})


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A real server on a free port, and the list of who connected to it."""
    heard: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            try:
                while True:
                    connection, address = server.accept()
                    heard.append(str(address))
                    connection.close()
            except OSError:
                return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/", heard
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


REACHING = {
    "plain": "SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
    "silent": "SELECT * {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}",
    "any case": "SELECT * {{ sErViCe <{url}> {{ ?s ?p ?o }} }}",
    "sub-select": "SELECT * {{ {{ SELECT ?s {{ OPTIONAL {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }} }} }}",
    "exists": "ASK {{ ?s ?p ?o FILTER EXISTS {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }}",
    "minus": "ASK {{ ?s ?p ?o MINUS {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }}",
    "construct": "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
    "variable": "SELECT * {{ BIND(<{url}> AS ?u) SERVICE ?u {{ ?s ?p ?o }} }}",
    "prefixed": "PREFIX s: <{url}> SELECT * {{ SERVICE s: {{ ?s ?p ?o }} }}",
    "after comment": "# a comment\nSELECT * {{ # SERVICE\r SERVICE <{url}> {{ ?s ?p ?o }} }}",
    "comment that ends at a carriage return": "SELECT * {{ # x\r SERVICE <{url}> {{ ?s ?p ?o }}\n }}",
    "comment by escape": "# \\u000A\nSELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
    "escape": "SELECT * {{ \\u0053ERVICE <{url}> {{ ?s ?p ?o }} }}",
    "long escape": "SELECT * {{ SERVIC\\U00000045 <{url}> {{ ?s ?p ?o }} }}",
    "hidden by an escaped quote": (
        'SELECT * {{ FILTER("\\u0022 #" != "") SERVICE <{url}> {{ ?s ?p ?o }} '
        'BIND("""\n") BIND(" """ AS ?x) }}'
    ),
    "from": "SELECT * FROM <{url}> {{ ?s ?p ?o }}",
    "from named": "SELECT * from\nnamed <{url}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "from escape": "SELECT * \\u0046ROM <{url}> {{ ?s ?p ?o }}",
    "describe from": "DESCRIBE <urn:a> FROM <{url}>",
    "load": "LOAD <{url}>",
    "load after a query": "ASK {{}} ; LOAD <{url}>",
}


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("way", REACHING)
def test_no_query_reaches_the_network(
    engines: dict[str, Engine], listener: tuple[str, list[str]], name: str, way: str
) -> None:
    """SERVICE, FROM and LOAD are refused however they are written, and nothing connects."""
    url, heard = listener
    with pytest.raises(IccisError):
        evaluate(engines[name], REACHING[way].format(url=url), {})
    assert heard == []


def test_from_that_rdflib_alone_reads_loads_nothing(
    engines: dict[str, Engine], listener: tuple[str, list[str]]
) -> None:
    """For rdflib a comment ends only at a line feed, so it reads FROM in what is a string for SPARQL."""
    url, heard = listener
    hidden = f'SELECT (1 + #\rSTRLEN("""\n1 AS ?x) FROM <{url}> {{ ?s ?p ?o }} #""") AS ?x) {{}}'
    for engine in engines.values():
        evaluate(engine, hidden, {})
    assert heard == []


def test_words_of_a_string_are_no_keywords(engines: dict[str, Engine]) -> None:
    """A string may say `from` in a query of SPARQL 1.2, which rdflib cannot read, and beside an escape."""
    text = 'SELECT ?x { VALUES ?x { "freedom \\u0066rom" } OPTIONAL { ?r <urn:says> <<( ?s ?p ?x )>> } }'
    assert evaluate(engines["oxigraph"], text, {}).rows == ((Literal("freedom from"),),)


def test_the_listener_hears_what_connects(listener: tuple[str, list[str]]) -> None:
    """Without the refusal, Oxigraph itself would call: the proof above can fail."""
    from pyoxigraph import Store

    url, heard = listener
    with pytest.raises((OSError, RuntimeError, SyntaxError)):
        list(Store().query(REACHING["plain"].format(url=url)))  # type: ignore[arg-type]
    assert len(heard) == 1


@pytest.mark.parametrize("name", ENGINES)
def test_files_of_the_machine_cannot_be_read(engines: dict[str, Engine], name: str, tmp_path: Path) -> None:
    """FROM <file:...> is refused too."""
    path = tmp_path / "secret.ttl"
    path.write_text("<urn:a> <urn:b> <urn:c> .")
    with pytest.raises(IccisError, match="FROM is refused"):
        evaluate(engines[name], f"SELECT * FROM <{path.as_uri()}> {{ ?s ?p ?o }}", {})


@pytest.mark.parametrize(
    "text",
    [
        "# a public service, from start to end\nASK { ?s ?p 'a service' }",
        "ASK { ?service ?from 'FROM <http://127.0.0.1/>' }",
        "PREFIX service: <urn:from> ASK { ?s service:from ?o }",
    ],
)
def test_the_words_alone_do_no_harm(engines: dict[str, Engine], text: str) -> None:
    """Strings, names and comments may say `service` and `from`."""
    assert [evaluate(engine, text, {}).boolean for engine in engines.values()] == [False, False]


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("brackets", ["{}", "()", "[]"])
def test_deep_nesting_is_refused(engines: dict[str, Engine], name: str, brackets: str) -> None:
    """Thousands of brackets would end the process of one engine, and the stack of the other."""
    opening, closing = brackets[0], brackets[1]
    with pytest.raises(IccisError, match="nested too deeply"):
        evaluate(engines[name], "ASK {" + opening * 5000 + closing * 5000 + "}", {})
