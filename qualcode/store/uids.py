"""Names for what leaves the project: UUIDv5 where something has a natural name, else UUIDv7.

Two copies that import the same survey give its cases the same uid; nothing else is ever equal by
chance.
"""

from __future__ import annotations

import os
import time
import uuid


def new(n: int = 1) -> list[str]:
    """Return `n` UUIDv7 texts in rising order within one call (RFC 9562, section 5.7)."""
    milliseconds = time.time_ns() // 1_000_000
    random = os.urandom(8 * n).hex()
    found = []
    for i in range(n):
        # 74 free bits: a counter in the first 12 + 6 keeps one call's uids in order in an index.
        stamp, counter = milliseconds + (i >> 18), i & 0x3FFFF
        head = f"{stamp:012x}"
        tail = random[16 * i : 16 * i + 14]
        found.append(
            f"{head[:8]}-{head[8:]}-7{counter >> 6:03x}-"
            f"{0x8000 | (counter & 0x3F) << 8 | int(tail[:2], 16):04x}-{tail[2:]}"
        )
    return found


def one() -> str:
    """Return a new UUIDv7."""
    return str(new()[0])


def named(project: str, *parts: str) -> str:
    """Return the UUIDv5 of a natural name within a project; `parts` are kind and names."""
    return str(uuid.uuid5(uuid.UUID(project), "\x1f".join(parts)))
