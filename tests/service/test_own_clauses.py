"""The service of editions of one's own: the JSON interface of several texts, things in other scripts."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from own_texts import make, make_cyrillic
from serving import free_port, get, running


@pytest.fixture(scope="module")
def own_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A service of a project with two texts, below its own address."""
    folder, free = tmp_path_factory.mktemp("own"), free_port()
    command = ["iccis", "serve", "--project", str(make(folder / "project")), "--rate", "0"]
    command += ["--port", str(free), "--base", f"http://127.0.0.1:{free}/"]
    with running(command, free, "/health/live", folder / "log"):
        yield free


def test_every_clause_of_every_text_is_listed(own_port: int) -> None:
    """Text by text, though several texts have the same numbers."""
    listed = json.loads(get(own_port, "/api/clauses").text)
    works = [clause["iri"].split("/")[4] for clause in listed]
    assert works == ["hills-accord"] * 6 + ["lakes-charter"] * 17
    assert len({clause["iri"] for clause in listed}) == 23


def test_a_number_that_several_texts_have_is_not_guessed(own_port: int) -> None:
    """It takes the path of the text before it; capital and small letters make no difference."""
    ambiguous = get(own_port, "/api/clauses/1(1)")
    found = json.loads(get(own_port, "/api/clauses/lakes-charter/3(3)(a)").text)
    assert found["iri"].endswith("/lakes-charter/article/3/3/a")
    assert json.loads(get(own_port, "/api/clauses/3(3)(A)").text)["iri"] == found["iri"]
    assert json.loads(get(own_port, "/api/clauses/hills-accord/1(1)").text)["number"] == "1(1)"
    assert get(own_port, "/api/clauses/hills-accord/3(3)(a)").status == 404
    assert ambiguous.status == 200  # only the accord has it
    several = get(own_port, "/api/clauses/T")
    assert several.status == 404
    assert json.loads(several.text)["error"] == (
        "Several texts have a clause T: name one of hills-accord/T, lakes-charter/T."
    )


def test_the_licence_of_the_interface_is_that_of_the_edition(own_port: int) -> None:
    """As its record states it."""
    described = json.loads(get(own_port, "/api/openapi.json").text)
    licence = "https://creativecommons.org/licenses/by/4.0/"
    assert described["info"]["license"] == {"name": "licence of the data", "url": licence}


def test_things_named_in_another_script_are_served(tmp_path: Path) -> None:
    """The IRI leads to a page and to data, percent-encoded as HTTP needs it, or as it is."""
    folder, free = make_cyrillic(tmp_path / "hartia"), free_port()
    command = ["iccis", "serve", "--project", str(folder), "--rate", "0", "--port", str(free)]
    with running([*command, "--base", f"http://127.0.0.1:{free}/"], free, "/health/live", tmp_path / "log"):
        path = "/id/concept/hartia/" + quote("сети")
        for accepted, extension in (("text/html", "html"), ("text/turtle", "ttl")):
            led = get(free, path, Accept=accepted)
            assert (led.status, led.headers["location"]) == (303, f"{path}.{extension}")
            found = get(free, led.headers["location"])
            assert found.status == 200
            assert "сети" in found.text
            assert f"<http://127.0.0.1:{free}{path}>" in found.headers["link"]
