"""What a printed page holds beside its words: page numbers, line numbers, running lines.

They are taken out of the lines, because they would stand in the middle of a turn, and are kept as
asides. A line that a page break repeats is data until a person says otherwise: it is only counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from qualcode.documents.readers.source import Aside, Line

_OF = re.compile(
    r"(?:page|第|p\.?)?\s?(\d{1,5})\s?(?:/|of|页?\s?共|頁?\s?共)\s?(\d{1,5})\s?[页頁]?",
    re.IGNORECASE,
)
_ALONE = re.compile(r"(?:[-–—]\s?)?(?:page|p\.|第)?\s?(\d{1,5})\s?(?:[页頁]|[-–—])?", re.IGNORECASE)
_FEWEST_LINE_NUMBERS = 8


def set_aside(pages: Sequence[Sequence[str]]) -> tuple[list[Line], list[Aside]]:
    """Return the lines of all pages without furniture, and the furniture as asides."""
    lines: list[Line] = []
    asides: list[Aside] = []
    columns = [_line_numbers(page) for page in pages]
    kept = [
        [text for at, text in enumerate(page) if at not in column]
        for page, column in zip(pages, columns, strict=True)
    ]
    filled = [[text for text in page if text] for page in kept]
    running = _running([page[0] for page in filled if page]) | _running(
        [page[-1] for page in filled if page]
    )
    offsets = _offsets(filled)
    for number, page in enumerate(kept, start=1):
        edges = {
            next((at for at, text in enumerate(page) if text), 0),
            max((at for at, text in enumerate(page) if text), default=0),
        }
        for at, text in enumerate(page):
            if at in edges and _is_number(text, number, len(pages), offsets):
                asides.append(Aside(len(lines) - 1, "page number", text))
            elif at in edges and text in running:
                asides.append(Aside(len(lines) - 1, "footer", text))
            else:
                lines.append(Line(text, f"page {number}"))
        if column := sorted(columns[number - 1]):
            numbers = f"{pages[number - 1][column[0]]}–{pages[number - 1][column[-1]]}"
            asides.append(Aside(len(lines) - 1, "line numbers", numbers))
    return lines, asides


def _line_numbers(page: Sequence[str]) -> set[int]:
    """Return the positions of numbers that count up line by line: a margin's column."""
    found: set[int] = set()
    run: list[int] = []
    for at, text in enumerate([*page, ""]):
        number = int(text) if text.isascii() and text.isdigit() and len(text) <= 5 else None
        if run and number == int(page[run[-1]]) + 1:
            run.append(at)
            continue
        if len(run) >= _FEWEST_LINE_NUMBERS:
            found.update(run)
        run = [at] if number is not None else []
    return found


def _running(edges: Sequence[str]) -> set[str]:
    """Return the line that stands at one edge of every page, if there are three or more."""
    text, times = Counter(edges).most_common(1)[0] if edges else ("", 0)
    return {text} if times >= 3 and times == len(edges) and text[-1:] not in ":：" else set()


def _offsets(pages: Sequence[Sequence[str]]) -> set[int]:
    """Return by how much lone numbers at page edges differ from the page's own, if most agree."""
    votes: Counter[int] = Counter()
    for number, page in enumerate(pages, start=1):
        for text in {page[0], page[-1]} if page else ():
            if match := _ALONE.fullmatch(text):
                votes[int(match[1]) - number] += 1
    return {offset for offset, count in votes.items() if count >= 2 and count * 2 > len(pages)}


def _is_number(text: str, number: int, pages: int, offsets: set[int]) -> bool:
    """Say whether a line at a page's edge is its number."""
    if len(text) > 24:
        return False
    if match := _OF.fullmatch(text):
        return int(match[1]) <= int(match[2]) and int(match[2]) >= pages
    match = _ALONE.fullmatch(text)
    return match is not None and int(match[1]) - number in offsets


def repeated_at_edges(lines: Sequence[Line]) -> int:
    """Return how many pages begin with the line that the page before ends with."""
    filled = [line for line in lines if line.text]
    return sum(
        later.place != earlier.place and later.text == earlier.text and len(later.text) >= 20
        for earlier, later in pairwise(filled)
    )
