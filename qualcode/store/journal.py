"""Batches: the only way a project changes.

A batch collects what is done to rows, writes it at once, and before the commit records the net of
it: a row inserted and deleted again leaves no trace, a field set back to what it was is no change.
Each event is one thing done to rows of one table; the chain's digest covers all. Invariant: the
tables equal the fold of the journal.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection

from qualcode.store import payload, uids
from qualcode.store.heads import cite_heads
from qualcode.store.keys import CHUNK, Keys, mark, marks, runs, select_in
from qualcode.store.net import Bulk, Changed, Net, Touched
from qualcode.store.row_security import clock
from qualcode.store.rows import Row, Where, by_key, insert_returning, read_rows, record_rows
from qualcode.store.tables import REVISION, fields, metadata

PROGRAM = "qualcode"
FEW = 100
"""Of so many rows at most a batch says which it touched."""


def now() -> str:
    """Return this moment as ISO 8601 in UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def local(moment: str) -> str:
    """Return a moment of the project, which is in UTC, as it is here: 2026-11-25T14:02:31."""
    return datetime.fromisoformat(moment).astimezone().isoformat()[:19]


def midnight(day: str, later: int = 0) -> str:
    """Return when a day (YYYY-MM-DD) begins here, or one so much later, as `now` writes it."""
    try:
        begins = datetime.combine(date.fromisoformat(day) + timedelta(days=later), time())
        moment = begins.astimezone(UTC).isoformat(timespec="milliseconds")
    except (OverflowError, ValueError):  # the first and the last days that there are
        return f"{day}T99" if later else day
    return moment.replace("+00:00", "Z")


@dataclass
class Writer:
    """Who writes in this session, and the chain that holds what is written, once it has begun."""

    coder_uid: str
    coder_name: str
    chain_uid: str
    chain_id: int = 0
    sequence: int = 0
    digest: bytes = b""
    after: int = 0  # the Lamport time that its batches come after, whatever else is known here

    def begin(self, connection: Connection) -> None:
        """Start the chain of this session."""
        row = (
            self.chain_uid, self.coder_uid, self.coder_name, PROGRAM, platform.node() or "?",
            os.getpid(), now(), 0, 0,
        )  # fmt: skip
        sql = (
            "INSERT INTO chain (uid, coder_uid, coder_name, program, host, process, started_at, "
            f"head_sequence, cited_sequence) VALUES ({marks(connection, 9)}) RETURNING id"
        )
        self.chain_id = int(connection.exec_driver_sql(sql, row).scalar_one())


@dataclass(frozen=True)
class Made:
    """A batch that was committed: its uid, and what of it could not be done (undo only).

    touched: the uids of the rows it changed, by table, where they are few, else None.
    """

    uid: str
    label: str
    subject: str
    events: int
    left: tuple[str, ...] = ()
    touched: Mapping[str, tuple[str, ...]] | None = None
    batches: int = 1
    """How many were made together: a redo brings back what was taken back together."""
    rows: int = 0
    """How many rows it changed, over all tables."""


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
        self._touched: dict[Where, Touched] = {}
        self._mark = mark(connection)

    # What areas call -------------------------------------------------------------------------

    def insert(self, table: str, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """Insert rows, all with the same columns; return their keys. A missing uid is made."""
        if not rows:
            return []
        columns = {n: [r[n] for r in rows] for n in rows[0] if n != "uid"}
        given = [r.get("uid") for r in rows]
        if not any(given):
            return list(self.insert_columns(table, columns))
        fresh = iter(uids.new(sum(u is None for u in given)))
        return list(self.insert_columns(table, columns, [u or next(fresh) for u in given]))

    def insert_columns(
        self, table: str, columns: Mapping[str, list[Any]], row_uids: list[str] | None = None
    ) -> Sequence[int]:
        """Insert rows given column by column (lists of one length); return their keys.

        A uid that a row had which is deleted now brings its old key back.
        """
        known = metadata.tables[table]
        n = len(next(iter(columns.values())))
        full = {name: columns.get(name) or [None] * n for name in fields(known)}
        if row_uids is not None:
            old = self._dead(table, row_uids)
            if old:
                return self._insert_again(table, full, row_uids, old)
        row_uids = row_uids or uids.new(n)
        first = self.take_keys(table, n)
        ids = range(first, first + n)
        self._insert(table, ids, row_uids, self._stored(table, full))
        self.keys.learn(table, ids, row_uids)
        self._of(table, 0).bulk.append(Bulk(first, row_uids, full))
        return ids

    def _stored(self, table: str, full: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
        """Return columns as the table holds them: a name is also what is shown."""
        shown = {"shown": full["name"]} if "shown" in metadata.tables[table].columns else {}
        return {**full, **shown}

    def _dead(self, table: str, row_uids: list[str]) -> dict[str, int]:
        """Return the keys that rows of these uids had before they were deleted."""
        m = self._mark
        sql = f"SELECT 1 FROM tombstone WHERE table_name = {m} LIMIT 1"
        if self.connection.exec_driver_sql(sql, (table,)).first() is None:
            return {}
        sql = "SELECT uid, row_id FROM tombstone WHERE table_name = ? AND uid IN ({})"
        return {r[0]: r[1] for r in select_in(self.connection, sql, row_uids, table)}

    def _insert_again(
        self, table: str, full: Mapping[str, list[Any]], row_uids: list[str], old: dict[str, int]
    ) -> list[int]:
        """Insert rows of which some were there before; those have their old keys."""
        fresh = [at for at, uid in enumerate(row_uids) if uid not in old]
        first = self.take_keys(table, len(fresh)) if fresh else 0
        given = dict(zip(fresh, range(first, first + len(fresh)), strict=True))
        ids = [given[at] if at in given else old[uid] for at, uid in enumerate(row_uids)]
        touched = self._of(table, 0)
        touched.open_bulk()
        self._insert(table, ids, row_uids, self._stored(table, full))
        self._bury(table, list(old))
        self.keys.learn(table, ids, row_uids)
        for one in ids:
            touched.before.setdefault(one, None)
        return ids

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
        touched = self._of(table, 0)
        if len(ids) > CHUNK and not touched.before and not touched.bulk:
            self._delete_many(table, touched, sorted(ids))
            return
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

    def _delete_many(self, table: str, touched: Touched, ids: list[int]) -> None:
        """Delete many rows, keeping what they held column by column: rows would cost thrice."""
        names = fields(metadata.tables[table])
        sql = f"SELECT id, uid, {', '.join(names)} FROM {table} WHERE id"
        rows = sorted(by_key(self.connection, sql, ids), key=lambda row: row[0])
        if not rows:
            return
        keys, row_uids, *columns = (list(column) for column in zip(*rows, strict=True))
        del rows
        m = self._mark
        for first, last in runs(keys):
            self.connection.exec_driver_sql(
                "INSERT INTO tombstone (table_name, uid, row_id) "
                f"SELECT {m}, uid, id FROM {table} WHERE id BETWEEN {m} AND {m}",
                (table, first, last),
            )
            sql = f"DELETE FROM {table} WHERE id BETWEEN {m} AND {m}"
            self.connection.exec_driver_sql(sql, (first, last))
        self.keys.learn(table, keys, row_uids)
        touched.deleted.append((keys, row_uids, dict(zip(names, columns, strict=True))))

    def restore(self, table: str, rows: Mapping[int, Row], anew: Collection[int] = ()) -> None:
        """Bring deleted rows back under their old keys: {key: all fields}.

        anew: those whose fields are not what was last written to them, and so are recorded.
        """
        if not rows:
            return
        self._of(table, 0).open_bulk()
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
            if one not in anew:
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
            touched.open_bulk()

    # Within -----------------------------------------------------------------------------------

    def _of(self, table: str, scope: int) -> Touched:
        return self._touched.setdefault((table, scope), Touched())

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
        touched.open_bulk()
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

    def net(self) -> list[Changed]:
        """Return what the batch has changed in the end, with the keys of the rows."""
        return Net(self.connection, self.keys).of(self._touched)

    def record(self, writer: Writer, changes: list[Changed]) -> Made:
        """Write the batch and its events to the writer's chain; return what was made."""
        c = self.connection
        sequence = writer.sequence + 1
        lamport = 1 + max(clock(c), writer.after)
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
        rows = sum(len(change.rows) for change, _, _ in changes)
        few = rows <= FEW
        touched: dict[str, tuple[str, ...]] = {}
        for change, _, _ in changes if few else ():
            touched[change.table] = touched.get(change.table, ()) + tuple(change.rows)
        left = tuple(self.left)
        return Made(
            uid, self.label, self.subject, len(changes), left, touched if few else None, rows=rows
        )
