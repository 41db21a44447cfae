"""Taking in a survey: cases by id, a variable a column, a document an open-ended answer.

All or nothing, in one batch: one undo takes it back. Importing again updates by id: values that
differ are set, an answer that differs becomes a new version, and codings stay. A blank cell says
nothing, and leaves what is there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qualcode.cases import answers
from qualcode.cases.kinds import (
    SEPARATOR,
    check_kind,
    fault,
    guess,
    levels_found,
    orders_itself,
    stored,
)
from qualcode.cases.sheet import Sheet
from qualcode.errors import UnreadableSource, UsageError
from qualcode.store import uids
from qualcode.store.journal import Batch
from qualcode.store.keys import select_in
from qualcode.store.store import Store

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Known:
    """What a project knows of a variable already: its kind and its levels in order."""

    kind: str
    levels: tuple[str, ...]


@dataclass(frozen=True)
class Stated:
    """What the person who imports says of a file's columns."""

    id: str
    open_ended: Sequence[str]
    weight: str | None
    kinds: Mapping[str, str]
    levels: Mapping[str, Sequence[str]]
    prefix: str


@dataclass(frozen=True)
class Column:
    """What becomes of one column: the variable's name and kind, its values and levels."""

    column: str
    variable: str
    kind: str
    open_ended: bool
    values: int
    blank: int
    levels: tuple[str, ...]
    example: str


@dataclass(frozen=True)
class Plan:
    """A survey file understood: ids and columns, nothing written yet."""

    sheet: Sheet
    ids: list[str]
    columns: list[Column]


def plan(sheet: Sheet, stated: Stated, known: Mapping[str, Known]) -> Plan:
    """Understand a survey file; known: the project's variables by name.

    Raises: NotFound, UnreadableSource, UsageError with the row.
    """
    ids = _ids(sheet, stated.id)
    weight = [stated.weight] if stated.weight else []
    for name in (*stated.open_ended, *weight, *stated.kinds, *stated.levels):
        sheet.column(name)
        if name == stated.id:
            raise UsageError(f"“{name}” is the id column, and no variable besides.")
    columns = [_column(sheet, name, stated, known) for name in sheet.columns if name != stated.id]
    return Plan(sheet, ids, columns)


def _column(sheet: Sheet, name: str, stated: Stated, known: Mapping[str, Known]) -> Column:
    cells = sheet.column(name)
    variable = stated.prefix + name
    there = known.get(variable)
    open_ended = name in stated.open_ended
    kind = _kind(name, cells, stated) or (there.kind if there else guess(cells))
    if there is not None and there.kind != kind:
        raise UsageError(
            f"“{variable}” is {there.kind} in this project and would become {kind}. "
            f"State it as {there.kind}, take back the earlier import, or import under a prefix."
        )
    levels = _levels(name, kind, cells, stated, there)
    for row, cell in zip(sheet.numbers, cells, strict=True):
        if (cell.strip() or "\0" in cell) and (wrong := fault(kind, cell, levels)):
            shown = cell.strip().replace("\0", "\ufffd")
            shown = shown if len(shown) <= 40 else shown[:39] + "…"
            raise UnreadableSource(f"{sheet.name}, row {row}, “{name}”: “{shown}” {wrong}.")
    filled = [c for c in cells if (answers.words(c) if open_ended else c.strip())]
    return Column(
        name, variable, kind, open_ended, len(filled), len(cells) - len(filled), levels,
        filled[0] if filled else "",
    )  # fmt: skip


def _ids(sheet: Sheet, id: str) -> list[str]:
    ids = [cell.strip() for cell in sheet.column(id)]
    seen: dict[str, int] = {}
    for number, one in zip(sheet.numbers, ids, strict=True):
        if not one:
            raise UnreadableSource(f"{sheet.name}, row {number}: the id column “{id}” is blank.")
        if "\0" in one:
            raise UnreadableSource(f"{sheet.name}, row {number}, “{id}”: a NUL character.")
        if one in seen:
            raise UnreadableSource(
                f"{sheet.name}, row {number}: the id “{one}” stands in row {seen[one]} already. "
                "Ids must differ; nothing was imported."
            )
        seen[one] = number
    return ids


def _kind(name: str, cells: Sequence[str], stated: Stated) -> str | None:
    """Return a column's kind as it is stated, None where nothing is said."""
    if name in stated.open_ended:
        return "text"
    if name == stated.weight:
        return "weight"
    if name in stated.kinds:
        return check_kind(stated.kinds[name])
    return "ordinal" if name in stated.levels else None


def _levels(
    name: str, kind: str, cells: Sequence[str], stated: Stated, there: Known | None
) -> tuple[str, ...]:
    """Return a column's levels in order: as stated, else as known, else as found.

    Raises: UsageError for an ordinal column whose order nobody said.
    """
    before = there.levels if there else ()
    if name in stated.levels:
        given = [one.strip() for one in stated.levels[name] if one.strip()]
        return tuple(dict.fromkeys([*given, *before]))
    if kind == "ordinal" and before:
        return before
    found = levels_found(kind, cells)
    if kind == "ordinal" and not orders_itself(found):
        listed = ", ".join(found[:8]) + (" …" if len(found) > 8 else "")
        raise UsageError(
            f"“{name}” is ordinal, and its levels have no order by themselves: {listed}. "
            "State them, the lowest first."
        )
    return tuple(dict.fromkeys([*before, *found]))


def take_in(store: Store, plan: Plan, *, kind: str, progress: Progress | None = None) -> None:
    """Write a survey to the project in one batch. Raises: Conflict."""
    total = len(plan.columns) + 1
    with store.batch("import survey", plan.sheet.name) as batch:
        cases = _cases(store, batch, plan.ids, kind)
        for done, column in enumerate(plan.columns, 1):
            if progress is not None:
                progress(done, total)
            variable = _variable(store, batch, column, plan.sheet.name, done)
            cells = plan.sheet.column(column.column)
            if column.open_ended:
                given = [
                    answers.Answer(case, one, said, f"{plan.sheet.name}, row {row}")
                    for case, one, cell, row in zip(
                        cases, plan.ids, cells, plan.sheet.numbers, strict=True
                    )
                    if (said := answers.words(cell))
                ]
                answers.take_in(store, batch, variable, column.variable, given)
            else:
                _values(batch, column, variable, cases, cells)


def _cases(store: Store, batch: Batch, ids: list[str], kind: str) -> list[int]:
    """Return the keys of the cases, adding those that are new."""
    wanted = [uids.named(store.project_uid, "case", one) for one in ids]
    there = {
        r[0]: r[1]
        for r in select_in(batch.connection, "SELECT uid, id FROM cases WHERE uid IN ({})", wanted)
    }
    new = [(uid, one) for uid, one in zip(wanted, ids, strict=True) if uid not in there]
    if new:
        n = len(new)
        nothing = [None] * n
        columns: dict[str, list[Any]] = {
            "name": [one for _, one in new], "kind": [kind] * n, "quote_consent": nothing,
            "archive_consent": nothing, "share_consent": nothing,
        }  # fmt: skip
        keys = batch.insert_columns("cases", columns, [uid for uid, _ in new])
        there.update(zip((uid for uid, _ in new), keys, strict=True))
    return [there[uid] for uid in wanted]


def _variable(store: Store, batch: Batch, column: Column, source: str, position: int) -> int:
    """Return the key of a column's variable, adding it or bringing it up to date."""
    uid = uids.named(store.project_uid, "variable", column.variable)
    levels = json.dumps(list(column.levels), ensure_ascii=False)
    there = list(
        select_in(batch.connection, "SELECT id, levels FROM variable WHERE uid IN ({})", [uid])
    )
    if there:
        key, before = there[0]
        if json.loads(before) != list(column.levels):
            batch.update("variable", {key: {"levels": levels}})
        return int(key)
    settings = {"separator": SEPARATOR} if column.kind == "multiple response" else {}
    row = {
        "uid": uid, "name": column.variable, "label": column.column, "kind": column.kind,
        "source": source, "position": position, "settings": json.dumps(settings),
        "levels": levels,
    }  # fmt: skip
    return batch.insert("variable", [row])[0]


def _values(
    batch: Batch, column: Column, variable: int, cases: list[int], cells: list[str]
) -> None:
    given = {
        c: stored(column.kind, cell) for c, cell in zip(cases, cells, strict=True) if cell.strip()
    }
    rows = select_in(
        batch.connection,
        "SELECT case_id, number, content FROM value WHERE variable_id = ? AND case_id IN ({})",
        cases,
        variable,
    )
    there = {r[0]: (r[1], r[2]) for r in rows}
    new = [c for c in given if c not in there]
    if new:
        batch.add_values(
            variable, new,
            {"number": [given[c][0] for c in new], "content": [given[c][1] for c in new]},
        )  # fmt: skip
    changed = {
        c: {"number": v[0], "content": v[1], "missing": None}
        for c, v in given.items()
        if c in there and there[c] != v
    }
    if changed:
        batch.set_values(variable, dict(changed))
