"""Words as several coders coded them: where each layer's segments begin and end, A[ … ]A."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text
from textual.widget import Widget

from qualcode.text import display

AROUND = 2_000
"""Characters of context that are drawn from, on either side."""


@dataclass(frozen=True)
class Stretch:
    """A segment of a layer, in offsets of the text."""

    letter: str
    start: int
    end: int


class Marked(Widget):
    """The passage with its marks: what is in dispute plain, the marks bold, the rest dim."""

    DEFAULT_CSS = "Marked { height: 1fr; min-height: 3; padding: 0 1; background: $surface; }"

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[tuple[str, str]] = []

    def show(self, text: str, start: int, end: int, stretches: Sequence[Stretch]) -> None:
        """Show a passage of a text with the segments of layers in it."""
        self._parts = parts(text, start, end, stretches)
        self.refresh()

    def render(self) -> Text:
        """Draw what fits, from a little before the first mark."""
        cells, rows = max(4, self.size.width), max(1, self.size.height)
        drawn = Text(no_wrap=True, overflow="crop")
        room = cells * rows
        # What is far away is not wrapped: it would not be seen.
        given = [(part[-room:] if n == 0 else part[: 2 * room], style)
                 for n, (part, style) in enumerate(self._parts)]  # fmt: skip
        full = display.safe("".join(part for part, _ in given))
        if not full:
            return drawn
        lines = display.wrap(full, 0, len(full), cells)
        first = len(given[0][0])
        at = next((n for n, (_, stop) in enumerate(lines) if stop > first), len(lines) - 1)
        top = max(0, min(at - rows // 4, len(lines) - rows))
        for n, (a, z) in enumerate(lines[top : top + rows]):
            if n:
                drawn.append("\n")
            place = 0
            for part, style in given:
                x, y = max(a, place), min(z, place + len(part))
                if x < y:
                    drawn.append(full[x:y].rstrip("\n"), style=style)
                place += len(part)
        return drawn


def parts(text: str, start: int, end: int, stretches: Sequence[Stretch]) -> list[tuple[str, str]]:
    """Return a passage in pieces with their styles; the first is what stands before it."""
    # What ends here stands before what begins here; the shorter of two lies within the longer.
    edges = [(s.start, 1, -s.end, n, f"{s.letter}[") for n, s in enumerate(stretches)]
    edges += [(s.end, 0, -s.start, -n, f"]{s.letter}") for n, s in enumerate(stretches)]
    found = [(text[max(0, start - AROUND) : start], "dim")]
    place = start
    for at, *_, mark in sorted(edges):
        if at > place:
            found.append((text[place:at], ""))
            place = at
        found.append((mark, "bold reverse"))
    if place < end:
        found.append((text[place:end], ""))
    found.append((text[end : end + AROUND], "dim"))
    return found
