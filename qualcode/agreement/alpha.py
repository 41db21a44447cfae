"""Krippendorff's alpha: coincidences, metrics, and his own bootstrap."""

from __future__ import annotations

import numpy as np

from qualcode.agreement.ratings import Floats, Ratings

LEVELS = ("nominal", "ordinal", "interval", "ratio")


def coincidences(counts: Floats) -> Floats:
    """Return the q × q coincidences o_ck of N × q counts.

    o_ck: over units of at least two ratings, the ordered pairs (c, k) in a unit, divided by the
    unit's ratings less one. Units with fewer ratings are dropped entirely.
    """
    ratings = counts.sum(axis=1)
    counts, ratings = counts[ratings >= 2], ratings[ratings >= 2]
    shared = counts / (ratings - 1)[:, None]
    return np.asarray(shared.T @ counts - np.diag(shared.sum(axis=0)))


def differences(level: str, totals: Floats, values: Floats | None) -> Floats | str:
    """Return the q × q squared differences δ² of a level, or why there are none.

    nominal  0 or 1; interval (c - k)²; ratio ((c - k) / (c + k))², 0/0 being 0;
    ordinal  (sum of n_g for g from c to k, less (n_c + n_k) / 2)², categories in their order.
    totals:  n_c, the pairable values in each category, not normalised.
    Source:  Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section E.
    """
    q = len(totals)
    if level == "nominal":
        return 1 - np.eye(q)
    if level == "ordinal":
        middle = np.cumsum(totals) - totals / 2
        return (middle[:, None] - middle[None, :]) ** 2
    if values is None:
        return f"the {level} metric needs numbers; some categories are text"
    apart = (values[:, None] - values[None, :]) ** 2
    if level == "interval":
        return apart
    if (values < 0).any():
        return "the ratio metric needs values of 0 or more"
    total = (values[:, None] + values[None, :]) ** 2
    return np.divide(apart, total, out=np.zeros_like(apart), where=total > 0)


def alpha(ratings: Ratings, level: str) -> tuple[float, str]:
    """Return Krippendorff's alpha, and the reason where it is NaN.

    alpha = 1 - (n - 1) Σ o_ck δ²_ck / Σ n_c n_k δ²_ck, n being all pairable values.
    Source: Krippendorff (2004; 2019), Content Analysis, ch. 11 and 12.
    """
    observed = coincidences(ratings.counts())
    totals = observed.sum(axis=1)
    if totals.sum() == 0:
        return float("nan"), "no unit has two ratings"
    apart = differences(level, totals, ratings.values)
    if isinstance(apart, str):
        return float("nan"), apart
    expected = float(totals @ apart @ totals)
    if expected <= 0:
        return float("nan"), "no variation: all pairable ratings are the same"
    return 1 - (totals.sum() - 1) * float((observed * apart).sum()) / expected, ""


def krippendorff_draws(
    deviations: Floats,
    pairs: Floats,
    n: float,
    coders: int,
    expected: float,
    draws: int,
    seed: int,
) -> Floats:
    """Return draws of alpha by Krippendorff's own bootstrap; as narrow as its assumptions.

    Each draw takes M = (coders - 1) n / 2 of the observed pairs of ratings as if they were
    independent, and sets the mean of their δ² against the expected disagreement, which is held
    fixed; nothing below -1. Too narrow where a unit has more than two ratings, blind to change in
    the margins, and it takes the passages of one interview for independent.

    deviations: the distinct δ² that occur; pairs: how many pairs have each.
    n:          pairable values; expected: D_e, the mean δ² of two values drawn without replacement.
    Source:     Hayes & Krippendorff (2007), Communication Methods and Measures 1:77-89. His cap of
                25 draws for each kind of coincidence, meant to save time, is left out: it widens
                the interval as the data grow.
    """
    size = max(1, round((coders - 1) * n / 2))
    share = pairs / pairs.sum()
    drawn = np.random.default_rng(seed).multinomial(size, share, size=draws)
    return np.maximum(1 - drawn @ deviations / (size * expected), -1)
