"""Accepted candidates -> norms: what a person has read, completed and marked in the worksheet, as data."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from iccis.core.errors import IccisError, near
from iccis.core.instruments import instruments
from iccis.core.namespaces import ID, PREFIXES
from iccis.core.project import data_files, data_folder
from iccis.core.rdf import TYPE, iri
from iccis.core.turtle import read, read_text, replace
from iccis.core.turtle_writer import write
from iccis.data.anchors import offsets
from iccis.data.candidates import ACCEPTED, DONE, WORKSHEET, Candidate, read_worksheet, worksheet
from iccis.data.generated import drift
from iccis.data.source import Provision, provisions

KINDS = {
    "Obligation": ("Duty", "Claim"),
    "Prohibition": ("Duty", "Claim"),
    "Permission": ("Liberty", "NoRight"),
    "Affirmation": ("Right", "Burden"),
}
"""Kinds of norms, each with the position of its bearer and the correlative one."""
DETERMINERS = r"(?:each|every|any|all|the|an?|no)\s+"
PLACES = (iri("iccis:mentionedIn"), iri("iccis:quote"))
"""What is said of a thing again when it is named again."""
LAYERS = {"actor": "actors", "concept": "concepts", "scheme": "concepts"}
"""Layers of things that are not norms, by the first part of their paths."""


class _Norm(NamedTuple):
    """A candidate: its line in the worksheet, its provision, that which names the bearer, and its path."""

    line: int
    row: Candidate
    part: Provision
    naming: str
    path: str

    @property
    def work(self) -> str:
        return self.part.path.partition("/")[0]

    @property
    def role(self) -> str:
        """Label of the bearer: the words without a determiner."""
        return re.sub(rf"^{DETERMINERS}", "", self.row.bearer, flags=re.I)

    @property
    def actor(self) -> str:
        return f"actor/{self.work}/{_slug(self.role)}"

    @property
    def concept(self) -> str:
        return f"concept/{self.work}/{_slug(self.row.object)}"


def accept(base: Path) -> list[str]:
    """Write the candidates that are marked in the worksheet as data, and return the paths of the norms.

    They go to the files `accepted.ttl` of their layers, in the folder of their instrument; the generated
    files follow, and the worksheet says that the rows are done. Raises IccisError, with the line of the
    worksheet, for a row that is not complete or does not quote the text; nothing is written then.
    """
    sheet = base / WORKSHEET
    rows = read_worksheet(sheet)
    own = [instrument for instrument in instruments(base) if instrument.tree == base]
    parts = {part.path: part for instrument in own for part in provisions(instrument)}
    terms = {t.subject for _, file in data_files(base) for t in read(file)}
    declared = {term.value.removeprefix(ID) for term in terms if isinstance(term, NamedNode)}
    norms, taken = list[_Norm](), set(declared)
    for line, row in rows:
        place, mark = f"{sheet}:{line}", row.accept.strip().casefold()
        if mark in ACCEPTED:
            naming, path = _check(row, parts, declared, place), _free(row.provision, taken)
            norms.append(_Norm(line, row, parts[row.provision], naming, path))
            taken.add(path)
        elif mark not in ("", DONE):
            hint = f"write {ACCEPTED[0]} to accept the row, and nothing to leave it"
            raise IccisError(f'"{row.accept}" is no mark', place=place, hint=hint)
    folders = {instrument.path: instrument.folder for instrument in own}
    contents: dict[Path, list[Triple]] = {}
    for work, triple in dict.fromkeys((norm.work, t) for norm in norms for t in _triples(norm)):
        thing = triple.subject.value.removeprefix(ID)  # type: ignore[union-attr]
        layer = LAYERS.get(thing.partition("/")[0], "norms")
        if thing not in declared or triple.predicate in PLACES:
            file = data_folder(base, folders[work]) / layer / "accepted.ttl"
            contents.setdefault(file, []).append(triple)
    texts = {file: _extended(file, new) for file, new in contents.items()}
    for file, text in texts.items():
        replace(file, text)
    done = {norm.line for norm in norms}
    replace(sheet, worksheet(row._replace(accept=DONE) if line in done else row for line, row in rows))
    drift(base).write()
    return [norm.path for norm in norms]


def _check(row: Candidate, parts: dict[str, Provision], declared: set[str], place: str) -> str:
    """Return the provision that names the bearer of a row; raise IccisError for one that cannot be a norm."""
    if row.provision not in parts:
        raise IccisError(
            f"there is no provision {row.provision}", place=place, hint=near(row.provision, parts)
        )
    words, strengths = parts[row.provision].text, [n for n in declared if n.startswith("strength/")]
    names = sorted(name.removeprefix("strength/") for name in strengths)
    homes = [path for path in _wholes(row.provision, parts) if _count(row.bearer, parts[path].text)]
    as_written = "write it as the text has it"
    problems = (
        (row.kind not in KINDS, f'"{row.kind}" is no kind of norm', "write one of " + ", ".join(KINDS)),
        (row.strength not in names, f'"{row.strength}" is no strength', "write one of " + ", ".join(names)),
        (
            _count(row.quote, words) != 1,
            f"the quotation occurs {_count(row.quote, words)} times in {row.provision}",
            "quote words of the text exactly, as many as occur there only once",
        ),
        (
            row.kind != "Affirmation" and not _count(row.verb, row.quote),
            f'the verb "{row.verb}" is not in the quotation',
            as_written,
        ),
        (
            bool(row.object) and not _count(row.object, words),
            f'the object "{row.object}" is not in {row.provision}',
            as_written,
        ),
        (
            not homes,
            f'neither {row.provision} nor what it is part of has the bearer "{row.bearer}"',
            as_written,
        ),
    )
    for is_wrong, message, hint in problems:
        if is_wrong:
            raise IccisError(message, place=place, hint=hint)
    return homes[0]


def _count(words: str, text: str) -> int:
    return len(offsets(words, text)) if words else 0


def _wholes(path: str, parts: dict[str, Provision]) -> Iterator[str]:
    """Yield a provision and those that it is part of, the nearest first."""
    while path in parts:
        yield path
        path = parts[path].parent


def _slug(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", words.casefold()).strip("-")


def _free(provision: str, taken: set[str]) -> str:
    """Return the path of a new norm: that of its provision as a number, and the next number."""
    work, _, rest = provision.partition("/")
    start = f"norm/{work}/{rest.removeprefix('article/').replace('/', '.')}"
    names = (f"{start}.{number}" for number in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def _triples(norm: _Norm) -> Iterator[Triple]:
    """Yield the norm, its action, its positions, and the actor and the concept that it names."""
    row, home = norm.row, NamedNode(ID + norm.part.path)
    own, other = KINDS[row.kind]
    actor, number = norm.actor, norm.path.removeprefix("norm/")
    positions = [f"position/{number}/{kind.casefold()}" for kind in (own, other)]
    is_affirmation = row.kind == "Affirmation"
    what = row.quote if is_affirmation else row.quote[row.quote.index(row.verb) :]
    label = what if is_affirmation else f"{'not ' if row.kind == 'Prohibition' else ''}to {what}"
    yield from _about(
        norm.path,
        (TYPE, iri(f"iccis:{row.kind}")),
        (iri("iccis:hasStrength"), NamedNode(f"{ID}strength/{row.strength}")),
        (iri("iccis:quote"), Literal(row.quote)),
        (iri("iccis:statedIn"), home),
        (iri("skos:prefLabel"), Literal(label, language="en")),
    )
    if is_affirmation:
        yield from _about(norm.path, (iri("iccis:affirms"), NamedNode(ID + positions[0])))
    else:
        action = f"{norm.path}/action"
        yield from _about(
            norm.path,
            (iri("iccis:action"), NamedNode(ID + action)),
            (iri("iccis:bearer"), NamedNode(ID + actor)),
            *((iri("iccis:establishes"), NamedNode(ID + position)) for position in positions),
        )
        yield from _about(
            action,
            (TYPE, iri("iccis:Action")),
            (iri("iccis:quote"), Literal(row.verb)),
            (iri("iccis:statedIn"), home),
            (iri("iccis:verb"), Literal(row.verb)),
            (iri("skos:prefLabel"), Literal(f"action of norm {number}: {row.verb}", language="en")),
        )
        if row.object:
            yield from _about(action, (iri("iccis:hasObject"), NamedNode(ID + norm.concept)))
    yield from _positions(positions, (own, other), actor, label)
    yield from _named(norm, home)


def _positions(paths: list[str], kinds: tuple[str, str], actor: str, label: str) -> Iterator[Triple]:
    """Yield the position of the bearer, and its correlative, whose bearer the row does not name."""
    party = f"{paths[1]}/bearer"
    texts = (f"{kinds[0]}: {label}", f"{kinds[1]} that corresponds to the {kinds[0].casefold()}: {label}")
    for path, kind, bearer, text in zip(paths, kinds, (actor, party), texts, strict=True):
        other = paths[1] if path == paths[0] else paths[0]
        yield from _about(
            path,
            (TYPE, iri(f"iccis:{kind}")),
            (iri("iccis:bearer"), NamedNode(ID + bearer)),
            (iri("iccis:correlative"), NamedNode(ID + other)),
            (iri("skos:prefLabel"), Literal(text[0].casefold() + text[1:], language="en")),
        )
    name = paths[1].removeprefix("position/")
    yield from _about(
        party,
        (TYPE, iri("iccis:UnnamedParty")),
        (iri("skos:prefLabel"), Literal(f"unnamed bearer of position {name}", language="en")),
    )


def _named(norm: _Norm, home: NamedNode) -> Iterator[Triple]:
    """Yield the actor and the concept that a row names, with the words for them."""
    yield from _about(
        norm.actor,
        (TYPE, iri("iccis:Role")),
        (iri("iccis:mentionedIn"), NamedNode(ID + norm.naming)),
        (iri("iccis:quote"), Literal(norm.row.bearer)),
        (iri("skos:prefLabel"), Literal(norm.role, language="en")),
    )
    if norm.row.object:
        scheme = NamedNode(f"{ID}scheme/{norm.work}")
        yield from _about(
            norm.concept,
            (TYPE, iri("iccis:Concept")),
            (iri("iccis:mentionedIn"), home),
            (iri("iccis:quote"), Literal(norm.row.object)),
            (iri("skos:inScheme"), scheme),
            (iri("skos:prefLabel"), Literal(norm.row.object, language="en")),
        )
        label = Literal(f"concepts of {norm.work}", language="en")
        yield from _about(
            f"scheme/{norm.work}", (TYPE, iri("skos:ConceptScheme")), (iri("skos:prefLabel"), label)
        )


def _about(path: str, *values: tuple[NamedNode, NamedNode | Literal]) -> Iterator[Triple]:
    return (Triple(NamedNode(ID + path), predicate, value) for predicate, value in values)


def _extended(file: Path, new: list[Triple]) -> str:
    """Return the text of a file with statements added at its end, so that nothing in it is lost."""
    block = write(new, base=ID, prefixes=PREFIXES, order="document")
    if not file.exists():
        return block
    text = f"{read_text(file).rstrip()}\n\n{block}"
    list(parse(text, format=RdfFormat.TURTLE))
    return text
