"""The contents of a publication: the one list of the modules that make its files."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from iccis.core.namespaces import SITE
from iccis.publication import Makers, crawlers, feed, w3id
from iccis.publication.assets import static
from iccis.publication.catalogue import record
from iccis.publication.edition import Edition
from iccis.publication.files import Publication
from iccis.publication.site import (
    comparison,
    controversies,
    data,
    front,
    languages,
    model,
    ontology,
    paper,
    picture_pages,
    questions,
    regimes,
    revision,
    search,
    shapes,
    thing_pages,
    verify,
)
from iccis.publication.things import documents


def publication(
    edition: Edition,
    *,
    site: str = SITE,
    host: str = "",
    endpoint: str = "",
    released: str = "",
    earlier: Mapping[str, str] | None = None,
    pdf: bool = False,
    folder: Path | None = None,
) -> Publication:
    """Return the publication of an edition; none of its files is made yet.

    `site` is the base of all IRIs, `host` the address of the files, `endpoint` that of a SPARQL service
    beside them, if there is one; `released` is the date of the release, empty if there is none; `folder`
    is the one that the publication goes into, with a change feed, and `earlier` has the dates of the versions
    that were released into it; `pdf` adds the text as PDF.

    >>> from iccis.publication.edition import edition
    >>> published = publication(edition())
    >>> published["latest/norms.csv"][:10], f"{edition().version}/norms.csv.gz" in published
    (b'norm,label', True)
    """
    optional: Makers = {
        "comparison.html": partial(comparison.page, edition),
        "revision.html": partial(revision.page, edition),
        "regimes.html": partial(regimes.page, edition),
        "controversies.html": partial(controversies.page, edition),
    }

    redirects: Makers = {}
    if not edition.is_project:
        redirects = w3id.redirects(target=host or w3id.PLACEHOLDER, base=edition.base)

    def makers(publication: Publication) -> Makers:
        return {
            **documents.documents(edition),
            **thing_pages.pages(edition, publication.__getitem__, released=released, pdf=pdf),
            **picture_pages.pages(edition),
            **data.script_data(edition),
            **questions.pages(edition),
            **paper.papers(edition, released=released, pdf=pdf, rebase=publication.rebased),
            **{path: make for path, make in optional.items() if path in edition.pages},
            **(languages.pages(edition) if "languages.html" in edition.pages else {}),
            "search.html": partial(search.page, edition),
            "verify.html": partial(verify.page, edition, served=bool(endpoint)),
            "sparql.html": partial(front.sparql, edition, endpoint=endpoint),
            "shapes.html": partial(shapes.page, edition),
            "model.html": partial(model.page, edition),
            "ontology.html": partial(ontology.page, edition),
            **record.catalogue(publication),
            "index.html": partial(
                front.home, edition, partial(publication.__getitem__, "index.jsonld"), released=released
            ),
            "data.html": partial(front.data, edition, released=released, has_feed=folder is not None),
            **(feed.feed(publication, folder) if folder else {}),
            "404.html": partial(front.not_found, edition),
            **crawlers.discovery(publication),
            **static(),
            **redirects,
        }

    return Publication(
        edition, makers, site=site, host=host, released=released, earlier=earlier, folder=folder
    )
