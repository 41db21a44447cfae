"""qualcode suggest figures, codes, evaluate, and the lists of what the codebook may lack."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from qualcode.cli.completion import complete, documents, questions
from qualcode.cli.output import Form, Format, Progress, emit, out
from qualcode.cli.session import opened

if TYPE_CHECKING:
    import pandas as pd

app = typer.Typer()


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
def codes(
    context: typer.Context, interviews: Interviews = False, form: Format = Form.table
) -> None:
    """Show how suggestions of each code fare.

    On passages left out, where they were withheld until you had decided (the blind check), and what
    you accepted; and why many may not be accepted at once.

    \b
    qualcode suggest codes
    """
    with opened(context) as project:
        frame = project.suggest.codes(kind=_kind(interviews))
    emit(_rounded(frame, form), form, frame.attrs["foot"], wrapped=True)


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


def _kind(interviews: bool) -> str | None:
    return "interviews" if interviews else None


def _rounded(frame: pd.DataFrame, form: Form) -> pd.DataFrame:
    """Return figures with three decimals where people read them, whole elsewhere."""
    if form in (Form.csv, Form.json):
        return frame
    floats = frame.select_dtypes("float").columns
    return frame.assign(**{name: frame[name].round(3) for name in floats})
