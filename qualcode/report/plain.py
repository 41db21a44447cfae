"""Tables as csv and Markdown."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.report.sections import QUOTE, Section, numeric, texts
from qualcode.text.cells import escape
from qualcode.text.display import width

if TYPE_CHECKING:
    import pandas as pd

WIDEST = 100
"""A display whose rows are wider is written as a block a row."""
BOM = "\ufeff"
"""Excel takes a csv for UTF-8 only where it begins with this."""


def csv_text(frame: pd.DataFrame) -> str:
    """Return a frame as csv; text cells that a spreadsheet would run as a formula are escaped."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([escape(str(name)) for name in frame.columns])
    numbers = numeric(frame)
    for row in texts(frame):
        writer.writerow(
            [cell if plain else escape(cell) for cell, plain in zip(row, numbers, strict=True)]
        )
    return out.getvalue()


def write_csv(path: Path, sections: Sequence[Section]) -> None:
    """Write one table as csv."""
    path.write_bytes((BOM + csv_text(sections[0].frame)).encode())


def md_table(frame: pd.DataFrame) -> str:
    """Return a frame as a Markdown table."""
    lines = ["| " + " | ".join(_cell(str(n)) for n in frame.columns) + " |"]
    lines.append("|" + "|".join("--:" if right else "---" for right in numeric(frame)) + "|")
    lines += ["| " + " | ".join(_cell(c) for c in row) + " |" for row in texts(frame)]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "<br>")


def md_text(title: str, sections: Sequence[Section]) -> str:
    """Return a report as Markdown."""
    parts = [f"# {title}\n"]
    for section in sections:
        parts.append(f"## {section.title}\n")
        if section.kind == "text":
            parts.append(f"{section.foot}\n")
            continue
        if section.label:
            parts.append(f"**{section.label}**  \n*{section.caption}*\n")
        parts.append(_quotes(section) if section.kind == "quotes" else _table(section))
        parts.append(f"*Note.* {section.foot}\n")
    return "\n".join(parts)


def _table(section: Section) -> str:
    """Return a table as people read it: categories bold, the codes below them indented."""
    frame, heads = section.for_reading()
    if frame.empty:
        return "Nothing to show.\n"
    if section.kind == "display" and _wide(frame):
        return _blocks(frame)
    if not heads:
        return md_table(frame)
    shown = frame.copy()
    shown["Code"] = [
        "\u2003" * depth + (f"**{code}**" if head else code)
        for code, depth, head in zip(frame["Code"], section.depth, heads, strict=True)
    ]
    return md_table(shown)


def _wide(frame: pd.DataFrame) -> bool:
    """Say whether a row of a table is too long to be read as one."""
    lines = [list(map(str, frame.columns)), *texts(frame)]
    return any(3 + sum(width(cell) + 3 for cell in line) > WIDEST for line in lines)


def _blocks(frame: pd.DataFrame) -> str:
    """Return a table as a block a row: its first cell as heading, the others below their names."""
    parts = []
    for first, *rest in texts(frame):
        parts.append(f"### {first}\n")
        for name, cell in zip(frame.columns[1:], rest, strict=True):
            parts.append(f"**{name}**\n\n{_block(cell)}\n" if cell else f"**{name}** –\n")
    return "\n".join(parts)


def _block(cell: str) -> str:
    """Return the lines of a cell, each on its own, quotes as quotes."""
    lines: list[str] = []
    for line in cell.split("\n"):
        shown = f"> {line}" if line.startswith(QUOTE) else f"{line}  "
        if lines and (lines[-1].startswith("> ") or shown.startswith("> ")):
            lines.append("")
        lines.append(shown)
    return "\n".join(lines).rstrip()


def _quotes(section: Section) -> str:
    lines: list[str] = []
    if section.frame.empty:
        lines.append("Nothing to show.\n")
    for heading, rows in section.headed():
        if heading is not None:
            lines.append(f"### {heading} ({len(rows):,})\n")
        for row in rows:
            before, text, after = parts(row)
            shown = f"{before}**{text}**{after}" if before or after else text
            quote = "\n".join(f"> {line}" for line in shown.split("\n"))
            lines.append(f"{quote}\n>\n> — {source(row, section.by)}\n")
    return "\n".join(lines)


def parts(row: pd.Series) -> tuple[str, str, str]:
    """Return what stands before a quote, its words, and what stands after."""
    return str(row.get("before", "")), str(row["text"]), str(row.get("after", ""))


def source(row: pd.Series, by: str | None = "code") -> str:
    """Return where a quote is from: case, speaker, document, place, coder; its code if no heading
    says it.
    """
    document, case, speaker = (
        "" if value is None or value != value else str(value)
        for value in (row["document"], row["case"], row["speaker"])
    )
    # An answer's document is named by its case already.
    who = [document] if document.startswith(f"{case} · ") else [case, document]
    if speaker and speaker not in who:
        who.insert(-1, speaker)
    what = "coded" if by == "code" else f"“{row['code']}”"
    place = f"{row['start']}–{row['end']}"
    return f"{', '.join(one for one in who if one)}, {place} ({what} by {row['coder']})"


def write_md(path: Path, title: str, sections: Sequence[Section]) -> None:
    """Write a report as Markdown."""
    path.write_text(md_text(title, sections), encoding="utf-8")
