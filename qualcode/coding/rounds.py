"""Who codes blind: while a blind round runs, its coders see nobody else's work on its documents."""

from __future__ import annotations

from qualcode.store.keys import mark
from qualcode.store.store import Store


def blind_round(store: Store, document_id: int, coder_id: int) -> str | None:
    """Return the name of an open blind round in which this coder codes this document, or None."""
    with store.read() as connection:
        m = mark(connection)
        row = connection.exec_driver_sql(
            "SELECT r.name FROM coding_round r JOIN assignment a ON a.round_id = r.id "
            "JOIN version v ON v.id = a.version_id "
            f"WHERE v.document_id = {m} AND a.coder_id = {m} AND r.blind = 1 "
            "AND r.closed_at IS NULL ORDER BY r.id",
            (document_id, coder_id),
        ).first()
    return None if row is None else str(row[0])
