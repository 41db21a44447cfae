"""A reduced log as a table of one row a person, and what taking it in does to a project.

From here on it is a survey like any other: cases by id, typed variables, one change that one undo
takes back. Two things differ. A variable says what this log says and no more: who is no longer in
the log has no value any longer. And it is never written over a variable that something else made.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from qualcode.cases import links, survey
from qualcode.cases.events import Made, Reduced
from qualcode.cases.events_file import Log
from qualcode.cases.events_recipe import Recipe
from qualcode.cases.layout import Layout, Part
from qualcode.cases.sheet import Sheet
from qualcode.cases.survey_plan import Column, Known, Plan, Stated
from qualcode.cases.survey_writing import Changes, Progress, take_in
from qualcode.errors import Conflict, NotEnoughData
from qualcode.store import uids
from qualcode.store.keys import mark, select_in
from qualcode.store.store import Store

SOURCE = "events"


@dataclass(frozen=True)
class Taken:
    """A log understood: its plan, what is said of it, and who among its people is no case here."""

    plan: Plan
    notes: list[str]
    people: int
    unknown: int


def plan(
    store: Store,
    log: Log,
    reduced: Reduced,
    recipe: Recipe,
    variable: int | None,
    known: Mapping[str, Known],
) -> Taken:
    """Understand a reduced log; variable: that whose values its ids are.

    Raises: Conflict, NotEnoughData where nobody of the log is a case and only such are wanted.
    """
    with store.read() as connection:
        _check_names(connection, reduced.made, recipe.prefix)
        cases = links.keys_of_cases(connection, variable)
        names = set(cases) if variable is None else set(links.keys_of_cases(connection, None))
        zero = _without(connection, recipe.zero)
    people = [recipe.id_prefix + one for one in reduced.people]
    if recipe.join:
        found = links.pairs(list(zip(reduced.people, reduced.rows, strict=True)), cases)
        people = links.joined(log.name, found, cases)
    there = [at for at, one in enumerate(people) if one in names]
    unknown = len(people) - len(there)
    kept = there if recipe.known_only else range(len(people))
    if not kept:
        raise NotEnoughData(
            f"{log.name}: nobody of “{recipe.id}” is a case here, as {reduced.people[0]}. Say by "
            "which variable they are known (--join), or which column holds their ids (--id)."
        )
    notes = list(reduced.notes)
    if recipe.known_only and unknown:
        notes.append(f"People who are no cases here, left out: {unknown:,}.")
    rows = [(people[at], reduced.rows[at], [m.cells[at] for m in reduced.made]) for at in kept]
    nothing = ["0" if m.counted else "" for m in reduced.made]
    of_log = {one for one, _, _ in rows}
    added = [(one, 0, nothing) for one in zero if one not in of_log]
    if added:
        notes.append(f"Cases without an event in the log, which have 0 events: {len(added):,}.")
    column = recipe.id if recipe.id not in {m.name for m in reduced.made} else f"{recipe.id} (id)"
    table = _table(log, column, reduced.made, [*rows, *added])
    stated = Stated(
        column, types={m.name: m.type for m in reduced.made}, prefix=recipe.prefix,
        id_prefix=recipe.id_prefix,
    )  # fmt: skip
    made = survey.plan(table, stated, known)
    ids = replace(made.ids, values=[one for one, _, _ in (*rows, *added)])
    columns = [_told(c, reduced.made) for c in made.columns if c.type != "empty"]
    return Taken(replace(made, ids=ids, columns=columns), notes, len(people), unknown)


def known_kinds(store: Store, columns: Collection[str], prefix: str) -> dict[str, list[str]]:
    """Return the kinds of events that have a share here already, by the log's column."""
    with store.read() as connection:
        rows = connection.exec_driver_sql("SELECT name, settings FROM variable ORDER BY id").all()
    found: dict[str, list[str]] = {}
    for name, settings in rows:
        of = json.loads(settings).get("made_of") or [""]
        if of[0] == "share" and of[1] in columns and name.startswith(f"{prefix}share_"):
            found.setdefault(of[1], []).append(of[2])
    return found


def _without(connection: Connection, kinds: Collection[str]) -> list[str]:
    rows = select_in(connection, "SELECT name, id FROM cases WHERE kind IN ({})", list(kinds))
    return [r[0] for r in sorted(rows, key=lambda r: int(r[1]))]


def _table(
    log: Log, column: str, made: Sequence[Made], rows: Sequence[tuple[str, int, list[str]]]
) -> Sheet:
    names = [column, *(m.name for m in made)]
    labels = ["", *(m.label for m in made)]
    parts = [Part(at, name, labels[at]) for at, name in enumerate(names)]
    return Sheet(
        log.name, names, [[one, *cells] for one, _, cells in rows], [row for _, row, _ in rows],
        Layout("", 1, parts), log.encoding, log.delimiter,
    )  # fmt: skip


def _told(column: Column, made: Sequence[Made]) -> Column:
    """Return a question's row saying what it is made of, as its variable remembers too."""
    of = {m.name: m for m in made}.get(column.column)
    if of is None:
        return column
    written = tuple(
        replace(one, settings={**one.settings, "type": SOURCE, "made_of": list(of.of)})
        for one in column.written
    )
    return replace(column, written=written, derived=True, reason=of.label)


def _check_names(connection: Connection, made: Sequence[Made], prefix: str) -> None:
    """Refuse to write over a variable that is no such sum of a log. Raises: Conflict."""
    rows = connection.exec_driver_sql("SELECT name, source, settings FROM variable").all()
    there = {r[0]: (r[1], json.loads(r[2])) for r in rows}
    for one in made:
        name = prefix + one.name
        if name not in there:
            continue
        source, settings = there[name]
        if settings.get("type") != SOURCE:
            raise Conflict(
                f"“{name}” is a variable of {source} here. Give those of the log a prefix: "
                "--prefix."
            )
        if settings.get("made_of") != list(one.of):
            raise Conflict(
                f"“{name}” was made of other columns or by another rule here, of {source}. Give "
                "those of this log a prefix: --prefix."
            )


def gone(store: Store, connection: Connection, taken: Plan) -> dict[int, list[int]]:
    """Return which cases have a value of a log's variables, by variable, and are to have none."""
    given = {
        uids.named(store.project_uid, "variable", one.variable): {
            name for name, v in zip(taken.ids.values, one.values, strict=True) if v is not None
        }
        for column in taken.columns
        for one in column.written
    }
    rows = select_in(connection, "SELECT uid, id FROM variable WHERE uid IN ({})", list(given))
    keys = {uid: int(key) for uid, key in rows}
    if not keys:
        return {}
    names = {r[0]: r[1] for r in connection.exec_driver_sql("SELECT id, name FROM cases")}
    found = {}
    for uid, key in keys.items():
        sql = f"SELECT case_id FROM value WHERE variable_id = {mark(connection)}"
        there = [r[0] for r in connection.exec_driver_sql(sql, (key,))]
        if lost := [case for case in there if names[case] not in given[uid]]:
            found[key] = lost
    return found


def write(
    store: Store, taken: Plan, found: Changes, *, kind: str, progress: Progress | None
) -> None:
    """Write a log to the project in one batch. Raises: Conflict."""
    with store.batch("import events", taken.sheet.name) as batch:
        take_in(store, taken, found, kind=kind, progress=progress)
        for variable, cases in gone(store, batch.connection, taken).items():
            batch.set_values(variable, dict.fromkeys(cases))
