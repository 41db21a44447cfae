"""The numbers of a cross-tab: 60 codes, a field of 8 levels, 2,270 cases."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from qualcode.analysis import statistics as survey

CASES, CODES, LEVELS, DRAWS = 2_270, 60, 8, 1_999


def rows(_folder: Path) -> list[tuple[str, str, str]]:
    """Time the tests of a made survey whose codes differ in base and frequency."""
    draw = np.random.default_rng(7)
    labels = draw.integers(LEVELS, size=CASES)
    often = draw.beta(1, 9, CODES) * 0.9 + 0.01
    # Later levels say more, and who says one thing says another: codes depend on each other.
    talkative = draw.gamma(2, 0.5, (CASES, 1)) * (1 + labels[:, None] / 40)
    answers = (draw.random((CASES, CODES)) < np.minimum(often * talkative, 1)).astype(float)
    known = np.where(draw.random((CASES, CODES)) < 0.05, np.nan, answers)
    weights, strata = draw.gamma(3, 0.3, CASES), draw.integers(6, size=CASES)
    scores = draw.integers(0, 11, CASES)

    def all_tests() -> None:
        table = survey.code_table(known, labels)
        survey.adjust(table.p)
        survey.code_scales(known, scores)

    timed: list[tuple[str, Callable[[], object], str]] = [
        ("all tests but the joint one", all_tests, "< 0.3 s"),
        (
            "simulated tests of sparse codes, 20,000 draws",
            lambda: survey.code_table(known, labels, draws=20_000),
            "",
        ),
        (
            "the weighted tests",
            lambda: survey.weighted_code_table(known, labels, weights),
            "< 1 s",
        ),
        (
            "the weighted tests, 6 strata",
            lambda: survey.weighted_code_table(known, labels, weights, strata),
            "< 1 s",
        ),
        (
            "the joint test",
            lambda: survey.multiple_response(answers, groups=labels, draws=0),
            "< 1 s",
        ),
        (
            f"the joint test with {DRAWS:,} draws",
            lambda: survey.multiple_response(answers, groups=labels, draws=DRAWS),
            "< 5 s",
        ),
    ]
    return [
        (f"cross-tab of 60 codes × 8 levels × 2,270 cases, {what}", f"{_median(act):.2f} s", budget)
        for what, act, budget in timed
    ]


def _median(act: Callable[[], object], times: int = 3) -> float:
    """Return the median time of a few runs, after one that loads the libraries."""
    act()
    runs = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        runs.append(time.perf_counter() - start)
    return statistics.median(runs)
