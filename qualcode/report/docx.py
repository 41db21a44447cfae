"""Reports as a Word document: tables ruled as papers print them, quotes by code with their sources.

A table has a rule above, below its header and at its end; its header is repeated on each page, and
its base and method stand below it. A wide matrix lies across the page, its codes written upwards.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.report.plain import parts, source
from qualcode.report.sections import QUOTE, Picture, Section, numeric, texts
from qualcode.text.display import width

if TYPE_CHECKING:
    import pandas as pd
    from docx.document import Document
    from docx.table import _Cell

MOST_ROWS, MOST_COLUMNS = 400, 45
"""A larger table is not read in Word; the report says to take the workbook."""
UPRIGHT = 8
"""A matrix of more codes lies across the page."""
SMALLEST = 0.6
"""A figure is not made smaller than this: its labels would not be read."""
CJK = "Noto Sans CJK SC"
_NOT_XML = {c: " " for c in range(32) if c not in (9, 10, 13)}


def write(path: Path, title: str, sections: Sequence[Section]) -> None:
    """Write a Word document. Raises: OSError."""
    from docx import Document as NewDocument
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.shared import Mm

    document = NewDocument()
    for name in ("Normal", "Title", "Heading 1", "Heading 2"):
        style: Any = document.styles[name]
        style.font.name = "Calibri"
        # Word takes the font of Chinese from this attribute, not from the name.
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), CJK)
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    if sections and sections[0].across:  # no page is begun for the title alone
        page.orientation = WD_ORIENT.LANDSCAPE
        page.page_width, page.page_height = page.page_height, page.page_width
    document.core_properties.title = clean(title)
    document.core_properties.author = ""
    document.add_heading(clean(title), 0)
    _page_foot(document, title)
    for section in sections:
        turned = section.kind == "matrix" and section.frame.shape[1] - 1 > UPRIGHT
        _lay(document, across=section.across or turned)
        document.add_heading(clean(section.title), 1)
        if section.kind == "text":
            document.add_paragraph(clean(section.foot))
            continue
        if section.kind == "quotes":
            _quotes(document, section)
        else:
            _caption(document, section.label, section.caption)
            _table(document, section)
        _note(document, section.foot)
        if section.picture is not None:
            _lay(document, across=False)
            _picture(document, section.picture)
    document.save(str(path))


def clean(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    kept = text.translate(_NOT_XML)
    return "".join(c for c in kept if not 0xD800 <= ord(c) <= 0xDFFF and c not in "\ufffe\uffff")


def _lay(document: Document, *, across: bool) -> None:
    """Begin a page of the other orientation where a section needs one."""
    from docx.enum.section import WD_ORIENT, WD_SECTION

    now = document.sections[-1]
    lies = now.orientation == WD_ORIENT.LANDSCAPE
    if lies == across:
        return
    fresh = document.add_section(WD_SECTION.NEW_PAGE)
    fresh.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    fresh.page_width, fresh.page_height = now.page_height, now.page_width


def _room(document: Document) -> int:
    """Return the width between the margins."""
    page = document.sections[-1]
    return int(page.page_width or 0) - int(page.left_margin or 0) - int(page.right_margin or 0)


def _table(document: Document, section: Section) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    frame, heads = section.for_reading()
    rows = texts(frame)
    if not rows:
        document.add_paragraph("Nothing to show.")
        return
    if len(rows) > MOST_ROWS or len(frame.columns) > MOST_COLUMNS:
        document.add_paragraph(
            f"{len(rows):,} rows and {len(frame.columns)} columns: too many to read here. "
            "Write the report as .xlsx to have them."
        )
        return
    numbers = numeric(frame)
    table = document.add_table(rows=1 + len(rows), cols=len(frame.columns))
    table.autofit = False
    widths = _widths(_room(document), section.kind, frame, rows)
    turned = section.kind == "matrix" and len(frame.columns) - 1 > UPRIGHT
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = wide
    lines = [[str(name) for name in frame.columns], *rows]
    for at, (line, row) in enumerate(zip(table.rows, lines, strict=True)):
        bold = at == 0 or (bool(heads) and heads[at - 1])
        for place, (cell, text) in enumerate(zip(line.cells, row, strict=True)):
            cell.width = widths[place]
            size = 8 if turned else 9.5
            if section.kind == "display" and at:
                _lines(cell, text, size)
                continue
            _fill(cell, text, bold=bold, right=numbers[place], size=size)
            if turned and place:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
            if at == 0 and turned and place:
                _upwards(cell)
        if at and section.depth and (depth := section.depth[at - 1]):
            line.cells[0].paragraphs[0].paragraph_format.left_indent = Pt(12 * depth)
    if turned:
        longest = max(width(str(name)) for name in frame.columns[1:])
        table.rows[0].height = Pt(min(200, 5 * longest + 10))
    _rules(table)


def _widths(room: int, kind: str, frame: pd.DataFrame, rows: Sequence[Sequence[str]]) -> list[int]:
    """Share the width of the page out: texts by their length, numbers alike."""
    numbers = numeric(frame)
    if kind == "matrix":
        first = room // 5
        rest = (room - first) // max(1, len(frame.columns) - 1)
        return [first] + [min(rest, room // 9)] * (len(frame.columns) - 1)
    wanted = [
        9 if number else min(45, max(10, *(width(row[at]) for row in rows)))
        for at, number in enumerate(numbers)
    ]
    return [room * one // sum(wanted) for one in wanted]


def _fill(cell: _Cell, text: str, *, bold: bool, right: bool, size: float) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(1)
    paragraph.paragraph_format.space_before = Pt(1)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run(clean(text))
    run.bold = bold
    run.font.size = Pt(size)


def _lines(cell: _Cell, text: str, size: float) -> None:
    """Fill a cell line by line, a quote smaller and in italics."""
    from docx.shared import Pt

    for at, line in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
        paragraph.paragraph_format.space_before = Pt(1)
        paragraph.paragraph_format.space_after = Pt(2)
        run = paragraph.add_run(clean(line))
        run.italic = line.startswith(QUOTE) or None
        run.font.size = Pt(9 if run.italic else size)


def _element(name: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def _upwards(cell: _Cell) -> None:
    """Write a cell from bottom to top."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.LEFT
    cell._tc.get_or_add_tcPr().append(_element("w:textDirection", val="btLr"))


def _rules(table: Any) -> None:
    """Rule a table above, below its header and at its end; repeat the header on each page."""
    borders = _element("w:tblBorders")
    for edge in ("top", "bottom"):
        borders.append(_element(f"w:{edge}", val="single", sz="8", color="000000"))
    margins = _element("w:tblCellMar")
    for edge in ("left", "right"):
        margins.append(_element(f"w:{edge}", w="50", type="dxa"))
    # Word refuses a file whose properties do not stand in the schema's order.
    layout = table._tbl.tblPr.find(borders.tag.replace("tblBorders", "tblLayout"))
    layout.addprevious(borders)
    layout.addnext(margins)
    header = table.rows[0]
    for cell in header.cells:
        below = _element("w:tcBorders")
        below.append(_element("w:bottom", val="single", sz="4", color="000000"))
        cell._tc.tcPr.find(below.tag.replace("tcBorders", "tcW")).addnext(below)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(_element("w:cantSplit"))
    header._tr.get_or_add_trPr().append(_element("w:tblHeader"))


def _note(document: Document, foot: str) -> None:
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(4)
    label = paragraph.add_run("Note. ")
    label.italic = True
    text = paragraph.add_run(clean(foot))
    for run in (label, text):
        run.font.size = Pt(9)


def _caption(document: Document, label: str, caption: str) -> None:
    """Write the number of a table or figure, and below it its title, as papers do."""
    if not label:
        return
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run(clean(label)).bold = True
    paragraph.add_run(clean(f"\n{caption}")).italic = True


def _picture(document: Document, picture: Picture) -> None:
    """Show a figure as wide as the page lets it be; where it would be unreadable, say so."""
    from docx.shared import Inches

    across, high = picture.inches
    if not picture.data:
        document.add_paragraph(clean(picture.caption))
        return
    scale = min(1.0, _room(document) / Inches(across), _tall(document) / Inches(high))
    if scale < SMALLEST:
        document.add_paragraph(
            f"{picture.label}: {across:.0f} × {high:.0f} inches are too large for a page. Draw it "
            "as a file of its own."
        )
        return
    _caption(document, picture.label, picture.caption)
    shape = document.add_picture(io.BytesIO(picture.data), width=Inches(across * scale))
    shape._inline.docPr.set("descr", clean(picture.told))


def _tall(document: Document) -> int:
    """Return the height that a figure may take between the margins, its caption left out."""
    from docx.shared import Inches

    page = document.sections[-1]
    margins = int(page.top_margin or 0) + int(page.bottom_margin or 0)
    return int(page.page_height or 0) - margins - Inches(0.8)


def _page_foot(document: Document, title: str) -> None:
    """Give each page its number and the study's name."""
    from docx.shared import Pt

    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.add_run(clean(f"{title} · ")).font.size = Pt(8)
    number = paragraph.add_run()
    number.font.size = Pt(8)
    for kind in ("begin", "", "end"):
        if kind:
            number._r.append(_element("w:fldChar", fldCharType=kind))
        else:
            code = _element("w:instrText")
            code.text = "PAGE"
            number._r.append(code)


def _quotes(document: Document, section: Section) -> None:
    from docx.shared import Cm, Pt, RGBColor

    if section.frame.empty:
        document.add_paragraph("Nothing to show.")
    for heading, rows in section.headed():
        if heading is not None:
            document.add_heading(clean(f"{heading} ({len(rows):,})"), 2)
        for row in rows:
            before, text, after = parts(row)
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.left_indent = Cm(0.8)
            paragraph.paragraph_format.space_after = Pt(8)
            paragraph.add_run(clean(before))
            paragraph.add_run(clean(text)).bold = bool(before or after) or None
            paragraph.add_run(clean(after))
            from_where = paragraph.add_run(clean(f"\n— {source(row, section.by)}"))
            from_where.font.size = Pt(9)
            from_where.font.color.rgb = RGBColor(0x59, 0x59, 0x59)
