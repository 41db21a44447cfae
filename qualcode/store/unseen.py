"""A coder's own earlier work while they code the same passages again without it.

`store.blind` hides it from every reader. Here is what the journal knows of it: which batches made
it, so that the history keeps them back, and whether an undo would reach into it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import Connection

from qualcode.errors import Conflict
from qualcode.store.blind import OPEN
from qualcode.store.keys import mark, select_in
from qualcode.store.net import Changed
from qualcode.store.payload import Change

_WORK = ("segment", "review", "memo")


def batches(connection: Connection, coder_uid: str) -> dict[int, str]:
    """Return the coder's batches of before their open blind rounds that made what is hidden now.

    By key, as chain/sequence. connection: one that hides (`store.blind`). What was made then and
    is gone by now counts too: its codes would tell as much.
    """
    m = mark(connection)
    opened = connection.exec_driver_sql(
        "SELECT max(r.opened_at) FROM coding_round r JOIN assignment a ON a.round_id = r.id "
        f"JOIN coder k ON k.id = a.coder_id WHERE {OPEN} AND k.uid = {m}",
        (coder_uid,),
    ).scalar()
    if opened is None:
        return {}
    there = " OR ".join(
        f"(w.table_name = '{table}' AND w.last_row - w.first_row >= (SELECT count(*) "
        f"FROM {table} x WHERE x.id BETWEEN w.first_row AND w.last_row))"
        for table in _WORK
    )
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT b.id, c.uid, b.sequence FROM batch b JOIN chain c ON c.id = b.chain_id "
        "JOIN event e ON e.batch_id = b.id JOIN event_row w ON w.event_id = e.id "
        f"WHERE b.coder_uid = {m} AND b.made_at < {m} AND ({there})",
        (coder_uid, opened),
    )
    return {row[0]: f"{row[1]}/{row[2]}" for row in rows}


def refuse(connection: Connection, changes: Collection[Changed], coder_uid: str) -> None:
    """Refuse to take back one's work on documents that one codes blind again now.

    Raises: Conflict.
    """
    m = mark(connection)
    rounds = {
        row[0]: (row[1], row[2])
        for row in connection.exec_driver_sql(
            "SELECT d.uid, r.uid, r.name FROM coding_round r "
            "JOIN assignment a ON a.round_id = r.id JOIN coder k ON k.id = a.coder_id "
            "JOIN version v ON v.id = a.version_id JOIN document d ON d.id = v.document_id "
            f"WHERE {OPEN} AND k.uid = {m}",
            (coder_uid,),
        )
    }
    if not rounds:
        return
    own = {uid for uid, _ in rounds.values()}
    for change, ids, _ in changes:
        if change.table in ("segment", "review"):
            for document, made_in in _made_in(connection, change, ids):
                if document in rounds and made_in not in own:
                    raise Conflict(
                        "You code this document without your earlier work in "
                        f"“{rounds[document][1]}”, and this would change that work. Do it when the "
                        "round is closed."
                    )


def _made_in(
    connection: Connection, change: Change, ids: Sequence[int]
) -> Iterator[tuple[str, str | None]]:
    """Yield the document and the round of each segment or review, by uid."""
    if change.operation != "delete":
        sql = (
            f"SELECT d.uid, r.uid FROM {change.table} x JOIN version v ON v.id = x.version_id "
            "JOIN document d ON d.id = v.document_id "
            "LEFT JOIN coding_round r ON r.id = x.round_id WHERE x.id IN ({})"
        )
        yield from ((row[0], row[1]) for row in select_in(connection, sql, list(ids)))
        return
    versions, rounds = change.before["version_id"], change.before["round_id"]
    sql = (
        "SELECT v.uid, d.uid FROM version v JOIN document d ON d.id = v.document_id "
        "WHERE v.uid IN ({})"
    )
    of = {row[0]: row[1] for row in select_in(connection, sql, list(set(versions)))}
    yield from ((of.get(v, ""), r) for v, r in zip(versions, rounds, strict=True))
