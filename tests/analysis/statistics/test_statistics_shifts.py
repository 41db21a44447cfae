"""Estimates beside the tests: published examples, and the same by another way."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from qualcode.analysis import statistics
from qualcode.analysis.statistics.given import BadTable

SMALL = st.lists(st.integers(-6, 6), min_size=1, max_size=30)


def test_the_shift_of_permeability_is_that_of_hollander_and_wolfe() -> None:
    # Hollander & Wolfe (1999), examples 4.3 and 4.4: .305, and (-.15, .76) at 96 %.
    term = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
    early = [1.15, 0.88, 0.90, 0.74, 1.21]
    found = statistics.hodges_lehmann(term, early)
    assert found["shift"] == pytest.approx(0.305)
    assert found["ci95"] == pytest.approx([-0.15, 0.76])
    assert statistics.hodges_lehmann([1, 2], [3])["ci95"] is None, "two pairs hold no interval"
    assert statistics.hodges_lehmann([], [1]) == {"shift": None, "ci95": None}


@settings(max_examples=60, deadline=None)
@given(x=SMALL, y=SMALL)
def test_the_shift_is_the_median_of_all_differences(x: list[int], y: list[int]) -> None:
    differences = np.sort(np.subtract.outer(x, y).ravel())
    found = statistics.hodges_lehmann(x, y)
    assert found["shift"] == np.median(differences)
    if found["ci95"] is not None:
        low, high = found["ci95"]
        assert {low, high} <= set(differences.tolist())
        assert low <= found["shift"] <= high
        turned = statistics.hodges_lehmann(y, x)
        assert turned["ci95"] == [-high, -low]


def test_the_limits_are_those_that_the_exact_test_does_not_reject() -> None:
    random = np.random.default_rng(3)
    x, y = random.normal(1, 1, 12), random.normal(0, 1, 9)
    low, high = statistics.hodges_lehmann(x, y)["ci95"]
    nudge = 1e-9
    p = [
        stats.mannwhitneyu(x - at, y, method="exact").pvalue
        for at in (low - nudge, low + nudge, high - nudge, high + nudge)
    ]
    assert [v >= 0.05 for v in p] == [False, True, True, False]


def test_pairs_are_those_of_dunn_computed_with_scipy() -> None:
    groups: dict[str, list[float]] = {
        "a": [1, 2, 2, 9, 5], "b": [7, 8, 8, 9], "c": [1, 1, 3, np.nan], "none": [],
    }  # fmt: skip
    found = statistics.dunn(groups)
    kept = {k: [v for v in g if v == v] for k, g in groups.items() if g}
    both = np.concatenate(list(kept.values()))
    ranks = dict(zip(kept, np.split(stats.rankdata(both), np.cumsum([5, 4])), strict=True))
    n = both.size
    unit = n * (n + 1) / 12 * stats.tiecorrect(stats.rankdata(both))
    z = [
        (ranks[a].mean() - ranks[b].mean()) / np.sqrt(unit * (1 / len(kept[a]) + 1 / len(kept[b])))
        for a, b in combinations(kept, 2)
    ]
    assert found["pairs"] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert found["z"] == pytest.approx(z)
    assert found["p"] == pytest.approx(list(2 * stats.norm.sf(np.abs(z))))
    # scikit-posthocs 0.17: posthoc_dunn(…, p_adjust="holm").
    assert found["holm"] == pytest.approx(DUNN_HOLM)
    assert statistics.dunn({"a": [1, 1], "b": [1]})["z"] == [None]


DUNN_HOLM = [0.23785149683863693, 0.32368476081662745, 0.0621319829774246]


def test_rho_has_the_interval_of_resampled_persons() -> None:
    random = np.random.default_rng(5)
    x = random.integers(0, 5, 60).astype(float)
    y = x + random.normal(0, 2, 60)
    x[3] = np.nan
    found = statistics.spearman_interval(x, y, draws=400, seed=1)
    there = ~np.isnan(x)
    first, second = x[there], y[there]
    assert found["n"] == 59
    assert found["rho"] == pytest.approx(stats.spearmanr(first, second).statistic)
    again = np.random.default_rng(1).integers(0, 59, size=(400, 59))
    rhos = [stats.spearmanr(first[at], second[at]).statistic for at in again]
    assert found["ci95"] == pytest.approx(list(np.quantile(rhos, [0.025, 0.975])))
    assert statistics.spearman_interval([1, 1, 1], [1, 2, 3])["rho"] is None
    assert statistics.spearman_interval([1, 2, 3], [1, 2, 3])["ci95"] is None
    with pytest.raises(BadTable, match="draws=0"):
        statistics.spearman_interval(x, y, draws=0)


def test_a_weighted_difference_is_that_of_a_regression_on_the_group() -> None:
    # With a robust (HC0) error times n / (n - 1), as R's svyglm(y ~ group) gives it.
    random = np.random.default_rng(9)
    group = (np.arange(80) < 35).astype(float)
    y = (random.random(80) < 0.3 + 0.3 * group).astype(float)
    w = random.uniform(0.3, 3, 80)
    found = statistics.weighted_difference(y, group, w)
    design = np.column_stack([np.ones(80), group])
    bread = np.linalg.inv(design.T @ (w[:, None] * design))
    slope = bread @ design.T @ (w * y)
    scores = design * (w * (y - design @ slope))[:, None]
    error = np.sqrt((bread @ scores.T @ scores @ bread)[1, 1] * 80 / 79)
    reach = stats.t.ppf(0.975, 79) * error
    assert [found["difference"], found["se_linearised"]] == pytest.approx([slope[1], error])
    assert found["ci95"] == pytest.approx([slope[1] - reach, slope[1] + reach])
    doubled = statistics.weighted_difference(y, group, 2 * w)
    assert doubled["ci95"] == pytest.approx(found["ci95"])
    strata = ["a", "b"] * 40
    centred = scores @ bread[:, 1]
    variance = sum(40 / 39 * ((centred[at::2] - centred[at::2].mean()) ** 2).sum() for at in (0, 1))
    made = statistics.weighted_difference(y, group, w, strata)
    assert made["se_linearised"] == pytest.approx(np.sqrt(variance))
    assert statistics.weighted_difference([1, 0], [1, 1], [1, 1])["difference"] is None


def test_a_mean_under_weights_has_its_linearised_error() -> None:
    y, w = [1.0, 4.0, 2.0, np.nan, 9.0], [1.0, 0.5, 2.0, 1.0, 0.0]
    found = statistics.weighted_mean(y, w)
    mean = (1 + 2 + 4) / 3.5
    z = np.array([1 * (1 - mean), 0.5 * (4 - mean), 2 * (2 - mean)]) / 3.5
    error = np.sqrt(3 / 2 * (z**2).sum())
    assert [found["n"], found["mean"], found["se_linearised"]] == pytest.approx([3, mean, error])
    reach = stats.t.ppf(0.975, 2) * error
    assert found["ci95"] == pytest.approx([mean - reach, mean + reach])
    with pytest.raises(BadTable, match="person 2 has a weight below 0"):
        statistics.weighted_mean([1, 2], [1, -1])


def test_a_standardised_difference_of_two_levels_is_the_common_one() -> None:
    found = statistics.standardised_levels([30, 70], [60, 140 - 60])
    p, q = 0.3, 60 / 140
    wanted = abs(p - q) / np.sqrt((p * (1 - p) + q * (1 - q)) / 2)
    assert found["smd"] == pytest.approx(wanted)
    assert found["total_variation"] == pytest.approx(abs(p - q))
    assert statistics.standardised_levels([1, 0], [0, 1])["smd"] is None, "nothing in common"
    assert statistics.standardised_levels([5, 0], [7, 0]) == {"smd": 0.0, "total_variation": 0.0}
    assert statistics.standardised_levels([0, 0], [1, 0])["smd"] is None
    assert statistics.standardised_numbers([2, 2], [2, 2])["smd"] == 0
    assert statistics.standardised_numbers([], [1])["difference"] is None
