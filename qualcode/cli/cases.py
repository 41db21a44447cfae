"""qualcode cases: respondents and participants, and survey files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from qualcode.cli.completion import complete, documents
from qualcode.cli.output import Form, Format, Progress, emit, emit_entry, out, say
from qualcode.cli.session import opened
from qualcode.errors import UsageError

app = typer.Typer(help="Respondents, participants, and survey files.", no_args_is_help=True)


@app.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A .csv or .xlsx.")],
    id: Annotated[str, typer.Option("--id", help="The column that tells cases apart.")],
    open_ended: Annotated[
        list[str] | None, typer.Option("--open-ended", help="A column of answers, repeatable.")
    ] = None,
    weight: Annotated[str | None, typer.Option(help="The column of weights.")] = None,
    kinds: Annotated[
        list[str] | None, typer.Option("--type", help="COLUMN=KIND, repeatable.")
    ] = None,
    levels: Annotated[
        list[str] | None, typer.Option("--levels", help="COLUMN=low|middle|high, repeatable.")
    ] = None,
    prefix: Annotated[str, typer.Option(help="Before the variables' names.")] = "",
    kind: Annotated[str, typer.Option(help="respondent, participant, volunteer.")] = "respondent",
    sheet: Annotated[str | None, typer.Option(help="A workbook's sheet; else the first.")] = None,
    encoding: Annotated[str | None, typer.Option(help="Where the guess is wrong.")] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Show, write nothing.")] = False,
    form: Format = Form.table,
) -> None:
    """Take in a survey: cases, variables, answers as documents.

    \b
    qualcode cases import survey.csv --id id --open-ended q7 --open-ended q8 --weight w
    qualcode cases import survey.csv --id id --type "tasks=multiple response" \\
        --levels "hours=under 5|5-10|over 10" --preview
    """
    progress = Progress("importing")
    with opened(context) as project:
        try:
            found = project.cases.import_survey(
                file, id=id, open_ended=open_ended or [], weight=weight,
                kinds=dict(_pair(k) for k in kinds or []),
                levels={k: v.split("|") for k, v in (_pair(one) for one in levels or [])},
                prefix=prefix, kind=kind, sheet_name=sheet, encoding=encoding, preview=preview,
                progress=progress,
            )  # fmt: skip
        finally:
            progress.close()
        total = project.cases.count()
    emit(found, form)
    say("Nothing written." if preview else f"{total:,} cases in the project.")


def _pair(text: str) -> tuple[str, str]:
    name, equals, rest = text.partition("=")
    if not equals:
        raise UsageError(f"“{text}” is not of the form COLUMN=….")
    return name, rest


@app.command()
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The case's name.")],
    kind: Annotated[str, typer.Option(help="participant, respondent, …")] = "participant",
) -> None:
    """Add a case, for instance an interviewee.

    \b
    qualcode cases add Zhou
    """
    with opened(context) as project:
        project.cases.add(name, kind=kind)
    out(f"Added {name}.")


@app.command()
def link(
    context: typer.Context,
    document: Annotated[
        str, typer.Argument(help="The document.", autocompletion=complete(documents))
    ],
    case: Annotated[str, typer.Argument(help="Whose it is.")],
    speaker: Annotated[str | None, typer.Option(help="Only this speaker's turns.")] = None,
) -> None:
    """Say whose a document is, or who one of its speakers is.

    \b
    qualcode cases link L03 Zhou
    qualcode cases link L10 Amy --speaker A
    """
    with opened(context) as project:
        project.cases.link(document, case, speaker=speaker)
    who = f"{speaker} in {document}" if speaker else document
    out(f"Linked {who} to {case}.")


@app.command("list")
def list_(
    context: typer.Context,
    variables: Annotated[
        list[str] | None, typer.Option("--variable", help="Only these, repeatable.")
    ] = None,
    form: Format = Form.table,
) -> None:
    """List the cases with their variables.

    \b
    qualcode cases list --variable district --variable hours
    qualcode cases list --format csv > cases.csv
    """
    with opened(context) as project:
        emit(project.cases.frame(variables), form)


@app.command()
def show(
    context: typer.Context,
    case: Annotated[str, typer.Argument(help="The case.")],
    form: Format = Form.table,
) -> None:
    """Show what is known of one case.

    \b
    qualcode cases show 001
    """
    with opened(context) as project:
        known = project.cases.show(case)
    emit_entry(known, form, of="variable")


@app.command("set")
def set_(
    context: typer.Context,
    case: Annotated[str, typer.Argument(help="The case.")],
    variable: Annotated[str, typer.Argument(help="The variable.")],
    value: Annotated[str, typer.Argument(help="Its value; an empty text clears it.")],
) -> None:
    """Set one value of a case.

    \b
    qualcode cases set 001 district Hudong
    qualcode cases set 001 hours ""
    """
    with opened(context) as project:
        project.cases.set(case, variable, value or None)
        name = project.cases.show(case)["case"]
    out(f"{name}: {variable} {'is ' + value if value else 'cleared'}.")
