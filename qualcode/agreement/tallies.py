"""Counts of a table, document by document, and the coefficients of all codes that follow from them.

A code on a unit is a 2-valued rating by each coder, so all that the coefficients need is how many
units had r judgements of which s said yes, and for each pair of coders the 2 × 2 counts. Counts of
documents add up: a resampled set of documents is a weighted sum, for all codes at once.

One base for all figures of a code: the units that at least two of the coders judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from qualcode.agreement.ratings import Floats, Ints
from qualcode.agreement.reduction import NOT_JUDGED, Table

COEFFICIENTS = ("percent", "kappa", "alpha", "ac1", "positive", "negative")


@dataclass(frozen=True)
class Tally:
    """Counts of units (of characters where those are the unit), summed over each cluster.

    counts: clusters × codes × columns: first the kinds of unit (`judged`, `yes`), then four a pair
            of coders: both, first only, second only, neither.
    uses:   codes × coders: units of the base in which the coder applied the code.
    pairs:  positions of coders, a pair a row.
    """

    counts: Floats
    judged: Floats
    yes: Floats
    pairs: Ints
    uses: Ints

    @property
    def total(self) -> Floats:
        """Return codes × columns, over all clusters."""
        return np.asarray(self.counts.sum(axis=0))

    def kinds(self, counts: Floats) -> Floats:
        """Return … × kinds of unit, of … × columns."""
        return counts[..., : len(self.judged)]

    def fourfold(self, counts: Floats) -> Floats:
        """Return … × pairs × (both, first only, second only, neither), of … × columns."""
        tables = counts[..., len(self.judged) :]
        return tables.reshape(*counts.shape[:-1], len(self.pairs), 4)


def tally(table: Table, cluster: Ints) -> Tally:
    """Return the counts of a table; `cluster` numbers what each row is resampled with, from 0."""
    from scipy.sparse import csr_array

    coders, codes = len(table.coders), len(table.codes)
    clusters = int(cluster.max(initial=-1)) + 1
    yes, known = table.values == 1, table.values != NOT_JUDGED
    r, s = known.sum(axis=1, dtype=np.int16), yes.sum(axis=1, dtype=np.int16)
    kinds = [(n, k) for n in range(2, coders + 1) for k in range(n + 1)]
    pairs = list(combinations(range(coders), 2))
    counts = np.zeros((clusters, codes, len(kinds) + 4 * len(pairs)))
    summed = csr_array(
        (table.weights.astype(float), (cluster, np.arange(len(cluster)))),
        shape=(clusters, len(cluster)),
    )

    def total(holds: npt.NDArray[np.bool_]) -> Floats:
        return np.asarray(summed @ holds.astype(float))

    for n, (g, h) in enumerate(pairs):
        common = total(known[:, g] & known[:, h])
        both = total(yes[:, g] & yes[:, h])
        first, second = total(yes[:, g] & known[:, h]), total(known[:, g] & yes[:, h])
        four = (both, first - both, second - both, common - first - second + both)
        at = len(kinds) + 4 * n
        counts[..., at : at + 4] = np.stack(four, axis=-1)
    if coders == 2:
        a, b, c, d = np.moveaxis(counts[..., 3:], -1, 0)
        counts[..., :3] = np.stack((d, b + c, a), axis=-1)
    else:
        for n, (judged, used_by) in enumerate(kinds):
            counts[..., n] = total((r == judged) & (s == used_by))
    used = yes & (r >= 2)[:, None, :]
    return Tally(
        counts=counts,
        judged=np.array([n for n, _ in kinds], dtype=float),
        yes=np.array([k for _, k in kinds], dtype=float),
        pairs=np.array(pairs, dtype=np.int64).reshape(-1, 2),
        uses=np.einsum("u,ugc->cg", table.weights, used),
    )


def estimates(tally: Tally, counts: Floats, whole: Floats) -> dict[str, Floats]:
    """Return percent, kappa, alpha, ac1, positive and negative of … × codes × columns of counts.

    percent  mean over units of the share of pairs of judgements that agree
    kappa    Cohen's for two coders, for more Light's: the mean over pairs (Cohen 1960; Light 1971)
    alpha    Krippendorff's, nominal (2011)
    ac1      Gwet's, two categories: p_e = 2π(1 - π), π the mean over units of the share of yes
    positive, negative   the mean over pairs of 2a / (2a + b + c) and 2d / (2d + b + c)

    Means over pairs are over those defined in `whole`, the codes × columns of all documents; where
    one of those is undefined in `counts`, so is the mean.
    """
    result = _of_units(tally.kinds(counts), tally.judged, tally.yes)
    defined = of_pairs(tally.fourfold(whole))
    for name, value in of_pairs(tally.fourfold(counts)).items():
        if name == "percent":
            continue
        used = ~np.isnan(defined[name])
        total = np.where(used, value, 0.0).sum(axis=-1)
        result[name] = ratio(total, np.broadcast_to(used.sum(axis=-1), total.shape))
    return {name: result[name] for name in COEFFICIENTS}


def of_pairs(tables: Floats) -> dict[str, Floats]:
    """Return percent, kappa, positive and negative of … × (both, first, second, neither)."""
    a, b, c, d = np.moveaxis(tables, -1, 0)
    n = a + b + c + d
    return {
        "percent": 1 - ratio(b + c, n),
        "kappa": 1 - ratio((b + c) * n, (a + b) * (b + d) + (c + d) * (a + c)),
        "positive": ratio(2 * a, 2 * a + b + c),
        "negative": ratio(2 * d, 2 * d + b + c),
    }


def _of_units(units: Floats, r: Floats, s: Floats) -> dict[str, Floats]:
    n = units.sum(axis=-1)
    differing = 2 * s * (r - s)
    observed = ratio(units @ (differing / (r * (r - 1))), n)
    share = ratio(units @ (s / r), n)
    yes, total = units @ s, units @ r
    return {
        "percent": 1 - observed,
        "ac1": 1 - observed / (1 - 2 * share * (1 - share)),
        "alpha": 1 - ratio((total - 1) * (units @ (differing / (r - 1))), 2 * yes * (total - yes)),
    }


def ratio(part: Floats, whole: Floats) -> Floats:
    """Return part / whole, NaN where there is no whole."""
    result = np.full(np.shape(whole), np.nan)
    np.divide(part, whole, out=result, where=np.asarray(whole) > 0)
    return result
