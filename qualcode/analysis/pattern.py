"""Patterns a person types: read over the folded text, and stopped when they take too long.

A pattern sees text as the shadow has it: lower case, half width, simplified. So that it need not
be written so, its own characters are folded too, but for ASCII, which has its meaning in patterns,
and the ends of ranges. A match that ends within one character of the text (… reads ...) has all
of it. A pattern that matches no character finds nothing.
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from qualcode.errors import UsageError
from qualcode.text.shadow import Shadow, Span

if TYPE_CHECKING:
    import regex

SECONDS = 2.0
"""So long one search by a pattern may take."""
LONGEST = 1_000
LONG = 4_000
"""From so many characters on other threads go on meanwhile; letting them costs a little."""


def matcher(pattern: str, seconds: float = SECONDS) -> Callable[[str], Iterator[Span]]:
    """Return a function that yields the spans of a pattern in a text; all its calls together may
    take so many seconds.

    Raises: UsageError for a bad pattern, and from the function when the time is up.
    """
    compiled = compiled_pattern(pattern)
    until = time.monotonic() + seconds

    def search(text: str) -> Iterator[Span]:
        left = until - time.monotonic()
        try:
            if left <= 0:
                raise TimeoutError
            beside = len(text) > LONG
            for match in compiled.finditer(text, timeout=left, concurrent=beside):
                if match.end() > match.start():
                    yield match.span()
        except TimeoutError:
            raise UsageError(
                f"The pattern “{pattern}” was stopped: it took more than {seconds:g} seconds. Ask "
                "for less at a time: a repeat within a repeat, as in (a+)+, is what takes so long."
            ) from None

    return search


def compiled_pattern(pattern: str) -> regex.Pattern[str]:
    """Return a pattern ready to search folded text. Raises: UsageError, saying where it is bad."""

    if not pattern:
        raise UsageError("The pattern is empty: say what to search for.")
    if len(pattern) > LONGEST:
        raise UsageError(
            f"The pattern has {len(pattern):,} characters; {LONGEST:,} are the most. Shorten it."
        )
    _compile(pattern)  # what is bad is said of the pattern as it was typed
    return _compile(folded(pattern), pattern)


def _compile(pattern: str, typed: str | None = None) -> regex.Pattern[str]:
    import regex

    try:
        return regex.compile(pattern, regex.IGNORECASE | regex.FULLCASE | regex.MULTILINE)
    except (regex.error, OverflowError, RecursionError, ValueError) as error:
        at = getattr(error, "pos", None)
        where = f" at character {at + 1}" if at is not None and typed is None else ""
        said = str(getattr(error, "msg", "") or error or "too deep")
        raise UsageError(
            f"The pattern “{typed or pattern}” cannot be read: {said}{where}. Mend it, or search "
            "for it as plain text; a sign of patterns stands for itself after a \\, as in \\? or "
            "\\(."
        ) from error


def folded(pattern: str) -> str:
    """Return a pattern whose characters outside ASCII read as the shadow has them."""
    if pattern.isascii():
        return pattern
    pattern = unicodedata.normalize("NFC", pattern)
    parts: list[str] = []
    at, opened = 0, -1
    while at < len(pattern):
        char = pattern[at]
        if char == "\\" and at + 1 < len(pattern):
            at += 1
            char = pattern[at]
            parts.append(f"\\{char}" if char.isascii() else _char(char, opened >= 0))
        elif char.isascii() or "-" in (pattern[at - 1 : at], pattern[at + 1 : at + 2]):
            parts.append(char)
            if char == "[" and opened < 0:
                opened = at + (pattern[at + 1 : at + 2] == "^")
            elif char == "]" and at > opened + 1:
                opened = -1
        else:
            parts.append(_char(char, opened >= 0))
        at += 1
    return "".join(parts)


@cache
def _char(char: str, in_set: bool) -> str:
    """Return how a character reads, as a pattern; what reads as several stays itself in a set."""
    import regex

    reads = Shadow(char, simplified=True).text
    if in_set and len(reads) != 1:
        return char
    escaped: str = regex.escape(reads, special_only=True)
    return escaped if len(reads) == 1 else f"(?:{escaped})"
