"""A word in its context: what stands before it ends where it begins, in cells of the screen."""

from __future__ import annotations

import re

from qualcode.text import display

_WORD = re.compile(r"[a-z0-9\u00df-\u024f]+(?:['’\-][a-z0-9\u00df-\u024f]+)*|[^\W_]")


def tail(text: str, cells: int) -> str:
    """Return a text as one safe row of at most `cells` cells, its cut beginning replaced by '…'."""
    shown = display.safe(text).replace("\n", " ")
    if display.width(shown) <= cells:
        return shown
    mark = "…" if display.width("…") <= cells else ""
    room = cells - display.width(mark)
    start = len(shown)
    used = 0
    for at, _, taken in reversed(display.clusters(shown)):
        if used + taken > room:
            break
        start, used = at, used + taken
    return mark + shown[start:]


def aligned(left: str, match: str, right: str, before: int, after: int) -> tuple[str, str, str]:
    """Return a hit as three texts: `before` cells that end at it, it, and the rest of `after`.

    A line break shows as a blank; of a hit that is wider than `after`, its beginning.
    """
    left, match, right = (" ".join(re.split(r"\s*\n\s*", one)) for one in (left, match, right))
    found = display.ellipsis(match, after)
    lead = display.pad(tail(left, before), before, "right")
    return lead, found, display.pad(right, after - display.width(found))


def ahead(folded: str) -> tuple[str, ...]:
    """Return the words of a folded text, Chinese character by character, to sort by."""
    return tuple(_WORD.findall(folded))


def behind(folded: str) -> tuple[str, ...]:
    """Return the words of what stands before, the nearest first, to sort by."""
    return ahead(folded)[::-1]
