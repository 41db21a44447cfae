"""Cards in a real terminal: keys typed faster than the screen follows, and wide characters."""

from __future__ import annotations

from pathlib import Path

import pytest
from study import build
from terminal import terminal

import qualcode

TABLE = """id,district,q8
001,Xihu,The list was wrong.
002,Yuhang,无
003,Xihu,名单不准，\x1b[31m还有\u202e人手
004,Yuhang,nobody told us anything
005,Yuhang,又累又烦
"""


@pytest.fixture
def path(tmp_path: Path) -> str:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        (tmp_path / "survey.csv").write_text(TABLE, encoding="utf-8")
        project.cases.import_survey(tmp_path / "survey.csv", id="id", open_ended=["q8"])
        return str(project.where)


def test_cards_coded_by_keys_typed_at_once_are_there_after_quitting(
    path: str, tmp_path: Path
) -> None:
    with terminal("--coder", "Mia", path, folder=tmp_path) as shown:
        shown.until("2 interviews")
        shown.send("gk13\r2\r \r")
        shown.until("card 5 of 5")
        shown.until("3 of 5 done · 1 for later")
        shown.send(".")
        shown.until("it had no code")
        shown.send("\x11")
        assert shown.end() == 0
        assert "\u202e" not in shown.said
        assert "\x1b[31m还有" not in shown.said
    with qualcode.open(path, coder="Mia") as project:
        queue = project.coding.cards("q8")
        assert [queue.state(key) for key in queue.keys] == ["done", "done", "later", "done", "new"]
        cards = project.coding.card_rows(queue.keys)
        assert [[tick.code for tick in card.ticks] for card in cards] == [
            ["gap filling", "trust"], ["fatigue"], [], [], [],
        ]  # fmt: skip


def test_where_characters_are_wide_every_row_of_a_card_keeps_its_width(
    path: str, tmp_path: Path
) -> None:
    with terminal("--coder", "Mia", path, ambiguous=2, folder=tmp_path) as shown:
        shown.until("2 interviews")
        shown.send("gk1\r")
        shown.until("1 of 5 done")
        assert "1   |gap filling" in shown.text
        assert "####...." in shown.text
        assert "▌" not in shown.text
