"""Fields to write in, whose text reaches the terminal only with its controls made visible."""

from __future__ import annotations

from rich.segment import Segment
from textual.strip import Strip
from textual.widgets import Input, TextArea

from qualcode.text import display


class Line(Input):
    """One line of text."""

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        return _safe(super().render_line(y))


class Area(TextArea):
    """A text of any length."""

    def render_line(self, y: int) -> Strip:
        """Draw a line."""
        return _safe(super().render_line(y))


def _safe(strip: Strip) -> Strip:
    """Return a strip of the same width in which nothing can steer the terminal."""
    if all(part.text.isprintable() for part in strip):
        return strip
    parts = [Segment(display.safe(part.text), part.style, part.control) for part in strip]
    return Strip(parts).adjust_cell_length(strip.cell_length)
