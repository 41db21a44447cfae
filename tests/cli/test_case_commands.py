"""The commands of cases, documents and reports; which project and which coder are meant."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from study import SURVEY, cli

import qualcode

Capture = pytest.CaptureFixture[str]


def test_a_survey_is_previewed_then_taken_in(tmp_path: Path, capsys: Capture,
                                             monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    Path("survey.csv").write_text(SURVEY, encoding="utf-8")
    cli(capsys, "new", "s", "--coder", "Mia")
    wanted = ["cases", "import", "survey.csv", "--id", "id", "--open-ended", "q8", "--weight", "w"]
    before = Path("s.qualcode").read_bytes()
    preview = cli(capsys, *wanted, "--preview")
    read = "survey.csv, 3 rows: no survey tool recognised, utf-8, cells parted by ',', id: id.\n"
    assert preview.err == f"{read}Nothing written.\n"
    assert "('" not in preview.out
    assert Path("s.qualcode").read_bytes() == before
    taken = cli(capsys, *wanted)
    did = "3 cases new, 0 known; 10 values and answers new, 0 changed.\n3 cases in the project.\n"
    assert (taken.out, taken.err) == (preview.out, read + did)
    again = cli(capsys, *wanted)
    assert "0 cases new, 3 known; 0 values and answers new, 0 changed." in again.err
    shown = json.loads(cli(capsys, "cases", "show", "002", "-f", "json").out)
    known = {row["variable"]: row["value"] for row in shown}
    assert (known["case"], known["district"], known["hours"]) == ("002", "Yuhang", 12)


def test_values_and_links_are_set_and_said_in_full(study: Path, capsys: Capture) -> None:
    mia = ["-c", "Mia"]
    said = cli(capsys, *mia, "cases", "set", "001", "district", "Yuhang")
    assert said.out == "001: district is Yuhang.\n"
    assert cli(capsys, *mia, "cases", "set", "001", "hours", "").out == "001: hours cleared.\n"
    assert cli(capsys, *mia, "cases", "add", "Zhou").out == "Added Zhou.\n"
    linked = cli(capsys, *mia, "cases", "link", "L03", "Zhou", "--speaker", "周")
    assert linked.out == "Linked 周 in L03 to Zhou.\n"
    rows = json.loads(cli(capsys, "cases", "list", "--variable", "district", "-f", "json").out)
    assert rows[0] == {"case": "001", "kind": "respondent", "district": "Yuhang"}
    assert cli(capsys, *mia, "cases", "set", "001", "hours", "many").code == 2


def test_reports_are_written_without_a_coder_and_refused_where_there_is_no_folder(
    study: Path, capsys: Capture
) -> None:
    before = study.read_bytes()
    for name in ("r.docx", "r.xlsx", "r.csv", "r.md"):
        assert cli(capsys, "report", "write", name).out == f"{name}\n"
    said = cli(capsys, "report", "write", "nowhere/r.csv")
    assert (said.out, said.code) == ("", 1)
    assert "nowhere" in said.err
    assert study.read_bytes() == before


def test_a_coder_is_added_and_told_how_to_begin(study: Path, capsys: Capture) -> None:
    said = cli(capsys, "-c", "Mia", "coders", "add", "Old Shen")
    assert said.out == "Added Old Shen. To code as Old Shen: qualcode --coder 'Old Shen' …\n"
    assert "already" in cli(capsys, "-c", "Mia", "coders", "add", "old shen").err
    rows = json.loads(cli(capsys, "coders", "list", "-f", "json").out)
    assert [(r["coder"], r["role"]) for r in rows] == [
        ("Mia", "lead"), ("Lin", "coder"), ("Old Shen", "coder"),
    ]  # fmt: skip


def test_the_project_is_the_one_named_else_that_of_the_environment_else_the_only_one_here(
    study: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interviews(*options: str) -> int:
        said = cli(capsys, *options, "documents", "list", "--kind", "interview", "-f", "json")
        return len(json.loads(said.out))

    (tmp_path / "other").mkdir()
    other = tmp_path / "other" / "other.qualcode"
    qualcode.create(other, coder="Mia").close()
    assert interviews() == 2
    monkeypatch.setenv("QUALCODE_PROJECT", str(other))
    assert interviews() == 0
    assert interviews("-p", str(study)) == 2
    monkeypatch.delenv("QUALCODE_PROJECT")
    shutil.copy(study, "study.backup-20260101-000000-000000.qualcode")
    assert interviews() == 2
    shutil.copy(study, "lin.qualcode")
    several = cli(capsys, "documents", "list")
    assert (several.out, several.code) == ("", 2)
    assert "lin.qualcode, study.qualcode" in several.err
    missing = cli(capsys, "-p", "nowhere.qualcode", "documents", "list")
    assert (missing.out, missing.code) == ("", 1)
    assert "lin.qualcode" in missing.err


def test_the_coder_is_the_one_named_else_that_of_the_environment(
    study: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    apply = ["coding", "apply", "L03", "trust", "--whole"]
    refused = cli(capsys, *apply)
    assert (refused.out, refused.code) == ("", 1)
    assert "Its coders are: Mia, Lin." in refused.err
    monkeypatch.setenv("QUALCODE_CODER", "Lin")
    assert cli(capsys, *apply).code == 0
    assert cli(capsys, "--coder", "Mia", *apply).code == 0
    monkeypatch.setenv("QUALCODE_CODER", "Lon")
    wrong = cli(capsys, "coding", "list")
    assert (wrong.out, wrong.code) == ("", 1)
    assert "No coder “Lon”" in wrong.err
    assert "Nearest: “Lin”" in wrong.err
    rows = json.loads(cli(capsys, "-c", "Mia", "coding", "list", "-f", "json").out)
    assert [row["coder"] for row in rows] == ["Lin", "Mia"]


def test_a_survey_is_corrected_by_options_and_repeated_by_its_settings(
    study: Path, capsys: Capture
) -> None:
    rows = "id,grade,age,note\na,B,30,x\nb,A,-99,y\nc,C,41,x\n"
    Path("more.csv").write_text(rows, encoding="utf-8")
    wanted = [
        "-c", "Mia", "cases", "import", "more.csv", "--order", "grade=C|B|A",
        "--missing", "age=-99:refused", "--skip", "note", "--preview", "-f", "json",
    ]  # fmt: skip
    first = cli(capsys, *wanted, "--save-settings", "survey.yaml")
    told = {row["column"]: row for row in json.loads(first.out)}
    assert [told[name]["type"] for name in told] == ["id", "ordinal", "numeric", "skip"]
    assert told["grade"]["levels"] == ["C", "B", "A"]
    assert told["age"]["missing"] == ["1 refused"]
    again = cli(
        capsys, "-c", "Mia", "cases", "import", "more.csv", "--settings", "survey.yaml",
        "-f", "json",
    )  # fmt: skip
    assert [r["type"] for r in json.loads(again.out)] == [r["type"] for r in told.values()]
    assert "3 cases new, 0 known; 6 values and answers new, 0 changed." in again.err
    assert json.loads(cli(capsys, "cases", "show", "a", "-f", "json").out)[1:] == [
        {"variable": "grade", "value": "B"}, {"variable": "age", "value": 30},
    ]  # fmt: skip


def test_keys_and_links_are_told_before_anything_is_joined(study: Path, capsys: Capture) -> None:
    Path("usage.csv").write_text("user,hours\n001,4\n９9,5\n", encoding="utf-8")
    said = cli(capsys, "-c", "Mia", "cases", "match", "usage.csv", "--id", "user", "-f", "json")
    assert [(r["key"], r["state"]) for r in json.loads(said.out)] == [
        ("001", "matched"), ("９9", "only in the file"), ("002", "only in the project"),
        ("003", "only in the project"),
    ]  # fmt: skip
    assert said.err == "1 matched; 1 only in the file; 2 only in the project.\n"
    Path("links.csv").write_text("document,case\nL03,001\nL02,Nobody\n", encoding="utf-8")
    said = cli(capsys, "-c", "Mia", "cases", "link", "--file", "links.csv", "--preview")
    assert said.err == "1 of 2 rows match. Nothing written.\n"
    assert cli(capsys, "-c", "Mia", "cases", "link", "L03").code == 2


def test_a_variable_is_made_from_others_and_made_again(study: Path, capsys: Capture) -> None:
    band = ["-c", "Mia", "cases", "derive", "long", "band(hours, [10], ['short', 'long'])"]
    said = cli(capsys, *band, "--preview")
    assert said.out == "long is ordinal: short, long.\n"
    assert said.err == "2 cases have a value, 1 none; 2 differ from before. Nothing written.\n"
    assert cli(capsys, *band).code == 0
    cli(capsys, "-c", "Mia", "cases", "set", "001", "hours", "11")
    assert "1 differ from before" in cli(capsys, "-c", "Mia", "cases", "derive", "long").err
    wrong = cli(capsys, "-c", "Mia", "cases", "derive", "long", "hourz + 1")
    assert (wrong.out, wrong.code) == ("", 1)
    assert "“hours”" in wrong.err
