"""Stretches of a continuum: which units they touch, how much of each they cover.

All by sorted searches over boundaries; nothing here is as long as the text.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from qualcode.agreement.ratings import Ints

_TOUCHED = 5_000_000
"""Pairs of mark and piece that are looked at together."""


class Pieces(NamedTuple):
    """Counted stretches of all documents on one continuum, in order, and whose they are."""

    start: Ints
    end: Ints
    document: Ints


class Marks(NamedTuple):
    """Stretches on the continuum, and the column (coder, or coder and code) that each marks."""

    column: Ints
    start: Ints
    end: Ints


def merged(marks: Marks) -> Marks:
    """Return marks with those of one column that overlap or touch as one."""
    if not len(marks.start):
        return marks
    order = np.lexsort((marks.start, marks.column))
    column, start, end = (side[order] for side in marks)
    apart = (int(end.max()) + 1) * column
    reached = np.maximum.accumulate(end + apart)
    first = np.flatnonzero(np.append(True, (start + apart)[1:] > reached[:-1]))
    return Marks(column[first], start[first], np.maximum.reduceat(end, first))


def cut(pieces: Pieces, marks: Iterable[Marks]) -> Pieces:
    """Return the pieces cut wherever a mark begins or ends."""
    sides = [pieces.start, pieces.end, *(side for mark in marks for side in mark[1:])]
    edges = np.unique(np.concatenate(sides))
    low = np.searchsorted(edges, pieces.start)
    which, at = _spread(low, np.searchsorted(edges, pieces.end) - low)
    return Pieces(edges[at], edges[at + 1], pieces.document[which])


def _spread(low: Ints, count: Ints) -> tuple[Ints, Ints]:
    """Return for `count` places from `low` on: whose they are, and the places."""
    which = np.repeat(np.arange(len(low)), count)
    first = np.cumsum(count) - count
    return which, np.arange(len(which)) - first[which] + low[which]


def covered(pieces: Pieces, number: Ints, marks: Marks, width: int) -> tuple[Ints, Ints]:
    """Return the cells (unit · width + column) that marks touch, and the length covered of each."""
    low = np.searchsorted(pieces.end, marks.start, side="right")
    count = np.maximum(np.searchsorted(pieces.start, marks.end, side="left") - low, 0)
    cells, length = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    # Long marks over short pieces are many pairs: some at a time.
    groups = np.cumsum(count) // _TOUCHED
    for group in np.unique(groups):
        some = np.flatnonzero(groups == group)
        which, piece = _spread(low[some], count[some])
        mark = some[which]
        common = np.minimum(pieces.end[piece], marks.end[mark])
        common -= np.maximum(pieces.start[piece], marks.start[mark])
        cells = np.concatenate([cells, number[piece] * width + marks.column[mark]])
        cells, where = np.unique(cells, return_inverse=True)
        length = np.bincount(where, np.concatenate([length, common]), minlength=len(cells)).astype(
            np.int64
        )
    return cells, length


def inside(pieces: Pieces, number: Ints, spans: Marks, width: int) -> Ints:
    """Return the cells of the units in which a whole span lies."""
    piece = np.searchsorted(pieces.end, spans.start, side="right")
    some = np.flatnonzero(piece < len(pieces.end))
    piece = piece[some]
    fits = (pieces.start[piece] <= spans.start[some]) & (spans.end[some] <= pieces.end[piece])
    return number[piece[fits]] * width + spans.column[some[fits]]
