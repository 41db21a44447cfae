"""Which codes, and in which revision, a coder could have applied at a moment.

A review cites this state, so that a code made later, or given another meaning since, is unknown
for it and never absent. Invariant: equal codebooks have one row in every copy of a project, as
its uid follows from its content. Categories and retired codes are not offered, so not known.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from qualcode.coding import frozen
from qualcode.store import uids
from qualcode.store.journal import Batch
from qualcode.store.keys import mark
from qualcode.store.store import Store


def known_codes(batch: Batch, store: Store, round_id: int | None = None) -> int:
    """Return the key of the `codebook_state` row for the codebook as it is now, made if absent.

    round_id: the round one works in, whose freeze is all that is offered there.
    """
    offered = frozen.known(batch.connection, round_id)
    if offered is not None:
        return state_of(batch, store, offered)
    rows = batch.connection.exec_driver_sql(
        "SELECT uid, revision FROM code WHERE retired = 0 AND is_category = 0 ORDER BY uid"
    ).all()
    return state_of(batch, store, {r[0]: r[1] for r in rows})


def state_of(batch: Batch, store: Store, known: Mapping[str, int]) -> int:
    """Return the key of the `codebook_state` row for these codes (uid → revision)."""
    connection = batch.connection
    content = json.dumps(dict(known), separators=(",", ":"), sort_keys=True)
    digest = hashlib.sha256(content.encode()).hexdigest()
    uid = uids.named(store.project_uid, "codebook", digest)
    m = mark(connection)
    there = connection.exec_driver_sql(
        f"SELECT id FROM codebook_state WHERE uid = {m}", (uid,)
    ).scalar()
    if there is not None:
        return int(there)
    row = {"content": content}
    before = batch.keys.ids(connection, "codebook_state", [uid]).get(uid)
    if before is not None:  # an undo took it away; a uid keeps its key for good
        batch.restore("codebook_state", {before: row})
        return before
    return batch.insert("codebook_state", [{"uid": uid, **row}])[0]
