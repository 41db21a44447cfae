"""Where lines break, on codes of characters (see `widths`) instead of the characters.

Widths are counted in slices, not character by character, so a million characters take some tens of
thousands of steps. Invariant: every line ends after the one before it, the last one at the end.
"""

from __future__ import annotations

from qualcode.text.widths import WIDTHS

_SPACE = frozenset(b"sS")
_NEVER_FIRST = frozenset(b"cC")
_NEVER_LAST = frozenset(b"oO")
_DASH = frozenset(b"dD")
# Beside these a line may break without a space; a wide full stop is one after, not before.
_BREAKS_AFTER = frozenset(b"hHCdD")
_BREAKS_BEFORE = frozenset(b"hHO")
_NEWLINE = ord("n")
_QUOTE = ord("q")


def line_ends(codes: bytes, start: int, end: int, cells: int, hang: int) -> list[int]:
    """Return the ends of the lines of codes[start:end], each of at most `cells` cells.

    `hang` cells fewer in every line of a paragraph but its first. Blanks that end a line, and its
    line feed, are not counted.
    """
    widths = codes.translate(WIDTHS)
    ends: list[int] = []
    while start < end:
        newline = codes.find(b"n", start, end)
        stop = end if newline < 0 else newline
        _break_paragraph(codes, widths, start, stop, cells, hang, ends)
        if newline >= 0:
            if stop == start:
                ends.append(stop + 1)
            else:
                ends[-1] = stop + 1
            stop += 1
        start = stop
    return ends


def _break_paragraph(
    codes: bytes, widths: bytes, at: int, stop: int, cells: int, hang: int, ends: list[int]
) -> None:
    room = cells
    while at < stop:
        fit = _fit(widths, at, stop, room)
        at = stop if fit >= stop else _break(codes, at, fit, stop)
        ends.append(at)
        room = cells - hang


def _fit(widths: bytes, at: int, stop: int, room: int) -> int:
    """Return the end of the longest stretch from `at` that fits, at least one character."""
    if stop - at <= room and not widths.count(2, at, stop):
        return stop
    first = at
    while room > 0 and at < stop:
        step = min(max(room // 2, 1), stop - at)
        taken = step + widths.count(2, at, at + step) - widths.count(0, at, at + step)
        if taken > room:
            break
        room -= taken
        at += step
    while at < stop and widths[at] == 0:
        at += 1
    return max(at, first + 1)


def _break(codes: bytes, at: int, fit: int, stop: int) -> int:
    after = fit
    while after < stop and codes[after] in _SPACE:
        after += 1
    if after == stop or (after > fit and codes[after] not in _NEVER_FIRST):
        return after
    for place in range(fit, at, -1):
        if _may_break(codes[place - 1], codes[place]):
            return place
    # A word longer than the line: cut it, but still not before a full stop nor after a bracket.
    for place in range(fit, at, -1):
        if codes[place - 1] not in _NEVER_LAST and codes[place] not in _NEVER_FIRST:
            return place
    return fit


def _may_break(before: int, after: int) -> bool:
    if after in _NEVER_FIRST or before in _NEVER_LAST or after in _SPACE:
        return False
    if before in _SPACE:
        return True
    if after in _DASH or _QUOTE in {before, after}:
        return False
    return before in _BREAKS_AFTER or after in _BREAKS_BEFORE
