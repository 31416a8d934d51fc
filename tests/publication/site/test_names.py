"""Links in the results of the editor: the script knows the pages of IRIs as the renderer does."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from iccis.core.namespaces import ONTOLOGY, SITE, graph_name
from iccis.data.entries import terms
from iccis.publication.edition import Edition
from iccis.publication.site.render import page_of

SCRIPT = Path(__file__).parents[3] / "web" / "src" / "names.js"
PROGRAM = """
import { pageOf } from "SCRIPT";
const { iris, site } = JSON.parse(await new Response(process.stdin).text());
console.log(JSON.stringify(iris.map((iri) => pageOf(iri, site) ?? null)));
"""


def test_the_script_leads_every_iri_to_its_page(given: Edition) -> None:
    """Things, terms, graphs, the documents and the base lead to the same page; other IRIs to none."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs node")
    documents = [SITE, SITE + "ontology", SITE + "ontology/0.1.0", SITE + "shapes", SITE + "questions"]
    words = next(iri for iri in given.things if "/words/" in iri)
    iris = [
        *given.things,
        *(iri for iri, _ in terms(given.facts)),
        *map(graph_name, given.graphs),
        *documents,
    ]
    iris += [ONTOLOGY + "Norm", f"{words}/quote", f"{words}/position"]
    program = PROGRAM.replace("SCRIPT", SCRIPT.as_uri())
    command = [node, "--input-type=module", "--eval", program]
    data = json.dumps({"iris": [*iris, "https://example.org/x"], "site": SITE})
    done = subprocess.run(command, input=data, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [*map(page_of, iris), None]
