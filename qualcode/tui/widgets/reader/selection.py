"""What is selected: a word, clause, sentence or turn at the cursor, moved by units.

A sentence is selected from the start, so that coding it takes one key. Invariant: a selection lies
within spoken words at both ends.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from qualcode.text import graphemes, units
from qualcode.tui.widgets.reader.layout import Layout
from qualcode.tui.widgets.reader.model import Span

LEVELS = ("word", "clause", "sentence", "turn")


class Selection:
    """The selection in a layout; `start` and `end` are code points of the text."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.level = "sentence"
        self.free = False
        self.start = self.end = 0
        if layout.stretches:
            self.start, self.end = layout.sentences(0)[0]

    @property
    def span(self) -> Span:
        """The selected span."""
        return self.start, self.end

    def set(self, start: int, end: int) -> None:
        """Select a span."""
        self.start, self.end = start, end

    # Units ------------------------------------------------------------------------------------

    def _units(self, stretch: int, level: str) -> list[Span]:
        layout = self.layout
        if level == "turn":
            return [layout.turn_span(stretch)]
        if level == "sentence":
            return layout.sentences(stretch)
        find: Callable[[str, int, int | None], list[Span]]
        find = units.words if level == "word" else units.clauses
        start, end = layout.stretches[stretch]
        return find(layout.source.text, start, end) or [(start, end)]

    def _unit_at(self, offset: int, level: str) -> Span:
        stretch = self.layout.stretch_at(offset)
        found = self._units(stretch, level)
        at = max(0, bisect_right([s for s, _ in found], offset) - 1)
        return found[at]

    def _neighbour(self, offset: int, level: str, step: int) -> Span | None:
        """Return the unit after (1) or before (-1) the one at an offset."""
        layout = self.layout
        stretch = layout.stretch_at(offset)
        found = self._units(stretch, level)
        at = max(0, bisect_right([s for s, _ in found], offset) - 1) + step
        if 0 <= at < len(found):
            return found[at]
        turn = layout.turn_of[stretch]
        stretch += step
        while level == "turn" and 0 <= stretch < len(layout.stretches):
            if layout.turn_of[stretch] != turn:
                break
            stretch += step
        if not 0 <= stretch < len(layout.stretches):
            return None
        found = self._units(stretch, level)
        return found[0] if step > 0 else found[-1]

    # Moves ------------------------------------------------------------------------------------

    def move(self, step: int, level: str | None = None) -> bool:
        """Go to the next or previous unit; arrows by sentence, with ctrl by turn."""
        if not self.layout.stretches:
            return False
        if level == "turn":
            found = self._neighbour(self.start, "turn", step)
            if found is None:
                return False
            first = self.layout.sentences(self.layout.stretch_at(found[0]))[0]
            self.level = "sentence"
            self.set(*first)
            return True
        self.level = "sentence" if self.level == "turn" else self.level
        offset = self.end - 1 if step > 0 else self.start
        found = self._neighbour(offset, self.level, step)
        if found is None:
            return False
        self.set(*found)
        return True

    def resize(self, step: int) -> None:
        """Select more (1) or less (-1): word, clause, sentence, turn."""
        if not self.layout.stretches:
            return
        at = LEVELS.index(self.level) + step
        self.level = LEVELS[min(max(at, 0), len(LEVELS) - 1)]
        self.set(*self._unit_at(self.start, self.level))

    def move_end(self, step: int) -> None:
        """Move the end of the selection a unit later (1) or earlier (-1)."""
        if not self.layout.stretches:
            return
        last = self._unit_at(self.end - 1, self.level)
        if step > 0:
            found = self._neighbour(self.end - 1, self.level, 1) if last[1] <= self.end else last
            if found is not None:
                self.end = found[1]
        else:
            found = self._neighbour(self.end - 1, self.level, -1)
            if found is not None and found[1] > self.start:
                self.end = found[1]

    def move_start(self, step: int) -> None:
        """Move the start of the selection a unit later (1) or earlier (-1)."""
        if not self.layout.stretches:
            return
        found = self._neighbour(self.start, self.level, step)
        if found is not None and found[0] < self.end:
            self.start = found[0]

    def move_character(self, step: int) -> None:
        """Move the end by one character, as a reader sees characters."""
        text = self.layout.source.text
        if step > 0 and self.end < len(text):
            self.end = graphemes.ceil(text, self.end + 1)
        elif step < 0:
            self.end = max(
                graphemes.ceil(text, self.start + 1), graphemes.floor(text, self.end - 1)
            )
