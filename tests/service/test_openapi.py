"""The JSON interface keeps to its OpenAPI description, whatever Schemathesis sends."""

import json
import re
import subprocess
from pathlib import Path

from openapi_spec_validator import validate

from serving import BIN, get

EXAMPLES = 15
"""Requests that are made up for each path, besides those that its description calls for."""


def test_every_answer_is_as_described(port: int, tmp_path: Path) -> None:
    """Status, media type and schema; no request leads to an error of the server, and none is skipped."""
    url = f"http://127.0.0.1:{port}"
    command = [str(BIN / "schemathesis"), "run", f"{url}/api/openapi.json", "--url", url, "--seed", "2011"]
    bounds = ["--max-examples", str(EXAMPLES), "--no-color", "--request-timeout", "10"]
    done = subprocess.run(
        [*command, *bounds], cwd=tmp_path, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:]
    assert "Tested: 6" in done.stdout
    counted = re.search(r"(\d+) generated, (\d+) passed", done.stdout)
    assert counted, done.stdout[-2000:]
    assert counted[1] == counted[2]
    assert int(counted[1]) > 5 * EXAMPLES
    assert "WARNINGS" not in done.stdout, done.stdout[-4000:]


def test_the_description_is_valid_and_names_every_operation(port: int) -> None:
    """By the schema of OpenAPI 3.1; under the address that was asked, so that generated clients work."""
    for host, scheme in ((f"127.0.0.1:{port}", "http"), ("code.example", "https")):
        found = get(port, "/api/openapi.json", Host=host, X_Forwarded_Proto=scheme)
        described = json.loads(found.text)
        validate(described)
        assert described["servers"] == [{"url": f"{scheme}://{host}"}]
    names = [item["get"]["operationId"] for item in described["paths"].values()]
    assert names == ["listClauses", "getClause", "getClauseOfText", "getNorm", "search", "verify"]
