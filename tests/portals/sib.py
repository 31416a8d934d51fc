"""What sparql-llm, a tool of SIB, finds: `python tests/portals/sib.py VOID.ttl QUESTIONS.ttl`, or ENDPOINT.

It lists examples and schema, and validates every question against the schema, and three wrong queries. Take
`pip install sparql-llm` for it, which is too heavy for a test; docs/catalogue.md quotes what this prints.
"""

import logging
import sys
from unittest.mock import MagicMock

HEAD = "PREFIX iccis: <https://w3id.org/iccis/ontology#> SELECT * "
WRONG = (
    HEAD + "{ ?norm a iccis:Obligation ; iccis:heldBy ?party }",
    HEAD + "{ ?norm a iccis:Dutty ; iccis:bearer ?actor }",
    HEAD + "{ ?pledge a iccis:Pledge ; iccis:baerer ?actor }",
)
"""A property of another class, an unknown class, and an unknown property."""


def main() -> int:
    """Print what was found; fail if a question is refused or a wrong query is not."""
    sys.modules["fastembed"] = sys.modules["qdrant_client"] = MagicMock()  # load a language model at import
    from sparql_llm.loaders.sparql_examples_loader import SparqlExamplesLoader
    from sparql_llm.utils import get_prefix_converter, get_prefixes_for_endpoint, get_schema_for_endpoint
    from sparql_llm.validate_sparql import validate_sparql_with_void

    logging.getLogger("sparql_llm").setLevel(logging.ERROR)
    url, void, examples = (sys.argv[1], None, None) if len(sys.argv) == 2 else ("urn:x:file", *sys.argv[1:])
    schema = get_schema_for_endpoint(url, void)
    prefixes = get_prefixes_for_endpoint(url, examples)
    questions = SparqlExamplesLoader(url, examples).load()
    partitions = sum(len(properties) for properties in schema.values())
    print(f"{len(schema)} classes, {partitions} properties of classes, {len(prefixes)} prefixes, ", end="")
    print(f"{len(questions)} examples")

    def issues(query: str) -> list[str]:
        return sorted(
            validate_sparql_with_void(query, url, get_prefix_converter(dict(prefixes)), {url: schema})
        )

    refused = {q.metadata["question"]: found for q in questions if (found := issues(q.metadata["answer"]))}
    misread = [name for name, found in refused.items() if all("type `None`" in issue for issue in found)]
    accepted = [query for query in WRONG if not issues(query)]
    print(f"{len(questions) - len(refused)} questions accepted")
    print(f"{len(WRONG) - len(accepted)} of {len(WRONG)} wrong queries refused")
    print(f"{len(misread)} questions refused because it takes a variable for a class")
    for question in refused.keys() - set(misread):
        print(f"  {question}", *refused[question], sep="\n    ")
    return 1 if len(refused) > len(misread) or accepted or not questions else 0


if __name__ == "__main__":
    sys.exit(main())
