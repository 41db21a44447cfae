"""All codes of a page against one field at once: the cross-tab's path.

Each code has its own base: a person whose answer was not reviewed for a code (NaN) is unknown for
it, never without it. Every number equals the one of the function for one table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import chdtrc

from qualcode.analysis.statistics.given import (
    Array,
    BadTable,
    labelled,
    numbers,
    same_length,
    zeros_and_ones,
)
from qualcode.analysis.statistics.ranks import EXACT_BELOW, normal_tails, ranked, two_samples
from qualcode.analysis.statistics.shares import newcombe, wilson
from qualcode.analysis.statistics.tables import noncentral_limits

_CHUNK = 2_000_000


@dataclass(frozen=True)
class CodeTable:
    """J codes × L levels of a field; NaN where a number is undefined.

    By code and level (J × L): counts of persons with the code, bases known for it, share of the
    two with Wilson's low and high, residual (adjusted, of 'has it'), difference from all other
    levels with Newcombe's difference_low and difference_high. By code (J): n, chi2, df, p of the
    2 × L table of the levels with a person, g2, min_expected, share_expected_below_5,
    cramers_v with v_low and v_high, cramers_v_bias_corrected; sparse: an expected count below 1, or
    more than a fifth below 5; p_simulated with fixed margins, of sparse codes if draws were asked.
    """

    levels: list[Any]
    counts: Array
    bases: Array
    share: Array
    low: Array
    high: Array
    residual: Array
    difference: Array
    difference_low: Array
    difference_high: Array
    n: Array
    chi2: Array
    df: Array
    p: Array
    g2: Array
    min_expected: Array
    share_expected_below_5: Array
    cramers_v: Array
    v_low: Array
    v_high: Array
    cramers_v_bias_corrected: Array
    sparse: Any
    p_simulated: Array


def code_table(codes: Any, labels: Any, draws: int = 0, seed: int = 0) -> CodeTable:
    """Return all tests of each code against a field, as `contingency` of has it / has it not.

    codes: n × J of 0/1, NaN = not known for this code; labels: n levels, missing ones left out.
    draws: how many tables to draw for p_simulated of sparse codes, (1 + those with X² at least as
    large) / (draws + 1), as `exact(counts, draws)`; 0 draws none.

    Raises: BadTable for other values than 0, 1 and missing, or columns of unequal length.
    """
    matrix = zeros_and_ones(codes, "codes")
    levels, position = labelled(labels, "labels")
    same_length(matrix, labels=position)
    if draws < 0:
        raise BadTable(f"draws={draws}: give 0 (none) or more.")
    counts, bases = by_level(matrix, position, len(levels))
    return _tested(levels, counts, bases, draws, seed)


def by_level(matrix: Array, position: Any, levels: int) -> tuple[Array, Array]:
    """Return how many persons of each level have each code, and are known for it; J × L."""
    member = (position[:, None] == np.arange(levels)).astype(np.float64)
    known = ~np.isnan(matrix)
    counts: Array = np.where(known, matrix, 0.0).T @ member
    bases: Array = known.astype(np.float64).T @ member
    return counts, bases


def _tested(levels: list[Any], counts: Array, bases: Array, draws: int, seed: int) -> CodeTable:
    n, has = bases.sum(1), counts.sum(1)
    lacks = bases - counts
    used = bases > 0
    df = np.maximum(used.sum(1) - 1, 0)
    testable = (df > 0) & (has > 0) & (has < n)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = np.where(testable, has / n, np.nan)[:, None]
        q = 1 - p
        # Product before quotient, as in `contingency`: an expected count of 5 must not be 4.999….
        expected, unexpected = (bases * v[:, None] / n[:, None] for v in (has, n - has))
        apart = counts - expected
        chi2 = _sum(apart**2 / (bases * p * q), used, testable)
        logs = _times_log(counts, expected) + _times_log(lacks, unexpected)
        g2 = 2 * _sum(logs, used, testable)
        residual = apart / np.sqrt(bases * p * q * (1 - bases / n[:, None]))
        share = counts / bases
        smaller = np.where(used, np.minimum(expected, unexpected), np.inf)
        least = np.where(testable, smaller.min(1, initial=np.inf), np.nan)
        few = ((expected < 5) & used).sum(1) + ((unexpected < 5) & used).sum(1)
        below = np.where(testable, few / (2 * used.sum(1)), np.nan)
        bias = np.maximum(0, chi2 / n - df / (n - 1))
        both = np.minimum(1 - 1 / (n - 1), df - df**2 / (n - 1))
        corrected = np.where(both > 0, np.sqrt(bias / both), np.nan)
        lower, upper = noncentral_limits(chi2, np.where(testable, df, np.nan).astype(float))
        v_low, v_high = (np.minimum(1.0, np.sqrt(v / n)) for v in (lower, upper))
        v = np.sqrt(chi2 / n)
    low, high = wilson(counts, bases)
    others, other_bases = has[:, None] - counts, n[:, None] - bases
    difference_low, difference_high = newcombe(counts, bases, others, other_bases)
    with np.errstate(divide="ignore", invalid="ignore"):
        difference = share - others / other_bases
    sparse = (least < 1) | (below > 0.2)
    return CodeTable(
        levels=levels,
        counts=counts,
        bases=bases,
        share=share,
        low=low,
        high=high,
        residual=np.where(np.isfinite(residual), residual, np.nan),
        difference=difference,
        difference_low=difference_low,
        difference_high=difference_high,
        n=n,
        chi2=chi2,
        df=df,
        p=np.where(testable, chdtrc(np.maximum(df, 1), chi2), np.nan),
        g2=g2,
        min_expected=least,
        share_expected_below_5=below,
        cramers_v=v,
        v_low=v_low,
        v_high=v_high,
        cramers_v_bias_corrected=corrected,
        sparse=sparse,
        p_simulated=_simulated(counts, bases, sparse, draws, seed),
    )


def _sum(terms: Array, used: Any, testable: Any) -> Array:
    return np.where(testable, np.where(used, terms, 0.0).sum(1), np.nan)


def _times_log(observed: Array, expected: Array) -> Array:
    return np.where(
        observed > 0, observed * np.log(np.where(observed > 0, observed, 1) / expected), 0
    )


def _simulated(counts: Array, bases: Array, sparse: Any, draws: int, seed: int) -> Array:
    """Return for sparse codes p over tables with the same margins, ordered by X²."""
    found = np.full(len(counts), np.nan)
    if not draws:
        return found
    random = np.random.default_rng(seed)
    for at in np.flatnonzero(sparse):
        used = bases[at] > 0
        base, count = bases[at][used], counts[at][used]
        # With the margins fixed, X² rises with Σ count² / base.
        least = (count**2 / base).sum() * (1 - 1e-9)
        beyond, left = 0, draws
        while left:
            size = min(left, max(1, _CHUNK // base.size))
            drawn = random.multivariate_hypergeometric(
                base.astype(np.int64), int(count.sum()), size=size, method="marginals"
            )
            beyond += int(((drawn**2 / base).sum(1) >= least).sum())
            left -= size
        found[at] = (1 + beyond) / (draws + 1)
    return found


def code_scales(codes: Any, scores: Any) -> dict[str, Array]:
    """Return each code against a numeric or ordered value, as `two_samples` of with and without.

    codes: n × J of 0/1, NaN = not known for this code; scores: n numbers, missing ones left out.
    By code (J): n_with, n_without, mean_with, mean_without, median_with, median_without, u,
    rank_biserial, prob_superiority, p (two-sided; exact where `two_samples` is). Codes overlap: the
    rows are tests of their own, no groups to compare with each other.

    Raises: BadTable for other values than 0, 1 and missing, or columns of unequal length.
    """
    matrix, given = zeros_and_ones(codes, "codes"), numbers(scores, "scores")
    same_length(matrix, scores=given)
    there = ~np.isnan(given)
    matrix, given = matrix[there], given[there]
    width = matrix.shape[1]
    known = ~np.isnan(matrix)
    names = ("n_with", "n_without", "mean_with", "mean_without", "median_with", "median_without")
    found = {name: np.full(width, np.nan) for name in names}
    u, ties = np.full(width, np.nan), np.zeros(width)
    ranked_for: dict[bytes, tuple[Array, float]] = {}
    for at in range(width):
        base = known[:, at]
        key = base.tobytes()
        if key not in ranked_for:
            ranked_for[key] = ranked(given[base])
        ranks, ties[at] = ranked_for[key]
        has = matrix[base, at] == 1
        values = given[base]
        for side, own in (("with", values[has]), ("without", values[~has])):
            found[f"n_{side}"][at] = own.size
            if own.size:
                found[f"mean_{side}"][at] = own.mean()
                found[f"median_{side}"][at] = np.median(own)
        if 0 < has.sum() < has.size:
            u[at] = ranks[has].sum() - has.sum() * (has.sum() + 1) / 2
    first, second = found["n_with"], found["n_without"]
    p = normal_tails(u, first, second, ties)["two_sided"]
    for at in np.flatnonzero((np.maximum(first, second) < EXACT_BELOW) & (ties == 0)).tolist():
        has = matrix[:, at]
        p[at] = two_samples(given[has == 1], given[has == 0])["p_two_sided"] or np.nan
    with np.errstate(divide="ignore", invalid="ignore"):
        superiority = u / (first * second)
    return found | {
        "u": u,
        "rank_biserial": 2 * superiority - 1,
        "prob_superiority": superiority,
        "p": p,
    }
