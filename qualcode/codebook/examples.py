"""Examples picked from segments: their words, with the segment they come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from qualcode.cases.consent import unquotable
from qualcode.codebook.entry import Entry
from qualcode.codebook.stock import Stored
from qualcode.coding.segments import SegmentRow
from qualcode.documents import masking
from qualcode.errors import Conflict
from qualcode.store.journal import Batch
from qualcode.store.store import Store


def add(batch: Batch, code: Stored, segment: str, text: str) -> str:
    """Make the words of a segment the last example of its code; return them as they stand there.

    Raises: Conflict where they are an example already, or hold no words.
    """
    words = " ".join(text.split())
    if not words:
        raise Conflict(
            "The segment's words are no longer in the text, so there is nothing to take."
        )
    if words in code.entry.examples:
        raise Conflict(f"These words are an example of “{code.entry.code}” already.")
    place = 1 + max((kept.position for kept in code.examples), default=-1)
    row = {"code_id": code.id, "content": words, "position": place, "segment_uid": segment}
    batch.insert("code_example", [row])
    return words


def leaving(store: Store, entries: Iterable[Entry]) -> list[Entry]:
    """Return entries as they leave the project: no example holds words that masking replaces."""
    hide = masking.leaving(store)
    return [replace(one, examples=tuple(map(hide, one.examples))) for one in entries]


def reading(store: Store) -> Callable[[Entry], Entry]:
    """Return how this session reads an entry: the lead as it is, others with examples masked."""
    read = masking.reading(store)
    return lambda one: replace(one, examples=tuple(map(read, one.examples)))


def as_kept(store: Store, entry: Entry, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields given for an entry; an example given as it was shown is the one that is kept.

    Whoever reads examples with stand-ins for masked words may give them back with others.
    """
    listed = given.get("examples")
    if not isinstance(listed, (list, tuple)):
        return dict(given)
    shown = dict(zip(reading(store)(entry).examples, entry.examples, strict=True))
    return {**given, "examples": [shown.get(one, one) for one in listed]}


def refuse_unquotable(store: Store, row: SegmentRow) -> None:
    """Refuse the words of people who did not consent to being quoted. Raises: Conflict."""
    labels = unquotable(store).get(row.document, frozenset())
    if labels is None or row.speaker in labels:
        who = row.case or row.speaker
        raise Conflict(f"“{who}” did not consent to being quoted. Choose another segment.")
