"""The reader widget: its own scrolling view, drawing only the lines in sight.

A change of selection or marks repaints the lines it touches and no others.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache

from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from qualcode.tui.theme import readable
from qualcode.tui.widgets.reader.layout import Layout
from qualcode.tui.widgets.reader.marks import Marks
from qualcode.tui.widgets.reader.model import Mark, ReaderText
from qualcode.tui.widgets.reader.selection import Selection
from qualcode.tui.widgets.reader.strips import BRACKETS, GUTTER, Palette, draw

HINTS = "asdfghjklqwertyuiopzxcvbnm"


class Reader(ScrollView, can_focus=True):
    """A document to read, select and see coded."""

    DEFAULT_CSS = "Reader { height: 1fr; scrollbar-size-vertical: 1; overflow-x: hidden; }"

    class Selected(Message):
        """The selection is elsewhere."""

    def __init__(self, source: ReaderText) -> None:
        super().__init__()
        self.source = source
        self.layout_of = Layout(source, 60)
        self.selection = Selection(self.layout_of)
        self.marks = Marks(self.layout_of, ())
        self._palette: Palette | None = None
        self._width = 0
        self._hints: dict[int, str] = {}
        self._dragging: int | None = None

    # What the screen calls --------------------------------------------------------------------

    def expect_width(self, cells: int) -> None:
        """Say how wide the view will be, before it is laid out: a text is then wrapped once."""
        self._width = self._width or cells

    def set_source(self, source: ReaderText) -> None:
        """Show another text; the selection goes to its first sentence."""
        self.source = source
        self.layout_of = Layout(source, self._cells())
        self.selection = Selection(self.layout_of)
        self.marks = Marks(self.layout_of, ())
        self._hints = {}
        self._fit()
        self.scroll_to(0, 0, animate=False, immediate=True)
        self.refresh()

    def set_marks(self, marks: Iterable[Mark]) -> None:
        """Show these marks; only lines whose marks differ are repainted."""
        before = self.marks
        self.marks = Marks(self.layout_of, marks)
        for y in range(self.size.height):
            line = self.scroll_offset.y + y
            if before.on(line) != self.marks.on(line):
                self._repaint(line)

    def add_mark(self, mark: Mark) -> None:
        """Show one more mark, or one of a known key anew; the others keep their columns."""
        self.drop_mark(mark.key)
        for line in self.marks.add(mark):
            self._repaint(line)

    def drop_mark(self, key: str) -> None:
        """Show a mark no more."""
        for line in self.marks.remove(key):
            self._repaint(line)

    def select(self, start: int, end: int) -> None:
        """Select a span and bring it into view."""
        self._change(lambda: self.selection.set(start, end))

    def move(self, step: int, level: str | None = None) -> None:
        """Go a unit on or back."""
        self._change(lambda: self.selection.move(step, level))

    def resize(self, step: int) -> None:
        """Select more or less."""
        self._change(lambda: self.selection.resize(step))

    def move_end(self, step: int) -> None:
        """Move the end of the selection by a unit."""
        self._change(lambda: self.selection.move_end(step))

    def move_start(self, step: int) -> None:
        """Move the start of the selection by a unit."""
        self._change(lambda: self.selection.move_start(step))

    def move_character(self, step: int) -> None:
        """Move the end of the selection by a character."""
        self._change(lambda: self.selection.move_character(step))

    def page(self, step: int) -> None:
        """Go a screen down or up; the sentence there is selected."""
        top = min(max(0, self.scroll_offset.y + step * (self.size.height - 2)), self._last())
        self._go_to_line(top if step < 0 else min(self._last(), top + 1), top)

    def go_to_end(self, step: int) -> None:
        """Go to the first or last sentence."""
        stretches = self.layout_of.stretches
        if stretches:
            found = self.layout_of.sentences(0 if step < 0 else len(stretches) - 1)
            self.select(*(found[0] if step < 0 else found[-1]))

    def here(self) -> list[Mark]:
        """Return the marks that overlap the selection."""
        return self.marks.at(*self.selection.span)

    def next_mark(self, step: int, *, suggestions: bool = False) -> Mark | None:
        """Return the segment, or the suggestion, after or before the selection; then the first."""
        ordered = [m for m in self.marks.ordered if (m.kind == "suggestion") is suggestions]
        if not ordered:
            return None
        keys = [(m.start, m.end) for m in ordered]
        if step > 0:
            return ordered[bisect_right(keys, self.selection.span) % len(keys)]
        return ordered[bisect_left(keys, self.selection.span) - 1]

    def show_hints(self) -> dict[str, tuple[int, int]]:
        """Put a letter on every sentence in view; return what each stands for."""
        found: dict[str, tuple[int, int]] = {}
        top = self.scroll_offset.y
        bottom = min(self._last(), top + self.size.height - 1)
        first, last = self.layout_of.lines[top].start, self.layout_of.lines[bottom].end
        at = self.layout_of.stretch_at(first)
        while at < len(self.layout_of.stretches) and self.layout_of.stretches[at][0] < last:
            for span in self.layout_of.sentences(at):
                if first <= span[0] < last and len(found) < len(HINTS):
                    found[HINTS[len(found)]] = span
            at += 1
        self._hints = {span[0]: letter for letter, span in found.items()}
        self.refresh()
        return found

    def hide_hints(self) -> None:
        """Take the letters away."""
        self._hints = {}
        self.refresh()

    # Within -----------------------------------------------------------------------------------

    def _cells(self) -> int:
        return max(8, (self._width or 80) - GUTTER - BRACKETS - 1)

    def _last(self) -> int:
        return max(0, len(self.layout_of.lines) - 1)

    def _fit(self) -> None:
        self.virtual_size = Size(self._width, len(self.layout_of.lines))

    def on_resize(self, event: events.Resize) -> None:
        """Wrap for the new width; the selection stays in view."""
        if event.size.width != self._width:
            self._width = event.size.width
            self.layout_of.wrap(self._cells())
            self.marks = Marks(self.layout_of, self.marks.ordered)
            self._fit()
            self.refresh()
        self._into_view()

    def _change(self, act: object) -> None:
        before = self.selection.span
        act()  # type: ignore[operator]  # a move of the selection, whatever it returns
        after = self.selection.span
        if before == after:
            return
        touched: set[int] = set()
        for start, end in (before, after):
            first, last = self.layout_of.line_at(start), self.layout_of.line_at(max(start, end - 1))
            touched.update(range(first, last + 1))
        for line in touched:
            self._repaint(line)
        self._into_view()
        self.post_message(self.Selected())

    def _repaint(self, line: int) -> None:
        y = line - self.scroll_offset.y
        if 0 <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    def _into_view(self) -> None:
        start, end = self.selection.span
        first, last = self.layout_of.line_at(start), self.layout_of.line_at(max(start, end - 1))
        top, height = self.scroll_offset.y, max(1, self.size.height)
        if first < top:
            self.scroll_to(0, max(0, first - 1), animate=False, immediate=True)
        elif last >= top + height:
            wanted = min(first, last - height + 2)
            self.scroll_to(0, wanted, animate=False, immediate=True)

    def _go_to_line(self, line: int, top: int) -> None:
        self.scroll_to(0, top, animate=False, immediate=True)
        offset = self.layout_of.lines[line].start
        stretch = self.layout_of.stretch_at(offset)
        for span in self.layout_of.sentences(stretch):
            if span[1] > offset:
                self.select(*span)
                return

    def palette(self) -> Palette:
        """Return the styles of the theme in force."""
        if self._palette is None:
            base = self.rich_style
            colors = self.app.theme_variables
            dark = self.app.current_theme.dark
            number = Style.parse(colors.get("secondary", "cyan"))
            self._palette = Palette(
                plain=base,
                dim=base + Style(dim=True),
                aside=base + Style(dim=True, italic=True),
                number=base + number + Style(dim=True),
                coded=Style(underline=True),
                selected=Style(reverse=True, bold=True),
                hint=base + Style.parse("bold black on yellow"),
                code=lru_cache(256)(lambda color: base + Style.parse(readable(color, dark))),
            )
        return self._palette

    def notify_style_update(self) -> None:
        """Take up another theme."""
        self._palette = None
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        """Draw one line in sight."""
        line = self.scroll_offset.y + y
        palette = self.palette()
        if line >= len(self.layout_of.lines):
            return Strip.blank(self.size.width, palette.plain)
        return draw(
            self.layout_of,
            self.layout_of.lines[line],
            self.marks.on(line),
            self.selection.span,
            palette,
            self.size.width,
            self._hints,
        )

    # Mouse ------------------------------------------------------------------------------------

    def offset_at(self, x: int, y: int) -> int | None:
        """Return the text offset under a cell, None outside the words."""
        from qualcode.text import display

        line_at = self.scroll_offset.y + y
        if line_at >= len(self.layout_of.lines):
            return None
        line = self.layout_of.lines[line_at]
        at, cell = line.start, GUTTER
        low, high = self.selection.span
        for start, end, width in display.clusters(self.layout_of.shown[line.start : line.end]):
            if line.start + start == low and low < high:
                cell += 2
            if x < cell + width:
                return line.start + start
            cell += width
            at = line.start + end
            if at == high and low < high:
                cell += 2
        return at

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Select the sentence under the mouse; dragging selects freely, or moves an edge."""
        offset = self.offset_at(event.x, event.y)
        if offset is None or not self.layout_of.stretches:
            return
        self.capture_mouse()
        start, end = self.selection.span
        if end - start > 1 and offset in (start, end - 1):
            self._dragging = end - 1 if offset == start else start
            return
        self._dragging = offset
        stretch = self.layout_of.stretch_at(offset)
        spans: Sequence[tuple[int, int]] = self.layout_of.sentences(stretch)
        self.select(*next((s for s in spans if s[0] <= offset < s[1]), spans[0]))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Select from where the button went down to here."""
        if self._dragging is None:
            return
        offset = self.offset_at(event.x, event.y)
        if offset is not None and offset != self._dragging:
            low, high = sorted((self._dragging, offset))
            self.select(low, high + 1)

    def on_mouse_up(self, _event: events.MouseUp) -> None:
        """End dragging."""
        self._dragging = None
        self.release_mouse()
