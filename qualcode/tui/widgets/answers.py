"""A list of answers in full: each wrapped over as many rows as it needs, chosen or not.

Which rows have been in view is kept, so that nothing is coded that was not looked at.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from qualcode.text import display

HEAD = 22
"""Cells before the words: the box, how alike, the state, the codes' letters."""


@dataclass
class Item:
    """One answer: its key, what stands before it, its words, whether it is chosen and was seen."""

    key: int
    head: str
    text: str
    chosen: bool
    seen: bool = False


class AnswerList(ScrollView, can_focus=True):
    """Answers one below the other, with a cursor."""

    DEFAULT_CSS = "AnswerList { height: 1fr; scrollbar-size-vertical: 1; overflow-x: hidden; }"

    class Seen(Message):
        """Other answers came into view, or the cursor moved."""

    def __init__(self) -> None:
        super().__init__()
        self.items: list[Item] = []
        self.cursor = 0
        self._head = HEAD
        self._rows: list[tuple[int, str]] = []
        self._tops: list[int] = []

    def fill(self, items: Sequence[Item]) -> None:
        """Show these answers; the cursor stays if it can."""
        self.items = list(items)
        self.cursor = min(self.cursor, max(0, len(self.items) - 1))
        self._wrap()

    def move(self, step: int) -> None:
        """Move the cursor; within an answer longer than the view, scroll first."""
        if not self.items:
            return
        top, bottom = self._tops[self.cursor], self._tops[self.cursor + 1]
        view = self.scroll_offset.y
        height = max(1, self.size.height)
        if step > 0 and bottom > view + height and bottom - top > height:
            self._scroll(view + height - 1)
        elif step < 0 and top < view and bottom - top > height:
            self._scroll(view - height + 1)
        else:
            self.go(self.cursor + step)

    def go(self, at: int) -> None:
        """Put the cursor on an answer and bring it into view."""
        self.cursor = min(max(0, at), max(0, len(self.items) - 1))
        self._into_view()
        self._look()

    def page(self, step: int) -> None:
        """Go a screen down or up."""
        height = max(1, self.size.height)
        self._scroll(self.scroll_offset.y + step * max(1, height - 1))
        row = min(self.scroll_offset.y, max(0, len(self._rows) - 1))
        if self.items:
            at = max(0, bisect_right(self._tops, row) - 1)
            if step > 0 and self.scroll_offset.y + height >= len(self._rows):
                at = len(self.items) - 1
            self.cursor = min(at, len(self.items) - 1)
        self._look()

    def _scroll(self, to: int) -> None:
        self.scroll_to(0, max(0, to), animate=False, immediate=True)
        self._look()

    def _into_view(self) -> None:
        if not self.items:
            return
        top, bottom = self._tops[self.cursor], self._tops[self.cursor + 1]
        view, height = self.scroll_offset.y, max(1, self.size.height)
        if top < view or bottom - top > height:
            self.scroll_to(0, top, animate=False, immediate=True)
        elif bottom > view + height:
            self.scroll_to(0, bottom - height, animate=False, immediate=True)

    def _look(self) -> None:
        """Note which answers have been in view to their last row."""
        top = self.scroll_offset.y
        bottom = top + self.size.height
        for at, item in enumerate(self.items):
            if top < self._tops[at + 1] <= bottom:
                item.seen = True
        self.refresh()
        self.post_message(self.Seen())

    def _wrap(self) -> None:
        self._head = min(HEAD, self.size.width // 2)
        cells = max(8, self.size.width - self._head - 1)
        self._rows, self._tops = [], [0]
        for at, item in enumerate(self.items):
            shown = display.safe(item.text)
            for start, end in display.wrap(shown, 0, len(shown), cells):
                self._rows.append((at, shown[start:end].rstrip()))
            self._tops.append(len(self._rows))
        self.virtual_size = Size(self.size.width, len(self._rows))
        if self.size.height:
            self._into_view()
            self._look()

    def on_resize(self, _event: events.Resize) -> None:
        """Wrap for the new width."""
        self._wrap()

    def render_line(self, y: int) -> Strip:
        """Draw one row: the box and head before the first row of an answer, then its words."""
        base = self.rich_style
        row = self.scroll_offset.y + y
        if row >= len(self._rows):
            return Strip.blank(self.size.width, base)
        at, words = self._rows[row]
        item = self.items[at]
        style = base + Style(reverse=True) if at == self.cursor else base
        head = ""
        if row == self._tops[at]:
            head = f"[{'x' if item.chosen else ' '}] {item.head}"
        line = f"{display.pad(head, self._head)}{words}"
        line = display.pad(display.ellipsis(line, self.size.width), self.size.width)
        return Strip([Segment(line, style)], self.size.width)

    def on_click(self, event: events.Click) -> None:
        """Choose the answer under the mouse, or not."""
        row = self.scroll_offset.y + event.y
        if row < len(self._rows):
            self.cursor = self._rows[row][0]
            self.items[self.cursor].chosen = not self.items[self.cursor].chosen
            self._look()
