"""Reports as a Word document: tables of a readable size, quotes by code with their sources."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.report.plain import source
from qualcode.report.sections import Section, texts

if TYPE_CHECKING:
    from docx.document import Document

MOST_ROWS = 400
"""A table of more rows is not read in Word; the report says to take the workbook."""

_NOT_XML = {c: " " for c in range(32) if c not in (9, 10, 13)}


def write(path: Path, title: str, sections: Sequence[Section]) -> None:
    """Write a Word document."""
    from docx import Document as NewDocument
    from docx.oxml.ns import qn

    document = NewDocument()
    style: Any = document.styles["Normal"]
    style.font.name = "Calibri"
    # Word takes the font of Chinese from this attribute, not from the name.
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "Noto Sans CJK SC")
    document.core_properties.title = title
    document.add_heading(_clean(title), 0)
    for section in sections:
        document.add_heading(_clean(section.title), 1)
        if section.kind == "quotes":
            _quotes(document, section)
        else:
            _table(document, section)
        document.add_paragraph().add_run(_clean(section.foot)).italic = True
    document.save(str(path))


def _clean(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    kept = text.translate(_NOT_XML)
    return "".join(c for c in kept if not 0xD800 <= ord(c) <= 0xDFFF and c not in "\ufffe\uffff")


def _table(document: Document, section: Section) -> None:
    rows = texts(section.frame)
    if len(rows) > MOST_ROWS or len(section.frame.columns) > 30:
        document.add_paragraph(
            f"{len(rows):,} rows and {len(section.frame.columns)} columns: too many to read here. "
            "Write the report as .xlsx to have them."
        )
        return
    table = document.add_table(rows=1 + len(rows), cols=len(section.frame.columns))
    table.style = "Light Grid Accent 1"
    for cell, name in zip(table.rows[0].cells, section.frame.columns, strict=True):
        cell.text = _clean(str(name))
    for line, row in zip(table.rows[1:], rows, strict=True):
        for cell, text in zip(line.cells, row, strict=True):
            cell.text = _clean(text)


def _quotes(document: Document, section: Section) -> None:
    for code, rows in section.frame.groupby("code", sort=False):
        document.add_heading(_clean(f"{code} ({len(rows):,})"), 2)
        for _, row in rows.iterrows():
            paragraph = document.add_paragraph(_clean(str(row["text"])), style="Intense Quote")
            paragraph.add_run(_clean(f"\n— {source(row)}")).italic = False
