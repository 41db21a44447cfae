"""Bars in a terminal: as long as their share, never wider than the room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.text import display
from qualcode.text.blocks import Row, bar, chart


@pytest.fixture
def two_cells() -> Iterator[None]:
    """Let blocks take two cells, as in some terminals of East Asia."""
    display.set_ambiguous(2)
    yield
    display.set_ambiguous(1)


def test_a_bar_grows_in_eighths_of_a_cell() -> None:
    assert [bar(n / 32, 4) for n in (0, 1, 2, 7, 8, 9, 31, 32, 40)] == [
        "", "▏", "▎", "▉", "█", "█▏", "███▉", "████", "████",
    ]  # fmt: skip
    assert bar(0.0001, 10) == "▏", "some is never drawn as none"
    assert bar(float("nan"), 10) == ""


@pytest.mark.usefixtures("two_cells")
def test_where_blocks_are_two_cells_wide_a_bar_is_of_ascii() -> None:
    assert [bar(n / 8, 4) for n in (0, 1, 2, 3, 8)] == ["", "=", "#", "#=", "####"]
    assert chart([Row("a", 0.5, "1"), Row("社区", 1, "22")], 20) == [
        "a     #####=      1",
        "社区  ########### 22",
    ]


def test_a_chart_lines_up_chinese_and_english() -> None:
    rows = [
        Row("a heading of those below it"), Row("  社区", 0.5, "50 %"),
        Row("  platform", 1, "100 %"), Row("  none", 0, "0 %"), Row("  unknown", None, "–"),
    ]  # fmt: skip
    assert chart(rows, 30) == [
        "a heading of those below it",
        "  社区      ██████       50 %",
        "  platform  ████████████ 100 %",
        "  none                   0 %",
        "  unknown                –",
    ]
    assert chart(rows[:1], 10) == ["a heading…"]


ROWS = st.lists(
    st.builds(
        Row, st.text(max_size=40), st.none() | st.floats(0, 1),
        st.text("0123456789 %社", max_size=12),
    ),
    max_size=8,
)  # fmt: skip


@given(ROWS, st.integers(20, 160))
def test_no_line_is_wider_than_the_room(rows: list[Row], room: int) -> None:
    lines = chart(rows, room)
    assert len(lines) == len(rows)
    assert all(display.width(line) <= room for line in lines)


@given(st.floats(0, 1), st.floats(0, 1), st.integers(1, 80))
def test_a_longer_bar_is_a_greater_share(one: float, other: float, cells: int) -> None:
    def eighths(share: float) -> int:
        return sum(8 if c == "█" else " ▏▎▍▌▋▊▉".index(c) for c in bar(share, cells))

    low, high = sorted((one, other))
    assert eighths(low) <= eighths(high) <= 8 * cells
    assert abs(eighths(high) - high * cells * 8) <= 1
