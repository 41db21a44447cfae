"""Intervals: documents resampled, and the analytic ones over units.

The default resamples documents with all their units, because passages of one interview are alike:
resampling sentences covered 61 % where it said 95 %. Coders are fixed; no interval here says
anything about other coders.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from qualcode.agreement.ratings import Floats, Ints

DRAWS = 2000
SEED = 20_240_601
LEVEL = 0.95
FEW_CLUSTERS = 8
"""Below this many documents the interval is shown with a warning."""
FEWEST_CLUSTERS = 3
"""Below this many there is none."""
UNDEFINED_ALLOWED = 0.05
"""The share of draws that may be undefined before an interval is refused."""

_CELLS = 4_000_000
_AT_ONCE = 250
"""At most so many draws between two moments at which the work can be stopped."""
_EXACT_SINGLE = 2**24


def resampled(documents: int, draws: int, seed: int, width: int) -> Iterator[Ints]:
    """Yield how often each document is in each draw, some draws at a time: draws × documents.

    A draw takes as many documents as there are, with replacement. It is the same for whatever is
    computed from it, so that differences between codes have intervals too.
    width: numbers that a caller makes of one draw; it keeps what is held at once small.
    """
    generator = np.random.default_rng(seed)
    step = max(1, min(draws, _AT_ONCE, _CELLS // max(documents, width, 1)))
    for begin in range(0, draws, step):
        yield times_drawn(generator, min(step, draws - begin), documents)


def summable(statistics: Floats) -> npt.NDArray[np.floating[Any]]:
    """Return documents × columns in the cheapest kind of number that keeps sums over draws exact.

    Whole numbers below 2²⁴ are exact in single precision, at half the memory and time. A draw may
    hold the heaviest document as many times as there are documents.
    """
    whole = bool((statistics == np.round(statistics)).all())
    most = float(np.abs(statistics).max(initial=0)) * len(statistics)
    return statistics.astype(np.float32 if whole and most < _EXACT_SINGLE else np.float64)


def times_drawn(generator: np.random.Generator, draws: int, documents: int) -> Ints:
    """Return draws × documents: how often each document is in each draw."""
    picked = generator.integers(documents, size=(draws, documents))
    picked += np.arange(draws)[:, None] * documents
    return np.bincount(picked.ravel(), minlength=draws * documents).reshape(draws, documents)


def percentiles(drawn: Floats, level: float = LEVEL) -> tuple[Floats, Floats, Floats]:
    """Return low, high and the share undefined of draws × columns, column by column.

    Undefined draws are skipped and counted; where more than 5 % are, low and high are NaN.
    """
    ordered = np.sort(drawn, axis=0)  # NaN last
    defined = (~np.isnan(ordered)).sum(axis=0)
    undefined = 1 - defined / max(len(drawn), 1)
    bounds = []
    for share in ((1 - level) / 2, (1 + level) / 2):
        place = share * np.maximum(defined - 1, 0)
        below = np.floor(place).astype(int)
        above = np.minimum(below + 1, np.maximum(defined - 1, 0))
        low = np.take_along_axis(ordered, below[None], axis=0)[0]
        high = np.take_along_axis(ordered, above[None], axis=0)[0]
        # Written so that equal neighbours give exactly themselves.
        bound = low + (high - low) * (place - below)
        bounds.append(np.where(undefined > UNDEFINED_ALLOWED, np.nan, bound))
    return bounds[0], bounds[1], undefined


def analytic(
    counts: Floats, disagreement: Floats, chance: Floats | None, expected: float, corrected: bool
) -> tuple[float, float]:
    """Return the analytic interval over units of a coefficient, by Gwet's linearisation.

    counts:       N × q ratings; units without a rating are left out.
    disagreement: N, 1 - p_a,i of each unit (0 where it has fewer than two ratings).
    chance:       N, p_e,i of each unit, or None where chance does not depend on the data.
    expected:     1 - p_e. corrected: False for plain percent agreement (then p_e = 0).

    K_i = (N / n') (p_a,i - p_e) / (1 - p_e), 0 where r_i < 2; K*_i = K_i - 2(1 - K)(p_e,i - p_e) /
    (1 - p_e); variance Σ (K*_i - K)² / (N (N - 1)); K ± t(N - 1) SE, the upper end cut at 1.
    Source: Gwet (2008), British Journal of Mathematical and Statistical Psychology 61:29-48.
    """
    from scipy.special import stdtrit

    ratings = counts.sum(axis=1)
    rated, paired = ratings >= 1, ratings >= 2
    n, pairs = int(rated.sum()), int(paired.sum())
    if n < 2 or pairs < 1:
        return math.nan, math.nan
    one_less = expected if corrected else 1.0
    each = np.where(paired, n / pairs * (1 - disagreement / one_less), 0.0)[rated]
    value = float(each.mean())
    if chance is not None:
        each = each - 2 * (1 - value) * (chance[rated] - (1 - expected)) / one_less
    error = math.sqrt(float(((each - value) ** 2).sum()) / (n * (n - 1)))
    reach = float(stdtrit(n - 1, (1 + LEVEL) / 2)) * error
    return value - reach, min(1.0, value + reach)


def cohen_interval(table: Floats, weights: Floats) -> tuple[float, float]:
    """Return the large-sample interval of Cohen's (weighted) kappa, the upper end cut at 1.

    var = (Σ p_ij (w_ij - (w̄_i. + w̄_.j)(1 - κ))² - (κ - p_e (1 - κ))²) / (n (1 - p_e)²), where
    w̄_i. = Σ_j w_ij p_.j and w̄_.j = Σ_i w_ij p_i.
    Source: Fleiss, Cohen & Everitt (1969), Psychological Bulletin 72:323-327.
    """
    n = table.sum()
    p = table / n
    first, second = p.sum(axis=1), p.sum(axis=0)
    chance = float(first @ weights @ second)
    kappa = (float((p * weights).sum()) - chance) / (1 - chance)
    means = (weights @ second)[:, None] + (first @ weights)[None, :]
    square = float((p * (weights - means * (1 - kappa)) ** 2).sum())
    variance = (square - (kappa - chance * (1 - kappa)) ** 2) / (n * (1 - chance) ** 2)
    reach = 1.959963984540054 * math.sqrt(max(0.0, variance))
    return kappa - reach, min(1.0, kappa + reach)
