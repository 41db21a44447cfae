"""From spans to units: the rule, what was not looked at, and a slow table beside the fast one."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode import QualcodeError
from qualcode.agreement.reduction import NOT_JUDGED, Document, Done, Table, joined, reduce

CODERS = ("Mia", "Lin")
CODES = ("a", "b", "c")


def one(
    length: int = 20,
    units: Any = ((0, 10), (10, 20)),
    spans: Any = None,
    done: Any = None,
    **options: Any,
) -> Document:
    """Return a document of two units that both coders marked done."""
    everything = {coder: [Done(0, length)] for coder in CODERS}
    return Document(
        "D", length, units, spans or {}, everything if done is None else done, **options
    )


def cells(table: Table, code: str = "a") -> list[list[int]]:
    """Return one code's table, rows units, columns coders."""
    found: list[list[int]] = table.values[:, :, table.codes.index(code)].tolist()
    return found


@pytest.mark.parametrize(
    ("span", "applies"),
    [
        ((0, 10), [1, 0]),
        ((5, 10), [1, 0]),  # just half
        ((6, 10), [1, 0]),  # less than half, but the whole span lies inside
        ((6, 12), [0, 0]),  # less than half of either
        ((5, 15), [1, 1]),
        ((9, 15), [0, 1]),
        ((12, 13), [0, 1]),
    ],
)
def test_a_code_applies_from_half_the_unit_or_with_a_whole_span_inside(
    span: tuple[int, int], applies: list[int]
) -> None:
    table = reduce([one(spans={"Mia": [("a", *span)]})], CODERS, CODES)
    assert cells(table) == [[applies[0], 0], [applies[1], 0]]


def test_the_share_of_a_unit_is_a_setting() -> None:
    def applies(percent: int) -> list[list[int]]:
        document = one(spans={"Mia": [("a", 7, 17)]})
        return cells(reduce([document], ["Mia"], ["a"], percent=percent))

    assert applies(30) == [[1], [1]]
    assert applies(31) == [[0], [1]]
    assert applies(71) == [[0], [0]]


def test_spans_of_one_code_add_up_and_overlaps_count_once() -> None:
    two = one(spans={"Mia": [("a", 7, 12), ("a", 15, 25)], "Lin": [("a", 7, 13), ("a", 8, 13)]})
    table = reduce([one_of(two, length=30, units=[(0, 10), (10, 20), (20, 30)])], CODERS, CODES)
    assert cells(table) == [[0, 0], [1, 0], [1, 0]]


def one_of(document: Document, **changes: Any) -> Document:
    """Return a document with some fields changed, all of it done."""
    length = changes.get("length", document.length)
    done = {coder: [Done(0, length)] for coder in CODERS}
    return Document(document.name, length, changes["units"], document.spans, done, document.counted)


def test_one_more_span_never_takes_a_code_away() -> None:
    # Merged with the second, the first no longer lies inside the unit, yet covers no less of it.
    spans = [("a", 7, 9), ("a", 8, 18)]
    for some in (spans[:1], spans):
        assert cells(reduce([one(spans={"Mia": some})], CODERS, CODES))[0] == [1, 0]


def test_done_without_spans_is_nothing_and_not_done_is_missing() -> None:
    spans = {"Mia": [("a", 0, 20)], "Lin": [("a", 0, 20)]}
    done = {"Mia": [Done(0, 10)]}
    assert cells(reduce([one(done=done)], CODERS, CODES)) == [[0, 2], [2, 2]]
    assert cells(reduce([one(spans=spans, done=done)], CODERS, CODES)) == [[1, 2], [2, 2]]
    partly = {"Mia": [Done(0, 6), Done(6, 19)], "Lin": [Done(11, 20)]}
    assert cells(reduce([one(done=partly)], CODERS, CODES)) == [[0, 2], [2, 2]]
    whole = reduce([one(done=partly)], CODERS, CODES, unit="documents")
    assert cells(whole) == [[2, 2]]


def test_a_code_that_was_not_there_yet_is_missing_and_so_is_its_category() -> None:
    done = {"Mia": [Done(0, 20)], "Lin": [Done(0, 10, frozenset("a")), Done(10, 20)]}
    table = reduce([one(spans={"Lin": [("b", 0, 10)]}, done=done)], CODERS, CODES)
    assert cells(table, "a") == [[0, 2], [0, 0]]
    assert cells(table, "b") == [[0, 1], [0, 0]]
    rolled = reduce([one(done=done)], CODERS, {"top": ["a", "b"], "other": ["c"]})
    assert cells(rolled, "top") == [[0, 2], [0, 0]]
    assert cells(rolled, "other") == [[0, 0], [0, 0]]


def test_a_category_applies_where_its_codes_do_together() -> None:
    spans = {"Mia": [("a", 7, 10), ("b", 4, 7)], "Lin": [("b", 15, 16), ("c", 0, 20)]}
    rows = {"top": ["a", "b"], "all": ["a", "b", "c"], "b": ["b"], "none": []}
    table = reduce([one(spans=spans)], CODERS, rows)
    assert cells(table, "top") == [[1, 0], [0, 1]]
    assert cells(table, "all") == [[1, 1], [0, 1]]
    assert cells(table, "none") == [[0, 0], [0, 0]]


def test_an_interviewers_turn_is_no_unit() -> None:
    document = one(spans={"Mia": [("a", 0, 20), ("b", 0, 10)]}, counted=[False, True])
    table = reduce([document], CODERS, CODES)
    assert (table.start.tolist(), table.end.tolist()) == ([10], [20])
    assert cells(table) == [[1, 0]]
    assert cells(reduce([document], CODERS, CODES, unit="documents"), "b") == [[0, 0]]
    characters = reduce([document], CODERS, CODES, unit="characters")
    assert characters.weights.sum() == 10


def test_text_between_units_counts_for_nothing() -> None:
    document = one(units=[(0, 4), (8, 20)], spans={"Mia": [("a", 4, 8)], "Lin": [("a", 3, 9)]})
    for unit, size in (("units", 2), ("characters", 16), ("documents", 1)):
        table = reduce([document], CODERS, CODES, unit=unit)
        assert table.weights.sum() == size
        assert not (table.values[:, 0] == 1).any()
    assert cells(reduce([document], CODERS, CODES, unit="documents")) == [[0, 1]]


def test_documents_do_not_run_into_each_other() -> None:
    first = one(spans={"Mia": [("a", 10, 20)]})
    second = Document("E", 20, [(0, 20)], {"Lin": [("b", 0, 3)]}, {"Lin": [Done(0, 20)]})
    empty = Document("F", 0, [], {}, {"Mia": [Done(0, 0)]})
    table = reduce([first, empty, second], CODERS, CODES)
    assert table.document.tolist() == [0, 0, 2]
    assert cells(table) == [[0, 0], [1, 0], [2, 0]]
    assert cells(table, "b") == [[0, 0], [0, 0], [2, 1]]
    alone = table.where(["E"])
    assert (alone.documents, alone.document.tolist()) == (("E",), [0])
    assert cells(alone, "b") == [[2, 1]]
    assert np.array_equal(
        table.ratings("b"), np.array([[0, 0], [0, 0], [np.nan, 1]]), equal_nan=True
    )


def test_a_case_of_two_documents_is_judged_as_one() -> None:
    first = one(spans={"Mia": [("a", 0, 3)]}, counted=[True, False])
    second = Document("E", 5, [(0, 5)], {"Lin": [("a", 1, 2)]}, {c: [Done(0, 5)] for c in CODERS})
    both = joined([first, second], "case 1")
    assert (both.length, both.units) == (25, [(0, 10), (10, 20), (20, 25)])
    table = reduce([both], CODERS, CODES, unit="documents")
    assert (table.documents, cells(table)) == (("case 1",), [[1, 1]])
    unfinished = Document("E", 5, [(0, 5)], {}, {"Mia": [Done(0, 5)]})
    table = reduce([joined([first, unfinished], "case 1")], CODERS, CODES, unit="documents")
    assert cells(table) == [[1, 2]]


@st.composite
def documents(draw: st.DrawFn) -> list[Document]:
    """Return up to three documents with everything that may be in them."""
    made = []
    for n in range(draw(st.integers(0, 3))):
        length = draw(st.integers(0, 24))
        stretch = st.tuples(st.integers(0, length), st.integers(0, length)).map(
            lambda ends: (min(ends), max(ends))
        )
        edges = sorted(draw(st.lists(st.integers(0, length), max_size=8, unique=True)))
        gaps = draw(st.lists(st.booleans(), min_size=8, max_size=8))
        pairs = pairwise(edges)
        units = [ends for ends, keep in zip(pairs, gaps, strict=False) if keep]
        full = stretch.filter(lambda ends: ends[0] < ends[1])
        spans = st.lists(st.tuples(st.sampled_from([*CODES, "z"]), full), max_size=5)
        done = st.lists(
            st.tuples(
                st.one_of(st.just((0, length)), stretch),
                st.frozensets(st.sampled_from(CODES), max_size=1),
            ),
            max_size=3,
        )
        made.append(
            Document(
                f"D{n}",
                length,
                units,
                {c: [(k, *e) for k, e in draw(spans)] if length else [] for c in CODERS},
                {c: [Done(*e, unknown) for e, unknown in draw(done)] for c in CODERS},
                draw(
                    st.one_of(
                        st.none(), st.lists(st.booleans(), min_size=len(units), max_size=len(units))
                    )
                ),
            )
        )
    return made


ROWS = {"a": {"a"}, "b": {"b"}, "top": {"a", "b"}}


def slow_cells(document: Document, pieces: Any, unit: str, percent: int) -> list[list[int]]:
    """Return coders × rows of one unit, character by character, from its stretches."""
    inside = {at for start, end in pieces for at in range(start, end)}
    found = []
    for coder in CODERS:
        judged = {at for start, end, _ in document.done.get(coder, ()) for at in range(start, end)}
        row = []
        for members in ROWS.values():
            marks = [s for s in document.spans.get(coder, ()) if s[0] in members]
            covered = inside & {at for _, start, end in marks for at in range(start, end)}
            applies = bool(covered)
            if unit == "units":
                applies = len(covered) * 100 >= percent * len(inside) or any(
                    set(range(start, end)) <= inside for _, start, end in marks
                )
            missed = any(
                unknown & members and inside & set(range(start, end))
                for start, end, unknown in document.done.get(coder, ())
            )
            row.append(NOT_JUDGED if missed or not inside <= judged else int(applies))
        found.append(row)
    return found


@given(documents(), st.sampled_from(["units", "characters", "documents"]), st.integers(1, 100))
def test_the_table_is_what_each_character_says(made: Any, unit: str, percent: int) -> None:
    table = reduce(made, CODERS, ROWS, unit=unit, percent=percent)
    want, place = [], []
    for n, document in enumerate(made):
        flags = [True] * len(document.units) if document.counted is None else document.counted
        units = [ends for ends, counts in zip(document.units, flags, strict=True) if counts]
        if unit == "characters":
            units = [(at, at + 1) for start, end in units for at in range(start, end)]
        groups = [units] if unit == "documents" and units else [[ends] for ends in units]
        if unit == "documents" and not units:
            groups = []
        for pieces in groups:
            want.append(slow_cells(document, pieces, unit, percent))
            place.append((n, pieces[0][0], pieces[-1][1]))
    values = np.repeat(table.values, table.weights, axis=0)
    assert values.tolist() == want
    if unit != "characters":
        assert list(zip(table.document, table.start, table.end, strict=True)) == place


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"spans": {"Mia": [("a", 3, 3)]}}, "D, “a” of Mia: 3–3 is empty"),
        ({"spans": {"Lin": [("b", 0, 1), ("b", 9, 3)]}}, "D, “b” of Lin: 9–3 is reversed"),
        ({"spans": {"Lin": [("c", 10, 21)]}}, "D, “c” of Lin: 10–21 goes beyond .* ends at 20"),
        ({"spans": {"Lin": [("c", -1, 2)]}}, "D, “c” of Lin: -1–2 begins before"),
        ({"spans": {"Lin": [("c", 1.5, 2)]}}, "whole numbers"),
        ({"done": {"Mia": [Done(0, 30)]}}, "D, done of Mia: 0–30 goes beyond"),
        ({"units": [(0, 10), (9, 20)]}, "D, unit 2: 9–20 begins before unit 1 ends at 10"),
        ({"units": [(0, 10), (10, 10)]}, "D, unit 2: 10–10 is empty"),
        ({"counted": [True]}, "1 values of counted, 2 units"),
    ],
)
def test_what_a_document_does_not_have_is_refused_by_its_place(
    changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(QualcodeError, match=said):
        reduce([one(**changes)], CODERS, CODES)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: reduce([one(), one()], CODERS, CODES), "documents: “D” is named twice"),
        (lambda: reduce([one()], ["Mia", "Mia"], CODES), "coders: “Mia” is named twice"),
        (lambda: reduce([one()], CODERS, ["a", "a"]), "codes: “a” is named twice"),
        (lambda: reduce([one()], CODERS, CODES, unit="words"), "no “words”"),
        (lambda: reduce([one()], CODERS, CODES, percent=0), "1 to 100"),
    ],
)
def test_a_reduction_that_has_no_meaning_is_refused(call: Any, said: str) -> None:
    with pytest.raises(QualcodeError, match=said):
        call()
