"""Alpha for units that carry sets of codes: MASI, Jaccard, or the whole set.

A unit that a coder looked at and left uncoded is the empty set, a value like any other: two empty
sets are 0 apart, an empty and any other set 1. A set is held as bits, so that all distances of
some thousand distinct sets are a few operations.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from qualcode.agreement.ratings import Floats, Ints, missing
from qualcode.agreement.refusals import BadRatings

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Bits = npt.NDArray[np.uint64]
DISTANCES = ("masi", "jaccard", "nominal")

_PAIRS = 4_000_000


def set_alpha(ratings: Any, distance: str = "masi") -> float:
    """Return Krippendorff's alpha for units that carry sets of codes.

    ratings:  rows units, columns coders; each cell a collection of codes, empty where a coder
              looked and coded nothing, None where the coder did not look. Units with fewer than two
              sets are dropped.
    distance: "masi", 1 - J·M; "jaccard", 1 - J; "nominal", whole sets equal or not. J is the share
              of codes in both sets among those in either; M is 1 for equal sets, 2/3 where one
              contains the other, 1/3 where they overlap, 0 where they are disjoint. Used as is, not
              squared.
    Returns:  at most 1; NaN if no unit has two sets or all pairable sets are equal.
    Raises:   BadRatings for an unknown distance, rows of unequal length, a cell that is no
              collection.
    Source:   Passonneau (2006), LREC; Krippendorff (2019), Content Analysis, ch. 12.
    """
    if distance not in DISTANCES:
        raise BadRatings(f"distance: no “{distance}”. Distances are {', '.join(DISTANCES)}.")
    at, sets = _read(ratings)
    sums, totals = pair_sums(at, sets, (distance,))
    observed = sums[distance]
    n = float(totals.sum())
    if distance == "nominal":
        met = float(totals @ totals)
    else:
        met = sum(float(totals[p] @ (like[distance] @ totals)) for p, like in similarities(sets))
    expected = n**2 - met
    if n == 0 or expected <= 0:
        return float("nan")
    return 1 - (n - 1) * float(observed.sum()) / expected


def pair_sums(at: Ints, sets: Bits, distances: Sequence[str]) -> tuple[dict[str, Floats], Floats]:
    """Return by distance for each unit Σ d over its ordered pairs / (m - 1), and n_c, pairable uses
    of a set.

    at: units × coders, the number of a set, -1 where there is none; sets: one row a set.
    """
    there = at >= 0
    pairable = there.sum(axis=1) >= 2
    observed = {distance: np.zeros(len(at)) for distance in distances}
    for g in range(at.shape[1]):
        for h in range(g):
            both = there[:, g] & there[:, h] & (at[:, g] != at[:, h])
            pairs, where = np.unique(at[both, g] * len(sets) + at[both, h], return_inverse=True)
            first, second = sets[pairs // len(sets)], sets[pairs % len(sets)]
            for distance, sums in observed.items():
                sums[both] += 2 * distance_of(first, second, distance)[where]
    for sums in observed.values():
        sums[pairable] /= there[pairable].sum(axis=1) - 1
    used = at[pairable][there[pairable]]
    return observed, np.bincount(used, minlength=len(sets)).astype(float)


def distance_of(first: Bits, second: Bits, distance: str) -> Floats:
    """Return the distance of sets, paired along the last axis of words."""
    same = (first == second).all(axis=-1)
    if distance == "nominal":
        return np.where(same, 0.0, 1.0)
    common = np.bitwise_count(first & second).sum(axis=-1, dtype=np.int64)
    either = np.bitwise_count(first | second).sum(axis=-1, dtype=np.int64)
    jaccard = common / np.maximum(either, 1)
    if distance == "jaccard":
        return np.where(same, 0.0, 1 - jaccard)
    smaller = np.minimum(
        np.bitwise_count(first).sum(axis=-1, dtype=np.int64),
        np.bitwise_count(second).sum(axis=-1, dtype=np.int64),
    )
    return np.where(same, 0.0, 1 - jaccard * np.where(common == smaller, 2 / 3, 1 / 3))


def sharing(sets: Bits) -> int:
    """Return how many ordered pairs of sets have a code in common, counted once a code."""
    return int((used_by(sets).sum(axis=0, dtype=np.int64) ** 2).sum())


def used_by(sets: Bits) -> npt.NDArray[np.uint8]:
    """Return sets × codes of 0 and 1."""
    return np.unpackbits(sets.view(np.uint8), axis=1)


def similarities(sets: Bits) -> Iterator[tuple[slice, dict[str, csr_array]]]:
    """Yield 1 - d of some sets to all, by MASI and by Jaccard, some sets at a time.

    Sparse, as most sets share no code. The empty set is like a set of one code that no other has.
    """
    from scipy.sparse import csr_array

    used = used_by(sets)
    used = np.column_stack([used, ~used.any(axis=1)])
    size = used.sum(axis=1, dtype=np.int64)
    codes = csr_array(used.astype(np.float64))
    others = codes.T.tocsr()
    step = max(1, _PAIRS * len(sets) // max(1, sharing(sets)))
    for begin in range(0, len(sets), step):
        part = slice(begin, min(begin + step, len(sets)))
        common = codes[part] @ others
        i = np.repeat(np.arange(part.start, part.stop), np.diff(common.indptr))
        n_i, n_j = size[i], size[common.indices]
        jaccard = common.data / (n_i + n_j - common.data)
        part_of = np.where(common.data == np.minimum(n_i, n_j), 2 / 3, 1 / 3)
        part_of[i == common.indices] = 1
        yield (
            part,
            {
                name: csr_array((data, common.indices, common.indptr), common.shape)
                for name, data in (("masi", jaccard * part_of), ("jaccard", jaccard))
            },
        )


def packed(used: npt.NDArray[np.bool_]) -> Bits:
    """Return … × codes of truth values as … × words of 64 bits."""
    words = -(-used.shape[-1] // 64) or 1
    wide = np.zeros((*used.shape[:-1], words * 64), dtype=bool)
    wide[..., : used.shape[-1]] = used
    return np.packbits(wide, axis=-1).view(np.uint64)


def _read(ratings: Any) -> tuple[Ints, Bits]:
    if hasattr(ratings, "to_numpy"):
        ratings = ratings.to_numpy(dtype=object)
    rows = [list(row) for row in ratings]
    numbers: dict[frozenset[Any], int] = {}
    at = np.full((len(rows), len(rows[0]) if rows else 0), -1, dtype=np.int64)
    for n, row in enumerate(rows):
        if len(row) != at.shape[1]:
            raise BadRatings(
                f"ratings, row {n + 1} has {len(row)} cells, row 1 has {at.shape[1]}. "
                "Give each coder a cell in each row, None where the coder did not look."
            )
        for g, cell in enumerate(row):
            if not _is_missing(cell):
                at[n, g] = numbers.setdefault(_set(cell, n, g), len(numbers))
    codes = {code: n for n, code in enumerate({c for one in numbers for c in one})}
    used = np.zeros((len(numbers), len(codes)), dtype=bool)
    for one, n in numbers.items():
        used[n, [codes[code] for code in one]] = True
    return at, packed(used)


def _is_missing(cell: Any) -> bool:
    if isinstance(cell, Collection):
        return False
    if cell is None or (isinstance(cell, float) and cell != cell):
        return True
    alone = np.empty(1, dtype=object)
    alone[0] = cell
    return bool(missing(alone)[0])


def _set(cell: Any, row: int, column: int) -> frozenset[Any]:
    if isinstance(cell, str | bytes) or not isinstance(cell, Collection | np.ndarray):
        raise BadRatings(
            f"ratings, row {row + 1}, coder {column + 1}: {cell!r} is no collection of codes. "
            "Write a list or a set, empty where nothing was coded, None where nobody looked."
        )
    return frozenset(cell)
