"""Limits of the service."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Settings:
    """Limits of the service: times in seconds, memory in MB, lengths in bytes; the date of the release."""

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
