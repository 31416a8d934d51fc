"""What a program writes on a terminal."""

import os
from contextlib import suppress


def read_all(terminal: int) -> bytes:
    """Return what arrives in pieces until the other end is closed, and close this one."""
    written = b""
    with suppress(OSError):  # the other end is closed
        while piece := os.read(terminal, 65536):
            written += piece
    os.close(terminal)
    return written
