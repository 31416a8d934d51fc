"""The model as a picture: the main classes, and the properties that relate them.

Classes stand on a grid. A line is drawn between classes that stand beside each other; its label names the
properties by which, in the data, things of one class point at things of the other.
"""

from collections.abc import Iterator

from pyoxigraph import NamedNode

from iccis.core.namespaces import ONTOLOGY
from iccis.core.project import CLOSURE
from iccis.data.facts import Facts
from iccis.publication.edition import Edition
from iccis.publication.pictures.drawing import LINE, Box, Line, Picture, extent

GRID = (
    ("RelatedInstrument", "Correspondence", "Provision", "Strength", "Anchor"),
    ("Source", "Reading", "Norm", "Actor", ""),
    ("Ambiguity", "Parse", "Position", "Action", "Concept"),
)
"""The main classes, each beside those that it is most related to."""
WIDTH, HEIGHT, ACROSS, DOWN, MARGIN = 170, 34, 360, 170, 20
"""Size of the box of a class, and the distances of the grid; room above and below it."""
INSET, ASIDE = 20, 0.24
"""How far from a corner a diagonal begins, and where on it its label stands, so that it meets no other."""
TITLE = "The model"
DESCRIPTION = (
    "The main classes, and the properties that relate things of one class to things of another. A solid line "
    "means that the ontology states domain and range; along a dotted line, at least one is found in the data."
)
Pair = tuple[str, str]


def model(edition: Edition) -> Picture:
    """Draw the main classes and their relations.

    >>> from iccis.publication.edition import edition
    >>> [box.label for box in model(edition()).boxes["classes"]][:3]
    ['RelatedInstrument', 'Correspondence', 'Provision']
    """
    places = {name: (x, y) for y, row in enumerate(GRID) for x, name in enumerate(row) if name}
    classes = {
        name: Box(ONTOLOGY + name, "class", name, (name,), x * ACROSS, MARGIN + y * DOWN, WIDTH, HEIGHT)
        for name, (x, y) in places.items()
        if edition.facts.values(ONTOLOGY + name, "rdf:type")
    }
    lines: list[Line] = []
    labels: list[Box] = []
    for (source, target), names in sorted(relations(edition, set(classes)).items()):
        (a, b), (c, d) = places[source], places[target]
        if max(abs(a - c), abs(b - d)) == 1:
            lines.append(_line(edition.facts, classes[source], classes[target], names))
            labels.append(_label(classes[source], classes[target], names, diagonal=a != c and b != d))
    size = (ACROSS * (len(GRID[0]) - 1) + WIDTH, DOWN * (len(GRID) - 1) + HEIGHT + 2 * MARGIN)
    boxes = {"classes": [*classes.values()], "labels": labels}
    return Picture("model", TITLE, DESCRIPTION, *size, boxes, lines)


def relations(edition: Edition, classes: set[str]) -> dict[Pair, list[str]]:
    """Return the names of the properties by which things of one class point at those of another.

    A thing counts for the narrowest of its classes that is among the wanted ones.
    """
    facts = edition.facts
    found: dict[Pair, set[str]] = {}
    for layer, graph in edition.graphs.items():
        for t in graph if layer != CLOSURE else ():
            if t.predicate.value.startswith(ONTOLOGY) and isinstance(t.object, NamedNode):
                source, target = (_class(facts, node.value, classes) for node in (t.subject, t.object))  # type: ignore[union-attr]
                if source and target and source != target:
                    found.setdefault((source, target), set()).add(t.predicate.value.removeprefix(ONTOLOGY))
    return {pair: sorted(names) for pair, names in found.items()}


def _class(facts: Facts, iri: str, classes: set[str]) -> str:
    return next((kind for kind in facts.kinds(iri) if kind in classes), "")


def _line(facts: Facts, source: Box, target: Box, names: list[str]) -> Line:
    stated = all(
        facts.values(ONTOLOGY + name, "rdfs:domain") and facts.values(ONTOLOGY + name, "rdfs:range")
        for name in names
    )
    (x, y), (to, down) = _edges(source, target)
    return Line(
        f"M{x} {y}L{to} {down}", "stated" if stated else "found", ", ".join(names), source.iri, target.iri
    )


def _edges(source: Box, target: Box) -> Iterator[tuple[int, int]]:
    """Yield where a line leaves a box and where it meets another: at the side that faces the other."""
    for this, other in ((source, target), (target, source)):
        if this.y == other.y:
            yield (this.right if other.x > this.x else this.x), this.middle
        else:
            shift = (WIDTH // 2 - INSET) * ((other.x > this.x) - (other.x < this.x))
            x = this.x + WIDTH // 2 + shift
            yield x, (this.y + HEIGHT if other.y > this.y else this.y)


def _label(source: Box, target: Box, names: list[str], *, diagonal: bool) -> Box:
    """Return the box of a label: its lines are the names of properties, its text links to the first."""
    (x, y), (to, down) = _edges(source, target)
    part = ASIDE if diagonal else 0.5
    width, height = max(map(extent, names)) + 8, LINE * len(names)
    left = round(x + part * (to - x)) - width // 2
    top = round(y + part * (down - y)) - height // 2
    return Box(ONTOLOGY + names[0], "label", " ".join(names), tuple(names), left, top, width, height, 4)
