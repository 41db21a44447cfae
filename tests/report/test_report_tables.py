"""Tables of a report: numbered, with base, n, interval and test; small cells hidden; pictures."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from matplotlib import font_manager
from PIL import Image
from tables import Person, survey

from qualcode.errors import UsageError
from qualcode.project import Project

_SAID = [
    *[("Xihu", ("gap",))] * 24, *[("Xihu", ("tired",))] * 3, *[("Xihu", ())] * 9,
    *[("Yuhang", ("gap", "tired"))] * 8, *[("Yuhang", ())] * 22,
]  # fmt: skip
PEOPLE = [
    Person(district, codes=codes, area="abcdef"[n % 6], hours=str(n % 9), tasks="发米")
    for n, (district, codes) in enumerate(_SAID)
]
"""Of six areas, nine numbers of hours, and one task with a Chinese name."""
FOOT = (
    "q8, layer final: 66 of 66 cases; base reviewed: cases whose answer was reviewed for the code; "
    "one case may have several codes. Unweighted; intervals are Wilson's, 95 %. Family: 2 tests, "
)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Return a coded survey with two kept tables."""
    folder = tmp_path_factory.mktemp("tables")
    with survey(folder / "s.qualcode", folder, PEOPLE) as project:
        for name, field in (("districts", "district"), ("by area", "area")):
            table = project.analysis.crosstab(field, question="q8")
            project.analysis.keep(name, table)
        yield project


HEAD = [
    "Code", "Xihu\n(n\u00a0=\u00a036)", "Yuhang\n(n\u00a0=\u00a030)",
    "All\n(n\u00a0=\u00a066)", "Test", "p (Holm)", "difference [95 % CI]",
]  # fmt: skip
GAP = [
    "gap", "24▲\n66.7 [50.3,\u00a079.8]", "8▼\n26.7 [14.2,\u00a044.4]",
    "32\n48.5 [36.8,\u00a060.3]",
    "χ²(1,\u00a0N\u00a0=\u00a066) = 10.48", ".002", ".40 [.16,\u00a0.58]",
]  # fmt: skip
TIRED = ["tired", "·", "·", "11\n16.7 [9.6,\u00a027.4]", "", "", ""]
"""3 of 36 are few, and with the total they follow from the other cell."""


def test_a_kept_table_is_printed_as_papers_do(study: Project, tmp_path: Path) -> None:
    path = study.report.write(tmp_path / "r.docx", what="crosstabs")
    document = Document(str(path))
    said = [p.text for p in document.paragraphs if p.text]
    area, districts = document.tables
    assert [[c.text for c in row.cells] for row in districts.rows] == [HEAD, GAP, TIRED]
    assert said[said.index("districts") :][:2] == ["districts", "Table 2\nq8: codes × district"]
    note = next(
        s
        for s in said
        if s.startswith("Note. Cells: n, percent of the cases") and "× district" in s
    )
    assert FOOT in note
    assert "hidden: 2 cells of fewer than 5 cases, or that would give such a cell away" in note
    assert re.search(r"As kept on \d{4}-\d\d-\d\d\. Computed with qualcode \d", note)
    # Of all tests that are not shown the foot speaks, once; of what a file hides it says how much.
    assert "the tests of their rows are not shown." in note
    assert "small cells are hidden" not in note
    assert "are hidden in what is written out" not in note
    assert len(area.rows) == 3
    shown = [s for s in said if s.startswith("Figure")]
    assert shown == ["Figure 1\nq8: codes × area", "Figure 2\nq8: codes × district"]
    pictures = [part for part in document.part.package.iter_parts() if "media" in part.partname]
    assert len(pictures) == 2
    for part in pictures:
        assert Image.open(io.BytesIO(part.blob)).format == "PNG"
    told = [s._inline.docPr.get("descr") for s in document.inline_shapes]
    assert told[1] == "gap: Xihu 66.7 %, Yuhang 26.7 %. tired: Xihu ·, Yuhang ·."
    room = 210 / 25.4 * 914400
    assert all(s.width < room for s in document.inline_shapes)


def test_all_forms_say_the_same(study: Project, tmp_path: Path) -> None:
    text = study.report.write(tmp_path / "r.md", what="crosstabs").read_text("utf-8")
    assert "**Table 2**  \n*q8: codes × district*" in text
    rows = [[c.replace("\n", "<br>") for c in row] for row in (HEAD, GAP, TIRED)]
    for row in rows:
        assert f"| {' | '.join(row)} |" in text
    page = study.report.write(tmp_path / "r.html", what="crosstabs").read_text("utf-8")
    assert "<p><b>Table 2</b><br><i>q8: codes × district</i></p>" in page
    assert f"<td>{GAP[1]}</td>".replace("\n", "<br>") in page
    drawings = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert len(drawings) == 2
    for drawing in drawings:
        ElementTree.fromstring(drawing)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids)), "two figures on a page do not share names"
    used = set(re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', page))
    assert {a or z for a, z in used} <= set(ids)
    assert not re.search(r'(src|href)="(?!#)', page), "nothing is loaded from elsewhere"


def test_a_workbook_has_the_numbers(study: Project, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(study.report.write(tmp_path / "r.xlsx", what="crosstabs"))
    assert book.sheetnames == [
        "by area", "by area cells", "by area tests", "districts", "districts cells",
        "districts tests", "Notes",
    ]  # fmt: skip
    rows = [[c.value for c in row] for row in book["districts cells"].iter_rows()]
    found = [dict(zip(rows[0], row, strict=True)) for row in rows[1:5]]
    assert [(r["code"], r["level"], r["n"], r["base"]) for r in found] == [
        ("gap", "Xihu", 24, 36), ("gap", "Yuhang", 8, 30), ("tired", "Xihu", None, None),
        ("tired", "Yuhang", None, None),
    ]  # fmt: skip
    assert found[0]["percent"] == pytest.approx(200 / 3)
    assert [c.value for c in book["districts tests"][3]][:5] == [
        "tired", "chi-square", None, None, None,
    ]  # fmt: skip


def test_kept_tables_are_in_a_report_unasked_and_say_what_changed(
    study: Project, tmp_path: Path
) -> None:
    whole = study.report.write(tmp_path / "r.md", question="q8").read_text("utf-8")
    assert [line for line in whole.splitlines() if line.startswith("## ")][-3:] == [
        "## by area", "## districts", "## Segments",
    ]  # fmt: skip
    study.coding.apply("030 · q8", code="gap", whole=True)
    try:
        text = study.report.write(tmp_path / "r.md", what="crosstabs").read_text("utf-8")
        assert "today's numbers, of which 1 cell differs from those kept." in text
    finally:
        study.history.undo()
    steps: list[tuple[int, int]] = []
    study.report.write(
        tmp_path / "r.md", what=["crosstabs", "saturation"], question="q8",
        progress=lambda done, of: steps.append((done, of)),
    )  # fmt: skip
    assert steps == [(1, 3), (2, 3), (3, 3), (3, 3)]


def test_pairs_and_saturation_where_asked(study: Project, tmp_path: Path) -> None:
    what = ["crosstabs", "cooccurrence", "saturation"]
    path = study.report.write(tmp_path / "r.md", what=what, question="q8")
    text = path.read_text("utf-8")
    assert "**Table 3**  \n*Pairs of codes by case*" in text
    # 3 have tired alone: fewer than 5, so nothing that would give them away is shown.
    assert "| gap | tired | · | 32 | 11 | 66 | · | · | · |" in text
    assert "**Table 4**  \n*New codes by case, in order*" in text
    assert "| 1 | 001 | 1 | 1 |  |" in text
    study.analysis.hide_below(0)
    try:
        text = study.report.write(path, what="cooccurrence", question="q8").read_text("utf-8")
        # 8 have both, 24 and 3 one alone, 31 neither.
        assert "| gap | tired | 8 | 32 | 11 | 66 | 0.23 | 0.22 | 3.44 [0.82," in text
        page = study.report.write(tmp_path / "r.html", what="saturation", question="q8")
        assert '<svg role="img" aria-label="001 1 new, 1 so far; 002 0 new' in page.read_text(
            "utf-8"
        )
    finally:
        study.history.undo()
    with pytest.raises(UsageError, match="A csv holds one table"):
        study.report.write(tmp_path / "r.csv", what="saturation")


def test_many_levels_are_listed_and_wide_tables_lie_across(study: Project, tmp_path: Path) -> None:
    study.analysis.keep("hours", study.analysis.crosstab("hours", question="q8", codes=["gap"]))
    study.analysis.hide_below(0)
    try:
        path = study.report.write(tmp_path / "r.docx", what="crosstabs", pictures=False)
    finally:
        study.history.undo()
        study.history.undo()
    document = Document(str(path))
    assert not document.inline_shapes
    across, _, listed, tests = document.tables
    assert len(across.columns) == 1 + 6 + 4
    assert [[c.text for c in row.cells] for row in listed.rows][:2] == [
        ["Code", "Level", "n", "Base", "% [95 % CI]", "Residual"],
        ["gap", "0", "4", "8", "50.0 [21.5,\u00a078.5]", "+0.1"],
    ]
    assert len(listed.rows) == 10
    assert [c.text for c in tests.rows[0].cells][:2] == ["Code", "Test"]
    assert [s.orientation for s in document.sections] == [
        WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT,
    ]  # fmt: skip


def test_without_a_chinese_font_a_report_is_written_and_says_so(
    study: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = font_manager.fontManager
    monkeypatch.setattr(manager, "ttflist", [f for f in manager.ttflist if f.name == "DejaVu Sans"])
    study.analysis.keep("tasks", study.analysis.crosstab("tasks", question="q8"))
    try:
        page = study.report.write(tmp_path / "r.html", what="crosstabs").read_text("utf-8")
    finally:
        study.history.undo()
    assert page.count("<svg") == 2, "those without Chinese"
    assert "<p>No figure: No font on this machine has the characters “发米”." in page
    assert "<th>发米<br>(n\u00a0=\u00a066)</th>" in page


def test_a_kept_table_that_cannot_be_made_any_more_says_why(study: Project, tmp_path: Path) -> None:
    table = study.analysis.crosstab("district", question="q8", base="coded", codes=["tired"])
    study.analysis.keep("t", table)
    study.coding.toggle([f"{n:03} · q8" for n in (25, 26, 27, *range(37, 45))], "tired")
    try:
        text = study.report.write(tmp_path / "r.md", what="crosstabs").read_text("utf-8")
        assert "it cannot be made any more: No case of q8 has one of these codes" in text
        for name in ("t", "districts", "by area"):
            study.analysis.forget(name)
        text = study.report.write(tmp_path / "r.md", what="crosstabs").read_text("utf-8")
        assert "No table is kept: qualcode analysis keep NAME FIELD" in text
    finally:
        for _ in range(5):
            study.history.undo()
