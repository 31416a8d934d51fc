"""The wheel, built and installed in a clean environment, has everything that it needs."""

import json
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from documents import blocks, follow
from serving import ask, free_port, get, running
from sources import digests

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout with the build backend that is installed."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Programs of a new environment that has the wheel, this one's dependencies, and no checkout."""
    home = tmp_path_factory.mktemp("env")
    venv.create(home, with_pip=True, symlinks=True)
    python = home / "bin" / "python"
    pip = [str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(pip, check=True, capture_output=True)
    libraries = next((home / "lib").glob("python*")) / "site-packages"
    (libraries / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return home / "bin"


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder for PYTHONPATH that hides the packages of every extra, as if none were installed."""
    named = {Requirement(line).name.lower() for extra in EXTRAS.values() for line in extra}
    hidden = [
        module
        for module, names in packages_distributions().items()
        if named - {"iccis"} & {n.lower() for n in names}
    ]
    assert {"jinja2", "starlette", "uvicorn", "pandas"} <= set(hidden)
    folder = tmp_path_factory.mktemp("plain")
    code = f"import sys; sys.modules.update(dict.fromkeys({sorted(hidden)}))\n"
    (folder / "sitecustomize.py").write_text(code, "utf-8")
    return folder


def run(
    installed: Path, *args: str, plain: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the installed tool outside the checkout, with nothing of this process's environment."""
    command = [str(installed / "iccis"), *args]
    env = {"PATH": ""} | ({"PYTHONPATH": str(plain)} if plain else {}) | environment
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=installed, env=env)


def test_the_wheel_holds_data_and_licences(wheel: Path) -> None:
    """Ontology, data, shapes, questions, answers, rules and licences travel with the program."""
    names = set(zipfile.ZipFile(wheel).namelist())
    tree = [
        p for f in ("ontology", "kg", "shapes", "queries", "tests/answers") for p in (ROOT / f).rglob("*.*")
    ]

    assert {f"iccis/bundled/{path.relative_to(ROOT)}" for path in tree if path.is_file()} <= names
    assert {"iccis/py.typed", "iccis/closure/rules/prp-trp.rq"} <= names
    assert {
        f"iccis/publication/site/static/built/{name}"
        for name in ("sparql.js", "oxigraph.wasm", "licences.txt")
    } <= names
    assert {"iccis/publication/site/static/site.css", "iccis/publication/site/templates/layout.html"} <= names
    assert {name.rsplit("/", 1)[-1] for name in names} >= {"LICENSE", "LICENSE-DATA"}


def test_every_script_of_the_project_answers_help(installed: Path) -> None:
    """Each console script runs."""
    for script in PROJECT["scripts"]:
        done = subprocess.run(
            [str(installed / script), "--help"], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0
        assert "Usage: iccis" in done.stdout


def test_the_installed_tool_knows_its_version(installed: Path) -> None:
    """The version is that of `pyproject.toml`."""
    assert run(installed, "--version").stdout == f"iccis {PROJECT['version']}\n"


def test_a_plain_install_checks_the_code(installed: Path, plain: Path) -> None:
    """The main job needs no checkout and no extra."""
    done = run(installed, "check", plain=plain)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("conforms\n")


def test_a_plain_install_answers(installed: Path, plain: Path) -> None:
    """Questions, pages, searches, proofs and exports work on the data of the wheel, without any extra."""
    assert run(installed, "query", "1", "--format", "csv", plain=plain).stdout.count("\n") > 2
    assert run(installed, "query", "1", "--engine", "rdflib", plain=plain).stdout.count("\n") > 2
    assert "supply chain security" in run(installed, "show", "pledge", "4", plain=plain).stdout
    assert "pledge 9" in run(installed, "search", "digital", "divide", plain=plain).stdout
    assert "<akomaNtoso" in run(installed, "export", "akoma-ntoso", plain=plain).stdout
    proof = run(installed, "reason", "--explain", "position/4.2/claim a iccis:Right", plain=plain)
    assert "cax-sco" in proof.stdout


def test_a_text_of_ones_own_becomes_a_published_and_served_edition(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page on it is followed from first command to last, with the installed tool and no checkout."""
    monkeypatch.setenv("ICCIS_ROOT", "")
    monkeypatch.setenv("PYTHONPATH", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    page, _, _ = (ROOT / "docs" / "own-text.md").read_text("utf-8").partition("## With the Code beside it")
    steps, lead = list(blocks(page)), ""
    assert [step.language for step in steps].count("console") == 8
    for step in steps:
        lead = step.lead or lead
        follow(step._replace(lead=lead), tmp_path, programs=installed)
    port, norms = free_port(), "SELECT ?norm { ?norm iccis:hasStrength ?any } ORDER BY ?norm"
    base, project = f"http://127.0.0.1:{port}/", str(tmp_path / "lakes-charter")
    command = [str(installed / "iccis"), "serve", "--project", project, "--base", base, "--port", str(port)]
    with running(command, port, "/health/ready", tmp_path / "log"):
        found = ask(port, norms).text.split()[1:]
        assert found[0] == f"{base}id/norm/hills-accord/1.1.1"
        own = get(port, f"/data?graph={base}graph/hills-accord/norms", Accept="application/n-triples").body
        assert f"<{found[0]}> ".encode() in own
        assert b"lakes-charter" not in own
        assert len(found) == 6
        for iri in found:
            path = "/" + iri.removeprefix(base)
            assert get(port, f"{path}.ttl").body.startswith(f"@base <{base}id/> .".encode())
            assert f"<{iri}>".encode() in get(port, f"{path}.nt").body
        message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call"}
        called = {"name": "resolve", "arguments": {"name": found[0]}}
        kinds = {"Content_Type": "application/json", "Accept": "application/json, text/event-stream"}
        body = json.dumps(message | {"params": called}).encode()
        answer = get(port, "/mcp", method="POST", body=body, **kinds).text
        assert found[0] in answer
        assert "w3id.org" not in answer


@pytest.mark.parametrize("extra", ["publish", "serve"])
def test_without_an_extra_its_command_names_it(installed: Path, plain: Path, extra: str) -> None:
    """The command that needs the extra ends with what to install."""
    done = run(installed, extra, plain=plain)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith(f'hint: run `pip install "iccis[{extra}]"`\n')


def test_the_installed_tool_publishes(installed: Path, published: Path, tmp_path: Path) -> None:
    """An installed wheel, under another hash seed, publishes the same bytes as a checkout."""
    done = run(installed, "publish", "--out", str(tmp_path / "dist"), PYTHONHASHSEED="4711")

    assert (done.returncode, done.stdout) == (0, f"{tmp_path / 'dist' / 'index.html'}\n"), done.stderr
    assert digests(tmp_path / "dist") == digests(published)
    assert [path.name for path in tmp_path.iterdir()] == ["dist"]
