"""Reconciling: going through what coders differ on, and deciding; the originals stay.

What `project.agreement.reconcile` returns. Disagreements are read once, when it is made; each
decision is one batch, so one undo takes it back, and with it what it put into the consensus.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from qualcode.agreement import reconcile as deciding
from qualcode.agreement import reconcile_layer as layer
from qualcode.agreement.reconcile import NONE, OPEN, UNION, Row, Taken
from qualcode.agreement.reconcile_list import Differences
from qualcode.agreement.reconcile_plan import Case
from qualcode.agreement.reconcile_read import Kept, outcome
from qualcode.codebook.area import Codebook
from qualcode.coding import codes as finding
from qualcode.errors import CoderNeeded, Conflict, UsageError
from qualcode.store.coders import Coders
from qualcode.store.journal import Batch, now
from qualcode.store.keys import select_in
from qualcode.text import names
from qualcode.text.language import detect

FIELDS = ("definition", "when", "when not")
"""The fields of a code's entry that a decision can add a line to."""
CODE = "code"


@dataclass(frozen=True)
class Settled:
    """What a rule makes of a disagreement; `takes` is None where it cannot tell."""

    row: Row
    takes: Taken | None


class Reconciliation(Differences):
    """The disagreements of some coders, and what is decided on them.

    comparison: what they were read from. names: letter of a layer → the coder.
    """

    # Deciding ---------------------------------------------------------------------------------

    def enter(self) -> int:
        """Put what all have alike into the consensus; return how many changes that took.

        Documents that somebody codes blind in an open round wait until it is closed.
        """
        with self._store.read() as connection:
            waiting = self._open_rounds(connection)
            plans = [p for p in self._cases.plans() if p.document not in waiting]
            n = len(layer.due(connection, plans, layer.consensus_coder(self._store)))
        if n:
            self._me()
            with self._store.batch("enter identical segments", self._called()) as batch:
                layer.settle(self._store, batch, plans)
        self._entered = True
        return n

    def take(
        self,
        id: str | int,
        choice: str = UNION,
        *,
        reason: str,
        code: str | None = None,
        note: str = "",
    ) -> Row:
        """Decide a disagreement; return it. Decided before, it is decided anew.

        choice: a layer (A, or the coder's name), union, or none. code: give the words taken this
        code in place of theirs. reason: slip, boundary, definition, context, ambiguous.
        Raises: NotFound, Ambiguous, UsageError, Conflict while the document is coded blind.
        """
        row = self.row(id)
        case = self._cases.of(row)
        said, takes = self._taken(row, case, choice, code)
        self._write("reconcile disagreement", f"{', '.join(row.codes)} · {row.document}",
                    [(row, said, takes)], deciding.reason_of(reason), note)  # fmt: skip
        return self.row(row.number)

    def by_rule(
        self,
        rule: str,
        *,
        code: str | None = None,
        document: str | None = None,
        reason: str = "boundary",
        note: str = "",
        preview: bool = False,
    ) -> list[Settled]:
        """Decide all open disagreements in extent alone by a rule: longer, shorter, union,
        intersection; one undo takes them all back.

        Where the rule cannot tell, `takes` is None and the disagreement stays open. preview: write
        nothing. Raises: UsageError, NotFound, Conflict.
        """
        if rule not in deciding.RULES:
            raise UsageError(f"No rule “{rule}”. Rules are: {', '.join(deciding.RULES)}.")
        why = deciding.reason_of(reason)
        listed = self.rows(code=code, document=document, state=OPEN)
        found = [
            Settled(row, deciding.by_rule(self._cases.of(row).found, rule))
            for row in listed
            if row.extent_only
        ]
        told = [(one.row, rule, self._uids(one.takes)) for one in found if one.takes is not None]
        if told and not preview:
            self._write("reconcile by rule", f"{len(told)} · {rule}", told, why, note)
        return found

    def reopen(self, id: str | int) -> Row:
        """Take a decision back, whoever made it, with what it put into the consensus; return it.

        Raises: NotFound, Conflict where nothing is decided.
        """
        row = self.row(id)
        if row.decision is None:
            raise Conflict(f"Disagreement {row.number} is open: nothing is decided on it.")
        self._me()
        case = self._cases.of(row)
        self._refuse_open([case.document])
        with self._store.batch(
            "reopen disagreement", f"{', '.join(row.codes)} · {row.document}"
        ) as batch:
            self._delete(batch, self._cases.kept_of(row))
        self._cases.read({case.document})
        return self.row(row.number)

    def rule(
        self,
        text: str,
        *,
        id: str | int | None = None,
        code: str | None = None,
        field: str = "when not",
        language: str | None = None,
        alters: bool = False,
    ) -> str:
        """Add a line to a code's entry in the codebook as it is now; a freeze stays as it is.

        id: the disagreement it follows from, whose decision remembers it. code: by default the
        first in dispute. field: definition, when, when not. language: zh or en, by default that of
        the line. alters: the code's meaning changes, so it gets a new revision. Returns the code.
        Raises: NotFound, Ambiguous, UsageError, Conflict.
        """
        line = " ".join(text.split())
        if not line:
            raise UsageError("The rule is empty. Say in words when the code applies or does not.")
        if field not in FIELDS:
            raise UsageError(f"No field “{field}”. A rule goes to: {', '.join(FIELDS)}.")
        if language not in (None, "zh", "en"):
            raise UsageError("language is zh or en.")
        row = None if id is None else self.row(id)
        if code is None and row is None:
            raise UsageError("Say which code the rule is for, or the disagreement it follows from.")
        wanted = code if code is not None else row.codes[0] if row is not None else ""
        tongue = language or ("zh" if detect(line) == "zh" else "en")
        book = Codebook(self._store)
        name = f"{field.replace(' ', '_')}_{tongue}"
        entry = book.entry(wanted)
        before = str(getattr(entry, name))
        after = f"{before}\n{line}" if before else line
        with self._store.batch("rule to codebook", entry.code) as batch:
            book.edit(entry.code, alters=alters, note=line if alters else "", **{name: after})
            if row is not None and row.decision is not None:
                [one] = self._cases.kept_of(row)[-1:]
                batch.update("decision", {one.decision.key: {"outcome": one.with_rule(line)}})
        if row is not None:
            self._cases.read({self._cases.of(row).document})
        return entry.code

    # Within -----------------------------------------------------------------------------------

    def _taken(
        self, row: Row, case: Case, choice: str, code: str | None
    ) -> tuple[str, list[layer.Wanted]]:
        """Return how a choice is called, and what it puts into the consensus."""
        said = choice.strip()
        if said.casefold() in (UNION, NONE):
            called = said.casefold()
            takes = deciding.union(case.found) if called == UNION else ()
        else:
            one = self._layer(row, said)
            called, takes = one.letter, one.spans
        if code is None:
            return called, self._uids(takes)
        if not takes:
            raise UsageError(
                "There are no words to give another code where none is taken, or nothing is there. "
                "Take the union, or a layer that has something there."
            )
        ref = finding.applicable(self._store, code)
        return CODE, [(ref.uid, a, z) for _, a, z in deciding.recoded(takes, ref.code)]

    def _layer(self, row: Row, said: str) -> deciding.Layer:
        by_letter = {one.letter: one for one in row.layers}
        one = by_letter.get(said.upper())
        if one is None:
            match = names.find(said, {c.coder: c for c in row.layers})
            one = match.value
        if one is None:
            raise UsageError(
                f"No choice “{said}”. Choose {', '.join(by_letter)}, {UNION} or {NONE}."
            )
        if one.codes is None:
            raise UsageError(
                f"{one.letter} is not done with these words, so there is nothing to take. Choose "
                f"another, {UNION} or {NONE}."
            )
        return one

    def _uids(self, takes: Taken) -> list[layer.Wanted]:
        return [(self._cases.called.codes[c], a, z) for c, a, z in takes]

    def _write(
        self,
        label: str,
        subject: str,
        decided: Sequence[tuple[Row, str, list[layer.Wanted]]],
        reason: str,
        note: str,
    ) -> None:
        me = self._me()
        cases = [self._cases.of(row) for row, _, _ in decided]
        documents = {case.document for case in cases}
        self._refuse_open(documents)
        if not self._entered:
            self.enter()
        with self._store.batch(label, subject) as batch:
            before = [k for row, _, _ in decided for k in self._cases.kept_of(row, stale=True)]
            batch.insert("decision", [
                {
                    "round_id": self._round, "version_id": self._cases.versions[case.document],
                    "start_at": row.start, "end_at": row.end, "coder_id": me,
                    "outcome": outcome(case.found, self._cases.called, choice, takes),
                    "reason": reason, "note": note.strip(), "created_at": now(),
                }
                for case, (row, choice, takes) in zip(cases, decided, strict=True)
            ])  # fmt: skip
            self._delete(batch, before, documents)
        self._cases.read(documents)

    def _delete(self, batch: Batch, gone: Sequence[Kept], documents: Collection[int] = ()) -> None:
        """Delete decisions, and make the consensus of their documents what it is without them."""
        batch.delete("decision", sorted({one.decision.key for one in gone}))
        where = {*documents, *(one.document for one in gone)}
        self._cases.read(where)
        plans = [p for p in self._cases.plans() if p.document in where]
        for plan in plans:
            plan.dropped = {t for one in gone if one.document == plan.document for t in one.takes}
        layer.settle(self._store, batch, plans)

    def _me(self) -> int:
        current = Coders(self._store).current()
        if current is None:
            self._store.writer()
            raise CoderNeeded("Say who decides: --coder NAME.")
        return current.id

    def _called(self) -> str:
        return ", ".join(self.comparison.sources)

    def _open_rounds(self, connection: Connection) -> dict[int, str]:
        """Return the documents that somebody codes blind now, and in which round."""
        sql = (
            "SELECT DISTINCT v.document_id, r.name FROM coding_round r "
            "JOIN assignment a ON a.round_id = r.id JOIN version v ON v.id = a.version_id "
            "WHERE r.blind = 1 AND r.closed_at IS NULL AND v.document_id IN ({})"
        )
        return {r[0]: r[1] for r in select_in(connection, sql, sorted(self._cases.versions))}

    def _refuse_open(self, documents: Collection[int]) -> None:
        with self._store.read() as connection:
            waiting = self._open_rounds(connection)
        for key in documents:
            if key in waiting:
                raise Conflict(
                    f"{self._cases.shown[key]} is coded blind in the open round “{waiting[key]}”: "
                    "reconcile when it is closed, with: qualcode agreement round close"
                )
