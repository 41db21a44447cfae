"""Applying, removing and changing segments.

A segment is one code on one span of one document by one coder in one round; the same again is the
same segment. A span must hold words. The screens select spoken words only; the API and imports
may also code what stands outside the turns, such as a header.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from qualcode.coding import frozen, rounds, twins
from qualcode.coding.codes import CodeRef, applicable
from qualcode.documents import listing
from qualcode.documents.listing import DocumentRow
from qualcode.errors import InvalidSegment, NotAllowed, NotFound, UsageError
from qualcode.store.closed import closed
from qualcode.store.finding import by_beginning
from qualcode.store.journal import now
from qualcode.store.keys import mark, select_in
from qualcode.store.store import Store

ORIGINS = ("manual", "auto", "suggested", "consensus", "imported")


@dataclass(frozen=True)
class Span:
    """Where a segment goes: offsets in the current text, or None for the whole document."""

    start: int | None
    end: int | None


def locate(
    store: Store,
    document: DocumentRow,
    start: int | None,
    end: int | None,
    quote: str | None,
    nth: int | None,
    whole: bool,
) -> Span:
    """Return the span that offsets, a quote or `whole` mean.

    Raises: UsageError for none or several of them, InvalidSegment for a span or quote that the
    document does not have (or has several times, without `nth`).
    """
    given = (start is not None or end is not None, quote is not None, whole)
    if sum(given) != 1:
        raise UsageError("Say where: start and end, or a quote, or the whole document.")
    if whole:
        return Span(None, None)
    if quote is not None:
        return _quoted(listing.text(store, document), document, quote, nth)
    if start is None or end is None:
        raise UsageError("A span needs both start and end.")
    if not 0 <= start < end <= document.characters:
        raise InvalidSegment(
            f"{document.document} has no span {start}:{end}: its text runs from 0 to "
            f"{document.characters}, and a span needs a start before its end."
        )
    if not listing.passage(store, document, start, end).strip():
        raise InvalidSegment(f"{document.document} {start}:{end} holds no words to code.")
    return Span(start, end)


def _quoted(content: str, document: DocumentRow, quote: str, nth: int | None) -> Span:
    if not quote.strip():
        raise UsageError("The quote is empty.")
    places = []
    at = content.find(quote)
    while at >= 0:
        places.append(at)
        at = content.find(quote, at + 1)
    shown = quote if len(quote) <= 30 else quote[:29] + "…"
    if not places:
        raise InvalidSegment(
            f"{document.document} does not hold the quote “{shown}” in these exact characters."
        )
    if nth is None and len(places) > 1:
        raise InvalidSegment(
            f"{document.document} holds “{shown}” {len(places)} times. Say which: nth 1 to "
            f"{len(places)}."
        )
    nth = 1 if nth is None else nth
    if not 1 <= nth <= len(places):
        raise InvalidSegment(
            f"{document.document} holds “{shown}” {len(places)} times; there is no number {nth}."
        )
    return Span(places[nth - 1], places[nth - 1] + len(quote))


def apply(
    store: Store,
    document: DocumentRow,
    code: CodeRef,
    span: Span,
    *,
    coder_id: int,
    round_id: int | None = None,
    strength: int | None = None,
    origin: str = "manual",
) -> str:
    """Apply a code to a span of the current text; return the segment's uid.

    Where this coder has applied it there already, that segment's uid. Raises: UsageError,
    NotAllowed for a suggestion where one codes blind, Conflict for a code that the round's freeze
    does not have.
    """
    check_strength(strength)
    if origin not in ORIGINS:
        raise UsageError(f"No origin “{origin}”. Origins are: {', '.join(ORIGINS)}.")
    rounds.refuse_unaided(store, document.id, coder_id, origin)
    with store.batch("apply code", f"{code.code} · {document.document}") as batch:
        code = frozen.as_frozen(batch.connection, round_id, code)
        there = _same(batch.connection, document, code, span, coder_id, round_id)
        if there is not None:
            return there
        row = {
            "version_id": document.version_id, "start_at": span.start, "end_at": span.end,
            "code_id": code.id, "code_revision": code.revision, "coder_id": coder_id,
            "round_id": round_id, "strength": strength, "origin": origin, "created_at": now(),
        }  # fmt: skip
        [key] = batch.insert("segment", [row])
        return store.keys.uids(batch.connection, "segment", [key])[key]


def check_strength(strength: int | None) -> None:
    """Refuse a strength outside 0–100. Raises: UsageError."""
    if strength is not None and not 0 <= strength <= 100:
        raise UsageError(f"Strength runs from 0 to 100, not {strength}.")


def _same(
    connection: Connection,
    document: DocumentRow,
    code: CodeRef,
    span: Span,
    coder_id: int,
    round_id: int | None,
) -> str | None:
    m = mark(connection)
    start, end = (0, document.characters) if span.start is None else (span.start, span.end)
    whole = "=" if span.start is None else "<>"
    same_round = f"s.round_id = {m}" if round_id is not None else "s.round_id IS NULL"
    bound: list[object] = [document.id, start, end, code.id, coder_id]
    if round_id is not None:
        bound.append(round_id)
    row = connection.exec_driver_sql(
        "SELECT s.uid FROM place p JOIN segment s ON s.id = p.segment_id "
        f"WHERE p.document_id = {m} AND p.start_at = {m} AND p.end_at = {m} "
        f"AND p.state {whole} 'whole' AND s.code_id = {m} AND s.coder_id = {m} AND {same_round}",
        tuple(bound),
    ).first()
    return None if row is None else str(row[0])


@dataclass(frozen=True)
class SegmentRef:
    """A segment as one who changes it needs it."""

    id: int
    uid: str
    coder_id: int
    document: str
    code: str
    round_id: int | None
    closed_round: str | None


def find(store: Store, uids: Sequence[str]) -> list[SegmentRef]:
    """Return segments by uid or a unique beginning of eight characters or more.

    Raises: NotFound, Ambiguous.
    """
    sql = (
        "SELECT s.id, s.uid, s.coder_id, d.shown, c.shown, s.round_id, r.name FROM segment s "
        "JOIN version v ON v.id = s.version_id JOIN document d ON d.id = v.document_id "
        "JOIN code c ON c.id = s.code_id "
        "LEFT JOIN coding_round r ON r.id = s.round_id AND r.closed_at IS NOT NULL "
        "WHERE s.{} IN ({{}})"
    )
    with store.read() as connection:
        rows = {r[1]: r for r in select_in(connection, sql.format("uid"), list(uids))}
        for uid in uids:
            if uid not in rows:
                key = by_beginning(connection, "segment", uid, "segment")
                if key is not None:
                    [rows[uid]] = select_in(connection, sql.format("id"), [key])
    lost = [u for u in uids if u not in rows]
    if lost:
        raise NotFound(
            f"No segment “{lost[0]}”. List segments and their uids with: qualcode coding list"
        )
    return [SegmentRef(*rows[u]) for u in uids]


def own(segments: Sequence[SegmentRef], coder_id: int) -> None:
    """Refuse to touch another's segments, or those of a closed round.

    Raises: NotAllowed, Conflict.
    """
    for one in segments:
        if one.coder_id != coder_id:
            raise NotAllowed(
                f"The segment “{one.code}” in {one.document} is another coder's work; only who "
                "made it changes it. Disagree in reconciliation, or apply your own code."
            )
        if one.closed_round is not None:
            raise closed(one.closed_round)


def remove(store: Store, segments: Sequence[SegmentRef]) -> None:
    """Remove segments, in one batch. Memos on them stay, and come back with an undo."""
    subject = (
        f"{segments[0].code} · {segments[0].document}"
        if len(segments) == 1
        else (f"{len(segments)} segments")
    )
    with store.batch("remove code", subject) as batch:
        batch.delete("segment", [s.id for s in segments])


def change(
    store: Store,
    segment: SegmentRef,
    *,
    code: str | None = None,
    span: tuple[DocumentRow, Span] | None = None,
    strength: int | None = None,
    clear_strength: bool = False,
) -> str:
    """Change a segment's code, extent or strength, keeping its identity and memos; return its uid.

    Where one like it is there, that one stays with the memos of both, and its uid is returned.
    """
    check_strength(strength)
    fields: dict[str, object] = {}
    place_now: twins.Place | None = None
    label, subject = "change segment", f"{segment.code} · {segment.document}"
    if code is not None:
        ref = _as_frozen(store, segment.round_id, applicable(store, code))
        fields |= {"code_id": ref.id, "code_revision": ref.revision}
        label, subject = "recode segment", f"{segment.code} → {ref.code} · {segment.document}"
    if span is not None:
        document, place = span
        fields |= {
            "version_id": document.version_id,
            "start_at": place.start,
            "end_at": place.end,
        }
        label = "resize segment" if code is None else label
        start, end = (0, document.characters) if place.start is None else (place.start, place.end)
        place_now = (document.id, start, end, place.start is None)
    if strength is not None or clear_strength:
        fields["strength"] = strength
        label = "set strength" if len(fields) == 1 else label
    if not fields:
        raise UsageError("Say what to change: the code, the span or the strength.")
    with store.batch(label, subject) as batch:
        batch.update("segment", {segment.id: fields})
        if code is None and span is None:
            return segment.uid
        stays = twins.join(batch, [segment.id], place_now).get(segment.uid, segment.uid)
        if stays != segment.uid and "strength" in fields:
            key = store.keys.ids(batch.connection, "segment", [stays])[stays]
            batch.update("segment", {key: {"strength": strength}})
    return stays


def recode(store: Store, segments: Sequence[SegmentRef], code: str) -> int:
    """Give segments another code in one batch; return how many had another before.

    Of two that become alike one stays, with the memos of both.
    """
    ref = applicable(store, code)
    changed = [s for s in segments if s.code != ref.code]
    refs = {r: _as_frozen(store, r, ref) for r in {s.round_id for s in changed}}
    if len(changed) == 1:
        subject = f"{changed[0].code} → {ref.code} · {changed[0].document}"
    else:
        subject = f"{len(changed)} segments → {ref.code}"
    with store.batch("recode segment", subject) as batch:
        batch.update("segment", {
            s.id: {"code_id": ref.id, "code_revision": refs[s.round_id].revision} for s in changed
        })  # fmt: skip
        twins.join(batch, [s.id for s in changed])
    return len(changed)


def _as_frozen(store: Store, round_id: int | None, code: CodeRef) -> CodeRef:
    with store.read() as connection:
        return frozen.as_frozen(connection, round_id, code)
