"""Exports in XML: Akoma Ntoso 3.0 for the document, GraphML for the network."""

from collections.abc import Iterable, Mapping
from xml.etree import ElementTree as ET

from iccis.core.xml import well_formed

AKN = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
GRAPHML = "http://graphml.graphdrawing.org/xmlns"
Texts = Mapping[str, str]


def akoma_ntoso(remark: str, parts: Iterable[Texts], *, written: str, modified: str) -> str:
    """Return the document as Akoma Ntoso; `parts` have `iccis:akomaNtosoId`, `iccis:order`, `iccis:text`.

    `written` and `modified` are days (YYYY-MM-DD): that of the letter, and that of the latest change.
    Words stand whole in one element each, headings with their numbers, so that nothing is cut.
    """
    top = _root("akomaNtoso", AKN, remark)
    doc = _add(top, "doc", name="code-of-conduct")
    _meta(_add(doc, "meta"), written, modified)
    preface, preamble = _add(doc, "preface"), _add(doc, "preamble")
    body = _add(doc, "mainBody")
    for part in sorted(parts, key=lambda part: int(part["iccis:order"])):
        _part(part["iccis:akomaNtosoId"], part["iccis:text"], preface, preamble, body)
    return _text(top)


def _part(eid: str, words: str, preface: ET.Element, preamble: ET.Element, body: ET.Element) -> None:
    sections = list(body)
    if eid.startswith("preface"):
        _add(preface, "p", words, eId=eid)
    elif eid.startswith("preamble__formula"):
        _add(_add(preamble, "formula", eId=eid, name="formula"), "p", words)
    elif eid.startswith("preamble__recs"):
        found = preamble.find("recitals")
        recitals = _add(preamble, "recitals", eId="preamble__recs") if found is None else found
        _add(_add(recitals, "recital", eId=eid), "p", words)
    elif "__" not in eid:
        _add(_add(body, "section", eId=eid), "heading", words)
    elif eid.endswith("__intro"):
        _add(_add(sections[-1], "intro", eId=eid), "p", words)
    else:
        _add(_add(_add(sections[-1], "paragraph", eId=eid), "content"), "p", words)


def _meta(meta: ET.Element, written: str, modified: str) -> None:
    """The FRBR description: the date of the work is that of the letter that it is annexed to."""
    identification = _add(meta, "identification", source="#iccis")
    work = f"/akn/un/doc/code-of-conduct/{written}/a-66-359"
    levels = (
        ("FRBRWork", "", written, "letter"),
        ("FRBRExpression", "/eng@", written, "letter"),
        ("FRBRManifestation", "/eng@.xml", modified, "markup"),
    )
    for level, suffix, date, name in levels:
        element = _add(identification, level)
        _add(element, "FRBRthis", value=f"{work}{suffix.removesuffix('.xml')}/!main")
        _add(element, "FRBRuri", value=work + suffix)
        _add(element, "FRBRdate", date=date, name=name)
        _add(element, "FRBRauthor", href="#iccis" if level == "FRBRManifestation" else "#sponsors")
        if level == "FRBRWork":
            _add(element, "FRBRcountry", value="un")
        if level == "FRBRExpression":
            _add(element, "FRBRlanguage", language="eng")
    references = _add(meta, "references", source="#iccis")
    site = "https://w3id.org/iccis/"
    for eid, href, shown in (
        ("iccis", site + "id/party/iccis", "iccis"),
        ("sponsors", site + "id/actor/permanent-representatives", "the permanent representatives"),
    ):
        _add(references, "TLCOrganization", eId=eid, href=href, showAs=shown)


def graphml(remark: str, labels: Texts, kinds: Texts, edges: Iterable[tuple[str, str, str]]) -> str:
    """Return a directed graph as GraphML: nodes with label and kind, edges with their relation."""
    top = _root("graphml", GRAPHML, remark)
    for name, domain in (("label", "node"), ("kind", "node"), ("relation", "edge")):
        _add(top, "key", **{"id": name, "for": domain, "attr.name": name, "attr.type": "string"})
    graph = _add(top, "graph", id="norms", edgedefault="directed")
    rows = list(edges)
    for node in sorted({end for source, _, target in rows for end in (source, target)}):
        element = _add(graph, "node", id=node)
        _add(element, "data", labels.get(node, node), key="label")
        _add(element, "data", kinds.get(node, ""), key="kind")
    for source, relation, target in rows:
        _add(_add(graph, "edge", source=source, target=target), "data", relation, key="relation")
    return _text(top)


def _root(tag: str, namespace: str, remark: str) -> ET.Element:
    root = ET.Element(tag, xmlns=namespace)
    root.append(ET.Comment(f" {remark.replace('--', '-')} "))
    return root


def _add(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, tag, attributes)
    element.text = text or None
    return element


def _text(top: ET.Element) -> str:
    ET.indent(top)
    text = well_formed(ET.tostring(top, encoding="unicode"))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'
