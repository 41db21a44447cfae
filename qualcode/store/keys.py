"""Integer keys inside, uids in the journal: the two ways between them.

A uid never changes its integer key within one database, not even when its row is deleted and
brought back, so what was looked up once stays true; only a rolled-back transaction forgets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Engine

CHUNK = 900
"""Values in one `IN` list: below the limit of every SQLite."""


def marks(engine_or_connection: Connection | Engine, n: int) -> str:
    """Return `n` placeholders of the driver, joined by commas."""
    return ", ".join([mark(engine_or_connection)] * n)


def mark(engine_or_connection: Connection | Engine) -> str:
    """Return the driver's placeholder."""
    return "?" if engine_or_connection.dialect.name == "sqlite" else "%s"


def chunks(items: Sequence[Any], size: int = CHUNK) -> Iterator[Sequence[Any]]:
    """Yield the items in runs of at most `size`."""
    for at in range(0, len(items), size):
        yield items[at : at + size]


def select_in(
    connection: Connection, sql: str, items: Sequence[Any], *more: Any
) -> Iterator[Sequence[Any]]:
    """Yield the rows of a query with `{}` where the IN list stands; `more` are bound before it."""
    for part in chunks(items):
        text = sql.replace("{}", marks(connection, len(part)))
        if connection.dialect.name != "sqlite":
            text = text.replace("?", "%s")
        yield from connection.exec_driver_sql(text, (*more, *part)).all()


def runs(ids: Iterable[int]) -> list[tuple[int, int]]:
    """Return the (first, last) runs of consecutive numbers, in the order given."""
    found: list[tuple[int, int]] = []
    first = last = None
    for one in ids:
        if last is not None and one == last + 1:
            last = one
            continue
        if first is not None and last is not None:
            found.append((first, last))
        first = last = one
    if first is not None and last is not None:
        found.append((first, last))
    return found


class Keys:
    """The uids and integer keys seen so far, by table."""

    def __init__(self) -> None:
        self._uid: dict[str, dict[int, str]] = {}
        self._id: dict[str, dict[str, int]] = {}

    def forget(self) -> None:
        """Forget all, after a rollback."""
        self._uid.clear()
        self._id.clear()

    def learn(self, table: str, ids: Iterable[int], uids: Iterable[str]) -> None:
        """Note keys that were just given."""
        keys, names = list(ids), list(uids)
        self._uid.setdefault(table, {}).update(zip(keys, names, strict=True))
        self._id.setdefault(table, {}).update(zip(names, keys, strict=True))

    def uids(self, connection: Connection, table: str, ids: Iterable[int]) -> dict[int, str]:
        """Return the uids of these keys; a deleted row still has its own."""
        known = self._uid.setdefault(table, {})
        unknown = [i for i in dict.fromkeys(ids) if i not in known]
        if unknown:
            self._look_up(connection, table, "id", "row_id", unknown)
        return known

    def ids(self, connection: Connection, table: str, uids: Iterable[str]) -> dict[str, int]:
        """Return the keys of these uids, as far as they were ever given here."""
        known = self._id.setdefault(table, {})
        unknown = [u for u in dict.fromkeys(uids) if u not in known]
        if unknown:
            self._look_up(connection, table, "uid", "uid", unknown)
        return known

    def _look_up(
        self, connection: Connection, table: str, by: str, tomb: str, wanted: list[Any]
    ) -> None:
        if len(wanted) > 20 * CHUNK:
            rows: Sequence[Sequence[Any]] = connection.exec_driver_sql(
                f"SELECT id, uid FROM {table}"
            ).all()
        else:
            sql = f"SELECT id, uid FROM {table} WHERE {by} IN ({{}})"
            rows = list(select_in(connection, sql, wanted))
        self.learn(table, [r[0] for r in rows], [r[1] for r in rows])
        side = self._uid[table] if by == "id" else self._id[table]
        lost = [w for w in wanted if w not in side]
        if lost:
            sql = f"SELECT row_id, uid FROM tombstone WHERE table_name = ? AND {tomb} IN ({{}})"
            rows = list(select_in(connection, sql, lost, table))
            self.learn(table, [r[0] for r in rows], [r[1] for r in rows])
