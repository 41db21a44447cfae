"""The 2 × 2 table of one code between two coders, and what is read off it."""

from __future__ import annotations

import math

from qualcode.agreement.refusals import BadRatings


def two_by_two(
    both: float, first_only: float, second_only: float, neither: float
) -> dict[str, float | None]:
    """Return the coefficients of one code between two coders; None where one is undefined.

    With a = both, b = first_only, c = second_only, d = neither, n their sum and p the mean of the
    two coders' shares:
    percent_agreement (a + d) / n; cohen_kappa with p_e of each coder's own margins (Cohen 1960);
    scott_pi with p_e = p² + (1 - p)² (Scott 1955); gwet_ac with p_e = 2p(1 - p) (Gwet 2008);
    brennan_prediger and pabak 2(a + d) / n - 1 (Brennan & Prediger 1981; Byrt et al. 1993);
    alpha_nominal, pi corrected for 2n ratings (Krippendorff 2011);
    positive_agreement 2a / (2a + b + c), negative_agreement 2d / (2d + b + c) (Cicchetti &
    Feinstein 1990); prevalence_index (a - d) / n; bias_index (b - c) / n (Byrt et al. 1993).

    Raises: BadRatings for a count below 0 or no number.
    """
    a, b, c, d = (_count(v) for v in (both, first_only, second_only, neither))
    n = a + b + c + d
    chance = _ratio(first_by_second(a, b, c, d), n * n)
    yes, no = 2 * a + b + c, 2 * d + b + c
    observed = _ratio(b + c, n)
    pooled = _ratio(2 * yes * no, 4 * n * n)
    balanced = None if observed is None else 1 - 2 * observed
    return {
        "percent_agreement": None if observed is None else 1 - observed,
        "cohen_kappa": _corrected(observed, chance),
        "scott_pi": _corrected(observed, pooled),
        "gwet_ac": None if pooled is None else _corrected(observed, 1 - pooled),
        "brennan_prediger": balanced,
        "alpha_nominal": _corrected(observed, _ratio(2 * yes * no, 2 * n * (2 * n - 1))),
        "positive_agreement": _ratio(2 * a, yes),
        "negative_agreement": _ratio(2 * d, no),
        "prevalence_index": _ratio(a - d, n),
        "bias_index": _ratio(b - c, n),
        "pabak": balanced,
    }


def first_by_second(a: float, b: float, c: float, d: float) -> float:
    """Return n² times the disagreement that Cohen's margins lead to expect."""
    return (a + b) * (b + d) + (c + d) * (a + c)


def _corrected(observed: float | None, expected: float | None) -> float | None:
    """Return 1 less observed by expected disagreement."""
    ratio = None if observed is None or expected is None else _ratio(observed, expected)
    return None if ratio is None else 1 - ratio


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None


def _count(value: float) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not (math.isfinite(number) and number >= 0):
        raise BadRatings(f"{value!r} is no count. Give four counts of 0 or more.")
    return number
