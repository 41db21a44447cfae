"""qualcode agreement: how far coders agree, and where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qualcode.cli import reconcile, rounds
from qualcode.cli.completion import codes, complete, documents, questions
from qualcode.cli.output import Form, Format, Progress, emit, out
from qualcode.cli.session import opened
from qualcode.errors import NotAllowed, UsageError

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.agreement.compared import Comparison

app = typer.Typer()
app.add_typer(rounds.app, name="round")
app.add_typer(reconcile.app, name="reconcile")


class By(StrEnum):
    """What a row of figures is about."""

    code = "code"
    pair = "pair"
    document = "document"
    language = "language"
    overall = "overall"


class Unit(StrEnum):
    """The units of a comparison."""

    sentence = "sentence"
    turn = "turn"
    character = "character"
    document = "document"
    answer = "answer"
    case = "case"
    matched = "matched"


Coders = Annotated[
    str | None, typer.Option("--coders", help="Whose work, with commas; by default all who did.")
]
Judged = Annotated[
    Unit, typer.Option("--unit", help="What is judged: a unit, or matched for spans one to one.")
]
InRound = Annotated[
    str | None, typer.Option("--round", help="The work of this round.", metavar="NAME")
]
Questions = Annotated[
    list[str] | None,
    typer.Option("--question", help="Its answers, repeatable.", autocompletion=complete(questions)),
]
Draws = Annotated[int, typer.Option("--draws", help="Resamples for intervals; 0 for none.")]


SHOWN = {
    By.code: ["code", "n_units", "n_any", "n_all", "percent", "kappa", "alpha", "alpha_low",
              "alpha_high", "ac1", "positive", "negative", "note"],
    By.pair: ["code", "first", "second", "n_units", "n_first", "n_second", "n_both", "percent",
              "kappa", "positive", "negative"],
    By.language: ["language", "documents", "n_units", "percent", "kappa", "alpha", "alpha_low",
                  "alpha_high", "ac1", "positive", "negative", "note"],
}  # fmt: skip
"""The columns of a table on screen; the other forms hold all."""


@app.command()
def compare(
    context: typer.Context,
    coders: Coders = None,
    unit: Judged = Unit.sentence,
    round_: InRound = None,
    rounds: Annotated[
        str | None,
        typer.Option(help="One coder in several rounds, with commas; - is outside rounds."),
    ] = None,
    document: Annotated[
        list[str] | None,
        typer.Option(help="Only this, repeatable.", autocompletion=complete(documents)),
    ] = None,
    question: Questions = None,
    code: Annotated[
        list[str] | None,
        typer.Option(help="Only this code, repeatable.", autocompletion=complete(codes)),
    ] = None,
    categories: Annotated[
        bool, typer.Option("--categories", help="Codes rolled up to categories.")
    ] = False,
    language: Annotated[
        str | None, typer.Option(help="Only documents in a language: zh, en.")
    ] = None,
    interviewers: Annotated[
        bool, typer.Option("--interviewers", help="Count their turns too.")
    ] = False,
    by: Annotated[By, typer.Option(help="What a row of figures is about.")] = By.code,
    disagreements: Annotated[
        bool, typer.Option("--disagreements", help="List where the coders differ.")
    ] = False,
    confusion: Annotated[
        bool, typer.Option("--confusion", help="List codes taken for each other.")
    ] = False,
    extents: Annotated[
        bool, typer.Option("--extents", help="List spans of one code that end elsewhere.")
    ] = False,
    bias: Annotated[
        bool, typer.Option("--bias", help="Who uses a code more than the others.")
    ] = False,
    drift: Annotated[
        bool, typer.Option("--drift", help="Agreement in the order the work was done.")
    ] = False,
    costs: Annotated[
        bool, typer.Option("--costs", help="The codes that cost most agreement, with passages.")
    ] = False,
    left_out: Annotated[
        bool, typer.Option("--left-out", help="List what was not compared, and why.")
    ] = False,
    percent: Annotated[
        int, typer.Option(help="How much of a unit a code must cover, in percent.")
    ] = 50,
    threshold: Annotated[
        float, typer.Option(help="With --unit matched: the share that spans must share.")
    ] = 0.5,
    interval: Annotated[
        str, typer.Option(help="documents (resampled) or krippendorff.")
    ] = "documents",
    draws: Draws = 2000,
    seed: Annotated[int | None, typer.Option(help="Of the resamples.")] = None,
    feedback: Annotated[
        bool, typer.Option("--feedback", help="Allow a training round: no reliability.")
    ] = False,
    form: Format = Form.table,
) -> None:
    """Show how far coders agree on what they are done with.

    What a coder marked done and left uncoded counts; what is not done is missing. Interviewers'
    turns are left out. Intervals resample documents.

    \b
    qualcode agreement compare --coders Mia,Lin
    qualcode agreement compare --unit answer --question q8 --by overall
    qualcode agreement compare --disagreements --format csv > differences.csv
    qualcode agreement compare --coders Mia --rounds first,second
    """
    listings = {
        "disagreements": disagreements, "confusion": confusion, "extents": extents, "bias": bias,
        "drift": drift, "costs": costs, "left_out": left_out,
    }  # fmt: skip
    asked = [name for name, wanted in listings.items() if wanted]
    if len(asked) > 1:
        told = " or ".join(f"--{name.replace('_', '-')}" for name in asked)
        raise UsageError(f"One listing at a time: {told}.")
    how: dict[str, Any] = {} if seed is None else {"seed": seed}
    with closing(Progress("comparing")) as progress, opened(context) as project:
        found = project.agreement.compare(
            _names(coders), unit=unit.value, round=round_, rounds=_rounds(rounds),
            documents=document, question=question, codes=code, categories=categories,
            language=language, interviewers=interviewers, percent=percent, threshold=threshold,
            interval=interval, draws=0 if asked and asked != ["costs"] else draws,
            feedback=feedback, progress=progress, **how,
        )  # fmt: skip
        with found.watch.heard(progress):
            frame = getattr(found, asked[0]) if asked else _figures(found, by)
            foot = found.foot
    columns = None if asked else SHOWN.get(by)
    if columns is not None and unit == Unit.matched:
        columns = [*columns[:-1], "positive_low", "positive_high", "u_alpha", "u_alpha_low",
                   "u_alpha_high", "note"]  # fmt: skip
    kept = [name for name in columns if name in frame] if columns else None
    empty = "The coders differ nowhere." if asked == ["disagreements"] else "Nothing to list."
    emit(_rounded(frame, form), form, foot, columns=kept, wrapped=bool(asked), empty=empty)


@app.command()
def report(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=".docx, .xlsx, .html or .md")],
    coders: Coders = None,
    unit: Judged = Unit.sentence,
    round_: InRound = None,
    question: Questions = None,
    draws: Draws = 2000,
) -> None:
    """Write a report: methods, figures, disagreements, decisions.

    \b
    qualcode agreement report agreement.docx --coders Mia,Lin
    qualcode agreement report agreement.xlsx --unit answer --question q8
    """
    with closing(Progress("comparing")) as progress, opened(context) as project:
        agreement, who = project.agreement, _names(coders)
        found = agreement.compare(
            who, unit=unit.value, round=round_, question=question, draws=draws,
            progress=progress,
        )  # fmt: skip
        settled = agreement.reconcile(round_, who, question=question, progress=progress)
        rounds = agreement.curve() if found.shown else None
        with found.watch.heard(progress):
            made = project.report.write_agreement(file, found, settled=settled, rounds=rounds)
    out(str(made))


@app.command()
def coefficients(
    context: typer.Context,
    on: Annotated[
        bool | None, typer.Option("--on/--off", help="Show coefficients, or do not.")
    ] = None,
) -> None:
    """Show whether coefficients are on, or turn them on or off.

    Off, where coders differ is listed and reconciled as before.

    \b
    qualcode agreement coefficients --off
    """
    with opened(context) as project:
        if on is not None:
            project.agreement.set_coefficients(on)
        shown = project.agreement.coefficients
    out(f"Coefficients are {'on' if shown else 'off'}.")


def _figures(found: Comparison, by: By) -> pd.DataFrame:
    if not found.shown:
        raise NotAllowed(
            "Coefficients are turned off in this project. List where coders differ with "
            "--disagreements, or turn them on with: qualcode agreement coefficients --on"
        )
    frames = {
        By.code: "by_code", By.pair: "pairs", By.document: "by_document",
        By.language: "by_language", By.overall: "overall",
    }  # fmt: skip
    made: pd.DataFrame = getattr(found, frames[by])
    return made


def _names(given: str | None) -> Sequence[str] | None:
    return None if given is None else [n.strip() for n in given.split(",") if n.strip()]


def _rounds(given: str | None) -> Sequence[str | None] | None:
    names = _names(given)
    return None if names is None else [None if name == "-" else name for name in names]


def _rounded(frame: pd.DataFrame, form: Form) -> pd.DataFrame:
    """Return figures with three decimals where people read them, whole elsewhere."""
    if form in (Form.csv, Form.json):
        return frame
    floats = frame.select_dtypes("float").columns
    return frame.assign(**{name: frame[name].round(3) for name in floats})
