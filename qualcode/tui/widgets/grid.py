"""A table of figures: names on the left and sums on the right stand, what is between scrolls.

The cursor is on a cell. Its column and row are told by their heading and name as well, so that no
figure is read in the wrong place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.strip import Strip

from qualcode.text import display
from qualcode.tui.widgets.table import Column, Table

PLAIN = Style()
LEAST = 18
"""Cells that a name keeps at least where columns have to scroll."""


class Grid(Table):
    """Rows of figures under columns that scroll sideways, with a cell to mark."""

    def __init__(self) -> None:
        super().__init__((Column("", 0),))
        self.column = 1
        self._all: list[Column] = [Column("", 0)]
        self._last = 0
        self._from = 1
        self._shown: list[int] = [0]
        self._heading: Callable[[int, int, int], str] = lambda _first, _last, _total: ""
        self._style: Callable[[int, int], Style] = lambda _row, _column: PLAIN

    def show(
        self,
        columns: Sequence[Column],
        last: int,
        rows: Sequence[Sequence[str]],
        style: Callable[[int, int], Style] = lambda _row, _column: PLAIN,
        heading: Callable[[int, int, int], str] | None = None,
    ) -> None:
        """Show rows; the first column and so many of the last ones stand.

        The first column's width is the most that it takes. style: of a cell by row and column.
        heading: of the first column where not all that scroll are in view: the first and the last
        of these, from 1, and how many there are.
        """
        self._all, self._last, self._style = list(columns), last, style
        self._heading = heading or (lambda _first, _last, _total: columns[0].title)
        self.column = min(max(0, self.column), len(columns) - 1)
        self._arrange()
        self.fill(len(rows), lambda offset, limit: rows[offset : offset + limit])

    @property
    def first(self) -> int:
        """The first of the columns in view that scroll."""
        return self._from

    def place(self, row: int, column: int, first: int = 1) -> None:
        """Put the cursor on a cell without telling of it; first: of the columns in view."""
        self._from = first
        self.cursor = min(max(0, row), max(0, self.count - 1))
        self.column = min(max(0, column), len(self._all) - 1)
        self._arrange()
        self._into_view()
        self.refresh()

    def row(self, at: int) -> Sequence[str]:
        """Return what a row has in the columns in view."""
        whole = super().row(at)
        return [whole[n] if n < len(whole) else "" for n in self._shown]

    def sideways(self, step: int) -> None:
        """Move the cursor by so many columns."""
        new = min(max(0, self.column + step), len(self._all) - 1)
        if new != self.column:
            self.column = new
            self._arrange()
            self.refresh()
            self.post_message(self.Moved())

    def on_resize(self, _event: events.Resize) -> None:
        """Show the columns that fit now."""
        self._arrange()

    def _arrange(self) -> None:
        """Choose the columns in view, the cursor's among them, and their widths."""
        if not self.size.width:
            return
        room = max(1, self.size.width - 1)
        name, rest = self._all[0].cells, self._all[1:]
        whole = sum(c.cells + 1 for c in rest)
        least = min(name, LEAST if room < 100 else LEAST + 8)
        first = max(least, min(name, room - whole))
        stay = list(range(len(self._all) - self._last, len(self._all)))
        between = range(1, len(self._all) - self._last)
        room -= first + sum(self._all[at].cells + 1 for at in stay)
        self._from = min(max(1, self._from), max(1, len(between)))
        if self.column in between:
            self._from = min(self._from, self.column)
            while self.column >= self._from + self._fitting(between, room):
                self._from += 1
        while self._from > 1 and self._reaches_end(between, room):
            self._from -= 1
        fitting = self._fitting(between, room)
        self._shown = [0, *range(self._from, self._from + fitting), *stay]
        title = self._all[0].title
        if fitting < len(between):
            title = self._heading(self._from, self._from + fitting - 1, len(between))
        self.columns = [Column(title, first), *(self._all[at] for at in self._shown[1:])]

    def _reaches_end(self, between: range, room: int) -> bool:
        """Say whether one column more on the left fits with all that are on the right."""
        return sum(self._all[at].cells + 1 for at in range(self._from - 1, between.stop)) <= room

    def _fitting(self, between: range, room: int) -> int:
        used = 0
        for n, at in enumerate(range(self._from, between.stop)):
            used += self._all[at].cells + 1
            if used > room:
                return max(1, n)
        return max(0, between.stop - self._from)

    # Drawing ----------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """Draw the headings or one row."""
        base = self.rich_style
        at = self.scroll_offset.y + y - 1
        if y == 0:
            titles = [c.title for c in self.columns]
            marked = Style(bold=True, underline=True)
            other = Style(bold=True, dim=True)
            return self._drawn(
                titles, lambda column: base + (marked if column == self.column else other)
            )
        if at >= self.count:
            return Strip.blank(self.size.width, base)
        here = at == self.cursor

        def style(column: int) -> Style:
            if here and column == self.column:
                return base + self._style(at, column) + Style(reverse=True, bold=True)
            return base + self._style(at, column) + Style(bold=here and column == 0)

        return self._drawn(self.row(at), style)

    def _drawn(self, texts: Sequence[str], style: Callable[[int], Style]) -> Strip:
        segments, used, base = [], 0, self.rich_style
        for column, at, text in zip(self.columns, self._shown, texts, strict=True):
            line = " ".join(text.split()) if "\n" in text else text
            shown = display.pad(
                display.ellipsis(line, column.cells), column.cells,
                "right" if column.right else "left",
            )  # fmt: skip
            segments += [Segment(shown, style(at)), Segment(" ", base)]
            used += column.cells + 1
        room = self.size.width
        if used > room:
            plain = display.ellipsis("".join(s.text for s in segments), room)
            return Strip([Segment(display.pad(plain, room), base)], room)
        segments.append(Segment(" " * (room - used), base))
        return Strip(segments, room)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the cell where the mouse is; once more opens it."""
        event.prevent_default()  # the table below knows rows alone
        row, right = self.scroll_offset.y + event.y - 1, 0
        if event.y <= 0 or row >= self.count:
            return
        for column, at in zip(self.columns, self._shown, strict=True):
            right += column.cells + 1
            if event.x < right:
                if (row, at) == (self.cursor, self.column):
                    self.post_message(self.Opened())
                else:
                    self.place(row, at)
                    self.post_message(self.Moved())
                return
