"""qualcode suggest: codes suggested for what is not reviewed, decided on, explained, measured."""

from __future__ import annotations

import sys
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from qualcode.cli import suggest_measured
from qualcode.cli.completion import codes, complete, documents
from qualcode.cli.keys import keys
from qualcode.cli.output import Form, Format, Progress, emit, out, say
from qualcode.cli.session import opened
from qualcode.cli.suggest_measured import Documents, Question
from qualcode.errors import QualcodeError, UsageError

if TYPE_CHECKING:
    from qualcode.project import Project
    from qualcode.suggest.queue import Suggestion

app = typer.Typer()


class Order(StrEnum):
    """The orders in which suggestions are read."""

    text = "text"
    certain = "certain"
    informative = "informative"
    random = "random"


Uid = Annotated[
    str, typer.Argument(help="The suggestion, or the beginning of its uid.", metavar="SUGGESTION")
]
PENDING = ["suggestion", "document", "start", "end", "text", "code", "probability", "matches"]


@app.command()
def run(
    context: typer.Context,
    document: Documents = None,
    question: Question = None,
    words_only: Annotated[
        bool, typer.Option("--words-only", help="Without the meaning of texts (extra semantic).")
    ] = False,
) -> None:
    """Suggest codes for what you have not reviewed yet.

    Learned from what you have. Nothing is applied. Interviews only where the lead turned them
    on; nothing where you code blind.

    \b
    qualcode suggest run
    qualcode suggest run --question q8
    """
    progress = Progress("suggesting")
    with opened(context) as project:
        project.suggest.semantic = not words_only
        try:
            made = project.suggest.run(document, question, progress=progress)
        finally:
            progress.close()
        figures = project.suggest.figures()
        lost = project.suggest.codes_not_found()
    if made.damaged:
        say("The model kept in this project was damaged; it was fitted anew.")
    out(f"{made.suggested} of {made.scored} passages have suggestions.")
    for kind, fit in made.fits.items():
        say(f"{kind}: learned from {fit.reviewed} reviewed passages (model {fit.name}).")
        if fit.reviewed < 20:
            say("Below 20 only what matches is told, no probability.")
        if lost.get(kind):
            say(f"Not to be found in {kind}, and not suggested: {', '.join(lost[kind])}.")
    for warning in figures.warnings:
        say(warning)


@app.command()
def review(
    context: typer.Context,
    document: Annotated[
        str | None, typer.Option(help="Only this.", autocompletion=complete(documents))
    ] = None,
    question: Question = None,
    code: Annotated[
        str | None, typer.Option(help="Only this code.", autocompletion=complete(codes))
    ] = None,
    order: Annotated[Order, typer.Option(help="What comes first.")] = Order.text,
    listed: Annotated[bool, typer.Option("--list", help="List them, ask nothing.")] = False,
    form: Format = Form.table,
) -> None:
    """Decide on suggestions one by one, or list them.

    Without a terminal they are listed. Keys: a accept, x reject, y why, s skip, q stop. What is
    of the random tenth comes only after you have decided on its passage.

    \b
    qualcode suggest review --question q8
    qualcode suggest review --list --order certain --format csv
    """
    with opened(context) as project:
        terminal = sys.stdin.isatty() and sys.stdout.isatty() and form is Form.table
        if listed or not terminal:
            frame = project.suggest.pending(document, question, code=code, order=order.value)
            emit(
                frame, form, project.suggest.figures().line, columns=PENDING, wrapped=True,
                empty="No suggestions are pending. Make some with: qualcode suggest run",
            )  # fmt: skip
            return
        rows = project.suggest.rows(document, question, code=code, order=order.value)
        with keys() as key:
            decided = _ask(project, rows, key)
        out(f"{decided} of {len(rows)} decided · {project.suggest.figures().line}")


def _ask(project: Project, rows: list[Suggestion], read: Callable[[], str]) -> int:
    """Ask for each suggestion; return how many were decided on."""
    decided = 0
    for number, one in enumerate(rows, 1):
        project.suggest.here(one.document, one.start, one.end)
        text = project.documents.text(one.document)[one.start : one.end]
        out(f"\n{number} of {len(rows)} · {one.document}\n{text}\n┊ {one.code} {one.told} ?")
        while True:
            say("a accept  x reject  y why  s skip  q stop")
            key = read()
            if key in ("q", "", "\x04"):
                return decided
            if key == "y":
                out("\n".join(project.suggest.explain(one.suggestion).lines))
                continue
            if key == "s":
                break
            if key not in ("a", "x"):
                continue
            try:
                if key == "a":
                    project.suggest.accept(one.suggestion)
                else:
                    project.suggest.reject(one.suggestion)
            except QualcodeError as error:
                say(str(error))
                break
            decided += 1
            out("accepted · qualcode history undo takes it back" if key == "a" else "rejected")
            break
    return decided


@app.command()
def accept(
    context: typer.Context,
    suggestion: Annotated[
        str | None, typer.Argument(help="The suggestion, or the beginning of its uid.")
    ] = None,
    span: Annotated[
        str | None, typer.Option(help="A selection of the passage.", metavar="START:END")
    ] = None,
    code: Annotated[
        str | None,
        typer.Option(
            "--all",
            help="All sure ones of this code, where the model is good enough.",
            autocompletion=complete(codes),
            metavar="CODE",
        ),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(help="With --all: leave this one pending (its whole uid), repeatable."),
    ] = None,
    preview: Annotated[bool, typer.Option("--preview", help="With --all: list, accept none.")] = (
        False
    ),
) -> None:
    """Apply a suggested code.

    The segment keeps that it was suggested.

    \b
    qualcode suggest accept 5d0c1f2e
    qualcode suggest accept 5d0c1f2e --span 120:131
    qualcode suggest accept --all fatigue --preview
    """
    if (suggestion is None) == (code is None):
        raise UsageError("Name one suggestion, or a code with --all.")
    if preview and code is None:
        raise UsageError("--preview goes with --all.")
    if without and code is None:
        raise UsageError("--without goes with --all.")
    with opened(context) as project:
        if suggestion is not None:
            out(project.suggest.accept(suggestion, _span(span)))
            return
        assert code is not None
        made = project.suggest.accept_all(code, without=without or (), preview=preview)
        for one in made.accepted:
            out(f"{one.suggestion}  {one.document}  {one.told}")
    done = "would be accepted" if preview else "accepted; qualcode history undo takes all back"
    say(f"{len(made.accepted)} {done}. {len(made.audited)} are left to be coded unaided.")


@app.command()
def reject(context: typer.Context, suggestion: Uid) -> None:
    """Say that a suggested code does not apply.

    \b
    qualcode suggest reject 5d0c1f2e
    """
    with opened(context) as project:
        project.suggest.reject(suggestion)
    out("Rejected.")


@app.command()
def explain(context: typer.Context, suggestion: Uid, form: Format = Form.table) -> None:
    """Show why a code is suggested: parts that add up to its score.

    \b
    qualcode suggest explain 5d0c1f2e
    """
    with opened(context) as project:
        told = project.suggest.explain(suggestion)
    if form is Form.table:
        out("\n".join(told.lines))
        return
    import pandas as pd

    emit(pd.DataFrame(list(told.parts), columns=["part", "value"]), form)


@app.command()
def on(context: typer.Context) -> None:
    """Have suggestions for interviews too; the lead decides.

    \b
    qualcode suggest on
    """
    with opened(context) as project:
        project.suggest.turn_on()
    out("Suggestions for interviews are on.")


@app.command()
def off(context: typer.Context) -> None:
    """Have no suggestions for interviews; the lead decides.

    \b
    qualcode suggest off
    """
    with opened(context) as project:
        project.suggest.turn_off()
    out("Suggestions for interviews are off.")


@app.command()
def unit(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(help="clause, sentence or turn.", metavar="UNIT")
    ] = None,
) -> None:
    """Say what is suggested for in interviews, or choose it.

    \b
    qualcode suggest unit turn
    """
    with opened(context) as project:
        if name is not None:
            project.suggest.set_unit(name)
        out(f"Suggestions are made by {project.suggest.unit}.")


def _span(given: str | None) -> tuple[int, int] | None:
    if given is None:
        return None
    start, colon, end = given.partition(":")
    if not (colon and start.isdecimal() and end.isdecimal()):
        raise UsageError(f"A span is START:END, such as 120:188, not “{given}”.")
    return int(start), int(end)


app.add_typer(suggest_measured.app)
