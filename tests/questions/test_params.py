"""Parameters: values as people write them become RDF terms."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from iccis.core.errors import IccisError
from iccis.core.namespaces import ID, ONTOLOGY
from iccis.data.store import load
from iccis.questions.params import resolve, statement
from small_tree import make_tree

XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return the small project."""
    return make_tree(tmp_path)


@pytest.mark.parametrize(
    "value",
    [
        "2",
        "pledge/2",
        "code/pledge/2",
        ID + "code/pledge/2",
        f"<{ID}code/pledge/2>",
        "pledge 2",
        "Pledge 2",
        2,
    ],
)
def test_a_thing_has_many_names(tree: Path, value: str | int) -> None:
    """The end of its path, its IRI, its label."""
    assert resolve(value, "Pledge", load(base=tree)) == NamedNode(ID + "code/pledge/2")


@pytest.mark.parametrize(
    ("kind", "value", "path"),
    [
        ("Provision", "pledge/10", "code/pledge/10"),
        ("Actor", "china", "actor/china"),
        ("Actor", "any State", "actor/any-state"),
        ("Concept", "information space", "concept/information-space"),
        ("Norm", "2.1", "norm/2.1"),
    ],
)
def test_members_of_subclasses_are_members(tree: Path, kind: str, value: str, path: str) -> None:
    """A State is an Actor, and a Pledge a Provision, as the ontology says."""
    assert resolve(value, kind, load(base=tree)) == NamedNode(ID + path)


@pytest.mark.parametrize(
    ("kind", "value", "message", "hint"),
    [
        (
            "Actor",
            "code/pledge/1",
            '"code/pledge/1" is a Pledge, not an Actor',
            "actor/any-state, actor/china",
        ),
        ("Pledge", "recital/1", "is a Recital, not a Pledge", "code/pledge/2, code/pledge/10"),
        ("Actor", "chnia", 'no Actor "chnia"', "did you mean china"),
        ("Provision", "1", "more than one Provision", "code/pledge/1, code/recital/1"),
        ("Plegde", "1", "there is no Plegde here", "did you mean Pledge"),
        ("integer", "two", "not an integer", ""),
        ("Pledge", 'a"b> <', "no Pledge", "code/pledge/1"),
        ("term", "<no iri>", "not an IRI", ""),
    ],
)
def test_values_of_the_wrong_kind(tree: Path, kind: str, value: str, message: str, hint: str) -> None:
    """The error says what the value is, and what there is."""
    with pytest.raises(IccisError, match=message) as caught:
        resolve(value, kind, load(base=tree))
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("value", "term"),
    [
        ("code/pledge/1", NamedNode(ID + "code/pledge/1")),
        ("http://example.com/a", NamedNode("http://example.com/a")),
        ("code/pledge/99", Literal("code/pledge/99")),
        ("UN Charter", Literal("UN Charter")),
        (Literal("1", language="en"), Literal("1", language="en")),
    ],
)
def test_values_without_a_kind(tree: Path, value: str | Literal, term: Literal | NamedNode) -> None:
    """A query without a header takes IRIs and known paths as such, and all else as a string."""
    assert resolve(value, "term", load(base=tree)) == term


@pytest.mark.parametrize(
    ("text", "triple"),
    [
        (
            "norm/1.1 a iccis:Norm",
            f"<{ID}norm/1.1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{ONTOLOGY}Norm>",
        ),
        (f"<{ID}norm/1.1> iccis:weight 1.5", f'<{ID}norm/1.1> <{ONTOLOGY}weight> "1.5"^^<{XSD}decimal>'),
        ('id:a iccis:text "to comply"@en', f'<{ID}a> <{ONTOLOGY}text> "to comply"@en'),
        ('id:a iccis:text "1"^^xsd:integer', f'<{ID}a> <{ONTOLOGY}text> "1"^^<{XSD}integer>'),
    ],
)
def test_statements_as_people_write_them(text: str, triple: str) -> None:
    """Prefixed names, paths, IRIs and literals."""
    assert str(statement(text)) == triple


@pytest.mark.parametrize("text", ["norm/1.1 a", "a b c d", 'a b "open', 'a b "x"^^foo:bar'])
def test_what_is_no_statement(text: str) -> None:
    """A statement has three terms that can be read."""
    with pytest.raises(IccisError):
        statement(text)
