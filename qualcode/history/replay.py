"""Replay: the tables must equal what the journal alone gives.

The journal is folded into an empty project beside this one, through the same code that merges,
and every journalled table is compared row by row.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from qualcode.history.merge import Progress, merge
from qualcode.store.keys import mark
from qualcode.store.store import Store
from qualcode.store.tables import fields, journalled, metadata, references

Content = dict[tuple[str, ...], tuple[Any, ...]]


def differences(store: Store, progress: Progress | None = None) -> list[str]:
    """Return, as sentences, where the tables differ from the fold of the journal."""
    with tempfile.TemporaryDirectory() as folder:
        copy = empty_copy(store, Path(folder) / "replay.qualcode")
        try:
            merge(copy, store, progress)
            with store.read(whole=True) as ours, copy.read(whole=True) as theirs:
                return [line for name in journalled() for line in _compare(name, ours, theirs)]
        finally:
            copy.close()


def empty_copy(store: Store, path: Path) -> Store:
    """Create a project of the same identity that holds nothing yet."""
    copy = Store.create(path, name="replay")
    with store.read() as connection:
        uid, name = connection.exec_driver_sql("SELECT uid, name FROM project").one()
    with copy.engine.begin() as connection:
        m = mark(connection)
        connection.exec_driver_sql(f"UPDATE project SET uid = {m}, name = {m}", (uid, name))
    copy.coder = (uid, "replay")
    return copy


def content(connection: Connection, table: str) -> Content:
    """Return a journalled table by uid, references as uids: the same in every equal copy."""
    known = metadata.tables[table]
    refers = references(known)
    if table == "value":
        names = [*fields(known)]
        sql = (
            f"SELECT v.uid, c.uid, {', '.join(f't.{n}' for n in names)} FROM value t "
            "JOIN variable v ON v.id = t.variable_id JOIN cases c ON c.id = t.case_id"
        )
        return {(r[0], r[1]): tuple(r[2:]) for r in connection.exec_driver_sql(sql)}
    names = fields(known) + (["shown"] if "shown" in known.columns else [])
    columns, joins = [], []
    for n, name in enumerate(names):
        if name in refers:
            columns.append(f"r{n}.uid")
            joins.append(f"LEFT JOIN {refers[name]} r{n} ON r{n}.id = t.{name}")
        else:
            columns.append(f"t.{name}")
    sql = f"SELECT t.uid, {', '.join(columns)} FROM {table} t {' '.join(joins)}"
    return {(r[0],): tuple(r[1:]) for r in connection.exec_driver_sql(sql)}


def _compare(table: str, ours: Connection, theirs: Connection) -> Iterator[str]:
    mine, other = content(ours, table), content(theirs, table)
    if mine == other:
        return
    extra = len(mine.keys() - other.keys())
    lost = len(other.keys() - mine.keys())
    changed = sum(mine[k] != other[k] for k in mine.keys() & other.keys())
    yield (
        f"table {table}: {extra} rows that the journal does not know, {lost} that are missing, "
        f"{changed} that differ"
    )
