"""Listing segments where they stand in the current texts.

What is listed is read in a few queries whatever their number; quotes are cut from the texts, never
stored. A segment's speaker is whose turn its first character falls in.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from qualcode.documents import listing
from qualcode.documents.turns import current_turns
from qualcode.store.keys import mark, select_in
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
class Filter:
    """Which segments: keys of codes, documents, coders and rounds; None means any."""

    codes: Collection[int] | None = None
    documents: Collection[int] | None = None
    coders: Collection[int] | None = None
    rounds: Collection[int] | None = None
    segments: Collection[int] | None = None


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
    with store.read() as connection:
        return dress(connection, _raw(connection, wanted, limit, after))


def keys_of(store: Store, wanted: Filter, limit: int) -> list[int]:
    """Return the keys of the first segments that a filter lets through."""
    with store.read() as connection:
        return [row[0] for row in _raw(connection, wanted, limit, 0)]


def count(store: Store, wanted: Filter) -> int:
    """Return how many segments there are."""
    with store.read() as connection:
        where, bound = _where(connection, wanted)
        sql = f"SELECT count(*) FROM segment s JOIN place p ON p.segment_id = s.id{where}"
        return int(connection.exec_driver_sql(sql, tuple(bound)).scalar_one())


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
    return (f" WHERE {' AND '.join(parts)} " if parts else " "), bound


def _raw(
    connection: Connection, wanted: Filter, limit: int | None, after: int
) -> Sequence[Sequence[Any]]:
    where, bound = _where(connection, wanted)
    if after:
        where += f"{'AND' if bound else 'WHERE'} s.id > {mark(connection)} "
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


def columns_of(connection: Connection, raw: Sequence[Sequence[Any]]) -> dict[str, list[Any]]:
    """Return raw rows column by column, with names, quotes, speakers and memos."""
    documents = list(dict.fromkeys(r[2] for r in raw))
    about = {
        r[0]: (r[1], r[2])
        for r in select_in(
            connection,
            "SELECT d.id, d.shown, c.name FROM document d LEFT JOIN cases c ON c.id = d.case_id "
            "WHERE d.id IN ({})",
            documents,
        )
    }
    texts = listing.texts(connection, documents)
    speakers = Speakers(connection, documents)
    codes = _names(connection, "SELECT id, shown FROM code")
    coders = _names(connection, "SELECT id, name FROM coder")
    rounds = _names(connection, "SELECT id, name FROM coding_round")
    memos = _memos(connection)
    found: dict[str, list[Any]] = {name: [] for name in NAMES}
    add = [found[name].append for name in NAMES]
    for key, uid, doc, start, end, code, revision, coder, origin, strength, rnd, made, state in raw:
        cells = (
            key, uid, *about[doc], speakers.at(doc, start), start, end, texts[doc][start:end],
            codes[code], revision, coders[coder], origin, strength, memos.get(uid),
            rounds.get(rnd), made, state,
        )  # fmt: skip
        for put, cell in zip(add, cells, strict=True):
            put(cell)
    return found


def dress(connection: Connection, raw: Sequence[Sequence[Any]]) -> list[SegmentRow]:
    """Return raw rows as segments, with names, quotes, speakers and memos."""
    found = columns_of(connection, raw)
    return [SegmentRow(*cells) for cells in zip(*(found[name] for name in NAMES), strict=True)]


def _names(connection: Connection, sql: str) -> dict[int | None, str]:
    return {r[0]: r[1] for r in connection.exec_driver_sql(sql)}


def _memos(connection: Connection) -> dict[str, str]:
    found: dict[str, str] = {}
    for uid, content in connection.exec_driver_sql(
        "SELECT about_uid, content FROM memo WHERE about_table = 'segment' ORDER BY id"
    ):
        found[uid] = f"{found[uid]}\n\n{content}" if uid in found else content
    return found


class Speakers:
    """Who speaks at a place of a document."""

    def __init__(self, connection: Connection, documents: Iterable[int]) -> None:
        self._starts: dict[int, list[int]] = {}
        self._labels: dict[int, list[tuple[int, str | None, str | None]]] = {}
        for document, turns in current_turns(connection, list(documents)).items():
            self._starts[document] = [t.start for t in turns]
            self._labels[document] = [(t.end, t.speaker, t.role) for t in turns]

    def at(self, document: int, offset: int) -> str | None:
        """Return the label of the speaker at an offset, None between turns."""
        turn = self._turn(document, offset)
        return turn[1] if turn else None

    def role(self, document: int, offset: int) -> str | None:
        """Return the role of the speaker at an offset: interviewer, participant, other or None."""
        turn = self._turn(document, offset)
        return turn[2] if turn else None

    def _turn(self, document: int, offset: int) -> tuple[int, str | None, str | None] | None:
        starts = self._starts.get(document)
        if not starts:
            return None
        at = bisect_right(starts, offset) - 1
        if at < 0 or offset >= self._labels[document][at][0]:
            return None
        return self._labels[document][at]


def frame(store: Store, wanted: Filter) -> pd.DataFrame:
    """Return segments as a frame with the columns of `COLUMNS`."""
    import pandas as pd

    with store.read() as connection:
        found = columns_of(connection, _raw(connection, wanted, None, 0))
    made = pd.DataFrame({name: found[name] for name in COLUMNS}, columns=COLUMNS)
    made["strength"] = made["strength"].astype("Int64")
    return made
