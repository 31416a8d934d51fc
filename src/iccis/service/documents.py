"""Every file of the publication under its path, and every name under its own: 303 to a file, by `Accept`.

The publication is opened beside the answers to queries; each file is made when it is first asked for.
"""

import asyncio
from bisect import bisect_left
from collections.abc import Callable
from difflib import get_close_matches
from email.utils import formatdate, parsedate_to_datetime
from functools import lru_cache, partial
from gzip import compress
from hashlib import sha256
from typing import Any, NamedTuple, TypeVar, cast

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from iccis.core.namespaces import PREFIXES, SITE
from iccis.publication.addresses import alias, files_of, names_of
from iccis.publication.files import Publication
from iccis.publication.forms import HTML, THINGS, Offer, choose, listed, type_of, wants
from iccis.publication.withdrawn import Withdrawn, withdrawn

Made = TypeVar("Made")
METHODS = "GET, HEAD, OPTIONS"
FAULTS = (THINGS[-1], HTML)
"""Forms in which it is said that there is nothing: plain text first."""
LONGEST_PATH = 2000
SMALLEST_ZIPPED = 1000
NEAR = 100
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
        self.tasks: dict[str, asyncio.Task[Any]] = {}
        self.opened: Publication | None = None
        self.names: dict[str, str] = {}
        self.known: list[str] = []
        self.gone = withdrawn()

    async def open(self) -> Publication:
        """The publication; it is opened once."""
        if self.opened is None:
            self.opened = await self._once("", self._open)
        return self.opened

    def _open(self) -> Publication:
        made = self.make()
        self.names = names_of(made.edition, made)
        self.known = sorted(set(self.names.values()))
        return made

    async def run(self, key: str, work: Callable[[Publication], Made]) -> Made:
        """Have something made of the publication while queries are answered; once for all who wait for it."""
        made = await self.open()
        return await self._once(key, partial(work, made))

    async def _once(self, key: str, work: Callable[[], Made]) -> Made:
        if (task := self.tasks.get(key)) is None:
            task = self.tasks[key] = asyncio.create_task(asyncio.to_thread(work))
            task.add_done_callback(lambda _: self.tasks.pop(key))
        return cast(Made, await asyncio.shield(task))  # whoever goes away leaves the others their answer

    async def __call__(self, request: Request) -> Response:
        """A file (200), a name (303 to a file, 406, 410), or nothing (404, 414)."""
        path = request.path_params["path"]
        if request.method == "OPTIONS":
            allowed = {"Allow": METHODS, "Access-Control-Allow-Methods": METHODS}
            return Response(status_code=204, headers=allowed | {"Access-Control-Allow-Headers": "*"})
        if len(path) > LONGEST_PATH:
            return PlainTextResponse("The address is too long.\n", 414)
        made = await self.open()
        forms = {offer: one for offer, one in files_of(path).items() if one in made}
        if forms.keys() - {HTML}:
            return self._see_other(request, made, path, forms)
        file = path if path in made else alias(path)
        if file in made:
            return await self._document(request, made, file)
        if lost := self.gone.get(path) or self.gone.get(path.rpartition(".")[0]):
            return _gone(lost)
        if choose(request.headers.get("accept", "*/*"), FAULTS) is HTML:
            return HTMLResponse(made["404.html"], 404, {"Vary": "Accept"})
        return PlainTextResponse(self.hint(path), 404, {"Vary": "Accept"})

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
        body = await self.run(f"{file} {zipped}", partial(_body, file=file, zipped=zipped))
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

    def hint(self, path: str) -> str:
        """What a reader may have meant, of the names around a place where there is nothing."""
        asked, known = path.strip("/")[:80], self.known
        place = bisect_left(known, asked)
        near = get_close_matches(asked, known[max(place - NEAR, 0) : place + NEAR], 3)
        meant = f" Did you mean {', '.join('/' + one for one in near)}?" if near else ""
        return f"There is nothing here.{meant}\n"


def _gone(lost: Withdrawn) -> Response:
    instead = f" See {lost.instead} instead." if lost.instead else ""
    headers = {"Link": f'<{lost.instead}>; rel="{REPLACED}"'} if lost.instead else {}
    text = f"{lost.iri} was withdrawn on {lost.date}: {lost.reason}.{instead}\n"
    return PlainTextResponse(text, 410, headers)


def _forms(forms: dict[Offer, str], relation: str) -> list[str]:
    return [f'</{file}>; rel="{relation}"; type="{offer.type}"' for offer, file in forms.items()]


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
