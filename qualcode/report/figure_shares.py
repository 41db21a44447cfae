"""Figures of a cross-tab's shares: bars by level, or a panel a code with a dot a level.

What is drawn is what leaves the project: small cells, and what would give them away, are marked as
hidden. A share of nothing is marked, too, and not drawn as none. Levels are told apart by their
place, or by lightness and hatching, never by hue.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any

from qualcode.analysis.crosstab_hiding import HIDDEN
from qualcode.errors import UsageError
from qualcode.report.figure_page import GREY, INK, LINE, RULE, SIZE, SMALL, WIDTH, Page
from qualcode.text.display import safe

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NOBODY = "–"
TOGETHER = 4
"""So many levels stand as bars beside each other; more get a panel each."""
MOST_LEVELS, MOST_CODES = 24, 100
_LOOKS = (("#3b5f8a", ""), ("#9db8d6", "////"), ("#e3e3e3", ""), ("#ffffff", "...."))
_LABELS, _NARROW_LABELS = 2.1, 1.5
"""Inches that names of codes take at most; where many panels stand beside them."""


@dataclass(frozen=True)
class Cell:
    """A cell to draw; percent, low and high are NaN where there is nothing to show."""

    n: int
    base: int
    percent: float
    low: float
    high: float
    residual: float
    marked: bool
    hidden: bool

    @property
    def mark(self) -> str:
        """What stands in place of a number, '' where there is one."""
        if self.hidden:
            return HIDDEN
        return NOBODY if self.percent != self.percent else ""


@dataclass(frozen=True)
class Grid:
    """A cross-tab to draw: cells by code and level, of all cases, and the cases of each level.

    bases: None where hidden. counted: so few cases that counts are shown.
    """

    codes: Sequence[str]
    levels: Sequence[str]
    cells: Sequence[Sequence[Cell]]
    everyone: Sequence[float]
    bases: Sequence[int | None]
    counted: bool

    def check(self) -> None:
        """Raise UsageError for more than a page can show."""
        for many, most, what in (
            (len(self.levels), MOST_LEVELS, "levels: join some in another variable"),
            (len(self.codes), MOST_CODES, "codes: choose some of them"),
        ):
            if many > most:
                raise UsageError(f"{many} {what}. A figure shows {most} at most.")

    @property
    def texts(self) -> list[str]:
        """The study's own words in it."""
        return [*self.codes, *self.levels]

    def limit(self) -> float:
        """Return where an axis of percentages ends."""
        highest = [c.high if c.high == c.high else c.percent for row in self.cells for c in row]
        top = max([v for v in highest if v == v], default=10.0)
        return float(min(100, max(10, 10 * ceil(top / 10))))


def bars(page: Page, grid: Grid) -> None:
    """Draw bars with intervals: levels beside each other, or a panel each where they are many."""
    many = len(grid.levels) > TOGETHER
    panels = [[at] for at in range(len(grid.levels))] if many else [list(range(len(grid.levels)))]
    names, left = named(page, grid.codes, _NARROW_LABELS if len(panels) > 5 else _LABELS)
    thick = 0.13 if len(panels[0]) > 1 else 0.15
    heights = [
        max(thick * len(panels[0]) + 0.08, LINE * (name.count("\n") + 1) + 0.03) for name in names
    ]
    gap = 0.14
    columns, rows = _laid(len(panels), WIDTH - left, 0.56)
    wide = (WIDTH - left - (0.1 if many else 0.4)) / columns - gap
    heads = (
        [_head(page, grid, at, wide + gap - 0.03) for at in range(len(grid.levels))] if many else []
    )
    above = 0.14 * max((h.count("\n") + 1 for h in heads), default=0) + 0.06
    key = 0.0 if many else _key_height(page, grid)
    tall = sum(heights)
    block = above + tall + 0.32
    page.open(WIDTH, key + block * rows + 0.12)
    if not many:
        _key(page, grid)
    end = grid.limit()
    for number, levels in enumerate(panels):
        row, column = divmod(number, columns)
        place = (left + column * (wide + gap), key + row * block + above, wide, tall)
        axes = page.axes(*place)
        axes.patch.set_gid(f"panel-{number}")
        if many:
            page.text(place[0], place[1] - 0.05, heads[levels[0]], size=SMALL, va="bottom")
        _bars_of(axes, grid, levels, heights, end, value=wide >= 1.3)
        axes.set_ylim(tall, 0)
        _percent(axes, end, wide)
        middles = [sum(heights[:at]) + heights[at] / 2 for at in range(len(names))]
        axes.set_yticks(middles, names if column == 0 else [""] * len(names))
        axes.tick_params(axis="y", length=0, labelsize=SIZE)
        for label in axes.get_yticklabels():
            label.set_linespacing(1.15)
    page.text(left, key + block * rows - 0.06, page.words.share, size=SIZE, va="top")


def _bars_of(
    axes: Axes, grid: Grid, levels: Sequence[int], heights: Sequence[float], end: float, *,
    value: bool,
) -> None:  # fmt: skip
    top = 0.0
    for at, tall in enumerate(heights):
        thick = (tall - 0.08) / len(levels)
        thick = min(thick, 0.16)
        first = top + (tall - thick * len(levels)) / 2
        for place, level in enumerate(levels):
            cell, y = grid.cells[at][level], first + thick * (place + 0.5)
            color, hatch = _LOOKS[place] if len(levels) > 1 else _LOOKS[0]
            if cell.mark:
                _instead(axes, cell, end * 0.01, y)
                continue
            [bar] = axes.barh(
                y, cell.percent, thick * 0.86, color=color, hatch=hatch, edgecolor=INK,
                linewidth=0.4,
            )  # fmt: skip
            bar.set_gid(f"bar-{at}-{level}")
            reach = cell.percent
            if cell.low == cell.low:
                _whisker(axes, cell, y, thick * 0.22, f"interval-{at}-{level}")
                reach = max(reach, cell.high)
            if value:
                said = f"{cell.n}/{cell.base}" if grid.counted else f"{cell.percent:.1f}"
                if cell.marked:
                    said += " ▲" if cell.residual > 0 else " ▼"
                axes.text(
                    reach + end * 0.012, y, said, fontsize=SMALL - 0.5, va="center", color=GREY
                )
            elif cell.marked:
                said = "▲" if cell.residual > 0 else "▼"
                axes.text(reach, y, said, fontsize=SMALL - 1.5, va="center", color=INK)
        top += tall


def _whisker(axes: Axes, cell: Cell, y: float, cap: float, gid: str) -> None:
    """Draw an interval: a line with an end on either side."""
    low, high = cell.low, cell.high
    [line] = axes.plot(
        [low, low, low, high, high, high], [y - cap, y + cap, y, y, y - cap, y + cap],
        color=INK, linewidth=0.7, solid_capstyle="butt", clip_on=False,
    )  # fmt: skip
    line.set_gid(gid)


def _instead(axes: Axes, cell: Cell, x: float, y: float) -> None:
    """Write what stands in place of a number."""
    axes.text(x, y, cell.mark, fontsize=SIZE + 2, va="center_baseline", color=INK)


def _percent(axes: Axes, end: float, wide: float) -> None:
    """Give an axis of percentages its ticks, as many as it has room for."""
    axes.set_xlim(0, end)
    room = max(1.0, wide / 0.32)
    step = next((s for s in (5, 10, 20, 25, 50) if s <= end and end / s <= room), int(end))
    axes.set_xticks([step * n for n in range(int(end / step) + 1)])
    if step == int(end):
        axes.set_xticks([end / 2], minor=True)
        axes.tick_params(which="minor", length=0)
        axes.grid(axis="x", which="minor", color=RULE, linewidth=0.4)
    # In narrow panels the last number of one would run into the first of the next.
    first, *_, last = axes.get_xticklabels()
    first.set_horizontalalignment("left" if wide < 1 else "center")
    last.set_horizontalalignment("right" if wide < 1 else "center")
    axes.grid(axis="x", color=RULE, linewidth=0.4)
    axes.set_axisbelow(True)


def _laid(panels: int, room: float, least: float) -> tuple[int, int]:
    """Return columns and rows of panels, as even as can be."""
    rows = ceil(panels / max(1, int(room / least)))
    return ceil(panels / rows), rows


def named(page: Page, names: Sequence[str], room: float = _LABELS) -> tuple[list[str], float]:
    """Return names in lines of so many inches, and the inches that they take."""
    lines = [page.lines(name, room) for name in names]
    return lines, max([page.wide(line) for line in lines], default=0) + 0.22


def _head(page: Page, grid: Grid, at: int, room: float) -> str:
    """Return what stands above a panel of a level: its name and its cases."""
    base = grid.bases[at]
    cases = page.words.base.format(HIDDEN if base is None else f"{base:,}")
    return f"{page.lines(grid.levels[at], room, SMALL, most=4)}\n{cases}"


def _key_parts(page: Page, grid: Grid) -> list[tuple[float, float, str]]:
    """Return left, top and words of each level in the key."""
    found: list[tuple[float, float, str]] = []
    left, top = 0.1, 0.06
    for at, level in enumerate(grid.levels):
        base = grid.bases[at]
        cases = page.words.base.format(HIDDEN if base is None else f"{base:,}")
        said = f"{page.lines(level, 2.6, most=1)} ({cases})"
        wide = 0.24 + page.wide(said) + 0.2
        if left + wide > WIDTH and found:
            left, top = 0.1, top + 0.19
        found.append((left, top, said))
        left += wide
    return found


def _key_height(page: Page, grid: Grid) -> float:
    return max(top for _, top, _ in _key_parts(page, grid)) + 0.24


def _key(page: Page, grid: Grid) -> None:
    for at, (left, top, said) in enumerate(_key_parts(page, grid)):
        axes = page.axes(left, top, 0.2, 0.11)
        color, hatch = _LOOKS[at] if len(grid.levels) > 1 else _LOOKS[0]
        axes.barh(0.5, 1, 1, color=color, hatch=hatch, edgecolor=INK, linewidth=0.4)
        axes.set_xlim(0, 1)
        axes.set_ylim(0, 1)
        axes.axis("off")
        page.text(left + 0.26, top + 0.055, said, va="center")


def groups(page: Page, grid: Grid) -> None:
    """Draw a panel a code: a dot with its interval for each level, a dashed line for all cases."""
    names, left = named(page, [_with_base(page, grid, at) for at in range(len(grid.levels))])
    gap = 0.18
    columns, rows = _laid(len(grid.codes), WIDTH - left + gap, 1.2)
    wide = min(2.6, (WIDTH - left - 0.1) / columns - gap)
    heads = [page.lines(code, wide, SIZE - 0.5) for code in grid.codes]
    above = [
        0.145 * max(h.count("\n") + 1 for h in heads[row * columns : (row + 1) * columns]) + 0.06
        for row in range(rows)
    ]
    heights = [max(0.17, LINE * (name.count("\n") + 1) + 0.02) for name in names]
    tall = sum(heights)
    tops = [sum(above[:row]) + (tall + 0.34) * row for row in range(rows + 1)]
    page.open(WIDTH, tops[-1] + 0.1)
    end = grid.limit()
    middles = [sum(heights[:at]) + heights[at] / 2 for at in range(len(names))]
    for at, head in enumerate(heads):
        row, column = divmod(at, columns)
        place = (left + column * (wide + gap), tops[row] + above[row], wide, tall)
        axes = page.axes(*place)
        axes.patch.set_gid(f"panel-{at}")
        page.text(place[0], place[1] - 0.05, head, size=SIZE - 0.5, va="bottom")
        if grid.everyone[at] == grid.everyone[at]:
            axes.axvline(grid.everyone[at], color=GREY, linewidth=0.7, linestyle=(0, (3, 2)))
        for level, y in enumerate(middles):
            cell = grid.cells[at][level]
            if cell.mark:
                _instead(axes, cell, end * 0.02, y)
                continue
            if cell.low == cell.low:
                _whisker(axes, cell, y, 0.0, f"interval-{at}-{level}")
            shape = "o" if not cell.marked else "^" if cell.residual > 0 else "v"
            filled: Any = INK if cell.marked else "white"
            [dot] = axes.plot(
                [cell.percent], [y], shape, markersize=4, color=INK, markerfacecolor=filled,
                markeredgewidth=0.8, clip_on=False, zorder=3,
            )  # fmt: skip
            dot.set_gid(f"dot-{at}-{level}")
        axes.set_ylim(tall, 0)
        _percent(axes, end, wide)
        axes.set_yticks(middles, names if column == 0 else [""] * len(names))
        axes.tick_params(axis="y", length=0, labelsize=SIZE)
    page.text(left, tops[-1] - 0.1, page.words.share, va="top")


def _with_base(page: Page, grid: Grid, at: int) -> str:
    base = grid.bases[at]
    cases = page.words.base.format(HIDDEN if base is None else f"{base:,}")
    return f"{safe(grid.levels[at])} ({cases})"
