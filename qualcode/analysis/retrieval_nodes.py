"""What a query is made of, and the words it is written in, English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

Place = tuple[int, int]


def _nowhere() -> Place:
    return (0, 0)


@dataclass(frozen=True)
class Codes:
    """Segments of one of these codes, and of those below them unless `only`."""

    names: tuple[str, ...]
    only: bool = False
    places: tuple[Place, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Bounds:
    """A range, its ends included; an empty end is open."""

    low: str
    high: str


@dataclass(frozen=True)
class Condition:
    """What must hold of the segment itself: `sign` is = or !=, or < <= > >= with one value."""

    name: str
    sign: str
    values: tuple[str | Bounds, ...]
    place: Place = field(default_factory=_nowhere, compare=False)
    places: tuple[Place, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Not:
    """Where the other does not hold."""

    item: Node


@dataclass(frozen=True)
class All:
    """Where all hold."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Either:
    """Where one at least holds."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Distance:
    """How far at most: so many words, characters or turns."""

    n: int
    unit: str


@dataclass(frozen=True)
class Position:
    """The segments of `left` that stand so (or, negated, never so) to one of `right`."""

    kind: str
    left: Node
    right: Node
    distance: Distance | None = None
    negated: bool = False


@dataclass(frozen=True)
class Group:
    """What stands in brackets: its conditions hold inside alone."""

    item: Node


Node = Codes | Condition | Not | All | Either | Position | Group

NEXT = Distance(1, "turns")
"""The distance where none is said: the same turn or the next."""

OF_CASE = "case."
"""Before a variable's name that is also a field's."""

MEASURED = ("near", "followed by", "preceded by")
"""The positions that have a distance."""

WORDS = {
    "and": ("and", "且", "并且", "和", "&"),
    "or": ("or", "或", "或者", "|"),
    "not": ("not", "非", "不含", "没有"),
    "near": ("near", "邻近", "靠近"),
    "overlaps": ("overlaps", "重叠", "overlap", "overlapping"),
    "within": ("within", "位于", "inside"),
    "contains": ("contains", "包含", "around"),
    "followed by": ("followed by", "后接", "followedby", "before"),
    "preceded by": ("preceded by", "前接", "precededby", "after"),
}
MEANS = {word: name for name, words in WORDS.items() for word in words}
UNITS = {
    "turns": ("turns", "话轮", "turn", "轮"),
    "words": ("words", "词", "word", "个词"),
    "characters": ("characters", "字", "character", "chars", "字符"),
}
UNIT = {word: name for name, words in UNITS.items() for word in words}
DISTANCE = re.compile(r"(\d{1,6})\s*(\D*)")


def walk(node: Node, visit: Callable[[Node], None]) -> None:
    """Visit a node and all within it."""
    visit(node)
    if isinstance(node, (All, Either)):
        for one in node.items:
            walk(one, visit)
    elif isinstance(node, (Not, Group)):
        walk(node.item, visit)
    elif isinstance(node, Position):
        walk(node.left, visit)
        walk(node.right, visit)


def about_codes(node: Node) -> bool:
    """Say whether a node asks for codes or positions, and not only for conditions."""
    if isinstance(node, (All, Either)):
        return any(about_codes(i) for i in node.items)
    if isinstance(node, (Not, Group)):
        return about_codes(node.item)
    return not isinstance(node, Condition)
