"""Reading a table of texts from csv, tsv or xlsx: names of columns, and rows as they stand.

Cells are texts exactly as written (ids keep their leading zeros); a blank cell is an empty text.
What is not a plain rectangle is refused, naming the row. The tool that wrote the file is known by
its first rows (`cases/tools`); a file of none has one header row.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from qualcode.cases import merged, tools
from qualcode.cases.layout import Layout, Part
from qualcode.documents.readers.encoding import decode
from qualcode.errors import NotFound, UnreadableSource
from qualcode.text.cells import unescape

MOST_BYTES = 1 << 30
"""Refuse an xlsx that unpacks to more: no survey does, a bomb would."""

TEXTS, BOOKS, STATISTICS = (".csv", ".tsv", ".txt"), (".xlsx", ".xlsm"), (".sav", ".zsav", ".dta")
FAILED = ("#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!")
"""What a formula of a spreadsheet leaves in its cell where it has no value."""
_DELIMITERS = ",;\t|"
_EXACT = 10**15
_LOOKED_AT = 1 << 17
"""Characters that decide which sign stands between cells."""


@dataclass(frozen=True)
class Rows:
    """A file's rows before it is known which are header, and how they were read."""

    name: str
    rows: list[list[str]]
    encoding: str = ""
    delimiter: str = ""


@dataclass(frozen=True)
class Sheet:
    """A table as read: its file's name, columns, and rows with their numbers in the file."""

    name: str
    columns: list[str]
    rows: list[list[str]]
    numbers: list[int]
    layout: Layout = field(default_factory=lambda: Layout("", 1, []))
    encoding: str = ""
    delimiter: str = ""

    @property
    def decimal(self) -> str:
        """The sign before decimals: a comma where semicolons part the cells."""
        return "," if self.delimiter == ";" else "."

    def column(self, name: str) -> list[str]:
        """Return one column. Raises: NotFound, naming the columns there are."""
        if name not in self.columns:
            listed = ", ".join(self.columns[:12]) + (" …" if len(self.columns) > 12 else "")
            raise NotFound(f"{self.name} has no column “{name}”. Its columns: {listed}")
        at = self.columns.index(name)
        return [row[at] for row in self.rows]


def read(path: Path, *, sheet: str | None = None, encoding: str | None = None) -> Sheet:
    """Read a file by its ending: csv, tsv, txt, xlsx, SPSS (.sav) or Stata (.dta).

    Raises: NotFound, UnreadableSource with the row.
    """
    try:
        there = path.is_file()
    except OSError as error:
        raise UnreadableSource(f"{path} cannot be read: {error.strerror}.") from error
    if not there:
        raise NotFound(f"No file {path}.")
    suffix = path.suffix.lower()
    if suffix in BOOKS:
        found = _sheet(Rows(path.name, _read_xlsx(path, sheet)))
        missing = {**dict.fromkeys(FAILED, "unreadable"), **found.layout.missing}
        return replace(found, layout=replace(found.layout, missing=missing))
    if suffix in TEXTS:
        return _sheet(_read_csv(path, encoding))
    if suffix in STATISTICS:
        from qualcode.cases import statistics_files

        rows, layout = statistics_files.read(path, encoding=encoding)
        return _sheet(rows, layout)
    raise UnreadableSource(
        f"{path.name}: “{suffix}” is no table that can be read here. Save it as .csv or .xlsx."
    )


def _read_csv(path: Path, encoding: str | None) -> Rows:
    try:
        data = path.read_bytes()
        decoded = decode(data, encoding)
    except UnreadableSource as error:
        raise UnreadableSource(f"{path.name}: {error}") from error
    except OSError as error:
        raise UnreadableSource(f"{path.name} cannot be read: {error.strerror}.") from error
    content = decoded.text
    if not content.strip():
        raise UnreadableSource(f"{path.name} is empty.")
    delimiter = delimiter_of(content)
    limit = csv.field_size_limit(10_000_000)
    try:
        rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise UnreadableSource(
            f"{path.name} is no well-formed table ({error}). Look for a quote that is not closed."
        ) from error
    finally:
        csv.field_size_limit(limit)
    return Rows(path.name, rows, _named(decoded.encoding, data), delimiter)


def _named(encoding: str, data: bytes) -> str:
    """Return an encoding by the name that other programs ask for."""
    if encoding == "utf-8" and data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if encoding in ("utf-16-le", "utf-16-be") and data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    if encoding == "gb18030":
        try:
            data.decode("gbk")
        except UnicodeDecodeError:
            return encoding
        return "gbk"
    return {"windows-1252": "cp1252"}.get(encoding, encoding)


def delimiter_of(content: str) -> str:
    """Return the sign that gives most rows the header's number of cells.

    A header of one cell counts least; among equals the one that occurs most in the header.
    """
    # A comma within a quoted name of a column separates nothing.
    head = re.sub('"[^"]*"', "", content).partition("\n")[0]
    start = content[:_LOOKED_AT]

    def fit(delimiter: str) -> tuple[bool, float, int, bool]:
        count = head.count(delimiter)
        if not count:
            return False, 0.0, 0, delimiter == ","
        try:
            widths = Counter(
                map(len, csv.reader(io.StringIO(start, newline=""), delimiter=delimiter))
            )
        except csv.Error:
            return True, 0.0, count, delimiter == ","
        widths.pop(0, None)
        share = widths[count + 1] / max(1, sum(widths.values()))
        return True, round(share, 1), count, delimiter == ","

    return max(_DELIMITERS, key=fit)


def _read_xlsx(path: Path, sheet: str | None) -> list[list[str]]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    _refuse_encrypted(path)
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
            sheets = [n for n in archive.namelist() if n.startswith("xl/worksheets/sheet")]
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
        if _has_formulas(path, sheets):
            _refuse_uncalculated(path, table.title, rows)
        rows = merged.filled(path, table.title, rows)
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


def _has_formulas(path: Path, sheets: list[str]) -> bool:
    with zipfile.ZipFile(path) as archive:
        return any(re.search(rb"<f[ >]", archive.read(name)) for name in sheets)


def _refuse_uncalculated(path: Path, sheet: str, rows: list[list[str]]) -> None:
    """Raise where formulas have no values: a program wrote them, and no spreadsheet saw them."""
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True)
    try:
        table = book[sheet]
        table.reset_dimensions()
        formulas = [
            (number, at)
            for number, row in enumerate(table.iter_rows(values_only=True), 1)
            for at, value in enumerate(row)
            if isinstance(value, str) and value.startswith("=")
        ]
    finally:
        book.close()
    filled = any(rows[n - 1][at] for n, at in formulas if n <= len(rows) and at < len(rows[n - 1]))
    if formulas and not filled:
        raise UnreadableSource(
            f"{path.name}, row {formulas[0][0]}, column {formulas[0][1] + 1}: a formula without "
            "its value. Open the file in a spreadsheet and save it again."
        )


def _refuse_encrypted(path: Path) -> None:
    """Raise for a workbook with a password, and for the form of Excel before 2007."""
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as error:
        raise UnreadableSource(f"{path.name} cannot be read: {error.strerror}.") from error
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableSource(
            f"{path.name} is encrypted with a password, or an old .xls. Open it in a spreadsheet "
            "and save it as .xlsx without a password."
        )


def _cell(value: Any) -> str:
    """Return a cell's value as a person would write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        # A spreadsheet keeps 15 digits: further ones of a float would be made up.
        return str(int(value) if abs(value) < _EXACT else int(Decimal(f"{value:.14e}")))
    if isinstance(value, datetime) and value.time() == time.min:
        return value.date().isoformat()
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value)


def _sheet(read: Rows, layout: Layout | None = None) -> Sheet:
    """Tell header from data; refuse what has no header, or rows of another width.

    layout: where the file itself says what its columns are.
    """
    name, rows = read.name, read.rows
    if not rows or not any(cell.strip() for cell in rows[0]):
        raise UnreadableSource(f"{name} has no header row with the names of its columns.")
    rows[0] = [unescape(cell) for cell in rows[0]]
    layout = layout or tools.recognised(rows) or plain(name, rows[0])
    columns = [part.name for part in layout.parts]
    width, first = len(columns), layout.header_rows
    body, numbers = [], []
    for number, row in enumerate(rows[first:], first + 1):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) > width and any(row[width:]):
            raise UnreadableSource(
                f"{name}, row {number}: {len(row)} cells where the header has {width}. "
                + (
                    "Look for a comma or quote in a cell."
                    if read.delimiter
                    else "Is row 1 a title? Then delete it: the header is the first row."
                )
            )
        numbers.append(number)
        body.append([unescape(cell) for cell in row[:width]] + [""] * (width - len(row)))
    if not body:
        raise UnreadableSource(f"{name} has a header and no row below it.")
    return Sheet(name, columns, body, numbers, layout, read.encoding, read.delimiter)


def plain(name: str, head: list[str]) -> Layout:
    """Return the layout of a file of no tool. Raises: UnreadableSource for two columns alike."""
    columns = [cell.strip() for cell in head]
    while columns and not columns[-1]:
        columns.pop()
    parts = []
    for at, column in enumerate(columns):
        if not column:
            raise UnreadableSource(
                f"{name}, row 1: column {at + 1} has no name. Each column needs one, in one row."
            )
        if column in columns[:at]:
            raise UnreadableSource(f"{name}, row 1: two columns are named “{column}”.")
        match = re.fullmatch(r"(.+)_(\d+)|(.+\S) *(?:\[(.+)\]|[-:：] *(\S.*))", column)
        group = (match[1] or match[3]) if match else ""
        item = (match[4] or match[5] or "") if match else ""
        parts.append(Part(at, column, group if item else "", item, group))
    return Layout("", 1, parts, grouping="labels")
