"""qualcode coding: applying codes and saying what was looked at."""

from __future__ import annotations

from typing import Annotated

import typer

from qualcode.cli.completion import coders, codes, complete, documents
from qualcode.cli.output import Form, Format, emit, out, say
from qualcode.cli.session import opened
from qualcode.errors import UsageError

app = typer.Typer()

Document = Annotated[str, typer.Argument(help="The document.", autocompletion=complete(documents))]
Code = Annotated[str, typer.Argument(help="The code.", autocompletion=complete(codes))]
By = Annotated[
    str | None, typer.Option("--by", help="Only this coder's.", autocompletion=complete(coders))
]
SEGMENT = ["document", "start", "end", "text", "code", "coder", "strength", "round", "memo"]
SpanOption = Annotated[
    str | None, typer.Option("--span", help="START:END, characters of the current text.")
]


def span_of(text: str | None) -> tuple[int | None, int | None]:
    """Return the start and end of a span given as START:END. Raises: UsageError."""
    if text is None:
        return None, None
    start, colon, end = text.partition(":")
    if not colon or not start.strip().isdecimal() or not end.strip().isdecimal():
        raise UsageError(f"“{text}” is no span. Write it as START:END, for instance 120:188.")
    return int(start), int(end)


@app.command()
def apply(
    context: typer.Context,
    document: Document,
    code: Code,
    span: SpanOption = None,
    quote: Annotated[str | None, typer.Option(help="The words, exactly.")] = None,
    nth: Annotated[int | None, typer.Option(help="Which of several such places.")] = None,
    whole: Annotated[bool, typer.Option("--whole", help="The whole document.")] = False,
    strength: Annotated[int | None, typer.Option(help="0 to 100.")] = None,
    memo: Annotated[str | None, typer.Option(help="A note on the segment.")] = None,
    round: Annotated[str | None, typer.Option(help="The coding round.")] = None,
) -> None:
    """Apply a code; prints the segment's uid.

    \b
    qualcode coding apply L03 "gap filling" --quote "最缺人。"
    qualcode coding apply L03 fatigue --span 120:188 --strength 80
    """
    start, end = span_of(span)
    with opened(context) as project:
        out(
            project.coding.apply(
                document, start, end, code, quote=quote, nth=nth, whole=whole,
                strength=strength, memo=memo, round=round,
            )
        )  # fmt: skip


@app.command()
def remove(
    context: typer.Context,
    segments: Annotated[list[str], typer.Argument(help="Uids, or their beginnings.")],
) -> None:
    """Remove segments of yours.

    \b
    qualcode coding remove 01a2107f-d39a-7000
    """
    with opened(context) as project:
        project.coding.remove(segments)
    out(f"Removed {len(segments)}. Take it back with: qualcode history undo")


@app.command()
def change(
    context: typer.Context,
    segment: Annotated[str, typer.Argument(help="Its uid, or a beginning.")],
    code: Annotated[str | None, typer.Option(help="Another code.")] = None,
    span: SpanOption = None,
    strength: Annotated[int | None, typer.Option(help="0 to 100.")] = None,
) -> None:
    """Change a segment's code, span or strength; memos stay.

    \b
    qualcode coding change 01a2107f-d39a-7000 --code trust --strength 60
    """
    start, end = span_of(span)
    with opened(context) as project:
        stays = project.coding.change(segment, code=code, start=start, end=end, strength=strength)
    if stays.startswith(segment.lower()):
        out("Changed.")
    else:
        out(f"You had the same there already: {stays} stays, with the memos of both.")
        say("Take it back with: qualcode history undo")


@app.command("list")
def list_(
    context: typer.Context,
    code: Annotated[
        str | None,
        typer.Option(help="Only this code and those below it.", autocompletion=complete(codes)),
    ] = None,
    document: Annotated[
        str | None,
        typer.Option(help="Only this document.", autocompletion=complete(documents)),
    ] = None,
    coder: By = None,
    round: Annotated[str | None, typer.Option(help="Only this round's.")] = None,
    form: Format = Form.table,
) -> None:
    """List segments.

    \b
    qualcode coding list --code fatigue --format csv > fatigue.csv
    """
    with opened(context) as project:
        found = project.coding.segments(code=code, document=document, coder=coder, round=round)
    emit(found, form, columns=[*SEGMENT, "segment"])


@app.command()
def done(
    context: typer.Context,
    document: Document,
    span: SpanOption = None,
    reopen: Annotated[bool, typer.Option("--reopen", help="Open it again.")] = False,
    round: Annotated[str | None, typer.Option(help="The coding round.")] = None,
) -> None:
    """Say that you have looked at a document, or a passage.

    What you left uncoded in it counts as 'nothing applies' from then on.

    \b
    qualcode coding done L03
    qualcode coding done "001 · q8"
    """
    start, end = span_of(span)
    with opened(context) as project:
        project.coding.done(document, start, end, reopen=reopen, round=round)
        name = project.documents.find(document).document
    passage = "" if span is None else f", {span}"
    out(f"{name}{passage}: {'open again' if reopen else 'done'}.")


@app.command()
def reviewed(
    context: typer.Context,
    coder: By = None,
    form: Format = Form.table,
) -> None:
    """List the passages that coders are done with.

    \b
    qualcode coding reviewed --by Lin
    """
    import pandas as pd

    with opened(context) as project:
        rows = [vars(d) for d in project.coding.reviewed(coder=coder)]
    columns = ["document", "coder", "start", "end", "whole", "created"]
    emit(pd.DataFrame(rows, columns=columns), form)


@app.command()
def answers(
    context: typer.Context,
    question: Annotated[
        str | None,
        typer.Argument(help="The open question; without it, the one you reviewed last."),
    ] = None,
    form: Format = Form.table,
) -> None:
    """List the answers to a question, with your codes.

    In the order of the respondents, each done, for later or new. A code with ~ is applied to a
    part of the answer.

    \b
    qualcode coding answers q8 --format csv > q8.csv
    """
    with opened(context) as project:
        found = project.coding.answers(question)
    emit(found, form)
