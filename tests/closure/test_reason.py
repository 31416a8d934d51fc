"""The closure as a whole: against the reference reasoner, and its promises."""

import random
import re
import subprocess
import sys
from collections.abc import Iterable

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple, parse

from iccis.closure.reason import Closure, closure, closure_owlrl, fixpoint, noise, rules
from iccis.closure.rules import is_clash, queries
from iccis.closure.rules.match import Matcher
from iccis.core.namespaces import PREFIXES
from iccis.core.project import data_files
from iccis.core.rdf import as_text, from_text

HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items()) + "PREFIX : <urn:x#>\n"

MEDIUM = """
:Instrument owl:equivalentClass [ owl:unionOf (:Treaty :Resolution :Code) ] .
:Treaty rdfs:subClassOf [ owl:onProperty :partyTo ; owl:allValuesFrom :State ] .
:Treaty owl:disjointWith :Resolution .
:Voluntary owl:equivalentClass [ owl:onProperty :force ; owl:hasValue :none ] .
:Binding owl:complementOf :Voluntary .
:Norm owl:equivalentClass [ owl:intersectionOf (:Provision :Directive :Stated) ] .
:Stated owl:equivalentClass [ owl:onProperty :statedIn ; owl:someValuesFrom :Code ] .
:Anything owl:equivalentClass [ owl:onProperty :statedIn ; owl:someValuesFrom owl:Thing ] .
:Code rdfs:subClassOf [ owl:onProperty :date ; owl:maxCardinality "1"^^xsd:nonNegativeInteger ],
    [ owl:onProperty :depositary ; owl:maxCardinality "1"^^xsd:nonNegativeInteger ],
    [ owl:onProperty :host ; owl:maxQualifiedCardinality "1"^^xsd:nonNegativeInteger ; owl:onClass :State ],
    [ owl:onProperty :seat ;
      owl:maxQualifiedCardinality "1"^^xsd:nonNegativeInteger ; owl:onClass owl:Thing ] .
:Founder owl:oneOf (:china :russia) ; rdfs:subClassOf :State .
:State owl:equivalentClass :Country .
:Party rdfs:subClassOf :State . :State rdfs:subClassOf :Party .
:S1 owl:onProperty :proposedBy ; owl:someValuesFrom :Founder .
:S2 owl:onProperty :proposedBy ; owl:someValuesFrom :State .
:S3 owl:onProperty :supportedBy ; owl:someValuesFrom :State .
:A1 owl:onProperty :proposedBy ; owl:allValuesFrom :Founder .
:A2 owl:onProperty :proposedBy ; owl:allValuesFrom :State .
:A3 owl:onProperty :supportedBy ; owl:allValuesFrom :State .
:H1 owl:onProperty :proposedBy ; owl:hasValue :china . :H2 owl:onProperty :supportedBy ; owl:hasValue :china .
:Number owl:onProperty :number ; owl:someValuesFrom xsd:integer .
[] a owl:AllDisjointClasses ; owl:members (:State :Instrument :Provision) .
[] a owl:AllDifferent ; owl:members (:code :res) .
[] a owl:AllDifferent ; owl:distinctMembers (:china :france) .
[] owl:sourceIndividual :france ; owl:assertionProperty :supportedBy ; owl:targetIndividual :china .
:proposedBy rdfs:subPropertyOf :supportedBy ; rdfs:domain :Instrument ; rdfs:range :State .
:supportedBy rdfs:domain :Thing ; rdfs:range :Actor ; owl:inverseOf :supports .
:State rdfs:subClassOf :Actor .
:backs owl:equivalentProperty :supports . :p1 rdfs:subPropertyOf :p2 . :p2 rdfs:subPropertyOf :p1, :p3 .
:within a owl:TransitiveProperty, owl:IrreflexiveProperty, owl:AsymmetricProperty .
:near a owl:SymmetricProperty .
:statedIn owl:propertyChainAxiom (:statedIn :within) .
:force owl:propertyChainAxiom (:statedIn :within :imposes) .
:depositary a owl:FunctionalProperty . :symbol a owl:InverseFunctionalProperty .
:near owl:propertyDisjointWith :within .
:number rdfs:subPropertyOf :position . :title rdfs:subPropertyOf rdfs:label . :alias owl:sameAs :symbol .
:code a :Code ; :proposedBy :china, :russia ; :depositary :un, :unitedNations ; :symbol "A/66/359" .
:code :imposes :none ; :host :russia, :rossiya ; :seat :a, :b ; :date "2011-09-14"^^xsd:date .
:code :title "Code"@en .
:codeAgain :symbol "A/66/359" .
:res a :Resolution . :treaty a :Treaty ; :partyTo :france . :rossiya a :State .
:pledge a :Provision, :Directive ; :statedIn :section ; :number "3"^^xsd:positiveInteger, 1.50 .
:section :within :chapter . :chapter :within :code . :un :near :unitedNations . :france :backs :res .
:pact owl:sameAs :treaty ; :force :none . :item a :A3, :H1 ; :supportedBy :italy . :norm a :Norm .
"""
"""Consistent; uses all of OWL 2 RL but owl:hasKey and owl:AllDisjointProperties, where owlrl is unsound."""

INCONSISTENT = {
    "disjoint classes": (":A owl:disjointWith :B . :x a :A . :C rdfs:subClassOf :B . :x a :C .", "cax-dw"),
    "all disjoint classes": (
        "[] a owl:AllDisjointClasses ; owl:members (:A :B :C) . :x a :A, :C .",
        "cax-adc",
    ),
    "irreflexive": (":p a owl:IrreflexiveProperty . :x :p :y . :x owl:sameAs :y .", "prp-irp"),
    "asymmetric": (
        ":p a owl:AsymmetricProperty . :q rdfs:subPropertyOf :p . :x :p :y . :y :q :x .",
        "prp-asyp",
    ),
    "functional": (":p a owl:FunctionalProperty . :x :p :y, :z . :y owl:differentFrom :z .", "eq-diff1"),
    "inverse functional": (
        ":p a owl:InverseFunctionalProperty . :x :p :z . :y :p :z . :y owl:differentFrom :x .",
        "eq-diff1",
    ),
    "different from itself": (":x owl:differentFrom :x .", "eq-diff1-self"),
    "all different": ("[] a owl:AllDifferent ; owl:members (:x :y :z) . :x owl:sameAs :z .", "eq-diff2"),
    "complement": (":A owl:complementOf :B . :p rdfs:domain :A . :x :p 1 ; a :B .", "cls-com"),
    "nothing": (":A rdfs:subClassOf owl:Nothing . :x a :A .", "cls-nothing2"),
    "at most none": (
        ":A rdfs:subClassOf [ owl:onProperty :p ; owl:maxCardinality '0'^^xsd:nonNegativeInteger ] ."
        " :x a :A ; :p :y .",
        "cls-maxc1",
    ),
    "denied relation": (
        "[] owl:sourceIndividual :x ; owl:assertionProperty :p ; owl:targetIndividual :y ."
        " :p a owl:SymmetricProperty . :y :p :x .",
        "prp-npa1",
    ),
    "denied value": (
        "[] owl:sourceIndividual :x ; owl:assertionProperty :p ; owl:targetValue 1 . :x :p 1 .",
        "prp-npa2",
    ),
    "disjoint properties": (
        ":p owl:propertyDisjointWith :q . :q owl:inverseOf :r . :x :p :y . :y :r :x .",
        "prp-pdw",
    ),
    "all disjoint properties": (
        "[] a owl:AllDisjointProperties ; owl:members (:p :q :r) . :x :p :y ; :r :y .",
        "prp-adp",
    ),
    "two literals": (
        ":p a owl:FunctionalProperty . :x :p 'a' . :x :q 'b' . :q rdfs:subPropertyOf :p .",
        "dt-diff",
    ),
    "ill-typed": (":x :p 'many'^^xsd:integer .", "dt-not-type"),
}


CONTRADICTIONS = """
:x a :Treaty, :Resolution, owl:Nothing, :State ; :within :x, :y ; :near :y ; :depositary 1, 2.0, 2, "1" .
:y :within :x ; owl:differentFrom :y, :x ; owl:sameAs :x . :number rdfs:range xsd:integer .
:x :number "one", 1 .
"""


def triples(turtle: str) -> list[Triple]:
    """Triples of Turtle without its prefixes."""
    return [quad.triple for quad in parse(HEAD + turtle, RdfFormat.TURTLE)]


def lines(found: Iterable[Triple]) -> list[str]:
    """Triples as lines, in order, so that a difference can be read."""
    return sorted(map(str, found))


def test_same_as_owlrl_on_every_construct() -> None:
    """On a medium ontology with every construct, the closure is that of owlrl, triple for triple."""
    data = triples(MEDIUM)
    ours, reference = closure(data), closure_owlrl(data)

    assert lines(ours.triples) == lines(reference.triples)
    assert (ours.clashes, reference.clashes) == ([], [])


def test_medium_ontology_leaves_no_rule_out() -> None:
    """On that ontology every rule that concludes has something to conclude, but the one for owl:hasKey."""
    found = fixpoint(as_text(triples(MEDIUM)), rules())
    at_work = {matcher.query.rule.name for matcher in found.matchers if matcher.solutions(found.facts)}
    assert {rule.name for rule in rules() if not is_clash(rule)} - at_work == {"prp-key"}


def test_a_rule_finds_what_its_file_finds_as_sparql() -> None:
    """The solutions of each rule that is not over a whole list are those of Oxigraph for the same text."""
    found = fixpoint(as_text([*triples(MEDIUM), *triples(CONTRADICTIONS)]), rules())
    store = Store()
    store.extend(Quad(*triple) for triple in from_text(found.rounds))
    for rule in rules():
        if "{i}" not in rule.text and rule.name != "dt-not-type":
            text = re.sub(r"CONSTRUCT .*", "SELECT *", rule.text)
            rows = store.query(text)
            names = [variable.value for variable in rows.variables]  # type: ignore[union-attr]
            wanted = [{name: str(row[name]) for name in names} for row in rows]  # type: ignore[union-attr]
            [query] = queries(rule, found.facts)
            ours = Matcher(query).solutions(found.facts)

            assert sorted(map(str, map(sorted, map(dict.items, ours)))) == sorted(
                map(str, map(sorted, map(dict.items, wanted)))
            ), rule.name


def test_sound_where_owlrl_is_not_for_keys() -> None:
    """Two things that differ in their last key stay two; owlrl forgets that key and makes them one."""
    data = triples(":A owl:hasKey (:p :q) . :x a :A ; :p 1 ; :q 2 . :y a :A ; :p 1 ; :q 3 .")
    assert closure(data).triples == []
    assert closure_owlrl(data).triples != []


@pytest.mark.parametrize(
    ("turtle", "ours", "reference"),
    [(":x :p :y ; :q :y .", 1, 1), (":x :p :y ; :r :y .", 1, 0), (":x :p :y ; :q :z ; :r :w .", 0, 0)],
)
def test_last_of_disjoint_properties(turtle: str, ours: int, reference: int) -> None:
    """Of three disjoint properties the last one clashes too, which owlrl never looks at."""
    data = triples("[] a owl:AllDisjointProperties ; owl:members (:p :q :r) . " + turtle)
    assert (len(closure(data).clashes), len(closure_owlrl(data).clashes)) == (ours, reference)


@pytest.mark.parametrize("kind", [":b", ":c"])
def test_a_list_that_branches_leads_to_a_clash_on_each_branch(kind: str) -> None:
    """A list with two rests is a fault of the data; the clash names the cells that lead to its classes."""
    cells = ":one rdf:first :a ; rdf:rest :two, :three . :two rdf:first :b . :three rdf:first :c . "
    data = triples(f"[] a owl:AllDisjointClasses ; owl:members :one . {cells} :x a :a, {kind} .")
    (clash,) = closure(data).clashes
    cell, rest = {":b": "two", ":c": "three"}[kind], NamedNode(PREFIXES["rdf"] + "rest")
    assert [str(t.object) for t in clash.triples if t.predicate == rest] == [f"<urn:x#{cell}>"]


def test_closing_again_adds_nothing() -> None:
    """The closure of the data with their closure is empty."""
    data = triples(MEDIUM)
    assert closure([*data, *closure(data).triples]).triples == []


def test_only_new_triples_of_substance() -> None:
    """The closure repeats no triple of the data, has no noise, and stands in order."""
    data = triples(MEDIUM)
    found = closure(data).triples
    assert not set(found) & set(data)
    assert [triple for triple in as_text(found) if noise(triple) or triple[0].startswith('"')] == []
    assert [str(triple) for triple in found] == lines(set(found))


@pytest.mark.parametrize(
    "turtle",
    [
        ":x owl:sameAs :x .",
        ":A rdfs:subClassOf :A, owl:Thing .",
        ":A owl:equivalentClass :A, owl:Nothing .",
        ":p rdfs:subPropertyOf :p ; owl:equivalentProperty :p ; rdfs:range owl:Thing .",
        ":x a owl:Thing .",
        "owl:Nothing rdfs:subClassOf :A . rdfs:label a owl:AnnotationProperty .",
        "xsd:int rdfs:subClassOf xsd:long .",
    ],
)
def test_noise(turtle: str) -> None:
    """What is true of everything, or about the built-in vocabulary, is noise."""
    assert all(map(noise, as_text(triples(turtle))))


def test_substance_is_no_noise() -> None:
    """Statements that could be false are kept, about the same terms too."""
    kept = ":x owl:sameAs :y ; :p :x ; a :A . :A rdfs:subClassOf :B, owl:Nothing ; owl:equivalentClass :B ."
    assert not any(map(noise, as_text(triples(kept))))


def test_order_of_the_data_does_not_matter() -> None:
    """Shuffled data have the same closure, the same clashes and the same rounds."""
    text = (
        MEDIUM + ":x a :State, :Treaty, owl:Nothing ; :within :x . :y :date 01, 1, '1'^^xsd:positiveInteger ."
    )
    data = triples(text + ":date rdfs:subPropertyOf :when . :date a owl:FunctionalProperty .")
    first = closure(data)
    for seed in range(5):
        shuffled = random.Random(seed).sample(data, len(data))
        assert closure(shuffled) == first
    assert len(first.clashes) > 3


@pytest.mark.parametrize("case", INCONSISTENT)
def test_inconsistent(case: str) -> None:
    """A contradiction is found by the rule that should find it, from triples that hold."""
    turtle, name = INCONSISTENT[case]
    data = triples(turtle)
    found = closure(data)
    clashes = [clash for clash in found.clashes if clash.rule == name]

    assert clashes
    assert all(set(clash.triples) <= {*data, *found.triples} for clash in clashes)


def test_one_member_by_two_names_is_one() -> None:
    """Two names of one member of a list of disjoint or different things are no contradiction."""
    pairs = ":A owl:sameAs :A2 . :p owl:sameAs :p2 . :x owl:sameAs :x2 . :x a :A ; :p :y . "
    lists = [("AllDisjointClasses", "A :B"), ("AllDisjointProperties", "p :q"), ("AllDifferent", "x :z")]
    axioms = "".join(f"[] a owl:{kind} ; owl:members (:{members}) . " for kind, members in lists)
    found = closure(triples(pairs + axioms))

    assert found.clashes == []
    assert set(triples(":x2 a :A2 ; :p2 :y .")) <= set(found.triples)


def test_clash_in_plain_words() -> None:
    """The message of a clash names the things that clash."""
    [clash] = closure(triples("owl:A owl:disjointWith :B . :x a owl:A, :B .")).clashes
    assert clash.message == "<urn:x#x> is a member of both owl:A and <urn:x#B>, which share no members."


def test_owlrl_reports_clashes() -> None:
    """The reference reasoner's error messages become clashes, not triples."""
    found = closure_owlrl(triples(":A owl:disjointWith :B . :x a :A, :B ."))
    assert [clash.rule for clash in found.clashes] == ["owlrl"]
    assert found.triples == []


def test_literals_keep_their_spelling() -> None:
    """A conclusion spells a literal as the data do, though the store rewrites numbers."""
    found = closure(triples(":p rdfs:subPropertyOf :q . :x :p '3'^^xsd:positiveInteger, 1.50, 'a'@en-GB ."))
    assert lines(found.triples) == lines(triples(":x :q '3'^^xsd:positiveInteger, 1.50, 'a'@en-gb ."))


def test_nothing_follows_from_nothing() -> None:
    """No data, no conclusions, no rounds."""
    assert closure([]) == Closure([], [], 0)


def test_an_empty_key_makes_nobody_the_same() -> None:
    """A key without properties tells nothing apart, and is no reason to take all for one."""
    assert closure(triples(":c owl:hasKey () . :x a :c . :y a :c .")).triples == []


def test_circular_list_ends() -> None:
    """A list that leads back to itself is read once."""
    assert (
        closure(triples(":p owl:propertyChainAxiom :l . :l rdf:first :q ; rdf:rest :l . :x :q :y .")).triples
        == []
    )


def test_same_as_owlrl_on_the_project_data() -> None:
    """On all files of the project the closure is that of owlrl, triple for triple."""
    data = [
        quad.triple for _, path in data_files() for quad in parse(path=str(path), format=RdfFormat.TURTLE)
    ]
    assert lines(closure(data).triples) == lines(closure_owlrl(data).triples)


def test_project_data_are_consistent() -> None:
    """No rule finds a contradiction in the project's data."""
    data = [
        quad.triple for _, path in data_files() for quad in parse(path=str(path), format=RdfFormat.TURTLE)
    ]
    assert [clash.message for clash in closure(data).clashes] == []


def test_import_is_light() -> None:
    """Importing the module loads neither rdflib nor owlrl."""
    code = "import sys, iccis.closure.reason; sys.exit(bool({'rdflib', 'owlrl'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
