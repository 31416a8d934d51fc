"""The redirects of w3id.org: rules for Apache that lead every IRI of the project to a published copy.

Apache's rules cannot compare the q-values of `Accept`. Types without one come first, in the order of the
header and before wildcards; then those with a q-value below 1, likewise.
"""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from urllib.parse import urlsplit

from iccis.core.errors import IccisError
from iccis.core.namespaces import SITE
from iccis.publication import Makers
from iccis.publication.addresses import ADDRESSES
from iccis.publication.forms import GRAPHS, HTML, THINGS, TYPES, Offer
from iccis.publication.site.render import render
from iccis.publication.withdrawn import withdrawn

PLACEHOLDER = "https://example.org/iccis/"
"""Address that stands for the published copy until there is one."""
ACCEPT = "RewriteCond %{HTTP_ACCEPT}"
PARAMETERS = r"(?:\s*;(?!\s*q=)[^,;]*)*\s*"
"""Pattern of the parameters of a media type other than its q-value."""
FULL, LESS = r"(?:;\s*q=1(?:\.0*)?\s*)?(?:,|$)", r";\s*q=0\.0*[1-9]"
"""Patterns of the end of a media range: with the q-value 1 or none, and with one between 0 and 1."""


def redirects(*, target: str = PLACEHOLDER, base: Path | None = None) -> Makers:
    """Return the makers of the rules and their page; `target` is the address of the published copy.

    >>> b"https://example.org/iccis/index.html" in redirects()["w3id/.htaccess"]()
    True
    """
    parts = urlsplit(target)
    if parts.scheme not in ("http", "https") or not parts.netloc or re.search(r"[\s\"\\%$?#]", target):
        raise IccisError(f"not an address to redirect to: {target}", hint=f"write it as {PLACEHOLDER}")
    host = target if target.endswith("/") else target + "/"
    return {
        "w3id/.htaccess": lambda: rules(host, base).encode(),
        "w3id/README.md": partial(render, "w3id.md", "w3id/README.md", host=host, site=SITE),
    }


def rules(host: str, base: Path | None) -> str:
    """Return the text of `.htaccess`."""
    gone = (rf"RewriteRule ^{re.escape(path)}(?:\.[a-z]+)?$ - [G]" for path in withdrawn(base=base))
    return "\n".join([*HEAD, *gone, *_files(host), *_form(), *_addresses(host)]) + "\n"


HEAD = (
    f"# Redirects of {SITE}: see README.md. Generated; do not edit.",
    "Header always set Access-Control-Allow-Origin *",
    "Header always merge Vary Accept",
    "RewriteEngine on",
)


def _files(host: str) -> Iterator[str]:
    yield "\n# Names with an extension, and files"
    for address in ADDRESSES:
        forms = "|".join(offer.extension for offer in address.forms if offer is not HTML)
        if address.pattern not in ("", address.data):
            extension = re.compile(address.pattern).groups + 1
            yield rf"RewriteRule ^{address.pattern}\.({forms})$ {host}{address.data}.${extension} [R=302,L]"
    yield rf"RewriteRule ^[A-Za-z0-9_./-]+\.(?:{'|'.join(TYPES)})$ {host}$0 [R=302,L]"
    yield rf"RewriteRule ^(?:latest|\d+\.\d+\.\d+)/[A-Za-z0-9_.-]+$ {host}$0 [R=302,L]"


EVERY = tuple({offer.extension: offer for offer in (*GRAPHS, *THINGS)}.values())
"""Every form; a type of several of them stands for the first."""


def _typed(forms: Sequence[Offer]) -> dict[str, Offer]:
    return {name: offer for offer in reversed(forms) for name in (offer.type, *offer.also)}


def _form() -> Iterator[str]:
    """Set FORM to the extension of the accepted form: of several matching lines, the last counts."""
    yield "\n# What is asked for: the last line that fits counts"
    wild = {offer.type.split("/")[0] + "/*": offer for offer in reversed(EVERY)} | {"*/*": EVERY[0]}
    typed = _typed(EVERY)
    yield f"{ACCEPT} ^$"
    yield "RewriteRule ^ - [E=TYPE:*/*]"
    for end in (LESS, FULL):
        for types in (wild, typed):
            listed = "|".join(map(re.escape, types))
            yield rf'{ACCEPT} "(?:^|,)\s*({listed}){PARAMETERS}{end}" [NC]'
            yield "RewriteRule ^ - [E=TYPE:%1]"
    for offer in EVERY:
        if names := [name for name, other in (wild | typed).items() if other is offer]:
            yield f"RewriteCond %{{ENV:TYPE}} ^(?:{'|'.join(map(re.escape, names))})$ [NC]"
            yield f"RewriteRule ^ - [E=FORM:{offer.extension}]"


def _addresses(host: str) -> Iterator[str]:
    usual = {name: offer.extension for name, offer in _typed(EVERY).items()}
    for forms, group in groupby(ADDRESSES, key=lambda address: address.forms):
        addresses, extensions = list(group), [offer.extension for offer in forms]
        if len(forms) == 1:  # nothing to choose from
            for address in addresses:
                yield f"RewriteRule ^{address.pattern}$ {host}{address.data}.{extensions[0]} [R=303,L]"
            continue
        guard = "^(?:" + "|".join(address.pattern for address in addresses) + ")$"
        yield f"\n# Names that lead to {', '.join(extensions)}"
        for kind, offer in _typed(forms).items():
            if usual[kind] != offer.extension:
                yield f"RewriteCond %{{ENV:TYPE}} ^{re.escape(kind)}$ [NC]"
                yield f"RewriteRule {guard} - [E=FORM:{offer.extension}]"
        yield f"RewriteCond %{{ENV:FORM}} !^(?:{'|'.join(extensions)})$"
        yield f"RewriteRule {guard} - [R=406,L]"
        for address in addresses:
            if HTML in forms and address.page != address.data + ".html":
                yield "RewriteCond %{ENV:FORM} =html"
                yield f"RewriteRule ^{address.pattern}$ {host}{address.page} [R=303,L]"
            yield f"RewriteRule ^{address.pattern}$ {host}{address.data}.%{{ENV:FORM}} [R=303,L]"
