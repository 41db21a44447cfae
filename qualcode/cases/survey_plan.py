"""What is said and known of a survey file, and what is understood of it: plain records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from qualcode.cases.ids import Ids
from qualcode.cases.layout import Part
from qualcode.cases.reading import Stored
from qualcode.cases.sheet import Sheet


@dataclass(frozen=True)
class Known:
    """What a project knows of a variable: its kind, its levels in order, whether it is asked."""

    kind: str
    levels: tuple[str, ...]
    question: bool = False
    made: str = ""
    """How this program made it, if it did: no file is read over it."""


@dataclass(frozen=True)
class Stated:
    """What the person who imports says of a file's columns."""

    id: str | None
    open_ended: Sequence[str] = ()
    weight: str | None = None
    types: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, Sequence[str]] = field(default_factory=dict)
    missing: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    skip: Sequence[str] = ()
    prefix: str = ""
    id_prefix: str = ""


@dataclass(frozen=True)
class Written:
    """One variable to be written, and its value for each row of the file."""

    variable: str
    label: str
    kind: str
    open_ended: bool
    levels: tuple[str, ...]
    settings: dict[str, Any]
    values: list[Stored | None]
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Column:
    """One question of a file as a preview shows it, with the variables that come of it."""

    column: str
    variable: str
    kind: str
    open_ended: bool
    values: int
    blank: int
    levels: tuple[str, ...]
    example: str
    type: str
    question: str
    columns: tuple[str, ...]
    items: tuple[str, ...]
    item_type: str
    counts: tuple[int, ...]
    missing: tuple[str, ...]
    other_text: str
    personal: bool
    derived: bool
    sure: bool
    reason: str
    written: tuple[Written, ...] = ()


@dataclass(frozen=True)
class Plan:
    """A survey file understood, nothing written yet."""

    sheet: Sheet
    ids: Ids
    columns: list[Column]
