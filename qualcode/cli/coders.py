"""qualcode coders: who codes."""

from __future__ import annotations

import shlex
from typing import Annotated

import typer

from qualcode.cli.output import Form, Format, emit, out
from qualcode.cli.session import opened

app = typer.Typer()


@app.command()
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The coder's name.")],
    role: Annotated[str, typer.Option(help="lead, coder or reader.")] = "coder",
    database_role: Annotated[
        str | None, typer.Option(help="On PostgreSQL, the role this coder connects as.")
    ] = None,
) -> None:
    """Add a coder.

    \b
    qualcode coders add Lin
    """
    with opened(context) as project:
        project.coders.add(name, role=role, database_role=database_role)
    out(f"Added {name}. To code as {name}: qualcode --coder {shlex.quote(name)} …")


@app.command("list")
def list_(context: typer.Context, form: Format = Form.table) -> None:
    """List the coders.

    \b
    qualcode coders list
    """
    import pandas as pd

    with opened(context) as project:
        rows = [(c.name, c.kind, c.role) for c in project.coders.list()]
    emit(pd.DataFrame(rows, columns=["coder", "kind", "role"]), form)
