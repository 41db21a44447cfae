"""History: what happened, by whom; undo, redo; merging copies; backups; proof.

Nothing here changes the past: undo is a batch of its own, a merge a union of batches.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.coding.codes import find_code
from qualcode.coding.memos import check_day
from qualcode.documents import listing
from qualcode.errors import Conflict, NotAllowed, NotFound, UsageError
from qualcode.history import log, past, proof, replay
from qualcode.history import merge as merging
from qualcode.history.cells import cells
from qualcode.history.concerns import concerning
from qualcode.history.log import KINDS, Log, LogRow, Wanted
from qualcode.history.merge import Merged, Progress
from qualcode.history.past import Past
from qualcode.history.veil import Veil
from qualcode.store import events, row_security
from qualcode.store.coders import Coders
from qualcode.store.journal import Made
from qualcode.store.keys import mark
from qualcode.store.migrate import copy
from qualcode.store.steps import Lines
from qualcode.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

CELLS = ["table", "operation", "row", "name", "field", "before", "after"]
COLUMNS = ["number", "when", "coder", "what", "subject", "kind", "changes", "stands", "batch"]


@dataclass(frozen=True)
class Step:
    """A change that is, or would be, taken back; kind: `redo` where its undo is.

    left: what of it stays as it is; why: why none of it can be taken back, else empty. rows: how
    many rows of the tables that changes.
    """

    kind: str
    when: str
    what: str
    subject: str
    left: tuple[str, ...]
    why: str
    rows: int = 0


@dataclass(frozen=True)
class TakenBack:
    """What going back to a batch takes back, the newest first; others: changes of other coders."""

    to: LogRow
    steps: tuple[Step, ...]
    others: int

    @property
    def done(self) -> tuple[Step, ...]:
        """The changes of which something is taken back."""
        return tuple(step for step in self.steps if not step.why)


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

    def rows(
        self,
        *,
        limit: int | None = None,
        coder: str | None = None,
        kind: str | None = None,
        document: str | None = None,
        code: str | None = None,
        since: str | None = None,
        until: str | None = None,
        progress: Progress | None = None,
    ) -> list[LogRow]:
        """Return the batches, the newest first.

        kind: change, undo, redo, look, merge. document, code: those that changed it, what is in
        it or stands under it, or a memo on it. since, until: days as YYYY-MM-DD.
        Raises: NotFound, Ambiguous, UsageError.
        """
        wanted = self.wanted(
            coder=coder, kind=kind, document=document, code=code, since=since, until=until,
            progress=progress,
        )  # fmt: skip
        found = self.read(wanted, progress)
        return log.rows_of(self._store, found.keys[:limit], found.numbers[:limit])

    def wanted(
        self,
        *,
        coder: str | None = None,
        kind: str | None = None,
        document: str | None = None,
        code: str | None = None,
        since: str | None = None,
        until: str | None = None,
        progress: Progress | None = None,
    ) -> Wanted:
        """Return a filter of the log; finding what concerns a document or code takes a while.

        Raises: NotFound, Ambiguous, UsageError.
        """
        if kind is not None and kind not in KINDS:
            raise UsageError(f"No kind of batch “{kind}”. Kinds are: {', '.join(KINDS)}.")
        for day in (since, until):
            check_day(day)
        uid = None if coder is None else Coders(self._store).find(coder).uid
        among: frozenset[int] | None = None
        things = [
            ("document", None if document is None else listing.find(self._store, document).uid),
            ("code", None if code is None else find_code(self._store, code).uid),
        ]
        for table, thing in things:
            if thing is not None:
                keys = concerning(self._store, table, thing, progress)
                among = keys if among is None else among & keys
        return Wanted(uid, kind, since, until, among)

    def read(self, wanted: Wanted | None = None, progress: Progress | None = None) -> Log:
        """Return the log in groups: batches of one day and session that did one thing somewhere."""
        return log.read(self._store, wanted or Wanted(), progress)

    def rows_of(
        self, keys: Sequence[int], numbers: Sequence[int], lines: Lines | None = None
    ) -> list[LogRow]:
        """Return batches of a log that was read, by their keys and numbers in it."""
        return log.rows_of(self._store, keys, numbers, lines)

    def find(self, batch: str | int) -> LogRow:
        """Return a batch by its number or uid. Raises: NotFound."""
        return log.find(self._store, batch)

    def log(
        self,
        *,
        limit: int | None = None,
        coder: str | None = None,
        kind: str | None = None,
        document: str | None = None,
        code: str | None = None,
        since: str | None = None,
        until: str | None = None,
    ) -> pd.DataFrame:
        """Return the batches, the newest first: number, when, coder, what, subject, …; see `rows`.

        Raises: NotFound, Ambiguous, UsageError.
        """
        import pandas as pd

        rows = self.rows(
            limit=limit, coder=coder, kind=kind, document=document, code=code, since=since,
            until=until,
        )  # fmt: skip
        return pd.DataFrame([vars(r) for r in rows], columns=COLUMNS)

    def undo(self, batch: str | int | None = None, *, progress: Progress | None = None) -> Made:
        """Take back your latest change, or the one of this number or uid in the log.

        Raises: Conflict where nothing can be taken back, NotAllowed for another's change, NotFound
        for an unknown batch.
        """
        if batch is None:
            return self._store.undo(progress=progress)
        row = self.find(batch)
        self._require_own(row)
        return self._store.undo(row.batch, progress)

    def _require_own(self, row: LogRow) -> None:
        said = f"Number {row.number} of the log, “{row.what} {row.subject}”".replace(" ”", "”")
        if row.kind == "look":
            raise Conflict(f"{said}, is a look: it changed nothing that could be taken back.")
        if row.kind == "merge":
            raise Conflict(f"{said}, is a merge: what a colleague did stays theirs.")
        if row.kind != "change":
            raise Conflict(
                f"{said}, is itself an {row.kind}. Name the change it took back or did again."
                if row.kind == "undo"
                else f"{said}, is itself a {row.kind}. Name the change it did again."
            )
        me = Coders(self._store).current()
        if me is not None and row.coder != me.name:
            raise NotAllowed(f"{said}, is {row.coder}'s: only {row.coder} can take it back.")

    def undo_to(
        self, batch: str | int, *, preview: bool = False, progress: Progress | None = None
    ) -> TakenBack:
        """Take back all you did after a batch, so that one redo brings it back.

        Changes are undone, what was undone after it is done again; others' work stays. preview:
        say what would be taken back, and what cannot be and why, and change nothing. An error
        raised by `progress` stops it, and then nothing is taken back.
        Raises: NotFound, Conflict where there is nothing to take back.
        """
        row = self.find(batch)
        taken = self._store.undo_to(row.batch, rehearse=preview, progress=progress)
        veil = Veil(self._store)
        steps = tuple(
            Step(
                kind=t.step.kind, when=t.step.made_at, what=t.step.label,
                subject=veil.text(t.step.subject), left=t.left, why=t.why,
                rows=t.made.rows if t.made else 0,
            )
            for t in taken
        )  # fmt: skip
        found = TakenBack(row, steps, self._others_since(row.batch))
        if not preview and not found.done:
            raise Conflict(
                f"Nothing of yours after number {row.number} of the log can be taken back."
                + (f" {steps[0].why}" if steps else "")
            )
        return found

    def _others_since(self, batch: str) -> int:
        chain, sequence = batch.split("/")
        coder = self._store.writer().coder_uid
        with self._store.read() as connection:
            m = mark(connection)
            sql = (
                "SELECT count(*) FROM batch b JOIN chain c ON c.id = b.chain_id, batch a "
                f"JOIN chain d ON d.id = a.chain_id WHERE d.uid = {m} AND a.sequence = {m} "
                "AND (b.lamport, c.uid, b.sequence) > (a.lamport, d.uid, a.sequence) "
                f"AND b.coder_uid <> {m} AND b.kind = 'change'"
            )
            row = connection.exec_driver_sql(sql, (chain, int(sequence), coder))
            return int(row.scalar_one())

    def redo(self, *, progress: Progress | None = None) -> Made:
        """Do again what you undid last. Raises: Conflict."""
        return self._store.redo(progress)

    def waiting(self, kind: str) -> int:
        """Return how many rows the next `undo` or `redo` touches."""
        return self._store.waiting(kind)

    def at(
        self,
        batch: str | int,
        *,
        document: str | None = None,
        progress: Progress | None = None,
    ) -> Past:
        """Return the project as it was after a batch: `codebook()`, `documents()`, `segments()`.

        document: the segments of this one only. Nothing is written; an error raised by `progress`
        stops it. Raises: NotFound.
        """
        return past.at(self._store, self.find(batch), document=document, progress=progress)

    def show(self, batch: str | int) -> pd.DataFrame:
        """Return what one batch did: table, operation, row (uid), name, field, before, after.

        References are named. Where names are masked, what the vault hides is shown to the lead
        alone.
        """
        import pandas as pd

        found = list(self.cells(self.find(batch)))
        return pd.DataFrame(found, columns=CELLS)

    def cells(self, row: LogRow) -> Iterator[dict[str, Any]]:
        """Yield what a batch did, field by field, as `show` lists it."""
        chain, sequence = row.batch.split("/")
        veil = Veil(self._store)
        with self._store.read() as connection:
            for entry in events.of_batch(connection, chain, int(sequence)):
                if entry.change is None or veil.hides(entry.coder_uid, entry.batch_uid):
                    yield {"operation": "withheld"}
                else:
                    yield from cells(connection, entry.change, veil)

    def merge(
        self, path: str | Path, progress: Progress | None = None, *, preview: bool = False
    ) -> Merged:
        """Take over what another copy of this project holds, after a backup of this one.

        preview: find out what would come and collide, and change nothing.
        Raises: Conflict for another project, ProjectDamaged for a broken copy.
        """
        other = Store.open(path)
        try:
            if other.where == self._store.where:
                raise Conflict(f"{path} is this project itself. Name a colleague's copy.")
            merging.require_copy(self._store, other)
            self._store.writer()
            if preview:
                return merging.rehearse(self._store, other, progress)
            backup = None
            if self._store.engine.dialect.name == "sqlite" and merging.brings(self._store, other):
                backup = self.backup()
            return replace(merging.merge(self._store, other, progress), backup=backup)
        finally:
            other.close()

    def collisions(self) -> pd.DataFrame:
        """Return what two copies did against each other: kind, table, name, field, note."""
        with self._store.read() as connection:
            return merging.collisions_frame(merging.listed(connection))

    def backup(self, path: str | Path | None = None) -> Path:
        """Write a backup, by default beside the project under the moment's name; return its path.

        Raises: UsageError on PostgreSQL, Conflict where the file exists, NotFound where its
        folder does not.
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
        if not path.parent.is_dir():
            raise NotFound(f"There is no folder {path.parent}. Create it first.")
        copy(self._store.engine, path)
        return path

    def check(self, *, replay_too: bool = True, progress: Progress | None = None) -> Checked:
        """Verify the chains and, unless told not to, that the tables equal the journal.

        Raises: NotAllowed where the database keeps rows of a blind round from this session.
        """
        with self._store.read(whole=True) as connection:
            if row_security.withheld(connection):
                raise NotAllowed(
                    "You code blind, and the database keeps others' work from you: the check is "
                    "the lead's, or comes when the round is closed."
                )
        proven = proof.verify(self._store)
        differ = replay.differences(self._store, progress) if replay_too and proven.sound else []
        return Checked(proven, tuple(differ))
