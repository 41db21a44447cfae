"""Queries written from their parts: as text that reads back the same, and built part by part."""

from __future__ import annotations

from collections.abc import Sequence

from qualcode.analysis.retrieval_fields import BY_ALIAS, FIELDS
from qualcode.analysis.retrieval_language import BREAKS, TWINS, VALUE_BREAKS
from qualcode.analysis.retrieval_nodes import (
    DISTANCE,
    MEANS,
    OF_CASE,
    UNIT,
    UNITS,
    WORDS,
    All,
    Bounds,
    Codes,
    Condition,
    Distance,
    Either,
    Group,
    Node,
    Not,
    Position,
)  # fmt: skip
from qualcode.errors import UsageError
from qualcode.text.shadow import fold


def render(node: Node, language: str = "en") -> str:
    """Return a query that says this, in the words of a language."""
    which = 1 if language == "zh" else 0

    def word(name: str) -> str:
        return WORDS[name][which]

    def inner(one: Node) -> str:
        text = write(one)
        return f"({text})" if isinstance(one, (All, Either, Position, Not)) else text

    def write(one: Node) -> str:
        if isinstance(one, Codes):
            if len(one.names) == 1 and not one.only:
                return quoted(one.names[0])
            listed = ",".join(quoted(n, value=True) for n in one.names)
            return f"{_field('only' if one.only else 'code', which)}:{listed}"
        if isinstance(one, Condition):
            listed = ",".join(_value(v) for v in one.values)
            sign = ":" if one.sign == "=" and one.name in ("text", "question") else one.sign
            return f"{_field(one.name, which)}{sign}{listed}"
        if isinstance(one, Not):
            plain = isinstance(one.item, Position)
            return f"{word('not')} {write(one.item) if plain else inner(one.item)}"
        if isinstance(one, Group):
            return f"({write(one.item)})"
        if isinstance(one, Position):
            far = one.distance
            said = f":{render_distance(far, language)}" if far else ""
            never = f"{word('not')} " if one.negated else ""
            left = write(one.left) if isinstance(one.left, Position) else inner(one.left)
            return f"{left} {never}{word(one.kind)}{said} {inner(one.right)}"
        joint = f" {word('and' if isinstance(one, All) else 'or')} "
        if isinstance(one, All):
            return joint.join(
                f"({write(i)})" if isinstance(i, (All, Either)) else write(i) for i in one.items
            )
        return joint.join(f"({write(i)})" if isinstance(i, Either) else write(i) for i in one.items)

    return write(node)


def _field(name: str, which: int) -> str:
    known = FIELDS.get(name)
    if known is not None:
        return known.names[which]
    rest = name.removeprefix(OF_CASE)
    return name if rest != name and fold(rest) in BY_ALIAS else quoted(name)


def _value(value: str | Bounds) -> str:
    if isinstance(value, Bounds):
        return f"{value.low}..{value.high}"
    return quoted(value, value=True)


def quoted(name: str, *, value: bool = False) -> str:
    """Return a name as a query writes it: in quotes where it needs them."""
    plain = name.translate(TWINS)
    breaks = (VALUE_BREAKS if value else BREAKS).search(plain)
    free = ".." not in name if value else fold(name) not in _RESERVED
    if plain and breaks is None and free and plain[0] not in "=!<>≠≥≤":
        return name
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


_RESERVED = {*MEANS, "followed", "preceded", "by", *BY_ALIAS}


def joined(parts: Sequence[Node]) -> str:
    """Return the query of parts that all must hold."""
    if not parts:
        return ""
    return render(parts[0] if len(parts) == 1 else All(tuple(parts)))


# Building ---------------------------------------------------------------------------------------


def word(name: str, language: str) -> str:
    """Return an operator in the words of a language."""
    return WORDS[name][1 if language == "zh" else 0]


def render_distance(distance: Distance, language: str) -> str:
    """Return a distance as a query writes it."""
    which = 1 if language == "zh" else 2 if distance.n == 1 else 0
    return f"{distance.n}{UNITS[distance.unit][which]}"


def field_of(variable: str) -> str:
    """Return a variable's name as a query writes it before a sign."""
    return quoted(variable)


def related(name: str, left: Node, right: Node, distance: str | None) -> Node:
    """Return how two stand to each other: `or`, or a position with its distance in words.

    Raises: UsageError for a distance that is none.
    """
    if name == "or":
        inner = left.item if isinstance(left, Group) else left
        some = inner.items if isinstance(inner, Either) else (left,)
        return Group(Either((*some, right)))
    far = None
    if distance is not None:
        found = DISTANCE.fullmatch(fold(distance))
        if found is None or found[2].strip() not in UNIT:
            raise UsageError(f"“{distance}” is no distance. Write 2turns, 20words, 100characters.")
        far = Distance(int(found[1]), UNIT[found[2].strip()])
    plain = (Codes, Position, Group)
    return Position(name, left if isinstance(left, plain) else Group(left), right, far)


def opposite(node: Node) -> Node:
    """Return what holds where a part of a query does not."""
    if isinstance(node, Not):
        return node.item
    if isinstance(node, Position):
        return Position(node.kind, node.left, node.right, node.distance, not node.negated)
    if isinstance(node, Condition) and node.sign in _OPPOSITE:
        return Condition(node.name, _OPPOSITE[node.sign], node.values, node.place, node.places)
    return Not(node if isinstance(node, (Codes, Group)) else Group(node))


_OPPOSITE = {"=": "!=", "!=": "="}
