"""Listing segments where they stand in the current texts.

What is listed is read in a few queries whatever their number; quotes are cut from the texts, never
stored. A segment's speaker is whose turn its first character falls in.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from qualcode.coding.speakers import Known
from qualcode.documents import masking
from qualcode.store.garbage import uncollected
from qualcode.store.keys import CHUNK, mark, select_in
from qualcode.store.places import LEVELS
from qualcode.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = [
    "segment", "document", "case", "speaker", "start", "end", "text", "code", "revision", "coder",
    "origin", "strength", "memo", "round", "created", "state",
]  # fmt: skip


@dataclass(frozen=True)
class SegmentRow:
    """One segment in the current text; `state` is exact, changed, lost or whole."""

    id: int
    segment: str
    document: str
    case: str | None
    speaker: str | None
    start: int
    end: int
    text: str
    code: str
    revision: int
    coder: str
    origin: str
    strength: int | None
    memo: str | None
    round: str | None
    created: str
    state: str


NAMES = [one.name for one in fields(SegmentRow)]


@dataclass(frozen=True)
class Where:
    """A condition on segments in SQL, never null, of `s` (segment) and `p` (its place)."""

    sql: str
    bound: tuple[Any, ...] = ()

    @classmethod
    def both(cls, parts: Sequence[Where]) -> Where:
        """Return the condition that all hold."""
        return cls._joined(parts, "AND", "1 = 1")

    @classmethod
    def either(cls, parts: Sequence[Where]) -> Where:
        """Return the condition that one holds."""
        return cls._joined(parts, "OR", "1 = 0")

    @classmethod
    def _joined(cls, parts: Sequence[Where], word: str, empty: str) -> Where:
        if len(parts) < 2:
            return parts[0] if parts else cls(empty)
        sql = f" {word} ".join(f"({p.sql})" for p in parts)
        return cls(f"({sql})", tuple(b for p in parts for b in p.bound))


@dataclass(frozen=True)
class Filter:
    """Which segments: keys of codes, documents, coders and rounds; None means any."""

    codes: Collection[int] | None = None
    documents: Collection[int] | None = None
    coders: Collection[int] | None = None
    rounds: Collection[int] | None = None
    segments: Collection[int] | None = None
    where: Where | None = None


_SELECT = (
    "SELECT s.id, s.uid, p.document_id, p.start_at, p.end_at, s.code_id, s.code_revision, "
    "s.coder_id, s.origin, s.strength, s.round_id, s.created_at, p.state "
    "FROM segment s JOIN place p ON p.segment_id = s.id "
)


def rows(
    store: Store, wanted: Filter, *, limit: int | None = None, after: int = 0
) -> list[SegmentRow]:
    """Return segments in the order they were made, or of one document in the order of the text.

    limit: at most so many, with keys above `after`; the next page starts after the last key.
    """
    read = masking.reading(store)
    with store.read() as connection:
        return dress(connection, _raw(connection, wanted, limit, after), read=read)


def keys_of(store: Store, wanted: Filter, limit: int) -> list[int]:
    """Return the keys of the first segments that a filter lets through."""
    with store.read() as connection:
        return [row[0] for row in _raw(connection, wanted, limit, 0)]


def page(
    connection: Connection, wanted: Filter, limit: int | None, after: int
) -> Sequence[Sequence[Any]]:
    """Return raw rows, as they were made, with keys above `after`: at most so many."""
    return _raw(connection, wanted, limit, after)


def raw_of(connection: Connection, keys: Sequence[int]) -> list[Sequence[Any]]:
    """Return the raw rows of segments in the order of their keys given."""
    rows = {r[0]: r for r in select_in(connection, f"{_SELECT}WHERE s.id IN ({{}})", list(keys))}
    return [rows[key] for key in keys if key in rows]


def ids(connection: Connection, wanted: Filter) -> list[int]:
    """Return the keys of all segments that a filter lets through, as they were made."""
    where, bound = _where(connection, wanted)
    sql = f"SELECT s.id FROM segment s JOIN place p ON p.segment_id = s.id{where}ORDER BY s.id"
    return [r[0] for r in connection.exec_driver_sql(sql, tuple(bound))]


def key_at(connection: Connection, wanted: Filter, after: int, skip: int) -> int | None:
    """Return the key of the segment that many after a key, None where there are not so many."""
    where, bound = _where(connection, wanted)
    if after:
        where += f"{'AND' if where.strip() else 'WHERE'} s.id > {mark(connection)} "
        bound.append(after)
    sql = "SELECT s.id FROM segment s JOIN place p ON p.segment_id = s.id"
    tail = f"ORDER BY s.id LIMIT 1 OFFSET {int(skip)}"
    row = connection.exec_driver_sql(f"{sql}{where}{tail}", tuple(bound)).first()
    return None if row is None else int(row[0])


def count(store: Store, wanted: Filter) -> int:
    """Return how many segments there are."""
    with store.read() as connection:
        where, bound = _where(connection, wanted)
        sql = f"SELECT count(*) FROM segment s JOIN place p ON p.segment_id = s.id{where}"
        return int(connection.exec_driver_sql(sql, tuple(bound)).scalar_one())


def where_of(store: Store, wanted: Filter) -> Where | None:
    """Return a filter as one condition, None where it lets all through."""
    with store.read() as connection:
        text, bound = _where(connection, wanted)
    sql = text.strip().removeprefix("WHERE ").strip()
    return Where(sql, tuple(bound)) if sql else None


def _where(connection: Connection, wanted: Filter) -> tuple[str, list[Any]]:
    m = mark(connection)
    parts, bound = [], list[Any]()
    columns = (
        ("s.code_id", wanted.codes), ("p.document_id", wanted.documents),
        ("s.coder_id", wanted.coders), ("s.round_id", wanted.rounds), ("s.id", wanted.segments),
    )  # fmt: skip
    for column, keys in columns:
        if keys is not None:
            parts.append(f"{column} IN ({', '.join([m] * len(keys)) or 'NULL'})")
            bound += keys
    if wanted.where is not None:
        parts.append(wanted.where.sql)
        bound += wanted.where.bound
    return (f" WHERE {' AND '.join(parts)} " if parts else " "), bound


def _raw(
    connection: Connection, wanted: Filter, limit: int | None, after: int
) -> Sequence[Sequence[Any]]:
    where, bound = _where(connection, wanted)
    if after:
        where += f"{'AND' if where.strip() else 'WHERE'} s.id > {mark(connection)} "
        bound.append(after)
    one = wanted.documents is not None and len(wanted.documents) == 1
    order = "p.start_at, p.end_at DESC, s.id" if one and limit is None else "s.id"
    tail = f" LIMIT {int(limit)}" if limit is not None else ""
    return connection.exec_driver_sql(f"{_SELECT}{where}ORDER BY {order}{tail}", tuple(bound)).all()


@dataclass(frozen=True)
class Mark:
    """A segment as the margin of a document shows it."""

    segment: str
    start: int
    end: int
    code: str
    code_uid: str
    color: str
    letters: str
    coder: str
    state: str


def marks(store: Store, document: int, segment: str | None = None) -> list[Mark]:
    """Return the segments of a document, or the one of a uid, in the order of the text."""
    with store.read() as connection:
        m = mark(connection)
        one = "" if segment is None else f"AND s.uid = {m} "
        rows = connection.exec_driver_sql(
            "SELECT s.uid, p.start_at, p.end_at, c.shown, c.uid, c.color, c.letters, k.name, "
            "p.state FROM place p JOIN segment s ON s.id = p.segment_id "
            "JOIN code c ON c.id = s.code_id JOIN coder k ON k.id = s.coder_id "
            f"WHERE p.document_id = {m} {one}ORDER BY p.start_at, p.end_at DESC, s.id",
            (document,) if segment is None else (document, segment),
        ).all()
    return [Mark(*row) for row in rows]


def in_window(
    connection: Connection, document: int, start: int, end: int
) -> Sequence[Sequence[Any]]:
    """Return the raw rows of the segments that overlap a stretch of one document.

    One short index range for each power of two that a segment's length may have.
    """
    m = mark(connection)
    part = (
        f"{_SELECT}WHERE p.document_id = {m} AND p.reach = {m} AND p.start_at > {m} "
        f"AND p.start_at < {m} AND p.end_at > {m}"
    )
    bound: list[int] = []
    for level in range(LEVELS):
        bound += (document, 1 << level, start - (1 << level), end, start)
    sql = " UNION ALL ".join([part] * LEVELS)
    return connection.exec_driver_sql(sql, tuple(bound)).all()


def columns_of(
    connection: Connection,
    raw: Sequence[Sequence[Any]],
    known: Known | None = None,
    read: Callable[[str], str] = str,
) -> dict[str, list[Any]]:
    """Return raw rows column by column, with names, quotes, speakers and memos.

    known: what a list that is paged again and again has read of its documents. read: how memos
    are read, of `masking.reading`.
    """
    documents = list(dict.fromkeys(r[2] for r in raw))
    about = {
        r[0]: (r[1], r[2], r[3])
        for r in select_in(
            connection,
            "SELECT d.id, d.shown, c.name, d.version_id FROM document d "
            "LEFT JOIN cases c ON c.id = d.case_id WHERE d.id IN ({})",
            documents,
        )
    }
    known = known or Known()
    known.read(connection, {document: row[2] for document, row in about.items()})
    texts, speakers = known.texts, known.speakers
    codes = _names(connection, "SELECT id, shown FROM code")
    coders = _names(connection, "SELECT id, name FROM coder")
    rounds = _names(connection, "SELECT id, name FROM coding_round")
    memos = _memos(connection, [r[1] for r in raw])
    if not raw:
        return {name: [] for name in NAMES}
    keys, uids, docs, starts, ends, code, revision, coder, origin, strength, rnd, made, state = zip(
        *raw, strict=True
    )
    spans = list(zip(docs, starts, ends, strict=True))
    turns = [speakers.turn(doc, start) for doc, start, _ in spans]
    found = {
        "id": keys,
        "segment": uids,
        "document": [about[doc][0] for doc in docs],
        "case": [(t.case if t else None) or about[d][1] for t, d in zip(turns, docs, strict=True)],
        "speaker": [t.speaker if t else None for t in turns],
        "start": starts,
        "end": ends,
        "text": [texts[doc][start:end] for doc, start, end in spans],
        "code": [codes[one] for one in code],
        "revision": revision,
        "coder": [coders[one] for one in coder],
        "origin": origin,
        "strength": strength,
        "memo": [read(memos[uid]) if uid in memos else None for uid in uids],
        "round": [rounds.get(one) for one in rnd],
        "created": made,
        "state": state,
    }
    return {name: list(found[name]) for name in NAMES}


def dress(
    connection: Connection,
    raw: Sequence[Sequence[Any]],
    known: Known | None = None,
    read: Callable[[str], str] = str,
) -> list[SegmentRow]:
    """Return raw rows as segments, with names, quotes, speakers and memos; see `columns_of`."""
    found = columns_of(connection, raw, known, read)
    return [SegmentRow(*cells) for cells in zip(*(found[name] for name in NAMES), strict=True)]


def _names(connection: Connection, sql: str) -> dict[int | None, str]:
    return {r[0]: r[1] for r in connection.exec_driver_sql(sql)}


def _memos(connection: Connection, wanted: Sequence[str]) -> dict[str, str]:
    sql = "SELECT about_uid, content FROM memo WHERE about_table = 'segment'"
    rows: Iterable[Sequence[Any]]
    if len(wanted) <= CHUNK:
        rows = select_in(connection, f"{sql} AND about_uid IN ({{}}) ORDER BY id", wanted)
    else:
        rows = connection.exec_driver_sql(f"{sql} ORDER BY id")
    found: dict[str, str] = {}
    for uid, content in rows:
        found[uid] = f"{found[uid]}\n\n{content}" if uid in found else content
    return found


def frame(store: Store, wanted: Filter) -> pd.DataFrame:
    """Return segments as a frame with the columns of `COLUMNS`."""
    read = masking.reading(store)
    with uncollected(), store.read() as connection:
        found = columns_of(connection, _raw(connection, wanted, None, 0), read=read)
    return framed(found)


def framed(found: Mapping[str, list[Any]]) -> pd.DataFrame:
    """Return what `columns_of` gives as a frame of `COLUMNS`; the types hold without rows too."""
    import numpy as np
    import pandas as pd

    whole = ("revision", "start", "end")
    made: dict[str, Any] = {
        name: np.array(found[name], dtype=np.int64)
        if name in whole
        else pd.array(found[name], dtype="Int64" if name == "strength" else "str")
        for name in COLUMNS
    }
    return pd.DataFrame(made, copy=False)
