"""A numeric or ordered value against groups, another value, or a code: tests on ranks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy.special import ndtr, stdtr

from qualcode.analysis.statistics.given import (
    Z95,
    Array,
    numbers,
    same_length,
    share,
    value,
    zeros_and_ones,
)
from qualcode.analysis.statistics.tables import chi2_tail

EXACT_BELOW = 50
"""The exact distribution of U is used if both groups are smaller and no value occurs twice."""


def two_samples(x: Any, y: Any) -> dict[str, Any]:
    """Return the Mann-Whitney test of two groups of values; None where one is undefined.

    u_x: pairs with x > y plus half of the ties (Mann & Whitney 1947); prob_superiority
    u_x / (n₁n₂); rank_biserial 2 u_x / (n₁n₂) - 1. p_two_sided, p_greater (x is larger), p_less:
    exact if no two values are equal and each group has fewer than 50, else normal with the variance
    n₁n₂ / 12 × (n + 1 - Σ(t³ - t) / (n (n - 1))) for t tied values and a continuity correction of
    ½. p_two_sided_continuity and p_two_sided_no_continuity are normal always. No p if all values
    are equal. Missing values are left out.
    """
    first, second = (v[~np.isnan(v)] for v in (numbers(x, "x"), numbers(y, "y")))
    both = np.concatenate([first, second])
    ranks, ties = ranked(both)
    n1, n2 = first.size, second.size
    if not n1 or not n2:
        return dict.fromkeys(_TWO_SAMPLES)
    u = float(ranks[:n1].sum()) - n1 * (n1 + 1) / 2
    found: dict[str, Any] = {
        "u_x": u,
        "rank_biserial": 2 * u / (n1 * n2) - 1,
        "prob_superiority": u / (n1 * n2),
    }
    tails = normal_tails(np.array([u]), np.array([n1]), np.array([n2]), np.array([ties]))
    plain = {name: value(column[0]) for name, column in tails.items()}
    found |= {
        "p_two_sided": plain["two_sided"],
        "p_greater": plain["greater"],
        "p_less": plain["less"],
        "p_two_sided_continuity": plain["two_sided"],
        "p_two_sided_no_continuity": plain["no_continuity"],
    }
    if max(n1, n2) < EXACT_BELOW and not ties:
        from scipy.stats import mannwhitneyu

        for side in ("two-sided", "greater", "less"):
            test = mannwhitneyu(first, second, alternative=side, method="exact")
            found[f"p_{side.replace('-', '_')}"] = float(test.pvalue)
    return found


_TWO_SAMPLES = (
    "u_x",
    "rank_biserial",
    "prob_superiority",
    "p_two_sided",
    "p_greater",
    "p_less",
    "p_two_sided_continuity",
    "p_two_sided_no_continuity",
)


def samples(groups: Mapping[Any, Any]) -> dict[str, Any]:
    """Return the Kruskal-Wallis test of name → values; None where a number is undefined.

    h corrected for ties on df groups - 1, p (Kruskal & Wallis 1952); epsilon_squared h / (n - 1);
    eta_squared_h (h - k + 1) / (n - k) for k groups (Tomczak & Tomczak 2014). Missing values and
    groups without any are left out. The groups must exclude each other: people with a code and
    people with another overlap, and are no two groups.
    """
    columns = [numbers(v, str(name)) for name, v in groups.items()]
    columns = [v[~np.isnan(v)] for v in columns]
    columns = [v for v in columns if v.size]
    sizes = np.array([v.size for v in columns])
    n, k = int(sizes.sum()), len(columns)
    ranks, ties = ranked(np.concatenate(columns)) if columns else (np.zeros(0), 0.0)
    varied = 1 - ties / (n**3 - n) if n > 1 else 0.0
    h = None
    if k > 1 and varied > 0:
        sums = np.add.reduceat(ranks, np.cumsum(sizes) - sizes)
        h = (12 / (n * (n + 1)) * float((sums**2 / sizes).sum()) - 3 * (n + 1)) / varied
    return {
        "h": h,
        "df": max(k - 1, 0),
        "p": chi2_tail(h, k - 1),
        "epsilon_squared": None if h is None else share(h, n - 1),
        "eta_squared_h": None if h is None else share(h - k + 1, n - k),
    }


def rank_correlation(x: Any, y: Any) -> dict[str, Any]:
    """Return Spearman's rho of two values a person, its p and Kendall's tau-b.

    rho r of the mid-ranks (Spearman 1904); p_t_approx two-sided from rho √((n - 2) / (1 - rho²)) on
    n - 2 df; kendall_tau_b as in `ordinal` (Kendall 1945). Persons with a missing value are left
    out. None if a value does not vary; no p below three persons.
    """
    first, second = _complete(numbers(x, "x"), numbers(y, "y"))
    rho = _correlation(ranked(first)[0], ranked(second)[0])
    tau = None
    if rho is not None:
        from scipy.stats import kendalltau

        # Only the coefficient is read: its exact p is slow, its normal one fails at two persons.
        method = "asymptotic" if first.size > 2 else "exact"
        tau = value(kendalltau(first, second, method=method).statistic)
    _, p = _t_test(rho, first.size)
    return {"rho": rho, "p_t_approx": p, "kendall_tau_b": tau}


def point_biserial(x: Any, code: Any) -> dict[str, Any]:
    """Return r of a value and a code (0/1), its test and Fisher's interval.

    r Pearson's; t = r √((n - 2) / (1 - r²)) on df n - 2, p two-sided; ci95_fisher_z
    tanh(artanh r ± z / √(n - 3)) (Fisher 1921). Persons with a missing value are left out. None
    where the value or the code does not vary, or too few persons are left.
    """
    first, second = _complete(numbers(x, "x"), zeros_and_ones(code, "code", dimensions=1))
    n = first.size
    r = _correlation(first, second)
    t, p = _t_test(r, n)
    limits = None
    if r is not None and n > 3 and abs(r) < 1:
        reach = Z95 / np.sqrt(n - 3)
        limits = [float(np.tanh(np.arctanh(r) + side * reach)) for side in (-1, 1)]
    return {"r": r, "t": t, "df": max(n - 2, 0), "p": p, "ci95_fisher_z": limits}


def ranked(column: Array) -> tuple[Array, float]:
    """Return mid-ranks and Σ(t³ - t) over tied values."""
    _, inverse, times = np.unique(column, return_inverse=True, return_counts=True)
    ends = np.cumsum(times)
    middle = ends - (times - 1) / 2
    return middle[inverse], float((times.astype(np.float64) ** 3 - times).sum())


def normal_tails(u: Array, n1: Array, n2: Array, ties: Array) -> dict[str, Array]:
    """Return the normal tails of many U: two_sided, greater, less, no_continuity."""
    n1, n2 = n1.astype(np.float64), n2.astype(np.float64)
    n = n1 + n2
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt(n1 * n2 / 12 * (n + 1 - ties / (n * (n - 1))))
        spread = np.where(spread > 0, spread, np.nan)
        apart = u - n1 * n2 / 2
        return {
            "two_sided": np.minimum(1.0, 2 * ndtr(-np.maximum(np.abs(apart) - 0.5, 0.0) / spread)),
            "greater": ndtr(-(apart - 0.5) / spread),
            "less": ndtr((apart + 0.5) / spread),
            "no_continuity": 2 * ndtr(-np.abs(apart) / spread),
        }


def _complete(x: Array, y: Array) -> tuple[Array, Array]:
    same_length(x, y=y)
    there = ~(np.isnan(x) | np.isnan(y))
    return x[there], y[there]


def _correlation(x: Array, y: Array) -> float | None:
    # A constant column of decimals has a spread of 1e-16, not 0.
    if x.size < 2 or x.min() == x.max() or y.min() == y.max():
        return None
    x, y = x - x.mean(), y - y.mean()
    r = float(x @ y / np.sqrt((x @ x) * (y @ y)))
    return max(-1.0, min(1.0, r))


def _t_test(r: float | None, n: int) -> tuple[float | None, float | None]:
    if r is None or n < 3:
        return None, None
    if 1 - r * r <= 0:
        return None, 0.0
    t = r * float(np.sqrt((n - 2) / (1 - r * r)))
    return t, 2 * float(stdtr(n - 2, -abs(t)))
