"""Colours: three themes and none, and the colours of codes that read well on each.

Which theme holds is a setting (`settings.py`).

A code is never told by its colour alone: its letters and its column in the margin say it too.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color, ColorParseError
from textual.filter import LineFilter
from textual.theme import Theme

DARK = Theme(
    name="qualcode-dark", primary="#6ea8fe", secondary="#9ec5fe", accent="#ffda6a",
    foreground="#dee2e6", background="#16181b", surface="#1f2327", panel="#2b3035",
    success="#75b798", warning="#ffda6a", error="#ea868f", dark=True,
)  # fmt: skip
LIGHT = Theme(
    name="qualcode-light", primary="#0a58ca", secondary="#084298", accent="#997404",
    foreground="#212529", background="#ffffff", surface="#f8f9fa", panel="#e9ecef",
    success="#146c43", warning="#997404", error="#b02a37", dark=False,
)  # fmt: skip
CONTRAST = Theme(
    name="qualcode-contrast", primary="#ffffff", secondary="#ffff00", accent="#00ffff",
    foreground="#ffffff", background="#000000", surface="#000000", panel="#000000",
    success="#00ff00", warning="#ffff00", error="#ff8080", dark=True,
)  # fmt: skip
NONE = replace(CONTRAST, name="qualcode-none")
"""Drawn without colour by `NoColour`; its own colours are never sent."""
THEMES = (DARK, LIGHT, CONTRAST, NONE)


class NoColour(LineFilter):
    """Takes every colour from what is drawn; bold, dim, underline and reverse stay."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments without colours."""
        return [
            Segment(text, None if style is None else _uncoloured(style), control)
            for text, style, control in segments
        ]


@lru_cache(1024)
def _uncoloured(style: Style) -> Style:
    return style.without_color


def readable(color: str, dark: bool) -> str:
    """Return a code's colour, lightened or darkened until it stands out from the background."""
    try:
        parsed = Color.parse(color or "#888888")
    except ColorParseError:
        parsed = Color.parse("#888888")
    for _ in range(8):
        light = parsed.brightness
        if dark and light < 0.5:
            parsed = parsed.lighten(0.08)
        elif not dark and light > 0.5:
            parsed = parsed.darken(0.08)
        else:
            break
    return parsed.hex6
