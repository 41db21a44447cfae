"""How far two groups lie apart in units that do not grow with their size: for representativeness.

Of 85,699 people every difference is significant; what matters is how large it is. A standardised
difference below .1 is commonly taken for negligible (Austin 2009, Stat Med 28:3083-3107).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import stdtrit

from qualcode.analysis.statistics.given import (
    Z95,
    Array,
    BadTable,
    counted,
    interval,
    numbers,
    same_length,
    value,
    zeros_and_ones,
)


def standardised_levels(first: Any, second: Any) -> dict[str, Any]:
    """Return how far the shares of levels in two groups lie apart; None where undefined.

    first, second: counts by level, in the same order; weighted counts too. smd √(dᵀS⁻¹d), with d
    the differences of the shares of all levels but one and S the mean of the two multinomial
    covariances (Yang & Dalton 2012, SAS Global Forum 335): of two levels |p₁ - p₂| / √((p₁q₁ +
    p₂q₂) / 2). total_variation ½ Σ|p₁ - p₂|: the share of one group that would have to be of
    another level for the two to agree.

    Raises: BadTable for counts that are none, or lists of unequal length.
    """
    one, two = (counted([list(side)])[0] for side in (first, second))
    same_length(one, second=two)
    if not one.sum() or not two.sum():
        return {"smd": None, "total_variation": None}
    p, q = one / one.sum(), two / two.sum()
    return {"smd": value(_distance(p, q, p, q)), "total_variation": float(np.abs(p - q).sum() / 2)}


def standardised_from(part: Any, whole: Any) -> float | None:
    """Return how far shares of levels lie from those of a population, in its own terms.

    As `smd` of `standardised_levels`, with S the covariance of the population alone: weights move
    the part and not the unit, so that before and after weighting can be compared.
    """
    p, q = (counted([list(side)])[0] for side in (part, whole))
    same_length(p, whole=q)
    if not p.sum() or not q.sum():
        return None
    p, q = p / p.sum(), q / q.sum()
    return value(_distance(p, q, q, q))


def _distance(p: Array, q: Array, *of: Array) -> float:
    there = np.sum(of, 0) > 0
    apart = (p - q)[there][1:]
    if not apart.size:
        return 0.0 if np.allclose(p, q) else np.nan
    spread = sum((np.diag(s[there]) - np.outer(s[there], s[there]) for s in of), np.zeros(()))
    covariance = np.asarray(spread)[1:, 1:] / len(of)
    # Groups that share no level have no spread in some direction, and lie infinitely far apart.
    if np.linalg.matrix_rank(covariance) < apart.size:
        return 0.0 if np.allclose(apart, 0) else np.nan
    return float(np.sqrt(apart @ np.linalg.solve(covariance, apart)))


def standardised_numbers(x: Any, y: Any) -> dict[str, Any]:
    """Return the difference of two groups' means; None where undefined.

    difference x̄ - ȳ with ci95 on Welch's t (Welch 1947); smd the difference over √((s²ₓ + s²ᵧ) / 2)
    with smd_ci95 ± z √((n₁ + n₂) / (n₁n₂) + smd² / (2 (n₁ + n₂))) (Hedges & Olkin 1985, p. 86).
    Missing values are left out.
    """
    first, second = (v[~np.isnan(v)] for v in (numbers(x, "x"), numbers(y, "y")))
    n1, n2 = first.size, second.size
    found: dict[str, Any] = dict.fromkeys(("difference", "ci95", "smd", "smd_ci95"))
    if not n1 or not n2:
        return found
    apart = float(first.mean() - second.mean())
    found["difference"] = apart
    if min(n1, n2) < 2:
        return found
    errors = np.array([first.var(ddof=1) / n1, second.var(ddof=1) / n2])
    if errors.sum() > 0:
        df = errors.sum() ** 2 / (errors**2 / np.array([n1 - 1, n2 - 1])).sum()
        reach = float(stdtrit(df, 0.975) * np.sqrt(errors.sum()))
        found["ci95"] = [apart - reach, apart + reach]
        smd = apart / float(np.sqrt((first.var(ddof=1) + second.var(ddof=1)) / 2))
        wide = Z95 * float(np.sqrt((n1 + n2) / (n1 * n2) + smd**2 / (2 * (n1 + n2))))
        found["smd"], found["smd_ci95"] = smd, [smd - wide, smd + wide]
    elif apart == 0:
        found["smd"] = 0.0
    return found


def weighted_mean(values: Any, weights: Any) -> dict[str, Any]:
    """Return the weighted mean of one number a person with its linearised error; None if undefined.

    n persons; mean Σwy / Σw; se_linearised √(n / (n - 1) Σz²), z = w (y - mean) / Σw; ci95 by t on
    n - 1 df (Lumley 2004). Persons with anything missing, and weights of 0, are left out.

    Raises: BadTable for a weight below 0, or columns of unequal length.
    """
    y, w = numbers(values, "values"), numbers(weights, "weights")
    same_length(y, weights=w)
    if (w < 0).any():
        raise BadTable(f"weights: person {int((w < 0).argmax()) + 1} has a weight below 0.")
    there = ~np.isnan(y) & (w > 0)
    y, w = y[there], w[there]
    n = y.size
    if not n:
        return {"n": 0, "mean": None, "se_linearised": None, "ci95": None}
    mean = float(w @ y / w.sum())
    if n < 2:
        return {"n": n, "mean": mean, "se_linearised": None, "ci95": None}
    z = w * (y - mean) / w.sum()
    error = float(np.sqrt(n / (n - 1) * (z @ z)))
    reach = float(stdtrit(n - 1, 0.975)) * error
    return {
        "n": n, "mean": mean, "se_linearised": error, "ci95": interval(mean - reach, mean + reach)
    }  # fmt: skip


def weighted_difference(
    values: Any, groups: Any, weights: Any, strata: Any = None, population: Any = None
) -> dict[str, Any]:
    """Return the difference of two groups' weighted shares of 1, with its linearised interval.

    values: 0/1 a person; groups: 1 for those of the first group, 0 for the second. difference p₁ -
    p₂; se_linearised √Var(z), z = w (y - p_g) / Σw_g, with a minus in the second group, as the
    groups are domains of one sample: by strata centred within each, m / (m - 1), times 1 - m / M
    with a population; ci95 by t on persons less strata df, within -1 and 1. n persons. Persons
    with anything missing, and weights of 0, are left out. None where a group is empty, or a
    stratum of one person leaves no variance to estimate.

    Raises: BadTable as `weighted_share`, and for groups other than 0, 1 and missing.
    """
    from qualcode.analysis.statistics.weighting import Design, stratum_factor

    y = zeros_and_ones(values, "values", dimensions=1)
    group = zeros_and_ones(groups, "groups", dimensions=1)
    design = Design.of(weights, strata, population)
    same_length(y, groups=group, weights=design.weights)
    there = ~(np.isnan(y) | np.isnan(group) | np.isnan(design.weights))
    design, y, group = design.only(there), y[there], group[there]
    w = design.weights
    found: dict[str, Any] = {
        "n": y.size, "difference": None, "se_linearised": None, "ci95": None
    }  # fmt: skip
    totals = [float(w[group == side].sum()) for side in (1, 0)]
    if not all(totals):
        return found
    shares = [
        float(w[group == side] @ y[group == side]) / total
        for side, total in zip((1, 0), totals, strict=True)
    ]
    found["difference"] = shares[0] - shares[1]
    z = np.where(group == 1, w * (y - shares[0]) / totals[0], -w * (y - shares[1]) / totals[1])
    persons = design.persons()
    width = persons.size
    sums = np.bincount(design.stratum, weights=z, minlength=width)
    squares = np.bincount(design.stratum, weights=z**2, minlength=width)
    spread = squares - sums**2 / np.maximum(persons, 1)
    variance = float((stratum_factor(persons, design.population) * spread).sum())
    df = y.size - int(np.count_nonzero(persons))
    if np.isfinite(variance) and df > 0:
        error = float(np.sqrt(max(variance, 0.0)))
        reach = float(stdtrit(df, 0.975)) * error
        found["se_linearised"] = error
        found["ci95"] = [
            max(-1.0, found["difference"] - reach), min(1.0, found["difference"] + reach)
        ]  # fmt: skip
    return found
