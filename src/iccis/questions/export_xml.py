"""Exports in XML: Akoma Ntoso 3.0 for the document, GraphML for the network."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple
from xml.etree import ElementTree as ET

from iccis.core.namespaces import ID
from iccis.core.xml import well_formed

AKN = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
GRAPHML = "http://graphml.graphdrawing.org/xmlns"
Texts = Mapping[str, str]
ELEMENTS = {
    "annex": "hcontainer",
    "art": "article",
    "chp": "chapter",
    "fn": "hcontainer",
    "hcontainer": "hcontainer",
    "para": "paragraph",
    "part": "part",
    "point": "point",
    "sec": "section",
    "title": "title",
}
"""Elements by the name of the last part of an eId."""
HEADED = ("part", "title", "chapter", "section", "article")
"""Elements whose own words are a heading if they have parts; those of others introduce the parts."""


class Work(NamedTuple):
    """What Akoma Ntoso says of a work: its IRI, as `/akn/un/doc/.../2011-09-12/a-66-359`, and its authors."""

    iri: str
    written: str
    """Day of the document that carries it, or of the work itself."""
    dated: str
    """What that day is: `letter`, for example."""
    language: str
    """Code of three letters (ISO 639-2)."""
    authors: tuple[str, str]
    """IRI and label."""
    maker: tuple[str, str, str] = ("iccis", f"{ID}party/iccis", "iccis")
    """Who marked it up: name in the document, IRI and label."""


def akoma_ntoso(remark: str, work: Work, parts: Iterable[Texts], *, modified: str) -> str:
    """Return a work as Akoma Ntoso; `parts` have `iccis:akomaNtosoId`, `iccis:order`, `iccis:text`.

    `modified` is the day of the latest change. Words stand whole in one element each, headings with their
    numbers, so that nothing is cut.
    """
    top = _root("akomaNtoso", AKN, remark)
    doc = _add(top, "doc", name=work.iri.split("/")[4])
    _meta(_add(doc, "meta"), work, modified)
    preface, preamble = _add(doc, "preface"), _add(doc, "preamble")
    body = _add(doc, "mainBody")
    rows = sorted(parts, key=lambda part: int(part["iccis:order"]))
    wholes = {part["iccis:akomaNtosoId"].rpartition("__")[0] for part in rows}
    last = max((n for n, part in enumerate(rows) if part["iccis:akomaNtosoId"].startswith("pre")), default=-1)
    elements: dict[str, ET.Element] = {}
    for n, (eid, words) in enumerate((part["iccis:akomaNtosoId"], part["iccis:text"]) for part in rows):
        if eid.startswith("preface"):
            _add(preface, "p", words, eId=eid)
        elif eid.startswith("preamble__formula"):
            _add(_add(preamble, "formula", eId=eid, name="formula"), "p", words)
        elif eid.startswith("preamble__recs"):
            found = preamble.find("recitals")
            recitals = _add(preamble, "recitals", eId="preamble__recs") if found is None else found
            _add(_add(recitals, "recital", eId=eid), "p", words)
        elif n < last:  # it stands before the end of the preamble, whatever it is
            place = preamble if len(preamble) else preface
            _add(_add(place, "container", eId=eid, name=eid.partition("_")[0]), "p", words)
        else:
            whole, _, step = eid.rpartition("__")
            _part(elements, elements.get(whole, body), eid, step.partition("_")[0], words, eid in wholes)
    for empty in [part for part in (preface, preamble) if not len(part)]:
        doc.remove(empty)
    return _text(top)


def _part(
    elements: dict[str, ET.Element], parent: ET.Element, eid: str, name: str, words: str, is_whole: bool
) -> None:
    """Add a part of the body below its parent, its words in the element that fits."""
    if name not in ELEMENTS:
        _add(_add(parent, name, eId=eid), "p", words)
        return
    named = {"name": name} if ELEMENTS[name] == "hcontainer" else {}
    element = elements[eid] = _add(parent, ELEMENTS[name], eId=eid, **named)
    if is_whole and ELEMENTS[name] in HEADED:
        _add(element, "heading", words)
    else:
        _add(_add(element, "intro" if is_whole else "content"), "p", words)


def _meta(meta: ET.Element, work: Work, modified: str) -> None:
    """The FRBR description."""
    maker = f"#{work.maker[0]}"
    identification = _add(meta, "identification", source=maker)
    spoken = f"/{work.language}@"
    levels = (
        ("FRBRWork", "", work.written, work.dated),
        ("FRBRExpression", spoken, work.written, work.dated),
        ("FRBRManifestation", f"{spoken}.xml", modified, "markup"),
    )
    for level, suffix, date, name in levels:
        element = _add(identification, level)
        _add(element, "FRBRthis", value=f"{work.iri}{suffix.removesuffix('.xml')}/!main")
        _add(element, "FRBRuri", value=work.iri + suffix)
        _add(element, "FRBRdate", date=date, name=name)
        _add(element, "FRBRauthor", href=maker if level == "FRBRManifestation" else "#authors")
        if level == "FRBRWork":
            _add(element, "FRBRcountry", value=work.iri.split("/")[2])
        if level == "FRBRExpression":
            _add(element, "FRBRlanguage", language=work.language)
    references = _add(meta, "references", source=maker)
    for eid, href, shown in (work.maker, ("authors", *work.authors)):
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
