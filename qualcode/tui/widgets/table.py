"""A table of any length: rows are fetched for the page in view and drawn by cells, not characters.

`fetch(offset, limit)` returns rows of texts; `count` how many there are. Nothing else is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from qualcode.text import display

PAGE = 200


@dataclass(frozen=True)
class Column:
    """A column: its heading, its width in cells (0: what is left), and whether it holds numbers."""

    title: str
    cells: int
    right: bool = False


class Heading(str):
    """A row that is one text over all columns: what the rows below it share."""


class Table(ScrollView, can_focus=True):
    """Rows to go through with a cursor."""

    DEFAULT_CSS = "Table { height: 1fr; scrollbar-size-vertical: 1; overflow-x: hidden; }"

    class Moved(Message):
        """The cursor is on another row."""

    class Opened(Message):
        """A row was clicked while the cursor was on it."""

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__()
        self.columns = list(columns)
        self.cursor = 0
        self.count = 0
        self._fetch: Callable[[int, int], Sequence[Sequence[str]]] = lambda _offset, _limit: []
        self._pages: dict[int, Sequence[Sequence[str]]] = {}

    def fill(
        self, count: int, fetch: Callable[[int, int], Sequence[Sequence[str]]], keep: bool = True
    ) -> None:
        """Show so many rows, fetched as they come into view; the cursor stays if it can."""
        self.count, self._fetch = count, fetch
        self._pages.clear()
        self.cursor = min(self.cursor, max(0, count - 1)) if keep else 0
        self.virtual_size = Size(self.size.width, count + 1)
        self._into_view()
        self.refresh()

    def row(self, at: int) -> Sequence[str]:
        """Return a row, fetching its page once."""
        page = at // PAGE
        if page not in self._pages:
            if len(self._pages) > 8:
                self._pages.clear()
            self._pages[page] = self._fetch(page * PAGE, PAGE)
        found = self._pages[page]
        return found[at % PAGE] if at % PAGE < len(found) else []

    def move(self, step: int) -> None:
        """Move the cursor by so many rows."""
        self.go(self.cursor + step)

    def go(self, row: int) -> None:
        """Put the cursor on a row."""
        new = min(max(0, row), max(0, self.count - 1))
        if new != self.cursor:
            old, self.cursor = self.cursor, new
            self._repaint(old)
            self._repaint(new)
            self._into_view()
            self.post_message(self.Moved())

    def page(self, step: int) -> None:
        """Move the cursor by a screen."""
        self.move(step * max(1, self.size.height - 2))

    def _repaint(self, row: int) -> None:
        y = row + 1 - self.scroll_offset.y
        if 0 < y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    def _into_view(self) -> None:
        top, height = self.scroll_offset.y, max(1, self.size.height - 1)
        if self.cursor < top:
            self.scroll_to(0, self.cursor, animate=False, immediate=True)
        elif self.cursor >= top + height:
            self.scroll_to(0, self.cursor - height + 1, animate=False, immediate=True)

    def on_resize(self, _event: events.Resize) -> None:
        """Keep the cursor in view."""
        self.virtual_size = Size(self.size.width, self.count + 1)
        self._into_view()

    def _widths(self) -> list[int]:
        fixed = sum(c.cells for c in self.columns) + len(self.columns)
        free = [c for c in self.columns if c.cells == 0]
        rest = max(4, (self.size.width - 1 - fixed) // max(1, len(free)))
        return [c.cells or rest for c in self.columns]

    def render_line(self, y: int) -> Strip:
        """Draw the heading or one row."""
        base = self.rich_style
        if y == 0:
            return self._strip([c.title for c in self.columns], base + Style(bold=True, dim=True))
        at = self.scroll_offset.y + y - 1
        if at >= self.count:
            return Strip.blank(self.size.width, base)
        style = base + Style(reverse=True) if at == self.cursor else base
        return self._strip(self.row(at), style)

    def _strip(self, cells: Sequence[str], style: Style) -> Strip:
        if isinstance(cells, Heading):
            return self._line(cells, style + Style(bold=True))
        parts = []
        for column, width, text in zip(self.columns, self._widths(), cells, strict=False):
            line = " ".join(text.split()) if "\n" in text else text
            shown = display.ellipsis(line, width)
            parts.append(display.pad(shown, width, "right" if column.right else "left"))
        return self._line(" ".join(parts), style)

    def _line(self, joined: str, style: Style) -> Strip:
        joined = display.pad(display.ellipsis(joined, self.size.width), self.size.width)
        return Strip([Segment(joined, style)], self.size.width)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is; once more opens."""
        row = self.scroll_offset.y + event.y - 1
        if event.y > 0 and row < self.count:
            if row == self.cursor:
                self.post_message(self.Opened())
            self.go(row)
