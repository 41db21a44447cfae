"""Codes against a number of the cases: those with a code beside those without it.

Codes overlap, so each row is a test of its own; the family is all testable codes of the table.
Weights are not used: there is no valid rank test with them here.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from qualcode.analysis import crosstab_fields as fields
from qualcode.analysis import crosstab_tests as tested
from qualcode.analysis import feet, statistics
from qualcode.analysis.crosstab_given import Given
from qualcode.analysis.crosstab_rank import rank_biserial_limits
from qualcode.analysis.statistics.given import Array
from qualcode.errors import NotEnoughData, UsageError
from qualcode.store.store import Store

ADJUST = ("holm", "bh")
QUANTILES = ("minimum", "q1", "median", "q3", "maximum")
COLUMNS = [
    "code", "n_with", "n_without", "mean_with", "mean_without", "sd_with", "sd_without",
    *(f"{name}_{side}" for side in ("with", "without") for name in QUANTILES), "shift",
    "shift_low", "shift_high", "u", "p", "p_adjusted", "rank_biserial", "rank_biserial_low",
    "rank_biserial_high", "point_biserial", "point_biserial_low", "point_biserial_high", "note",
]  # fmt: skip


def rows(
    store: Store, given: Given, name: str, adjust: str, draws: int, seed: int
) -> tuple[list[list[Any]], str]:
    """Return a row a code, with the columns of COLUMNS, and the foot.

    draws: of the interval of the correlation of the number of codes with the scale.

    Raises: NotFound, UsageError for a field without numbers, NotEnoughData.
    """
    if adjust not in ADJUST:
        raise UsageError(f"No correction “{adjust}”. There are: {', '.join(ADJUST)}.")
    of = fields.variable(store, name)
    scores = _scores(store, of.name, given)
    there = ~np.isnan(scores)
    if not there.any() or np.isnan(given.cells[there]).all():
        raise NotEnoughData(
            f"No case that was reviewed has a value of {of.name}: there is nothing to compare."
        )
    made = statistics.code_scales(given.cells, scores)
    found = [_row(given, scores, made, at) for at in range(len(given.codes))]
    p = np.array([row[COLUMNS.index("p")] for row in found], dtype=float)
    corrected = statistics.adjust(p)[adjust]
    for row, one in zip(found, corrected, strict=True):
        row[COLUMNS.index("p_adjusted")] = one
    family = int(np.count_nonzero(~np.isnan(p)))
    missing = int((~there & ~np.isnan(given.cells).all(1)).sum())
    known = int((~np.isnan(given.cells).all(1) & there).sum())
    lost = f" {missing:,} without a value are left out." if missing else ""
    ranks = (
        f" {of.name} is ordinal: 1, 2, … stand for its levels in their order."
        if of.kind == "ordinal"
        else ""
    )
    said = (
        f"base {given.base}; {of.name} of those with a code and without it, Mann-Whitney; shift: "
        f"by how much those with it lie above those without (Hodges-Lehmann).{ranks}{lost} "
        f"Family: {family} tests, p by {'Holm' if adjust == 'holm' else 'BH'}; intervals 95 %. "
        f"Unweighted. {_number_of_codes(given, scores, of.name, draws, seed)}"
    )
    return found, feet.foot(given.source, f"{known:,} of {given.answered:,} cases", said)


def _number_of_codes(given: Given, scores: Array, name: str, draws: int, seed: int) -> str:
    """Return the sentence that correlates how many codes a case has with the scale."""
    whole = ~np.isnan(given.cells).any(1)
    number = np.where(whole, np.nansum(given.cells, 1), np.nan)
    known = int((whole & ~np.isnan(scores)).sum())
    said = f"Number of codes and {name}"
    if given.cells.shape[1] < 2:
        return f"{said}: no correlation of one code alone."
    if known < tested.LEAST:
        return f"{said}: fewer than {tested.LEAST} cases are known for all of these codes."
    found = statistics.spearman_interval(number[whole], scores[whole], draws=draws, seed=seed)
    if found["rho"] is None:
        return f"{said}: one of them does not vary."
    within = ""
    if found["ci95"] is not None:
        low, high = found["ci95"]
        within = f" [{low:.2f}, {high:.2f}] ({found['draws']:,} resamples)"
    return (
        f"{said}: Spearman’s rho {found['rho']:.2f}{within}, of the {known:,} cases known for all "
        "of these codes."
    )


def _scores(store: Store, name: str, given: Given) -> Array:
    field = fields.read(store, name, given.cases)
    if field.numbers is not None:
        return field.numbers
    if field.kind != "ordinal":
        raise UsageError(
            f"“{field.name}” is {field.kind}: codes are set against numbers or ordered levels. "
            "Make a cross-tab of it."
        )
    return np.where(field.position < 0, np.nan, field.position + 1.0)


def _row(given: Given, scores: Array, made: dict[str, Array], at: int) -> list[Any]:
    column = given.cells[:, at]
    own = ~np.isnan(column) & ~np.isnan(scores)
    has = column[own] == 1
    values = scores[own]
    sides = values[has], values[~has]
    why = tested.untestable(np.array([float(s.size) for s in sides]), float(has.sum()))
    p, low, high, pearson, shift = np.nan, np.nan, np.nan, None, [np.nan] * 3
    if not why:
        p = float(made["p"][at])
        why = "not tested: all values are equal" if np.isnan(p) else ""
        low, high = rank_biserial_limits(column, scores)
        pearson = statistics.point_biserial(values, has.astype(float))
        apart = statistics.hodges_lehmann(*sides)
        shift = [apart["shift"], *(apart["ci95"] or [np.nan] * 2)]
    limits = (pearson and pearson["ci95_fisher_z"]) or [np.nan, np.nan]
    r = np.nan if pearson is None or pearson["r"] is None else pearson["r"]
    shares = [0, 0.25, 0.5, 0.75, 1]
    return [
        given.names[at],
        *(s.size for s in sides),
        *(float(s.mean()) if s.size else np.nan for s in sides),
        *(float(s.std(ddof=1)) if s.size > 1 else np.nan for s in sides),
        *(float(q) for s in sides
          for q in (np.quantile(s, shares) if s.size else [np.nan] * len(shares))),
        *shift, float(made["u"][at]), p, np.nan,
        np.nan if why else float(made["rank_biserial"][at]), low, high, r, *limits, why,
    ]  # fmt: skip
