"""A cross-tab as people read it: a row a code, a column a level, then all, the effect and p."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qualcode.analysis.crosstab_feet import written_out
from qualcode.analysis.crosstab_hiding import HIDDEN
from qualcode.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.analysis.crosstab import Crosstab

UP, DOWN = "▲", "▼"
MEASURES = {"V": "V", "r": "r", "rank-biserial": "r (rank-biserial)", "difference": "difference"}
NAMES = {"holm": "p (Holm)", "bh": "p (BH)"}
SHOWS = ("percent", "interval", "n", "residual")
"""What a cell can hold: a percentage, that with its interval, n of base, the adjusted residual."""


def reading(
    table: Crosstab, *, hide: bool = False, show: str = "percent", of: str = " of "
) -> pd.DataFrame:
    """Return a frame of texts: code, each level, all, effect, p.

    The first row holds the bases. show: what cells hold, of `SHOWS`; of few cases always counts;
    of: between n and base. ▲▼ where a residual holds. hide: as it leaves the project, small cells
    and what would give them away hidden. Raises: UsageError.
    """
    import pandas as pd

    if show not in SHOWS:
        raise UsageError(f"Cells hold {', '.join(SHOWS)}, not “{show}”.")
    if table.counted and show in ("percent", "interval"):
        show = "n"
    cells = table.outside.cells if hide else table.cells
    totals = table.outside.totals if hide else table.totals
    tests = table.outside.tests if hide else table.tests
    wide = len(table.levels)
    away = cells["hidden"] if hide else [False] * len(cells)
    texts = [
        HIDDEN if hidden else _cell(n, base, percent, low, high, residual, marked, show, of)
        for n, base, percent, low, high, residual, marked, hidden in zip(
            cells["n"], cells["base"], cells["percent"], cells["low"], cells["high"],
            cells["residual"], cells["marked"], away, strict=True,
        )
    ]  # fmt: skip
    away = totals["hidden"] if hide else [False] * len(totals)
    sums = [
        HIDDEN if hidden else _cell(n, base, percent, low, high, np.nan, False, show, of)
        for n, base, percent, low, high, hidden in zip(
            totals["n"], totals["base"], totals["percent"], totals["low"], totals["high"], away,
            strict=True,
        )
    ]  # fmt: skip
    rows = [
        [code, *texts[at * wide : (at + 1) * wide], sums[at], effect(size), p_value(p)]
        for at, (code, size, p) in enumerate(
            zip(table.codes, tests["effect"], tests["p_adjusted"], strict=True)
        )
    ]
    columns = ["code", *table.levels, "all", measure(table), NAMES[table.asked.adjust]]
    return pd.DataFrame([_bases(table, hide), *rows], columns=columns, dtype=object)


def measure(table: Crosstab) -> str:
    """Return the name of the effect of all tests, `effect` where they have several."""
    measures = {m for m in table.tests["measure"] if m}
    return MEASURES[measures.pop()] if len(measures) == 1 else "effect"


def known(table: Crosstab) -> int:
    """Return how many cases that take part are known for at least one code."""
    return int((~np.isnan(table.given.cells).all(1) & table.there).sum())


def _bases(table: Crosstab, hide: bool) -> list[str]:
    cases = table.outside.bases if hide else table.bases
    away = cases["cases"].isna()
    shown = [HIDDEN if off else f"{n:,}" for n, off in zip(cases["cases"], away, strict=True)]
    return [f"base: {table.given.base}", *shown, f"{known(table):,}", "", ""]


def _cell(
    n: float,
    base: float,
    percent: float,
    low: float,
    high: float,
    residual: float,
    marked: bool,
    show: str,
    of: str,
) -> str:
    if not base:
        return "–"
    mark = (UP if residual > 0 else DOWN) if marked else ""
    if show == "n":
        return f"{int(n)}{of}{int(base)}{mark}"
    if show == "residual":
        return "–" if np.isnan(residual) else f"{residual:+.1f}{mark}"
    within = f" [{low:.1f}, {high:.1f}]" if show == "interval" else ""
    return f"{percent:.1f}{mark}{within}"


def p_value(p: float) -> str:
    """Return p as it is printed: three decimals without the 0, '< .001' below."""
    if p != p:
        return ""
    if p < 0.001:
        return "< .001"
    return "1" if p >= 0.9995 else f"{p:.3f}".lstrip("0")


def effect(value: float) -> str:
    """Return an effect of at most 1 as it is printed: two decimals without the 0."""
    return "" if value != value else f"{value:.2f}".replace("0.", ".", 1)


def report(table: Crosstab, show: str = "percent") -> pd.DataFrame:
    """Return what a report writes: the reading with small cells hidden, and its foot."""
    frame = reading(table, hide=True, show=show)
    frame.attrs["foot"] = foot(table)
    return frame


def foot(table: Crosstab) -> str:
    """Return the foot of what leaves the project: with how much of it is hidden."""
    hit = int(table.outside.cells["hidden"].sum())
    said = (
        f" {HIDDEN} hidden: {hit:,} cells of fewer than {table.threshold} cases, or that would "
        "give such a cell away; the tests of their rows are not shown."
        if hit
        else ""
    )
    # What is hidden has been said then; on the screen the foot says what would be.
    return table.foot.removesuffix(f" {written_out(table.threshold)}") + said if hit else table.foot
