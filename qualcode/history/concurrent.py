"""Which changes were made without knowing of each other.

A batch knows the batches before it in its chain and, through the heads it cites, what those knew.
Two writes of one field of which neither knew the other are concurrent: the fold keeps the later,
and both are listed for a person.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Collection, Mapping
from itertools import combinations

from sqlalchemy import Connection

from qualcode.store import events, settle
from qualcode.store.keys import mark
from qualcode.store.rows import Where

Written = tuple[str, int, str]
"""Chain, sequence, and the value as text."""


SAID = {"summary": ("content",), "theme_evidence": ("kind", "note")}
"""What people write in the very making of a row that two copies may both make, under one uid."""


class Causes:
    """What each batch knew when it was made."""

    def __init__(self, connection: Connection) -> None:
        rows = connection.exec_driver_sql(
            "SELECT c.uid, b.sequence, b.seen FROM batch b JOIN chain c ON c.id = b.chain_id "
            "ORDER BY b.lamport, c.uid, b.sequence"
        )
        # By chain: the sequences at which knowledge grew, and the knowledge from there on.
        self._from: dict[str, list[int]] = {}
        self._known: dict[str, list[dict[str, int]]] = {}
        for chain, sequence, seen in rows:
            if seen == "{}":
                continue
            known = dict(self._at(chain, sequence))
            for other, last in json.loads(seen).items():
                for uid, n in {**self._at(other, last), other: last}.items():
                    known[uid] = max(known.get(uid, 0), n)
            self._from.setdefault(chain, []).append(sequence)
            self._known.setdefault(chain, []).append(known)

    def _at(self, chain: str, sequence: int) -> dict[str, int]:
        at = bisect_right(self._from.get(chain, []), sequence) - 1
        return self._known[chain][at] if at >= 0 else {}

    def knew(self, one: Written, other: Written) -> bool:
        """Say whether the batch of `one` knew the batch of `other`."""
        if one[0] == other[0]:
            return one[1] >= other[1]
        return self._at(one[0], one[1]).get(other[0], 0) >= other[1]


def list_concurrent(connection: Connection, touched: Mapping[Where, Collection[int]]) -> None:
    """List the concurrent writes of every field of the touched rows."""
    causes = Causes(connection)
    for (table, scope), ids in touched.items():
        written: dict[tuple[str, str], list[Written]] = {}
        for entry in events.history(connection, table, scope, list(ids)):
            change = entry.change
            if change is None or change.table != table:
                continue
            if change.operation == "insert":
                after = {name: change.after[name] for name in SAID.get(table, ())}
            else:
                after = change.after if change.operation == "update" else {}
            for name, column in after.items():
                for uid, value in zip(change.rows, column, strict=True):
                    # A value is one row a case and variable; the other tables have no scope.
                    row = uid if change.scope is None else f"{uid} {change.scope}"
                    mine = (entry.order[1], entry.order[2], "" if value is None else str(value))
                    written.setdefault((row, name), []).append(mine)
        for (row, name), writes in written.items():
            if len({w[0] for w in writes}) > 1:
                _note(connection, causes, table, row, name, writes)


def _note(
    connection: Connection, causes: Causes, table: str, row: str, name: str, writes: list[Written]
) -> None:
    """List a field once, with all that was set apart and what stands: the last in the order."""
    apart: dict[str, None] = {}
    for one, other in combinations(writes, 2):
        if one[2] != other[2] and not causes.knew(one, other) and not causes.knew(other, one):
            apart.update(dict.fromkeys((one[2], other[2])))
    if not apart:
        return
    said = " and ".join(_quoted(value) for value in sorted(apart))
    m = mark(connection)
    connection.exec_driver_sql(
        f"DELETE FROM collision WHERE kind = 'concurrent' AND table_name = {m} "
        f"AND row_uid = {m} AND field = {m}",
        (table, row, name),
    )
    text = f"set to {said} in different copies; {_quoted(writes[-1][2])} stands"
    settle.note(connection, "concurrent", table, row, name, text)


def _quoted(value: str) -> str:
    return f"“{value}”" if value else "nothing"
