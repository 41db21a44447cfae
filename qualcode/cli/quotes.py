"""qualcode analysis quotes, typology: what people said, and who they are, side by side."""

from __future__ import annotations

from typing import Annotated

import typer

from qualcode.cli.crosstab import Codes, Layer, Question, split
from qualcode.cli.output import Form, Format, emit, out
from qualcode.cli.session import opened
from qualcode.cli.themes import Output

app = typer.Typer()


@app.command()
def quotes(
    context: typer.Context,
    field: Annotated[
        str | None, typer.Argument(help="A field of the cases; without it one column.")
    ] = None,
    codes: Codes = None,
    question: Question = None,
    layer: Layer = "final",
    each: Annotated[int, typer.Option(help="So many quotes a cell.")] = 2,
    told: Annotated[
        list[str] | None, typer.Option("--field", help="A field told beside quotes, repeatable.")
    ] = None,
    output: Output = None,
    form: Format = Form.table,
) -> None:
    """Show what people said: codes or themes × a field.

    Quotes chosen for themes come first. Who did not consent to being quoted is not; how many
    segments are left out is told.

    \b
    qualcode analysis quotes district --question q8 --codes "gap filling, fatigue"
    qualcode analysis quotes district --question q8 --field age_band -o quotes.docx
    """
    with opened(context) as project:
        found = project.analysis.quote_matrix(
            split(codes), field, question=question, layer=layer, each=each, fields=told or ()
        )
        if output is not None:
            out(str(project.report.write_quote_matrix(output, found)))
            return
    if form in (Form.csv, Form.json):
        emit(found.quotes, form, found.foot)
    else:
        emit(found.table.reset_index(), form, found.foot, wrapped=True)


@app.command()
def typology(
    context: typer.Context,
    row: Annotated[str, typer.Argument(help="A field, code or theme.")],
    column: Annotated[str, typer.Argument(help="Another.")],
    question: Question = None,
    layer: Layer = "final",
    examples: Annotated[int, typer.Option(help="So many examples a cell.")] = 3,
    output: Output = None,
    form: Format = Form.table,
) -> None:
    """Group cases by two dimensions, with examples.

    A dimension is a field, or a code or theme that a case has or has not; field:NAME, code:NAME or
    theme:NAME where a name is several of them.

    \b
    qualcode analysis typology district "gap filling" --question q8
    """
    with opened(context) as project:
        found = project.analysis.typology(
            row, column, question=question, layer=layer, examples=examples
        )
        if output is not None:
            out(str(project.report.write_typology(output, found)))
            return
    if form in (Form.csv, Form.json):
        emit(found.frame, form, found.foot)
    else:
        emit(found.table.reset_index(), form, found.foot, wrapped=True)
