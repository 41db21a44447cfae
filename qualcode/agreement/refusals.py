"""What agreement refuses: ratings and spans that cannot be judged, named by their place.

Both kinds are also a ValueError, so that code which calls the pure functions without a project
meets what it expects.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import index
from typing import Any

from qualcode.errors import InvalidSegment, UsageError

Span = tuple[str, int, int]
"""A code, and the half-open stretch of code points that carries it."""


class BadRatings(UsageError, ValueError):
    """A table of ratings, a list of categories or an option that has no meaning."""


class BadSpan(InvalidSegment, ValueError):
    """A span that is empty, reversed, beyond the text, or overlaps where it may not."""


def whole(value: object, what: str) -> int:
    """Return a whole number; a float, a text or a truth value is refused."""
    try:
        if isinstance(value, bool):
            raise TypeError
        return index(value)  # type: ignore[arg-type]
    except TypeError:
        raise BadSpan(f"{what}: {value!r} is no whole number. Offsets count code points.") from None


def checked_length(length: object) -> int:
    """Return the length of a text, refused if it is no whole number of at least 0."""
    number = whole(length, "length")
    if number < 0:
        raise BadSpan(f"length: {number} is below 0. Give the number of code points of the text.")
    return number


def checked_spans(spans: Sequence[Any], length: int, who: str) -> list[Span]:
    """Return spans as (code, start, end) with whole numbers within 0 and `length`.

    Raises: BadSpan naming the list, the position in it and the offsets.
    """
    checked = []
    for at, span in enumerate(spans):
        where = f"{who}, span {at + 1}"
        try:
            code, start, end = span
        except (TypeError, ValueError):
            raise BadSpan(f"{where}: {span!r} is not (code, start, end).") from None
        start, end = whole(start, where), whole(end, where)
        if not 0 <= start < end <= length:
            raise BadSpan(f"{where}: {start}–{end} {span_fault(start, end, length)}")
        checked.append((code, start, end))
    return checked


def span_fault(start: int, end: int, length: int) -> str:
    """Say what is wrong with a span of a text of `length` code points."""
    if start == end:
        return "is empty. A span holds at least one character."
    if start > end:
        return "is reversed. The start comes before the end."
    if start < 0:
        return "begins before the text. Offsets count from 0."
    return f"goes beyond the text, which ends at {length}."
