"""The four forms of a listing: an awkward table in bytes, a terminal's width, the columns."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from study import cli

import qualcode
from qualcode.text.cells import unescape
from qualcode.text.display import width

Shown = Callable[..., str]
GOLDEN = Path(__file__).parent / "golden"
AWKWARD = (
    "id,formula,district,share,hours,joined,tasks,note\n"
    '=1+1,+86 571,湖东,0.1,12,2020-02-01,driving; phone calls,"two\nlines"\n'
    "002,-5,古桥,1234567.125,,2020-02-03,,a | b \\ c\n"
    '003,@home,湖东,-0.000001,0,,"driving","said ""no"", left"\n'
    "004,'quoted,,,3,2021-12-31,,\U0001f468‍\U0001f469‍\U0001f467 e\u0301 ｆｕｌｌ\n"
    "005,none,古桥,12345678.5,1,2020-02-29,phone calls,a\u202eb\u200bc\x1b[31m\n"
)


@pytest.fixture
def awkward(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("awkward.csv").write_text(AWKWARD, encoding="utf-8")
    with qualcode.create("awkward.qualcode", coder="Mia") as project:
        kinds = {"tasks": "multiple response", "joined": "date", "note": "text"}
        project.cases.import_survey("awkward.csv", id="id", kinds=kinds)
    return tmp_path


@pytest.mark.parametrize("form", ["table", "csv", "json", "md"])
def test_an_awkward_table_is_written_as_ever(
    awkward: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = cli(capsys, "cases", "list", "--format", form)
    assert (said.err, said.code) == ("", 0)
    assert said.out.encode() == (GOLDEN / f"awkward.{form}").read_bytes()


def test_a_csv_gives_back_every_text_and_number(
    awkward: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = list(csv.reader(io.StringIO(cli(capsys, "cases", "list", "-f", "csv").out)))
    asked = {row["case"]: row for row in json.loads(cli(capsys, "cases", "list", "-f", "json").out)}
    for row in rows[1:]:
        cells = dict(zip(rows[0], row, strict=True))
        known = asked[unescape(cells["case"])]
        assert unescape(cells["note"]) == (known["note"] or "")
        assert unescape(cells["formula"]) == known["formula"]
        assert (float(cells["share"]) if cells["share"] else None) == known["share"]


def test_a_table_on_a_terminal_fits_it_and_lines_up_in_cells(
    awkward: Path, in_terminal: Shown
) -> None:
    shown = in_terminal("cases", "list", columns=40)
    blocks = [block.splitlines() for block in shown.strip("\n").split("\n\n")]
    assert len(blocks) > 1
    for block in blocks:
        rule = next(line for line in block if line.startswith("─"))
        assert width(rule) <= 40
        assert [line for line in block if width(line) > width(rule)] == []
        assert block[-1].startswith("005"), "the first column stands before every block"
    assert "1234567.125" in shown, "a number is never cut"


def test_a_table_in_a_pipe_is_whole_and_each_case_one_line(
    awkward: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = cli(capsys, "cases", "list").out.splitlines()
    assert len(lines) == 2 + 5
    assert "two lines" in lines[2]
    assert "\x1b" not in lines[6]
    assert "\u202e" not in lines[6]


def test_long_entries_are_wrapped_on_a_terminal_not_cut(study: Path, in_terminal: Shown) -> None:
    long = "志愿者在楼道里挨家挨户敲门，问老人要不要买药。" * 6
    with qualcode.open(study, coder="Mia") as project:
        project.codebook.edit("trust", definition={"zh": long}, examples=["one", "two"])
    shown = in_terminal("codebook", "show", "trust", columns=50)
    lines = shown.splitlines()
    assert max(map(width, lines)) <= 50
    start = next(n for n, line in enumerate(lines) if line.startswith("definition_zh"))
    stop = next(n for n, line in enumerate(lines) if line.startswith("examples"))
    found = "".join(line[len("definition_zh") :].strip() for line in lines[start:stop])
    assert found == long
    assert [line.split()[-1] for line in lines[stop : stop + 2]] == ["one", "two"]


def test_the_uids_on_a_terminal_are_beginnings_that_name_their_segments(
    study: Path, in_terminal: Shown
) -> None:
    with qualcode.open(study, coder="Mia") as project:
        uids = [
            project.coding.apply("L02", n, n + 5, "trust", memo=f"why {n}, at some length")
            for n in range(0, 40, 10)
        ]
    shown = in_terminal("coding", "list", columns=120)
    cut = [line.split()[-1] for line in shown.splitlines()[2:]]
    assert all(whole.startswith(one) and one != whole for one, whole in zip(cut, uids, strict=True))
    assert [f"why {n}, at some length" in shown for n in range(0, 40, 10)] == [True] * 4
    assert "Removed 4." in in_terminal("-c", "Mia", "coding", "remove", *cut)


CONTRACT = {
    ("documents", "list"): "document kind language case question characters segments coders",
    ("codebook", "list"): "code parent path category definition name_zh name_en definition_zh "
    "definition_en keywords color segments documents",
    ("coding", "list"): "segment document case speaker start end text code revision coder origin "
    "strength memo round created",
    ("analysis", "retrieve"): "segment document text code coder",
    ("analysis", "matrix"): "case trust fatigue",
    ("cases", "list"): "case kind district hours w",
    ("analysis", "frequencies"): "code category segments documents cases",
    ("history", "log"): "number when coder what subject stands batch",
    ("memos", "list"): "memo kind about subject text coder",
}


@pytest.mark.parametrize("command", sorted(CONTRACT), ids=" ".join)
def test_json_is_a_list_of_records_with_the_columns_others_rely_on(
    study: Path, command: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    with qualcode.open(study, coder="Mia") as project:
        project.coding.apply("L03", 0, 4, "trust", memo="why")
    rows = json.loads(cli(capsys, *command, "-f", "json").out)
    assert rows
    assert set(CONTRACT[command].split()) <= set(rows[0])
    heads = cli(capsys, *command, "-f", "csv").out.splitlines()[0]
    assert heads.split(",") == list(rows[0])


def test_an_empty_listing_prints_no_data(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = cli(capsys, "coding", "list")
    assert (said.out, said.err, said.code) == ("", "Nothing to list.\n", 0)
    assert cli(capsys, "coding", "list", "-f", "csv").out.startswith("segment,document,")
    assert json.loads(cli(capsys, "coding", "list", "-f", "json").out) == []


def test_what_the_numbers_are_goes_beside_the_data(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = cli(capsys, "analysis", "matrix", "--question", "q8", "-f", "csv")
    assert said.out.startswith("case,gap filling,")
    assert "layer final" in said.err
    assert "layer final" in cli(capsys, "analysis", "matrix", "--question", "q8", "-f", "md").out
