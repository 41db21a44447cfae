"""Hits in their context as lines of text: what was found stands under what was found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qualcode.text import kwic
from qualcode.text.display import pad, safe, width

if TYPE_CHECKING:
    import pandas as pd

GAP = "  "
_DOCUMENT, _SPEAKER = 20, 8


def lines(frame: pd.DataFrame, room: int | None) -> Iterator[str]:
    """Yield a line a hit: document, speaker, and the hit in its context, cut to `room` cells."""
    columns = {
        name: [
            " ".join(safe(str(one)).split("\n")) if one == one and one else ""
            for one in frame[name]
        ]
        for name in ("document", "speaker", "left", "match", "right")
    }
    about = [
        [pad(cell, min(most, max(map(width, cells)))) for cell in cells]
        for cells, most in ((columns["document"], _DOCUMENT), (columns["speaker"], _SPEAKER))
        if any(cells)
    ]
    used = sum(width(cells[0]) + len(GAP) for cells in about)
    before = max(map(width, columns["left"]))
    after = max(
        width(match) + width(right)
        for match, right in zip(columns["match"], columns["right"], strict=True)
    )
    if room is not None:
        free = max(20, room - used - 1)
        before = min(before, free // 2)
        after = min(after, free - before)
    texts = zip(columns["left"], columns["match"], columns["right"], strict=True)
    for at, parts in enumerate(texts):
        first = "".join(cells[at] + GAP for cells in about)
        yield (first + "".join(kwic.aligned(*parts, before, after))).rstrip()
