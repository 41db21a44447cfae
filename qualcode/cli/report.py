"""qualcode report: exports."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from qualcode.cli.completion import coders, codes, complete, documents, questions
from qualcode.cli.output import Progress, out
from qualcode.cli.session import opened

app = typer.Typer()


@app.command()
def write(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=".docx, .xlsx, .html, .md or .csv")],
    what: Annotated[
        list[str] | None,
        typer.Option(
            help="segments, frequencies, matrix, crosstabs (kept), cooccurrence, saturation, "
            "themes, summaries, displays; repeatable."
        ),
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
    layer: Annotated[
        str, typer.Option(help="Of frequencies, matrix, cooccurrence and saturation.")
    ] = "final",
    pictures: Annotated[
        bool, typer.Option("--pictures/--no-pictures", help="Figures in .docx and .html.")
    ] = True,
) -> None:
    """Write segments, frequencies, the case × code matrix and tables.

    Without --what: segments, frequencies, matrix, and the cross-tabs that were kept, themes,
    summaries and displays that there are. Small cells of tables are hidden.

    \b
    qualcode report write report.docx
    qualcode report write q8.csv --what matrix --question q8
    qualcode report write tables.docx --what crosstabs --what saturation
    """
    with closing(Progress("writing, step")) as progress, opened(context) as project:
        path = project.report.write(
            file, what=what or None, code=code, document=document, coder=coder,
            question=question, layer=layer, pictures=pictures, progress=progress,
        )  # fmt: skip
    out(str(path))
