"""Figures of what goes on: saturation, agreement over rounds, words and codes over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, nan
from typing import TYPE_CHECKING, Any

from qualcode.analysis.crosstab_hiding import HIDDEN
from qualcode.report.figure_page import GREY, INK, RULE, SIZE, SMALL, WIDTH, Page

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_NAMED = 40
"""So many places along an axis have their names written; of more, some."""
_LEFT = 0.55


@dataclass(frozen=True)
class Saturation:
    """The curve to draw: cases in order, codes new and so far, and the band of random orders.

    saturated: the places (from 0) that end a run at or below the threshold. low, middle, high:
    empty without a band.
    """

    cases: Sequence[str]
    new: Sequence[int]
    total: Sequence[int]
    saturated: Sequence[int]
    low: Sequence[float]
    middle: Sequence[float]
    high: Sequence[float]


@dataclass(frozen=True)
class Series:
    """One line: values with their intervals at places along the axis; NaN where there is none.

    hidden: where too few cases stand behind a value.
    """

    name: str
    values: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    hidden: Sequence[bool] = ()


def saturation(page: Page, curve: Saturation) -> None:
    """Draw the codes so far as steps, those of each case as bars, and the band behind them."""
    places = list(range(1, len(curve.cases) + 1))
    names, below = _along(page, curve.cases, WIDTH - _LEFT - 0.15)
    key, tall = 0.24, 2.5
    page.open(WIDTH, key + tall + below + 0.32)
    axes = page.axes(_LEFT, key, WIDTH - _LEFT - 0.15, tall)
    axes.patch.set_gid("panel-0")
    top = max([*curve.total, *curve.high, 1])
    if curve.low:
        band = axes.fill_between(places, curve.low, curve.high, color="#e3e3e3", linewidth=0)
        band.set_gid("band")
        [middle] = axes.plot(places, curve.middle, color=GREY, linewidth=0.9, linestyle="--")
        middle.set_gid("middle")
    for place, new in zip(places, curve.new, strict=True):
        [bar] = axes.bar(place, new, 0.55, color="#9db8d6", edgecolor=INK, linewidth=0.4)
        bar.set_gid(f"new-{place - 1}")
    [line] = axes.plot(places, curve.total, "-o", color=INK, linewidth=1.2, markersize=3)
    line.set_gid("total")
    if curve.saturated:
        at = curve.saturated[0]
        [mark] = axes.plot(
            [places[at]], [curve.total[at]], "s", markersize=7, color=INK, markerfacecolor="white"
        )
        mark.set_gid("saturated")
    axes.set_xlim(0.4, len(places) + 0.6)
    axes.set_ylim(0, top * 1.06)
    _counted(axes, top)
    _ticks(axes, places, names, below)
    axes.set_ylabel(page.words.codes, fontsize=SIZE)
    words = page.words
    parts: list[tuple[str, dict[str, Any]]] = [
        (words.so_far, {"marker": "o", "linestyle": "-", "color": INK, "markersize": 3}),
        (words.new, {"marker": "s", "linestyle": "", "color": "#9db8d6", "markersize": 6}),
    ]
    if curve.low:
        parts.append((words.middle, {"linestyle": "--", "color": GREY, "linewidth": 0.9}))
    if curve.saturated:
        parts.append(
            (words.saturated, {"marker": "s", "linestyle": "", "color": INK, "markersize": 6,
                               "markerfacecolor": "white"})
        )  # fmt: skip
    _key(page, parts)
    page.text(_LEFT, key + tall + below + 0.1, words.cases, va="top")


def panels(
    page: Page, names: Sequence[str], series: Sequence[Series], axis: str, *,
    low: float, high: float, upright: bool = False,
) -> None:  # fmt: skip
    """Draw a panel a series: dots along the axis, joined, with their intervals.

    upright: what `axis` says is of the values, not of the places.
    """
    columns = 1 if len(series) == 1 or len(names) > 16 else 2
    rows = ceil(len(series) / columns)
    gap = 0.35
    wide = (WIDTH - 0.15 - _LEFT) / columns - gap * (columns - 1) / columns
    written, below = _along(page, names, wide)
    heads = [page.lines(one.name, wide, most=2) for one in series]
    above = 0.15 * max(head.count("\n") + 1 for head in heads) + 0.06
    tall = 1.9 if rows == 1 else 1.35
    block = above + tall + below + 0.16
    page.open(WIDTH, block * rows + (0.0 if upright else 0.2))
    places = list(range(1, len(names) + 1))
    for at, (one, head) in enumerate(zip(series, heads, strict=True)):
        row, column = divmod(at, columns)
        place = (_LEFT + column * (wide + gap), row * block + above, wide, tall)
        axes = page.axes(*place)
        axes.patch.set_gid(f"panel-{at}")
        page.text(place[0], place[1] - 0.05, head, va="bottom")
        axes.set_xlim(0.5, len(places) + 0.5)
        axes.set_ylim(low, high)
        _line(axes, one, places, at)
        axes.grid(axis="y", color=RULE, linewidth=0.4)
        axes.set_axisbelow(True)
        _ticks(axes, places, written, below)
        if upright and column == 0:
            axes.set_ylabel(axis, fontsize=SMALL)
    if not upright:
        page.text(_LEFT, block * rows, axis, va="top")


def _line(axes: Axes, one: Series, places: Sequence[int], at: int) -> None:
    known = [v == v for v in one.values]
    shown = [v if there else nan for v, there in zip(one.values, known, strict=True)]
    [line] = axes.plot(places, shown, "-", color=GREY, linewidth=0.9)
    line.set_gid(f"line-{at}")
    bottom = axes.get_ylim()[0]
    for number, (place, value) in enumerate(zip(places, shown, strict=True)):
        if value != value:
            if one.hidden and one.hidden[number]:
                axes.text(place, bottom, HIDDEN, fontsize=SIZE, ha="center", color=GREY)
            continue
        low, high = one.low[number], one.high[number]
        if low == low:
            [reach] = axes.plot([place, place], [low, high], color=INK, linewidth=0.8)
            reach.set_gid(f"interval-{at}-{number}")
        [dot] = axes.plot(
            [place], [value], "o", markersize=3.6, color=INK, markerfacecolor="white",
            clip_on=False, zorder=3,
        )  # fmt: skip
        dot.set_gid(f"dot-{at}-{number}")


def _along(page: Page, names: Sequence[str], room: float) -> tuple[list[str], float]:
    """Return names below an axis, and the inches they take there; turned where they are wide."""
    each = room / max(1, len(names))
    if all(page.wide(page.show(name), SMALL) < each - 0.04 for name in names):
        return [page.show(name) for name in names], 0.2
    every = max(1, ceil(len(names) / _NAMED))
    lines = [
        page.lines(name, 1.2, SMALL, most=1) if at % every == 0 else ""
        for at, name in enumerate(names)
    ]
    return lines, max(page.wide(line, SMALL) for line in lines) + 0.12


def _ticks(axes: Axes, places: Sequence[int], names: Sequence[str], below: float) -> None:
    shown = [(place, name) for place, name in zip(places, names, strict=True) if name]
    axes.set_xticks([place for place, _ in shown], [name for _, name in shown])
    axes.tick_params(axis="x", labelsize=SMALL, rotation=90 if below > 0.2 else 0)
    axes.spines["bottom"].set_visible(True)
    axes.spines["bottom"].set_color(GREY)


def _counted(axes: Axes, top: float) -> None:
    """Give an axis of counts whole numbers."""
    from matplotlib.ticker import MaxNLocator

    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    axes.grid(axis="y", color=RULE, linewidth=0.4)
    axes.set_axisbelow(True)


def _key(page: Page, parts: Sequence[tuple[str, dict[str, Any]]]) -> None:
    left = _LEFT
    for said, look in parts:
        axes = page.axes(left, 0.0, 0.3, 0.12)
        axes.plot(
            [0, 1] if look["linestyle"] else [0.5], [0.5] * (2 if look["linestyle"] else 1), **look
        )
        axes.set_xlim(-0.1, 1.1)
        axes.set_ylim(0, 1)
        axes.axis("off")
        page.text(left + 0.35, 0.06, said, size=SMALL, va="center")
        left += 0.35 + page.wide(said, SMALL) + 0.25
