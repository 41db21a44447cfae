"""A cross-tab as people read it: a row a code, a column a level, then all, the effect and p."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qualcode.analysis.crosstab_hiding import HIDDEN

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.analysis.crosstab import Crosstab

UP, DOWN = "▲", "▼"
MEASURES = {"V": "V", "r": "r", "rank-biserial": "r (rank-biserial)", "difference": "difference"}
_NAMES = {"holm": "p (Holm)", "bh": "p (BH)"}


def reading(table: Crosstab, *, hide: bool = False) -> pd.DataFrame:
    """Return a frame of texts: code, each level, all, effect, p.

    The first row holds the bases. Cells are percentages, counts of few cases; ▲▼ where a residual
    holds. hide: as it leaves the project, small cells and what would give them away hidden.
    """
    import pandas as pd

    cells = table.outside.cells if hide else table.cells
    totals = table.outside.totals if hide else table.totals
    tests = table.outside.tests if hide else table.tests
    wide = len(table.levels)
    bases = _bases(table, hide)
    rows = []
    for at, code in enumerate(table.codes):
        own = cells.iloc[at * wide : (at + 1) * wide]
        shown = [
            _cell(n, base, percent, residual, marked, counted=table.counted, hidden=hidden)
            for n, base, percent, residual, marked, hidden in zip(
                own["n"], own["base"], own["percent"], own["residual"], own["marked"],
                own["hidden"] if hide else [False] * wide, strict=True,
            )
        ]  # fmt: skip
        whole = totals.iloc[at]
        hidden = hide and bool(whole["hidden"])
        shown.append(
            _cell(
                whole["n"], whole["base"], whole["percent"], np.nan, False,
                counted=table.counted, hidden=hidden,
            )
        )  # fmt: skip
        test = tests.iloc[at]
        rows.append([code, *shown, effect(test["effect"]), p_value(test["p_adjusted"])])
    measures = {m for m in table.tests["measure"] if m}
    measure = MEASURES[measures.pop()] if len(measures) == 1 else "effect"
    columns = ["code", *table.levels, "all", measure, _NAMES[table.asked.adjust]]
    return pd.DataFrame([bases, *rows], columns=columns, dtype=object)


def _bases(table: Crosstab, hide: bool) -> list[str]:
    cases = table.outside.bases if hide else table.bases
    known = int((~np.isnan(table.given.cells).all(1) & ~table.field.missing).sum())
    away = cases["cases"].isna()
    shown = [HIDDEN if off else f"{n:,}" for n, off in zip(cases["cases"], away, strict=True)]
    return [f"base: {table.given.base}", *shown, f"{known:,}", "", ""]


def _cell(
    n: float,
    base: float,
    percent: float,
    residual: float,
    marked: bool,
    *,
    counted: bool,
    hidden: bool,
) -> str:
    if hidden:
        return HIDDEN
    if not base:
        return "–"
    if counted:
        return f"{int(n)} of {int(base)}"
    mark = (UP if residual > 0 else DOWN) if marked else ""
    return f"{percent:.1f}{mark}"


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


def report(table: Crosstab) -> pd.DataFrame:
    """Return what a report writes: the reading with small cells hidden, and its foot."""
    frame = reading(table, hide=True)
    hit = int(table.outside.cells["hidden"].sum())
    said = (
        f" {HIDDEN} hidden: {hit:,} cells of fewer than {table.threshold} cases, or that would "
        "give such a cell away; the tests of their rows are not shown."
        if hit
        else ""
    )
    frame.attrs["foot"] = table.foot + said
    return frame
