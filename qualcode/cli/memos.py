"""qualcode memos: notes on anything."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qualcode.cli.coding import span_of
from qualcode.cli.completion import coders, codes, complete, documents
from qualcode.cli.output import Form, Format, emit, out
from qualcode.cli.session import opened

app = typer.Typer()

COLUMNS = ["text", "kind", "subject", "coder", "changed", "memo"]


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


Kind = Annotated[str | None, typer.Option(help="Only this kind.")]
Code = Annotated[
    str | None,
    typer.Option(
        help="Only on this code, those below it, their segments.", autocompletion=complete(codes)
    ),
]
Document = Annotated[
    str | None,
    typer.Option(help="Only on this document or in it.", autocompletion=complete(documents)),
]
By = Annotated[
    str | None, typer.Option("--by", help="Only this coder's.", autocompletion=complete(coders))
]
Search = Annotated[str | None, typer.Option(help="Only with these words.")]
Since = Annotated[str | None, typer.Option(help="Changed on this day or later: 2026-11-25.")]
Until = Annotated[str | None, typer.Option(help="Changed on this day or earlier.")]
Sort = Annotated[str, typer.Option(help="changed, created, kind, coder, subject.")]


@app.command("list")
def list_(
    context: typer.Context,
    kind: Kind = None,
    code: Code = None,
    document: Document = None,
    coder: By = None,
    search: Search = None,
    since: Since = None,
    until: Until = None,
    sort: Sort = "changed",
    form: Format = Form.table,
) -> None:
    """List memos, the latest first.

    \b
    qualcode memos list --kind theory --code "gap filling" --search 志愿者
    qualcode memos list --format md > memos.md
    """
    with opened(context) as project:
        found = project.memos.frame(
            kind=kind, code=code, document=document, coder=coder, search=search, since=since,
            until=until, sort=sort,
        )  # fmt: skip
    emit(found, form, columns=COLUMNS, wrapped=True)


@app.command()
def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=".docx, .xlsx, .csv or .md")],
    kind: Kind = None,
    code: Code = None,
    document: Document = None,
    coder: By = None,
    search: Search = None,
    since: Since = None,
    until: Until = None,
    sort: Sort = "changed",
) -> None:
    """Write memos to a file, chosen and sorted as by list.

    \b
    qualcode memos export memos.docx --kind theory
    """
    with opened(context) as project:
        found = project.memos.frame(
            kind=kind, code=code, document=document, coder=coder, search=search, since=since,
            until=until, sort=sort,
        )  # fmt: skip
        out(str(project.report.write_table(file, found, title="Memos")))


@app.command()
def link(
    context: typer.Context,
    memo: Annotated[str, typer.Argument(help="Its uid, or a beginning.")],
    about: Annotated[str, typer.Argument(help="document, segment, code, case, coder, memo.")],
    name: Annotated[str, typer.Argument(help="Which one, by name or uid.")],
    kind: Annotated[str, typer.Option(help="How they are related.")] = "see also",
    note: Annotated[str, typer.Option(help="A word on it.")] = "",
) -> None:
    """Link a memo to anything; prints the link's uid.

    \b
    qualcode memos link 01a2107f-d39a-7000 code "gap filling" --kind explains
    """
    with opened(context) as project:
        out(project.memos.link(memo, about, name, kind=kind, note=note))


@app.command()
def unlink(
    context: typer.Context,
    link: Annotated[str, typer.Argument(help="The link's uid, as links lists it.")],
) -> None:
    """Remove a link.

    \b
    qualcode memos unlink 01a2107f-d39a-7000-8000-0123456789ab
    """
    with opened(context) as project:
        project.memos.unlink(link)
    out("Removed. Take it back with: qualcode history undo")


@app.command()
def links(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The memo's uid, or what --about says.")],
    about: Annotated[str, typer.Option(help="document, segment, code, case, coder, memo.")] = (
        "memo"
    ),
    form: Format = Form.table,
) -> None:
    """List the links from and to a memo, or another thing.

    \b
    qualcode memos links "gap filling" --about code
    """
    with opened(context) as project:
        found = project.memos.links(name, about=about)
    emit(found, form, wrapped=True)


@app.command()
def edit(
    context: typer.Context,
    memo: Annotated[str, typer.Argument(help="Its uid, or a beginning.")],
    text: Annotated[str | None, typer.Argument(help="Its new text.")] = None,
    kind: Annotated[str | None, typer.Option(help="Its new kind.")] = None,
) -> None:
    """Change a memo of yours.

    \b
    qualcode memos edit 01a2107f-d39a-7000 "He means the committee." --kind theory
    """
    with opened(context) as project:
        project.memos.edit(memo, text, kind=kind)
    out("Changed.")


@app.command()
def remove(
    context: typer.Context,
    memo: Annotated[str, typer.Argument(help="Its uid, or a beginning.")],
) -> None:
    """Remove a memo of yours.

    \b
    qualcode memos remove 01a2107f-d39a-7000
    """
    with opened(context) as project:
        project.memos.remove(memo)
    out("Removed. Take it back with: qualcode history undo")
