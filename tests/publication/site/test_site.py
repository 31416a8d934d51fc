"""The site: whole pages, links that lead somewhere, colours that can be read, pages that weigh little."""

import csv
import gzip
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import urljoin

import pytest

from iccis.core.namespaces import SITE
from iccis.core.project import root
from iccis.publication.site.render import link, page_of
from site_pages import EDITION, MADE, PAGES, ids, one, page

pytestmark = pytest.mark.usefixtures("written")

CSS = MADE["static/site.css"].decode()
LINKS = "//@href | //@src | //@action | //@data"
GROUNDS = ("paper", "raised", "soft")
KINDS = ("obligation", "prohibition", "permission", "affirmation")
READABLE = [(text, ground) for text in ("ink", "quiet", "accent", "open") for ground in GROUNDS]
READABLE += [(kind, ground) for kind in KINDS for ground in ("paper", "raised", f"{kind}-soft")]
READABLE += [("paper", kind) for kind in KINDS] + [("ink", "obligation-soft")]


def test_every_page_is_whole() -> None:
    """One h1, a title, a language, a permanent address, a main part; headings in order, ids only once."""
    for path in PAGES:
        tree = page(path)
        levels = [int(heading.tag[1]) for heading in tree.xpath("//h1 | //h2 | //h3 | //h4 | //h5 | //h6")]
        named = Counter(tree.xpath("//@id"))
        assert levels.count(1) == 1, path
        assert all(after - before <= 1 for before, after in zip([0, *levels], levels, strict=False)), path
        folder, _, name = path.partition("/")
        assert tree.get("lang") == (name.removesuffix(".html") if folder == "languages" else "en"), path
        assert tree.findtext("head/title").strip(), path
        assert len(tree.xpath("//main")) == 1, path
        assert len(tree.xpath("//link[@rel='canonical'][starts-with(@href, $site)]", site=SITE)) == 1, path
        assert named.most_common(1)[0][1] == 1, (path, named.most_common(1))


def test_every_link_of_every_page_leads_somewhere() -> None:
    """A link that stays in the publication is relative, and leads to a file and to a place in it."""
    broken = {(path, to) for path in PAGES for to in set(page(path).xpath(LINKS)) if not leads(path, to)}
    assert not broken


def leads(path: str, to: str) -> bool:
    """Whether a link leads out, or to a file of the publication and to a place in it."""
    if re.match("[a-z]+:", to):
        return True
    file, _, fragment = to.partition("#")
    target = normpath(join(dirname(path), file)) if file else path
    if path == "404.html" and file:
        target = urljoin("/", file).lstrip("/")
    if target not in MADE or "=" in fragment:  # a script reads it
        return target in MADE
    return not fragment or not target.endswith(".html") or fragment in ids(target)


def test_pages_obey_the_content_security_policy() -> None:
    """No style and no script stands in a page, but for data."""
    for path in PAGES:
        assert not page(path).xpath("//@style | //style | //@*[starts-with(name(), 'on')]"), path
        assert not page(path).xpath("//script[not(@src)][not(@type='application/ld+json')]"), path


@pytest.mark.parametrize("asked", ["/nothing", "/id/code/pledge/99", "/a/b/c/d/e/f"])
def test_the_page_for_what_is_not_there_leads_back_from_any_depth(asked: str) -> None:
    """Each of its links leads to a file; one of its scripts is found, for sites in a folder."""
    tree = page("404.html")
    links = [to for to in tree.xpath("//@href | //@action") if not re.match("[a-z]+:|#", to)]
    scripts = [urljoin(asked, to).lstrip("/") for to in tree.xpath("//script/@src")]

    assert len(links) > 10
    assert {urljoin(asked, to).lstrip("/") for to in links} <= set(MADE)
    assert "static/lost.js" in scripts


@pytest.mark.parametrize("path", ["index.html", "id/code.html"])
def test_a_page_with_its_style_weighs_less_than_150_kilobytes(path: str) -> None:
    """Compressed, as a host sends them."""
    assert sum(len(gzip.compress(MADE[one])) for one in (path, "static/site.css")) < 150_000


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), READABLE)
def test_colours_contrast_enough(scheme: str, text: str, ground: str) -> None:
    """4.5 or more, which is what WCAG AA asks for text."""
    light, dark = (dict(re.findall(r"--([\w-]+): (#\w{6});", part)) for part in roots())
    colours = light if scheme == "light" else light | dark
    dim, bright = sorted((luminance(colours[text]), luminance(colours[ground])))

    assert len(light) == len(dark) > 15
    assert (bright + 0.05) / (dim + 0.05) >= 4.5


def roots() -> list[str]:
    """The blocks of variables, for the light and for the dark."""
    return re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)[:2]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_counts_on_the_first_page_are_true() -> None:
    """Clauses are the rows of the outline, norms and actors those of the tables, questions the files."""
    entries = page("index.html").xpath("//dl[contains(@class, 'counts')]/div")
    shown = {entry.findtext("dt"): int(entry.findtext("dd").replace(",", "")) for entry in entries}
    outline = (root() / "kg" / "source" / "code-of-conduct.en.outline.csv").read_text("utf-8")

    assert shown["paragraphs and clauses"] == len(list(csv.DictReader(outline.splitlines())))
    assert shown["norms"] == len(rows("norms", "norm"))
    assert shown["legal positions"] == len(rows("positions", "position"))
    assert shown["actors and roles"] == len(rows("actors", "actor"))
    assert shown["questions"] == len(list((root() / "queries").glob("*/[0-9]*.rq")))
    assert shown["RDF triples"] == len(MADE["latest/iccis.nt"].splitlines())


def rows(table: str, column: str) -> set[str]:
    """Different values in a column of a published table."""
    return {row[column] for row in csv.DictReader(MADE[f"latest/{table}.csv"].decode().splitlines())}


def test_the_commands_on_the_page_of_downloads_work(tmp_path: Path) -> None:
    """The published N-Quads load into a store with the command that the page gives."""
    command, serving = one("data.html", "//pre").text_content().splitlines()
    (tmp_path / "iccis.nq").write_bytes(MADE["latest/iccis.nq"])
    program = str(Path(sys.executable).parent / "oxigraph")
    done = subprocess.run(
        [program, *command.split()[1:]], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    help_text = subprocess.run([program, "--help"], capture_output=True, text=True, check=True).stdout

    assert (command.split()[0], done.returncode) == ("oxigraph", 0), done.stderr
    assert serving.split()[1] in help_text


def test_every_document_has_its_row_with_every_form() -> None:
    """The page of downloads links each document in each form, latest and of the version."""
    links = {normpath(to) for to in page("data.html").xpath("//td//@href")}
    plain = {path for path in MADE if path.startswith(("latest/", EDITION.version + "/"))}
    wanted = {
        path for path in plain if not path.endswith((".gz", "SHA256SUMS", "graphs.csv", "context.jsonld"))
    }
    assert links == wanted


def test_links_are_relative_and_keep_their_fragment() -> None:
    """From any depth, to pages, terms, files; what is not ours stays."""
    assert link(SITE + "ontology#Norm", "../../../../") == "../../../../ontology.html#Norm"
    assert link("https://example.org/x") == "https://example.org/x"
    assert page_of(SITE + "id/code/en/words/1-2/quote") == "id/code/en/words/1-2.html"
    assert page_of(SITE) == "index.html"
    assert page_of(SITE + "ontology/1.2.3") == "ontology.html"
