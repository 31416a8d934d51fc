"""The rules of OWL 2 RL, one file each, and how they are read.

The files are named as in tables 4 to 9 of OWL 2 Profiles, section 4.3; a further word marks a case of that
rule. A rule that concludes is a `CONSTRUCT`; one that finds a contradiction is a `SELECT *`. Each triple
pattern has a line of its own. A rule over a whole list repeats each line that has `{i}` for every cell of the
list; `{j}` is the next cell, `{n}` the end.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from iccis.core.index import Index
from iccis.core.rdf import iri

Pattern = tuple[str, str, str]

ALONG = ("rdf:rest*", "rdf:rest+")
REST, NIL = (str(iri(name)) for name in ("rdf:rest", "rdf:nil"))
LINE = re.compile(r"\s*(\S+) (\S+) (\S+) \.$")
LISTS = re.compile(r"\S+ (\S+) \?l0 \.")

LEFT_OUT = {
    "eq-ref": "says of every term that it is the same as itself; `eq-diff1-self` is the one use of that",
    "prp-ap": "declares the built-in annotation properties",
    "cls-thing": "declares owl:Thing",
    "cls-nothing1": "declares owl:Nothing",
    "dt-type1": "declares the built-in datatypes",
    "dt-type2": "has a literal as subject; `cls-svf1-data` draws the one conclusion that needs it",
    "dt-eq": "has a literal as subject; the store holds equal numbers as one literal already",
    "scm-cls": "says of every class that it lies within itself and owl:Thing, and owl:Nothing within it",
    "scm-op": "says of every object property that it lies within itself",
    "scm-dp": "says of every datatype property that it lies within itself",
}
"""Rules of the Recommendation that have no file here, each with the reason."""


class Rule(NamedTuple):
    """One rule: its name and table in the Recommendation, what it says, and its SPARQL text."""

    name: str
    table: int
    sentence: str
    text: str


class Query(NamedTuple):
    """A rule for one length of list: the patterns of its head and body, and the body's other lines."""

    rule: Rule
    head: list[Pattern]
    body: list[Pattern]
    rest: list[str]


@cache
def rules() -> list[Rule]:
    """Return every rule that the closure runs, by name.

    >>> next(rule.sentence for rule in rules() if rule.name == "prp-dom")
    'What has a property belongs to the domain of the property.'
    """
    files = sorted(Path(__file__).parent.glob("*.rq"))
    return [_rule(path.stem, path.read_text(encoding="utf-8")) for path in files]


def _rule(name: str, text: str) -> Rule:
    table, sentence = text.splitlines()[0].removeprefix("# Table ").split(": ", 1)
    return Rule(name, int(table), sentence, text)


def is_clash(rule: Rule) -> bool:
    """Tell whether a rule finds contradictions instead of drawing conclusions.

    >>> [rule.name for rule in rules() if is_clash(rule)][:3]
    ['cax-adc', 'cax-dw', 'cls-com']
    """
    return "\nSELECT *\n" in rule.text


def cells(facts: Index[str], head: str) -> list[str]:
    """Return the cells of the list that starts at `head`, in order, as far as they can be followed.

    >>> cells(Index([]), NIL)
    []
    """
    chain: list[str] = []
    while is_subject(head) and head != NIL and head not in chain:
        chain.append(head)
        head = min(facts.objects(head, REST), default=NIL)
    return chain


def is_subject(term: str) -> bool:
    """Tell whether a term is an IRI or a blank node, neither a literal nor a triple term.

    >>> is_subject("_:a"), is_subject('"a"'), is_subject("<<( <urn:a> <urn:b> <urn:c> )>>")
    (True, False, False)
    """
    return term.startswith(("<", "_")) and not term.startswith("<<")


def queries(rule: Rule, facts: Index[str]) -> list[Query]:
    """Return the rule as queries: one, or for a rule over whole lists one for each length of list.

    >>> [len(queries(rule, Index([]))) for rule in rules() if rule.name in ("prp-dom", "prp-spo2")]
    [1, 0]
    """
    listed = LISTS.search(rule.text)
    if not listed:
        return [_query(rule, 0)]
    heads = facts.backward(str(iri(listed[1])))
    return [_query(rule, length) for length in sorted({len(cells(facts, head)) for head in heads} - {0})]


def _query(rule: Rule, length: int) -> Query:
    front, body = (_repeat(part, length) for part in rule.text.rstrip("\n}").split("\nWHERE {\n"))
    head = [] if is_clash(rule) else front[-1].removeprefix("CONSTRUCT { ").removesuffix(" }").split(" . ")
    patterns = [match[0].removesuffix(" .") for match in map(LINE.match, body) if match]
    return Query(rule, _patterns(head), _patterns(patterns), [line for line in body if not LINE.match(line)])


def _patterns(lines: Iterable[str]) -> list[Pattern]:
    return [(s, p, o) for s, p, o in map(str.split, lines)]


def _repeat(text: str, length: int) -> list[str]:
    return [
        line.replace("{i}", str(i)).replace("{j}", str(i + 1)).replace("{n}", str(length))
        for line in text.splitlines()
        for i in range(length if "{i}" in line else 1)
    ]
