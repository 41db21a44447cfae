"""The regression: left-out scores are those of refitting; calibration is a rising function."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.suggest import calibration, model
from qualcode.suggest.constants import CONSTANTS

SEGMENTS, ENTRIES, CODES = 9, 3, 3


def case(seed: int) -> tuple[Any, Any, Any, Any]:
    """Return similarities, noise, targets and what is known, at random."""
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(SEGMENTS + ENTRIES, 5))
    targets = random.integers(0, 2, (SEGMENTS + ENTRIES, CODES)) - 0.3
    known = random.random((SEGMENTS, CODES)) < 0.7
    known[:, 0] = True
    return vectors @ vectors.T, random.uniform(0.3, 1.0, len(vectors)), targets, known


def refitted(similar: Any, noise: Any, targets: Any, rows: list[int], row: int) -> float:
    """Return the score of a row by a model fitted to some rows, by plain linear algebra."""
    part = similar[np.ix_(rows, rows)] + np.diag(noise[rows])
    return float(similar[row, rows] @ np.linalg.solve(part, targets[rows]))


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_left_out_scores_are_those_of_refitting_without_the_segment(seed: int) -> None:
    similar, noise, targets, known = case(seed)
    _, left_out = model.solve(similar, noise, targets, known)
    wanted = [
        [
            refitted(
                similar,
                noise,
                targets[:, code],
                [
                    other
                    for other in range(SEGMENTS + ENTRIES)
                    if other != row and (other >= SEGMENTS or known[other, code])
                ],
                row,
            )
            for code in range(CODES)
        ]
        for row in range(SEGMENTS)
    ]
    assert left_out == pytest.approx(np.array(wanted), abs=1e-9)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_weights_solve_the_equations_of_what_is_known(seed: int) -> None:
    similar, noise, targets, known = case(seed)
    weights, _ = model.solve(similar, noise, targets, known)
    everywhere = np.vstack([known, np.ones((ENTRIES, CODES), bool)])
    residual = (similar + np.diag(noise)) @ weights - targets
    assert np.abs(residual[everywhere]).max() < 1e-9
    assert np.abs(weights[~everywhere]).sum() == 0


def test_base_rates_are_equal_where_codes_differ_no_more_than_by_chance() -> None:
    known = np.ones((20, 4), bool)
    even = np.tile(np.eye(4), (5, 1))
    assert model.base_rates(even, known, 1.0) == pytest.approx(np.full(4, 0.25))


def test_base_rates_are_near_the_shares_where_codes_differ() -> None:
    """19 of 20 have one code: what is added has the least weight, two segments of equal shares."""
    y = np.zeros((20, 4))
    y[:19, 0], y[19, 1] = 1, 1
    rates = model.base_rates(y, np.ones(y.shape, bool), 1.0)
    assert rates == pytest.approx(np.array([19.5, 1.5, 0.5, 0.5]) / 22)


def test_base_rates_lie_between_shares_and_equality() -> None:
    counts = np.array([9, 5, 4, 2])
    y = np.repeat(np.eye(4), counts, axis=0)
    shares = counts / 20
    apart = ((shares - 0.25) ** 2).sum() / 3 - (shares * (1 - shares)).mean() / 19
    weight = 0.25 * 0.75 / apart - 1
    assert weight > 2
    rates = model.base_rates(y, np.ones(y.shape, bool), 1.0)
    assert rates == pytest.approx((counts + weight / 4) / (20 + weight))


def test_a_code_that_no_segment_is_known_for_has_an_equal_share() -> None:
    known = np.ones((3, 2), bool)
    known[:, 1] = False
    rates = model.base_rates(np.array([[1.0, 0], [1, 0], [1, 0]]), known, 1.0)
    assert rates[1] == pytest.approx(0.5)


def test_ties_among_the_nearest_all_vote() -> None:
    similar = np.array([[0.9, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.1, -0.2]])
    weight = model.votes(similar, CONSTANTS)
    assert weight == pytest.approx(np.array([[0.81, *[0.25] * 6, 0, 0]]))


def test_a_vote_is_only_on_what_is_known() -> None:
    scores = model.tally(
        np.array([[1.0, 0.5]]),
        np.array([[0.8, 0.9], [-0.2, -0.1]]),
        np.array([[True, False], [True, False]]),
    )
    assert scores == pytest.approx(np.array([[(0.8 - 0.1) / 1.6, 0.0]]))


def test_regression_recovers_what_made_the_data() -> None:
    random = np.random.default_rng(1)
    x = random.normal(size=20_000)
    y = (random.random(20_000) < 1 / (1 + np.exp(-(2 * x - 1)))).astype(float)
    assert calibration.regression([x], y, 1.0) == pytest.approx([2, -1], abs=0.1)


def test_regression_of_what_is_always_so_ends() -> None:
    weights = calibration.regression([np.arange(20.0)], np.zeros(20), 1.0)
    assert np.isfinite(weights).all()


@settings(max_examples=50, deadline=None)
@given(
    scores=st.lists(st.floats(-3, 3), min_size=3, max_size=3),
    more=st.floats(0.01, 2),
    reviewed=st.integers(0, 500),
)
def test_a_probability_rises_with_its_score(
    scores: list[float], more: float, reviewed: int
) -> None:
    base = np.array([0.5, 0.1, 0.3])
    form = calibration.Logistic(1.2, 0.5, 0.0, -0.3) if reviewed >= 10 else None

    def first(score: float) -> float:
        row = np.array([[score, *scores[1:]]])
        found = calibration.probabilities(row, base, 1.0, form, reviewed, CONSTANTS)
        return float(found[0, 0])

    assert first(scores[0] + more) >= first(scores[0])
