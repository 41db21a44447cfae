import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import UsageError
from qualcode.text.edits import EditMap, Placed, replace_all

Edits = tuple[str, list[tuple[int, int, str]]]


def apply(old: str, new: str, edit_map: EditMap) -> str:
    """The old text with the changed stretches taken from the new one."""
    pieces, at = [], 0
    for old_start, old_end, new_start, new_end in edit_map.hunks:
        pieces += [old[at:old_start], new[new_start:new_end]]
        at = old_end
    return "".join([*pieces, old[at:]])


@given(strategies.clean_texts(), strategies.clean_texts())
def test_a_map_between_two_texts_turns_one_into_the_other(old: str, new: str) -> None:
    assert apply(old, new, EditMap.between(old, new)) == new


@given(strategies.edits())
def test_a_map_between_a_text_and_its_edit_turns_one_into_the_other(edits: Edits) -> None:
    old, replacements = edits
    new, known = replace_all(old, replacements)
    found = EditMap.between(old, new)
    assert apply(old, new, found) == new
    assert apply(old, new, known) == new


@given(strategies.edits(), st.booleans(), st.data())
def test_an_exact_span_reads_the_same_and_comes_back(
    edits: Edits, by_diff: bool, data: st.DataObject
) -> None:
    old, replacements = edits
    new, edit_map = replace_all(old, replacements)
    if by_diff:
        edit_map = EditMap.between(old, new)
    start, end = data.draw(strategies.spans(old))
    placed = edit_map.place(start, end)
    assert 0 <= placed.start <= placed.end <= len(new)
    if placed.state == "exact":
        assert new[placed.start : placed.end] == old[start:end]
        if start < end:
            back = edit_map.invert().place(placed.start, placed.end)
            assert back == Placed(start, end, "exact")
    assert (placed.state == "lost") <= (placed.start == placed.end)


@given(strategies.edits(), st.data())
def test_a_placed_span_covers_no_untouched_character_from_outside(
    edits: Edits, data: st.DataObject
) -> None:
    old, replacements = edits
    _, edit_map = replace_all(old, replacements)
    start, end = data.draw(strategies.spans(old))
    placed = edit_map.place(start, end)
    for at in [*range(start), *range(end, len(old))]:
        other = edit_map.place(at, at + 1)
        if other.state == "exact":
            assert other.end <= placed.start or placed.end <= other.start
    inside = [edit_map.place(at, at + 1) for at in range(start, end)]
    survivors = [place for place in inside if place.state == "exact"]
    assert all(placed.start <= place.start < placed.end for place in survivors)
    assert (placed.state == "lost") == (start < end and not survivors) or start == end


@given(strategies.edits(), st.data())
def test_composing_is_placing_twice(edits: Edits, data: st.DataObject) -> None:
    old, replacements = edits
    middle, first = replace_all(old, replacements)
    places = sorted(data.draw(st.lists(st.integers(0, len(middle)), min_size=2, max_size=2)))
    new, second = replace_all(
        middle, [(places[0], places[1], data.draw(st.sampled_from(["", "新"])))]
    )
    both = first.then(second)
    assert apply(old, new, both) == new
    for at in range(len(old)):
        step = first.place(at, at + 1)
        if step.state != "exact":
            continue
        step = second.place(step.start, step.end)
        if step.state == "exact":
            assert both.place(at, at + 1) == step


@given(strategies.edits(), st.data())
def test_a_map_composed_with_its_inverse_leaves_untouched_spans(
    edits: Edits, data: st.DataObject
) -> None:
    old, replacements = edits
    _, edit_map = replace_all(old, replacements)
    start, end = data.draw(strategies.spans(old))
    if start < end and edit_map.place(start, end).state == "exact":
        assert edit_map.then(edit_map.invert()).place(start, end) == Placed(start, end, "exact")


@given(strategies.edits())
def test_json_brings_a_map_back(edits: Edits) -> None:
    _, edit_map = replace_all(*edits)
    assert EditMap.from_json(edit_map.to_json()) == edit_map


@given(strategies.clean_texts(max_pieces=30), st.data())
def test_a_correction_of_five_characters_leaves_other_spans_exact(
    text: str, data: st.DataObject
) -> None:
    old = "那时候社区里最缺的是什么？" + text
    new = "那时候小区里面最缺的是什么？" + text
    edit_map = EditMap.between(old, new)
    start, end = data.draw(strategies.spans(text))
    placed = edit_map.place(start + 13, end + 13)
    assert placed == Placed(start + 14, end + 14, "exact")


@pytest.mark.parametrize(
    ("old", "new", "hunks"),
    [
        ("我们来了。我们走了。", "我们来了。我们坐了。我们走了。", ((5, 5, 5, 10),)),
        ("a\nb\nc\n", "a\nx\nb\nc\n", ((2, 2, 2, 4),)),
        ("the voluntear came", "the volunteer came", ((11, 12, 11, 12),)),
        ("the participants came", "the people came", ((4, 16, 4, 10),)),
        ("I like the old man", "He hates a new woman", ((0, 18, 0, 20),)),
        ("one, two, three", "one, three", ((5, 10, 5, 5),)),
        ("same", "same", ()),
        ("", "new", ((0, 0, 0, 3),)),
    ],
)
def test_hunks_are_what_a_person_would_call_the_change(
    old: str, new: str, hunks: tuple[tuple[int, int, int, int], ...]
) -> None:
    assert EditMap.between(old, new).hunks == hunks


def test_edits_far_apart_stay_apart_in_a_long_text_without_punctuation() -> None:
    old = "".join(chr(0x4E00 + (at * at + 7 * at) % 20_011) for at in range(40_000))
    new = "甲" + old[:20_000] + "乙" + old[20_000:]
    assert EditMap.between(old, new).hunks == ((0, 0, 0, 1), (20_000, 20_000, 20_001, 20_002))


@pytest.mark.parametrize(
    ("start", "end", "placed"),
    [
        (0, 2, Placed(0, 2, "exact")),  # before the change
        (0, 3, Placed(0, 3, "exact")),  # up to it
        (5, 8, Placed(6, 9, "exact")),  # from its end
        (2, 6, Placed(2, 7, "changed")),  # around it
        (3, 6, Placed(3, 7, "changed")),  # it begins the span
        (2, 4, Placed(2, 3, "changed")),  # it reaches out of the span
        (4, 7, Placed(6, 8, "changed")),  # it reaches into the span
        (3, 5, Placed(3, 3, "lost")),  # it is the span
        (3, 4, Placed(3, 3, "lost")),
    ],
)
def test_a_span_is_placed_by_what_is_left_of_it(start: int, end: int, placed: Placed) -> None:
    assert EditMap(((3, 5, 3, 6),)).place(start, end) == placed


@pytest.mark.parametrize(
    ("start", "end", "placed"),
    [(0, 3, Placed(0, 3, "exact")), (3, 5, Placed(5, 7, "exact")), (2, 4, Placed(2, 6, "changed"))],
)
def test_what_is_inserted_at_an_end_stays_outside(start: int, end: int, placed: Placed) -> None:
    assert EditMap(((3, 3, 3, 5),)).place(start, end) == placed


def test_masking_replaces_all_names_at_once() -> None:
    text, edit_map = replace_all("李四和张三来了", [(3, 5, "[乙]"), (0, 2, "[甲]")])
    assert (text, edit_map.hunks) == ("[甲]和[乙]来了", ((0, 2, 0, 3), (3, 5, 4, 7)))
    assert edit_map.place(5, 7) == Placed(7, 9, "exact")


@pytest.mark.parametrize(
    "replacements", [[(0, 3, "x"), (2, 4, "y")], [(3, 9, "x")], [(-1, 0, "x")]]
)
def test_replacements_must_lie_apart_inside_the_text(
    replacements: list[tuple[int, int, str]],
) -> None:
    with pytest.raises(UsageError, match="spans must lie inside the text and not overlap"):
        replace_all("12345", replacements)


@pytest.mark.parametrize("text", ["{", "[[1,2,3]]", "[[0,1,0,true]]", "[[3,4,0,1]]", "[[0,0,0,0]]"])
def test_a_damaged_map_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="edit map"):
        EditMap.from_json(text)
