"""The pages of terms and shapes: all of them, each under the anchor that its IRI points at."""

import re
from html.parser import HTMLParser

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from iccis.core.namespaces import ONTOLOGY, PREFIXES, short
from iccis.data.entries import terms
from iccis.publication.edition import Edition
from iccis.publication.site import ontology as site_terms
from iccis.publication.site import shapes as site_shapes
from iccis.publication.site.nodes import Statements
from iccis.publication.site.ontology import examples, hierarchy, layers

RDFS = PREFIXES["rdfs"]
SHAPES = site_shapes.SHAPES


class Page(HTMLParser):
    """Anchors of a page, in order, and the words and links inside each section with an anchor."""

    def __init__(self, html: bytes) -> None:
        """Read a page."""
        super().__init__()
        self.anchors: list[str] = []
        self.links: dict[str, set[str]] = {}
        self.words: dict[str, str] = {}
        self.open: list[str] = []
        self.feed(html.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an anchor, a link, or that a section opens."""
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.anchors.append(given["id"])
        if tag == "section":
            self.open.append(given.get("id", ""))
        for anchor in self.open if tag == "a" else ():
            self.links.setdefault(anchor, set()).add(given.get("href", ""))

    def handle_endtag(self, tag: str) -> None:
        """Note that a section closes."""
        if tag == "section":
            self.open.pop()

    def handle_data(self, data: str) -> None:
        """Words belong to all sections that they stand in."""
        for anchor in self.open:
            self.words[anchor] = self.words.get(anchor, "") + data


@pytest.fixture(scope="module")
def ontology(given: Edition) -> Page:
    """The page of the ontology."""
    return Page(site_terms.page(given))


@pytest.fixture(scope="module")
def shapes(given: Edition) -> Page:
    """The page of the shapes."""
    return Page(site_shapes.page(given))


def test_each_term_has_its_anchor_once_and_nothing_else_claims_one(given: Edition, ontology: Page) -> None:
    """Every declared term has one section under its local name; other anchors are no terms."""
    names = [iri.removeprefix(ONTOLOGY) for iri, _ in terms(given.facts)]
    assert len(ontology.anchors) == len(set(ontology.anchors))
    assert sorted(a for a in ontology.anchors if a in names) == sorted(names)
    others = set(ontology.anchors) - set(names)
    assert others == {"main", "menu", "about", "tree", "outside"} | {
        f"layer-{name}" for name, _, _ in layers(given)
    }


def test_each_term_has_all_that_the_ontology_says_of_it(given: Edition, ontology: Page) -> None:
    """Definition, notes and examples stand in the section of the term; classes that it names are linked."""
    facts = given.facts
    for iri, _ in terms(facts):
        name = iri.removeprefix(ONTOLOGY)
        texts = [facts.one(iri, "skos:definition"), *facts.values(iri, "skos:scopeNote")]
        texts += [part for note in facts.values(iri, "skos:example") for _, part in examples(note)]
        assert all(text in ontology.words[name] for text in texts), name
        for t in given.graphs["ontology"]:
            if t.subject == NamedNode(iri) and t.predicate.value in (RDFS + "subClassOf", RDFS + "domain"):
                assert isinstance(t.object, NamedNode)
                assert _link(t.object.value) in ontology.links[name], (name, t.object)


def _link(iri: str) -> str:
    return iri.replace(ONTOLOGY, "ontology.html#")


def test_classes_stand_before_properties_each_below_its_superclass(given: Edition) -> None:
    """The classes of a layer form trees; the root of one has no superclass in the same layer."""
    statements, depths = Statements(given.graphs["ontology"]), set[int]()
    for _, _, members in layers(given):
        are_classes = ["class" in term.kinds for term in members]
        assert are_classes == sorted(are_classes, reverse=True)
        classes = {term.iri for term in members if "class" in term.kinds}
        rows, path = hierarchy(members), list[str]()
        assert {term.iri for _, term in rows} == classes
        for depth, term in rows:
            path[depth:] = [term.iri]
            above = classes & set(statements.iris(NamedNode(term.iri), "rdfs:subClassOf"))
            assert path[depth - 1] in above if depth else not above
            depths.add(depth)
    assert max(depths) > 1


def test_negative_examples_say_so(given: Edition) -> None:
    """What a note calls a negative example is marked as one in the page."""
    page = site_terms.page(given).decode()
    notes = [t.object.value for t in given.graphs["ontology"] if t.predicate.value.endswith("#example")]  # type: ignore[union-attr]
    negative = sum(note.count("Negative example:") for note in notes)
    assert negative
    assert page.count('<span class="negative">Not:</span>') == negative


def test_alignments_stand_with_their_terms_and_notes(given: Edition, ontology: Page) -> None:
    """Each axiom or match of an own term links the other term, and the note about it is there."""
    aligned = Statements(given.graphs["alignments"])
    matches = [t for t in given.graphs["alignments"] if str(t.subject).startswith(f"<{ONTOLOGY}")]
    assert matches
    for t in matches:
        assert isinstance(t.subject, NamedNode)
        assert isinstance(t.object, NamedNode)
        name = t.subject.value.removeprefix(ONTOLOGY)
        if t.predicate.value != PREFIXES["rdf"] + "type":
            assert _link(t.object.value) in ontology.links[name]
            for note in aligned.texts(t.object, "skos:editorialNote"):
                assert note in ontology.words[name]


def test_used_by_counts_what_the_graphs_hold(given: Edition, ontology: Page) -> None:
    """The number of norms of a kind, and the questions and shapes that use it, are those of the data."""
    words = re.sub(r"\s+", " ", ontology.words["Prohibition"])
    count = sum(t.object == NamedNode(ONTOLOGY + "Prohibition") for t in given.graphs["norms"])
    assert re.search(rf"Uses in the data ?{count} as written", words)
    questions = {f"id/question/{q.slug}.html" for q in given.questions if "iccis:Prohibition" in q.text}
    assert questions
    assert questions <= ontology.links["Prohibition"]
    assert "shapes.html#Norm-kind" in ontology.links["Prohibition"]


def test_header_says_what_version_and_whose(given: Edition) -> None:
    """Title, description, version, IRI, licence, prefix, citation and changes are on the page."""
    header = {name: str(parts) for name, parts in site_terms.header(given)}
    wanted = {
        "Title",
        "Version",
        "Version IRI",
        "Licence",
        "Preferred prefix",
        "Namespace",
        "Cite as",
        "Changes",
    }
    assert wanted <= header.keys()
    assert given.version in header["Version"]


def test_terms_from_elsewhere_are_listed(given: Edition) -> None:
    """Every reused term that the ontology declares is on the page, under its prefix."""
    listed = {iri for _, found in site_terms.outside(given) for iri, _, _ in found}
    subjects = {t.subject.value for t in given.graphs["ontology"] if isinstance(t.subject, NamedNode)}
    assert listed == {iri for iri in subjects if not short(iri).startswith(("iccis:", "http"))}


def test_each_shape_is_on_its_page_once(given: Edition, shapes: Page) -> None:
    """Every named thing of the shapes has one anchor, and no anchor names a shape that is none."""
    subjects = {t.subject.value for t in given.shapes if isinstance(t.subject, NamedNode)}
    names = {iri.removeprefix(SHAPES) for iri in subjects if iri.startswith(SHAPES)}
    assert len(shapes.anchors) == len(set(shapes.anchors))
    files = {f"file-{name}" for name, _ in site_shapes.groups(given)}
    assert set(shapes.anchors) - {"main", "menu", "prefixes"} - files == names


def test_each_shape_says_its_message_severity_and_targets(given: Edition, shapes: Page) -> None:
    """Message, description and severity of a shape stand in its section, and its targets are linked."""
    statements = Statements(given.shapes)
    checked = [node for node in statements.named if statements.objects(node, "sh:severity")]
    assert len(checked) > 50
    for node in checked:
        name = node.value.removeprefix(SHAPES)
        texts = [text for key in ("message", "description") for text in statements.texts(node, f"sh:{key}")]
        assert all(text in shapes.words[name] for text in texts), name
        assert "violation" in shapes.words[name]
        assert all(_link(iri) in shapes.links[name] for iri in statements.iris(node, "sh:targetClass"))


def test_each_shape_has_a_name_in_words(given: Edition) -> None:
    """A constraint in SPARQL, which SHACL gives no name, has one too."""
    shapes = [shape for _, group in site_shapes.groups(given) for shape in group]
    names = [part.name for shape in shapes for part in (shape, *shape.parts)]
    assert {"kind", "unique label"} <= set(names)
    assert [name for name in names if not re.fullmatch(r"[\w', -]+", name)] == []


def test_each_constraint_is_in_words(given: Edition, shapes: Page) -> None:
    """Each shape says what it requires: no limit, class or value of its own is missing in its section."""
    statements = Statements(given.shapes)
    constraints = 0
    for node in statements.named:
        name = node.value.removeprefix(SHAPES)
        for key in ("minCount", "maxCount", "minInclusive", "maxInclusive", "hasValue", "select"):
            for text in statements.texts(node, f"sh:{key}"):
                constraints += 1
                assert text.strip() in shapes.words[name], (name, key)
        for key in ("class", "datatype"):
            for iri in statements.iris(node, f"sh:{key}"):
                constraints += 1
                assert short(iri) in shapes.words[name], (name, key)
    assert constraints > 100

    def silent(shape: site_shapes.Shape) -> bool:
        return not (shape.rules or shape.query or (shape.parts and not any(map(silent, shape.parts))))

    assert not [s.iri for _, group in site_shapes.groups(given) for s in group if silent(s)]


def test_shapes_inside_a_shape_are_in_words() -> None:
    """Alternatives and qualified values are described by what they require, a named shape by its link."""
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    turtle = """<urn:shape>
    sh:or (
        [
            sh:class iccis:Norm ;
            sh:property [ sh:path iccis:order ; sh:minCount 1 ; sh:datatype xsd:integer ] ;
        ]
        iccis:Other
    ) ;
    sh:qualifiedMaxCount 2 ;
    sh:qualifiedMinCount 2 ;
    sh:qualifiedValueShape [ sh:in ( iccis:a iccis:b ) ] ;
.
"""
    statements = Statements(quad.triple for quad in parse(prefixes + turtle, RdfFormat.TURTLE))
    found = site_shapes.rules(statements, NamedNode("urn:shape"))
    assert ["".join(piece if isinstance(piece, str) else piece[1] for piece in rule) for rule in found] == [
        "it is an instance of iccis:Norm; "
        "iccis:order (at least 1 value; each value is a literal of type xsd:integer) or iccis:Other",
        "exactly 2 values such that: it is one of: iccis:a, iccis:b",
    ]
