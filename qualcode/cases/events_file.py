"""Reading an event log: a row an event, its columns as distinct cells and each row's place in them.

A log has a hundred times the rows of a survey, so a csv is read by pandas, every cell as the text
it is, and each distinct cell is looked at once. Whatever pandas stumbles over, and every other form
of table, goes through the reader of surveys, whose refusals name the row.
"""

from __future__ import annotations

import io
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qualcode.cases import sheet
from qualcode.documents.readers.encoding import decode
from qualcode.errors import NotFound, QualcodeError, UnreadableSource
from qualcode.text.cells import unescape

Places = NDArray[np.intp]
_LOOKED_AT = 1 << 20
"""Bytes that decide about the encoding and the sign between cells."""
_PLAIN = ("utf-8", "gb18030", "windows-1252", "big5")


@dataclass(frozen=True)
class Column:
    """A column of a log: its distinct cells without outer blanks, and each event's place there."""

    name: str
    cells: list[str]
    places: Places

    @cached_property
    def blank(self) -> NDArray[np.bool_]:
        """Whether each event's cell is blank."""
        return np.array([not cell for cell in self.cells], dtype=bool)[self.places]


@dataclass(frozen=True)
class Log:
    """An event log as read: its file's name, its columns, and the events' rows in the file."""

    name: str
    columns: list[str]
    rows: Places
    encoding: str
    delimiter: str
    _frame: pd.DataFrame = field(repr=False)

    def texts(self, name: str) -> NDArray[np.object_]:
        """Return a column as it stands; what a short row lacks is no text.

        Raises: NotFound, naming the columns there are.
        """
        if name not in self.columns:
            listed = ", ".join(self.columns[:12]) + (" …" if len(self.columns) > 12 else "")
            raise NotFound(f"{self.name} has no column “{name}”. Its columns: {listed}")
        return self._frame[self.columns.index(name)].to_numpy(dtype=object)

    def column(self, name: str, missing: Collection[str] = ()) -> Column:
        """Return a column; cells of `missing` count as blank. Raises: NotFound."""
        places, found = pd.factorize(self.texts(name))
        cells = [unescape(cell).strip() for cell in found]
        # Cells that differ in outer blanks alone are one; what a short row lacks is blank.
        distinct = {cell: at for at, cell in enumerate(dict.fromkeys(["", *cells]))}
        of = np.array([distinct["" if c in missing else c] for c in [*cells, ""]], dtype=np.intp)
        return Column(name, list(distinct), of[places])

    def copies(self, likely: NDArray[np.bool_]) -> int:
        """Return how many of the events that may be are in every cell the copy of another."""
        some = self._frame[likely]
        return int(some.duplicated().sum())


def read(path: Path, *, sheet_name: str | None = None, encoding: str | None = None) -> Log:
    """Read a log by its ending. Raises: NotFound, UnreadableSource with the row."""
    if path.suffix.lower() in sheet.TEXTS and path.is_file():
        found = _quickly(path, encoding)
        if found is not None:
            return found
    table = sheet.read(path, sheet=sheet_name, encoding=encoding)
    frame = pd.DataFrame(table.rows, columns=range(len(table.columns)), dtype=object)
    rows = np.array(table.numbers, dtype=np.intp)
    return _log(Log(table.name, table.columns, rows, table.encoding, table.delimiter, frame))


def _quickly(path: Path, encoding: str | None) -> Log | None:
    """Return a csv as pandas reads it, None where it is no plain rectangle of texts."""
    try:
        data = path.read_bytes()
        start = data[:_LOOKED_AT]
        if len(start) < len(data):
            start = start[: start.rfind(b"\n") + 1]
        decoded = decode(start, encoding)
    except (OSError, QualcodeError):
        return None
    if decoded.encoding not in _PLAIN or b"\0" in data:
        return None
    delimiter = sheet.delimiter_of(decoded.text)
    try:
        frame = pd.read_csv(
            io.BytesIO(data.removeprefix(b"\xef\xbb\xbf")), sep=delimiter, header=None,
            dtype=object, encoding=decoded.encoding.replace("windows-", "cp"),
            keep_default_na=False, na_values=[], skip_blank_lines=False, low_memory=False,
        )  # fmt: skip
    except (ValueError, LookupError, MemoryError):
        return None
    head = [unescape(cell) if isinstance(cell, str) else "" for cell in frame.iloc[0]]
    if not any(cell.strip() for cell in head):
        return None
    columns = [part.name for part in sheet.plain(path.name, head).parts]
    if len(columns) < len(head):
        return None
    rows = np.arange(2, len(frame) + 1, dtype=np.intp)
    body = frame.iloc[1:].reset_index(drop=True)
    return _log(Log(path.name, columns, rows, decoded.encoding, delimiter, body))


def _log(log: Log) -> Log:
    """Return a log without the rows in which every cell is blank. Raises: UnreadableSource."""
    first = log._frame[0].to_numpy(dtype=object)
    likely = np.flatnonzero([not isinstance(c, str) or not c.strip() for c in first])
    gone = [at for at in likely if not any(_filled(cell) for cell in log._frame.iloc[at])]
    there = np.ones(len(first), dtype=bool)
    there[gone] = False
    if not there.any():
        raise UnreadableSource(f"{log.name} has a header and no row below it.")
    if there.all():
        return log
    frame = log._frame[there].reset_index(drop=True)
    return Log(log.name, log.columns, log.rows[there], log.encoding, log.delimiter, frame)


def _filled(cell: Any) -> bool:
    return isinstance(cell, str) and bool(cell.strip())
