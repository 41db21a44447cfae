"""Derived variables: made from others by an expression that is kept as their recipe.

A derived variable is a variable like any other, written in one change that one undo takes back. It
does not follow its sources by itself: made again, from its recipe, it says how many values differ.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qualcode.cases.expressions import Expression
from qualcode.cases.kinds import check_kind, fault, levels_found, stored
from qualcode.errors import Conflict, NotFound, UsageError, nearest_note
from qualcode.store import uids
from qualcode.store.keys import mark
from qualcode.store.store import Store
from qualcode.text import names

SOURCE = "derived"


@dataclass(frozen=True)
class Derived:
    """What an expression makes: kind, levels, how many cases have a value, how many are new."""

    name: str
    expression: str
    kind: str
    levels: tuple[str, ...]
    values: int
    blank: int
    changed: int


@dataclass(frozen=True)
class Source:
    """A variable that expressions may name."""

    id: int
    kind: str
    source: str
    settings: Mapping[str, Any]


def derive(
    store: Store,
    name: str,
    expression: str | None,
    *,
    kind: str | None,
    levels: Sequence[str],
    preview: bool,
) -> Derived:
    """Make a variable from others; without an expression, again by its recipe.

    Raises: UsageError for what cannot be read, NotFound for a variable that is not there, Conflict
    for a name that a variable has which is not derived.
    """
    name = name.strip()
    known = _sources(store)
    there = known.get(name)
    if not name:
        raise UsageError("A variable needs a name.")
    if there is not None and there.source != SOURCE:
        raise Conflict(f"“{name}” was taken in, not derived. Give the new one another name.")
    if expression is None:
        if there is None:
            raise NotFound(f"No derived variable “{name}”. Say what it is made of.")
        expression = str(there.settings["recipe"])
        kind, levels = kind or there.kind, levels or there.settings.get("levels", ())
    read = Expression(expression)
    if name in read.variables:
        raise UsageError(f"“{name}” cannot be made of itself.")
    values = _evaluated(store, read, known)
    kind, listed, cells = _kept(name, read, values, kind, levels)
    if there is not None and there.kind != kind:
        raise Conflict(f"“{name}” is {there.kind} and would become {kind}. Give it another name.")
    rows = {case: (*stored(kind, cell), None) for case, cell in cells.items()}
    before = _values(store, there.id) if there is not None else {}
    changed = {c: rows.get(c) for c in {*rows, *before} if rows.get(c) != before.get(c)}
    if not preview:
        settings = {"type": SOURCE, "derived": True, "recipe": expression, "levels": list(levels)}
        _write(store, name, kind, listed, settings, there, changed)
    return Derived(name, expression, kind, listed, len(rows), len(values) - len(rows), len(changed))


def _sources(store: Store) -> dict[str, Source]:
    with store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT id, name, kind, source, settings FROM variable ORDER BY id"
        ).all()
    return {r[1]: Source(r[0], r[2], r[3], json.loads(r[4])) for r in rows}


def _evaluated(store: Store, read: Expression, known: Mapping[str, Source]) -> dict[int, Any]:
    columns: dict[str, dict[int, Any]] = {}
    for name in read.variables:
        if name not in known:
            near = names.find(name, known).names
            raise NotFound(f"No variable “{name}”.{nearest_note(near)}", near)
        kind = known[name].kind
        columns[name] = {
            case: number if number is not None else _content(kind, content)
            for case, (number, content, missing) in _values(store, known[name].id).items()
            if missing is None
        }
    with store.read() as connection:
        cases = [r[0] for r in connection.exec_driver_sql("SELECT id FROM cases ORDER BY id")]
    return {
        case: read.value({name: column.get(case) for name, column in columns.items()})
        for case in cases
    }


def _content(kind: str, content: str | None) -> Any:
    return json.loads(content) if content and kind == "multiple response" else content


def _values(store: Store, variable: int) -> dict[int, tuple[Any, Any, Any]]:
    with store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT case_id, number, content, missing FROM value WHERE variable_id = "
            f"{mark(connection)}",
            (variable,),
        ).all()
    return {r[0]: (r[1], r[2], r[3]) for r in rows}


def _kept(
    name: str, read: Expression, values: Mapping[int, Any], kind: str | None, levels: Sequence[str]
) -> tuple[str, tuple[str, ...], dict[int, str]]:
    """Return the kind, the levels and the cells of what was made."""
    given = {case: value for case, value in values.items() if value is not None}
    cells: dict[int, str] = {}
    numbers = True
    for case, value in given.items():
        if isinstance(value, list):
            raise UsageError(f"“{read.text}” is a list of choices: ask has(…) or count(…) of it.")
        numbers = numbers and isinstance(value, (int, float)) and not isinstance(value, bool)
        cells[case] = {True: "yes", False: "no"}[value] if isinstance(value, bool) else _text(value)
    made = "scale" if numbers and given else "ordinal" if read.ordered or levels else "nominal"
    kind = check_kind(kind) if kind else made
    listed: tuple[str, ...] = ()
    if kind in ("nominal", "ordinal"):
        found = levels_found(kind, list(cells.values()))
        told = [*levels, *(read.levels if not numbers else ())]
        listed = tuple(dict.fromkeys([*told, *found] if levels or read.ordered else
                                     [*(t for t in told if t in found), *found]))  # fmt: skip
        if kind == "ordinal" and (loose := [one for one in found if one not in told]) and told:
            raise UsageError(f"“{name}” is ordinal, and “{loose[0]}” is none of its levels.")
    for case, cell in cells.items():
        if wrong := fault(kind, cell, listed):
            raise UsageError(f"“{name}” of case {case}: “{cell}” {wrong}.")
    return kind, listed, cells


def _text(value: Any) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _write(
    store: Store,
    name: str,
    kind: str,
    levels: tuple[str, ...],
    settings: Mapping[str, Any],
    there: Source | None,
    changed: Mapping[int, tuple[Any, Any, Any] | None],
) -> None:
    kept = json.dumps(settings, ensure_ascii=False)
    listed = json.dumps(list(levels), ensure_ascii=False)
    with store.batch("derive variable", name) as batch:
        if there is None:
            row = {
                "uid": uids.named(store.project_uid, "variable", name), "name": name,
                "label": name, "kind": kind, "source": SOURCE, "position": 0, "levels": listed,
                "settings": kept,
            }  # fmt: skip
            variable = batch.insert("variable", [row])[0]
        else:
            variable = there.id
            batch.update("variable", {variable: {"levels": listed, "settings": kept}})
        fields = ("number", "content", "missing")
        rows = {c: dict(zip(fields, v, strict=True)) if v else None for c, v in changed.items()}
        if there is None:
            new = {c: v for c, v in rows.items() if v is not None}
            columns = {f: [v[f] for v in new.values()] for f in fields}
            if new:
                batch.add_values(variable, list(new), columns)
        elif rows:
            batch.set_values(variable, rows)
