"""Exports read back cell by cell: csv, xlsx, docx, Markdown; and what is said where none fits."""

from __future__ import annotations

import csv
import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from study import build

import qualcode
from qualcode.project import Project
from qualcode.report.sections import texts

FORMULA = "=1+1"
ANSWERS = (
    "id,q8\n"
    "-5,=SUM(A1) 太累了\n"
    '007,"first, ""quoted""\nsecond line | with a bar"\n'
    "@9,'+86 131\x1b[31m red\n"
)


@pytest.fixture
def study(tmp_path: Path) -> Project:
    """Return a study whose answers, ids and codes begin as formulas do, coded and half reviewed."""
    with qualcode.create(tmp_path / "s.qualcode", coder="Mia", name="志愿者 2020") as project:
        (tmp_path / "s.csv").write_text(ANSWERS, "utf-8")
        project.codebook.add("负担", category=True)
        project.codebook.add(FORMULA, parent="负担")
        project.codebook.add("疲惫", parent="负担")
        project.cases.import_survey(tmp_path / "s.csv", id="id", open_ended=["q8"])
        project.coding.apply("-5 · q8", code=FORMULA, quote="=SUM(A1)", strength=40)
        project.coding.apply("-5 · q8", code="疲惫", quote="太累了", memo="-- why")
        project.coding.apply("007 · q8", code="疲惫", whole=True)
        project.coding.apply("@9 · q8", code=FORMULA, whole=True)
        for case in ("-5", "007"):
            project.coding.done(f"{case} · q8")
    return qualcode.open(tmp_path / "s.qualcode", coder="Mia")


def read_csv(path: Path) -> list[list[str]]:
    """Return a csv as a spreadsheet program would read it."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def sheets(path: Path) -> dict[str, list[list[Any]]]:
    """Return a workbook's cells by sheet."""
    book = openpyxl.load_workbook(path)
    return {s.title: [[c.value for c in row] for row in s.iter_rows()] for s in book}


def tables(path: Path) -> list[list[list[str]]]:
    """Return the tables of a Word document."""
    return [[[c.text for c in row.cells] for row in t.rows] for t in Document(str(path)).tables]


MATRIX = [["case", "'=1+1", "疲惫"], ["'-5", "1", "1"], ["007", "0", "1"], ["'@9", "", ""]]
FOOT = (
    "q8, layer final: 2 of 3 cases reviewed; 1 applied, 0 reviewed and not applied, empty not "
    "reviewed for this code."
)
COUNTS = [
    ["负担", "True", "3", "2", "2", "2", "2"],
    ["'=1+1", "False", "1", "1", "2", "1", "2"],
    ["疲惫", "False", "2", "2", "2", "2", "2"],
]


def test_csv_holds_each_cell_as_text_or_number(study: Project, tmp_path: Path) -> None:
    with study as project:
        path = project.report.write(tmp_path / "r.csv")
        assert path.read_bytes()[:3] == b"\xef\xbb\xbf"
        head, *rows = read_csv(path)
        shown = ["document", "case", "start", "end", "text", "code", "coder", "strength", "memo"]
        at = [head.index(name) for name in shown]
        first = ["'-5 · q8", "'-5", "0", "8", "'=SUM(A1)", "'=1+1", "Mia", "40", ""]
        second = ["'-5 · q8", "'-5", "9", "12", "太累了", "疲惫", "Mia", "", "'-- why"]
        third = ["007 · q8", "007", "0", "40", 'first, "quoted"\nsecond line | with a bar']
        found = [[row[i] for i in at] for row in rows]
        assert found == [
            first,
            second,
            [*third, "疲惫", "Mia", "", ""],
            ["'@9 · q8", "'@9", "0", "16", "'+86 131\x1b[31m red", "'=1+1", "Mia", "", ""],
        ]
        project.report.write(tmp_path / "m.csv", what="matrix", question="q8")
        assert read_csv(tmp_path / "m.csv") == MATRIX
        project.report.write(tmp_path / "f.csv", what="frequencies", question="q8")
        names = "code,category,segments,documents,documents_reviewed,cases,cases_reviewed"
        assert read_csv(tmp_path / "f.csv") == [names.split(","), *COUNTS]


def test_an_export_comes_back_as_it_was(study: Project, tmp_path: Path) -> None:
    with study as project:
        project.report.write(tmp_path / "r.csv", what="segments")
        said = [row.text for row in project.coding.rows()]
        with qualcode.create(tmp_path / "t.qualcode", coder="Mia") as other:
            other.cases.import_survey(tmp_path / "r.csv", id="segment", open_ended=["text"])
            rows = other.documents.rows(kind="answer")
            assert [other.documents.text(row.uid) for row in rows] == said


def test_a_workbook_holds_numbers_as_numbers_and_texts_as_texts(
    study: Project, tmp_path: Path
) -> None:
    with study as project:
        found = sheets(project.report.write(tmp_path / "r.xlsx"))
        assert list(found) == ["Frequencies q8", "Matrix q8", "Segments", "Notes"]
        assert found["Matrix q8"] == [
            ["case", "'=1+1", "疲惫"],
            ["'-5", 1, 1],
            ["007", 0, 1],
            ["'@9", None, None],
            [None] * 3,
            [FOOT, None, None],
        ]
        counts = [row[:7] for row in found["Frequencies q8"][1:4]]
        assert counts == [[a, b, *map(int, rest)] for a, b, *rest in COUNTS]
        head, first, *_ = found["Segments"]
        row = dict(zip(head, first, strict=True))
        kept = ("case", "start", "end", "text", "code", "strength")
        assert [row[name] for name in kept] == ["'-5", 0, 8, "'=SUM(A1)", "'=1+1", 40]
        assert found["Notes"][2] == ["Matrix q8", "Cases × codes, q8", FOOT]
        book = openpyxl.load_workbook(tmp_path / "r.xlsx")
        for name in ("Frequencies q8", "Matrix q8", "Segments"):
            assert book[name].freeze_panes == "B2"
            assert book[name].auto_filter.ref is not None
        types = {c.data_type for s in book for row in s.iter_rows() for c in row}
        assert types <= {"s", "n"}, "no formula, no error"
        assert book["Segments"].column_dimensions["F"].width <= 61


def test_sheets_of_long_and_forbidden_names_are_told_apart(tmp_path: Path) -> None:
    ask = "In your own words: what made it hard? [please] "
    (tmp_path / "s.csv").write_text(f"id,{ask}1,{ask}2,History\n1,a,b,c\n", "utf-8")
    with qualcode.create(tmp_path / "s.qualcode", coder="Mia") as project:
        project.codebook.add("trust")
        project.cases.import_survey(
            tmp_path / "s.csv", id="id", open_ended=[f"{ask}1", f"{ask}2", "History"]
        )
        found = sheets(project.report.write(tmp_path / "r.xlsx", what="matrix"))
        assert list(found) == [
            "Matrix In your own words  what", "Matrix In your own words  wha 2", "Matrix History",
            "Notes",
        ]  # fmt: skip
        assert [row[1] for row in found["Notes"][1:]] == [
            f"Cases × codes, {ask}1", f"Cases × codes, {ask}2", "Cases × codes, History",
        ]  # fmt: skip


def test_a_text_longer_than_a_cell_is_cut_and_said(tmp_path: Path) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        (tmp_path / "long.txt").write_text("字" * 40_000, "utf-8")
        project.documents.add(tmp_path / "long.txt")
        project.coding.apply("long", code="trust", whole=True)
        rows = sheets(project.report.write(tmp_path / "r.xlsx", what="segments"))["Segments"]
        row = dict(zip(rows[0], rows[1], strict=True))
        assert row["text"] == "字" * 32_767
        assert str(rows[-1][0]).endswith(
            "1 text longer than a cell holds (32,767 characters) is cut; the csv has all of it."
        )
        project.report.write(tmp_path / "r.csv", what="segments")
        assert read_csv(tmp_path / "r.csv")[1][5] == "字" * 40_000


def test_a_word_document_holds_tables_quotes_base_and_method(
    study: Project, tmp_path: Path
) -> None:
    with study as project:
        path = project.report.write(tmp_path / "r.docx")
        frequencies, matrix = tables(path)
        heads = ["Code", "Segments", "Documents", "Documents reviewed", "Cases", "Cases reviewed"]
        assert frequencies == [
            heads,
            ["负担", "3", "2", "2", "2", "2"],
            ["=1+1", "1", "1", "2", "1", "2"],
            ["疲惫", "2", "2", "2", "2", "2"],
        ]
        assert matrix == [
            ["Case", "=1+1", "疲惫"], ["-5", "1", "1"], ["007", "0", "1"], ["@9", "", ""],
        ]  # fmt: skip
        document = Document(str(path))
        said = [p.text for p in document.paragraphs]
        assert said[0] == "志愿者 2020"
        assert f"Note. {FOOT}" in said
        assert said[-1] == (
            "Note. 4 segments in 3 documents, coded by Mia: each coder's own work, whether marked "
            "done or not. Places are characters of the current text."
        )
        at = said.index("=1+1 (2)")
        assert said[at : at + 6] == [
            "=1+1 (2)",
            "=SUM(A1)\n— -5 · q8, 0–8 (coded by Mia)",
            "+86 131 [31m red\n— @9 · q8, 0–16 (coded by Mia)",
            "疲惫 (2)",
            "太累了\n— -5 · q8, 9–12 (coded by Mia)",
            'first, "quoted"\nsecond line | with a bar\n— 007 · q8, 0–40 (coded by Mia)',
        ]
        for table in document.tables:
            first, *others = table.rows
            assert len(list(first._tr.iter(qn("w:tblHeader")))) == 1
            assert not any(list(row._tr.iter(qn("w:tblHeader"))) for row in others)
        footer = document.sections[0].footer
        assert footer.paragraphs[0].text == "志愿者 2020 · "
        [page] = footer._element.iter(qn("w:instrText"))
        assert page.text == "PAGE"


def test_a_wide_matrix_lies_across_the_page_and_a_huge_one_is_left_to_the_workbook(
    tmp_path: Path,
) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        for n in range(20):
            project.codebook.add(f"code {n}")
        project.coding.done("L02")
        path = project.report.write(tmp_path / "r.docx", what="matrix")
        document = Document(str(path))
        assert [s.orientation for s in document.sections] == [
            WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE,
        ]  # fmt: skip
        [table] = document.tables
        [row] = [[c.text for c in row.cells] for row in table.rows if row.cells[0].text == "L02"]
        assert row == ["L02", *["0"] * 23]
        page: Any = document.sections[1]
        room = page.page_width - page.left_margin - page.right_margin
        first: Any = table.rows[0]
        assert sum(cell.width for cell in first.cells) <= room
        for n in range(20, 60):
            project.codebook.add(f"code {n}")
        document = Document(str(project.report.write(path, what="matrix")))
        assert not document.tables
        assert any("Write the report as .xlsx" in p.text for p in document.paragraphs)


def test_markdown_says_the_same(study: Project, tmp_path: Path) -> None:
    with study as project:
        text = project.report.write(tmp_path / "r.md").read_text("utf-8")
        lines = text.split("\n")
        assert lines[0] == "# 志愿者 2020"
        at = lines.index("## Cases × codes, q8")
        assert lines[at + 2 : at + 9] == [
            "| Case | =1+1 | 疲惫 |",
            "|---|--:|--:|",
            "| -5 | 1 | 1 |",
            "| 007 | 0 | 1 |",
            "| @9 |  |  |",
            "",
            f"*Note.* {FOOT}",
        ]
        assert "| **负担** | 3 | 2 | 2 | 2 | 2 |" in lines
        assert "| \u2003疲惫 | 2 | 2 | 2 | 2 | 2 |" in lines
        assert "> second line | with a bar" in lines


def test_reports_name_the_layer_and_what_it_leaves_out(tmp_path: Path) -> None:
    path = tmp_path / "s.qualcode"
    with build(path, tmp_path) as project:
        project.coding.done("001 · q8")
        project.coding.done("L02")
    with qualcode.open(path, coder="Lin") as project:
        project.coding.done("001 · q8")
        project.report.write(tmp_path / "r.docx", what=["frequencies", "matrix"])
        [_, _, left] = tables(tmp_path / "r.docx")
        words = len(project.documents.text("001 · q8"))
        assert left == [
            ["Document", "Case", "Question", "Start", "End", "Coders"],
            ["001 · q8", "001", "q8", "0", str(words), "Lin, Mia"],
        ]
        text = project.report.write(tmp_path / "u.md", what="matrix", layer="union").read_text()
        assert "Interviews, layer union: 1 of 2 cases reviewed;" in text
        assert "Left out" not in text
        with pytest.raises(qualcode.NotFound, match="Layers are"):
            project.report.write(tmp_path / "x.docx", layer="nobody at all")
        assert not (tmp_path / "x.docx").exists()


def test_segments_are_sorted_and_those_without_words_left_out(tmp_path: Path) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        project.coding.apply("L03", code="trust", quote="六个工作人员")
        project.coding.apply("L02", code="fatigue", quote="nobody slept")
        project.coding.apply("L02", code="trust", quote="old volunteers")
        project.coding.apply("001 · q8", code="trust", quote=", and again on paper")
        project.documents.edit("001 · q8", "Too many platforms asked for the same data.")
        rows = sheets(project.report.write(tmp_path / "r.xlsx", what="segments"))["Segments"]
        at = rows[0].index("text")
        assert [row[at] for row in rows[1:4]] == ["old volunteers", "nobody slept", "六个工作人员"]
        assert "1 segment is left out, as an edit took all of the words." in rows[-1][0]
        lines = project.report.write(tmp_path / "r.md", what="segments").read_text("utf-8")
        heads = [line for line in lines.split("\n") if line.startswith("### ")]
        assert heads == ["### fatigue (1)", "### trust (2)"]
        assert "> — Moira, L02, 134–146 (coded by Mia)" in lines


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".docx", ".html", ".md"])
def test_an_empty_study_is_written_too(tmp_path: Path, suffix: str) -> None:
    with qualcode.create(tmp_path / "s.qualcode", coder="Mia") as project:
        path = project.report.write(tmp_path / f"r{suffix}")
        assert path.stat().st_size > 0
        if suffix == ".docx":
            assert "Nothing to show." in [p.text for p in Document(str(path)).paragraphs]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".docx", ".html", ".md"])
def test_over_a_directory_or_into_none_is_one_error_and_leaves_nothing(
    tmp_path: Path, suffix: str
) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        folder = tmp_path / "out"
        (folder / f"r{suffix}").mkdir(parents=True)
        with pytest.raises(qualcode.StorageFailed, match=f"r{suffix} cannot be written"):
            project.report.write(folder / f"r{suffix}")
        assert [p.name for p in folder.iterdir()] == [f"r{suffix}"]
        assert list((folder / f"r{suffix}").iterdir()) == []
        with pytest.raises(qualcode.StorageFailed, match="does not exist"):
            project.report.write(tmp_path / "no" / f"r{suffix}")


def as_nobody(act: Callable[[], object]) -> str:
    """Do something as a user without rights; return what it was refused with."""
    ours, theirs = multiprocessing.Pipe(duplex=False)

    def child() -> None:
        if os.getuid() == 0:
            os.setuid(65534)
        try:
            act()
        except qualcode.StorageFailed as error:
            theirs.send(str(error))
        os._exit(0)

    process = multiprocessing.get_context("fork").Process(target=child)
    process.start()
    process.join()
    return str(ours.recv()) if ours.poll() else ""


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".docx", ".html", ".md"])
@pytest.mark.parametrize("rights", [0o555, 0o000], ids=["read-only", "closed"])
def test_a_folder_without_rights_keeps_the_earlier_report_and_gets_no_half_one(
    study: Project, tmp_path: Path, rights: int, suffix: str
) -> None:
    # Not below tmp_path, which nobody but its owner may enter.
    folder = Path(tempfile.mkdtemp())
    try:
        target = folder / f"r{suffix}"
        target.write_bytes(b"the earlier one")
        folder.chmod(rights)
        with study as project:
            # Opens the database, and loads what writes, while they may be read.
            project.report.write(tmp_path / f"first{suffix}")
            said = as_nobody(lambda: project.report.write(target))
        folder.chmod(0o755)
        assert said == f"{target} cannot be written: Permission denied. Choose another folder."
        kept = [(p.name, p.read_bytes()) for p in folder.iterdir()]
        assert kept == [(target.name, b"the earlier one")]
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("name", "how", "said"),
    [
        ("r.pdf", {}, "written as .docx, .xlsx, .html, .md, .csv, not “.pdf”"),
        ("r.csv", {"what": ["segments", "matrix"]}, "A csv holds one table"),
        ("r.md", {"what": "quotes"}, "No export “quotes”"),
        ("r.md", {"code": "trsut"}, "Nearest: “trust”"),
        ("r.md", {"question": "q7"}, "No question “q7”"),
    ],
)
def test_what_cannot_be_written_is_said(
    tmp_path: Path, name: str, how: dict[str, Any], said: str
) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        with pytest.raises(qualcode.QualcodeError, match=said):
            project.report.write(tmp_path / name, **how)
        assert not (tmp_path / name).exists()


def test_numbers_are_written_with_all_their_digits() -> None:
    times = pd.Series(["2020-01-31", "2020-02-01 08:30", None, None, None])
    frame = pd.DataFrame(
        {
            "number": [1234567.25, 0.1 + 0.2, 3.0, float("nan"), 1e22],
            "when": pd.to_datetime(times, format="ISO8601"),
        }
    )
    assert texts(frame) == [
        ["1234567.25", "2020-01-31"],
        ["0.30000000000000004", "2020-02-01T08:30:00"],
        ["3", ""],
        ["", ""],
        ["1e+22", ""],
    ]
