"""qualcode report: exports."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qualcode.cli.completion import coders, codes, complete, documents, questions
from qualcode.cli.output import out
from qualcode.cli.session import opened

app = typer.Typer(help="Exports.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """Write reports."""


@app.command()
def write(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=".docx, .xlsx, .html, .md or .csv")],
    what: Annotated[
        list[str] | None, typer.Option(help="segments, frequencies, matrix; repeatable.")
    ] = None,
    code: Annotated[
        str | None,
        typer.Option(help="Only this code's segments.", autocompletion=complete(codes)),
    ] = None,
    document: Annotated[
        str | None,
        typer.Option(help="Only this document's segments.", autocompletion=complete(documents)),
    ] = None,
    coder: Annotated[
        str | None,
        typer.Option("--by", help="Only this coder's segments.", autocompletion=complete(coders)),
    ] = None,
    question: Annotated[
        str | None,
        typer.Option(help="The matrix of its answers.", autocompletion=complete(questions)),
    ] = None,
    layer: Annotated[str, typer.Option(help="Of frequencies and matrix.")] = "final",
) -> None:
    """Write segments, frequencies and the case × code matrix.

    \b
    qualcode report write report.docx
    qualcode report write q8.csv --what matrix --question q8
    """
    with opened(context) as project:
        path = project.report.write(
            file, what=what or None, code=code, document=document, coder=coder,
            question=question, layer=layer,
        )  # fmt: skip
        out(str(path))
