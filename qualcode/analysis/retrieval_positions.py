"""Which segments stand so to others: near, overlapping, within, followed by. Pure.

A segment is (key, low, high): numbers of one document, `high` its last, in characters, words or
turns. Each question is answered by one sorted sweep: the others sorted once, with the furthest
end so far, and a search for each segment; never pair by pair. A segment is not another to itself.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence

Span = tuple[int, int, int]
"""Key, start and end, half-open, in characters."""

Measure = Callable[[int, int], tuple[int, int]]
"""From start and end to the first and last number on another scale, which grow with them."""

_NONE = -1


def characters(start: int, end: int) -> tuple[int, int]:
    """Return the offsets themselves; between two neighbours lie no characters."""
    return start, end


class _Furthest:
    """Of the first k spans, the largest value, leaving out one key: the two best are kept."""

    def __init__(self, values: Iterable[tuple[int, int]]) -> None:
        best: tuple[int | None, int] = (None, _NONE)
        second: tuple[int | None, int] = (None, _NONE)
        self._kept = [(best, second)]
        for value, key in values:
            if best[0] is None or value > best[0]:
                best, second = (value, key), best
            elif second[0] is None or value > second[0]:
                second = (value, key)
            self._kept.append((best, second))

    def of(self, k: int, without: int) -> int | None:
        best, second = self._kept[k]
        return second[0] if best[1] == without else best[0]


def near(left: Sequence[Span], right: Sequence[Span], most: int, measure: Measure) -> set[int]:
    """Return the keys of `left` with another of `right` at most so far away; 0 is touching."""
    scaled = sorted((*measure(s, e), key) for key, s, e in right if e > s)
    lows = [low for low, _, _ in scaled]
    furthest = _Furthest((high, key) for _, high, key in scaled)
    found = set()
    for key, start, end in left:
        if end > start:
            low, high = measure(start, end)
            reach = furthest.of(bisect_right(lows, high + most), key)
            if reach is not None and reach >= low - most:
                found.add(key)
    return found


def overlapping(left: Sequence[Span], right: Sequence[Span]) -> set[int]:
    """Return the keys of `left` that share a character with another of `right`."""
    return near(left, right, 0, lambda start, end: (start, end - 1))


def within(left: Sequence[Span], right: Sequence[Span]) -> set[int]:
    """Return the keys of `left` whose every character lies in one other of `right`."""
    ordered = sorted((s, e, key) for key, s, e in right if e > s)
    starts = [start for start, _, _ in ordered]
    furthest = _Furthest((end, key) for _, end, key in ordered)
    found = set()
    for key, start, end in left:
        if end > start:
            reach = furthest.of(bisect_right(starts, start), key)
            if reach is not None and reach >= end:
                found.add(key)
    return found


def containing(left: Sequence[Span], right: Sequence[Span]) -> set[int]:
    """Return the keys of `left` that hold every character of one other of `right`."""
    ordered = sorted((s, e, key) for key, s, e in right if e > s)
    starts = [start for start, _, _ in ordered]
    nearest = _Furthest((-end, key) for _, end, key in reversed(ordered))
    found = set()
    for key, start, end in left:
        if end > start:
            reach = nearest.of(len(ordered) - bisect_left(starts, start), key)
            if reach is not None and -reach <= end:
                found.add(key)
    return found


def followed(left: Sequence[Span], right: Sequence[Span], most: int, measure: Measure) -> set[int]:
    """Return the keys of `left` after whose end another begins at most so far away."""
    ordered = sorted((start, measure(start, end)[0]) for _, start, end in right if end > start)
    starts = [start for start, _ in ordered]
    found = set()
    for key, start, end in left:
        if end > start:
            at = bisect_left(starts, end)
            if at < len(ordered) and ordered[at][1] - measure(start, end)[1] <= most:
                found.add(key)
    return found


def preceded(left: Sequence[Span], right: Sequence[Span], most: int, measure: Measure) -> set[int]:
    """Return the keys of `left` before whose start another ends at most so far away."""
    ordered = sorted((end, measure(start, end)[1]) for _, start, end in right if end > start)
    ends = [end for end, _ in ordered]
    found = set()
    for key, start, end in left:
        if end > start:
            at = bisect_right(ends, start)
            if at and measure(start, end)[0] - ordered[at - 1][1] <= most:
                found.add(key)
    return found


def by_turns(starts: Sequence[int]) -> Measure:
    """Return the measure by turns, given where they begin: the same turn 0 apart, the next 1."""

    def number(offset: int) -> int:
        return max(0, bisect_right(starts, offset) - 1)

    return lambda start, end: (number(start), number(end - 1))


def by_words(words: Sequence[tuple[int, int]]) -> Measure:
    """Return the measure by words, given their spans: as many apart as lie between."""
    starts = [start for start, _ in words]
    ends = [end for _, end in words]
    return lambda start, end: (bisect_right(ends, start), bisect_left(starts, end))
