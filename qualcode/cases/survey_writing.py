"""Writing a survey that was understood: cases by id, values, answers as documents, in one batch.

All or nothing: one undo takes it back. Importing again updates by id: values that differ are set,
an answer that differs becomes a new version, and codings stay. A blank cell says nothing, and
leaves what is there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from qualcode.cases import answers, reading
from qualcode.cases.reading import Stored
from qualcode.cases.survey_plan import Column, Plan, Written
from qualcode.errors import Conflict
from qualcode.store import uids
from qualcode.store.journal import Batch
from qualcode.store.keys import mark, select_in
from qualcode.store.store import Store

Progress = Callable[[int, int], None]

_DOUBTED = 10
"""Cases or values from which on it is asked whether a file is about the same people."""
_ALL_AT_ONCE = 5_000
"""Cases from which a variable's values are read whole: many short lists would cost more."""


@dataclass(frozen=True)
class Change:
    """What an import does to a question: values or answers that are new, and that differ."""

    new: int
    changed: int


@dataclass(frozen=True)
class Changes:
    """What an import does: to cases, and question by question in the plan's order."""

    case_uids: list[str]
    cases_known: int
    columns: list[Change]

    @property
    def cases_new(self) -> int:
        """How many cases are new."""
        return len(self.case_uids) - self.cases_known

    def doubts(self, plan: Plan, known: frozenset[str] | set[str]) -> list[str]:
        """Return what speaks for another survey's file; known: variables before the import."""
        if self.cases_known < _DOUBTED:
            return []
        mine = [w.variable for column in plan.columns for w in column.written]
        if mine and not known.intersection(mine):
            return [
                f"{self.cases_known:,} of its ids are cases here, and none of its columns is known "
                "here. Is it about the same people? If not: --id-prefix."
            ]
        given = sum(v is not None for c in plan.columns for w in c.written for v in w.values)
        changed, new = (sum(getattr(c, n) for c in self.columns) for n in ("changed", "new"))
        if changed >= _DOUBTED and changed * 2 > given - new:
            return [
                f"{changed:,} of the {given - new:,} values that are here already would be others. "
                "Is it about the same people? If not: --id-prefix, and --prefix."
            ]
        return []


def changes(store: Store, plan: Plan) -> Changes:
    """Return what an import of the plan would do. Raises: Conflict for another file's rows."""
    with store.read() as connection:
        names = [uids.named(store.project_uid, "case", one) for one in plan.ids.values]
        there = _keys(connection, "cases", names)
        cases = [there.get(uid) for uid in names]
        known = sum(case is not None for case in cases)
        if known and not plan.ids.column:
            _check_same_rows(store, connection, plan, cases)
        columns = []
        for column in plan.columns:
            each = [_change(store, connection, plan, one, cases) for one in column.written]
            columns.append(Change(sum(e.new for e in each), sum(e.changed for e in each)))
    return Changes(names, known, columns)


def _change(
    store: Store, connection: Connection, plan: Plan, one: Written, cases: Sequence[int | None]
) -> Change:
    key = _keys(connection, "variable", [uids.named(store.project_uid, "variable", one.variable)])
    n = sum(value is not None for value in one.values)
    if one.open_ended:
        given = _given(plan, one, [case or 0 for case in cases])
        if not key:
            return Change(len(given), 0)
        return Change(*answers.differences(store, connection, one.variable, given))
    if not key:
        return Change(n, 0)
    there = _values_there(connection, next(iter(key.values())), [c for c in cases if c is not None])
    known = [
        (there[case], value)
        for case, value in zip(cases, one.values, strict=True)
        if value is not None and case is not None and case in there
    ]
    return Change(n - len(known), sum(was != value for was, value in known))


def _check_same_rows(
    store: Store, connection: Connection, plan: Plan, cases: Sequence[int | None]
) -> None:
    """Refuse rows without ids of their own that are not those imported under these numbers."""
    dated = next((w for c in plan.columns if c.type == "date" for w in c.written), None)
    uid = uids.named(store.project_uid, "variable", dated.variable) if dated else ""
    key = _keys(connection, "variable", [uid])
    there = _values_there(connection, key[uid], [c for c in cases if c is not None]) if key else {}
    values = dated.values if dated else [None] * len(cases)
    for number, one, case, value in zip(
        plan.sheet.numbers, plan.ids.values, cases, values, strict=True
    ):
        if case is not None and there.get(case) != value:
            raise Conflict(
                f"{plan.sheet.name}, row {number}: the file has no ids, and case “{one}” of this "
                "project is not this row. For another survey give its rows a prefix: --id-prefix."
            )


def take_in(
    store: Store, plan: Plan, found: Changes, *, kind: str, progress: Progress | None = None
) -> None:
    """Write a survey to the project in one batch; found: what it changes. Raises: Conflict."""
    total = len(plan.columns) + 1
    with store.batch("import survey", plan.sheet.name) as batch:
        cases = _cases(batch, found.case_uids, plan.ids.values, kind)
        at = 0
        for done, column in enumerate(plan.columns, 1):
            if progress is not None:
                progress(done, total)
            for one in column.written:
                at += 1
                variable = _variable(store, batch, plan, one, at)
                if one.open_ended:
                    given = _given(plan, one, cases)
                    answers.take_in(store, batch, variable, one.variable, given)
                    _reasons(batch, one, variable, cases)
                else:
                    _values(batch, variable, cases, one.values)


def _given(plan: Plan, one: Written, cases: Sequence[int]) -> list[answers.Answer]:
    return [
        answers.Answer(case, name, said, f"{plan.sheet.name}, row {row}")
        for case, name, value, row in zip(
            cases, plan.ids.values, one.values, plan.sheet.numbers, strict=True
        )
        if value is not None and value[1] and (said := answers.words(value[1]))
    ]


def _keys(connection: Connection, table: str, wanted: Sequence[str]) -> dict[str, int]:
    rows = select_in(connection, f"SELECT uid, id FROM {table} WHERE uid IN ({{}})", wanted)
    return {r[0]: r[1] for r in rows}


def _cases(batch: Batch, wanted: Sequence[str], names: Sequence[str], kind: str) -> list[int]:
    """Return the keys of the cases of these uids, adding those that are new."""
    there = _keys(batch.connection, "cases", wanted)
    new = [(uid, one) for uid, one in zip(wanted, names, strict=True) if uid not in there]
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


def _variable(store: Store, batch: Batch, plan: Plan, one: Written, position: int) -> int:
    """Return the key of a variable, adding it or bringing it up to date."""
    uid = uids.named(store.project_uid, "variable", one.variable)
    levels = json.dumps(list(one.levels), ensure_ascii=False)
    settings = one.settings | _raw(plan, one)
    there = list(
        select_in(
            batch.connection, "SELECT id, levels, settings FROM variable WHERE uid IN ({})", [uid]
        )
    )
    if there:
        key, before, kept = int(there[0][0]), there[0][1], json.loads(there[0][2])
        changed: dict[str, Any] = {}
        if json.loads(before) != list(one.levels):
            changed["levels"] = levels
        if (merged := _merged(kept, settings)) != kept:
            changed["settings"] = json.dumps(merged, ensure_ascii=False)
        if changed:
            batch.update("variable", {key: changed})
        return key
    row = {
        "uid": uid, "name": one.variable, "label": one.label, "kind": one.kind,
        "source": plan.sheet.name, "position": position, "levels": levels,
        "settings": json.dumps(settings, ensure_ascii=False),
    }  # fmt: skip
    return batch.insert("variable", [row])[0]


def _raw(plan: Plan, one: Written) -> dict[str, Any]:
    """Return the cells that values do not tell; of texts none: what is masked stays masked."""
    if one.kind == "text":
        return {}
    found = {}
    for part in one.parts:
        cells = [row[part.at] for row in plan.sheet.rows]
        if raw := reading.raw_cells(cells, one.values, plan.ids.values):
            found[part.name] = raw
    return {"raw": found} if found else {}


def _merged(kept: dict[str, Any], fresh: dict[str, Any]) -> dict[str, Any]:
    """Return settings with those of a later file; cells of cases that it lacks stay known."""
    merged = {**kept, **fresh}
    if "personal" in kept:
        merged["personal"] = kept["personal"]  # a person may have said otherwise since
    raw = {name: dict(one) for name, one in kept.get("raw", {}).items()}
    for name, one in fresh.get("raw", {}).items():
        mine = raw.setdefault(name, {})
        for part, cells in one.items():
            mine[part] = {**mine.get(part, {}), **cells}
    return {**merged, "raw": raw} if raw else merged


def _values_there(connection: Connection, variable: int, cases: Sequence[int]) -> dict[int, Stored]:
    sql = "SELECT case_id, number, content, missing FROM value WHERE variable_id = ?"
    rows: Iterable[Sequence[Any]]
    if len(cases) > _ALL_AT_ONCE:
        text = sql.replace("?", mark(connection))
        rows = connection.exec_driver_sql(text, (variable,)).all()
    else:
        rows = select_in(connection, f"{sql} AND case_id IN ({{}})", cases, variable)
    return {r[0]: (r[1], r[2], r[3]) for r in rows}


def _values(
    batch: Batch, variable: int, cases: Sequence[int], values: Sequence[Stored | None]
) -> None:
    there = _values_there(batch.connection, variable, cases)
    given = {c: v for c, v in zip(cases, values, strict=True) if v is not None}
    new = [c for c in given if c not in there]
    if new:
        columns = zip(*(given[c] for c in new), strict=True)
        names = ("number", "content", "missing")
        batch.add_values(variable, new, {n: list(c) for n, c in zip(names, columns, strict=True)})
    changed = {
        c: {"number": v[0], "content": v[1], "missing": v[2]}
        for c, v in given.items()
        if c in there and there[c] != v
    }
    if changed:
        batch.set_values(variable, dict(changed))


def _reasons(batch: Batch, one: Written, variable: int, cases: Sequence[int]) -> None:
    """Keep why an open question has no answer; a reason that no longer holds is taken back."""
    pairs = list(zip(cases, one.values, strict=True))
    there = _values_there(batch.connection, variable, cases)
    said: list[Stored | None] = [
        v if v is not None and v[2] is not None else None for _, v in pairs
    ]
    if any(said):
        _values(batch, variable, cases, said)
    answered = {c: None for c, v in pairs if c in there and v is not None and v[2] is None}
    if answered:
        batch.set_values(variable, answered)


def preview_rows(plan: Plan, found: Changes, names: Sequence[str]) -> list[list[Any]]:
    """Return the preview's rows: these fields of each question, and what the import does to it."""

    def row(column: Column, change: Change) -> list[Any]:
        told = {"new": change.new, "changed": change.changed}
        return [told[n] if n in told else getattr(column, n) for n in names]

    return [row(c, d) for c, d in zip(plan.columns, found.columns, strict=True)]


def told(plan: Plan, found: Changes, known: set[str]) -> dict[str, Any]:
    """Return what is said of a file beside its questions; known: variables before the import."""
    table = plan.sheet
    return {
        "file": table.name, "tool": table.layout.tool, "encoding": table.encoding,
        "delimiter": table.delimiter, "header_rows": table.layout.header_rows,
        "rows": len(table.rows), "id": plan.ids.column, "id_sure": plan.ids.sure,
        "id_reason": plan.ids.reason, "notes": [*plan.ids.notes, *found.doubts(plan, known)],
        "cases_new": found.cases_new, "cases_known": found.cases_known,
        "first_rows": table.rows[:3],
    }  # fmt: skip
