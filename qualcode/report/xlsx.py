"""Reports as a workbook: a sheet a section, what it is in its last row, texts never formulas."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qualcode.report.sections import Section, texts
from qualcode.text.cells import escape

WIDEST = 60
MOST = 32_767
"""Characters an Excel cell can hold."""


def write(path: Path, title: str, sections: Sequence[Section]) -> None:
    """Write a workbook."""
    import xlsxwriter

    options = {
        "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "constant_memory": False,
    }  # fmt: skip
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"title": title})
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    note = book.add_format({"italic": True})
    for section in sections:
        sheet = book.add_worksheet(section.title[:31].replace("/", "-").replace(":", "-"))
        frame = section.frame
        numeric = [frame[name].dtype.kind in "iuf" for name in frame.columns]
        for at, name in enumerate(frame.columns):
            sheet.write_string(0, at, escape(str(name)), bold)
        rows = texts(frame)
        for number, row in enumerate(rows, 1):
            for at, cell in enumerate(row):
                if not cell:
                    continue
                if numeric[at]:
                    sheet.write_number(number, at, float(cell))
                else:
                    sheet.write_string(number, at, escape(cell)[:MOST], wrap)
        for at, name in enumerate(frame.columns):
            longest = max([len(str(name)), *(len(r[at]) for r in rows[:200])])
            sheet.set_column(at, at, min(WIDEST, longest + 2))
        sheet.freeze_panes(1, 1)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(frame.columns) - 1)
        sheet.write_string(len(rows) + 2, 0, section.foot, note)
    book.close()
