"""From what is said to what stands in the cell: joints, capitals, the last stop, an emoji.

Invariant: the parts of an answer are the stretches of its text that carry a theme, in order,
half-open, within the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qualcode.demo.draw import Draw
from qualcode.demo.phrases import fill
from qualcode.demo.speaker import Speaker

Said = list[tuple[str, str]]  # words and their theme, '' for none

_LIMIT = {"zh": 600, "en": 900}  # characters in an answer, as the form allowed
_CLASHES = (
    ("为", "给"),
    ("天", "月", "礼拜", "周", "年"),
    ("我们",),
    (" for ",),
    ("days", "weeks", "months"),
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters `start` to `end` (half-open) of an answer and their theme.

    A story that touches several themes has them joined by `+`.
    """

    start: int
    end: int
    theme: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer and the themes it was composed from."""

    text: str
    parts: tuple[Stretch, ...] = ()


def render(said: Said, speaker: Speaker, draw: Draw) -> Answer:
    """Return the answer as this speaker types it."""
    text = ""
    parts = []
    for words, theme in said:
        typed = speaker.write(words, draw)
        if speaker.language == "en" and speaker.stops != "lower":
            typed = _capital(typed, starts=not text or bool(re.search(r"[.!?] *$|\d\. $", text)))
        if len(text) + len(typed) > _LIMIT[speaker.language]:
            break
        if theme and typed:
            parts.append(Stretch(len(text), len(text) + len(typed), theme))
        text += typed
    text += _ending(text, speaker, draw)
    return Answer(text, tuple(parts))


def number(n: int, speaker: Speaker) -> str:
    """Return what stands before item n (from 0) of a numbered answer."""
    if speaker.language == "en":
        return f"{'' if n == 0 else ' '}{n + 1}. "
    if speaker.official:
        return ("一是", "；二是", "；三是", "；四是")[n]
    return f"{'' if n == 0 else ' '}{n + 1}{'、' if speaker.old else '.'}"


def comma(speaker: Speaker) -> str:
    """Return what joins an afterthought to a sentence."""
    return "，" if speaker.language == "zh" else ". "


def stop(speaker: Speaker) -> str:
    """Return what ends a sentence within an answer."""
    return "。" if speaker.language == "zh" else ". "


def clashes(tail: str, words: str) -> bool:
    """Say whether a tail says again what the words before it said: for whom, or how long."""
    return any(
        any(sign in tail for sign in signs) and any(sign in words for sign in signs)
        for signs in _CLASHES
    )


def _capital(words: str, *, starts: bool) -> str:
    if starts and words:
        words = words[0].upper() + words[1:]
    return re.sub(r"(?<=[.?!] )[a-z]", lambda found: found[0].upper(), words)


def _ending(text: str, speaker: Speaker, draw: Draw) -> str:
    """Return the stop at the end, if the speaker sets one, and what the young add."""
    sections = speaker.sections
    if not text or len(text) <= 4:
        return ""
    if speaker.young and len(text) < 90 and draw.chance(0.09 if speaker.language == "zh" else 0.05):
        section = sections["tail.young" if speaker.language == "zh" else "emoji"]
        tail = fill(draw.pick(section).template, draw, sections, speaker.own)
        return tail if speaker.language == "zh" else f" {tail}"
    if text[-1] in "。.?!？！…，,":
        return ""
    if speaker.language == "zh":
        return "。" if speaker.stops == "full" and len(text) > 9 else ""
    return "." if speaker.stops == "proper" and " " in text else ""
