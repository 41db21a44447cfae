"""By how much two groups differ, and which of several: estimates beside the tests on ranks."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import numpy as np
from scipy.special import ndtr

from qualcode.analysis.statistics.corrections import adjust
from qualcode.analysis.statistics.given import Z95, Array, BadTable, numbers, same_length
from qualcode.analysis.statistics.ranks import EXACT_BELOW, ranked

DRAWS = 2_000


def hodges_lehmann(x: Any, y: Any) -> dict[str, Any]:
    """Return by how much x lies above y: the median of all differences x - y, and its limits.

    shift the median (Hodges & Lehmann 1963); ci95 the k-th smallest and the k-th largest
    difference. k is the largest for which the Mann-Whitney test would reject neither limit: from
    the exact distribution of U if no two values are equal and each group has fewer than 50, else
    n₁n₂ / 2 - z √(n₁n₂ (n + 1 - Σ(t³ - t) / (n (n - 1))) / 12) (Hollander & Wolfe 1999, 4.3).
    Missing values are left out; None where a group has nobody. ci95 None where so few pairs hold
    no 95 % interval.
    """
    first, second = (np.sort(v[~np.isnan(v)]) for v in (numbers(x, "x"), numbers(y, "y")))
    n1, n2 = first.size, second.size
    if not n1 or not n2:
        return {"shift": None, "ci95": None}
    pairs = n1 * n2
    shift = (_kth(first, second, (pairs + 1) // 2) + _kth(first, second, pairs // 2 + 1)) / 2
    _, ties = ranked(np.concatenate([first, second]))
    n = n1 + n2
    if not ties and max(n1, n2) < EXACT_BELOW:
        below = np.cumsum(_distribution(n1, n2))
        k = int(np.searchsorted(below, 0.025))
    else:
        spread = np.sqrt(pairs / 12 * (n + 1 - ties / (n * (n - 1))))
        k = int(np.floor(pairs / 2 - Z95 * spread))
    limits = None if k < 1 else [_kth(first, second, k), _kth(first, second, pairs + 1 - k)]
    return {"shift": shift, "ci95": limits}


def _distribution(n1: int, n2: int) -> Array:
    """Return the probability of each U of two groups without ties (Mann & Whitney 1947)."""
    # Ways to choose so many of the ranks so far, by their sum: only added to, so nothing is lost.
    least = n1 * (n1 + 1) // 2
    ways = np.zeros((n1 + 1, least + n1 * n2 + 1))
    ways[0, 0] = 1
    for rank in range(1, n1 + n2 + 1):
        ways[1:, rank:] += ways[:-1, :-rank].copy()
    found: Array = ways[n1, least:] / ways[n1, least:].sum()
    return found


def _kth(x: Array, y: Array, k: int) -> float:
    """Return the k-th smallest difference x - y of two sorted columns, without making them all."""
    low, high = x[0] - y[-1], x[-1] - y[0]

    def up_to(bound: float) -> int:
        # The fewer are looked up among the more.
        if y.size <= x.size:
            return int(np.searchsorted(x, y + bound, side="right").sum())
        return int((y.size - np.searchsorted(y, x - bound, side="left")).sum())

    if up_to(low) >= k:
        return float(low)
    while True:
        middle = low + (high - low) / 2
        if not low < middle < high:
            break
        if up_to(middle) >= k:
            high = middle
        else:
            low = middle
    # No number lies between the two. Sums round, so the bound is brought back to a difference.
    if y.size <= x.size:
        at = np.searchsorted(x, y + high, side="right")
        return float((x[at[at > 0] - 1] - y[at > 0]).max())
    at = np.searchsorted(y, x - high, side="left")
    return float((x[at < y.size] - y[at[at < y.size]]).max())


def dunn(groups: Mapping[Any, Any]) -> dict[str, Any]:
    """Return Dunn's test of every pair of name → values, after a Kruskal-Wallis test.

    pairs (names), z the difference of mean ranks over √((n (n + 1) / 12 - Σ(t³ - t) / (12 (n - 1)))
    (1 / n₁ + 1 / n₂)), p two-sided, holm corrected over the pairs (Dunn 1964; Holm 1979). Missing
    values and groups without any are left out. No z where all values are equal.
    """
    columns = {name: numbers(v, str(name)) for name, v in groups.items()}
    columns = {name: v[~np.isnan(v)] for name, v in columns.items()}
    columns = {name: v for name, v in columns.items() if v.size}
    pairs = list(combinations(columns, 2))
    if not pairs:
        return {"pairs": [], "z": [], "p": [], "holm": []}
    sizes = {name: v.size for name, v in columns.items()}
    n = sum(sizes.values())
    ranks, ties = ranked(np.concatenate(list(columns.values())))
    ends = np.cumsum(list(sizes.values()))[:-1]
    means = {
        name: float(own.mean()) for name, own in zip(columns, np.split(ranks, ends), strict=True)
    }
    unit = (n * (n + 1) - ties / (n - 1)) / 12
    z: list[float | None] = [
        float((means[a] - means[b]) / np.sqrt(unit * (1 / sizes[a] + 1 / sizes[b])))
        if unit > 1e-12
        else None
        for a, b in pairs
    ]
    p = [None if one is None else float(2 * ndtr(-abs(one))) for one in z]
    return {"pairs": pairs, "z": z, "p": p, "holm": adjust(p)["holm"]}


def spearman_interval(x: Any, y: Any, draws: int = DRAWS, seed: int = 0) -> dict[str, Any]:
    """Return Spearman's rho of two values a person with its interval from resampled persons.

    rho r of the mid-ranks; ci95 the 2.5 % and 97.5 % points of rho over `draws` resamples of the
    persons, ranked anew in each (Efron & Tibshirani 1993, ch. 13); n persons with both values;
    draws: those in which both vary. None where a value does not vary, or fewer than 5 persons.

    Raises: BadTable for columns of unequal length, or no draws.
    """
    first, second = numbers(x, "x"), numbers(y, "y")
    same_length(first, y=second)
    if draws < 1:
        raise BadTable(f"draws={draws}: give 1 or more.")
    there = ~(np.isnan(first) | np.isnan(second))
    first, second = first[there], second[there]
    n = first.size
    found: dict[str, Any] = {"n": n, "rho": None, "ci95": None, "draws": 0}
    if n < 2 or np.ptp(first) == 0 or np.ptp(second) == 0:
        return found
    one, two = (np.unique(v, return_inverse=True)[1] for v in (first, second))
    found["rho"] = _rho(one, two, np.ones((1, n)))[0].item()
    if n < 5:
        return found
    random = np.random.default_rng(seed)
    rhos = []
    size = max(1, 2_000_000 // n)
    for start in range(0, draws, size):
        many = min(size, draws - start)
        drawn = random.integers(0, n, size=(many, n))
        times = np.stack([np.bincount(row, minlength=n) for row in drawn]).astype(float)
        rhos.append(_rho(one, two, times))
    all_rhos = np.concatenate(rhos)
    all_rhos = all_rhos[~np.isnan(all_rhos)]
    found["draws"] = int(all_rhos.size)
    if all_rhos.size:
        found["ci95"] = [float(v) for v in np.quantile(all_rhos, [0.025, 0.975])]
    return found


def _rho(first: Array, second: Array, times: Array) -> Array:
    """Return rho where person i counts times[·, i] times, by row; NaN where a value is constant.

    first, second: the place of each person's value among those that occur.
    """
    n = times.sum(1, keepdims=True)
    centred = []
    for places in (first, second):
        order = np.argsort(places, kind="stable")
        starts = np.flatnonzero(np.diff(places[order], prepend=-1))
        count = np.add.reduceat(times[:, order], starts, axis=1)
        middle = np.cumsum(count, 1) - (count - 1) / 2
        centred.append(middle[:, places] - (n + 1) / 2)
    x, y = centred
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt((times * x * x).sum(1) * (times * y * y).sum(1))
        found: Array = np.where(spread > 1e-9, (times * x * y).sum(1) / spread, np.nan)
    return found
