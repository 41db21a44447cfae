"""The commands for what is to be looked at again, and for what is told before a change."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from study import build, cli


def test_the_queue_is_listed_with_both_revisions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        project.coding.done("L02")
        uid = project.coding.apply("L03", code="trust", quote="最缺人。")
        project.codebook.edit("trust", alters=True, note="narrower", definition="x")
        project.codebook.add("late")
        trust = project.codebook.find("trust").uid
    monkeypatch.chdir(tmp_path)
    said = cli(capsys, "--coder", "Mia", "codebook", "queue", "-f", "json")
    assert json.loads(said.out) == [
        {
            "segment": uid, "document": "L03", "case": None, "speaker": "周",
            "start": 20, "end": 24, "text": "最缺人。",
            "code": "trust", "code_uid": trust, "applied": 1, "revision": 2,
            "why": "altered", "note": "narrower", "coder": "Mia",
        }
    ]  # fmt: skip
    said = cli(capsys, "--coder", "Lin", "codebook", "queue")
    assert (said.out, said.code) == ("", 0)
    said = cli(capsys, "--coder", "Lin", "codebook", "queue", "--everyone", "-f", "csv")
    assert said.out.splitlines()[1].startswith(f"{uid},L03,")
    said = cli(capsys, "--coder", "Mia", "codebook", "queue", "late", "--reviewed", "-f", "csv")
    assert said.out.splitlines()[1].split(",")[1:2] == ["L02"]
    said = cli(capsys, "--coder", "Mia", "codebook", "queue", "--reviewed")
    assert (said.code, "queue CODE --reviewed" in said.err) == (2, True)


def test_a_merge_is_told_and_not_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        uid = project.coding.apply("L03", code="trust", quote="最缺人。", memo="why")
    monkeypatch.chdir(tmp_path)
    told = cli(capsys, "--coder", "Mia", "codebook", "merge", "trust", "fatigue", "--preview")
    assert told.out == (
        "trust into fatigue: 1 segments in 1 documents with 1 memos; 0 of them both have; "
        "0 codes below it. Nothing written.\n"
    )
    said = cli(capsys, "--coder", "Mia", "codebook", "use", "trust", "-f", "csv")
    assert said.out.splitlines()[1].endswith(",1,1")
    said = cli(capsys, "--coder", "Mia", "codebook", "example", uid)
    assert said.out == "Example added: 最缺人。\n"
    said = cli(capsys, "--coder", "Mia", "codebook", "example", uid)
    assert (said.code, "an example of “trust” already" in said.err) == (1, True)
