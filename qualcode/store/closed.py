"""The work of a closed round stays: its figures rest on what was there when it was closed.

Areas refuse to change it as they are asked; here what takes back or does again is refused. What a
change of the codebook, or the removal of a document, does to such work goes both ways.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Connection

from qualcode.errors import Conflict
from qualcode.store.keys import select_in
from qualcode.store.net import Changed

_WORK = ("segment", "review")
_WIDER = ("code", "document", "coding_round")


def closed(name: str) -> Conflict:
    """Return the error for work that belongs to a closed round."""
    return Conflict(
        f"The round “{name}” is closed, and its work stays as it was: its figures rest on "
        "it. Settle differences by reconciling, or code outside the round."
    )


def refuse(connection: Connection, changes: Collection[Changed]) -> None:
    """Refuse to take back what was done in a round that is closed. Raises: Conflict."""
    if any(change.table in _WIDER for change, _, _ in changes):
        return
    for change, ids, _ in changes:
        if change.table not in _WORK:
            continue
        before = {uid for uid in change.before.get("round_id", ()) if uid is not None}
        name = _name(connection, "uid", before)
        if name is None and change.operation != "delete":
            sql = f"SELECT DISTINCT round_id FROM {change.table} WHERE round_id IS NOT NULL "
            keys = {r[0] for r in select_in(connection, sql + "AND id IN ({})", ids)}
            name = _name(connection, "id", keys)
        if name is not None:
            raise closed(name)


def _name(connection: Connection, column: str, keys: Iterable[object]) -> str | None:
    sql = f"SELECT name FROM coding_round WHERE closed_at IS NOT NULL AND {column} IN ({{}})"
    return next((str(row[0]) for row in select_in(connection, sql, list(keys))), None)
