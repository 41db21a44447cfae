"""Words near each other, against trying every combination of them."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.analysis.near import Nearness, parse, stretches, terms_of
from qualcode.errors import UsageError
from qualcode.text.shadow import Shadow
from qualcode.text.units import sentences, words

Span = tuple[int, int]


def places(text: str, terms: list[str]) -> list[list[Span]]:
    return [Shadow(text, simplified=True).find(term) for term in terms]


def combinations(text: str, terms: list[str], near: Nearness) -> list[Span]:
    """Return the stretch of every choice of one place a term that is near enough."""
    found = []
    for choice in product(*places(text, terms)):
        ordered = sorted(choice)
        gaps = [(a[1], b[0]) for a, b in pairwise(ordered)]
        first, last = ordered[0][0], ordered[-1][1]
        if any(a > b for a, b in gaps):
            continue
        if near.unit == "characters" and any(b - a > near.n for a, b in gaps):
            continue
        if near.unit == "words" and any(
            sum(a <= start and end <= b for start, end in words(text)) > near.n for a, b in gaps
        ):
            continue
        if near.unit == "sentence" and not any(
            start <= first and last <= end for start, end in sentences(text)
        ):
            continue
        found.append((first, last))
    return found


nearnesses = st.one_of(
    st.builds(Nearness, st.sampled_from(["words", "characters"]), st.integers(0, 6)),
    st.sampled_from([Nearness("sentence"), Nearness("turn")]),
)


@given(
    st.text(alphabet="志愿者社区 ab。", max_size=30),
    st.lists(st.sampled_from(["志愿", "社区", "者", "a", "b", "愿者"]), min_size=2, max_size=3),
    nearnesses,
)
def test_the_shortest_stretches_that_hold_all_are_found(
    text: str, terms: list[str], near: Nearness
) -> None:
    found = stretches(text, 0, len(text), places(text, terms), near)
    every = combinations(text, terms, near)
    assert set(found) <= set(every)
    assert all(a[1] <= b[0] for a, b in pairwise(found))
    # Every combination has something found in it, or overlaps what was found before it.
    for start, end in every:
        assert any(a < end and start < z for a, z in found)
    # None found holds another combination.
    for start, end in found:
        assert {s for s in every if start <= s[0] and s[1] <= end} == {(start, end)}


@pytest.mark.parametrize(
    ("said", "meant"),
    [(5, "5 words"), ("20c", "20 characters"), ("２０字", "20 characters"), ("3 words", "3 words"),
     ("S", "sentence"), ("句", "sentence"), ("turn", "turn"), ("话轮", "turn")],
)  # fmt: skip
def test_how_near_is_said_in_a_few_ways(said: int | str, meant: str) -> None:
    assert str(parse(said)) == meant
    assert parse(str(parse(said))) == parse(said)


@pytest.mark.parametrize("said", ["", "near", "-1", "5 metres", "1001", "9" * 40])
def test_what_says_no_distance_is_refused(said: str) -> None:
    with pytest.raises(UsageError):
        parse(said)


def test_words_in_quotes_stay_together() -> None:
    assert terms_of("“old friends”  志愿者 'x") == ["old friends", "志愿者", "'x"]
    with pytest.raises(UsageError, match="is one word"):
        terms_of("志愿者")
    with pytest.raises(UsageError, match="are the most"):
        terms_of("a b c d e f g")
