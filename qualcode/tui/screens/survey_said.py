"""What a person says of a survey file, and the file as it would be taken in with that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qualcode.project import Project
from qualcode.tui.widgets.doing import Progress

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Read:
    """A file as it would be taken in: a row a question, and what is said of the whole."""

    rows: list[Row]
    about: Mapping[str, Any]


@dataclass
class Said:
    """What a person says of a file, in the words of the import."""

    id: str | None = None
    types: dict[str, str] = field(default_factory=dict)
    order: dict[str, list[str]] = field(default_factory=dict)
    kind: str | None = None
    join: str | None = None
    prefix: str = ""
    settings: str | None = None

    def copy(self) -> Said:
        """Return what is said, to be said otherwise."""
        return Said(
            self.id, dict(self.types), dict(self.order), self.kind, self.join, self.prefix,
            self.settings,
        )  # fmt: skip

    def given(self) -> dict[str, Any]:
        """Return it as arguments of the import."""
        return {name: value for name, value in vars(self).items() if value}


def reading(project: Project, path: Path, said: Said) -> Callable[[Progress], Read]:
    """Return what reads a file as it would be taken in, in a thread: pandas is loaded there."""

    def read(tell: Progress) -> Read:
        frame: Any = project.cases.import_survey(path, preview=True, **said.given())
        found = Read(frame.to_dict("records"), dict(frame.attrs))
        tell(1, 1)  # where it was stopped meanwhile, nothing is shown
        return found

    return read
