"""Older payloads, made to mean what they mean in today's schema.

Each schema revision after the first brings one pure function from the payloads of the revision
before it; an event is lifted step by step as it is read and never rewritten, so its digest stays.
"""

from __future__ import annotations

from collections.abc import Callable

from qualcode.errors import MigrationNeeded
from qualcode.store.payload import Change
from qualcode.store.tables import REVISION


def _same(change: Change) -> Change:
    """A revision that only brought new tables leaves older payloads as they are."""
    return change


LIFTS: dict[int, Callable[[Change], Change]] = {1: _same, 2: _same, 3: _same}
"""By revision: the function that takes its payloads one revision up."""


def lift(change: Change, revision: int) -> Change:
    """Return a change of an older revision as one of today's.

    Raises: MigrationNeeded for a revision that this program does not know.
    """
    if revision > REVISION:
        raise MigrationNeeded(
            f"The journal holds events of schema revision {revision}; this qualcode knows "
            f"{REVISION}. Update qualcode."
        )
    while revision < REVISION:
        change = LIFTS[revision](change)
        revision += 1
    return change
