"""The publication: every file of it by its path, made when it is asked for.

The path of a file below the base is the path of the IRI that it answers, with an extension. `iccis publish`
writes the files, `iccis serve` answers with them.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from hashlib import sha256

from pyoxigraph import RdfFormat, parse

from iccis.core.namespaces import SITE
from iccis.publication import Makers, dumps
from iccis.publication.edition import Edition, graph_hash

LATEST = "latest"
COMPRESSED = (".ttl", ".nt", ".trig", ".nq", ".jsonld", ".rdf", ".csv")
"""Dumps that are there compressed too."""
GRAPHS = "graphs.csv"
SUMS = "SHA256SUMS"
BINARY = (".gz", ".wasm", ".woff2", ".png", ".ico")


Maker = Callable[[], bytes]
"""What makes the bytes of one file."""


class Publication(Mapping[str, bytes]):
    """Bytes by path, each made once, on demand, with the IRIs of the project under `site`."""

    def __init__(
        self,
        edition: Edition,
        makers: Callable[["Publication"], Mapping[str, Maker]],
        *,
        site: str = SITE,
        host: str = "",
        released: str = "",
    ) -> None:
        """Make nothing yet.

        `makers` gives what makes the files beside the dumps, by path. `site` is the base of all IRIs, `host`
        the address where the files will lie; `released` is the date of the release, empty if there is none.
        """
        self.edition, self.site, self.host, self.released = edition, site, host, released
        self.kept: dict[str, bytes] = {}
        self.makers: dict[str, Maker] = {**self._version(), **makers(self)}

    def _version(self) -> Makers:
        """The dumps, under the folder of the version and under `latest`, plain and compressed."""
        made: Makers = {}
        folder = self.edition.version
        for name, make in dumps.dumps(self.edition).items():
            made[f"{folder}/{name}"] = make
            made[f"{LATEST}/{name}"] = partial(self.__getitem__, f"{folder}/{name}")
            if name.endswith(COMPRESSED):
                made[f"{folder}/{name}.gz"] = partial(self._compressed, f"{folder}/{name}")
                made[f"{LATEST}/{name}.gz"] = partial(self.__getitem__, f"{folder}/{name}.gz")
        named = [path.removeprefix(f"{folder}/") for path in made if path.startswith(f"{folder}/")]
        made[f"{folder}/{GRAPHS}"] = self._graphs
        made[f"{folder}/{SUMS}"] = partial(self._sums, [*named, GRAPHS])
        for name in (GRAPHS, SUMS):
            made[f"{LATEST}/{name}"] = partial(self.__getitem__, f"{folder}/{name}")
        return made

    def _graphs(self) -> bytes:
        """Table of the graphs: name, triples, and SHA-256 of the canonical form (RDFC-1.0)."""
        rows = ["graph,triples,sha256 of RDFC-1.0"]
        for name, _ in self.edition.documents():
            triples = [q.triple for q in parse(self[f"{LATEST}/{name}.nt"], format=RdfFormat.N_TRIPLES)]
            rows.append(f"{name},{len(triples)},{graph_hash(triples)}")
        return "".join(row + "\n" for row in rows).encode()

    def _sums(self, names: list[str]) -> bytes:
        """Checksums of the files of a version, as `sha256sum --check` reads them."""
        lines = (f"{self.sha256(f'{LATEST}/{name}')}  {name}\n" for name in sorted(names))
        return "".join(lines).encode()

    def _compressed(self, path: str) -> bytes:
        return dumps.compressed(self[path])

    def __getitem__(self, path: str) -> bytes:
        """Bytes of one file."""
        if path not in self.kept:
            made = self.makers[path]()
            self.kept[path] = made if path.endswith(BINARY) else self._rebased(made)
        return self.kept[path]

    def _rebased(self, data: bytes) -> bytes:
        return data if self.site == SITE else data.replace(SITE.encode(), self.site.encode())

    def __contains__(self, path: object) -> bool:
        """Whether there is a file; it is not made for that."""
        return path in self.makers

    def __iter__(self) -> Iterator[str]:
        """Paths, in the order in which the files are made."""
        return iter(self.makers)

    def __len__(self) -> int:
        """Number of files."""
        return len(self.makers)

    def sha256(self, path: str) -> str:
        """Checksum of a file, in hexadecimal."""
        return sha256(self[path]).hexdigest()
