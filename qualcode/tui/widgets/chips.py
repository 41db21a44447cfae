"""Row 2 of a list: what narrows it, part by part, each taken away by its digit or a click."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual import events
from textual.message import Message
from textual.widget import Widget

from qualcode.text import display


class Chips(Widget):
    """Parts in brackets with their digits, and on the right how the list is ordered."""

    DEFAULT_CSS = "Chips { height: 1; background: $surface; color: $foreground; }"

    class Clicked(Message):
        """A part was clicked: its number, from 0."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[str] = []
        self._empty = ""
        self._right = ""
        self._ends: list[tuple[int, int]] = []

    def show(self, parts: Sequence[str], empty: str, right: str) -> None:
        """Show these parts, or what is said where there are none."""
        self._parts, self._empty, self._right = list(parts), empty, right
        self.refresh()

    def render(self) -> Text:
        """Draw the row."""
        cells = self.size.width
        right = display.ellipsis(self._right, cells // 2)
        room = cells - display.width(right) - 1
        text = Text(no_wrap=True, overflow="crop")
        self._ends = []
        used = 0
        for n, part in enumerate(self._parts, 1):
            shown = display.ellipsis(f"[{n} {part}]", max(4, room - used - 2))
            taken = display.width(shown)
            if used + taken + 1 > room:
                text.append("+")
                used += 1
                break
            text.append(shown, style="bold")
            text.append(" ")
            self._ends.append((used, used + taken))
            used += taken + 1
        if not self._parts:
            shown = display.ellipsis(self._empty, room)
            text.append(shown, style="dim")
            used = display.width(shown)
        text.append(" " * max(0, cells - used - display.width(right)))
        text.append(right, style="dim")
        return text

    def on_click(self, event: events.Click) -> None:
        """Say which part was clicked."""
        for n, (start, end) in enumerate(self._ends):
            if start <= event.x < end:
                self.post_message(self.Clicked(n))
