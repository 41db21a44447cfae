"""Reading the journal: the events that touched given rows, in the one order all copies share.

The order is (Lamport time, chain uid, sequence, position): the same in every copy that holds the
same batches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from qualcode.store import payload
from qualcode.store.keys import chunks, mark, select_in
from qualcode.store.lifts import lift
from qualcode.store.payload import Change

Order = tuple[int, str, int, int]

_SELECT = (
    "SELECT e.id, b.lamport, c.uid, b.sequence, e.position, e.table_name, e.operation, e.revision, "
    "e.payload, b.coder_uid, b.kind, b.undoes, b.made_at "
    "FROM event e JOIN batch b ON b.id = e.batch_id JOIN chain c ON c.id = b.chain_id "
)


@dataclass(frozen=True)
class Entry:
    """One event with the place it has in the order and the batch it belongs to."""

    id: int
    order: Order
    change: Change | None
    batch_uid: str
    coder_uid: str
    kind: str
    undoes: str | None
    made_at: str


def _entry(row: Sequence[Any]) -> Entry:
    data = row[8]
    change = None
    if data is not None:
        change = lift(payload.decode(row[5], row[6], bytes(data)), row[7])
    return Entry(
        row[0],
        (row[1], row[2], row[3], row[4]),
        change,
        f"{row[2]}/{row[3]}",
        row[9],
        row[10],
        row[11],
        row[12],
    )


def of_batch(connection: Connection, chain_uid: str, sequence: int) -> list[Entry]:
    """Return the events of one batch."""
    m = mark(connection)
    sql = _SELECT + f"WHERE c.uid = {m} AND b.sequence = {m} ORDER BY e.position"
    return [_entry(r) for r in connection.exec_driver_sql(sql, (chain_uid, sequence))]


def everything(connection: Connection) -> Iterator[Entry]:
    """Yield every event of the project in order."""
    sql = _SELECT + "ORDER BY b.lamport, c.uid, b.sequence, e.position"
    for row in connection.exec_driver_sql(sql):
        yield _entry(row)


def touching(
    connection: Connection, table: str, scope: int, rows: Sequence[int], *, after: int = 0
) -> list[int]:
    """Return the keys of the events later stored than `after` that touched any of the rows."""
    m = mark(connection)
    found: dict[int, None] = {}
    base = f"SELECT DISTINCT event_id FROM event_row WHERE table_name = {m} AND scope = {m} "
    if not rows:
        return []
    low, high = min(rows), max(rows)
    if len(rows) > 2000:
        sql = (
            base + f"AND last_row = first_row AND first_row BETWEEN {m} AND {m} AND event_id > {m}"
        )
        bound: tuple[Any, ...] = (table, scope, low, high, after)
        found.update((r[0], None) for r in connection.exec_driver_sql(sql, bound))
    else:
        for part in chunks(rows):
            sql = (
                "SELECT DISTINCT event_id FROM event_row WHERE table_name = ? AND scope = ? "
                "AND event_id > ? AND last_row = first_row AND first_row IN ({})"
            )
            hits = select_in(connection, sql, part, table, scope, after)
            found.update((r[0], None) for r in hits)
    sql = (
        base
        + f"AND last_row > first_row AND last_row >= {m} AND first_row <= {m} AND event_id > {m}"
    )
    hits = connection.exec_driver_sql(sql, (table, scope, low, high, after))
    found.update((r[0], None) for r in hits)
    return sorted(found)


def load(connection: Connection, event_ids: Iterable[int]) -> list[Entry]:
    """Return these events in order."""
    sql = _SELECT + "WHERE e.id IN ({})"
    entries = [_entry(r) for r in select_in(connection, sql, list(event_ids))]
    return sorted(entries, key=lambda e: e.order)


def history(
    connection: Connection, table: str, scope: int, rows: Sequence[int], *, after: int = 0
) -> list[Entry]:
    """Return the events that touched any of the rows, in order."""
    return load(connection, touching(connection, table, scope, rows, after=after))
