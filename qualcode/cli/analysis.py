"""qualcode analysis: what the coding says."""

from __future__ import annotations

from typing import Annotated

import typer

from qualcode.cli.output import Form, Format, emit
from qualcode.cli.session import codes, complete, opened

app = typer.Typer(help="Quotes, frequencies, the case × code matrix.", no_args_is_help=True)

Layer = Annotated[str, typer.Option(help="final, consensus, union, or a coder's name.")]


@app.command()
def retrieve(
    context: typer.Context,
    code: Annotated[
        str | None,
        typer.Argument(help="A code; those below it too.", autocompletion=complete(codes)),
    ] = None,
    document: Annotated[str | None, typer.Option(help="Only this document.")] = None,
    coder: Annotated[str | None, typer.Option("--by", help="Only this coder's.")] = None,
    form: Format = Form.table,
) -> None:
    """List the quotes of a code.

    \b
    qualcode analysis retrieve fatigue --format md
    """
    with opened(context) as project:
        emit(project.analysis.retrieve(code=code, document=document, coder=coder), form)


@app.command()
def frequencies(context: typer.Context, layer: Layer = "final", form: Format = Form.table) -> None:
    """Count segments, documents and cases by code."""
    with opened(context) as project:
        found = project.analysis.frequencies(layer=layer)
    emit(found, form, found.attrs["foot"])


@app.command()
def matrix(
    context: typer.Context,
    question: Annotated[str | None, typer.Option(help="Its answers; else the interviews.")] = None,
    code: Annotated[list[str] | None, typer.Option(help="Only these codes, repeatable.")] = None,
    layer: Layer = "final",
    form: Format = Form.table,
) -> None:
    """A row a case, a column a code: 1 applied, 0 not, empty not reviewed for this code.

    \b
    qualcode analysis matrix --question q8 --format csv > q8.csv
    """
    with opened(context) as project:
        found = project.analysis.matrix(question=question, codes=code, layer=layer)
    emit(found.reset_index(), form, found.attrs["foot"])
