"""The recode queue: what a change of meaning, or a split, asks a coder to look at again.

Nothing is stored for it: a segment applied under an older revision than its code has now is in
the queue, and leaves it by being kept (it takes the present revision), given another code, or
removed. So progress lasts, and undo puts a segment back. Segments of rounds still open are left
out: there the freeze of the round holds.

Beside it, what was reviewed before a code existed, or under an older meaning of it: the reviews
that do not know the code as it is now. An answer is short and is seen whole, so once its last
segment of a code is decided in the queue, it counts as looked at for the code.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from qualcode.codebook import history
from qualcode.codebook.entry import Entry
from qualcode.codebook.stock import Stock, Stored
from qualcode.coding import reviews, segments
from qualcode.documents.listing import ANSWER
from qualcode.errors import Conflict, NotFound
from qualcode.store.journal import Batch
from qualcode.store.keys import mark, select_in
from qualcode.store.store import Store


@dataclass(frozen=True)
class Waiting:
    """A segment to look at again; `applied` is the revision it was applied in, `revision` now's.

    why: `altered`, or `split` where only splits came between; note: what was said of the changes.
    """

    id: int
    segment: str
    document: str
    case: str | None
    speaker: str | None
    start: int
    end: int
    text: str
    code: str
    code_uid: str
    applied: int
    revision: int
    why: str
    note: str
    coder: str


@dataclass(frozen=True)
class Unseen:
    """A passage done before its coder could have applied a code as it is now.

    review: its uid; start and end in the current text; knew: the revision known, 0 for none.
    """

    id: int
    review: str
    document: str
    case: str | None
    start: int
    end: int
    whole: bool
    code: str
    code_uid: str
    knew: int
    revision: int
    coder: str


_PENDING = (
    "SELECT s.id FROM segment s JOIN place p ON p.segment_id = s.id "
    "LEFT JOIN coding_round r ON r.id = s.round_id "
    "WHERE s.code_id = {m} AND s.code_revision < {m} "
    "AND (s.round_id IS NULL OR r.closed_at IS NOT NULL)"
)


def waiting(
    connection: Connection, stock: Stock, coder: int | None, codes: Collection[int] | None = None
) -> list[int]:
    """Return the keys of the segments in the queue: by code, then in the order of the texts.

    coder: whose, None for everybody's; codes: of which, None for all in use.
    """
    m = mark(connection)
    sql = _PENDING.format(m=m) + ("" if coder is None else f" AND s.coder_id = {m}")
    found: list[int] = []
    for code in _changed(stock, codes):
        bound = (code.id, code.revision, *(() if coder is None else (coder,)))
        order = " ORDER BY p.document_id, p.start_at, s.id"
        found += [r[0] for r in connection.exec_driver_sql(sql + order, bound)]
    return found


def _changed(stock: Stock, codes: Collection[int] | None) -> list[Stored]:
    return [c for c in stock.live() if c.revision > 1 and (codes is None or c.id in codes)]


def rows(store: Store, stock: Stock, keys: Sequence[int]) -> list[Waiting]:
    """Return segments of the queue by key, in the order given; those gone are left out."""
    if not keys:
        return []
    listed = segments.rows(store, segments.Filter(segments=list(keys)))
    found = {}
    with store.read() as connection:
        sql = "SELECT id, code_id FROM segment WHERE id IN ({})"
        codes = {r[0]: stock.codes[r[1]] for r in select_in(connection, sql, list(keys))}
        said = {one: history.revisions(connection, one) for one in {c.id for c in codes.values()}}
    for one in listed:
        code = codes[one.id]
        between = [r for r in said[code.id] if r.revision > one.revision]
        split = bool(between) and all(r.before == r.after for r in between)
        found[one.id] = Waiting(
            one.id, one.segment, one.document, one.case, one.speaker, one.start, one.end,
            one.text, one.code, code.uid, one.revision, code.revision,
            "split" if split else "altered", "; ".join(r.note for r in between if r.note),
            one.coder,
        )  # fmt: skip
    return [found[key] for key in keys if key in found]


@dataclass(frozen=True)
class Meanings:
    """What a code meant in a revision and means now, and the codes split off it in between."""

    then: Entry
    now: Entry
    split_off: tuple[str, ...]


def meanings(connection: Connection, code: Stored, applied: int) -> Meanings:
    """Return the entry that a revision ended with, and the present one."""
    later = [r for r in history.revisions(connection, code.id) if r.revision > applied]
    before = later[0].before if later else None
    parts = [
        step.target
        for step in history.lineage(connection, code.id)
        if step.kind == "split" and step.source_uid == code.uid and later
        and step.created >= later[0].created
    ]  # fmt: skip
    return Meanings(before or code.entry, code.entry, tuple(parts))


def keep(batch: Batch, stock: Stock, segment: int) -> None:
    """Confirm a segment under the present revision of its code. Raises: Conflict."""
    code, revision = _code_of(batch.connection, segment)
    now = stock.codes[code]
    if now.retired:
        raise Conflict(f"“{now.entry.code}” is retired. Bring it back, or choose another code.")
    if revision >= now.revision:
        raise Conflict(f"The segment of “{now.entry.code}” is not in the queue: it is up to date.")
    batch.update("segment", {segment: {"code_revision": now.revision}})


def _code_of(connection: Connection, segment: int) -> tuple[int, int]:
    sql = f"SELECT code_id, code_revision FROM segment WHERE id = {mark(connection)}"
    row = connection.exec_driver_sql(sql, (segment,)).first()
    if row is None:
        raise NotFound("The segment is gone. Reload.")
    return row[0], row[1]


def place_of(connection: Connection, segment: int) -> tuple[int, int, int]:
    """Return a segment's keys of document, code and coder."""
    sql = (
        "SELECT p.document_id, s.code_id, s.coder_id FROM segment s "
        f"JOIN place p ON p.segment_id = s.id WHERE s.id = {mark(connection)}"
    )
    row = connection.exec_driver_sql(sql, (segment,)).one()
    return row[0], row[1], row[2]


def settle_answer(store: Store, batch: Batch, stock: Stock, place: tuple[int, int, int]) -> None:
    """Let an answer of which no segment of a code waits any more count as looked at for it."""
    document, code, coder = place
    connection = batch.connection
    m = mark(connection)
    sql = f"SELECT 1 FROM document WHERE id = {m} AND kind = {m}"
    if connection.exec_driver_sql(sql, (document, ANSWER)).first() is None:
        return
    now = stock.codes[code]
    sql = _PENDING.format(m=m) + f" AND s.coder_id = {m} AND p.document_id = {m}"
    bound = (code, now.revision, coder, document)
    if connection.exec_driver_sql(sql, bound).first() is not None:
        return
    sql = (
        "SELECT r.id FROM review r JOIN version v ON v.id = r.version_id WHERE r.start_at IS NULL "
        f"AND v.document_id = {m} AND r.coder_id = {m} AND {_REVIEWED}"
    )
    whole = [r[0] for r in connection.exec_driver_sql(sql, (document, coder))]
    reviews.learn(batch, store, whole, {now.uid: now.revision})


_REVIEWED = (
    "r.done = 1 AND (r.round_id IS NULL OR r.round_id IN "
    "(SELECT id FROM coding_round WHERE closed_at IS NOT NULL))"
)
"""Done, and not in a round that is still open."""


def unseen(connection: Connection, code: Stored, coder: int | None) -> list[int]:
    """Return the keys of the reviews that do not know a code as it is now, by document.

    An answer that has the code already, in its present meaning and by the same coder, is settled
    and left out. Raises: Conflict for a category or a retired code.
    """
    if code.entry.category or code.retired:
        kind = "a category" if code.entry.category else "retired"
        raise Conflict(f"“{code.entry.code}” is {kind}, so nothing is looked at for it.")
    late = {s for s, codes in _states(connection) if codes.get(code.uid, 0) < code.revision}
    settled = _settled(connection, code)
    m = mark(connection)
    who, bound = ("", ()) if coder is None else (f" AND r.coder_id = {m}", (coder,))
    sql = (
        "SELECT r.id, r.codebook_state_id, v.document_id, r.coder_id FROM review r "
        f"JOIN version v ON v.id = r.version_id WHERE {_REVIEWED}{who} "
        "ORDER BY v.document_id, r.start_at, r.id"
    )
    rows = connection.exec_driver_sql(sql, bound).all()
    return [r[0] for r in rows if r[1] in late and (r[2], r[3]) not in settled]


def _states(connection: Connection) -> Iterator[tuple[int, dict[str, int]]]:
    for key, content in connection.exec_driver_sql("SELECT id, content FROM codebook_state"):
        yield key, json.loads(content)


def unseen_rows(connection: Connection, code: Stored, keys: Collection[int]) -> list[Unseen]:
    """Return reviews by key, in the order given; those gone are left out."""
    sql = (
        "SELECT r.id, r.uid, v.document_id, k.name FROM review r "
        "JOIN version v ON v.id = r.version_id JOIN coder k ON k.id = r.coder_id WHERE r.id IN ({})"
    )
    about = {r[0]: r[1:] for r in select_in(connection, sql, list(keys))}
    documents = {r[1] for r in about.values()}
    done = {r.id: r for r in reviews.done_passages(connection, documents=documents)}
    known = reviews.known_by_state(connection, {done[k].state_id for k in keys if k in done})
    names = _documents(connection, documents)
    found = []
    for key in keys:
        if key not in done:
            continue
        uid, document, coder = about[key]
        one = done[key]
        found.append(
            Unseen(
                key, uid, *names[document], one.start, one.end, one.whole, code.entry.code,
                code.uid, known[one.state_id].get(code.uid, 0), code.revision, coder,
            )
        )  # fmt: skip
    return found


def _documents(
    connection: Connection, keys: Collection[int]
) -> Mapping[int, tuple[str, str | None]]:
    sql = (
        "SELECT d.id, d.shown, c.name FROM document d LEFT JOIN cases c ON c.id = d.case_id "
        "WHERE d.id IN ({})"
    )
    return {r[0]: (r[1], r[2]) for r in select_in(connection, sql, list(keys))}


def _settled(connection: Connection, code: Stored) -> set[tuple[int, int]]:
    m = mark(connection)
    sql = (
        "SELECT DISTINCT p.document_id, s.coder_id FROM segment s "
        "JOIN place p ON p.segment_id = s.id JOIN document d ON d.id = p.document_id "
        f"WHERE s.code_id = {m} AND s.code_revision >= {m} AND d.kind = {m}"
    )
    bound = (code.id, code.revision, ANSWER)
    return {(r[0], r[1]) for r in connection.exec_driver_sql(sql, bound)}


def lengths(connection: Connection, stock: Stock, coder: int) -> dict[str, int]:
    """Return by uid of a code how many of a coder's passages were done without knowing it.

    Answers that have the code already are counted too: the list itself leaves them out.
    """
    sql = (
        "SELECT r.codebook_state_id, count(*) FROM review r "
        f"WHERE {_REVIEWED} AND r.coder_id = {mark(connection)} GROUP BY r.codebook_state_id"
    )
    per_state = {r[0]: r[1] for r in connection.exec_driver_sql(sql, (coder,))}
    known = {s: codes for s, codes in _states(connection) if s in per_state}
    return {
        code.uid: n
        for code in stock.live()
        if not code.entry.category
        and (n := sum(c for s, c in per_state.items() if known[s].get(code.uid, 0) < code.revision))
    }
