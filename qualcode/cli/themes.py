"""qualcode analysis theme: claims with their codes, quotes and contrary cases."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qualcode.cli.completion import codes, complete
from qualcode.cli.output import Form, Format, emit, emit_entry, out, say
from qualcode.cli.session import opened

if TYPE_CHECKING:
    from qualcode.project import Project

app = typer.Typer(help="Themes: claims with codes, quotes, contrary cases.", no_args_is_help=True)


def theme_names(project: Project) -> list[str]:
    """Return the names of the themes."""
    return [row.name for row in project.analysis.themes.rows()]


Theme = Annotated[
    str, typer.Argument(help="Its name, or number.", autocompletion=complete(theme_names))
]
Claim = Annotated[str | None, typer.Option(help="What it says, in a sentence.")]
Memo = Annotated[str | None, typer.Option(help="What is to be noted of it.")]
Note = Annotated[str, typer.Option(help="Why this one.")]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write .docx, .xlsx, .html, .md or .csv.")
]
LISTED = ["number", "theme", "claim", "codes", "quotes", "contrary", "left_out", "to_look_at"]
SHOWN = ["kind", "case", "text", "code", "note", "state", "uid"]
OFFERED = ["case", "text", "codes", "coder", "segment"]


@app.command()
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Its name.")],
    claim: Claim = None,
    memo: Memo = None,
    code: Annotated[
        list[str] | None,
        typer.Option(help="A code or category of it, repeatable.", autocompletion=complete(codes)),
    ] = None,
) -> None:
    """Add a theme; prints its uid.

    \b
    qualcode analysis theme add "Gap filling" --claim "They did what the state could not."
    qualcode analysis theme add Tired --code fatigue --memo "Mostly in the second month."
    """
    with opened(context) as project:
        made = project.analysis.themes.add(name, claim or "", memo=memo or "", codes=code or ())
        out(made)


@app.command("list")
def list_(context: typer.Context, output: Output = None, form: Format = Form.table) -> None:
    """List the themes, with what is chosen and what is left out.

    \b
    qualcode analysis theme list
    qualcode analysis theme list -o themes.docx
    """
    with opened(context) as project:
        if output is not None:
            out(str(project.report.write_themes(output)))
            return
        emit(project.analysis.themes.frame(), form, columns=LISTED, wrapped=True)


@app.command()
def show(context: typer.Context, theme: Theme, form: Format = Form.table) -> None:
    """Show a theme: its claim, what was chosen for and against it.

    \b
    qualcode analysis theme show "Gap filling"
    """
    with opened(context) as project:
        row = project.analysis.themes.find(theme)
        found = project.analysis.themes.evidence(row.uid)
    if form is Form.table:
        entry = {"theme": row.name, "claim": row.claim, "codes": ", ".join(row.codes),
                 "memo": row.memo, "note": row.note}  # fmt: skip
        emit_entry(entry, form)
        out("")
    foot = found.attrs["foot"]
    emit(found, form, foot, columns=SHOWN, wrapped=True, empty="Nothing is chosen yet.")


@app.command()
def edit(
    context: typer.Context,
    theme: Theme,
    name: Annotated[str | None, typer.Option(help="Another name.")] = None,
    claim: Claim = None,
    memo: Memo = None,
    add_code: Annotated[
        list[str] | None,
        typer.Option(help="Add a code, repeatable.", autocompletion=complete(codes)),
    ] = None,
    remove_code: Annotated[
        list[str] | None,
        typer.Option(help="Take a code away, repeatable.", autocompletion=complete(codes)),
    ] = None,
    number: Annotated[int | None, typer.Option(help="Another place in the order.")] = None,
) -> None:
    """Change a theme's name, claim, memo, codes or place.

    \b
    qualcode analysis theme edit Tired --claim "Who stayed longest was most tired."
    qualcode analysis theme edit Tired --add-code turnover --number 1
    """
    with opened(context) as project:
        themes = project.analysis.themes
        row = themes.find(theme)
        with project.store.batch("edit theme", name or row.name):
            themes.edit(
                row.uid, new_name=name, claim=claim, memo=memo, add_codes=add_code or (),
                remove_codes=remove_code or (),
            )  # fmt: skip
            if number is not None:
                themes.move(row.uid, number)


@app.command()
def candidates(
    context: typer.Context,
    theme: Theme,
    most: Annotated[int, typer.Option(help="At most so many.")] = 30,
    form: Format = Form.table,
) -> None:
    """List segments to choose quotes from.

    Those of people who are not quoted yet come first, with most of the theme's codes on them.

    \b
    qualcode analysis theme candidates "Gap filling" --most 10
    """
    with opened(context) as project:
        found = project.analysis.themes.candidates(theme)
    emit(found.head(most), form, found.attrs["foot"], columns=OFFERED, wrapped=True)


@app.command()
def quote(
    context: typer.Context,
    theme: Theme,
    segments: Annotated[list[str], typer.Argument(help="Segments, by uid or its beginning.")],
    note: Note = "",
    remove: Annotated[bool, typer.Option("--remove", help="Take them back.")] = False,
    number: Annotated[
        int | None, typer.Option(help="Another place among the quotes, from 1, for the first.")
    ] = None,
) -> None:
    """Choose segments as quotes of a theme.

    \b
    qualcode analysis theme quote "Gap filling" 01a2120ef8e6 --note typical
    qualcode analysis theme quote "Gap filling" 01a2120ef8e6 --number 1
    """
    with opened(context) as project:
        themes = project.analysis.themes
        if remove:
            themes.drop(theme, segments)
            return
        row = themes.find(theme)
        with project.store.batch("quote for theme", row.name):
            say(f"{themes.quote(row.uid, segments, note=note)} new.")
            if number is not None:
                themes.order(row.uid, segments[0], number)


@app.command()
def contrary(
    context: typer.Context,
    theme: Theme,
    segments: Annotated[
        list[str] | None, typer.Argument(help="Segments, by uid or its beginning.")
    ] = None,
    case: Annotated[list[str] | None, typer.Option(help="A whole case, repeatable.")] = None,
    note: Annotated[str, typer.Option(help="What they say against it.")] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Take them back.")] = False,
) -> None:
    """Note segments or cases that speak against a theme.

    \b
    qualcode analysis theme contrary "Gap filling" --case L05 --note "Never saw a gap."
    """
    with opened(context) as project:
        if remove:
            project.analysis.themes.drop(theme, [*(segments or ()), *(case or ())])
            return
        made = project.analysis.themes.contrary(theme, segments or (), cases=case or (), note=note)
        say(f"{made} new.")


@app.command()
def remove(context: typer.Context, theme: Theme) -> None:
    """Remove a theme, with its evidence and the summaries of it.

    \b
    qualcode analysis theme remove Tired
    """
    with opened(context) as project:
        project.analysis.themes.remove(theme)
