"""Which marks run through which line, and in which column of the margin each stands.

A segment keeps one column for as long as it runs, and while others come and go. Looked up by line,
never by going through all.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable

from qualcode.tui.widgets.reader.layout import Layout
from qualcode.tui.widgets.reader.model import Mark

Placed = tuple[int, Mark]
"""A mark and its column; suggestions have columns of their own, so that they move no segment."""


def order(mark: Mark) -> tuple[int, int, str]:
    """Return what marks are sorted by: those that begin first, the longer before the shorter."""
    return mark.start, -mark.end, mark.key


class Marks:
    """The marks of a text, by line of a layout."""

    def __init__(self, layout: Layout, marks: Iterable[Mark]) -> None:
        self._layout = layout
        self.ordered: list[Mark] = sorted(marks, key=order)
        self._by_line: dict[int, list[Placed]] = {}
        for mark in self.ordered:
            self._place(mark)

    def _lines(self, mark: Mark) -> range:
        line_at = self._layout.line_at
        return range(line_at(mark.start), line_at(max(mark.start, mark.end - 1)) + 1)

    def _place(self, mark: Mark) -> range:
        lines = self._lines(mark)
        taken = {
            column
            for line in lines
            for column, other in self._by_line.get(line, ())
            if (other.kind == "suggestion") is (mark.kind == "suggestion")
        }
        column = 0
        while column in taken:
            column += 1
        for line in lines:
            self._by_line.setdefault(line, []).append((column, mark))
        return lines

    def add(self, mark: Mark) -> range:
        """Add a mark in the first free column; return the lines it runs through."""
        insort(self.ordered, mark, key=order)
        return self._place(mark)

    def remove(self, key: str) -> range:
        """Take a mark away; return the lines it ran through."""
        mark = next((m for m in self.ordered if m.key == key), None)
        if mark is None:
            return range(0)
        self.ordered.remove(mark)
        lines = self._lines(mark)
        for line in lines:
            self._by_line[line] = [pair for pair in self._by_line[line] if pair[1].key != key]
        return lines

    def on(self, line: int) -> list[Placed]:
        """Return the (column, mark) pairs of a line."""
        return self._by_line.get(line, [])

    def at(self, start: int, end: int) -> list[Mark]:
        """Return the marks that overlap a span, those that begin first coming first."""
        line_at = self._layout.line_at
        found: dict[str, Mark] = {}
        for line in range(line_at(start), line_at(max(start, end - 1)) + 1):
            for _, mark in self.on(line):
                if mark.start < end and start < mark.end:
                    found[mark.key] = mark
        return sorted(found.values(), key=order)
