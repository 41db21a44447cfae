"""qualcode analysis summary: cases under codes or themes, in the researcher's words."""

from __future__ import annotations

from typing import Annotated

import typer

from qualcode.cli.crosstab import Layer, Question, split
from qualcode.cli.output import Form, Format, emit, out
from qualcode.cli.session import opened
from qualcode.cli.themes import Output

app = typer.Typer(help="Summaries: the framework matrix.", no_args_is_help=True)

Case = Annotated[str, typer.Argument(help="A case, or a document of no case.")]
Subject = Annotated[str, typer.Argument(help="A code or theme: NAME, code:NAME or theme:NAME.")]
LISTED = ["case", "subject", "question", "summary", "change", "coder", "written"]
BEHIND = ["document", "speaker", "text", "code", "coder", "counts", "since", "segment"]


@app.command("set")
def set_(
    context: typer.Context,
    case: Case,
    subject: Subject,
    text: Annotated[str, typer.Argument(help="The summary.")],
    question: Question = None,
    layer: Layer = "final",
) -> None:
    """Write the summary of a case under a code or theme; prints its uid.

    Written again with the same text it says that it still holds.

    \b
    qualcode analysis summary set L03 "gap filling" "Six clerks for twenty thousand homes."
    qualcode analysis summary set 001 fatigue "Asked twice for the same." --question q8
    """
    with opened(context) as project:
        out(project.analysis.summaries.set(case, subject, text, question=question, layer=layer))


@app.command("list")
def list_(
    context: typer.Context,
    stale: Annotated[
        bool, typer.Option("--stale", help="Only those whose segments changed since.")
    ] = False,
    form: Format = Form.table,
) -> None:
    """List the summaries that were written, and what changed since.

    \b
    qualcode analysis summary list --stale
    """
    with opened(context) as project:
        found = project.analysis.summaries.frame()
    emit(found[found["stale"]] if stale else found, form, columns=LISTED, wrapped=True)


@app.command()
def matrix(
    context: typer.Context,
    of: Annotated[
        list[str] | None,
        typer.Option("--of", help="A code or theme, repeatable or with commas; else the themes."),
    ] = None,
    case: Annotated[list[str] | None, typer.Option(help="Only this case, repeatable.")] = None,
    question: Question = None,
    layer: Layer = "final",
    cells: Annotated[bool, typer.Option("--cells", help="A row a cell, with counts.")] = False,
    output: Output = None,
    form: Format = Form.table,
) -> None:
    """Show cases × codes or themes, each cell summarised.

    Where there is no summary it says what stands behind the cell: segments, nothing coded, not
    reviewed, or no material. One whose segments changed since says how.

    \b
    qualcode analysis summary matrix --of "gap filling, fatigue"
    qualcode analysis summary matrix --question q8 --case 001 --case 002 --cells
    qualcode analysis summary matrix -o framework.xlsx
    """
    with opened(context) as project:
        found = project.analysis.summaries.matrix(
            split(of), cases=case, question=question, layer=layer
        )
        if output is not None:
            out(str(project.report.write_summaries(output, found)))
            return
    if cells or form in (Form.csv, Form.json):
        emit(found.cells, form, found.foot)
    else:
        emit(found.table.reset_index(), form, found.foot, wrapped=True)


@app.command()
def segments(
    context: typer.Context,
    case: Case,
    subject: Subject,
    question: Question = None,
    layer: Layer = "final",
    form: Format = Form.table,
) -> None:
    """List the segments behind a cell, and which changed since.

    \b
    qualcode analysis summary segments L03 "gap filling"
    """
    with opened(context) as project:
        found = project.analysis.summaries.segments(case, subject, question=question, layer=layer)
    emit(found, form, found.attrs["foot"], columns=BEHIND, wrapped=True)


@app.command()
def remove(context: typer.Context, case: Case, subject: Subject, question: Question = None) -> None:
    """Take a summary away.

    \b
    qualcode analysis summary remove L03 "gap filling"
    """
    with opened(context) as project:
        project.analysis.summaries.remove(case, subject, question=question)
