"""The order of a list of segments, and the headings of its groups."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from qualcode.analysis.retrieval_cases import CaseOf
from qualcode.analysis.retrieval_evaluate import Stop, Stopped
from qualcode.analysis.retrieval_fields import BY_ALIAS
from qualcode.cases.area import Cases, VariableRow
from qualcode.coding import segments
from qualcode.coding.speakers import Speakers
from qualcode.errors import NotFound, nearest_note
from qualcode.store.keys import mark
from qualcode.store.store import Store
from qualcode.text import names
from qualcode.text.shadow import fold

BY = ("made", "document", "case", "code", "coder", "speaker", "date", "strength", "round", "origin")
"""What segments are ordered and grouped by, beside the variables of cases."""

NO = "—"
"""The name of the group of what has no case, speaker, strength, round or value."""


@dataclass(frozen=True)
class Head:
    """The heading of a group in a listing: what its segments share, and how many they are."""

    label: str
    n: int


def by_name(store: Store, name: str) -> str:
    """Return what is ordered or grouped by, by its English name, `-` before it for downwards."""
    plain = name.removeprefix("-")
    known = {b: b for b in BY} | {v.name: v.name for v in Cases(store).variables()}
    found = BY_ALIAS.get(fold(plain), plain)
    match = names.find(found, known)
    if match.value is None:
        raise NotFound(
            f"Nothing to order or group by called “{plain}”.{nearest_note(match.names or BY)}",
            match.names or BY,
        )
    return f"-{match.value}" if name.startswith("-") else match.value


def arranged(
    connection: Connection, store: Store, keys: list[int], sort: str, group: str | None, stop: Stop
) -> list[int | Head]:
    """Return segments in order, under the headings of their groups."""
    if sort == "made" and group is None:
        return list(keys)
    raw = segments.raw_of(connection, keys)
    if sort == "-made":
        raw = raw[::-1]
    elif sort != "made":
        # What is alike stands as in its text.
        raw.sort(key=lambda r: (r[2], r[3], -r[4], r[0]))
        raw = _sorted(connection, store, raw, sort, stop)
    if group is None:
        return [r[0] for r in raw]
    sorter = _key(connection, store, group.removeprefix("-"), raw, stop)
    raw = _sorted(connection, store, raw, group, stop)
    entries: list[int | Head] = []
    members: list[int] = []
    label: str | None = None
    for row in raw:
        _, said = sorter(row)
        if said != label and members:
            entries += [Head(label or NO, len(members)), *members]
            members = []
        label = said
        members.append(row[0])
    if members:
        entries += [Head(label or NO, len(members)), *members]
    return entries


Sorter = Callable[[Sequence[Any]], tuple[Any, str]]
"""From a raw row to what it is ordered by, and its label."""


def _sorted(
    connection: Connection, store: Store, raw: list[Sequence[Any]], by: str, stop: Stop
) -> list[Sequence[Any]]:
    """Return rows in order, those without a value last whichever way."""
    sorter = _key(connection, store, by.removeprefix("-"), raw, stop)
    keyed = [(sorter(row)[0], row) for row in raw]
    some = [k for k in keyed if k[0] is not None]
    some.sort(key=lambda k: k[0], reverse=by.startswith("-"))
    return [row for _, row in some] + [row for key, row in keyed if key is None]


def _key(
    connection: Connection, store: Store, by: str, raw: Sequence[Sequence[Any]], stop: Stop
) -> Sorter:
    if stop():
        raise Stopped

    def named(sql: str, at: int) -> Sorter:
        found = {r[0]: str(r[1]) for r in connection.exec_driver_sql(sql)}
        return lambda row: _label(found.get(row[at]))

    if by == "made":
        return lambda row: (row[11], str(row[11])[:10])
    if by == "date":
        return lambda row: (str(row[11])[:10], str(row[11])[:10])
    if by == "document":
        shown = {r[0]: r[1] for r in connection.exec_driver_sql("SELECT id, shown FROM document")}
        return lambda row: (row[2], shown[row[2]])
    if by == "code":
        return named("SELECT id, shown FROM code", 5)
    if by == "coder":
        return named("SELECT id, name FROM coder", 7)
    if by == "round":
        return named("SELECT id, name FROM coding_round", 10)
    cases = CaseOf(connection, {row[2] for row in raw})
    if by == "case":
        return lambda row: _label(cases.of(row[2], row[3]))
    if by == "origin":
        return lambda row: _label(row[8])
    if by == "strength":
        return lambda row: (row[9], NO if row[9] is None else str(row[9]))
    if by == "speaker":
        who = Speakers(connection, {row[2] for row in raw})
        return lambda row: _label(who.at(row[2], row[3]))
    variable = next(v for v in Cases(store).variables() if v.name == by)
    values = _values(connection, variable)
    return lambda row: values.get(cases.of(row[2], row[3]), (None, NO))


def _label(text: str | None) -> tuple[Any, str]:
    return (None, NO) if text is None else (fold(text), text)


def _values(connection: Connection, variable: VariableRow) -> dict[str | None, tuple[Any, str]]:
    """Return, by case, its value as it is ordered by and as it is shown."""
    m = mark(connection)
    rank = {level: n for n, level in enumerate(variable.levels)}
    found: dict[str | None, tuple[Any, str]] = {}
    for case, number, content in connection.exec_driver_sql(
        "SELECT c.name, v.number, v.content FROM cases c JOIN value v ON v.case_id = c.id "
        f"WHERE v.variable_id = {m}",
        (variable.id,),
    ):
        if number is not None:
            found[case] = (number, f"{number:g}")
        elif content is not None:
            text = content
            if variable.kind == "multiple response":
                text = "; ".join(json.loads(content))
            found[case] = ((rank.get(content, len(rank)), fold(text)), text)
    return found
