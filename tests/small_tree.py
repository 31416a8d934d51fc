"""A project in small: the folders of the real one, for tests that must not depend on its data."""

import os
import subprocess
import sys
from pathlib import Path

ICCIS = [sys.executable, "-c", "from iccis.cli.main import main; main()"]

PREFIXES = """@base <https://w3id.org/iccis/id/> .
@prefix iccis: <https://w3id.org/iccis/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

FILES = {
    "ontology/ontology.ttl": PREFIXES
    + """
iccis:Provision a owl:Class .
iccis:Pledge a owl:Class ; rdfs:subClassOf iccis:Provision .
iccis:Recital a owl:Class ; rdfs:subClassOf iccis:Provision .
iccis:Actor a owl:Class .
iccis:State a owl:Class ; rdfs:subClassOf iccis:Actor .
iccis:Concept a owl:Class ; rdfs:subClassOf skos:Concept .
iccis:Norm a owl:Class .
iccis:bearer a owl:ObjectProperty ; rdfs:range iccis:Actor .
iccis:next a owl:ObjectProperty .
""",
    "kg/text.ttl": PREFIXES
    + """
<code/pledge/1> a iccis:Pledge ; iccis:order 1 ; iccis:text "To comply with the UN Charter."@en ;
    skos:prefLabel "pledge 1"@en ; iccis:next <code/pledge/2> .
<code/pledge/2> a iccis:Pledge ; iccis:order 2 ; iccis:text "Not to use ICTs to attack."@en ;
    skos:prefLabel "pledge 2"@en ; iccis:next <code/pledge/10> .
<code/pledge/10> a iccis:Pledge ; iccis:order 10 ; iccis:text "To bolster\\tcooperation — «всё»."@en ;
    skos:prefLabel "pledge 10"@en ; iccis:next <code/pledge/1> .
<code/recital/1> a iccis:Recital ; iccis:order 0 ; skos:prefLabel "recital 1"@en .
""",
    "kg/actors.ttl": PREFIXES
    + """
<actor/china> a iccis:State ; skos:prefLabel "China"@en .
<actor/any-state> a iccis:Actor ; skos:prefLabel "any State"@en .
""",
    "kg/concepts.ttl": PREFIXES
    + """
<concept/information-space> a iccis:Concept ; skos:prefLabel "information space"@en ; skos:altLabel "цифра" .
<norm/1.1> iccis:statedIn <code/pledge/1> .
""",
    "kg/norms/pledge-01.ttl": PREFIXES
    + """
<norm/1.1> a iccis:Norm ; skos:prefLabel "to comply"@en ; iccis:statedIn <code/pledge/1> ;
    iccis:bearer <actor/any-state>, <actor/china> ; iccis:weight 1.50 ;
    iccis:since "2011-09-12T00:00:00Z"^^xsd:dateTime .
<norm/2.1> a iccis:Norm ; skos:prefLabel "not to use"@en ; iccis:statedIn <code/pledge/2> ;
    iccis:bearer <actor/any-state> ; iccis:weight 0.25 .
""",
    "kg/readings.ttl": PREFIXES + "\n<reading/1> iccis:reads <code/pledge/1> .\n",
    "queries/norms/001-find-norms.rq": """# title: Norms of a pledge
# question: Which norms does a pledge state?
# why: The first thing
#   that a reader asks.
# keywords: obligations, clause
# graph: as written
# param: pledge Pledge code/pledge/1 — the pledge
SELECT ?norm ?label { ?norm iccis:statedIn ?pledge ; skos:prefLabel ?label } ORDER BY STR(?norm)
""",
    "queries/norms/002-find-words.rq": """# title: Pledges with a word
# question: Which pledges use a word?
# why: To find the place.
# keywords: terms, search
# graph: as written
# param: words string "UN Charter" — the words
SELECT ?pledge { ?pledge iccis:text ?text FILTER(CONTAINS(?text, ?words)) } ORDER BY STR(?pledge)
""",
    "queries/norms/003-test-bearer.rq": """# title: Bearers
# question: Does a norm have a bearer?
# why: Each has one.
# keywords: addressee
# graph: as written
ASK { ?norm iccis:bearer ?bearer }
""",
    "queries/norms/004-make-duties.rq": """# title: Duties
# question: Who has which norm?
# why: To export.
# keywords: commitments
# graph: closure
CONSTRUCT { ?actor iccis:hasNorm ?norm } WHERE { ?norm iccis:bearer ?actor }
""",
    "queries/norms/005-find-order.rq": """# title: Pledge by place
# question: Which pledge stands in a place?
# why: To count.
# keywords: number, sequence
# graph: all
# param: place integer 2 — the place
SELECT ?pledge { ?pledge iccis:order ?place ; a iccis:Pledge }
""",
    "tests/answers/001-find-norms.csv": "norm,label\nhttps://w3id.org/iccis/id/norm/1.1,to comply\n",
    "tests/answers/003-test-bearer.csv": "answer\ntrue\n",
    "tests/answers/004-make-duties.ttl": PREFIXES
    + """
<actor/any-state> iccis:hasNorm <norm/1.1>, <norm/2.1> .
<actor/china> iccis:hasNorm <norm/1.1> .
""",
}


def make_tree(folder: Path) -> Path:
    """Write the small project into `folder`, and return it."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def environment(tree: Path, **extra: str) -> dict[str, str]:
    """Environment of a user whose project is `tree`, free of the settings of whoever runs the tests."""
    ours = ("NO_COLOR", "FORCE_COLOR", "ICCIS_DEBUG")
    kept = {key: value for key, value in os.environ.items() if key not in ours}
    return kept | {"ICCIS_ROOT": str(tree)} | extra


def run(tree: Path, *args: str, stdin: str | bytes = b"", **extra: str) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end."""
    data = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        [*ICCIS, *args], input=data, capture_output=True, env=environment(tree, **extra), cwd=tree
    )
    return subprocess.CompletedProcess(args, done.returncode, done.stdout.decode(), done.stderr.decode())
