"""The exact test of an r × c table: all tables with its margins, or a sample of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import gammaln

from qualcode.analysis.statistics.given import Array, BadTable, counted

SIMULATED = 20_000
"""Draws where the tables are too many to enumerate."""

_CHUNK = 4_000_000
_STEPS = 6_000_000
_TIE = 1e-7

Paths = dict[tuple[int, ...], tuple[Array, Array]]
"""Row totals still to be spent → the log probabilities spent so far, and how many ways each."""


def exact(counts: Any, draws: int | None = None, seed: int | None = None) -> dict[str, Any]:
    """Return p of independence with all margins fixed, and the draws it rests on.

    Without draws: the Freeman-Halton test (1951), the sum of the probabilities of all tables that
    are no more likely than this one, draws = 0. Where these are too many, tables are drawn and
    ordered in the same way, and draws says how many. With draws: p = (1 + tables drawn with
    Pearson's X² at least as large) / (draws + 1). A seed makes draws repeatable.

    Rows and columns without a count are left out. None with fewer than two of either.

    Raises: BadTable for a count that is no whole number, or draws below 1.
    """
    table = counted(counts, whole=True).astype(np.int64)
    if draws is not None and draws < 1:
        raise BadTable(f"draws={draws}: give 1 or more, or leave it out for the exact test.")
    table = table[table.sum(1) > 0][:, table.sum(0) > 0]
    if min(table.shape) < 2:
        return {"p": None, "draws": 0}
    if draws is not None:
        return {"p": _simulated(table, draws, seed, _pearson), "draws": draws}
    p = _enumerated(table)
    if p is None:
        return {"p": _simulated(table, SIMULATED, seed, _unlikely), "draws": SIMULATED}
    return {"p": p, "draws": 0}


def _simulated(table: Array, draws: int, seed: int | None, order: Any) -> float:
    from scipy.stats import random_table

    law = random_table(table.sum(1), table.sum(0))
    random = np.random.default_rng(seed)
    least = order(table[None])[0]
    least -= _TIE * max(1.0, abs(least))
    beyond, left = 0, draws
    while left:
        size = min(left, max(1, _CHUNK // table.size))
        drawn = law.rvs(size, random_state=random)
        beyond += int((order(drawn) >= least).sum())
        left -= size
    return (1 + beyond) / (draws + 1)


def _pearson(tables: Array) -> Array:
    """Return Σ O² / E, which orders tables of the same margins as X² does."""
    expected = np.outer(tables[0].sum(1), tables[0].sum(0)) / tables[0].sum()
    result: Array = (tables**2 / expected).sum((1, 2))
    return result


def _unlikely(tables: Array) -> Array:
    """Return Σ ln O!, which orders tables of the same margins from likely to unlikely."""
    result: Array = _log_factorial(tables).sum((1, 2))
    return result


def _log_factorial(whole: Any) -> Array:
    result: Array = gammaln(np.asarray(whole) + 1.0)
    return result


def _enumerated(table: Array) -> float | None:
    """Return the exact p, or None if it takes too many steps.

    Column after column is spent; what matters of the past is what is left of the row totals, in
    any order, and the probability of the columns so far (the network of Mehta & Patel 1983, without
    its bounds). The last two columns are one step, since the last is what is left.
    """
    if table.shape[0] > table.shape[1]:
        table = table.T
    rows, columns = table.sum(1), np.sort(table.sum(0))
    scale = _log_factorial(rows).sum() + _log_factorial(columns).sum()
    scale -= float(_log_factorial(table.sum()))
    limit = float(scale - _log_factorial(table).sum()) + _TIE
    paths: Paths = {tuple(sorted(rows.tolist())): (np.array([scale]), np.array([1.0]))}
    steps = 0
    for column in columns[:-2].tolist():
        onward: dict[tuple[int, ...], list[tuple[Array, Array]]] = {}
        for state, (spent, ways) in paths.items():
            spendings = _spendings(state, column, _STEPS - steps)
            if spendings is None:
                return None
            steps += len(spendings) * (len(spent) + 20)
            if steps > _STEPS:
                return None
            costs = _log_factorial(spendings).sum(1)
            left = np.sort(np.array(state) - spendings, axis=1)
            for key, cost in zip(map(tuple, left.tolist()), costs, strict=True):
                onward.setdefault(key, []).append((spent - cost, ways))
        paths = {key: _merged(found) for key, found in onward.items()}
    p = _finished(paths, int(columns[-2]), limit, steps)
    return None if p is None else min(1.0, p)


def _finished(paths: Paths, column: int, limit: float, steps: int) -> float | None:
    total = 0.0
    for state, (spent, ways) in paths.items():
        spendings = _spendings(state, column, _STEPS - steps)
        if spendings is None:
            return None
        steps += len(spendings)
        left = np.array(state) - spendings
        ends = np.sort(-_log_factorial(spendings).sum(1) - _log_factorial(left).sum(1))
        largest = ends[-1]
        below = np.concatenate([[0.0], np.cumsum(np.exp(ends - largest))])
        reached = np.searchsorted(ends, limit - spent, side="right")
        total += float((ways * np.exp(spent + largest) * below[reached]).sum())
    return total


def _merged(found: list[tuple[Array, Array]]) -> tuple[Array, Array]:
    spent = np.concatenate([one for one, _ in found])
    ways = np.concatenate([one for _, one in found])
    keys, place = np.unique(np.round(spent, 9), return_inverse=True)
    return keys, np.bincount(place, weights=ways, minlength=len(keys))


def _spendings(state: tuple[int, ...], column: int, room: int) -> Array | None:
    """Return all ways to take `column` in sum from the totals of a state, one a row."""
    # What the later totals can take at least and at most bounds what an earlier one leaves them.
    later = np.concatenate([np.cumsum(state[::-1])[::-1][1:], [0]])
    ways = np.zeros((1, 0), dtype=np.int64)
    to_take = np.array([column])
    for total, rest in zip(state, later.tolist(), strict=True):
        low, high = np.maximum(to_take - rest, 0), np.minimum(to_take, total)
        times = high - low + 1
        if times.sum() * len(state) > room:
            return None
        at = np.repeat(np.arange(len(ways)), times)
        taken = np.arange(len(at)) - np.repeat(np.cumsum(times) - times, times) + low[at]
        ways = np.column_stack([ways[at], taken])
        to_take = to_take[at] - taken
    return ways
