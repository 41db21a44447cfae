"""Undo and redo: batches that write back what another batch changed.

A field is written back while the batch undone is still its last writer; what somebody changed
since is left as it is and listed. Writers that were themselves undone do not count. Redo is the
undoing of an undo. What stands on a row that undo would remove keeps that row.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from sqlalchemy import Connection

from qualcode.errors import Conflict
from qualcode.store import events, fold
from qualcode.store.events import Entry
from qualcode.store.journal import Batch
from qualcode.store.keys import CHUNK, mark, select_in
from qualcode.store.rows import Where, read_rows
from qualcode.store.settle import still_needed
from qualcode.store.steps import Lines, order_of, plain
from qualcode.store.tables import metadata, references

Progress = Callable[[int, int], None]


def revert(
    batch: Batch, uid: str, lines: Lines | None = None, progress: Progress | None = None
) -> None:
    """Write back, within `batch`, what the batch of this uid changed; list what cannot be.

    progress: called with how many of its events are done, and of how many.
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
    done = 0

    def told(count: int) -> int:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, len(reversals) + 1)
        return count

    for turn in (["", "delete"], ["update"]):
        left += sum(told(one.run()) for one in reversals if one.operation in turn)
    adding = [one for one in reversals if one.operation in ("insert", "restore")]
    going = _going(adding)
    kept = still_needed(connection, going)
    parts = _parts(connection, going, kept)
    left += sum(told(one.run(kept, parts)) for one in adding)
    if left and not batch.net():
        raise Conflict(
            f"Nothing of it can be taken back: {batch.left[0]}. Take back the later change first."
        )


def _noun(table: str) -> str:
    """Return what a row of a table is called."""
    plain = {"texts": "a text", "cases": "a case", "value": "a value"}
    return plain.get(table, f"a {table.replace('_', ' ')}")


def _where(batch: Batch, entry: Entry) -> Where:
    change = entry.change
    assert change is not None
    if change.scope is None:
        return change.table, 0
    return "value", batch.keys.ids(batch.connection, "variable", [change.scope])[change.scope]


def _going(reversals: list[_Reversal]) -> dict[Where, set[int]]:
    """Return the inserted rows that nobody wrote to since."""
    going: dict[Where, set[int]] = {}
    for one in reversals:
        going.setdefault(one.where, set()).update(set(one.ids) - set(one.later))
    return going


def _parts(
    connection: Connection, going: Mapping[Where, set[int]], kept: Mapping[Where, set[int]]
) -> dict[Where, set[int]]:
    """Return the inserted rows that belong to rows that stay, as turns do to their document.

    Such a row refers to at least one of the inserted rows, and to none that goes.
    """
    parts: dict[Where, set[int]] = {}
    growing = any(kept.values())
    while growing:
        growing = False
        for where, ids in going.items():
            staying = parts.setdefault(where, set())
            rest = ids - kept.get(where, set()) - staying
            for one, targets in _referring(connection, where, rest):
                inside = [(to, key) for to, key in targets if key in going.get(to, ())]
                if inside and all(
                    key in kept.get(to, ()) or key in parts.get(to, ()) for to, key in inside
                ):
                    staying.add(one)
                    growing = True
    return parts


def _referring(
    connection: Connection, where: Where, ids: Collection[int]
) -> Iterator[tuple[int, list[tuple[Where, int]]]]:
    """Yield rows with what they refer to."""
    table, scope = where
    if table == "value":
        yield from ((i, [(("variable", 0), scope), (("cases", 0), i)]) for i in ids)
        return
    targets = references(metadata.tables[table])
    if not targets or not ids:
        return
    sql = f"SELECT id, {', '.join(targets)} FROM {table} WHERE id IN ({{}})"
    for one, *keys in select_in(connection, sql, list(ids)):
        pairs = zip(targets.values(), keys, strict=True)
        yield one, [((target, 0), key) for target, key in pairs if key is not None]


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

    def run(
        self,
        kept: Mapping[Where, set[int]] | None = None,
        parts: Mapping[Where, set[int]] | None = None,
    ) -> int:
        """Take the event back as far as it goes; return how many rows or fields are left.

        kept: inserted rows that later work stands on; parts: those that belong to them.
        """
        if self.operation == "":
            self._leave("something whose content was erased or withheld")
            return 1
        if self.operation == "update":
            return self._update()
        if self.operation == "delete":
            return self._bring_back()
        held, own = (kept or {}).get(self.where, set()), (parts or {}).get(self.where, set())
        return self._remove(held, own)

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
                self._leave(f"{_noun(change.table)} that was deleted since")
                continue
            for name, column in before.items():
                writers = self.later.get(one, {})
                if name in writers or "*" in writers:
                    left += 1
                    self._leave(f"{name} of {_noun(change.table)} that was changed since")
                elif not self._exists(name, column[at]):
                    left += 1
                    self._leave(
                        f"{name} of {_noun(change.table)}, which pointed to something deleted"
                    )
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

    def _remove(self, held: set[int], own: set[int]) -> int:
        change = self.entry.change
        assert change is not None
        left = 0
        now_there = set(self._present())
        going = []
        for one in self.ids:
            if one not in now_there or one in own:
                continue
            if one in self.later:
                left += 1
                self._leave(f"{_noun(change.table)} that was changed since")
            elif one in held:
                left += 1
                self._leave(f"{_noun(change.table)} that later work stands on")
            else:
                going.append(one)
        if change.table == "value":
            self.batch.set_values(self.where[1], dict.fromkeys(going))
        else:
            self.batch.delete(change.table, going)
        return left

    def _present(self) -> list[int]:
        table, scope = self.where
        if table == "value" and len(self.ids) > CHUNK:
            # A variable is read whole in less time than many of its cases are looked up.
            m = mark(self.connection)
            sql = f"SELECT case_id FROM value WHERE variable_id = {m}"
            wanted = set(self.ids)
            found = self.connection.exec_driver_sql(sql, (scope,))
            return [r[0] for r in found if r[0] in wanted]
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
