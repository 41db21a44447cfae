"""Agreement weights: how much two categories count as the same, 1 on the diagonal.

Not Krippendorff's differences (`alpha.py`): Gwet's “ordinal” weights, for one, are another thing
than Krippendorff's ordinal metric. Cohen (1968) used disagreement weights; those are refused here.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from qualcode.agreement.ratings import Floats
from qualcode.agreement.refusals import BadRatings


def agreement_weights(weights: Any, values: Floats) -> Floats:
    """Return the q × q weights w_kl.

    weights: None for the identity; "linear", 1 - |x_k - x_l| / R; "quadratic",
             1 - (x_k - x_l)² / R²; or a q × q matrix with 1 on the diagonal.
    values:  the numbers x of the q declared categories; R is their range.
    Raises:  BadRatings for another name or a matrix that is none of agreement weights.
    Source:  Cohen (1968); Gwet (2014), Handbook of Inter-Rater Reliability, ch. 3.
    """
    q = len(values)
    if weights is None:
        return np.eye(q)
    if isinstance(weights, str):
        if weights not in ("linear", "quadratic"):
            raise BadRatings(
                f'weights: no “{weights}”. Say None, "linear", "quadratic", or give a matrix.'
            )
        if q < 2:
            return np.eye(q)
        apart = np.abs(values[:, None] - values[None, :]) / (values.max() - values.min())
        return np.asarray(1 - (apart if weights == "linear" else apart**2))
    try:
        matrix = np.array(weights, dtype=float)
    except (TypeError, ValueError):
        raise BadRatings("weights: the matrix holds something that is no number.") from None
    if matrix.shape != (q, q):
        raise BadRatings(
            f"weights: a matrix of shape {matrix.shape} for {q} categories. "
            "Give one row and one column a category, in the order of the categories."
        )
    if not np.isfinite(matrix).all() or (matrix > 1).any() or (np.diag(matrix) != 1).any():
        raise BadRatings(
            "weights: agreement weights are 1 on the diagonal and at most 1 elsewhere. "
            "Of disagreement weights d give 1 - d / max(d)."
        )
    return matrix
