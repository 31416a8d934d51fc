"""The text of a query: what is malformed or reaches outside is refused, however it is hidden."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal

from iccis.core.errors import IccisError
from iccis.core.namespaces import GRAPH, ID
from iccis.core.rdf import plain
from iccis.questions.engines import ENGINES, Engine, evaluate
from iccis.questions.scopes import open_scope
from iccis.questions.sparql import dataset, syntax_error
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


@pytest.mark.parametrize("way", ["FROM <{url}> {{ ?s ?p ?o }}", "{{ SERVICE <{url}> {{ ?s ?p ?o }} }}"])
def test_what_rdflib_alone_reads_is_refused(
    engines: dict[str, Engine], listener: tuple[str, list[str]], way: str
) -> None:
    """For rdflib a comment ends only at a line feed, so it reads clauses in what is a string for SPARQL."""
    url, heard = listener
    hidden = f'SELECT (1 + #\rSTRLEN("""\n1 AS ?x) {way.format(url=url)} #""") AS ?x) {{}}'
    assert len(evaluate(engines["oxigraph"], hidden, {}).rows) == 1
    with pytest.raises(IccisError, match="rdflib finds SERVICE or FROM"):
        evaluate(engines["rdflib"], hidden, {})
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
        "ASK { ?s <urn:from> 'SERVICE <http://127.0.0.1/> {}' # SERVICE <http://127.0.0.1/> {}\n }",
        "SELECT ?from ?FROM { ?from ?service 'freedom \\u0066rom' } GROUP BY ?from ?FROM",
        "ASK { ?s ?p 'from' FILTER(1<2)#>\n }",
    ],
)
def test_the_words_alone_do_no_harm(engines: dict[str, Engine], text: str) -> None:
    """Strings, names and comments may say `service` and `from`."""
    answers = [evaluate(engine, text, {}) for engine in engines.values()]
    assert [(answer.boolean, answer.rows) for answer in answers] == [(False, ())] * 2


def test_the_words_do_no_harm_in_what_only_oxigraph_reads(engines: dict[str, Engine]) -> None:
    """SPARQL 1.2 with `from` in a string is answered; rdflib, which reads 1.1, says so."""
    text = 'SELECT ?l { ?s skos:prefLabel ?l FILTER(!hasLANGDIR(?l) && CONTAINS(?l, "freedom from")) }'
    assert evaluate(engines["oxigraph"], text, {}).variables == ("l",)
    with pytest.raises(IccisError, match="rdflib cannot read the query"):
        evaluate(engines["rdflib"], text, {})


FROM = {
    "BASE <https://w3id.org/iccis/graph/> SELECT * FROM <norms> {}": ([GRAPH + "norms"], []),
    "BASE <https://w3id.org/iccis/id/x/> ASK FROM <../../graph/./norms> {}": ([GRAPH + "norms"], []),
    "BASE <https://w3id.org/> PREFIX g: <iccis/graph/> ASK FROM g:text {}": ([GRAPH + "text"], []),
    "PREFIX g: <urn:a:> PREFIX g: <urn:b:> ASK FROM g:x FROM NAMED id:y {}": (["urn:b:x"], [ID + "y"]),
    "DESCRIBE <urn:x> FROM <urn:\\u0061\\U00000062>": (["urn:ab"], []),
    "CONSTRUCT FROM <urn:a%20b> WHERE { ?s ?p ?o }": (["urn:a%20b"], []),
    "SELECT*FROM<urn:a>from#b\rnamed<urn:c>{}": (["urn:a"], ["urn:c"]),
    "SELECT (1<2 AS ?from) FROM <urn:a> { ?s ?p 'FROM <urn:b>' # FROM <urn:c>\n }": (["urn:a"], []),
    "PREFIX from: <urn:f:> SELECT ?from FROM from:a { ?from from:b 'from' }": (["urn:f:a"], []),
    "SELECT * { ?from <urn:from> 'FROM <urn:b>' } # FROM <urn:c>": None,
    "SELECT * FROM <urn:a> {": None,
}


@pytest.mark.parametrize("text", FROM)
def test_the_graphs_of_from_are_those_that_the_parser_reads(text: str) -> None:
    """With prefixes, base, dot segments and escapes resolved; the word elsewhere is no clause."""
    assert dataset(text) == FROM[text]


@pytest.mark.parametrize(
    "text", ["ASKFROM<urn:a>{}", "SELECT (?a<'x>y' AS ?z) FROM <urn:a> { ?s ?p 'q' }", "ASK FROM <?a> {}"]
)
def test_graphs_that_cannot_be_told_are_an_error(text: str) -> None:
    """Rather than a guess, or the wrong graphs in silence."""
    with pytest.raises(IccisError, match="graphs of FROM cannot be read"):
        dataset(text)


def test_looking_for_errors_evaluates_nothing(listener: tuple[str, list[str]]) -> None:
    """Neither a query that would take long, nor one that would call somebody, whatever its variables."""
    url, heard = listener
    numbers = " ".join(map(str, range(1000)))
    product = "".join(f"VALUES ?{name} {{ {numbers} }} " for name in "abcd")
    start = time.monotonic()
    assert syntax_error(f"ASK {{ {product} FILTER(?a + ?b + ?c + ?d < 0) }}") == ""
    assert time.monotonic() - start < 5
    assert syntax_error(f"ASK {{ SERVICE <{url}> {{ ?absent ?absent_ ?o }} }}") == ""
    assert heard == []


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("brackets", ["{}", "()", "[]"])
def test_deep_nesting_is_refused(engines: dict[str, Engine], name: str, brackets: str) -> None:
    """Thousands of brackets would end the process of one engine, and the stack of the other."""
    opening, closing = brackets[0], brackets[1]
    with pytest.raises(IccisError, match="nested too deeply"):
        evaluate(engines[name], "ASK {" + opening * 5000 + closing * 5000 + "}", {})


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize(
    ("start", "repeated", "end"),
    [
        ("ASK { FILTER(", "!", "true) }"),
        ("ASK { FILTER(0", "+1", ") }"),
        ("ASK { FILTER(true", " || true", ") }"),
        ("ASK { FILTER(true", " && true", ") }"),
        ("ASK { ?s <p>", "|<p>", " ?o }"),
        ("ASK { ?s <p>", "/<p>", " ?o }"),
        ("ASK { {}", " union {}", " }"),
        ("ASK { ", "optional { ?s ?p ?o } ", "}"),
        ("ASK { ", "filter(true) ", "}"),
        ("ASK { ", "{} minus {} ", "}"),
        ("ASK { ", "bind(1 AS ?x) ", "}"),
    ],
    ids=lambda text: text.strip(),
)
def test_long_chains_are_refused(
    engines: dict[str, Engine], name: str, start: str, repeated: str, end: str
) -> None:
    """Patterns and operators side by side are nested by an engine, and end its process by the thousand."""
    with pytest.raises(IccisError, match="more than 1,000 operators"):
        evaluate(engines[name], start + repeated * 10_000 + end, {})


def test_long_lists_are_answered(engines: dict[str, Engine]) -> None:
    """Values, names with hyphens and strings with signs are no operators."""
    values = " ".join(f"'a+b-{n}' iccis:x-{n} <u:a/b-{n}>" for n in range(5_000))
    answer = evaluate(engines["oxigraph"], f"SELECT (COUNT(?x) AS ?n) {{ VALUES ?x {{ {values} }} }}", {})
    assert [plain(row[0]) for row in answer.rows] == ["15000"]
