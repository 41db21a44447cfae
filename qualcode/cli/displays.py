"""qualcode analysis display: joint displays, numbers beside words."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qualcode.cli.crosstab import Layer, Question
from qualcode.cli.output import Form, Format, emit, out, say
from qualcode.cli.session import opened
from qualcode.cli.themes import Output
from qualcode.errors import UsageError

if TYPE_CHECKING:
    from qualcode.analysis.displays import Displays

app = typer.Typer(help="Joint displays: numbers beside words.", no_args_is_help=True)


class Kind(StrEnum):
    """The kinds of display."""

    side_by_side = "side by side"
    statistics = "statistics by themes"
    follow_up = "follow-up"
    instrument = "instrument"
    score = "themes by score"
    profile = "case profile"
    framework = "framework"


class Fit(StrEnum):
    """How numbers and words of a row fit."""

    confirms = "confirms"
    extends = "extends"
    contradicts = "contradicts"
    silent = "silent"
    none = "none"


Name = Annotated[str, typer.Argument(help="The display's name, or number.")]
Row = Annotated[str, typer.Argument(help="The row's number, or topic.")]
Column = Annotated[str | None, typer.Option(help="The column; else the one that fits.")]
Table = Annotated[str | None, typer.Option(help="Numbers of a kept table; with --code.")]
Code = Annotated[str | None, typer.Option(help="With --table or --scale: the code.")]
Level = Annotated[str | None, typer.Option(help="With --table: one level; else all.")]
Scale = Annotated[str | None, typer.Option(help="A number of the cases; with --code.")]
Count = Annotated[str | None, typer.Option(help="How many cases have this code or theme.")]
Query = Annotated[str | None, typer.Option(help="What a kept query finds.")]
ThemeOf = Annotated[str | None, typer.Option("--theme", help="A theme's claim.")]
QuotesOf = Annotated[str | None, typer.Option("--quotes-of", help="The quotes chosen for a theme.")]
Contrary = Annotated[bool, typer.Option("--contrary", help="With --quotes-of: those against it.")]
Quote = Annotated[list[str] | None, typer.Option(help="A segment by uid, repeatable.")]
Summary = Annotated[
    tuple[str, str] | None, typer.Option(help="A summary: its case, its code or theme.")
]
Text = Annotated[str | None, typer.Option(help="Words of your own.")]
LISTED = ["number", "display", "kind", "columns", "rows", "note"]
ITEMS = ["row", "column", "number", "kind", "value", "stale", "now", "uid"]


@app.command()
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Its name.")],
    kind: Annotated[Kind, typer.Option(help="What it sets side by side.")] = Kind.side_by_side,
    column: Annotated[
        list[str] | None, typer.Option(help="A column of its own, repeatable.")
    ] = None,
    note: Annotated[str, typer.Option(help="A note below it.")] = "",
) -> None:
    """Add an empty display; prints its uid.

    \b
    qualcode analysis display add integration
    qualcode analysis display add scores --kind "themes by score" --column low --column high
    """
    with opened(context) as project:
        out(project.analysis.displays.add(name, kind.value, note=note, columns=column))


@app.command()
def row(
    context: typer.Context,
    name: Name,
    topic: Annotated[str, typer.Argument(help="What the row is about.")],
    table: Table = None,
    code: Code = None,
    level: Level = None,
    scale: Scale = None,
    count: Count = None,
    query: Query = None,
    theme: ThemeOf = None,
    quotes_of: QuotesOf = None,
    contrary: Contrary = False,
    quote: Quote = None,
    summary: Summary = None,
    text: Text = None,
    question: Question = None,
    layer: Layer = "final",
) -> None:
    """Add a row, with what is to stand in it; prints its uid.

    Numbers go to the first column, words to the one that fits: to say which, fill it with cell.

    \b
    qualcode analysis display row integration Districts --count fatigue --question q8
    qualcode analysis display row integration Gaps --table districts --code "gap filling" \\
        --theme "Gap filling" --quotes-of "Gap filling"
    """
    what: dict[str, Any] = {
        "table": table, "code": code, "level": level, "scale": scale, "count": count,
        "query": query, "theme": theme, "quotes_of": quotes_of, "contrary": contrary,
        "quote": quote, "summary": summary, "text": text, "question": question, "layer": layer,
    }  # fmt: skip
    with opened(context) as project:
        displays = project.analysis.displays
        display = displays.find(name)
        with displays.gathering() as gathered:
            fill(displays, display.uid, "", None, **what)
        with project.store.batch("add row to display", display.name):
            made = displays.add_row(display.uid, topic)
            gathered.write(display.uid, made)
        out(made)


@app.command()
def cell(
    context: typer.Context,
    name: Name,
    row: Row,
    column: Column = None,
    table: Table = None,
    code: Code = None,
    level: Level = None,
    scale: Scale = None,
    count: Count = None,
    query: Query = None,
    theme: ThemeOf = None,
    quotes_of: QuotesOf = None,
    contrary: Contrary = False,
    quote: Quote = None,
    summary: Summary = None,
    text: Text = None,
    question: Question = None,
    layer: Layer = "final",
    take_out: Annotated[
        str | None, typer.Option("--take-out", help="Take out what has this uid.")
    ] = None,
) -> None:
    """Put something into a cell, beside what is there.

    \b
    qualcode analysis display cell integration 1 --count "gap filling"
    qualcode analysis display cell integration Gaps --summary L03 "gap filling"
    qualcode analysis display cell integration 1 --column "survey result" --text "see Table 2"
    """
    what: dict[str, Any] = {
        "table": table, "code": code, "level": level, "scale": scale, "count": count,
        "query": query, "theme": theme, "quotes_of": quotes_of, "contrary": contrary,
        "quote": quote, "summary": summary, "text": text, "question": question, "layer": layer,
    }  # fmt: skip
    with opened(context) as project:
        displays = project.analysis.displays
        if take_out is not None:
            displays.take_out(name, take_out)
            return
        with displays.gathering() as gathered:
            fill(displays, name, row, column, **what)
        if not gathered.cells:
            raise UsageError("Say what is to stand in the cell, such as --count CODE.")
        gathered.write(name, row)


def fill(displays: Displays, name: str, row: str, column: str | None, **what: Any) -> None:
    """Put what options say into cells of a row. Raises: UsageError for one that needs another."""
    code, question, layer = what["code"], what["question"], what["layer"]
    if (what["table"] is None and what["scale"] is None) != (code is None):
        raise UsageError("--code goes with --table or --scale, and they with it.")
    if what["level"] is not None and what["table"] is None:
        raise UsageError("--level is one of a kept table: say --table too.")
    if what["contrary"] and what["quotes_of"] is None:
        raise UsageError("--contrary says which quotes of a theme: say --quotes-of too.")
    if what["table"] is not None:
        displays.numbers(name, row, what["table"], code, what["level"], column=column)
    if what["scale"] is not None:
        displays.scale(
            name, row, what["scale"], code, question=question, layer=layer, column=column
        )
    if what["count"] is not None:
        displays.count(name, row, what["count"], question=question, layer=layer, column=column)
    if what["query"] is not None:
        displays.query(name, row, what["query"], column=column)
    if what["theme"] is not None:
        displays.theme(name, row, what["theme"], column=column)
    if what["quotes_of"] is not None:
        displays.quotes(
            name, row, theme=what["quotes_of"], contrary=what["contrary"], column=column
        )
    if what["quote"]:
        displays.quotes(name, row, what["quote"], column=column)
    if what["summary"] is not None:
        displays.summary(name, row, *what["summary"], question=question, column=column)
    if what["text"] is not None:
        displays.text(name, row, what["text"], column=column)


@app.command()
def fit(
    context: typer.Context,
    name: Name,
    row: Row,
    fit: Annotated[
        Fit | None, typer.Argument(help="How numbers and words fit; none: not judged.")
    ] = None,
    inference: Annotated[str | None, typer.Option(help="What is concluded.")] = None,
    topic: Annotated[str | None, typer.Option(help="Another topic.")] = None,
    number: Annotated[int | None, typer.Option(help="Another place, from 1.")] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Remove the row.")] = False,
) -> None:
    """Judge a row: how numbers and words fit, and what is concluded.

    \b
    qualcode analysis display fit integration 1 confirms --inference "Both say the same."
    qualcode analysis display fit integration 2 --topic "Tiredness" --number 1
    """
    with opened(context) as project:
        displays = project.analysis.displays
        if remove:
            displays.remove_row(name, row)
            return
        said = "" if fit is Fit.none else None if fit is None else fit.value
        with project.store.batch("judge row of display", displays.find(name).name):
            displays.fit(name, row, said, inference=inference)
            if topic is not None or number is not None:
                displays.edit_row(name, row, topic=topic, number=number)


@app.command()
def show(
    context: typer.Context,
    name: Name,
    cells: Annotated[
        bool, typer.Option("--cells", help="An item a row, with its uid and question.")
    ] = False,
    refresh: Annotated[
        bool, typer.Option("--refresh", help="First make anew what would be another today.")
    ] = False,
    output: Output = None,
    form: Format = Form.table,
) -> None:
    """Show a display as it is today; what would be another now says so.

    \b
    qualcode analysis display show integration
    qualcode analysis display show integration -o integration.docx
    """
    with opened(context) as project:
        displays = project.analysis.displays
        if refresh:
            say(f"{displays.refresh(name)} made anew.")
        if output is not None:
            out(str(project.report.write_display(output, name)))
            return
        found = displays.show(name)
    if cells:
        emit(found.cells, form, found.foot, columns=ITEMS, wrapped=True)
    else:
        columns = found.headings
        emit(found.frame, form, found.foot, columns=columns, wrapped=True, empty="No rows yet.")


@app.command("list")
def list_(context: typer.Context, form: Format = Form.table) -> None:
    """List the joint displays.

    \b
    qualcode analysis display list
    """
    with opened(context) as project:
        emit(project.analysis.displays.frame(), form, columns=LISTED, wrapped=True)


@app.command()
def remove(context: typer.Context, name: Name) -> None:
    """Remove a display with all in it.

    \b
    qualcode analysis display remove integration
    """
    with opened(context) as project:
        project.analysis.displays.remove(name)
