"""Words near each other: between one and the next no more than so many words or characters, or all
in one sentence, or in one turn; in any order, none overlapping.

What is found is the shortest stretch that begins at one of them and holds all; of stretches that
overlap, the first.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qualcode.errors import UsageError
from qualcode.text.shadow import Span, fold
from qualcode.text.units import sentences, words

MOST_TERMS = 6
FARTHEST = 1_000
_FORM = re.compile(r"(\d+)\s*(c|characters?|字符?|w|words?|词)?")
_SENTENCE = frozenset(("s", "sentence", "句", "句子", "同句"))
_TURN = frozenset(("t", "turn", "话轮", "同一话轮"))


@dataclass(frozen=True)
class Nearness:
    """How near: `unit` is words, characters, sentence or turn; n counts the first two."""

    unit: str
    n: int = 0

    def __str__(self) -> str:
        return f"{self.n} {self.unit}" if self.unit in ("words", "characters") else self.unit


def parse(said: int | str) -> Nearness:
    """Return how near is meant: 5 (words), '20c' (characters), 'sentence', 'turn'.

    Raises: UsageError.
    """
    text = fold(str(said)).strip()
    if text in _SENTENCE:
        return Nearness("sentence")
    if text in _TURN:
        return Nearness("turn")
    match = _FORM.fullmatch(text)
    if match is None:
        raise UsageError(
            f"“{said}” does not say how near. Write 5 (words between), 20c (characters between), "
            "sentence or turn."
        )
    n = int(match[1]) if len(match[1]) < 9 else FARTHEST + 1
    if n > FARTHEST:
        raise UsageError(f"{said}: words stand at most {FARTHEST:,} apart. Say sentence or turn.")
    characters = match[2] is not None and match[2][0] in "c字"
    return Nearness("characters" if characters else "words", n)


def terms_of(query: str) -> list[str]:
    """Return the words of a query, those in quotes together. Raises: UsageError."""
    found = [a or b for a, b in re.findall(r"[\"“”]([^\"“”]+)[\"“”]|([^\s\"“”]+)", query)]
    found = [term.strip() for term in found if term.strip()]
    if len(found) < 2:
        raise UsageError(
            f"“{query}” is one word; near each other are two to {MOST_TERMS}, with blanks between."
        )
    if len(found) > MOST_TERMS:
        raise UsageError(f"{len(found)} words near each other; {MOST_TERMS} are the most.")
    return found


def stretches(
    text: str, start: int, end: int, places: Sequence[Sequence[Span]], near: Nearness
) -> list[Span]:
    """Return the stretches of text[start:end] in which all terms stand near each other.

    places: for each term its spans there, in order.
    """
    if near.unit == "sentence":
        found: list[Span] = []
        for first, last in sentences(text, start, end):
            inside = [[p for p in spans if first <= p[0] and p[1] <= last] for spans in places]
            found += _windows(inside, None)
        return found
    if near.unit == "turn":
        return _windows(places, None)
    if near.unit == "characters":
        return _windows(places, lambda a, b: b - a <= near.n)
    spans = words(text, start, end)
    begins, ends = [a for a, _ in spans], [z for _, z in spans]

    def close(a: int, b: int) -> bool:
        return bisect_right(ends, b) - bisect_left(begins, a) <= near.n

    return _windows(places, close)


def _windows(
    places: Sequence[Sequence[Span]], close: Callable[[int, int], bool] | None
) -> list[Span]:
    """Return the stretches that hold one place of each term; close: whether a gap is small enough
    (its ends), None where any is.
    """
    if not all(places):
        return []
    begins = [[a for a, _ in spans] for spans in places]
    everything = (1 << len(places)) - 1
    best: dict[tuple[int, int, int], int | None] = {}

    def least_end(term: int, at: int, left: int) -> int | None:
        """Return where a stretch ends at the earliest that goes on from a place of a term with
        those terms that are left.
        """
        end = places[term][at][1]
        if not left:
            return end
        key = (term, at, left)
        if key not in best:
            ends: list[int] = []
            for other in range(len(places)):
                if not left >> other & 1:
                    continue
                place = bisect_left(begins[other], end)
                while place < len(begins[other]):
                    if close is not None and not close(end, begins[other][place]):
                        break
                    found = least_end(other, place, left & ~(1 << other))
                    if found is not None:
                        ends.append(found)
                    if close is None:
                        break  # the next of a term is never worse than a later one
                    place += 1
            best[key] = min(ends, default=None)
        return best[key]

    found = [
        (spans[at][0], stop)
        for term, spans in enumerate(places)
        for at in range(len(spans))
        if (stop := least_end(term, at, everything & ~(1 << term))) is not None
    ]
    # Of two stretches the one that holds the other says less.
    shortest: list[Span] = []
    for start, end in sorted(found, key=lambda span: (-span[0], span[1])):
        if not shortest or end < shortest[-1][1]:
            shortest.append((start, end))
    kept: list[Span] = []
    for start, end in reversed(shortest):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept
