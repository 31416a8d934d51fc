"""Pages are valid HTML, and say to search engines what they are."""

import json
import subprocess
from pathlib import Path

import pytest
from lxml import html

from browser.places import kinds
from iccis.publication.site.render import MAX_DESCRIPTION

INVALID = "<!DOCTYPE html><html lang='en'><head><title>x</title></head><body><ul><p>x</p></ul></body></html>"


def test_every_kind_of_page_is_valid(published: Path, from_npm: Path, tmp_path: Path) -> None:
    """html-validate, by the rules of the HTML standard, finds faults in no kind of page, but in a bad one."""
    program = from_npm / ".bin" / "html-validate"
    if not program.exists():
        pytest.skip("needs the packages of tests/clients (`make clients`)")
    rules, bad = tmp_path / "rules.json", tmp_path / "bad.html"
    rules.write_text('{"extends": ["html-validate:standard"]}', "utf-8")
    bad.write_text(INVALID, "utf-8")
    pages = [str(bad), *(str(published / path) for path in [*kinds(published), "404.html"])]
    command = [str(program), "--config", str(rules), "--formatter", "json", *pages]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    faults = {file["filePath"]: [m["message"] for m in file["messages"]] for file in json.loads(done.stdout)}
    assert "<p> element is not permitted as content under <ul>" in faults.pop(str(bad))
    assert faults == {}


def test_every_kind_of_page_has_a_description(published: Path) -> None:
    """It is not empty, and not longer than search engines show."""
    trees = [html.parse(str(published / path)) for path in kinds(published)]
    descriptions = [tree.xpath("string(//meta[@name='description']/@content)") for tree in trees]
    assert [text for text in descriptions if not 10 < len(text) <= MAX_DESCRIPTION] == []
