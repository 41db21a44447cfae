"""What every format's reader hands over: lines with places, and hints that its structure gives.

A format knows nothing of turns; a line knows nothing of its neighbours. The text of a source is its
lines joined by line feeds.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a source."""

    text: str
    """The line without its end; never holds a line feed."""
    place: str
    """Where it stands, in words for a reader: `line 12`."""
    speaker: str | None = None
    """Who speaks, where structure says so (a voice tag, a table's column)."""
    words: int = 0
    """Where the words begin, if `speaker` or `seconds` is given by structure."""
    seconds: tuple[float, float | None] | None = None
    """When it begins and ends in the recording."""
    bold: int = 0
    """How many of its first characters are bold."""
    kind: str | None = None
    """The kind of note it is, where structure says that it is not talk."""


@dataclass(frozen=True, slots=True)
class Aside:
    """Something of the source that is not kept in the text."""

    line: int
    """The line after which it stood."""
    kind: str
    """The kind of note."""
    text: str
    """What it says."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file's lines, and what its reader noticed."""

    lines: tuple[Line, ...]
    """All lines in order."""
    encoding: str | None = None
    """The character encoding, where the format has one."""
    alternatives: tuple[str, ...] = ()
    """Other encodings under which the bytes are legal."""
    cued: bool = False
    """Whether lines are cues of a subtitle file, to be joined into one paragraph a turn."""
    asides: tuple[Aside, ...] = ()
    """What was left out of the lines but must be counted."""
    warnings: tuple[str, ...] = ()
    """What a person should look at."""
    losses: tuple[str, ...] = ()
    """What the file holds and the lines do not."""


def counted(number: int, noun: str) -> str:
    """Return `1 comment`, `2 comments`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
