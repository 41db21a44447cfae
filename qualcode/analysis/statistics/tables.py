"""The r × c table of counts: tests of independence, residuals, strength with an interval."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import chdtrc, chndtrinc

from qualcode.analysis.statistics.given import Array, counted, interval, share, value, values


def contingency(counts: Any) -> dict[str, Any]:
    """Return the tests and effect sizes of an r × c table; None where one is undefined.

    counts: r rows of c counts. With n their sum, E = row total × column total / n:

    - chi2 Σ(O - E)² / E on df (r - 1)(c - 1), p, without continuity correction (Pearson 1900);
      g2 2 Σ O ln(O / E), 0 ln 0 = 0; 2 × 2 only: chi2_yates, p_yates, |O - E| less ½ at most;
    - expected_counts (r × c), min_expected, share_expected_below_5: below 1, or above a fifth,
      `exact` is the better test (Cochran 1954);
    - adjusted_residuals (O - E) / √(E (1 - row share)(1 - column share)), about normal (Haberman
      1973), pearson_residuals (O - E) / √E, both r × c;
    - cramers_v √(chi2 / (n min(r - 1, c - 1))), its bias-corrected form (Bergsma 2013), and
      cramers_v_ci95_noncentral: √(λ / (n min(r - 1, c - 1))) for the λ at which a noncentral
      chi-square has chi2 as its 97.5 % and 2.5 % point, cut at 0 and 1 (Smithson 2003).

    Rows and columns without a count say nothing: r and c count the others, and their residuals
    are None. A table with fewer than two rows or columns left has no test.

    Raises: BadTable for rows of unequal length or a count that is none.
    """
    table = counted(counts)
    n = table.sum()
    rows, columns = table.sum(1), table.sum(0)
    used = np.ix_(rows > 0, columns > 0)
    part = table[used]
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = np.outer(rows, columns) / n
        spread = expected * np.outer(1 - rows / n, 1 - columns / n)
        adjusted = _by(table - expected, np.sqrt(spread))
        pearson = _by(table - expected, np.sqrt(expected))
    fitted = expected[used]
    degrees = max(part.shape[0] - 1, 0) * max(part.shape[1] - 1, 0)
    testable = degrees > 0
    chi2 = pearson_statistic(part, fitted) if testable else None
    g2 = _likelihood_ratio(part, fitted) if testable else None
    smaller = min(part.shape) - 1
    found: dict[str, Any] = {
        "n": _count(n),
        "chi2": value(chi2),
        "df": degrees,
        "p": chi2_tail(chi2, degrees),
        "g2": value(g2),
        "expected_counts": values(expected),
        "min_expected": value(fitted.min()) if fitted.size else None,
        "share_expected_below_5": value((fitted < 5).mean()) if fitted.size else None,
        "adjusted_residuals": values(adjusted),
        "pearson_residuals": values(pearson),
        "cramers_v": None if chi2 is None else float(np.sqrt(chi2 / (n * smaller))),
        "cramers_v_bias_corrected": _bergsma(chi2, n, *part.shape),
        "cramers_v_ci95_noncentral": _cramers_limits(chi2, degrees, n, smaller),
    }
    if table.shape == (2, 2):
        yates = _yates(part, fitted) if testable else None
        found |= {"chi2_yates": value(yates), "p_yates": chi2_tail(yates, 1)}
    return found


def pearson_statistic(observed: Array, expected: Array) -> float:
    """Return Σ(O - E)² / E of a table without an empty margin."""
    return float(((observed - expected) ** 2 / expected).sum())


def chi2_tail(statistic: float | None, df: float | None) -> float | None:
    """Return the upper tail of the chi-square distribution."""
    if statistic is None or not df:
        return None
    return float(chdtrc(df, statistic))


def noncentral_limits(chi2: Array, df: Array) -> tuple[Array, Array]:
    """Return the 95 % limits of the noncentrality of each chi-square, 0 where none solves."""
    # Where even λ = 0 lies below the quantile scipy answers with the smallest positive number, at
    # a chi-square of 0 with NaN.
    low, high = (chndtrinc(chi2, df, tail) for tail in (0.975, 0.025))
    none = chi2 == 0
    return np.where(none | (low < 1e-9), 0.0, low), np.where(none | (high < 1e-9), 0.0, high)


def _cramers_limits(
    chi2: float | None, df: int, n: float, smaller: int
) -> list[float | None] | None:
    if chi2 is None:
        return None
    limits = np.array(noncentral_limits(np.array([chi2]), np.array([float(df)])))
    low, high = np.minimum(1.0, np.sqrt(limits / (n * smaller)))[:, 0]
    return interval(low, high)


def _bergsma(chi2: float | None, n: float, r: int, c: int) -> float | None:
    """Return V with φ², r and c corrected for what independence alone leads to expect."""
    if chi2 is None or n <= 1:
        return None
    phi2 = max(0.0, chi2 / n - (r - 1) * (c - 1) / (n - 1))
    smaller = min(k - (k - 1) ** 2 / (n - 1) for k in (r, c)) - 1
    ratio = share(phi2, smaller) if smaller > 0 else None
    return None if ratio is None else float(np.sqrt(ratio))


def _yates(observed: Array, expected: Array) -> float:
    apart = np.abs(observed - expected)
    return float(((apart - np.minimum(0.5, apart)) ** 2 / expected).sum())


def _likelihood_ratio(observed: Array, expected: Array) -> float:
    there = observed > 0
    return float(2 * (observed[there] * np.log(observed[there] / expected[there])).sum())


def _by(part: Array, whole: Array) -> Array:
    """Return part by whole, NaN where whole is 0 (an empty or a full margin)."""
    ratio: Array = np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
    return ratio


def _count(number: float) -> int | float:
    return int(number) if number == int(number) else float(number)
