"""qualcode cases: respondents and participants, and survey files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from qualcode.cli import events
from qualcode.cli.completion import complete, documents
from qualcode.cli.output import Form, Format, Progress, emit, emit_entry, out, say
from qualcode.cli.session import opened
from qualcode.errors import UsageError

app = typer.Typer()


@app.command("import")
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A .csv, .tsv, .xlsx, .sav (SPSS) or .dta (Stata).")],
    id: Annotated[
        str | None, typer.Option("--id", help="The column that tells cases apart; else found.")
    ] = None,
    open_ended: Annotated[
        list[str] | None, typer.Option("--open-ended", help="A column of answers, repeatable.")
    ] = None,
    weight: Annotated[str | None, typer.Option(help="The column of weights.")] = None,
    kinds: Annotated[
        list[str] | None,
        typer.Option("--type", help="QUESTION=TYPE (nominal, ordinal, multi, …), repeatable."),
    ] = None,
    levels: Annotated[
        list[str] | None,
        typer.Option("--levels", "--order", help="QUESTION=low|middle|high, repeatable."),
    ] = None,
    missing: Annotated[
        list[str] | None,
        typer.Option("--missing", help="QUESTION=CELL or QUESTION=CELL:REASON, repeatable."),
    ] = None,
    skip: Annotated[
        list[str] | None, typer.Option("--skip", help="A question to leave out, repeatable.")
    ] = None,
    prefix: Annotated[str, typer.Option(help="Before the variables' names.")] = "",
    id_prefix: Annotated[str, typer.Option(help="Before the cases' names.")] = "",
    join: Annotated[
        str | None, typer.Option(help="case, or the variable whose values the ids are.")
    ] = None,
    kind: Annotated[str | None, typer.Option(help="respondent, participant, volunteer.")] = None,
    sheet: Annotated[str | None, typer.Option(help="A workbook's sheet; else the first.")] = None,
    encoding: Annotated[str | None, typer.Option(help="Where the guess is wrong.")] = None,
    settings: Annotated[
        Path | None, typer.Option(help="A survey.yaml that says all this; options go before it.")
    ] = None,
    save_settings: Annotated[
        Path | None, typer.Option(help="Write what was decided to this survey.yaml.")
    ] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Show, write nothing.")] = False,
    form: Format = Form.table,
) -> None:
    """Take in a survey: cases, variables, answers as documents.

    What each column holds is found, and said with its reason; options correct it.

    \b
    qualcode cases import survey.csv --preview
    qualcode cases import survey.csv --id id --open-ended q7 --open-ended q8 --weight w
    qualcode cases import survey.csv --id id --type "tasks=multi" \\
        --order "hours=under 5|5-10|over 10" --missing "age=-99:refused" \\
        --save-settings survey.yaml
    """
    progress = Progress("importing")
    with opened(context) as project:
        try:
            found = project.cases.import_survey(
                file, id=id, open_ended=open_ended or [], weight=weight,
                kinds=dict(_pair(k) for k in kinds or []),
                levels={k: v.split("|") for k, v in (_pair(one) for one in levels or [])},
                missing=_missing(missing or []), skip=skip or [], prefix=prefix,
                id_prefix=id_prefix, join=join, kind=kind, sheet_name=sheet, encoding=encoding,
                settings=settings, save_settings=save_settings, preview=preview,
                progress=progress,
            )  # fmt: skip
        finally:
            progress.close()
        total = project.cases.count()
    emit(found, form, columns=SHOWN)
    say(_file_told(found.attrs))
    for note in found.attrs["notes"]:
        say(note)
    if preview:
        say("Nothing written.")
        return
    new, changed = int(found["new"].sum()), int(found["changed"].sum())
    say(
        f"{found.attrs['cases_new']:,} cases new, {found.attrs['cases_known']:,} known; "
        f"{new:,} values and answers new, {changed:,} changed."
    )
    say(f"{total:,} cases in the project.")


app.add_typer(events.app)

SHOWN = ["column", "type", "open_ended", "values", "levels", "missing", "new", "changed", "reason"]
"""Columns of a preview that a table shows; the other forms have all."""


def _file_told(told: Mapping[Any, Any]) -> str:
    """Return one line on how a file was read."""
    parts = [
        told["tool"] or "no survey tool recognised", told["encoding"],
        f"cells parted by {told['delimiter']!r}" if told["delimiter"] else "",
        f"{told['header_rows']} header rows" if told["header_rows"] > 1 else "",
        f"id: {told['id'] or 'the row'}" + ("" if told["id_sure"] else " (not sure)"),
    ]  # fmt: skip
    return f"{told['file']}, {told['rows']:,} rows: {', '.join(p for p in parts if p)}."


def _missing(given: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return the reasons of `QUESTION=CELL:REASON`, by question and cell."""
    found: dict[str, dict[str, str]] = {}
    for one in given:
        question, said = _pair(one)
        cell, colon, reason = said.rpartition(":")
        found.setdefault(question, {})[cell if colon else said] = reason if colon else "empty"
    return found


def _pair(text: str) -> tuple[str, str]:
    name, equals, rest = text.partition("=")
    if not equals:
        raise UsageError(f"“{text}” is not of the form COLUMN=….")
    return name, rest


@app.command()
def match(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A table, for instance of usage records.")],
    id: Annotated[str | None, typer.Option("--id", help="Its column of keys; else found.")] = None,
    join: Annotated[
        str, typer.Option(help="case, or the variable whose values the keys are.")
    ] = "case",
    only: Annotated[str | None, typer.Option(help="Only rows of this state.")] = None,
    form: Format = Form.table,
) -> None:
    """Say which rows of a table belong to which cases.

    \b
    qualcode cases match usage.csv --id volunteer_id --join platform_id
    qualcode cases import usage.csv --id volunteer_id --join platform_id
    """
    with opened(context) as project:
        found = project.cases.match(file, id=id, join=join)
    counts = found["state"].value_counts(sort=False)
    shown = found if only is None else found[found["state"] == only]
    emit(shown, form)
    say("; ".join(f"{n:,} {state}" for state, n in counts.items()) + ".")


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
        str | None, typer.Argument(help="The document.", autocompletion=complete(documents))
    ] = None,
    case: Annotated[str | None, typer.Argument(help="Whose it is.")] = None,
    speaker: Annotated[str | None, typer.Option(help="Only this speaker's turns.")] = None,
    file: Annotated[
        Path | None, typer.Option(help="A table of document, case and, if needed, speaker.")
    ] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="Of a table: what matches, write nothing.")
    ] = False,
    form: Format = Form.table,
) -> None:
    """Say whose a document is, or who one of its speakers is.

    \b
    qualcode cases link L03 Zhou
    qualcode cases link L10 Amy --speaker A
    qualcode cases link --file links.csv --preview
    """
    if file is not None:
        with opened(context) as project:
            found = project.cases.link_table(file, preview=preview)
        emit(found, form)
        n = int((found["state"] == "matched").sum())
        say(
            f"{n:,} of {len(found):,} rows match. " + ("Nothing written." if preview else "Linked.")
        )
        return
    if document is None or case is None:
        raise UsageError("Name a document and its case, or a table of both with --file.")
    with opened(context) as project:
        project.cases.link(document, case, speaker=speaker)
    who = f"{speaker} in {document}" if speaker else document
    out(f"Linked {who} to {case}.")


@app.command()
def derive(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="The variable to make.")],
    expression: Annotated[
        str | None, typer.Argument(help="What it is made of; else made again by its recipe.")
    ] = None,
    kind: Annotated[str | None, typer.Option(help="Its kind; else by its values.")] = None,
    levels: Annotated[
        str | None, typer.Option("--levels", "--order", help="low|middle|high")
    ] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Show, write nothing.")] = False,
) -> None:
    """Make a variable from others.

    \b
    qualcode cases derive age_band "band(age, [18, 30, 60])"
    qualcode cases derive trust "mean(trust_gov, trust_org, least=1)"
    qualcode cases derive role2 "recode(role, {'A1': 'student'}, 'other')"
    """
    with opened(context) as project:
        made = project.cases.derive(
            name, expression, kind=kind, levels=levels.split("|") if levels else (),
            preview=preview,
        )  # fmt: skip
    shown = f": {', '.join(made.levels)}" if made.levels else ""
    out(f"{made.name} is {made.kind}{shown}.")
    say(
        f"{made.values:,} cases have a value, {made.blank:,} none; {made.changed:,} differ from "
        f"before. {'Nothing written.' if preview else 'Undo: qualcode history undo'}"
    )


@app.command("list")
def list_(
    context: typer.Context,
    variables: Annotated[
        list[str] | None, typer.Option("--variable", help="Only these, repeatable.")
    ] = None,
    personal: Annotated[
        bool, typer.Option("--personal", help="Also those that tell who a person is.")
    ] = False,
    form: Format = Form.table,
) -> None:
    """List the cases with their variables.

    Variables that tell who a person is, as an address, are left out unless they are asked for.

    \b
    qualcode cases list --variable district --variable hours
    qualcode cases list --format csv > cases.csv
    """
    with opened(context) as project:
        known = project.cases.variables()
        left = [] if personal or variables else [v.name for v in known if v.personal]
        named = variables or [v.name for v in known if v.name not in left]
        emit(project.cases.frame(named), form)
    if left:
        say(f"Left out, as they tell who a person is: {', '.join(left)} (--personal).")


@app.command("personal")
def personal_(
    context: typer.Context,
    variable: Annotated[str, typer.Argument(help="The variable.")],
    not_: Annotated[bool, typer.Option("--not", help="It tells nobody.")] = False,
) -> None:
    """Say that a variable tells who a person is.

    It is then left out of what leaves the project: lists, matrices, tables, reports.

    \b
    qualcode cases personal birthplace
    qualcode cases personal birthplace --not
    """
    with opened(context) as project:
        name = project.cases.mark_personal(variable, personal=not not_)
    out(f"{name} {'tells nobody' if not_ else 'tells who a person is'}.")


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


@app.command()
def consent(
    context: typer.Context,
    case: Annotated[str | None, typer.Argument(help="The case; without it, all that said.")] = None,
    quote: Annotated[
        bool | None, typer.Option("--quote/--no-quote", help="Being quoted.", show_default=False)
    ] = None,
    archive: Annotated[
        bool | None, typer.Option("--archive/--no-archive", help="An archive.", show_default=False)
    ] = None,
    share: Annotated[
        bool | None, typer.Option("--share/--no-share", help="Sharing.", show_default=False)
    ] = None,
    form: Format = Form.table,
) -> None:
    """Say, or list, what people agreed to.

    Who does not want to be quoted is counted everywhere and printed in no report.

    \b
    qualcode cases consent 001 --no-quote
    qualcode cases consent
    """
    given = {"quote": quote, "archive": archive, "share": share}
    said = {what: answer for what, answer in given.items() if answer is not None}
    with opened(context) as project:
        if case is None:
            if said:
                raise UsageError("Say whose consent it is: qualcode cases consent CASE …")
            emit(project.cases.consents(), form)
            return
        found = project.cases.consent(case, **said)
    words = {True: "yes", False: "no", None: "not said"}
    told = ", ".join(f"{what} {words[getattr(found, what)]}" for what in given)
    out(f"{found.case}: {told}.")
