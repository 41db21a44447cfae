"""Which decisions moved a kept table: what the journal says of its codes and texts since then."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from qualcode.analysis import units as whose
from qualcode.documents.listing import ANSWER
from qualcode.store import blind, payload
from qualcode.store.keys import mark, select_in
from qualcode.store.lifts import lift
from qualcode.store.payload import Change
from qualcode.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.analysis.crosstab_asked import Asked

COLUMNS = ["when", "coder", "what", "subject", "segments_added", "segments_removed",
           "segments_changed", "reviews", "codes", "values"]  # fmt: skip
_GONE = ("delete",)
_MADE = ("insert", "restore")
_TABLES = ("segment", "review", "code", "value")


def moved(store: Store, kept: int, asked: Asked, codes: Collection[str]) -> pd.DataFrame:
    """Return the batches since a table was kept (its row's key) that concern it, in their order.

    codes: uids of its codes and what lies below them. A batch concerns the table if it made,
    changed or removed a segment of these codes, or a review, in a text of its source; changed one
    of the codes; or gave a case another value of its fields or weight. In a blind round nothing is
    told of what others did to its documents.
    """
    import pandas as pd

    with store.read() as connection:
        first = _kept_in(connection, kept)
        versions = versions_of(connection, asked)
        variables = variables_of(connection, asked)
        me = blind.hidden_from(connection)
        open_to_me = versions if me is None else versions - blind_versions(connection)
        counts: dict[int, list[int]] = {}
        for batch, coder, change in _since(connection, first):
            told = versions if coder == me else open_to_me
            hits = hits_of(connection, change, codes, told, variables)
            if any(hits):
                total = counts.setdefault(batch, [0] * len(hits))
                for at, n in enumerate(hits):
                    total[at] += n
        about = {
            r[0]: r[1:]
            for r in select_in(
                connection,
                "SELECT b.id, b.made_at, k.name, b.label, b.subject FROM batch b "
                "LEFT JOIN coder k ON k.uid = b.coder_uid WHERE b.id IN ({})",
                list(counts),
            )
        }
    rows = [[*about[batch], *counts[batch]] for batch in sorted(counts)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _kept_in(connection: Connection, kept: int) -> int:
    """Return the batch that last wrote a kept table, as this copy numbers them."""
    m = mark(connection)
    return int(
        connection.exec_driver_sql(
            "SELECT max(e.batch_id) FROM event_row r JOIN event e ON e.id = r.event_id "
            f"WHERE r.table_name = 'query' AND r.first_row <= {m} AND r.last_row >= {m}",
            (kept, kept),
        ).scalar()
        or 0
    )


def versions_of(connection: Connection, asked: Asked) -> set[str]:
    """Return the uids of the versions of the texts that a table reads."""
    question = None if asked.interviews else whose.question_of(connection, asked.question)
    m = mark(connection)
    where = f"d.kind <> {m}" if question is None else f"q.name = {m}"
    rows = connection.exec_driver_sql(
        "SELECT v.uid FROM version v JOIN document d ON d.id = v.document_id "
        f"LEFT JOIN variable q ON q.id = d.variable_id WHERE {where}",
        (ANSWER if question is None else question,),
    )
    return {r[0] for r in rows}


def variables_of(connection: Connection, asked: Asked) -> set[str]:
    """Return the uids of the variables that a table names."""
    named = {asked.field, asked.by, asked.weight, asked.strata} - {None}
    rows = connection.exec_driver_sql("SELECT uid, name FROM variable")
    return {uid for uid, name in rows if name in named}


def blind_versions(connection: Connection) -> set[str]:
    """Return the uids of the versions of the documents that the reader codes blind."""
    sql = "SELECT v.uid FROM version v WHERE v.document_id IN (SELECT document_id FROM blind_work)"
    return {r[0] for r in connection.exec_driver_sql(sql)}


def _since(connection: Connection, first: int) -> list[tuple[int, int | None, Change]]:
    """Return (batch, key of its coder, change) after a batch."""
    tables = ", ".join(f"'{name}'" for name in _TABLES)
    rows = connection.exec_driver_sql(
        "SELECT e.batch_id, k.id, e.table_name, e.operation, e.revision, e.payload FROM event e "
        "JOIN batch b ON b.id = e.batch_id LEFT JOIN coder k ON k.uid = b.coder_uid "
        f"WHERE e.batch_id > {mark(connection)} AND e.table_name IN ({tables}) ORDER BY e.id",
        (first,),
    ).all()
    return [
        (batch, coder, lift(payload.decode(table, operation, bytes(data)), revision))
        for batch, coder, table, operation, revision, data in rows
        if data is not None
    ]


def hits_of(
    connection: Connection,
    change: Change,
    codes: Collection[str],
    versions: Collection[str],
    variables: Collection[str],
) -> list[int]:
    """Return segments added, removed, changed; reviews; codes; values that concern a table."""
    if change.table == "value":
        return [0, 0, 0, 0, 0, len(change.rows) if change.scope in variables else 0]
    if change.table == "code":
        return [0, 0, 0, 0, sum(uid in codes for uid in change.rows), 0]
    own = [
        at
        for at, (version, _) in enumerate(_about(connection, change, "version_id"))
        if version in versions
    ]
    if change.table == "review":
        return [0, 0, 0, len(own), 0, 0]
    of = _about(connection, change, "code_id")
    own = [at for at in own if of[at][0] in codes or of[at][1] in codes]
    n = len(own)
    added, removed = change.operation in _MADE, change.operation in _GONE
    return [n * added, n * removed, n * (not (added or removed)), 0, 0, 0]


def _about(connection: Connection, change: Change, name: str) -> list[tuple[Any, Any]]:
    """Return what each row of a change refers to, after and before; as it is now if unsaid."""
    after, before = change.after.get(name), change.before.get(name)
    if after is None and before is None:
        target = {"version_id": "version", "code_id": "code"}[name]
        rows = select_in(
            connection,
            f"SELECT t.uid, x.uid FROM {change.table} t JOIN {target} x ON x.id = t.{name} "
            "WHERE t.uid IN ({})",
            change.rows,
        )
        there = {r[0]: r[1] for r in rows}
        return [(there.get(uid), None) for uid in change.rows]
    n = len(change.rows)
    return list(zip(after or before or [None] * n, before or [None] * n, strict=True))
