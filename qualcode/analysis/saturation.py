"""Saturation: how much each further interview adds that was not said before.

After Guest, Namey & Chen (2020, PLoS ONE 15(5): e0232076): the base size is how many codes the
first `base` interviews hold; each run of `run` interviews after them is measured by the codes that
it brings for the first time, over the base. The first run at or below the threshold is the point
of saturation at that threshold. The band is what other orders of the same interviews would give.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from qualcode.analysis import crosstab_given, feet
from qualcode.analysis.statistics.given import Array
from qualcode.errors import NotEnoughData, NotFound, UsageError, nearest_note
from qualcode.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = [
    "position", "case", "new", "total", "run_new", "ratio", "saturated", "total_low",
    "total_median", "total_high",
]  # fmt: skip
DRAWS = 1_000


@dataclass(frozen=True)
class Curve:
    """The curve of one order of cases.

    new, total: codes of each case for the first time, and so far; run_new and ratio: of the run of
    cases that ends here, NaN where none does. base_codes: codes of the first cases. reached: the
    place (from 1) of the last case before the run that was saturated, None if none was. low,
    median, high: the 2.5, 50 and 97.5 % points of the total over random orders.
    """

    cases: tuple[str, ...]
    new: Array
    total: Array
    run_new: Array
    ratio: Array
    base_codes: int
    reached: int | None
    low: Array
    median: Array
    high: Array


def order_of(cases: Sequence[str], wanted: Sequence[str] | None) -> list[int]:
    """Return the places of cases in the order asked for; those it does not name are left out.

    Raises: NotFound for a case that is not there, UsageError for one named twice.
    """
    if wanted is None:
        return list(range(len(cases)))
    at = {case: n for n, case in enumerate(cases)}
    for case in wanted:
        if case not in at:
            raise NotFound(f"No case “{case}” in this base.{nearest_note(list(cases)[:5])}")
    if len(set(wanted)) < len(wanted):
        raise UsageError("A case stands in the order once.")
    return [at[case] for case in wanted]


def curve(
    has: Array,
    cases: Sequence[str],
    *,
    base: int = 4,
    run: int = 2,
    threshold: float = 0.05,
    draws: int = DRAWS,
    seed: int = 0,
) -> Curve:
    """Return the curve of cases × codes (1 said, else 0) in their order.

    Raises: UsageError for sizes below 1 or a threshold below 0, NotEnoughData for too few cases.
    """
    if base < 1 or run < 1 or draws < 0 or not threshold >= 0:
        raise UsageError("Base and run are 1 or more, threshold and draws 0 or more.")
    n = len(cases)
    if not n:
        raise NotEnoughData("No case was reviewed for every code: there is no order to follow.")
    if n < base + run:
        raise NotEnoughData(
            f"{n} cases are fewer than a base of {base} and a run of {run}. Take a smaller base."
        )
    new = _new(has)
    total = np.cumsum(new)
    run_new = np.full(n, np.nan)
    for end in range(base + run, n + 1):
        run_new[end - 1] = new[end - run : end].sum()
    base_codes = int(total[base - 1])
    ratio = run_new / base_codes if base_codes else np.full(n, np.nan)
    with np.errstate(invalid="ignore"):
        hit = np.flatnonzero(ratio <= threshold)
    reached = int(hit[0]) + 1 - run if hit.size else None
    low, median, high = _band(has, draws, seed)
    return Curve(tuple(cases), new, total, run_new, ratio, base_codes, reached, low, median, high)


def _new(has: Array) -> Array:
    """Return how many codes each case is the first to have."""
    said = has.any(0)
    first = has.argmax(0)[said]
    return np.bincount(first, minlength=len(has))


def _band(has: Array, draws: int, seed: int) -> tuple[Array, Array, Array]:
    n = len(has)
    if not draws:
        none = np.full(n, np.nan)
        return none, none, none
    random = np.random.default_rng(seed)
    totals = np.array([np.cumsum(_new(has[random.permutation(n)])) for _ in range(draws)])
    low, median, high = np.quantile(totals, [0.025, 0.5, 0.975], axis=0)
    return low, median, high


def rows(made: Curve, threshold: float) -> list[list[Any]]:
    """Return a row a case, with the columns of COLUMNS."""
    return [
        [
            at + 1, case, int(made.new[at]), int(made.total[at]), made.run_new[at], made.ratio[at],
            bool(made.ratio[at] <= threshold), made.low[at], made.median[at], made.high[at],
        ]
        for at, case in enumerate(made.cases)
    ]  # fmt: skip


def frame(
    store: Store,
    order: Sequence[str] | None,
    *,
    question: str | None,
    codes: Sequence[str] | None,
    layer: str,
    base: int,
    run: int,
    threshold: float,
    draws: int,
    seed: int,
    interviewers: bool,
) -> pd.DataFrame:
    """Return the curve with the columns of COLUMNS; see `Analysis.saturation`."""
    import pandas as pd

    given = crosstab_given.read(
        store, question=question, codes=codes, layer=layer, interviewers=interviewers
    )
    known = np.flatnonzero(~np.isnan(given.cells).any(1)) if given.codes else np.zeros(0, int)
    cases = [given.cases[at] for at in known]
    places = order_of(cases, order)
    has = np.nan_to_num(given.cells[known][places]) == 1
    made = curve(
        has, [cases[at] for at in places], base=base, run=run, threshold=threshold, draws=draws,
        seed=seed,
    )  # fmt: skip
    reached = (
        f"reached after {made.reached} (the {run} after bring {threshold:.0%} or less of the base)"
        if made.reached is not None
        else "not reached"
    )
    said = (
        f"those reviewed for every code; {made.base_codes} code{'s' * (made.base_codes != 1)} in "
        f"the first {base}, runs of "
        f"{run}, threshold {threshold:.0%}: {reached} (Guest, Namey & Chen 2020)."
    )
    if draws:
        said += f" Band: 95 % of {draws:,} random orders of these cases, seed {seed}."
    frame_ = pd.DataFrame(rows(made, threshold), columns=COLUMNS)
    frame_.attrs["foot"] = feet.foot(
        given.source, f"{len(places):,} of {given.answered:,} cases", said
    )
    frame_.attrs["facts"] = {
        "source": given.source.source, "layer": layer, "n": len(places), "of": given.answered,
        "codes": made.base_codes, "base": base, "run": run, "threshold": threshold,
        "reached": made.reached, "draws": draws, "seed": seed, "interviewers": interviewers,
        "left": feet.left_out(given.source),
    }  # fmt: skip
    return frame_
