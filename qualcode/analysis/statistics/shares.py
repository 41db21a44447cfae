"""A share and the difference of two, with score intervals that hold near 0 and 1."""

from __future__ import annotations

from typing import Any

import numpy as np

from qualcode.analysis.statistics.given import Z95, Array, BadTable, interval


def proportion(x: float, n: float) -> dict[str, Any]:
    """Return ci95, Wilson's score interval of x among n; None if n is 0.

    (p + z²/2n ± z √(p(1 - p)/n + z²/4n²)) / (1 + z²/n) with p = x / n (Wilson 1927; Newcombe
    1998, Stat Med 17:857-872, method 3).

    Raises: BadTable if x is not between 0 and n.
    """
    low, high = wilson(*_checked(x, n))
    return {"ci95": interval(low[0], high[0])}


def difference(x1: float, n1: float, x2: float, n2: float) -> dict[str, Any]:
    """Return ci95, Newcombe's interval of x1 / n1 - x2 / n2; None if n1 or n2 is 0.

    d - √((p1 - l1)² + (u2 - p2)²) to d + √((u1 - p1)² + (p2 - l2)²), l and u the Wilson limits
    (Newcombe 1998, Stat Med 17:873-890, method 10).

    Raises: BadTable if a count is not between 0 and its base.
    """
    low, high = newcombe(*_checked(x1, n1), *_checked(x2, n2))
    return {"ci95": interval(low[0], high[0])}


def wilson(x: Array, n: Array) -> tuple[Array, Array]:
    """Return the Wilson limits of many shares, NaN where n is 0; shapes as given."""
    with np.errstate(divide="ignore", invalid="ignore"):
        p = x / n
        middle = p + Z95**2 / (2 * n)
        reach = Z95 * np.sqrt(p * (1 - p) / n + Z95**2 / (4 * n**2))
        low, high = (middle - reach) / (1 + Z95**2 / n), (middle + reach) / (1 + Z95**2 / n)
    # Rounding must not leave 1e-18 where the limit is 0.
    return np.where(x == 0, p, low), np.where(x == n, p, high)


def newcombe(x1: Array, n1: Array, x2: Array, n2: Array) -> tuple[Array, Array]:
    """Return the limits of many differences of shares, NaN where a base is 0; shapes as given."""
    (l1, u1), (l2, u2) = wilson(x1, n1), wilson(x2, n2)
    with np.errstate(divide="ignore", invalid="ignore"):
        p1, p2 = x1 / n1, x2 / n2
    d = p1 - p2
    return d - np.hypot(p1 - l1, u2 - p2), d + np.hypot(u1 - p1, p2 - l2)


def _checked(x: float, n: float) -> tuple[Array, Array]:
    try:
        pair = float(x), float(n)
    except (TypeError, ValueError):
        pair = np.nan, np.nan
    if not 0 <= pair[0] <= pair[1] < np.inf:
        raise BadTable(f"{x!r} among {n!r} is no share. Give a count between 0 and its base.")
    return np.array([pair[0]]), np.array([pair[1]])
