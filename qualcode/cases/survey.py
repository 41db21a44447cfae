"""Taking in a survey: cases by id, a variable a column, a document an open-ended answer.

All or nothing, in one batch: one undo takes it back. Importing again updates by id: values that
differ are set, an answer that differs becomes a new version, and codings stay.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from qualcode.cases.sheet import Sheet
from qualcode.documents import listing, versions
from qualcode.errors import UnreadableSource, UsageError
from qualcode.store import uids
from qualcode.store.journal import Batch, now
from qualcode.store.keys import select_in
from qualcode.store.store import Store
from qualcode.text import language

KINDS = ("nominal", "ordinal", "scale", "date", "multiple response", "text", "weight", "id")
SEPARATOR = ";"
Progress = Callable[[int, int], None]


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


def plan(
    sheet: Sheet,
    *,
    id: str,
    open_ended: Sequence[str],
    weight: str | None,
    kinds: Mapping[str, str],
    levels: Mapping[str, Sequence[str]],
    prefix: str,
) -> Plan:
    """Understand a survey file. Raises: NotFound, UnreadableSource, UsageError with the row."""
    ids = _ids(sheet, id)
    for name in (*open_ended, *([weight] if weight else ()), *kinds, *levels):
        sheet.column(name)
    columns = []
    for name in sheet.columns:
        if name == id:
            continue
        cells = sheet.column(name)
        kind = _kind(name, cells, open_ended, weight, kinds, levels)
        given = [c for c in cells if c.strip()]
        found = tuple(levels.get(name, ())) or _levels(kind, given)
        _check_cells(sheet, name, kind, cells, found if name in levels else ())
        columns.append(
            Column(
                name, prefix + name, kind, name in open_ended, len(given),
                len(cells) - len(given), found, given[0] if given else "",
            )
        )  # fmt: skip
    return Plan(sheet, ids, columns)


def _ids(sheet: Sheet, id: str) -> list[str]:
    ids = [cell.strip() for cell in sheet.column(id)]
    seen: dict[str, int] = {}
    for number, one in enumerate(ids, sheet.first_row):
        if not one:
            raise UnreadableSource(f"{sheet.name}, row {number}: the id column “{id}” is blank.")
        if one in seen:
            raise UnreadableSource(
                f"{sheet.name}, row {number}: the id “{one}” stands in row {seen[one]} already. "
                "Ids must differ; nothing was imported."
            )
        seen[one] = number
    return ids


def _kind(
    name: str,
    cells: Sequence[str],
    open_ended: Sequence[str],
    weight: str | None,
    kinds: Mapping[str, str],
    levels: Mapping[str, Sequence[str]],
) -> str:
    """Return a column's kind: as stated; else scale where all cells are numbers, else nominal."""
    if name in open_ended:
        return "text"
    if name == weight:
        return "weight"
    if name in kinds:
        if kinds[name] not in KINDS:
            raise UsageError(f"No kind “{kinds[name]}”. Kinds are: {', '.join(KINDS)}.")
        return kinds[name]
    if name in levels:
        return "ordinal"
    given = [c for c in cells if c.strip()]
    plain = all(
        _number(c) is not None and not (c[0] == "0" and c.isdigit() and len(c) > 1) for c in given
    )
    return "scale" if given and plain else "nominal"


def _number(cell: str) -> float | None:
    try:
        found = float(cell)
    except ValueError:
        return None
    return found if math.isfinite(found) and "_" not in cell else None


def _levels(kind: str, given: Sequence[str]) -> tuple[str, ...]:
    if kind in ("nominal", "ordinal"):
        return tuple(sorted({c.strip() for c in given}))
    if kind == "multiple response":
        return tuple(sorted({p for c in given for p in parts(c)}))
    return ()


def parts(cell: str) -> list[str]:
    """Return the choices that a multiple response names."""
    return [p.strip() for p in cell.split(SEPARATOR) if p.strip()]


def _check_cells(
    sheet: Sheet, name: str, kind: str, cells: Sequence[str], levels: Sequence[str]
) -> None:
    known = set(levels)
    for number, cell in enumerate(cells, sheet.first_row):
        if "\0" in cell:
            raise UnreadableSource(f"{sheet.name}, row {number}, “{name}”: a NUL character.")
        cell = cell.strip()
        if not cell:
            continue
        wrong = None
        if kind in ("scale", "weight") and _number(cell) is None:
            wrong = "is no number"
        elif kind == "weight" and float(cell) < 0:
            wrong = "is negative, which no weight can be"
        elif kind == "date" and not _is_date(cell):
            wrong = "is no date of the form 2020-01-31"
        elif known and kind == "ordinal" and cell not in known:
            wrong = f"is none of the levels {', '.join(levels)}"
        if wrong:
            raise UnreadableSource(f"{sheet.name}, row {number}, “{name}”: “{cell}” {wrong}.")


def _is_date(cell: str) -> bool:
    try:
        date.fromisoformat(cell[:10])
    except ValueError:
        return False
    return True


def take_in(store: Store, plan: Plan, *, kind: str, progress: Progress | None = None) -> None:
    """Write a survey to the project in one batch."""
    total = len(plan.columns) + 1
    with store.batch("import survey", plan.sheet.name) as batch:
        cases = _cases(store, batch, plan.ids, kind)
        for done, column in enumerate(plan.columns, 1):
            if progress is not None:
                progress(done, total)
            variable = _variable(store, batch, column, plan.sheet.name, done)
            cells = plan.sheet.column(column.column)
            if column.open_ended:
                _answers(store, batch, column, variable, cases, plan.ids, cells)
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
    there = list(
        select_in(
            batch.connection, "SELECT id, levels, kind FROM variable WHERE uid IN ({})", [uid]
        )
    )
    settings = {"separator": SEPARATOR} if column.kind == "multiple response" else {}
    if there:
        key, levels, kind = there[0]
        if kind != column.kind:
            raise UsageError(
                f"“{column.variable}” is {kind} in this project and would become {column.kind}. "
                "State its kind, or import under a prefix."
            )
        merged = list(dict.fromkeys([*json.loads(levels), *column.levels]))
        if merged != json.loads(levels):
            batch.update("variable", {key: {"levels": json.dumps(merged, ensure_ascii=False)}})
        return int(key)
    row = {
        "uid": uid, "name": column.variable, "label": column.column, "kind": column.kind,
        "source": source, "position": position, "settings": json.dumps(settings),
        "levels": json.dumps(list(column.levels), ensure_ascii=False),
    }  # fmt: skip
    [key] = batch.insert("variable", [row])
    return key


def stored(kind: str, cell: str) -> tuple[float | None, str | None]:
    """Return how a cell of a kind is kept: as a number, or as a text."""
    cell = cell.strip() if kind != "text" else cell
    if kind in ("scale", "weight"):
        return float(cell), None
    if kind == "multiple response":
        return None, json.dumps(parts(cell), ensure_ascii=False)
    return None, cell


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


def _answers(
    store: Store,
    batch: Batch,
    column: Column,
    variable: int,
    cases: list[int],
    ids: list[str],
    cells: list[str],
) -> None:
    """Make each answer a document of its case; one that changed becomes a new version."""
    there = {
        r[0]: r[1]
        for r in select_in(
            batch.connection,
            "SELECT case_id, shown FROM document WHERE variable_id = ? AND case_id IN ({})",
            cases,
            variable,
        )
    }
    new = []
    for case, one, cell in zip(cases, ids, cells, strict=True):
        answer = cell.replace("\r\n", "\n").replace("\r", "\n").strip()
        if not answer:
            continue
        if case in there:
            versions.edit(store, listing.find(store, there[case]), answer, reason="import")
        else:
            new.append((case, one, answer))
    if new:
        _new_answers(store, batch, column, variable, new)


def _new_answers(
    store: Store, batch: Batch, column: Column, variable: int, new: list[tuple[int, str, str]]
) -> None:
    n = len(new)
    when = now()
    digest = versions.Digest(batch.connection)
    row_uids = [uids.named(store.project_uid, "answer", one, column.variable) for _, one, _ in new]
    documents = batch.insert_columns(
        "document",
        {
            "name": [f"{one} · {column.variable}" for _, one, _ in new], "kind": ["answer"] * n,
            "language": [language.detect(a) for _, _, a in new],
            "case_id": [c for c, _, _ in new], "variable_id": [variable] * n,
            "version_id": [None] * n, "source_name": [""] * n, "source_digest": [""] * n,
            "source_settings": ["{}"] * n, "created_at": [when] * n,
        },
        row_uids,
    )  # fmt: skip
    texts = batch.insert_columns(
        "texts",
        {
            "content": [a for _, _, a in new],
            "characters": [len(a) for _, _, a in new],
            "digest": [digest.of(a) for _, _, a in new],
        },
    )
    made = batch.insert_columns(
        "version",
        {
            "document_id": list(documents), "parent_id": [None] * n, "texts_id": list(texts),
            "edit_map": ["[]"] * n, "masked": [0] * n, "reason": ["import"] * n,
            "created_at": [when] * n,
        },
    )  # fmt: skip
    batch.update("document", {d: {"version_id": v} for d, v in zip(documents, made, strict=True)})
