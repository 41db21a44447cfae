"""What a project decides about agreement: whether coefficients are shown at all.

Reflexive work rejects them and still reconciles.
"""

from __future__ import annotations

from sqlalchemy import Connection

from qualcode.store import uids
from qualcode.store.keys import mark
from qualcode.store.store import Store

NAME = "agreement/coefficients"
ON, OFF = "on", "off"


def coefficients(connection: Connection) -> bool:
    """Return whether coefficients are shown; they are unless somebody turned them off."""
    sql = f"SELECT content FROM setting WHERE name = {mark(connection)}"
    return connection.exec_driver_sql(sql, (NAME,)).scalar() != OFF


def set_coefficients(store: Store, on: bool) -> None:
    """Show coefficients in this project, or do not."""
    content = ON if on else OFF
    with store.batch("turn coefficients on" if on else "turn coefficients off", "") as batch:
        sql = f"SELECT id, content FROM setting WHERE name = {mark(batch.connection)}"
        row = batch.connection.exec_driver_sql(sql, (NAME,)).first()
        if row is None:
            uid = uids.named(store.project_uid, "setting", NAME)
            batch.insert("setting", [{"uid": uid, "name": NAME, "content": content}])
        elif row[1] != content:
            batch.update("setting", {row[0]: {"content": content}})
