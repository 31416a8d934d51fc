"""Running the service: replicas behind nginx, another user and a read-only file system, systemd."""

import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest

from serving import BIN, PLEDGES, ask, descendants, free_port, get, left, running
from sources import VERSION

DOCS = Path(__file__).parents[2] / "docs"
UNIT = "iccis@.service"


class Replicas(NamedTuple):
    """nginx, and two services behind it with their logs."""

    port: int
    services: list[subprocess.Popen[bytes]]
    logs: list[Path]

    def asked(self, path: str) -> list[int]:
        """How often each was asked for a path."""
        return [sum(line.get("path") == path for line in lines(log)) for log in self.logs]


def lines(log: Path) -> list[dict[str, object]]:
    """Lines of a log that are whole."""
    return [json.loads(line) for line in log.read_text("utf-8").splitlines() if line.endswith("}")]


def configured(folder: Path, port: int, replicas: Sequence[int]) -> Path:
    """The configuration of the documentation, with ports and folders of its own."""
    text = (DOCS / "nginx.conf").read_text("utf-8")
    places = {"listen 80;": f"listen 127.0.0.1:{port};", "/var/cache/nginx/iccis": f"{folder}/cache"}
    places |= {f"127.0.0.1:{7878 + n}": f"127.0.0.1:{replica}" for n, replica in enumerate(replicas)}
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    places["http {"] = f"http {{ access_log off; {temporary}"
    for old, new in places.items():
        assert old in text
        text = text.replace(old, new)
    (folder / "nginx.conf").write_text(text, "utf-8")
    return folder / "nginx.conf"


@pytest.fixture(scope="module")
def replicas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replicas]:
    """Debian's nginx in front of two services."""
    if not (nginx := shutil.which("nginx")):
        pytest.skip("needs Debian's nginx")
    folder = tmp_path_factory.mktemp("nginx")
    port, *ports = (free_port() for _ in range(3))
    with ExitStack() as stack:
        services, logs = [], []
        for one in ports:
            command = ["iccis", "serve", "--port", str(one), "--workers", "1", "--rate", "0"]
            logs.append(folder / f"log-{one}")
            service = running([*command, "--released", "2026-11-24"], one, "/health/ready", logs[-1])
            services.append(stack.enter_context(service))
        user = "user root; " if os.getuid() == 0 else ""
        command = [nginx, "-p", str(folder), "-c", str(configured(folder, port, ports)), "-g"]
        command.append(f"{user}daemon off; pid {folder}/pid; error_log {folder}/errors;")
        stack.enter_context(running(command, port, "/health/live", folder / "nginx.log"))
        yield Replicas(port, services, logs)


def test_caches_keep_what_the_headers_let_them(replicas: Replicas) -> None:
    """A file of a released version is asked for once in each encoding; what may change, each time."""
    for path, times in ((f"/{VERSION}/text.ttl", 2), ("/latest/text.ttl", 6)):
        for _ in range(3):
            plain = get(replicas.port, path)
            small = get(replicas.port, path, Accept_Encoding="gzip")
            assert ("content-encoding" in plain.headers, "content-encoding" in small.headers) == (False, True)
        time.sleep(0.3)  # lines of the log are written together
        assert sum(replicas.asked(path)) == times
    assert 0 not in replicas.asked("/latest/text.ttl")
    assert get(replicas.port, "/metrics").status == 404


def test_the_address_is_the_one_that_was_asked(replicas: Replicas) -> None:
    """The service describes itself under the name that the world knows."""
    found = get(replicas.port, "/sparql", Host="code.example", Accept="text/turtle")
    assert "<http://code.example/sparql>" in found.text


def test_no_request_fails_when_a_replica_dies(replicas: Replicas) -> None:
    """Killed outright under load: what was asked of it by GET is asked of the other, and it is let be."""
    paths = ["/id/code/pledge/3", "/id/code/pledge/4.ttl", "/latest/norms.csv", "/api/clauses/5"]
    killed = replicas.services[0]
    children = descendants(killed.pid)
    before = [len(log.read_bytes()) for log in replicas.logs]

    def request(number: int) -> int:
        if number == 200:
            killed.send_signal(signal.SIGKILL)
        if number % 2:
            return get(replicas.port, paths[number // 2 % 4]).status
        found = ask(replicas.port, f"{PLEDGES} # {number}")
        return found.status if found.text.split() == ["n", "11"] else 0

    with ThreadPoolExecutor(8) as threads:
        found = Counter(threads.map(request, range(800)))
    assert killed.wait(5) == -signal.SIGKILL
    assert set(found) == {200, 303}
    assert all(len(log.read_bytes()) > size for log, size in zip(replicas.logs, before, strict=True))
    assert children
    assert left(children) == []


CONFINED = """
mount --make-rprivate / && mount -o remount,bind,ro / || exit 8
for other in /dev/shm /tmp /run; do
    if mountpoint -q $other; then mount -o remount,bind,ro $other || exit 8; fi
done
exec setpriv --reuid 65534 --regid 65534 --clear-groups --no-new-privs \
    --inh-caps -all,+dac_read_search --ambient-caps -all,+dac_read_search \
    --bounding-set -all,+dac_read_search \
    sh -c '! touch /tmp/probe 2>/dev/null && exec "$@"' sh "$@"
"""
"""As nobody, where nothing can be written; the one right left is to read what root installed for itself."""


@pytest.fixture(scope="module")
def confined(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A service of another user on a read-only file system, with a low limit on requests."""
    probe = ["unshare", "-m", "true"]
    if not shutil.which("setpriv") or subprocess.run(probe, check=False, capture_output=True).returncode:
        pytest.skip("needs root, unshare and setpriv")
    free = free_port()
    command = ["unshare", "-m", "sh", "-c", CONFINED, "sh", str(BIN / "iccis"), "serve", "--port", str(free)]
    log = tmp_path_factory.mktemp("confined") / "log"
    with running([*command, "--rate", "10"], free, "/health/live", log) as process:
        status = Path(f"/proc/{process.pid}/status").read_text("utf-8")
        assert re.search(r"^Uid:\s+65534\s+65534", status, re.M)
        yield free


def test_it_runs_as_any_user_and_writes_nothing(confined: int) -> None:
    """Queries, documents and pages, also after a worker had to be replaced."""
    mixed = " ".join(f'{n} "{n + 1}"' for n in range(40))
    assert ask(confined, PLEDGES).text.split() == ["n", "11"]
    assert ask(confined, f"SELECT ?x {{ VALUES ?x {{ {mixed} }} }} ORDER BY ?x").status == 503
    assert ask(confined, PLEDGES + " # again").status == 200
    for path in ("/id/code/pledge/3.html", "/latest/text.ttl.gz", f"/{VERSION}/norms.csv"):
        assert get(confined, path).status == 200


def test_the_limit_on_requests_is_for_the_client_behind_the_proxy(confined: int) -> None:
    """A proxy on this machine says who asks; clients do not use up each other's share."""
    each = [get(confined, "/id/code", X_Forwarded_For=f"192.0.2.{n}").status for n in range(60)]
    one = [get(confined, "/id/code", X_Forwarded_For="192.0.2.99").status for _ in range(60)]
    assert set(each) == {303}
    assert 429 in one


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    """It names nothing that systemd does not know, and leaves the service little to do but serve."""
    if not shutil.which("systemd-analyze"):
        pytest.skip("needs systemd-analyze")
    text = (DOCS / UNIT).read_text("utf-8").replace("/opt/iccis/bin/iccis", str(BIN / "iccis"))
    (tmp_path / UNIT).write_text(text, "utf-8")

    def analyzed(*command: str) -> str:
        done = subprocess.run(
            ["systemd-analyze", *command, str(tmp_path / UNIT)], capture_output=True, text=True, check=True
        )
        return done.stdout + done.stderr

    assert analyzed("verify") == ""
    level = re.search(
        r"exposure level for \S+: ([0-9.]+)", analyzed("security", "--offline=true", "--no-pager")
    )
    assert level is not None
    assert float(level[1]) < 2
