"""The marked segment with what stands around it, in a few lines below a list."""

from __future__ import annotations

import re

from rich.text import Text
from textual.widget import Widget

from qualcode.text import display

_EMPTY_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")


class Passage(Widget):
    """A line that says what it is, then the words: the segment in 【】 and bold, the rest dim."""

    DEFAULT_CSS = """
    Passage { height: 6; border-top: solid $panel; padding: 0 1; background: $surface; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._head = ""
        self._parts = ("", "", "")

    def show(self, head: str, before: str = "", text: str = "", after: str = "") -> None:
        """Show a segment."""
        self._head = head
        self._parts = (before, text, after)
        self.refresh()

    def render(self) -> Text:
        """Draw what fits; the first words of the segment are always in it."""
        cells, height = max(4, self.size.width), max(1, self.size.height)
        drawn = Text(no_wrap=True, overflow="crop")
        drawn.append(display.ellipsis(self._head, cells), style="dim")
        before, text, after = (_dense(part) for part in self._parts)
        if not text or height < 2:
            return drawn
        # What is far away is not wrapped: it would not be seen.
        room = cells * height
        before, after = before[-room:], after[:room]
        text = text if len(text) <= 2 * room else text[: 2 * room]
        full = display.safe(f"{before}【{text}】{after}")
        start, end = len(before), len(before) + len(text) + 2
        lines = display.wrap(full, 0, len(full), cells)
        at = next(n for n, (_, stop) in enumerate(lines) if stop > start)
        rows = height - 1
        need = next((n for n, (_, stop) in enumerate(lines) if stop >= end), len(lines) - 1)
        top = max(0, min(at, need - rows + 1, len(lines) - rows) if need - at < rows else at)
        for first, stop in lines[top : top + rows]:
            drawn.append("\n")
            for a, z, style in ((first, min(stop, start), "dim"),
                                (max(first, start), min(stop, end), "bold"),
                                (max(first, end), stop, "dim")):  # fmt: skip
                if a < z:
                    drawn.append(full[a:z].rstrip("\n"), style=style)
        return drawn


def _dense(text: str) -> str:
    """Return a text without its empty lines; a line feed at either end still ends its line."""
    return _EMPTY_LINES.sub("\n", text)
