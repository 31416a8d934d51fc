"""The picture, the tables and the patterns of the model in `docs/cheatsheet.md`, made from ontology and data.

`python docs/model.py` writes them anew; a test holds that the page is up to date. The page of
the site about the model is made from the same sources.
"""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from iccis.core.namespaces import PREFIXES, SITE
from iccis.publication.patterns import iris as examples
from iccis.publication.patterns import patterns as all_patterns
from iccis.publication.properties import Model, Property

PAGE = Path(__file__).parent / "cheatsheet.md"


def diagram(properties: Iterable[Property]) -> str:
    """Mermaid flowchart of the classes that the properties connect; dotted where the data alone say so."""
    edges: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for name, _, domain, values, stated in properties:
        for start in domain or ["iccis:anything"]:
            for end in values:
                if start.startswith("iccis:") and end.startswith("iccis:"):
                    edges[_plain(start), "-->" if stated else "-.->", _plain(end)].append(_plain(name))
    lines = [f"    {a} {arrow}|{'<br>'.join(names)}| {b}" for (a, arrow, b), names in sorted(edges.items())]
    return "\n".join(["```mermaid", "flowchart LR", *lines, "```"])


def table(properties: Iterable[Property]) -> str:
    """Markdown table of the properties with their ends; italics where the data alone say so."""
    rows = ["| property | of | value | file |", "|---|---|---|---|"]
    for name, file, domain, values, stated in properties:
        of, value = (", ".join(map(_plain, end)) or "anything" for end in (domain, values))
        ends = f"{of} | {value}" if stated else f"*{of}* | *{value}*"
        rows.append(f"| `{name}` | {ends} | `ontology/{file}.ttl` |")
    return "\n".join(rows)


def prefixes() -> str:
    """Markdown table of the prefixes that every query knows."""
    rows = [f"| `{prefix}:` | `{namespace}` |" for prefix, namespace in PREFIXES.items()]
    return "\n".join(["| prefix | namespace |", "|---|---|", *rows])


def iris() -> str:
    """Markdown table of the patterns of IRIs."""
    rows = (f"| {thing} | {', '.join(f'`{path}`' for path in paths)} |" for thing, paths in examples())
    return "\n".join([f"| thing | IRI, below `{SITE}` |", "|---|---|", *rows])


def patterns() -> str:
    """Queries, each below what it finds and the set of graphs that it needs if that is not the smallest."""
    graphs = {graph: f'; `--graph "{graph}"`' for _, graph, _ in all_patterns()} | {"as written": ""}
    return "\n\n".join(
        f"{title}{graphs[graph]}:\n\n```sparql\n{query}```" for title, graph, query in all_patterns()
    )


def _plain(name: str) -> str:
    return name.removeprefix("iccis:")


def renewed(page: str) -> str:
    """Return the page with its generated parts as they are now."""
    properties = list(Model().properties())
    parts = {"diagram": diagram(properties), "properties": table(properties), "prefixes": prefixes()}
    parts |= {"iris": iris(), "patterns": patterns()}
    for name, text in parts.items():
        before, start, rest = page.partition(f"<!-- {name} -->\n")
        _, end, after = rest.partition("<!-- end -->")
        if not end:
            raise SystemExit(f"{PAGE}: there is no part <!-- {name} --> ... <!-- end -->")
        page = f"{before}{start}{text}\n{end}{after}"
    return page


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text("utf-8")), "utf-8")
