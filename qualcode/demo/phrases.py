"""Hand-written pieces of answers, read from the text files in `answers/`.

A file holds sections (`== name`), one piece a line. In a piece, `[a|b|]` stands for one of its
alternatives and `{slot}` for a filler of the section of that name; both may nest. A line may
begin with `@tag`: only a speaker who has all its tags says it. Invariant: whatever `fill`
returns has no bracket left in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from qualcode.demo.draw import Draw
from qualcode.errors import UnreadableSource

Part = str | tuple["Template", ...]  # words, or alternatives
Template = tuple["Part | Slot", ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """A gap that a section fills."""

    name: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of a phrase file and the tags that its speaker must have."""

    tags: tuple[str, ...]
    template: Template


Book = Mapping[str, tuple[Piece, ...]]


@cache
def book(language: str) -> Book:
    """Return the sections of a language, 'zh' or 'en', each with its pieces in file order.

    Raises: UnreadableSource for a line whose brackets do not pair.
    """
    sections: dict[str, list[Piece]] = {}
    for name, line in _lines(language):
        section, _, themes = name.partition(" ")
        pieces = sections.setdefault(section, [])
        tags = [f"theme.{theme}" for theme in themes.split()]
        while line.startswith("@"):
            tag, _, line = line[1:].partition(" ")
            tags.append(tag)
        pieces.append(Piece(tuple(tags), _parse(line)))
    return {name: tuple(pieces) for name, pieces in sections.items()}


@cache
def pairs(language: str, section: str) -> tuple[tuple[str, str], ...]:
    """Return the `left=right` lines of a section, in file order."""
    found = [line for name, line in _lines(language) if name == section]
    return tuple((left, right) for left, _, right in (line.partition("=") for line in found))


def fill(template: Template, draw: Draw, sections: Book, own: Mapping[str, str]) -> str:
    """Return the template in words.

    own: what a slot stands for with this speaker: the name of another section ('=place.Tingnan')
    or the words themselves.
    """
    words = []
    for part in template:
        if isinstance(part, str):
            words.append(part)
        elif isinstance(part, Slot):
            name = own.get(part.name, "=" + part.name)
            if name.startswith("="):
                chosen = draw.pick(sections[name[1:]]).template
                words.append(fill(chosen, draw, sections, own))
            else:
                words.append(name)
        else:
            words.append(fill(draw.pick(part), draw, sections, own))
    return "".join(words)


@cache
def _lines(language: str) -> tuple[tuple[str, str], ...]:
    """The lines of all files of a language with their section, files in order of name."""
    folder = files("qualcode.demo") / "answers"
    found = []
    for source in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not source.name.startswith(language + "_"):
            continue
        section = ""
        for line in source.read_text(encoding="utf-8").splitlines():
            if line.startswith("== "):
                section = line[3:]
            elif line and not line.startswith("#"):
                found.append((section, line))
    return tuple(found)


def _parse(line: str) -> Template:
    tokens = iter(line)
    template, end = _sequence(tokens, line)
    if end:
        raise UnreadableSource(f"Phrase “{line}”: “{end}” closes nothing. Remove it.")
    return template


def _sequence(tokens: Iterator[str], line: str) -> tuple[Template, str]:
    """Read up to the end or to the `|` or `]` that ends this alternative."""
    parts: list[Part | Slot] = []
    words = ""
    for sign in tokens:
        if sign in "|]":
            return (*parts, words), sign
        if sign not in "[{":
            words += sign
            continue
        parts.append(words)
        words = ""
        if sign == "{":
            parts.append(Slot("".join(iter(lambda: next(tokens), "}"))))
        else:
            parts.append(_alternatives(tokens, line))
    return (*parts, words), ""


def _alternatives(tokens: Iterator[str], line: str) -> tuple[Template, ...]:
    found = []
    end = "|"
    while end == "|":
        template, end = _sequence(tokens, line)
        found.append(template)
    if not end:
        raise UnreadableSource(f"Phrase “{line}”: a bracket is not closed. Close it with “]”.")
    return tuple(found)
