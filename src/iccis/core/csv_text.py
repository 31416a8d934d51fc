"""Tables as CSV, as every file of the project and every answer has them."""

from collections.abc import Iterable
from io import StringIO


def csv_text(rows: Iterable[Iterable[str]]) -> str:
    r"""Write a table as CSV, a line feed after each row.

    >>> csv_text([["a", "b, c"]])
    'a,"b, c"\n'
    """
    import csv

    out = StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
