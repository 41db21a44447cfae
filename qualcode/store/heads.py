"""Citing the heads of other chains, so that a batch says what it knew and a cut tail shows."""

from __future__ import annotations

import json

from sqlalchemy import Connection

from qualcode.store.keys import mark


def cite_heads(connection: Connection, own: int) -> str:
    """Return, as JSON, the heads of other chains that no batch has cited yet, and mark them."""
    m = mark(connection)
    rows = connection.exec_driver_sql(
        f"SELECT uid, head_sequence FROM chain WHERE head_sequence > cited_sequence AND id <> {m} "
        "ORDER BY uid",
        (own,),
    ).all()
    if not rows:
        return "{}"
    connection.exec_driver_sql(
        "UPDATE chain SET cited_sequence = head_sequence "
        f"WHERE head_sequence > cited_sequence AND id <> {m}",
        (own,),
    )
    return json.dumps({r[0]: r[1] for r in rows}, separators=(",", ":"))
