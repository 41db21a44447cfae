"""The 2 × 2 table of two groups: difference and ratios with intervals, Fisher's exact test."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import gammaln

from qualcode.analysis.statistics.given import Z95, Array, counted, interval, share
from qualcode.analysis.statistics.shares import newcombe

_TIE = 1 + 1e-7
"""Tables as likely as the observed one are found equal in spite of rounding, as R does it."""


def two_by_two(counts: Any) -> dict[str, Any]:
    """Return how two groups differ in having it; None where a number is undefined.

    counts: [[a, b], [c, d]], rows are groups, the first column 'has it'.

    - p1, p2 shares of a row; risk_difference p1 - p2 with Newcombe's hybrid score limits
      (Newcombe 1998, method 10);
    - odds_ratio ad / bc, exp(ln OR ± z √(1/a + 1/b + 1/c + 1/d)) (Woolf 1955); risk_ratio p1 / p2,
      exp(ln RR ± z √(1/a - 1/(a + b) + 1/c - 1/(c + d))) (Katz 1978). No constant is added to an
      empty cell: the ratio by 0 and the limits are None, the conditional ones below take over;
    - Fisher's exact test with all margins fixed: p_greater and p_less the tails of a, p_two_sided
      the sum over tables no more likely than the observed one;
    - odds_ratio_conditional the maximum likelihood under fixed margins (the ψ at which a noncentral
      hypergeometric expects a) and the interval by inverting both tails (Cornfield 1956). These
      are infinite where a is the largest that the margins allow.

    A margin of 0 leaves nothing to test: the exact results are None.

    Raises: BadTable for another shape or a count that is no whole number.
    """
    table = counted(counts, whole=True, shape=(2, 2))
    (a, b), (c, d) = table.tolist()
    p1, p2 = share(a, a + b), share(c, c + d)
    low, high = newcombe(*(np.array([v]) for v in (a, a + b, c, c + d)))
    odds = share(a * d, b * c)
    risk = None if p1 is None or p2 is None else share(p1, p2)
    return {
        "p1": p1,
        "p2": p2,
        "risk_difference": None if p1 is None or p2 is None else p1 - p2,
        "risk_difference_ci95_newcombe": interval(low[0], high[0]),
        "odds_ratio": odds,
        "odds_ratio_ci95_wald_log": _on_logs(
            odds, [1 / v for v in (a, b, c, d) if v], a * b * c * d
        ),
        "risk_ratio": risk,
        "risk_ratio_ci95_log": _on_logs(
            risk, [1 / a - 1 / (a + b), 1 / c - 1 / (c + d)] if a * c else [], a * c
        ),
        **(_exact(table) if (table.sum(0) > 0).all() and (table.sum(1) > 0).all() else _NOTHING),
    }


_NOTHING = dict.fromkeys(
    ("p_two_sided", "p_greater", "p_less", "odds_ratio_conditional", "odds_ratio_conditional_ci95")
)


def _on_logs(ratio: float | None, terms: list[float], defined: float) -> list[Any] | None:
    """Return ratio × exp(± z √Σ terms)."""
    if ratio is None or not defined:
        return None
    reach = float(np.exp(Z95 * np.sqrt(sum(terms))))
    return [ratio / reach, ratio * reach]


def _exact(table: Array) -> dict[str, Any]:
    a, b, c, _ = (int(v) for v in table.ravel())
    first, has, second = a + b, a + c, int(table.sum()) - a - b
    support = np.arange(max(0, has - second), min(first, has) + 1)
    logs = _log_ways(first, support) + _log_ways(second, has - support)
    at = a - int(support[0])
    null = _tilted(support, logs, 0.0)
    upper = _solve(lambda t: _tilted(support, logs, t)[: at + 1].sum() - 0.025)
    lower = _solve(lambda t: 0.025 - _tilted(support, logs, t)[at:].sum())
    middle = _solve(lambda t: a - _tilted(support, logs, t) @ support)
    last = at == len(support) - 1
    return {
        "p_two_sided": min(1.0, float(null[null <= null[at] * _TIE].sum())),
        "p_greater": min(1.0, float(null[at:].sum())),
        "p_less": min(1.0, float(null[: at + 1].sum())),
        "odds_ratio_conditional": np.inf if last else 0.0 if at == 0 else middle(),
        "odds_ratio_conditional_ci95": [0.0 if at == 0 else lower(), np.inf if last else upper()],
    }


def _log_ways(of: int, chosen: Any) -> Array:
    """Return the logarithm of the number of ways to choose, up to a constant."""
    result: Array = -gammaln(chosen + 1) - gammaln(of - chosen + 1)
    return result


def _tilted(support: Any, logs: Array, log_ratio: float) -> Array:
    """Return the noncentral hypergeometric probabilities at an odds ratio."""
    tilted = logs + log_ratio * support
    weights: Array = np.exp(tilted - tilted.max())
    weights /= weights.sum()
    return weights


def _solve(falling: Any) -> Any:
    """Return how to find the odds ratio at which a function that falls with it crosses 0."""

    def root() -> float:
        from scipy.optimize import brentq

        reach = 1.0
        while not falling(-reach) >= 0 >= falling(reach):
            reach *= 2
        return float(np.exp(brentq(falling, -reach, reach, xtol=1e-12)))

    return root
