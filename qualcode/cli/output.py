"""What a command prints: data in one of four forms; all that is not data on standard error."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from enum import StrEnum
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from qualcode.errors import StorageFailed

if TYPE_CHECKING:
    import pandas as pd


class Form(StrEnum):
    """The forms of a listing."""

    table = "table"
    csv = "csv"
    json = "json"
    md = "md"


_PIECE = 1 << 15

Format = Annotated[
    Form, typer.Option("--format", "-f", help="Form of the listing.", show_default=True)
]


def emit(
    frame: pd.DataFrame,
    form: Form,
    foot: str = "",
    *,
    columns: Sequence[str] | None = None,
    wrapped: bool = False,
    empty: str = "Nothing to list.",
) -> None:
    """Print a frame; the foot goes with a table or Markdown, else to standard error.

    columns, wrapped: of a table alone, see `cli.table`; the other forms hold all columns, whole.
    empty: what is said of a table without rows.
    """
    if form is Form.json:
        out(json.dumps(records(frame), ensure_ascii=False, indent=2))
    elif form is Form.csv:
        from qualcode.report.plain import csv_text

        write([csv_text(_plain_cells(frame)).replace("\r\n", "\n")])
    elif form is Form.md:
        from qualcode.report.plain import md_table

        write([md_table(_plain_cells(frame))])
    elif frame.empty:
        if empty:
            say(empty)
    else:
        from qualcode.cli.table import table

        room = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
        lines = table(_plain_cells(frame), columns=columns, wrapped=wrapped, room=room)
        write(f"{line}\n" for line in lines)
    if foot:
        say(foot) if form in (Form.json, Form.csv) else out(f"\n{foot}")


def rounded(frame: pd.DataFrame, form: Form) -> pd.DataFrame:
    """Return figures as people read them, below 1 with three digits that count; else whole.

    A small p is then a small p and never 0.
    """
    if form in (Form.csv, Form.json):
        return frame

    def short(value: float) -> float:
        return float(f"{value:.3g}") if abs(value) < 1 else round(value, 2)

    floats = frame.select_dtypes("float").columns
    return frame.assign(**{name: frame[name].map(short, na_action="ignore") for name in floats})


def emit_entry(entry: Mapping[str, Any], form: Form, of: str = "field") -> None:
    """Print one thing field by field; a table leaves out the fields that hold nothing."""
    import pandas as pd

    pairs = list(entry.items())
    if form is Form.table:
        pairs = [(k, _yes(v)) for k, v in pairs if _there(v)]
    frame = pd.DataFrame({of: [k for k, _ in pairs], "value": [v for _, v in pairs]}, dtype=object)
    emit(frame, form, wrapped=True)


def _yes(value: Any) -> Any:
    return {True: "yes", False: "no"}[bool(value)] if _is_truth(value) else value


def _is_truth(value: Any) -> bool:
    return type(value).__name__ in ("bool", "bool_")


def _there(value: Any) -> bool:
    return not (value is None or value == "" or value != value)


def _plain_cells(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose lists are texts."""
    plain = frame.copy(deep=False)
    for name in frame.columns:
        if frame[name].dtype.kind == "O":
            plain[name] = [
                ", ".join(map(str, v)) if isinstance(v, (list, tuple)) else v for v in frame[name]
            ]
    return plain


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a frame as a list of records of plain values, None where there is none."""
    plain = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return [{str(k): _plain(v) for k, v in row.items()} for row in plain]


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat()
    return value.item() if hasattr(value, "item") else value


def out(text: str) -> None:
    """Print data."""
    write([text + "\n"])


def write(parts: Iterable[str]) -> None:
    """Write data to standard output. Raises: StorageFailed where it takes no more.

    A file or pipe gets the data as they are; a terminal what cannot steer it.
    """
    try:
        for part in parts:
            shown = _for(sys.stdout, part)
            # In one piece, CPython 3.11 loses the end of it where a pipe breaks, without a word.
            for at in range(0, len(shown), _PIECE):
                sys.stdout.write(shown[at : at + _PIECE])
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise StorageFailed(f"The output cannot be written: {error.strerror}.") from error


def say(text: str) -> None:
    """Print what is not data."""
    sys.stderr.write(_for(sys.stderr, text) + "\n")


def _for(stream: TextIO, text: str) -> str:
    if not stream.isatty():
        return text
    from qualcode.text.display import safe

    return safe(text)


class Progress:
    """A line of progress on a terminal's standard error, nothing elsewhere."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._shown = False
        self._next = 0.0

    def __call__(self, done: int, total: int) -> None:
        """Show how far the work is, ten times a second at most."""
        if sys.stderr.isatty() and monotonic() >= self._next:
            self._next = monotonic() + 0.1
            share = f" {100 * done // total} %" if total else ""
            sys.stderr.write(f"\r{self._what}: {done:,} of {total:,}{share}  (ctrl+c stops)\x1b[K")
            sys.stderr.flush()
            self._shown = True

    def close(self) -> None:
        """Take the line away."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
