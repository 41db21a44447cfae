"""The program: its options, its commands, and how errors reach a person.

Exit codes: 0 done, 1 could not (one line says what and how to mend it), 2 wrong usage. No
traceback reaches a user; an unforeseen failure leaves its own in a file whose name is said.
"""

from __future__ import annotations

import errno
import os
import shlex
import sys
import tempfile
import traceback
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

import qualcode
from qualcode.cli import study
from qualcode.cli.completion import escaped_for_bash
from qualcode.cli.groups import groups
from qualcode.cli.manual import show_as_in_manuals
from qualcode.cli.output import out, say
from qualcode.cli.session import Session
from qualcode.errors import QualcodeError, UsageError


class Commands(TyperGroup):
    """The commands; a word that is no command but a project opens it."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Take `qualcode study.qualcode` for `qualcode open study.qualcode`."""
        first = args[0] if args else ""
        if first not in self.commands and (first.endswith(".qualcode") or "://" in first):
            if any(
                not one.startswith("-") and before not in ("-c", "--coder")
                for before, one in pairwise(args)
            ):
                raise UsageError(_project_first(ctx, first, args[1:]))
            args = ["open", *args]
        return super().resolve_command(ctx, args)


def _project_first(ctx: Any, project: str, rest: list[str]) -> str:
    """Return what to type instead of a project before the command, which only opens it."""
    coder = ["--coder", ctx.params["coder"]] if ctx.params.get("coder") else []
    # A URL may hold a password, which no message shows.
    shown = "URL" if "://" in project else shlex.quote(project)
    typed = " ".join([f"qualcode --project {shown}", shlex.join([*coder, *rest])])
    return f"The project goes before the command as an option. Type: {typed}"


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


_INTERRUPTED = 130
"""What Typer exits with after ctrl+c."""


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
program: Any = typer.main.get_command(app)
show_as_in_manuals(program)
for group in groups():
    program.add_command(group)


def run(arguments: list[str] | None = None) -> None:
    """Run the program and exit with its code."""
    _prepare_streams()
    sys.exit(_code(arguments))


def _prepare_streams() -> None:
    """Make standard output and error take any text, whatever the locale, and be there at all."""
    for name in ("stdout", "stderr"):
        stream: Any = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="surrogateescape")


def _code(arguments: list[str] | None) -> int:
    """Run the program; return its exit code, having said on standard error what went wrong."""
    try:
        with escaped_for_bash():
            program(arguments, prog_name="qualcode")
    except SystemExit as stop:
        if stop.code == _INTERRUPTED:
            say("\nqualcode: stopped. What was not finished is not kept.")
            return 1
        return _flushed(stop.code)
    except UsageError as error:
        say(f"qualcode: {error}")
        return 2
    except QualcodeError as error:
        say(f"qualcode: {error}")
        return 1
    except OSError as error:
        return _no_output(error) if error.errno == errno.ENOSPC else _unforeseen(error)
    except UnicodeEncodeError as error:
        # A name from a file system or terminal of another encoding, in bytes that are no UTF-8.
        name = error.object.encode("utf-8", "backslashreplace").decode()
        say(f"qualcode: “{name[:200]}” is no text in UTF-8. Rename it.")
        return 1
    except Exception as error:  # noqa: BLE001 (the last line of defence: no traceback to a user)
        return _unforeseen(error)
    return 0


def _unforeseen(error: Exception) -> int:
    say(
        f"qualcode: this should not have happened ({type(error).__name__}: {error}). "
        f"What was not finished is not kept. Details: {_keep(traceback.format_exc())}"
    )
    return 1


def _flushed(code: Any) -> int:
    """Return an exit code once the output is out; whoever reads it may have had enough."""
    try:
        sys.stdout.flush()
    except OSError as error:
        return _no_output(error)
    return code if isinstance(code, int) else 0


def _no_output(error: OSError) -> int:
    # What is left in the buffer would complain again when the program ends.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if not isinstance(error, BrokenPipeError):
        say(f"qualcode: The output cannot be written: {error.strerror}.")
    return 1


def _keep(details: str) -> str:
    """Write a traceback to a file; return its name."""
    handle, name = tempfile.mkstemp(prefix="qualcode-error-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(details)
    return str(Path(name))
