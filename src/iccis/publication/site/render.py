"""The pages of the site, rendered from templates, with relative links between them."""

import re
from calendar import month_name
from collections.abc import Iterable
from functools import cache, lru_cache, partial
from pathlib import Path
from textwrap import shorten
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from pyoxigraph import NamedNode, Triple

from iccis.core.jsonld import document
from iccis.core.namespaces import SITE
from iccis.core.project import prose_folder
from iccis.publication.addresses import files_of
from iccis.publication.assets import built, fonts
from iccis.publication.edition import Edition
from iccis.publication.forms import HTML, Offer
from iccis.publication.pages import MENU, READ, page_at
from iccis.publication.signposts import Signpost, signposts
from iccis.publication.site.frame import LANGUAGES, RIGHT_TO_LEFT, path_of, say
from iccis.publication.things.thing import Reference
from iccis.questions.question import question_iri

HERE = Path(__file__).parent
PLACEHOLDER = "\ufffc"
"""Stands for the description of a page until its text is known."""
ROOT = "\ufdd0"
"""Stands for the way to the root of the site, so that a link is the same text in all pages."""
LEAD = re.compile(r'<p class="lead">(.*?)</p>', re.DOTALL)
TITLE = re.compile("<title>(.*?)</title>", re.DOTALL)
MAX_DESCRIPTION = 200
LONG = 600
"""Characters of the longest text that a table shows unfolded."""


def link(target: str, root: str = "") -> str:
    """Return the relative address of a page; `root` is the way to the root of the site.

    `target` is a path below the root of the site, or an IRI of the project, which leads to its page. Other
    IRIs are returned unchanged.

    >>> link("https://w3id.org/iccis/id/actor/china", "../../")
    '../../id/actor/china.html'
    >>> link("https://w3id.org/iccis/ontology#Norm"), link("latest/iccis.ttl")
    ('ontology.html#Norm', 'latest/iccis.ttl')
    """
    if target.startswith(SITE):
        return root + page_of(target)
    return target if ":" in target.partition("/")[0] else root + target


def ref(thing: Reference) -> Markup:
    """Return a link to a thing, in its label."""
    return _anchor(thing.iri, thing.label)


@cache
def _anchor(iri: str, label: str) -> Markup:
    return Markup(f'<a href="{escape(link(iri, ROOT))}">{escape(label)}</a>')


def value_of(value: Reference | str) -> Markup:
    """Return a value as a table has it: a link to a thing, or a text, which is folded if it is long."""
    if not isinstance(value, str):
        return ref(value)
    if len(value) <= LONG:
        return escape(value)
    summary = f"<summary>{len(value)} characters</summary>"
    return Markup(f'<details>{summary}<div class="long">{escape(value)}</div></details>')


def refs(things: Iterable[Reference | str], between: str = ", ") -> Markup:
    """Return texts, and links to things, with something between them."""
    parts = (escape(thing) if isinstance(thing, str) else ref(thing) for thing in things)
    return Markup(str(escape(between)).join(parts))


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
        "meta_description": PLACEHOLDER,
        "canonical": SITE + (path if page.name is None else page.name),
        "alternates": [(form.type, file) for form, file in files.items() if form is not HTML],
        "jsonld": None,
        "section": page.section,
        "current": page.entry,
    }
    context = defaults | {"language": "en"} | context
    edition: Edition | None = context.get("edition")
    context["signposts"] = _signposts(edition, path, page.name, files) if edition else ""
    text = _render(template, context, edition)
    text = text.replace(PLACEHOLDER, escape(description(text)), 1)
    return text.replace(ROOT, "../" * path.count("/")).encode()


def _render(template: str, values: dict[str, Any], edition: Edition | None) -> str:
    """Render a template; links in it begin with ROOT."""
    environment = templates(edition.prose if edition else prose_folder())
    return environment.get_template(template).render(values, say=partial(say, values["language"]))


def part(template: str, edition: Edition, **values: str) -> Markup:
    """Return a part that many pages of an edition have in common, rendered once for the same values."""
    key = (template, *values.values())
    if key not in edition.parts:
        context = {"edition": edition, "language": "en"} | values
        edition.parts[key] = _render(template, context, edition)
    return Markup(edition.parts[key])


def about(triples: Iterable[Triple], iri: str, edition: Edition) -> str:
    """Return the statements about one thing as JSON-LD to embed: the header of a document, not all of it."""
    return document((t for t in triples if t.subject == NamedNode(iri)), edition.context)


def _signposts(edition: Edition, path: str, name: str | None, files: dict[Offer, str]) -> Markup:
    """Return the typed links of a page; those to its other forms say that, too."""
    others = set(files.values())
    posts = signposts(edition, path, name, files.items())
    return Markup("".join(_typed_link(post, is_other=post.target in others) for post in posts))


@lru_cache(maxsize=64)
def _typed_link(post: Signpost, *, is_other: bool) -> str:
    words = f'rel="{"alternate " * is_other}{escape(post.relation)}"'
    words += f' type="{escape(post.type)}"' if post.type else ""
    return f'<link {words} href="{escape(post.address(ROOT))}">\n'


def description(text: str) -> str:
    """Return what search engines show of a page: its lead, or else its title, without tags and not too long.

    >>> description("<title>norm 6.1</title> <p class='quiet'>...</p>")
    'norm 6.1'
    >>> description('<title>Data</title> <p class="lead">All of <em>it</em>, &amp; more.</p>')
    'All of it, & more.'
    """
    lead = LEAD.search(text) or TITLE.search(text)
    words = " ".join(Markup(lead[1]).striptags().split()) if lead else ""
    return shorten(words, MAX_DESCRIPTION, placeholder="…") if len(words) > MAX_DESCRIPTION else words


@cache
def templates(own: Path) -> Environment:
    """Return the environment of the templates, of which an edition has some of its `own`."""
    environment = Environment(
        loader=FileSystemLoader([own, HERE / "templates"]),
        autoescape=True,
        auto_reload=False,  # no look at the files for each page
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["embedded"] = embedded
    environment.filters["day"] = day
    environment.filters["sentence"] = sentence
    environment.globals["link"] = partial(link, root=ROOT)
    environment.globals["ref"] = ref
    environment.globals["refs"] = refs
    environment.globals["value_of"] = value_of
    environment.globals["part"] = part
    environment.globals["menu"] = MENU
    environment.globals["read_page"] = READ
    environment.globals["site"] = SITE
    environment.globals["fonts"] = fonts()
    environment.globals["font_styles"] = built("fonts")["styles"]
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


def sentence(words: str) -> str:
    """Begin words with a capital letter, and leave the others as they are.

    >>> sentence("the Code")
    'The Code'
    """
    return words[:1].upper() + words[1:]


def day(date: str) -> str:
    """Put a date of ISO 8601 as people write it, as far as it goes.

    >>> day("2011-09-12"), day("2011-09"), day("2011")
    ('12 September 2011', 'September 2011', '2011')
    """
    year, *rest = date.split("-")
    names = [month_name[int(rest[0])]] if rest else []
    return " ".join([*(str(int(number)) for number in rest[1:]), *names, year])
