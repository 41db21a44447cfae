"""Where each segment stands in the current text of its document: derived, rebuilt at will.

A segment's anchor names the version it was coded on; its place follows the edit maps from there
to the current version, up to the common ancestor and down again. `state` says how sure the place
is: exact, changed (its words were edited), lost (nothing of it is left), whole (the document).
`reach` is the power of two that bounds its length, so that what overlaps a window is found by a
few short index ranges whatever the longest segment is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Connection

from qualcode.store.keys import mark, marks, runs, select_in
from qualcode.store.payload import Change
from qualcode.store.rows import Where
from qualcode.text.edits import EditMap

LEVELS = 31
"""Reach runs from 1 to 2**30."""


def reach(length: int) -> int:
    """Return the smallest power of two that is at least `length`, and at least 1."""
    return 1 << max(0, length - 1).bit_length()


def _reach_sql(length: str) -> str:
    steps = " ".join(f"WHEN {length} <= {1 << k} THEN {1 << k}" for k in range(LEVELS))
    return f"CASE {steps} END"


def add_range(connection: Connection, first: int, last: int) -> None:
    """Place a run of new segments, in the database where their version is current."""
    m = mark(connection)
    start = "coalesce(s.start_at, 0)"
    end = "coalesce(s.end_at, t.characters)"
    connection.exec_driver_sql(
        "INSERT INTO place (segment_id, document_id, start_at, end_at, reach, state) "
        f"SELECT s.id, v.document_id, {start}, {end}, {_reach_sql(f'({end} - {start})')}, "
        "CASE WHEN s.start_at IS NULL THEN 'whole' ELSE 'exact' END "
        "FROM segment s JOIN version v ON v.id = s.version_id "
        "JOIN document d ON d.id = v.document_id JOIN texts t ON t.id = v.texts_id "
        f"WHERE d.version_id = v.id AND s.id BETWEEN {m} AND {m}",
        (first, last),
    )
    rows = connection.exec_driver_sql(
        "SELECT s.id FROM segment s JOIN version v ON v.id = s.version_id "
        "JOIN document d ON d.id = v.document_id WHERE (d.version_id IS NULL OR "
        f"d.version_id <> v.id) AND s.id BETWEEN {m} AND {m}",
        (first, last),
    )
    refresh(connection, [r[0] for r in rows])


def remove_range(connection: Connection, first: int, last: int) -> None:
    """Forget the places of a run of segments."""
    m = mark(connection)
    sql = f"DELETE FROM place WHERE segment_id BETWEEN {m} AND {m}"
    connection.exec_driver_sql(sql, (first, last))


def refresh_documents(connection: Connection, documents: Collection[int]) -> None:
    """Place anew every segment of these documents."""
    sql = (
        "SELECT s.id FROM segment s JOIN version v ON v.id = s.version_id "
        "WHERE v.document_id IN ({})"
    )
    refresh(connection, [r[0] for r in select_in(connection, sql, list(documents))])


def refresh(connection: Connection, segments: Collection[int]) -> None:
    """Place anew these segments; those that are gone lose their place."""
    ids = list(segments)
    if not ids:
        return
    m = mark(connection)
    connection.exec_driver_sql(f"DELETE FROM place WHERE segment_id = {m}", [(i,) for i in ids])
    sql = (
        "SELECT s.id, s.version_id, s.start_at, s.end_at, v.document_id, d.version_id "
        "FROM segment s JOIN version v ON v.id = s.version_id "
        "JOIN document d ON d.id = v.document_id WHERE s.id IN ({})"
    )
    rows = list(select_in(connection, sql, ids))
    maps = Maps(connection, {r[4] for r in rows})
    placed = []
    for one, version, start, end, document, current in rows:
        if start is None:
            placed.append((one, document, 0, maps.characters(current), "whole"))
            continue
        spot = maps.between(version, current).place(start, end)
        placed.append((one, document, spot.start, spot.end, spot.state))
    sql = (
        "INSERT INTO place (segment_id, document_id, start_at, end_at, reach, state) "
        f"VALUES ({marks(connection, 6)})"
    )
    listed = [(i, d, a, z, reach(z - a), state) for i, d, a, z, state in placed]
    if listed:
        connection.exec_driver_sql(sql, listed)


class Maps:
    """The edit maps between any two versions of some documents.

    Two versions without a common ancestor (two copies imported different answers to one question)
    are compared word by word.
    """

    def __init__(self, connection: Connection, documents: Iterable[int]) -> None:
        self._connection = connection
        sql = (
            "SELECT v.id, v.parent_id, v.edit_map, t.characters FROM version v "
            "JOIN texts t ON t.id = v.texts_id WHERE v.document_id IN ({})"
        )
        self._versions = {
            r[0]: (r[1], r[2], r[3]) for r in select_in(connection, sql, list(documents))
        }
        self._found: dict[tuple[int, int], EditMap] = {}

    def characters(self, version: int) -> int:
        """Return the length of a version's text, in code points."""
        return int(self._versions[version][2])

    def between(self, old: int, new: int) -> EditMap:
        """Return the map from one version to another of the same document."""
        found = self._found.get((old, new))
        if found is None:
            up, down = self._line(old), self._line(new)
            shared = next((v for v in up if v in down), None)
            up = up[: up.index(shared)] if shared is not None else up[:-1]
            rest = down[: down.index(shared)] if shared is not None else down[:-1]
            found = EditMap(())
            for version in up:
                found = found.then(self._own(version).invert())
            if shared is None:
                found = found.then(self._compared(self._line(old)[-1], down[-1]))
            for version in reversed(rest):
                found = found.then(self._own(version))
            self._found[(old, new)] = found
        return found

    def _line(self, version: int) -> list[int]:
        """Return a version and its ancestors, the nearest first."""
        line = [version]
        while (parent := self._versions[line[-1]][0]) is not None:
            line.append(parent)
        return line

    def _compared(self, old: int, new: int) -> EditMap:
        """Return the map between the texts of two first versions."""
        sql = (
            "SELECT v.id, t.content FROM version v JOIN texts t ON t.id = v.texts_id "
            "WHERE v.id IN ({})"
        )
        texts = {r[0]: r[1] for r in select_in(self._connection, sql, [old, new])}
        return EditMap.between(texts[old], texts[new])

    def _own(self, version: int) -> EditMap:
        return EditMap.from_json(self._versions[version][1])


def derive(connection: Connection, changes: list[tuple[Change, list[int], Where]]) -> None:
    """Bring the derived tables up to what a batch changed."""
    documents: set[int] = set()
    for change, ids, (table, _scope) in changes:
        if table == "segment":
            for first, last in runs(sorted(ids)) if change.operation != "update" else ():
                remove_range(connection, first, last)
                if change.operation != "delete":
                    add_range(connection, first, last)
            if change.operation == "update":
                refresh(connection, ids)
        elif table == "document" and "version_id" in change.after:
            documents.update(ids)
    if documents:
        refresh_documents(connection, documents)
