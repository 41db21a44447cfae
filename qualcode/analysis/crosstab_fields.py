"""The field that a cross-tab stands against: a level, a number or several choices a case.

Two fields crossed are one field whose levels are pairs. Nothing is guessed: a date or a text has no
levels, and a field of too many is refused, as nobody reads such a table.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from sqlalchemy import Connection

from qualcode.analysis.statistics.given import Array, Codes
from qualcode.cases.area import Cases, VariableRow
from qualcode.errors import NotFound, UsageError, fits_several, nearest_note
from qualcode.store.keys import mark
from qualcode.store.store import Store
from qualcode.text import names

CROSS = " × "
MOST_LEVELS = 120
_BANDED_ABOVE = 12
_LEVELLED = ("nominal", "ordinal")
_NUMBERED = ("scale", "weight")


@dataclass(frozen=True)
class Field:
    """A field for some cases, in their order.

    position: each case's level, -1 where it has none. numbers: of a scale, NaN where missing;
    its levels are its values, or quarters of them (`banded`). chosen: of a multiple response, cases
    × levels of 0 and 1, NaN where not answered; position is then that of no level. parts: of two
    fields crossed, each level's pair.
    """

    name: str
    kind: str
    levels: tuple[str, ...]
    position: Codes
    numbers: Array | None = None
    chosen: Array | None = None
    banded: bool = False
    parts: tuple[tuple[str, str], ...] = ()
    personal: tuple[str, ...] = ()
    """Its variables that tell who a person is."""

    @property
    def missing(self) -> Any:
        """Whether each case has no value."""
        return self.position < 0 if self.chosen is None else np.isnan(self.chosen).any(1)

    def only(self, there: Any) -> Field:
        """Return the field for some of the cases."""
        return Field(
            self.name, self.kind, self.levels, self.position[there],
            None if self.numbers is None else self.numbers[there],
            None if self.chosen is None else self.chosen[there], self.banded, self.parts,
            self.personal,
        )  # fmt: skip


def variable(store: Store, name: str, what: str = "field") -> VariableRow:
    """Return the variable of a name. Raises: NotFound with the nearest names, Ambiguous."""
    known = {v.name: v for v in Cases(store).variables()}
    match = names.find(name, known)
    if match.state == "ambiguous":
        raise fits_several(name, "fields", match.names)
    if match.value is None:
        near = match.names or tuple(known)[:5]
        raise NotFound(
            f"No {what} “{name}”.{nearest_note(near)} List them with: qualcode cases list", near
        )
    return match.value


def values(connection: Connection, of: VariableRow, cases: Sequence[str]) -> list[Any]:
    """Return each case's value as it is stored, None where there is none.

    cases: of those with words of their own, and respondents. Others are not read: of 85,699
    volunteers nobody asks.
    """
    rows = connection.exec_driver_sql(
        "SELECT c.name, v.number, v.content FROM (SELECT id FROM cases WHERE kind = 'respondent' "
        "UNION SELECT case_id FROM document UNION SELECT case_id FROM speaker) w "
        f"JOIN value v ON v.case_id = w.id AND v.variable_id = {mark(connection)} "
        "JOIN cases c ON c.id = w.id",
        (of.id,),
    )
    number = of.kind in _NUMBERED
    wanted = {case: at for at, case in enumerate(cases)}
    found: list[Any] = [None] * len(cases)
    for case, figure, content in rows:
        at = wanted.get(case)
        if at is not None:
            found[at] = figure if number else content
    return found


def numbers(store: Store, of: VariableRow, cases: Sequence[str], what: str) -> Array:
    """Return a number a case, NaN where there is none. Raises: UsageError for another kind."""
    if of.kind not in _NUMBERED:
        raise UsageError(f"“{of.name}” is {of.kind}: a {what} is a variable of numbers.")
    with store.read() as connection:
        found = values(connection, of, cases)
    return np.array([np.nan if v is None else v for v in found], dtype=np.float64)


def read(store: Store, name: str, cases: Sequence[str], by: str | None = None) -> Field:
    """Return a field for these cases; by: a second one that it is crossed with.

    Raises: NotFound, Ambiguous, UsageError for a kind without levels, or too many of them.
    """
    of = [variable(store, one) for one in (name, by) if one is not None]
    first, *second = (_read(store, one, cases) for one in of)
    if second:
        first = _crossed(first, second[0])
    first = replace(first, personal=tuple(one.name for one in of if one.personal))
    if len(first.levels) > MOST_LEVELS:
        raise UsageError(
            f"{first.name} has {len(first.levels):,} levels; a table takes {MOST_LEVELS} at most. "
            "Join some of them in another variable."
        )
    return first


def _read(store: Store, of: VariableRow, cases: Sequence[str]) -> Field:
    if of.kind not in (*_LEVELLED, *_NUMBERED, "multiple response"):
        raise UsageError(
            f"“{of.name}” is of the kind {of.kind} and has no levels to compare. Choose a nominal, "
            "ordinal, scale or multiple response variable."
        )
    with store.read() as connection:
        found = values(connection, of, cases)
    if of.kind in _NUMBERED:
        return _scale(of, np.array([np.nan if v is None else v for v in found], dtype=np.float64))
    if of.kind == "multiple response":
        return _several(of, [None if v is None else json.loads(v) for v in found])
    there = {v for v in found if v is not None}
    levels = [*of.levels, *sorted(there - set(of.levels))]
    return Field(of.name, of.kind, tuple(levels), _positions(levels, found))


def _positions(levels: Sequence[str], found: Sequence[Any]) -> Codes:
    at = {level: n for n, level in enumerate(levels)}
    return np.array([-1 if v is None else at[v] for v in found], dtype=np.intp)


def _scale(of: VariableRow, found: Array) -> Field:
    known = found[~np.isnan(found)]
    distinct = np.unique(known)
    position = np.full(found.size, -1, dtype=np.intp)
    there = ~np.isnan(found)
    if distinct.size <= _BANDED_ABOVE:
        position[there] = np.searchsorted(distinct, known)
        return Field(of.name, "scale", tuple(f"{v:g}" for v in distinct), position, numbers=found)
    cuts = np.unique(np.quantile(known, [0.25, 0.5, 0.75], method="inverted_cdf"))
    cuts = cuts[cuts < distinct[-1]]
    position[there] = np.searchsorted(cuts, known, side="left")
    ends = [f"{v:g}" for v in cuts]
    pairs = pairwise(ends)
    levels = (f"≤ {ends[0]}", *(f"> {low} to {high}" for low, high in pairs), f"> {ends[-1]}")
    return Field(of.name, "scale", levels, position, numbers=found, banded=True)


def _several(of: VariableRow, found: Sequence[Sequence[str] | None]) -> Field:
    there = {choice for v in found if v is not None for choice in v}
    levels = [*of.levels, *sorted(there - set(of.levels))]
    at = {level: n for n, level in enumerate(levels)}
    chosen = np.full((len(found), len(levels)), np.nan)
    for row, choices in zip(chosen, found, strict=True):
        if choices is not None:
            row[:] = 0
            row[[at[choice] for choice in choices]] = 1
    none = np.full(len(found), -1, dtype=np.intp)
    return Field(of.name, of.kind, tuple(levels), none, chosen=chosen)


def _crossed(first: Field, second: Field) -> Field:
    for one in (first, second):
        if one.chosen is not None:
            raise UsageError(
                f"“{one.name}” takes several answers a person and is not crossed with another "
                "field. Make a table of it alone."
            )
    if first.name == second.name:
        raise UsageError(f"“{first.name}” is not crossed with itself.")
    pairs = [(a, b) for a in first.levels for b in second.levels]
    width = len(second.levels)
    position = np.where(
        (first.position < 0) | (second.position < 0), -1, first.position * width + second.position
    )
    return Field(
        f"{first.name}{CROSS}{second.name}", "crossed", tuple(f"{a}{CROSS}{b}" for a, b in pairs),
        position, parts=tuple(pairs), banded=first.banded or second.banded,
    )  # fmt: skip


def labels(of: Field) -> Any:
    """Return a field as the pure functions take it: a categorical in the order of its levels."""
    import pandas as pd

    return pd.Categorical.from_codes(of.position, pd.Index(list(of.levels), dtype=object))


def level_of(of: Field, name: str) -> int:
    """Return the place of a level by its name. Raises: NotFound, Ambiguous."""
    known: Mapping[str, int] = {level: at for at, level in enumerate(of.levels)}
    if name in known:
        return known[name]
    match = names.find(name, dict(known))
    if match.state == "ambiguous":
        raise fits_several(name, f"levels of {of.name}", match.names)
    if match.value is None:
        raise NotFound(
            f"{of.name} has no level “{name}”.{nearest_note(match.names or of.levels)}",
            match.names,
        )
    return match.value
