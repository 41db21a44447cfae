"""The units of a text: sentences or turns of those who were asked, or what they said as a whole.

What stands outside turns, labels, times and headers, is in no unit. A text without turns, such as
an answer, is its own; its paragraphs stand for turns.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qualcode.documents.turns import TurnRow
from qualcode.text.units import paragraphs, sentences

INTERVIEWER = "interviewer"
Stretch = tuple[int, int]
Owned = tuple[int, int, str | None]
"""A unit, and the case of the turn it stands in."""


def passages(
    text: str, turns: Sequence[TurnRow] | None, unit: str, *, interviewers: bool
) -> list[Owned]:
    """Return the units of a text, in order, none empty and none overlapping the one before.

    unit: sentence; turn; or any other word for the stretches of speech themselves.
    """
    if not turns:
        return _apart((a, z, None) for a, z in _of_text(text, unit))
    found: list[Owned] = []
    for turn in turns:
        if turn.role == INTERVIEWER and not interviewers:
            continue
        if unit == "turn":
            found.append((turn.start, turn.end, turn.case))
        elif unit == "sentence":
            found += [(*span, turn.case) for a, z in turn.spans for span in sentences(text, a, z)]
        else:
            found += [(a, z, turn.case) for a, z in turn.spans]
    return _apart(found)


def _of_text(text: str, unit: str) -> list[Stretch]:
    if unit == "sentence":
        return sentences(text)
    if unit == "turn":
        return list(paragraphs(text))
    return [(0, len(text))]


def _apart(units: Iterable[Owned]) -> list[Owned]:
    """Return units in order; where a corrected text let two overlap, the later begins later."""
    found: list[Owned] = []
    reached = 0
    for start, end, case in sorted(units, key=lambda u: u[:2]):
        start = max(start, reached)
        if start < end:
            found.append((start, end, case))
            reached = end
    return found
