"""Terminals as they differ: wide characters, no colour, sixteen colours, read line by line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from study import build
from terminal import Terminal, terminal

import qualcode

EVIL = "A: one \x1b[31mred\x1b[0m \u202egnorw two.\nB: ok.\nA: x.\nB: y.\n"
SGR = re.compile(r"\x1b\[([\d;]*)m")


@pytest.fixture
def path(tmp_path: Path) -> str:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        project.coding.apply("L03", code="trust", quote="最缺人。")
        (tmp_path / "L01.txt").write_text(EVIL, encoding="utf-8")
        project.documents.add(tmp_path / "L01.txt")
        return str(project.where)


def edges(shown: Terminal) -> set[str]:
    """Return the characters of frames and margins on a screen."""
    return {c for line in shown.rows for c in line if "\u2500" <= c <= "\u259f"}


def to_the_finder(shown: Terminal) -> None:
    """Open the coded passage, then the finder of codes over it."""
    shown.until("3 interviews")
    shown.send("gs")
    shown.until("Segments")
    shown.until("最缺人。")
    shown.send("\r")
    shown.until("turn 2 of 4")
    shown.send("c")
    shown.until("letters or pinyin")


def test_where_such_characters_are_wide_frames_and_margin_are_ascii(
    path: str, tmp_path: Path
) -> None:
    with terminal("--coder", "Mia", path, ambiguous=2, folder=tmp_path) as shown:
        to_the_finder(shown)
        rows = shown.rows
        frame = next(row for row in rows if "letters or pinyin" in row)
        assert re.search(r"\|.*letters or pinyin.*\|", frame)
        assert any(re.search(r"\+-{20,}\+", row) for row in rows)
        shown.send("\x1b")
        shown.until_gone("letters or pinyin")
        coded = next(row for row in shown.rows if "最缺人" in row)
        assert coded.startswith("|")
        assert "…—“" not in shown.text


def test_where_they_are_narrow_frames_are_drawn(path: str, tmp_path: Path) -> None:
    with terminal("--coder", "Mia", path, folder=tmp_path) as shown:
        to_the_finder(shown)
        assert {"┏", "━", "┃"} <= edges(shown)
        shown.send("\x1b")
        shown.until_gone("letters or pinyin")
        assert any(row.startswith("▌") and "最缺人" in row for row in shown.rows)


def test_the_setting_goes_before_the_measure(path: str, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("ambiguous_width = 2\n", encoding="utf-8")
    with terminal("--coder", "Mia", path, folder=tmp_path) as shown:
        to_the_finder(shown)
        assert "┏" not in edges(shown)
        assert "\x1b[6n" not in shown.said


def test_an_answer_that_comes_late_is_no_key(path: str, tmp_path: Path) -> None:
    with terminal("--coder", "Mia", path, late=True, folder=tmp_path) as shown:
        shown.until("3 interviews")
        shown.answer_now()
        shown.send("gd")
        shown.until("Documents")
        assert "does nothing here" not in shown.text
        shown.send("\x11")
        assert shown.end() == 0


def test_what_is_typed_while_the_terminal_is_asked_is_done_afterwards(
    path: str, tmp_path: Path
) -> None:
    with terminal("--coder", "Mia", path, late=True, folder=tmp_path) as shown:
        shown.until_said("\x1b[6n")
        shown.send("gd")
        shown.answer_now()
        shown.until("Documents")


@pytest.mark.parametrize("by", ["setting", "variable"])
def test_without_colour_none_is_sent_and_the_meaning_is_there(
    path: str, tmp_path: Path, by: str
) -> None:
    environment = {"NO_COLOR": "1"} if by == "variable" else {}
    if by == "setting":
        (tmp_path / "settings.toml").write_text('theme = "none"\n', encoding="utf-8")
    with terminal("--coder", "Mia", path, folder=tmp_path, environment=environment) as shown:
        to_the_finder(shown)
        chosen = next(y for y, row in enumerate(shown.rows) if "gap filling" in row and "┃" in row)
        assert any(cell.reverse for cell in shown.screen.buffer[chosen].values())
        shown.send("\x1b\x1b[B")
        shown.until("街道办只有")
        shown.send("gd\x10")
        shown.until("Open what is marked.")
        shown.send("\x1b")
        shown.send("\x11")
        assert shown.end() == 0
        sent = {number for codes in SGR.findall(shown.said) for number in codes.split(";")}
        assert sent <= {"", "0", "1", "2", "3", "4", "7"}
        assert {"4", "7"} <= sent


def test_sixteen_colours_are_enough_and_no_text_has_the_colour_behind_it(
    path: str, tmp_path: Path
) -> None:
    few = {"TERM": "xterm-16color", "COLORTERM": ""}
    with terminal("--coder", "Mia", path, folder=tmp_path, environment=few) as s:
        to_the_finder(s)
        hidden = [
            (y, cell.data)
            for y in range(24)
            for cell in s.screen.buffer[y].values()
            if cell.data.strip() and cell.fg == cell.bg
        ]
        assert hidden == []
        assert "38;2" not in s.said
        assert "38;5" not in s.said


# Line by line -------------------------------------------------------------------------------------


def test_line_by_line_one_reads_codes_takes_back_and_marks_done(path: str, tmp_path: Path) -> None:
    with terminal("--coder", "Lin", "open", "--plain", path, folder=tmp_path) as shown:
        at = shown.until_said("3 interviews")
        shown.send("gd")
        at = shown.until_said("document: L03", at)
        shown.send("\r")
        at = shown.until_said("访谈员: 那时候社区里最缺的是什么？", at)
        shown.send("\x1b[B")
        at = shown.until_said("周: 最缺人。", at)
        shown.send("1")
        at = shown.until_said("coded here: gap filling", at)
        at = shown.until_said("coded “gap filling” · u undoes", at)
        shown.send("\x1b[B1")
        at = shown.until_said("周: 街道办只有六个工作人员", at)
        at = shown.until_said("coded “gap filling” · u undoes", at)
        shown.send("u")
        at = shown.until_said("nothing coded here", at)
        at = shown.until_said("undone: coded “gap filling", at)
        shown.send("D")
        at = shown.until_said("done “L03”", at)
        shown.send("c")
        at = shown.until_said("marked: ", at)
        shown.send("\x1b[B")
        at = shown.until_said("marked: ", at)
        shown.send("\r")
        at = shown.until_said("coded “fatigue”", at)
        shown.send("\x11")
        assert shown.end() == 0
        drawn = {c for c in shown.said if c == "\x1b" or "\u2500" <= c <= "\u259f" or c == "\x9b"}
        assert drawn == set()
    with qualcode.open(path, coder="Lin") as project:
        rows = [(row.text, row.code) for row in project.coding.rows(coder="Lin")]
        assert rows == [
            ("最缺人。", "gap filling"),
            ("街道办只有六个工作人员，要管两万多户。", "fatigue"),
        ]
        assert project.coding.states()[project.documents.find("L03").id] == "done"


def test_line_by_line_a_hostile_document_sends_nothing_to_the_terminal(
    path: str, tmp_path: Path
) -> None:
    with terminal("--coder", "Mia", "open", "--plain", path, folder=tmp_path) as shown:
        at = shown.until_said("3 interviews")
        shown.send("gd")
        at = shown.until_said("document: L03", at)
        shown.send("\x1b[F")
        at = shown.until_said("document: L01", at)
        shown.send("\r")
        shown.until_said("one ␛[31mred␛[0m ⇄gnorw two.", at)
        shown.send("\x11")
        assert shown.end() == 0
        assert not set("\x1b\u202e") & set(shown.said)


def test_line_by_line_what_stays_as_it_was_is_not_said_again(path: str, tmp_path: Path) -> None:
    with terminal("--coder", "Mia", "open", "--plain", path, folder=tmp_path) as shown:
        at = shown.until_said("row 1 of")
        shown.send("gd")
        begin = at = shown.until_said("Volunteers › Documents", at)
        at = shown.until_said("row 1 of 3", at)
        for row in (2, 3):
            shown.send("\x1b[B")
            at = shown.until_said(f"row {row} of 3", at)
        lines = shown.said[begin:at].replace("\r", "").splitlines()[1:]
        assert [line.split(";")[0] for line in lines] == [
            "document: L03", "row 1 of 3", "document: L02", "row 2 of 3", "document: L01",
            "row 3 of 3",
        ]  # fmt: skip
