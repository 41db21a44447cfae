"""Giving segments another code when codes are merged or split.

Table `segment` belongs to coding; this is the one place outside it that writes there, because a
code and its segments must change in one batch. Invariant: no segment is lost, save that of two
alike (one coder, one round, one anchor) one stays, with the memos of both.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection

from qualcode.store.journal import Batch
from qualcode.store.keys import mark, select_in


def of_code(connection: Connection, code: int) -> dict[str, int]:
    """Return the keys of a code's segments by uid, in the order they were made."""
    sql = f"SELECT uid, id FROM segment WHERE code_id = {mark(connection)} ORDER BY id"
    return {r[0]: r[1] for r in connection.exec_driver_sql(sql, (code,)).all()}


def recode(batch: Batch, ids: Collection[int], code: int, revision: int) -> None:
    """Put segments under a code, as if applied in this revision of it."""
    if ids:
        batch.update("segment", {i: {"code_id": code, "code_revision": revision} for i in ids})


def join(batch: Batch, source: int, target: int, revision: int) -> tuple[int, int]:
    """Put all segments of one code under another; return how many moved and how many collapsed."""
    twins = _twins(batch.connection, source, target)
    hand_over(batch, {gone: kept for _, gone, kept in twins}, "segment")
    going = {one for one, _, _ in twins}
    ids = [one for one in of_code(batch.connection, source).values() if one not in going]
    if going:
        batch.delete("segment", sorted(going))
    recode(batch, ids, target, revision)
    return len(ids), len(going)


def alike(connection: Connection, source: int, target: int) -> int:
    """Return how many segments of one code another has too: one coder, round and anchor."""
    return len(_twins(connection, source, target))


def _twins(connection: Connection, source: int, target: int) -> list[tuple[int, str, str]]:
    """Return source segments that the target has too: key, uid, and uid of the one that stays."""
    sql = (
        "SELECT id, uid, version_id, coder_id, start_at, end_at, round_id FROM segment "
        f"WHERE code_id = {mark(connection)} ORDER BY id DESC"
    )
    there = {tuple(r[2:]): r[1] for r in connection.exec_driver_sql(sql, (target,)).all()}
    rows = connection.exec_driver_sql(sql, (source,)).all()
    return [(r[0], r[1], there[tuple(r[2:])]) for r in rows if tuple(r[2:]) in there]


def hand_over(batch: Batch, kept: dict[str, str], what: str) -> None:
    """Point what speaks of the segments or codes that go to those that stay (uid → uid)."""
    for table, column, about in (
        ("memo", "about_uid", "about_table"),
        ("link", "source_uid", "source_table"),
        ("link", "target_uid", "target_table"),
    ):
        sql = f"SELECT id, {column} FROM {table} WHERE {about} = ? AND {column} IN ({{}})"
        _point(batch, table, column, list(select_in(batch.connection, sql, list(kept), what)), kept)
    if what == "segment":
        sql = "SELECT id, segment_uid FROM code_example WHERE segment_uid IN ({})"
        rows = list(select_in(batch.connection, sql, list(kept)))
        _point(batch, "code_example", "segment_uid", rows, kept)


def _point(
    batch: Batch, table: str, column: str, rows: Sequence[Sequence[Any]], kept: dict[str, str]
) -> None:
    if rows:
        batch.update(table, {one: {column: kept[uid]} for one, uid in rows})
