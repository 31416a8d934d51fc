"""Signposts: typed links by which programs find identifier, licence, metadata and files (signposting.org).

Pages have them as links in their head, the service as `Link` headers, and the linkset (RFC 9264) has those of
the dataset and of every file of the newest version in one document.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from iccis.core.jsonld import to_json
from iccis.core.namespaces import SITE
from iccis.publication.addresses import names_of
from iccis.publication.edition import Edition
from iccis.publication.forms import HTML, LINKSETS, Offer, type_of

SCHEMA = "https://schema.org/"
METADATA = ("catalog.ttl", "catalog.jsonld", "void.ttl")
"""Files that describe the whole dataset."""
HOME = "index.html"


class Signpost(NamedTuple):
    """A typed link: relation, the IRI or the path below the root that it leads to, and its media type."""

    relation: str
    target: str
    type: str = ""

    def address(self, root: str) -> str:
        """Return the address that it leads to; `root` is that of the publication.

        >>> Signpost("item", "latest/text.ttl").address("../../")
        '../../latest/text.ttl'
        """
        return self.target if "://" in self.target else root + self.target


def signposts(
    edition: Edition, path: str, name: str | None, others: Iterable[tuple[Offer, str]]
) -> Iterator[Signpost]:
    """Yield the signposts of the file at `path`, which is about the IRI with the path `name`, if any.

    `others` are the other forms of the file. The home page stands for the dataset: its other forms are items
    of it, and the catalogue describes it.

    >>> from iccis.publication.edition import edition
    >>> [post.target for post in signposts(edition(), "id/norm/6.1.html", "id/norm/6.1", ())][:2]
    ['https://w3id.org/iccis/id/norm/6.1', 'https://w3id.org/iccis/catalog#publisher']
    """
    if name is not None:
        yield Signpost("cite-as", SITE + name)
    yield Signpost("author", edition.said("dcterms:creator") or edition.said("dcterms:publisher"))
    if licence := edition.said("dcterms:license"):
        yield Signpost("license", licence)
    files = [(form, file) for form, file in others if form is not HTML]
    if path == HOME:
        yield Signpost("type", SCHEMA + "AboutPage")
        yield Signpost("type", SCHEMA + "Dataset")
        yield from (Signpost("item", file, form.type) for form, file in files)
        yield from (Signpost("describedby", file, type_of(file).split(";")[0]) for file in METADATA)
    else:
        if path.endswith(".html"):
            yield Signpost("type", SCHEMA + "AboutPage")
            yield from (Signpost("describedby", file, form.type) for form, file in files)
        else:
            pages = (file for form, file in others if form is HTML and file != HOME)
            yield from (Signpost("describes", file, HTML.type) for file in pages)
        yield Signpost("collection", SITE)
    yield from (Signpost("linkset", file, kind) for file, kind in LINKSETS.items())


def linkset(edition: Edition, files: Iterable[str], root: str) -> dict[str, list[Signpost]]:
    """Return the signposts of the dataset and of its files, by the address that each is a signpost of."""
    dumps = sorted(files)
    names = names_of(edition, dumps)
    items = [Signpost("item", file, type_of(file).split(";")[0]) for file in dumps]
    home = [post for post in signposts(edition, HOME, "", ()) if post.relation != "linkset"]
    links = {HOME: [*home, *items]}
    links |= {
        file: [post for post in signposts(edition, file, names.get(file), ()) if post.relation != "linkset"]
        for file in dumps
    }
    return {
        root + path.replace(HOME, ""): [post._replace(target=post.address(root)) for post in posts]
        for path, posts in links.items()
    }


def as_json(links: dict[str, list[Signpost]]) -> bytes:
    """Write a linkset as `application/linkset+json`.

    >>> b'"href": "urn:x:b"' in as_json({"urn:x:a": [Signpost("item", "urn:x:b")]})
    True
    """
    contexts = []
    for anchor, posts in links.items():
        relations: dict[str, list[dict[str, str]]] = {}
        for post in posts:
            target = {"href": post.target} | ({"type": post.type} if post.type else {})
            relations.setdefault(post.relation, []).append(target)
        contexts.append({"anchor": anchor, **relations})
    return to_json({"linkset": contexts}).encode()


def as_text(links: dict[str, list[Signpost]]) -> bytes:
    """Write a linkset as `application/linkset`.

    >>> as_text({"urn:x:a": [Signpost("item", "urn:x:b", "text/csv")]})
    b'<urn:x:b>; rel="item"; type="text/csv"; anchor="urn:x:a"\\n'
    """
    lines = (
        f'{link_header(post, post.target)}; anchor="{anchor}"' for anchor, ps in links.items() for post in ps
    )
    return (",\n".join(lines) + "\n").encode()


def link_header(post: Signpost, address: str) -> str:
    """Return a signpost that leads to `address` as an element of a `Link` header."""
    return f'<{address}>; rel="{post.relation}"' + (f'; type="{post.type}"' if post.type else "")
