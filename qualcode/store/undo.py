"""Undo and redo: batches that write back what another batch changed.

A field is written back while the batch undone is still its last writer; what somebody changed
since is left as it is and listed. Writers that were themselves undone do not count. Redo is the
undoing of an undo. What stands on a row that undo would remove keeps that row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from qualcode.errors import Conflict
from qualcode.store import events, fold
from qualcode.store.events import Entry
from qualcode.store.journal import Batch, Made
from qualcode.store.keys import mark, select_in
from qualcode.store.rows import Where, read_rows
from qualcode.store.settle import still_needed
from qualcode.store.tables import metadata, references

Order = tuple[int, str, int]


@dataclass(frozen=True)
class Step:
    """A batch that undo or redo would act on: its uid, what it did, to what, and when.

    kind: of that batch; where several are taken back, whether each is to be undone or redone.
    """

    uid: str
    kind: str
    label: str
    subject: str
    made_at: str


@dataclass(frozen=True)
class Taken:
    """A step that was taken back: the batch that did it, what of it was left, or why none is."""

    step: Step
    made: Made | None
    left: tuple[str, ...]
    why: str


TO, ALSO = " to", " also"
"""Ends of the kinds of batches that were made together: of the first, and of those after it."""

_BACK = ("undo", *(f"{kind}{end}" for kind in ("undo", "redo") for end in (TO, ALSO)))


def plain(kind: str) -> str:
    """Return the kind of a batch whether it was made with others or alone."""
    return kind.removesuffix(TO).removesuffix(ALSO)


class Lines:
    """Which batches undo which, and which therefore stand."""

    def __init__(self, connection: Connection, until: Order | None = None) -> None:
        """until: the last batch that counts, as it is in the order; all where it is None."""
        m = mark(connection)
        last = f"AND (b.lamport, c.uid, b.sequence) <= ({m}, {m}, {m}) " if until else ""
        rows = connection.exec_driver_sql(
            "SELECT c.uid, b.sequence, b.undoes FROM batch b JOIN chain c ON c.id = b.chain_id "
            f"WHERE b.undoes IS NOT NULL {last}ORDER BY b.lamport, c.uid, b.sequence",
            until or (),
        )
        self._target: dict[str, str] = {}
        self._undoers: dict[str, list[str]] = {}
        for chain, sequence, undoes in rows:
            self.add(f"{chain}/{sequence}", undoes)

    def add(self, uid: str, undoes: str) -> None:
        """Note that a batch undoes another."""
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

    def undoer(self, uid: str) -> str:
        """Return the standing batch that took back a change that does not stand."""
        return next(u for u in self._undoers[self.tip(uid)] if self.stands(u))


def _rows(
    connection: Connection, coder_uid: str, kinds: str, more: str = "", bound: tuple[Any, ...] = ()
) -> Iterator[Step]:
    """Yield batches of a coder, the newest first, read as far as they are asked for."""
    m = mark(connection)
    # The order's index is walked, not the coder's: sorting a coder's whole work costs far more.
    sql = (
        "SELECT c.uid, b.sequence, b.kind, b.label, b.subject, b.made_at FROM batch b "
        f"JOIN chain c ON c.id = b.chain_id WHERE b.coder_uid || '' = {m} AND b.kind IN ({kinds}) "
        f"{more}ORDER BY b.lamport DESC, c.uid DESC, b.sequence DESC"
    )
    with connection.exec_driver_sql(sql, (coder_uid, *bound)) as rows:
        for r in rows:
            yield Step(f"{r[0]}/{r[1]}", r[2], r[3], r[4], r[5])


def next_undo(connection: Connection, coder_uid: str) -> Step | None:
    """Return the latest standing change of this coder, or None."""
    lines = Lines(connection)
    for step in _rows(connection, coder_uid, "'change'"):
        if lines.stands(step.uid):
            return step
    return None


def next_redo(connection: Connection, coder_uid: str) -> list[Step]:
    """Return the latest standing undo of this coder that no newer change has overtaken.

    With those made together with it, in the order in which they are to be taken back.
    """
    lines = Lines(connection)
    for step in _rows(connection, coder_uid, _listed("change", *_BACK)):
        if lines.stands(step.uid):
            if step.kind == "change":
                return []
            return [s for s in _together(connection, coder_uid, step) if lines.stands(s.uid)]
    return []


def _listed(*kinds: str) -> str:
    return ", ".join(f"'{kind}'" for kind in kinds)


def _together(connection: Connection, coder_uid: str, last: Step) -> list[Step]:
    found = [last]
    if last.kind.endswith(ALSO):
        m = mark(connection)
        chain, sequence = last.uid.split("/")
        more = f"AND c.uid = {m} AND b.sequence < {m} "
        for step in _rows(connection, coder_uid, _listed(*_BACK), more, (chain, int(sequence))):
            found.append(step)
            if step.kind.endswith(TO):
                break
    return found


def order_of(connection: Connection, uid: str) -> Order:
    """Return where a batch is in the order of all: Lamport time, chain, sequence."""
    m = mark(connection)
    chain, sequence = uid.split("/")
    row = connection.exec_driver_sql(
        "SELECT b.lamport, c.uid, b.sequence FROM batch b JOIN chain c ON c.id = b.chain_id "
        f"WHERE c.uid = {m} AND b.sequence = {m}",
        (chain, int(sequence)),
    ).one()
    return row[0], row[1], row[2]


def steps_to(connection: Connection, lines: Lines, coder_uid: str, uid: str) -> list[Step]:
    """Return what brings this coder's changes to where they stood after a batch, in order.

    Changes made later are undone, those undone later are redone, those redone later are undone.
    """
    m = mark(connection)
    until = order_of(connection, uid)
    then = Lines(connection, until)
    more = f"AND b.lamport >= {m} AND (b.lamport, c.uid, b.sequence) > ({m}, {m}, {m}) "
    later = _rows(
        connection, coder_uid, _listed("change", "redo", *_BACK), more, (until[0], *until)
    )
    newer: set[str] = set()
    order: dict[str, Step] = {}
    for step in later:
        if step.kind == "change":
            newer.add(step.uid)
        order.setdefault(lines.origin(step.uid), step)
    found = []
    for origin, step in order.items():
        stood = origin not in newer and then.stands(origin)
        if lines.stands(origin) and not stood:
            found.append(replace(step, uid=lines.tip(origin), kind="undo"))
        elif stood and not lines.stands(origin):
            found.append(replace(step, uid=lines.undoer(origin), kind="redo"))
    return found


def find(connection: Connection, coder_uid: str, uid: str) -> Step | None:
    """Return one change of this coder by its uid, or None."""
    m = mark(connection)
    chain, sequence = uid.split("/")
    more = f"AND c.uid = {m} AND b.sequence = {m} "
    bound = (chain, int(sequence))
    return next(iter(list(_rows(connection, coder_uid, "'change'", more, bound))), None)


def revert(batch: Batch, uid: str, lines: Lines | None = None) -> None:
    """Write back, within `batch`, what the batch of this uid changed; list what cannot be.

    Raises: Conflict where nothing of it can be taken back.
    """
    connection = batch.connection
    chain, sequence = uid.split("/")
    lines = lines or Lines(connection)
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
            if plain(entry.kind) == "undo" or self._older(entry, origin):
                continue
            fields = list(other.after) if other.operation == "update" else ["*"]
            for uid in other.rows:
                if uid in mine:
                    found.setdefault(by_uid[uid], {}).update(dict.fromkeys(fields, entry))
        return found

    def _older(self, entry: Entry, origin: str) -> bool:
        """Say whether an entry does again what was done before the change in question."""
        if plain(entry.kind) != "redo":
            return False
        return order_of(self.connection, origin) < order_of(self.connection, self.origin)

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
        written = self._written_since(ids)
        moved = [i for i in ids if i in written and self._has_writer(i)]
        # What wrote since was itself taken back: the row is as it was, which the journal must say.
        anew = [i for i in ids if i in written and not self._has_writer(i)]
        if moved:
            folded = fold.fold_rows(self.connection, self.batch.keys, self.where, moved)
            rows.update({i: f.values for i, f in folded.items()})
        inward = fold.inward(
            self.connection, self.batch.keys, change.table, fold.complete(change.table, rows)
        )
        if change.table == "value":
            self.batch.set_values(self.where[1], dict(inward))
        else:
            self.batch.restore(change.table, inward, anew)
        return 0

    def _has_writer(self, one: int) -> bool:
        """Say whether fields of a row were written after the event, by a change that stands."""
        later = self.later.get(one, {}).values()
        return any(e.change is not None and e.change.operation != "delete" for e in later)

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
