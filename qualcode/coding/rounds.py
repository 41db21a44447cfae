"""Rounds while one codes: in which one this work is, who codes blind, what is closed.

While a blind round runs, its coders see nobody else's work on its documents (`store.blind`), and no
suggestion. What a coder does on a passage assigned to them in an open round belongs to that round,
unless they name another. The work of a closed round stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from qualcode.errors import NotAllowed, NotFound
from qualcode.store.closed import closed
from qualcode.store.keys import mark
from qualcode.store.places import Maps
from qualcode.store.store import Store

Passage = tuple[int, int]


@dataclass(frozen=True)
class Assigned:
    """A passage one coder codes in a round, in the current text; whole: all of its document."""

    id: int
    round_id: int
    coder_id: int
    document_id: int
    start: int
    end: int
    whole: bool


@dataclass(frozen=True)
class Current:
    """The open round that a coder's work in a document belongs to, and their passages there.

    freeze: the state of the codebook that is coded by, by name; None where nothing was frozen.
    """

    id: int
    name: str
    kind: str
    blind: bool
    passages: tuple[Passage, ...]
    whole: bool
    freeze: str | None = None

    def holds(self, start: int | None, end: int | None) -> bool:
        """Say whether a span (None: the whole document) meets an assigned passage."""
        if start is None or end is None:
            return True
        return any(start < last and end > first for first, last in self.passages)


def blind_round(store: Store, document_id: int, coder_id: int) -> str | None:
    """Return the name of an open blind round in which this coder codes this document, or None."""
    with store.read() as connection:
        m = mark(connection)
        row = connection.exec_driver_sql(
            "SELECT r.name FROM coding_round r JOIN assignment a ON a.round_id = r.id "
            "JOIN version v ON v.id = a.version_id "
            f"WHERE v.document_id = {m} AND a.coder_id = {m} AND r.blind = 1 "
            "AND r.closed_at IS NULL ORDER BY r.id",
            (document_id, coder_id),
        ).first()
    return None if row is None else str(row[0])


def blind_documents(store: Store, coder_id: int) -> set[int]:
    """Return the keys of the documents a coder codes blind now: no suggestion is shown there."""
    with store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT DISTINCT v.document_id FROM coding_round r "
            "JOIN assignment a ON a.round_id = r.id JOIN version v ON v.id = a.version_id "
            f"WHERE a.coder_id = {mark(connection)} AND r.blind = 1 AND r.closed_at IS NULL",
            (coder_id,),
        )
        return {row[0] for row in rows}


def assigned(
    connection: Connection,
    *,
    rounds: Collection[int] | None = None,
    coder_id: int | None = None,
    documents: Collection[int] | None = None,
) -> list[Assigned]:
    """Return assignments where they stand in the current texts; a passage of nothing is left out.

    rounds: these alone; without them, the open ones.
    """
    m = mark(connection)
    sql = (
        "SELECT a.id, a.round_id, a.coder_id, v.document_id, a.version_id, a.start_at, a.end_at, "
        "d.version_id, t.characters FROM assignment a JOIN coding_round r ON r.id = a.round_id "
        "JOIN version v ON v.id = a.version_id JOIN document d ON d.id = v.document_id "
        "JOIN version w ON w.id = d.version_id JOIN texts t ON t.id = w.texts_id WHERE "
    )
    sql += "r.closed_at IS NULL" if rounds is None else "1 = 1"
    bound: tuple[int, ...] = ()
    if coder_id is not None:
        sql += f" AND a.coder_id = {m}"
        bound = (coder_id,)
    rows = list(connection.exec_driver_sql(f"{sql} ORDER BY a.id", bound))
    if rounds is not None:
        rows = [r for r in rows if r[1] in rounds]
    if documents is not None:
        rows = [r for r in rows if r[3] in documents]
    maps = Maps(connection, {r[3] for r in rows if r[5] is not None and r[4] != r[7]})
    found = []
    for key, rnd, coder, document, version, start, end, now, characters in rows:
        whole = start is None
        if whole:
            start, end = 0, characters
        elif version != now:
            start, end, _ = maps.between(version, now).place(start, end)
        if start < end or whole:
            found.append(Assigned(key, rnd, coder, document, start, end, whole))
    return found


def current(
    connection: Connection, coder_id: int, documents: Collection[int] | None
) -> dict[int, list[Current]]:
    """Return the open rounds of a coder by document, of all or some, the earliest opened first."""
    m = mark(connection)
    open_rounds = {
        r[0]: r[1:]
        for r in connection.exec_driver_sql(
            "SELECT r.id, r.name, r.kind, r.blind, f.name FROM coding_round r "
            "LEFT JOIN codebook_freeze f ON f.id = r.freeze_id WHERE r.closed_at IS NULL "
            f"AND EXISTS (SELECT 1 FROM assignment a WHERE a.round_id = r.id AND a.coder_id = {m})",
            (coder_id,),
        )
    }
    if not open_rounds:
        return {}
    grouped: dict[tuple[int, int], list[Assigned]] = {}
    for one in assigned(connection, coder_id=coder_id, documents=documents):
        grouped.setdefault((one.document_id, one.round_id), []).append(one)
    found: dict[int, list[Current]] = {}
    for (document, rnd), listed in sorted(grouped.items()):
        name, kind, blind, freeze = open_rounds[rnd]
        passages = tuple(sorted((one.start, one.end) for one in listed))
        whole = any(one.whole for one in listed)
        found.setdefault(document, []).append(
            Current(rnd, name, kind, bool(blind), passages, whole, freeze)
        )
    return found


def holds(ranges: Collection[Passage], start: int, end: int) -> bool:
    """Say whether ranges, taken together, hold a stretch."""
    at = start
    for first, last in sorted(ranges):
        if first > at:
            break
        at = max(at, last)
    return at >= end


RoundOf = Callable[[int], "int | None"]
"""The key of the round that work in a document (by key) belongs to."""


def round_of(store: Store, coder_id: int, documents: Iterable[int]) -> RoundOf:
    """Return in which round a coder's work on whole documents is."""
    with store.read() as connection:
        found = current(connection, coder_id, set(documents))
    return lambda document: found[document][0].id if document in found else None


def find_open(store: Store, name: str, coder_id: int) -> int:
    """Return the key of a round to work in. Raises: NotFound, Conflict where it is closed."""
    with store.read() as connection:
        m = mark(connection)
        sql = f"SELECT id, name, closed_at FROM coding_round WHERE name = {m} OR uid = {m}"
        row = connection.exec_driver_sql(sql, (name, name)).first()
        if row is None:
            raise NotFound(f"No round “{name}”. List rounds with: qualcode agreement round list")
        if row[2] is not None:
            raise closed(row[1])
        sql = f"SELECT 1 FROM assignment WHERE round_id = {m} AND coder_id = {m} LIMIT 1"
        if connection.exec_driver_sql(sql, (row[0], coder_id)).first() is None:
            raise NotAllowed(
                f"You code nothing in the round “{row[1]}”. See who does: "
                f"qualcode agreement round status {row[1]}"
            )
    return int(row[0])


def refuse_unaided(store: Store, document_id: int, coder_id: int, origin: str) -> None:
    """Refuse to take a suggestion where one codes blind. Raises: NotAllowed."""
    if origin != "suggested":
        return
    name = blind_round(store, document_id, coder_id)
    if name is not None:
        raise NotAllowed(
            f"You code this document unaided in “{name}”: suggestions come when it is closed."
        )
