"""Batches: the only way a project changes.

A batch collects what is done to rows, writes it at once, and before the commit records the net of
it: a row inserted and deleted again leaves no trace, a field set back to what it was is no change.
Each event is one thing done to rows of one table; the chain's digest covers all. Invariant: the
tables equal the fold of the journal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from qualcode.store import payload, uids
from qualcode.store.heads import cite_heads
from qualcode.store.keys import Keys, mark, marks, runs
from qualcode.store.payload import Change
from qualcode.store.rows import Row, Where, insert_returning, read_rows, record_rows
from qualcode.store.tables import REVISION, fields, metadata, references


def now() -> str:
    """Return this moment as ISO 8601 in UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass
class Writer:
    """Who writes in this session, and the chain that holds what is written."""

    coder_uid: str
    coder_name: str
    chain_id: int
    chain_uid: str
    sequence: int = 0
    digest: bytes = b""


@dataclass(frozen=True)
class Made:
    """A batch that was committed: its uid, and what of it could not be done (undo only)."""

    uid: str
    label: str
    subject: str
    events: int
    left: tuple[str, ...] = ()


@dataclass
class _Bulk:
    """Rows inserted column by column: `first` is the key of the first."""

    first: int
    uids: list[str]
    columns: dict[str, list[Any]]
    dirty: bool = False

    def __contains__(self, row: int) -> bool:
        return self.first <= row < self.first + len(self.uids)


@dataclass
class _Touched:
    """What a batch has done to one table so far: rows with their values before, and bulk rows."""

    before: dict[int, Row | None] = field(default_factory=dict)
    bulk: list[_Bulk] = field(default_factory=list)
    restored: set[int] = field(default_factory=set)
    added: list[tuple[list[int], dict[str, list[Any]]]] = field(default_factory=list)
    """Values inserted column by column: the cases, and what was inserted."""

    def open_added(self) -> None:
        """Take bulk values for rows like others, since one of them is touched again."""
        for cases, _ in self.added:
            self.before.update((case, None) for case in cases if case not in self.before)
        self.added.clear()


class Batch:
    """One change in the making; get one from `Store.batch`."""

    def __init__(
        self,
        connection: Connection,
        keys: Keys,
        *,
        label: str,
        subject: str = "",
        kind: str = "change",
        undoes: str | None = None,
        round_uid: str | None = None,
    ) -> None:
        self.connection = connection
        self.keys = keys
        self.label = label
        self.subject = subject
        self.kind = kind
        self.undoes = undoes
        self.round_uid = round_uid
        self.left: list[str] = []
        self.made: Made | None = None
        self._touched: dict[Where, _Touched] = {}
        self._mark = mark(connection)

    # What areas call -------------------------------------------------------------------------

    def insert(self, table: str, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """Insert rows, all with the same columns; return their keys. A missing uid is made."""
        if not rows:
            return []
        names = [n for n in rows[0] if n != "uid"]
        columns = {n: [r[n] for r in rows] for n in names}
        given = [r.get("uid") for r in rows]
        fresh = iter(uids.new(sum(u is None for u in given)))
        return list(self.insert_columns(table, columns, [u or next(fresh) for u in given]))

    def insert_columns(
        self, table: str, columns: Mapping[str, list[Any]], row_uids: list[str] | None = None
    ) -> range:
        """Insert rows given column by column (lists of one length); return their keys."""
        known = metadata.tables[table]
        n = len(next(iter(columns.values())))
        row_uids = row_uids or uids.new(n)
        first = self.take_keys(table, n)
        full = {name: columns.get(name) or [None] * n for name in fields(known)}
        stored = dict(full)
        if "shown" in known.columns:
            stored["shown"] = full["name"]
        self._insert(table, range(first, first + n), row_uids, stored)
        self.keys.learn(table, range(first, first + n), row_uids)
        self._of(table, 0).bulk.append(_Bulk(first, row_uids, full))
        return range(first, first + n)

    def update(self, table: str, changes: Mapping[int, Mapping[str, Any]]) -> None:
        """Set fields of rows: {key: {field: value}}."""
        self._remember(table, 0, list(changes))
        shown = "shown" in metadata.tables[table].columns
        grouped: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
        for key, values in changes.items():
            if shown and "name" in values:
                values = {**values, "shown": values["name"]}
            names = tuple(sorted(values))
            grouped.setdefault(names, []).append((*(values[n] for n in names), key))
        for names, rows in grouped.items():
            if names:
                sets = ", ".join(f"{n} = {self._mark}" for n in names)
                self._many(f"UPDATE {table} SET {sets} WHERE id = {self._mark}", rows)

    def delete(self, table: str, ids: Sequence[int]) -> None:
        """Delete rows by key."""
        self._remember(table, 0, list(ids))
        row_uids = self.keys.uids(self.connection, table, ids)
        self._many(
            f"INSERT INTO tombstone (table_name, uid, row_id) VALUES ({marks(self.connection, 3)}) "
            "ON CONFLICT DO NOTHING",
            [(table, row_uids[i], i) for i in ids],
        )
        for first, last in runs(ids):
            sql = f"DELETE FROM {table} WHERE id BETWEEN {self._mark} AND {self._mark}"
            self.connection.exec_driver_sql(sql, (first, last))

    def restore(self, table: str, rows: Mapping[int, Row]) -> None:
        """Bring deleted rows back under their old keys: {key: all fields}."""
        if not rows:
            return
        ids = list(rows)
        names = fields(metadata.tables[table])
        columns = {n: [rows[i][n] for i in ids] for n in names}
        if "shown" in metadata.tables[table].columns:
            columns["shown"] = columns["name"]
        row_uids = self.keys.uids(self.connection, table, ids)
        self._insert(table, ids, [row_uids[i] for i in ids], columns)
        self._bury(table, [row_uids[i] for i in ids])
        touched = self._of(table, 0)
        for one in ids:
            touched.before.setdefault(one, None)
            touched.restored.add(one)

    def set_values(self, variable_id: int, rows: Mapping[int, Row | None]) -> None:
        """Set or clear (None) the values of one variable: {case key: number, content, missing}."""
        self._remember("value", variable_id, list(rows))
        clear = [(variable_id, c) for c in rows]
        m = self._mark
        self._many(f"DELETE FROM value WHERE variable_id = {m} AND case_id = {m}", clear)
        self._insert_values(
            variable_id,
            [(c, r["number"], r["content"], r["missing"]) for c, r in rows.items() if r],
        )

    def add_values(self, variable_id: int, cases: list[int], columns: dict[str, list[Any]]) -> None:
        """Insert one variable's values for cases that have none: number, content, missing."""
        n = len(cases)
        full = {name: columns.get(name) or [None] * n for name in ("number", "content", "missing")}
        self._insert_values(variable_id, zip(cases, *full.values(), strict=True))
        touched = self._of("value", variable_id)
        touched.added.append((cases, full))
        if touched.before:
            touched.open_added()

    # Within -----------------------------------------------------------------------------------

    def _of(self, table: str, scope: int) -> _Touched:
        return self._touched.setdefault((table, scope), _Touched())

    def _many(self, sql: str, rows: Iterable[tuple[Any, ...]]) -> None:
        listed = list(rows)
        if listed:
            self.connection.exec_driver_sql(sql, listed)

    def _insert(
        self, table: str, ids: Iterable[int], row_uids: list[str], columns: Mapping[str, list[Any]]
    ) -> None:
        sql = (
            f"INSERT INTO {table} (id, uid, {', '.join(columns)}) "
            f"VALUES ({marks(self.connection, 2 + len(columns))})"
        )
        self._many(sql, zip(ids, row_uids, *columns.values(), strict=True))

    def _insert_values(self, variable_id: int, rows: Iterable[tuple[Any, ...]]) -> None:
        sql = (
            "INSERT INTO value (variable_id, case_id, number, content, missing) "
            f"VALUES ({marks(self.connection, 5)})"
        )
        self._many(sql, ((variable_id, *row) for row in rows))

    def _bury(self, table: str, row_uids: list[str]) -> None:
        sql = f"DELETE FROM tombstone WHERE table_name = {self._mark} AND uid = {self._mark}"
        self._many(sql, [(table, u) for u in row_uids])

    def take_keys(self, table: str, n: int) -> int:
        """Return the first of `n` keys that were never used."""
        m = self._mark
        sql = f"UPDATE row_counter SET last_row = last_row + {m} WHERE table_name = {m}"
        if not self.connection.exec_driver_sql(sql, (n, table)).rowcount:
            sql = f"INSERT INTO row_counter (table_name, last_row) VALUES ({m}, {m})"
            self.connection.exec_driver_sql(sql, (table, n))
            return 1
        sql = f"SELECT last_row FROM row_counter WHERE table_name = {m}"
        return int(self.connection.exec_driver_sql(sql, (table,)).scalar_one()) - n + 1

    def _remember(self, table: str, scope: int, ids: list[int]) -> None:
        """Note the rows as they are before this batch first touches them."""
        touched = self._of(table, scope)
        touched.open_added()
        unknown = []
        for one in ids:
            bulk = next((b for b in touched.bulk if one in b), None)
            if bulk is not None:
                bulk.dirty = True
            elif one not in touched.before:
                unknown.append(one)
        if unknown:
            touched.before.update(read_rows(self.connection, table, scope, unknown))

    # The net, and its record ------------------------------------------------------------------

    def net(self) -> list[tuple[Change, list[int], Where]]:
        """Return what the batch has changed in the end, with the keys of the rows."""
        found: list[tuple[Change, list[int], Where]] = []
        for where, touched in self._touched.items():
            for bulk in touched.bulk:
                found += self._net_bulk(where, bulk)
            for cases, columns in touched.added:
                change = Change("value", "insert", self._row_uids(where, cases), dict(columns))
                change.scope = self._scope_uid(where)
                found.append((change, cases, where))
            found += self._net_rows(where, touched)
        return found

    def _net_bulk(self, where: Where, bulk: _Bulk) -> list[tuple[Change, list[int], Where]]:
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

    def _net_rows(self, where: Where, touched: _Touched) -> list[tuple[Change, list[int], Where]]:
        table, scope = where
        after = read_rows(self.connection, table, scope, list(touched.before))
        kinds: dict[tuple[str, ...], list[int]] = {}
        for key, old in touched.before.items():
            new = after[key]
            if new is not None and old is not None:
                changed = tuple(n for n in new if not same(new[n], old[n]))
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

    def record(self, writer: Writer, changes: list[tuple[Change, list[int], Where]]) -> Made:
        """Write the batch and its events to the writer's chain; return what was made."""
        c = self.connection
        sequence = writer.sequence + 1
        lamport = 1 + int(
            c.exec_driver_sql("SELECT coalesce(max(lamport), 0) FROM batch").scalar_one()
        )
        seen = cite_heads(c, writer.chain_id)
        encoded = [(change, payload.encode(change), payload.salt()) for change, _, _ in changes]
        digests = [
            payload.event_digest(key, ch.table, ch.operation, REVISION, data)
            for ch, data, key in encoded
        ]
        made_at = now()
        header = [
            writer.chain_uid, sequence, lamport, writer.coder_uid, made_at, self.round_uid,
            self.kind, self.label, self.subject, self.undoes, seen,
        ]  # fmt: skip
        digest = payload.batch_digest(writer.digest, header, digests)
        batch_id = insert_returning(
            c,
            "batch",
            {
                "chain_id": writer.chain_id, "sequence": sequence, "lamport": lamport,
                "coder_uid": writer.coder_uid, "made_at": made_at, "round_uid": self.round_uid,
                "kind": self.kind, "label": self.label, "subject": self.subject,
                "undoes": self.undoes, "seen": seen, "digest": digest,
            },
        )  # fmt: skip
        for position, ((change, data, key), (_, ids, where)) in enumerate(
            zip(encoded, changes, strict=True)
        ):
            event_id = insert_returning(
                c,
                "event",
                {
                    "batch_id": batch_id, "position": position, "table_name": change.table,
                    "operation": change.operation, "revision": REVISION, "salt": key,
                    "payload": data, "digest": digests[position],
                },
            )  # fmt: skip
            record_rows(c, event_id, where, ids)
        m = self._mark
        c.exec_driver_sql(
            f"UPDATE chain SET head_sequence = {m} WHERE id = {m}", (sequence, writer.chain_id)
        )
        writer.sequence, writer.digest = sequence, digest
        uid = f"{writer.chain_uid}/{sequence}"
        return Made(uid, self.label, self.subject, len(changes), tuple(self.left))


def same(one: Any, other: Any) -> bool:
    """Say whether two stored values are the same value."""
    return bool(one == other)
