"""RDF files and mapping sets of users -> report: their terms, the shapes on them, what follows from them."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from iccis.check.consistency import undeclared
from iccis.check.shapes import Problem, Report, validate, with_locations
from iccis.core.errors import IccisError
from iccis.core.namespaces import short
from iccis.core.project import AS_WRITTEN, BESIDE, MAPPINGS, data_files, graphs
from iccis.core.rdf import plain
from iccis.data.inputs import is_mapping_set, read_inputs
from iccis.data.store import load, triples
from iccis.questions.question import question_iri, questions


def validate_files(
    files: Iterable[str | Path],
    *,
    with_code: bool = False,
    input_format: str | None = None,
    base_iri: str | None = None,
    shapes: Iterable[str | Path] = (),
    base: Path | None = None,
    reference: bool = False,
) -> Report:
    """Validate RDF files against ontology and shapes; `with_code` adds every layer of the Code.

    `files`, `input_format` and `base_iri` are those of `read_inputs`; `shapes` are files of further shapes.
    With `reference`, pySHACL alone validates. Names in the namespaces of the project must be declared, in the
    files or in any layer. Mapping sets speak of things of the edition: with them, its layers are always
    there, except its own mappings. Raises IccisError for a file that cannot be read.
    """
    malformed = list[IccisError]()
    inputs = read_inputs(files, input_format=input_format, base_iri=base_iri, problems=malformed)
    own = [statement.triple for statement in inputs]
    has_mappings = bool(malformed) or any(is_mapping_set(Path(s.place.rpartition(":")[0])) for s in inputs)
    beside_mappings = has_mappings and not with_code
    layers = (*AS_WRITTEN, *BESIDE) if with_code or has_mappings else ("ontology",)
    if beside_mappings:
        layers = tuple(layer for layer in layers if layer != MAPPINGS)
    store = load(layers if beside_mappings else None, base=base)
    code = list(triples(store, graphs(layers, base)))
    paths = [path for _, path in data_files(base)]
    further = [triple for triple, _ in read_inputs(shapes)]
    report = validate(dict.fromkeys([*own, *code]), shapes=further, base=base, reference=reference)
    places: dict[str, str] = {}
    for position in ("subject", "object"):
        for triple, place in inputs:
            places.setdefault(plain(getattr(triple, position)), place)
    nodes = {plain(triple.subject) for triple in own}
    described = {plain(quad.subject) for quad in store} - nodes
    declared = nodes | described | {question_iri(q.name) for q in questions(base=base)}
    problems = list(report.problems)
    if beside_mappings:
        subjects = {short(name) for name in nodes}
        problems = [problem for problem in problems if problem.subject in subjects]
    elif not with_code:
        problems = _without_code(problems, {short(name) for name in described})
    problems += [Problem("SSSOM", "mapping set", "", error.advice, error.place) for error in malformed]
    problems = with_locations([*problems, *undeclared(own, declared)], paths, places=places)
    return replace(report, problems=tuple(problems), nodes=len(nodes), focus=report.focus & nodes)


def _without_code(problems: list[Problem], described: set[str]) -> list[Problem]:
    """Replace the problems of each thing that only the Code describes, which is not loaded, by one."""
    mine = [problem for problem in problems if problem.subject not in described]
    message = "The Code describes this thing, of which the file speaks: validate with --with-code."
    names = dict.fromkeys(problem.subject for problem in problems if problem.subject in described)
    return mine + [Problem("with-code", name, "", message) for name in names]
