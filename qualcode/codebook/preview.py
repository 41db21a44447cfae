"""What a merge or a split would move, told before it is done. Reads only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from qualcode.codebook import move_segments
from qualcode.codebook.stock import Stock, Stored
from qualcode.store.keys import select_in


@dataclass(frozen=True)
class Moves:
    """Segments that would move: in which documents, by whom, with how many memos on them.

    documents and coders are (name, segments), the most first.
    """

    segments: int
    documents: tuple[tuple[str, int], ...]
    coders: tuple[tuple[str, int], ...]
    memos: int


@dataclass(frozen=True)
class MergeMoves:
    """What a merge would do; collapsed: segments of `moves` that the target has too.

    examples and keywords count those that are new to the target; groups the target is not in.
    """

    source: str
    target: str
    moves: Moves
    collapsed: int
    children: tuple[str, ...]
    memos_on_code: int
    examples: int
    keywords: int
    groups: tuple[str, ...]


def of_segments(connection: Connection, uids: Sequence[str]) -> Moves:
    """Return where segments lie, by whom they are, and the memos on them."""
    sql = (
        "SELECT s.id, d.shown, k.name FROM segment s JOIN place p ON p.segment_id = s.id "
        "JOIN document d ON d.id = p.document_id JOIN coder k ON k.id = s.coder_id "
        "WHERE s.uid IN ({})"
    )
    rows = list(select_in(connection, sql, list(uids)))
    return Moves(
        len(rows), _most(r[1] for r in rows), _most(r[2] for r in rows),
        _memos(connection, "segment", uids),
    )  # fmt: skip


def merge(connection: Connection, stock: Stock, source: Stored, target: Stored) -> MergeMoves:
    """Return what merging a code into another would move."""
    there = {kept.content for kept in target.examples}
    mine, theirs = source.entry, target.entry
    words = (set(mine.keywords_zh) - set(theirs.keywords_zh)) | (
        set(mine.keywords_en) - set(theirs.keywords_en)
    )
    return MergeMoves(
        mine.code, theirs.code,
        of_segments(connection, list(move_segments.of_code(connection, source.id))),
        move_segments.alike(connection, source.id, target.id),
        tuple(c.entry.code for c in stock.children(source.id) if c.id != target.id),
        _memos(connection, "code", [source.uid]),
        sum(kept.content not in there for kept in source.examples),
        len(words),
        tuple(group for group in mine.groups if group not in theirs.groups),
    )  # fmt: skip


def split(
    connection: Connection, code: Stored, parts: Sequence[Collection[str]]
) -> tuple[list[Moves], Moves]:
    """Return what each new code would get, and what would stay. Raises: NotFound, Ambiguous."""
    there = move_segments.of_code(connection, code.id)
    chosen = [[move_segments.meant(there, code.entry.code, uid) for uid in p] for p in parts]
    assigned = {uid for part in chosen for uid in part}
    left = [uid for uid in there if uid not in assigned]
    return [of_segments(connection, part) for part in chosen], of_segments(connection, left)


def _memos(connection: Connection, what: str, uids: Sequence[str]) -> int:
    sql = "SELECT count(*) FROM memo WHERE about_table = ? AND about_uid IN ({})"
    return sum(int(r[0]) for r in select_in(connection, sql, list(uids), what))


def _most(names: Iterable[str]) -> tuple[tuple[str, int], ...]:
    counted = Counter(names)
    return tuple(sorted(counted.items(), key=lambda one: (-one[1], one[0])))
