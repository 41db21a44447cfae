"""Hits in their context, one a row: what was found begins in the same cell of every row."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from qualcode.text import display, kwic
from qualcode.tui.i18n import t
from qualcode.tui.widgets.table import Column, Table

DOCUMENT, SPEAKER = 12, 8
WIDE = 100
"""From so many columns on there is room for the speaker."""


class Concordance(Table):
    """Rows of document, speaker, left, match, right."""

    DEFAULT_CSS = "Concordance { height: 1fr; scrollbar-size-vertical: 1; overflow-x: hidden; }"

    def __init__(self) -> None:
        super().__init__([Column(t("col document"), DOCUMENT)])

    def _strip(self, cells: Sequence[str], style: Style) -> Strip:
        cells_wide = self.size.width - 1
        wide = cells_wide >= WIDE
        heads = [(cells[0], 2 * DOCUMENT if wide else DOCUMENT)]
        if wide and len(cells) > 1:
            heads.append((cells[1], SPEAKER))
        lead = "".join(f"{display.pad(text, width)} " for text, width in heads)
        if len(cells) < 5:
            return self._line(lead, style)
        free = max(4, cells_wide - display.width(lead))
        before = free * 2 // 5
        left, match, right = kwic.aligned(cells[2], cells[3], cells[4], before, free - before)
        found = style + Style(bold=True, underline=True)
        parts = [Segment(lead + left, style), Segment(match, found), Segment(right, style)]
        used = display.width(lead + left + match + right)
        if used > self.size.width:  # a screen of a few cells
            return self._line(lead + left + match + right, style)
        return Strip([*parts, Segment(" " * (self.size.width - used), style)], self.size.width)
