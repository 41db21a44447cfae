"""What a file was read as, before anything is taken in.

These records are what a preview shows and what an import stores. Invariant: every offset is a code
point of `Reading.text`, half-open; the spans of all turns ascend and do not overlap.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says until another does, or until a new label parts it (see `turns`)."""

    start: int
    """Where the first word of the run begins."""
    end: int
    """Where the last word of the run ends; labels and times may lie in between."""
    label: str | None
    """Who speaks, under the name chosen in the preview; None where the source names nobody."""
    role: str | None
    """`interviewer`, `participant` or `other`; None where nobody is named."""
    seconds_start: float | None
    """When the run begins in the recording, in seconds."""
    seconds_end: float | None
    """When it ends, where the source says so."""
    note: str | None
    """What stood in brackets behind the label, such as `cont.`."""
    place: str
    """Where the run begins in the source: `line 12`, `paragraph 3`, `page 2`, `cue 7`."""
    spans: tuple[tuple[int, int], ...] = ()
    """The stretches of spoken words: no label, time mark, heading or outer white space in them."""
    number: str | None = None
    """The section number that stood before the label, such as `1.2`."""


@dataclass(frozen=True, slots=True)
class Label:
    """A speaker's label, or what looked like one."""

    name: str
    """The label without colon, time, number and note."""
    turns: int
    """How many turns carry it; for a label not accepted, how often it occurs."""
    characters: int
    """How many characters its turns hold."""
    first_place: str
    """Where it occurs first."""
    accepted: bool
    """Whether it makes turns."""
    reason: str
    """Why it was accepted or not."""
    role: str | None
    """`interviewer`, `participant` or `other`; None if not accepted."""


@dataclass(frozen=True, slots=True)
class Note:
    """A part of the text that is not talk."""

    start: int
    """Where it begins."""
    end: int
    """Where it ends; equal to `start` where it is not kept in the text (page numbers of a PDF)."""
    kind: str
    """`front matter`, `title`, `header`, `heading`, `rule`, `footer`, `page number`,
    `line numbers`, `time`, `no speaker`."""
    text: str
    """What it says."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as it would be stored."""

    name: str
    """The file's name."""
    format: str
    """The format it was read as."""
    encoding: str | None
    """The character encoding, where the format has one."""
    language: str
    """The language of what is said."""
    text: str
    """The text that offsets refer to."""
    turns: tuple[Turn, ...]
    """The turns in the text's order; none if the source names no speakers and no times."""
    labels: tuple[Label, ...]
    """Labels accepted, in order of their first turn, then those not accepted."""
    notes: tuple[Note, ...]
    """What is in the text and is not talk, and what was left out of it."""
    warnings: tuple[str, ...]
    """What a person should look at before taking the text in."""
    sha256: str
    """The hash of the source's bytes."""
    settings: dict[str, object]
    """The keyword arguments of `read` that repeat this reading."""
    losses: tuple[str, ...]
    """What the source holds and the text does not, with counts."""
    alternatives: tuple[str, ...] = ()
    """Other encodings under which the bytes are legal, the likeliest first."""
