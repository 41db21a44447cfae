"""Suggestions: which codes unreviewed passages may carry, decided on one by one, and measured.

Nothing enters a person's layer unaccepted. What serves and decides (`here`, `marks`, `rows`,
`accept`, `reject`, `figures`) reads plain rows and loads none of the model's libraries; what fits
or scores (`run`, `explain`, `evaluate` and the lists at the codebook's edge) loads them on first
use, and is what the interface has the worker do.

The module is long for one reason: it is the area's whole door.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Any

from qualcode.coding.rounds import blind_round
from qualcode.coding.working import Working
from qualcode.documents import listing, masking
from qualcode.documents.listing import ANSWER, DocumentRow
from qualcode.errors import NotAllowed, UsageError
from qualcode.store.store import Store
from qualcode.suggest import bulk, deciding, fits, queue, settings
from qualcode.suggest.bulk import Bulk
from qualcode.suggest.deciding import Figures
from qualcode.suggest.fits import Fit
from qualcode.suggest.queue import Suggestion

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.suggest.scoring import Engine, Ran
    from qualcode.suggest.telling import Told

Progress = Callable[[int, int], None]
ORDERS = ("text", "certain", "informative", "random")
PENDING = [
    "suggestion", "document", "start", "end", "text", "code", "probability", "matches", "place",
    "reviewed", "model",
]  # fmt: skip
BY = ("code", "language", "document", "month")


class Suggest(Working):
    """The suggestions of a project."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.semantic = True
        """Whether vectors are used where the extra `semantic` is installed."""
        self._engine: Engine | None = None
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

    def keys(self, documents: Sequence[str] | str) -> list[int]:
        """Return the keys of documents that suggestions may be made for. Raises: as `run`."""
        names = [documents] if isinstance(documents, str) else documents
        found = [listing.find(self._store, name) for name in names]
        for one in found:
            self._require(one)
        return [one.id for one in found]

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
        if found:
            models = ", ".join(sorted({one.model[:8] for one in found}))
            places = len({(one.document_id, one.start) for one in found})
            subject = document or question or "all"
            self._log(
                (subject, models),
                "list suggestions",
                f"{len(found)} of {places} passages, model {models} · {subject}",
            )
        return _ordered(found, order)

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

    def counts(self) -> dict[int, int]:
        """Return how many passages have pending suggestions, by key of document."""
        found: dict[int, set[int]] = {}
        for one in queue.serve(self._store, self._me().id).open:
            found.setdefault(one.document_id, set()).add(one.start)
        return {key: len(starts) for key, starts in found.items()}

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

    def accept_all(self, code: str, *, preview: bool = False) -> Bulk:
        """Accept the surest suggestions of a code in one step, some left to be coded unaided.

        Raises: NotEnoughData where the model is not good enough for that, saying why.
        """
        me = self._me().id
        ref, made = bulk.plan(self._store, code, me)
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

    # Figures ---------------------------------------------------------------------------------

    def figures(self) -> Figures:
        """Return how suggestions fare: accepted of the last 50, the blind check, warnings."""
        return deciding.figures(self._store, self._me().id)

    def models(self) -> dict[str, Fit]:
        """Return your models' identities and figures: of answers, of interviews, if there are."""
        with self._store.read() as connection:
            return fits.load(connection, self._me().id)[0]

    def codes_not_found(self) -> dict[str, list[str]]:
        """Return by kind of model the codes that it cannot find and therefore does not suggest."""
        names = self._names()
        return {
            kind: [names[code] for code in fit.figures.not_found() if code in names]
            for kind, fit in self.models().items()
        }

    def explain(self, suggestion: str) -> Told:
        """Return why a code is suggested: parts that add up exactly to its score.

        Raises: NotFound, NotAllowed where the suggestion may not be seen.
        """
        from qualcode.suggest.telling import tell

        one = queue.find(self._store, self._me().id, suggestion)
        made = next((fit for fit in self.models().values() if fit.digest == one.model), None)
        if made is not None:  # explained by the kind of model that suggested it
            self.semantic = bool(made.record.get("encoder"))
        return self.engine().explain(one, tell, self._names())

    def evaluate(
        self, by: str = "code", *, kind: str | None = None, progress: Progress | None = None
    ) -> pd.DataFrame:
        """Return how good suggestions are on your own codings, documents left out in turn.

        by: code, language, document or month of review. kind: answers or interviews, which share
        no base; by default answers where some are reviewed. Columns by code: code, reviewed, own,
        suggested, precision, recall, auc, sure, sure_precision; else: reviewed, coded, hit3,
        frequent_hit3, first, frequent_first, ece, precision, recall. The last row is all of it;
        frequent: the most frequent codes suggested to everybody. Raises: NotEnoughData.
        """
        if by not in BY:
            raise UsageError(f"Nothing is told by “{by}”. Choose: {', '.join(BY)}.")
        from qualcode.suggest import evaluation
        from qualcode.suggest.tables import by_code, by_group

        made = evaluation.evaluate(self.engine(), self._kind(kind), progress)
        return by_code(made, self._names()) if by == "code" else by_group(made, by)

    # Where the codebook ends -----------------------------------------------------------------

    def unlike(
        self,
        documents: Sequence[str] | str | None = None,
        question: str | None = None,
        *,
        limit: int = 20,
    ) -> pd.DataFrame:
        """Return passages unlike anything you coded: document, start, end, text, similarity.

        Raises: NotEnoughData where nothing is coded and marked done, NotFound, NotAllowed.
        """
        from qualcode.suggest import edges
        from qualcode.suggest.tables import passages

        found = edges.unlike(self.engine(), self._bare(documents, question), limit)
        return passages(
            [one for one, _ in found],
            masking.reading(self._store),
            similarity=[s for _, s in found],
        )

    def clusters(
        self,
        question: str | None = None,
        *,
        count: int | None = None,
        documents: Sequence[str] | str | None = None,
    ) -> pd.DataFrame:
        """Return groups among uncoded answers: cluster, n, words, example, documents.

        Raises: NotEnoughData for fewer than six different ones, NotFound, NotAllowed.
        """
        import pandas as pd

        from qualcode.suggest import edges

        read = masking.reading(self._store)
        found = edges.clusters(self.engine(), self._bare(documents, question), count)
        rows = [
            [
                at, one.n, [read(word) for word in one.words], read(one.passages[0].text),
                [passage.document for passage in one.passages],
            ]
            for at, one in enumerate(found, 1)
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=["cluster", "n", "words", "example", "documents"])

    def likely_miscodings(self, *, kind: str | None = None, limit: int = 20) -> pd.DataFrame:
        """Return codings that your others speak against, and missing ones that they speak for.

        Columns: document, start, end, text, code, applied, probability (by models left out).
        """
        from qualcode.suggest import edges
        from qualcode.suggest.tables import passages

        names = self._names()
        found = edges.doubts(self.engine().model(self._kind(kind)), limit)
        return passages(
            [one.passage for one in found],
            masking.reading(self._store),
            code=[names[one.code] for one in found],
            applied=[one.applied for one in found],
            probability=[one.probability for one in found],
        )

    def confused(self, *, kind: str | None = None, limit: int = 20) -> pd.DataFrame:
        """Return codes that your model takes for others: code, taken_for, n, codings, share."""
        import pandas as pd

        from qualcode.suggest import edges

        names = self._names()
        rows = [
            [names[code], names[other], n, of, n / of]
            for code, other, n, of in edges.confused(self.engine().model(self._kind(kind)), limit)
        ]
        return pd.DataFrame(rows, columns=["code", "taken_for", "n", "codings", "share"])

    # Within ----------------------------------------------------------------------------------

    def _bare(self, documents: Sequence[str] | str | None, question: str | None) -> list[Any]:
        from qualcode.suggest import edges

        keys = None if documents is None else self.keys(documents)
        if question is not None:
            listing_of(self._store, question)
        engine = self.engine()
        return edges.uncoded(self._store, engine, self._me().id, engine.scope(keys, question))

    def _kind(self, wanted: str | None) -> str:
        """Return the kind of passages that figures are of. Raises: UsageError."""
        from qualcode.suggest.training import ANSWERS, KINDS

        if wanted is None:
            taught = self.engine().training().passages
            return ANSWERS if any(p.whole for p in taught) or not taught else KINDS[1]
        if wanted not in KINDS:
            raise UsageError(f"No passages “{wanted}”. Choose: {', '.join(KINDS)}.")
        return wanted

    def engine(self) -> Engine:
        """Return what fits and scores, within this process: the worker holds one."""
        from qualcode.suggest.scoring import Engine

        me = self._me()
        if self._engine is None or self._engine.semantic != self.semantic:
            self._engine = Engine(self._store, me.id, me.uid, semantic=self.semantic)
        return self._engine

    def _require(self, document: DocumentRow) -> None:
        name = blind_round(self._store, document.id, self._me().id)
        if name is not None:
            raise NotAllowed(
                f"You code {document.document} unaided in “{name}”: suggestions come when it is "
                "closed."
            )
        if document.kind != ANSWER and not self.interviews:
            raise NotAllowed(
                f"{document.document} is an interview, and suggestions for interviews are off: "
                "open coding is not to be led. The lead turns them on with: qualcode suggest on"
            )

    def _log(self, key: tuple[str, str], label: str, subject: str) -> None:
        if key not in self._logged:
            self._store.look(label, subject)
            self._logged.add(key)

    def _names(self) -> dict[str, str]:
        with self._store.read() as connection:
            rows = connection.exec_driver_sql("SELECT uid, shown FROM code").all()
        return {r[0]: r[1] for r in rows}


def listing_of(store: Store, question: str) -> list[int]:
    """Return the keys of the answers to a question. Raises: NotFound."""
    from qualcode.coding.card_queue import queue as cards

    return cards(store, question, 0).keys


def _ordered(found: list[Suggestion], order: str) -> list[Suggestion]:
    if order == "certain":
        return sorted(found, key=lambda one: -(one.probability or 0))
    if order == "informative":
        return sorted(found, key=lambda one: abs((one.probability or 0) - 0.5))
    if order == "random":
        return sorted(found, key=lambda one: hashlib.sha256(one.suggestion.encode()).digest())
    return found
