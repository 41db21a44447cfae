"""Words: Latin words and numbers by pattern, Chinese by segmentation.

Chinese is cut by `rjieba`, by `jieba` where that is missing, else character by character; all three
are loaded on first use. Invariant: the words of a run of Han tile it, marks and variation selectors
staying with their character. Punctuation, emoji and blanks are no words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from qualcode.text import graphemes

if TYPE_CHECKING:
    import regex

Span = tuple[int, int]

_MARKS = r"[\p{M}\u200c\u200d\uff9e\uff9f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"
_KANA = r"[\p{Hiragana}\p{Katakana}ー]"
_LETTER = rf"(?!\p{{Han}}|{_KANA})[\p{{L}}\p{{N}}]"
_PATTERN = (
    rf"(?P<han>(?:\p{{Han}}{_MARKS}*)+)"
    rf"|(?:{_KANA}{_MARKS}*)+"
    rf"|\d+(?:[.,:]\d+)*%?(?!{_LETTER}|\p{{M}})"
    rf"|(?:{_LETTER}{_MARKS}*|(?<=[\p{{L}}\p{{N}}\p{{M}}])['’.\-_](?={_LETTER}))+"
)


def words(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Return the spans of the words of text[start:end], in order."""
    end = len(text) if end is None else end
    spans: list[Span] = []
    for match in _pattern().finditer(text, start, end):
        if match["han"]:
            spans.extend(_han_words(text, *match.span()))
        else:
            spans.append(match.span())
    if graphemes.may_join(text[start:end]):
        return [(graphemes.floor(text, first), graphemes.ceil(text, last)) for first, last in spans]
    return spans


def segmenter() -> str:
    """Return what cuts Chinese into words: rjieba or jieba; '' where it is cut by character."""
    return _segmenter()[0]


def _han_words(text: str, start: int, end: int) -> Iterator[Span]:
    run = text[start:end]
    if not graphemes.may_join(run):
        yield from _shifted(_cut(run), start)
        return
    # Marks would cut words in two: segment the bare characters, then give each its marks again.
    spans = graphemes.clusters(run)
    for first, last in _shifted(_cut("".join(run[at] for at, _ in spans)), 0):
        yield start + spans[first][0], start + spans[last - 1][1]


def _shifted(pieces: list[str], at: int) -> Iterator[Span]:
    for piece in pieces:
        yield at, at + len(piece)
        at += len(piece)


def _cut(run: str) -> list[str]:
    pieces = [piece for piece in _segmenter()[1](run) if piece]
    return pieces if "".join(pieces) == run else list(run)


@cache
def _segmenter() -> tuple[str, Callable[[str], list[str]]]:
    try:
        import rjieba
    except ImportError:
        pass
    else:
        return "rjieba", rjieba.cut
    try:
        import jieba
    except ImportError:
        return "", list
    import logging

    jieba.setLogLevel(logging.WARNING)
    cut: Callable[[str], list[str]] = jieba.lcut
    return "jieba", cut


@cache
def _pattern() -> regex.Pattern[str]:
    import regex

    return regex.compile(_PATTERN)
