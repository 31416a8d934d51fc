"""Pages of one thing."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner
from pyoxigraph import NamedNode, Triple

from iccis.cli.data import show
from iccis.core.errors import IccisError
from iccis.core.namespaces import ID, ONTOLOGY
from iccis.core.rdf import TYPE
from iccis.data.facts import Facts
from iccis.data.resolve import find
from iccis.data.store import triples
from iccis.publication.edition import Edition
from iccis.publication.things.commentary import commentary
from iccis.publication.things.documents import documents
from iccis.publication.things.text import commentary_text, thing_text
from iccis.publication.things.thing import Norm, Provision, as_data, describe, read
from iccis.questions.scopes import open_scope

STORE, LAYERS = open_scope("closure")
FACTS = Facts(triples(STORE, LAYERS))


def shown(*args: str) -> subprocess.CompletedProcess[str]:
    """Run `iccis show` as a process."""
    command = [sys.executable, "-m", "iccis", "show", *args]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("pledge 3", "code/pledge/3"),
        ("norm 3.2", "norm/3.2"),
        ("china", "actor/china"),
        ("China", "actor/china"),
        ("information space", "concept/information-space"),
        ("Russia", "actor/russian-federation"),
        ("recital 6", "code/recital/6"),
        (ID + "norm/4.2", "norm/4.2"),
        ("<actor/china>", "actor/china"),
    ],
)
def test_a_thing_is_found_by_any_of_its_names(name: str, path: str) -> None:
    """An IRI, the end of a path or a label names one thing."""
    assert find(name, FACTS) == ID + path


@pytest.mark.parametrize(
    ("name", "hint"), [("pledge 12", "pledge"), ("capacity-building", "principle/capacity")]
)
def test_a_name_that_names_nothing_or_much_is_refused(name: str, hint: str) -> None:
    """What is near, or what it could be, stands in the hint."""
    with pytest.raises(IccisError, match=name) as error:
        find(name, FACTS)
    assert hint in error.value.hint


def test_an_anchor_and_a_mapping_have_labels_too(given: Edition) -> None:
    """An anchor is called by its words, a mapping by what it maps, an outside IRI by its short form."""
    mapping = next(iri for iri in given.things if given.facts.one(iri, "owl:annotatedProperty"))
    target = given.facts.one(mapping, "sssom:object_label")

    assert given.facts.label(ID + "code/en/words/6913-6919") == "“attack”"
    assert given.facts.label(mapping).endswith(f"Match, {target}")
    assert given.facts.label(ONTOLOGY + "Unknown") == "iccis:Unknown"


def test_every_thing_has_a_page() -> None:
    """Each thing with a label renders, with its label and IRI first."""
    things = [iri for iri in list(FACTS.out) if iri.startswith(ID) and FACTS.one(iri, "skos:prefLabel")]

    assert len(things) > 400
    for iri in things:
        assert thing_text(describe(FACTS, iri)).split("\n")[1] == iri


def test_the_page_of_a_pledge_has_its_exact_words_with_the_norms_marked() -> None:
    """Without the marks, the marked text is the text; each norm of the pledge is marked."""
    pledge = read(Provision, FACTS, ID + "code/pledge/3")
    bare = pledge.marked
    for mark in ("](3.1, 3.2)", "](3.3, 3.4)", "["):
        bare = bare.replace(mark, "")

    assert bare == pledge.text
    assert [norm.number for norm in pledge.norms] == ["3.1", "3.2", "3.3", "3.4"]


def test_the_page_of_pledge_4_says_who_must_do_what_on_which_words() -> None:
    """Bearer, verb, addressee and words of norm 4.2 stand on the page of pledge 4."""
    pledge = as_data(describe(FACTS, ID + "code/pledge/4"))
    norm = next(norm for norm in pledge["norms"] if norm["number"] == "4.2")

    assert [bearer["label"] for bearer in norm["bearer"]] == ["State subscribing to the Code"]
    assert [party["label"] for party in norm["counterparty"]] == [
        "the countries, which accepted this Code of Conduct"
    ]
    assert norm["verb"] == "prevent"
    assert [addressee["label"] for addressee in norm["directed to"]] == ["other States"]
    assert norm["words"][0] == "To endeavor to"
    assert norm["binding force"] == ["conditional on subscription", "pledge", "voluntary"]


def test_nothing_is_wider_than_asked_and_nothing_is_cut() -> None:
    """A narrow page has the same words as a wide one."""
    pledge = describe(FACTS, ID + "code/pledge/6")
    narrow, wide = thing_text(pledge, width=60), thing_text(pledge, width=120)

    assert narrow.split() == wide.split()
    assert all(len(line) <= 60 for line in narrow.split("\n") if "http" not in line)


def test_json_and_turtle_are_data() -> None:
    """The formats for machines parse, and hold the norms of the provision."""
    data = json.loads(shown("pledge", "2", "--format", "json").stdout)
    turtle = shown("pledge", "2", "--format", "turtle").stdout

    assert [norm["number"] for norm in data["norms"]] == ["2.1", "2.2", "2.4", "2.5"]
    assert all(f"<norm/2.{n}>\n" in turtle for n in range(1, 6))


@pytest.mark.parametrize(
    "path",
    [
        "norm/4.2",
        "code/pledge/3",
        "code",
        "actor/china",
        "concept/information-space",
        "position/3.1/claim",
        "reading/carr-1",
        "question/36-count-norms-by-kind",
    ],
)
def test_a_thing_is_shown_as_it_is_published(
    path: str, given: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Turtle and plain text are the published documents; for a provision the text comes with its readings."""
    monkeypatch.setattr("iccis.publication.edition.edition", lambda: given)
    published = documents(given)
    readings = ["--readings"] if given.facts.one(ID + path, "text") else []
    for format, extension in (("turtle", "ttl"), ("text", "txt")):
        shown = CliRunner().invoke(show, [path, "--format", format, *readings])
        assert shown.stdout_bytes == published[f"id/{path}.{extension}"]()


def test_positions_are_in_natural_order() -> None:
    """The order of positions does not depend on the order of the statements."""
    norm = ID + "norm/1"
    triples = [Triple(NamedNode(norm), TYPE, NamedNode(ONTOLOGY + "Norm"))]
    for name in ("duty/10", "duty/9", "claim"):
        position = NamedNode(f"{ID}position/1/{name}")
        triples.append(Triple(NamedNode(norm), NamedNode(ONTOLOGY + "establishes"), position))
        triples.append(Triple(position, TYPE, NamedNode(ONTOLOGY + "Position")))

    assert [position.label for position in read(Norm, Facts(triples), norm).positions] == [
        "position/1/claim",
        "position/1/duty/9",
        "position/1/duty/10",
    ]


def test_relations_with_the_same_words_stand_together() -> None:
    """What one relation leads to is not lost when another with the same words leads to nothing."""
    need, purpose = ID + "need/1", ID + "concept/x"
    facts = Facts([Triple(NamedNode(need), NamedNode(ONTOLOGY + "isAbout"), NamedNode(purpose))])
    assert [(words, len(found)) for words, found in describe(facts, need).links.items()] == [("about", 1)]


def test_an_unknown_thing_exits_with_2() -> None:
    """The error is on stderr with a hint, and nothing is on stdout."""
    done = shown("pledge 99")

    assert (done.returncode, done.stdout) == (2, "")
    message, hint = done.stderr.split("\n\n")
    assert message == "error: there is no pledge 99; the pledges are numbered 1 to 11"
    assert hint.startswith("hint: did you mean code/pledge/11 or code/pledge/10 or")


def test_a_page_with_readings_has_everything_said_of_the_provision() -> None:
    """Every open place, reading, variant and correspondence of a provision is on its page, with its words."""
    store, layers = open_scope("all")
    facts = Facts(triples(store, layers))
    for provision, kinds in (("code/pledge/3", 4), ("code/pledge/2", 4), ("code/recital/6", 2)):
        whole = commentary(facts, ID + provision)
        text = " ".join(commentary_text(whole, width=10_000).split())
        assert len(as_data(whole)) >= kinds
        for prop, key in (("reads", "takes"), ("correspondsFrom", "evidence")):
            about = [s for s in facts.subjects(prop, ID + provision) if facts.one(s, key)]
            assert about
            assert [s for s in about if " ".join(facts.one(s, key).split()) not in text] == []


def test_a_norm_has_the_variants_and_parallels_of_its_provision(given: Edition) -> None:
    """What is said of the words of the whole provision stands beside each norm in it too."""
    variants = 0
    for norm in (iri for iri in given.things if "Norm" in given.facts.kinds(iri)):
        beside = as_data(commentary(given.facts, norm))
        whole = as_data(commentary(given.facts, given.facts.one(norm, "statedIn")))
        for key in ("variants", "collations"):
            assert beside.get(key) == whole.get(key)
        parallels = beside.get("correspondences", [])
        assert all(parallel in parallels for parallel in whole.get("correspondences", []))
        variants += len(beside.get("variants", []))
    assert variants


def test_show_readings_on_the_command_line() -> None:
    """What is written comes first, and only that without the option; then who reads it how."""
    plain, full = shown("pledge 3"), shown("pledge 3", "--readings")

    assert full.returncode == 0
    written = plain.stdout.rstrip("\n")
    assert full.stdout.startswith(written)
    assert "Interpretations" in full.stdout[len(written) :]
    assert "Mueller" in full.stdout
    assert "Mueller" not in plain.stdout
    data = json.loads(shown("pledge 3", "--readings", "--format", "json").stdout)
    assert {"open places", "readings", "correspondences"} <= set(data)


def test_a_pipe_gets_lines_of_up_to_100_columns() -> None:
    """Text is wrapped there too, whatever the width of the terminal that the command was started in."""
    longest = max(map(len, shown("norm 5.5", "--readings").stdout.splitlines()))
    assert 90 < longest <= 100
