"""The interval of a rank-biserial correlation."""

from __future__ import annotations

import numpy as np
from scipy.special import expit, logit

from qualcode.analysis.statistics.given import Z95, Array
from qualcode.analysis.statistics.ranks import ranked


def rank_biserial_limits(has: Array, values: Array) -> tuple[float, float]:
    """Return the 95 % limits of 2A - 1, with A the probability of superiority of those with it.

    has: 1, 0 or NaN a person; values: a number a person, NaN where missing. The variance of A is
    that of the placements, s²₁ / n₁ + s²₀ / n₀ (DeLong, DeLong & Clarke-Pearson 1988, Biometrics
    44:837-845), and the limits are taken on the logit scale (Pepe 2003). NaN where fewer than two
    are on a side, or A is 0 or 1.
    """
    there = ~(np.isnan(has) | np.isnan(values))
    first, second = values[there & (has == 1)], values[there & (has == 0)]
    n1, n0 = first.size, second.size
    if min(n1, n0) < 2:
        return np.nan, np.nan
    both = ranked(np.concatenate([first, second]))[0]
    # The placement of a person: the share of the other group below them, ties counted half.
    ours = (both[:n1] - ranked(first)[0]) / n0
    theirs = (both[n1:] - ranked(second)[0]) / n1
    a = float(ours.mean())
    if not 0 < a < 1:
        return np.nan, np.nan
    error = float(np.sqrt(ours.var(ddof=1) / n1 + theirs.var(ddof=1) / n0))
    reach = Z95 * error / (a * (1 - a))
    low, high = expit(logit(a) - reach), expit(logit(a) + reach)
    return float(2 * low - 1), float(2 * high - 1)
