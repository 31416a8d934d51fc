"""Every file of the publication under its path, and every IRI under its own: 303 to a file, by `Accept`.

The publication is opened while queries are answered already; each file is made when first requested.
"""

import asyncio
import re
from bisect import bisect_left
from collections.abc import Callable
from functools import lru_cache, partial
from gzip import compress
from hashlib import sha256
from typing import Any, TypeVar, cast

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from iccis.core.errors import near
from iccis.core.namespaces import PREFIXES, SITE
from iccis.core.rdf import TYPE
from iccis.publication.addresses import alias, encoded, files_of, names_of
from iccis.publication.files import LATEST, Publication
from iccis.publication.forms import HTML, THINGS, Offer, choose, listed, type_of
from iccis.publication.signposts import link_header, signposts
from iccis.publication.withdrawn import Withdrawn, withdrawn
from iccis.service.conditional import Responder
from iccis.service.reply import MIN_COMPRESSED_BYTES, Reply
from iccis.service.request import accepts_gzip, header

T = TypeVar("T")
NOT_FOUND_FORMS = (THINGS[-1], HTML)  # plain text first
MAX_PATH_LENGTH = 2000
DUMP = re.compile(rf"(?:{LATEST}|\d+\.\d+\.\d+)/")  # a file of a version
SUGGESTION_RANGE = 100  # names before and after an unknown one, in alphabetical order, compared with it
COMPRESSED_EXTENSIONS = (".gz", ".png", ".woff2")
IMMUTABLE = "public, max-age=31536000, immutable"  # files of a released version
IS_REPLACED_BY = PREFIXES["dcterms"] + "isReplacedBy"
compress_once = lru_cache(maxsize=64)(partial(compress, compresslevel=6, mtime=0))
Forms = dict[Offer, str]  # files of one thing by their form


class Documents:
    """The publication, by path."""

    def __init__(self, make: Callable[[], Publication], responder: Responder) -> None:
        """Serve the publication that `make` opens."""
        self.make, self.responder = make, responder
        self.tasks: dict[str, asyncio.Task[Any]] = {}
        self.publication: Publication | None = None
        self.names: dict[str, str] = {}
        self.sorted_names: list[str] = []
        self.withdrawn = withdrawn()

    async def open(self) -> Publication:
        """Return the publication; it is opened once."""
        if self.publication is None:
            self.publication = await self._once("", self._open)
        return self.publication

    def _open(self) -> Publication:
        publication = self.make()
        self.names = names_of(publication.edition, publication)
        self.sorted_names = sorted(set(self.names.values()))
        return publication

    def rebased(self, data: bytes) -> bytes:
        """Return what was made of the edition with its IRIs under the base of the publication."""
        return self.publication.rebased(data) if self.publication else data

    async def run(self, key: str, work: Callable[[Publication], T]) -> T:
        """Call `work` with the publication in a thread; once for all who wait for the same `key`."""
        return await self._once(key, partial(work, await self.open()))

    async def _once(self, key: str, work: Callable[[], T]) -> T:
        if (task := self.tasks.get(key)) is None:
            task = self.tasks[key] = asyncio.create_task(asyncio.to_thread(work))
            task.add_done_callback(lambda _: self.tasks.pop(key))
        return cast(T, await asyncio.shield(task))  # a client that leaves does not cancel it for the others

    async def respond(self, request: Request) -> Response:
        """Send a file (200), redirect from an IRI to a file (303, 406), or explain (404, 410, 414).

        An address that ends with a slash leads to the same without (308).
        """
        path = request.path_params["path"]
        if len(path) > MAX_PATH_LENGTH:
            return PlainTextResponse("The address is too long.\n", 414)
        publication, accept = await self.open(), header(request.scope, b"accept")
        forms = {offer: file for offer, file in files_of(path).items() if file in publication}
        if forms.keys() - {HTML}:
            return self._see_other(accept, publication, path, forms)
        file = path if path in publication else alias(path)
        if file in publication:
            return await self._document(request, publication, file)
        if entry := self.withdrawn.get(path) or self.withdrawn.get(path.rpartition(".")[0]):
            return _gone(entry)
        if path.endswith("/"):
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse("/" + request.scope["raw_path"].decode("latin-1").strip("/") + query, 308)
        if choose(accept, NOT_FOUND_FORMS) is HTML:
            return HTMLResponse(publication["404.html"], 404, {"Vary": "Accept"})
        return PlainTextResponse(self._not_found(path), 404, {"Vary": "Accept"})

    def _see_other(self, accept: str, publication: Publication, path: str, forms: Forms) -> Response:
        headers = {"Vary": "Accept", "Cache-Control": self.responder.cache_control}
        offer = choose(accept, forms)
        if offer is None:
            return PlainTextResponse(listed(forms) + "\n", 406, headers)
        links = [f'<{publication.site}{path}>; rel="canonical"', *_links(forms, "describedby")]
        types = publication.edition.facts.out[SITE + path][TYPE.value]
        links += [f'<{iri}>; rel="type"' for iri in sorted(types)]
        return RedirectResponse("/" + forms[offer], 303, headers | {"Link": encoded(", ".join(links))})

    async def _document(self, request: Request, publication: Publication, file: str) -> Response:
        compressed = not file.endswith(COMPRESSED_EXTENSIONS) and accepts_gzip(request.scope)
        work = partial(_body, file=file, compressed=compressed)
        data, encoding, etag = await self.run(f"{file} {compressed}", work)
        headers = {"Vary": "Accept-Encoding"} | self._signposts(publication, file)
        if publication.released and file.startswith(publication.edition.version + "/"):
            headers["Cache-Control"] = IMMUTABLE
        reply = Reply(200, type_of(file), data)
        response = self.responder.respond(request.scope, reply, etag, self.responder.headers(headers))
        if encoding and response.status_code == 200:
            response.headers["Content-Encoding"] = encoding
        return response

    def _signposts(self, publication: Publication, file: str) -> dict[str, str]:
        """Return the header `Link` of a file: what it is about, its other forms, and its signposts."""
        name = self.names.get(file)
        if name is None and not file.endswith(".html") and not DUMP.match(file):
            return {}
        others, canonical = dict[Offer, str](), list[str]()
        if name is not None:
            others = {o: f for o, f in files_of(name).items() if f in publication and f != file}
            canonical = [f'<{publication.site}{name}>; rel="canonical"']
        posts = signposts(publication.edition, file, name, others.items())
        links = (link_header(post, post.address("/")) for post in posts)
        return {"Link": encoded(", ".join([*canonical, *_links(others, "alternate"), *links]))}

    def _not_found(self, path: str) -> str:
        """Say that there is nothing at a path, and suggest names that resemble it."""
        name, names = path.strip("/")[:80], self.sorted_names
        place = bisect_left(names, name)
        nearby = names[max(place - SUGGESTION_RANGE, 0) : place + SUGGESTION_RANGE]
        hint = near("/" + name, ["/" + other for other in nearby])
        return f"There is nothing here{': ' + hint if hint else '.'}\n"


def _gone(entry: Withdrawn) -> Response:
    successor = f" See {entry.instead} instead." if entry.instead else ""
    headers = {"Link": f'<{entry.instead}>; rel="{IS_REPLACED_BY}"'} if entry.instead else {}
    text = f"{entry.iri} was withdrawn on {entry.date}: {entry.reason}.{successor}\n"
    return PlainTextResponse(text, 410, headers)


def _links(forms: Forms, relation: str) -> list[str]:
    return [f'</{file}>; rel="{relation}"; type="{offer.type}"' for offer, file in forms.items()]


def _body(publication: Publication, *, file: str, compressed: bool) -> tuple[bytes, str, str]:
    """Return a file as it is sent: its bytes, their encoding, and the entity tag."""
    data = publication[file]
    etag = f'"{sha256(data).hexdigest()[:32]}"'
    if not compressed or len(data) < MIN_COMPRESSED_BYTES:
        return data, "", etag
    twin = file + ".gz"
    return publication[twin] if twin in publication else compress_once(data), "gzip", "W/" + etag
