"""Drawing one line: margin, turn number, role, and the text with its marks and the selection.

The selection is reverse and stands in 【】; two cells on either side are kept free for the
brackets, so that nothing is wrapped anew when they move.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from qualcode.text import display
from qualcode.tui.widgets.reader.layout import Layout, Line
from qualcode.tui.widgets.reader.model import Mark

MARGIN = 6
"""Columns of the margin, one a segment; the last says + where there are more."""
GUTTER = MARGIN + 7
"""Cells before the text: margin, turn number, role."""
GLYPHS = {"own": "▌", "other": "▏", "suggestion": "┊"}
ASCII_GLYPHS = {"own": "|", "other": "'", "suggestion": ":"}
"""The same where the first take two cells, and a column has one."""
BRACKETS = 4
"""Cells kept free after the text for 【 and 】."""


@dataclass(frozen=True)
class Palette:
    """The styles of a theme."""

    plain: Style
    dim: Style
    aside: Style
    number: Style
    coded: Style
    selected: Style
    hint: Style
    code: Callable[[str], Style]
    """The style of a code's colour."""


def draw(
    layout: Layout,
    line: Line,
    marks: Sequence[tuple[int, Mark]],
    selection: tuple[int, int],
    palette: Palette,
    cells: int,
    hints: dict[int, str],
) -> Strip:
    """Return the strip of a line; marks are (column, mark) of those that run through it."""
    segments = _margin(marks, palette)
    segments += _gutter(layout, line, palette)
    used = GUTTER
    for text, style in _pieces(layout, line, marks, selection, palette, hints):
        width = display.width(text)
        segments.append(Segment(text, style))
        used += width
    if used < cells:
        segments.append(Segment(" " * (cells - used), palette.plain))
    return Strip(segments, max(used, cells))


def _margin(marks: Sequence[tuple[int, Mark]], palette: Palette) -> list[Segment]:
    columns: list[Segment] = [Segment(" ", palette.plain)] * MARGIN
    glyphs = GLYPHS if display.ambiguous() == 1 else ASCII_GLYPHS
    for column, mark in marks:
        # On the text's side, and below what a person coded where there is no room for both.
        if mark.kind == "suggestion" and column < MARGIN:
            columns[MARGIN - 1 - column] = Segment(glyphs[mark.kind], palette.code(mark.color))
    for column, mark in marks:
        if mark.kind == "suggestion":
            continue
        if column >= MARGIN:
            columns[MARGIN - 1] = Segment("+", palette.number)
        else:
            glyph = glyphs.get(mark.kind, glyphs["own"])
            columns[column] = Segment(glyph, palette.code(mark.color))
    return columns


def _gutter(layout: Layout, line: Line, palette: Palette) -> list[Segment]:
    if line.begins < 0:
        return [Segment(" " * (GUTTER - MARGIN), palette.plain)]
    turn = layout.turn(line.begins)
    number = turn.number if turn is not None else line.begins + 1
    role = ""
    if turn is not None:
        role = {"interviewer": "Q", "participant": "R"}.get(turn.role, "·")
    return [Segment(f"{number % 10000:>4} {role:<1} ", palette.number)]


def _pieces(
    layout: Layout,
    line: Line,
    marks: Sequence[tuple[int, Mark]],
    selection: tuple[int, int],
    palette: Palette,
    hints: dict[int, str],
) -> list[tuple[str, Style]]:
    """Return the line's text in runs of one style, with the brackets of the selection."""
    shown = layout.shown
    end = line.end
    while end > line.start and shown[end - 1] in "\n ":
        end -= 1
    low, high = selection
    cuts = {line.start, end}
    cuts.update(c for c in (low, high) if line.start < c < end)
    for _, mark in marks:
        cuts.update(c for c in (mark.start, mark.end) if line.start < c < end)
    spoken = layout.spoken(line.start, end)
    for pair in spoken:
        cuts.update(c for c in pair if line.start < c < end)
    for at in hints:
        cuts.update(c for c in (at, at + 1) if line.start < c < end)
    ordered = sorted(cuts)
    found: list[tuple[str, Style]] = []
    for start, stop in pairwise(ordered):
        style = _style(layout, start, spoken, marks, selection, palette)
        text = shown[start:stop]
        if start == low and low < high:
            found.append(("【", style))
        if start in hints:
            found.append((display.pad(hints[start], display.width(text[:1]) or 1), palette.hint))
            text = text[1:]
        found.append((text, style))
        if stop == high and low < high:
            found.append(("】", style))
    return found


def _style(
    layout: Layout,
    at: int,
    spoken: Sequence[tuple[int, int]],
    marks: Sequence[tuple[int, Mark]],
    selection: tuple[int, int],
    palette: Palette,
) -> Style:
    inside = any(a <= at < z for a, z in spoken)
    if not inside:
        style = palette.aside
    elif layout.interviewer(layout.stretch_at(at)):
        style = palette.dim
    else:
        style = palette.plain
    if any(m.start <= at < m.end and m.kind != "suggestion" for _, m in marks):
        style += palette.coded
    if selection[0] <= at < selection[1]:
        style += palette.selected
    return style
