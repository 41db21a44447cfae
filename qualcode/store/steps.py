"""Which batches a coder may undo or redo next, and which stand.

Undo and redo are batches too: one names what it undoes, a redo is the undoing of an undo. Batches
made together, to go back to an earlier batch, say so in their kinds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from qualcode.store.journal import Made
from qualcode.store.keys import mark

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
    """Return the latest standing change of this coder, or None.

    The lead's own coming in, which began the project, is no change to take back.
    """
    lines = Lines(connection)
    own = f"(SELECT name FROM coder WHERE uid = {mark(connection)})"
    more = f"AND NOT (b.label = 'add coder' AND b.subject = {own}) "
    for step in _rows(connection, coder_uid, "'change'", more, (coder_uid,)):
        if lines.stands(step.uid):
            return step
    return None


def waiting(connection: Connection, coder_uid: str, kind: str) -> int:
    """Return how many rows the next `undo` or `redo` of this coder touches, over all events."""
    last = next_undo(connection, coder_uid)
    found = next_redo(connection, coder_uid) if kind == "redo" else [last] if last else []
    total = 0
    m = mark(connection)
    for step in found:
        chain, sequence = step.uid.split("/")
        total += connection.exec_driver_sql(
            "SELECT coalesce(sum(r.last_row - r.first_row + 1), 0) FROM event_row r "
            "JOIN event e ON e.id = r.event_id JOIN batch b ON b.id = e.batch_id "
            f"JOIN chain c ON c.id = b.chain_id WHERE c.uid = {m} AND b.sequence = {m}",
            (chain, int(sequence)),
        ).scalar_one()
    return int(total)


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
