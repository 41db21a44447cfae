from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qualcode.text.cells import escape, unescape


@given(st.text(st.sampled_from("'=+-@\t\n\x85a1 ") | st.characters()))
@example("'=1")
@example("''")
def test_unescaping_an_escaped_cell_gives_the_text_back(text: str) -> None:
    assert unescape(escape(text)) == text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\nx", "\x85", "'=1", "''-"])
def test_a_cell_that_a_spreadsheet_would_run_is_escaped(text: str) -> None:
    assert escape(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=1", "'", "'quoted'", "补位", "1-2"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert (escape(text), unescape(text)) == (text, text)
