"""The table of two ordered fields: tests of trend, which see what the unordered test misses."""

from __future__ import annotations

from typing import Any

import numpy as np

from qualcode.analysis.statistics.given import Z95, Array, counted, share
from qualcode.analysis.statistics.tables import chi2_tail


def ordinal(counts: Any) -> dict[str, Any]:
    """Return trend and rank association of a table whose rows and columns are ordered.

    pearson_r_scores r of the scores 1, 2, …; m2 (n - 1) r² on 1 df, p_m2 (Mantel 1963);
    spearman_rho r of the mid-ranks; with P the concordant and Q the discordant pairs of persons,
    kendall_tau_b (P - Q) / √((pairs untied in rows)(pairs untied in columns)) and gamma
    (P - Q) / (P + Q), gamma_ci95 by its asymptotic error, cut at ±1 (Goodman & Kruskal 1963), None
    where that is 0. None where a field does not vary.

    Raises: BadTable for rows of unequal length or a count that is no whole number.
    """
    table = counted(counts, whole=True)
    n = float(table.sum())
    rows, columns = table.sum(1), table.sum(0)
    r = _correlation(table, np.arange(len(rows)), np.arange(len(columns)))
    m2 = None if r is None else (n - 1) * r**2
    above, below = _partners(table)
    concordant, discordant = (int((table * v).sum()) // 2 for v in (above, below))
    pairs = n * (n - 1) / 2
    untied = [pairs - float((m * (m - 1) / 2).sum()) for m in (rows, columns)]
    return {
        "pearson_r_scores": r,
        "m2": m2,
        "p_m2": chi2_tail(m2, 1),
        "spearman_rho": _correlation(table, _mid_ranks(rows), _mid_ranks(columns)),
        "kendall_tau_b": share(concordant - discordant, np.sqrt(untied[0] * untied[1])),
        "gamma": share(concordant - discordant, concordant + discordant),
        "gamma_ci95": _gamma_limits(table, above, below, concordant, discordant),
        "concordant": concordant,
        "discordant": discordant,
    }


def _correlation(table: Array, rows: Array, columns: Array) -> float | None:
    n = table.sum()
    if n == 0:
        return None
    x = rows - (table.sum(1) @ rows) / n
    y = columns - (table.sum(0) @ columns) / n
    spread = (table.sum(1) @ x**2) * (table.sum(0) @ y**2)
    return share(float(x @ table @ y), float(np.sqrt(spread)))


def _mid_ranks(totals: Array) -> Array:
    ends: Array = np.cumsum(totals)
    return ends - totals + (totals + 1) / 2


def _partners(table: Array) -> tuple[Array, Array]:
    """Return for each cell how many persons are concordant and discordant with one in it."""
    padded = np.zeros((table.shape[0] + 1, table.shape[1] + 1))
    padded[1:, 1:] = table.cumsum(0).cumsum(1)
    before, until = padded[:-1], padded[1:]
    n, rows, columns = padded[-1, -1], padded[:, -1:], padded[-1:]
    lower = before[:, :-1]  # fewer in both
    upper = n - rows[1:] - columns[:, 1:] + until[:, 1:]  # more in both
    fewer_more = rows[:-1] - before[:, 1:]
    more_fewer = columns[:, :-1] - until[:, :-1]
    return lower + upper, fewer_more + more_fewer


def _gamma_limits(
    table: Array, above: Array, below: Array, concordant: int, discordant: int
) -> list[float] | None:
    p, q = 2 * concordant, 2 * discordant
    if not p or not q:
        return None
    error = 4 / (p + q) ** 2 * float(np.sqrt((table * (q * above - p * below) ** 2).sum()))
    gamma = (p - q) / (p + q)
    return [max(-1.0, gamma - Z95 * error), min(1.0, gamma + Z95 * error)] if error else None
