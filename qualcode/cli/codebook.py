"""qualcode codebook: codes, categories, groups and freezes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from qualcode.cli.output import Form, Format, emit, out, say
from qualcode.cli.session import codes, complete, opened
from qualcode.errors import UsageError

app = typer.Typer(help="Codes, categories, groups, freezes.", no_args_is_help=True)

Code = Annotated[str, typer.Argument(help="The code.", autocompletion=complete(codes))]
Fields = Annotated[
    list[str] | None,
    typer.Option("--set", help="FIELD=TEXT or FIELD.zh=TEXT, repeatable; see `show`."),
]


def _fields(given: list[str] | None) -> dict[str, Any]:
    """Return fields given as FIELD=TEXT or FIELD.zh=TEXT; a list is given by repeating it."""
    found: dict[str, Any] = {}
    for one in given or []:
        name, equals, text = one.partition("=")
        name = name.strip().replace(" ", "_")
        if not equals:
            raise UsageError(f"“{one}” is not of the form FIELD=TEXT.")
        name, dot, language = name.partition(".")
        if dot:
            found.setdefault(name, {})
            if name == "keywords":
                found[name].setdefault(language, []).append(text)
            else:
                found[name][language] = text
        elif name in ("examples", "groups"):
            found.setdefault(name, []).append(text)
        else:
            found[name] = text
    return found


@app.command()
def load(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A .yaml, .csv or .xlsx codebook.")],
    alters: Annotated[
        bool | None,
        typer.Option("--alters/--does-not-alter", help="Whether changes alter the meaning."),
    ] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Show, write nothing.")] = False,
    form: Format = Form.table,
) -> None:
    """Take in a codebook: new codes are added, known ones brought up to date.

    \b
    qualcode codebook load volunteers.yaml --preview
    """
    with opened(context) as project:
        found = project.codebook.load(file, preview=preview, alters=alters)
    emit(found, form)
    if preview:
        say("Nothing written.")


@app.command()
def save(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A .yaml, .csv or .xlsx to write.")],
) -> None:
    """Write the codebook to a file that `load` reads."""
    with opened(context) as project:
        out(str(project.codebook.save(file)))


@app.command("list")
def list_(
    context: typer.Context,
    retired: Annotated[bool, typer.Option("--retired", help="Retired codes too.")] = False,
    form: Format = Form.table,
) -> None:
    """List codes and categories."""
    with opened(context) as project:
        frame = project.codebook.frame(retired=retired)
    if form is Form.table:
        frame = frame[["code", "parent", "key", "segments", "documents", "definition"]]
    emit(frame, form)


@app.command()
def show(context: typer.Context, code: Code, form: Format = Form.table) -> None:
    """Show a code's whole entry."""
    import pandas as pd

    with opened(context) as project:
        name = project.codebook.find(code).code
        frame = project.codebook.frame(retired=True)
    row = frame[frame["code"] == name].iloc[0]
    pairs = [(field, row[field]) for field in frame.columns]
    emit(pd.DataFrame(pairs, columns=["field", "value"]), form)


@app.command()
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The new code's name.")],
    parent: Annotated[str | None, typer.Option(help="The code or category above it.")] = None,
    category: Annotated[bool, typer.Option("--category", help="Not applied itself.")] = False,
    fields: Fields = None,
) -> None:
    """Add a code.

    \b
    qualcode codebook add "gap filling" --parent gaps --set definition.zh="…"
    """
    with opened(context) as project:
        project.codebook.add(name, parent=parent, category=category, **_fields(fields))
        out(f"Added {name}.")


@app.command()
def edit(
    context: typer.Context,
    code: Code,
    fields: Fields = None,
    alters: Annotated[
        bool, typer.Option("--alters", help="The change alters the code's meaning.")
    ] = False,
    note: Annotated[str, typer.Option(help="Why.")] = "",
) -> None:
    """Change fields of a code's entry.

    \b
    qualcode codebook edit fatigue --set "when_not.en=… → risk and safety" --alters
    """
    given = _fields(fields)
    if not given:
        raise UsageError("Say what to change: --set FIELD=TEXT.")
    with opened(context) as project:
        row = project.codebook.edit(code, alters=alters, note=note, **given)
        out(f"{row.code}: revision {row.revision}.")


@app.command()
def rename(
    context: typer.Context, code: Code, new: Annotated[str, typer.Argument(help="Its new name.")]
) -> None:
    """Rename a code."""
    with opened(context) as project:
        project.codebook.rename(code, new)
        out(f"Renamed to {new}.")


@app.command()
def move(
    context: typer.Context,
    code: Code,
    parent: Annotated[str | None, typer.Argument(help="Under this one; none: the top.")] = None,
    position: Annotated[int | None, typer.Option(help="0 is the first there.")] = None,
) -> None:
    """Move a code under another, or to the top."""
    with opened(context) as project:
        project.codebook.move(code, parent, position)
        out(f"Moved {code} {'under ' + parent if parent else 'to the top'}.")


@app.command()
def merge(
    context: typer.Context,
    source: Code,
    target: Annotated[str, typer.Argument(help="The code that stays.")],
) -> None:
    """Merge a code into another: its segments go over, it is retired."""
    with opened(context) as project:
        project.codebook.merge(source, target)
        out(f"Merged {source} into {target}. Take it back with: qualcode history undo")


@app.command()
def split(
    context: typer.Context,
    code: Code,
    new: Annotated[list[str], typer.Argument(help="The new codes' names.")],
    assign: Annotated[
        list[str] | None, typer.Option("--assign", help="SEGMENT=NEW CODE, repeatable.")
    ] = None,
) -> None:
    """Split a code; segments not assigned stay on it."""
    pairs = [one.partition("=") for one in assign or []]
    if any(not equals for _, equals, _ in pairs):
        raise UsageError("Assign as SEGMENT=NEW CODE.")
    with opened(context) as project:
        project.codebook.split(code, new, {segment: name for segment, _, name in pairs})
        out(f"Split {code} into {', '.join(new)}.")


@app.command()
def retire(
    context: typer.Context,
    code: Code,
    back: Annotated[bool, typer.Option("--back", help="Bring a retired code back.")] = False,
) -> None:
    """Retire a code: its segments stay, it is no longer offered."""
    with opened(context) as project:
        if back:
            project.codebook.unretire(code)
        else:
            project.codebook.retire(code)
        out(f"{code} {'is back' if back else 'is retired'}.")


@app.command()
def group(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The group.")],
    members: Annotated[list[str] | None, typer.Argument(help="Codes to put in it.")] = None,
    out_of: Annotated[bool, typer.Option("--leave", help="Take them out instead.")] = False,
) -> None:
    """Put codes in a group; a code may be in several."""
    with opened(context) as project:
        if out_of:
            project.codebook.ungroup(name, members)
        else:
            project.codebook.group(name, members or [])
        out(f"{name}: {'left' if out_of else 'joined'}.")


@app.command()
def freeze(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="Its name; none: list them.")] = None,
    note: Annotated[str, typer.Option(help="What it is for.")] = "",
    form: Format = Form.table,
) -> None:
    """Freeze the codebook under a name, or list the freezes."""
    import pandas as pd

    with opened(context) as project:
        if name is not None:
            project.codebook.freeze(name, note)
            out(f"Frozen as {name}.")
            return
        rows = [(f.name, f.note, f.created) for f in project.codebook.freezes()]
    emit(pd.DataFrame(rows, columns=["freeze", "note", "created"]), form)


@app.command()
def diff(
    context: typer.Context,
    first: Annotated[str, typer.Argument(help="A freeze.")],
    second: Annotated[str | None, typer.Argument(help="Another; none: as it is now.")] = None,
    form: Format = Form.table,
) -> None:
    """Show what differs between two freezes, or a freeze and now."""
    with opened(context) as project:
        emit(project.codebook.diff(first, second), form)
