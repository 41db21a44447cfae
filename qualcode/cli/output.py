"""What a command prints: data on standard output in one of four forms, all else on standard error.

Tables are measured in terminal cells, so that Chinese lines up; on a terminal they are cut to its
width, in a pipe they are whole.
"""

from __future__ import annotations

import json
import shutil
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    import pandas as pd


class Form(StrEnum):
    """The forms of a listing."""

    table = "table"
    csv = "csv"
    json = "json"
    md = "md"


Format = Annotated[
    Form, typer.Option("--format", "-f", help="Form of the listing.", show_default=True)
]


def emit(frame: pd.DataFrame, form: Form, foot: str = "") -> None:
    """Print a frame; the foot goes with a table or Markdown, else to standard error."""
    if form is Form.json:
        out(json.dumps(records(frame), ensure_ascii=False, indent=2))
    elif form is Form.csv:
        from qualcode.report.plain import csv_text

        sys.stdout.write(csv_text(frame).replace("\r\n", "\n"))
    elif form is Form.md:
        from qualcode.report.plain import md_table

        sys.stdout.write(md_table(frame))
    else:
        out(table(frame))
    if foot:
        say(foot) if form in (Form.json, Form.csv) else out(f"\n{foot}")


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a frame as a list of records of plain values, None where there is none."""
    import pandas as pd

    plain = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return [{str(k): _plain(v, pd) for k, v in row.items()} for row in plain]


def _plain(value: Any, pd: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_plain(v, pd) for v in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    return value


def table(frame: pd.DataFrame) -> str:
    """Return a frame as a table of the terminal's width."""
    from qualcode.report.sections import texts
    from qualcode.text.display import ellipsis, pad, safe, width

    if frame.empty:
        return "(nothing)"
    names = [str(n) for n in frame.columns]
    rows = [[safe(" ".join(cell.split())) for cell in row] for row in texts(frame)]
    numeric = [frame[n].dtype.kind in "iuf" for n in frame.columns]
    widths = [
        max(width(name), *(width(r[at]) for r in rows[:1000])) for at, name in enumerate(names)
    ]
    room = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    widths = _fit(widths, room)
    lines = ["  ".join(pad(ellipsis(n, w), w) for n, w in zip(names, widths, strict=True)).rstrip()]
    lines.append("  ".join("─" * w for w in widths))
    for row in rows:
        cells = [
            pad(ellipsis(c, w), w, "right" if right else "left")
            for c, w, right in zip(row, widths, numeric, strict=True)
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _fit(widths: list[int], room: int | None) -> list[int]:
    """Narrow the widest columns until a table fits."""
    if room is None:
        return widths
    widths = list(widths)
    while sum(widths) + 2 * (len(widths) - 1) > room and max(widths) > 8:
        widths[widths.index(max(widths))] -= 1
    return widths


def out(text: str) -> None:
    """Print data."""
    sys.stdout.write(text + "\n")


def say(text: str) -> None:
    """Print what is not data."""
    sys.stderr.write(text + "\n")


class Progress:
    """A line of progress on a terminal's standard error, nothing elsewhere."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._shown = False

    def __call__(self, done: int, total: int) -> None:
        """Show how far the work is."""
        if sys.stderr.isatty():
            share = f" {100 * done // total} %" if total else ""
            sys.stderr.write(f"\r{self._what}: {done:,} of {total:,}{share}  (ctrl+c stops)\x1b[K")
            sys.stderr.flush()
            self._shown = True

    def close(self) -> None:
        """Take the line away."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
