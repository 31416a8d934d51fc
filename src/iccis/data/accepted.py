"""Accepted candidates -> norms: what a person has read, completed and marked in the worksheet, as data."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from iccis.core.errors import IccisError, near
from iccis.core.instruments import own_instruments
from iccis.core.namespaces import ID, PREFIXES
from iccis.core.project import data_files, data_folder
from iccis.core.rdf import LABEL, TYPE, iri
from iccis.core.turtle import read, read_text, replace
from iccis.core.turtle_writer import write
from iccis.data.anchors import offsets
from iccis.data.candidates import (
    ACCEPTED,
    DONE,
    WORKSHEET,
    Candidate,
    is_english,
    read_worksheet,
    renewed,
    worksheet,
)
from iccis.data.generated import drift
from iccis.data.source import Provision, provisions

KINDS = {
    "Obligation": ("Duty", "Claim"),
    "Prohibition": ("Duty", "Claim"),
    "Permission": ("Liberty", "NoRight"),
    "Affirmation": ("Right", "Burden"),
}
"""Kinds of norms, each with the position of its bearer and the correlative one."""
DETERMINERS = {
    "en": r"(?:each|every|any|all|the|an?|no)\s+",
    "fr": r"(?:(?:chaque|aucune?|tous les|toutes les|tout|toute|les?|la|une?|des)\s+|l['\u2019])",
}
"""What stands before the name of a bearer, by language."""
LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})
"""Letters that no base letter and mark make up, as paths have them."""
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
    text: str
    """What its text is called within a sentence."""

    @property
    def work(self) -> str:
        return self.part.path.partition("/")[0]

    @property
    def role(self) -> str:
        """Label of the bearer: the words without a determiner, where those of the language are known."""
        language = self.part.language.partition("-")[0]
        return re.sub(rf"^{DETERMINERS.get(language, '')}", "", self.row.bearer, flags=re.I)

    @property
    def is_english(self) -> bool:
        return is_english(self.part.language)

    def named(self, words: str) -> Literal:
        """Return a label that consists of words of the text, in the language of the text."""
        return Literal(words, language="en" if self.is_english else self.part.language)

    @property
    def actor(self) -> str:
        return f"actor/{self.work}/{slug(self.role)}"

    @property
    def concept(self) -> str:
        return f"concept/{self.work}/{slug(self.row.object)}"


def accept(base: Path) -> list[str]:
    """Write the candidates that are marked in the worksheet as data, and return the paths of the norms.

    They go to the files `accepted.ttl` of their layers, in the folder of their instrument; the generated
    files follow, and the worksheet says that the rows are done. Raises IccisError, with the line of the
    worksheet, for a row that is not complete or does not quote the text; nothing is written then.
    """
    sheet = base / WORKSHEET
    rows = read_worksheet(sheet)
    own = own_instruments(base)
    parts = {part.path: part for instrument in own for part in provisions(instrument)}
    terms = {t.subject for _, file in data_files(base) for t in read(file)}
    declared = {term.value.removeprefix(ID) for term in terms if isinstance(term, NamedNode)}
    names = {instrument.path: instrument.name for instrument in own}
    with_articles = {path.partition("/")[0] for path in parts if path.split("/")[1] == "article"}
    norms, taken = list[_Norm](), set(declared)
    for line, row in rows:
        place, mark = f"{sheet}:{line}", row.accept.strip().casefold()
        if mark in ACCEPTED:
            naming, part = _check(row, parts, declared, place), parts[row.provision]
            work = row.provision.partition("/")[0]
            path = _free(row.provision, taken, "article" if work in with_articles else "paragraph")
            norms.append(_Norm(line, row, part, naming, path, names[work]))
            taken.add(path)
        elif mark not in ("", DONE):
            hint = f"write {ACCEPTED[0]} to accept the row, and nothing to leave it"
            raise IccisError(f'"{row.accept}" is no mark', place=place, hint=hint)
    folders = {instrument.path: instrument.folder for instrument in own}
    contents, labelled = dict[Path, list[Triple]](), set[str]()
    for work, triple in dict.fromkeys((norm.work, t) for norm in norms for t in _triples(norm)):
        thing = triple.subject.value.removeprefix(ID)  # type: ignore[union-attr]
        layer = LAYERS.get(thing.partition("/")[0], "norms")
        is_known = thing in declared or (triple.predicate == LABEL and thing in labelled)
        if triple.predicate in PLACES or not is_known:
            file = data_folder(base, folders[work]) / layer / "accepted.ttl"
            contents.setdefault(file, []).append(triple)
        if triple.predicate == LABEL:
            labelled.add(thing)
    texts = {file: _extended(file, new) for file, new in contents.items()}
    for file, text in texts.items():
        replace(file, text)
    done = {norm.line for norm in norms}
    replace(sheet, worksheet(row._replace(accept=DONE) if line in done else row for line, row in rows))
    drift(base).write()
    return [norm.path for norm in norms]


def renew(base: Path) -> tuple[int, int]:
    """List the candidates of the texts as they are now in the worksheet; return how many came and went."""
    sheet = base / WORKSHEET
    parts = [part for instrument in own_instruments(base) for part in provisions(instrument)]
    kept, added, gone = renewed([row for _, row in read_worksheet(sheet)], parts)
    replace(sheet, worksheet([*kept, *added]))
    return len(added), len(gone)


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


def slug(words: str) -> str:
    """Return words as a part of a path: in small letters, Latin ones without marks, joined by hyphens.

    >>> slug("Chaque État riverain"), slug("l'œuvre hydraulique"), slug("каждое государство")
    ('chaque-etat-riverain', 'l-oeuvre-hydraulique', 'каждое-государство')
    """
    apart = unicodedata.normalize("NFD", words.casefold().translate(LETTERS))
    whole = unicodedata.normalize("NFC", re.sub(r"(?<=[a-z])[\u0300-\u036f]+", "", apart))
    kept = (letter if unicodedata.category(letter)[0] in "LMN" else " " for letter in whole)
    return "-".join("".join(kept).split())


def _free(provision: str, taken: set[str], usual: str) -> str:
    """Return the path of a new norm: that of its provision as a number, and the next number.

    The `usual` divisions of a text, articles or else paragraphs, are counted without their name.
    """
    work, _, rest = provision.partition("/")
    start = f"norm/{work}/{rest.removeprefix(f'{usual}/').replace('/', '.')}"
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
    if not norm.is_english:
        label = row.quote
    else:
        label = what if is_affirmation else f"{'not ' if row.kind == 'Prohibition' else ''}to {what}"
    yield from _about(
        norm.path,
        (TYPE, iri(f"iccis:{row.kind}")),
        (iri("iccis:hasStrength"), NamedNode(f"{ID}strength/{row.strength}")),
        (iri("iccis:quote"), Literal(row.quote)),
        (iri("iccis:statedIn"), home),
        (LABEL, norm.named(label)),
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
            (LABEL, Literal(f"action of norm {number}: {row.verb}", language="en")),
        )
        if row.object:
            yield from _about(action, (iri("iccis:hasObject"), NamedNode(ID + norm.concept)))
    about = f": {label}" if norm.is_english else f" of norm {number}"
    yield from _positions(positions, (own, other), actor, about)
    yield from _named(norm, home)


def _positions(paths: list[str], kinds: tuple[str, str], actor: str, about: str) -> Iterator[Triple]:
    """Yield the position of the bearer, and its correlative, whose bearer the row does not name."""
    party = f"{paths[1]}/bearer"
    texts = (f"{kinds[0]}{about}", f"{kinds[1]} that corresponds to the {kinds[0].casefold()}{about}")
    for path, kind, bearer, text in zip(paths, kinds, (actor, party), texts, strict=True):
        other = paths[1] if path == paths[0] else paths[0]
        yield from _about(
            path,
            (TYPE, iri(f"iccis:{kind}")),
            (iri("iccis:bearer"), NamedNode(ID + bearer)),
            (iri("iccis:correlative"), NamedNode(ID + other)),
            (LABEL, Literal(text[0].casefold() + text[1:], language="en")),
        )
    name = paths[1].removeprefix("position/")
    yield from _about(
        party,
        (TYPE, iri("iccis:UnnamedParty")),
        (LABEL, Literal(f"unnamed bearer of position {name}", language="en")),
    )


def _named(norm: _Norm, home: NamedNode) -> Iterator[Triple]:
    """Yield the actor and the concept that a row names, with the words for them."""
    yield from _about(
        norm.actor,
        (TYPE, iri("iccis:Role")),
        (iri("iccis:mentionedIn"), NamedNode(ID + norm.naming)),
        (iri("iccis:quote"), Literal(norm.row.bearer)),
        (LABEL, norm.named(norm.role)),
    )
    if norm.row.object:
        scheme = NamedNode(f"{ID}scheme/{norm.work}")
        yield from _about(
            norm.concept,
            (TYPE, iri("iccis:Concept")),
            (iri("iccis:mentionedIn"), home),
            (iri("iccis:quote"), Literal(norm.row.object)),
            (iri("skos:inScheme"), scheme),
            (LABEL, norm.named(norm.row.object)),
        )
        label = Literal(f"concepts of {norm.text}", language="en")
        yield from _about(f"scheme/{norm.work}", (TYPE, iri("skos:ConceptScheme")), (LABEL, label))


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
