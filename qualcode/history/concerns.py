"""Which batches concern a document or a code: what they changed is it, is in it, or is about it.

Found by going through the events in order: what belongs to the thing (a version of a document, a
segment in it, a memo on it) is part of it from then on, even when it has been removed since.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from qualcode.store import payload
from qualcode.store.keys import mark
from qualcode.store.lifts import lift
from qualcode.store.payload import Change
from qualcode.store.store import Store
from qualcode.store.taking_back import Progress

PIECE = 500
_BELONGS = {
    "document": frozenset(
        ("version", "speaker", "turn", "segment", "review", "memo", "assignment", "decision")
    ),
    "code": frozenset(
        ("segment", "memo", "code_example", "code_keyword", "code_member", "code_revision",
         "code_lineage")
    ),
}  # fmt: skip
"""Which tables' rows become part of a thing that they refer to, by the thing's table."""
_REFERS = (
    "document_id", "version_id", "parent_id", "code_id", "source_id", "target_id", "about_uid",
    "source_uid", "target_uid",
)  # fmt: skip
_SKIPPED = ("value", "texts", "cases", "variable", "coder", "pseudonym")


def concerning(
    store: Store, table: str, uid: str, progress: Progress | None = None
) -> frozenset[int]:
    """Return the keys of the batches that concern a document or code.

    An error raised by `progress` stops it.
    """
    part = {uid}
    found: set[int] = set()
    belongs = _BELONGS[table]
    for batch, change in _changes(store, progress):
        hits = [at for at, row in enumerate(change.rows) if row in part]
        for name in _REFERS:
            for column in (change.after.get(name), change.before.get(name)):
                if column is not None:
                    hits += [at for at, value in enumerate(column) if value in part]
        if hits:
            found.add(batch)
            if change.table in belongs:
                part.update(change.rows[at] for at in hits)
    return frozenset(found)


def _changes(store: Store, progress: Progress | None) -> Iterator[tuple[int, Change]]:
    """Yield what each event did, with its batch, in the order the events were stored."""
    after = 0
    with store.read() as connection:
        last = int(
            connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM event").scalar_one()
        )
    while True:
        rows: list[Any]
        with store.read() as connection:
            m = mark(connection)
            skipped = ", ".join(f"'{name}'" for name in _SKIPPED)
            rows = list(
                connection.exec_driver_sql(
                    "SELECT id, batch_id, table_name, operation, revision, payload FROM event "
                    f"WHERE id > {m} AND table_name NOT IN ({skipped}) ORDER BY id LIMIT {PIECE}",
                    (after,),
                ).all()
            )
        if not rows:
            return
        for _, batch, table, operation, revision, data in rows:
            if data is not None:
                yield batch, lift(payload.decode(table, operation, bytes(data)), revision)
        after = rows[-1][0]
        if progress is not None:
            progress(after, last)
