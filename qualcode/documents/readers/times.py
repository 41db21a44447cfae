"""Time stamps: what counts as one, and how many seconds it says.

A clock in mid-sentence (`at 10:30 we`) is talk. A stamp stands in square brackets anywhere, in
round ones after a label or at a line's start, or bare at a line's start or end where the document
has a series of them that does not run backwards. Colons may be full-width. All patterns are bounded
and anchored by a bracket or a digit, so a scan is linear.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_CLOCK = r"(?<!\d)\d{1,3}[:：][0-5]\d(?:[:：][0-5]\d)?(?:[.,]\d{1,3})?(?!\d)"
_RANGE = rf"({_CLOCK})(?:\s{{0,3}}(?:-->|[-–—~～至])\s{{0,3}}({_CLOCK}))?"
_SQUARE = re.compile(rf"\\?[\[【]\s{{0,3}}{_RANGE}\s{{0,3}}\\?[\]】]")
_ROUND = re.compile(rf"\\?[\[【(（<]\s{{0,3}}{_RANGE}\s{{0,3}}\\?[\]】)）>]")
_BARE = re.compile(rf"{_RANGE}(?=\s|$)")
_LAST = re.compile(rf"[\[【(（]?({_CLOCK})[\]】)）]?\s*$")
_WHOLE = re.compile(_CLOCK)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time stamp in a line."""

    start: int
    """Where it begins in the line, bracket included."""
    end: int
    """Where it ends."""
    seconds: float
    """The moment it names."""
    until: float | None
    """The end of the range, where it names one."""


def seconds(clock: str) -> float | None:
    """Return the seconds of `mm:ss`, `hh:mm:ss`, either with decimals; None for anything else."""
    clock = clock.strip()
    if not _WHOLE.fullmatch(clock):
        return None
    total = 0.0
    for part in clock.replace("：", ":").replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return round(total, 3)


def _stamp(match: re.Match[str] | None) -> Stamp | None:
    if match is None:
        return None
    first = seconds(match[1])
    if first is None:
        return None
    last = seconds(match[2]) if match.re.groups > 1 and match[2] else None
    return Stamp(match.start(), match.end(), first, last)


def bracketed_at(text: str, at: int) -> Stamp | None:
    """Return the stamp in brackets of any kind that begins at `at`."""
    return _stamp(_ROUND.match(text, at))


def bare_at(text: str, at: int) -> Stamp | None:
    """Return the stamp without brackets that begins at `at` and ends before white space."""
    return _stamp(_BARE.match(text, at))


def at_end(text: str) -> Stamp | None:
    """Return the stamp that ends the line (`Dana Reed  02:05`), bracketed or not."""
    cut = max(0, len(text) - 40)
    match = _LAST.search(text, cut)
    return _stamp(match) if match and match.start() > cut else None


def marks(text: str, at: int) -> list[Stamp]:
    """Return all stamps in square brackets from `at` on."""
    if ":" not in text and "：" not in text:
        return []
    found = (_stamp(match) for match in _SQUARE.finditer(text, at))
    return [stamp for stamp in found if stamp]


def is_series(moments: Sequence[float], least: int) -> bool:
    """Say whether there are `least` moments or more and nearly none runs backwards."""
    back = sum(later < earlier for earlier, later in pairwise(moments))
    return len(moments) >= least and back * 5 <= len(moments)
