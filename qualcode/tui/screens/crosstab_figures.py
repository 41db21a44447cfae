"""The figures of a cross-tab as a screen shows them, made once in a thread; bars for a heat map."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from qualcode.analysis.crosstab_asked import Asked
from qualcode.project import Project
from qualcode.text import display

if TYPE_CHECKING:
    from qualcode.analysis.crosstab import Crosstab

SHOWS = ("percent", "interval", "n")
"""What `%` goes through."""
BAR = 3
"""Cells on each side of a bar's middle: half a cell a unit of the residual."""


@dataclass(frozen=True)
class Figures:
    """A table in texts: by what cells hold the rows, the bases first; code, levels, all, effect, p.

    residuals, marks: codes × levels. tests: a row a code of test, statistic, df, p, corrected p,
    effect, its interval, n.
    """

    table: Crosstab
    texts: dict[str, list[list[str]]]
    residuals: list[list[float]]
    marks: list[list[bool]]
    tests: list[list[str]]
    measure: str
    known: int

    @property
    def levels(self) -> int:
        """How many columns are levels."""
        return len(self.table.levels)


def read(project: Project, asked: Asked, progress: Callable[[int, int], None]) -> Figures:
    """Return the figures of a table. Raises: QualcodeError."""
    from qualcode.analysis import crosstab_reading as reading

    table = project.analysis.tabulate(asked, progress=progress)
    progress(0, 1)
    texts = {
        show: reading.reading(table, show=show, of="/").to_numpy().tolist()
        for show in (*SHOWS, "residual")
    }
    return Figures(
        table, texts, table.shown.residual.tolist(), table.marks.tolist(),
        [_test(row) for row in table.tests.to_dict("records")], reading.measure(table),
        reading.known(table),
    )  # fmt: skip


def _test(row: dict[Any, Any]) -> list[str]:
    from qualcode.analysis.crosstab_reading import effect, p_value

    df, second = row["df"], row["df2"]
    freedom = "" if df != df else f"{df:.1f}".removesuffix(".0")
    if second == second:
        freedom += f", {second:.0f}"
    return [
        row["code"], row["test"], "" if row["statistic"] != row["statistic"]
        else f"{row['statistic']:,.1f}", freedom, p_value(row["p"]), p_value(row["p_adjusted"]),
        effect(row["effect"]), within(row["effect_low"], row["effect_high"]), f"{row['n']:,}",
    ]  # fmt: skip


def within(low: float, high: float) -> str:
    """Return the interval of an effect, empty where there is none."""
    from qualcode.analysis.crosstab_reading import effect

    return "" if low != low or high != high else f"[{effect(low)}, {effect(high)}]"


def bar(residual: float, marked: bool) -> str:
    """Return a residual as a bar from the middle: to the left fewer than expected, else more.

    Its length tells it without colour; ▲▼ where it holds.
    """
    if residual != residual:
        return "–"
    halves = max(-2 * BAR, min(2 * BAR, round(residual)))
    return _drawn(halves, ("▲" if residual > 0 else "▼") if marked else "", display.ambiguous())


@cache
def _drawn(halves: int, mark: str, ambiguous: int) -> str:
    """Return so many half cells, to the left below 0; blocks of two cells are # instead."""
    whole, half = abs(halves) // 2, abs(halves) % 2
    if ambiguous == 1:
        middle, left, right = "│", "▐" * half + "█" * whole, "█" * whole + "▌" * half
    else:
        middle, left, right = "|", "#" * (whole + half), "#" * (whole + half)
    if halves < 0:
        drawn = display.pad(left, BAR, "right") + middle + " " * BAR
    else:
        drawn = " " * BAR + middle + display.pad(right, BAR)
    return drawn + display.pad(mark, display.width("▲"))
