"""The net of a batch: what its rows were before, against what they are in the end.

A row inserted and deleted again leaves no trace, a field set back to what it was is no change. An
anchor is one value: where a part of it changes all of it is written, so that two copies which move
different ends of a segment meet in one of the two places and never in a mixture.
Rows are kept one by one where they are few or touched twice, column by column where they are many.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from qualcode.store.keys import Keys
from qualcode.store.payload import Change
from qualcode.store.rows import Row, Where, read_rows
from qualcode.store.tables import ANCHOR, fields, metadata, references

Changed = tuple[Change, list[int], Where]
"""One thing done to rows of a table, the keys of these rows, and where they are."""


@dataclass
class Bulk:
    """Rows inserted column by column: `first` is the key of the first."""

    first: int
    uids: list[str]
    columns: dict[str, list[Any]]
    dirty: bool = False

    def __contains__(self, row: int) -> bool:
        return self.first <= row < self.first + len(self.uids)


@dataclass
class Touched:
    """What a batch has done to one table so far: rows with their values before, and bulk rows."""

    before: dict[int, Row | None] = field(default_factory=dict)
    bulk: list[Bulk] = field(default_factory=list)
    restored: set[int] = field(default_factory=set)
    added: list[tuple[list[int], dict[str, list[Any]]]] = field(default_factory=list)
    """Values inserted column by column: the cases, and what was inserted."""
    deleted: list[tuple[list[int], list[str], dict[str, list[Any]]]] = field(default_factory=list)
    """Many rows deleted at once: their keys, uids, and what they held."""

    def open_bulk(self) -> None:
        """Take what was done in bulk for rows like others, since one of them is touched again."""
        for cases, _ in self.added:
            self.before.update((case, None) for case in cases if case not in self.before)
        for ids, _, columns in self.deleted:
            for at, one in enumerate(ids):
                self.before[one] = {name: column[at] for name, column in columns.items()}
        self.added.clear()
        self.deleted.clear()


class Net:
    """Computes the net over one connection."""

    def __init__(self, connection: Connection, keys: Keys) -> None:
        self.connection = connection
        self.keys = keys

    def of(self, touches: Mapping[Where, Touched]) -> list[Changed]:
        """Return the net of what was touched, with the keys of the rows."""
        found: list[Changed] = []
        for where, touched in touches.items():
            for bulk in touched.bulk:
                found += self._net_bulk(where, bulk)
            for cases, columns in touched.added:
                change = Change("value", "insert", self._row_uids(where, cases), dict(columns))
                change.scope = self._scope_uid(where)
                found.append((change, cases, where))
            for ids, row_uids, columns in touched.deleted:
                change = Change(where[0], "delete", row_uids)
                change.before = self.outward(where[0], columns)
                found.append((change, ids, where))
            found += self._net_rows(where, touched)
        return found

    def _net_bulk(self, where: Where, bulk: Bulk) -> list[Changed]:
        table, _scope = where
        ids = list(range(bulk.first, bulk.first + len(bulk.uids)))
        row_uids, columns = bulk.uids, bulk.columns
        if bulk.dirty:
            rows = read_rows(self.connection, table, 0, ids)
            ids = [i for i in ids if rows[i] is not None]
            all_uids = self.keys.uids(self.connection, table, ids)
            row_uids = [all_uids[i] for i in ids]
            columns = {n: [(rows[i] or {})[n] for i in ids] for n in columns}
        if not ids:
            return []
        change = Change(table, "insert", row_uids, self.outward(table, columns))
        return [(change, ids, where)]

    def _net_rows(self, where: Where, touched: Touched) -> list[Changed]:
        table, scope = where
        after = read_rows(self.connection, table, scope, list(touched.before))
        kinds: dict[tuple[str, ...], list[int]] = {}
        for key, old in touched.before.items():
            new = after[key]
            if new is not None and old is not None:
                differing = {n for n in new if not same(new[n], old[n])}
                if table == "segment" and not differing.isdisjoint(ANCHOR):
                    differing.update(ANCHOR)
                changed = tuple(n for n in new if n in differing)
                if changed:
                    kinds.setdefault(("update", *changed), []).append(key)
            elif new is not None:
                kind = "restore" if key in touched.restored else "insert"
                kinds.setdefault((kind,), []).append(key)
            elif old is not None:
                kinds.setdefault(("delete",), []).append(key)
        found = []
        names = tuple(fields(metadata.tables[table]))
        for (operation, *some), ids in kinds.items():
            ids.sort()
            change = Change(table, operation, self._row_uids(where, ids))
            if table == "value":
                change.scope = self._scope_uid(where)
            listed = tuple(some) or names
            if operation in ("insert", "update"):
                change.after = self._columns(table, listed, [after[i] for i in ids])
            if operation in ("delete", "update"):
                change.before = self._columns(table, listed, [touched.before[i] for i in ids])
            found.append((change, ids, where))
        return found

    def _scope_uid(self, where: Where) -> str:
        return self.keys.uids(self.connection, "variable", [where[1]])[where[1]]

    def _row_uids(self, where: Where, ids: list[int]) -> list[str]:
        table = "cases" if where[0] == "value" else where[0]
        known = self.keys.uids(self.connection, table, ids)
        return [known[i] for i in ids]

    def _columns(
        self, table: str, names: Sequence[str], rows: Sequence[Row | None]
    ) -> dict[str, list[Any]]:
        return self.outward(table, {n: [(r or {})[n] for r in rows] for n in names})

    def outward(self, table: str, columns: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
        """Return the columns with uids in place of integer references."""
        found = dict(columns)
        for name, target in references(metadata.tables[table]).items():
            if name in found:
                ids = {i for i in found[name] if i is not None}
                known = self.keys.uids(self.connection, target, ids)
                found[name] = [None if i is None else known[i] for i in found[name]]
        return found


def same(one: Any, other: Any) -> bool:
    """Say whether two stored values are the same value."""
    return bool(one == other)
