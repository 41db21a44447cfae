"""From a text to lines: wrapped once for a width, each line knowing its offsets and its turn.

The text is drawn as it is stored; what lies outside the turns' spoken stretches (labels, times,
headers) is kept in view and dim. Invariant: the lines' spans ascend and hold every character.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from qualcode.text import display, units
from qualcode.tui.widgets.reader.model import ReaderText, Span, Turn


@dataclass(frozen=True, slots=True)
class Line:
    """One row: the text it shows, and the turn that begins in it, as an index, or -1."""

    start: int
    end: int
    begins: int


class Layout:
    """A text laid out for a number of cells."""

    def __init__(self, source: ReaderText, cells: int) -> None:
        self.source = source
        self.shown = display.safe(source.text)
        self.stretches: list[Span] = []
        self.turn_of: list[int] = []
        for index, turn in enumerate(source.turns):
            for span in turn.spans:
                self.stretches.append(span)
                self.turn_of.append(index)
        if not source.turns:
            self.stretches = units.paragraphs(source.text)
            self.turn_of = list(range(len(self.stretches)))
        self._stretch_starts = [s for s, _ in self.stretches]
        self._sentences: dict[int, list[Span]] = {}
        self.lines: list[Line] = []
        self.starts: list[int] = []
        self.wrap(cells)

    def wrap(self, cells: int) -> None:
        """Lay the text out for another width."""
        spans = display.wrap(self.shown, 0, len(self.shown), max(8, cells))
        begins = {}
        seen: set[int] = set()
        for (start, _), turn in zip(self.stretches, self.turn_of, strict=True):
            if turn not in seen:
                seen.add(turn)
                begins[start] = turn
        ordered = sorted(begins)
        at = 0
        self.lines = []
        for start, end in spans:
            turn = -1
            while at < len(ordered) and ordered[at] < max(end, start + 1):
                turn = begins[ordered[at]] if turn < 0 else turn
                at += 1
            self.lines.append(Line(start, end, turn))
        self.starts = [line.start for line in self.lines]

    @property
    def paragraphs(self) -> bool:
        """True where the text has no turns and is read by paragraphs."""
        return not self.source.turns

    @property
    def count(self) -> int:
        """How many turns, or paragraphs, there are."""
        return len(self.source.turns) or len(self.stretches)

    def line_at(self, offset: int) -> int:
        """Return the index of the line that shows an offset."""
        return max(0, bisect_right(self.starts, offset) - 1)

    def stretch_at(self, offset: int) -> int:
        """Return the index of the spoken stretch at an offset, or the nearest one before it."""
        return max(0, bisect_right(self._stretch_starts, offset) - 1)

    def turn(self, index: int) -> Turn | None:
        """Return a turn by index; None where the text has none."""
        return self.source.turns[index] if self.source.turns else None

    def turn_span(self, stretch: int) -> Span:
        """Return the whole turn that a stretch belongs to."""
        if self.paragraphs:
            return self.stretches[stretch]
        turn = self.source.turns[self.turn_of[stretch]]
        return turn.start, turn.end

    def sentences(self, stretch: int) -> list[Span]:
        """Return the sentences of a stretch, found once."""
        found = self._sentences.get(stretch)
        if found is None:
            start, end = self.stretches[stretch]
            found = units.sentences(self.source.text, start, end) or [(start, end)]
            self._sentences[stretch] = found
        return found

    def spoken(self, start: int, end: int) -> list[Span]:
        """Return the parts of a span that are spoken words."""
        found = []
        at = self.stretch_at(start)
        while at < len(self.stretches) and self.stretches[at][0] < end:
            low, high = max(start, self.stretches[at][0]), min(end, self.stretches[at][1])
            if low < high:
                found.append((low, high))
            at += 1
        return found

    def interviewer(self, stretch: int) -> bool:
        """Say whether the interviewer speaks here."""
        turn = None if self.paragraphs else self.turn(self.turn_of[stretch])
        return turn is not None and turn.role == "interviewer"
