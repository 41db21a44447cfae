"""Commands about the study as a whole: demo, new, open."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from qualcode.cli.output import Progress, out, say
from qualcode.cli.personal import settings
from qualcode.cli.serve import serve
from qualcode.cli.session import Session, place


def add(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("demo")(demo)
    app.command("new")(new)
    app.command("open")(open_)
    app.command("serve")(serve)
    app.command("settings")(settings)


def demo(
    folder: Annotated[
        Path, typer.Argument(metavar="[DIR]", help="Where to build it.", show_default=True)
    ] = Path("demo"),
) -> None:
    """Build the example study and open it.

    Without a terminal: print where it is, and a summary.

    \b
    qualcode demo
    qualcode demo ~/qualcode-demo
    """
    from qualcode.demo.build import YOU, build, summary

    progress = Progress("building the example study")
    try:
        path = build(folder, progress)
    finally:
        progress.close()
    out(summary(path))
    if sys.stdin.isatty() and sys.stdout.isatty():
        _open(str(path), YOU, tour=True)


def new(
    context: typer.Context,
    path: Annotated[str, typer.Argument(help="The file to create, or a database URL.")],
    coder: Annotated[str | None, typer.Option("--coder", "-c", help="You: the lead.")] = None,
    name: Annotated[str | None, typer.Option("--name", help="The study's name.")] = None,
) -> None:
    """Create a project; its first coder is the lead.

    \b
    qualcode new study.qualcode --coder Mia
    qualcode new "postgresql+psycopg://host/study" --coder Mia
    """
    import qualcode
    from qualcode.errors import UsageError

    session: Session = context.find_root().obj
    who = coder or session.coder
    if who is None:
        raise UsageError("Say who leads the coding: --coder NAME.")
    if "://" not in path and not path.endswith(".qualcode"):
        path += ".qualcode"
    with qualcode.create(path, coder=who, name=name) as project:
        out(f"Created {project.where}; {who} is its lead.")
        say("Next: qualcode documents add FILE…")


def open_(
    context: typer.Context,
    path: Annotated[str | None, typer.Argument(help="The project.", show_default=False)] = None,
    coder: Annotated[str | None, typer.Option("--coder", "-c", help="Who codes.")] = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="Line by line, for screen readers.")
    ] = False,
) -> None:
    """Open the terminal interface.

    \b
    qualcode study.qualcode
    qualcode open study.qualcode --coder Lin
    """
    session: Session = context.find_root().obj
    _open(place(path or session.project), coder or session.coder, plain=plain)


def _open(where: str, coder: str | None, *, plain: bool = False, tour: bool = False) -> None:
    from qualcode.errors import UsageError
    from qualcode.tui.start import start

    # `serve` starts this command with pipes to the browser, and says so in this variable.
    served = "TEXTUAL_DRIVER" in os.environ
    if not served and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("The interface needs a terminal. In a pipe, use the commands.")
    start(where, coder, plain=plain, tour=tour)
