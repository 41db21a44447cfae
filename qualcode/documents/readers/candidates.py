"""The start of a line, read as a speaker's label could be written.

Understood are heading marks, bold, a time before or behind, a section number before, a note behind,
a voice tag or table column that the source's structure gives, `Name  02:05` on a line of its own,
and `[id1]`. A candidate is only a possibility: `labels` decides. Every line costs the same, however
long it is, because a label ends within its first 120 characters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qualcode.documents.readers import times
from qualcode.documents.readers.source import Line
from qualcode.documents.readers.vocabulary import NOISE, folded, role_of

_WINDOW = 120
_SPACE = re.compile(r"[\s\u200b\u200e\u200f\ufeff]*")
_HEADING = re.compile(r"#{1,6}[^\S\n]+")
_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{1,3}){0,3})(?:[.、)）]\s{0,3}|\s{1,3})(?=\D)")
_NOTE = re.compile(r"\s?(?:\\?[\[(（【])([^\[\]()（）【】\n]{1,40}?)(?:\\?[\])）】])\s?")
_NAME_END = frozenset('.?!。？！，,；;、…“”"«»<>|=*[](){}（）【】「」《》\\:：\t\n~+$%^`')
_BRACKET = re.compile(r"\\?[\[【]([^\[\]【】\n\\]{1,24})\\?[\]】]\s?(?![(（:：])")
_INITIAL = re.compile(r"(?:^|[\s.])[^\W\d_]{1,3}$")
_HAN = re.compile(r"[㐀-鿿豈-﫿]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be a label, in one line."""

    line: int
    """The index of the line."""
    name: str
    """The label, its inner white space made single."""
    form: str
    """`structure`, `heading`, `bold`, `inline`, `timed` or `bracket`."""
    words: int
    """Where the words begin in the line."""
    seconds: float | None = None
    """The time that stands with the label."""
    until: float | None = None
    """The end of that time, if it is a range."""
    note: str | None = None
    """What stands in brackets behind the label."""
    number: str | None = None
    """The section number before the label."""


def find(lines: Sequence[Line]) -> list[Candidate]:
    """Return the candidates of all lines in order, at most one a line."""
    found = [
        candidate
        for index, line in enumerate(lines)
        if line.kind is None and (candidate := read(line, index))
    ]
    return _without_lone_times(_without_words(found, lines))


def read(line: Line, index: int = 0) -> Candidate | None:
    """Return what may be a label at the start of a line, None if nothing may."""
    if line.speaker is not None:
        first, last = line.seconds or (None, None)
        return Candidate(index, folded(line.speaker), "structure", line.words, first, last)
    head = line.text[:_WINDOW]
    at = _skip(head, 0)
    if not head or at == len(head):
        return None
    form, stamp, number = "inline", None, None
    if match := _HEADING.match(head, at):
        form, at = "heading", match.end()
    at, form = _bold(head, at, form)
    if stamp := times.bracketed_at(head, at) or times.bare_at(head, at):
        at, form = _bold(head, _skip(head, stamp.end), form)
    if match := _NUMBER.match(head, at):
        number, at = match[1], match.end()
        at, form = _bold(head, at, form)
    if form == "inline" and line.bold > at:
        form = "bold"
    found = _colon(head, at, form) or (None if stamp else _timed(head, at, len(line.text)))
    if found is None:
        found = _bracket(head, at)
    if found is None:
        return None
    if stamp and found.seconds is None:
        found = replace(found, seconds=stamp.seconds, until=stamp.until)
    if line.seconds:
        found = replace(found, seconds=line.seconds[0], until=line.seconds[1])
    return replace(found, line=index, number=number)


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _bold(text: str, at: int, form: str) -> tuple[int, str]:
    """Step over an opening bold mark."""
    if text.startswith(("**", "__"), at):
        return _skip(text, at + 2), "bold" if form == "inline" else form
    return at, form


def _close(text: str, at: int) -> int:
    """Step over a closing bold mark and the white space round it."""
    at = _skip(text, at)
    return _skip(text, at + 2) if text.startswith(("**", "__"), at) else at


def _name(text: str, at: int) -> int:
    """Return where a name that begins at `at` ends, `at` itself if none begins there."""
    limit = min(len(text), at + 25)
    for end in range(at, limit):
        character = text[end]
        if character not in _NAME_END:
            continue
        initial = (
            character == "."
            and end + 1 < len(text)
            and (text[end + 1] == " " or text[end + 1].isupper())
            and _INITIAL.search(text[at:end])
        )
        if not initial:
            return end
    return limit if limit == len(text) else at


def is_name(name: str) -> bool:
    """Say whether a string may be a label: 24 characters and 4 words at most, 8 if it holds Han."""
    name = folded(name)
    if not 1 <= len(name) <= 24 or not any(character.isalnum() for character in name):
        return False
    return len(name) <= 8 if _HAN.search(name) and not name.isascii() else len(name.split()) <= 4


def _colon(text: str, at: int, form: str) -> Candidate | None:
    """Read `Name:`, `Name (note):`, `Name (00:02:05):` and their bold forms."""
    end = _name(text, at)
    name, end = text[at:end].strip("_ \u3000\xa0"), _close(text, end)
    seconds = until = note = None
    for _ in range(2):
        if stamp := times.bracketed_at(text, end):
            seconds, until, end = stamp.seconds, stamp.until, _close(text, stamp.end)
        elif match := _NOTE.match(text, end):
            note, end = match[1].strip(), _close(text, match.end())
    if not name or end >= len(text) or text[end] not in ":：" or not is_name(name):
        return None
    after = text[end + 1 : end + 3]
    if after.startswith(("//", "\\", ":")) or (after[:1].isdigit() and name[-1].isdigit()):
        return None
    end = _close(text, end + 1)
    if stamp := times.bracketed_at(text, end):
        seconds, until, end = stamp.seconds, stamp.until, _skip(text, stamp.end)
    return Candidate(0, folded(name), form, end, seconds, until, note)


def _timed(text: str, at: int, length: int) -> Candidate | None:
    """Read `Name  02:05` and `Name (02:05)` alone on a line."""
    if length > 60 or not (stamp := times.at_end(text)) or stamp.start <= at:
        return None
    raw = text[at : stamp.start]
    name = raw.replace("**", "").strip()
    if _name(name, 0) != len(name) or not is_name(name):
        return None
    apart = raw[-2:].isspace() or raw[-1:] == "\t" or not text[stamp.start].isdigit()
    if not apart and not _is_titled(name):
        return None
    return Candidate(0, folded(name), "timed", length, stamp.seconds, stamp.until)


def _bracket(text: str, at: int) -> Candidate | None:
    """Read `[id1] hello` and `【李明】`."""
    match = _BRACKET.match(text, at)
    if not match or not is_name(match[1]) or times.seconds(match[1]) is not None:
        return None
    name = folded(match[1])
    if name.casefold() in NOISE or name.isdigit():
        return None
    return Candidate(0, name, "bracket", _skip(text, match.end()))


def _without_words(found: Sequence[Candidate], lines: Sequence[Line]) -> list[Candidate]:
    """Drop `Name  02:05` lines right under a label that has no words yet: they are its words."""
    kept: list[Candidate] = []
    for candidate in found:
        last = kept[-1] if kept else None
        if (
            candidate.form == "timed"
            and last is not None
            and last.form != "timed"
            and last.line == candidate.line - 1
            and not lines[last.line].text[last.words :].strip()
        ):
            continue
        kept.append(candidate)
    return kept


def _without_lone_times(found: list[Candidate]) -> list[Candidate]:
    """Drop `Name  02:05` lines that do not make a series: one time at a line's end is talk."""
    timed = [candidate for candidate in found if candidate.form == "timed"]
    moments = [candidate.seconds for candidate in timed if candidate.seconds is not None]
    counts = Counter(candidate.name for candidate in timed)
    series = times.is_series(moments, 2)
    return [
        candidate
        for candidate in found
        if candidate.form != "timed"
        or (series and (counts[candidate.name] > 1 or _is_titled(candidate.name)))
    ]


def _is_titled(name: str) -> bool:
    """Say whether a name that occurs once is written as names are."""
    if role_of(name) is not None:
        return True
    if _HAN.search(name):
        return " " not in name
    return all(word[0].isupper() or word[0].isdigit() for word in name.split())
