"""Little, nothing, one-sided and wrong input: None or a clear word, never 0 or a crash."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from qualcode.analysis import statistics
from qualcode.errors import UsageError

NAN = math.nan


def missing(found: dict[str, Any], *defined: str) -> None:
    """Assert that all is None but what is named."""
    assert {k for k, v in found.items() if v is not None} == set(defined)


@pytest.mark.parametrize("table", [[], [[]], [[0, 0], [0, 0]]])
def test_an_empty_table_has_no_numbers(table: list[list[int]]) -> None:
    got = statistics.contingency(table)
    assert got["n"] == 0
    assert got["df"] == 0
    assert not any(
        got[k]
        for k in got
        if k not in ("expected_counts", "adjusted_residuals", "pearson_residuals")
    )
    assert got["chi2"] is got["p"] is got["cramers_v"] is got["min_expected"] is None


def test_one_row_has_expected_counts_and_no_test() -> None:
    got = statistics.contingency([[3, 4]])
    assert got["expected_counts"] == [[3.0, 4.0]]
    assert got["adjusted_residuals"] == [[None, None]]
    assert (got["chi2"], got["p"], got["df"], got["cramers_v_ci95_noncentral"]) == (
        None, None, 0, None,
    )  # fmt: skip


def test_a_level_without_a_person_takes_no_part_in_the_test() -> None:
    got, without = (statistics.contingency(t) for t in ([[5, 0, 9], [7, 0, 2]], [[5, 9], [7, 2]]))
    assert (got["chi2"], got["df"], got["p"]) == (without["chi2"], 1, without["p"])
    assert [row[1] for row in got["adjusted_residuals"]] == [None, None]
    assert "chi2_yates" not in got


def test_a_code_nobody_has_leaves_nothing_to_test() -> None:
    missing(statistics.two_by_two([[0, 12], [0, 9]]), "p1", "p2", "risk_difference",
            "risk_difference_ci95_newcombe")  # fmt: skip
    missing(statistics.two_by_two([[0, 0], [3, 9]]), "p2")
    missing(statistics.two_by_two([[0, 0], [0, 0]]))


def test_a_cell_of_0_has_the_exact_interval_in_place_of_the_one_on_logs() -> None:
    got = statistics.two_by_two([[8, 0], [3, 6]])
    assert got["odds_ratio"] is None
    assert got["odds_ratio_ci95_wald_log"] is None
    assert got["odds_ratio_conditional"] == math.inf
    low, high = got["odds_ratio_conditional_ci95"]
    assert low > 1
    assert high == math.inf
    turned = statistics.two_by_two([[0, 8], [6, 3]])
    assert (turned["odds_ratio"], turned["odds_ratio_ci95_wald_log"]) == (0, None)
    assert (turned["risk_ratio"], turned["risk_ratio_ci95_log"]) == (0, None)
    assert turned["odds_ratio_conditional_ci95"] == [0.0, pytest.approx(1 / low)]


def test_shares_and_differences_of_nobody_have_no_interval() -> None:
    assert statistics.proportion(0, 0) == {"ci95": None}
    assert statistics.difference(0, 0, 3, 9) == {"ci95": None}
    assert statistics.proportion(0, 7)["ci95"][0] == 0
    assert statistics.proportion(7, 7)["ci95"][1] == 1


def test_other_tables_without_information_give_none() -> None:
    missing(statistics.stratified([]))
    missing(statistics.stratified([[[0, 0], [0, 0]], [[1, 0], [0, 0]], [[4, 0], [6, 0]]]))
    missing(statistics.ordinal([]), "concordant", "discordant")
    missing(statistics.ordinal([[3, 4]]), "concordant", "discordant")
    missing(statistics.paired([[9, 0], [0, 4]]))
    assert statistics.exact([[3, 4]]) == {"p": None, "draws": 0}
    assert statistics.exact([]) == {"p": None, "draws": 0}


def test_ranks_of_nothing_give_none() -> None:
    missing(statistics.two_samples([], [1, 2]))
    missing(statistics.two_samples([NAN, None], [1, 2]))
    missing(statistics.samples({}), "df")
    missing(statistics.samples({"a": [1, 2], "b": [NAN]}), "df")
    missing(statistics.samples({"a": [4, 4], "b": [4]}), "df")
    missing(statistics.rank_correlation([], []))
    missing(statistics.rank_correlation([1, 2, 3], [5, 5, 5]))
    missing(statistics.point_biserial([1, NAN, 3], [0, 1, None]), "df")
    missing(statistics.rank_correlation([0.1 + 0.2, 0.3, 4], [1, NAN, 2]), "rho", "kendall_tau_b")


def test_perfect_association_has_no_t_and_a_p_of_0() -> None:
    got = statistics.point_biserial([1, 1, 2, 2], [0, 0, 1, 1])
    assert got == {"r": 1.0, "t": None, "df": 2, "p": 0.0, "ci95_fisher_z": None}


def test_an_empty_family_rejects_nothing() -> None:
    got = statistics.adjust([None, NAN])
    assert (got["family_size"], got["rejected_bh_05"], got["rejected_bonferroni_05"]) == (0, 0, 0)
    assert [math.isnan(v) for v in got["holm"]] == [True, True]
    assert statistics.adjust([])["bh"] == []
    series = pd.Series([0.01, None, 0.04], dtype="Float64")
    assert statistics.adjust(series)["bonferroni"][2] == pytest.approx(0.08)


def test_joint_tests_leave_out_items_and_groups_without_variation() -> None:
    items = [[1, 0, 1, NAN], [0, 0, 1, 1], [1, 0, 0, 0], [0, 0, 1, 1], [1, 0, 0, 0]]
    groups = pd.Categorical(["b", "b", "a", None, "a"], categories=["a", "b", "c"])
    got = statistics.multiple_response(np.array(items)[:, :3], groups=groups, draws=0)
    assert got["n"] == 4
    assert got["item_counts"] == [3, 0, 2]
    assert got["x2_s_ij"][1] is None
    assert got["x2_s"] == pytest.approx(got["x2_s_ij"][0] + got["x2_s_ij"][2])
    none = statistics.multiple_response([[0, 1]] * 4, groups=["a", "b", "a", "b"])
    missing(none, "n", "item_counts", "x2_s_ij", "draws", "draws_dropped")
    assert none["x2_s_ij"] == [None, None]
    assert statistics.multiple_response([], groups=[])["n"] == 0
    one_group = statistics.multiple_response([[0, 1], [1, 0]], groups=["a", "a"])
    assert one_group["rs2_p"] is None
    pairs = statistics.multiple_response([[0], [0]], other=[[0, 1], [1, 0]])
    assert pairs["x2_s_ij"] == [[None, None]]


def test_an_empty_cell_counts_half_a_person() -> None:
    items = [[1]] * 4 + [[0]] * 6
    groups = ["a"] * 4 + ["a"] * 2 + ["b"] * 4
    got = statistics.multiple_response(items, groups=groups, draws=0)
    assert got["x2_s"] == pytest.approx(statistics.contingency([[4, 2], [0.5, 4]])["chi2"])


def test_weights_of_0_and_missing_ones_leave_the_sample() -> None:
    share = statistics.weighted_share([1, 0, 1, 1, NAN], [2, 1, 0, NAN, 4])
    assert share["n"] == 2
    assert share["share_yes"] == pytest.approx(2 / 3)
    assert share["kish_neff"] == pytest.approx(9 / 5)
    empty = statistics.weighted_share([1, NAN], [0, 3])
    assert empty == {
        "n": 0, "kish_neff": None, "deff_weights": None, "share_yes": None, "se_linearised": None,
        "ci95_logit": None,
    }  # fmt: skip
    all_have_it = statistics.weighted_share([1, 1, 1], [2, 1, 3])
    assert (all_have_it["share_yes"], all_have_it["se_linearised"]) == (1, 0)
    assert all_have_it["ci95_logit"] is None


def test_a_stratum_of_one_person_leaves_no_variance_unless_it_is_taken_whole() -> None:
    answers, weights, strata = [1, 0, 1, 1], [1, 2, 1, 3], ["a", "a", "a", "b"]
    assert statistics.weighted_share(answers, weights, strata)["se_linearised"] is None
    whole = statistics.weighted_share(answers, weights, strata, {"a": 30, "b": 1})
    assert whole["se_linearised"] > 0
    table = statistics.weighted_contingency(["x", "y", "x", "y"], answers, weights, strata)
    missing(table, "rows", "cols", "weighted_table", "unweighted_table", "pearson_weighted_scaled")


def test_a_weighted_table_with_one_row_or_nobody_has_no_test() -> None:
    one = statistics.weighted_contingency(["x", "x"], ["p", "q"], [1, 2])
    missing(one, "rows", "cols", "weighted_table", "unweighted_table")
    assert one["weighted_table"] == [[1.0, 2.0]]
    nobody = statistics.weighted_contingency([], [], [])
    assert (nobody["rows"], nobody["weighted_table"], nobody["p_F"]) == ([], [], None)


def test_levels_are_sorted_or_in_the_order_of_the_categorical() -> None:
    high_low = pd.Categorical(["low", "high", "low"], categories=["low", "high", "none"])
    got = statistics.weighted_contingency(high_low, [10, 9, 9], [1, 1, 1])
    assert (got["rows"], got["cols"]) == (["low", "high", "none"], [9, 10])
    assert got["unweighted_table"] == [[1, 1], [1, 0], [0, 0]]
    assert statistics.weighted_contingency(["b", 2, "a"], [1, 1, 2], [1, 1, 1])["rows"] == [
        2, "a", "b",
    ]  # fmt: skip


def test_many_codes_with_nobody_nothing_known_or_no_variation() -> None:
    codes = [[1, NAN, 0], [0, NAN, 0], [1, NAN, 0]]
    got = statistics.code_table(codes, ["x", "y", None], draws=99)
    assert got.counts.tolist() == [[1, 0], [0, 0], [0, 0]]
    assert got.bases.tolist() == [[1, 1], [0, 0], [1, 1]]
    assert np.isnan(got.p).tolist() == [False, True, True]
    assert np.isnan(got.low[1]).all()
    assert got.low[2].tolist() == [0, 0]
    weighted = statistics.weighted_code_table(codes, ["x", "y", None], [1, 2, 3])
    assert np.isnan(weighted.p).tolist() == [False, True, True]
    assert weighted.weighted_counts.tolist() == [[1, 0], [0, 0], [0, 0]]
    nobody = statistics.code_table(np.zeros((0, 2)), [])
    assert nobody.counts.shape == (2, 0)
    assert np.isnan(nobody.p).all()
    scales = statistics.code_scales(codes, [1, 2, NAN])
    assert np.isnan(scales["p"]).tolist() == [False, True, True]


REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "rows of unequal length": (lambda: statistics.contingency([[1, 2], [3]]), "equal length"),
    "a negative count": (lambda: statistics.contingency([[1, 2], [3, -4]]), "Row 2, column 2"),
    "a missing count": (lambda: statistics.contingency([[1, None], [3, 4]]), "Row 1, column 2"),
    "a fraction of a person": (lambda: statistics.exact([[1.5, 2], [3, 4]]), "Row 1, column 1"),
    "another shape": (lambda: statistics.paired([[1, 2, 3]]), "1 × 3"),
    "a stratum of another shape": (
        lambda: statistics.stratified([[[1, 2], [3, 4]], [[1, 2]]]),
        "Stratum 2",
    ),
    "more than the base": (lambda: statistics.proportion(5, 4), "between 0 and its base"),
    "a value that is no number": (lambda: statistics.two_samples(["a"], [1]), "x: give one number"),
    "no p-value": (lambda: statistics.adjust([0.1, 1.2]), "p-value 2"),
    "a code that is 2": (
        lambda: statistics.multiple_response([[0, 1], [2, 0]], groups=["a", "b"]),
        "person 2, column 1 has 2",
    ),
    "neither groups nor other": (lambda: statistics.multiple_response([[0, 1]]), "either groups"),
    "unequal columns": (
        lambda: statistics.rank_correlation([1, 2], [1]),
        "1 values for 2 persons",
    ),
    "a negative weight": (lambda: statistics.weighted_share([1, 0], [1, -2]), "person 2 has -2"),
    "a weight without stratum": (
        lambda: statistics.weighted_share([1, 0], [1, 2], ["a", None]),
        "person 2",
    ),
    "a population without a stratum": (
        lambda: statistics.weighted_share([1, 0], [1, 2], ["a", "b"], {"a": 5}),
        "stratum 'b'",
    ),
    "a population below its sample": (
        lambda: statistics.weighted_share([1, 0], [1, 2], ["a", "a"], {"a": 1}),
        "at least as large",
    ),
    "a population and no strata": (
        lambda: statistics.weighted_share([1, 0], [1, 2], None, {"a": 1}),
        "Give strata",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_has_no_meaning_is_refused_with_its_place(what: str) -> None:
    act, said = REFUSED[what]
    with pytest.raises(UsageError, match=said) as caught:
        act()
    assert isinstance(caught.value, ValueError)
