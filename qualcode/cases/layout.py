"""What the columns of a survey file are, as the tool that wrote it names them.

A tool's reader (`cases/tools`) turns the first rows of a file into a Layout: how many rows are
header, and for each column its name, the question's wording, and which question it belongs to
where a question has several columns. What a column holds is found from its cells, elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

OTHER = re.compile(r"\bother\b|please specify|其他|其它|请注明|填空", re.IGNORECASE)
"""A choice that asks for a text of one's own."""

_TAG = re.compile(r"<[a-zA-Z/][^<>]*>")


@dataclass(frozen=True)
class Part:
    """One column of a file."""

    at: int
    """Its position in a row, from 0."""
    name: str
    """Its name, which no other column of the file has."""
    question: str = ""
    """The question's wording, where the file says more than the name."""
    item: str = ""
    """The choice or the row of a matrix, where the question has several columns."""
    group: str = ""
    """The name of that question."""
    hint: str = ""
    """The type that the tool's own column has, whatever it holds."""
    of: str = ""
    """For an `other` text: the question it belongs to."""
    personal: bool = False
    derived: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)
    """Codes and what they stand for, in their order."""
    missing: Mapping[str, str] = field(default_factory=dict)
    """Cells that say why there is no answer, and the reason."""
    measure: str = ""


@dataclass(frozen=True)
class Layout:
    """How a tool lays out its files."""

    tool: str
    header_rows: int
    parts: list[Part]
    missing: Mapping[str, str] = field(default_factory=dict)
    """Cells of any column that say why there is no answer, and the reason."""
    separator: str = ""
    """The sign between the choices of one cell, where the tool has one of its own."""
    coded: bool = False
    """Whether closed answers are numbers that stand for choices."""
    blank_set: str = "empty"
    """Why no column of a question with several choices holds anything."""
    rows_are_ids: bool = False
    """Whether respondents have no other name than their row's number."""
    grouping: str = "sure"
    """Which questions of several columns to believe: `sure`, as the tool names them; `choices`,
    those whose columns each hold one choice; `labels`, those whose cells repeat the choice."""


def plain(text: str) -> str:
    """Return a wording without tags and line breaks."""
    return " ".join(_TAG.sub(" ", text).split())


def unique(names: Sequence[str]) -> list[str]:
    """Return names of which none stands twice: a second one gets ` (2)`."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found


def common_stem(wordings: Sequence[str], sign: str) -> str:
    """Return what all wordings have in front of the sign; empty where they differ."""
    stem = wordings[0]
    for wording in wordings[1:]:
        while not wording.startswith(stem + sign if stem else ""):
            stem = stem.rpartition(sign)[0]
            if not stem:
                return ""
        if wording == stem:
            return ""
    return stem if all(w.startswith(stem + sign) for w in wordings) else stem.rpartition(sign)[0]
