"""The guard before the database: journalled tables change through batches alone."""

from __future__ import annotations

from sqlalchemy import Connection

from qualcode.errors import ProjectError


def guard(table_names: frozenset[str], statement: str, connection: Connection) -> None:
    """Refuse DML on journalled tables that does not come through a batch.

    Raises: ProjectError.
    """
    head = statement[:200].split(None, 4)
    if not head or head[0].upper() not in ("INSERT", "UPDATE", "DELETE", "REPLACE"):
        return
    name = head[1] if head[0].upper() == "UPDATE" else head[2]
    name = name.split("(")[0].strip('"').lower()
    if name in table_names and not connection.info.get("in_batch"):
        raise ProjectError(
            f"{head[0].upper()} on “{name}” goes around the journal. Write through Store.batch."
        )
