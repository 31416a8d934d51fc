"""Each rule of the closure, alone."""

import re

import pytest
from pyoxigraph import RdfFormat, Triple, parse

from iccis.files import PREFIXES
from iccis.reason import closure
from iccis.rules import LEFT_OUT, is_clash, rules

HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items()) + "PREFIX : <urn:x#>\n"
LIST = ":l rdf:first :A ; rdf:rest :m . :m rdf:first :B ."
ZERO = '"0"^^xsd:nonNegativeInteger'
ONE = '"1"^^xsd:nonNegativeInteger'
SUB = ":A rdfs:subClassOf :B . :p rdfs:subPropertyOf :q ."

CONCLUSIONS = {
    "eq-sym": (":x owl:sameAs :y .", ":y owl:sameAs :x ."),
    "eq-trans": (":x owl:sameAs :y . :y owl:sameAs :z, :x .", ":x owl:sameAs :z ."),
    "eq-rep-s": (":x owl:sameAs :y . :x :p 1 .", ":y :p 1 ."),
    "eq-rep-p": (":p owl:sameAs :q . :x :p 1 .", ":x :q 1 ."),
    "eq-rep-o": (":x owl:sameAs :y . :z :p :x .", ":z :p :y ."),
    "prp-dom": (":p rdfs:domain :A . :x :p 1 ; :q 2 .", ":x a :A ."),
    "prp-rng": (":p rdfs:range :A . :x :p :y, 1 ; :q :z .", ":y a :A ."),
    "prp-fp": (
        ":p a owl:FunctionalProperty . :x :p :y, :z . :w :p :v .",
        ":y owl:sameAs :z . :z owl:sameAs :y .",
    ),
    "prp-ifp": (
        ":p a owl:InverseFunctionalProperty . :x :p :z . :y :p :z . :w :p :v .",
        ":x owl:sameAs :y . :y owl:sameAs :x .",
    ),
    "prp-symp": (":p a owl:SymmetricProperty . :x :p :y ; :q :z .", ":y :p :x ."),
    "prp-trp": (
        ":p a owl:TransitiveProperty . :a :p :b . :b :p :c . :c :p :d .",
        ":a :p :c, :d . :b :p :d .",
    ),
    "prp-spo1": (":p rdfs:subPropertyOf :q . :x :p 1 . :y :q 2 .", ":x :q 1 ."),
    "prp-spo2": (
        ":p owl:propertyChainAxiom (:q :r :s) . :q owl:propertyChainAxiom (:t), (:t :t) ."
        " :a :t :b . :b :t :c ; :r :d . :d :s :e .",
        ":a :q :b, :c ; :p :e . :b :q :c .",
    ),
    "prp-eqp1": (":p owl:equivalentProperty :q . :x :p 1 . :y :q 2 .", ":x :q 1 ."),
    "prp-eqp2": (":p owl:equivalentProperty :q . :x :p 1 . :y :q 2 .", ":y :p 2 ."),
    "prp-inv1": (":p owl:inverseOf :q . :x :p :y . :z :q :w .", ":y :q :x ."),
    "prp-inv2": (":p owl:inverseOf :q . :x :p :y . :z :q :w .", ":w :p :z ."),
    "prp-key": (
        ":A owl:hasKey (:p :q) . :x a :A ; :p 1 ; :q 2 . :y a :A ; :p 01 ; :q 2 ."
        " :z a :A ; :p 1 ; :q 3 . :w a :B ; :p 1 ; :q 2 .",
        ":x owl:sameAs :y . :y owl:sameAs :x .",
    ),
    "cls-int1": (":C owl:intersectionOf (:A :B :D) . :x a :A, :B, :D . :y a :A, :B .", ":x a :C ."),
    "cls-int2": (":C owl:intersectionOf (:A :B) . :x a :C . :y a :A .", ":x a :A, :B ."),
    "cls-uni": (":C owl:unionOf (:A :B) . :x a :A . :y a :B . :z a :D .", ":x a :C . :y a :C ."),
    "cls-svf1": (
        ":R owl:someValuesFrom :A ; owl:onProperty :p . :x :p :y . :z :p :w . :v :q :y . :y a :A .",
        ":x a :R .",
    ),
    "cls-svf1-data": (
        ":R owl:someValuesFrom xsd:string ; owl:onProperty :p . :x :p 'a' . :y :p 1 . :z :q 'a' .",
        ":x a :R .",
    ),
    "cls-svf2": (":R owl:someValuesFrom owl:Thing ; owl:onProperty :p . :x :p :y . :z :q :w .", ":x a :R ."),
    "cls-avf": (
        ":R owl:allValuesFrom :A ; owl:onProperty :p . :x a :R ; :p :y, 1 ; :q :v . :z :p :w .",
        ":y a :A .",
    ),
    "cls-hv1": (":R owl:hasValue 1 ; owl:onProperty :p . :x a :R . :y :p 2 .", ":x :p 1 ."),
    "cls-hv2": (":R owl:hasValue 1 ; owl:onProperty :p . :x :p 1 . :y :p 2 .", ":x a :R ."),
    "cls-maxc2": (
        f":R owl:maxCardinality {ONE} ; owl:onProperty :p . :x a :R ; :p :y, :z . :w :p :u, :v .",
        ":y owl:sameAs :z . :z owl:sameAs :y .",
    ),
    "cls-maxqc3": (
        f":R owl:maxQualifiedCardinality {ONE} ; owl:onProperty :p ; owl:onClass :A ."
        " :x a :R ; :p :y, :z, :w . :y a :A . :z a :A .",
        ":y owl:sameAs :z . :z owl:sameAs :y .",
    ),
    "cls-maxqc4": (
        f":R owl:maxQualifiedCardinality {ONE} ; owl:onProperty :p ; owl:onClass owl:Thing ."
        " :x a :R ; :p :y, :z . :w :p :u, :v .",
        ":y owl:sameAs :z . :z owl:sameAs :y .",
    ),
    "cls-oo": (":C owl:oneOf (:x :y) .", ":x a :C . :y a :C ."),
    "cax-sco": (":A rdfs:subClassOf :B . :x a :A . :y a :B .", ":x a :B ."),
    "cax-eqc1": (":A owl:equivalentClass :B . :x a :A . :y a :B .", ":x a :B ."),
    "cax-eqc2": (":A owl:equivalentClass :B . :x a :A . :y a :B .", ":y a :A ."),
    "scm-sco": (
        ":A rdfs:subClassOf :B . :B rdfs:subClassOf :C, :A . :C rdfs:subClassOf owl:Thing .",
        ":A rdfs:subClassOf :C .",
    ),
    "scm-eqc1": (":A owl:equivalentClass :B .", ":A rdfs:subClassOf :B . :B rdfs:subClassOf :A ."),
    "scm-eqc2": (
        ":A rdfs:subClassOf :B . :B rdfs:subClassOf :A, :C .",
        ":A owl:equivalentClass :B . :B owl:equivalentClass :A .",
    ),
    "scm-spo": (":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :r, :p .", ":p rdfs:subPropertyOf :r ."),
    "scm-eqp1": (":p owl:equivalentProperty :q .", ":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :p ."),
    "scm-eqp2": (
        ":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :p, :r .",
        ":p owl:equivalentProperty :q . :q owl:equivalentProperty :p .",
    ),
    "scm-dom1": (f"{SUB} :r rdfs:domain :A .", ":r rdfs:domain :B ."),
    "scm-dom2": (f"{SUB} :q rdfs:domain :C . :p rdfs:range :D .", ":p rdfs:domain :C ."),
    "scm-rng1": (f"{SUB} :r rdfs:range :A .", ":r rdfs:range :B ."),
    "scm-rng2": (f"{SUB} :q rdfs:range :C . :p rdfs:domain :D .", ":p rdfs:range :C ."),
    "scm-hv": (
        f"{SUB} :R owl:hasValue 1 ; owl:onProperty :p . :S owl:hasValue 1 ; owl:onProperty :q .",
        ":R rdfs:subClassOf :S .",
    ),
    "scm-svf1": (
        f"{SUB} :R owl:someValuesFrom :A ; owl:onProperty :p ."
        " :S owl:someValuesFrom :B ; owl:onProperty :p .",
        ":R rdfs:subClassOf :S .",
    ),
    "scm-svf2": (
        f"{SUB} :R owl:someValuesFrom :A ; owl:onProperty :p ."
        " :S owl:someValuesFrom :A ; owl:onProperty :q .",
        ":R rdfs:subClassOf :S .",
    ),
    "scm-avf1": (
        f"{SUB} :R owl:allValuesFrom :A ; owl:onProperty :p . :S owl:allValuesFrom :B ; owl:onProperty :p .",
        ":R rdfs:subClassOf :S .",
    ),
    "scm-avf2": (
        f"{SUB} :R owl:allValuesFrom :A ; owl:onProperty :p . :S owl:allValuesFrom :A ; owl:onProperty :q .",
        ":S rdfs:subClassOf :R .",
    ),
    "scm-int": (":C owl:intersectionOf (:A :B) .", ":C rdfs:subClassOf :A, :B ."),
    "scm-uni": (":C owl:unionOf (:A :B) .", ":A rdfs:subClassOf :C . :B rdfs:subClassOf :C ."),
}
"""Rule: the data, and exactly what the rule alone concludes from them (round after round)."""

CLASHES = {
    "eq-diff1": (":x owl:sameAs :y ; owl:differentFrom :y .", ":x owl:differentFrom :z ."),
    "eq-diff1-self": (":x owl:differentFrom :x .", ":x owl:differentFrom :z ."),
    "eq-diff2": (f":d a owl:AllDifferent ; owl:members :l . {LIST} :A owl:sameAs :B .", ":A owl:sameAs :C ."),
    "eq-diff3": (
        f":d a owl:AllDifferent ; owl:distinctMembers :l . {LIST} :A owl:sameAs :B .",
        ":A owl:sameAs :C .",
    ),
    "prp-irp": (":p a owl:IrreflexiveProperty . :x :p :x .", ":x :p :y ; :q :x ."),
    "prp-asyp": (":p a owl:AsymmetricProperty . :x :p :y . :y :p :x .", ":y :p :z ."),
    "prp-pdw": (":p owl:propertyDisjointWith :q . :x :p :y ; :q :y .", ":x :p :z . :w :q :z ."),
    "prp-adp": (
        f":d a owl:AllDisjointProperties ; owl:members :l . {LIST} :x :A :y ; :B :y .",
        ":x :A :z . :w :A :v ; :C :v .",
    ),
    "prp-npa1": (
        ":n owl:sourceIndividual :x ; owl:assertionProperty :p ; owl:targetIndividual :y . :x :p :y .",
        ":n a owl:NegativePropertyAssertion . :x :p :z .",
    ),
    "prp-npa2": (
        ":n owl:sourceIndividual :x ; owl:assertionProperty :p ; owl:targetValue 1 . :x :p 1 .",
        ":n a owl:NegativePropertyAssertion . :x :p 2 .",
    ),
    "cls-nothing2": (":x a owl:Nothing .", ":y a :A ."),
    "cls-com": (":A owl:complementOf :B . :x a :A, :B .", ":y a :A . :z a :B ."),
    "cls-maxc1": (
        f":R owl:maxCardinality {ZERO} ; owl:onProperty :p . :x a :R ; :p 1 .",
        ":x :q 1 . :y :p 1 .",
    ),
    "cls-maxqc1": (
        f":R owl:maxQualifiedCardinality {ZERO} ; owl:onProperty :p ; owl:onClass :A ."
        " :x a :R ; :p :y . :y a :A .",
        ":x :p :z . :z a :B . :w :p :y .",
    ),
    "cls-maxqc2": (
        f":R owl:maxQualifiedCardinality {ZERO} ; owl:onProperty :p ; owl:onClass owl:Thing ."
        " :x a :R ; :p :y .",
        ":z :p :y .",
    ),
    "cax-dw": (":A owl:disjointWith :B . :x a :A, :B .", ":y a :A . :z a :B ."),
    "cax-adc": (
        f":d a owl:AllDisjointClasses ; owl:members :l . {LIST} :x a :A, :B .",
        ":y a :A . :z a :B, :C .",
    ),
    "dt-diff": (
        ":p a owl:FunctionalProperty . :x :p 'a', 'b' .",
        ":y :p 1, 01 . :z :p 'a', :z . :x :q 'a', 'b' .",
    ),
    "dt-not-type": (
        ":x :p '2011-13-01'^^xsd:date .",
        ":x :p '2011-12-01'^^xsd:date, 'x'^^:unknown, 1, true .",
    ),
    "dt-not-type-range": (
        ":p rdfs:range xsd:date . :x :p '2011' .",
        ":x :p '2011-12-01'^^xsd:date, 'x'^^:unknown . :y :q '2011' . :q rdfs:range rdfs:Literal .",
    ),
}
"""Rule: exactly the triples that clash, and triples beside them that do not."""


def triples(turtle: str) -> list[Triple]:
    """Triples of Turtle without its prefixes."""
    return [quad.triple for quad in parse(HEAD + turtle, RdfFormat.TURTLE)]


def test_every_rule_has_a_case() -> None:
    """A rule file without a case here fails, and so does a case without a rule file."""
    assert {rule.name for rule in rules() if not is_clash(rule)} == set(CONCLUSIONS)
    assert {rule.name for rule in rules() if is_clash(rule)} == set(CLASHES)


@pytest.mark.parametrize("name", CONCLUSIONS)
def test_rule_concludes(name: str) -> None:
    """A rule concludes what it should, nothing else, and the whole closure has that too."""
    data, expected = map(triples, CONCLUSIONS[name])
    alone = closure(data, using=[rule for rule in rules() if rule.name == name])

    assert set(alone.triples) == set(expected)
    assert set(expected) <= set(closure(data).triples)


@pytest.mark.parametrize("name", CLASHES)
def test_rule_finds_clash(name: str) -> None:
    """A rule finds one clash, names its triples and no others, and is silent without any one of them."""
    clashing, beside = map(triples, CLASHES[name])
    alone = [rule for rule in rules() if rule.name == name]
    [clash] = closure(clashing + beside, using=alone).clashes

    assert (clash.rule, set(clash.triples)) == (name, set(clashing))
    assert "?" not in clash.message
    for triple in clashing:
        assert not closure([t for t in clashing + beside if t != triple], using=alone).clashes


def test_rules_say_what_they_do() -> None:
    """Each rule has a table, 4 to 9, and one sentence; none is also listed as left out."""
    for rule in rules():
        assert rule.table in range(4, 10), rule.name
        assert re.fullmatch(r"[?A-Z][^.]*\.", rule.sentence), rule.name
        assert rule.name not in LEFT_OUT


def test_conclusions_and_left_out_are_all_rules_of_the_recommendation() -> None:
    """Rules with a file and rules left out together are the 78 of tables 4 to 9."""
    ours = {"cls-svf1-data", "eq-diff1-self", "dt-not-type-range"}
    assert len(({rule.name for rule in rules()} | set(LEFT_OUT)) - ours) == 78
