"""What commands share that draw: a figure as a file, and bars in the terminal."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qualcode.cli.output import out, write

if TYPE_CHECKING:
    from qualcode.project import Project
    from qualcode.text.blocks import Row

Figure = Annotated[Path | None, typer.Option(help="Draw it as .svg or .png; small cells hidden.")]
Labels = Annotated[
    str | None, typer.Option(help="With --figure: its words in en or zh; else the interface's.")
]
Bars = Annotated[bool, typer.Option("--bars", help="Draw bars here, in the terminal.")]
PIPED = 80
"""Cells of a line where there is no terminal."""


def draw(
    project: Project, path: Path, result: Any, labels: str | None, *, kind: str | None = None
) -> None:
    """Write a figure and say where."""
    out(str(project.report.figure(path, result, kind=kind, language=labels)))


def print_bars(rows: Sequence[Row], foot: str) -> None:
    """Print rows as bars as wide as the terminal, and what they are."""
    from qualcode.text.blocks import chart

    room = shutil.get_terminal_size().columns if sys.stdout.isatty() else PIPED
    write(f"{line}\n" for line in chart(rows, room))
    out(f"\n{foot}")
