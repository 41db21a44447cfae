"""Bars of block characters for a terminal, a row a value, in eighths of a cell.

Where a terminal draws blocks two cells wide they are signs of ASCII instead, in halves of one. A
value above 0 is never drawn as none, and one that is not known has no bar.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qualcode.text.display import ambiguous, ellipsis, pad, width

_EIGHTHS = "▏▎▍▌▋▊▉"
_NARROWEST = 8
"""Cells of a bar, below which labels are cut instead."""


@dataclass(frozen=True)
class Row:
    """A row of a chart: a label, a share of the full bar from 0 to 1, and what is said behind it.

    share: None where it is not known, or where the row is the heading of those below it.
    """

    label: str
    share: float | None = None
    said: str = ""


def bar(share: float, cells: int) -> str:
    """Return a bar for a share from 0 to 1 of so many cells; what lies outside is cut to it."""
    if share != share or share <= 0 or cells <= 0:
        return ""
    wide = ambiguous() == 2
    parts = 2 if wide else 8
    whole, rest = divmod(max(1, round(min(1.0, share) * cells * parts)), parts)
    if wide:
        return "#" * whole + "=" * (rest > 0)
    return "█" * whole + (_EIGHTHS[rest - 1] if rest else "")


def chart(rows: Sequence[Row], room: int) -> list[str]:
    """Return the lines of a chart in so many cells: label, bar, what is said.

    Labels take a third of the room at most; Chinese ones line up.
    """
    said = max((width(row.said) for row in rows), default=0)
    said = min(said, max(0, room - _NARROWEST - 4))
    longest = max(
        (width(row.label) for row in rows if row.share is not None or row.said), default=0
    )
    label = max(1, min(longest, room // 3, room - said - _NARROWEST - 3))
    cells = max(1, room - label - said - 3)
    made = []
    for row in rows:
        if row.share is None and not row.said:
            made.append(ellipsis(row.label, room))
            continue
        drawn = bar(row.share, cells) if row.share is not None else ""
        made.append(
            f"{pad(row.label, label)}  {pad(drawn, cells)} {ellipsis(row.said, said)}".rstrip()
        )
    return made
