"""History: what happened, by whom; undo, redo; merging copies; backups; proof.

Nothing here changes the past: undo is a batch of its own, a merge a union of batches.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.errors import Conflict, NotFound, UsageError
from qualcode.history import merge as merging
from qualcode.history import proof, replay
from qualcode.history.merge import Merged, Progress
from qualcode.store import events
from qualcode.store import undo as undoing
from qualcode.store.journal import Made
from qualcode.store.migrate import copy
from qualcode.store.payload import Change
from qualcode.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ["number", "when", "coder", "what", "subject", "kind", "changes", "stands", "batch"]


@dataclass(frozen=True)
class LogRow:
    """One batch: its number in the shared order, when, who, what; whether it still stands."""

    number: int
    when: str
    coder: str
    what: str
    subject: str
    kind: str
    changes: int
    stands: bool
    batch: str


@dataclass(frozen=True)
class Checked:
    """The result of a check: what the chains prove, and where tables and journal differ."""

    proof: proof.Proof
    differences: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """True where nothing is wrong."""
        return self.proof.sound and not self.differences


class History:
    """The history of a project."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def rows(self, *, limit: int | None = None, coder: str | None = None) -> list[LogRow]:
        """Return the batches, the newest first."""
        with self._store.read() as connection:
            lines = undoing.Lines(connection)
            listed = connection.exec_driver_sql(
                "SELECT c.uid, b.sequence, b.made_at, coalesce(k.name, c.coder_name), b.label, "
                "b.subject, b.kind, (SELECT count(*) FROM event e WHERE e.batch_id = b.id) "
                "FROM batch b JOIN chain c ON c.id = b.chain_id "
                "LEFT JOIN coder k ON k.uid = b.coder_uid ORDER BY b.lamport, c.uid, b.sequence"
            ).all()
        rows = []
        for number, row in enumerate(listed, 1):
            uid = f"{row[0]}/{row[1]}"
            when, who, what, subject, kind, n = row[2:]
            stands = lines.stands(uid)
            rows.append(LogRow(number, when, who, what, subject, kind, n, stands, uid))
        rows = [r for r in reversed(rows) if coder is None or r.coder == coder]
        return rows[:limit]

    def log(self, *, limit: int | None = None, coder: str | None = None) -> pd.DataFrame:
        """Return the batches, the newest first: number, when, coder, what, subject, …"""
        import pandas as pd

        rows = self.rows(limit=limit, coder=coder)
        return pd.DataFrame([vars(r) for r in rows], columns=COLUMNS)

    def undo(self, batch: str | int | None = None) -> Made:
        """Take back your latest change, or the one of this number or uid in the log.

        Raises: Conflict where nothing can be taken back, NotFound for an unknown batch.
        """
        return self._store.undo(None if batch is None else self._find(batch).batch)

    def redo(self) -> Made:
        """Do again what you undid last. Raises: Conflict."""
        return self._store.redo()

    def _find(self, batch: str | int) -> LogRow:
        for row in self.rows():
            if str(batch) in (row.batch, str(row.number)):
                return row
        raise NotFound(f"No batch “{batch}” in the log. List them with: qualcode history log")

    def show(self, batch: str | int) -> pd.DataFrame:
        """Return what one batch did: table, operation, row, field, before, after."""
        import pandas as pd

        row = self._find(batch)
        chain, sequence = row.batch.split("/")
        found: list[dict[str, Any]] = []
        with self._store.read() as connection:
            for entry in events.of_batch(connection, chain, int(sequence)):
                change = entry.change
                if change is None:
                    found.append({"operation": "withheld"})
                    continue
                found.extend(_cells(change))
        columns = ["table", "operation", "row", "field", "before", "after"]
        return pd.DataFrame(found, columns=columns)

    def merge(self, path: str | Path, progress: Progress | None = None) -> Merged:
        """Take over what another copy of this project holds; a backup is made first.

        Raises: Conflict for another project, ProjectDamaged for a broken copy.
        """
        other = Store.open(path)
        try:
            if other.where == self._store.where:
                raise Conflict(f"{path} is this project itself. Name a colleague's copy.")
            self._store.writer()
            if self._store.engine.dialect.name == "sqlite":
                self.backup()
            return merging.merge(self._store, other, progress)
        finally:
            other.close()

    def collisions(self) -> pd.DataFrame:
        """Return what two copies did against each other: kind, table, field, note."""
        import pandas as pd

        with self._store.read() as connection:
            rows = merging.listed(connection)
        return pd.DataFrame(rows, columns=["kind", "table", "field", "note"])

    def backup(self, path: str | Path | None = None) -> Path:
        """Write a backup, by default beside the project under the moment's name; return its path.

        Raises: UsageError on PostgreSQL, Conflict where the file exists.
        """
        if self._store.engine.dialect.name != "sqlite":
            raise UsageError(
                "A PostgreSQL project is backed up by the database's own tools: use pg_dump."
            )
        own = Path(self._store.where)
        if path is None:
            stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
            path = own.with_name(f"{own.stem}.backup-{stamp}{own.suffix}")
        path = Path(path)
        if path.exists():
            raise Conflict(f"{path} is there already. Choose another name.")
        copy(self._store.engine, path)
        return path

    def check(self, *, replay_too: bool = True, progress: Progress | None = None) -> Checked:
        """Verify the chains and, unless told not to, that the tables equal the journal."""
        proven = proof.verify(self._store)
        differ = replay.differences(self._store, progress) if replay_too and proven.sound else []
        return Checked(proven, tuple(differ))


def _cells(change: Change) -> Iterator[dict[str, Any]]:
    """Yield a record for each field of each row that a change wrote."""
    names = list(change.after or change.before) or [""]
    for at, uid in enumerate(change.rows):
        for name in names:
            yield {
                "table": change.table,
                "operation": change.operation,
                "row": uid,
                "field": name,
                "before": change.before[name][at] if name in change.before else None,
                "after": change.after[name][at] if name in change.after else None,
            }
