"""Errors that users meet: they say what to do."""

import pytest

from iccis.core.errors import IccisError, near, require


def test_a_missing_package_is_an_error_that_names_the_extra() -> None:
    """One message for all that are missing, and how to install them."""
    require("json", "click", extra="serve")
    with pytest.raises(IccisError, match=r"^no_such_a and no_such_b are not installed$") as error:
        require("no_such_a", "json", "no_such_b", extra="serve")
    assert error.value.hint == 'run `pip install "iccis[serve]"`'
    with pytest.raises(IccisError, match=r"^no_a, no_b and no_c are not installed$"):
        require("no_a", "no_b", "no_c", extra="serve")


def test_a_hint_offers_three_names_at_most() -> None:
    """The nearest names come first; a hint is no list of everything that is alike."""
    names = ["norm 1.1", "norm 1.2", "norm 1.3", "norm 1.4", "norm 1.5"]
    assert near("norm 1.3.", names).startswith("did you mean norm 1.3 or ")
    assert near("norm 1.3.", names).count(" or ") == 2
    assert near("norm", ["actor"]) == ""
