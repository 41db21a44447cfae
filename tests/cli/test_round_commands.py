"""The command line of rounds: from the sample to the closed round and its curve."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from study import Said, build, cli


@pytest.fixture
def study(tmp_path: Path) -> str:
    """Return the file of the small study."""
    with build(tmp_path / "s.qualcode", tmp_path) as made:
        return made.where


def test_a_round_from_its_sample_to_its_curve(
    study: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def qc(*said: str, coder: str = "Mia") -> Said:
        return cli(capsys, "-p", study, "-c", coder, *said)

    drawn = (
        "round 1: reliability, 3 of 4 from interviews (passages of 2 turns or more, in 2 "
        "interviews); en 2 of 2, zh 1 of 2. Seed 7, codebook {}.\n"
    )
    how = ("--coders", "Mia,Lin", "--sample", "3", "--stratify", "language", "--seed", "7",
           "--turns", "2")  # fmt: skip
    said = qc("agreement", "round", "new", "round 1", *how, "--preview")
    assert said == Said("Would open " + drawn.format("frozen when opened"), "", 0)
    assert "No round yet." in qc("agreement", "round", "list").err
    assert qc("agreement", "round", "new", "round 1", *how).out == "Opened " + drawn.format(
        "round 1"
    )
    listed = json.loads(qc("agreement", "round", "list", "-f", "json").out)
    assert [(r["round"], r["state"], r["coders"], r["passages"], r["done"]) for r in listed] == [
        ("round 1", "open", "Mia, Lin", 6, 0)
    ]
    for coder in ("Mia", "Lin"):
        for document in ("L03", "L02"):
            assert qc("coding", "done", document, coder=coder).code == 0
    status = json.loads(qc("agreement", "round", "status", "round", "-f", "json", coder="Lin").out)
    assert status == [
        {"round": "round 1", "coder": "Mia", "assigned": 3, "done": 3, "left": 0},
        {"round": "round 1", "coder": "Lin", "assigned": 3, "done": 3, "left": 0},
    ]
    refused = qc("agreement", "round", "close", "round 1", coder="Lin")
    assert (refused.code, refused.err) == (1, "qualcode: Only the lead (Mia) may close a round.\n")
    assert qc("agreement", "round", "close", "round 1").out.startswith("Closed round 1.")
    shown = json.loads(qc("agreement", "round", "show", "round 1", "-f", "json").out)
    assert {r["field"]: r["value"] for r in shown}["state"] == "closed"
    curve = json.loads(qc("agreement", "round", "curve", "-f", "json").out)
    assert {r["round"] for r in curve} == {"round 1"}
    assert qc("agreement", "round", "status", "rownd").err.startswith("qualcode: No round “rownd”.")


def test_a_round_goes_out_by_file_and_comes_back(
    study: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "lin.qualcode")
    cli(capsys, "-p", study, "-c", "Mia", "agreement", "round", "new", "r", "--from", "documents")
    said = cli(
        capsys,
        "-p",
        study,
        "-c",
        "Mia",
        "agreement",
        "round",
        "export",
        "r",
        file,
        "--coder",
        "Lin",
    )
    assert said == Said(f"Wrote {file}. When it comes back: qualcode history merge {file}\n", "", 0)
    for document, words in (("L03", "最缺人。"), ("L02", "Then nobody slept.")):
        code = cli(capsys, "-p", file, "coding", "apply", document, "fatigue", "--quote", words)
        assert (code.err, code.code) == ("", 0)
        assert cli(capsys, "-p", file, "coding", "done", document).code == 0
    assert cli(capsys, "-p", study, "-c", "Mia", "history", "merge", file).code == 0
    status = cli(capsys, "-p", study, "-c", "Mia", "agreement", "round", "status", "-f", "csv").out
    assert status.splitlines() == ["round,coder,assigned,done,left", "r,Mia,2,0,2", "r,Lin,2,2,0"]
