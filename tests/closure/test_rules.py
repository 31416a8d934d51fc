"""Each rule of the closure, alone."""

import re

import pytest
from pyoxigraph import RdfFormat, Triple, parse

from iccis.closure.reason import closure
from iccis.closure.rules import LEFT_OUT, LINE, is_clash, rules
from iccis.core.namespaces import PREFIXES

HEAD = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items()) + "PREFIX : <urn:x#>\n"
OTHER = ":k rdf:first :B ; rdf:rest :n . :n rdf:first :C ."
LIST = ":l rdf:first :A ; rdf:rest :m . :m rdf:first :B ."
ZERO = '"0"^^xsd:nonNegativeInteger'
ONE = '"1"^^xsd:nonNegativeInteger'
SUB = ":A rdfs:subClassOf :B . :p rdfs:subPropertyOf :q ."


def restrictions(kind: str, value: str, on: str) -> str:
    """A restriction to `:A` on `:p`, one to `value` on a property, and four that lie apart from both."""
    pairs = [("R", ":A", ":p"), ("S", value, on)]
    apart = [("T", ":D", ":p"), ("U", ":A", ":r"), ("V", ":E", ":q"), ("W", ":B", ":s")]
    return SUB + "".join(f" :{r} {kind} {v} ; owl:onProperty {p} ." for r, v, p in pairs + apart)


CONCLUSIONS = {
    "eq-sym": (":x owl:sameAs :y .", ":y owl:sameAs :x ."),
    "eq-trans": (":x owl:sameAs :y . :y owl:sameAs :z, :x .", ":x owl:sameAs :z ."),
    "eq-rep-s": (":x owl:sameAs :y . :x :p 1 .", ":y :p 1 ."),
    "eq-rep-p": (":p owl:sameAs :q . :x :p 1 .", ":x :q 1 ."),
    "eq-rep-o": (":x owl:sameAs :y . :z :p :x .", ":z :p :y ."),
    "prp-dom": (":p rdfs:domain :A . :x :p 1 ; :q 2 .", ":x a :A ."),
    "prp-rng": (":p rdfs:range :A . :x :p :y, 1 ; :q :z .", ":y a :A ."),
    "prp-fp": (
        ":p a owl:FunctionalProperty . :x :p :y, :z . :w :p :v ; :q :u, :v .",
        ":y owl:sameAs :z . :z owl:sameAs :y .",
    ),
    "prp-ifp": (
        ":p a owl:InverseFunctionalProperty . :x :p :z . :y :p :z . :w :p :v . :u :q :v . :w :q :v .",
        ":x owl:sameAs :y . :y owl:sameAs :x .",
    ),
    "prp-symp": (":p a owl:SymmetricProperty . :x :p :y ; :q :z .", ":y :p :x ."),
    "prp-trp": (
        ":p a owl:TransitiveProperty . :a :p :b . :b :p :c . :c :p :d . :a :q :b . :b :q :c .",
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
        ":A owl:hasKey (:p :q) . :D owl:hasKey (:p) . :x a :A ; :p 1 ; :q 2 . :y a :A ; :p 01 ; :q 2 ."
        " :z a :A ; :p 1 ; :q 3 . :w a :B ; :p 1 ; :q 2 .",
        ":x owl:sameAs :y . :y owl:sameAs :x .",
    ),
    "cls-int1": (
        ":C owl:intersectionOf (:A :B :D) . :E owl:intersectionOf (:A :F) . :x a :A, :B, :D . :y a :A, :B .",
        ":x a :C .",
    ),
    "cls-int2": (
        ":C owl:intersectionOf (:A :B) . :e owl:members (:D) . :x a :C . :y a :A .",
        ":x a :A, :B .",
    ),
    "cls-uni": (
        ":C owl:unionOf (:A :B) . :e owl:members (:D) . :x a :A . :y a :B . :z a :D .",
        ":x a :C . :y a :C .",
    ),
    "cls-svf1": (
        ":R owl:someValuesFrom :A ; owl:onProperty :p . :x :p :y . :z :p :w . :v :q :y . :y a :A . :w a :B .",
        ":x a :R .",
    ),
    "cls-svf1-data": (
        ":R owl:someValuesFrom xsd:string ; owl:onProperty :p . :x :p 'a' . :y :p 1 . :z :q 'a' .",
        ":x a :R .",
    ),
    "cls-svf2": (
        ":R owl:someValuesFrom owl:Thing ; owl:onProperty :p . :S owl:onProperty :p . :x :p :y . :z :q :w .",
        ":x a :R .",
    ),
    "cls-avf": (
        ":R owl:allValuesFrom :A ; owl:onProperty :p . :x a :R ; :p :y, 1 ; :q :v . :z :p :w .",
        ":y a :A .",
    ),
    "cls-hv1": (":R owl:hasValue 1 ; owl:onProperty :p . :x a :R . :y :p 2 .", ":x :p 1 ."),
    "cls-hv2": (":R owl:hasValue 1 ; owl:onProperty :p . :x :p 1 . :y :p 2 .", ":x a :R ."),
    "cls-maxc2": (
        f":R owl:maxCardinality {ONE} ; owl:onProperty :p . :x a :R ; :p :y, :z ; :q :u, :v . :w :p :u, :v ."
        " :S owl:maxCardinality 2 ; owl:onProperty :p . :w a :S .",
        ":y owl:sameAs :z . :z owl:sameAs :y .",
    ),
    "cls-maxqc3": (
        f":R owl:maxQualifiedCardinality {ONE} ; owl:onProperty :p ; owl:onClass :A ."
        " :x a :R ; :p :y, :z, :s, :t ; :q :u, :v ."
        " :y a :A . :z a :A . :u a :A . :v a :A . :s a :B . :t a :B ."
        " :S owl:maxQualifiedCardinality 2 ; owl:onProperty :p ; owl:onClass :A . :w a :S ; :p :u, :v .",
        ":y owl:sameAs :z . :z owl:sameAs :y .",
    ),
    "cls-maxqc4": (
        f":R owl:maxQualifiedCardinality {ONE} ; owl:onProperty :p ; owl:onClass owl:Thing ."
        " :S owl:maxQualifiedCardinality 2 ; owl:onProperty :p ; owl:onClass owl:Thing ."
        " :w a :S ; :p :u, :v ."
        f" :T owl:maxQualifiedCardinality {ONE} ; owl:onProperty :p ; owl:onClass :A . :k a :T ; :p :u, :v ."
        " :x a :R ; :p :y, :z ; :q :u, :v .",
        ":y owl:sameAs :z . :z owl:sameAs :y .",
    ),
    "cls-oo": (":C owl:oneOf (:x :y) . :e owl:members (:z) .", ":x a :C . :y a :C ."),
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
    "scm-hv": (restrictions("owl:hasValue", ":A", ":q"), ":R rdfs:subClassOf :S ."),
    "scm-svf1": (restrictions("owl:someValuesFrom", ":B", ":p"), ":R rdfs:subClassOf :S ."),
    "scm-svf2": (restrictions("owl:someValuesFrom", ":A", ":q"), ":R rdfs:subClassOf :S ."),
    "scm-avf1": (restrictions("owl:allValuesFrom", ":B", ":p"), ":R rdfs:subClassOf :S ."),
    "scm-avf2": (restrictions("owl:allValuesFrom", ":A", ":q"), ":S rdfs:subClassOf :R ."),
    "scm-int": (":C owl:intersectionOf (:A :B) . :e owl:members (:D) .", ":C rdfs:subClassOf :A, :B ."),
    "scm-uni": (
        ":C owl:unionOf (:A :B) . :e owl:members (:D) .",
        ":A rdfs:subClassOf :C . :B rdfs:subClassOf :C .",
    ),
}
"""Rule: the data, and exactly what the rule alone concludes from them (round after round)."""

CLASHES = {
    "eq-diff1": (":x owl:sameAs :y ; owl:differentFrom :y .", ":x owl:differentFrom :z ."),
    "eq-diff1-self": (":x owl:differentFrom :x .", ":x owl:differentFrom :z ."),
    "eq-diff2": (
        f":d a owl:AllDifferent ; owl:members :l . {LIST} :A owl:sameAs :B .",
        f":B owl:sameAs :C . {OTHER}",
    ),
    "eq-diff3": (
        f":d a owl:AllDifferent ; owl:distinctMembers :l . {LIST} :A owl:sameAs :B .",
        f":B owl:sameAs :C . {OTHER}",
    ),
    "prp-irp": (":p a owl:IrreflexiveProperty . :x :p :x .", ":x :p :y ; :q :x ."),
    "prp-asyp": (":p a owl:AsymmetricProperty . :x :p :y . :y :p :x .", ":y :p :z ."),
    "prp-pdw": (":p owl:propertyDisjointWith :q . :x :p :y ; :q :y .", ":x :p :z . :w :q :z ."),
    "prp-adp": (
        f":d a owl:AllDisjointProperties ; owl:members :l . {LIST} :x :A :y ; :B :y .",
        f":x :A :z . :w :B :v ; :C :v . {OTHER}",
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
        f":y a :A . :z a :B, :C . {OTHER}",
    ),
    "dt-diff": (
        ":p a owl:FunctionalProperty . :x :p 'a', 'b' .",
        ":y :p 1, 01 . :z :p 'a', :z . :x :q 'a', 'b' .",
    ),
    "dt-not-type": (
        ":x :p '2011-13-01'^^xsd:date .",
        ":x :p '20000-02-29'^^xsd:date, 'x'^^:unknown, 1, true, 99999999999999999999 .",
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


@pytest.mark.parametrize("name", CONCLUSIONS)
def test_case_needs_every_pattern(name: str) -> None:
    """Without any one of its triple patterns a rule fails its case: the case is no weaker than the rule."""
    data, expected = map(triples, CONCLUSIONS[name])
    [rule] = [rule for rule in rules() if rule.name == name]
    patterns = [*filter(LINE.match, rule.text.splitlines())]
    assert patterns
    for pattern in patterns:
        less = rule._replace(text=rule.text.replace(pattern + "\n", "", 1))
        assert set(closure(data, using=[less]).triples) != set(expected), pattern


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
