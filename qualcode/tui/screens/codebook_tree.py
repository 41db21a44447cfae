"""The tree of codes and the entry beside it: names have the room they need, the rest what is left.

Where names need more, the other columns become as narrow as what they hold, then the entry gives of
its own, and at last the counts go, which the entry tells as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qualcode.codebook.rows import CodeRow
from qualcode.text import display
from qualcode.tui.i18n import number, t
from qualcode.tui.naming import shown_name
from qualcode.tui.screens.panel import name_of
from qualcode.tui.widgets.table import Column

ENTRY = (36, 70)
"""Cells of the entry: on a narrow screen, on a wide one."""
LEAST = 32
"""So few where the names of the tree need the rest."""
FRAME = 5
"""Cells of the entry that hold no words: its line, its edges, its scroll bar."""
SIDE = 76
"""From so many columns on the entry stands beside the tree."""


@dataclass(frozen=True)
class Layout:
    """The columns and rows of the tree, and how many cells the entry has: 0 where there is none."""

    columns: list[Column]
    rows: Sequence[Sequence[str]]
    entry: int


def columns(letters: int = 4, digit: int = 2, heading: str = "", segments: int = 8) -> list[Column]:
    """Return the columns: name, letters, digit, segments."""
    heading = heading or t("col segments")
    return [
        Column(t("col code"), 0), Column("", letters), Column("", digit),
        Column(heading, max(segments, display.width(heading)), right=True),
    ]  # fmt: skip


def layout(codes: Sequence[CodeRow], digits: Mapping[str, int], cells: int) -> Layout:
    """Return how the tree and the entry share a screen of so many cells."""
    counts = ["" if row.category else number(row.segments) for row in codes]
    shown = [_in_tree(row, shown_name(row)) for row in codes]
    both = [_in_tree(row, name_of(row)) for row in codes]
    wanted = max(map(display.width, shown), default=0)
    letters = max((len(row.key) for row in codes), default=1)
    tight = columns(letters, 1, t("col segments short"), max(map(len, counts), default=1))
    entry = min(ENTRY[1], max(ENTRY[0], cells * 45 // 100)) if cells >= SIDE else 0
    less = min(entry, LEAST)
    for chosen, side in ((columns(), entry), (tight, entry), (tight, less), (tight[:-1], less)):
        room = cells - side - 1 - sum(c.cells for c in chosen) - len(chosen)
        if room >= wanted:
            break
    names = both if max(map(display.width, both), default=0) <= room else shown
    rows = [
        (name, row.key, str(digits.get(row.uid, "")), n)
        for name, row, n in zip(names, codes, counts, strict=True)
    ]
    return Layout(chosen, rows, side)


def _in_tree(row: CodeRow, name: str) -> str:
    indent = "  " * row.path.count(" / ")
    return f"{indent}{'▾ ' if row.category else '  '}{display.safe(name)}"
