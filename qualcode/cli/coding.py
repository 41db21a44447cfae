"""qualcode coding: applying codes and saying what was looked at."""

from __future__ import annotations

from typing import Annotated

import typer

from qualcode.cli.output import Form, Format, emit, out
from qualcode.cli.session import codes, complete, documents, opened
from qualcode.errors import UsageError

app = typer.Typer(help="Apply codes, list segments, mark documents done.", no_args_is_help=True)

Document = Annotated[str, typer.Argument(help="The document.", autocompletion=complete(documents))]
Code = Annotated[str, typer.Argument(help="The code.", autocompletion=complete(codes))]
SpanOption = Annotated[
    str | None, typer.Option("--span", help="START:END, characters of the current text.")
]


def _span(text: str | None) -> tuple[int | None, int | None]:
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
    start, end = _span(span)
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
    """Remove segments of yours."""
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
    """Change a segment's code, span or strength; its memos stay."""
    start, end = _span(span)
    with opened(context) as project:
        project.coding.change(segment, code=code, start=start, end=end, strength=strength)
        out("Changed.")


@app.command("list")
def list_(
    context: typer.Context,
    code: Annotated[
        str | None,
        typer.Option(help="Only this code and those below it.", autocompletion=complete(codes)),
    ] = None,
    document: Annotated[str | None, typer.Option(help="Only this document.")] = None,
    coder: Annotated[str | None, typer.Option("--by", help="Only this coder's.")] = None,
    round: Annotated[str | None, typer.Option(help="Only this round's.")] = None,
    form: Format = Form.table,
) -> None:
    """List segments.

    \b
    qualcode coding list --code fatigue --format csv > fatigue.csv
    """
    with opened(context) as project:
        emit(project.coding.segments(code=code, document=document, coder=coder, round=round), form)


@app.command()
def done(
    context: typer.Context,
    document: Document,
    span: SpanOption = None,
    reopen: Annotated[bool, typer.Option("--reopen", help="Open it again.")] = False,
    round: Annotated[str | None, typer.Option(help="The coding round.")] = None,
) -> None:
    """Say that you have looked at a document; what is uncoded counts as 'nothing applies'."""
    start, end = _span(span)
    with opened(context) as project:
        project.coding.done(document, start, end, reopen=reopen, round=round)
        out(f"{document}: {'open again' if reopen else 'done'}.")


@app.command()
def reviewed(
    context: typer.Context,
    coder: Annotated[str | None, typer.Option("--by", help="Only this coder's.")] = None,
    form: Format = Form.table,
) -> None:
    """List the passages that coders are done with."""
    import pandas as pd

    with opened(context) as project:
        rows = [vars(d) for d in project.coding.reviewed(coder=coder)]
    columns = ["document", "coder", "start", "end", "whole", "created"]
    emit(pd.DataFrame(rows, columns=columns), form)
