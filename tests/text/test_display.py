import unicodedata
from collections.abc import Iterator

import pytest
import strategies
from hypothesis import given
from hypothesis import strategies as st

from qualcode.errors import UsageError
from qualcode.text import display, graphemes
from qualcode.text.widths import Codes


@pytest.fixture
def wide_ambiguous() -> Iterator[None]:
    display.set_ambiguous(2)
    yield
    display.set_ambiguous(1)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31m\tb\r\n\x00\x7f", "a␛[31m b␍\n␀␡"),
        ("\u202eabc\u2066\u200f", "⇄abc⇄⇄"),
        ("\u200b\ufeff\u00ad\ud800\uffff\u3164\x9b", "␦␦␦␦␦␦␦"),
        ("\x85\u2028\u2029", "␤␤␤"),
        ("👩‍👩‍👧 ❤️‍🔥 葛\U000e0100 👍🏽 🇨🇳", "👩‍👩‍👧 ❤️‍🔥 葛\U000e0100 👍🏽 🇨🇳"),
        ("a\u200db 👩\u200d", "a␦b 👩␦"),
        ("\ufe0fa\ufe0f\ufe0f", "␦a\ufe0f␦"),
        ("🏴\U000e0067\U000e0062\U000e007f \U000e0041", "🏴\U000e0067\U000e0062\U000e007f ␦"),
    ],
)
def test_what_could_steer_a_terminal_is_replaced_by_a_mark(text: str, shown: str) -> None:
    assert display.safe(text) == shown


@given(strategies.texts())
def test_safe_text_keeps_length_and_holds_no_control(text: str) -> None:
    shown = display.safe(text)
    assert len(shown) == len(text)
    assert display.safe(shown) == shown
    kept = {"\n", "\u200d", *map(chr, range(0xE0020, 0xE0080))}
    assert {unicodedata.category(char) for char in set(shown) - kept}.isdisjoint(
        {"Cc", "Cs", "Zl", "Zp"}
    )
    assert {unicodedata.bidirectional(char) for char in shown}.isdisjoint(
        {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    )


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("志愿者ok", 8),
        ("e\u0301", 1),
        ("👩‍👩‍👧", 2),
        ("🇨🇳❤️1️⃣", 6),
        ("葛\U000e0100𠮷", 4),
        ("ｶﾞ한", 4),
        ("…—“κ", 4),
        ("a\tb\n", 3),
        ("\x1b\u200b", 2),
        ("", 0),
    ],
)
def test_width_counts_cells(text: str, cells: int) -> None:
    assert display.width(text) == cells


@pytest.mark.usefixtures("wide_ambiguous")
def test_ambiguous_characters_take_what_the_terminal_gives_them() -> None:
    assert [display.width(char) for char in "…—“κ①中a"] == [2, 2, 2, 2, 2, 2, 1]
    assert display.ambiguous() == 2
    assert display.ellipsis("志愿者", 5) == "志…"


def test_another_ambiguous_width_is_refused() -> None:
    with pytest.raises(UsageError, match="1 or 2 cells"):
        display.set_ambiguous(3)


@given(strategies.texts())
def test_clusters_tile_the_text_and_add_up_to_its_width(text: str) -> None:
    spans = display.clusters(text)
    assert "".join(text[start:end] for start, end, _ in spans) == text
    assert sum(cells for _, _, cells in spans) == display.width(text)
    assert display.width(display.safe(text)) == display.width(text)


@given(strategies.texts(), st.integers(2, 30), st.integers(0, 6), st.data())
def test_lines_tile_the_range_fit_and_cut_no_cluster(
    text: str, cells: int, hang: int, data: st.DataObject
) -> None:
    hang = min(hang, cells - 2)
    edges = [0, *(end for _, end in graphemes.clusters(display.safe(text)))]
    start, end = sorted((data.draw(st.sampled_from(edges)), data.draw(st.sampled_from(edges))))
    lines = display.wrap(text, start, end, cells, hang)
    assert [lines[0][0], *(last for _, last in lines)] == [*(a for a, _ in lines), end]
    assert lines[0][0] == start
    assert {edge for line in lines for edge in line} <= set(edges)
    first = True
    for a, b in lines:
        assert a < b or start == end
        shown = display.safe(text[a:b])
        assert "\n" not in shown[:-1]
        assert display.width(shown.rstrip("\n").rstrip(" \u3000")) <= cells - (0 if first else hang)
        first = shown.endswith("\n")


@given(strategies.texts(), st.integers(2, 30))
def test_no_line_breaks_against_punctuation_unless_it_has_no_other_place(
    text: str, cells: int
) -> None:
    shown = display.safe(text)
    codes = Codes(1)
    for a, b in display.wrap(text, 0, len(text), cells):
        if b == len(text) or shown[b - 1] == "\n":
            continue
        if codes[ord(shown[b])] in "cC" or codes[ord(shown[b - 1])] in "oO":
            stops = [end for _, end, _ in display.clusters(shown[a:b])]
            assert all(
                codes[ord(shown[a + stop])] in "cC" or codes[ord(shown[a + stop - 1])] in "oO"
                for stop in stops
            )


@pytest.mark.parametrize(
    ("text", "cells", "hang", "lines"),
    [
        ("街道办把名单发到群里，我们", 20, 0, ["街道办把名单发到群", "里，我们"]),
        ("他说“疫情（2020年）”", 6, 0, ["他说", "“疫情", "（2020", "年）”"]),
        ("drive a truck.  Long haul", 8, 0, ["drive a ", "truck.  ", "Long ", "haul"]),
        ("a abcdefghij b", 4, 0, ["a ", "abcd", "efgh", "ij b"]),
        ("不行——好的……吧", 8, 0, ["不行——好", "的……吧"]),
        ("one two\n\nthree four", 6, 2, ["one ", "two\n", "\n", "three ", "four"]),
        ("👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧", 5, 0, ["👩‍👩‍👧👩‍👩‍👧", "👩‍👩‍👧"]),
        ("用 WeChat 群和 Excel 表", 8, 0, ["用 ", "WeChat ", "群和 ", "Excel 表"]),
        ("\n", 8, 0, ["\n"]),
        ("", 8, 0, [""]),
    ],
)
def test_lines_break_where_a_reader_expects(
    text: str, cells: int, hang: int, lines: list[str]
) -> None:
    spans = display.wrap(text, 0, len(text), cells, hang)
    assert [text[start:end] for start, end in spans] == lines


@pytest.mark.parametrize(("start", "end", "cells"), [(0, 9, 10), (2, 1, 10), (0, 3, 1)])
def test_a_range_or_width_that_cannot_be_is_refused(start: int, end: int, cells: int) -> None:
    with pytest.raises(UsageError):
        display.wrap("abc", start, end, cells)


@given(strategies.texts(), st.integers(0, 20), st.sampled_from(["left", "right", "center"]))
def test_a_padded_text_has_exactly_its_cells(text: str, cells: int, align: str) -> None:
    row = display.pad(text, cells, align)  # type: ignore[arg-type]
    assert display.width(row) == cells
    assert "\n" not in row


@pytest.mark.parametrize(
    ("text", "cells", "shown"),
    [
        ("志愿者ok", 8, "志愿者ok"),
        ("志愿者ok", 7, "志愿者…"),
        ("志愿者", 4, "志…"),
        ("志", 1, "…"),
        ("ab", 0, ""),
    ],
)
def test_an_ellipsis_stands_for_what_is_cut(text: str, cells: int, shown: str) -> None:
    assert display.ellipsis(text, cells) == shown
