"""qualcode: code interviews and open-ended answers, in Chinese and English, with honest numbers.

    >>> import qualcode  # doctest: +SKIP
    >>> project = qualcode.open("study.qualcode", coder="Mia")  # doctest: +SKIP

Importing this package is cheap: what is behind `open` and `create` is loaded when they are called.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.errors import (
    Ambiguous,
    CoderNeeded,
    Conflict,
    ExchangeError,
    InvalidSegment,
    MigrationNeeded,
    NotAllowed,
    NotAProject,
    NotEnoughData,
    NotFound,
    ProjectDamaged,
    ProjectError,
    ProjectExists,
    ProjectLocked,
    QualcodeError,
    StorageFailed,
    UnreadableSource,
    UsageError,
)

if TYPE_CHECKING:
    from qualcode.project import Project

__version__ = "0.1.0"

__all__ = [
    "Ambiguous",
    "CoderNeeded",
    "Conflict",
    "ExchangeError",
    "InvalidSegment",
    "MigrationNeeded",
    "NotAProject",
    "NotAllowed",
    "NotEnoughData",
    "NotFound",
    "Project",
    "ProjectDamaged",
    "ProjectError",
    "ProjectExists",
    "ProjectLocked",
    "QualcodeError",
    "StorageFailed",
    "UnreadableSource",
    "UsageError",
    "__version__",
    "create",
    "open",
]


def create(place: str | Path, *, coder: str, name: str | None = None) -> Project:
    """Create a project at a path or database URL; its coder is the lead.

    name: the study's name; without it, the file's. Raises: ProjectExists, StorageFailed.
    """
    from qualcode.project import Project

    return Project.create(place, coder=coder, name=name)


def open(place: str | Path, *, coder: str | None = None) -> Project:
    """Open a project to read, and to write if it is clear who codes.

    coder: else `$QUALCODE_CODER`, else the project's only person. Raises: NotFound, NotAProject,
    MigrationNeeded, StorageFailed.
    """
    from qualcode.project import Project

    return Project.open(place, coder=coder)


def __getattr__(name: str) -> Any:
    if name == "Project":
        from qualcode.project import Project

        return Project
    raise AttributeError(f"module 'qualcode' has no attribute {name!r}")
