"""The pages of the site, rendered from templates, with relative links between them."""

import re
from calendar import month_name
from collections.abc import Iterable
from functools import cache, partial
from pathlib import Path
from textwrap import shorten
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from pyoxigraph import NamedNode, Triple

from iccis.core.jsonld import document
from iccis.core.namespaces import SITE
from iccis.publication.addresses import files_of
from iccis.publication.assets import built, fonts
from iccis.publication.edition import Edition
from iccis.publication.forms import HTML, Offer
from iccis.publication.pages import MENU, page_at
from iccis.publication.signposts import Signpost, signposts
from iccis.publication.site.frame import LANGUAGES, RIGHT_TO_LEFT, path_of, say
from iccis.questions.question import question_iri

HERE = Path(__file__).parent
PLACEHOLDER = "\ufffc"
"""Stands for the description of a page until its text is known."""
LEAD = re.compile(r'<p class="lead">(.*?)</p>', re.DOTALL)
TITLE = re.compile("<title>(.*?)</title>", re.DOTALL)
MAX_DESCRIPTION = 200


def link(from_path: str, target: str) -> str:
    """Return the relative address of a page, seen from the page at `from_path`.

    `target` is a path below the root of the site, or an IRI of the project, which leads to its page. Other
    IRIs are returned unchanged.

    >>> link("id/norm/6.1.html", "https://w3id.org/iccis/id/actor/china")
    '../../id/actor/china.html'
    >>> link("index.html", "https://w3id.org/iccis/ontology#Norm"), link("data.html", "latest/iccis.ttl")
    ('ontology.html#Norm', 'latest/iccis.ttl')
    """
    if target.startswith(SITE):
        return "../" * from_path.count("/") + page_of(target)
    return target if ":" in target.partition("/")[0] else "../" * from_path.count("/") + target


@cache
def page_of(iri: str) -> str:
    """Return the path of the page of an IRI of the project, with the fragment.

    >>> page_of("https://w3id.org/iccis/graph/norms"), page_of("https://w3id.org/iccis/id/code/pledge/3")
    ('data.html#norms', 'id/code/pledge/3.html')
    """
    path, mark, fragment = iri.removeprefix(SITE).partition("#")
    if path.startswith("graph/"):
        mark, fragment = "#", path.removeprefix("graph/")
    return files_of(path).get(HTML, path) + mark + fragment


def render(template: str, path: str = "", /, **context: Any) -> bytes:
    """Render a template as the page at `path`, by default of its own name; `edition` is part of the context.

    The registry of pages gives the section and the permanent IRI, `canonical`, and the IRI gives the other
    forms of the page, `alternates`: pairs of media type and path. `jsonld` is a JSON text to embed.
    `language` is that of the frame.
    """
    path = path or template
    page = page_at(path)
    files = {} if page.name is None else files_of(page.name)
    defaults: dict[str, Any] = {
        "path": path,
        "root": "../" * path.count("/"),
        "link": partial(link, path),
        "meta_description": PLACEHOLDER,
        "canonical": SITE + (path if page.name is None else page.name),
        "alternates": [(form.type, file) for form, file in files.items() if form is not HTML],
        "jsonld": None,
        "section": page.section,
        "menu": MENU,
        "fonts": fonts(),
        "font_styles": built("fonts")["styles"],
    }
    context = defaults | {"language": "en"} | context
    edition: Edition | None = context.get("edition")
    context["signposts"] = _signposts(edition, path, page.name, files) if edition else []
    context["say"] = partial(say, context["language"])
    text = templates().get_template(template).render(context)
    return text.replace(PLACEHOLDER, escape(description(text)), 1).encode()


def about(triples: Iterable[Triple], iri: str, edition: Edition) -> str:
    """Return the statements about one thing as JSON-LD to embed: the header of a document, not all of it."""
    return document((t for t in triples if t.subject == NamedNode(iri)), edition.context)


def _signposts(edition: Edition, path: str, name: str | None, files: dict[Offer, str]) -> list[Signpost]:
    """Return the typed links of a page; those to its other forms say that, too."""
    posts = signposts(edition, path, name, files.items())
    others = set(files.values())
    return [p._replace(relation=f"alternate {p.relation}") if p.target in others else p for p in posts]


def description(text: str) -> str:
    """Return what search engines show of a page: its lead, or else its title, without tags and not too long.

    >>> description("<title>norm 6.1</title> <p class='quiet'>...</p>")
    'norm 6.1'
    >>> description('<title>Data</title> <p class="lead">All of <em>it</em>, &amp; more.</p>')
    'All of it, & more.'
    """
    lead = LEAD.search(text) or TITLE.search(text)
    words = Markup(lead[1]).striptags() if lead else ""
    return shorten(words, MAX_DESCRIPTION, placeholder="…")


@cache
def templates() -> Environment:
    """Return the environment of the templates."""
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        auto_reload=False,  # no look at the files for each page
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["embedded"] = embedded
    environment.filters["day"] = day
    environment.globals["question_iri"] = question_iri
    environment.globals["languages"] = [(code, name, path_of(code)) for code, name in LANGUAGES.items()]
    environment.globals["right_to_left"] = RIGHT_TO_LEFT
    return environment


def embedded(text: str) -> Markup:
    r"""Escape JSON for a script element: the same data, without characters that HTML interprets.

    >>> embedded('{"a": "</script>"}')
    Markup('{"a": "\\u003c/script>"}')
    """
    return Markup(text.replace("<", "\\u003c"))


def day(date: str) -> str:
    """Put a date of ISO 8601 as people write it, as far as it goes.

    >>> day("2011-09-12"), day("2011-09"), day("2011")
    ('12 September 2011', 'September 2011', '2011')
    """
    year, *rest = date.split("-")
    names = [month_name[int(rest[0])]] if rest else []
    return " ".join([*(str(int(number)) for number in rest[1:]), *names, year])
