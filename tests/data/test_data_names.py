"""Look-up of things by name: an IRI, the end of a path, a label; hints and lists for errors."""

import pytest

from iccis.core.errors import IccisError
from iccis.core.namespaces import ID
from iccis.data.names import listed, look_up, nearest

LABELS = {
    ID + "code/pledge/3": ["pledge 3"],
    ID + "code/recital/3": ["recital 3"],
    ID + "norm/3": ["to cooperate"],
    ID + "norm/3.1": ["norm/3", "to share"],
}


@pytest.mark.parametrize(
    ("name", "path"),
    [
        (f"<{ID}code/pledge/3>", "code/pledge/3"),
        ("code/pledge/3", "code/pledge/3"),
        ("Pledge 3", "code/pledge/3"),
        ("TO SHARE", "norm/3.1"),
        ("norm/3", "norm/3"),
    ],
)
def test_an_iri_comes_before_the_end_of_a_path_and_that_before_a_label(name: str, path: str) -> None:
    """Each way of naming a thing leads to it, in any case of letters."""
    assert look_up(name, LABELS) == ID + path


def test_a_name_of_several_things_is_refused_with_all_of_them() -> None:
    """The error calls them by their kind, and the hint lists them."""
    with pytest.raises(IccisError, match='"3" matches more than one provision') as error:
        look_up("3", LABELS, kind="provision")
    assert error.value.hint == "choose one: code/pledge/3, code/recital/3, norm/3"
    assert look_up("4", LABELS) is None


def test_a_hint_offers_the_last_part_of_a_path() -> None:
    """People write the last part alone, however deep the path."""
    assert nearest("adhrence", {ID + "code/section/adherence": []}).startswith("did you mean adherence")
    assert nearest("coed", {ID + "code": []}).startswith("did you mean code")
    assert nearest("qqqq", LABELS) == ""


@pytest.mark.parametrize(
    ("count", "end"), [(30, "norm/30"), (31, "norm/30 and 1 more"), (47, "norm/30 and 17 more")]
)
def test_a_list_names_thirty_and_counts_the_rest(count: int, end: str) -> None:
    """What is left out is counted."""
    assert listed([f"{ID}norm/{n}" for n in range(1, count + 1)]).rpartition(", ")[2] == end
