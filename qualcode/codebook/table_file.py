"""Codebooks as tables, CSV or Excel: one row an entry, one column a field.

Columns are named as the fields of an entry (`definition_zh`; `definition` alone takes its language
from the text); any other column is a field of one's own. Within a cell, items of a list stand one
a line or between semicolons; where an item holds a line feed, semicolon or backslash itself, a
backslash says so. Invariant: reading what was written gives the entries that were written, except
that a field of one's own that is no text comes back as its JSON.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from qualcode.codebook.entry import FLAT, LISTS, Entry, as_json
from qualcode.codebook.fields import KNOWN, canonical, shown
from qualcode.codebook.intake import Raw
from qualcode.documents.readers.archive import Archive
from qualcode.errors import Conflict, UnreadableSource
from qualcode.text.cells import escape, unescape

CELL = 32_767
"""Characters that an Excel cell holds."""

_ITEMS = (*LISTS, "keywords")
_SPECIAL = {"\\": "\\\\", "\n": "\\n", ";": "\\;", "；": "\\；"}


def read_csv(source: str, text: str) -> list[Raw]:
    """Return the entries of a CSV text. Raises: UnreadableSource naming file and row."""
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise UnreadableSource(
            f"{source}: this is no CSV ({shown(str(error))}). Look at its quotes."
        ) from error
    return _entries(source, rows)


def read_xlsx(source: str, data: bytes) -> list[Raw]:
    """Return the entries of an Excel file's first sheet.

    Raises: UnreadableSource naming file and row.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        Archive(data, "Excel")
        book = load_workbook(io.BytesIO(data), data_only=True)
        rows = [[_cell(value) for value in row] for row in book.worksheets[0].values]
    except UnreadableSource as error:
        raise UnreadableSource(f"{source}: {error}") from error
    except (
        zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, IndexError,
        AttributeError, SyntaxError, OSError, EOFError,
    ) as error:  # fmt: skip
        raise UnreadableSource(
            f"{source}: this cannot be read as an Excel file. Save it again as .xlsx, or as CSV."
        ) from error
    return _entries(source, rows)


def write_csv(entries: Sequence[Entry]) -> bytes:
    """Return the entries as CSV, in UTF-8 with the mark that Excel looks for."""
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(_rows(entries))
    return stream.getvalue().encode("utf-8-sig")


def write_xlsx(entries: Sequence[Entry]) -> bytes:
    """Return the entries as an Excel file. Raises: Conflict where a text is too long for a cell."""
    from datetime import datetime

    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 - equal bytes each time
    sheet = book.add_worksheet("codebook")
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    bold = book.add_format({"bold": True})
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, len(FLAT), 24)
    for at, row in enumerate(_rows(entries)):
        for column, text in enumerate(row):
            if len(text) > CELL:
                raise Conflict(
                    f"“{row[0]}” has {len(text):,} characters in one field; an Excel cell holds "
                    f"{CELL:,}. Save as YAML or CSV."
                )
            if text:
                sheet.write_string(at, column, text, wrapped if at else bold)
    book.close()
    return stream.getvalue()


def _rows(entries: Sequence[Entry]) -> list[list[str]]:
    more = sorted({name for entry in entries for name in entry.extra})
    rows = [[escape(name) for name in (*FLAT, *more)]]
    for entry in entries:
        texts = [_text(name, getattr(entry, name)) for name in FLAT]
        for name in more:
            value = entry.extra.get(name, "")
            texts.append(value if isinstance(value, str) else as_json(value))
        rows.append([escape(text) for text in texts])
    return rows


def _text(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else ""
    if name in LISTS:
        return "\n".join("".join(_SPECIAL.get(c, c) for c in item) for item in value)
    return value or ""


def _cell(value: Any) -> str:
    """Return a cell of a sheet as text; a whole number as one writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _entries(source: str, rows: Iterable[Sequence[str]]) -> list[Raw]:
    listed = list(rows)
    if not listed or not any(cell.strip() for cell in listed[0]):
        raise UnreadableSource(f"{source}, row 1: the names of the columns are missing. Add them.")
    names = [unescape(cell).strip() for cell in listed[0]]
    while names and not names[-1]:
        names.pop()
    _check_header(source, names)
    found = []
    for number, row in enumerate(listed[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        if any(cell.strip() for cell in row[len(names) :]):
            raise UnreadableSource(
                f"{source}, row {number}: {len(row)} cells stand under {len(names)} columns. "
                "Look for a missing quote, or name the columns."
            )
        cells = [unescape(cell) for cell in row[: len(names)]]
        cells += [""] * (len(names) - len(cells))
        found.append(Raw(f"row {number}", _fields(names, cells)))
    return found


def _check_header(source: str, names: Sequence[str]) -> None:
    seen: set[str] = set()
    for at, name in enumerate(names, start=1):
        if not name:
            raise UnreadableSource(f"{source}, row 1: column {at} has no name. Give it one.")
        # Two fields of one's own may differ in what canonical() folds away.
        compared = canonical(name) if canonical(name) in KNOWN else name
        if compared in seen:
            raise UnreadableSource(
                f"{source}, row 1: the column “{shown(name)}” stands twice. Keep one."
            )
        seen.add(compared)
    if "code" not in seen:
        raise UnreadableSource(
            f"{source}, row 1: no column “code”; there are {', '.join(map(shown, names[:12]))}. "
            "Name the column that holds the codes “code”."
        )


def _fields(names: Sequence[str], cells: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, text in zip(names, cells, strict=True):
        known = canonical(name)
        if known in _ITEMS:
            found[name] = _items(text, lines_only=known == "examples")
        elif text or known in KNOWN:
            found[name] = text
    return found


def _items(text: str, *, lines_only: bool) -> list[str]:
    """Return the items of a cell; an escaped separator belongs to its item."""
    clean = text.replace("\r\n", "\n").replace("\r", "\n")
    pieces = re.split(r"(\\[\\n;；])", clean)
    items = [""]
    for at, piece in enumerate(pieces):
        if at % 2:
            items[-1] += "\n" if piece[1] == "n" else piece[1]
            continue
        first, *rest = re.split(r"\n" if lines_only else r"[\n;；]", piece)
        items[-1] += first
        items += rest
    return [item for item in items if item.strip()]
