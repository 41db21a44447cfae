"""Merging a colleague's copy of the same project: the union of the batches of both.

Batches are taken over as they are, chain by chain, and what they touched is folded anew; so
merging is commutative, associative and idempotent, and nothing of either copy is lost. What both
changed without knowing of each other is listed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from qualcode.errors import Conflict, ProjectDamaged
from qualcode.history import names, proof
from qualcode.history.concurrent import SAID, list_concurrent
from qualcode.store import fold, payload, places, settle
from qualcode.store.journal import Batch
from qualcode.store.keys import mark
from qualcode.store.lifts import lift
from qualcode.store.payload import Change
from qualcode.store.rows import Where, insert_returning, record_rows
from qualcode.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Collision:
    """What two copies did against each other: in which row and field, and what came of it."""

    kind: str
    table: str
    name: str
    field: str
    note: str


@dataclass(frozen=True)
class Merged:
    """What a merge brought: batches and events taken over, and what has to be looked at."""

    batches: int
    events: int
    coders: tuple[str, ...]
    collisions: tuple[Collision, ...]
    """Each collision that stands after the merge."""
    backup: Path | None = None
    """The copy made of this project before it was changed."""

    def frame(self) -> pd.DataFrame:
        """Return the collisions: kind, table, name, field, note."""
        return collisions_frame(self.collisions)


def collisions_frame(found: Sequence[Collision]) -> pd.DataFrame:
    """Return collisions as a frame: kind, table, name, field, note."""
    import pandas as pd

    columns = [one.name for one in fields(Collision)]
    return pd.DataFrame([[getattr(c, n) for n in columns] for c in found], columns=columns)


def require_copy(store: Store, other: Store) -> None:
    """Refuse what is no sound copy of this project. Raises: Conflict, ProjectDamaged."""
    if store.project_uid != other.project_uid:
        raise Conflict(
            f"{other.where} is another project, not a copy of {store.where}. Name a file that was "
            "copied from this project."
        )
    proof.require_sound(other)


def brings(store: Store, other: Store) -> bool:
    """Say whether another copy holds a batch that this one lacks."""
    with store.read() as ours, other.read() as theirs:
        heads = _heads(ours)
        return any(last > heads.get(uid, 0) for uid, last in _heads(theirs).items())


def merge(store: Store, other: Store, progress: Progress | None = None) -> Merged:
    """Take over what another copy of this project holds and this one lacks.

    Raises: Conflict where it is another project or a copy with a forked chain, ProjectDamaged
    where its journal contradicts itself.
    """
    require_copy(store, other)
    with other.read() as theirs, store.batch("merge", other.where, kind="merge") as batch:
        adopted = _Adoption(batch, theirs, progress)
        adopted.run()
        batch.subject = f"{other.short} ({adopted.batches} batches)"
        return Merged(
            adopted.batches,
            adopted.events,
            tuple(adopted.coders),
            tuple(listed(batch.connection)),
        )


class _Rehearsed(Exception):
    """Leaves a merge that was only to show what it would do."""


def rehearse(store: Store, other: Store, progress: Progress | None = None) -> Merged:
    """Return what `merge` would bring, and change nothing."""
    last = store.last
    found: list[Merged] = []
    try:
        with store.batch("merge", other.where, kind="merge"):
            found.append(merge(store, other, progress))
            raise _Rehearsed
    except _Rehearsed:
        store.last = last
    return found[0]


def listed(connection: Connection) -> list[Collision]:
    """Return the collisions that stand, rows and values by the names people give them."""
    rows = connection.exec_driver_sql(
        "SELECT kind, table_name, row_uid, field, note FROM collision "
        "ORDER BY kind, table_name, row_uid, field"
    ).all()
    found = []
    for kind, table, row, field, note in rows:
        said = names.instead_of_uids(connection, table, field, note)
        found.append(Collision(kind, table, _called(connection, table, row), field, said))
    return found


def _called(connection: Connection, table: str, row: str) -> str:
    if table == "value":
        return names.of_value(connection, *row.split(" ", 1))
    return names.of_rows(connection, table, [row]).get(row, "")


def _heads(connection: Connection) -> dict[str, int]:
    rows = connection.exec_driver_sql("SELECT uid, head_sequence FROM chain")
    return {r[0]: r[1] for r in rows}


class _Adoption:
    """One merge in progress."""

    def __init__(self, batch: Batch, theirs: Connection, progress: Progress | None) -> None:
        self.batch = batch
        self.ours = batch.connection
        self.keys = batch.keys
        self.theirs = theirs
        self.progress = progress
        self.batches = 0
        self.events = 0
        self.coders: dict[str, None] = {}
        self.touched: dict[Where, set[int]] = {}
        self.changed: dict[Where, set[int]] = {}

    def run(self) -> None:
        """Take over the chains, fold what they touched, settle, and list what collides."""
        missing = self._missing()
        if not missing:
            self.batch.kind = "nothing"
            return
        lift_order = sorted(
            missing, key=lambda row: (row["lamport"], row["chain"], row["sequence"])
        )
        for done, row in enumerate(lift_order):
            self._adopt(row)
            if self.progress is not None:
                self.progress(done, len(lift_order))
        found = fold.refold(self.ours, self.keys, self._in_order())
        settle.settle(self.ours, self.keys, found)
        self._places()
        list_concurrent(self.ours, self.changed)

    def _missing(self) -> list[dict[str, Any]]:
        heads = _heads(self.ours)
        rows = self.theirs.exec_driver_sql(
            "SELECT b.id, c.uid AS chain, c.coder_name, b.sequence, b.lamport, b.coder_uid, "
            "b.made_at, b.round_uid, b.kind, b.label, b.subject, b.undoes, b.seen, b.digest "
            "FROM batch b JOIN chain c ON c.id = b.chain_id"
        ).mappings()
        found = []
        for row in rows:
            if row["sequence"] > heads.get(row["chain"], 0):
                found.append(dict(row))
            else:
                self._same_batch(row)
        return found

    def _same_batch(self, row: Any) -> None:
        m = mark(self.ours)
        digest = self.ours.exec_driver_sql(
            "SELECT b.digest FROM batch b JOIN chain c ON c.id = b.chain_id "
            f"WHERE c.uid = {m} AND b.sequence = {m}",
            (row["chain"], row["sequence"]),
        ).scalar_one()
        if bytes(digest) != bytes(row["digest"]):
            raise ProjectDamaged(
                f"Batch {row['sequence']} of {row['coder_name']}'s session differs in the two "
                "copies: one was altered. Nothing was merged. Run `qualcode history check` on both."
            )

    def _adopt(self, row: dict[str, Any]) -> None:
        """Take over one batch with its events, noting the rows it touched."""
        chain_id = self._chain(row["chain"])
        m = mark(self.ours)
        batch_id = insert_returning(
            self.ours,
            "batch",
            {
                "chain_id": chain_id,
                **{k: row[k] for k in ("sequence", "lamport", "coder_uid", "made_at")},
                **{k: row[k] for k in ("round_uid", "kind", "label", "subject", "undoes")},
                "seen": row["seen"],
                "digest": row["digest"],
            },
        )
        self.ours.exec_driver_sql(
            f"UPDATE chain SET head_sequence = {m} WHERE id = {m}", (row["sequence"], chain_id)
        )
        for uid, sequence in json.loads(row["seen"]).items():
            self.ours.exec_driver_sql(
                f"UPDATE chain SET cited_sequence = {m} WHERE uid = {m} AND cited_sequence < {m}",
                (sequence, uid, sequence),
            )
        self.batches += 1
        self.coders[row["coder_name"]] = None
        mt = mark(self.theirs)
        rows = self.theirs.exec_driver_sql(
            "SELECT position, table_name, operation, revision, salt, payload, digest FROM event "
            f"WHERE batch_id = {mt} ORDER BY position",
            (row["id"],),
        ).all()
        for position, table, operation, revision, salt, data, digest in rows:
            event_id = insert_returning(
                self.ours,
                "event",
                {
                    "batch_id": batch_id, "position": position, "table_name": table,
                    "operation": operation, "revision": revision, "salt": salt,
                    "payload": data, "digest": digest,
                },
            )  # fmt: skip
            self.events += 1
            if data is not None:
                change = lift(payload.decode(table, operation, bytes(data)), revision)
                self._place(event_id, change)

    def _chain(self, uid: str) -> int:
        m = mark(self.ours)
        known = self.ours.exec_driver_sql(f"SELECT id FROM chain WHERE uid = {m}", (uid,)).first()
        if known is not None:
            return int(known[0])
        mt = mark(self.theirs)
        row = (
            self.theirs.exec_driver_sql(f"SELECT * FROM chain WHERE uid = {mt}", (uid,))
            .mappings()
            .one()
        )
        fresh = {k: v for k, v in row.items() if k != "id"}
        fresh["head_sequence"] = fresh["cited_sequence"] = 0
        return insert_returning(self.ours, "chain", fresh)

    def _place(self, event_id: int, change: Change) -> None:
        """Give the rows of an event their keys here, and note that it touched them."""
        named = "cases" if change.table == "value" else change.table
        scope = 0
        if change.scope is not None:
            scope = self._keys_of("variable", [change.scope])[0]
        ids = self._keys_of(named, change.rows)
        where = (change.table, scope)
        record_rows(self.ours, event_id, where, ids)
        self.touched.setdefault(where, set()).update(ids)
        if change.operation == "update" or change.table in SAID:
            self.changed.setdefault(where, set()).update(ids)

    def _keys_of(self, table: str, row_uids: list[str]) -> list[int]:
        """Return the keys of rows here, giving new ones to rows never seen."""
        known = self.keys.ids(self.ours, table, row_uids)
        new = [u for u in dict.fromkeys(row_uids) if u not in known]
        if new:
            first = self.batch.take_keys(table, len(new))
            self.keys.learn(table, range(first, first + len(new)), new)
        return [known[u] for u in row_uids]

    def _in_order(self) -> dict[Where, set[int]]:
        """Return the touched rows, those that others refer to first: variables before values."""
        return dict(sorted(self.touched.items(), key=lambda item: item[0][0] == "value"))

    def _places(self) -> None:
        segments = self.touched.get(("segment", 0), set())
        places.refresh(self.ours, segments)
        documents = {
            r for where, ids in self.touched.items() if where[0] == "document" for r in ids
        }
        places.refresh_documents(self.ours, documents)
