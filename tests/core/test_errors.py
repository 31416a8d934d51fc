"""Errors that users meet: they say what to do."""

import pytest

from iccis.core.errors import IccisError, require


def test_a_missing_package_is_an_error_that_names_the_extra() -> None:
    """One message for all that are missing, and how to install them."""
    require("json", "click", extra="serve")
    with pytest.raises(IccisError, match=r"^no_such_a and no_such_b are not installed$") as error:
        require("no_such_a", "json", "no_such_b", extra="serve")
    assert error.value.hint == 'run `pip install "iccis[serve]"`'
