"""The groups of commands: each is imported and built when one of its commands is asked for.

To build a command takes a millisecond, and there are over a hundred: `qualcode --help` needs but
the names of the groups and a line on each, which stand here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from qualcode.cli.manual import show_as_in_manuals

GROUPS = {
    "coders": "Who codes.",
    "documents": "Interviews and answers.",
    "cases": "Respondents, participants, and survey files.",
    "codebook": "Codes, categories, groups, freezes.",
    "coding": "Apply codes, list segments, mark documents done.",
    "memos": "Notes on anything.",
    "analysis": "Quotes, words, frequencies, tables, the matrix.",
    "suggest": "Suggested codes: decided on, explained, measured.",
    "agreement": "Agreement between coders, and where they differ.",
    "report": "Exports.",
    "history": "What happened; undo, merge, backup, check.",
}
"""What each group is for. The commands of one are in the module of its name, as `app`."""


class Group(TyperGroup):
    """A group that knows its name and line at once, its commands when they are looked at."""

    def __init__(self, name: str, line: str) -> None:
        super().__init__(name=name, help=line, no_args_is_help=True, rich_markup_mode=None)
        del self.commands  # the empty ones that the constructor set

    @cached_property
    def commands(self) -> dict[str, Any]:  # type: ignore[override]
        """The commands, by name."""
        outer = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
        outer.add_typer(import_module(f"qualcode.cli.{self.name}").app)
        built: Any = typer.main.get_group(outer)
        show_as_in_manuals(built)
        return dict(built.commands)


def groups() -> Iterator[Group]:
    """Yield the groups, none of them built yet."""
    for name, line in GROUPS.items():
        yield Group(name, line)
