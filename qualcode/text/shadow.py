"""A normalised double of a text, for finding what is written in several ways.

Full and half width, compatibility forms, case, composed and decomposed marks, and, if asked,
traditional and simplified characters read the same in it; format characters that cannot be seen
are not in it. Each of its characters knows the grapheme cluster it comes from, so what is found is
given as a span of the original. Invariant: the shadow of a text is the shadows of its clusters in a
row, so whether a needle is found does not depend on what stands around it.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache

from qualcode.text import graphemes

Span = tuple[int, int]

_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)


def fold(text: str) -> str:
    """Return a text without differences of width, case, composition and unseen characters.

    Unicode's compatibility caseless form (section 3.13, D146) of the text, ignorable characters
    left out. Folding twice changes nothing.
    """
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFD", _UNSEEN.sub("", text)).casefold()
    text = _UNSEEN.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return unicodedata.normalize("NFKC", text)


class Shadow:
    """The normalised double of a text.

    simplified: traditional characters read as simplified, character by character.
    """

    def __init__(self, text: str, *, simplified: bool = False) -> None:
        self._simplified = simplified
        # Where each character comes from; None while every character stands for itself.
        self._starts: array[int] | None = None
        self._ends: array[int] | None = None
        pieces = text.translate(_SIMPLIFIED if simplified else _FOLDED)
        if len(pieces) != len(text) or graphemes.may_join(text):
            pieces = self._by_clusters(text)
            if simplified:
                pieces = pieces.translate(simplified_characters())
        self.text = pieces

    def _by_clusters(self, text: str) -> str:
        self._starts, self._ends = array("I"), array("I")
        pieces: list[str] = []
        at = 0
        for start, end in [*_special_clusters(text), (len(text), len(text))]:
            pieces.append(text[at:start].translate(_FOLDED))
            self._starts.extend(range(at, start))
            self._ends.extend(range(at + 1, start + 1))
            folded = fold(text[start:end])
            pieces.append(folded)
            self._starts.extend([start] * len(folded))
            self._ends.extend([end] * len(folded))
            at = end
        return "".join(pieces)

    def find(self, needle: str) -> list[Span]:
        """Return the spans of the original where a needle reads, left to right, none overlapping.

        Each span reads as the needle does, no more: a mark is a part of its character, so that 'e'
        is not found in 'é', however that is written, nor 'v' in 'Ⅳ'.
        """
        wanted = Shadow(needle, simplified=self._simplified).text
        found: list[Span] = []
        at = self.text.find(wanted) if wanted else -1
        while at >= 0:
            stop = at + len(wanted)
            if self._whole(at) and self._whole(stop):
                span = self.original(at, stop)
                if not found or span[0] >= found[-1][1]:
                    found.append(span)
                at = self.text.find(wanted, stop)
            else:
                at = self.text.find(wanted, at + 1)
        return found

    def place(self, offset: int) -> int:
        """Return where the shadow goes on from an offset of the original that cuts no cluster."""
        return offset if self._starts is None else bisect_left(self._starts, offset)

    def original(self, start: int, end: int) -> Span:
        """Return the span of the original that characters start:end of the shadow come from."""
        if self._starts is None or self._ends is None:
            return start, end
        if start >= end:
            at = self._starts[start] if start < len(self._starts) else len(self._starts)
            return at, at
        return self._starts[start], self._ends[end - 1]

    def _whole(self, at: int) -> bool:
        """Return whether a place in the shadow cuts no cluster of the original."""
        if self._starts is None or not 0 < at < len(self._starts):
            return True
        return self._starts[at] != self._starts[at - 1]


class _Folded(dict[int, str]):
    """The fold of each character that folds to one; others become two, so that length tells."""

    def __missing__(self, point: int) -> str:
        folded = fold(chr(point))
        char = self[point] = folded if len(folded) == 1 else "\ufffd\ufffd"
        return char


_FOLDED = _Folded()


class _Simplified(dict[int, str]):
    """The fold of each character, traditional read as simplified: both in one pass."""

    def __missing__(self, point: int) -> str:
        char = self[point] = _FOLDED[point].translate(simplified_characters())
        return char


_SIMPLIFIED = _Simplified()


def _special_clusters(text: str) -> Iterator[Span]:
    """Yield the clusters of several characters, and the characters that do not fold to one."""
    special = "".join(re.escape(char) for char in set(text) if len(_FOLDED[ord(char)]) > 1)
    at = 0
    for match in re.finditer(f"[{graphemes.JOINING}{special}]", text):
        if match.start() < at:
            continue
        start, at = graphemes.floor(text, match.start()), graphemes.ceil(text, match.end())
        yield start, at


@cache
def simplified_characters() -> dict[int, int]:
    """Return the table of `str.translate` from traditional to simplified, one for one.

    From OpenCC's table of characters, the first choice of each; its phrases would change lengths,
    and cost a hundred times as much.
    """
    from importlib.resources import files

    lines = files("opencc").joinpath("dictionary/TSCharacters.txt").read_text(encoding="utf-8")
    table: dict[int, int] = {}
    for line in lines.splitlines():
        traditional, _, simplified = line.partition("\t")
        choice = simplified.split(" ")[0]
        if len(traditional) == len(choice) == 1:
            table[ord(traditional)] = ord(choice)
    return table
