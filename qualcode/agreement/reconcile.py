"""What can become of a disagreement: one coder's segments, all of them, none, or another code.

Pure functions from a disagreement to spans of the consensus. The layers of the coders are A, B, C …
in the order in which they are compared; their names are not needed to decide.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any

from qualcode.agreement.disagreements import EXTENT, Disagreement, Place, Stretch, words
from qualcode.errors import UsageError, nearest_note

REASONS = ("slip", "boundary", "definition", "context", "ambiguous")
"""Why coders differed: an oversight; where the passage ends; what the code means; what one has to
know of the rest of the text; words that bear both readings."""
UNION, NONE = "union", "none"
LONGER, SHORTER, INTERSECTION = "longer", "shorter", "intersection"
RULES = (LONGER, SHORTER, UNION, INTERSECTION)
"""What may be done with all cases at once in which coders differ in extent alone."""
OPEN, DECIDED = "open", "decided"

Taken = tuple[tuple[str, int, int], ...]
"""Spans that enter the consensus: code, start, end."""
About = frozenset[tuple[str, str, int, int]]
"""What a disagreement is about: side, uid of the code, start, end of each segment in dispute."""


def letter(at: int) -> str:
    """Return the name of a layer: A, B, … Z, AA, AB …"""
    high, low = divmod(at, len(ascii_uppercase))
    return (letter(high - 1) if high else "") + ascii_uppercase[low]


@dataclass(frozen=True)
class Layer:
    """What one coder has where coders differ.

    codes: all of this coder's codes there, None where they are not done with these words. spans:
    those in dispute.
    """

    letter: str
    coder: str
    codes: tuple[str, ...] | None
    spans: Taken


@dataclass(frozen=True)
class Decision:
    """How a disagreement was settled: by whom, what enters the consensus, and why.

    choice: a coder's letter, union, none, code, or the rule it was settled by in bulk. takes: code,
    start, end in the current text. rule: what it added to the codebook, empty for nothing.
    """

    key: int
    uid: str
    coder: str
    choice: str
    takes: Taken
    reason: str
    note: str
    rule: str
    created: str


@dataclass(frozen=True)
class Row:
    """A disagreement to settle: its number in the order of the texts, and what each coder has."""

    id: str
    number: int
    document: str
    start: int
    end: int
    text: str
    kinds: tuple[str, ...]
    codes: tuple[str, ...]
    layers: tuple[Layer, ...]
    decision: Decision | None

    @property
    def state(self) -> str:
        """Open or decided."""
        return OPEN if self.decision is None else DECIDED

    @property
    def extent_only(self) -> bool:
        """Whether all have the code, on other stretches: what a rule may settle."""
        return self.kinds == (EXTENT,)


def layers(one: Disagreement) -> tuple[Layer, ...]:
    """Return what each coder has in a disagreement."""
    return tuple(
        Layer(letter(n), c, had, spans_of(one, c)) for n, (c, had) in enumerate(one.by.items())
    )


def spans_of(one: Disagreement, coder: str) -> Taken:
    """Return the segments of a coder that are in dispute."""
    return tuple((p.code, a, z) for p in one.places for a, z in p.by.get(coder, ()))


def union(one: Disagreement) -> Taken:
    """Return every code in dispute on all words on which anybody has it."""
    return tuple((p.code, a, z) for p in one.places for a, z in joined(p))


def joined(place: Place) -> tuple[Stretch, ...]:
    """Return the words on which anybody has the code of a place."""
    return words([s for own in place.by.values() for s in own])


def agreed(place: Place) -> tuple[Stretch, ...]:
    """Return what all have alike: their segments, where these are the same, else the words."""
    [first, *others] = place.by.values()
    return first if all(own == first for own in others) else words(first)


def recoded(taken: Taken, code: str) -> Taken:
    """Return spans with one code in place of theirs."""
    return tuple((code, a, z) for a, z in words([(a, z) for _, a, z in taken]))


def by_rule(one: Disagreement, rule: str) -> Taken | None:
    """Return what a rule makes of a disagreement in extent alone; None where it cannot tell.

    It cannot where the longest or shortest are two that differ, and where no word is common to all.
    Raises: UsageError for a rule that there is not.
    """
    if rule not in RULES:
        raise UsageError(f"No rule “{rule}”.{nearest_note(RULES)}")
    [place] = one.places
    if rule == UNION:
        return union(one)
    own = {words(stretches) for stretches in place.by.values()}
    if rule == INTERSECTION:
        common = _common([sorted(stretches) for stretches in own])
        return tuple((place.code, a, z) for a, z in common) or None
    lengths = {stretches: sum(z - a for a, z in stretches) for stretches in own}
    best = (max if rule == LONGER else min)(lengths.values())
    fitting = [stretches for stretches, n in lengths.items() if n == best]
    return tuple((place.code, a, z) for a, z in fitting[0]) if len(fitting) == 1 else None


def _common(listed: Sequence[Sequence[Stretch]]) -> list[Stretch]:
    """Return the words that all of several stretches hold."""
    found = list(listed[0])
    for other in listed[1:]:
        found = [
            (max(a, x), min(z, y)) for a, z in found for x, y in other if max(a, x) < min(z, y)
        ]
    return found


def about(one: Disagreement, sides: Mapping[str, str], uids: Mapping[str, str]) -> About:
    """Return what identifies a disagreement: who has which code where, in the current text."""
    return frozenset(
        (sides[coder], uids[p.code], a, z)
        for p in one.places
        for coder, own in p.by.items()
        for a, z in own
    )


def row_id(document: str, key: About) -> str:
    """Return a short name for a disagreement, the same for the same segments in dispute."""
    said = json.dumps([document, sorted(key)], ensure_ascii=False)
    return "d" + hashlib.sha256(said.encode()).hexdigest()[:10]


def reason_of(said: str) -> str:
    """Return a reason by name or beginning. Raises: UsageError."""
    fits = [r for r in REASONS if said and r.startswith(said.strip().casefold())]
    if len(fits) != 1:
        raise UsageError(f"No reason “{said}”. Reasons are: {', '.join(REASONS)}.")
    return fits[0]


def as_lists(spans: Iterable[Sequence[Any]]) -> list[list[Any]]:
    """Return spans as JSON holds them, in order."""
    return sorted([list(one) for one in spans])
