"""Searching, counting words and coding what was found, on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from study import cli

from qualcode.text.display import width


@pytest.mark.usefixtures("study")
def test_hits_stand_under_each_other_with_what_was_searched(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = cli(capsys, "analysis", "search", "人", "ＶＯＬＵＮＴＥＥＲＳ")
    lines = said.out.splitlines()
    assert said.code == 0
    assert lines[-1].startswith("3 hits in 2 of 4 documents searched")
    begins = {
        width(line[: line.index(hit)])
        for line, hit in zip(lines, ("人。", "人员", "vol"), strict=False)
    }
    assert len(begins) == 1


@pytest.mark.usefixtures("study")
def test_json_has_every_column_and_standard_error_the_foot(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = cli(
        capsys, "analysis", "search", "志愿者 第二天", "--near", "0", "--where", "hours=1..",
        "--kind", "interview", "-f", "json",
    )  # fmt: skip
    assert json.loads(said.out) == []
    said = cli(capsys, "analysis", "search", "志愿者 第二天", "--near", "0", "-f", "json")
    [row] = json.loads(said.out)
    assert (row["match"], row["speaker"], row["turn"]) == ("志愿者第二天", "周", 2)
    assert said.err.startswith("1 hit in 1 of 4 documents searched")


@pytest.mark.usefixtures("study")
def test_hits_are_shown_first_then_coded_and_taken_back(
    capsys: pytest.CaptureFixture[str],
) -> None:
    ask = ("--coder", "Mia", "analysis", "search", "人", "--apply", "trust")
    said = cli(capsys, *ask, "--preview")
    assert "2 of 2 passages (sentence) would be coded “trust”. Nothing was written." in said.out
    assert json.loads(cli(capsys, "coding", "list", "-f", "json").out) == []
    assert "coded “trust”, origin auto. Take it back with" in cli(capsys, *ask).out
    rows = json.loads(cli(capsys, "coding", "list", "-f", "json").out)
    assert [(r["text"], r["origin"]) for r in rows] == [
        ("最缺人。", "auto"),
        ("街道办只有六个工作人员，要管两万多户。", "auto"),
    ]
    assert "0 of 2" in cli(capsys, *ask).out
    assert cli(capsys, "--coder", "Mia", "history", "undo").out == "Undone: code hits trust · 2\n"


@pytest.mark.usefixtures("study")
def test_words_with_their_base(capsys: pytest.CaptureFixture[str]) -> None:
    said = cli(capsys, "analysis", "words", "--least", "2", "-f", "csv")
    assert said.out.splitlines()[0] == "word,count,documents,cases"
    assert "街道办,2,1,1" in said.out.splitlines()
    assert "Base: 4 documents" in said.err


@pytest.mark.usefixtures("study")
@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["search", "(", "--regex"], 2, "The pattern “(” cannot be read"),
        (["search", "人", "--near", "3"], 2, "is one word"),
        (["search", "人", "--where", "district"], 2, "is no condition"),
        (["search", "人", "--where", "district=Paris"], 1, "Values are: Xihu, Yuhang"),
        (["search", "人", "--apply", "gaps"], 1, "is a category"),
        (["words", "--document", "L99"], 1, "No document “L99”"),
    ],
)
def test_what_cannot_be_searched_is_said_in_one_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, says: str
) -> None:
    said = cli(capsys, "--coder", "Mia", "analysis", *arguments)
    assert (said.out, said.code) == ("", code)
    assert says in said.err
    assert said.err.count("\n") == 1


@pytest.mark.usefixtures("study")
def test_nothing_found_says_what_to_try(capsys: pytest.CaptureFixture[str]) -> None:
    said = cli(capsys, "analysis", "search", "没有的词")
    assert said.err.startswith("Nothing found. Try a shorter word")
    assert Path("study.qualcode").exists()
