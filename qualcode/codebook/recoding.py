"""Working off the recode queue, as the codebook's methods for it."""

from __future__ import annotations

from dataclasses import asdict
from dataclasses import fields as dataclass_fields
from typing import TYPE_CHECKING, Any

from qualcode.codebook import finding, recode_queue
from qualcode.codebook.recode_queue import Meanings, Unseen, Waiting
from qualcode.codebook.stock import read_stock
from qualcode.coding import apply as applying
from qualcode.coding import reviews
from qualcode.coding.apply import SegmentRef
from qualcode.errors import CoderNeeded, NotAllowed, NotFound
from qualcode.store.coders import Coder, Coders
from qualcode.store.journal import Batch
from qualcode.store.keys import mark
from qualcode.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd


class Recoding:
    """What is to be looked at again since the codebook changed; part of `Codebook`."""

    _store: Store

    # Segments -----------------------------------------------------------------------------------

    def queue(self, code: str | None = None, *, everyone: bool = False) -> pd.DataFrame:
        """Return the recode queue as a frame: segments applied before their code's last revision.

        code: of this one alone; everyone: all coders', else yours. Columns: segment, document,
        case, speaker, start, end, text, code, code_uid, applied, revision, why (altered, split),
        note, coder. Raises: NotFound, Ambiguous.
        """
        return _frame(self.queue_rows(code, everyone=everyone), Waiting)

    def queue_rows(self, code: str | None = None, *, everyone: bool = False) -> list[Waiting]:
        """Return the recode queue as plain rows."""
        return self.queue_page(self.queue_keys(code, everyone=everyone))

    def queue_keys(self, code: str | None = None, *, everyone: bool = False) -> list[int]:
        """Return the keys of the queue's segments in its order; `queue_page` gives rows of some."""
        with self._store.read() as connection:
            stock = self._store.once(read_stock, connection)
            codes = None if code is None else {finding.find(stock, code).id}
            return recode_queue.waiting(connection, stock, self._whose(everyone), codes)

    def queue_length(self) -> int:
        """Return how many of your segments are in the queue."""
        return len(self.queue_keys())

    def queue_place(self, segment: str) -> int | None:
        """Return the key under which a segment is in the queue, if it is one of yours there."""
        [ref] = applying.find(self._store, [segment])
        return ref.id if ref.id in self.queue_keys() else None

    def queue_page(self, keys: list[int]) -> list[Waiting]:
        """Return the rows of some keys of the queue."""
        stock = self._store.once(read_stock)
        return recode_queue.rows(self._store, stock, keys)

    def meanings(self, code: str, applied: int) -> Meanings:
        """Return what a code meant in a revision and means now. Raises: NotFound, Ambiguous."""
        with self._store.read() as connection:
            stock = self._store.once(read_stock, connection)
            return recode_queue.meanings(connection, finding.find_any(stock, code), applied)

    def keep(self, segment: str) -> None:
        """Confirm your segment of the queue: it takes its code's present revision.

        Raises: NotFound, NotAllowed, Conflict where it is not in the queue.
        """

        def confirm(batch: Batch, ref: SegmentRef) -> None:
            recode_queue.keep(batch, read_stock(batch.connection), ref.id)

        self._decide("keep segment", segment, confirm)

    def recode(self, segment: str, code: str) -> None:
        """Give your segment of the queue another code.

        Raises: NotFound, Ambiguous, NotAllowed, Conflict for a category or a retired code.
        """

        def change(batch: Batch, ref: SegmentRef) -> None:
            applying.change(self._store, ref, code=code)
            target = finding.find(read_stock(batch.connection), code).entry.code
            batch.subject = f"{ref.code} → {target} · {ref.document}"

        self._decide("recode segment", segment, change)

    def take_off(self, segment: str) -> None:
        """Remove your segment of the queue. Raises: NotFound, NotAllowed."""
        self._decide("remove code", segment, lambda _b, ref: applying.remove(self._store, [ref]))

    def _decide(self, label: str, segment: str, act: Callable[[Batch, SegmentRef], None]) -> None:
        [ref] = applying.find(self._store, [segment])
        applying.own([ref], self._writing().id)
        with self._store.batch(label, f"{ref.code} · {ref.document}") as batch:
            place = recode_queue.place_of(batch.connection, ref.id)
            act(batch, ref)
            stock = read_stock(batch.connection)
            recode_queue.settle_answer(self._store, batch, stock, place)

    # Reviews ------------------------------------------------------------------------------------

    def unseen(self, code: str, *, everyone: bool = False) -> pd.DataFrame:
        """Return what was done before a code could be applied in its present meaning, as a frame.

        Columns: review, document, case, start, end, whole, code, code_uid, knew (the revision
        known, 0 for none), revision, coder. Raises: NotFound, Ambiguous, Conflict.
        """
        return _frame(self.unseen_rows(code, everyone=everyone), Unseen)

    def unseen_rows(self, code: str, *, everyone: bool = False) -> list[Unseen]:
        """Return as plain rows what was done before a code could be applied as it is now."""
        with self._store.read() as connection:
            found = finding.find(self._store.once(read_stock, connection), code)
            keys = recode_queue.unseen(connection, found, self._whose(everyone))
            return recode_queue.unseen_rows(connection, found, keys)

    def unseen_keys(self, code: str) -> list[int]:
        """Return the keys of what `unseen` lists of yours; `unseen_page` gives rows of some."""
        with self._store.read() as connection:
            found = finding.find(self._store.once(read_stock, connection), code)
            return recode_queue.unseen(connection, found, self._whose(False))

    def unseen_page(self, code: str, keys: list[int]) -> list[Unseen]:
        """Return the rows of some keys of `unseen_keys`."""
        with self._store.read() as connection:
            found = finding.find(self._store.once(read_stock, connection), code)
            return recode_queue.unseen_rows(connection, found, keys)

    def unseen_counts(self) -> dict[str, int]:
        """Return by uid of a code how many of your passages were done without knowing it."""
        current = Coders(self._store).current()
        with self._store.read() as connection:
            stock = self._store.once(read_stock, connection)
            return recode_queue.lengths(connection, stock, current.id if current else 0)

    def looked(self, review: str, code: str) -> None:
        """Say that you have looked at a passage, done before, for this code too.

        review: its uid, of `unseen`. Raises: NotFound, Ambiguous, NotAllowed, Conflict.
        """
        me = self._writing()
        with self._store.batch("look for code", code) as batch:
            m = mark(batch.connection)
            row = batch.connection.exec_driver_sql(
                "SELECT r.id, r.coder_id, d.shown FROM review r JOIN version v "
                f"ON v.id = r.version_id JOIN document d ON d.id = v.document_id WHERE r.uid = {m}",
                (review,),
            ).first()
            if row is None:
                raise NotFound(f"No review “{review}”. List them with: qualcode codebook queue")
            if row[1] != me.id:
                raise NotAllowed(f"{row[2]} was reviewed by another coder, who looks again.")
            found = finding.find(read_stock(batch.connection), code)
            batch.subject = f"{found.entry.code} · {row[2]}"
            known = {found.uid: found.revision}
            reviews.learn(batch, self._store, [row[0]], known)

    def _whose(self, everyone: bool) -> int | None:
        current = None if everyone else Coders(self._store).current()
        return None if current is None else current.id

    def _writing(self) -> Coder:
        current = Coders(self._store).current()
        if current is None:
            self._store.writer()
            raise CoderNeeded("Say who codes: --coder NAME.")
        return current


def _frame(rows: list[Any], kind: type) -> pd.DataFrame:
    import pandas as pd

    columns = [one.name for one in dataclass_fields(kind) if one.name != "id"]
    return pd.DataFrame([asdict(one) for one in rows], columns=columns)
