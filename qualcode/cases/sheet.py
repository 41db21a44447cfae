"""Reading a table of texts from csv, tsv or xlsx: names of columns, and rows as they stand.

Cells are texts exactly as written (ids keep their leading zeros); a blank cell is an empty text.
What is not a plain rectangle is refused, naming the row.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from qualcode.documents.readers.encoding import decode
from qualcode.errors import NotFound, UnreadableSource
from qualcode.text.cells import unescape

MOST_BYTES = 1 << 30
"""Refuse an xlsx that unpacks to more: no survey does, a bomb would."""


@dataclass(frozen=True)
class Sheet:
    """A table as read: its file's name, columns, and rows with their numbers in the file."""

    name: str
    columns: list[str]
    rows: list[list[str]]
    numbers: list[int]

    def column(self, name: str) -> list[str]:
        """Return one column. Raises: NotFound, naming the columns there are."""
        if name not in self.columns:
            listed = ", ".join(self.columns[:12]) + (" …" if len(self.columns) > 12 else "")
            raise NotFound(f"{self.name} has no column “{name}”. Its columns: {listed}")
        at = self.columns.index(name)
        return [row[at] for row in self.rows]


def read(path: Path, *, sheet: str | None = None, encoding: str | None = None) -> Sheet:
    """Read a file by its ending: .csv, .tsv, .txt (csv) or .xlsx.

    Raises: NotFound, UnreadableSource with the row.
    """
    try:
        there = path.is_file()
    except OSError as error:
        raise UnreadableSource(f"{path} cannot be read: {error.strerror}.") from error
    if not there:
        raise NotFound(f"No file {path}.")
    suffix = path.suffix.lower()
    if suffix in (".xlsx", ".xlsm"):
        return _check(path.name, _read_xlsx(path, sheet))
    if suffix in (".csv", ".tsv", ".txt"):
        return _check(path.name, _read_csv(path, encoding))
    raise UnreadableSource(
        f"{path.name}: “{suffix}” is no table that can be read here. Save it as .csv or .xlsx."
    )


def _read_csv(path: Path, encoding: str | None) -> list[list[str]]:
    try:
        content = decode(path.read_bytes(), encoding).text
    except UnreadableSource as error:
        raise UnreadableSource(f"{path.name}: {error}") from error
    except OSError as error:
        raise UnreadableSource(f"{path.name} cannot be read: {error.strerror}.") from error
    if not content.strip():
        raise UnreadableSource(f"{path.name} is empty.")
    # A comma within a quoted name of a column separates nothing.
    head = re.sub('"[^"]*"', "", content).partition("\n")[0]
    delimiter = max("\t;,", key=lambda d: (head.count(d), d == ","))
    limit = csv.field_size_limit(10_000_000)
    try:
        rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise UnreadableSource(
            f"{path.name} is no well-formed table ({error}). Look for a quote that is not closed."
        ) from error
    finally:
        csv.field_size_limit(limit)
    return rows


def _read_xlsx(path: Path, sheet: str | None) -> list[list[str]]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
        if unpacked > MOST_BYTES or unpacked > 200 * max(path.stat().st_size, 100_000):
            raise UnreadableSource(f"{path.name} unpacks to {unpacked:,} bytes; it is refused.")
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, OSError, ValueError) as error:
        raise UnreadableSource(
            f"{path.name} is no Excel workbook (.xlsx). Open it in a spreadsheet and save it again."
        ) from error
    try:
        names = [one.title for one in book.worksheets]
        if not names:
            raise UnreadableSource(f"{path.name} has no sheet with cells.")
        if sheet is not None and sheet not in names:
            raise NotFound(f"{path.name} has no sheet “{sheet}”. Its sheets: {', '.join(names)}")
        table = book[sheet] if sheet is not None else book[names[0]]
        table.reset_dimensions()  # what a file says of its own size is often wrong
        rows = [[_cell(v) for v in row] for row in table.iter_rows(values_only=True)]
    except (SyntaxError, KeyError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise UnreadableSource(
            f"{path.name} is damaged: its cells cannot be read. Open it in a spreadsheet and save "
            "it again."
        ) from error
    finally:
        book.close()
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def _cell(value: Any) -> str:
    """Return a cell's value as a person would write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date().isoformat()
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value)


def _check(name: str, rows: list[list[str]]) -> Sheet:
    """Refuse what has no header, twice the same column, or rows of another width."""
    if not rows or not any(cell.strip() for cell in rows[0]):
        raise UnreadableSource(f"{name} has no header row with the names of its columns.")
    columns = [unescape(cell).strip() for cell in rows[0]]
    while columns and not columns[-1]:
        columns.pop()
    width = len(columns)
    for at, column in enumerate(columns):
        if not column:
            raise UnreadableSource(f"{name}, row 1: column {at + 1} has no name.")
        if column in columns[:at]:
            raise UnreadableSource(f"{name}, row 1: two columns are named “{column}”.")
    body, numbers = [], []
    for number, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) > width and any(row[width:]):
            raise UnreadableSource(
                f"{name}, row {number}: {len(row)} cells where the header has {width}. "
                "Look for a comma or quote in a cell."
            )
        numbers.append(number)
        body.append([unescape(cell) for cell in row[:width]] + [""] * (width - len(row)))
    return Sheet(name, columns, body, numbers)
