"""The log: batches in the order that all copies share, read in pieces, put into groups.

A history of a hundred thousand batches is read a piece at a time, each in a short transaction, and
of each batch only what grouping needs is kept; the rows in view are read by key.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from qualcode.errors import NotFound
from qualcode.history.veil import BLIND, Veil
from qualcode.store import steps
from qualcode.store.journal import local
from qualcode.store.keys import mark, select_in
from qualcode.store.store import Store
from qualcode.store.taking_back import Progress

KINDS = ("change", "undo", "redo", "look", "merge")
PIECE = 1000
APART = " · "
"""What stands in a subject between a thing and the document or question it is in."""

_ORDER = "b.lamport {0}, c.uid {0}, b.sequence {0}"


@dataclass(frozen=True)
class LogRow:
    """One batch: its number in the shared order, when, who, what; whether it still stands."""

    number: int
    when: str
    coder: str
    what: str
    subject: str
    kind: str
    changes: int
    stands: bool
    batch: str


@dataclass(frozen=True)
class Wanted:
    """Which batches: of a coder (uid), of a kind, of days, among some; None means any.

    since, until: days as YYYY-MM-DD, both included. among: keys of batches.
    """

    coder: str | None = None
    kind: str | None = None
    since: str | None = None
    until: str | None = None
    among: Collection[int] | None = None

    def lets(self, key: int, coder: str, kind: str, day: str) -> bool:
        """Say whether a batch is wanted."""
        return (
            (self.coder is None or coder == self.coder)
            and (self.kind is None or steps.plain(kind) == self.kind)
            and (self.since is None or day >= self.since)
            and (self.until is None or day <= self.until)
            and (self.among is None or key in self.among)
        )


@dataclass(frozen=True)
class Group:
    """Batches in a row of one day and session that did one thing in one place.

    first: where the newest of them is in the log; until, since: when the newest and oldest were.
    place: the document or question, empty where there is none; subject: of a single batch.
    """

    first: int
    count: int
    day: str
    since: str
    until: str
    coder: str
    what: str
    kind: str
    place: str
    subject: str


@dataclass
class Log:
    """The batches wanted, the newest first: keys, numbers, and the groups they fall into."""

    keys: array[int]
    numbers: array[int]
    groups: list[Group]
    total: int
    lines: steps.Lines


def read(store: Store, wanted: Wanted, progress: Progress | None = None) -> Log:
    """Read the log. An error raised by `progress` stops it."""
    veil = Veil(store)
    with store.read() as connection:
        total = int(connection.exec_driver_sql("SELECT count(*) FROM batch").scalar_one())
        lines = steps.Lines(connection)
        coders = {r[0]: r[1] for r in connection.exec_driver_sql("SELECT uid, name FROM coder")}
    found = Log(array("q"), array("q"), [], total, lines)
    last: tuple[Any, ...] | None = None
    number = total
    for piece in _pieces(store):
        for key, chain, coder, who, made, kind, label, subject in piece:
            this, number = number, number - 1
            day = local(made)[:10]
            if not wanted.lets(key, coder, kind, day):
                continue
            subject = BLIND if veil.hides(coder, key) else veil.text(subject)
            _, apart, place = subject.rpartition(APART)
            like = (day, chain, coder, steps.plain(kind), label, place if apart else "")
            if like == last:
                found.groups[-1] = _longer(found.groups[-1], made)
            else:
                name = coders.get(coder, who)
                found.groups.append(
                    Group(len(found.keys), 1, like[0], made, made, name, label, like[3], like[5],
                          subject)
                )  # fmt: skip
            last = like
            found.keys.append(key)
            found.numbers.append(this)
        if progress is not None:
            progress(total - number, total)
    return found


def _longer(group: Group, made: str) -> Group:
    return replace(group, count=group.count + 1, since=made)


def _pieces(store: Store) -> Iterator[Sequence[Sequence[Any]]]:
    """Yield the batches, the newest first, a piece at a time."""
    after: tuple[Any, ...] = ()
    while True:
        with store.read() as connection:
            m = mark(connection)
            where = (
                f"WHERE b.lamport <= {m} AND (b.lamport, c.uid, b.sequence) < ({m}, {m}, {m}) "
                if after
                else ""
            )
            rows = connection.exec_driver_sql(
                "SELECT b.id, b.chain_id, b.coder_uid, c.coder_name, b.made_at, b.kind, b.label, "
                "b.subject, b.lamport, c.uid, b.sequence FROM batch b "
                f"JOIN chain c ON c.id = b.chain_id {where}"
                f"ORDER BY {_ORDER.format('DESC')} LIMIT {PIECE}",
                after,
            ).all()
        if not rows:
            return
        yield [tuple(r[:8]) for r in rows]
        after = (rows[-1][8], *rows[-1][8:])


_ROW = (
    "SELECT b.id, c.uid, b.sequence, b.made_at, coalesce(k.name, c.coder_name), b.label, "
    "b.subject, b.kind, (SELECT count(*) FROM event e WHERE e.batch_id = b.id), b.coder_uid "
    "FROM batch b JOIN chain c ON c.id = b.chain_id LEFT JOIN coder k ON k.uid = b.coder_uid "
)


def rows_of(
    store: Store,
    keys: Sequence[int],
    numbers: Sequence[int],
    lines: steps.Lines | None = None,
) -> list[LogRow]:
    """Return batches by key, in the order given, with their numbers in the log."""
    veil = Veil(store)
    with store.read() as connection:
        lines = lines or steps.Lines(connection)
        found = {r[0]: r for r in select_in(connection, f"{_ROW}WHERE b.id IN ({{}})", list(keys))}
    return [
        _row(found[key], number, lines, veil)
        for key, number in zip(keys, numbers, strict=True)
        if key in found
    ]


def _row(row: Sequence[Any], number: int, lines: steps.Lines, veil: Veil) -> LogRow:
    uid = f"{row[1]}/{row[2]}"
    subject = BLIND if veil.hides(row[9], row[0]) else veil.text(row[6])
    return LogRow(
        number,
        row[3],
        row[4],
        row[5],
        subject,
        steps.plain(row[7]),
        row[8],
        lines.stands(uid),
        uid,
    )


def find(store: Store, batch: str | int) -> LogRow:
    """Return a batch by its number or uid. Raises: NotFound."""
    with store.read() as connection:
        m = mark(connection)
        chain, _, sequence = str(batch).partition("/")
        row: Sequence[Any] | None = None
        number = 0
        if sequence.isdecimal():
            sql = f"{_ROW}WHERE c.uid = {m} AND b.sequence = {m}"
            row = connection.exec_driver_sql(sql, (chain, int(sequence))).first()
            number = 0 if row is None else _number(connection, chain, int(sequence))
        elif chain.isdecimal() and 0 < int(chain) < 1 << 60:
            number = int(chain)
            sql = f"{_ROW}ORDER BY {_ORDER.format('')} LIMIT 1 OFFSET {number - 1}"
            row = connection.exec_driver_sql(sql).first()
        if row is None:
            raise NotFound(f"No batch “{batch}” in the log. List them with: qualcode history log")
        lines = steps.Lines(connection)
    return _row(row, number, lines, Veil(store))


def _number(connection: Connection, chain: str, sequence: int) -> int:
    m = mark(connection)
    order = connection.exec_driver_sql(
        "SELECT b.lamport, c.uid, b.sequence FROM batch b JOIN chain c ON c.id = b.chain_id "
        f"WHERE c.uid = {m} AND b.sequence = {m}",
        (chain, sequence),
    ).one()
    sql = (
        "SELECT count(*) FROM batch b JOIN chain c ON c.id = b.chain_id "
        f"WHERE (b.lamport, c.uid, b.sequence) <= ({m}, {m}, {m})"
    )
    return int(connection.exec_driver_sql(sql, tuple(order)).scalar_one())
