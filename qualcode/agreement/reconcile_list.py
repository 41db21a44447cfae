"""The disagreements of a comparison as a list: what is open, what is decided, how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.agreement import reconcile as deciding
from qualcode.agreement import reconcile_frame as framing
from qualcode.agreement import reconcile_layer as layer
from qualcode.agreement.disagreements import KINDS
from qualcode.agreement.reconcile import DECIDED, OPEN, Row
from qualcode.agreement.reconcile_plan import Cases
from qualcode.coding import codes as finding
from qualcode.errors import NotFound, UsageError, nearest_note
from qualcode.store.store import Store
from qualcode.text import names

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.agreement.compared import Comparison


@dataclass(frozen=True)
class Progress:
    """How far reconciling is.

    identical: segments that all have alike; entered: these are in the consensus, and documents
    without open disagreements are reconciled.
    """

    disagreements: int
    decided: int
    identical: int
    documents: int
    reconciled: int
    entered: bool

    @property
    def open(self) -> int:
        """Disagreements not decided yet."""
        return self.disagreements - self.decided


class Differences:
    """The disagreements of a comparison, to be read."""

    def __init__(self, store: Store, comparison: Comparison, round_id: int | None) -> None:
        self._store = store
        self.comparison = comparison
        self._round = round_id
        self._cases = Cases(store, comparison)
        self._entered = False
        self.names = {deciding.letter(n): c for n, c in enumerate(comparison.coders)}

    # Reading ----------------------------------------------------------------------------------

    @property
    def identical(self) -> int:
        """How many segments all have alike."""
        return self._cases.identical

    @property
    def entered(self) -> bool:
        """Whether this session has seen that these are in the consensus."""
        return self._entered

    def refresh(self) -> None:
        """Read again what is decided, after an undo or the work of another session."""
        self._cases.read()
        self._entered = False

    def hand_over(self, store: Store) -> None:
        """Go on with another connection to the project: what a thread has read, one writes with."""
        self._store = self._cases.store = store

    def rows(
        self,
        *,
        kind: str | None = None,
        code: str | None = None,
        document: str | None = None,
        state: str | None = None,
    ) -> list[Row]:
        """Return the disagreements in the order of the texts; state: open or decided.

        kind: missed, different code, parent/child, extra, different extent. code: in dispute.
        Raises: NotFound and Ambiguous for a name, UsageError.
        """
        if kind is not None and kind not in KINDS:
            raise UsageError(f"No kind “{kind}”. Kinds are: {', '.join(KINDS)}.")
        if state is not None and state not in (OPEN, DECIDED):
            raise UsageError("state is open or decided.")
        wanted = None if code is None else finding.find_code(self._store, code).code
        where = None if document is None else self._document(document)
        return [
            row
            for row in self._cases.rows
            if kind in (None, *row.kinds)
            and wanted in (None, *row.codes)
            and where in (None, row.document)
            and state in (None, row.state)
        ]

    def row(self, id: str | int) -> Row:
        """Return one disagreement by its id, a beginning of it, or its number. Raises: NotFound."""
        said = str(id).strip()
        listed = self._cases.rows
        if said.isdecimal():
            if 1 <= int(said) <= len(listed):
                return listed[int(said) - 1]
        elif len(fits := [row for row in listed if row.id.startswith(said)]) == 1 and said:
            return fits[0]
        raise NotFound(
            f"No disagreement “{said}”: there are {len(listed)}. List them with: "
            "qualcode agreement reconcile list"
        )

    @property
    def progress(self) -> Progress:
        """How far it is."""
        rows = self._cases.rows
        plans = self._cases.plans()
        with self._store.read() as connection:
            coder = layer.consensus_coder(self._store)
            lacking = layer.due(connection, plans, coder)
            done = layer.reconciled(connection, plans, coder)
        return Progress(
            len(rows), sum(row.decision is not None for row in rows), self._cases.identical,
            len(plans), len(done), not lacking,
        )  # fmt: skip

    def frame(self) -> pd.DataFrame:
        """Return the disagreements: id, number, document, start, end, text, kind, codes, state,
        choice, takes, reason, note, rule, decided_by, decided; and a column a layer, A, B …, with
        all codes of that coder there, empty for none, None where they are not done.
        """
        return framing.disagreements(self._cases.rows, list(self.names))

    def reasons(self, by: str = "kind") -> pd.DataFrame:
        """Return why coders differed, of what is decided: reason, n, percent, and a column a kind
        of disagreement (one may be of several), or a code in dispute with by="code".
        """
        return framing.reasons(self._cases.rows, self.comparison.codes, by)

    # Within ---------------------------------------------------------------------------------------

    def _document(self, said: str) -> str:
        known = {source.name: source.name for source in self.comparison.reading.sources}
        match = names.find(said, known)
        if match.value is None:
            near = match.names or tuple(known)[:3]
            raise NotFound(f"“{said}” is not among what is compared.{nearest_note(near)}", near)
        return match.value
