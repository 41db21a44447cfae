"""The report of a comparison: its sentence for the paper, its tables, and what it refuses."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
from study import Said, build, cli
from team import Team

import qualcode


@pytest.fixture
def team(tmp_path: Path) -> Team:
    build(tmp_path / "s.qualcode", tmp_path).close()
    team = Team(str(tmp_path / "s.qualcode"))
    team.code("Mia", "L03", ("gap filling", "最缺人。"), ("trust", "熟门熟路。"))
    team.code("Lin", "L03", ("gap filling", "最缺人。"))
    return team


def report(team: Team, path: Path) -> Path:
    with team.of("Mia") as project:
        return project.report.write_agreement(path, project.agreement.compare(draws=0))


def test_the_methods_sentence_holds_the_numbers(team: Team, tmp_path: Path) -> None:
    text = report(team, tmp_path / "a.md").read_text("utf-8")
    with team.of("Mia") as project:
        found = project.agreement.compare(draws=0)
        units = int(found.by_code["n_units"].max())
        codes = len(found.codes)
    assert (
        f"2 coders (Mia, Lin) independently coded 1 interview (1 in zh) with {codes} codes. "
        f"Agreement was assessed on {units} sentences, uncoded ones included, interviewers' turns "
        "left out."
    ) in text
    assert "1 disagreement was found." in text
    assert found.foot in text


def test_a_workbook_holds_every_table_and_all_digits(team: Team, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(report(team, tmp_path / "a.xlsx"))
    assert book.sheetnames[:8] == [
        "Documents", "Coverage", "Settings", "Overall", "By code", "By language", "By document",
        "Pairs",
    ]  # fmt: skip
    header, *rows = book["By code"].iter_rows(values_only=True)
    by_code = {row[0]: dict(zip(header, row, strict=True)) for row in rows}
    with team.of("Mia") as project:
        figures = project.agreement.compare(draws=0).by_code.set_index("code")
    assert by_code["gap filling"]["percent"] == figures.loc["gap filling", "percent"] == 1
    assert by_code["trust"]["positive"] == 0
    assert by_code["trust"]["flag"] == "few: 0 by one coder"
    assert "Methods" in [row[1] for row in book["Notes"].iter_rows(values_only=True)]


def test_disagreements_are_listed_with_what_each_coder_has(team: Team, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(report(team, tmp_path / "a.xlsx"))
    header, row, *_foot = book["Disagreements"].iter_rows(values_only=True)
    told = dict(zip(header, row, strict=True))
    assert (told["text"], told["kind"]) == ("熟门熟路。", "missed")
    assert (told["Mia"], told["Lin"]) == ("trust", "nothing")


def test_decisions_are_in_it_with_their_reasons_and_the_figures_before_them(
    team: Team, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def write(name: str) -> Path:
        path = tmp_path / name
        said = cli(
            capsys, "-p", team.place, "-c", "Mia", "agreement", "report", str(path), "--draws", "0"
        )
        assert (said.code, said.out.strip()) == (0, str(path))
        return path

    before = write("before.md").read_text("utf-8")
    assert "Decisions" not in before
    with team.of("Mia") as project:
        settled = project.agreement.reconcile()
        settled.take(1, "none", reason="slip", note="=1+1 is no formula")
        settled.rule("not of people", id=1)
    after = write("after.md").read_text("utf-8")
    assert (
        "1 of 1 disagreements (100.0 %) were settled, by Mia; 1 of 1 documents are reconciled. 1 "
        "segments were alike from the start."
    ) in after
    assert (
        "1 of them were reconciled, each with its reason (slip 100 %); figures are those" in after
    )
    by_code = [
        text[text.index("## By code") : text.index("## Codes taken")] for text in (before, after)
    ]
    assert by_code[0] == by_code[1]
    book = openpyxl.load_workbook(write("a.xlsx"))
    header, row, *_ = book["Decisions"].iter_rows(values_only=True)
    told = dict(zip(header, row, strict=True))
    assert (told["number"], told["kind"], told["choice"], told["takes"]) == (
        1, "missed", "none", "nothing",
    )  # fmt: skip
    assert (told["reason"], told["rule"], told["coder"]) == ("slip", "not of people", "Mia")
    assert told["note"] == "'=1+1 is no formula"
    header, *rows = book["Reasons"].iter_rows(values_only=True)
    assert header[:4] == ("reason", "n", "percent", "missed")
    assert rows[0][:4] == ("slip", 1, 100, 1)
    header, *rows = book["Reasons by code"].iter_rows(values_only=True)
    assert (header, rows[0]) == (("reason", "n", "trust"), ("slip", 1, 1))


def test_words_of_the_vault_leave_in_no_note_of_a_decision(team: Team, tmp_path: Path) -> None:
    with team.of("Mia") as project:
        project.documents.mask("L03", {"老志愿者": "P1"})
        settled = project.agreement.reconcile()
        settled.take(1, "none", reason="slip", note="as 老志愿者 said")
        found = project.agreement.compare(draws=0)
        path = project.report.write_agreement(tmp_path / "a.md", found, settled=settled)
        listed = project.report.write_disagreements(tmp_path / "a.csv", settled)
    for written in (path, listed):
        assert "as P1 said" in written.read_text("utf-8")
        assert "老志愿者" not in written.read_text("utf-8")


def test_nobody_is_quoted_who_did_not_consent_to_it(team: Team, tmp_path: Path) -> None:
    for coder, code in (("Mia", "trust"), ("Lin", "fatigue")):
        with team.of(coder) as project:
            project.coding.apply("001 · q8", code=code, whole=True)
            project.coding.finish("001 · q8")
    with team.of("Mia") as project:
        project.cases.consent("001", quote=False)
        settled = project.agreement.reconcile(question="q8")
        settled.take(1, "A", reason="slip")
        found = project.agreement.compare(question="q8", draws=0)
        written = [
            project.report.write_agreement(tmp_path / "a.md", found, settled=settled),
            project.report.write_disagreements(tmp_path / "a.csv", settled),
        ]
    for path in written:
        assert "different code" in path.read_text("utf-8")
        assert "Too many platforms" not in path.read_text("utf-8")
    assert "withheld: no consent to being quoted." in written[0].read_text("utf-8")


def test_closed_rounds_stand_one_after_another(team: Team, tmp_path: Path) -> None:
    for name in ("r1", "round 2"):
        team.round(name, "reliability", documents=("L02",), coders=("Mia", "Lin"))
        for coder in ("Mia", "Lin"):
            team.code(coder, "L02", ("fatigue", "Then nobody slept."), round=name)
        with team.of("Mia") as project:
            project.agreement.close(name)
    with team.of("Mia") as project:
        found = project.agreement.compare(round="r1", draws=0)
        path = project.report.write_agreement(
            tmp_path / "a.xlsx", found, rounds=project.agreement.curve()
        )
    header, *rows = openpyxl.load_workbook(path)["Rounds"].iter_rows(values_only=True)
    told = [dict(zip(header, row, strict=True)) for row in rows if len(row) == len(header)]
    assert [r["round"] for r in told if r["coefficient"] == "percent_pooled"] == ["r1", "round 2"]


def test_word_and_the_browser_get_the_same_sentence(team: Team, tmp_path: Path) -> None:
    page = report(team, tmp_path / "a.html").read_text("utf-8")
    with zipfile.ZipFile(report(team, tmp_path / "a.docx")) as archive:
        document = archive.read("word/document.xml").decode()
    for text in (page, document):
        assert "2 coders (Mia, Lin) independently coded 1 interview" in text
    assert "<script" not in page
    assert "http" not in page


def test_without_coefficients_the_report_lists_disagreements_alone(
    team: Team, tmp_path: Path
) -> None:
    with team.of("Mia") as project:
        project.agreement.set_coefficients(False)
    book = openpyxl.load_workbook(report(team, tmp_path / "a.xlsx"))
    assert "By code" not in book.sheetnames
    assert "Disagreements" in book.sheetnames


def test_training_is_not_reported(team: Team, tmp_path: Path) -> None:
    team.round("t1", "training", documents=("L02",), coders=("Mia", "Lin"))
    team.code("Mia", "L02", round="t1")
    team.code("Lin", "L02", round="t1")
    with team.of("Mia") as project:
        found = project.agreement.compare(round="t1", feedback=True, draws=0)
        with pytest.raises(qualcode.UsageError, match="training"):
            project.report.write_agreement(tmp_path / "t.docx", found)
    assert not (tmp_path / "t.docx").exists()


def test_the_command_writes_it_and_refuses_a_csv(
    team: Team, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(file: str) -> Said:
        return cli(capsys, "-p", team.place, "-c", "Mia", "agreement", "report", file)

    path = tmp_path / "a.docx"
    assert run(str(path)).out.strip() == str(path)
    said = run(str(tmp_path / "a.csv"))
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert ".docx, .xlsx, .html or .md" in said.err


def test_a_name_like_markup_stays_text(team: Team, tmp_path: Path) -> None:
    with team.of("Mia") as project:
        project.codebook.rename("trust", "<b>trust</b>")
    page = report(team, tmp_path / "a.html").read_text("utf-8")
    assert "<b>trust</b>" not in page
    assert "&lt;b&gt;trust&lt;/b&gt;" in page
