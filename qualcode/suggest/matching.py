"""Words that a passage shares with the codebook: all that is said before enough was reviewed.

A keyword or name of a code, or the longest run of words that stands in its definition or an example
too: three Chinese characters in a row, or two other words, are the least.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from qualcode.text.shadow import Shadow, fold

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd]+")
_WORD = re.compile(r"[a-z0-9à-ÿ]+(?:['’-][a-z0-9à-ÿ]+)*")
_APART = re.compile(r"[.,;:!?。，、；：！？\n]")
_LEAST_HAN = 3
_LEAST_WORDS = 2
COMMON = frozenset({
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "do", "for", "from", "had", "has",
    "have", "he", "her", "his", "i", "if", "in", "is", "it", "its", "me", "my", "no", "not",
    "of", "on", "or", "our", "she", "so", "that", "the", "their", "them", "there", "they",
    "this", "to", "us", "was", "we", "were", "what", "when", "who", "will", "with", "you",
    "your",
})  # fmt: skip


@dataclass(frozen=True)
class _Text:
    """A text of the codebook: where it stands, folded, its runs of three and its pairs."""

    field: str
    folded: str
    runs: frozenset[str]
    pairs: frozenset[tuple[str, str]]


class Matches:
    """Finds what passages share with the entries of a codebook."""

    def __init__(self, entries: Sequence[Mapping[str, Any]]) -> None:
        self._texts = {str(entry["code"]): list(_texts(entry)) for entry in entries}

    def of(self, text: str, code: str, keyword: str = "") -> str:
        """Return what a passage shares with a code, as 'keyword: …' or 'definition: …'; or ''.

        keyword: one that was found in it already.
        """
        if keyword:
            return f"keyword: {keyword}"
        shadow = Shadow(text)
        runs, pairs = frozenset(_runs(shadow.text)), frozenset(_pairs(shadow.text))
        best, size = "", 0
        for one in self._texts[code]:
            if runs.isdisjoint(one.runs) and pairs.isdisjoint(one.pairs):
                continue
            for start, end, length in (*_han(shadow.text, one), *_words(shadow.text, one)):
                if length > size:
                    first, last = shadow.original(start, end)
                    best, size = f"{one.field}: {text[first:last]}", length
        return best


def _texts(entry: Mapping[str, Any]) -> Iterator[_Text]:
    definitions = [text for text in (entry.get("definition") or {}).values() if text]
    for field, listed in (("definition", definitions), ("example", entry.get("examples") or ())):
        for text in listed:
            folded = fold(text)
            yield _Text(field, folded, frozenset(_runs(folded)), frozenset(_pairs(folded)))


def _runs(text: str) -> Iterator[str]:
    for run in _HAN.finditer(text):
        yield from (
            text[at : at + _LEAST_HAN] for at in range(run.start(), run.end() - _LEAST_HAN + 1)
        )


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for part in _APART.split(text):
        found = _WORD.findall(part)
        yield from pairwise(found)


def _han(text: str, there: _Text) -> Iterator[tuple[int, int, int]]:
    for run in _HAN.finditer(text):
        for start in range(run.start(), run.end() - _LEAST_HAN + 1):
            end = start + _LEAST_HAN
            if text[start:end] in there.runs:
                while end < run.end() and text[start : end + 1] in there.folded:
                    end += 1
                yield start, end, end - start


def _words(text: str, there: _Text) -> Iterator[tuple[int, int, int]]:
    at = 0
    for part in _APART.split(text):
        found = [(m.group(), at + m.start(), at + m.end()) for m in _WORD.finditer(part)]
        at += len(part) + 1
        first = 0
        while first < len(found):
            last = first
            while last + 1 < len(found) and (found[last][0], found[last + 1][0]) in there.pairs:
                last += 1
            telling = sum(word not in COMMON for word, _, _ in found[first : last + 1])
            if last > first and telling >= _LEAST_WORDS:
                # A word weighs as much as two Chinese characters.
                yield found[first][1], found[last][2], 2 * telling
            first = last + 1
