"""qualcode history: what happened, undo, merging, proof."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qualcode.cli.output import Form, Format, Progress, emit, out, say
from qualcode.cli.session import opened
from qualcode.errors import ProjectDamaged

app = typer.Typer(help="What happened; undo, merge, backup, check.", no_args_is_help=True)


@app.command()
def log(
    context: typer.Context,
    limit: Annotated[int, typer.Option(help="At most so many, 0 for all.")] = 30,
    coder: Annotated[str | None, typer.Option("--by", help="Only this coder's.")] = None,
    form: Format = Form.table,
) -> None:
    """List what was done, the newest first."""
    with opened(context) as project:
        emit(project.history.log(limit=limit or None, coder=coder), form)


@app.command()
def undo(
    context: typer.Context,
    batch: Annotated[
        str | None, typer.Argument(help="Its number in the log; else the last.")
    ] = None,
) -> None:
    """Take back your last change, or one of yours from the log."""
    with opened(context) as project:
        made = project.history.undo(batch)
    out(f"Undone: {made.label} {made.subject}".rstrip())
    _left(made.left)


@app.command()
def redo(context: typer.Context) -> None:
    """Do again what you undid last."""
    with opened(context) as project:
        made = project.history.redo()
    out(f"Done again: {made.label} {made.subject}".rstrip())
    _left(made.left)


def _left(left: tuple[str, ...]) -> None:
    for what in dict.fromkeys(left):
        say(f"Left as it is: {what}")


@app.command()
def show(
    context: typer.Context,
    batch: Annotated[str, typer.Argument(help="Its number in the log.")],
    form: Format = Form.table,
) -> None:
    """Show what one change did, field by field."""
    with opened(context) as project:
        emit(project.history.show(batch), form)


@app.command()
def merge(
    context: typer.Context,
    file: Annotated[str, typer.Argument(help="A colleague's copy of this project.")],
    form: Format = Form.table,
) -> None:
    """Take over what a colleague's copy holds; a backup is made first."""
    progress = Progress("merging")
    with opened(context) as project:
        try:
            merged = project.history.merge(file, progress)
        finally:
            progress.close()
        collisions = project.history.collisions()
    say(
        f"{merged.batches} changes of {', '.join(merged.coders)} taken over."
        if merged.batches
        else "Nothing new in that copy."
    )
    emit(collisions, form)


@app.command()
def collisions(context: typer.Context, form: Format = Form.table) -> None:
    """List what two copies did against each other."""
    with opened(context) as project:
        emit(project.history.collisions(), form)


@app.command()
def backup(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="Where; else beside the project.")] = None,
) -> None:
    """Write a backup; prints its path."""
    with opened(context) as project:
        out(str(project.history.backup(file)))


@app.command()
def check(
    context: typer.Context,
    quick: Annotated[bool, typer.Option("--quick", help="The chains only, no replay.")] = False,
) -> None:
    """Prove the audit trail, and that the tables are what the journal says."""
    progress = Progress("replaying")
    with opened(context) as project:
        try:
            found = project.history.check(replay_too=not quick, progress=progress)
        finally:
            progress.close()
        where = project.where
    proof = found.proof
    if not found.sound:
        faults = "; ".join((*proof.faults, *found.differences)[:5])
        raise ProjectDamaged(f"{where} does not prove itself: {faults}. Restore a backup.")
    replayed = "" if quick else " The tables equal the replay of the journal."
    out(
        f"Sound: {proof.chains} sessions, {proof.batches} changes, {proof.events} events, "
        f"{proof.withheld} withheld.{replayed}"
    )
