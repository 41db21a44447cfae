"""What a project decides about its tables: below how many cases a cell is hidden outside."""

from __future__ import annotations

from sqlalchemy import Connection

from qualcode.errors import UsageError
from qualcode.store import uids
from qualcode.store.keys import mark
from qualcode.store.store import Store

NAME = "analysis/hidden_below"
DEFAULT = 5


def hidden_below(connection: Connection) -> int:
    """Return the threshold: cells of fewer cases are hidden in exports; 0 hides nothing."""
    sql = f"SELECT content FROM setting WHERE name = {mark(connection)}"
    found = connection.exec_driver_sql(sql, (NAME,)).scalar()
    return int(found) if found is not None and str(found).isdecimal() else DEFAULT


def set_hidden_below(store: Store, threshold: int) -> None:
    """Set the threshold. Raises: UsageError for a number below 0."""
    if threshold < 0:
        raise UsageError(f"A threshold of {threshold}: give 0 (hide nothing) or more.")
    with store.batch("hide small cells", f"below {threshold}" if threshold else "none") as batch:
        sql = f"SELECT id, content FROM setting WHERE name = {mark(batch.connection)}"
        row = batch.connection.exec_driver_sql(sql, (NAME,)).first()
        if row is None:
            uid = uids.named(store.project_uid, "setting", NAME)
            batch.insert("setting", [{"uid": uid, "name": NAME, "content": str(threshold)}])
        elif row[1] != str(threshold):
            batch.update("setting", {row[0]: {"content": str(threshold)}})
