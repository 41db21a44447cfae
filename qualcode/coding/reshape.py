"""Splitting a segment in two, and merging several of one code into one; memos stay with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from qualcode.coding import twins
from qualcode.coding.apply import SegmentRef
from qualcode.documents import listing
from qualcode.errors import InvalidSegment, UsageError
from qualcode.store import uids
from qualcode.store.journal import now
from qualcode.store.keys import select_in
from qualcode.store.store import Store

_FIELDS = ("code_id", "code_revision", "coder_id", "round_id", "strength", "origin")


@dataclass(frozen=True)
class _Placed:
    """A segment where it stands in the current text of its document, with what it holds."""

    id: int
    uid: str
    document_id: int
    version_id: int
    start: int
    end: int
    fields: dict[str, Any]


def split(store: Store, segment: SegmentRef, at: int) -> str:
    """Cut a segment at an offset of the current text; return the uid of the second part.

    The first part keeps the segment's identity and memos. Raises: InvalidSegment where either part
    would hold no words.
    """
    document = listing.find(store, segment.document)
    text = listing.text(store, document)
    with store.batch("split segment", f"{segment.code} · {segment.document}") as batch:
        [one] = _placed(batch.connection, [segment])
        if not (text[one.start : at].strip() and text[at : one.end].strip()):
            raise InvalidSegment(
                f"The segment “{segment.code}” runs from {one.start} to {one.end} in "
                f"{segment.document}; cut at {at}, one part would hold no words."
            )
        here = {"version_id": one.version_id, "start_at": one.start, "end_at": at}
        batch.update("segment", {one.id: here})
        uid = uids.new(1)[0]
        rest = {**one.fields, **here, "start_at": at, "end_at": one.end, "created_at": now()}
        batch.insert("segment", [{"uid": uid, **rest}])
    return uid


def merge(store: Store, segments: Sequence[SegmentRef]) -> str:
    """Make one of several segments of one code in one document; return the uid that stays.

    The first in the text stays and spans them all, and what lies between; the memos and links of
    the others are on it then. Raises: UsageError for fewer than two, or of several codes or
    documents.
    """
    if len(segments) < 2:
        raise UsageError("Merging takes two segments or more.")
    if len({(s.code, s.document) for s in segments}) > 1:
        raise UsageError("Only segments of one code in one document can be merged.")
    subject = f"{segments[0].code} · {segments[0].document}"
    with store.batch("merge segments", subject) as batch:
        placed = sorted(_placed(batch.connection, segments), key=lambda p: (p.start, p.end))
        first, others = placed[0], placed[1:]
        if len({p.fields["round_id"] for p in placed}) > 1:
            raise UsageError("Only segments of one round can be merged.")
        end = max(p.end for p in placed)
        here = {"version_id": first.version_id, "start_at": first.start, "end_at": end}
        batch.update("segment", {first.id: here})
        twins.hand_over(batch, {p.uid: first.uid for p in others}, "segment")
        batch.delete("segment", [p.id for p in others])
    return first.uid


def _placed(connection: Connection, segments: Sequence[SegmentRef]) -> list[_Placed]:
    """Return where segments stand. Raises: InvalidSegment for one without a place in the text."""
    listed = ", ".join(f"s.{name}" for name in _FIELDS)
    rows = select_in(
        connection,
        "SELECT s.id, s.uid, p.document_id, d.version_id, p.start_at, p.end_at, p.state, "
        f"{listed} FROM segment s JOIN place p ON p.segment_id = s.id "
        "JOIN document d ON d.id = p.document_id WHERE s.id IN ({})",
        [s.id for s in segments],
    )
    found = []
    for key, uid, document, version, start, end, state, *values in rows:
        if state in ("whole", "lost"):
            raise InvalidSegment("A segment on a whole document, or on words lost, has no ends.")
        fields = dict(zip(_FIELDS, values, strict=True))
        found.append(_Placed(key, uid, document, version, start, end, fields))
    return found
