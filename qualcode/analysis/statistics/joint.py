"""Several codes a person: joint tests that count each person once.

A person may carry several codes, so the columns of a code × field table overlap and a plain
chi-square of it is invalid. Following Bilder & Loughin (2004, 2007; R package MRCV): sum Pearson's
statistic over the codes and correct its distribution for their dependence, or resample persons.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import chdtrc, erfc

from qualcode.analysis.statistics.given import (
    Array,
    BadTable,
    Codes,
    labelled,
    same_length,
    values,
    zeros_and_ones,
)

_CHUNK = 3_000_000
_NOTHING = 1e-12
"""A sum of squared eigenvalues below it is none but for rounding."""
Progress = Callable[[int, int], None]


def multiple_response(
    items: Any,
    groups: Any = None,
    other: Any = None,
    draws: int = 4999,
    seed: int = 0,
    *,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Return the joint tests of J items that one person may choose together.

    items: n × J of 0/1. With groups (n labels): is the share of every item equal in all groups?
    With other (n × K of 0/1): is every pair of an item of each side independent?

    - n persons without a missing value; item_counts (J); x2_s_ij Pearson's X² of each item by
      group (J) or of each pair (J × K), a cell of 0 counted as ½; x2_s their sum;
    - rs2_statistic, rs2_df, rs2_p: m x2_s / Σλ² on m² / Σλ² df, where m is the sum of the df and λ
      the eigenvalues of the covariance of the statistics under independence (Rao & Scott 1984;
      Bilder & Loughin 2004). With groups, Rᵢ the covariance of the items in group i over
      √(pⱼqⱼpₖqₖ), aᵢ = nᵢ / n and P = I - √a√aᵀ: Σλ² = Σᵢₖ Pᵢₖ² Σ(Rᵢ ∘ Rₖ). With other, the
      covariance of (wᵢ - pᵢ)(yⱼ - pⱼ) / √(pᵢqᵢpⱼqⱼ);
    - bonferroni_p the smallest p of an item (or pair) times their number, at most 1;
    - bootstrap_p: items drawn anew with persons, apart from groups (whose sizes stay) or from the
      other items; the share of draws with x2_s at least as large. By the smallest p of the items:
      bootstrap_p_min_combination; by their product: bootstrap_p_product_combination. A share of 0
      reads '< 1 / draws'. draws: those used; in draws_dropped others an item did not vary.

    Items that do not vary and groups without a person are left out; their x2_s_ij is None. With
    rare items many draws are dropped: leave these out of the test. draws=0 omits the bootstrap.
    progress: called with (draws made, draws) as they are made; what it raises stops them.

    Raises: BadTable if not one of groups and other is given, for values but 0, 1 and missing, or
    columns of unequal length.
    """
    chosen = zeros_and_ones(items, "items")
    if (groups is None) == (other is None):
        raise BadTable("Give either groups (a label a person) or other (a table of 0 and 1).")
    if draws < 0:
        raise BadTable(f"draws={draws}: give 0 (no bootstrap) or more.")
    side: _Groups | _Items
    if groups is not None:
        levels, positions = labelled(groups, "groups")
        same_length(chosen, groups=positions)
        there: Any = (positions >= 0) & ~np.isnan(chosen).any(1)
        side = _Groups(chosen[there], positions[there], len(levels))
    else:
        second = zeros_and_ones(other, "other")
        same_length(chosen, other=second)
        there = ~(np.isnan(chosen).any(1) | np.isnan(second).any(1))
        side = _Items(chosen[there], second[there])
    return _tests(side, draws, seed, progress)


def _tests(
    side: _Groups | _Items, draws: int, seed: int, progress: Progress | None
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "n": len(side.items),
        "item_counts": [int(v) for v in side.items.sum(0)],
        "x2_s": None,
        "x2_s_ij": values(side.spread_out(np.zeros(0))),
        "rs2_statistic": None,
        "rs2_df": None,
        "rs2_p": None,
        "bonferroni_p": None,
        "bootstrap_p": None,
        "bootstrap_p_min_combination": None,
        "bootstrap_p_product_combination": None,
        "draws": 0,
        "draws_dropped": 0,
    }
    if not side.testable:
        return found
    each = side.observed()
    x2 = float(each.sum())
    count, degrees = each.size, each.size * side.df
    squares = side.sum_of_squared_eigenvalues()
    if squares < _NOTHING:
        # Every item is all or nothing in every group: there is nothing to compare with.
        return found | {"x2_s": x2, "x2_s_ij": values(side.spread_out(each))}
    statistic, df = degrees * x2 / squares, degrees**2 / squares
    p = _tail(side.df, each)
    found |= {
        "x2_s": x2,
        "x2_s_ij": values(side.spread_out(each)),
        "rs2_statistic": statistic,
        "rs2_df": df,
        "rs2_p": float(chdtrc(df, statistic)),
        "bonferroni_p": min(1.0, float(p.min()) * count),
    }
    if draws:
        sums, smallest, products = _resampled(side, draws, seed, progress)
        kept = sums.size
        found |= {"draws": kept, "draws_dropped": draws - kept}
        if kept:
            near = 1e-9 * max(1.0, x2)
            # On logs: a product of sixty p-values has no float.
            product = float(_log(p).sum())
            found |= {
                "bootstrap_p": float((sums >= x2 - near).mean()),
                "bootstrap_p_min_combination": float((smallest <= p.min() * (1 + 1e-9)).mean()),
                "bootstrap_p_product_combination": float((products <= product + 1e-9).mean()),
            }
    return found


def _resampled(
    side: _Groups | _Items, draws: int, seed: int, progress: Progress | None
) -> tuple[Array, Array, Array]:
    """Return of each draw in which all items vary: Σ X², the smallest p, Σ ln p."""
    random = np.random.default_rng(seed)
    found: list[tuple[Array, Array, Array]] = []
    left = draws
    while left:
        if progress is not None:
            progress(draws - left, draws)
        size = min(left, side.chunk)
        each = side.drawn(random, size)
        each = each[~np.isnan(each).any(1)]
        p = _tail(side.df, each)
        found.append((each.sum(1), p.min(1), _log(p).sum(1)))
        left -= size
    sums, smallest, products = (np.concatenate(column) for column in zip(*found, strict=True))
    return sums, smallest, products


def _tail(df: int, chi2: Array) -> Array:
    # Millions of pairs have one df, and erfc is fifty times as fast.
    p: Array = erfc(np.sqrt(chi2 / 2)) if df == 1 else chdtrc(df, chi2)
    return p


def _log(p: Array) -> Array:
    return np.log(np.maximum(p, np.finfo(float).tiny))


def pearson_by_item(has: Array, sizes: Array) -> Array:
    """Return X² of each item's groups × (has, has not) table, NaN if the item does not vary.

    has: … × groups × items; sizes: … × groups, broadcast. A cell of 0 counts ½.
    """
    lacks = sizes[..., None] - has
    varies = (has.sum(-2) > 0) & (lacks.sum(-2) > 0)
    has, lacks = np.where(has == 0, 0.5, has), np.where(lacks == 0, 0.5, lacks)
    base = has + lacks
    whole = base.sum(-2, keepdims=True)
    total = has.sum(-2, keepdims=True)
    # Both cells of a row are off by as much, and 1/p + 1/q = 1/pq.
    apart = has - base * (total / whole)
    p = total / whole
    found: Array = (apart**2 / (base * p * (1 - p))).sum(-2)
    return np.where(varies, found, np.nan)


@dataclass
class _Groups:
    """Items against exclusive groups: marginal independence of every item."""

    items: Array
    positions: Codes
    levels: int

    def __post_init__(self) -> None:
        self.varies = _vary(self.items)
        used, place = np.unique(self.positions, return_inverse=True)
        # Persons in the order of their groups: a draw then gives its first n₁ to the first group.
        order = np.argsort(place, kind="stable")
        self.there = self.items[:, self.varies][order]
        self.sizes = np.bincount(place, minlength=len(used)).astype(np.float64)
        self.groups = np.repeat(np.arange(len(used)), self.sizes.astype(int))
        self.df = len(used) - 1
        self.testable = self.df > 0 and bool(self.varies.any())
        self.patterns, self.pattern = np.unique(self.there, axis=0, return_inverse=True)
        self.chunk = max(1, _CHUNK // max(len(used) * len(self.patterns), len(self.items), 1))

    def spread_out(self, each: Array) -> Array:
        return _spread(each, self.varies)

    def observed(self) -> Array:
        starts = np.concatenate([[0], np.cumsum(self.sizes)[:-1]]).astype(int)
        return pearson_by_item(np.add.reduceat(self.there, starts, axis=0), self.sizes)

    def sum_of_squared_eigenvalues(self) -> float:
        n = len(self.there)
        p = self.there.mean(0)
        scaled = self.there / np.sqrt(p * (1 - p))
        covariances = []
        for group, size in enumerate(self.sizes):
            own = scaled[self.groups == group]
            own = own - own.mean(0)
            covariances.append((own.T @ own / size).ravel())
        inner = np.array(covariances) @ np.array(covariances).T
        root = np.sqrt(self.sizes / n)
        projection = np.eye(len(root)) - np.outer(root, root)
        return float((projection**2 * inner).sum())

    def drawn(self, random: np.random.Generator, size: int) -> Array:
        n, groups, patterns = len(self.there), len(self.sizes), len(self.patterns)
        taken = self.pattern[random.integers(n, size=(size, n))]
        place = (np.arange(size)[:, None] * groups + self.groups) * patterns + taken
        times = np.bincount(place.ravel(), minlength=size * groups * patterns)
        has = times.reshape(size * groups, patterns).astype(np.float64) @ self.patterns
        return pearson_by_item(has.reshape(size, groups, -1), self.sizes)


@dataclass
class _Items:
    """Items against other items: independence of every pair."""

    items: Array
    other: Array

    df = 1

    def __post_init__(self) -> None:
        self.varies = _vary(self.items)
        self.other_varies = _vary(self.other)
        self.first = self.items[:, self.varies]
        self.second = self.other[:, self.other_varies]
        self.testable = bool(self.varies.any() and self.other_varies.any())
        (n, j), k = self.first.shape, self.second.shape[1]
        self.chunk = max(1, _CHUNK // max(n * (j + k), 10 * j * k, 1))

    def spread_out(self, each: Array) -> Array:
        return _spread(each, np.outer(self.varies, self.other_varies))

    def observed(self) -> Array:
        both, has, has_other = (v[None] for v in _counted(self.first, self.second))
        each: Array = _pairs(both, has, has_other, len(self.items))[0]
        return each

    def sum_of_squared_eigenvalues(self) -> float:
        w, y = ((v - v.mean(0)) / v.std(0) for v in (self.first, self.second))
        n = len(w)
        # tr M² of M = uᵀu / n - ūūᵀ is read off the n × n products where pairs outnumber persons.
        if w.shape[1] * y.shape[1] > n:
            products = (w @ w.T) * (y @ y.T)
            centred = products - products.mean(0) - products.mean(1)[:, None] + products.mean()
            return float((centred**2).sum() / n**2)
        u = (w[:, :, None] * y[:, None, :]).reshape(n, -1)
        u = u - u.mean(0)
        return float(((u.T @ u / n) ** 2).sum())

    def drawn(self, random: np.random.Generator, size: int) -> Array:
        n = len(self.items)
        # Counts below 2²⁴ are exact in single precision, which halves the copying of rows.
        first, second = self.first.astype(np.float32), self.second.astype(np.float32)
        places = [random.integers(n, size=(size, n)) for _ in range(2)]
        taken = (_counted(first[a], second[b]) for a, b in zip(*places, strict=True))
        both, has, has_other = (np.stack(c).astype(np.float64) for c in zip(*taken, strict=True))
        return _pairs(both, has, has_other, n)


def _counted(first: Array, second: Array) -> tuple[Array, Array, Array]:
    """Return how many persons have both of a pair (J × K), the first (J) and the second (K)."""
    return first.T @ second, first.sum(0), second.sum(0)


def _pairs(both: Array, has: Array, has_other: Array, n: int) -> Array:
    """Return X² of the 2 × 2 table of each pair: draws × J × K → draws × JK, zeros as ½."""
    j, k = has[:, :, None], has_other[:, None, :]
    varies = (j > 0) & (j < n) & (k > 0) & (k < n)
    a, b, c, d = (np.where(v == 0, 0.5, v) for v in (both, j - both, k - both, n - j - k + both))
    margins = (a + b) * (c + d) * (a + c) * (b + d)
    found = (a + b + c + d) * (a * d - b * c) ** 2 / margins
    return np.where(varies, found, np.nan).reshape(len(both), -1)


def _vary(items: Array) -> Any:
    if not len(items):
        return np.zeros(items.shape[1], dtype=bool)
    return items.min(0) < items.max(0)


def _spread(each: Array, varies: Any) -> Array:
    whole: Array = np.full(varies.shape, np.nan)
    if each.size:
        whole[varies] = each
    return whole
