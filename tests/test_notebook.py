"""The notebook runs as it stands, and what stands in it is what comes out."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

NOTEBOOK = Path(__file__).parents[1] / "docs" / "notebook.ipynb"


def outputs(path: Path) -> list[str]:
    """Every text that the cells of a notebook put out; pictures differ from one machine to the next."""
    cells: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["cells"]
    found = [out for cell in cells for out in cell.get("outputs", ())]
    texts = [out.get("text") or out.get("data", {}).get("text/plain", []) for out in found]
    return ["".join(text) for text in texts]


def test_the_notebook_gives_what_it_shows(tmp_path: Path) -> None:
    """Executed anew, each cell puts out the text that is recorded under it, and a chart is drawn."""
    copy = tmp_path / "notebook.ipynb"
    copy.write_bytes(NOTEBOOK.read_bytes())
    program = str(Path(sys.executable).parent / "jupyter-execute")
    done = subprocess.run([program, "--inplace", str(copy)], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert outputs(copy) == outputs(NOTEBOOK)
    assert '"image/png"' in copy.read_text("utf-8")
