"""Giving segments another code when codes are merged or split.

Table `segment` belongs to coding; this is the one place outside it that writes there, because a
code and its segments must change in one batch. Invariant: no segment is lost, save that of two
alike (one coder, one round, one place) one stays, with the memos of both.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection

from qualcode.coding import twins
from qualcode.errors import Ambiguous, NotFound
from qualcode.store.finding import LEAST
from qualcode.store.journal import Batch
from qualcode.store.keys import mark, select_in


def of_code(connection: Connection, code: int) -> dict[str, int]:
    """Return the keys of a code's segments by uid, in the order they were made."""
    sql = f"SELECT uid, id FROM segment WHERE code_id = {mark(connection)} ORDER BY id"
    return {r[0]: r[1] for r in connection.exec_driver_sql(sql, (code,)).all()}


def meant(there: Mapping[str, int], code: str, uid: str) -> str:
    """Return the uid among a code's segments that is given whole or by its beginning.

    Raises: NotFound, Ambiguous.
    """
    if uid in there:
        return uid
    fits = [one for one in there if uid and one.startswith(uid.lower())]
    if len(fits) > 1 or (fits and len(uid) < LEAST):
        raise Ambiguous(
            f"“{uid}” is too short: {len(fits)} of the segments of “{code}” begin so. Give more of "
            f"it, at least {LEAST} characters.",
            fits[:5],
        )
    if not fits:
        raise NotFound(f"“{code}” has no segment {uid}. Reload, and assign again.")
    return fits[0]


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
    """Return how many segments of one code another has too: one coder, round and place."""
    return len(_twins(connection, source, target))


def _twins(connection: Connection, source: int, target: int) -> list[tuple[int, str, str]]:
    """Return source segments that the target has too: key, uid, and uid of the one that stays."""
    sql = (
        f"SELECT {twins.COLUMNS} FROM {twins.FROM} "
        f"WHERE s.code_id = {mark(connection)} ORDER BY s.id DESC"
    )
    rows = connection.exec_driver_sql(sql, (target,)).all()
    there = {twins.spot(row): str(row[1]) for row in rows}
    spots = [(row, twins.spot(row)) for row in connection.exec_driver_sql(sql, (source,)).all()]
    return [(row[0], row[1], there[spot]) for row, spot in spots if spot in there]


def hand_over(batch: Batch, kept: dict[str, str], what: str) -> None:
    """Point what speaks of the segments or codes that go to those that stay (uid → uid)."""
    twins.hand_over(batch, kept, what)
    if what == "segment":
        sql = "SELECT id, segment_uid FROM code_example WHERE segment_uid IN ({})"
        rows = select_in(batch.connection, sql, list(kept))
        batch.update("code_example", {one: {"segment_uid": kept[uid]} for one, uid in rows})
