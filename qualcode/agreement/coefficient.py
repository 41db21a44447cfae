"""Coefficients of agreement on units that each coder put into one category.

With w agreement weights and r_ik the ratings of unit i in category k, all chance-corrected ones are
(p_a - p_e) / (1 - p_e). They are computed as 1 - D_o / D_e from disagreements 1 - w, which are
exactly 0 where ratings are equal: perfect agreement is exactly 1, and no variation is found as 0/0.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from qualcode.agreement import ratings as table
from qualcode.agreement.alpha import LEVELS, alpha
from qualcode.agreement.interval import analytic, cohen_interval
from qualcode.agreement.ratings import Floats, Ratings
from qualcode.agreement.refusals import BadRatings
from qualcode.agreement.weights import agreement_weights

if TYPE_CHECKING:
    import pandas as pd

NAN = float("nan")
NO_UNITS = "no unit has a rating"
NO_PAIRS = "no unit has two ratings"
NO_VARIATION = "no variation: chance alone gives full agreement"
Result = tuple[float, float, float, str]
"""Value, low, high, note."""


def coefficients(
    ratings: Any,
    *,
    categories: Sequence[Any] | None = None,
    level: str = "nominal",
    weights: Any = None,
    intervals: bool = False,
) -> pd.DataFrame:
    """Return ten coefficients of one table of ratings: value, low, high, note.

    ratings:    rows units, columns coders (list of rows, array, DataFrame); None or NaN is missing.
    categories: all that could be given, in order; None: those that occur, sorted.
    level:      of alpha: "nominal", "ordinal", "interval", "ratio" (`alpha.differences`).
    weights:    of all others: None, "linear", "quadratic" or a matrix (`agreement_weights`).
    intervals:  the 95 % intervals over units of percent_agreement, fleiss_kappa, brennan_prediger
                and gwet_ac (`interval.analytic`), and of cohen_kappa (`interval.cohen_interval`).
                They take units for independent; passages of one interview are not.

    percent_agreement   mean over units with r_i >= 2 of Σ_k r_ik (r*_ik - 1) / (r_i (r_i - 1)),
                        r*_ik = Σ_l w_kl r_il
    percent_all_agree   share of the units rated by every coder with a single value; unweighted
    cohen_kappa         two coders: p_e = Σ w_kl p_k. p_.l, each coder's own margins (Cohen 1960)
    scott_pi            two coders: p_e = Σ w_kl m_k m_l, m the mean of the margins (Scott 1955)
    light_kappa         mean of Cohen's kappa over pairs of coders, each on its own common units;
                        pairs where kappa is undefined are left out and counted in the note
                        (Light 1971)
    conger_kappa        p_e = mean over ordered pairs of coders of Σ w_kl p_gk p_hl, each margin
                        over what that coder rated (Conger 1980)
    fleiss_kappa        p_e = Σ w_kl π_k π_l, π_k = mean over units with r_i >= 1 of r_ik / r_i
                        (Fleiss 1971, generalised by Gwet 2014)
    brennan_prediger    p_e = Σ w_kl / q² (Brennan & Prediger 1981)
    gwet_ac             AC1, weighted AC2: p_e = Σ w_kl / (q (q - 1)) Σ π_k (1 - π_k) (Gwet 2008)
    krippendorff_alpha  `alpha.alpha` (Krippendorff 2011)

    Raises: BadRatings for input that has no meaning, naming its place.
    """
    import pandas as pd

    if level not in LEVELS:
        raise BadRatings(f"level: no “{level}”. Levels are {', '.join(LEVELS)}.")
    read = table.read(ratings, categories)
    w = agreement_weights(weights, read.positions())
    rows: dict[str, Result] = {
        **_percents(read, w, intervals),
        **_pairwise(read, w, intervals),
        **_pooled(read, w, intervals),
    }
    value, note = alpha(read, level)
    rows["krippendorff_alpha"] = (value, NAN, NAN, note)
    return pd.DataFrame.from_dict(
        {name: rows[name] for name in ORDER},
        orient="index",
        columns=["value", "low", "high", "note"],
    )


ORDER = (
    "percent_agreement",
    "percent_all_agree",
    "cohen_kappa",
    "scott_pi",
    "light_kappa",
    "conger_kappa",
    "fleiss_kappa",
    "brennan_prediger",
    "gwet_ac",
    "krippendorff_alpha",
)


def _percents(read: Ratings, w: Floats, intervals: bool) -> dict[str, Result]:
    counts = read.counts()
    coders = read.at.shape[1]
    paired = counts.sum(axis=1) >= 2
    result = {"percent_agreement": _undefined(_no_pairs(read))}
    if paired.any():
        apart = unit_disagreement(counts, w)
        ends = analytic(counts, apart, None, 1.0, False) if intervals else (NAN, NAN)
        result["percent_agreement"] = (1 - float(apart[paired].mean()), *ends, "")
    complete = read.at[(read.at >= 0).all(axis=1)]
    if coders < 2:
        result["percent_all_agree"] = _undefined(_no_pairs(read))
    elif not len(complete):
        result["percent_all_agree"] = _undefined("no unit was rated by every coder")
    else:
        same = (complete == complete[:, :1]).all(axis=1)
        result["percent_all_agree"] = (float(same.mean()), NAN, NAN, "")
    return result


def _pairwise(read: Ratings, w: Floats, intervals: bool) -> dict[str, Result]:
    """Return the coefficients that know which coder gave a rating."""
    coders, q = read.at.shape[1], len(read.categories)
    tables = [pair_table(read, g, h) for g, h in combinations(range(coders), 2)]
    kappas = [_pair_kappa(t, w) for t in tables]
    defined = [k for k in kappas if not np.isnan(k)]
    light = _undefined(_no_pairs(read) or NO_VARIATION)
    if defined:
        left = len(kappas) - len(defined)
        note = f"mean over {len(defined)} of {len(kappas)} pairs of coders: {left} undefined"
        light = (float(np.mean(defined)), NAN, NAN, note if left else "")
    result = {"light_kappa": light, "conger_kappa": _conger(read, w)}
    if coders != 2:
        needs = _undefined(f"for two coders; here {coders}")
        return result | {"cohen_kappa": needs, "scott_pi": needs}
    n = tables[0].sum()
    if n == 0:
        none = _undefined(_no_pairs(read))
        return result | {"cohen_kappa": none, "scott_pi": none}
    observed = float((tables[0] * (1 - w)).sum()) / n
    mean = (tables[0].sum(axis=0) + tables[0].sum(axis=1)) / (2 * n)
    result["scott_pi"] = _corrected(observed, float(mean @ (1 - w) @ mean))
    result["cohen_kappa"] = _undefined(NO_VARIATION)
    if defined:
        low, high, note = NAN, NAN, ""
        if intervals and q > 1:
            low, high = cohen_interval(tables[0], w)
            note = "interval: Fleiss, Cohen & Everitt 1969, over units"
        result["cohen_kappa"] = (defined[0], low, high, note)
    return result


def _pooled(read: Ratings, w: Floats, intervals: bool) -> dict[str, Result]:
    """Return the coefficients that know only how many coders gave a rating."""
    names = ("fleiss_kappa", "brennan_prediger", "gwet_ac")
    counts, q = read.counts(), len(read.categories)
    ratings = counts.sum(axis=1)
    if not (ratings >= 2).any():
        return {name: _undefined(_no_pairs(read)) for name in names}
    if q < 2:
        return {name: _undefined("one category only: no chance of disagreement") for name in names}
    apart = unit_disagreement(counts, w)
    observed = float(apart[ratings >= 2].mean())
    shares = np.divide(counts, ratings[:, None], out=np.zeros_like(counts), where=counts > 0)
    pi = shares.sum(axis=0) / (ratings >= 1).sum()
    spread = w.sum() / (q * (q - 1))
    expected = {
        "fleiss_kappa": float(pi @ (1 - w) @ pi),
        "brennan_prediger": float((1 - w).sum()) / q**2,
        "gwet_ac": 1 - spread * float(pi @ (1 - pi)),
    }
    chance = {
        "fleiss_kappa": shares @ ((w + w.T) @ pi) / 2,
        "brennan_prediger": None,
        "gwet_ac": spread * (shares @ (1 - pi)),
    }
    result = {}
    for name in names:
        result[name] = _corrected(observed, expected[name])
        if intervals and not np.isnan(result[name][0]):
            ends = analytic(counts, apart, chance[name], expected[name], True)
            result[name] = (result[name][0], *ends, "")
    return result


def unit_disagreement(counts: Floats, w: Floats) -> Floats:
    """Return 1 - p_a,i of each unit, the weighted share of its pairs that differ; else 0."""
    ratings = counts.sum(axis=1)
    pairs = ratings * (ratings - 1)
    differing = (counts * (counts @ (1 - w).T)).sum(axis=1)
    share: Floats = np.divide(differing, pairs, out=np.zeros_like(differing), where=pairs > 0)
    return share


def pair_table(read: Ratings, g: int, h: int) -> Floats:
    """Return q × q: the units that coder g put into k and coder h into l."""
    q = len(read.categories)
    first, second = read.at[:, g], read.at[:, h]
    common = (first >= 0) & (second >= 0)
    cells = first[common] * q + second[common]
    return np.bincount(cells, minlength=q * q).reshape(q, q).astype(float)


def _pair_kappa(pairs: Floats, w: Floats) -> float:
    n = pairs.sum()
    if n == 0:
        return NAN
    expected = float(pairs.sum(axis=1) @ (1 - w) @ pairs.sum(axis=0)) / n**2
    return _corrected(float((pairs * (1 - w)).sum()) / n, expected)[0]


def _conger(read: Ratings, w: Floats) -> Result:
    counts = read.counts()
    paired = counts.sum(axis=1) >= 2
    if not paired.any():
        return _undefined(_no_pairs(read))
    q = len(read.categories)
    margins = np.array(
        [np.bincount(c[c >= 0], minlength=q) / (c >= 0).sum() for c in read.at.T if (c >= 0).any()]
    )
    used, empty = len(margins), read.at.shape[1] - len(margins)
    total = margins.sum(axis=0)
    # p̄_k p̄_l - s²_kl / G is the mean of p_gk p_hl over the ordered pairs of different coders.
    both = (np.outer(total, total) - margins.T @ margins) / (used * (used - 1))
    observed = float(unit_disagreement(counts, w)[paired].mean())
    value, low, high, note = _corrected(observed, float((both * (1 - w)).sum()))
    if empty and not note:
        note = f"without {empty} of {used + empty} coders, who rated nothing"
    return value, low, high, note


def _corrected(observed: float, expected: float) -> Result:
    # Expected disagreement is a sum of products that are exactly 0 where there is no variation;
    # 1 - p_e of the AC form can be off by rounding.
    if expected <= 1e-14:
        return _undefined(NO_VARIATION)
    return 1 - observed / expected, NAN, NAN, ""


def _undefined(why: str) -> Result:
    return NAN, NAN, NAN, why


def _no_pairs(read: Ratings) -> str:
    """Say why no two ratings meet, or return an empty text where some do."""
    units, coders = read.at.shape
    if not units or not (read.at >= 0).any():
        return NO_UNITS
    if coders < 2:
        return "one coder only"
    return "" if ((read.at >= 0).sum(axis=1) >= 2).any() else NO_PAIRS
