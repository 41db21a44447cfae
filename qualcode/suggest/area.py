"""Suggestions: which codes unreviewed passages may carry, decided on one by one, and measured.

Nothing enters a person's layer unaccepted. What serves and decides (`here`, `marks`, `rows`,
`accept`, `reject`, `figures`) reads plain rows and loads none of the model's libraries; what fits
or scores (`run`, `explain`, `evaluate` and the lists at the codebook's edge) loads them on first
use, and is what the interface has the worker do.

What is measured, explained and listed to be read stands in `measures`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from time import monotonic
from typing import TYPE_CHECKING

from qualcode.documents import listing
from qualcode.errors import UsageError
from qualcode.store.store import Store
from qualcode.suggest import bulk, deciding, queue, settings
from qualcode.suggest.bulk import Bulk
from qualcode.suggest.measures import Measures, listing_of
from qualcode.suggest.queue import Suggestion

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.suggest.scoring import Ran

Progress = Callable[[int, int], None]
ORDERS = ("text", "certain", "informative", "random")
PENDING = [
    "suggestion", "document", "start", "end", "text", "code", "probability", "matches", "place",
    "reviewed", "model",
]  # fmt: skip


class Suggest(Measures):
    """The suggestions of a project."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._logged: set[tuple[str, str]] = set()
        self._seen_at: dict[str, float] = {}

    # Settings --------------------------------------------------------------------------------

    @property
    def interviews(self) -> bool:
        """Whether suggestions are made for interviews; the lead turns them on."""
        with self._store.read() as connection:
            return settings.interviews(connection)

    def turn_on(self) -> None:
        """Have suggestions for interviews too. Raises: NotAllowed for all but the lead."""
        settings.set_interviews(self._store, True)

    def turn_off(self) -> None:
        """Have no suggestions for interviews. Raises: NotAllowed for all but the lead."""
        settings.set_interviews(self._store, False)

    @property
    def unit(self) -> str:
        """What is suggested for in interviews: clause, sentence or turn."""
        with self._store.read() as connection:
            return settings.unit(connection)

    def set_unit(self, unit: str) -> None:
        """Choose that unit. Raises: UsageError, NotAllowed for all but the lead."""
        settings.set_unit(self._store, unit)

    # Making ----------------------------------------------------------------------------------

    def run(
        self,
        documents: Sequence[str] | str | None = None,
        question: str | None = None,
        *,
        progress: Progress | None = None,
    ) -> Ran:
        """Fit your model to what you have reviewed, and suggest for what you have not.

        documents, question: for these alone. An error raised by `progress` stops it; what was
        suggested until then stays. Raises: NotFound, CoderNeeded, NotAllowed for an interview
        while they are off, or a document you code blind.
        """
        self.settle()
        keys = None if documents is None else self.keys(documents)
        if question is not None:
            listing_of(self._store, question)
        return self.engine().run(keys, question, progress)

    def settle(self) -> int:
        """Record what you did where suggestions were withheld or not answered; return how many.

        Cheap; before each run, as a run replaces what is pending.
        """
        return deciding.settle(self._store, self._me().id)

    # Serving ---------------------------------------------------------------------------------

    def rows(
        self,
        document: str | None = None,
        question: str | None = None,
        *,
        code: str | None = None,
        order: str = "text",
    ) -> list[Suggestion]:
        """Return pending suggestions, in the order of the texts or another; the listing is logged.

        order: text; certain, the most probable first; informative, those nearest to one half
        first; random, which is the same each time. Raises: NotFound, UsageError, CoderNeeded.
        """
        found = self.listed(document, question, code=code, order=order)
        self.log_listed(found, document or question or "all")
        return found

    def listed(
        self,
        document: str | None = None,
        question: str | None = None,
        *,
        code: str | None = None,
        order: str = "text",
    ) -> list[Suggestion]:
        """Return what `rows` does, for who logs it with `log_listed` before it is shown."""
        if order not in ORDERS:
            raise UsageError(f"No order “{order}”. Orders are: {', '.join(ORDERS)}.")
        keys = None
        if document is not None:
            keys = {listing.find(self._store, document).id}
        elif question is not None:
            keys = set(listing_of(self._store, question))
        found = queue.serve(self._store, self._me().id, keys).open
        if code is not None:
            from qualcode.coding.codes import find_code

            wanted = find_code(self._store, code).id
            found = [one for one in found if one.code_id == wanted]
        return _ordered(found, order)

    def log_listed(self, found: Sequence[Suggestion], subject: str) -> None:
        """Log that suggestions are listed, once for each model; subject: those of what."""
        if found:
            models = ", ".join(sorted({one.model[:8] for one in found}))
            places = len({(one.document_id, one.start) for one in found})
            self._log(
                (subject, models),
                "list suggestions",
                f"{len(found)} of {places} passages, model {models} · {subject}",
            )

    def pending(
        self,
        document: str | None = None,
        question: str | None = None,
        *,
        code: str | None = None,
        order: str = "text",
    ) -> pd.DataFrame:
        """Return pending suggestions as a frame; see `rows`.

        Columns: suggestion (uid), document, start, end, text, code, probability (none below 20
        reviewed passages), matches, place, reviewed, model.
        """
        import pandas as pd

        found = self.rows(document, question, code=code, order=order)
        words = queue.texts(self._store, found)
        return pd.DataFrame(
            [
                [
                    o.suggestion, o.document, o.start, o.end, text, o.code, o.probability,
                    o.matches, o.place, o.reviewed, o.model,
                ]
                for o, text in zip(found, words, strict=True)
            ],
            columns=PENDING,
        ).astype({"probability": "float64"})  # fmt: skip

    def here(
        self, document: str, start: int | None = None, end: int | None = None
    ) -> list[Suggestion]:
        """Return the suggestions at a place of a document, and log that they were shown.

        Once the passage is reviewed: those that were withheld until then (`withheld`), to be shown
        beside what was done. Empty where one codes blind. Raises: NotFound, CoderNeeded.
        """
        found = listing.find(self._store, document)
        served = queue.serve(self._store, self._me().id, {found.id})
        at, until = (0, found.characters) if start is None else (start, start + 1)
        until = until if end is None else end
        listed = [
            one
            for one in (*served.open, *(o for o in served.after if o.withheld))
            if one.start < until and at < one.end
        ]
        for passage in sorted({(one.start, one.end) for one in listed}):
            same = [one for one in listed if (one.start, one.end) == passage]
            key = ",".join(one.suggestion for one in same)
            self._log((key, same[0].model), "show suggestions", queue.logged(same))
        for one in listed:
            self._seen_at.setdefault(one.suggestion, monotonic())
        return listed

    def marks(self, document: str) -> list[Suggestion]:
        """Return the suggestions of a document, as its margin shows them; logged once a model."""
        return self.rows(document)

    def dotted(self, documents: Sequence[int], subject: str) -> set[int]:
        """Return which of some documents, given by key, have pending suggestions; logged as a list.

        subject: what the documents are, such as their question.
        """
        found = queue.serve(self._store, self._me().id, documents).open
        self.log_listed(found, subject)
        return {one.document_id for one in found}

    def first_of(self, documents: Sequence[int]) -> int | None:
        """Return the first of some documents, given by key, that has pending suggestions."""
        return queue.first_of(self._store, self._me().id, documents)

    # Deciding --------------------------------------------------------------------------------

    def accept(self, suggestion: str, span: tuple[int, int] | None = None) -> str:
        """Apply a suggested code, with the origin 'suggested'; return the segment's uid.

        span: your selection, where it is not the whole passage. One undo takes it back.
        Raises: NotFound, NotAllowed, InvalidSegment, CoderNeeded.
        """
        one = self._decidable(suggestion)
        [document] = listing.of(self._store, [one.document_id])
        return deciding.accept(
            self._store, one, document,
            coder_id=self._me().id, span=span, seconds=self._took(one),
        )  # fmt: skip

    def reject(self, suggestion: str) -> None:
        """Say that a suggested code does not apply. Raises: NotFound, NotAllowed, CoderNeeded."""
        one = self._decidable(suggestion)
        deciding.reject(self._store, one, coder_id=self._me().id, seconds=self._took(one))

    def accept_all(
        self, code: str, *, without: Collection[str] = (), preview: bool = False
    ) -> Bulk:
        """Accept the surest suggestions of a code in one step, some left to be coded unaided.

        without: uids of those that are not, after a look at the preview. Raises: NotEnoughData
        where the model is not good enough for that, saying why, or none is left to accept.
        """
        me = self._me().id
        ref, made = bulk.plan(self._store, code, me, without)
        if not preview:
            bulk.carry_out(self._store, ref, made, me)
        return made

    def _decidable(self, suggestion: str) -> Suggestion:
        me = self._me().id
        one = queue.find(self._store, me, suggestion)
        deciding.require_open(one, queue.serve(self._store, me, {one.document_id}).after)
        return one

    def _took(self, one: Suggestion) -> float | None:
        seen = self._seen_at.get(one.suggestion)
        return None if seen is None else round(monotonic() - seen, 3)

    # Within ----------------------------------------------------------------------------------

    def _log(self, key: tuple[str, str], label: str, subject: str) -> None:
        if key not in self._logged:
            self._store.look(label, subject)
            self._logged.add(key)


def _ordered(found: list[Suggestion], order: str) -> list[Suggestion]:
    if order == "certain":
        return sorted(found, key=lambda one: -(one.probability or 0))
    if order == "informative":
        return sorted(found, key=lambda one: abs((one.probability or 0) - 0.5))
    if order == "random":
        return sorted(found, key=lambda one: hashlib.sha256(one.suggestion.encode()).digest())
    return found
