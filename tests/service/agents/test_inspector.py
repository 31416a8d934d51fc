"""The protocol's own inspector, in its command-line form, on the tools for language models."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import anyio
import pytest

from calls import CALLS, MCP, Data, call_all
from serving import with_programs

Run = Callable[..., Data]


@pytest.fixture(scope="module")
def inspect(from_npm: Path) -> Iterator[Run]:
    """Return a function that runs a program of the protocol's own inspector, and returns what it prints.

    `mcp-inspector --cli` connects anew each time; `mcpdo` leaves a process that holds connections.
    """
    with TemporaryDirectory() as home:  # those of tests have paths too long for a socket
        environment = with_programs() | {"HOME": home, "MCP_INSPECTOR_SECRET_STORE": "memory"}
        options: Data = {"capture_output": True, "text": True, "env": environment, "timeout": 120}

        def run(program: str, *args: str) -> Data:
            done = subprocess.run([from_npm / ".bin" / program, *args], check=False, **options)
            assert done.returncode == 0, done.stderr
            found: Data = json.loads(done.stdout)
            return found

        try:
            yield run
        finally:
            subprocess.run([from_npm / ".bin" / "mcpdo", "daemon", "stop"], check=True, **options)


def target(transport: str, port: int) -> list[str]:
    """Return what the inspector is to connect to; it starts programs without its own environment."""
    if transport == "http":
        return ["--transport", "http", f"http://127.0.0.1:{port}/mcp"]
    path = [f"PYTHONPATH={os.environ['PYTHONPATH']}"] if "PYTHONPATH" in os.environ else []
    return [*(["-e", *path] if path else []), "--", *MCP]


@pytest.mark.parametrize("transport", ["http", "stdio"])
def test_the_inspector_calls_every_tool(inspect: Run, port: int, transport: str) -> None:
    """It gets the answers of the SDK's client from each, on a connection that it holds."""
    connect = ["connect", "--connect-timeout", "60000", *target(transport, port)]
    name = inspect("mcpdo", "--format", "json", *connect)["name"]
    mcpdo = partial(inspect, "mcpdo", "--format", "json", "--connection", name)
    calls = {tool: arguments for tool, arguments, outcome in CALLS if outcome == "found"}
    assert calls.keys() == {tool["name"] for tool in mcpdo("tools/list")["tools"]}
    answers = anyio.run(call_all, f"http://127.0.0.1:{port}/mcp", [*calls.items()])
    for (tool, arguments), answer in zip(calls.items(), answers, strict=True):
        assert mcpdo("tools/call", tool, json.dumps(arguments))["structuredContent"] == answer


def test_the_inspector_finds_no_fault_in_the_schemas(inspect: Run, port: int) -> None:
    """Its strict reading of the list of tools."""
    address = ["mcp-inspector", "--cli", *target("http", port)]
    listed = inspect(*address, "--method", "tools/list", "--strict")
    assert {tool["name"] for tool in listed["tools"]} == {tool for tool, _, _ in CALLS}
