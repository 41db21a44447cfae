"""Lines and accepted labels to turns.

A label owns what follows it until the next label. A label that heads a block (a heading, a line of
its own, a voice tag, a table cell) only says whose block it is: blocks of one speaker that follow
each other make one turn, whose spans leave out labels, times and notes. A label before words on its
own line begins a turn, even after a turn of the same speaker: whoever transcribed parted the two.
Invariants: spans ascend, do not overlap, and each begins and ends with no white space.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from qualcode.documents.readers import times
from qualcode.documents.readers.candidates import Candidate
from qualcode.documents.readers.reading import Note, Turn
from qualcode.documents.readers.source import Line

_BLANK = " \t\r\f\v\u3000\xa0\u200b\u200e\u200f\ufeff\u2028\u2029\x85\x1c\x1d\x1e\x1f"

_HEADING = frozenset({"heading", "structure", "timed"})
"""Forms of labels that head a block."""


@dataclass(slots=True)
class Built:
    """What the lines gave."""

    turns: list[Turn] = field(default_factory=list)
    """The turns in order, roles still open."""
    notes: list[Note] = field(default_factory=list)
    """The notes in order."""
    empty: int = 0
    """Labels with no words after them."""


@dataclass(slots=True)
class _Block:
    """A label or lone time stamp, and the words found for it so far."""

    label: str | None
    place: str
    seconds: float | None = None
    until: float | None = None
    note: str | None = None
    number: str | None = None
    heads: bool = False
    spans: list[tuple[int, int]] = field(default_factory=list)


def build(
    lines: Sequence[Line],
    kinds: Sequence[str | None],
    accepted: Mapping[int, Candidate],
    names: Mapping[str, str],
) -> Built:
    """Return the turns and notes of the lines.

    kinds:    the kind of note a line is, None for talk.
    accepted: the label of each line that has one.
    names:    label as written → name to be used.
    """
    series = _has_series(lines)
    timed = not accepted and _are_timed(lines, series=series)
    builder = _Builder(names, series=series, timed=timed)
    offset = 0
    for index, line in enumerate(lines):
        kind = kinds[index]
        if kind is not None:
            builder.remark(offset, line.text, kind)
        elif line.text.strip(_BLANK) or index in accepted:
            builder.talk(offset, line, accepted.get(index))
        offset += len(line.text) + 1
    return builder.finish()


def _has_series(lines: Sequence[Line]) -> bool:
    """Say whether bare clocks at the starts of lines are time stamps: they do not run backwards."""
    found = (times.bare_at(line.text, _first(line.text, 0)) for line in lines)
    return times.is_series([stamp.seconds for stamp in found if stamp], 2)


def _are_timed(lines: Sequence[Line], *, series: bool) -> bool:
    """Say whether lines without speakers stand under times, as a raw recogniser writes them."""
    if any(line.seconds is not None for line in lines):
        return True
    starts = ((line.text, _first(line.text, 0)) for line in lines)
    return sum(times.bracketed_at(text, at) is not None for text, at in starts) >= 2 or series


def _first(text: str, at: int) -> int:
    """Return where the first character from `at` on that is not blank stands."""
    while at < len(text) and (text[at] in _BLANK or text[at].isspace()):
        at += 1
    return at


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return a span without outer white space, None if nothing is left."""
    while start < end and (text[start] in _BLANK or text[start].isspace()):
        start += 1
    while end > start and (text[end - 1] in _BLANK or text[end - 1].isspace()):
        end -= 1
    return (start, end) if start < end else None


class _Builder:
    """Walks the lines once and keeps the open block."""

    def __init__(self, names: Mapping[str, str], *, series: bool, timed: bool) -> None:
        self.built = Built()
        self._names = names
        self._series = series
        self._timed = timed
        self._block: _Block | None = None
        self._blocks: list[_Block] = []
        self._broken = True

    def remark(self, offset: int, text: str, kind: str) -> None:
        """Keep a line as a note; the words after it begin a new span."""
        self._broken = True
        if span := _trimmed(text, 0, len(text)):
            start, end = span
            self.built.notes.append(Note(offset + start, offset + end, kind, text[start:end]))

    def talk(self, offset: int, line: Line, label: Candidate | None) -> None:
        """Take a line of talk, with the label it begins with if any."""
        at = 0
        if label is not None:
            at = label.words
            self._open(
                _Block(
                    self._names.get(label.name, label.name),
                    line.place,
                    label.seconds,
                    label.until,
                    label.note,
                    label.number,
                    heads=label.form in _HEADING or not line.text[at:].strip(_BLANK),
                )
            )
        elif line.seconds is not None and self._timed:
            at = line.words
            self._open(_Block(None, line.place, *line.seconds))
        marks = self._marks(line.text, at, labelled=label is not None)
        if self._timed and marks and not line.text[at : marks[0].start].strip():
            self._open(_Block(None, line.place, marks[0].seconds, marks[0].until))
        self._words(offset, line.text, at, marks)

    def _marks(self, text: str, at: int, *, labelled: bool) -> list[times.Stamp]:
        """Return the time stamps of a line, a bare one at its start included."""
        found = times.marks(text, at)
        start = _first(text, at)
        if labelled or (found and found[0].start <= start):
            return found
        opening = times.bracketed_at(text, start)
        if opening is None and self._series:
            opening = times.bare_at(text, start)
        return [opening, *found] if opening else found

    def _words(self, offset: int, text: str, at: int, marks: Sequence[times.Stamp]) -> None:
        """Give the words between the marks to the open block."""
        for stamp in marks:
            self._span(offset, text, at, stamp.start)
            self.built.notes.append(
                Note(
                    offset + stamp.start, offset + stamp.end, "time", text[stamp.start : stamp.end]
                )
            )
            self._broken = True
            if self._block and not self._block.spans and self._block.seconds is None:
                self._block.seconds, self._block.until = stamp.seconds, stamp.until
            at = stamp.end
        self._span(offset, text, at, len(text))

    def _span(self, offset: int, text: str, start: int, end: int) -> None:
        span = _trimmed(text, start, end)
        if span is None or self._block is None:
            return
        first, last = offset + span[0], offset + span[1]
        if self._broken or not self._block.spans:
            self._block.spans.append((first, last))
        else:
            self._block.spans[-1] = (self._block.spans[-1][0], last)
        self._broken = False

    def _open(self, block: _Block) -> None:
        self.close()
        self._block, self._broken = block, True

    def close(self) -> None:
        """Keep the open block, or add it to the last one if it goes that one on."""
        block, self._block = self._block, None
        if block is None:
            return
        if not block.spans:
            self.built.empty += 1
        elif block.heads and self._blocks and self._blocks[-1].label == block.label:
            run = self._blocks[-1]
            run.spans += block.spans
            run.until = block.until if block.until is not None else run.until
        else:
            self._blocks.append(block)

    def finish(self) -> Built:
        """Return what was built."""
        self.close()
        self.built.turns = [
            Turn(
                block.spans[0][0],
                block.spans[-1][1],
                block.label,
                None,
                block.seconds,
                block.until,
                block.note,
                block.place,
                tuple(block.spans),
                block.number,
            )
            for block in self._blocks
        ]
        return self.built
