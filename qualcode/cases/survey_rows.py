"""The rows of a survey's preview: a question, what it holds, and why that is thought.

Each carries the variable that is to be written for it, so that what is shown is what is done.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from qualcode.cases import answers, choices
from qualcode.cases.guessing import KIND_OF, Guess
from qualcode.cases.kinds import SEPARATOR
from qualcode.cases.layout import Part
from qualcode.cases.reading import Stored
from qualcode.cases.sheet import Sheet
from qualcode.cases.survey_plan import Column, Written


class RowMaker:
    """Makes the rows of one file."""

    def __init__(self, sheet: Sheet, prefix: str, id_column: str) -> None:
        self.sheet, self.prefix, self.id_column = sheet, prefix, id_column

    def text_of(self, name: str) -> str:
        """Return the column that holds the texts of a question's `other`."""
        return next(
            (p.name for p in self.sheet.layout.parts if p.of == name and p.hint == "other_text"), ""
        )

    def other(self, part: Part, of: str, values: list[Stored | None]) -> Column:
        """Return the row of a text made beside a choice: a variable of its own."""
        text = replace(part, of=of, hint="other_text", group="", labels={}, derived=True)
        row = self.row(
            part.name, [text], Guess("other_text", f"the text of “other” in {of}"), (), values
        )
        return replace(row, derived=False)

    def row(
        self, name: str, parts: Sequence[Part], guess: Guess, levels: tuple[str, ...],
        values: list[Stored | None], *, open_ended: bool = False, items: tuple[str, ...] = (),
        other_text: str = "", kind: str = "",
    ) -> Column:  # fmt: skip
        """Return the row of a question, with its variable if it has one of its own."""
        first = parts[0]
        kind = kind or KIND_OF[guess.type]
        question = first.question or name
        personal = first.personal or guess.type == "personal"
        type_ = "meta" if guess.type == "personal" else guess.type
        total = len(self.sheet.rows)
        given = [v for v in values if is_answer(v)]
        if open_ended:
            given = [v for v in given if v and answers.words(v[1] or "")]
        written: tuple[Written, ...] = ()
        if kind and name != self.id_column and type_ not in ("matrix", "skip", "empty"):
            settings = self._settings(type_, first, parts, items, personal)
            written = (
                Written(
                    self.prefix + name, question, kind, open_ended, levels, settings, values,
                    tuple(parts),
                ),
            )  # fmt: skip
        shown = items or levels
        return Column(
            name, self.prefix + name if kind else "", kind, open_ended, len(given),
            total - len(given), levels, self._example(parts, values), type_, question,
            tuple(p.name for p in parts), items, guess.item_type, _counts(kind, shown, given),
            reasons(values or [None] * total), other_text, personal,
            first.derived, guess.sure, guess.reason, written,
        )  # fmt: skip

    def _settings(
        self, type_: str, first: Part, parts: Sequence[Part], items: tuple[str, ...], personal: bool
    ) -> dict[str, Any]:
        exclusive = [one for one in items if choices.EXCLUSIVE.fullmatch(one)]
        settings: dict[str, Any] = {
            "type": type_, "columns": [p.name for p in parts] if len(parts) > 1 else [],
            "separator": SEPARATOR if KIND_OF.get(type_) == "multiple response" else "",
            "exclusive": exclusive, "personal": personal, "derived": first.derived,
            "other_of": first.of, "tool": self.sheet.layout.tool,
        }  # fmt: skip
        return {key: value for key, value in settings.items() if value}

    def _example(self, parts: Sequence[Part], values: Sequence[Stored | None]) -> str:
        for row, value in zip(self.sheet.rows, values, strict=False):
            if is_answer(value):
                return next((c for part in parts if (c := row[part.at]).strip()), "")
        return ""


def reasons(values: Iterable[Stored | None]) -> tuple[str, ...]:
    """Return how many cells hold no answer, by reason; a blank cell is `empty`."""
    kept = Counter(values)
    found: Counter[str] = Counter()
    for value, n in kept.items():
        reason = "empty" if value is None else value[2]
        if reason is not None:
            found[reason] += n
    return tuple(f"{n} {reason}" for reason, n in sorted(found.items()))


def is_answer(value: Stored | None) -> bool:
    """Say whether a value is an answer: neither blank nor a reason for none."""
    return value is not None and value[2] is None and value[:2] != (None, "")


def _counts(kind: str, shown: tuple[str, ...], given: Sequence[Stored | None]) -> tuple[int, ...]:
    """Return how many answers name each level."""
    counts: Counter[str] = Counter()
    contents = Counter(v[1] for v in given if v is not None and v[1] is not None)
    for content, n in contents.items():
        for one in json.loads(content) if kind == "multiple response" else [content]:
            counts[one] += n
    return tuple(counts[one] for one in shown)
