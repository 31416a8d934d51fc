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


def run(command: str, folder: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run a shell command, this environment's programs first on the path."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        command,
        shell=True,
        cwd=folder,
        env=os.environ | {"PATH": path} | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def load_program(path: Path) -> ModuleType:
    """Import a program that lies outside the package."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
