"""Agreement over all codes at once: the sets of codes that coders gave a unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from qualcode.agreement.ratings import Floats, Ints
from qualcode.agreement.reduction import NOT_JUDGED, Table
from qualcode.agreement.sets import Bits, packed, pair_sums, sharing, similarities
from qualcode.agreement.tallies import ratio

if TYPE_CHECKING:
    from scipy.sparse import csr_array

DISTANCES = {
    "alpha_set_masi": "masi",
    "alpha_set_jaccard": "jaccard",
    "alpha_set_nominal_whole_set": "nominal",
}

MASI = "alpha_set_masi"
CODED = "alpha_set_masi_coded"
DENSE = 2000
"""Up to so many sets or clusters a square of numbers is kept whole."""
MOST_PAIRS = 200_000_000
"""Pairs of distinct sets with a code in common beyond which alpha of sets is not computed."""
MOST_KEPT = 20_000_000
"""The same where the pairs must be kept, since neither sets nor clusters are few."""


@dataclass(frozen=True)
class SetRows:
    """The units that at least two coders looked at, and the set of codes that each gave them.

    at:       rows × coders, the number of a set, -1 where the coder did not look.
    sets:     the distinct sets, as bits. weights, cluster: a number a row.
    excluded: codes that some coder did not know where that coder was done; they are in no set.
    """

    at: Ints
    sets: Bits
    weights: Ints
    cluster: Ints
    excluded: tuple[str, ...]


def set_rows(table: Table, cluster: Ints) -> SetRows:
    """Return the sets of codes of a table, uncoded units as empty sets."""
    judged = table.values != NOT_JUDGED
    looked = judged.any(axis=2)
    known = (judged | ~looked[:, :, None]).all(axis=(0, 1))
    keep = looked.sum(axis=1) >= 2
    bits = packed(table.values[keep][:, :, known] == 1)
    words = bits.reshape(-1, bits.shape[-1])
    if words.shape[1] == 1:
        values, number = np.unique(words[:, 0], return_inverse=True)
        sets = values[:, None]
    else:
        sets, number = np.unique(words, axis=0, return_inverse=True)
    return SetRows(
        at=np.where(looked[keep], number.reshape(bits.shape[:-1]), -1),
        sets=sets,
        weights=table.weights[keep],
        cluster=cluster[keep],
        excluded=tuple(np.array(table.codes, dtype=object)[~known]),
    )


class SetFigures:
    """Figures of sets of codes for any weighting of the clusters: a draw, or each cluster once.

    Observed disagreement is linear in the weights. Expected disagreement is quadratic in them,
    n² - Σ n_c n_k (1 - d_ck): a square over distinct sets, or over clusters if those are fewer.
    """

    def __init__(self, rows: SetRows, clusters: int) -> None:
        from scipy.sparse import csr_array

        there = rows.at >= 0
        ratings = there.sum(axis=1)
        row, _ = np.nonzero(there)
        used = csr_array(
            (rows.weights[row].astype(float), (rows.cluster[row], rows.at[there])),
            shape=(clusters, len(rows.sets)),
        )
        empty = np.append((rows.sets == 0).all(axis=1), False)[rows.at].sum(axis=1)
        uncoded = empty == ratings
        self.over_sets = len(rows.sets) <= DENSE or clusters > DENSE
        kept = self.over_sets and len(rows.sets) > DENSE
        many = sharing(rows.sets) > (MOST_KEPT if kept else MOST_PAIRS)
        self.names = () if many or not len(rows.at) else tuple(DISTANCES)
        observed, _ = pair_sums(rows.at, rows.sets, tuple(DISTANCES.values()))
        parts = {
            "units": np.ones(len(rows.at)),
            "ratings": ratings,
            "differing": observed["nominal"] / np.maximum(ratings, 1),
            "empty": empty,
            "uncoded": uncoded,
            "uncoded_ratings": uncoded * ratings,
            **observed,
        }
        self.place = list(parts)
        self.linear = np.column_stack(
            [np.bincount(rows.cluster, p * rows.weights, clusters) for p in parts.values()]
        )
        self.used = used.T.tocsr() if self.over_sets else None
        self.alike = _alike(rows.sets, used, self.over_sets) if self.names else {}

    def of(self, taken: npt.NDArray[Any]) -> dict[str, Floats]:
        """Return the figures of draws × clusters of weights; NaN where one is undefined."""
        sums = dict(zip(self.place, (taken @ self.linear).T, strict=True))
        weights = np.asarray(taken if self.used is None else (self.used @ taken.T).T, dtype=float)
        found = {
            "percent_same_set": 1 - ratio(sums["differing"], sums["units"]),
            "share_uncoded_by_all": ratio(sums["uncoded"], sums["units"]),
        }
        n, left = sums["ratings"], sums["ratings"] - sums["uncoded_ratings"]
        for name in self.names:
            observed = sums[DISTANCES[name]]
            met = ((weights @ self.alike[DISTANCES[name]]) * weights).sum(axis=1)
            found[name] = 1 - ratio((n - 1) * observed, n**2 - met)
            if name == MASI:
                # Units that all left uncoded hold empty sets alone, which are like no other set.
                met += (sums["empty"] - sums["uncoded_ratings"]) ** 2 - sums["empty"] ** 2
                found[CODED] = 1 - ratio((left - 1) * observed, left**2 - met)
        return found


def _alike(sets: Bits, used: csr_array, over_sets: bool) -> dict[str, Any]:
    """Return by distance 1 - d of the sets, or Σ n_c n_k (1 - d_ck) of every two clusters."""
    from scipy.sparse import eye_array, vstack

    if over_sets:
        blocks = [block for _, block in similarities(sets)]
        found = {d: vstack([block[d] for block in blocks]) for d in ("masi", "jaccard")}
        found["nominal"] = eye_array(len(sets), format="csr")
        return {d: m.toarray() for d, m in found.items()} if len(sets) <= DENSE else found
    columns, rows = used.tocsc(), used.T.tocsr()
    met = {"nominal": (used @ rows).toarray()}
    for part, block in similarities(sets):
        for d, alike in block.items():
            met[d] = met.get(d, 0) + (columns[:, part] @ (alike @ rows)).toarray()
    return met
