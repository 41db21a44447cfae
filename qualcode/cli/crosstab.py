"""qualcode analysis crosstab, keep, compare and what else sets codes against fields."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from qualcode.cli.completion import codes as code_names
from qualcode.cli.completion import complete, questions
from qualcode.cli.figure import Bars, Figure, Labels, draw, print_bars
from qualcode.cli.output import Form, Format, emit, out, rounded
from qualcode.cli.session import opened
from qualcode.errors import UsageError

app = typer.Typer()


class Kind(StrEnum):
    """The figures of a cross-tab."""

    bars = "bars"
    heat = "heat"
    groups = "groups"


Layer = Annotated[str, typer.Option(help="final, consensus, union, or a coder's name.")]
Question = Annotated[
    str | None,
    typer.Option(help="Its answers; else the interviews.", autocompletion=complete(questions)),
]
Interviewers = Annotated[bool, typer.Option("--interviewers", help="Count their turns too.")]
Codes = Annotated[
    list[str] | None,
    typer.Option(
        "--codes", "--code", help="These codes or categories, repeatable or joined by commas.",
        autocompletion=complete(code_names),
    ),
]  # fmt: skip
Interviews = Annotated[bool, typer.Option("--interviews", help="The interviews.")]
Base = Annotated[str, typer.Option(help="reviewed, answered, asked, all, coded.")]
By = Annotated[str | None, typer.Option(help="A second field, crossed with the first.")]
Weight = Annotated[str | None, typer.Option(help="A variable of survey weights.")]
Strata = Annotated[str | None, typer.Option(help="With --weight: the strata of the sample.")]
Adjust = Annotated[str, typer.Option(help="holm or bh.")]
Draws = Annotated[int, typer.Option(help="Draws of the joint test's bootstrap; 0: none.")]
Seed = Annotated[int, typer.Option(help="Seed of what is drawn.")]
Show = Annotated[str, typer.Option(help="table, cells, tests, joint.")]
SHOWN = ("table", "cells", "tests", "joint")
READ = ["code", "test", "statistic", "df", "p", "p_adjusted", "measure", "effect", "effect_low",
        "effect_high", "n", "note"]  # fmt: skip


def split(given: list[str] | None) -> list[str] | None:
    """Return names given one by one or joined by commas."""
    if given is None:
        return None
    return [part.strip() for one in given for part in one.split(",") if part.strip()]


def listed(table: Any, show: str | None, form: Form) -> tuple[Any, str]:
    """Return the frame that is listed of a table, and its foot."""
    import pandas as pd

    from qualcode.analysis.crosstab_reading import reading

    chosen = show or ("table" if form in (Form.table, Form.md) else "cells")
    if chosen not in SHOWN:
        raise UsageError(f"Nothing “{chosen}” to show. There are: {', '.join(SHOWN)}.")
    if chosen == "cells":
        return table.cells, table.foot
    if chosen == "tests":
        return table.tests, table.foot
    if chosen == "joint":
        return pd.DataFrame([{**vars(table.joint), "codes": list(table.joint.codes)}]), table.foot
    return reading(table), table.foot


@app.command()
def crosstab(
    context: typer.Context,
    field: Annotated[str, typer.Argument(help="A field of the cases, as district.")],
    by: By = None,
    question: Question = None,
    interviews: Interviews = False,
    codes: Codes = None,
    layer: Layer = "final",
    base: Base = "reviewed",
    weight: Weight = None,
    strata: Strata = None,
    adjust: Adjust = "holm",
    draws: Draws = 0,
    seed: Seed = 0,
    interviewers: Interviewers = False,
    show: Annotated[
        str | None,
        typer.Option(help="table, cells, tests, joint; without it a table, csv and json cells."),
    ] = None,
    quotes: Annotated[
        str | None, typer.Option(help="List the segments behind a cell: CODE or CODE=LEVEL.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="Write a .csv, .xlsx, .docx or .md; small cells hidden."
        ),
    ] = None,
    figure: Figure = None,
    kind: Annotated[
        Kind, typer.Option(help="With --figure: bars, heat (residuals), groups (a panel a code).")
    ] = Kind.bars,
    labels: Labels = None,
    bars: Bars = False,
    form: Format = Form.table,
) -> None:
    """Set codes against a field of the cases.

    Shares with intervals, tests, and what holds after correction. The unit is the case; who was
    not reviewed for a code is unknown for it, and in no base. ▲▼ marks residuals that hold after
    correction, in a row that passes.

    \b
    qualcode analysis crosstab district --question q8 --weight w
    qualcode analysis crosstab district --by gender --codes "gap filling, fatigue" -f csv
    qualcode analysis crosstab district --question q8 --quotes "gap filling=Tingbei"
    qualcode analysis crosstab district --question q8 --figure districts.svg --kind heat
    """
    with opened(context) as project:
        table = project.analysis.crosstab(
            field, by=by, question=question, interviews=interviews, codes=split(codes),
            layer=layer, base=base, weight=weight, strata=strata, adjust=adjust, draws=draws,
            seed=seed, interviewers=interviewers,
        )  # fmt: skip
        if output is not None:
            frame = table.report()
            project.report.write_table(output, frame, title=table.title)
            out(str(output))
            return
        if figure is not None:
            draw(project, figure, table, labels, kind=kind.value)
            return
        if bars:
            from qualcode.analysis.crosstab_bars import full, rows

            print_bars(rows(table), f"A full bar is {full(table)} %. {table.foot}")
            return
        if quotes is not None:
            code, _, level = quotes.partition("=")
            found = table.quotes(code.strip(), level.strip() or None)
            emit(found, form, found.attrs["foot"], columns=["document", "case", "text", "code"],
                 wrapped=True)  # fmt: skip
            return
        frame, foot = listed(table, show, form)
    emit(rounded(frame, form), form, foot, columns=READ if show == "tests" else None)


@app.command()
def keep(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The name it is kept under.")],
    field: Annotated[str | None, typer.Argument(help="A field of the cases.")] = None,
    by: By = None,
    question: Question = None,
    interviews: Interviews = False,
    codes: Codes = None,
    layer: Layer = "final",
    base: Base = "reviewed",
    weight: Weight = None,
    strata: Strata = None,
    adjust: Adjust = "holm",
    replace: Annotated[bool, typer.Option("--replace", help="In place of the one kept.")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Remove the one kept.")] = False,
) -> None:
    """Keep a cross-tab under a name, to compare it later.

    What was asked is kept, and the numbers as they are now.

    \b
    qualcode analysis keep districts district --question q8
    qualcode analysis compare districts
    """
    with opened(context) as project:
        if remove:
            project.analysis.forget(name)
            return
        if field is None:
            raise UsageError("Say the field: qualcode analysis keep NAME FIELD")
        table = project.analysis.crosstab(
            field, by=by, question=question, interviews=interviews, codes=split(codes),
            layer=layer, base=base, weight=weight, strata=strata, adjust=adjust,
        )  # fmt: skip
        out(project.analysis.keep(name, table, replace=replace))


@app.command()
def kept(context: typer.Context, form: Format = Form.table) -> None:
    """List the kept tables, and whether they are stale.

    \b
    qualcode analysis kept
    """
    with opened(context) as project:
        emit(project.analysis.kept(), form)


@app.command()
def compare(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="A kept table.")],
    decisions: Annotated[
        bool, typer.Option("--decisions", help="List the decisions that moved it.")
    ] = False,
    form: Format = Form.table,
) -> None:
    """Show a kept table beside today's.

    A row a cell that differs; with --decisions a row a change of the project that moved it.

    \b
    qualcode analysis compare districts
    qualcode analysis compare districts --decisions
    """
    with opened(context) as project:
        found = project.analysis.compare(name)
    frame = found.decisions if decisions else found.changes
    emit(rounded(frame, form), form, found.foot, empty="")


@app.command("hide-below")
def hide_below(
    context: typer.Context,
    cases: Annotated[int | None, typer.Argument(help="How many; 0 hides nothing.")] = None,
) -> None:
    """Hide cells of fewer cases in what is written out.

    Without a number, say what holds in this project; 5 unless it was changed.

    \b
    qualcode analysis hide-below 10
    """
    with opened(context) as project:
        if cases is not None:
            project.analysis.hide_below(cases)
        out(str(project.analysis.hidden_below()))


@app.command()
def cooccurrence(
    context: typer.Context,
    unit: Annotated[str, typer.Option(help="case, segment or window.")] = "case",
    question: Question = None,
    interviews: Interviews = False,
    codes: Codes = None,
    layer: Layer = "final",
    base: Base = "reviewed",
    window: Annotated[
        int | None, typer.Option(help="With --unit window: characters between, 200.")
    ] = None,
    interviewers: Interviewers = False,
    least: Annotated[int, typer.Option(help="Only pairs that meet so often.")] = 1,
    form: Format = Form.table,
) -> None:
    """Count which codes meet in a case, a segment or a window.

    \b
    qualcode analysis cooccurrence --question q8
    qualcode analysis cooccurrence --unit window --window 400 --least 3
    """
    with opened(context) as project:
        found = project.analysis.cooccurrence(
            unit, question=question, interviews=interviews, codes=split(codes), layer=layer,
            base=base, window=window, interviewers=interviewers,
        )  # fmt: skip
    foot = found.attrs["foot"]
    met = found[found[["n12", "n21"]].max(axis=1) >= least]
    met = met.sort_values("n12", ascending=False, kind="stable")
    # In a case two codes meet or do not: to tell which meets which is for segments and windows.
    columns = [str(name) for name in met if name != "n21"] if unit == "case" else None
    emit(rounded(met, form), form, foot, columns=columns)


@app.command()
def scales(
    context: typer.Context,
    field: Annotated[str, typer.Argument(help="A scale or an ordinal field.")],
    question: Question = None,
    interviews: Interviews = False,
    codes: Codes = None,
    layer: Layer = "final",
    base: Base = "reviewed",
    adjust: Adjust = "holm",
    interviewers: Interviewers = False,
    form: Format = Form.table,
) -> None:
    """Set codes against a number: means, quartiles, rank tests.

    Those with a code beside those without it; codes overlap, so each row is a test of its own.

    \b
    qualcode analysis scales hours --question q8
    """
    with opened(context) as project:
        found = project.analysis.scales(
            field, question=question, interviews=interviews, codes=split(codes), layer=layer,
            base=base, adjust=adjust, interviewers=interviewers,
        )  # fmt: skip
    emit(rounded(found, form), form, found.attrs["foot"], columns=SCALES)


@app.command()
def saturation(
    context: typer.Context,
    order: Annotated[
        str | None, typer.Option(help="Cases in order, joined by commas; else as they came in.")
    ] = None,
    question: Question = None,
    codes: Codes = None,
    layer: Layer = "final",
    base: Annotated[int, typer.Option(help="Cases of the base.")] = 4,
    run: Annotated[int, typer.Option(help="Cases of a run.")] = 2,
    threshold: Annotated[float, typer.Option(help="New codes over the base, as .05.")] = 0.05,
    draws: Annotated[int, typer.Option(help="Random orders of the band; 0: none.")] = 1000,
    seed: Seed = 0,
    interviewers: Interviewers = False,
    figure: Figure = None,
    labels: Labels = None,
    form: Format = Form.table,
) -> None:
    """Count the codes that each interview adds to those before.

    With the ratio of Guest, Namey & Chen (2020), and a band from random orders.

    \b
    qualcode analysis saturation --base 4 --run 2 --threshold .05
    qualcode analysis saturation --figure saturation.png
    """
    with opened(context) as project:
        found = project.analysis.saturation(
            split([order]) if order else None, question=question, codes=split(codes), layer=layer,
            base=base, run=run, threshold=threshold, draws=draws, seed=seed,
            interviewers=interviewers,
        )  # fmt: skip
        if figure is not None:
            draw(project, figure, found, labels)
            return
    emit(rounded(found, form), form, found.attrs["foot"])


SCALES = ["code", "n_with", "n_without", "mean_with", "mean_without", "median_with",
          "median_without", "shift", "p_adjusted", "rank_biserial", "rank_biserial_low",
          "rank_biserial_high", "note"]  # fmt: skip
