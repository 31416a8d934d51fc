"""Scores of Lighthouse for the kinds of pages that people read: `make bench-lighthouse LIGHTHOUSE=...`.

LIGHTHOUSE is the program, for example of `npm install --prefix build lighthouse@12` (Node 20); it is
too large to be part of the environment. The publication stands on a file host that compresses; the device is
Lighthouse's own, a phone four times slower than this machine. The middle of three runs counts.
"""

import gzip
import json
import os
import shutil
import statistics
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from iccis.publication.publish import publish

PAGES = (
    *("index", "id/code", "id/code/pledge/6", "id/norm/6.1", "id/actor/china", "revision", "comparison"),
    *("controversies", "questions", "id/question/30-read-pledge", "concepts", "ontology", "data", "sparql"),
    *("search", "model", "shapes", "catalog"),
)
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
RUNS = 3
CHROME = "--headless --no-sandbox --disable-gpu --disable-background-networking"
POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data:"


class Host(SimpleHTTPRequestHandler):
    """A file host that compresses what is not compressed yet."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Send a file."""
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        body, is_packed = path.read_bytes(), path.suffix in (".gz", ".woff2", ".png")
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        if not is_packed:
            body = gzip.compress(body)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


def report(program: str, address: str) -> dict[str, Any]:
    """Return the report of one run on a page."""
    command = [program, address, "--output=json", "--quiet", f"--chrome-flags={CHROME}"]
    options = ["--no-enable-error-reporting", f"--only-categories={','.join(CATEGORIES)}"]
    environment = os.environ | {"CHROME_PATH": shutil.which("chromium") or ""}
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=True, env=environment)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def main(program: str) -> None:
    """Print a table of scores, and the time until the largest element of a page is shown."""
    with TemporaryDirectory() as folder:
        publish(Path(folder) / "dist")
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, directory=folder))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(f"{'':<32}" + "".join(f"{name:>16}" for name in (*CATEGORIES, "largest ms")))
        for page in PAGES:
            address = f"http://127.0.0.1:{server.server_port}/dist/{page}.html"
            runs = [report(program, address) for _ in range(RUNS)]
            rows = [[run["categories"][name]["score"] for name in CATEGORIES] for run in runs]
            largest = [run["audits"]["largest-contentful-paint"]["numericValue"] for run in runs]
            scores = [statistics.median(column) for column in zip(*rows, strict=True)]
            cells = "".join(f"{score:>16.2f}" for score in scores)
            print(f"{page:<32}{cells}{statistics.median(largest):>16.0f}", flush=True)
        server.shutdown()


if __name__ == "__main__":
    main(*sys.argv[1:])
