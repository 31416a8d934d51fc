"""Pictures as files, and the pages that show them beside the same information in words."""

import re
from functools import partial
from typing import Any

from iccis.publication import Makers
from iccis.publication.assets import built
from iccis.publication.edition import Edition
from iccis.publication.pictures.concepts import concepts, dot, radius, sections, uses
from iccis.publication.pictures.drawing import palette
from iccis.publication.pictures.model import model
from iccis.publication.pictures.network import network, norms
from iccis.publication.pictures.regimes import regime_picture
from iccis.publication.pictures.strengths import strengths
from iccis.publication.site.render import render
from iccis.publication.things.thing import Norm, read, references

PICTURES = {
    "network": network,
    "concepts": concepts,
    "strengths": strengths,
    "model": model,
    "regimes": regime_picture,
}


def pages(edition: Edition) -> Makers:
    """Return the makers of the pictures and of the pages that show them, by path.

    >>> from iccis.publication.edition import edition
    >>> sorted(pages(edition()))[:3]
    ['concepts.html', 'network.html', 'pictures/concepts.svg']
    """
    return {
        "network.html": partial(_network, edition),
        "concepts.html": partial(_concepts, edition),
        **{f"pictures/{name}.svg": partial(standalone, edition, name) for name in PICTURES},
    }


def drawing(edition: Edition, name: str) -> dict[str, Any]:
    """Return the context of a picture's template, to be included in a page that has the colours.

    >>> from iccis.publication.edition import edition
    >>> drawing(edition(), "strengths")["palette"]
    ''
    """
    return {"picture": PICTURES[name](edition), "palette": "", "dot": dot, "radius": radius}


def standalone(edition: Edition, name: str) -> bytes:
    """Return a picture as a file with colours of its own, for light and dark.

    >>> from iccis.publication.edition import edition
    >>> standalone(edition(), "strengths").startswith(b"<svg")
    True
    """
    text = render(f"{name}.svg", f"pictures/{name}.svg", **drawing(edition, name) | {"palette": palette()})
    return with_fallbacks(text.decode().lstrip()).encode()


def with_fallbacks(text: str) -> str:
    """Add the light colours to a picture, for where a policy forbids its style sheet.

    >>> with_fallbacks('<path stroke="var(--ink)"/>')
    '<path stroke="var(--ink,#1c1b19)"/>'
    """
    light = dict(re.findall(r"(--[\w-]+): (#\w+)", palette().partition("@media")[0]))
    return re.sub(r"var\((--[\w-]+)\)", lambda match: f"var({match[1]},{light[match[1]]})", text)


def _network(edition: Edition) -> bytes:
    facts = edition.as_written
    rows = [
        (read(Norm, facts, iri), references(facts, facts.values(iri, "hasStrength"))) for iri in norms(facts)
    ]
    page = {"norms": rows, "overview": strengths(edition)} | drawing(edition, "network") | built("network")
    return render("network.html", edition=edition, **page)


def _concepts(edition: Edition) -> bytes:
    page = {"sections": sections(edition), "uses": partial(uses, edition.facts)}
    return render("concepts.html", edition=edition, **page, **drawing(edition, "concepts"))
