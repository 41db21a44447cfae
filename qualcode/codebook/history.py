"""What became of codes: the meanings each has had, and what was merged and split."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection

from qualcode.codebook.entry import Entry, from_mapping
from qualcode.store.keys import mark


@dataclass(frozen=True)
class Revision:
    """One meaning of a code: its entry when the revision began, and before (None at creation)."""

    revision: int
    before: Entry | None
    after: Entry
    note: str
    created: str


@dataclass(frozen=True)
class Lineage:
    """One step: a source merged into a target, or a target split off a source. Kind says which."""

    kind: str
    source: str
    target: str
    source_uid: str
    target_uid: str
    created: str


def revisions(connection: Connection, code: int) -> list[Revision]:
    """Return the revisions of a code, the first first."""
    sql = (
        "SELECT revision, entry, note, created_at FROM code_revision "
        f"WHERE code_id = {mark(connection)} ORDER BY revision, created_at, uid"
    )
    found = []
    for number, entry, note, created in connection.exec_driver_sql(sql, (code,)).all():
        said = json.loads(entry)
        before = None if said["before"] is None else from_mapping(said["before"])
        found.append(Revision(number, before, from_mapping(said["after"]), note, created))
    return found


def lineage(connection: Connection, code: int | None = None) -> list[Lineage]:
    """Return the merges and splits of one code, or of all, in the order they were made."""
    m = mark(connection)
    sql = (
        "SELECT l.kind, s.shown, t.shown, s.uid, t.uid, l.created_at FROM code_lineage l "
        "JOIN code s ON s.id = l.source_id JOIN code t ON t.id = l.target_id"
    )
    bound: tuple[int, ...] = ()
    if code is not None:
        sql += f" WHERE l.source_id = {m} OR l.target_id = {m}"
        bound = (code, code)
    rows = connection.exec_driver_sql(f"{sql} ORDER BY l.created_at, l.id", bound).all()
    return [Lineage(*row) for row in rows]
