"""Everything that is published: data, documents, pictures, site and catalogue, as files by path."""

from collections.abc import Callable

Makers = dict[str, Callable[[], bytes]]
"""Functions that make the files of a publication, by path."""
