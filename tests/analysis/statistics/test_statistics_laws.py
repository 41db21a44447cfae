"""What must hold for every survey: laws, and other ways to the same number."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from qualcode.analysis import statistics

TABLE = st.tuples(st.integers(2, 4), st.integers(2, 4)).flatmap(
    lambda shape: st.lists(
        st.lists(st.integers(0, 30), min_size=shape[1], max_size=shape[1]),
        min_size=shape[0],
        max_size=shape[0],
    )
)
SMALL = st.sampled_from([(2, 2), (2, 3), (3, 2), (3, 3), (2, 4)]).flatmap(
    lambda shape: st.lists(
        st.lists(st.integers(0, 3), min_size=shape[1], max_size=shape[1]),
        min_size=shape[0],
        max_size=shape[0],
    )
)
FOURFOLD = st.lists(st.integers(0, 40), min_size=4, max_size=4).map(lambda v: [v[:2], v[2:]])
SCORES = st.lists(st.integers(0, 9) | st.none(), min_size=1, max_size=60)
P = st.lists(st.floats(0, 1) | st.none(), max_size=20)


def near(got: Any, want: Any) -> None:
    """Assert that two results are equal but for rounding; None and NaN are one."""
    if isinstance(want, dict):
        assert set(got) == set(want)
        for key, value in want.items():
            near(got[key], value)
    elif isinstance(want, list | tuple | np.ndarray):
        assert len(got) == len(want)
        for one, other in zip(got, want, strict=True):
            near(one, other)
    elif isinstance(want, str):
        assert got == want
    elif want is None or (isinstance(want, float) and math.isnan(want)):
        assert got is None or math.isnan(got)
    else:
        assert got == pytest.approx(want, rel=1e-7, abs=1e-9)


class Survey:
    """Some persons: codes (some not looked at), a field, weights and strata."""

    def __init__(self, seed: int, *, unknown: float = 0.1) -> None:
        draw = np.random.default_rng(seed)
        self.n = int(draw.integers(30, 150))
        self.labels = draw.choice(["east", "west", "north"], self.n, p=[0.5, 0.4, 0.1])
        base = draw.random((self.n, 1)) * 0.5
        self.known = (
            draw.random((self.n, 5)) < base + np.array([0.1, 0.2, 0.3, 0.4, 0.02])
        ).astype(float)
        self.codes = np.where(draw.random(self.known.shape) < unknown, np.nan, self.known)
        self.weights = draw.gamma(2, 1, self.n) + 0.1
        self.strata = np.arange(self.n) % 4
        self.scores = draw.integers(0, 12, self.n).astype(float)
        self.order = draw.permutation(self.n)


SURVEY = st.integers(0, 10_000).map(Survey)


@given(SURVEY)
@settings(max_examples=25)
def test_the_order_of_respondents_changes_nothing(one: Survey) -> None:
    o = one.order
    near(
        statistics.multiple_response(one.known[o], groups=one.labels[o], draws=0),
        statistics.multiple_response(one.known, groups=one.labels, draws=0),
    )
    near(
        statistics.weighted_contingency(
            one.labels[o], one.known[o, 2], one.weights[o], one.strata[o]
        ),
        statistics.weighted_contingency(one.labels, one.known[:, 2], one.weights, one.strata),
    )
    near(
        vars(statistics.code_table(one.codes[o], one.labels[o])),
        vars(statistics.code_table(one.codes, one.labels)),
    )


@given(SURVEY, st.floats(0.01, 1000))
@settings(max_examples=25)
def test_weights_of_another_scale_change_nothing_but_their_sums(one: Survey, times: float) -> None:
    first = statistics.weighted_contingency(one.labels, one.known[:, 3], one.weights, one.strata)
    second = statistics.weighted_contingency(
        one.labels, one.known[:, 3], one.weights * times, one.strata
    )
    near(np.array(second.pop("weighted_table")), np.array(first.pop("weighted_table")) * times)
    near(second, first)
    near(
        statistics.weighted_share(one.known[:, 3], one.weights * times),
        statistics.weighted_share(one.known[:, 3], one.weights),
    )


@given(SURVEY)
@settings(max_examples=25)
def test_every_code_twice_doubles_the_sum_and_leaves_the_corrected_test(one: Survey) -> None:
    once = statistics.multiple_response(one.known, groups=one.labels, draws=0)
    twice = statistics.multiple_response(
        np.hstack([one.known, one.known]), groups=one.labels, draws=0
    )
    assert twice["x2_s"] == pytest.approx(2 * once["x2_s"])
    for key in ("rs2_statistic", "rs2_df", "rs2_p"):
        assert twice[key] == pytest.approx(once[key])


@given(st.integers(0, 1000))
@settings(max_examples=10)
def test_with_equal_weights_the_design_test_is_close_to_the_ordinary_one(seed: int) -> None:
    draw = np.random.default_rng(seed)
    rows, columns = draw.integers(0, 3, 2000), draw.integers(0, 2, 2000)
    got = statistics.weighted_contingency(rows, columns, np.full(2000, 7.0))
    plain = statistics.contingency(pd.crosstab(rows, columns))
    assert got["pearson_weighted_scaled"] == pytest.approx(plain["chi2"])
    assert got["p_F"] == pytest.approx(plain["p"], abs=0.02)
    assert got["p_first_order_chisq"] == pytest.approx(plain["p"], abs=0.02)


@given(SURVEY)
@settings(max_examples=25)
def test_the_path_for_many_codes_gives_what_the_table_of_each_code_gives(one: Survey) -> None:
    many = statistics.code_table(one.codes, one.labels)
    assert many.levels == sorted(set(one.labels.tolist()))
    for at, column in enumerate(one.codes.T):
        counts = np.array(
            [
                [((one.labels == level) & (column == has)).sum() for level in many.levels]
                for has in (1, 0)
            ]
        )
        single = statistics.contingency(counts)
        near(many.counts[at], counts[0])
        near(many.bases[at], counts.sum(0))
        assert many.n[at] == single["n"]
        for name in (
            "chi2", "p", "g2", "min_expected", "share_expected_below_5", "cramers_v",
            "cramers_v_bias_corrected",
        ):  # fmt: skip
            if single["chi2"] is not None or name not in ("min_expected", "share_expected_below_5"):
                near(getattr(many, name)[at], single[name])
        if single["chi2"] is not None:
            near(many.residual[at], single["adjusted_residuals"][0])
            near([many.v_low[at], many.v_high[at]], single["cramers_v_ci95_noncentral"])
        for level, (x, n) in enumerate(zip(counts[0], counts.sum(0), strict=True)):
            near(
                [many.low[at, level], many.high[at, level]],
                statistics.proportion(x, n)["ci95"] or [None, None],
            )
            others = counts[0].sum() - x, counts.sum() - n
            near(
                [many.difference_low[at, level], many.difference_high[at, level]],
                statistics.difference(x, n, *others)["ci95"] or [None, None],
            )


@given(SURVEY, st.booleans())
@settings(max_examples=25)
def test_the_weighted_path_gives_what_the_weighted_table_of_each_code_gives(
    one: Survey, stratified: bool
) -> None:
    design: dict[str, Any] = (
        {"strata": one.strata, "population": dict.fromkeys(range(4), 500)} if stratified else {}
    )
    many = statistics.weighted_code_table(one.codes, one.labels, one.weights, **design)
    for at, column in enumerate(one.codes.T):
        there = ~np.isnan(column)
        own = {**design, "strata": one.strata[there]} if stratified else {}
        single = statistics.weighted_contingency(
            pd.Categorical(one.labels[there], categories=many.levels),
            pd.Categorical(column[there], categories=[0, 1]),
            one.weights[there],
            **own,
        )
        near(np.column_stack([many.weighted_bases[at] - many.weighted_counts[at],
                              many.weighted_counts[at]]), single["weighted_table"])  # fmt: skip
        for name, key in (
            ("rao_scott_f", "rao_scott_F"),
            ("ndf", "ndf"),
            ("ddf", "ddf"),
            ("p", "p_F"),
        ):
            near(getattr(many, name)[at], single[key])


def test_the_error_of_a_level_s_weighted_share_is_that_of_the_level_as_a_sample() -> None:
    one = Survey(5, unknown=0)
    many = statistics.weighted_code_table(one.codes, one.labels, one.weights)
    for level, name in enumerate(many.levels):
        there = one.labels == name
        alone = statistics.weighted_share(one.codes[there, 3], one.weights[there])
        assert many.share[3, level] == pytest.approx(alone["share_yes"])
        low, high = alone["ci95_logit"]
        # The level is a domain of the sample: n / (n - 1) is the sample's, not its own.
        assert many.low[3, level] == pytest.approx(low, abs=0.02)
        assert many.high[3, level] == pytest.approx(high, abs=0.02)


def test_weighted_residuals_of_equal_weights_are_near_the_ordinary_ones() -> None:
    draw = np.random.default_rng(2)
    labels = draw.integers(0, 3, 3000)
    code = (draw.random((3000, 1)) < 0.3 + 0.03 * labels[:, None]).astype(float)
    plain = statistics.code_table(code, labels).residual[0]
    weighted = statistics.weighted_code_table(code, labels, np.ones(3000)).residual[0]
    assert weighted == pytest.approx(plain, rel=0.05, abs=0.05)


@given(SURVEY)
@settings(max_examples=25)
def test_the_linearised_variance_is_that_of_the_persons_own_terms(one: Survey) -> None:
    yes, w = one.known[:, 3], one.weights
    z = w * (yes - w @ yes / w.sum()) / w.sum()
    plain = math.sqrt(one.n / (one.n - 1) * (z**2).sum())
    assert statistics.weighted_share(yes, w)["se_linearised"] == pytest.approx(plain)
    variance = 0.0
    for stratum in range(4):
        own = z[one.strata == stratum]
        m = len(own)
        variance += (1 - m / 90) * m / (m - 1) * ((own - own.mean()) ** 2).sum()
    got = statistics.weighted_share(yes, w, one.strata, dict.fromkeys(range(4), 90))
    assert got["se_linearised"] == pytest.approx(math.sqrt(variance))


@given(SURVEY)
@settings(max_examples=25)
def test_a_code_against_a_scale_is_the_rank_test_of_with_and_without(one: Survey) -> None:
    scores = np.where(one.strata == 0, np.nan, one.scores)
    many = statistics.code_scales(one.codes, scores)
    for at, column in enumerate(one.codes.T):
        single = statistics.two_samples(scores[column == 1], scores[column == 0])
        for name, key in (("u", "u_x"), ("rank_biserial", "rank_biserial"), ("p", "p_two_sided")):
            near(many[name][at], single[key])


@given(SURVEY)
@settings(max_examples=25)
def test_the_second_order_correction_is_that_of_the_eigenvalues(one: Survey) -> None:
    items = one.known[:, one.known.min(0) < one.known.max(0)]
    got = statistics.multiple_response(items, groups=one.labels, draws=0)
    levels = np.unique(one.labels)
    p = items.mean(0)
    spread = np.sqrt(p * (1 - p))
    inner = np.zeros((len(levels) * len(p),) * 2)
    for at, level in enumerate(levels):
        place = slice(at * len(p), (at + 1) * len(p))
        inner[place, place] = np.cov(items[one.labels == level].T, bias=True) / np.outer(
            spread, spread
        )
    root = np.sqrt([(one.labels == level).mean() for level in levels])
    outer = np.kron(np.eye(len(levels)) - np.outer(root, root), np.eye(len(p)))
    squares = (np.linalg.eigvalsh(outer @ inner @ outer) ** 2).sum()
    degrees = (len(levels) - 1) * len(p)
    assert got["rs2_df"] == pytest.approx(degrees**2 / squares)
    assert got["rs2_statistic"] == pytest.approx(degrees * got["x2_s"] / squares)


@given(st.integers(0, 1000))
@settings(max_examples=15)
def test_pairs_more_than_persons_have_the_same_correction(seed: int) -> None:
    draw = np.random.default_rng(seed)
    first, second = (draw.random((n, 6)) < 0.5 for n in (30, 30))
    got = statistics.multiple_response(first, other=second, draws=0)
    w, y = ((v - v.mean(0)) / v.std(0) for v in (first.astype(float), second.astype(float)))
    u = (w[:, :, None] * y[:, None, :]).reshape(30, -1)
    squares = (np.linalg.eigvalsh(np.cov(u.T, bias=True)) ** 2).sum()
    assert got["rs2_df"] == pytest.approx(36**2 / squares)


def test_one_item_and_groups_alone_is_the_plain_test() -> None:
    one = Survey(11, unknown=0)
    joint = statistics.multiple_response(one.known[:, [3]], groups=one.labels, draws=1999)
    table = pd.crosstab(one.labels, one.known[:, 3])
    plain = statistics.contingency(table)
    assert joint["x2_s"] == pytest.approx(plain["chi2"])
    assert joint["rs2_p"] == pytest.approx(plain["p"], abs=0.05)
    assert joint["bootstrap_p"] == pytest.approx(plain["p"], abs=0.05)
    assert joint["bonferroni_p"] == pytest.approx(plain["p"])


def test_a_seed_repeats_the_draws_and_an_item_that_vanishes_drops_them() -> None:
    one = Survey(3, unknown=0)
    rare = one.known.copy()
    rare[:, 4] = 0
    rare[0, 4] = 1
    first, second = (
        statistics.multiple_response(rare, groups=one.labels, draws=500, seed=9) for _ in range(2)
    )
    assert first == second
    assert first["draws"] + first["draws_dropped"] == 500
    # The one who has it is missing from a resample with probability 1/e.
    assert first["draws_dropped"] == pytest.approx(500 / math.e, abs=60)


@given(TABLE)
def test_the_table_of_counts_agrees_with_scipy(table: list[list[int]]) -> None:
    counts = np.array(table)
    counts = counts[counts.sum(1) > 0][:, counts.sum(0) > 0]
    got = statistics.contingency(table)
    turned = statistics.contingency(np.array(table).T)
    near([turned["chi2"], turned["p"], turned["g2"]], [got["chi2"], got["p"], got["g2"]])
    if min(counts.shape) < 2:
        assert got["chi2"] is None
        assert got["p"] is None
        return
    plain = stats.chi2_contingency(counts, correction=False)
    ratio = stats.chi2_contingency(counts, correction=False, lambda_="log-likelihood")
    near([got["chi2"], got["df"], got["p"], got["g2"]],
         [plain.statistic, plain.dof, plain.pvalue, ratio.statistic])  # fmt: skip
    near(got["cramers_v"], stats.contingency.association(counts, method="cramer"))
    if np.shape(table) == (2, 2):
        near(got["chi2_yates"], stats.chi2_contingency(counts).statistic)
    low, high = got["cramers_v_ci95_noncentral"]
    scale = counts.sum() * (min(counts.shape) - 1)
    for limit, tail in ((low, 0.975), (high, 0.025)):
        if stats.chi2.cdf(got["chi2"], got["df"]) <= tail:
            assert limit == 0
        elif limit < 1:
            at = stats.ncx2.cdf(got["chi2"], got["df"], limit**2 * scale)
            assert at == pytest.approx(tail, abs=1e-6)
        else:
            assert stats.ncx2.cdf(got["chi2"], got["df"], scale) >= tail


@given(FOURFOLD)
@settings(max_examples=60)
def test_the_exact_fourfold_test_agrees_with_scipy(table: list[list[int]]) -> None:
    got = statistics.two_by_two(table)
    counts = np.array(table)
    if 0 in counts.sum(0) or 0 in counts.sum(1):
        assert got["p_two_sided"] is None
        assert got["odds_ratio_conditional_ci95"] is None
        return
    for side in ("two-sided", "greater", "less"):
        want = stats.fisher_exact(counts, alternative=side).pvalue
        assert got[f"p_{side.replace('-', '_')}"] == pytest.approx(want, rel=1e-6)
    odds = stats.contingency.odds_ratio(counts, kind="conditional")
    limits = odds.confidence_interval(0.95)
    assert got["odds_ratio_conditional"] == pytest.approx(odds.statistic, rel=1e-4)
    assert got["odds_ratio_conditional_ci95"] == pytest.approx([limits.low, limits.high], rel=1e-4)


def every_table(rows: tuple[int, ...], columns: tuple[int, ...]) -> list[np.ndarray[Any, Any]]:
    """Return all tables with these margins, found by trying."""
    free = itertools.product(*(range(min(r, c) + 1) for r in rows[:-1] for c in columns[:-1]))
    found = []
    for cells in free:
        table = np.zeros((len(rows), len(columns)), dtype=int)
        table[:-1, :-1] = np.reshape(cells, (len(rows) - 1, len(columns) - 1))
        table[:-1, -1] = np.array(rows[:-1]) - table[:-1, :-1].sum(1)
        table[-1] = np.array(columns) - table[:-1].sum(0)
        if (table >= 0).all() and tuple(table.sum(1)) == rows:
            found.append(table)
    return found


@given(SMALL)
@settings(max_examples=60)
def test_the_exact_test_sums_the_tables_that_are_no_more_likely(table: list[list[int]]) -> None:
    counts = np.array(table)
    got = statistics.exact(table)
    used = counts[counts.sum(1) > 0][:, counts.sum(0) > 0]
    if min(used.shape) < 2:
        assert got == {"p": None, "draws": 0}
        return

    def weight(one: np.ndarray[Any, Any]) -> float:
        return 1 / math.prod(math.factorial(int(v)) for v in one.ravel())

    tables = every_table(tuple(used.sum(1).tolist()), tuple(used.sum(0).tolist()))
    weights = [weight(one) for one in tables]
    want = sum(w for w in weights if w <= weight(used) * (1 + 1e-7)) / sum(weights)
    assert got == {"p": pytest.approx(want), "draws": 0}


def test_drawn_tables_come_near_the_chance_of_all_tables() -> None:
    table = [[3, 1, 2], [0, 4, 3]]
    tables = every_table((6, 7), (3, 5, 5))
    weights = np.array([1 / math.prod(math.factorial(int(v)) for v in t.ravel()) for t in tables])
    x2 = np.array([stats.chi2_contingency(t, correction=False).statistic for t in tables])
    observed = stats.chi2_contingency(table, correction=False).statistic
    want = weights[x2 >= observed - 1e-9].sum() / weights.sum()
    got = statistics.exact(table, draws=20_000, seed=1)
    assert got == {"p": pytest.approx(want, abs=0.012), "draws": 20_000}
    codes = [[1]] * 6 + [[0]] * 7
    labels = np.repeat([0, 1, 2, 0, 1, 2], [3, 1, 2, 0, 4, 3])
    many = statistics.code_table(codes, labels, draws=20_000, seed=1)
    assert many.sparse.tolist() == [True]
    assert many.p_simulated[0] == pytest.approx(want, abs=0.012)


@given(st.integers(0, 60), st.integers(0, 60))
def test_paired_codes_agree_with_the_binomial_test(b: int, c: int) -> None:
    got = statistics.paired([[5, b], [c, 9]])
    if b + c == 0:
        assert got == dict.fromkeys(("chi2", "p", "chi2_cc", "p_cc", "p_exact"))
        return
    near(got["p_exact"], stats.binomtest(b, b + c).pvalue)
    near(got["p"], stats.chi2.sf((b - c) ** 2 / (b + c), 1))


@given(st.lists(FOURFOLD, min_size=1, max_size=4))
def test_strata_compare_with_the_hypergeometric_of_each(tables: list[list[list[int]]]) -> None:
    apart = variance = 0.0
    for (a, b), (c, d) in tables:
        n = a + b + c + d
        if n > 1:
            # Counted over the support: scipy's moments divide by 0 where a margin is empty.
            support = np.arange(max(0, a + c - c - d), min(a + b, a + c) + 1)
            chance = stats.hypergeom.pmf(support, n, a + b, a + c)
            apart += a - chance @ support
            variance += chance @ support**2 - (chance @ support) ** 2
    got = statistics.stratified(tables)
    near(got["chi2"], apart**2 / variance if variance > 1e-9 else None)


@given(TABLE)
def test_ordered_tables_agree_with_the_ranks_of_their_persons(table: list[list[int]]) -> None:
    counts = np.array(table)
    x = np.repeat(np.arange(counts.shape[0]), counts.sum(1))
    y = np.concatenate([np.repeat(np.arange(counts.shape[1]), row) for row in counts])
    got = statistics.ordinal(table)
    ranks = statistics.rank_correlation(x, y)
    near(got["spearman_rho"], ranks["rho"])
    near(got["kendall_tau_b"], ranks["kendall_tau_b"])
    sign = np.sign(np.subtract.outer(x, x)) * np.sign(np.subtract.outer(y, y))
    assert got["concordant"] == (sign > 0).sum() // 2
    assert got["discordant"] == (sign < 0).sum() // 2
    if len(set(x)) > 1 and len(set(y)) > 1:
        near(got["pearson_r_scores"], np.corrcoef(x, y)[0, 1])


def test_the_interval_of_gamma_holds_what_it_says() -> None:
    draw = np.random.default_rng(8)
    shares = np.array([[0.15, 0.1, 0.05], [0.1, 0.15, 0.1], [0.05, 0.1, 0.2]])
    true = statistics.ordinal((shares * 100).round().astype(int))["gamma"]
    tables = draw.multinomial(300, shares.ravel(), 400).reshape(-1, 3, 3)
    limits = [statistics.ordinal(table)["gamma_ci95"] for table in tables]
    assert 0.92 < np.mean([low <= true <= high for low, high in limits]) < 0.98


@given(SCORES, SCORES)
def test_two_samples_agree_with_scipy(x: list[int | None], y: list[int | None]) -> None:
    got = statistics.two_samples(x, y)
    first, second = ([v for v in side if v is not None] for side in (x, y))
    if not first or not second:
        assert set(got.values()) == {None}
        return
    if len(set(first + second)) == 1:
        assert got["p_two_sided"] is None
        assert got["prob_superiority"] == 0.5
        return
    tied = len(set(first + second)) < len(first + second)
    for side in ("two-sided", "greater", "less"):
        want = stats.mannwhitneyu(
            first, second, alternative=side, method="asymptotic" if tied else "exact"
        )
        near(got["u_x"], want.statistic)
        near(got[f"p_{side.replace('-', '_')}"], want.pvalue)


@given(st.lists(SCORES, max_size=4))
def test_several_samples_agree_with_scipy(columns: list[list[int | None]]) -> None:
    got = statistics.samples(dict(enumerate(columns)))
    there = [[v for v in column if v is not None] for column in columns]
    there = [column for column in there if column]
    if len(there) < 2 or len({v for column in there for v in column}) < 2:
        assert (got["h"], got["p"]) == (None, None)
        return
    want = stats.kruskal(*there)
    near([got["h"], got["p"], got["df"]], [want.statistic, want.pvalue, len(there) - 1])


@given(P)
def test_corrected_values_agree_with_their_definitions(p: list[float | None]) -> None:
    got = statistics.adjust(p)
    there = [v for v in p if v is not None]
    m = len(there)
    assert got["family_size"] == m
    for at, value in enumerate(p):
        if value is None:
            assert all(math.isnan(got[name][at]) for name in ("holm", "bh", "by", "bonferroni"))
            continue
        # Holm: the largest of (m - rank + 1) p over all at least as small.
        smaller = sorted(there)
        holm = max((m - k) * v for k, v in enumerate(smaller) if v <= value)
        assert got["holm"][at] == pytest.approx(min(1.0, holm))
        assert got["bonferroni"][at] == pytest.approx(min(1.0, m * value))
    if m:
        for name in ("bh", "by"):
            want = stats.false_discovery_control(there, method=name)
            assert [v for v in got[name] if not math.isnan(v)] == pytest.approx(want.tolist())
