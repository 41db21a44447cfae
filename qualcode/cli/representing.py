"""qualcode analysis represent: the surveyed against all."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qualcode.cli.crosstab import Adjust, split
from qualcode.cli.output import Form, Format, emit, out
from qualcode.cli.session import opened
from qualcode.errors import UsageError

app = typer.Typer()

SHOWN = ("fields", "levels", "numbers")
READ = {
    "fields": ["field", "n_surveyed", "missing_surveyed", "n_others", "missing_others", "smd",
               "smd_all", "smd_weighted", "test", "p_adjusted", "measure", "effect", "effect_low",
               "effect_high", "note"],
    "levels": ["field", "level", "n_surveyed", "percent_surveyed", "percent_others",
               "percent_all", "difference", "difference_low", "difference_high", "smd",
               "percent_weighted", "difference_weighted"],
    "numbers": ["field", "n_surveyed", "mean_surveyed", "median_surveyed", "n_others",
                "mean_others", "median_others", "difference", "low", "high", "smd",
                "mean_weighted", "difference_weighted"],
}  # fmt: skip
"""Columns that a table shows; the other forms have all."""


@app.command("represent")
def representativeness(
    context: typer.Context,
    field: Annotated[
        list[str] | None,
        typer.Option(help="These fields, repeatable or joined by commas; else all that both have."),
    ] = None,
    surveyed: Annotated[
        str, typer.Option(help="A kind of case, or a variable that only the surveyed have.")
    ] = "respondent",
    among: Annotated[
        list[str] | None, typer.Option(help="Kinds of cases that make up all, repeatable.")
    ] = None,
    weight: Annotated[str | None, typer.Option(help="The surveyed's weights.")] = None,
    adjust: Adjust = "holm",
    show: Annotated[str, typer.Option(help="fields, levels or numbers.")] = "fields",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write a .csv, .xlsx, .docx, .html or .md; small "
                                            "cells hidden."),
    ] = None,
    form: Format = Form.table,
) -> None:  # fmt: skip
    """Set the surveyed against all, field by field.

    How far they are from those not surveyed, in units that do not grow with their number (smd:
    standardised difference), with tests and effects; with --weight also after weighting.

    \b
    qualcode analysis represent
    qualcode analysis represent --weight w --show levels -f csv
    qualcode analysis represent --surveyed q8 --field "district, gender" -o who.xlsx \\
        --show levels
    """
    if show not in SHOWN:
        raise UsageError(f"Nothing “{show}” to show. There are: {', '.join(SHOWN)}.")
    from qualcode.analysis.representativeness import reading

    with opened(context) as project:
        found = project.analysis.representativeness(
            split(field), surveyed=surveyed, weight=weight, adjust=adjust,
            among=tuple(among or ("respondent", "volunteer")),
        )  # fmt: skip
        at = SHOWN.index(show)
        if output is not None:
            frame = found.outside[at]
            if output.suffix.lower() not in (".csv", ".xlsx"):
                frame = reading(frame[[c for c in READ[show] if c in frame]])
            frame.attrs["foot"] = found.foot
            project.report.write_table(output, frame, title=f"Representativeness: {show}")
            out(str(output))
            return
        frame = (found.fields, found.levels, found.numbers)[at]
    if form in (Form.table, Form.md):
        frame = reading(frame[[c for c in READ[show] if c in frame]])
    emit(frame, form, found.foot)
