"""Undo and redo: batches that write back what another batch changed.

A field is written back while the batch undone is still its last writer; what somebody changed
since is left as it is and listed. Writers that were themselves undone do not count. Redo is the
undoing of an undo. What stands on a row that undo would remove keeps that row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from qualcode.errors import Conflict
from qualcode.store import events, fold
from qualcode.store.events import Entry
from qualcode.store.journal import Batch
from qualcode.store.keys import mark, select_in
from qualcode.store.rows import Where, read_rows
from qualcode.store.settle import still_needed
from qualcode.store.tables import metadata, references


@dataclass(frozen=True)
class Step:
    """A batch that undo or redo would act on: its uid, what it did, to what, and when."""

    uid: str
    kind: str
    label: str
    subject: str
    made_at: str


class Lines:
    """Which batches undo which, and which therefore stand."""

    def __init__(self, connection: Connection) -> None:
        rows = connection.exec_driver_sql(
            "SELECT c.uid, b.sequence, b.undoes FROM batch b JOIN chain c ON c.id = b.chain_id "
            "WHERE b.undoes IS NOT NULL ORDER BY b.lamport, c.uid, b.sequence"
        )
        self._target: dict[str, str] = {}
        self._undoers: dict[str, list[str]] = {}
        for chain, sequence, undoes in rows:
            uid = f"{chain}/{sequence}"
            self._target[uid] = undoes
            self._undoers.setdefault(undoes, []).append(uid)

    def origin(self, uid: str) -> str:
        """Return the change that a batch does, undoes or redoes in the end."""
        while uid in self._target:
            uid = self._target[uid]
        return uid

    def stands(self, uid: str) -> bool:
        """Say whether no standing batch undoes this one."""
        return not any(self.stands(u) for u in self._undoers.get(uid, ()))

    def tip(self, uid: str) -> str:
        """Return the batch that last did (or redid) a standing change."""
        for undo in self._undoers.get(uid, ()):
            for redo in self._undoers.get(undo, ()):
                if self.stands(redo):
                    return self.tip(redo)
        return uid


def _rows(connection: Connection, coder_uid: str, kinds: str, uid: str | None = None) -> list[Step]:
    m = mark(connection)
    sql = (
        "SELECT c.uid, b.sequence, b.kind, b.label, b.subject, b.made_at FROM batch b "
        f"JOIN chain c ON c.id = b.chain_id WHERE b.coder_uid = {m} AND b.kind IN ({kinds}) "
    )
    bound: tuple[object, ...] = (coder_uid,)
    if uid is not None:
        chain, sequence = uid.split("/")
        sql += f"AND c.uid = {m} AND b.sequence = {m} "
        bound = (coder_uid, chain, int(sequence))
    sql += "ORDER BY b.lamport DESC, c.uid DESC, b.sequence DESC"
    return [
        Step(f"{r[0]}/{r[1]}", r[2], r[3], r[4], r[5])
        for r in connection.exec_driver_sql(sql, bound)
    ]


def next_undo(connection: Connection, coder_uid: str) -> Step | None:
    """Return the latest standing change of this coder, or None."""
    lines = Lines(connection)
    for step in _rows(connection, coder_uid, "'change'"):
        if lines.stands(step.uid):
            return step
    return None


def next_redo(connection: Connection, coder_uid: str) -> Step | None:
    """Return the latest standing undo of this coder that no newer change has overtaken."""
    lines = Lines(connection)
    for step in _rows(connection, coder_uid, "'change', 'undo'"):
        if step.kind == "undo" and lines.stands(step.uid):
            return step
        if step.kind == "change" and lines.stands(step.uid):
            return None
    return None


def find(connection: Connection, coder_uid: str, uid: str) -> Step | None:
    """Return one change of this coder by its uid, or None."""
    return next(iter(_rows(connection, coder_uid, "'change'", uid)), None)


def revert(batch: Batch, uid: str) -> None:
    """Write back, within `batch`, what the batch of this uid changed; list what cannot be.

    Raises: Conflict where nothing of it can be taken back.
    """
    connection = batch.connection
    chain, sequence = uid.split("/")
    lines = Lines(connection)
    origin = lines.origin(uid)
    entries = events.of_batch(connection, chain, int(sequence))
    left = 0
    reversals = [_Reversal(batch, lines, origin, entry) for entry in reversed(entries)]
    # What comes back and what is set back first: only then is known what the rest stands on.
    for turn in (["", "delete"], ["update"]):
        left += sum(one.run({}) for one in reversals if one.operation in turn)
    adding = [one for one in reversals if one.operation in ("insert", "restore")]
    kept = _kept(connection, adding)
    left += sum(one.run(kept) for one in adding)
    if left and not batch.net():
        raise Conflict(
            f"Nothing of it can be taken back: {batch.left[0]}. Take back the later change first."
        )


def _where(batch: Batch, entry: Entry) -> Where:
    change = entry.change
    assert change is not None
    if change.scope is None:
        return change.table, 0
    return "value", batch.keys.ids(batch.connection, "variable", [change.scope])[change.scope]


def _kept(connection: Connection, reversals: list[_Reversal]) -> dict[Where, set[int]]:
    """Return the inserted rows that must stay because something that stays refers to them."""
    going: dict[Where, set[int]] = {}
    for one in reversals:
        going.setdefault(one.where, set()).update(set(one.ids) - set(one.later))
    return still_needed(connection, going)


class _Reversal:
    """The taking back of one event."""

    def __init__(
        self,
        batch: Batch,
        lines: Lines,
        origin: str,
        entry: Entry,
    ) -> None:
        self.batch = batch
        self.connection = batch.connection
        self.lines = lines
        self.origin = origin
        self.entry = entry
        self.operation = "" if entry.change is None else entry.change.operation
        self.where: Where = ("", 0)
        self.ids: list[int] = []
        self.later: dict[int, dict[str, Entry]] = {}
        if entry.change is not None:
            change = entry.change
            self.where = _where(batch, entry)
            named = "cases" if change.table == "value" else change.table
            by_uid = batch.keys.ids(self.connection, named, change.rows)
            self.ids = [by_uid[u] for u in change.rows]
            self.later = self._later_writers()

    def run(self, kept: Mapping[Where, set[int]]) -> int:
        """Take the event back as far as it goes; return how many rows or fields are left."""
        if self.operation == "":
            self._leave("something whose content was erased or withheld")
            return 1
        if self.operation == "update":
            return self._update()
        if self.operation == "delete":
            return self._bring_back()
        return self._remove(kept.get(self.where, set()))

    def _later_writers(self) -> dict[int, dict[str, Entry]]:
        """Return, by row and field, who wrote after the event and still counts."""
        change = self.entry.change
        assert change is not None
        mine = set(change.rows)
        found: dict[int, dict[str, Entry]] = {}
        by_uid = dict(zip(change.rows, self.ids, strict=True))
        hits = events.touching(self.connection, *self.where, self.ids)
        for entry in events.load(self.connection, (h for h in hits if h != self.entry.id)):
            other = entry.change
            if entry.order <= self.entry.order or other is None:
                continue
            if other.table != change.table or other.scope != change.scope:
                continue
            origin = self.lines.origin(entry.batch_uid)
            if origin == self.origin or not self.lines.stands(origin):
                continue
            if entry.kind == "undo":
                continue
            fields = list(other.after) if other.operation == "update" else ["*"]
            for uid in other.rows:
                if uid in mine:
                    found.setdefault(by_uid[uid], {}).update(dict.fromkeys(fields, entry))
        return found

    def _leave(self, what: str) -> None:
        self.batch.left.append(what)

    def _update(self) -> int:
        change = self.entry.change
        assert change is not None
        left = 0
        now_there = read_rows(self.connection, *self.where, self.ids)
        before = {n: self._inward(n, column) for n, column in change.before.items()}
        changes: dict[int, dict[str, object]] = {}
        for at, one in enumerate(self.ids):
            if now_there[one] is None:
                left += 1
                self._leave(f"a {change.table} that was deleted since")
                continue
            for name, column in before.items():
                writers = self.later.get(one, {})
                if name in writers or "*" in writers:
                    left += 1
                    self._leave(f"{name} of a {change.table} that was changed since")
                elif not self._exists(name, column[at]):
                    left += 1
                    self._leave(f"{name} of a {change.table}, which pointed to something deleted")
                else:
                    changes.setdefault(one, {})[name] = column[at]
        if change.table == "value":
            rows = {i: {**(now_there[i] or {}), **c} for i, c in changes.items()}
            self.batch.set_values(self.where[1], rows)
        else:
            self.batch.update(change.table, changes)
        return left

    def _bring_back(self) -> int:
        change = self.entry.change
        assert change is not None
        now_there = read_rows(self.connection, *self.where, self.ids)
        ids = [i for i in self.ids if now_there[i] is None]
        if not ids:
            return 0
        place = {one: at for at, one in enumerate(self.ids)}
        rows = {i: {n: c[place[i]] for n, c in change.before.items()} for i in ids}
        moved = [i for i in ids if i in self._written_since(ids)]
        if moved:
            folded = fold.fold_rows(self.connection, self.batch.keys, self.where, moved)
            rows.update({i: f.values for i, f in folded.items()})
        inward = fold.inward(
            self.connection, self.batch.keys, change.table, fold.complete(change.table, rows)
        )
        if change.table == "value":
            self.batch.set_values(self.where[1], dict(inward))
        else:
            self.batch.restore(change.table, inward)
        return 0

    def _written_since(self, ids: list[int]) -> set[int]:
        """Return the rows that an event stored later than this one has touched."""
        found: set[int] = set()
        entries = events.history(self.connection, *self.where, ids, after=self.entry.id)
        named = "cases" if self.where[0] == "value" else self.where[0]
        for entry in entries:
            if entry.change is not None:
                by_uid = self.batch.keys.ids(self.connection, named, entry.change.rows)
                found.update(by_uid[u] for u in entry.change.rows)
        return found

    def _remove(self, held: set[int]) -> int:
        change = self.entry.change
        assert change is not None
        left = 0
        now_there = set(self._present())
        going = []
        for one in self.ids:
            if one not in now_there:
                continue
            if one in self.later:
                left += 1
                self._leave(f"a {change.table} that was changed since")
            elif one in held:
                left += 1
                self._leave(f"a {change.table} that later work stands on")
            else:
                going.append(one)
        if change.table == "value":
            self.batch.set_values(self.where[1], dict.fromkeys(going))
        else:
            self.batch.delete(change.table, going)
        return left

    def _present(self) -> list[int]:
        table, scope = self.where
        if table == "value":
            sql = "SELECT case_id FROM value WHERE variable_id = ? AND case_id IN ({})"
            return [r[0] for r in select_in(self.connection, sql, self.ids, scope)]
        sql = f"SELECT id FROM {table} WHERE id IN ({{}})"
        return [r[0] for r in select_in(self.connection, sql, self.ids)]

    def _inward(self, name: str, column: list[object]) -> list[object]:
        change = self.entry.change
        assert change is not None
        target = references(metadata.tables[change.table]).get(name)
        if target is None:
            return column
        by_uid = self.batch.keys.ids(
            self.connection, target, [str(u) for u in column if u is not None]
        )
        return [None if u is None else by_uid[str(u)] for u in column]

    def _exists(self, name: str, key: object) -> bool:
        change = self.entry.change
        assert change is not None
        target = references(metadata.tables[change.table]).get(name)
        if target is None or key is None:
            return True
        m = mark(self.connection)
        sql = f"SELECT 1 FROM {target} WHERE id = {m}"
        return self.connection.exec_driver_sql(sql, (key,)).first() is not None
