"""Limits of the service."""

from datetime import date
from typing import NamedTuple

from iccis.core.namespaces import SITE


class Settings(NamedTuple):
    """Limits of the service, and the date on which this version was released, if it was.

    `timeout` and `max_age` are in seconds, `memory` in MB, `max_bytes` and `max_query` in bytes; `rate` is in
    requests a second of one client, 0 for no limit.
    """

    timeout: float = 10.0
    max_rows: int = 100_000
    max_bytes: int = 50_000_000
    max_query: int = 100_000
    memory: int = 1024
    workers: int = 2
    queue: int = 64
    rate: float = 100.0
    max_age: int = 0
    released: date | None = None
    base: str = SITE
    """Of the IRIs of a project of one's own."""
