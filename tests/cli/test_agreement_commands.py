"""qualcode agreement, as a person types it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from study import Said, cli

import qualcode


@pytest.fixture
def coded(study: Path) -> Path:
    """Return the small study with one interview that Mia and Lin coded."""
    for coder, quote in (("Mia", "最缺人。"), ("Lin", "早上七点街道办把名单发到群里")):
        with qualcode.open(study, coder=coder) as project:
            project.coding.apply("L03", code="trust", quote=quote)
            project.coding.apply("L03", code="fatigue", quote="熟门熟路。")
            project.coding.done("L03")
    return study


def mia(capsys: pytest.CaptureFixture[str], *arguments: str) -> Said:
    """Run a command as Mia."""
    return cli(capsys, "--coder", "Mia", "agreement", *arguments)


def test_compare_prints_each_form_whole_with_its_foot(
    coded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = mia(capsys, "compare", "--coders", "Mia,Lin")
    assert (shown.code, shown.err) == (0, "")
    assert "Mia, Lin on interviews: 1 done by two or more (1 by Mia, Lin): L03." in shown.out
    lines = {line.split()[0]: line.split() for line in shown.out.splitlines() if line.strip()}
    assert lines["trust"][1:6] == ["4", "2", "0", "0.5", "-0.333"]
    assert lines["fatigue"][1:6] == ["4", "1", "1", "1", "1"]
    as_json = mia(capsys, "compare", "--format", "json")
    records = {r["code"]: r for r in json.loads(as_json.out)}
    assert records["trust"]["kappa"] == pytest.approx(-1 / 3)
    assert records["gap filling"]["kappa"] is None
    assert as_json.err.startswith("Mia, Lin on interviews")
    as_csv = mia(capsys, "compare", "--by", "pair", "--format", "csv")
    [pair] = [r for r in csv.DictReader(io.StringIO(as_csv.out)) if r["code"] == "trust"]
    assert (pair["first"], pair["second"], pair["n_neither"]) == ("Mia", "Lin", "2")
    as_md = mia(capsys, "compare", "--by", "overall", "--format", "md")
    assert "| share_uncoded_by_all | 0.25 |" in as_md.out


@pytest.mark.parametrize(
    ("by", "column"), [("document", "L03"), ("language", "zh"), ("overall", "kappa_pooled")]
)
def test_figures_are_shown_by_document_language_and_over_all(
    coded: Path, capsys: pytest.CaptureFixture[str], by: str, column: str
) -> None:
    said = mia(capsys, "compare", "--by", by, "--draws", "0", "--format", "json")
    assert [next(iter(r.values())) for r in json.loads(said.out)].count(column) == 1


def test_listings_show_where_the_coders_differ(
    coded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = mia(capsys, "compare", "--disagreements", "--format", "json")
    assert [(r["text"], r["kind"], r["Mia"], r["Lin"]) for r in json.loads(said.out)] == [
        ("最缺人。", "missed", ["trust"], []),
        ("早上七点街道办把名单发到群里", "missed", [], ["trust"]),
    ]
    table = mia(capsys, "compare", "--disagreements")
    assert "最缺人。" in table.out
    said = mia(capsys, "compare", "--confusion", "--format", "json")
    assert [(r["code"], r["other"], r["n"]) for r in json.loads(said.out)] == [
        ("fatigue", "fatigue", 1), ("trust", "(nothing)", 2),
    ]  # fmt: skip
    none = mia(capsys, "compare", "--disagreements", "--code", "fatigue")
    assert none.err == "The coders differ nowhere.\n"
    two = mia(capsys, "compare", "--disagreements", "--bias")
    assert (two.code, two.err) == (
        2, "qualcode: One listing at a time: --disagreements or --bias.\n",
    )  # fmt: skip


def test_coefficients_are_turned_off_and_on_for_the_project(
    coded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert mia(capsys, "coefficients").out == "Coefficients are on.\n"
    assert mia(capsys, "coefficients", "--off").out == "Coefficients are off.\n"
    refused = mia(capsys, "compare")
    assert refused.code == 1
    assert "List where coders differ with --disagreements" in refused.err
    assert mia(capsys, "compare", "--disagreements").code == 0
    assert mia(capsys, "coefficients", "--on").out == "Coefficients are on.\n"
    assert mia(capsys, "compare").code == 0
    other = cli(capsys, "--coder", "Lin", "agreement", "coefficients", "--off")
    assert (other.code, other.err.count("\n")) == (1, 1)


def test_a_wrong_question_is_answered_in_one_line(
    coded: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments, code in (
        (("--coders", "Mia"), 2), (("--coders", "Mia,Bo"), 1), (("--round", "r1"), 1),
        (("--rounds", "-,r1"), 1), (("--percent", "0"), 2), (("--language", "fr"), 1),
    ):  # fmt: skip
        said = mia(capsys, "compare", *arguments)
        assert (said.out, said.err.count("\n"), said.code) == ("", 1, code), arguments
