"""Which marks run through which line, and in which column of the margin each stands.

A segment keeps one column for as long as it runs. Looked up by line, never by going through all.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable

from qualcode.tui.widgets.reader.layout import Layout
from qualcode.tui.widgets.reader.model import Mark


class Marks:
    """The marks of a text, by line of a layout."""

    def __init__(self, layout: Layout, marks: Iterable[Mark]) -> None:
        self.ordered = sorted(marks, key=lambda m: (m.start, -m.end, m.key))
        self.column: dict[str, int] = {}
        self._by_line: dict[int, list[tuple[int, Mark]]] = {}
        free: list[int] = []
        ends: list[tuple[int, int]] = []
        top = 0
        for mark in self.ordered:
            first, last = layout.line_at(mark.start), layout.line_at(max(mark.start, mark.end - 1))
            while ends and ends[0][0] < first:
                heapq.heappush(free, heapq.heappop(ends)[1])
            if free:
                column = heapq.heappop(free)
            else:
                column, top = top, top + 1
            heapq.heappush(ends, (last, column))
            self.column[mark.key] = column
            for line in range(first, last + 1):
                self._by_line.setdefault(line, []).append((column, mark))

    def on(self, line: int) -> list[tuple[int, Mark]]:
        """Return the (column, mark) pairs of a line."""
        return self._by_line.get(line, [])

    def at(self, start: int, end: int, layout: Layout) -> list[Mark]:
        """Return the marks that overlap a span, those that begin first coming first."""
        found: dict[str, Mark] = {}
        for line in range(layout.line_at(start), layout.line_at(max(start, end - 1)) + 1):
            for _, mark in self.on(line):
                if mark.start < end and start < mark.end:
                    found[mark.key] = mark
        return sorted(found.values(), key=lambda m: (m.start, -m.end, m.key))
