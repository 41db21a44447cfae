"""Rules over several rows, settled the same way in every copy and never by new events.

* A deleted row that a living row still needs stays, and is listed as `kept`; so does a coder who
  has written anything.
* Of two equal names the later shows as `name (coder)`; listed as `name`.
* A move that would close a cycle is skipped; listed as `cycle`.
* A masked document stays masked; listed as `masked` (see `settle_masks`).

What is settled can change when anything it rests on changes, so it is settled anew whenever a
batch touches a table that has collisions.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Connection

from qualcode.store import events, fold, settle_masks
from qualcode.store.events import Order
from qualcode.store.fold import Refolded
from qualcode.store.keys import Keys, mark, marks, select_in
from qualcode.store.rows import Where
from qualcode.store.tables import metadata, references

NAMED = ("code", "code_group", "document", "query", "theme", "display")
"""Tables whose rows have a shown name."""


def settle(
    connection: Connection, keys: Keys, found: Refolded, tables: Collection[str] | None = None
) -> None:
    """Settle what the refolded rows, and the rows they need, decide together."""
    _bring_back(connection, keys, found)
    _remove_dead(connection, keys, found)
    touched = tables or {where[0] for where in (*found.alive, *found.dead)}
    if "code" in touched:
        settle_moves(connection, keys)
    if "document" in touched or "version" in touched:
        _settle_masks(connection, keys)
    for table in NAMED:
        if table in touched:
            settle_names(connection, keys, table)


def after_batch(connection: Connection, keys: Keys, tables: Collection[str]) -> None:
    """Settle anew what collisions rest on tables that a batch touched."""
    rows = connection.exec_driver_sql(
        "SELECT kind, table_name, row_uid FROM collision WHERE kind <> 'concurrent'"
    ).all()
    if not rows:
        return
    kept: dict[Where, set[int]] = {}
    for kind, table, uid in rows:
        if kind == "kept":
            kept.setdefault((table, 0), set()).add(keys.ids(connection, table, [uid])[uid])
    if kept:
        settle(connection, keys, fold.refold(connection, keys, kept))
    if "code" in tables:
        settle_moves(connection, keys)
    if "document" in tables or "version" in tables:
        _settle_masks(connection, keys)
    for table in NAMED:
        if table in tables:
            settle_names(connection, keys, table)


def _settle_masks(connection: Connection, keys: Keys) -> None:
    found = settle_masks.settle_masks(connection, keys)
    _forget(connection, settle_masks.KIND, "document", None)
    for uid, text in found:
        note(connection, settle_masks.KIND, "document", uid, "version_id", text)


def note(connection: Connection, kind: str, table: str, uid: str, field: str, text: str) -> None:
    """List a collision once."""
    connection.exec_driver_sql(
        "INSERT INTO collision (kind, table_name, row_uid, field, note) "
        f"VALUES ({marks(connection, 5)}) ON CONFLICT DO NOTHING",
        (kind, table, uid, field, text),
    )


def _forget(connection: Connection, kind: str, table: str, uids: Iterable[str] | None) -> None:
    m = mark(connection)
    sql = f"DELETE FROM collision WHERE kind = {m} AND table_name = {m}"
    if uids is None:
        connection.exec_driver_sql(sql, (kind, table))
        return
    listed = [(kind, table, u) for u in uids]
    if listed:
        connection.exec_driver_sql(f"{sql} AND row_uid = {m}", listed)


# Rows that are needed -----------------------------------------------------------------------------


def _bring_back(connection: Connection, keys: Keys, found: Refolded) -> None:
    """Insert again the deleted rows that living rows refer to, and the coders of batches."""
    pending = {w: ids | found.dead.get(w, set()) for w, ids in found.alive.items()}
    missing = _lost_coders(connection, keys, found)
    while pending or missing:
        for where, ids in pending.items():
            for target, wanted in _needs(connection, where, ids).items():
                there = select_in(connection, f"SELECT id FROM {target} WHERE id IN ({{}})", wanted)
                lost = set(wanted) - {r[0] for r in there}
                if lost:
                    missing.setdefault((target, 0), set()).update(lost)
        for where, ids in missing.items():
            folded = fold.fold_rows(connection, keys, where, ids)
            rows = fold.complete(where[0], {i: f.values for i, f in folded.items()})
            inward = fold.inward(connection, keys, where[0], rows)
            fold.store_rows(connection, keys, where, inward)
            found.dead.setdefault(where, set()).update(ids)
        pending, missing = missing, {}


def _lost_coders(connection: Connection, keys: Keys, found: Refolded) -> dict[Where, set[int]]:
    """Return the deleted coders who have written: batches name them by uid."""
    dead = found.dead.get(("coder", 0), set())
    by_uid = keys.uids(connection, "coder", dead)
    gone = {by_uid[one]: one for one in dead}
    sql = "SELECT uid, row_id FROM tombstone WHERE table_name = 'coder'"
    gone.update({r[0]: r[1] for r in connection.exec_driver_sql(sql)})
    if not gone:
        return {}
    there = {
        r[0] for r in select_in(connection, "SELECT uid FROM coder WHERE uid IN ({})", [*gone])
    }
    sql = "SELECT DISTINCT coder_uid FROM batch WHERE coder_uid IN ({})"
    wrote = {r[0] for r in select_in(connection, sql, [*gone])} - there
    return {("coder", 0): {gone[uid] for uid in wrote}} if wrote else {}


def _needs(connection: Connection, where: Where, ids: Collection[int]) -> dict[str, list[int]]:
    """Return the keys that rows refer to, by table."""
    table, scope = where
    found: dict[str, set[int]] = {}
    if table == "value":
        return {"variable": [scope], "cases": list(ids)}
    for column, target in references(metadata.tables[table]).items():
        sql = f"SELECT DISTINCT {column} FROM {table} WHERE id IN ({{}}) AND {column} IS NOT NULL"
        hits = {r[0] for r in select_in(connection, sql, list(ids))}
        if hits:
            found.setdefault(target, set()).update(hits)
    return {target: list(wanted) for target, wanted in found.items()}


def _remove_dead(connection: Connection, keys: Keys, found: Refolded) -> None:
    """Remove the rows the journal holds deleted, but for those that a living row needs."""
    dead = {w: ids for w, ids in found.dead.items() if ids}
    kept = still_needed(connection, dead)
    for where, ids in dead.items():
        stay = kept.get(where, set())
        table = where[0]
        named = "cases" if table == "value" else table
        uids = keys.uids(connection, named, ids)
        fold.remove_rows(connection, where, ids - stay, uids)
        if table != "value":
            _forget(connection, "kept", table, [uids[i] for i in ids - stay])
            for one in stay:
                text = "deleted by one coder while another's work still needs it; kept"
                note(connection, "kept", table, uids[one], "", text)


def still_needed(connection: Connection, dead: Mapping[Where, set[int]]) -> dict[Where, set[int]]:
    """Return the dead rows that rows outside the dead refer to, directly or through each other.

    Coders who have written anything are among them.
    """
    children: dict[str, list[tuple[str, str]]] = {}
    for name, known in metadata.tables.items():
        if known.info.get("journal"):
            for column, target in references(known).items():
                children.setdefault(target, []).append((name, column))
    kept: dict[Where, set[int]] = {}
    frontier: dict[Where, set[int]] = {}
    if coders := dead.get(("coder", 0)):
        sql = "SELECT id FROM coder WHERE id IN ({}) AND uid IN (SELECT coder_uid FROM batch)"
        if wrote := {r[0] for r in select_in(connection, sql, list(coders))}:
            frontier["coder", 0] = wrote
    for (table, scope), ids in dead.items():
        for child, column in children.get(table, []) if table != "value" else []:
            row_id = "variable_id, case_id" if child == "value" else "id, 0"
            sql = f"SELECT {row_id}, {column} FROM {child} WHERE {column} IN ({{}})"
            for first, second, target in select_in(connection, sql, list(ids)):
                where, one = (("value", first), second) if child == "value" else ((child, 0), first)
                if one not in dead.get(where, ()):
                    frontier.setdefault((table, scope), set()).add(target)
    while frontier:
        for where, ids in frontier.items():
            kept.setdefault(where, set()).update(ids)
        following: dict[Where, set[int]] = {}
        for where, ids in frontier.items():
            for target, wanted in _needs(connection, where, ids).items():
                inside = dead.get((target, 0), set()) & set(wanted)
                new = inside - kept.get((target, 0), set())
                if new:
                    following.setdefault((target, 0), set()).update(new)
        frontier = following
    return kept


# Names --------------------------------------------------------------------------------------------


def fold_name(name: str) -> str:
    """Return a name as names are compared: width and case folded."""
    return unicodedata.normalize("NFKC", name).casefold().strip()


def settle_names(connection: Connection, keys: Keys, table: str) -> None:
    """Give every row of a table its shown name."""
    condition = " WHERE retired = 0" if table == "code" else ""
    rows = connection.exec_driver_sql(f"SELECT id, uid, name, shown FROM {table}").all()
    live = {r[0] for r in connection.exec_driver_sql(f"SELECT id FROM {table}{condition}")}
    groups: dict[str, list[int]] = {}
    for row in rows:
        if row[0] in live:
            groups.setdefault(fold_name(row[2]), []).append(row[0])
    shown: dict[int, str] = {}
    _forget(connection, "name", table, None)
    for ids in groups.values():
        if len(ids) > 1:
            shown.update(_tell_apart(connection, keys, table, ids))
    m = mark(connection)
    changed = [(shown.get(r[0], r[2]), r[0]) for r in rows if r[3] != shown.get(r[0], r[2])]
    if changed:
        connection.exec_driver_sql(f"UPDATE {table} SET shown = {m} WHERE id = {m}", changed)


def _tell_apart(connection: Connection, keys: Keys, table: str, ids: list[int]) -> dict[int, str]:
    """Return the shown names of rows that have the same name: the first to take it keeps it."""
    folded = fold.fold_rows(connection, keys, (table, 0), ids)
    uids = keys.uids(connection, table, ids)
    nothing: tuple[Order, str] = ((0, "", 0, 0), "")
    ordered = sorted(ids, key=lambda i: (folded[i].written.get("name", nothing)[0], uids[i]))
    rows = connection.exec_driver_sql("SELECT uid, name FROM coder")
    coders: dict[str, str] = {r[0]: r[1] for r in rows}
    found: dict[int, str] = {}
    used: set[str] = set()
    for place, one in enumerate(ordered):
        name = str(folded[one].values["name"])
        if place:
            who = coders.get(folded[one].written.get("name", nothing)[1], "?")
            plain, n = f"{name} ({who})", 2
            name = plain
            while name in used:
                name, n = f"{plain} {n}", n + 1
            found[one] = name
            text = f"two of the name “{folded[one].values['name']}”; the later shows as “{name}”"
            note(connection, "name", table, uids[one], "name", text)
        used.add(name)
    return found


# Moves --------------------------------------------------------------------------------------------


def settle_moves(connection: Connection, keys: Keys) -> None:
    """Give every code its parent, skipping in order the moves that would close a cycle."""
    rows = connection.exec_driver_sql("SELECT id, uid, parent_id FROM code ORDER BY id").all()
    ids = [r[0] for r in rows]
    listed = connection.exec_driver_sql(
        "SELECT count(*) FROM collision WHERE kind = 'cycle'"
    ).scalar_one()
    stored = {r[0]: r[2] for r in rows}
    if not listed and not _in_cycle(stored):
        return
    uids = {r[0]: r[1] for r in rows}
    folded = fold.fold_rows(connection, keys, ("code", 0), ids)
    raw = fold.inward(
        connection,
        keys,
        "code",
        {i: {"parent_id": f.values.get("parent_id")} for i, f in folded.items()},
    )
    parents: dict[int, int | None] = {i: r["parent_id"] for i, r in raw.items()}
    _forget(connection, "cycle", "code", None)
    if _in_cycle(parents):
        parents = _play_moves(connection, keys, uids)
    m = mark(connection)
    changed = [(parents[i], i) for i in ids if parents[i] != stored[i]]
    if changed:
        connection.exec_driver_sql(f"UPDATE code SET parent_id = {m} WHERE id = {m}", changed)


def _in_cycle(parents: Mapping[int, int | None]) -> bool:
    for one in parents:
        seen = {one}
        at = parents[one]
        while at is not None:
            if at in seen:
                return True
            seen.add(at)
            at = parents.get(at)
    return False


def _play_moves(
    connection: Connection, keys: Keys, uids: Mapping[int, str]
) -> dict[int, int | None]:
    """Replay every move of codes in order, skipping those that would close a cycle."""
    by_uid = {u: i for i, u in uids.items()}
    parents: dict[int, int | None] = dict.fromkeys(uids)
    for entry in events.history(connection, "code", 0, list(uids)):
        change = entry.change
        if change is None or "parent_id" not in change.after:
            continue
        for uid, parent_uid in zip(change.rows, change.after["parent_id"], strict=True):
            one = by_uid.get(uid)
            parent = by_uid.get(parent_uid) if parent_uid else None
            if one is None or _in_cycle({**parents, one: parent}):
                if one is not None:
                    text = "a move that would put a code below itself was skipped"
                    note(connection, "cycle", "code", uid, "parent_id", text)
                continue
            parents[one] = parent
    return parents
