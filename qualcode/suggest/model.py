"""Kernel ridge regression: one output a code, over reviewed segments and codebook texts.

Rows are the reviewed segments, then the codebook's texts, each of these a 1 for its own code. A
similarity is the sum of three: meaning, words, same group. What is not known of a segment for a
code (the code came later) is left out of that code's equations. Invariant: the left-out scores are
those of a model fitted without that segment, the codebook's texts staying.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qualcode.suggest.constants import Constants

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Array = np.ndarray

_BLOCK = 256
_ABSTENTION = 0.1
"""Weight of not voting: it draws the score of few or distant neighbours to 0."""
_LEAST_DRAW = 2.0
"""Segments that equal shares of codes weigh as much as, at least."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Texts as the model sees them."""

    words: csr_matrix
    meaning: Array | None
    """Vectors less their mean over the training rows, or None without an encoder."""
    groups: Array
    """Number of the speaker or question of each, below 0 for one that is not known."""


def kernel(left: Rows, right: Rows, constants: Constants) -> Array:
    """Return the similarities, left × right."""
    similar: Array
    if left.meaning is not None and right.meaning is not None:
        similar = left.meaning @ right.meaning.T
        similar *= constants.meaning
    else:
        similar = np.zeros((left.words.shape[0], right.words.shape[0]))
    # Some rows at a time: a sparse product of many rows takes more memory than the similarities.
    for start in range(0, len(similar), _BLOCK):
        some = slice(start, start + _BLOCK)
        similar[some] += constants.words * (left.words[some] @ right.words.T).toarray()
        same = same_group(left.groups[some], right.groups)
        similar[some] += constants.group * same
    return similar


def same_group(left: Array, right: Array) -> Array:
    """Return where two rows are known to be of one group."""
    same: Array = (left[:, None] == right) & (right >= 0)
    return same


def base_rates(y: Array, known: Array, rate: float) -> Array:
    """Return each code's share of the segments it is known for, drawn to equal shares.

    Equal shares of `rate` codes a segment are added with the weight of two segments, or of more
    where the codes differ no more than chance would make them differ: the weight that fits their
    variance, less that of sampling (empirical Bayes by moments). No share is 0.
    """
    codes, seen = max(1, y.shape[1]), known.sum(0)
    counts = (y * known).sum(0)
    equal = rate / codes
    shares = counts / np.maximum(1, seen)
    by_chance = (shares * (1 - shares) / np.maximum(1, seen - 1))[seen > 0]
    weight = _LEAST_DRAW
    if codes > 1 and by_chance.size:
        apart = ((shares - equal)[seen > 0] ** 2).sum() / (codes - 1) - by_chance.mean()
        weight = max(weight, equal * (1 - equal) / max(apart, 1e-9) - 1)
    drawn: Array = (counts + weight * equal) / (seen + weight)
    return drawn


def solve(similar: Array, noise: Array, targets: Array, known: Array) -> tuple[Array, Array]:
    """Return the rows' weights for each code, and the left-out scores of the segments.

    similar: rows × rows; noise: the ridge of each row; targets: rows × codes, less the base rate.
    known:   segments × codes; the rows after the segments are codebook texts, known for all codes.
    Returns: weights, rows × codes, 0 where unknown; scores, segments × codes: of a segment that is
             unknown for a code, what the model says, which never saw it.
    """
    segments, rows = len(known), len(similar)
    weights = np.zeros_like(targets)
    left_out = np.zeros((segments, targets.shape[1]))
    patterns: dict[bytes, list[int]] = {}
    for code, column in enumerate(known.T):
        patterns.setdefault(column.tobytes(), []).append(code)
    for alike in patterns.values():
        codes = np.array(alike)
        seen = np.flatnonzero(known[:, codes[0]])
        used = np.concatenate([seen, np.arange(segments, rows)])
        wanted = targets[np.ix_(used, codes)]
        matrix = similar[np.ix_(used, used)]
        matrix[np.diag_indices(len(used))] += noise[used]
        inverse = _inverse(matrix)
        solved = inverse @ wanted
        # A residual of the whole model, divided by this, is the one of the model without the row.
        count = len(seen)
        alone = solved[:count] / np.diag(inverse)[:count, None]
        del matrix, inverse
        weights[np.ix_(used, codes)] = solved
        lost = np.setdiff1d(np.arange(segments), seen)
        left_out[np.ix_(lost, codes)] = similar[np.ix_(lost, used)] @ solved
        left_out[np.ix_(seen, codes)] = wanted[:count] - alone
    return weights, left_out


def _inverse(matrix: Array) -> Array:
    """Return the inverse of a symmetric positive definite matrix, in its place.

    In half the time of any other way, and without a second matrix of its size in memory.
    """
    from scipy.linalg import lapack

    size = len(matrix)
    if not size:
        return matrix
    # The transpose is the same matrix, in the order of columns that LAPACK works in.
    factor, failed = lapack.dpotrf(matrix.T, lower=1, overwrite_a=1)
    inverse: Array
    inverse, singular = lapack.dpotri(factor, lower=1, overwrite_c=1)
    if failed or singular:
        raise np.linalg.LinAlgError("The similarities cannot be solved.")
    for start in range(0, size, _BLOCK):
        end = min(size, start + _BLOCK)
        inverse[start:end, end:] = inverse[end:, start:end].T
        corner = np.tril(inverse[start:end, start:end])
        inverse[start:end, start:end] = corner + np.tril(corner, -1).T
    return inverse


def votes(similar: Array, constants: Constants) -> Array:
    """Return the weight of each reviewed segment's vote on each text: texts × segments.

    The nearest vote, by their similarity squared; those as near as the last of them vote too, so
    that the order of segments does not matter.
    """
    count = similar.shape[1]
    if not count:
        return np.zeros_like(similar)
    place = max(0, count - constants.neighbours)
    least = np.partition(similar, place, axis=1)[:, place, None]
    weight: Array = np.where(similar >= least - 1e-9, np.maximum(similar, 0.0), 0.0) ** 2
    return weight


def tally(weight: Array, residuals: Array, known: Array) -> Array:
    """Return the neighbours' scores, texts × codes: the mean of their residuals, drawn to 0.

    A segment has no vote on a code that it is unknown for; without a vote the score is 0.
    """
    scores: Array = weight @ (residuals * known) / (weight @ known.astype(float) + _ABSTENTION)
    return scores


def share(weight: Array) -> Array:
    """Return the share of each vote on one text, as `tally` counts it."""
    shares: Array = weight / (weight.sum() + _ABSTENTION)
    return shares
