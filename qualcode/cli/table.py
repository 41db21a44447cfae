"""A frame as a table of text, measured in terminal cells, so that Chinese lines up.

On a terminal a table fits its width: wide cells are cut, or wrapped where a listing is there to be
read, and columns that do not fit go below the others, in blocks that repeat the first column. In a
pipe every cell is whole, on one line. Numbers are never cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from qualcode.text.display import ellipsis, safe, width, wrap

if TYPE_CHECKING:
    import pandas as pd

GAP = 2
# Uids of one listing mostly begin with the same time; fewer characters would not tell them apart.
_UID_START = 13
_UIDS = {"segment", "memo"}  # a segment's own column `memo` holds text
_UID = re.compile(r"[0-9a-f-]{36}")
_TIMES = {"when", "created", "changed"}
_NARROWEST = 8
_HEADER_WORD = 14
_FIRST_COLUMN = 24


@dataclass(frozen=True)
class Column:
    """One column: its name, its cells as text and their widths; `least`: how narrow it may be."""

    name: str
    cells: list[str]
    widths: list[int]
    least: int
    numeric: bool
    wrapped: bool

    @property
    def widest(self) -> int:
        """The width of its widest cell."""
        return max(self.widths)

    @property
    def natural(self) -> int:
        """The width at which nothing is cut, its name neither."""
        return max(width(self.name), self.widest)


def table(
    frame: pd.DataFrame,
    *,
    columns: Sequence[str] | None = None,
    wrapped: bool = False,
    room: int | None = None,
) -> Iterator[str]:
    """Yield the lines of a table.

    columns: the ones a person reads, those without any content left out; else all. wrapped: long
    cells go over several lines instead of being cut. room: the cells of a line; None: no limit.
    """
    listed = [_column(frame[name], room, wrapped) for name in columns or frame.columns]
    if columns is not None:
        listed = [c for n, c in enumerate(listed) if n == 0 or any(c.cells)]
    for number, block in enumerate(_blocks(listed, room)):
        if number:
            yield ""
        yield from _block(block, _fit(block, room))


def _column(series: pd.Series[Any], room: int | None, wrapped: bool) -> Column:
    from qualcode.report.sections import texts

    name = str(series.name)
    if series.dtype.kind == "b":
        cells = ["yes" if v else "" for v in series]
    else:
        cells = [_clean(row[0], wrapped and room is not None) for row in texts(series.to_frame())]
    if name in _TIMES:
        cells = [_moment(cell) for cell in cells]
    uids = name in _UIDS and all(map(_UID.fullmatch, cells))
    if uids and room is not None:
        cells = _beginnings(cells)
    widths = [width(c) for c in cells]
    numeric = series.dtype.kind in "iuf"
    word = max((width(w) for w in name.replace("_", " ").split()), default=1)
    least = min(word, _HEADER_WORD)
    whole = numeric or uids or name in _TIMES
    least = max(least, max(widths) if whole else min(_NARROWEST, max(widths)))
    return Column(name, cells, widths, least, numeric, wrapped)


def _clean(text: str, keep_lines: bool) -> str:
    if text.isascii() and text.isprintable():
        return text
    if keep_lines:
        return safe("\n".join(line.rstrip() for line in text.strip().splitlines()))
    return safe(" ".join(text.split()))


def _moment(text: str) -> str:
    """Return a stored moment as the reader's clock shows it."""
    try:
        return datetime.fromisoformat(text).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return text


def _beginnings(cells: list[str]) -> list[str]:
    """Return the shortest beginnings that tell the uids of a listing apart."""
    ordered = sorted(set(cells))
    needed = dict.fromkeys(ordered, _UID_START)
    for one, other in pairwise(ordered):
        shared = next(n for n in range(1, len(other) + 1) if one[:n] != other[:n])
        needed[one], needed[other] = max(needed[one], shared), max(needed[other], shared)
    return [cell[: needed[cell]] for cell in cells]


def _blocks(columns: list[Column], room: int | None) -> Iterator[list[Column]]:
    """Yield the columns that stand side by side, the first of all before each block."""
    if room is None or sum(c.least + GAP for c in columns) - GAP <= room:
        yield columns
        return
    first = replace(columns[0], least=min(columns[0].natural, _FIRST_COLUMN))
    block, used = [first], first.least
    for column in columns[1:]:
        if len(block) > 1 and used + GAP + column.least > room:
            yield block
            block, used = [first], first.least
        block.append(column)
        used += GAP + column.least
    yield block


def _fit(columns: list[Column], room: int | None) -> list[int]:
    """Return the columns' widths, the widest narrowed until the table fits."""
    widths = [c.natural for c in columns]
    if room is None:
        return widths
    over = sum(widths) + GAP * (len(widths) - 1) - room
    while over > 0:
        # A name over two lines costs less than a cell that is cut.
        free = [at for at, c in enumerate(columns) if widths[at] > max(c.least, c.widest)]
        free = free or [at for at, c in enumerate(columns) if widths[at] > c.least]
        if not free:
            break
        widths[max(free, key=lambda at: widths[at])] -= 1
        over -= 1
    return widths


def _block(columns: list[Column], widths: list[int]) -> Iterator[str]:
    heads = [
        [line.rstrip("_") for line in _lines(c.name.replace("_", " "), c.name, w)]
        for c, w in zip(columns, widths, strict=True)
    ]
    tall = max(len(head) for head in heads)
    for at in range(tall):
        cells = [head[at - tall + len(head)] if at >= tall - len(head) else "" for head in heads]
        yield _line(columns, widths, cells, [width(c) for c in cells])
    yield (" " * GAP).join("─" * w for w in widths)
    for at in range(len(columns[0].cells)):
        if any(c.wrapped and c.widths[at] > w for c, w in zip(columns, widths, strict=True)):
            yield from _tall_row(columns, widths, at)
        else:
            yield _line(
                columns, widths, [c.cells[at] for c in columns], [c.widths[at] for c in columns]
            )


def _tall_row(columns: list[Column], widths: list[int], at: int) -> Iterator[str]:
    lines = [_lines(c.cells[at], c.cells[at], w) for c, w in zip(columns, widths, strict=True)]
    for n in range(max(len(cell) for cell in lines)):
        cells = [cell[n] if n < len(cell) else "" for cell in lines]
        yield _line(columns, widths, cells, [width(c) for c in cells])


def _lines(breaking: str, text: str, cells: int) -> list[str]:
    """Return a text in lines of so many cells, broken where `breaking`, of its length, may be."""
    spans = wrap(breaking, 0, len(breaking), max(cells, 2))
    return [text[start:end].rstrip() for start, end in spans]


def _line(columns: list[Column], widths: list[int], cells: list[str], taken: list[int]) -> str:
    parts = []
    for column, room, cell, used in zip(columns, widths, cells, taken, strict=True):
        if used > room:
            cell = ellipsis(cell, room)
            used = width(cell)
        blank = " " * (room - used)
        parts.append(blank + cell if column.numeric else cell + blank)
    return (" " * GAP).join(parts).rstrip()
