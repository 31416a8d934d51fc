"""Other stores: the same questions have the recorded answers there."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from iccis.ask import ask, compare, recorded
from iccis.check import check_endpoint
from iccis.errors import IccisError
from iccis.graphs import open_scope, scope
from iccis.questions import Question, questions
from iccis.remote import push
from serving import BIN, free_port, running

SCRIPTS = sorted((Path(__file__).parent / "stores").glob("*.sh"))
ICCIS = [sys.executable, "-m", "iccis"]


@pytest.fixture(scope="module", params=SCRIPTS, ids=lambda path: path.stem)
def endpoint(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Endpoint of each store that is installed, with the data pushed into it unless it has them."""
    script: Path = request.param
    text = script.read_text("utf-8")
    program = re.findall(r"^exec (\S+)", text, re.M)[0]
    if not (shutil.which(program) or (BIN / program).exists()):
        pytest.skip(f"{program} is not installed: see {script.name}")
    paths = dict(re.findall(r"^# (query|store): (\S+)", text, re.M))
    folder, port = tmp_path_factory.mktemp(script.stem), free_port()
    with running([str(script), str(port), str(folder)], port, paths["query"], folder / "log"):
        if "store" in paths:
            assert len(list(push(f"http://127.0.0.1:{port}{paths['store']}", *open_scope("all")))) == 10
        yield f"http://127.0.0.1:{port}{paths['query']}"


@pytest.mark.parametrize("asked", questions(), ids=lambda asked: asked.name)
def test_a_question_has_its_recorded_answer_on_another_store(asked: Question, endpoint: str) -> None:
    """Through SPARQLWrapper, on the graphs of the same names."""
    assert compare(ask(asked, endpoint=endpoint), recorded(asked)) == []


def test_the_command_line_asks_another_store(endpoint: str) -> None:
    """With parameters and formats as ever."""
    command = [*ICCIS, "query", "read-pledge", "-p", "pledge=4", "--format", "csv"]
    here = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    there = subprocess.run(
        [*command, "--endpoint", endpoint], capture_output=True, text=True, check=True
    ).stdout
    assert here == there


def test_the_data_of_another_store_are_checked(endpoint: str) -> None:
    """Closure, shapes and questions, over every graph."""
    found = check_endpoint(endpoint)
    assert [step.name for step in found.steps if step.passed] == ["closure", "shapes", "questions"]
    assert set(found.layers) == set(scope("all"))


def test_pushing_to_a_store_that_only_reads_is_refused(endpoint: str) -> None:
    """The error names the graph and the status."""
    if not endpoint.endswith("/sparql"):
        pytest.skip("this store takes what is pushed")
    with pytest.raises(IccisError, match=r"graph/ontology is refused: 4\d\d"):
        list(push(endpoint, *open_scope("as written")))


def test_a_store_that_is_not_there_is_an_error() -> None:
    """With the address and what to look at; nothing is sent in a dry run."""
    url = f"http://127.0.0.1:{free_port()}/"
    with pytest.raises(IccisError, match="cannot be reached") as error:
        ask("1", endpoint=url)
    assert url in str(error.value)
    with pytest.raises(IccisError, match="cannot be reached"):
        list(push(url, *open_scope("as written")))
    done = subprocess.run([*ICCIS, "push", url, "--dry-run"], capture_output=True, text=True, check=True)
    assert "would be sent" in done.stderr
