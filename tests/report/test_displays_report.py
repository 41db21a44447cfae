"""Themes, summaries, displays and quotes as they leave the project, in every form."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from interpreting import Coded, consent, copied

from qualcode.errors import UsageError


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coded]:
    made = copied(tmp_path_factory.mktemp("displays") / "s.qualcode")
    with made.project as project:
        analysis = project.analysis
        project.analysis.hide_below(0)
        analysis.themes.add("补位", "人手不足", memo="问过 Moira", codes=["gaps", "fatigue"])
        analysis.themes.quote("补位", [made.segments[n] for n in ("clerks", "platforms", "slept")])
        analysis.themes.contrary("补位", cases="Moira", note="no gap there")
        analysis.summaries.set("Zhou", "gap filling", "Six clerks | two blocks.")
        analysis.displays.add("整合")
        analysis.displays.add_row("整合", "=Gaps")
        analysis.displays.count("整合", 1, "theme:补位")
        analysis.displays.theme("整合", 1, "补位")
        analysis.displays.quotes("整合", 1, theme="补位")
        analysis.displays.fit("整合", 1, "extends", inference="Words say why.")
        project.documents.mask("L02", {"Moira": "[P1]"})
        consent(project, "001", 0)
        yield made


def test_a_display_in_word_lies_across_with_three_rules_and_small_quotes(
    study: Coded, tmp_path: Path
) -> None:
    path = study.project.report.write_display(tmp_path / "d.docx", "整合")
    document = Document(str(path))
    assert [s.orientation for s in document.sections] == [WD_ORIENT.LANDSCAPE]
    [table] = document.tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows == [
        ["topic", "survey result", "themes and quotes", "fit", "inference"],
        ["=Gaps", "补位: 2 of 2",
         "补位: 人手不足 (2 cases; contrary: 1)\n"
         "“街道办只有六个工作人员，要管两万多户。” — Zhou, 周\n"
         "[a quote that may not be printed: no consent]\n“Then nobody slept.” — Moira, [P1]",
         "extends", "Words say why."],
    ]  # fmt: skip
    quote: Any = table.rows[1].cells[2].paragraphs[1].runs[0]
    assert (quote.italic, quote.font.size.pt) == (True, 9)
    plain: Any = table.rows[1].cells[2].paragraphs[0].runs[0]
    assert (plain.italic, plain.font.size.pt) == (None, 9.5)
    header, row = table.rows
    assert len(list(header._tr.iter(qn("w:tblHeader")))) == 1
    assert len(list(row._tr.iter(qn("w:cantSplit")))) == 1
    edges = [e.tag for borders in table._tbl.iter(qn("w:tblBorders")) for e in borders]
    assert edges == [qn("w:top"), qn("w:bottom")]
    fonts = document.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "Noto Sans CJK SC"


def test_a_display_in_a_workbook_has_its_cells_and_quotes(study: Coded, tmp_path: Path) -> None:
    path = study.project.report.write_display(tmp_path / "d.xlsx", "整合")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["display", "cells", "quotes", "Notes"]
    assert [sheet.freeze_panes for sheet in book] == ["B2", "B2", "B2", "A2"]
    cells = [[c.value for c in row] for row in book["cells"].iter_rows()]
    at = {name: n for n, name in enumerate(cells[0])}
    assert [[row[at[n]] for n in ("row", "column", "kind", "n", "base")] for row in cells[1:4]] == [
        [1, "survey result", "count", 2, 2], [1, "themes and quotes", "theme", None, None],
        [1, "themes and quotes", "quotes", None, None],
    ]  # fmt: skip
    assert '"layer": "final"' in str(cells[1][at["query"]]), "each cell keeps its question"
    assert book["cells"]["B2"].data_type == "s", "a topic is a text, never a formula"
    quotes = [[c.value for c in row] for row in book["quotes"].iter_rows()]
    where = [quotes[0].index(name) for name in ("case", "text", "state")]
    assert [[row[n] for n in where] for row in quotes[1:4]] == [
        ["Zhou", "街道办只有六个工作人员，要管两万多户。", None], ["001", None, "no consent"],
        ["Moira", "Then nobody slept.", None],
    ]  # fmt: skip


def test_a_wide_display_is_a_block_a_row_in_markdown(study: Coded, tmp_path: Path) -> None:
    text = study.project.report.write_display(tmp_path / "d.md", "整合").read_text("utf-8")
    assert text.split("*Note.*")[0] == (
        "# Volunteers: joint display\n\n## Joint display: 整合\n\n### =Gaps\n\n"
        "**survey result**\n\n补位: 2 of 2\n\n**themes and quotes**\n\n"
        "补位: 人手不足 (2 cases; contrary: 1)  \n\n"
        "> “街道办只有六个工作人员，要管两万多户。” — Zhou, 周\n\n"
        "[a quote that may not be printed: no consent]  \n\n"
        "> “Then nobody slept.” — Moira, [P1]\n\n"
        "**fit**\n\nextends\n\n**inference**\n\nWords say why.\n\n"
    )
    page = study.project.report.write_display(tmp_path / "d.html", "整合").read_text("utf-8")
    assert '<i class="quote">“Then nobody slept.” — Moira, [P1]</i>' in page
    assert "Too many platforms" not in page + text


def test_themes_and_summaries_are_parts_of_the_report_once_there_are_any(
    study: Coded, tmp_path: Path
) -> None:
    report = study.project.report
    text = report.write(tmp_path / "r.md").read_text("utf-8")
    titles = [line[3:] for line in text.splitlines() if line.startswith("## ")]
    for wanted in ("Theme: 补位", "Quotes: 补位", "Summaries, interviews", "Joint display: 整合"):
        assert wanted in titles
    assert "人手不足. Codes: gaps, fatigue. 问过 [P1]. Against it: Moira: no gap there." in text, (
        "masked words do not leave"
    )
    assert "1 left out of what is quoted here. Not printed: 1 no consent." in text
    assert "Six clerks \\| two blocks." in text
    only = report.write(tmp_path / "t.xlsx", what="themes")
    book = openpyxl.load_workbook(only)
    assert book.sheetnames == ["Themes", "Theme evidence", "Notes"]
    evidence = [[c.value for c in row][:5] for row in book["Theme evidence"].iter_rows()]
    assert evidence[1:5] == [
        ["补位", "quote", "segment", "Zhou", "L03"],
        ["补位", "quote", "segment", "001", "001 · q8"],
        ["补位", "quote", "segment", "Moira", "L02"],
        ["补位", "contrary", "case", "Moira", None],
    ]
    with pytest.raises(UsageError, match=r"themes, summaries, displays"):
        report.write(tmp_path / "x.md", what="theme")


def test_quotes_and_a_typology_are_written_as_they_may_leave(study: Coded, tmp_path: Path) -> None:
    analysis, report = study.project.analysis, study.project.report
    for suffix in (".docx", ".xlsx", ".html", ".md", ".csv"):
        report.write_quote_matrix(tmp_path / f"q{suffix}", analysis.quote_matrix(["gaps"]))
        table = analysis.typology("gaps", "fatigue")
        report.write_typology(tmp_path / f"t{suffix}", table)
        matrix = analysis.summaries.matrix(["gap filling"])
        report.write_summaries(tmp_path / f"s{suffix}", matrix)
        report.write_themes(tmp_path / f"h{suffix}")
    [[head, *_], row, *_] = [
        line.split(",") for line in (tmp_path / "q.csv").read_text("utf-8-sig").splitlines()
    ]
    assert (head, row[:4]) == ("code", ["gaps", "all", "Zhou", "L03"])
    assert "n = 1<br>Zhou" in (tmp_path / "t.md").read_text("utf-8")
    assert [s.orientation for s in Document(str(tmp_path / "s.docx")).sections] == [
        WD_ORIENT.LANDSCAPE
    ]
    with pytest.raises(UsageError, match="A report is written as"):
        report.write_themes(tmp_path / "t.pdf")
