"""What must hold of coefficients whatever the data: order, names, added units, repeats, bounds."""

from __future__ import annotations

import math
import subprocess
import sys
from itertools import permutations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode import QualcodeError, agreement
from qualcode.agreement import coefficients, set_alpha, two_by_two

CATEGORIES = [1, 2, 3]
POOLED = ["percent_agreement", "fleiss_kappa", "brennan_prediger", "gwet_ac", "krippendorff_alpha"]
COUNT = st.integers(0, 40)


def tables(coders: int | None = None, *, complete: bool = False) -> st.SearchStrategy[Any]:
    """Return tables of ratings in three categories."""
    cell = st.sampled_from([*CATEGORIES] if complete else [*CATEGORIES, None])
    widths = st.just(coders) if coders else st.integers(2, 4)
    return widths.flatmap(
        lambda g: st.lists(st.lists(cell, min_size=g, max_size=g), min_size=1, max_size=12)
    )


def values(rows: Any, **options: Any) -> dict[str, float]:
    """Return the coefficients of a table by name."""
    frame = coefficients(rows, **({"categories": CATEGORIES} | options))
    return dict(zip(frame.index, frame["value"], strict=True))


def same(first: dict[str, float], second: dict[str, float], names: Any = None) -> bool:
    """Say whether two sets of coefficients are equal, NaN included."""
    keys = first if names is None else names
    return all(first[k] == pytest.approx(second[k], abs=1e-9, nan_ok=True) for k in keys)


@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_units_and_of_coders_changes_nothing(rows: Any, draw: Any) -> None:
    found = values(rows)
    shuffled = draw.sample(rows, len(rows))
    order = draw.sample(range(len(rows[0])), len(rows[0]))
    assert same(found, values(shuffled))
    assert same(found, values([[row[g] for g in order] for row in rows]))


@given(tables())
def test_renaming_categories_changes_nothing(rows: Any) -> None:
    names = {1: "无", 2: "trust", 3: "b", None: None}
    renamed = [[names[v] for v in row] for row in rows]
    assert same(values(rows), values(renamed, categories=["无", "trust", "b"]))


@given(tables(), st.sampled_from(CATEGORIES))
def test_a_unit_of_one_rating_leaves_alpha_and_percent(rows: Any, value: int) -> None:
    longer = [*rows, [value] + [None] * (len(rows[0]) - 1)]
    assert same(values(rows), values(longer), ["percent_agreement", "krippendorff_alpha"])


def test_a_unit_of_one_rating_changes_what_knows_margins() -> None:
    rows = [[1, 1], [1, 2], [2, 2], [3, 2]]
    before, after = values(rows), values([*rows, [3, None]])
    for name in ("fleiss_kappa", "gwet_ac", "conger_kappa"):
        assert before[name] != pytest.approx(after[name]), name


@given(tables())
def test_data_given_twice_leave_kappa_and_draw_alpha_to_fleiss(rows: Any) -> None:
    once, twice = values(rows), values(rows * 2)
    assert same(once, twice, [k for k in once if k != "krippendorff_alpha"])


@given(tables(2, complete=True))
def test_two_complete_coders_have_conger_as_cohen_and_fleiss_as_scott(rows: Any) -> None:
    found = values(rows)
    assert found["conger_kappa"] == pytest.approx(found["cohen_kappa"], abs=1e-9, nan_ok=True)
    assert found["light_kappa"] == pytest.approx(found["cohen_kappa"], abs=1e-9, nan_ok=True)
    assert found["fleiss_kappa"] == pytest.approx(found["scott_pi"], abs=1e-9, nan_ok=True)
    assert found["percent_agreement"] == pytest.approx(found["percent_all_agree"])


@given(st.lists(st.lists(st.sampled_from([0, 1, None]), min_size=3, max_size=3), min_size=1))
def test_two_categories_have_one_coefficient_under_any_weights(rows: Any) -> None:
    plain = values(rows, categories=[0, 1])
    for weights in ("linear", "quadratic", [[1, 0], [0, 1]]):
        assert same(plain, values(rows, categories=[0, 1], weights=weights))


@given(COUNT, COUNT, COUNT, COUNT)
def test_a_two_by_two_table_is_what_its_units_say(a: int, b: int, c: int, d: int) -> None:
    rows = [[1, 1]] * a + [[1, 0]] * b + [[0, 1]] * c + [[0, 0]] * d
    found = {k: math.nan if v is None else v for k, v in two_by_two(a, b, c, d).items()}
    names = {"alpha_nominal": "krippendorff_alpha"}
    if rows:
        units = values(rows, categories=[0, 1])
        for name in (*POOLED[:1], *POOLED[2:4], "cohen_kappa", "scott_pi", "alpha_nominal"):
            want = units[names.get(name, name)]
            assert found[name] == pytest.approx(want, abs=1e-9, nan_ok=True), name
        assert found["pabak"] == found["brennan_prediger"]
    if not math.isnan(found["cohen_kappa"]):
        spread = found["prevalence_index"] ** 2 - found["bias_index"] ** 2
        identity = (found["pabak"] - spread) / (1 - spread)
        assert found["cohen_kappa"] == pytest.approx(identity, abs=1e-9)


@given(tables(), st.sampled_from(["nominal", "ordinal", "interval", "ratio"]))
def test_alpha_is_at_most_one_and_one_only_for_equal_ratings(rows: Any, level: str) -> None:
    alpha = values(rows, level=level)["krippendorff_alpha"]
    paired = [
        {v for v in row if v is not None} for row in rows if sum(v is not None for v in row) > 1
    ]
    if not math.isnan(alpha):
        assert alpha <= 1
        assert (alpha == 1) == all(len(row) == 1 for row in paired)
    else:
        assert len(set().union(*paired)) < 2


@given(tables(2))
def test_intervals_hold_their_value_and_end_at_one(rows: Any) -> None:
    frame = coefficients(rows, categories=CATEGORIES, intervals=True)
    for name in ("percent_agreement", "fleiss_kappa", "brennan_prediger", "gwet_ac"):
        value, low, high = (float(frame[column][name]) for column in ("value", "low", "high"))
        rated = sum(any(v is not None for v in row) for row in rows)
        assert math.isnan(low) == (math.isnan(value) or rated < 2), name
        if not math.isnan(low):
            assert low <= value + 1e-9 <= high + 2e-9 <= 1 + 2e-9


def test_every_coefficient_is_there_with_its_columns_and_a_reason_where_undefined() -> None:
    frame = coefficients([[1, 2]], categories=[1, 2])
    assert list(frame.index) == [
        "percent_agreement", "percent_all_agree", "cohen_kappa", "scott_pi", "light_kappa",
        "conger_kappa", "fleiss_kappa", "brennan_prediger", "gwet_ac", "krippendorff_alpha",
    ]  # fmt: skip
    assert list(frame.columns) == ["value", "low", "high", "note"]
    cases: list[Any] = [
        [],
        [[]],
        [[1], [2]],
        [[None, None]],
        [[1, None], [None, 2]],
        [[1, 1], [1, 1]],
    ]
    for rows in cases:
        frame = coefficients(rows)
        undefined = frame[frame["value"].isna()]
        assert (undefined["note"] != "").all(), rows
        assert len(undefined) >= 7, rows


def test_undefined_names_its_reason() -> None:
    def note(rows: Any, name: str, **options: Any) -> str:
        return str(coefficients(rows, **options).loc[name, "note"])

    assert note([[1], [2]], "krippendorff_alpha") == "no unit has two ratings"
    assert note([[1], [2]], "percent_agreement") == "one coder only"
    assert note([], "gwet_ac") == "no unit has a rating"
    assert note([[1, 2, 3]], "cohen_kappa") == "for two coders; here 3"
    assert note([[1, 1], [1, 1]], "fleiss_kappa", categories=[1, 2]).startswith("no variation")
    assert note([["a", "b"], ["b", "b"]], "krippendorff_alpha", level="interval") == (
        "the interval metric needs numbers; some categories are text"
    )
    assert note([[-1, 2], [2, 2]], "krippendorff_alpha", level="ratio") == (
        "the ratio metric needs values of 0 or more"
    )
    assert note([[1, 1, None], [2, 1, 2], [1, 2, None]], "light_kappa") == (
        "mean over 2 of 3 pairs of coders: 1 undefined"
    )


def test_ratings_come_as_lists_arrays_and_frames() -> None:
    rows: list[list[Any]] = [[1, 1], [2, None], [3, 2], [2, 2], [3, 3]]
    want = values(rows)
    floats = np.array([[math.nan if v is None else v for v in row] for row in rows])
    forms: list[Any] = [
        floats,
        pd.DataFrame(rows),
        pd.DataFrame(rows, dtype="Int64"),
        [tuple(row) for row in rows],
    ]
    for form in forms:
        assert same(want, values(form))
    texts = pd.DataFrame([["a", "a"], ["b", None], ["c", "b"], ["b", "b"], ["c", "c"]])
    assert same(want, values(texts.astype("category"), categories=["a", "b", "c"]))


@pytest.mark.parametrize(
    ("rows", "options", "said"),
    [
        ([[1, 2], [1]], {}, "row 2 has 1 cells"),
        ([1, 2], {}, "row 1"),
        (["ab", "cd"], {}, "row 1"),
        ([[1, 4]], {"categories": [1, 2]}, "declared"),
        ([[1, 2]], {"categories": [1, 1, 2]}, "twice"),
        ([[["a"], ["b"]]], {}, "set_alpha"),
        ([[1, 2]], {"level": "metric"}, "Levels are"),
        ([[1, 2]], {"weights": "cubic"}, "cubic"),
        ([[1, 2]], {"weights": [[0, 1], [1, 0]]}, "1 on the diagonal"),
        ([[1, 2]], {"weights": [[1]]}, "one column a category"),
        ([[1, 2]], {"weights": [["a", 0], [0, 1]]}, "no number"),
        ([[1, math.inf]], {}, "infinite"),
    ],
)
def test_what_has_no_meaning_is_refused(rows: Any, options: dict[str, Any], said: str) -> None:
    with pytest.raises(QualcodeError, match=said) as caught:
        coefficients(rows, **options)
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("count", [-1, math.nan, None, "a"])
def test_what_is_no_count_is_refused(count: Any) -> None:
    with pytest.raises(ValueError, match="no count"):
        two_by_two(1, count, 1, 1)


def test_an_empty_two_by_two_table_has_every_key_and_no_value() -> None:
    assert set(two_by_two(0, 0, 0, 0).values()) == {None}


SETS = st.lists(
    st.lists(st.none() | st.frozensets(st.sampled_from("abc"), max_size=3), min_size=3, max_size=3),
    min_size=1,
    max_size=8,
)


def slow_distance(first: frozenset[str], second: frozenset[str], name: str) -> float:
    if first == second:
        return 0.0
    if name == "nominal" or not first & second:
        return 1.0
    jaccard = len(first & second) / len(first | second)
    contained = first <= second or second <= first
    return 1 - jaccard * (1 if name == "jaccard" else 2 / 3 if contained else 1 / 3)


@given(SETS, st.sampled_from(["masi", "jaccard", "nominal"]))
def test_alpha_of_sets_is_what_all_its_pairs_say(rows: Any, name: str) -> None:
    units = [[s for s in row if s is not None] for row in rows]
    units = [unit for unit in units if len(unit) > 1]
    pool = [s for unit in units for s in unit]
    n = len(pool)
    observed = sum(
        slow_distance(x, y, name) / (len(unit) - 1)
        for unit in units
        for x, y in permutations(unit, 2)
    )
    expected = sum(slow_distance(x, y, name) for x in pool for y in pool)
    want = 1 - (n - 1) * observed / expected if expected else math.nan
    assert set_alpha(rows, name) == pytest.approx(want, abs=1e-9, nan_ok=True)


def test_alpha_of_sets_takes_any_collection_and_refuses_a_bare_text() -> None:
    rows = [[["a"], {"a"}], [("b", "b"), frozenset("b")], [[], None], [{}, {"c": 1}]]
    assert set_alpha(rows) == set_alpha([[{"a"}, {"a"}], [{"b"}, {"b"}], [set(), {"c"}]])
    assert set_alpha(pd.DataFrame({"x": [["a"], ["b"]], "y": [["a"], math.nan]})) != 1
    for wrong, said in (([["a", ["a"]]], "no collection"), ([[[], []], [[]]], "row 2")):
        with pytest.raises(ValueError, match=said):
            set_alpha(wrong)
    with pytest.raises(ValueError, match="Distances are"):
        set_alpha([[[], []]], "dice")


def test_more_than_64_codes_in_a_set_keep_apart() -> None:
    many = [f"c{n}" for n in range(130)]
    rows = [[many, many], [many[:129], many], [["c0"], ["c129"]], [[], []]]
    assert set_alpha(rows, "nominal") == pytest.approx(1 - 7 * 4 / (64 - 9 - 1 - 1 - 1 - 4))


def test_importing_agreement_loads_neither_pandas_nor_numpy() -> None:
    script = (
        "import qualcode.agreement, sys; print({'pandas', 'numpy', 'scipy'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"
    assert callable(agreement.coefficients)
    with pytest.raises(AttributeError):
        agreement.kappa  # noqa: B018
