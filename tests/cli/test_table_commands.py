"""Cross-tabs and what goes with them, on the command line."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from study import cli
from tables import Person, survey

PEOPLE = [
    *[Person("Xihu", codes=("gap",))] * 12, *[Person("Xihu", codes=("tired",), hours="4")] * 8,
    *[Person("Yuhang", codes=("gap", "tired"), hours="9")] * 5, *[Person("Yuhang")] * 15,
]  # fmt: skip
CELLS = ["code", "level", "n", "base", "percent", "low", "high", "residual", "marked"]


@pytest.fixture
def coded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a coded survey, the only project of the current folder."""
    monkeypatch.chdir(tmp_path)
    survey("study.qualcode", tmp_path, PEOPLE).close()
    return tmp_path / "study.qualcode"


@pytest.mark.usefixtures("coded")
def test_a_crosstab_in_four_forms(capsys: pytest.CaptureFixture[str]) -> None:
    ask = ("analysis", "crosstab", "district", "--question", "q8", "--codes", "gap,tired")
    said = cli(capsys, *ask)
    lines = said.out.splitlines()
    assert said.code == 0
    assert lines[0].split() == ["code", "Xihu", "Yuhang", "all", "difference", "p", "(Holm)"]
    assert lines[2].split() == ["base:", "reviewed", "20", "20", "40"]
    assert lines[3].split() == ["gap", "60.0", "25.0", "42.5", ".35", ".050"]
    assert lines[-1].startswith("q8, layer final: 40 of 40 cases; base reviewed")
    rows = json.loads(cli(capsys, *ask, "-f", "json").out)
    assert list(rows[0])[:9] == CELLS
    assert [(r["code"], r["level"], r["n"], r["base"]) for r in rows] == [
        ("gap", "Xihu", 12, 20), ("gap", "Yuhang", 5, 20),
        ("tired", "Xihu", 8, 20), ("tired", "Yuhang", 5, 20),
    ]  # fmt: skip
    said = cli(capsys, *ask, "-f", "csv", "--show", "tests")
    [first, _] = list(csv.DictReader(io.StringIO(said.out)))
    assert (first["code"], first["test"], first["df"]) == ("gap", "chi-square", "1")
    assert said.err.startswith("q8, layer final")
    assert "| gap | 60.0 | 25.0 | 42.5 | .35 | .050 |" in cli(capsys, *ask, "-f", "md").out
    weighted = cli(capsys, *ask, "--weight", "w", "--show", "joint", "-f", "json")
    assert json.loads(weighted.out)[0]["note"].startswith("not available")
    quotes = json.loads(cli(capsys, *ask, "--quotes", "gap=Yuhang", "-f", "json").out)
    assert [q["case"] for q in quotes] == ["021", "022", "023", "024", "025"]


@pytest.mark.usefixtures("coded")
def test_a_kept_table_is_compared_after_more_coding(capsys: pytest.CaptureFixture[str]) -> None:
    mia = ("--coder", "Mia")
    kept = cli(capsys, *mia, "analysis", "keep", "t", "district", "--question", "q8")
    assert kept.code == 0
    cli(capsys, *mia, "coding", "apply", "030 · q8", "gap", "--whole")
    [row] = json.loads(cli(capsys, "analysis", "compare", "t", "-f", "json").out)
    assert (row["code"], row["level"], row["n_before"], row["n"]) == ("gap", "Yuhang", 5, 6)
    [row] = json.loads(cli(capsys, "analysis", "compare", "t", "--decisions", "-f", "json").out)
    assert (row["coder"], row["segments_added"]) == ("Mia", 1)
    [row] = json.loads(cli(capsys, "analysis", "kept", "-f", "json").out)
    assert (row["name"], row["field"], row["stale"]) == ("t", "district", True)
    assert cli(capsys, *mia, "analysis", "keep", "t", "--remove").code == 0
    assert cli(capsys, "analysis", "compare", "t").code == 1


@pytest.mark.usefixtures("coded")
def test_pairs_scales_and_saturation_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    said = cli(capsys, "analysis", "cooccurrence", "--question", "q8", "-f", "json")
    [row] = json.loads(said.out)
    assert (row["code"], row["with"], row["n12"], row["n"]) == ("gap", "tired", 5, 40)
    said = cli(capsys, "analysis", "scales", "hours", "--question", "q8", "-f", "json")
    assert [(r["code"], r["n_with"], r["mean_with"]) for r in json.loads(said.out)] == [
        ("gap", 17, (12 + 45) / 17), ("tired", 13, (32 + 45) / 13),
    ]  # fmt: skip
    said = cli(capsys, "analysis", "saturation", "--question", "q8", "--draws", "0")
    assert "1 code in the first 4, runs of 2, threshold 5%: reached after 4" in said.out
    listed = cli(capsys, "analysis", "cooccurrence", "--question", "q8").out.splitlines()
    assert listed[0].split() == [
        "code", "with", "n12", "n1", "n2", "n", "jaccard", "lift", "phi",
        "odds_ratio", "odds_ratio_low", "odds_ratio_high",
    ]  # fmt: skip
    assert listed[2].split()[2:9] == ["5", "17", "13", "40", "0.2", "0.905", "-0.0567"]
    wrong = cli(capsys, "analysis", "crosstab", "district", "--base", "seen", "--question", "q8")
    assert (wrong.code, wrong.out) == (2, "")
    assert "No base “seen”. Bases are: reviewed" in wrong.err


@pytest.mark.usefixtures("coded")
def test_a_table_is_written_with_small_cells_hidden(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    ask = (
        "analysis",
        "crosstab",
        "hours",
        "--question",
        "q8",
        "--codes",
        "gap",
        "--by",
        "district",
    )
    assert cli(capsys, *ask, "-o", "t.md").out == "t.md\n"
    text = (tmp_path / "t.md").read_text("utf-8")
    assert "q8: codes × hours × district" in text
    assert text.count("hidden") == 1, "that cells would be hidden, and none is"
    assert cli(capsys, "--coder", "Mia", "analysis", "hide-below", "10").out == "10\n"
    cli(capsys, *ask, "-o", "t.md")
    text = (tmp_path / "t.md").read_text("utf-8")
    assert "| base: reviewed | · | · | · | 0 | 0 | · | 40 |" in text
    assert "| gap | · | · | · | – | – | · | 42.5 |" in text
    assert "cells of fewer than 10 cases, or that would give such a cell away" in text
