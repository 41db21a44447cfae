"""The tree of codes as a table whose rows are moved with the mouse, one dropped on another."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.message import Message

from qualcode.tui.widgets.table import Column, Table


class CodeTable(Table):
    """A table of which a row can be dragged onto another."""

    class Dragged(Message):
        """A row is held over another (or over none: -1)."""

        def __init__(self, source: int, target: int) -> None:
            super().__init__()
            self.source = source
            self.target = target

    class Dropped(Dragged):
        """A row was let go over another."""

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__(columns)
        self._held: int | None = None
        self._over: int | None = None

    def _row_at(self, y: int) -> int:
        row = self.scroll_offset.y + y - 1
        return row if y > 0 and 0 <= row < self.count else -1

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of the row under the mouse."""
        row = self._row_at(event.y)
        if row >= 0:
            self._held, self._over = row, None
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Say what the row is held over."""
        if self._held is None:
            return
        row = self._row_at(event.y)
        if row != (self._held if self._over is None else self._over):
            self._over = row
            self.post_message(self.Dragged(self._held, row))

    def on_mouse_up(self, _event: events.MouseUp) -> None:
        """Let go of the row."""
        if self._held is None:
            return
        self.release_mouse()
        held, over = self._held, self._over
        self._held = None
        if over is not None and over >= 0 and over != held:
            self.post_message(self.Dropped(held, over))

    def on_click(self, event: events.Click) -> None:
        """A click that ends a drag opens nothing."""
        if self._over is not None:
            self._over = None
            event.prevent_default()
