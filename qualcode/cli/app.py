"""The program: its options, its commands, and how errors reach a person.

Exit codes: 0 done, 1 could not (one line says what and how to mend it), 2 wrong usage. No
traceback reaches a user; an unforeseen failure leaves its own in a file whose name is said.
"""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

import qualcode
from qualcode.cli import (
    analysis,
    cases,
    codebook,
    coders,
    coding,
    documents,
    history,
    memos,
    report,
    study,
)
from qualcode.cli.output import out, say
from qualcode.cli.session import Session
from qualcode.errors import QualcodeError, UsageError


class Commands(TyperGroup):
    """The commands; a word that is no command but a project opens it."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Take `qualcode study.qualcode` for `qualcode open study.qualcode`."""
        first = args[0] if args else ""
        if first not in self.commands and (first.endswith(".qualcode") or "://" in first):
            args = ["open", *args]
        return super().resolve_command(ctx, args)


app = typer.Typer(
    cls=Commands,
    name="qualcode",
    help="Code interviews and open-ended answers, in Chinese and English, with honest numbers.",
    epilog="First time: qualcode demo. Help of a command: qualcode coding apply --help.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        out(f"qualcode {qualcode.__version__}")
        raise typer.Exit


@app.callback()
def root(
    context: typer.Context,
    project: Annotated[
        str | None,
        typer.Option(
            "--project", "-p", help="The project: a file or a database URL.", metavar="PROJECT"
        ),
    ] = None,
    coder: Annotated[
        str | None, typer.Option("--coder", "-c", help="Who codes.", metavar="NAME")
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Keep the options that stand before the command."""
    context.obj = Session(project, coder)


study.add(app)
for name, group in (
    ("coders", coders.app),
    ("documents", documents.app),
    ("cases", cases.app),
    ("codebook", codebook.app),
    ("coding", coding.app),
    ("memos", memos.app),
    ("analysis", analysis.app),
    ("report", report.app),
    ("history", history.app),
):
    app.add_typer(group, name=name)


def run(arguments: list[str] | None = None) -> None:
    """Run the program and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            # A pipe may have no encoding of its own; Chinese must come out whatever the locale.
            reconfigure(encoding="utf-8", errors="surrogateescape")
    try:
        app(arguments, standalone_mode=True)
    except UsageError as error:
        say(f"qualcode: {error}")
        sys.exit(2)
    except QualcodeError as error:
        say(f"qualcode: {error}")
        sys.exit(1)
    except BrokenPipeError:
        # Whoever read our output has had enough; closing it again would complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except KeyboardInterrupt:
        say("\nqualcode: stopped. What was not confirmed is undone.")
        sys.exit(1)
    except Exception as error:  # noqa: BLE001 (the last line of defence: no traceback to a user)
        say(
            f"qualcode: this should not have happened ({type(error).__name__}: {error}). "
            f"The project is as it was before the command. Details: {_keep(traceback.format_exc())}"
        )
        sys.exit(1)


def _keep(details: str) -> str:
    """Write a traceback to a file; return its name."""
    handle, name = tempfile.mkstemp(prefix="qualcode-error-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(details)
    return str(Path(name))
