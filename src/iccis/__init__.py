"""The International Code of Conduct for Information Security (2011) as linked data.

The functions correspond to the commands, and return plain objects or rdflib graphs. They import their modules
when they are called, so that `import iccis` is quick.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iccis.core import namespaces
from iccis.core.errors import IccisError

if TYPE_CHECKING:
    import pandas as pd
    from pyoxigraph import Triple
    from rdflib import Graph

    from iccis.check.run import CheckReport
    from iccis.check.shapes import Report
    from iccis.questions.engines import Answer
    from iccis.questions.question import Question

__all__ = [
    "IccisError",
    "check_code",
    "dataframe",
    "graph",
    "list_questions",
    "query",
    "show",
    "validate_files",
]


def graph(scope: str | None = None) -> "Graph":
    """Return a set of graphs as one rdflib graph.

    The sets are `as written`, `closure`, `with readings`, `with links` and `all`, the default.

    >>> len(graph()) > len(graph("closure"))
    True
    """
    from iccis.core.project import DEFAULT
    from iccis.core.rdf import rdflib_graph
    from iccis.data.store import triples
    from iccis.questions.scopes import open_scope

    return rdflib_graph(triples(*open_scope(scope or DEFAULT)))


def list_questions() -> "list[Question]":
    """Return the bundled questions, in order.

    >>> list_questions()[0].name.startswith("001-")
    True
    """
    from iccis.questions.question import questions

    return questions()


def query(
    name: str,
    *,
    params: Mapping[str, Any] | None = None,
    engine: str = "oxigraph",
    scope: str | None = None,
    endpoint: str | Sequence[str] | None = None,
    site: str = namespaces.SITE,
    data: "Iterable[Triple]" = (),
    instrument: str = "",
) -> "Answer":
    """Answer a bundled question, by number or name, or any SPARQL text; parameters are bound as RDF terms.

    `data` are statements of your own beside the graphs; `site` is the base of the IRIs of a project of your
    own at an `endpoint`; `instrument` leaves out what only the other texts of a project have.

    >>> query("ASK { ?pledge a iccis:Pledge }").boolean
    True
    """
    from iccis.questions.ask import ask

    return ask(
        name,
        params=params,
        engine=engine,
        scope=scope,
        endpoint=endpoint,
        site=site,
        data=data,
        instrument=instrument,
    )


def dataframe(answer: "Answer") -> "pd.DataFrame":
    """Return the rows of an answer as a DataFrame with typed values; needs pandas (`iccis[pandas]`).

    >>> list(dataframe(query("SELECT (1 AS ?one) {}"))["one"])
    [1]
    """
    from iccis.questions.output import to_dataframe

    return to_dataframe(answer)


def show(thing: str, *, readings: bool = False) -> dict[str, Any]:
    """Return one thing with its words, norms, positions and links, as plain data.

    With `readings`, how it is read, by whom, and what corresponds to it elsewhere are added.

    >>> [norm["number"] for norm in show("pledge 9")["norms"]]
    ['9.1', '9.2']
    """
    from iccis.data.resolve import find
    from iccis.publication.edition import edition
    from iccis.publication.things.documents import plain_data

    facts = edition().facts
    return plain_data(facts, find(thing, facts), readings=readings)


def check_code() -> "CheckReport":
    """Check the Code: text, anchors, names, layers, closure, shapes and questions, as `iccis check` does.

    >>> check_code().passed
    True
    """
    from iccis.check.run import check

    return check()


def validate_files(
    *files: Path | str,
    with_code: bool = False,
    input_format: str | None = None,
    base_iri: str | None = None,
    shapes: Iterable[Path | str] = (),
) -> "Report":
    """Validate RDF files against the ontology and the shapes; `with_code` adds every layer of the Code.

    Folders and patterns stand for the files in them, `-` for stdin. The format is that of the file's name
    unless `input_format` names it; relative IRIs are resolved against `base_iri`, or the file's address.
    `shapes` are files of further shapes.
    """
    from iccis.check.validate import validate_files as validate

    return validate(files, with_code=with_code, input_format=input_format, base_iri=base_iri, shapes=shapes)
