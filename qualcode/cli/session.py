"""Which project, and who codes: what every command needs before it can begin."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from qualcode.errors import NotFound, UsageError

if TYPE_CHECKING:
    from qualcode.project import Project


@dataclass
class Session:
    """The options before the command."""

    project: str | None = None
    coder: str | None = None


def place(given: str | None) -> str:
    """Return the project: given, else `$QUALCODE_PROJECT`, else this folder's only one.

    Raises: NotFound, UsageError.
    """
    found = given or os.environ.get("QUALCODE_PROJECT")
    if found:
        return found
    here = sorted(p.name for p in Path.cwd().glob("*.qualcode") if not p.name.startswith("."))
    here = [name for name in here if ".backup-" not in name and ".before-upgrade-" not in name]
    if len(here) == 1:
        return here[0]
    if not here:
        raise NotFound(
            "No project here. Name one with --project FILE, or create one: "
            "qualcode new study.qualcode --coder NAME"
        )
    raise UsageError(f"Several projects here: {', '.join(here)}. Name one with --project.")


@contextmanager
def opened(context: typer.Context) -> Iterator[Project]:
    """Open the project of this call and close it afterwards."""
    import qualcode

    session: Session = context.find_root().obj or Session()
    with qualcode.open(place(session.project), coder=session.coder) as project:
        yield project
