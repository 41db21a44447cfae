"""Themes, summaries, displays, quotes and types of cases on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from interpreting import Coded, copied
from study import Said, cli

Form = pytest.mark.parametrize("form", ["table", "csv", "json", "md"])


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Coded:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUALCODE_CODER", "Mia")
    made = copied(tmp_path / "s.qualcode")
    made.project.close()
    return made


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Any:
    def called(line: str, *more: str) -> Said:
        return cli(capsys, "analysis", *line.split(), *more)

    return called


def test_a_theme_from_claim_to_report(study: Coded, call: Any) -> None:
    segments = study.segments
    added = call("theme add short --code gaps", "--claim", "The state had too few.")
    assert (added.code, len(added.out.strip())) == (0, 36)
    assert call("theme candidates short -f json").out.count('"segment"') == 2
    assert call(f"theme quote short {segments['clerks']} --note typical").err == "1 new.\n"
    assert call(f"theme quote short {segments['clerks']} --number 1").err == "0 new.\n"
    assert call("theme contrary short --case Moira", "--note", "saw no gap").err == "1 new.\n"
    shown = call("theme show short").out
    assert "街道办只有六个工作人员，要管两万多户。" in shown
    assert "saw no gap" in shown
    assert "1 left out of what is quoted here." in shown
    assert call("theme edit short --name few --add-code fatigue --number 1").code == 0
    [row] = json.loads(call("theme list -f json").out)
    assert (row["theme"], row["codes"], row["quotes"], row["left_out"]) == (
        "few", ["gaps", "fatigue"], 1, 3,
    )  # fmt: skip
    assert call("theme contrary few --case Moira --remove").code == 0
    assert call(f"theme quote few {segments['clerks']} --remove").code == 0
    assert call("theme list -o t.md").out == "t.md\n"
    assert "Theme: few" in Path("t.md").read_text("utf-8")
    assert call("theme remove few").code == 0
    refused = call("theme show few")
    assert (refused.code, refused.err) == (
        1, "qualcode: No theme “few”. List them with: qualcode analysis theme list\n",
    )  # fmt: skip


def test_a_summary_is_written_found_stale_and_taken_away(study: Coded, call: Any) -> None:
    assert call("summary set Zhou gaps", "Few hands.").code == 0
    table = call("summary matrix --of gaps,trust --case Zhou --case 001").out
    assert [line.split() for line in table.splitlines()[2:4]] == [
        ["Zhou", "Few", "hands.", "no", "data:", "nothing", "coded"],
        ["001", *["no", "data:", "no", "material"] * 2],
    ]
    rows = json.loads(call("summary matrix --of gaps --case Zhou -f json").out)
    assert (rows[0]["state"], rows[0]["segments"], rows[0]["stale"]) == ("coded", 2, False)
    assert call("summary list --stale").err == "Nothing to list.\n"
    cut = json.loads(call("summary segments Zhou gaps -f json").out)
    assert [row["counts"] for row in cut] == [True, True]
    assert call("summary remove Zhou gaps").code == 0
    assert json.loads(call("summary list -f json").out) == []
    assert call("summary remove Zhou gaps").code == 1


def test_a_row_is_filled_at_once_or_not_at_all(
    study: Coded, call: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    call("theme add short --code gaps")
    call(f"theme quote short {study.segments['clerks']}")
    assert call("display add integration").code == 0
    row = "display row integration Hands --count theme:short --theme short"
    failed = call(f"{row} --table nowhere --code gaps")
    assert (failed.code, failed.err) == (
        1, "qualcode: No table is kept as “nowhere”. List them with: qualcode analysis kept\n",
    )  # fmt: skip
    assert json.loads(call("display list -f json").out)[0]["rows"] == 0
    assert call(f"{row} --quotes-of short").code == 0
    assert call("display cell integration 1", "--text", "see Table 2").code == 0
    assert call("display fit integration 1 extends --topic Few", "--inference", "More.").code == 0
    [shown] = json.loads(call("display show integration -f json").out)
    assert shown == {
        "topic": "Few", "survey result": "short: 1 of 2",
        "themes and quotes": "short (1 case)\n“街道办只有六个工作人员，要管两万多户。” — Zhou, 周\n"
        "see Table 2",
        "fit": "extends", "inference": "More.", "stale": False,
    }  # fmt: skip
    items = json.loads(call("display show integration --cells -f json").out)
    assert [item["kind"] for item in items] == ["count", "theme", "quotes", "text"]
    assert call("display cell integration 1 --take-out", items[-1]["uid"]).code == 0
    assert cli(capsys, "history", "undo").out == "Undone: take out of display integration\n"
    assert call("display show integration --refresh -o d.xlsx").out == "d.xlsx\n"
    for wrong, code, said in (
        ("display cell integration 1", 2, "Say what is to stand in the cell"),
        ("display cell integration 1 --code gaps", 2, "--code goes with --table or --scale"),
        ("display cell integration 1 --level x", 2, "--level is one of a kept table"),
        ("display cell integration 1 --contrary --text x", 2, "say --quotes-of too"),
        ("display cell integration 9 --text x", 1, "has no row “9”"),
    ):
        refused = call(wrong)
        assert (refused.code, said in refused.err) == (code, True), refused.err
    assert call("display fit integration 1 --remove").code == 0
    assert call("display show integration").err == "No rows yet.\n"
    assert call("display remove integration").code == 0


@Form
@pytest.mark.usefixtures("study")
def test_listings_come_in_four_forms(form: str, call: Any) -> None:
    call("theme add short --code gaps")
    call("display add integration")
    call("summary set Zhou gaps Few")
    for line, holds in (
        ("theme list", "short"), ("theme show short", "left out" if form == "md" else ""),
        ("summary list", "Few"), ("summary matrix", "Zhou"), ("display list", "integration"),
        ("quotes --codes gaps", "街道办"), ("typology gaps fatigue", "not gaps"),
    ):  # fmt: skip
        said = call(f"{line} -f {form}")
        assert said.code == 0, said.err
        assert holds in said.out
        if form == "json":
            json.loads(said.out)
