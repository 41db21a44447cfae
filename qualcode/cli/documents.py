"""qualcode documents: interviews and answers."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from qualcode.cli.completion import complete, documents, questions
from qualcode.cli.output import Form, Format, Progress, emit, out, say
from qualcode.cli.session import opened
from qualcode.errors import UnreadableSource, UsageError

app = typer.Typer()

ADDED = [
    "document", "file", "state", "encoding", "language", "turns", "speakers", "characters", "masks",
    "note", "warnings",
]  # fmt: skip
LISTED = ["document", "kind", "language", "case", "characters", "segments", "coders"]
SHOWN = 10
"""Places with words of the vault that are told after masking; `vault --where` lists all."""
LOOK = ["document", "code", "coder", "state", "was", "now", "start", "end", "segment"]

Name = Annotated[
    str, typer.Argument(help="The document's name.", autocompletion=complete(documents))
]


@app.command()
def add(
    context: typer.Context,
    files: Annotated[list[str], typer.Argument(help="Files or patterns.", metavar="FILE…")],
    name: Annotated[str | None, typer.Option(help="The document's name (one file).")] = None,
    kind: Annotated[str, typer.Option(help="interview, focus group, field notes.")] = "interview",
    case: Annotated[str | None, typer.Option(help="Whose document it is.")] = None,
    language: Annotated[str | None, typer.Option(help="zh, en, …; else as found.")] = None,
    encoding: Annotated[str | None, typer.Option(help="Where the guess is wrong.")] = None,
    drop: Annotated[
        list[str] | None, typer.Option("--not-a-speaker", help="A label that is none.")
    ] = None,
    questions: Annotated[
        bool, typer.Option("--questions", help="Questions and answers without speakers.")
    ] = False,
    preview: Annotated[bool, typer.Option("--preview", help="Show, write nothing.")] = False,
    form: Format = Form.table,
) -> None:
    """Take in transcripts: all of them, or none.

    \b
    qualcode documents add interviews/*.docx --preview
    qualcode documents add L03.txt --encoding gb18030 --case Zhou
    """
    labels = dict.fromkeys(drop, False) if drop else None
    progress = Progress("reading")
    with opened(context) as project:
        try:
            added = project.documents.add(
                files, name=name, kind=kind, case=case, language=language, encoding=encoding,
                labels=labels, questions=questions, preview=preview, progress=progress,
            )  # fmt: skip
        finally:
            progress.close()
    emit(added, form, columns=ADDED)
    fresh = int((added["state"] == "new").sum())
    say(f"{fresh} read, nothing written." if preview else f"{fresh} taken in.")


@app.command("list")
def list_(
    context: typer.Context,
    kind: Annotated[str | None, typer.Option(help="interview, answer, …")] = None,
    question: Annotated[
        str | None,
        typer.Option(help="Answers to this question.", autocompletion=complete(questions)),
    ] = None,
    form: Format = Form.table,
) -> None:
    """List the documents.

    \b
    qualcode documents list --kind interview
    qualcode documents list --question q8 --format csv
    """
    with opened(context) as project:
        found = project.documents.frame(kind=kind, question=question)
    emit(found, form, columns=LISTED)


@app.command()
def show(
    context: typer.Context,
    name: Name,
    turns: Annotated[bool, typer.Option("--turns", help="The turns as a list.")] = False,
    form: Format = Form.table,
) -> None:
    """Print a document's text, or its turns.

    \b
    qualcode documents show L03
    qualcode documents show L03 --turns --format json
    """
    with opened(context) as project:
        if not turns:
            out(project.documents.text(name).rstrip("\n"))
            return
        import pandas as pd

        content = project.documents.text(name)
        rows = [
            (
                t.number,
                t.speaker,
                t.role,
                t.case,
                t.seconds,
                t.start,
                t.end,
                content[t.start : t.end],
            )
            for t in project.documents.turns(name)
        ]
    columns = ["turn", "speaker", "role", "case", "seconds", "start", "end", "text"]
    emit(pd.DataFrame(rows, columns=columns), form, columns=columns, wrapped=True)


@app.command()
def edit(
    context: typer.Context,
    name: Name,
    file: Annotated[
        Path, typer.Argument(help="The corrected text as UTF-8, or - for standard input.")
    ],
    form: Format = Form.table,
) -> None:
    """Replace a document's text by a corrected one.

    Segments stay on their words; prints those to look at again, whose words the correction touched.

    \b
    qualcode documents show L03 > L03.txt    (correct it)
    qualcode documents edit L03 L03.txt
    """
    content = _corrected(file)
    with opened(context) as project:
        found = project.documents.edit(name, content)
    emit(found, form)
    say(
        f"{len(found)} segments to look at again."
        if len(found)
        else "Every segment kept its words."
    )


def _corrected(file: Path) -> str:
    """Return the text of a file, or of standard input for -. Raises: UnreadableSource."""
    here = str(file) == "-"
    shown = "standard input" if here else str(file)
    try:
        # Standard input may be opened in another encoding, that of the locale.
        data = sys.stdin.buffer.read() if here and sys.stdin else file.read_bytes()
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise UnreadableSource(
            f"{shown} is not UTF-8 at byte {error.start}. Save it as UTF-8."
        ) from error
    except OSError as error:
        raise UnreadableSource(f"{shown} cannot be read: {error.strerror}.") from error


@app.command()
def look(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="One document.")] = None,
    form: Format = Form.table,
) -> None:
    """List the segments whose words have changed.

    \b
    qualcode documents look L03
    """
    with opened(context) as project:
        emit(project.documents.to_look_at(name), form)


@app.command()
def rename(
    context: typer.Context, name: Name, new: Annotated[str, typer.Argument(help="Its new name.")]
) -> None:
    """Rename a document.

    \b
    qualcode documents rename L03 "L03 street committee"
    """
    with opened(context) as project:
        project.documents.rename(name, new)
    out(f"Renamed to {new}.")


@app.command()
def mask(
    context: typer.Context,
    name: Name,
    words: Annotated[
        list[str] | None, typer.Option("--replace", "-r", help="WORDS=REPLACEMENT, repeatable.")
    ] = None,
    propose: Annotated[bool, typer.Option("--propose", help="List what might be masked.")] = False,
    form: Format = Form.table,
) -> None:
    """Replace names and numbers (the lead alone may).

    As given, or else as the vault has them.

    \b
    qualcode documents mask L03 --propose
    qualcode documents mask L03 -r "周桂芬=[P3]" -r "古桥=[district A]"
    """
    import pandas as pd

    with opened(context) as project:
        if propose:
            rows = [vars(p) for p in project.documents.propose_masks(name)]
            columns = ["original", "replacement", "kind", "times", "why"]
            emit(pd.DataFrame(rows, columns=columns), form)
            return
        pairs = dict(_pair(word) for word in words) if words else None
        found = project.documents.mask(name, pairs)
    emit(found, form)
    say(f"Masked; {len(found)} segments to look at again.")
    places = found.attrs["unmasked"]
    if places:
        say(f"Words of the vault still stand in {len(places)} places; masking does not reach them:")
    for one in places[:SHOWN]:
        times = f", {one['times']} times" if one["times"] > 1 else ""
        say(f"  {one['what']} {one['where']}: “{one['words']}”{times}")
    if len(places) > SHOWN:
        say("All of them: qualcode documents vault --where")


def _pair(word: str) -> tuple[str, str]:
    original, equals, replacement = word.partition("=")
    if not equals:
        raise UsageError(f"“{word}” is not of the form WORDS=REPLACEMENT.")
    return original, replacement


@app.command()
def vault(
    context: typer.Context,
    where: Annotated[
        bool, typer.Option("--where", help="List where its words still stand.")
    ] = False,
    form: Format = Form.table,
) -> None:
    """List the vault of pseudonyms (the lead alone may).

    Masking reaches one document; with --where: the other texts, memos, codes and fields that hold
    its words.

    \b
    qualcode documents vault
    qualcode documents vault --where
    """
    import pandas as pd

    with opened(context) as project:
        if where:
            emit(project.documents.unmasked(), form)
            return
        rows = [(p.original, p.replacement, p.kind) for p in project.documents.vault()]
    emit(pd.DataFrame(rows, columns=["original", "replacement", "kind"]), form)


@app.command()
def remove(context: typer.Context, name: Name) -> None:
    """Remove a document with your own segments on it.

    \b
    qualcode documents remove L03
    """
    with opened(context) as project:
        shown = project.documents.find(name).document
        project.documents.remove(name)
    out(f"Removed {shown}. Take it back with: qualcode history undo")


@app.command("formats")
def formats_() -> None:
    """List the formats that can be read.

    \b
    qualcode documents formats
    """
    from qualcode.documents.readers import formats

    out(", ".join(formats()))
