"""qualcode analysis trend: words and codes over time."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from qualcode.cli.completion import codes as code_names
from qualcode.cli.completion import complete
from qualcode.cli.crosstab import Interviewers, Interviews, Layer, Question, split
from qualcode.cli.figure import Bars, Figure, Labels, draw, print_bars
from qualcode.cli.output import Form, Format, emit
from qualcode.cli.session import opened

app = typer.Typer()


@app.command()
def trend(
    context: typer.Context,
    words: Annotated[list[str] | None, typer.Argument(help="Words to follow.")] = None,
    codes: Annotated[
        list[str] | None,
        typer.Option(
            "--codes",
            "--code",
            help="Codes, repeatable or joined by commas.",
            autocompletion=complete(code_names),
        ),
    ] = None,
    over: Annotated[
        str | None,
        typer.Option(help="A date of the cases, or a field of levels; else interviews in order."),
    ] = None,
    step: Annotated[
        str | None, typer.Option(help="Of a date: day, week, month, quarter, year.")
    ] = None,
    question: Question = None,
    interviews: Interviews = False,
    order: Annotated[
        str | None, typer.Option(help="Interviews by case, joined by commas; else as they came in.")
    ] = None,
    layer: Layer = "final",
    interviewers: Interviewers = False,
    figure: Figure = None,
    labels: Labels = None,
    bars: Bars = False,
    form: Format = Form.table,
) -> None:
    """Follow words and codes over time.

    Over a field of the cases: the share of cases that say a word, or have a code, with intervals.
    Without one: the interviews in order, with the share of their words or segments.

    \b
    qualcode analysis trend 口罩 志愿者 --question q8 --over joined --step month
    qualcode analysis trend --code fatigue --figure fatigue.svg
    """  # fmt: skip
    with opened(context) as project:
        found = project.analysis.trend(
            words or (), codes=split(codes) or (), over=over, step=step, question=question,
            interviews=interviews, order=split([order]) if order else None, layer=layer,
            interviewers=interviewers,
        )  # fmt: skip
        if figure is not None:
            draw(project, figure, found, labels)
            return
    if bars:
        _bars(found)
        return
    if form in (Form.table, Form.md):
        found = found.round(dict.fromkeys(("percent", "low", "high"), 2))
    emit(found, form, found.attrs["foot"])


def _bars(found: Any) -> None:
    from qualcode.text.blocks import Row

    top = found["percent"].max()
    rows: list[Row] = []
    for what, own in found.groupby("what", sort=False):
        rows.append(Row(str(what)))
        for period, n, base, percent in own[["period", "n", "base", "percent"]].itertuples(
            index=False
        ):
            said = f"({n:,} of {base:,})"
            if percent != percent:
                rows.append(Row(f"  {period}", None, f"– {said}"))
            else:
                share = percent / top if top else 0.0
                rows.append(Row(f"  {period}", share, f"{percent:.2f} % {said}"))
    print_bars(rows, f"A full bar is {top:.2f} %. {found.attrs['foot']}")
