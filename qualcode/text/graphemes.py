"""What a reader sees as one character, and places in a text that do not cut one.

Clusters are those of Unicode's UAX 29, by the pattern \\X of `regex`, which is loaded only for a
text that holds a character able to join another. Invariant: two neighbours of which neither is in
`JOINING` are separate clusters (CR LF aside), so plain Chinese and English never pay for the rest.
"""

from __future__ import annotations

import re

# A superset of what can extend, follow or precede in a cluster, by block: combining marks, Hangul
# jamo, joiners, variation selectors, flags, skin tones, tags, and whole Indic and South-East Asian
# blocks. Too wide costs time, too narrow would cut a character; a test walks all code points.
JOINING = (
    "\u0300-\u036f\u0483-\u0489\u0590-\u10ff\u1100-\u11ff\u135d-\u135f\u1700-\u18af\u1900-\u1cff"
    "\u1dc0-\u1dff\u200c\u200d\u20d0-\u20ff\u2cef-\u2cf1\u2d7f\u2de0-\u2dff\u302a-\u302f\u3099\u309a"
    "\ua66f-\ua67d\ua69e\ua69f\ua6f0\ua6f1\ua800-\uabff\ud7b0-\ud7ff\ufb1e\ufe00-\ufe0f\ufe20-\ufe2f"
    "\uff9e\uff9f\U000101fd\U000102e0\U00010370-\U0001037f\U00010a00-\U00012000"
    "\U00013430-\U0001345f\U00016100-\U00016fff\U0001bc9d\U0001bc9e\U0001cf00-\U0001cfff"
    "\U0001d100-\U0001d2ff\U0001da00-\U0001e9ff\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff"
    "\U000e0000-\U000e0fff"
)
_JOINING = re.compile(f"[{JOINING}]")


def may_join(text: str) -> bool:
    """Return whether any character of a text may share a cluster with another (CR LF aside)."""
    return not text.isascii() and _JOINING.search(text) is not None


def clusters(text: str) -> list[tuple[int, int]]:
    """Return the spans of a text's grapheme clusters; together they tile it."""
    if not may_join(text) and "\r" not in text:
        return list(zip(range(len(text)), range(1, len(text) + 1), strict=True))
    import regex

    return [match.span() for match in regex.finditer(r"\X", text)]


def floor(text: str, at: int) -> int:
    """Return the nearest place at or before `at` that cuts no cluster."""
    return _around(text, at)[0]


def ceil(text: str, at: int) -> int:
    """Return the nearest place at or after `at` that cuts no cluster."""
    return _around(text, at)[1]


def _around(text: str, at: int) -> tuple[int, int]:
    if at <= 0 or at >= len(text) or _apart(text, at):
        return at, at
    first = at
    while first > 0 and not _apart(text, first):
        first -= 1
    last = at
    while last < len(text) and not _apart(text, last):
        last += 1
    for start, end in clusters(text[first:last]):
        if first + start == at:
            break
        if first + end > at:
            return first + start, first + end
    return at, at


def _apart(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    if before.isascii() and after.isascii():
        return not (before == "\r" and after == "\n")
    return not _JOINING.match(before) and not _JOINING.match(after)
