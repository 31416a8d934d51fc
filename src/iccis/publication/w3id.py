"""The redirects of w3id.org: rules for Apache that lead every IRI of the project to a published copy.

Apache's rules cannot weigh the q-values of `Accept`. What is asked for without one goes first, in the order
of the header, and a type before a wildcard; then what is asked for with one below 1, likewise.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from urllib.parse import urlsplit

from iccis.core.errors import IccisError
from iccis.core.namespaces import SITE
from iccis.publication import Makers
from iccis.publication.addresses import NAMES, Name
from iccis.publication.forms import GRAPHS, HTML, THINGS, TYPES, Offer
from iccis.publication.withdrawn import withdrawn

PLACEHOLDER = "https://example.org/iccis/"
"""Stands for the address of the published copy until there is one."""
ACCEPT = "RewriteCond %{HTTP_ACCEPT}"
PARAMETERS = r"(?:\s*;(?!\s*q=)[^,;]*)*\s*"
"""Of a media type, but for its q-value."""
FULL, LESS = r"(?:;\s*q=1(?:\.0*)?\s*)?(?:,|$)", r";\s*q=0\.0*[1-9]"
"""Ends of a media type that is asked for as such, or with a q-value between 0 and 1."""


def redirects(*, target: str = PLACEHOLDER, base: Path | None = None) -> Makers:
    """What makes the rules and the page about them, by path; `target` is the address of the published copy.

    >>> b"https://example.org/iccis/index.html" in redirects()["w3id/.htaccess"]()
    True
    """
    where = urlsplit(target)
    if where.scheme not in ("http", "https") or not where.netloc or re.search(r"[\s\"\\%$?#]", target):
        raise IccisError(f"not an address to lead to: {target}", hint=f"write it as {PLACEHOLDER}")
    host = target if target.endswith("/") else target + "/"
    return {
        "w3id/.htaccess": partial(_encoded, rules, host, base),
        "w3id/README.md": partial(_encoded, readme, host, base),
    }


def _encoded(make: Callable[[str, Path | None], str], host: str, base: Path | None) -> bytes:
    return make(host, base).encode()


def rules(host: str, base: Path | None) -> str:
    """The file `.htaccess`."""
    return "\n".join([*HEAD, *_gone(base), *_files(host), *_form(), *_names(host)]) + "\n"


HEAD = (
    f"# Redirects of {SITE}: see README.md. Generated; do not edit.",
    "Header always set Access-Control-Allow-Origin *",
    "Header always merge Vary Accept",
    "RewriteEngine on",
)


def _gone(base: Path | None) -> Iterator[str]:
    for path in withdrawn(base=base):
        yield rf"RewriteRule ^{re.escape(path)}(?:\.[a-z]+)?$ - [G]"


def _files(host: str) -> Iterator[str]:
    yield "\n# Names with an extension, and files"
    for name in NAMES:
        forms = "|".join(offer.extension for offer in name.forms if offer is not HTML)
        if name.pattern not in ("", name.data):
            extension = re.compile(name.pattern).groups + 1
            yield rf"RewriteRule ^{name.pattern}\.({forms})$ {host}{name.data}.${extension} [R=302,L]"
    yield rf"RewriteRule ^[A-Za-z0-9_./-]+\.(?:{'|'.join(TYPES)})$ {host}$0 [R=302,L]"
    yield rf"RewriteRule ^(?:latest|\d+\.\d+\.\d+)/[A-Za-z0-9_.-]+$ {host}$0 [R=302,L]"


EVERY = tuple({offer.extension: offer for offer in (*GRAPHS, *THINGS)}.values())
"""Every form; what stands for several of them stands for the first."""


def _typed(forms: Sequence[Offer]) -> dict[str, Offer]:
    return {name: offer for offer in reversed(forms) for name in (offer.type, *offer.also)}


def _form() -> Iterator[str]:
    """Set FORM to the extension that is asked for: of several lines that fit, the last counts."""
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
        meant = [name for name, one in (wild | typed).items() if one is offer]
        yield f"RewriteCond %{{ENV:TYPE}} ^(?:{'|'.join(map(re.escape, meant))})$ [NC]"
        yield f"RewriteRule ^ - [E=FORM:{offer.extension}]"


def _names(host: str) -> Iterator[str]:
    usual = {name: offer.extension for name, offer in _typed(EVERY).items()}
    for forms, group in groupby(NAMES, key=lambda name: name.forms):
        names, extensions = list(group), [offer.extension for offer in forms]
        if len(forms) == 1:  # nothing to choose from
            yield from (
                f"RewriteRule ^{one.pattern}$ {host}{one.data}.{extensions[0]} [R=303,L]" for one in names
            )
            continue
        guard = "^(?:" + "|".join(name.pattern for name in names) + ")$"
        yield f"\n# Names that lead to {', '.join(extensions)}"
        for kind, offer in _typed(forms).items():
            if usual[kind] != offer.extension:
                yield f"RewriteCond %{{ENV:TYPE}} ^{re.escape(kind)}$ [NC]"
                yield f"RewriteRule {guard} - [E=FORM:{offer.extension}]"
        yield f"RewriteCond %{{ENV:FORM}} !^(?:{'|'.join(extensions)})$"
        yield f"RewriteRule {guard} - [R=406,L]"
        for name in names:
            yield from _leads(name, host)


def _leads(name: Name, host: str) -> Iterator[str]:
    if HTML in name.forms and name.page != name.data + ".html":
        yield "RewriteCond %{ENV:FORM} =html"
        yield f"RewriteRule ^{name.pattern}$ {host}{name.page} [R=303,L]"
    yield f"RewriteRule ^{name.pattern}$ {host}{name.data}.%{{ENV:FORM}} [R=303,L]"


def readme(host: str, base: Path | None) -> str:
    """The page about the rules, for whoever runs w3id.org."""
    return f"""# /iccis

Permanent identifiers of the linked-data edition of the *International Code of Conduct for Information
Security* (2011): an OWL 2 ontology, RDF data, SHACL shapes and SPARQL questions.

| identifier | leads to |
|---|---|
| [{SITE}]({SITE}) | the edition: its landing page, or all data |
| [{SITE}ontology]({SITE}ontology) | the ontology; `ontology/VERSION` is one version of it |
| [{SITE}shapes]({SITE}shapes) | the shapes |
| [{SITE}questions]({SITE}questions) | the questions |
| `{SITE}graph/NAME` | one layer of the data |
| [{SITE}id/code]({SITE}id/code) and `id/...` | a document about each clause, norm, actor, reading, ... |
| [{SITE}catalog]({SITE}catalog) | the catalogue record |
| [{SITE}void]({SITE}void) | VoID |
| `{SITE}latest/...`, `VERSION/...` | files of the latest and of each version |

All lead to the published copy at <{host}>: 303 to the form that `Accept` asks for (pages for people;
Turtle, JSON-LD, RDF/XML, N-Triples and more for programs; Turtle where anything will do; 406 where nothing
fits), 302 for names with an extension, 410 for what is withdrawn. Where several forms have q-values below
1, the first of them counts.

The rules are written by `iccis publish --host {host}`; the tests of the project run them in an Apache.

## Contact

The maintainers of the edition, *The iccis authors*, through the address that its landing page names.
"""
