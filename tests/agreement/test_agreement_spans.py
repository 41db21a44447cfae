"""Two coders' spans: QualCoder's three mistakes, matching, the continuum, what is refused."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode import QualcodeError
from qualcode.agreement import character_table, match_spans, two_by_two, unitizing

LENGTH = 40


def span_lists(codes: str = "ab") -> st.SearchStrategy[list[tuple[str, int, int]]]:
    """Return spans of a text of 40 characters."""
    ends = st.tuples(st.integers(0, LENGTH - 1), st.integers(1, 12))
    one = st.tuples(st.sampled_from(codes), ends).map(
        lambda s: (s[0], s[1][0], min(LENGTH, s[1][0] + s[1][1]))
    )
    return st.lists(one, max_size=6)


def test_kappa_counts_the_text_that_both_left_alone() -> None:
    # NVivo's worked example; a kappa over the union of coded characters alone gives .206.
    table = character_table([("a", 0, 125)], [("a", 75, 200)], 1000)["a"]
    assert table == {"both": 50, "first_only": 75, "second_only": 75, "neither": 800}
    assert two_by_two(**table)["cohen_kappa"] == pytest.approx(0.314, abs=0.0005)
    # Text that nobody coded changes it.
    longer = character_table([("a", 0, 125)], [("a", 75, 200)], 5000)["a"]
    assert two_by_two(**longer)["cohen_kappa"] == pytest.approx(0.3846, abs=0.0005)


def test_kappas_chance_is_the_sum_of_the_two_ways_to_agree() -> None:
    # With the product of the two chance terms this would be (.85 - .045) / (1 - .045), about .84.
    found = two_by_two(80, 10, 5, 5)["cohen_kappa"]
    p_e = 0.90 * 0.85 + 0.10 * 0.15
    assert found == pytest.approx((0.85 - p_e) / (1 - p_e))
    # No character in common and half the text each: as far below chance as can be.
    assert two_by_two(0, 50, 50, 0)["cohen_kappa"] == -1


def test_a_character_coded_twice_by_one_coder_is_coded_once() -> None:
    twice = [("a", 0, 30), ("a", 10, 40), ("a", 10, 40)]
    assert character_table(twice, [], 100) == {
        "a": {"both": 0, "first_only": 40, "second_only": 0, "neither": 60}
    }
    assert character_table(twice, [("a", 0, 40)], 100) == character_table(
        [("a", 0, 40)], [("a", 0, 40)], 100
    )


@given(span_lists(), span_lists())
def test_a_character_table_is_what_each_character_says(first: Any, second: Any) -> None:
    found = character_table(first, second, LENGTH)
    assert list(found) == list(dict.fromkeys(code for code, _, _ in [*first, *second]))
    for code, table in found.items():
        marks = np.zeros((2, LENGTH), dtype=bool)
        for side, spans in enumerate((first, second)):
            for c, start, end in spans:
                marks[side, start:end] |= c == code
        own, their = marks
        assert list(table.values()) == [
            (own & their).sum(), (own & ~their).sum(), (~own & their).sum(), (~own & ~their).sum(),
        ]  # fmt: skip


@given(span_lists(), span_lists())
def test_doubling_all_offsets_leaves_character_kappa(first: Any, second: Any) -> None:
    def twice(spans: Any) -> Any:
        return [(code, 2 * start, 2 * end) for code, start, end in spans]

    once = character_table(first, second, LENGTH)
    doubled = character_table(twice(first), twice(second), 2 * LENGTH)
    for code, table in once.items():
        kappa, other = (two_by_two(**t)["cohen_kappa"] for t in (table, doubled[code]))
        assert kappa == pytest.approx(other)


def slow_match(first: Any, second: Any, threshold: tuple[int, int]) -> tuple[int, float]:
    """Return the best number of pairs and sum of shares, by trying everything."""

    def share(x: Any, y: Any) -> tuple[int, int]:
        common = max(0, min(x[2], y[2]) - max(x[1], y[1])) if x[0] == y[0] else 0
        return common, x[2] - x[1] + y[2] - y[1] - common

    few, many = sorted((first, second), key=len)
    best = (0, 0.0)
    for order in permutations(many, len(few)):
        shares = [share(x, y) for x, y in zip(few, order, strict=True)]
        good = [c / j for c, j in shares if c and c * threshold[1] >= j * threshold[0]]
        best = max(best, (len(good), sum(good)))
    return best


@given(span_lists(), span_lists(), st.sampled_from([(1, 2), (4, 5), (1, 10), (1, 1)]))
def test_spans_match_as_often_and_as_well_as_can_be(
    first: Any, second: Any, threshold: tuple[int, int]
) -> None:
    found = match_spans(first, second, threshold[0] / threshold[1])
    pairs = found["matches"]
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    total = 0.0
    for i, j in pairs:
        (code, a, b), (other, c, d) = first[i], second[j]
        common = min(b, d) - max(a, c)
        assert code == other
        total += common / (b - a + d - c - common)
    n, best = slow_match(first[:5], second[:5], threshold)
    if max(len(first), len(second)) <= 5:
        assert len(pairs) == n
        assert total == pytest.approx(best)
    size = len(first) + len(second)
    assert found["f1"] == (2 * len(pairs) / size if size else None)


def test_a_share_at_the_threshold_matches() -> None:
    for threshold, end in ((0.8, 8), (0.9, 9), (0.3, 3), (0.7, 7)):
        assert match_spans([("a", 0, 10)], [("a", 0, end)], threshold)["f1"] == 1
        assert match_spans([("a", 0, 10)], [("a", 0, end - 1)], threshold)["f1"] == 0


def test_thousands_of_identical_spans_match_one_to_one() -> None:
    found = match_spans([("a", 3, 9)] * 1200, [("a", 3, 9)] * 1000)
    assert len(found["matches"]) == 1000
    assert found["f1"] == 2000 / 2200


SPANS_REFUSED = [
    (("a", 5, 5), "is empty"),
    (("a", 9, 5), "is reversed"),
    (("a", -1, 5), "begins before"),
    (("a", 5, 41), "ends at 40"),
    (("a", 1.5, 4), "no whole number"),
    (("a", True, 4), "no whole number"),
    (("a", 4), r"is not \(code, start, end\)"),
]


@pytest.mark.parametrize(("span", "said"), SPANS_REFUSED)
def test_a_span_that_the_text_does_not_have_is_refused(span: Any, said: str) -> None:
    good = ("a", 0, 3)
    for call in (
        lambda: unitizing([[good], [good, span]], LENGTH),
        lambda: character_table([good], [good, span], LENGTH),
    ):
        with pytest.raises(QualcodeError, match=rf"(coder 2|second coder), span 2: .*{said}"):
            call()
    if "40" not in said:
        with pytest.raises(ValueError, match=said):
            match_spans([good, span], [])


@pytest.mark.parametrize("threshold", [0, -0.5, 1.01, float("nan"), "half"])
def test_a_threshold_that_is_no_share_is_refused(threshold: Any) -> None:
    with pytest.raises(ValueError, match="threshold"):
        match_spans([], [], threshold)


def test_overlaps_within_a_coder_are_refused_and_touching_is_not() -> None:
    with pytest.raises(QualcodeError, match="coder 1: “a” 0–5 and “b” 4–8 overlap"):
        unitizing([[("b", 4, 8), ("a", 0, 5)], []], LENGTH)
    found = unitizing([[("b", 5, 8), ("a", 0, 5)], [("a", 0, 5), ("b", 5, 8)]], LENGTH)
    assert (found["u_alpha"], found["cu_alpha"], found["k_u_alpha"]) == (1, 1, {"b": 1, "a": 1})


@pytest.mark.parametrize(
    ("coders", "length"), [([], 10), ([[("a", 0, 5)]], 10), ([[], []], 10), ([[], []], 0)]
)
def test_a_continuum_without_two_coders_or_spans_is_undefined(coders: Any, length: int) -> None:
    found = unitizing(coders, length)
    names = {"u_alpha", "binary_u_alpha", "cu_alpha"}
    assert {found[name] for name in names} == {None}
    assert set(found["k_u_alpha"].values()) <= {None}


def test_one_code_alone_has_no_cu_alpha_but_its_coverage() -> None:
    found = unitizing([[("a", 0, 10)], [("a", 5, 10)]], 20)
    assert (found["cu_alpha"], found["k_u_alpha"]) == (None, {"a": None})
    assert found["cu_coverage"] == 10 / 40
    assert found["k_u_coverage"] == {"a": 10 / 15}
    assert found["u_alpha"] == found["binary_u_alpha"]


def test_codes_that_nobody_shares_have_no_coverage() -> None:
    found = unitizing([[("a", 0, 10)], [("b", 10, 20)]], 20)
    assert found["cu_coverage"] == 0
    assert (found["cu_alpha"], found["k_u_alpha"]) == (None, {"a": None, "b": None})
    assert found["u_alpha"] < 0


def alone(spans: Any) -> Any:
    """Return those spans that overlap none before them."""
    kept: list[Any] = []
    for span in sorted(spans, key=lambda s: s[1:]):
        if not kept or kept[-1][2] <= span[1]:
            kept.append(span)
    return kept


@given(st.lists(span_lists("abc").map(alone), min_size=2, max_size=4), st.randoms())
def test_the_continuum_does_not_know_the_order_of_coders_or_spans(coders: Any, draw: Any) -> None:
    found = unitizing(coders, LENGTH)
    mixed = unitizing(
        [draw.sample(own, len(own)) for own in draw.sample(coders, len(coders))], LENGTH
    )
    for name, value in found.items():
        assert value == pytest.approx(mixed[name]), name
    assert found["u_alpha"] is None or found["u_alpha"] <= 1 + 1e-12
    if all(own == coders[0] for own in coders) and coders[0]:
        assert found["u_alpha"] == pytest.approx(1)
