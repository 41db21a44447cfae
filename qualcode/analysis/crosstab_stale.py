"""Which kept tables something has been done about since: read from the journal, no table is made.

What was done and taken back again counts as nothing. That something was done does not say that a
number moved: to find that, `compare` makes the table anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from qualcode.analysis import crosstab_moved as moved
from qualcode.analysis.crosstab_kept import Kept
from qualcode.analysis.tree import tree
from qualcode.store import blind, payload
from qualcode.store.keys import mark
from qualcode.store.lifts import lift
from qualcode.store.payload import Change
from qualcode.store.steps import Lines
from qualcode.store.store import Store

_COUNTED = ("segment", "review", "code", "value")
_WHOLE = (
    "cases", "document", "version", "speaker", "coding_round", "assignment", "decision",
)  # fmt: skip
"""Tables of which any change may concern a table: what texts there are, whose, what layers hold."""


@dataclass
class _Watched:
    """A kept table, the batch it was kept in, and the uids that concern it."""

    since: int
    codes: Collection[str]
    versions: set[str]
    variables: Collection[str]
    stale: bool


def touched(store: Store, listed: Sequence[Kept]) -> dict[str, bool]:
    """Return by uid whether something that concerns a table was done since it was kept."""
    if not listed:
        return {}
    known = tree(store)
    uids = {code.id: code.uid for code in known.codes}
    below = {uids[key]: {uids[k] for k in under} for key, under in known.below.items()}
    with store.read() as connection:
        lines = Lines(connection)
        me = blind.hidden_from(connection)
        unseen = set() if me is None else moved.blind_versions(connection)
        watched = {}
        for one in listed:
            asked = one.asked
            named = {asked.field, asked.by, asked.weight, asked.strata} - {None}
            variables = moved.variables_of(connection, asked)
            watched[one.uid] = _Watched(
                _kept_in(connection, one.id, lines),
                {u for uid in one.names for u in {uid, *below.get(uid, ())}},
                moved.versions_of(connection, asked), variables,
                # Without a field or a code that it names, it cannot be made any more.
                stale=len(variables) < len(named) or not one.names.keys() <= below.keys(),
            )  # fmt: skip
        waiting = [table for table in watched.values() if not table.stale]
        start = min((table.since for table in waiting), default=0)
        for batch, coder, change in _since(connection, start, waiting, lines):
            for table in waiting:
                told = table.versions if coder == me or me is None else table.versions - unseen
                table.stale = batch > table.since and _concerns(connection, change, table, told)
            waiting = [table for table in waiting if not table.stale]
            if not waiting:
                break
    return {uid: table.stale for uid, table in watched.items()}


def _concerns(
    connection: Connection, change: Change, one: _Watched, versions: Collection[str]
) -> bool:
    if change.table in _WHOLE:
        return True
    return any(moved.hits_of(connection, change, one.codes, versions, one.variables))


def _kept_in(connection: Connection, key: int, lines: Lines) -> int:
    """Return the standing batch that wrote a kept table's numbers, as this copy counts them."""
    m = mark(connection)
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT b.id, c.uid, b.sequence FROM event_row r "
        "JOIN event e ON e.id = r.event_id JOIN batch b ON b.id = e.batch_id "
        "JOIN chain c ON c.id = b.chain_id WHERE r.table_name = 'query' AND b.undoes IS NULL "
        f"AND e.operation IN ('insert', 'update') AND r.first_row <= {m} AND r.last_row >= {m}",
        (key, key),
    ).all()
    return max((r[0] for r in rows if lines.stands(f"{r[1]}/{r[2]}")), default=0)


def _since(
    connection: Connection, start: int, waiting: Sequence[_Watched], lines: Lines
) -> Iterator[tuple[int, int | None, Change]]:
    """Yield (batch, key of its coder, change) after a batch, but what was done and taken back.

    Values of other variables are not unpacked: an import may bring a million.
    """
    m = mark(connection)
    numbers = {
        f"{chain}/{sequence}": batch
        for chain, sequence, batch in connection.exec_driver_sql(
            "SELECT c.uid, b.sequence, b.id FROM batch b JOIN chain c ON c.id = b.chain_id "
            f"WHERE b.id > {m}",
            (start,),
        )
    }
    # Of what was done before a table was kept and taken back after, only the latter counts.
    last = max((one.since for one in waiting), default=0)
    origins = {number: lines.origin(uid) for uid, number in numbers.items()}
    idle = {
        number
        for number, origin in origins.items()
        if numbers.get(origin, 0) > last and not lines.stands(origin)
    }
    named = {uid for one in waiting for uid in one.variables}
    known = connection.exec_driver_sql("SELECT id, uid FROM variable")
    keys = {key for key, uid in known if uid in named}
    listed = ", ".join(f"'{name}'" for name in (*_COUNTED, *_WHOLE))
    events = connection.exec_driver_sql(
        "SELECT e.id, e.batch_id, k.id, e.table_name FROM event e JOIN batch b ON b.id = "
        "e.batch_id LEFT JOIN coder k ON k.uid = b.coder_uid "
        f"WHERE e.batch_id > {m} AND e.table_name IN ({listed}) ORDER BY e.id",
        (start,),
    ).all()
    for event, batch, coder, table in events:
        if batch in idle:
            continue
        if table == "value":
            sql = f"SELECT DISTINCT scope FROM event_row WHERE event_id = {m}"
            scopes = {r[0] for r in connection.exec_driver_sql(sql, (event,))}
            if not scopes & keys:
                continue
        operation, revision, data = connection.exec_driver_sql(
            f"SELECT operation, revision, payload FROM event WHERE id = {m}", (event,)
        ).one()
        if data is not None:
            yield batch, coder, lift(payload.decode(table, operation, bytes(data)), revision)
