"""Disagreements, typed: one passage, two or three coders, every kind and what is none."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.agreement.differences import confusion
from qualcode.agreement.disagreements import Disagreement, disagreements, places
from qualcode.agreement.reduction import Document, Done

CODES = ("a", "b", "c", "top")
ABOVE = {("top", "a")}
Spans = Sequence[tuple[str, int, int]]


def document(*spans: Spans, done: dict[str, list[Done]] | None = None) -> Document:
    """Return a document of 100 characters that coders A, B, C … coded and did."""
    coders = "ABCDE"[: len(spans)]
    everything = {coder: [Done(0, 100)] for coder in coders}
    return Document("D", 100, [(0, 100)], dict(zip(coders, spans, strict=True)), done or everything)


def found(one: Document) -> list[Disagreement]:
    """Return the disagreements of a document's coders."""
    return disagreements(one, sorted(one.spans), CODES, ABOVE)


def told(*spans: Spans) -> list[tuple[int, int, str]]:
    """Return start, end and kind of each disagreement."""
    return [(d.start, d.end, ", ".join(d.kinds)) for d in found(document(*spans))]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ([("a", 0, 10)], [("a", 0, 10)], []),
        ([], [], []),
        ([("a", 0, 10)], [], [(0, 10, "missed")]),
        ([], [("a", 0, 10)], [(0, 10, "missed")]),
        ([("a", 0, 10)], [("b", 0, 10)], [(0, 10, "different code")]),
        ([("a", 0, 10)], [("b", 2, 10)], [(0, 10, "different code, different extent")]),
        ([("a", 0, 10)], [("top", 0, 10)], [(0, 10, "parent/child")]),
        ([("a", 0, 10)], [("a", 0, 12)], [(0, 12, "different extent")]),
        ([("a", 0, 10), ("b", 0, 10)], [("a", 0, 10)], [(0, 10, "extra")]),
        ([("a", 0, 10)], [("a", 10, 20)], [(0, 10, "missed"), (10, 20, "missed")]),
        # Overlap by less than half of the shorter: neither stands for the other.
        ([("a", 0, 10)], [("b", 8, 20)], [(0, 10, "extra"), (8, 20, "extra")]),
        # One long span against two within: the ends lie apart, nothing was missed.
        ([("a", 0, 30)], [("a", 0, 10), ("a", 20, 30)], [(0, 30, "different extent")]),
        # Overlaps of one coder's spans of one code count once.
        ([("a", 0, 10), ("a", 5, 20)], [("a", 0, 20)], []),
        # Touching segments are the same words as one over both, and two places where one is not.
        ([("a", 0, 10), ("a", 10, 20)], [("a", 0, 20)], []),
        ([("a", 0, 10), ("a", 10, 20)], [("a", 0, 10)], [(10, 20, "missed")]),
        # The best fitting code is the one it was taken for.
        (
            [("a", 0, 20)],
            [("b", 0, 20), ("c", 12, 20)],
            [(0, 20, "different code"), (12, 20, "extra")],
        ),
    ],
)
def test_kinds_of_two_coders(
    first: Spans, second: Spans, expected: list[tuple[int, int, str]]
) -> None:
    assert told(first, second) == expected
    assert told(second, first) == expected


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        (([("a", 0, 9)], [("a", 0, 9)], []), [(0, 9, "missed")]),
        (([("a", 0, 9)], [], []), [(0, 9, "extra")]),
        (([("a", 0, 30)], [("b", 4, 9)], []), [(0, 30, "different code, different extent")]),
        (([("a", 0, 9)], [("b", 0, 9)], [("c", 0, 9)]), [(0, 9, "different code")]),
        (
            ([("a", 0, 9)], [("b", 0, 9)], [("top", 0, 9)]),
            [(0, 9, "different code, parent/child")],
        ),
        (([("a", 0, 9)], [("a", 0, 9)], [("a", 1, 9)]), [(0, 9, "different extent")]),
        (([("a", 0, 9)], [("a", 1, 9)], []), [(0, 9, "missed, different extent")]),
    ],
)
def test_kinds_of_three_coders(
    spans: tuple[Spans, ...], expected: list[tuple[int, int, str]]
) -> None:
    assert told(*spans) == expected


def test_each_coder_has_all_their_codes_there_and_none_where_they_are_not_done() -> None:
    done = {"A": [Done(0, 100)], "B": [Done(0, 100)], "C": [Done(50, 100)]}
    one = document([("a", 0, 10), ("b", 5, 9)], [("b", 5, 9)], [("a", 0, 10)], done=done)
    [only] = found(one)
    assert (only.kinds, only.codes) == (("extra",), ("a",))
    assert only.by == {"A": ("a", "b"), "B": ("b",), "C": None}


def test_what_one_coder_alone_did_or_knew_is_no_disagreement() -> None:
    spans: tuple[Spans, Spans] = ([("a", 0, 10), ("b", 20, 30)], [])
    apart = {"A": [Done(0, 50)], "B": [Done(50, 100)]}
    assert found(document(*spans, done=apart)) == []
    unknown = {"A": [Done(0, 100)], "B": [Done(0, 100, frozenset("a"))]}
    assert [d.codes for d in found(document(*spans, done=unknown))] == [("b",)]


def test_confusion_counts_each_pair_of_coders_once() -> None:
    one = document([("a", 0, 10)], [("b", 0, 8)], [("a", 0, 10)])
    listed = found(one)
    agreed = [p for p in places(one, "ABC", CODES) if not p.lacking and p.alike]
    frame = confusion(listed, agreed, CODES)
    assert frame.to_dict("records") == [
        {"code": "a", "other": "a", "n": 1, "characters": 10},
        {"code": "a", "other": "b", "n": 2, "characters": 16},
    ]


_SPAN = st.tuples(st.sampled_from(CODES), st.integers(0, 40), st.integers(1, 30)).map(
    lambda s: (s[0], s[1], s[1] + s[2])
)


@given(st.lists(st.lists(_SPAN, max_size=6), min_size=2, max_size=4))
def test_a_disagreement_is_found_where_and_only_where_a_code_is_not_on_the_same_words(
    spans: list[list[tuple[str, int, int]]],
) -> None:
    one = document(*spans)
    listed = found(one)

    def covered(own: Spans, code: str) -> set[int]:
        return {at for c, a, z in own if c == code for at in range(a, z)}

    for code in CODES:
        differing = set[int]()
        for first, second in combinations(spans, 2):
            differing |= covered(first, code) ^ covered(second, code)
        reported = {
            at
            for d in listed
            for place in d.places
            if place.code == code
            for at in range(place.start, place.end)
        }
        assert differing <= reported
        used = set[int]().union(*(covered(own, code) for own in spans))
        assert reported <= used
    assert all(d.kinds and d.start < d.end for d in listed)
    # Each place is told once.
    told_places = [(p.code, p.start) for d in listed for p in d.places]
    assert len(told_places) == len(set(told_places))


@given(st.lists(_SPAN, max_size=8))
def test_coders_who_did_the_same_differ_nowhere(
    spans: list[tuple[str, int, int]],
) -> None:
    assert found(document(spans, spans[::-1], list(spans))) == []
