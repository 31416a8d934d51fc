"""Rounds of random input, bounded in time and repeatable."""

import os
from collections.abc import Iterator
from pathlib import Path
from random import Random
from time import monotonic

SECONDS = float(os.environ.get("FUZZ_SECONDS", "60"))
"""Time for the rounds of one module."""
RECORD = Path(__file__).parents[1] / "build" / "fuzz"
"""Folder in which each module has a file with the seed of the round that failed last."""
BYTES = (b"\0", b"\xff", b"\r\n", b"\xef\xbb\xbf")
"""What gets into files of any kind."""


def rounds(name: str, *, share: float = 1) -> Iterator[Random]:
    """Yield a source of random numbers for each round, as long as `share` of the time of a module lasts.

    The seed of a round that does not come to its end, also because the process dies, stays in the file of
    this name in `build/fuzz/`; the next run begins with it. Without any time there is one round, always the
    same.
    """
    RECORD.mkdir(parents=True, exist_ok=True)
    record, end, count = RECORD / name, monotonic() + share * SECONDS, 0
    seeds = [int(record.read_text())] if record.exists() else [0][: not SECONDS]
    while seeds or monotonic() < end:
        seed = seeds.pop() if seeds else Random().getrandbits(32)
        record.write_text(f"{seed}\n")
        yield Random(seed)
        record.unlink()
        count += 1
    print(f"{name}: {count} rounds")


def mutate(data: bytes, random: Random, *, tokens: tuple[bytes, ...] = ()) -> bytes:
    """Return data with up to five changes: bytes inverted, left out, doubled or moved, or a token put in."""
    for _ in range(random.randint(1, 5)):
        start = random.randint(0, len(data))
        end = min(len(data), start + random.choice((1, 1, 2, 8, 64)))
        part = data[start:end]
        other = random.randint(0, len(data))
        data = random.choice(
            (
                data[:start] + bytes(byte ^ 1 << random.randint(0, 7) for byte in part) + data[end:],
                data[:start] + data[end:],
                data[:end] + part + data[end:],
                data[:other] + part + data[other:],
                data[:start]
                + random.choice((*tokens, b"\0", b"\xff", b"\r\n", b"\xef\xbb\xbf"))
                + data[start:],
            )
        )
    return data
