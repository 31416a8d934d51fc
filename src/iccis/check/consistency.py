"""What shapes cannot see: the data against the source, the quotations, the terms, the recorded answers."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from hashlib import sha256
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from iccis.check.shapes import Problem
from iccis.core.errors import IccisError, near
from iccis.core.instruments import elsewhere, instrument_of, instruments
from iccis.core.namespaces import ID, ONTOLOGY, PREFIXES, SITE, short
from iccis.core.project import BESIDE, folders, is_project, layer_of_graph, own_folders, root
from iccis.core.rdf import TYPE, plain
from iccis.core.turtle import read, read_text
from iccis.data import anchors as anchoring
from iccis.data import source

Findings = tuple[str, Iterable[Problem]]
"""What a step looked at, in a few words, and what is wrong."""


def text(triples: Iterable[Triple], *, base: Path | None = None, instrument: str = "") -> Findings:
    """Compare the text layer with each source: the same bytes, the same hash, every provision current.

    Here as below, `instrument` is the only one that is looked at, of those that there are.
    """
    statements, problems, count, size = set(triples), list[Problem](), 0, 0
    hashes = defaultdict[str, set[str]](set)
    for t in statements:
        if t.predicate.value == ONTOLOGY + "sourceSha256":
            hashes[plain(t.subject)].add(plain(t.object))
    for of in instruments(base):
        if instrument not in ("", of.path):
            continue
        path, recorded = of.file, hashes[ID + of.witness]
        try:
            parts = source.provisions(of)
        except IccisError as error:
            return "unreadable", [Problem("source", str(path), "", error.advice, error.place)]
        data = path.read_bytes()
        if recorded | {*filter(None, [of.sha256])} != {actual := sha256(data).hexdigest()}:
            message = f"the source text is not the one recorded: its SHA-256 is {actual}; restore it"
            problems.append(Problem("source-hash", str(path), ", ".join(recorded), message, str(path)))
        problems += _stale(statements, source.text_triples(parts), "the text layer does not match the source")
        count, size = count + len(parts), size + len(data)
    return f"{count} provisions, {size} bytes", problems


def anchors(*, base: Path | None = None, instrument: str = "") -> Findings:
    """Compare the anchor files with what the quotations give."""
    count, problems, errors = 0, list[Problem](), list[IccisError]()
    written = anchoring.quoting(base, instrument=instrument)
    named = anchoring.quoted(t for triples in written.values() for t in triples)
    try:
        texts = (source.provisions(of) for of in instruments(base) if not instrument or of.path in named)
        wanted = anchoring.anchor_files([part for text in texts for part in text], written, errors)
    except IccisError as error:
        errors, wanted = [error], {}
    problems += [Problem("quotation", e.place, "", e.advice, "") for e in errors]
    if errors:
        return "unresolved", problems
    for path, triples in wanted.items():
        there = set(read(path) if path.exists() else [])
        count += sum(t.predicate == anchoring.RESTS_ON for t in triples)
        message = f"{path.name} of the anchors is not what the quotations give"
        problems += _stale(there, triples, message, exact=True)
    return f"{count} places of words", problems


def names(triples: Iterable[Triple], *, base: Path | None = None, instrument: str = "") -> Findings:
    """Check that every own name that is used is declared, and that every own term declared is used.

    The terms of the package need no use in a project of one's own, nor the things of the Code that they name.
    What another instrument may declare is left to the check of all.
    """
    statements, is_own = list(triples), is_project(base or root())
    declared = {plain(t.subject) for t in statements}
    terms = {name for name in declared if name.startswith(ONTOLOGY)}
    in_texts, axiomatic = _in_texts(base), {plain(t.subject) for t in statements if _is_axiom(t)}
    used = set(_mentioned(statements)) | in_texts
    by_terms = [t for t in statements if is_own and plain(t.subject).startswith(ONTOLOGY[:-1])]
    known = declared | set(_mentioned(by_terms)) | set(filter(elsewhere(instrument, base), used))
    idle = set[str]() if is_own else terms - used - axiomatic
    message = "no data, axiom, shape or question uses this term: delete it"
    problems = [
        *undeclared(statements, known),
        *(_undeclared(name, name, declared) for name in sorted(in_texts - declared)),
        *(Problem("used", short(name), "", message) for name in sorted(idle)),
    ]
    return f"{len(terms)} terms, {len(used)} names used", problems


def undeclared(statements: Iterable[Triple], declared: Collection[str]) -> Iterator[Problem]:
    """Yield a problem for each own name that statements use and nothing declares, at its first subject."""
    users: dict[str, str] = {}
    for statement in statements:
        for name in _mentioned([statement]):
            if name not in declared:
                users.setdefault(name, plain(statement.subject))
    for name, user in sorted(users.items()):
        yield _undeclared(name, user, declared)


def _undeclared(name: str, user: str, declared: Collection[str]) -> Problem:
    alike = ONTOLOGY if name.startswith(ONTOLOGY) else ID
    names = (short(other) for other in declared if other.startswith(alike) and "/words/" not in other)
    hint = near(short(name), names) or "declare or correct it"
    return Problem("declared", short(user), short(name), f"used but not declared: {hint}")


def layers(graphs: Mapping[str, list[Triple]], *, base: Path | None = None) -> Findings:
    """Check that no layer speaks of a later one: what is written never rests on a reading or a link."""
    homes, own, problems = _terms_beside(base), {*own_folders(base)}, list[Problem]()
    for graph in reversed([graph for graph in graphs if graph != "ontology"]):
        declared = (plain(t.subject) for t in graphs[graph] if t.predicate == TYPE)
        homes |= {name: graph for name in declared if _own(name)}
    for graph in graphs.keys() - {"ontology"}:
        for s, p, o in graphs[graph]:
            for name in (p.value, o.value if isinstance(o, NamedNode) else ""):
                home = homes.get(name, graph)
                if _rank(home) > _rank(graph):
                    message = f"the layer {graph} refers to the later layer {home}: move this to kg/{home}"
                    problems.append(Problem("layers", short(plain(s)), short(name), message))
        for subject in {plain(t.subject) for t in graphs[graph]}:
            of = instrument_of(subject, own)
            if of and not graph.startswith(f"{of}/"):
                message = f"this is of {of}, and stands in the graph {graph}: move it to kg/{of}"
                problems.append(Problem("layers", short(subject), "", message))
    problems.sort(key=str)
    return (
        f"{len({*map(layer_of_graph, graphs)})} layers, none rests on a later one"
        if not problems
        else "mixed",
        problems,
    )


def _rank(graph: str) -> int:
    layer = layer_of_graph(graph)
    return BESIDE.index(layer) + 1 if layer in BESIDE else 0


def _terms_beside(base: Path | None) -> dict[str, str]:
    """Return the later layer that each own term of its file in `ontology/` is for."""
    files = {layer: [top / f"{layer}.ttl" for top in folders("ontology", base)] for layer in BESIDE}
    pairs = ((layer, path) for layer, paths in files.items() for path in paths if path.exists())
    found = ((plain(t.subject), layer) for layer, path in pairs for t in read(path))
    return {name: layer for name, layer in found if name.startswith(ONTOLOGY)}


def questions(*, endpoint: str | None = None, site: str = SITE, base: Path | None = None) -> Findings:
    """Ask every question, here or at a SPARQL endpoint, and compare its answer with the recorded one.

    A project of one's own has the answers that it records, and nothing for some of the package's questions.
    """
    from iccis.questions.ask import answer_file, answers, compare, missing_answer
    from iccis.questions.question import questions as listed

    top, problems = base or root(), list[Problem]()
    is_own = is_project(top)
    records = {question: answer_file(question, base=base) for question in listed(base=base)}
    asked = [
        question
        for question, record in records.items()
        if record.is_file() or not is_own or Path(question.place).is_relative_to(top)
    ]
    found = {
        question.name: answer for question, answer in answers(asked, endpoint=endpoint, site=site, base=base)
    }
    for question in asked:
        record, answer = records[question], found[question.name]
        if isinstance(answer, IccisError):
            problems.append(Problem("answer", question.name, "", answer.message, question.place))
            continue
        if not record.is_file():
            problems.append(Problem("answer", question.name, "", missing_answer(record), question.place))
            continue
        for line in compare(answer, record):
            message = "the answer is not the recorded one (- recorded, + found)"
            problems.append(Problem("answer", question.name, line, message, question.place))
    return f"{len(asked)} questions", problems


def _stale(
    there: AbstractSet[Triple], wanted: Iterable[Triple], message: str, *, exact: bool = False
) -> Iterator[Problem]:
    """Yield a problem for each subject that lacks a wanted statement, or if `exact` has another one."""
    want = set(wanted)
    lacks = sorted(want - there, key=str)
    extra = sorted(there - want, key=str) if exact else []
    seen = set()
    for statement in [*lacks, *extra]:
        if statement.subject not in seen:
            seen.add(statement.subject)
            words = "lacks" if statement in want else "has"
            said = f"{message}: it {words} {short(statement.predicate.value)}; run `iccis text`"
            subject, value = (short(plain(term)) for term in (statement.subject, statement.object))
            yield Problem("current", subject, value[:80], said)


def _mentioned(statements: Iterable[Triple]) -> Iterator[str]:
    """Yield the own names that stand as predicate or object; a term is not used by its own declaration."""
    terms = (term for s, p, o in statements for term in (p, o) if isinstance(term, NamedNode) and term != s)
    yield from (term.value for term in terms if _own(term.value))


def _own(name: str) -> bool:
    return name.startswith((ONTOLOGY, ID)) and name not in (ONTOLOGY, ID)


def _is_axiom(statement: Triple) -> bool:
    """Tell whether a statement about a term says more than what it is called and of which type it is."""
    annotations = (PREFIXES["skos"], PREFIXES["dcterms"], PREFIXES["rdf"], PREFIXES["rdfs"] + "isDefinedBy")
    return not statement.predicate.value.startswith(annotations)


def _in_texts(base: Path | None) -> set[str]:
    """Return the own terms that the shapes and the questions name."""
    files = [path for folder in folders("shapes", base) for path in folder.glob("*.ttl")]
    files += [path for folder in folders("queries", base) for path in folder.rglob("*.rq")]
    return {ONTOLOGY + name for file in files for name in re.findall(r"\biccis:(\w+)", read_text(file))}
