"""The publication: every file of it by its path, made on demand.

The path of a file below the base is the path of the IRI that it is about, with an extension. `iccis publish`
writes the files, `iccis serve` serves them.
"""

import gzip
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from hashlib import sha256
from pathlib import Path

from iccis.core.base import Base
from iccis.core.namespaces import SITE
from iccis.publication import Makers
from iccis.publication.dumps import dumps
from iccis.publication.edition import Edition
from iccis.publication.hashes import hash_of_lines
from iccis.publication.rebase import moved

LATEST = "latest"
COMPRESSED = (".ttl", ".nt", ".trig", ".nq", ".jsonld", ".rdf", ".csv")
"""Extensions of the dumps that are also there compressed."""
GRAPHS = "graphs.csv"
SUMS = "SHA256SUMS"
BINARY = (".gz", ".wasm", ".woff2", ".png", ".ico", ".pdf", ".epub")


class Publication(Mapping[str, bytes]):
    """Bytes by path, each made once, on demand, with the IRIs of the project under `site`."""

    def __init__(
        self,
        edition: Edition,
        makers: Callable[["Publication"], Makers],
        *,
        site: str = SITE,
        host: str = "",
        released: str = "",
        earlier: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> None:
        """Make nothing yet.

        `makers` returns the makers of the files beside the dumps, by path. `site` is the base of all IRIs;
        `host` is the address of the files, empty for their permanent one; `released` is the date of the
        release, empty if there is none; `folder` is the one that it goes
        into, and `earlier` has the dates of the versions that were released into it.
        """
        self.edition, self.site, self.released = edition, site, released
        self.base = Base(edition.own, site)
        self.folder, self.earlier = folder, dict(earlier or {})
        self.root = host.removesuffix("/") + "/" if host else SITE
        self.cache: dict[str, bytes] = {}
        self.makers: Makers = {**self._version(), **makers(self)}

    def _version(self) -> Makers:
        """Return the makers of the dumps, plain and compressed, for the version and for `latest`."""
        makers: Makers = {}
        for name, make in dumps(self.edition).items():
            makers[name] = make
            if name.endswith(COMPRESSED):
                makers[f"{name}.gz"] = partial(self._compressed, name)
        makers |= {GRAPHS: self._graphs, SUMS: partial(self._sums, [*makers, GRAPHS])}
        folder = self.edition.version
        latest = {f"{LATEST}/{name}": partial(self.__getitem__, f"{folder}/{name}") for name in makers}
        return {f"{folder}/{name}": make for name, make in makers.items()} | latest

    def _graphs(self) -> bytes:
        """Return a table of the graphs: name, triples, and SHA-256 of the canonical form (RDFC-1.0)."""
        rows = ["graph,triples,sha256 of RDFC-1.0"]
        for name, _ in self.edition.documents():
            lines = self[f"{LATEST}/{name}.nt"].decode().split("\n")[:-1]
            rows.append(f"{name},{len(lines)},{hash_of_lines(lines)}")
        return "".join(row + "\n" for row in rows).encode()

    def _sums(self, names: list[str]) -> bytes:
        """Return the checksums of the files of a version, as `sha256sum --check` reads them."""
        lines = (f"{self.sha256(f'{LATEST}/{name}')}  {name}\n" for name in sorted(names))
        return "".join(lines).encode()

    def _compressed(self, name: str) -> bytes:
        # Level 9 takes twice the time, for 2 % less. Without a time, the bytes are the same at any time.
        return gzip.compress(self[f"{LATEST}/{name}"], 6, mtime=0)

    def __getitem__(self, path: str) -> bytes:
        """Return the bytes of a file."""
        if path not in self.cache:
            data = self.makers[path]()
            self.cache[path] = data if path.endswith(BINARY) else self.rebased(data, path)
        return self.cache[path]

    def rebased(self, data: bytes, path: str = "") -> bytes:
        """Return a file with its IRIs under the base of this publication.

        A copy of the package's edition is moved as a whole. A project of one's own shares terms, concepts and
        instruments with others: only what is its own is moved.
        """
        return data if self.site == SITE else moved(data, self.base, path.rpartition(".")[2])

    def __contains__(self, path: object) -> bool:
        """Tell whether there is a file, without making it."""
        return path in self.makers

    def __iter__(self) -> Iterator[str]:
        """Yield the paths, in the order in which the files are made."""
        return iter(self.makers)

    def __len__(self) -> int:
        """Return the number of files."""
        return len(self.makers)

    def sha256(self, path: str) -> str:
        """Return the checksum of a file, in hexadecimal."""
        return sha256(self[path]).hexdigest()
