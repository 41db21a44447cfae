"""Text on a screen of cells: what may reach it, how wide it is, where its lines break.

`safe` is the one door from files to the screen, and keeps the length, so that offsets of the text
are offsets of what is shown. Widths, clusters and lines are those of the safe text: an unsafe
character counts as the one-cell mark that stands for it. Invariants: cluster cells add up to
`width`; the spans of `wrap` tile the range and cut no cluster. Characters of ambiguous width
(… — “ ” κ) take the cells last given to `set_ambiguous`, one by default.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Literal

from qualcode.errors import UsageError
from qualcode.text import graphemes
from qualcode.text.linebreak import line_ends
from qualcode.text.widths import Codes, cell_count

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# Format characters without a form of their own, blank letters, annotation and shorthand controls,
# noncharacters, lone surrogates and unassigned ignorable ones.
_INVISIBLE = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u2060-\u2065\u206a-\u206f\u3164\ufeff"
    "\uffa0\ufff0-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e001f\U000e0080-\U000e00ff"
    "\U000e01f0-\U000e0fff"
    + "".join(chr(p * 0x10000 + e) for p in range(1, 17) for e in (0xFFFE, 0xFFFF))
)
_SELECTORS = "\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
_TAGS = "\U000e0020-\U000e007f"
_ALWAYS = re.compile(f"[\0-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029{_BIDI}{_INVISIBLE}]")
_SOMETIMES = re.compile(f"[\u200d{_SELECTORS}{_TAGS}]")
_BIDI_ONLY = re.compile(f"[{_BIDI}]")
_FORMAT_MARK = "\u2426"

_ambiguous = 1
_codes = Codes(1)


def set_ambiguous(width: int) -> None:
    """Set how many cells a character of ambiguous width takes on this terminal: 1 or 2."""
    global _ambiguous, _codes
    if width not in (1, 2):
        raise UsageError(f"ambiguous width {width!r} asked for; a terminal shows 1 or 2 cells")
    _ambiguous, _codes = width, Codes(width)


def ambiguous() -> int:
    """Return how many cells a character of ambiguous width takes now."""
    return _ambiguous


def safe(text: str) -> str:
    """Return a text of the same length in which nothing can steer a terminal or hide.

    Replaced by a visible mark: control characters but the line feed, bidirectional controls,
    characters without a form, line and paragraph separators, lone surrogates, noncharacters; a
    joiner outside an emoji sequence, a variation selector or tag with nothing to act on. A tab
    becomes one space.
    """
    if _SOMETIMES.search(text):
        text = _without_stray_joiners(text)
    return _ALWAYS.sub(_mark, text)


def _mark(match: re.Match[str]) -> str:
    char = match[0]
    if char == "\t":
        return " "
    if char < " ":
        return chr(0x2400 + ord(char))
    if char == "\x7f":
        return "\u2421"
    if char in "\x85\u2028\u2029":
        return "\u2424"
    return "\u21c4" if _BIDI_ONLY.match(char) else _FORMAT_MARK


def _without_stray_joiners(text: str) -> str:
    import regex

    picture = r"\p{Extended_Pictographic}(?:[\ufe0e\ufe0f]|[\U0001f3fb-\U0001f3ff])?"
    kept = (
        rf"(?P<kept>{picture}(?:\u200d{picture})+"
        rf"|\U0001f3f4[{_TAGS}]+\U000e007f"
        rf"|[^\p{{C}}\p{{Z}}\p{{M}}][{_SELECTORS}])"
    )
    pattern = regex.compile(f"{kept}|[\u200d{_SELECTORS}{_TAGS}]")
    return str(pattern.sub(lambda match: match["kept"] or _FORMAT_MARK, text))


def width(text: str) -> int:
    """Return how many cells a text takes on one row; line feeds take none."""
    if text.isascii() and text.isprintable():
        return len(text)
    shown = safe(text)
    if not graphemes.may_join(shown):
        return cell_count(_codes.of(shown))
    return sum(cells for _, _, cells in clusters(shown))


def clusters(text: str) -> list[tuple[int, int, int]]:
    """Return (start, end, cells) of each grapheme cluster of a text; the spans tile it."""
    shown = safe(text)
    if not graphemes.may_join(shown):
        widths = _codes.widths(shown)
        return list(zip(range(len(shown)), range(1, len(shown) + 1), widths, strict=True))
    return [
        (start, end, _codes.cluster_cells(shown[start:end]))
        for start, end in graphemes.clusters(shown)
    ]


def wrap(text: str, start: int, end: int, cells: int, hang: int = 0) -> list[tuple[int, int]]:
    """Return the spans of the lines that show text[start:end] in `cells` cells.

    Chinese breaks between any two characters, but no line starts with closing punctuation or ends
    with opening; words stay whole unless longer than a line, clusters always. A line feed ends its
    line; blanks at a break belong to the line before it, past its edge if need be. An empty range
    is one empty line. `hang` cells are kept free in every line of a paragraph but its first.
    Raises: UsageError for a range outside the text, or fewer than 2 cells in a line.
    """
    if not 0 <= start <= end <= len(text):
        raise UsageError(f"lines of {start}:{end} asked for in a text of {len(text)} characters")
    if cells - hang < 2 or hang < 0:
        raise UsageError(f"lines of {cells} cells with {hang} kept free: 2 cells must remain")
    if start == end:
        return [(start, end)]
    shown = safe(text[start:end])
    ends: list[int] = []
    if not graphemes.may_join(shown):
        codes = _codes.of(shown)
        ends = line_ends(codes, 0, len(codes), cells, hang)
    else:
        at = 0
        for paragraph in shown.splitlines(keepends=True):
            ends.extend(at + stop for stop in _paragraph_ends(paragraph, cells, hang))
            at += len(paragraph)
    edges = [start, *(start + stop for stop in ends)]
    return list(pairwise(edges))


def _paragraph_ends(paragraph: str, cells: int, hang: int) -> list[int]:
    if not graphemes.may_join(paragraph):
        codes = _codes.of(paragraph)
        return line_ends(codes, 0, len(codes), cells, hang)
    spans = graphemes.clusters(paragraph)
    codes = bytes(_codes.cluster_code(paragraph[start:end]) for start, end in spans)
    return [spans[stop - 1][1] for stop in line_ends(codes, 0, len(codes), cells, hang)]


def ellipsis(text: str, cells: int) -> str:
    """Return a text as one safe row of at most `cells` cells, its cut end replaced by '…'."""
    shown = safe(text).replace("\n", " ")
    if width(shown) <= cells:
        return shown
    mark = "…" if _ambiguous <= cells else ""
    room = cells - width(mark)
    stop = used = 0
    for _, end, taken in clusters(shown):
        if used + taken > room:
            break
        stop, used = end, used + taken
    return shown[:stop] + mark


def pad(text: str, cells: int, align: Literal["left", "right", "center"] = "left") -> str:
    """Return a text as one safe row of exactly `cells` cells, cut with '…' or filled up."""
    shown = ellipsis(text, cells)
    free = max(0, cells - width(shown))
    left = {"left": 0, "right": free, "center": free // 2}[align]
    return " " * left + shown + " " * (free - left)
