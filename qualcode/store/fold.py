"""State as a fold over the union of batches: the last writer of each field, in the shared order.

A row lives while the last of its insertions, restorations and deletions is not a deletion; edits
do not bring it back, and its fields keep what was last written to them meanwhile. `refold` makes
given rows of the tables equal the fold; what several rows decide together is `settle`'s part.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from qualcode.store import events
from qualcode.store.events import Entry, Order
from qualcode.store.keys import Keys, mark, marks, runs
from qualcode.store.rows import Row, Where, read_rows
from qualcode.store.tables import fields, metadata, references


@dataclass
class Folded:
    """What the journal says of one row: whether it lives, its fields, who wrote each when."""

    alive: bool = False
    values: Row = field(default_factory=dict)
    written: dict[str, tuple[Order, str]] = field(default_factory=dict)


def fold(entries: Iterable[Entry], wanted: Collection[str] | None = None) -> dict[str, Folded]:
    """Fold events of one table (and scope), given in order; keys are uids, values outward."""
    state: dict[str, Folded] = {}
    for entry in entries:
        change = entry.change
        if change is None:
            continue
        by = (entry.order, entry.coder_uid)
        for at, uid in enumerate(change.rows):
            if wanted is not None and uid not in wanted:
                continue
            row = state.get(uid)
            if row is None:
                row = state[uid] = Folded()
            if change.operation == "delete":
                row.alive = False
                if not row.values:
                    row.values = {n: column[at] for n, column in change.before.items()}
                continue
            if change.operation != "update":
                row.alive = True
            for name, column in change.after.items():
                row.values[name] = column[at]
                row.written[name] = by
    return state


def fold_rows(
    connection: Connection, keys: Keys, where: Where, ids: Collection[int]
) -> dict[int, Folded]:
    """Return the fold of rows given by key."""
    table, scope = where
    entries = events.history(connection, table, scope, list(ids))
    named = "cases" if table == "value" else table
    by_id = keys.uids(connection, named, ids)
    wanted = {by_id[i] for i in ids}
    if table == "value":
        variable = keys.uids(connection, "variable", [scope])[scope]
        entries = [e for e in entries if e.change is not None and e.change.scope == variable]
    state = fold((e for e in entries if e.change is not None and e.change.table == table), wanted)
    return {i: state.get(by_id[i], Folded()) for i in ids}


def inward(
    connection: Connection, keys: Keys, table: str, rows: Mapping[int, Row]
) -> dict[int, Row]:
    """Return rows with integer references in place of uids."""
    found = {i: dict(r) for i, r in rows.items()}
    for name, target in references(metadata.tables[table]).items():
        wanted = {r[name] for r in found.values() if r.get(name) is not None}
        if not wanted:
            continue
        known = keys.ids(connection, target, wanted)
        for row in found.values():
            if row.get(name) is not None:
                row[name] = known[row[name]]
    return found


def store_rows(connection: Connection, keys: Keys, where: Where, rows: Mapping[int, Row]) -> None:
    """Insert or overwrite rows of a table with values that carry integer references."""
    table, scope = where
    names = fields(metadata.tables[table])
    now_there = read_rows(connection, table, scope, list(rows))
    fresh = {i: r for i, r in rows.items() if now_there[i] is None}
    other = {i: r for i, r in rows.items() if now_there[i] not in (None, r)}
    if table == "value":
        _store_values(connection, scope, fresh, other)
        return
    derived = ["shown"] if "shown" in metadata.tables[table].columns else []
    uids = keys.uids(connection, table, rows)
    m = mark(connection)
    if fresh:
        sql = (
            f"INSERT INTO {table} (id, uid, {', '.join([*names, *derived])}) "
            f"VALUES ({marks(connection, 2 + len(names) + len(derived))})"
        )
        listed = [
            (i, uids[i], *(r[n] for n in names), *(r["name"] for _ in derived))
            for i, r in fresh.items()
        ]
        connection.exec_driver_sql(sql, listed)
        sql = f"DELETE FROM tombstone WHERE table_name = {m} AND uid = {m}"
        connection.exec_driver_sql(sql, [(table, uids[i]) for i in fresh])
    if other:
        sets = ", ".join(f"{n} = {m}" for n in [*names, *derived])
        listed = [
            (*(r[n] for n in names), *(r["name"] for _ in derived), i) for i, r in other.items()
        ]
        connection.exec_driver_sql(f"UPDATE {table} SET {sets} WHERE id = {m}", listed)


def _store_values(
    connection: Connection, scope: int, fresh: Mapping[int, Row], other: Mapping[int, Row]
) -> None:
    m = mark(connection)
    remove_rows(connection, ("value", scope), list(other), {})
    sql = (
        "INSERT INTO value (variable_id, case_id, number, content, missing) "
        f"VALUES ({m}, {m}, {m}, {m}, {m})"
    )
    listed = [
        (scope, i, r["number"], r["content"], r["missing"]) for i, r in {**fresh, **other}.items()
    ]
    if listed:
        connection.exec_driver_sql(sql, listed)


def remove_rows(
    connection: Connection, where: Where, ids: Collection[int], uids: Mapping[int, str]
) -> None:
    """Delete rows by key and note the tombstones of those that have a uid."""
    table, scope = where
    if not ids:
        return
    m = mark(connection)
    if table == "value":
        sql = f"DELETE FROM value WHERE variable_id = {m} AND case_id = {m}"
        connection.exec_driver_sql(sql, [(scope, i) for i in ids])
        return
    sql = (
        f"INSERT INTO tombstone (table_name, uid, row_id) VALUES ({marks(connection, 3)}) "
        "ON CONFLICT DO NOTHING"
    )
    connection.exec_driver_sql(sql, [(table, uids[i], i) for i in ids])
    for first, last in runs(sorted(ids)):
        sql = f"DELETE FROM {table} WHERE id BETWEEN {m} AND {m}"
        connection.exec_driver_sql(sql, (first, last))


@dataclass
class Refolded:
    """What `refold` found: the rows that live now, and those the journal holds deleted."""

    alive: dict[Where, set[int]] = field(default_factory=dict)
    dead: dict[Where, set[int]] = field(default_factory=dict)


def refold(
    connection: Connection, keys: Keys, touched: Mapping[Where, Collection[int]]
) -> Refolded:
    """Write the fold of the touched rows to the tables; dead rows are reported, not yet removed.

    They are left, with the fields the fold gives them, to `settle`, which knows whether a living
    row still needs one of them.
    """
    found = Refolded()
    for where, ids in touched.items():
        if not ids:
            continue
        folded = fold_rows(connection, keys, where, ids)
        found.alive[where] = {i for i, f in folded.items() if f.alive}
        found.dead[where] = set(folded) - found.alive[where]
        there = read_rows(connection, *where, list(found.dead[where]))
        wanted = {i: f.values for i, f in folded.items() if f.alive or there.get(i) is not None}
        rows = inward(connection, keys, where[0], complete(where[0], wanted))
        store_rows(connection, keys, where, rows)
    return found


def complete(table: str, rows: Mapping[int, Row]) -> dict[int, Row]:
    """Return rows with every field of their table, None where the journal is silent."""
    names = fields(metadata.tables[table])
    return {i: {n: r.get(n) for n in names} for i, r in rows.items()}
