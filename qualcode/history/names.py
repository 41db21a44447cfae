"""What a person calls the rows that the journal knows by uid.

A row is called by its name today; what is gone, or has no name, is called nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from sqlalchemy import Connection

from qualcode.store.keys import select_in
from qualcode.store.tables import metadata, references
from qualcode.text.display import ellipsis

_UID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NAMES = ("shown", "name", "label", "replacement", "word", "topic")
# Through which references a row without a name of its own is called by that of others.
_THROUGH = {
    "version": ("document_id",),
    "turn": ("version_id",),
    "segment": ("code_id", "version_id"),
    "review": ("version_id",),
    "suggestion": ("code_id", "version_id"),
    "code_example": ("code_id",),
    "code_revision": ("code_id",),
    "code_lineage": ("source_id", "target_id"),
    "code_member": ("group_id", "code_id"),
    "theme_code": ("theme_id", "code_id"),
    "theme_evidence": ("theme_id",),
    "display_cell": ("display_row_id",),
}
_MEMO_CELLS = 40


def of_rows(connection: Connection, table: str, row_uids: Collection[str]) -> dict[str, str]:
    """Return the names of a table's rows by uid; rows without one are left out."""
    columns = metadata.tables[table].columns
    if table in ("memo", "summary"):
        found = _read(connection, table, "content", row_uids)
        return {uid: ellipsis(text, _MEMO_CELLS) for uid, text in found.items()}
    if table in _THROUGH:
        return _through(connection, table, row_uids)
    for name in _NAMES:
        if name in columns:
            return _read(connection, table, name, row_uids)
    return {}


def of_value(connection: Connection, case: str, variable: str = "") -> str:
    """Return the name of a case's value of a variable, both given by uid."""
    parts = [of_rows(connection, "cases", [case]), of_rows(connection, "variable", [variable])]
    return " · ".join(name for found in parts for name in found.values())


def references_named(
    connection: Connection, table: str, values: Mapping[str, Collection[object]]
) -> dict[str, str]:
    """Return the names of what the values of these fields refer to, by uid."""
    refers = references(metadata.tables[table])
    found: dict[str, str] = {}
    for field, listed in values.items():
        if field in refers:
            found.update(of_rows(connection, refers[field], {str(v) for v in listed if v}))
    return found


def instead_of_uids(connection: Connection, table: str, field: str, note: str) -> str:
    """Return a note in which the uids that a field holds are put as names."""
    found = references_named(connection, table, {field: _UID.findall(note)})
    return _UID.sub(lambda match: found.get(match[0], match[0]), note)


def _read(
    connection: Connection, table: str, column: str, row_uids: Collection[str]
) -> dict[str, str]:
    sql = f"SELECT uid, {column} FROM {table} WHERE uid IN ({{}})"
    return {r[0]: r[1] for r in select_in(connection, sql, list(row_uids)) if r[1]}


def _through(connection: Connection, table: str, row_uids: Collection[str]) -> dict[str, str]:
    fields = _THROUGH[table]
    refers = references(metadata.tables[table])
    joins = " ".join(f"JOIN {refers[f]} r{n} ON r{n}.id = t.{f}" for n, f in enumerate(fields))
    columns = ", ".join(f"r{n}.uid" for n in range(len(fields)))
    sql = f"SELECT t.uid, {columns} FROM {table} t {joins} WHERE t.uid IN ({{}})"
    rows = list(select_in(connection, sql, list(row_uids)))
    parts = [of_rows(connection, refers[f], {r[n] for r in rows}) for n, f in enumerate(fields, 1)]
    return {
        r[0]: " · ".join(names.get(uid, "") for names, uid in zip(parts, r[1:], strict=True))
        for r in rows
    }
