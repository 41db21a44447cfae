"""Reports as a workbook: a sheet a section, texts never formulas, a last sheet of notes.

The first row of a sheet is its header and nothing stands above it, so that other programs read it
as it is; what the numbers are stands below the table, and once more on the sheet of notes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.errors import UsageError
from qualcode.report.sections import Section, numeric, texts
from qualcode.text.cells import escape
from qualcode.text.display import width

if TYPE_CHECKING:
    import pandas as pd

WIDEST = 60
MEASURED = 500
"""Rows that are looked at for the width of a column."""
MOST = 32_767
"""Characters an Excel cell can hold."""
ROWS, COLUMNS = 1_048_576, 16_384
"""What an Excel sheet can hold."""
NOTES = "Notes"


def write(path: Path, title: str, sections: Sequence[Section]) -> None:
    """Write a workbook. Raises: UsageError for a table that no sheet holds, OSError."""
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    for section in sections:
        rows, columns = section.frame.shape
        if rows + 3 > ROWS or columns > COLUMNS:
            raise UsageError(
                f"“{section.title}” has {rows:,} rows and {columns:,} columns; an Excel sheet "
                f"holds {ROWS:,} and {COLUMNS:,}. Write it as .csv."
            )
    options = {
        "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"title": title})
    notes = []
    taken = {NOTES.casefold()}
    for section in sections:
        if section.kind == "text":
            notes.append(("", section.title, section.foot))
            continue
        name = sheet_name(section.short, taken)
        taken.add(name.casefold())
        notes.append((name, section.title, _sheet(book, name, section)))
    _notes(book, notes)
    try:
        book.close()
    except FileCreateError as error:
        cause = error.args[0] if error.args else None
        raise cause if isinstance(cause, OSError) else OSError(str(error)) from error


def sheet_name(short: str, taken: Collection[str]) -> str:
    """Return a name that Excel allows for a sheet and that is not taken (folded)."""
    clean = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", short).strip("' ") or "Sheet"
    found, n = clean[:31].rstrip("' "), 1
    while found.casefold() in taken:
        n += 1
        tail = f" {n}"
        found = clean[: 31 - len(tail)].rstrip("' ") + tail
    return found


def _sheet(book: Any, name: str, section: Section) -> str:
    """Write a section; return what stands below it."""
    sheet = book.add_worksheet(name)
    frame = section.frame
    turned = 90 if section.kind == "matrix" else 0
    plain = {"bold": True, "bottom": 1, "text_wrap": not turned, "valign": "bottom"}
    head = book.add_format(plain)
    steep = book.add_format({**plain, "rotation": turned, "align": "center"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    digits = book.add_format({"valign": "top", "align": "center"} if turned else {"valign": "top"})
    numbers = numeric(frame)
    for at, column in enumerate(frame.columns):
        look = steep if turned and numbers[at] else head
        sheet.write_string(0, at, escape(str(column))[:MOST], look)
    cut = 0
    rows = texts(frame)
    for number, row in enumerate(rows, 1):
        for at, cell in enumerate(row):
            if not cell:
                continue
            if numbers[at]:
                sheet.write_number(number, at, float(cell), digits)
            else:
                shown = escape(cell)
                cut += len(shown) > MOST
                sheet.write_string(number, at, shown[:MOST], wrap)
    for at, wide in enumerate(_widths(frame, rows, turned=bool(turned))):
        sheet.set_column(at, at, wide)
    sheet.freeze_panes(1, 1)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(frame.columns) - 1)
    foot = section.foot
    if cut:
        foot += (
            f" {cut:,} text{'s' * (cut != 1)} longer than a cell holds ({MOST:,} characters) "
            f"{'are' if cut != 1 else 'is'} cut; the csv has all of it."
        )
    sheet.write_string(len(rows) + 2, 0, foot, book.add_format({"italic": True}))
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)
    return foot


def _widths(frame: pd.DataFrame, rows: Sequence[Sequence[str]], *, turned: bool) -> list[float]:
    """Return the columns' widths in characters; Chinese takes two."""
    found = []
    for at, (column, number) in enumerate(zip(frame.columns, numeric(frame), strict=True)):
        longest = max([width(row[at][:WIDEST]) for row in rows[:MEASURED]], default=0)
        name = 0 if turned and number else width(str(column)) + 2
        found.append(float(min(WIDEST, max(longest + 2, name, 4))))
    return found


def _notes(book: Any, notes: Sequence[tuple[str, str, str]]) -> None:
    sheet = book.add_worksheet(NOTES)
    bold = book.add_format({"bold": True, "bottom": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for at, (column, wide) in enumerate((("sheet", 24), ("title", 40), ("note", 90))):
        sheet.write_string(0, at, column, bold)
        sheet.set_column(at, at, wide)
    for number, row in enumerate(notes, 1):
        for at, cell in enumerate(row):
            sheet.write_string(number, at, escape(cell), wrap)
    sheet.freeze_panes(1, 0)
