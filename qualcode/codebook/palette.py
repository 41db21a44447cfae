"""Colours for codes that were given none: twenty-four, told apart on dark and light grounds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

COLORS = (
    "#c0392b", "#2471a3", "#3f8f3a", "#a23fa8", "#d35400", "#128a9e",
    "#7d8c1f", "#4a5fc1", "#c2376f", "#1e8e6e", "#b7860b", "#7a4fc0",
    "#e57373", "#6aa9e0", "#78c275", "#d987dc", "#f0965a", "#4fb8d0",
    "#a9bd4f", "#8e9cec", "#ef86ae", "#55bfa2", "#d9b53a", "#b18cf0",
)  # fmt: skip


def next_color(used: Iterable[str]) -> str:
    """Return the palette's first colour among those used least."""
    counts = Counter(used)
    return min(COLORS, key=lambda color: counts[color])
