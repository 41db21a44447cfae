"""Tables as csv and Markdown."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.report.sections import Section, texts
from qualcode.text.cells import escape

if TYPE_CHECKING:
    import pandas as pd

BOM = "\ufeff"
"""Excel takes a csv for UTF-8 only where it begins with this."""


def csv_text(frame: pd.DataFrame) -> str:
    """Return a frame as csv; text cells that a spreadsheet would run as a formula are escaped."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([escape(str(name)) for name in frame.columns])
    numeric = [frame[name].dtype.kind in "iuf" for name in frame.columns]
    for row in texts(frame):
        writer.writerow(
            [cell if plain else escape(cell) for cell, plain in zip(row, numeric, strict=True)]
        )
    return out.getvalue()


def write_csv(path: Path, sections: Sequence[Section]) -> None:
    """Write one table as csv."""
    path.write_bytes((BOM + csv_text(sections[0].frame)).encode())


def md_table(frame: pd.DataFrame) -> str:
    """Return a frame as a Markdown table."""
    lines = ["| " + " | ".join(_cell(str(n)) for n in frame.columns) + " |"]
    lines.append("|" + "|".join("---" for _ in frame.columns) + "|")
    lines += ["| " + " | ".join(_cell(c) for c in row) + " |" for row in texts(frame)]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "<br>")


def md_text(title: str, sections: Sequence[Section]) -> str:
    """Return a report as Markdown."""
    parts = [f"# {title}\n"]
    for section in sections:
        parts.append(f"## {section.title}\n")
        parts.append(f"{section.foot}\n")
        parts.append(_quotes(section) if section.kind == "quotes" else md_table(section.frame))
    return "\n".join(parts)


def _quotes(section: Section) -> str:
    lines: list[str] = []
    for code, rows in section.frame.groupby("code", sort=False):
        lines.append(f"### {code} ({len(rows):,})\n")
        for _, row in rows.iterrows():
            quote = "\n".join(f"> {line}" for line in str(row["text"]).split("\n"))
            lines.append(f"{quote}\n>\n> — {source(row)}\n")
    return "\n".join(lines)


def source(row: pd.Series) -> str:
    """Return where a quote is from: document, speaker, place, coder."""
    who = [str(row["document"])]
    if row["speaker"]:
        who.append(str(row["speaker"]))
    return f"{', '.join(who)}, {row['start']}–{row['end']} ({row['coder']})"


def write_md(path: Path, title: str, sections: Sequence[Section]) -> None:
    """Write a report as Markdown."""
    path.write_text(md_text(title, sections), encoding="utf-8")
