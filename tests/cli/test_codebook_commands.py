"""The commands of the codebook and of coding, as a person types them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from study import Said, cli

import qualcode


class Mia:
    """Mia at the command line of the small study."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str) -> Said:
        """Run a command."""
        return cli(self._capsys, "--coder", "Mia", *arguments)

    def done(self, *arguments: str) -> str:
        """Run a command that must succeed and say nothing beside; return what it printed."""
        said = self(*arguments)
        assert (said.err, said.code) == ("", 0)
        return said.out

    def rows(self, *arguments: str) -> list[dict[str, Any]]:
        """Return a listing."""
        found: list[dict[str, Any]] = json.loads(self(*arguments, "--format", "json").out)
        return found

    def refused(self, *arguments: str) -> str:
        """Run a command that must fail and change nothing; return the line it says."""
        before = len(self.rows("history", "log"))
        said = self(*arguments)
        assert (said.out, said.code) == ("", 1)
        assert said.err.count("\n") == 1
        assert len(self.rows("history", "log")) == before
        return said.err


@pytest.fixture
def mia(study: Path, capsys: pytest.CaptureFixture[str]) -> Mia:
    return Mia(capsys)


def test_a_code_is_added_edited_renamed_moved_and_shown(mia: Mia) -> None:
    assert mia.done("codebook", "add", "new one", "--parent", "gaps") == "Added new one.\n"
    fields = ["--set", "definition.zh=一", "--set", "keywords.zh=累", "--set", "keywords.zh=困"]
    assert mia.done("codebook", "edit", "new", *fields) == "Changed new one.\n"
    altered = mia.done("codebook", "edit", "new", "--set", "definition.zh=二", "--alters")
    assert altered == "Changed new one, now revision 2.\n"
    assert mia.done("codebook", "rename", "new", "最新") == "Renamed new one to 最新.\n"
    assert mia.done("codebook", "move", "最新", "TRUST") == "Moved 最新 under trust.\n"
    shown = {r["field"]: r["value"] for r in mia.rows("codebook", "show", "最新")}
    wanted = {"path": "trust / 最新", "definition_zh": "二", "keywords": "累, 困", "revision": 2}
    assert {k: shown[k] for k in wanted} == wanted
    assert mia.done("codebook", "move", "最新") == "Moved 最新 to the top.\n"


def test_codes_are_merged_split_and_retired_and_segments_follow(mia: Mia) -> None:
    first = mia.done("coding", "apply", "L03", "trust", "--quote", "最缺人。").strip()
    second = mia.done("coding", "apply", "L02", "trust", "--span", "10:20").strip()
    split = mia.done("codebook", "split", "trust", "low", "high", "--assign", f"{first}=low")
    assert split.startswith("Split trust into low, high.")
    assert mia.done("codebook", "merge", "trust", "fatigue").startswith("Merged trust into fatigue")
    codes = {row["segment"]: row["code"] for row in mia.rows("coding", "list")}
    assert codes == {first: "low", second: "fatigue"}
    assert mia.done("codebook", "retire", "high") == "high is retired.\n"
    assert "high" not in [row["code"] for row in mia.rows("codebook", "list")]
    assert "high" in [row["code"] for row in mia.rows("codebook", "list", "--retired")]
    assert mia.done("codebook", "retire", "high", "--back") == "high is back.\n"


def test_a_codebook_goes_out_and_comes_in_unchanged(mia: Mia) -> None:
    mia.done("codebook", "edit", "trust", "--set", "definition.en=a | b", "--set", "when.zh=何时")
    for name in ("out.yaml", "out.csv", "out.xlsx"):
        assert mia.done("codebook", "save", name) == f"{name}\n"
        said = mia("codebook", "load", name)
        assert said == Said("", "4 codes unchanged.\n", 0)


def test_a_preview_says_what_would_change_and_changes_nothing(mia: Mia) -> None:
    Path("more.yaml").write_text("- code: trust\n  definition: {en: faith}\n- code: hope\n")
    before = mia.rows("codebook", "list")
    said = mia("codebook", "load", "more.yaml", "--preview", "--does-not-alter")
    assert said.err == "Nothing written.\n"
    assert [line.split()[:2] for line in said.out.splitlines()[2:]] == [
        ["trust", "changed"], ["hope", "added"],
    ]  # fmt: skip
    assert mia.rows("codebook", "list") == before


def test_a_freeze_shows_what_changed_since(mia: Mia) -> None:
    assert mia.done("codebook", "freeze", "first", "--note", "before") == "Frozen as first.\n"
    assert [r["freeze"] for r in mia.rows("codebook", "freeze")] == ["first"]
    mia.done("codebook", "rename", "trust", "faith")
    [row] = mia.rows("codebook", "diff", "first")
    assert (row["change"], row["before"], row["after"]) == ("changed", "trust", "faith")
    assert "Nearest: “first”" in mia.refused("codebook", "diff", "frist")


def test_a_wrong_name_is_answered_with_the_nearest_and_changes_nothing(mia: Mia) -> None:
    assert "Nearest: “trust”" in mia.refused("coding", "apply", "L03", "trsut", "--whole")
    assert "Nearest: “L03”" in mia.refused("coding", "apply", "L3", "trust", "--whole")
    assert "Nearest: “fatigue”" in mia.refused("codebook", "rename", "fatique", "x")
    assert "Nearest: “Lin”" in mia.refused("coding", "list", "--by", "Line")
    assert "Nearest: “Lin”" in mia.refused("history", "log", "--by", "Line")
    assert "Nearest: “q8”" in mia.refused("analysis", "matrix", "--question", "q9")
    assert "Nearest: “Lin”" in mia.refused("analysis", "frequencies", "--layer", "Linn")
    assert "Nearest: “district”" in mia.refused("cases", "set", "001", "distict", "x")


def test_what_the_document_or_the_codebook_forbids_is_refused(mia: Mia) -> None:
    assert "category" in mia.refused("coding", "apply", "L03", "gaps", "--whole")
    assert "0 to 103" in mia.refused("coding", "apply", "L03", "trust", "--span", "0:9999")
    assert "3 times" in mia.refused("coding", "apply", "L02", "trust", "--quote", "The")
    assert "exact" in mia.refused("coding", "apply", "L02", "trust", "--quote", "nowhere")
    assert "already" in mia.refused("codebook", "add", "trust")
    mia.done("codebook", "add", "below", "--parent", "trust")
    assert "below it" in mia.refused("codebook", "move", "trust", "below")
    assert "nowhere.yaml" in mia.refused("codebook", "load", "nowhere.yaml")
    assert "“code”" in mia.refused("codebook", "load", "survey.csv")


@pytest.mark.parametrize(
    "arguments",
    [
        ["coding", "apply", "L03", "trust"],
        ["coding", "apply", "L03", "trust", "--span", "3"],
        ["coding", "apply", "L03", "trust", "--whole", "--strength", "101"],
        ["codebook", "edit", "trust"],
        ["codebook", "edit", "trust", "--set", "definition"],
        ["codebook", "edit", "trust", "--set", "colour=red"],
        ["codebook", "split", "trust", "a", "--assign", "x"],
        ["codebook", "save", "codebook.txt"],
        ["cases", "import", "survey.csv", "--id", "id", "--type", "district"],
        ["cases", "import", "survey.csv", "--id", "id", "--type", "district=nominel"],
        ["report", "write", "report.pdf"],
        ["report", "write", "report.csv", "--what", "segmens"],
        ["history", "log", "--limit", "-1"],
        ["documents", "list", "--format", "yaml"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_told_from_what_could_not_be_done(mia: Mia, arguments: list[str]) -> None:
    said = mia(*arguments)
    assert (said.out, said.code) == ("", 2)
    assert said.err


def test_done_and_reopened_documents_are_listed(mia: Mia) -> None:
    assert mia.done("coding", "done", "L03") == "L03: done.\n"
    assert mia.done("coding", "done", "001 · q8", "--span", "0:10") == "001 · q8, 0:10: done.\n"
    rows = mia.rows("coding", "reviewed")
    assert [(r["document"], r["start"], r["end"], r["whole"]) for r in rows] == [
        ("L03", 0, 103, True), ("001 · q8", 0, 10, False),
    ]  # fmt: skip
    assert mia.done("coding", "done", "L03", "--reopen") == "L03: open again.\n"
    assert [r["document"] for r in mia.rows("coding", "reviewed")] == ["001 · q8"]


def test_segments_of_another_coder_are_not_removed(mia: Mia) -> None:
    with qualcode.open("study.qualcode", coder="Lin") as project:
        uid = project.coding.apply("L03", 0, 5, "trust")
    assert "another coder" in mia.refused("coding", "remove", uid)
    assert [row["segment"] for row in mia.rows("coding", "list", "--by", "Lin")] == [uid]


def test_a_split_is_shown_before_it_is_made(mia: Mia) -> None:
    mia.done("coding", "apply", "L03", "trust", "--quote", "最缺人。")
    mia.done("coding", "apply", "L02", "trust", "--whole")
    [one, two] = [row["segment"] for row in mia.rows("coding", "list")]
    said = mia.done(
        "codebook", "split", "trust", "in people", "in offices",
        "--assign", f"{one}=in people", "--preview",
    )  # fmt: skip
    assert said.splitlines() == [
        "1 segments in 1 documents with 0 memos would go to in people.",
        "0 segments in 0 documents with 0 memos would go to in offices.",
        "1 segments in 1 documents with 0 memos stay on trust.",
        "Nothing written.",
    ]
    assert "in people" not in {row["code"] for row in mia.rows("codebook", "list")}
    assert two != one


def test_a_project_before_a_command_is_told_where_it_goes(mia: Mia) -> None:
    said = mia("codebook", "list")
    assert said.code == 0
    wrong = cli(mia._capsys, "my study.qualcode", "documents", "list")
    assert (wrong.code, wrong.out) == (2, "")
    assert "qualcode --project 'my study.qualcode' documents list" in wrong.err
