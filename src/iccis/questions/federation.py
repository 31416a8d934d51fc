"""Several endpoints at once: the same question over all of them, by Comunica, which runs on Node.

Each endpoint is asked for the statements that match a pattern of the query, and Comunica answers the query on
these together. Where too many match, it asks the endpoints step by step, with what it has found so far. A
statement counts once, however many endpoints have it. A blank node has no name that holds from one request to
the next: statements about it cannot be joined.
"""

import json
import shutil
import subprocess
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from iccis.core.base import HERE, Base
from iccis.core.errors import IccisError
from iccis.core.project import Layers
from iccis.questions.engines import Answer, Opener, parse_answer
from iccis.questions.remote import (
    ADDRESS,
    TIMEOUT_SECONDS,
    check_address,
    graph_names,
    one_line,
    standalone,
)
from iccis.questions.sparql import GRAPH_FORMS, form, uses

PROGRAM = "comunica-sparql"
"""Program on the path by which Comunica is found."""
SCRIPT = Path(__file__).with_suffix(".mjs")
INSTALL = "install Node 20 or later, then `npm install -g @comunica/query-sparql@5`"


def federated_engine(urls: Sequence[str], base: Base = HERE) -> Opener:
    """Answer by the endpoints at `urls` together, as `remote_engine` does by one."""
    return lambda _store, layers: partial(_answer, urls, base, layers)


def _answer(urls: Sequence[str], base: Base, layers: Layers, query: str) -> Answer:
    """Return the answer; raises IccisError, naming the endpoint, if one of them does not answer in full."""
    for url in urls:
        check_address(url)
    if uses(query, "GRAPH"):
        hint = "ask the endpoints one by one, or leave out GRAPH"
        raise IccisError("a query that names a graph cannot be asked of several endpoints", hint=hint)
    task = {
        "comunica": str(_package()),
        "endpoints": list(dict.fromkeys(urls)),
        "graphs": graph_names(layers, base),
        "query": standalone(query, base),
        "seconds": TIMEOUT_SECONDS,
    }
    done = subprocess.run(
        [str(_program("node")), str(SCRIPT)],
        input=json.dumps(task).encode(),
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise _failure(done.stderr.decode())
    return parse_answer(base.back(done.stdout.decode()).encode(), is_graph=form(query) in GRAPH_FORMS)


def _program(name: str) -> Path:
    if path := shutil.which(name):
        return Path(path).resolve()
    raise IccisError(
        f"several endpoints are queried by Comunica, and {name} is not on the path", hint=INSTALL
    )


def _package() -> Path:
    """Return the description of the package of Comunica, beside which its modules are found."""
    package = _program(PROGRAM).parents[1] / "package.json"
    version = str(json.loads(package.read_text("utf-8"))["version"])
    if version.partition(".")[0] != "5":
        raise IccisError(f"Comunica {version} is not supported", place=str(package.parent), hint=INSTALL)
    return package


def _failure(text: str) -> IccisError:
    try:
        failure = json.loads(text)
    except ValueError:
        failure = {"message": text}
    message = one_line(failure["message"])[:300]
    if endpoint := failure.get("endpoint"):
        message = f"this endpoint is missing from the answer, which is not given: {message}"
        return IccisError(message, place=endpoint, hint=ADDRESS)
    return IccisError(f"Comunica cannot answer the query: {message}")
