"""From scores to probabilities.

Two forms are mixed. The softmax form needs no data: codes compete for the codes a segment carries.
The logistic form is one regression over all pairs of reviewed segment and code, on left-out scores;
it takes over as segments are reviewed. Invariant: with all else equal, the probability of a code
rises with its score.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qualcode.suggest.constants import Constants

Array = np.ndarray

_LEAST_SLOPE = 0.05


@dataclass(frozen=True, slots=True)
class Logistic:
    """A fitted logistic form: weights of the score, the base rate's log odds, the best score."""

    score: float
    base: float
    best: float
    intercept: float


def softmax_form(scores: Array, base: Array, rate: float, constants: Constants) -> Array:
    """Return probabilities of codes that compete: the mean number of codes, shared out."""
    raised = scores / constants.temperature + constants.softmax_base * np.log(base)
    shares = np.exp(raised - raised.max(1, keepdims=True))
    shares /= shares.sum(1, keepdims=True)
    claimed: Array = np.minimum(constants.ceiling, rate * shares)
    return claimed


def learn(
    evidence: list[Array],
    scores: Array,
    y: Array,
    base: Array,
    known: Array,
    constants: Constants,
) -> list[float]:
    """Return what one unit of each further piece of evidence is worth, in units of the score.

    All are segments × codes, the scores left out; a negative worth means that the score has
    counted the evidence too high.
    """
    columns = [4 * scores, _log_odds(base, scores), *evidence, 4 * _best(scores)]
    weights = regression([column[known] for column in columns], y[known], constants.strength)
    return [float(weight) / (4 * max(weights[0], _LEAST_SLOPE)) for weight in weights[2:-2]]


def logistic_form(
    scores: Array, y: Array, base: Array, known: Array, constants: Constants
) -> Logistic:
    """Return the logistic form fitted to left-out scores; pairs that are unknown are left out."""
    columns = [4 * scores, _log_odds(base, scores), 4 * _best(scores)]
    score, odds, best, intercept = regression(
        [column[known] for column in columns], y[known], constants.strength
    )
    return Logistic(max(score, _LEAST_SLOPE), odds, best, intercept)


def probabilities(
    scores: Array,
    base: Array,
    rate: float,
    form: Logistic | None,
    reviewed: int,
    constants: Constants,
) -> Array:
    """Return the probability of each code: texts × codes, rounded to a millionth.

    Rounding makes them independent of how many texts are scored at once.
    """
    mixed = softmax_form(scores, base, rate, constants)
    if form is not None:
        share = constants.blend / (constants.blend + reviewed)
        raised = (
            form.score * 4 * scores
            + form.base * _log_odds(base, scores)
            + form.best * 4 * _best(scores)
            + form.intercept
        )
        mixed = share * mixed + (1 - share) * _sigmoid(raised)
    rounded: Array = np.round(np.clip(mixed, 0.0, 1.0), 6)
    return rounded


def regression(columns: list[Array], y: Array, strength: float) -> Array:
    """Return the weights of a logistic regression and its intercept, by Newton's method.

    strength: inverse of the penalty on squared weights; the intercept is free.
    """
    x = np.column_stack([*columns, np.ones(len(y))])
    penalty = np.full(x.shape[1], 1 / strength)
    penalty[-1] = 1e-6
    weights = np.zeros(x.shape[1])
    loss = np.inf
    for _ in range(50):
        p = _sigmoid(x @ weights)
        slope = x.T @ (p - y) + penalty * weights
        curve = (x * (p * (1 - p))[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        before, size = loss, 1.0
        loss = _loss(x, y, weights - step, penalty)
        while loss > before and size > 1e-3:
            size /= 2
            loss = _loss(x, y, weights - size * step, penalty)
        weights = weights - size * step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def _loss(x: Array, y: Array, weights: Array, penalty: Array) -> float:
    raised = x @ weights
    return float(np.logaddexp(0, raised).sum() - y @ raised + (penalty * weights**2).sum() / 2)


def _sigmoid(raised: Array) -> Array:
    p: Array = 1 / (1 + np.exp(-np.clip(raised, -35, 35)))
    return p


def _log_odds(base: Array, like: Array) -> Array:
    inside = np.clip(base, 1e-6, 1 - 1e-6)
    return np.broadcast_to(np.log(inside / (1 - inside)), like.shape)


def _best(scores: Array) -> Array:
    return np.broadcast_to(scores.max(1, keepdims=True), scores.shape)
