"""Where the tool finds its files."""

from pathlib import Path

import pytest

from iccis.core import project

ROOT = Path(__file__).parents[2]


def test_a_room_is_not_taken_for_the_files_of_a_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    """The package has folders of its own, `data` among them; a checkout is its own root all the same."""
    monkeypatch.delenv("ICCIS_ROOT", raising=False)
    assert (ROOT / "src" / "iccis" / "data").is_dir()
    assert project.root() == ROOT
