"""qualcode agreement round: rounds of coding, from the sample to the closed round."""

from __future__ import annotations

import shlex
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qualcode.cli.figure import Figure, Labels, draw
from qualcode.cli.output import Form, Format, Progress, emit, emit_entry, out
from qualcode.cli.session import opened

if TYPE_CHECKING:
    from qualcode.agreement.rounds import Round

app = typer.Typer(help="Rounds: blind coding of a sample.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="The round's name.")]


class Kind(StrEnum):
    """The kinds of round."""

    training = "training"
    reliability = "reliability"
    audit = "audit"
    stability = "stability"


def _listed(said: str | None) -> list[str] | None:
    return None if said is None else [one.strip() for one in said.split(",") if one.strip()]


@app.command()
def new(
    context: typer.Context,
    name: Name,
    kind: Annotated[Kind, typer.Option(help="What the round is for.")] = Kind.reliability,
    coders: Annotated[
        str | None, typer.Option(help="Who codes, joined by commas; without it everybody.")
    ] = None,
    sample: Annotated[int, typer.Option(help="How many passages or answers.")] = 20,
    everything: Annotated[bool, typer.Option("--all", help="All there is, no sample.")] = False,
    origin: Annotated[
        str, typer.Option("--from", help="interviews (passages), documents, or a question.")
    ] = "interviews",
    stratify: Annotated[
        str | None, typer.Option(help="language, question, fields of the cases; with commas.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed draws the same sample.")] = 1,
    turns: Annotated[int, typer.Option(help="Turns in a passage.")] = 6,
    freeze: Annotated[
        str | None, typer.Option(help="The codebook to code by; without it one is frozen.")
    ] = None,
    key: Annotated[
        str | None, typer.Option(help="In training, whose finished work is the key.")
    ] = None,
    of: Annotated[
        str | None, typer.Option(help="In an audit, whose aided work is recoded.")
    ] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Show, write nothing.")] = False,
) -> None:
    """Open a round: draw a sample, freeze the codebook, assign.

    \b
    qualcode agreement round new "round 1" --coders Mia,Lin --sample 20 --seed 7
    qualcode agreement round new cards --from q8 --sample 300 --stratify language
    """
    with opened(context) as project:
        made = project.agreement.new_round(
            name, kind=kind.value, coders=_listed(coders), sample=None if everything else sample,
            origin=origin, stratify=_listed(stratify) or (), seed=seed, turns=turns, freeze=freeze,
            key=key, of=of, preview=preview,
        )  # fmt: skip
    out(f"{'Would open' if preview else 'Opened'} {made.name}: {_drawn(made)}")


def _drawn(one: Round) -> str:
    """Return in words how a round was drawn."""
    said = one.settings
    text = f"{one.kind}, {said['sample']} of {said['units']} from {said['from']}"
    if said["from"] == "interviews":
        text += f" (passages of {said['turns']} turns or more, in {said['documents']} interviews)"
    if said["strata"]:
        text += "; " + ", ".join(
            f"{s['stratum']} {s['sample']} of {s['units']}" for s in said["strata"]
        )
    if said["barred"]:
        text += f"; {said['barred']} left out, as they were used for training"
    return f"{text}. Seed {said['seed']}, codebook {one.freeze or 'frozen when opened'}."


@app.command("list")
def list_(context: typer.Context, form: Format = Form.table) -> None:
    """List the rounds.

    \b
    qualcode agreement round list
    """
    with opened(context) as project:
        frame = project.agreement.rounds()
    columns = ["round", "kind", "state", "freeze", "coders", "passages", "done"]
    emit(frame, form, columns=columns, empty="No round yet.")


@app.command()
def show(context: typer.Context, name: Name, form: Format = Form.table) -> None:
    """Show how a round was drawn, and by which codebook it is coded.

    \b
    qualcode agreement round show "round 1"
    """
    with opened(context) as project:
        one = project.agreement.round(name)
    emit_entry(
        {
            "round": one.name, "kind": one.kind, "blind": one.blind, "state": one.state,
            "freeze": one.freeze, "opened": one.opened, "closed": one.closed,
            "drawn": _drawn(one), "key": one.settings.get("key"), "of": one.settings.get("of"),
        },
        form,
    )  # fmt: skip


@app.command()
def status(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="A round; without it all.")] = None,
    passages: Annotated[
        bool, typer.Option("--passages", help="Passage by passage, with their words.")
    ] = False,
    form: Format = Form.table,
) -> None:
    """Show who has done how much.

    \b
    qualcode agreement round status "round 1"
    """
    with opened(context) as project:
        if passages and name is not None:
            emit(project.agreement.round_passages(name), form)
        else:
            emit(project.agreement.round_status(name), form, empty="No round yet.")


@app.command()
def close(
    context: typer.Context,
    name: Name,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="With passages left, which count as not looked at.")
    ] = False,
) -> None:
    """Close a round: its work stays, and coders see each other's.

    \b
    qualcode agreement round close "round 1"
    """
    with closing(Progress("resampling")) as progress, opened(context) as project:
        made = project.agreement.close(name, anyway=anyway, progress=progress)
    out(
        f"Closed {made.name}. Its figures: qualcode agreement compare --round "
        f"{shlex.quote(made.name)}"
    )


@app.command()
def feedback(
    context: typer.Context,
    name: Name,
    document: Annotated[str | None, typer.Option(help="Of one document.")] = None,
    form: Format = Form.table,
) -> None:
    """Show your finished training passages beside the key.

    \b
    qualcode --coder Lin agreement round feedback training
    """
    with opened(context) as project:
        emit(project.agreement.feedback(name, document), form, empty="Nothing done yet.")


@app.command()
def curve(
    context: typer.Context,
    figure: Figure = None,
    labels: Labels = None,
    form: Format = Form.table,
) -> None:
    """Show the agreement of one closed round after another.

    \b
    qualcode agreement round curve
    qualcode agreement round curve --figure rounds.svg
    """
    with opened(context) as project:
        found = project.agreement.curve()
        if figure is not None:
            draw(project, figure, found, labels)
            return
    emit(found, form, empty="No closed round of reliability yet.")


@app.command()
def export(
    context: typer.Context,
    name: Name,
    file: Annotated[Path, typer.Argument(help="The .qualcode file to write.")],
    coder: Annotated[str, typer.Option("--coder", help="Whose passages.")],
) -> None:
    """Write one coder's passages, masked, to a project file.

    \b
    qualcode agreement round export "round 1" lin.qualcode --coder Lin
    """
    with opened(context) as project:
        made = project.agreement.export_round(name, coder, file)
    out(f"Wrote {made}. When it comes back: qualcode history merge {shlex.quote(str(made))}")
