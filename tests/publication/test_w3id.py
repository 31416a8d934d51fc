"""The redirects of w3id.org, in a real Apache, in front of a static copy of the publication."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from iccis.core.errors import IccisError
from iccis.core.project import root
from iccis.publication.forms import TYPES
from iccis.publication.w3id import redirects
from negotiation import Case, cases
from serving import Got, free_port, get, running

MODULES = Path("/usr/lib/apache2/modules")
LOADED = ("mpm_event", "authz_core", "alias", "dir", "headers", "mime", "rewrite")
CONFIGURATION = """
ServerRoot {folder}
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
PidFile {folder}/pid
ErrorLog {folder}/log
Mutex file:{folder} default
{user}
{modules}
TypesConfig /dev/null
{types}
DocumentRoot {folder}/root
Alias /copy {folder}/copy
<Directory {folder}>
    Require all granted
    AllowOverride None
</Directory>
<Directory {folder}/root>
    AllowOverride FileInfo
</Directory>
"""
GONE = "id/norm/0.1"


class Apache(NamedTuple):
    """A running Apache: its port, and where the copy is."""

    port: int
    copy: str


@pytest.fixture(scope="module")
def apache(published: Path) -> Iterator[Apache]:
    """Apache with the rules under `/iccis/`, and the copy that they lead to under `/copy/`."""
    if not (program := shutil.which("apache2")) or not MODULES.is_dir():
        pytest.skip("needs Debian's apache2")
    port = free_port()
    target = f"http://127.0.0.1:{port}/copy/"
    with tempfile.TemporaryDirectory(prefix="iccis-apache-") as name:
        folder = Path(name)
        folder.chmod(0o777)  # its processes run as another user
        (folder / "root" / "iccis").mkdir(parents=True)
        shutil.copytree(published, folder / "copy", copy_function=os.link)
        made = redirects(target=target, base=withdrawing(folder / "tree"))
        (folder / "root" / "iccis" / ".htaccess").write_bytes(made["w3id/.htaccess"]())
        (folder / "conf").write_text(configuration(folder, port), "utf-8")
        command = [program, "-DFOREGROUND", "-f", str(folder / "conf")]
        with running(command, port, "/copy/", folder / "output"):
            yield Apache(port, target)


def configuration(folder: Path, port: int) -> str:
    """Configuration that needs nothing of the machine's own."""
    return CONFIGURATION.format(
        folder=folder,
        port=port,
        user="User nobody\nGroup nogroup" if os.getuid() == 0 else "",
        modules="\n".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in LOADED),
        types="\n".join(f"AddType {kind} .{extension}" for extension, kind in TYPES.items()),
    )


def withdrawing(tree: Path) -> Path:
    """A tree in which one IRI is withdrawn."""
    (tree / "kg").mkdir(parents=True)
    header = (root() / "kg" / "withdrawn.csv").read_text("utf-8").splitlines()[0]
    row = f"https://w3id.org/iccis/{GONE},2026-11-24,counted twice,https://w3id.org/iccis/id/norm/1.1"
    (tree / "kg" / "withdrawn.csv").write_text(f"{header}\n{row}\n", "utf-8")
    return tree


def request(apache: Apache, case: Case) -> Got:
    """Ask w3id."""
    return get(apache.port, f"/iccis/{case.path}", method=case.method, body=None, **case.headers)


def followed(apache: Apache, found: Got) -> Got:
    """Ask the copy for what a redirect leads to, but for the redirect itself when it is none."""
    location = found.headers.get("location", "")
    assert not location or location.startswith(apache.copy)
    return get(apache.port, "/copy/" + location.removeprefix(apache.copy)) if location else found


@pytest.mark.parametrize("case", cases(), ids=str)
def test_each_name_leads_where_the_table_says(apache: Apache, case: Case) -> None:
    """303 to the form asked for, 302 for what has an extension; what it leads to is there, in that form."""
    found = request(apache, case)
    last = followed(apache, found)
    if case.apache:
        status, _, location = case.apache.partition(" ")
        assert str(found.status) in case.apache.split()
        assert status != "303" or found.headers["location"] == apache.copy + location
    elif case.status in (406, 404):
        assert last.status == case.status
    else:
        assert found.status == (303 if case.status == 303 else 302)
        assert case.status == 200 or found.headers["location"] == apache.copy + case.location
        assert last.status == 200
        assert not case.type or last.headers["content-type"].split(";")[0] == case.type
    if found.status in (303, 406):
        assert [part.strip() for part in found.headers["vary"].split(",")].count("Accept") == 1
        assert found.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", [GONE, GONE + ".ttl", GONE + ".html"])
def test_what_is_withdrawn_is_gone(apache: Apache, path: str) -> None:
    """410 for the name and for documents about it; a name that begins alike is another."""
    assert get(apache.port, "/iccis/" + path, Accept="text/turtle").status == 410
    assert get(apache.port, f"/iccis/{GONE}0", Accept="text/turtle").status == 303


@pytest.mark.parametrize("target", ["example.org", "ftp://example.org/", "https://x/ y", "https://x/$1/"])
def test_a_target_that_is_no_address_is_an_error(target: str) -> None:
    """Before anything is written."""
    with pytest.raises(IccisError, match="not an address"):
        redirects(target=target)


def test_the_page_says_what_the_rules_need(published: Path) -> None:
    """It names the placeholder, unless the address of the copy is known, and whom to ask."""
    page = (published / "w3id" / "README.md").read_text("utf-8")
    assert "https://example.org/iccis/" in page
    assert "## Contact" in page
    assert b"https://host.example/x/latest/" in redirects(target="https://host.example/x")["w3id/.htaccess"]()
