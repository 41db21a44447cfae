"""The codebook as a model takes it: the codes that can be applied, each by its uid.

Examples that were picked from segments are left out: the passage they stand in teaches them once,
and as an example they would tell the model what is asked of it when that passage is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from qualcode.codebook.stock import Stored, read_stock


@dataclass(frozen=True)
class Code:
    """A code that can be suggested."""

    id: int
    uid: str
    name: str
    revision: int
    entry: Mapping[str, Any]


@dataclass(frozen=True)
class Book:
    """The codes that can be suggested, in the codebook's order."""

    codes: tuple[Code, ...]

    @cached_property
    def by_uid(self) -> dict[str, Code]:
        """The codes by uid."""
        return {code.uid: code for code in self.codes}

    @cached_property
    def by_id(self) -> dict[int, Code]:
        """The codes by key."""
        return {code.id: code for code in self.codes}

    @property
    def entries(self) -> list[Mapping[str, Any]]:
        """The entries, as `Suggester` takes them."""
        return [code.entry for code in self.codes]


def read(connection: Connection) -> Book:
    """Return the codebook: no categories, no retired codes."""
    stock = read_stock(connection)
    return Book(tuple(_code(one) for one in stock.live() if not one.entry.category))


def _code(one: Stored) -> Code:
    entry = one.entry
    names = {"zh": entry.name_zh, "en": entry.name_en}
    if entry.code not in names.values():
        language = "en" if entry.code.isascii() else "zh"
        if not names[language]:
            names[language] = entry.code
    return Code(
        one.id,
        one.uid,
        entry.code,
        one.revision,
        {
            "code": one.uid,
            "name": {k: v for k, v in names.items() if v},
            "definition": {
                "zh": entry.definition_zh or entry.when_zh,
                "en": entry.definition_en or entry.when_en,
            },
            "examples": [kept.content for kept in one.examples if kept.segment_uid is None],
            "keywords": {"zh": list(entry.keywords_zh), "en": list(entry.keywords_en)},
        },
    )
