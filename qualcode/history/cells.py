"""What a change wrote, cell by cell, in names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from qualcode.history import names
from qualcode.history.veil import Veil
from qualcode.store.payload import Change

UNMASKED = frozenset(
    {
        ("pseudonym", "original"),
        ("texts", "content"),
        ("speaker", "label"),
        ("document", "name"),
        ("document", "source_name"),
    }
)
"""Fields whose earlier states may hold what masking took out of the text."""

WITHHELD = "(for the lead)"
NOTHING: frozenset[tuple[str, str]] = frozenset()


def cells(connection: Connection, change: Change, veil: Veil) -> Iterator[dict[str, Any]]:
    """Yield a record for each field of each row that a change wrote.

    Where names are masked, fields that hold one by itself are withheld from all but the lead, and
    other texts read as masking would have them.
    """
    hidden = UNMASKED if veil.names else NOTHING
    fields = list(change.after or change.before) or [""]
    both = {f: [*change.before.get(f, []), *change.after.get(f, [])] for f in fields}
    refers = names.references_named(connection, change.table, both)
    called = _called(connection, change)

    def said(field: str, column: list[Any] | None, at: int) -> Any:
        if column is None or column[at] is None:
            return None
        if (change.table, field) in hidden:
            return WITHHELD
        value = refers.get(str(column[at]), column[at])
        return veil.text(value) if isinstance(value, str) else value

    for at, uid in enumerate(change.rows):
        for field in fields:
            yield {
                "table": change.table,
                "operation": change.operation,
                "row": uid,
                "name": veil.text(called.get(uid, "")),
                "field": field,
                "before": said(field, change.before.get(field), at),
                "after": said(field, change.after.get(field), at),
            }


def _called(connection: Connection, change: Change) -> dict[str, str]:
    if change.scope is None:
        return names.of_rows(connection, change.table, change.rows)
    variable = names.of_rows(connection, "variable", [change.scope]).get(change.scope, "")
    cases = names.of_rows(connection, "cases", change.rows)
    return {uid: f"{case} · {variable}" for uid, case in cases.items()}
