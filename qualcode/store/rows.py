"""Reading and writing rows of any table by their integer keys, many at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from qualcode.store.keys import CHUNK, mark, marks, runs, select_in
from qualcode.store.tables import fields, metadata

Row = dict[str, Any]
Where = tuple[str, int]
"""A table and, for `value`, the variable whose column it is; else 0."""


def read_rows(
    connection: Connection, table: str, scope: int, ids: list[int]
) -> dict[int, Row | None]:
    """Return rows by key, journalled fields only; None where there is no such row."""
    names = fields(metadata.tables[table])
    found: dict[int, Row | None] = dict.fromkeys(ids)
    listed = ", ".join(names)
    if table == "value":
        sql = f"SELECT case_id, {listed} FROM value WHERE variable_id = ? AND case_id IN ({{}})"
        rows: Iterable[Sequence[Any]] = select_in(connection, sql, ids, scope)
    else:
        rows = by_key(connection, f"SELECT id, {listed} FROM {table} WHERE id", ids)
    for row in rows:
        found[row[0]] = dict(zip(names, row[1:], strict=True))
    return found


def by_key(connection: Connection, sql: str, ids: list[int]) -> Iterable[Sequence[Any]]:
    """Return the rows of a query that ends in a key, for these keys: by ranges where they run."""
    ranges = runs(sorted(ids)) if len(ids) > CHUNK else []
    if not ranges or len(ranges) * 100 > len(ids):
        return select_in(connection, f"{sql} IN ({{}})", ids)
    m = mark(connection)
    return (
        row
        for pair in ranges
        for row in connection.exec_driver_sql(f"{sql} BETWEEN {m} AND {m}", pair).all()
    )


def record_rows(connection: Connection, event_id: int, where: Where, ids: Iterable[int]) -> None:
    """Note which rows an event touched, as runs of keys in the order of its payload."""
    rows = [
        (event_id, n, where[0], where[1], first, last) for n, (first, last) in enumerate(runs(ids))
    ]
    sql = (
        "INSERT INTO event_row (event_id, position, table_name, scope, first_row, last_row) "
        f"VALUES ({marks(connection, 6)})"
    )
    if rows:
        connection.exec_driver_sql(sql, rows)


def insert_returning(connection: Connection, table: str, row: Mapping[str, Any]) -> int:
    """Insert one row into a table whose keys the database gives; return the key."""
    sql = (
        f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks(connection, len(row))}) "
        "RETURNING id"
    )
    return int(connection.exec_driver_sql(sql, tuple(row.values())).scalar_one())
