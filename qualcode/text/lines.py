"""Paragraphs: which line breaks mean something and which only fit the text to a page.

A blank line always separates. A single line feed is a *wrap*, and joins its lines, where the line
before it ends in the middle of a sentence and either the next goes on in lower case or after a
comma, or the block is hard-wrapped: every line in the middle of a sentence is so full that the next
line's first word would not have fitted. All else separates, so that each line of a list of answers
stays its own. The rule asks for nothing but the text; no width is given.

Limits: a list in lower case without punctuation reads as one wrapped sentence; words hyphenated
at a line's end stay in two parts.
"""

from __future__ import annotations

import re
from itertools import pairwise

from qualcode.text import graphemes

_BLANK = re.compile(
    r"(?:\r\n|[\n\r\x0b\x0c\x85\u2028])[^\S\n\r]*(?:\r\n|[\n\r\x0b\x0c\x85\u2028])\s*|\u2029\s*"
)
_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028]+")
_WIDE = re.compile(
    "[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\uff60\U0001f300-\U0003fffd]"
)
_CLOSERS = "\"'”’）)」』】》〉]］｝}»"
_ENDS = tuple("。！？!?.…｡．:：")
_GOES_ON = tuple(",，、;；")
_BULLET = re.compile(
    r"[-*•·–—◦▪]\s|\(?[0-9a-zA-Z]{1,3}[.)、]\s|[（(]?[0-9一二三四五六七八九十]{1,3}[）)、．]"
)
# Lines narrower than this are answers and verse, not a page's wrapped lines.
_LEAST_PAGE = 40

Span = tuple[int, int]


def paragraphs(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Return the spans of the paragraphs of text[start:end], blanks at their ends left out."""
    end = len(text) if end is None else end
    spans: list[Span] = []
    at = start
    for blank in _BLANK.finditer(text, start, end):
        spans.extend(_of_block(text, at, blank.start()))
        at = blank.end()
    spans.extend(_of_block(text, at, end))
    return spans


def _of_block(text: str, start: int, end: int) -> list[Span]:
    lines = [
        span
        for match in _LINE.finditer(text, start, end)
        if (span := stripped(text, *match.span())) is not None
    ]
    if len(lines) < 2:
        return lines
    open_ended = [_open_ended(text, *line) for line in lines]
    full = _full(text, lines)
    hard_wrapped = any(open_ended[:-1]) and all(
        fits for fits, mid in zip(full, open_ended, strict=False) if mid
    )
    spans = [lines[0]]
    for number, (before, after) in enumerate(pairwise(lines)):
        if _BULLET.match(text, *after):
            joined = False
        elif open_ended[number]:
            joined = hard_wrapped or text[after[0]].islower() or text[before[1] - 1] in _GOES_ON
        else:
            joined = hard_wrapped and full[number]
        if joined:
            spans[-1] = (spans[-1][0], after[1])
        else:
            spans.append(after)
    return spans


def stripped(text: str, start: int, end: int) -> Span | None:
    """Return a span without the white space at its ends, or None if nothing is left.

    A space that carries a combining mark is something to see, and stays.
    """
    first = start
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return None if start == end else (max(first, graphemes.floor(text, start)), end)


def _open_ended(text: str, start: int, end: int) -> bool:
    return not text[start:end].rstrip(_CLOSERS).endswith(_ENDS)


def _full(text: str, lines: list[Span]) -> list[bool]:
    """Return for each line but the last whether the next line's first word had no room in it."""
    widths = [end - start + len(_WIDE.findall(text, start, end)) for start, end in lines]
    page = max(widths)
    if page < _LEAST_PAGE:
        return [False] * (len(lines) - 1)
    return [
        cells + _first_word(text, *after) > page
        for cells, after in zip(widths, lines[1:], strict=False)
    ]


def _first_word(text: str, start: int, end: int) -> int:
    """Return the cells that a line's first word would need at the end of the line before."""
    if _WIDE.match(text, start):
        return (
            2 if not _WIDE.match(text, start + 1) or text[start + 1] not in "，。！？；：、" else 4
        )
    stop = start
    while stop < end and not text[stop].isspace() and not _WIDE.match(text, stop):
        stop += 1
    return 1 + stop - start
