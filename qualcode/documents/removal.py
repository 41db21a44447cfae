"""Removing a document with all that stands on it: versions, turns, speakers, own segments."""

from __future__ import annotations

from qualcode.documents.listing import DocumentRow
from qualcode.store.keys import mark, select_in
from qualcode.store.store import Store

ON_VERSIONS = ("turn", "segment", "review", "assignment", "decision", "suggestion")


def remove(store: Store, document: DocumentRow) -> None:
    """Remove a document in one batch; undo brings back every row."""
    with store.batch("remove document", document.document) as batch:
        c = batch.connection
        m = mark(c)
        rows = c.exec_driver_sql(
            f"SELECT id, texts_id FROM version WHERE document_id = {m}", (document.id,)
        ).all()
        versions = [r[0] for r in rows]
        for table in ON_VERSIONS:
            sql = f"SELECT id FROM {table} WHERE version_id IN ({{}})"
            batch.delete(table, [r[0] for r in select_in(c, sql, versions)])
        about = "SELECT id FROM memo WHERE version_id IN ({})"
        batch.update("memo", {r[0]: {"version_id": None} for r in select_in(c, about, versions)})
        speakers = c.exec_driver_sql(
            f"SELECT id FROM speaker WHERE document_id = {m}", (document.id,)
        )
        batch.delete("speaker", [r[0] for r in speakers.all()])
        batch.delete("version", versions)
        batch.delete("texts", [r[1] for r in rows])
        batch.delete("document", [document.id])
