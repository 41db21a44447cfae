"""Memos filtered, linked and written by commands; the log filtered, and gone back in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from study import build, cli


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        segment = project.coding.apply("L02", code="fatigue", quote="Then nobody slept.")
        project.memos.add("tired", kind="theory", about="segment", name=segment)
        project.memos.add("志願者", kind="to do", about="document", name="L03")
    monkeypatch.setenv("QUALCODE_CODER", "Mia")
    return tmp_path


def test_memos_are_listed_linked_and_exported(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = cli(capsys, "memos", "list", "--search", "志愿者", "-f", "json")
    [row] = json.loads(found.out)
    assert (row["kind"], row["subject"]) == ("to do", "L03")
    [theory] = json.loads(cli(capsys, "memos", "list", "--code", "fatigue", "-f", "json").out)
    link = cli(capsys, "memos", "link", row["memo"], "memo", theory["memo"]).out.strip()
    [seen] = json.loads(cli(capsys, "memos", "links", theory["memo"], "-f", "json").out)
    assert (seen["link"], seen["direction"], seen["subject"]) == (link, "from", "志願者")
    assert cli(capsys, "memos", "unlink", link).code == 0
    assert json.loads(cli(capsys, "memos", "links", theory["memo"], "-f", "json").out) == []
    assert cli(capsys, "memos", "export", "m.md", "--kind", "theory").code == 0
    said = (study / "m.md").read_text("utf-8")
    assert "tired" in said
    assert "志願者" not in said
    assert cli(capsys, "memos", "list", "--kind", "diary").code == 2


def test_the_log_is_filtered_and_gone_back_in(
    study: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = json.loads(
        cli(capsys, "history", "log", "--document", "L02", "--kind", "change", "-f", "json").out
    )
    assert [r["what"] for r in rows] == ["write memo", "apply code", "import documents"]
    before = str(rows[1]["number"] - 1)
    shown = cli(capsys, "history", "undo", "--to", before, "--preview", "-f", "json")
    assert [r["what"] for r in json.loads(shown.out)] == ["write memo", "write memo", "apply code"]
    assert len(json.loads(cli(capsys, "coding", "list", "-f", "json").out)) == 1
    assert cli(capsys, "history", "undo", "--to", before).code == 0
    assert json.loads(cli(capsys, "coding", "list", "-f", "json").out) == []
    past = cli(
        capsys, "history", "at", str(rows[1]["number"]), "--what", "segments", "-f", "json"
    )  # fmt: skip
    assert [(r["document"], r["code"]) for r in json.loads(past.out)] == [("L02", "fatigue")]
    assert cli(capsys, "history", "redo").code == 0
    assert len(json.loads(cli(capsys, "memos", "list", "-f", "json").out)) == 2
    assert cli(capsys, "history", "undo", "--preview").code == 2
