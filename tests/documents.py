"""Blocks of code in the project's documents, run as a reader would run them."""

import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

PROGRAMS = Path(sys.executable).parent
ROOT = Path(__file__).parents[1]


class Block(NamedTuple):
    """A fenced block: its language, its text, and the paragraph or list item before it."""

    language: str
    text: str
    lead: str


def blocks(page: str) -> Iterator[Block]:
    """Yield the fenced blocks of a Markdown page, in order."""
    lead: list[str] = []
    lines = iter(page.splitlines())
    for line in lines:
        if fence := re.fullmatch(r"\s*```(\w+)", line):
            indent = len(line) - len(line.lstrip())
            text = []
            for inner in lines:
                if inner.strip() == "```":
                    break
                text.append(inner[indent:])
            yield Block(fence[1], "".join(f"{row}\n" for row in text), " ".join(lead))
            lead = []
        elif line.strip():
            lead.append(line.strip())
        else:
            lead = lead if lead and lead[-1].endswith(":") else []


def examples(text: str) -> list[tuple[str, str]]:
    """Commands of a console block, each with the output that stands under it."""
    pairs = [pair.partition("\n") for pair in re.split(r"^\$ ", text, flags=re.M)[1:]]
    return [(command.split("  #")[0].strip(), output) for command, _, output in pairs]


def as_pattern(expected: str) -> str:
    """Regular expression of an expected output; three dots stand for any words, or alone for any lines."""
    lines = (
        r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line).replace(r"\.\.\.", ".*")
        for line in expected.splitlines(True)
    )
    return "".join(lines)


def run(
    command: str, folder: Path, *, programs: Path = PROGRAMS, **variables: str
) -> "subprocess.CompletedProcess[str]":
    """Run a shell command, the programs of a folder first on the path, by default of this environment."""
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        command,
        shell=True,
        cwd=folder,
        env=os.environ | {"PATH": path} | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def follow(block: Block, project: Path, *, programs: Path = PROGRAMS) -> None:
    """Do what a block says: write, extend or change a file, or run commands and compare their output."""
    if block.language == "console":
        return _run(block, project, programs)
    verb, name = re.findall(r"(?:(Write)|In) `([^`]+)`", block.lead)[-1]
    path = project / name
    if block.language == "diff":
        return _change(path, block.text)
    before = "" if verb else path.read_text("utf-8") + "\n"
    assert not (verb and path.exists())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(before + block.text, "utf-8")


def _change(path: Path, diff: str) -> None:
    lines = [(line[:1], line[1:]) for line in diff.splitlines(keepends=True)]
    old, new = ("".join(text for mark, text in lines if mark != skipped) for skipped in "+-")
    before = path.read_text("utf-8")
    assert before.count(old) == 1, f"{path.name} does not have once: {old}"
    path.write_text(before.replace(old, new), "utf-8")


def _run(block: Block, project: Path, programs: Path) -> None:
    sources = project / "src"
    variables = {"PYTHONPATH": str(sources)} if sources.is_dir() else {}
    for command, expected in examples(block.text):
        done = run(f"{{ {command}; }} 2>&1", project, programs=programs, PYTHONWARNINGS="", **variables)
        shown = done.stdout.replace(f"{project}/", "")
        assert re.fullmatch(as_pattern(expected), shown), f"{command}\n{shown}"


def load_program(path: Path) -> ModuleType:
    """Import a program that lies outside the package."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
