"""Every file of the publication under its path, and every name under its own: 303 to a file, by `Accept`.

The publication is opened when it is first asked for, beside the answers to queries; each file is made when it
is first asked for, one at a time.
"""

import asyncio
from collections.abc import Callable
from difflib import get_close_matches
from email.utils import formatdate, parsedate_to_datetime
from functools import lru_cache, partial
from gzip import compress
from hashlib import sha256
from typing import NamedTuple, TypeVar

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from iccis.files import PREFIXES, SITE
from iccis.names import alias, files_of, names_of
from iccis.negotiation import Offer, choose, listed, type_of, wants
from iccis.publication import Publication
from iccis.withdrawn import Withdrawn, withdrawn

Made = TypeVar("Made")
METHODS = "GET, HEAD, OPTIONS"
LONGEST_PATH = 2000
SMALLEST_ZIPPED = 1000
PACKED = (".gz", ".png", ".woff2")
FOREVER = "public, max-age=31536000, immutable"
REPLACED = PREFIXES["dcterms"] + "isReplacedBy"
KIND = PREFIXES["rdf"] + "type"


class Body(NamedTuple):
    """A file as it is sent: its bytes, their encoding, and the tag of what they hold."""

    data: bytes
    encoding: str
    tag: str


class Documents:
    """The publication, by path."""

    def __init__(self, make: Callable[[], Publication], *, modified: float, max_age: int) -> None:
        """`make` opens the publication; `modified` is the time of its sources, `max_age` is in seconds."""
        self.make, self.modified, self.max_age = make, modified, max_age
        self.lock = asyncio.Lock()
        self.opened: Publication | None = None
        self.names: dict[str, str] = {}
        self.gone = withdrawn()

    async def run(self, work: Callable[[Publication], Made]) -> Made:
        """Have something made of the publication, opened once, while queries are answered."""
        async with self.lock:
            return await asyncio.to_thread(self._run, work)

    def _run(self, work: Callable[[Publication], Made]) -> Made:
        if self.opened is None:
            made = self.make()
            self.names = names_of(made.edition, made)
            self.opened = made
        return work(self.opened)

    async def open(self) -> Publication:
        """The publication."""
        if self.opened is None:
            return await self.run(_itself)
        return self.opened

    async def __call__(self, request: Request) -> Response:
        """A file (200), a name (303 to a file, 406, 410), or nothing (404, 414)."""
        path = request.path_params["path"]
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": METHODS})
        if len(path) > LONGEST_PATH:
            return PlainTextResponse("The address is too long.\n", 414)
        made = await self.open()
        file = path if path in made else alias(path)
        if file in made:
            return await self._document(request, made, file)
        if lost := self.gone.get(path) or self.gone.get(path.rpartition(".")[0]):
            return _gone(lost)
        forms = {offer: one for offer, one in files_of(path).items() if one in made}
        return self._see_other(request, made, path, forms) if forms else self.missing(path)

    def _see_other(self, request: Request, made: Publication, path: str, forms: dict[Offer, str]) -> Response:
        headers = {"Vary": "Accept", "Cache-Control": self._caching("")}
        offer = choose(request.headers.get("accept", "*/*"), forms)
        if offer is None:
            return PlainTextResponse(listed(forms) + "\n", 406, headers)
        links = [f'<{made.site}{path}>; rel="canonical"', *_forms(forms, "describedby")]
        links += [f'<{kind}>; rel="type"' for kind in sorted(made.edition.facts.out[SITE + path][KIND])]
        return RedirectResponse("/" + forms[offer], 303, headers | {"Link": ", ".join(links)})

    async def _document(self, request: Request, made: Publication, file: str) -> Response:
        zipped = not file.endswith(PACKED) and wants(request.headers.get("accept-encoding", ""), "gzip")
        body = await self.run(partial(_body, file=file, zipped=zipped))
        headers = {
            "ETag": f'W/"{body.tag}"' if body.encoding else f'"{body.tag}"',
            "Last-Modified": formatdate(self.modified, usegmt=True),
            "Cache-Control": self._caching(file),
            "Vary": "Accept-Encoding",
        }
        if (name := self.names.get(file)) is not None:
            forms = {offer: one for offer, one in files_of(name).items() if one in made and one != file}
            canonical = f'<{made.site}{name}>; rel="canonical"'
            headers["Link"] = ", ".join([canonical, *_forms(forms, "alternate")])
        if self._has(request, body.tag):
            return Response(status_code=304, headers=headers)
        if body.encoding:
            headers["Content-Encoding"] = body.encoding
        return Response(body.data, 200, headers, type_of(file))

    def _caching(self, file: str) -> str:
        """A released version never changes; anything else may."""
        if self.opened and self.opened.released and file.startswith(self.opened.edition.version + "/"):
            return FOREVER
        return f"public, max-age={self.max_age}" if self.max_age else "no-cache"

    def _has(self, request: Request, tag: str) -> bool:
        """Whether the client has this file already."""
        if known := request.headers.get("if-none-match"):
            return known.strip() == "*" or f'"{tag}"' in known
        try:
            since = parsedate_to_datetime(request.headers.get("if-modified-since", "")).timestamp()
        except ValueError:
            return False
        return int(self.modified) <= since

    def missing(self, path: str) -> Response:
        """Nothing here; and what a reader may have meant."""
        near = get_close_matches(path.strip("/")[:80], set(self.names.values()), 3)
        hint = f" Did you mean {', '.join('/' + one for one in near)}?" if near else ""
        return PlainTextResponse(f"There is nothing here.{hint}\n", 404)


def _gone(lost: Withdrawn) -> Response:
    instead = f" See {lost.instead} instead." if lost.instead else ""
    headers = {"Link": f'<{lost.instead}>; rel="{REPLACED}"'} if lost.instead else {}
    text = f"{lost.iri} was withdrawn on {lost.date}: {lost.reason}.{instead}\n"
    return PlainTextResponse(text, 410, headers)


def _forms(forms: dict[Offer, str], relation: str) -> list[str]:
    return [f'</{file}>; rel="{relation}"; type="{offer.type}"' for offer, file in forms.items()]


def _itself(made: Publication) -> Publication:
    return made


def _body(made: Publication, *, file: str, zipped: bool) -> Body:
    data = made[file]
    tag = sha256(data).hexdigest()[:32]
    if not zipped or len(data) < SMALLEST_ZIPPED:
        return Body(data, "", tag)
    twin = file + ".gz"
    return Body(made[twin] if twin in made else _compressed(data), "gzip", tag)


@lru_cache(maxsize=64)
def _compressed(data: bytes) -> bytes:
    return compress(data, 6, mtime=0)
