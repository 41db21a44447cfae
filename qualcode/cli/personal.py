"""qualcode settings: where a person's settings are, and what holds."""

from __future__ import annotations

from typing import Annotated

import typer

from qualcode.cli.output import Form, emit, out, say


def settings(
    write: Annotated[
        bool, typer.Option("--write", help="Write a file to begin with, if there is none.")
    ] = False,
    form: Annotated[Form, typer.Option("--format", "-f", help="Form of the list.")] = Form.table,
) -> None:
    """Show your settings, and where each is from.

    They are one file of your own: theme, language, keys, width of ambiguous characters, player.

    \b
    qualcode settings
    qualcode settings --write
    """
    import pandas as pd

    from qualcode.tui import actions
    from qualcode.tui import settings as kept

    where = kept.path()
    if write:
        fresh = kept.write_example(where)
        say(f"Written: {where}." if fresh else f"{where} is there already; it was left as it is.")
    found = kept.read(where)
    wrong = actions.rebind(found.keys)
    rows = [
        (one.name, found[one.name], found.sources.get(one.name, kept.DEFAULT), one.help)
        for one in kept.SETTINGS
    ]
    refused = {name for name, _ in wrong}
    rows += [
        (f"keys.{name}", " ".join(keys), kept.FILE, "")
        for name, keys in found.keys.items()
        if name not in refused
    ]
    if form is Form.table:
        out(f"{where}{'' if where.exists() else '  (not there yet: --write makes it)'}\n")
    emit(pd.DataFrame(rows, columns=["setting", "value", "from", "what"]), form)
    for line in [*found.problems, *(found.wrong(*one) for one in wrong)]:
        say(line)
