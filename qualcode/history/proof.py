"""The audit trail proving itself: every chain whole, every digest right, every cited head there.

A changed, dropped or reordered batch breaks its chain's digests; a cut tail shows where a later
session cited it. A payload may be withheld or erased: its digest still stands in the chain.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from qualcode.errors import ProjectDamaged
from qualcode.store import payload
from qualcode.store.keys import mark
from qualcode.store.store import Store


@dataclass(frozen=True)
class Proof:
    """What was verified (chains: those that hold a batch), and every fault, as sentences."""

    chains: int
    batches: int
    events: int
    withheld: int
    faults: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """True where nothing is wrong."""
        return not self.faults


def verify(store: Store) -> Proof:
    """Verify every chain of a project."""
    with store.read() as connection:
        chains = connection.exec_driver_sql(
            "SELECT id, uid, coder_name, started_at, head_sequence FROM chain ORDER BY id"
        ).all()
        heads = {r[1]: r[4] for r in chains}
        faults: list[str] = []
        written = batches = events = withheld = 0
        for key, uid, coder, started, head in chains:
            where = f"{coder}'s session of {started}"
            digest, expected = b"", 1
            m = mark(connection)
            rows = connection.exec_driver_sql(
                "SELECT id, sequence, lamport, coder_uid, made_at, round_uid, kind, label, "
                f"subject, undoes, seen, digest FROM batch WHERE chain_id = {m} ORDER BY sequence",
                (key,),
            ).all()
            written += bool(rows)
            for row in rows:
                if row[1] != expected:
                    faults.append(f"{where}: batch {expected} is missing")
                expected = row[1] + 1
                digests = []
                for table, operation, revision, salt, data, said in connection.exec_driver_sql(
                    "SELECT table_name, operation, revision, salt, payload, digest FROM event "
                    f"WHERE batch_id = {m} ORDER BY position",
                    (row[0],),
                ).all():
                    events += 1
                    digests.append(bytes(said))
                    if data is None:
                        withheld += 1
                        continue
                    right = payload.event_digest(
                        bytes(salt), table, operation, revision, bytes(data)
                    )
                    if right != bytes(said):
                        faults.append(f"{where}: an event of batch {row[1]} was altered")
                header = [uid, row[1], *row[2:5], row[5], *row[6:11]]
                digest = payload.batch_digest(digest, header, digests)
                if digest != bytes(row[11]):
                    faults.append(f"{where}: batch {row[1]} was altered")
                    digest = bytes(row[11])
                faults += _cut(json.loads(row[10]), heads, where)
                batches += 1
            if expected != head + 1:
                faults.append(f"{where}: its last batches are missing")
        return Proof(written, batches, events, withheld, tuple(faults))


def _cut(seen: dict[str, int], heads: dict[str, int], where: str) -> Iterator[str]:
    for uid, sequence in seen.items():
        if heads.get(uid, 0) < sequence:
            yield f"{where} saw {sequence} batches of session {uid}, of which some are missing"


def require_sound(store: Store) -> None:
    """Refuse a project whose chains are broken. Raises: ProjectDamaged."""
    proof = verify(store)
    if not proof.sound:
        raise ProjectDamaged(
            f"The journal of {store.where} does not prove itself: {proof.faults[0]}. "
            "Nothing was changed. Ask for a fresh copy, or restore a backup."
        )
