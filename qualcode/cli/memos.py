"""qualcode memos: notes on anything."""

from __future__ import annotations

from typing import Annotated

import typer

from qualcode.cli.coding import _span as span_of
from qualcode.cli.output import Form, Format, emit, out
from qualcode.cli.session import opened

app = typer.Typer(help="Notes on anything.", no_args_is_help=True)


@app.command()
def add(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="The memo.")],
    kind: Annotated[
        str, typer.Option(help="code, theory, method, case, reflexive, to do.")
    ] = "code",
    about: Annotated[
        str, typer.Option(help="project, document, segment, code, case, coder, memo.")
    ] = "project",
    name: Annotated[str | None, typer.Option(help="Which one, by name or uid.")] = None,
    span: Annotated[str | None, typer.Option(help="A document's passage: START:END.")] = None,
) -> None:
    """Write a memo; prints its uid.

    \b
    qualcode memos add "He means the street office." --about document --name L03
    """
    start, end = span_of(span)
    with opened(context) as project:
        out(project.memos.add(text, kind=kind, about=about, name=name, start=start, end=end))


@app.command("list")
def list_(context: typer.Context, form: Format = Form.table) -> None:
    """List all memos, the latest first."""
    with opened(context) as project:
        emit(project.memos.frame(), form)


@app.command()
def edit(
    context: typer.Context,
    memo: Annotated[str, typer.Argument(help="Its uid, or a beginning.")],
    text: Annotated[str | None, typer.Argument(help="Its new text.")] = None,
    kind: Annotated[str | None, typer.Option(help="Its new kind.")] = None,
) -> None:
    """Change a memo of yours."""
    with opened(context) as project:
        project.memos.edit(memo, text, kind=kind)
        out("Changed.")


@app.command()
def remove(
    context: typer.Context,
    memo: Annotated[str, typer.Argument(help="Its uid, or a beginning.")],
) -> None:
    """Remove a memo of yours."""
    with opened(context) as project:
        project.memos.remove(memo)
        out("Removed. Take it back with: qualcode history undo")
