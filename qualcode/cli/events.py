"""qualcode cases events: an event log, reduced to one row a person."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qualcode.cli.output import Form, Format, Progress, emit, say
from qualcode.cli.session import opened
from qualcode.errors import UsageError

app = typer.Typer()

SHOWN = ["column", "kind", "values", "blank", "example", "new", "changed", "reason"]


@app.command()
def events(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A .csv, .tsv or .xlsx with a row an event.")],
    id: Annotated[str | None, typer.Option("--id", help="The column of whose event it is.")] = None,
    time: Annotated[str | None, typer.Option(help="The column of when it was.")] = None,
    sums: Annotated[
        list[str] | None, typer.Option("--sum", help="A column of amounts to add up, repeatable.")
    ] = None,
    means: Annotated[
        list[str] | None, typer.Option("--mean", help="A column of amounts, repeatable.")
    ] = None,
    share: Annotated[
        list[str] | None,
        typer.Option(help="A column of kinds, or COLUMN=KIND|KIND, repeatable."),
    ] = None,
    hours: Annotated[
        str | None, typer.Option(help="Where the parts of the day begin: 6,12,18,22.")
    ] = None,
    visits: Annotated[
        int, typer.Option(help="Minutes without an event that end a visit, as 30.")
    ] = 0,
    dates: Annotated[
        str | None, typer.Option(help="day/month/year, month/day/year or year/month/day.")
    ] = None,
    missing: Annotated[
        list[str] | None, typer.Option(help="A cell that says nothing, as NULL, repeatable.")
    ] = None,
    leave_out: Annotated[
        bool, typer.Option("--leave-out", help="Leave out rows that cannot be read.")
    ] = False,
    zero: Annotated[
        list[str] | None,
        typer.Option(help="Kind of cases that had no event if none is in the log, repeatable."),
    ] = None,
    known_only: Annotated[
        bool, typer.Option("--known-only", help="Leave out people who are no cases yet.")
    ] = False,
    join: Annotated[
        str | None, typer.Option(help="case, or the variable whose values the ids are.")
    ] = None,
    prefix: Annotated[str, typer.Option(help="Before the variables' names.")] = "",
    id_prefix: Annotated[str, typer.Option(help="Before the cases' names.")] = "",
    kind: Annotated[str | None, typer.Option(help="Of new cases: volunteer, respondent …")] = None,
    sheet: Annotated[str | None, typer.Option(help="A workbook's sheet; else the first.")] = None,
    encoding: Annotated[str | None, typer.Option(help="Where the guess is wrong.")] = None,
    settings: Annotated[
        Path | None, typer.Option(help="An events.yaml that says all this; options go before it.")
    ] = None,
    save_settings: Annotated[
        Path | None, typer.Option(help="Write what was decided to this events.yaml.")
    ] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Show, write nothing.")] = False,
    form: Format = Form.table,
) -> None:
    """Take in an event log, reduced to one row a person.

    How many events, on how many days, the first and the last; sums, means, shares of kinds and of
    parts of the day where asked. Read it again later: values are then those of the new log.

    \b
    qualcode cases events log.csv --id user --time when --preview
    qualcode cases events log.csv --id user --time when --sum hours --share action \\
        --hours 6,12,18,22 --visits 30 --zero volunteer --save-settings events.yaml
    qualcode cases events june.csv --settings events.yaml
    """
    progress = Progress("importing")
    with opened(context) as project:
        try:
            found = project.cases.import_events(
                file, id=id, time=time, sum=sums or (), mean=means or (),
                share=dict(_kinds(one) for one in share or ()), hours=_hours(hours),
                visits=visits, dates=dates, missing=missing or (), leave_out=leave_out,
                zero=zero or (), known_only=known_only, join=join, prefix=prefix,
                id_prefix=id_prefix, kind=kind, sheet_name=sheet, encoding=encoding,
                settings=settings, save_settings=save_settings, preview=preview,
                progress=progress,
            )  # fmt: skip
        finally:
            progress.close()
    emit(found, form, columns=SHOWN)
    told = found.attrs
    say(
        f"{told['file']}: {told['events']:,} events of {told['people']:,} people; "
        f"{told['cases_new']:,} cases new, {told['cases_known']:,} known."
    )
    for note in told["notes"]:
        say(note)
    if preview:
        say("Nothing written.")
    else:
        new, changed = int(found["new"].sum()), int(found["changed"].sum())
        say(f"{new:,} values new, {changed:,} changed. Undo: qualcode history undo")


def _kinds(text: str) -> tuple[str, tuple[str, ...]]:
    column, equals, of = text.partition("=")
    return column, tuple(k.strip() for k in of.split("|") if k.strip()) if equals else ()


def _hours(text: str | None) -> tuple[int, ...]:
    parts = [p.strip() for p in (text or "").split(",") if p.strip()]
    if wrong := [p for p in parts if not p.isdecimal()]:
        raise UsageError(f"“{wrong[0]}” is no hour. Give whole hours, as 6,12,18,22.")
    return tuple(map(int, parts))
