"""Cases a page at a time: their keys in an order, the rows in view, and what a field holds in all.

Everything is counted by the database, as plain rows: no frame of all cases is ever made. A
condition on cases comes as SQL on the key `c.id`, with what is bound in it; a missing value is
one that the survey gave a reason for, and no entry is one of which nothing is known.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from qualcode.cases.area import VariableRow
from qualcode.store.keys import mark, select_in
from qualcode.store.store import Store

KIND = "\0kind"
"""Stands for the kind of a case among the fields."""
NUMBERS = ("scale", "weight")
LEVELS = ("nominal", "ordinal", "multiple response")
ORDERED_BY_LEVEL = 200
"""An order of more levels than these is that of their words."""
BEGINNING = 200
"""So many characters of a long text stand in a row."""


@dataclass(frozen=True)
class Which:
    """Which cases, in which order: of a kind, under a condition, by a field or else as they came.

    where: SQL on `c.id`, with `bound`.
    """

    kind: str = ""
    where: str = ""
    bound: tuple[Any, ...] = ()
    sort: VariableRow | None = None
    by_name: bool = False
    down: bool = False


@dataclass(frozen=True)
class Cell:
    """A value as it reads; or the reason there is none, empty where nothing is known."""

    text: str = ""
    missing: str = ""


@dataclass(frozen=True)
class CaseRow:
    """One case: its name, its kind, and its cells by the variable's key."""

    id: int
    name: str
    kind: str
    cells: Mapping[int, Cell]


@dataclass(frozen=True)
class Summary:
    """What a field holds in some cases; `cases` = `answered` + those missing + `no_entry`.

    levels: (level, n) in the variable's order, those nobody has too; several: one case may have
    several of them. numbers: minimum, median, mean, maximum. ends: the first and last date.
    """

    cases: int
    answered: int
    missing: tuple[tuple[str, int], ...]
    no_entry: int
    levels: tuple[tuple[str, int], ...] = ()
    several: bool = False
    numbers: tuple[float, float, float, float] | None = None
    ends: tuple[str, str] | None = None
    different: int | None = None


def questions(connection: Connection) -> set[int]:
    """Return the variables whose values are documents."""
    sql = "SELECT DISTINCT variable_id FROM document WHERE case_id IS NOT NULL"
    return {r[0] for r in connection.exec_driver_sql(sql) if r[0] is not None}


def kinds(store: Store) -> list[tuple[str, int]]:
    """Return the kinds of the cases there are, and how many of each."""
    with store.read() as connection:
        sql = "SELECT kind, count(*) FROM cases GROUP BY kind ORDER BY kind"
        return [(r[0], int(r[1])) for r in connection.exec_driver_sql(sql)]


def keys(store: Store, which: Which) -> list[int]:
    """Return the keys of cases in their order; who has no value comes last either way."""
    with store.read() as connection:
        m = mark(connection)
        condition, bound = _condition(which, m)
        if which.sort is None:
            by = "c.name, c.id" if which.by_name else "c.id"
            by = by.replace(",", " DESC,") if which.down and which.by_name else by
            sql = f"SELECT c.id FROM cases c WHERE {condition} ORDER BY {by}"
            rows = connection.exec_driver_sql(sql, bound)
            return list(rows.scalars())
        order, ranked = _order(which.sort, m)
        sql = (
            "SELECT c.id FROM cases c "
            f"LEFT JOIN value v ON v.case_id = c.id AND v.variable_id = {m} WHERE {condition} "
            "ORDER BY CASE WHEN v.number IS NULL AND v.content IS NULL THEN 1 ELSE 0 END, "
            f"{order} {'DESC' if which.down else 'ASC'}, c.id"
        )
        return list(
            connection.exec_driver_sql(sql, (which.sort.id, *bound, *ranked)).scalars()
        )  # fmt: skip


def _order(variable: VariableRow, m: str) -> tuple[str, tuple[Any, ...]]:
    """Return what a variable's values are ordered by: numbers, levels in their order, or words."""
    if variable.kind in NUMBERS:
        return "v.number", ()
    if variable.kind in ("nominal", "ordinal") and 0 < len(variable.levels) <= ORDERED_BY_LEVEL:
        cases = " ".join(f"WHEN {m} THEN {n}" for n in range(len(variable.levels)))
        return f"CASE v.content {cases} ELSE {len(variable.levels)} END", variable.levels
    return "v.content", ()


def _condition(which: Which, m: str) -> tuple[str, tuple[Any, ...]]:
    parts, bound = ["1 = 1"], []
    if which.kind:
        parts.append(f"c.kind = {m}")
        bound.append(which.kind)
    if which.where:
        parts.append(f"({which.where})")
    return " AND ".join(parts), (*bound, *which.bound)


def named(store: Store, words: str) -> list[int]:
    """Return the cases whose name holds some words: the very name first, then beginnings."""
    wanted = words.strip().lower()
    like = wanted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    with store.read() as connection:
        m = mark(connection)
        rows = connection.exec_driver_sql(
            f"SELECT id, name FROM cases WHERE lower(name) LIKE {m} ESCAPE '\\' ORDER BY id",
            (f"%{like}%",),
        ).all()

    def rank(row: Sequence[Any]) -> int:
        name = str(row[1]).lower()
        return 0 if name == wanted else 1 if name.startswith(wanted) else 2

    return [r[0] for r in sorted(rows, key=rank)]


def rows(store: Store, wanted: Sequence[int], variables: Sequence[VariableRow]) -> list[CaseRow]:
    """Return cases by key, in this order, with their cells of these variables."""
    with store.read() as connection:
        sql = "SELECT id, name, kind FROM cases WHERE id IN ({})"
        names = {r[0]: (r[1], r[2]) for r in select_in(connection, sql, wanted)}
        cells: dict[int, dict[int, Cell]] = {key: {} for key in names}
        by_id = {v.id: v for v in variables}
        asked = questions(connection) & set(by_id)
        if by_id:
            listed = ", ".join(str(int(key)) for key in by_id)
            sql = (
                "SELECT case_id, variable_id, number, content, missing FROM value "
                f"WHERE variable_id IN ({listed}) AND case_id IN ({{}})"
            )
            for case, key, number, content, missing in select_in(connection, sql, wanted):
                cells[case][key] = _cell(by_id[key].kind, number, content, missing)
        if asked:
            listed = ", ".join(str(int(key)) for key in asked)
            sql = (
                f"SELECT d.case_id, d.variable_id, substr(t.content, 1, {BEGINNING}) "
                "FROM document d JOIN version v ON v.id = d.version_id JOIN texts t "
                f"ON t.id = v.texts_id WHERE d.variable_id IN ({listed}) AND d.case_id IN ({{}})"
            )
            for case, key, text in select_in(connection, sql, wanted):
                cells[case][key] = Cell(text)
    return [CaseRow(key, *names[key], cells[key]) for key in wanted if key in names]


def _cell(kind: str, number: float | None, content: str | None, missing: str | None) -> Cell:
    if missing is not None:
        return Cell(missing=missing)
    if number is not None:
        return Cell(written(number))
    if kind == "multiple response" and content is not None:
        return Cell("; ".join(json.loads(content)))
    return Cell(content or "")


def written(number: float) -> str:
    """Return a number with all its digits and no more."""
    return f"{number:.15g}"


def documents(store: Store, case: int) -> list[int]:
    """Return the documents of a case, and those in which it speaks, as they came in."""
    with store.read() as connection:
        m = mark(connection)
        sql = (
            f"SELECT id FROM document WHERE case_id = {m} OR id IN "
            f"(SELECT document_id FROM speaker WHERE case_id = {m}) ORDER BY id"
        )
        return list(connection.exec_driver_sql(sql, (case, case)).scalars())


# Summaries --------------------------------------------------------------------------------------


def summary(store: Store, variable: VariableRow | None, which: Which) -> Summary:
    """Return what a field holds in the cases asked for; without a variable, their kinds."""
    with store.read() as connection:
        m = mark(connection)
        condition, bound = _condition(which, m)
        count = f"SELECT count(*) FROM cases c WHERE {condition}"
        cases = int(connection.exec_driver_sql(count, bound).scalar_one())
        if variable is None:
            sql = f"SELECT kind, count(*) FROM cases c WHERE {condition} GROUP BY kind ORDER BY 1"
            found = [(r[0], int(r[1])) for r in connection.exec_driver_sql(sql, bound)]
            return Summary(cases, cases, (), 0, tuple(found))
        return _Summary(connection, variable, cases, condition, bound).made()


@dataclass
class _Summary:
    connection: Connection
    variable: VariableRow
    cases: int
    condition: str
    bound: tuple[Any, ...]
    m: str = field(init=False)

    def __post_init__(self) -> None:
        self.m = mark(self.connection)

    def made(self) -> Summary:
        kind = self.variable.kind
        missing = [(r[0], int(r[1])) for r in self._of("v.missing, count(*)", "v.missing", True)]
        if self.variable.id in questions(self.connection):
            sql = (
                "SELECT count(DISTINCT c.id) FROM cases c JOIN document d ON d.case_id = c.id "
                f"WHERE d.variable_id = {self.m} AND {self.condition}"
            )
            answered = self._one(sql)
            return self._told(answered, missing)
        if kind in NUMBERS:
            return self._numbers(missing)
        if kind in LEVELS:
            return self._levels(missing)
        [(answered, different, first, last)] = self._of(
            "count(v.content), count(DISTINCT v.content), min(v.content), max(v.content)", "", False
        )
        ends = (str(first)[:10], str(last)[:10]) if kind == "date" and answered else None
        return self._told(int(answered), missing, ends=ends, different=int(different))

    def _numbers(self, missing: list[tuple[str, int]]) -> Summary:
        [(answered, low, mean, high)] = self._of(
            "count(v.number), min(v.number), avg(v.number), max(v.number)", "", False
        )
        if not answered:
            return self._told(0, missing)
        n = int(answered)
        sql = (
            f"{self._from('v.number', False)} ORDER BY v.number "
            f"LIMIT {2 - n % 2} OFFSET {(n - 1) // 2}"
        )
        middle = list(self.connection.exec_driver_sql(sql, self._bound).scalars())
        median = sum(middle) / len(middle)
        return self._told(n, missing, numbers=(low, median, mean, high))

    def _levels(self, missing: list[tuple[str, int]]) -> Summary:
        several = self.variable.kind == "multiple response"
        counts: Counter[str] = Counter(dict.fromkeys(self.variable.levels, 0))
        answered = 0
        for content, n in self._of("v.content, count(*)", "v.content", False):
            answered += int(n)
            for level in json.loads(content) if several else [content]:
                counts[level] += int(n)
        return self._told(answered, missing, levels=tuple(counts.items()), several=several)

    def _told(self, answered: int, missing: list[tuple[str, int]], **more: Any) -> Summary:
        left = self.cases - answered - sum(n for _, n in missing)
        return Summary(self.cases, answered, tuple(missing), left, **more)

    def _of(self, what: str, group: str, missing: bool) -> Iterator[Sequence[Any]]:
        sql = self._from(what, missing)
        if group:
            sql += f" GROUP BY {group} ORDER BY count(*) DESC, {group}"
        return iter(self.connection.exec_driver_sql(sql, self._bound).all())

    def _from(self, what: str, missing: bool) -> str:
        return (
            f"SELECT {what} FROM value v JOIN cases c ON c.id = v.case_id "
            f"WHERE v.variable_id = {self.m} AND v.missing IS {'NOT ' if missing else ''}NULL "
            f"AND {self.condition}"
        )

    @property
    def _bound(self) -> tuple[Any, ...]:
        return (self.variable.id, *self.bound)

    def _one(self, sql: str) -> int:
        return int(self.connection.exec_driver_sql(sql, self._bound).scalar_one())
