"""Edit maps: where the words of one text are in another.

A map is the list of stretches that changed; all between them is the same characters, shifted. So a
map from parent to child text can be turned round and chained, and carries a span without moving it
to other words. Invariants: a span placed `exact` reads the same in both texts; a placement never
covers unchanged words from outside the span.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from qualcode.errors import UsageError

Hunk = tuple[int, int, int, int]
State = Literal["exact", "changed", "lost"]


class Placed(NamedTuple):
    """A span carried through a map, half-open, and what became of it."""

    start: int
    end: int
    state: State


@dataclass(frozen=True)
class EditMap:
    """The changed stretches between two texts, (old_start, old_end, new_start, new_end), sorted.

    Between hunks lies at least one unchanged character. Raises: UsageError for hunks that are not
    of this form.
    """

    hunks: tuple[Hunk, ...] = ()

    def __post_init__(self) -> None:
        old = new = 0
        for number, (old_start, old_end, new_start, new_end) in enumerate(self.hunks):
            kept = old_start - old
            if (
                kept < (number > 0)
                or kept != new_start - new
                or old_end < old_start
                or new_end < new_start
                or (old_start == old_end and new_start == new_end)
            ):
                raise UsageError(
                    f"an edit map whose hunk {number} is {self.hunks[number]}, after old offset "
                    f"{old} and new offset {new}: hunks must be sorted, apart, and shift alike"
                )
            old, new = old_end, new_end

    @classmethod
    def of(cls, hunks: Iterable[Hunk]) -> EditMap:
        """Return the map of sorted hunks, empty ones dropped and touching ones made one."""
        merged: list[Hunk] = []
        for hunk in hunks:
            if hunk[0] == hunk[1] and hunk[2] == hunk[3]:
                continue
            if merged and merged[-1][1] == hunk[0]:
                merged[-1] = (merged[-1][0], hunk[1], merged[-1][2], hunk[3])
            else:
                merged.append(hunk)
        return cls(tuple(merged))

    @classmethod
    def between(cls, old: str, new: str) -> EditMap:
        """Return a map from an old text to a new one, its hunks along words where it can be."""
        from qualcode.text.diff import hunks

        return cls.of(hunks(old, new))

    @classmethod
    def from_json(cls, text: str) -> EditMap:
        """Return the map that `to_json` wrote. Raises: UsageError for anything else."""
        try:
            rows = json.loads(text)
        except json.JSONDecodeError as error:
            raise UsageError(f"an edit map that is no JSON: {error}") from error
        if not isinstance(rows, list) or not all(
            isinstance(row, list) and len(row) == 4 and all(type(at) is int for at in row)
            for row in rows
        ):
            raise UsageError("an edit map must be a list of hunks of four whole numbers")
        return cls(tuple((a, b, c, d) for a, b, c, d in rows))

    def to_json(self) -> str:
        """Return the hunks as a JSON list of lists of four offsets."""
        return json.dumps(self.hunks, separators=(",", ":"))

    def invert(self) -> EditMap:
        """Return the map from the new text to the old."""
        return EditMap(tuple((c, d, a, b) for a, b, c, d in self.hunks))

    def then(self, other: EditMap) -> EditMap:
        """Return the map from this one's old text to the new text of a map that follows it."""
        return EditMap.of(_composed(self.hunks, other.hunks))

    def place(self, start: int, end: int) -> Placed:
        """Return where the span start:end of the old text is in the new one.

        exact: all its characters are there, together; what was inserted at either end is outside.
        changed: something inside was edited; the span covers what is left of it and what replaced
        parts inside it. lost: nothing is left of it, and the span is empty.
        """
        if not 0 <= start <= end:
            raise UsageError(
                f"span {start}:{end} asked for; a span starts at 0 or later, then ends"
            )
        hunks = self.hunks
        at = bisect_right(self._old_ends, start)
        shift = hunks[at - 1][3] - hunks[at - 1][1] if at else 0
        last = at
        left = end - start
        while last < len(hunks) and hunks[last][0] < end:
            left -= min(end, hunks[last][1]) - max(start, hunks[last][0])
            last += 1
        if last == at:
            return Placed(start + shift, end + shift, "exact")
        if left <= 0:
            return Placed(hunks[at][2], hunks[at][2], "lost")
        return Placed(_start(hunks[at], start, shift), _end(hunks[last - 1], end), "changed")

    @cached_property
    def _old_ends(self) -> list[int]:
        return [hunk[1] for hunk in self.hunks]


def _start(hunk: Hunk, start: int, shift: int) -> int:
    """Return a span's new start, given the first hunk that reaches into it."""
    old_start, _, new_start, new_end = hunk
    if old_start > start:
        return start + shift
    # What replaced a stretch across the edge may be other words: it stays outside.
    return new_start if old_start == start else new_end


def _end(hunk: Hunk, end: int) -> int:
    _, old_end, new_start, new_end = hunk
    return new_start if old_end > end else new_end + end - old_end


def _composed(first: Sequence[Hunk], second: Sequence[Hunk]) -> Iterable[Hunk]:
    """Yield the hunks of two maps in a row: those that touch in the middle text become one."""
    i = j = 0
    shift_before = shift_after = 0  # middle minus old, new minus middle, after the hunks so far
    while i < len(first) or j < len(second):
        takes_first = j == len(second) or (i < len(first) and first[i][2] <= second[j][0])
        start = stop = first[i][2] if takes_first else second[j][0]
        old_start, new_start = start - shift_before, start + shift_after
        while True:
            if i < len(first) and first[i][2] <= stop:
                stop = max(stop, first[i][3])
                shift_before = first[i][3] - first[i][1]
                i += 1
            elif j < len(second) and second[j][0] <= stop:
                stop = max(stop, second[j][1])
                shift_after = second[j][3] - second[j][1]
                j += 1
            else:
                break
        yield old_start, stop - shift_before, new_start, stop + shift_after


def replace_all(old: str, replacements: Iterable[tuple[int, int, str]]) -> tuple[str, EditMap]:
    """Return a text with spans replaced, and the map from the old text to it.

    replacements: (start, end, new text) in any order; an empty span inserts. Raises: UsageError for
    spans outside the text or over one another.
    """
    pieces: list[str] = []
    hunks: list[Hunk] = []
    at = length = 0
    for start, end, new in sorted(replacements, key=lambda item: item[:2]):
        if not at <= start <= end <= len(old):
            raise UsageError(
                f"replacement of {start}:{end} asked for in a text of {len(old)} characters, where "
                f"{at} are done: spans must lie inside the text and not overlap"
            )
        pieces += old[at:start], new
        length += start - at
        if old[start:end] != new:
            hunks.append((start, end, length, length + len(new)))
        length += len(new)
        at = end
    pieces.append(old[at:])
    return "".join(pieces), EditMap.of(hunks)
