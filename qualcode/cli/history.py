"""qualcode history: what happened, undo, merging, proof."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qualcode.cli.completion import coders, codes, complete, documents
from qualcode.cli.output import Form, Format, Progress, emit, out, say
from qualcode.cli.session import opened
from qualcode.errors import ProjectDamaged, UsageError

app = typer.Typer()

LOG = ["number", "when", "coder", "kind", "what", "subject", "changes", "stands"]
CELLS = ["table", "operation", "name", "field", "before", "after"]
PAST = {
    "codebook": ["path", "category", "retired", "definition", "segments", "documents"],
    "segments": ["document", "start", "end", "text", "code", "coder", "strength"],
    "documents": ["document", "kind", "language", "segments", "coders"],
}
Batch = Annotated[str, typer.Argument(help="Its number in the log.", metavar="NUMBER")]


@app.command()
def log(
    context: typer.Context,
    limit: Annotated[int, typer.Option(help="At most so many, 0 for all.", min=0)] = 30,
    coder: Annotated[
        str | None,
        typer.Option("--by", help="Only this coder's.", autocompletion=complete(coders)),
    ] = None,
    kind: Annotated[str | None, typer.Option(help="Only: change, undo, redo, look, merge.")] = None,
    document: Annotated[
        str | None,
        typer.Option(help="Only what concerns it.", autocompletion=complete(documents)),
    ] = None,
    code: Annotated[
        str | None, typer.Option(help="Only what concerns it.", autocompletion=complete(codes))
    ] = None,
    since: Annotated[str | None, typer.Option(help="This day or later: 2026-11-25.")] = None,
    until: Annotated[str | None, typer.Option(help="This day or earlier.")] = None,
    form: Format = Form.table,
) -> None:
    """List what was done, the newest first.

    \b
    qualcode history log --by Lin --limit 100
    qualcode history log --document L03 --code "gap filling"
    """
    with opened(context) as project:
        found = project.history.log(
            limit=limit or None, coder=coder, kind=kind, document=document, code=code,
            since=since, until=until,
        )  # fmt: skip
    emit(found, form, columns=LOG)


@app.command()
def undo(
    context: typer.Context,
    batch: Annotated[
        str | None,
        typer.Argument(help="Its number in the log; else the last.", metavar="NUMBER"),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(help="Take back all you did after this number.", metavar="NUMBER"),
    ] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="With --to: list what would be, change nothing.")
    ] = False,
    form: Format = Form.table,
) -> None:
    """Take back your last change, one of the log, or all since.

    \b
    qualcode history undo
    qualcode history undo 12
    qualcode history undo --to 12 --preview
    """
    if to is not None:
        if batch is not None:
            raise UsageError("Name one change, or --to, not both.")
        _undo_to(context, to, preview, form)
        return
    if preview:
        raise UsageError("--preview goes with --to.")
    with opened(context) as project:
        made = project.history.undo(batch)
    out(f"Undone: {made.label} {made.subject}".rstrip())
    _left(made.left)


@app.command()
def redo(context: typer.Context) -> None:
    """Do again what you undid last.

    \b
    qualcode history redo
    """
    with opened(context) as project:
        made = project.history.redo()
    out(f"Done again: {made.label} {made.subject}".rstrip())
    _left(made.left)


def _undo_to(context: typer.Context, to: str, preview: bool, form: Form) -> None:
    import pandas as pd

    progress = Progress("taking back")
    with opened(context) as project:
        try:
            found = project.history.undo_to(to, preview=preview, progress=progress)
        finally:
            progress.close()
    columns = ["kind", "when", "what", "subject", "rows", "left", "why"]
    steps = pd.DataFrame([vars(s) for s in found.steps], columns=columns)
    steps["left"] = ["; ".join(s.left) for s in found.steps]
    emit(steps, form, wrapped=True, empty="You changed nothing after it.")
    done = f"{len(found.done)} of {len(found.steps)} changes of yours after number {to}"
    rows = f"{sum(s.rows for s in found.steps):,} rows of the tables"
    say(f"{done} would be taken back: {rows}." if preview else f"{done} taken back: {rows}.")
    if found.others:
        say(f"{found.others} changes of other coders stay.")
    if not preview:
        say("Bring them back with: qualcode history redo")


def _left(left: tuple[str, ...]) -> None:
    for what in dict.fromkeys(left):
        say(f"Left as it is: {what}")


@app.command()
def show(
    context: typer.Context,
    batch: Batch,
    form: Format = Form.table,
) -> None:
    """Show what one change did, field by field.

    \b
    qualcode history show 12
    """
    with opened(context) as project:
        found = project.history.show(batch)
    if form is Form.table:
        found = found[found["before"].notna() | found["after"].notna()]
    emit(found, form, columns=CELLS, wrapped=True)


@app.command()
def at(
    context: typer.Context,
    batch: Batch,
    what: Annotated[str, typer.Option(help="codebook, segments, documents.")] = "codebook",
    document: Annotated[
        str | None,
        typer.Option(help="Only its segments.", autocompletion=complete(documents)),
    ] = None,
    form: Format = Form.table,
) -> None:
    """Show the project as it was after a change.

    \b
    qualcode history at 12
    qualcode history at 12 --what segments --document L03
    """
    if what not in ("codebook", "segments", "documents"):
        raise UsageError(f"Show codebook, segments or documents, not “{what}”.")
    progress = Progress("looking back")
    with opened(context) as project:
        try:
            past = project.history.at(batch, document=document, progress=progress)
        finally:
            progress.close()
    found = getattr(past, what)()
    emit(found, form, columns=PAST[what], wrapped=True)


@app.command()
def merge(
    context: typer.Context,
    file: Annotated[str, typer.Argument(help="A colleague's copy of this project.")],
    preview: Annotated[bool, typer.Option("--preview", help="Show, write nothing.")] = False,
    form: Format = Form.table,
) -> None:
    """Take over what a colleague's copy holds.

    A backup is made first. Lists what the two copies did against each other.

    \b
    qualcode -p study.qualcode history merge lin.qualcode --preview
    qualcode -p study.qualcode history merge lin.qualcode
    """
    progress = Progress("merging")
    with opened(context) as project:
        try:
            merged = project.history.merge(file, progress, preview=preview)
        finally:
            progress.close()
        collisions = merged.frame()
    if merged.batches:
        done = "would be taken over; nothing was written" if preview else "taken over"
        say(f"{merged.batches} changes of {', '.join(merged.coders)} {done}.")
    else:
        say("Nothing new in that copy.")
    if merged.backup is not None:
        say(f"As it was before: {merged.backup}")
    empty = "The two copies do not collide." if merged.batches else ""
    emit(collisions, form, wrapped=True, empty=empty)


@app.command()
def collisions(context: typer.Context, form: Format = Form.table) -> None:
    """List what two copies did against each other.

    \b
    qualcode history collisions
    """
    with opened(context) as project:
        found = project.history.collisions()
    emit(found, form, wrapped=True)


@app.command()
def backup(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="Where; else beside the project.")] = None,
) -> None:
    """Write a backup; prints its path.

    \b
    qualcode history backup
    qualcode history backup friday.qualcode
    """
    with opened(context) as project:
        out(str(project.history.backup(file)))


@app.command()
def check(
    context: typer.Context,
    quick: Annotated[bool, typer.Option("--quick", help="The chains only, no replay.")] = False,
) -> None:
    """Prove the audit trail and the tables.

    Every change is as it was written, none is missing, and the tables are what the journal says.

    \b
    qualcode history check
    """
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
