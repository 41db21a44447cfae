"""The errors that reach a user.

QualcodeError
├── UsageError          the question itself is not of a form that can be answered
├── NotFound            a name, uid, file or passage that is not there
├── Ambiguous           a name that fits several things
├── Conflict            what was asked contradicts what is there
├── InvalidSegment      a span that the document does not have
├── UnreadableSource    a file that cannot be read as what it says it is
├── ExchangeError       a project of another tool that cannot be read or written
├── NotEnoughData       a number that the data do not allow
├── NotAllowed          this coder may not see or change that
├── CoderNeeded         writing without saying, or without being, a known coder
├── ProjectError        the project as a whole
│   ├── ProjectExists   there is something at this place already
│   ├── NotAProject     the file or database is no qualcode project
│   ├── ProjectLocked   another writer holds it
│   ├── ProjectDamaged  the journal or the tables contradict themselves
│   └── MigrationNeeded the project is of another version
└── StorageFailed       disk full, folder read-only, connection lost

Each message says what was asked, what was found and what to do, in one line.
Invariant: an error that is raised has changed nothing.
"""

from __future__ import annotations

from collections.abc import Sequence


class QualcodeError(Exception):
    """The base of all errors that qualcode raises on purpose; `str()` is the line a user reads."""


class UsageError(QualcodeError):
    """The call is not of a form that can be answered."""


class NotFound(QualcodeError):
    """A thing of this name is not there; `nearest` holds the names most like it."""

    def __init__(self, message: str, nearest: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.nearest = tuple(nearest)


class Ambiguous(QualcodeError):
    """A name fits several things; `matches` names them."""

    def __init__(self, message: str, matches: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.matches = tuple(matches)


class Conflict(QualcodeError):
    """What was asked contradicts what is there."""


class InvalidSegment(QualcodeError):
    """A span that the document does not have."""


class UnreadableSource(QualcodeError):
    """A file that cannot be read as what it says it is."""


class ExchangeError(QualcodeError):
    """A project of another tool that cannot be read or written."""


class NotEnoughData(QualcodeError):
    """A number that the data do not allow."""


class NotAllowed(QualcodeError):
    """This coder may not see or change that."""


class CoderNeeded(QualcodeError):
    """Writing without saying who, or as somebody the project does not know."""


class ProjectError(QualcodeError):
    """Something about the project as a whole."""


class ProjectExists(ProjectError):
    """There is something at this place already."""


class NotAProject(ProjectError):
    """The file or database is no qualcode project."""


class ProjectLocked(ProjectError):
    """Another writer holds the project."""


class ProjectDamaged(ProjectError):
    """The journal or the tables contradict themselves."""


class MigrationNeeded(ProjectError):
    """The project is of a version that this program does not write."""


class StorageFailed(QualcodeError):
    """The disk is full, the folder read-only, or the connection lost."""


def nearest_note(nearest: Sequence[str]) -> str:
    """Return ' Nearest: “a”, “b”.' or an empty text, for the end of a NotFound message.

    At most five are told, and one of those that differ in case alone.
    """
    told: dict[str, str] = {}
    for name in nearest:
        told.setdefault(name.casefold(), name)
    listed = ", ".join(f"“{name}”" for name in list(told.values())[:5])
    return f" Nearest: {listed}." if listed else ""


def fits_several(name: str, things: str, matches: Sequence[str]) -> Ambiguous:
    """Return the error for a beginning that several things have; things: what they are called."""
    listed = ", ".join(f"“{one}”" for one in matches[:5])
    return Ambiguous(
        f"“{name}” fits {len(matches)} {things}: {listed}. Say more of the name.", matches
    )
