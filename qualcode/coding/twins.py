"""Two segments alike: one code, coder, round and place in the text. The same again is the same.

Where a change would leave two, one stays, with the memos and links of both. Compared is where they
stand now, so that a correction elsewhere in the text between the two makes no difference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from qualcode.store.journal import Batch
from qualcode.store.keys import select_in

Spot = tuple[object, ...]
"""What is equal for two segments of one code that are alike."""
Place = tuple[int, int | None, int | None, bool]
"""A place in a text: the document, where it starts and ends, and whether it is the whole."""

COLUMNS = (
    "s.id, s.uid, s.coder_id, s.round_id, p.state, p.document_id, p.start_at, p.end_at, "
    "s.version_id, s.start_at, s.end_at"
)
FROM = "segment s JOIN place p ON p.segment_id = s.id"


def spot(row: Sequence[Any]) -> Spot:
    """Return the spot of a row of `COLUMNS`; of words that are lost it is where they stood."""
    _, _, coder, rnd, state, document, start, end, *anchor = row
    if state == "lost":
        return coder, rnd, state, *anchor
    return placed(coder, rnd, document, start, end, state == "whole")


def placed(
    coder: object, rnd: object, document: object, start: object, end: object, whole: bool
) -> Spot:
    """Return the spot of a segment that stands in a text."""
    return coder, rnd, "whole" if whole else "", document, start, end


def join(batch: Batch, changed: Sequence[int], place: Place | None = None) -> dict[str, str]:
    """Make one of each segment that was changed and one like it; return who stays (uid → uid).

    That which was there stays; of two that were changed, the one made first. place: where they
    stand from this batch on, if it moves them.
    """
    connection = batch.connection
    moved = set(changed)
    alike: dict[Spot, list[tuple[bool, int, str]]] = {}
    for code, *row in _near(connection, changed):
        key, uid, coder, rnd, *_ = row
        new = key in moved
        here = placed(coder, rnd, *place) if new and place is not None else spot(row)
        alike.setdefault((code, *here), []).append((new, key, uid))
    going: dict[int, tuple[str, str]] = {}
    for same in alike.values():
        (_, _, stays), *others = sorted(same)
        going.update({key: (uid, stays) for new, key, uid in others if new})
    kept = dict(going.values())
    hand_over(batch, kept, "segment")
    batch.delete("segment", sorted(going))
    return kept


def _near(connection: Connection, changed: Sequence[int]) -> list[Sequence[Any]]:
    """Return the segments of the same codes in the same documents, each with its code first."""
    sql = f"SELECT DISTINCT s.code_id, p.document_id FROM {FROM} WHERE s.id IN ({{}})"
    pairs = {(r[0], r[1]) for r in select_in(connection, sql, list(changed))}
    codes = {code for code, _ in pairs}
    sql = f"SELECT s.code_id, {COLUMNS} FROM {FROM} WHERE p.document_id IN ({{}})"
    rows = select_in(connection, sql, sorted({document for _, document in pairs}))
    return [row for row in rows if row[0] in codes]


def hand_over(batch: Batch, kept: Mapping[str, str], table: str) -> None:
    """Point memos and links from what goes to what stays (uid → uid); between the two none is."""
    if not kept:
        return
    sql = "SELECT id, about_uid FROM memo WHERE about_table = ? AND about_uid IN ({})"
    memos = list(select_in(batch.connection, sql, list(kept), table))
    batch.update("memo", {one: {"about_uid": kept[uid]} for one, uid in memos})
    ends: dict[int, dict[str, str]] = {}
    for end in ("source", "target"):
        sql = f"SELECT id, source_uid, target_uid FROM link WHERE {end}_table = ? AND {end}_uid "
        rows = select_in(batch.connection, sql + "IN ({})", list(kept), table)
        for one, source, target in rows:
            both = ends.setdefault(one, {"source_uid": source, "target_uid": target})
            both[f"{end}_uid"] = kept[both[f"{end}_uid"]]
    own = [one for one, both in ends.items() if both["source_uid"] == both["target_uid"]]
    batch.update("link", {one: dict(both) for one, both in ends.items() if one not in own})
    batch.delete("link", own)
