"""What is measured of suggestions, and where the codebook ends: the half of the area's door.

`figures`, `fares` and `models` read plain rows; all else loads the model's libraries on first use,
and is what the interface has its worker do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from qualcode.coding.rounds import blind_round
from qualcode.coding.working import Working
from qualcode.documents import listing, masking
from qualcode.documents.listing import ANSWER, DocumentRow
from qualcode.errors import NotAllowed, NotEnoughData, UsageError
from qualcode.store.store import Store
from qualcode.suggest import faring, fits, queue, settings
from qualcode.suggest.by_code import Fares, by_code
from qualcode.suggest.faring import Figures
from qualcode.suggest.fits import Fit
from qualcode.suggest.training import ANSWERS, KINDS

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.suggest.scoring import Engine
    from qualcode.suggest.telling import Told

Progress = Callable[[int, int], None]
AT_MOST = 200
"""Passages of a group that are told."""
BY = ("code", "language", "document", "month")


class Measures(Working):
    """Figures of a coder's suggestions, explanations, and lists for a person to read."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.semantic = True
        """Whether vectors are used where the extra `semantic` is installed."""
        self._engine: Engine | None = None

    def keys(self, documents: Sequence[str] | str) -> list[int]:
        """Return the keys of documents that suggestions may be made for. Raises: as `run`."""
        names = [documents] if isinstance(documents, str) else documents
        found = [listing.find(self._store, name) for name in names]
        for one in found:
            self._require(one)
        return [one.id for one in found]

    def stamp(self) -> int:
        """Return a number that is another once anything was changed; what was looked at is none."""
        with self._store.read() as connection:
            sql = "SELECT coalesce(max(id), 0) FROM event"
            return int(connection.exec_driver_sql(sql).scalar_one())

    # Figures ---------------------------------------------------------------------------------

    def figures(self) -> Figures:
        """Return how suggestions fare: accepted of the last 50, the blind check, warnings."""
        return faring.figures(self._store, self._me().id)

    def fares(self, kind: str | None = None) -> Fares | None:
        """Return your model and how suggestions of each code fare; None where none is fitted.

        kind: answers or interviews; by default answers where a model of them was fitted.
        """
        return by_code(self._store, self._me().id, kind)

    def codes(self, *, kind: str | None = None) -> pd.DataFrame:
        """Return how suggestions of each code fare, as a frame; see `fares`.

        Columns: code; on passages left out suggested, right, precision, own, recall; where they
        were withheld until you had decided checked, agreed, agreed_low, agreed_high (95 %, Wilson);
        decided, accepted; not_found: whether the model cannot find it; one_by_one: why many may not
        be accepted at once. Raises: NotEnoughData where no model is fitted, UsageError.
        """
        from qualcode.suggest import tables

        if kind not in (None, *KINDS):
            raise UsageError(f"No passages “{kind}”. Choose: {', '.join(KINDS)}.")
        found = self.fares(kind)
        if found is None:
            raise NotEnoughData("No suggestions yet. Make them with: qualcode suggest run")
        return tables.of_codes(found)

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
        from qualcode.suggest import evaluation, tables

        made = evaluation.evaluate(self.engine(), self._kind(kind), progress)
        return tables.by_code(made, self._names()) if by == "code" else tables.by_group(made, by)

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

        `frame.attrs["passages"]`: of each the most central ones (document, start, end, text).
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
        frame = pd.DataFrame(rows, columns=["cluster", "n", "words", "example", "documents"])
        frame.attrs["passages"] = [
            [(p.document, p.start, p.end, read(p.text)) for p in one.passages[:AT_MOST]]
            for one in found
        ]
        return frame

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
        with self._store.read() as connection:
            allowed = settings.interviews(connection)
        if document.kind != ANSWER and not allowed:
            raise NotAllowed(
                f"{document.document} is an interview, and suggestions for interviews are off: "
                "open coding is not to be led. The lead turns them on with: qualcode suggest on"
            )

    def _names(self) -> dict[str, str]:
        with self._store.read() as connection:
            rows = connection.exec_driver_sql("SELECT uid, shown FROM code").all()
        return {r[0]: r[1] for r in rows}


def listing_of(store: Store, question: str) -> list[int]:
    """Return the keys of the answers to a question. Raises: NotFound."""
    from qualcode.coding.card_queue import queue as cards

    return cards(store, question, 0).keys
