"""The command line: a study from first to last, four forms of output, exit codes."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from study import EN, SURVEY, ZH, build, cli

import qualcode
from qualcode.cli.groups import GROUPS


def test_a_study_from_transcripts_to_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("L03.txt").write_bytes(ZH.encode("gb18030"))
    Path("L02.txt").write_text(EN, encoding="utf-8")
    Path("survey.csv").write_text(SURVEY, encoding="utf-8")
    Path("codes.yaml").write_text("- code: trust\n- code: fatigue\n", encoding="utf-8")
    assert cli(capsys, "new", "study", "--coder", "Mia").out == (
        "Created study.qualcode; Mia is its lead.\n"
    )
    preview = cli(capsys, "documents", "add", "L*.txt", "--preview", "-f", "json")
    assert [r["encoding"] for r in json.loads(preview.out)] == ["utf-8", "gb18030"]
    assert json.loads(cli(capsys, "documents", "list", "-f", "json").out) == []
    assert cli(capsys, "documents", "add", "L*.txt").code == 0
    assert cli(capsys, "codebook", "load", "codes.yaml").code == 0
    assert cli(
        capsys, "cases", "import", "survey.csv", "--id", "id", "--open-ended", "q8", "--weight", "w"
    ).err.endswith("3 cases in the project.\n")
    uid = cli(capsys, "coding", "apply", "L03", "trust", "--quote", "最缺人。").out.strip()
    assert cli(capsys, "coding", "done", "L03").code == 0
    [row] = json.loads(cli(capsys, "coding", "list", "-f", "json").out)
    assert (row["segment"], row["text"], row["speaker"]) == (uid, "最缺人。", "周")
    assert cli(capsys, "memos", "add", "he means it", "--about", "segment", "--name", uid).code == 0
    listed = list(csv.DictReader(io.StringIO(cli(capsys, "coding", "list", "-f", "csv").out)))
    assert listed[0]["memo"] == "he means it"
    assert cli(capsys, "analysis", "frequencies", "-f", "md").out.startswith("| code |")
    for name in ("r.docx", "r.xlsx", "r.md", "r.csv"):
        assert cli(capsys, "report", "write", name).out == f"{name}\n"
        assert Path(name).stat().st_size > 100
    assert cli(capsys, "history", "undo").out == "Undone: write memo he means it\n"
    assert cli(capsys, "history", "redo").out == "Done again: write memo he means it\n"
    assert cli(capsys, "history", "check").out.startswith("Sound: ")
    assert cli(capsys, "history", "backup", "copy.qualcode").out == "copy.qualcode\n"
    merged = cli(capsys, "-p", "study.qualcode", "history", "merge", "copy.qualcode")
    assert merged.err == "Nothing new in that copy.\n"


def test_exit_codes_tell_wrong_usage_from_what_could_not_be_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    missing = cli(capsys, "documents", "list")
    assert (missing.out, missing.code) == ("", 1)
    assert missing.err.startswith("qualcode: No project here.")
    assert cli(capsys, "new", "s", "--coder", "Mia").code == 0
    assert cli(capsys, "new", "s", "--coder", "Mia").code == 1
    assert cli(capsys, "coding", "aply").code == 2
    assert cli(capsys, "coding", "apply", "L9", "trust", "--span", "a:b").code == 2
    unknown = cli(capsys, "--coder", "Mai", "coding", "list")
    assert unknown.code == 1
    assert "No coder “Mai”" in unknown.err
    assert "Nearest: “Mia”" in unknown.err


def test_with_several_coders_and_none_named_reading_works_and_writing_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(tmp_path / "s.qualcode")
    build(path, tmp_path).close()
    assert cli(capsys, "-p", path, "documents", "list").code == 0
    refused = cli(capsys, "-p", path, "coding", "apply", "L03", "trust", "--span", "0:5")
    assert refused.code == 1
    assert "Its coders are: Mia, Lin." in refused.err
    monkeypatch.setenv("QUALCODE_CODER", "Lin")
    assert cli(capsys, "-p", path, "coding", "apply", "L03", "trust", "--span", "0:5").code == 0
    assert (
        cli(capsys, "-p", path, "coding", "list", "--by", "Lin", "-f", "csv").out.count("\n") == 2
    )


def test_json_of_an_empty_list_and_of_missing_values(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(tmp_path / "s.qualcode")
    build(path, tmp_path).close()
    assert json.loads(cli(capsys, "-p", path, "coding", "list", "-f", "json").out) == []
    rows = json.loads(cli(capsys, "-p", path, "cases", "list", "-f", "json").out)
    assert rows[2] == {
        "case": "003", "kind": "respondent", "district": "Xihu", "hours": None, "w": 1.0,
        "q8": None,
    }  # fmt: skip


def test_a_group_is_helped_with_by_the_line_that_the_program_shows_of_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    listed = cli(capsys, "--help").out.partition("Commands:\n")[2].partition("\n\n")[0]
    lines = dict(line.split(maxsplit=1) for line in listed.splitlines())
    assert list(lines)[-len(GROUPS) :] == list(GROUPS)
    for group in GROUPS:
        said = cli(capsys, group, "--help")
        assert said.code == 0
        assert said.out.split("\n\n")[1].strip() == lines[group]
        assert "Commands:" in said.out


@pytest.mark.parametrize(("words", "built"), [(["--help"], []), (["coding", "--help"], ["coding"])])
def test_help_loads_no_library_of_weight_and_no_group_but_the_one_asked_for(
    words: list[str], built: list[str]
) -> None:
    code = (
        "import json, sys\n"
        "from qualcode.cli.app import run\n"
        f"try: run({words})\n"
        "except SystemExit: pass\n"
        "print(json.dumps(list(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stderr))
    heavy = {
        "textual",
        "pandas",
        "numpy",
        "scipy",
        "spacy",
        "jieba",
        "sqlalchemy",
        "rich",
        "asyncio",
    }
    assert loaded & heavy == set()
    assert [name for name in GROUPS if f"qualcode.cli.{name}" in loaded] == built


def test_a_project_file_that_is_none_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "s.qualcode"
    path.write_text("no database", encoding="utf-8")
    said = cli(capsys, "-p", str(path), "documents", "list")
    assert said.code == 1
    assert said.err == f"qualcode: {path} is no qualcode project. Name a .qualcode file.\n"
    with pytest.raises(qualcode.NotAProject):
        qualcode.open(tmp_path)
    with pytest.raises(qualcode.NotFound, match="No project at"):
        qualcode.open(tmp_path / "missing.qualcode")
