"""As written means as written: what the layers of the text say is borne by quoted words under every parse."""

import re
from collections import Counter
from functools import cache

from pyoxigraph import QuerySolutions

from iccis.core.instruments import instruments
from iccis.core.namespaces import PREFIXES
from iccis.questions.scopes import open_scope


@cache
def rows(select: str, scope: str = "as written") -> list[tuple[str, ...]]:
    """Answer to a query, with the last parts of IRIs; `?x` of a pattern that finds nothing is empty."""
    answer = open_scope(scope)[0].query(f"SELECT DISTINCT {select}", prefixes=PREFIXES)
    assert isinstance(answer, QuerySolutions)
    base = "https://w3id.org/iccis/id/"
    return sorted(tuple(value.value.removeprefix(base) if value else "" for value in row) for row in answer)


def words_of(path: str) -> dict[str, list[str]]:
    """The quoted words of things, by thing."""
    found: dict[str, list[str]] = {}
    for thing, words in rows(f"?x ?words {{ ?x {path} ?words }}"):
        found.setdefault(thing, []).append(words)
    return found


QUOTES = "iccis:quote"
PLACES = (
    "?x iccis:restsOn/oa:hasSelector ?s1 . ?s1 oa:start ?from1 ; oa:end ?to1 . "
    "?y iccis:restsOn/oa:hasSelector ?s2 . ?s2 oa:start ?from2 ; oa:end ?to2 ."
)
"""Pattern for where the words of two things stand."""


def test_whom_a_norm_reaches_is_named_in_its_own_words() -> None:
    """Words in another clause of the sentence, whose scope is open, do not say whom a norm is for."""
    quotes = words_of(QUOTES)
    found = rows("?norm ?who { ?norm iccis:benefits|iccis:directedTo ?who }")
    assert len(found) > 5
    assert [
        (norm, who) for norm, who in found if not any(w in said for w in quotes[who] for said in quotes[norm])
    ] == []


def test_a_label_gives_no_possessor_to_what_the_text_calls_theirs() -> None:
    """Where the words before are "their" or "its", whose it is stays open in the label too."""
    found = rows(
        "?x ?label ?words { ?x skos:prefLabel ?label ; a/rdfs:subClassOf* iccis:Concept ; "
        "iccis:restsOn/oa:hasSelector ?s . ?s oa:prefix ?before ; oa:exact ?words "
        'FILTER(REGEX(?before, "(their|its) $")) }'
    )
    assert found
    owned = [
        (x, label) for x, label, words in found if re.search(r" of (?!the )", label) and label not in words
    ]
    assert owned == []


def test_a_binding_force_is_called_by_the_words_that_declare_it() -> None:
    """ "Pledges" says nothing of politics or of law."""
    quotes = words_of(QUOTES)
    for force, label in rows("?f ?label { ?f a iccis:BindingForce ; skos:prefLabel ?label }"):
        stems = {word[:5] for words in quotes[force] for word in words.lower().split()}
        assert stems & {word[:5] for word in label.lower().split()}, label


def test_what_is_affirmed_or_permitted_has_no_narrower_kind() -> None:
    """ "Right", "freedom" and "responsibility" leave the kind open, and to be free to join is no power."""
    affirmed = rows("?kind { ?norm iccis:affirms/iccis:correlative? ?p . ?p a ?kind }")
    assert {kind.rpartition("#")[2] for (kind,) in affirmed} == {"Right", "Burden"}
    allowed = rows("?kind { ?norm a iccis:Permission ; iccis:establishes/a ?kind }")
    assert {kind.rpartition("#")[2] for (kind,) in allowed} == {"Right", "Burden", "Liberty", "NoRight"}


def test_symbols_titles_and_dates_stand_in_the_source() -> None:
    """A symbol, a title or a date that the text does not have is an outside fact, for the links."""
    source = " ".join(instruments()[0].file.read_text("utf-8").replace("-\n", "-").split())
    found = rows(
        "?x ?value { ?x eli:id_local|eli:title|dcterms:date ?value FILTER NOT EXISTS { ?x a owl:Ontology } }"
    )
    known = {"2011-09-12": "September 12, 2011"}
    assert len(found) >= 4
    assert [(x, value) for x, value in found if known.get(value, value) not in source] == []


def test_what_is_said_of_two_named_actors_is_said_in_one_breath() -> None:
    """Which body belongs to which, or who holds an office, is written where their names stand together."""
    found = rows(
        "?p ?x ?y { ?x ?p ?y . ?x a ?any . ?y a ?other . "
        "VALUES ?any { iccis:Organization iccis:Person iccis:State } "
        "VALUES ?other { iccis:Organization iccis:Person iccis:Role iccis:State } }"
    )
    together = rows(
        f"?x ?y {{ {PLACES} ?x a iccis:Person . ?y a iccis:Role "
        "FILTER(?from1 - ?to2 < 3 && ?from2 - ?to1 < 3) }"
    )
    assert [(x, y) for _, x, y in found] == together != []


def test_no_words_name_two_roles() -> None:
    """Words within the name of another role name a wider one, of which the text says that it includes it."""
    nested = rows(
        f"?x ?y {{ {PLACES} ?x a iccis:Role . ?y a iccis:Role "
        "FILTER(?x != ?y && ?from1 >= ?from2 && ?to1 <= ?to2) }"
    )
    assert nested
    included = rows("?x ?y { ?x iccis:includes+ ?y }")
    assert [pair for pair in nested if pair not in included] == []


def test_an_action_has_one_object_unless_adjectives_alone_tell_them_apart() -> None:
    """The rule of how finely norms are cut (docs/style.md): several nouns, several norms."""
    objects: dict[str, set[str]] = {}
    wider: dict[str, set[str]] = {}
    for action, thing, broader in rows("?a ?o ?b { ?a iccis:hasObject ?o OPTIONAL { ?o skos:broader ?b } }"):
        objects.setdefault(action, set()).add(thing)
        wider.setdefault(action, set()).add(broader)
    assert len(objects) > 20
    several = {action for action, things in objects.items() if len(things) > 1}
    assert [action for action in several if len(wider[action]) > 1 or "" in wider[action]] == []


def test_no_norm_as_written_depends_on_a_parse() -> None:
    """A parse that leaves a provision fewer norms makes one of those written its own.

    Under parse 3.3.b one kind of information has two marks; to curb what has either is to curb each.
    """
    found = rows(
        "?parse ?count ?norm { ?parse iccis:takesAsNormCount ?count ; iccis:parseOf/iccis:statedIn ?where . "
        "?norm iccis:statedIn ?where ; a/rdfs:subClassOf* iccis:Norm }",
        "with readings",
    )
    written = Counter((parse, int(count)) for parse, count, _ in found)
    assert [parse for (parse, count), norms in written.items() if norms > count] == ["parse/3.3.b"]


def test_norms_of_parses_make_up_what_a_parse_has_more() -> None:
    """Where a parse gives a provision more norms than are written, the norms that it adds are data."""
    found = rows(
        "?parse ?extra { ?parse iccis:parseOf/iccis:statedIn ?provision ; iccis:takesAsNormCount ?n "
        "{ SELECT ?provision (COUNT(DISTINCT ?norm) AS ?written) { ?norm iccis:statedIn ?provision ; "
        "a/rdfs:subClassOf* iccis:Norm } GROUP BY ?provision } "
        "FILTER(?n > ?written) BIND(?n - ?written AS ?extra) }",
        "with readings",
    )
    parses = dict[str, dict[str, str]]()
    for norm, parse, ambiguity in rows(
        "?n ?p ?a { ?n iccis:underParse ?p . ?p iccis:parseOf ?a }", "with readings"
    ):
        parses.setdefault(norm, {})[ambiguity] = parse

    def compatible(one: str, other: str) -> bool:
        return all(parses[other].get(place, parse) == parse for place, parse in parses[one].items())

    assert found
    for parse, extra in found:
        added = [norm for norm in parses if parse in parses[norm].values()]
        assert max(sum(compatible(norm, other) for other in added) for norm in added) == int(extra), parse


SETTLED = {
    "it recognized": "the General Assembly, whose resolutions they are",
    "in which, inter": "the resolutions, the only antecedent",
    "by the United Nations and other international": "other than the United Nations",
    "the Internet and other ICT": "other than the Internet",
    "promote their constructive": "that of States, the only possessor before",
    "enhance their cooperation": "that of States, the only possessor before",
    "understand their roles": "those of the elements of society, who are to understand",
    "in their efforts": "those of developing countries, who are assisted",
}
"""Pronouns whose reference the words settle, by the words around them, with the reference."""


def test_each_pronoun_is_settled_or_in_an_ambiguity() -> None:
    """Read clause by clause: whose, which and other than whom are recorded as open, or are not open."""
    open_places = [
        (int(start), int(end))
        for start, end in rows(
            "?start ?end { ?a a iccis:Ambiguity ; iccis:restsOn/oa:hasSelector ?s . "
            "?s oa:start ?start ; oa:end ?end }",
            "with readings",
        )
    ]
    clauses = rows(
        "?clause ?text ?start { ?clause iccis:text ?text ; iccis:textStart ?start ; a ?kind . VALUES ?kind "
        "{ iccis:Recital iccis:PurposeClause iccis:AdherenceClause iccis:Chapeau iccis:Pledge } }"
    )
    assert len(clauses) == 22
    unrecorded = []
    for clause, text, first in clauses:
        settled = [m.span() for words in SETTLED for m in re.finditer(re.escape(words), text)]
        offset = int(first)
        known = settled + [(start - offset, end - offset) for start, end in open_places]
        for found in re.finditer(r"\b(its?|theirs?|them|they|others?|which)\b", text):
            if not any(start <= found.start() and found.end() <= end for start, end in known):
                unrecorded.append((clause, text[max(found.start() - 30, 0) : found.end() + 30]))
    assert unrecorded == []


def test_nothing_follows_about_a_thing_from_where_it_was_read_of() -> None:
    """A letter, a body or a State does not derive from the publication that somebody saw."""
    assert len(rows("?x { ?x iccis:takenFrom ?source }", "all")) > 100
    closure = "<https://w3id.org/iccis/graph/closure>"
    assert rows(f"?x ?p {{ ?x iccis:takenFrom ?s . GRAPH {closure} {{ ?x ?p ?s }} }}", "all") == []
