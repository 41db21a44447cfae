"""qualcode codebook: codes, categories, groups and freezes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from qualcode.cli import foreseen
from qualcode.cli.completion import codes, complete, freezes
from qualcode.cli.output import Form, Format, emit, emit_entry, out, records, say
from qualcode.cli.session import opened
from qualcode.errors import UsageError

app = typer.Typer()

Code = Annotated[str, typer.Argument(help="The code.", autocompletion=complete(codes))]
LOADED = ["code", "change", "field", "before", "after", "note"]
DIFF = ["code", "change", "field", "before", "after"]
QUEUE = ["segment", "document", "code", "applied", "revision", "why", "coder", "text"]
UNSEEN = ["document", "start", "end", "code", "knew", "revision", "coder"]
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
    """Take in a codebook: adds new codes, updates known ones.

    \b
    qualcode codebook load volunteers.yaml --preview
    """
    with opened(context) as project:
        found = project.codebook.load(file, preview=preview, alters=alters)
    same = found["change"] == "unchanged"
    shown = found[~same] if form is Form.table else found
    emit(shown, form, columns=LOADED, wrapped=True, empty="")
    if same.any():
        say(f"{same.sum()} codes unchanged.")
    if preview:
        say("Nothing written.")


@app.command()
def save(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A .yaml, .csv or .xlsx to write.")],
) -> None:
    """Write the codebook to a file that `load` reads.

    \b
    qualcode codebook save codebook.xlsx
    """
    with opened(context) as project:
        out(str(project.codebook.save(file)))


@app.command("list")
def list_(
    context: typer.Context,
    retired: Annotated[bool, typer.Option("--retired", help="Retired codes too.")] = False,
    form: Format = Form.table,
) -> None:
    """List codes and categories.

    \b
    qualcode codebook list
    qualcode codebook list --format csv > codebook.csv
    """
    with opened(context) as project:
        frame = project.codebook.frame(retired=retired)
    columns = ["code", "parent", "key", "segments", "documents", "retired", "definition"]
    emit(frame, form, columns=columns)


@app.command()
def show(context: typer.Context, code: Code, form: Format = Form.table) -> None:
    """Show a code's whole entry.

    \b
    qualcode codebook show fatigue
    """
    with opened(context) as project:
        name = project.codebook.find(code).code
        frame = project.codebook.frame(retired=True)
    emit_entry(records(frame[frame["code"] == name])[0], form)


@app.command()
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The new code's name.")],
    parent: Annotated[
        str | None,
        typer.Option(help="The code or category above it.", autocompletion=complete(codes)),
    ] = None,
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
    out(f"Changed {row.code}{f', now revision {row.revision}' if alters else ''}.")


@app.command()
def rename(
    context: typer.Context, code: Code, new: Annotated[str, typer.Argument(help="Its new name.")]
) -> None:
    """Rename a code.

    \b
    qualcode codebook rename fatigue exhaustion
    """
    with opened(context) as project:
        old = project.codebook.find(code).code
        project.codebook.rename(code, new)
    out(f"Renamed {old} to {new}.")


@app.command()
def move(
    context: typer.Context,
    code: Code,
    parent: Annotated[
        str | None,
        typer.Argument(help="Under this one; none: the top.", autocompletion=complete(codes)),
    ] = None,
    position: Annotated[int | None, typer.Option(help="0 is the first there.")] = None,
) -> None:
    """Move a code under another, or to the top.

    \b
    qualcode codebook move fatigue "costs and legacy"
    """
    with opened(context) as project:
        project.codebook.move(code, parent, position)
        name = project.codebook.find(code).code
        above = None if parent is None else project.codebook.find(parent).code
    out(f"Moved {name} {f'under {above}' if above else 'to the top'}.")


@app.command()
def merge(
    context: typer.Context,
    source: Code,
    target: Annotated[
        str, typer.Argument(help="The code that stays.", autocompletion=complete(codes))
    ],
    preview: Annotated[bool, typer.Option("--preview", help="Show, write nothing.")] = False,
) -> None:
    """Merge a code into another: its segments go over, it is retired.

    \b
    qualcode codebook merge tiredness fatigue --preview
    """
    with opened(context) as project:
        if preview:
            out(foreseen.merged(project.codebook.merge_preview(source, target)))
            return
        gone, kept = (project.codebook.find(c).code for c in (source, target))
        project.codebook.merge(source, target)
    out(f"Merged {gone} into {kept}. Take it back with: qualcode history undo")


@app.command()
def split(
    context: typer.Context,
    code: Code,
    new: Annotated[list[str], typer.Argument(help="The new codes' names.")],
    assign: Annotated[
        list[str] | None, typer.Option("--assign", help="SEGMENT=NEW CODE, repeatable.")
    ] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Show, write nothing.")] = False,
) -> None:
    """Split a code; segments not assigned stay on it.

    \b
    qualcode codebook split fatigue "worn body" "worn mind" \\
        --assign "01a2107f-d39a-7000=worn mind"
    """
    pairs = [one.partition("=") for one in assign or []]
    if any(not equals for _, equals, _ in pairs):
        raise UsageError("Assign as SEGMENT=NEW CODE.")
    with opened(context) as project:
        name = project.codebook.find(code).code
        if preview:
            assigned = [(segment, into) for segment, _, into in pairs]
            out("\n".join(foreseen.split(project, code, new, assigned)))
            return
        project.codebook.split(code, new, {segment: into for segment, _, into in pairs})
    out(f"Split {name} into {', '.join(new)}. Take it back with: qualcode history undo")


@app.command()
def retire(
    context: typer.Context,
    code: Code,
    back: Annotated[bool, typer.Option("--back", help="Bring a retired code back.")] = False,
) -> None:
    """Retire a code: its segments stay, it is not offered.

    \b
    qualcode codebook retire newcomers
    qualcode codebook retire newcomers --back
    """
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
    """Put codes in a group; a code may be in several.

    \b
    qualcode codebook group "citizen side" fatigue trust
    """
    with opened(context) as project:
        if out_of:
            project.codebook.ungroup(name, members)
        else:
            project.codebook.group(name, members or [])
    said = ", ".join(members or []) or "all"
    out(f"{said}: {'out of' if out_of else 'in'} {name}.")


@app.command()
def freeze(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="Its name; none: list them.")] = None,
    note: Annotated[str, typer.Option(help="What it is for.")] = "",
    form: Format = Form.table,
) -> None:
    """Freeze the codebook under a name, or list the freezes.

    \b
    qualcode codebook freeze "after training"
    """
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
    first: Annotated[str, typer.Argument(help="A freeze.", autocompletion=complete(freezes))],
    second: Annotated[
        str | None,
        typer.Argument(help="Another; none: as it is now.", autocompletion=complete(freezes)),
    ] = None,
    form: Format = Form.table,
) -> None:
    """Show what differs between two freezes, or a freeze and now.

    \b
    qualcode codebook diff "after training"
    """
    with opened(context) as project:
        found = project.codebook.diff(first, second)
    emit(found, form, columns=DIFF, wrapped=True)


@app.command()
def queue(
    context: typer.Context,
    code: Annotated[
        str | None,
        typer.Argument(help="Of this code; none: all.", autocompletion=complete(codes)),
    ] = None,
    reviewed: Annotated[
        bool,
        typer.Option("--reviewed", help="What was reviewed before the code was as it is now."),
    ] = False,
    everyone: Annotated[bool, typer.Option("--everyone", help="All coders', not yours.")] = False,
    form: Format = Form.table,
) -> None:
    """List what to look at again since codes changed meaning.

    \b
    qualcode codebook queue
    qualcode codebook queue fatigue --reviewed
    """
    if reviewed and code is None:
        raise UsageError("Say which code to look for: qualcode codebook queue CODE --reviewed.")
    with opened(context) as project:
        if reviewed and code is not None:
            emit(project.codebook.unseen(code, everyone=everyone), form, columns=UNSEEN)
        else:
            emit(project.codebook.queue(code, everyone=everyone), form, columns=QUEUE)


@app.command()
def use(
    context: typer.Context,
    code: Code,
    by: Annotated[str, typer.Option(help="week or day.")] = "week",
    form: Format = Form.table,
) -> None:
    """List a code's segments by week or day, of all of the period.

    \b
    qualcode codebook use fatigue --by day
    """
    import pandas as pd

    with opened(context) as project:
        rows = project.codebook.use(code, by)
    emit(pd.DataFrame(rows, columns=["period", "segments", "of"]), form)


@app.command()
def example(
    context: typer.Context,
    segment: Annotated[str, typer.Argument(help="A segment's uid, of `coding list`.")],
) -> None:
    """Make a segment's words an example of its code.

    \b
    qualcode codebook example 01a2107f-d39a-7000
    """
    with opened(context) as project:
        words = project.codebook.pick_example(segment)
    out(f"Example added: {words}")
