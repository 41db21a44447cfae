"""qualcode agreement reconcile: decide where coders differ; their own segments stay."""

from __future__ import annotations

from contextlib import closing
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from qualcode.cli.completion import codes, complete, documents, questions
from qualcode.cli.output import Form, Format, Progress, emit, out
from qualcode.cli.session import opened
from qualcode.errors import UsageError

if TYPE_CHECKING:
    from qualcode.agreement.reconcile import Row, Taken
    from qualcode.agreement.reconcile_area import Reconciliation
    from qualcode.project import Project

app = typer.Typer(help="Decide where coders differ; their segments stay.", no_args_is_help=True)
ID = Annotated[str, typer.Argument(help="A disagreement, by number or id.", metavar="ID")]
Round = Annotated[str | None, typer.Option("--round", help="Of this round.", metavar="NAME")]
Coders = Annotated[
    str | None, typer.Option(help="Whose work, with commas; by default all who did.")
]
Question = Annotated[
    list[str] | None,
    typer.Option(help="Its answers, repeatable.", autocompletion=complete(questions)),
]
Note = Annotated[str, typer.Option(help="Why, in words.")]
Code = Annotated[
    str | None, typer.Option(help="Only this code in dispute.", autocompletion=complete(codes))
]
Document = Annotated[
    str | None, typer.Option(help="Only this document.", autocompletion=complete(documents))
]


class Reason(StrEnum):
    """Why coders differed."""

    slip = "slip"
    boundary = "boundary"
    definition = "definition"
    context = "context"
    ambiguous = "ambiguous"


class Rule(StrEnum):
    """What may be done with all cases of extent alone."""

    longer = "longer"
    shorter = "shorter"
    union = "union"
    intersection = "intersection"


class Field(StrEnum):
    """Where a rule stands in a code's entry."""

    definition = "definition"
    when = "when"
    when_not = "when not"


def _found(
    project: Project, round_: str | None, coders: str | None, question: list[str] | None
) -> Reconciliation:
    names = None if coders is None else [n.strip() for n in coders.split(",") if n.strip()]
    with closing(Progress("comparing")) as progress:
        return project.agreement.reconcile(round_, names, question=question, progress=progress)


@app.command("list")
def list_(
    context: typer.Context,
    round_: Round = None,
    coders: Coders = None,
    question: Question = None,
    kind: Annotated[
        str | None, typer.Option(help="missed, different code, parent/child, extra …")
    ] = None,
    code: Code = None,
    document: Document = None,
    open_: Annotated[bool, typer.Option("--open", help="Only what is not decided.")] = False,
    reasons: Annotated[
        bool, typer.Option("--reasons", help="Why coders differed, tabulated.")
    ] = False,
    names: Annotated[bool, typer.Option("--names", help="Say who A, B, C … are.")] = False,
    form: Format = Form.table,
) -> None:
    """List where coders differ, numbered, and what is decided.

    \b
    qualcode agreement reconcile list --round "round 1" --open
    qualcode agreement reconcile list --kind "different extent"
    qualcode agreement reconcile list --reasons
    """
    with opened(context) as project:
        found = _found(project, round_, coders, question)
        if reasons:
            emit(found.reasons().round({"percent": 1}), form)
            return
        kept = [
            row.number
            for row in found.rows(
                kind=kind, code=code, document=document, state="open" if open_ else None
            )
        ]
        frame = found.frame()
        frame = frame[frame["number"].isin(kept)]
        p = found.progress
    foot = (
        f"{p.decided} of {p.disagreements} disagreements decided; {p.reconciled} of {p.documents} "
        f"documents reconciled; {p.identical} segments alike."
    )
    if names:
        foot += " " + ", ".join(f"{letter} is {coder}" for letter, coder in found.names.items())
    columns = ["number", "document", "text", "kind", *found.names, "state", "takes", "reason"]
    emit(frame, form, foot, columns=columns, empty="The coders differ nowhere.")


@app.command()
def take(
    context: typer.Context,
    id_: ID,
    choice: Annotated[str, typer.Argument(help="A, B, C … or a name; union; none.")] = "union",
    reason: Annotated[Reason | None, typer.Option(help="Why the coders differed.")] = None,
    code: Annotated[
        str | None,
        typer.Option(help="Another code for these words.", autocompletion=complete(codes)),
    ] = None,
    note: Note = "",
    round_: Round = None,
    coders: Coders = None,
    question: Question = None,
) -> None:
    """Decide a disagreement: one coder, the union, none, another code.

    What all have alike enters the consensus by itself. Decided before, it is decided anew.

    \b
    qualcode agreement reconcile take 7 B --reason definition
    qualcode agreement reconcile take 8 union --code resources --reason context --note "see 42"
    """
    if reason is None:
        raise UsageError(f"Say why the coders differed: --reason {'|'.join(Reason)}.")
    with opened(context) as project:
        found = _found(project, round_, coders, question)
        row = found.take(id_, choice, code=code, reason=reason.value, note=note)
        left = found.progress.open
    out(f"{_named(row)}: {_takes(row)}. {left} left.")


@app.command()
def rule(
    context: typer.Context,
    which: Annotated[Rule, typer.Argument(help="longer, shorter, union, intersection.")],
    code: Code = None,
    document: Document = None,
    reason: Annotated[Reason, typer.Option(help="Why the coders differed.")] = Reason.boundary,
    note: Note = "",
    preview: Annotated[bool, typer.Option("--preview", help="Show, write nothing.")] = False,
    round_: Round = None,
    coders: Coders = None,
    question: Question = None,
) -> None:
    """Decide all open cases of extent alone by one rule.

    \b
    qualcode agreement reconcile rule longer --preview
    qualcode agreement reconcile rule union --code trust
    """
    with opened(context) as project:
        found = _found(project, round_, coders, question)
        made = found.by_rule(
            which.value, code=code, document=document, reason=reason.value, note=note,
            preview=preview,
        )  # fmt: skip
        texts = {s.name: s.text for s in found.comparison.reading.sources}
    for one in made:
        said = "left open" if one.takes is None else _words(one.takes, texts[one.row.document])
        out(f"{_named(one.row)}: {said}")
    n = sum(one.takes is not None for one in made)
    verb = "Would decide" if preview else "Decided"
    out(f"{verb} {n} of {len(made)} cases of extent alone by “{which.value}”.")


@app.command()
def reopen(
    context: typer.Context,
    id_: ID,
    round_: Round = None,
    coders: Coders = None,
    question: Question = None,
) -> None:
    """Take a decision back, with what it put into the consensus.

    \b
    qualcode agreement reconcile reopen 7
    """
    with opened(context) as project:
        row = _found(project, round_, coders, question).reopen(id_)
    out(f"{_named(row)}: open again.")


@app.command()
def draft(
    context: typer.Context,
    id_: ID,
    line: Annotated[str, typer.Argument(help="The rule, in words.")],
    code: Annotated[
        str | None,
        typer.Option(help="By default the first in dispute.", autocompletion=complete(codes)),
    ] = None,
    field: Annotated[Field, typer.Option(help="Where it stands.")] = Field.when_not,
    alters: Annotated[
        bool, typer.Option("--alters", help="It alters the meaning: a new revision.")
    ] = False,
    round_: Round = None,
    coders: Coders = None,
    question: Question = None,
) -> None:
    """Add a line to the codebook's draft, never to a freeze.

    \b
    qualcode agreement reconcile draft 7 "lack of people: gap filling" --code resources
    """
    with opened(context) as project:
        found = _found(project, round_, coders, question)
        name = found.rule(line, id=id_, code=code, field=field.value, alters=alters)
    out(f"Added to “{name}”, {field.value}. The freezes stay as they are.")


def _named(row: Row) -> str:
    return f"{row.number} {row.document} {row.start}:{row.end}"


def _takes(row: Row) -> str:
    said = row.decision
    if said is None or not said.takes:
        return "nothing enters the consensus"
    return ", ".join(dict.fromkeys(code for code, _, _ in said.takes)) + " enters the consensus"


def _words(takes: Taken, text: str) -> str:
    return ", ".join(f"{code} “{' '.join(text[a:z].split())}”" for code, a, z in takes)
