"""qualcode suggest: codes suggested for what is not reviewed, decided on, explained, measured.

The module is long for one reason: it is the area's whole list of commands.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from qualcode.cli.completion import codes, complete, documents, questions
from qualcode.cli.keys import keys
from qualcode.cli.output import Form, Format, Progress, emit, out, say
from qualcode.cli.session import opened
from qualcode.errors import QualcodeError, UsageError

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.project import Project
    from qualcode.suggest.queue import Suggestion

app = typer.Typer(help="Suggested codes: decided on, explained, measured.", no_args_is_help=True)


class Order(StrEnum):
    """The orders in which suggestions are read."""

    text = "text"
    certain = "certain"
    informative = "informative"
    random = "random"


class By(StrEnum):
    """What a row of an evaluation is about."""

    code = "code"
    language = "language"
    document = "document"
    month = "month"


Documents = Annotated[
    list[str] | None,
    typer.Option("--document", help="Only this, repeatable.", autocompletion=complete(documents)),
]
Question = Annotated[
    str | None,
    typer.Option(help="Only answers to this question.", autocompletion=complete(questions)),
]
Interviews = Annotated[
    bool, typer.Option("--interviews", help="In interviews; else in answers, if some are reviewed.")
]
Limit = Annotated[int, typer.Option(help="How many at most.", min=1)]
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
    with opened(context) as project:
        if suggestion is not None:
            out(project.suggest.accept(suggestion, _span(span)))
            return
        assert code is not None
        made = project.suggest.accept_all(code, preview=preview)
        for one in made.accepted:
            out(f"{one.suggestion[:8]}  {one.document}  {one.told}")
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
def evaluate(
    context: typer.Context,
    by: Annotated[By, typer.Option(help="What a row is about.")] = By.code,
    interviews: Interviews = False,
    form: Format = Form.table,
) -> None:
    """Measure suggestions on your own codings.

    Documents and respondents are left out in turn; the most frequent codes stand beside.

    \b
    qualcode suggest evaluate
    qualcode suggest evaluate --by language --format json
    """
    progress = Progress("evaluating")
    with opened(context) as project:
        try:
            frame = project.suggest.evaluate(by.value, kind=_kind(interviews), progress=progress)
        finally:
            progress.close()
    emit(_rounded(frame, form), form, frame.attrs["foot"])


@app.command()
def figures(context: typer.Context, form: Format = Form.table) -> None:
    """Show how suggestions fare, and what to beware of.

    \b
    qualcode suggest figures
    """
    with opened(context) as project:
        found = project.suggest.figures()
    if form is Form.table:
        out(found.line)
        for warning in found.warnings:
            out(warning)
        return
    import pandas as pd

    emit(pd.DataFrame([{**vars(found), "warnings": list(found.warnings)}]), form)


@app.command()
def clusters(
    context: typer.Context,
    question: Question = None,
    count: Annotated[int | None, typer.Option(help="How many groups.", min=2)] = None,
    form: Format = Form.table,
) -> None:
    """Group what has no code yet, with its typical words.

    A start for open coding.

    \b
    qualcode suggest clusters --question q8
    """
    with opened(context) as project:
        frame = project.suggest.clusters(question, count=count)
    emit(frame, form, columns=["cluster", "n", "words", "example"], wrapped=True)


@app.command()
def unlike(
    context: typer.Context,
    document: Documents = None,
    question: Question = None,
    limit: Limit = 20,
    form: Format = Form.table,
) -> None:
    """List passages that are like nothing you coded.

    \b
    qualcode suggest unlike --question q8
    """
    with opened(context) as project:
        frame = project.suggest.unlike(document, question, limit=limit)
    emit(_rounded(frame, form), form, wrapped=True)


@app.command()
def miscodings(
    context: typer.Context,
    interviews: Interviews = False,
    limit: Limit = 20,
    form: Format = Form.table,
) -> None:
    """List codings that your other codings speak against.

    And missing ones that they speak for.

    \b
    qualcode suggest miscodings
    """
    with opened(context) as project:
        frame = project.suggest.likely_miscodings(kind=_kind(interviews), limit=limit)
    emit(_rounded(frame, form), form, wrapped=True)


@app.command()
def confused(
    context: typer.Context,
    interviews: Interviews = False,
    limit: Limit = 20,
    form: Format = Form.table,
) -> None:
    """List codes that your model takes for others.

    \b
    qualcode suggest confused
    """
    with opened(context) as project:
        frame = project.suggest.confused(kind=_kind(interviews), limit=limit)
    emit(_rounded(frame, form), form)


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


def _kind(interviews: bool) -> str | None:
    return "interviews" if interviews else None


def _span(given: str | None) -> tuple[int, int] | None:
    if given is None:
        return None
    start, colon, end = given.partition(":")
    if not (colon and start.isdecimal() and end.isdecimal()):
        raise UsageError(f"A span is START:END, such as 120:188, not “{given}”.")
    return int(start), int(end)


def _rounded(frame: pd.DataFrame, form: Form) -> pd.DataFrame:
    """Return figures with three decimals where people read them, whole elsewhere."""
    if form in (Form.csv, Form.json):
        return frame
    floats = frame.select_dtypes("float").columns
    return frame.assign(**{name: frame[name].round(3) for name in floats})
