"""The edition: what it reads is read whole, and an error names the file and the line."""

from pathlib import Path

import pytest

from iccis.core.errors import IccisError
from iccis.publication.catalogue.vocabulary import curated
from iccis.publication.edition import Edition
from iccis.publication.site.nodes import declared

LABELLED = "<urn:shape/{0}> <http://www.w3.org/ns/shacl#property> _:x , _:x . _:x <urn:n> {0} .\n"


def test_blank_nodes_of_two_files_of_shapes_are_two(tmp_path: Path) -> None:
    """A label belongs to its file: two shapes do not share a constraint because both files say `_:x`."""
    (tmp_path / "shapes").mkdir()
    for number in "12":
        (tmp_path / "shapes" / f"{number}.ttl").write_text(LABELLED.format(number), "utf-8")
    edition = Edition({}, [], [], [], [], base=tmp_path)

    assert (
        len({triple.object for triple in edition.shapes if triple.predicate.value.endswith("#property")}) == 2
    )


def test_a_malformed_file_is_named_with_its_line(tmp_path: Path) -> None:
    """Shapes, descriptions by hand, and the ontology behind the links: no internal error."""
    for name in ("shapes/a.ttl", "kg/catalog/datasets.ttl", "ontology/a.ttl"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("<urn:a> <urn:b> 1 .\n<urn:a> <urn:b> .\n", "utf-8")
    edition = Edition({}, [], [], [], [], base=tmp_path)
    for place, read in (
        ("shapes/a.ttl", lambda: edition.shapes),
        ("kg/catalog/datasets.ttl", lambda: curated("datasets", base=tmp_path)),
        ("ontology/a.ttl", lambda: declared("ontology", tmp_path)),
    ):
        with pytest.raises(IccisError, match="malformed Turtle") as error:
            read()
        assert error.value.place == f"{tmp_path / place}:2"
