"""Analysis: what the coding says, in frames."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from qualcode.analysis import corpus, frequencies, matrix, retrieval, search, similar, word_counts
from qualcode.analysis.interpretation_area import Interpretation
from qualcode.analysis.pattern import SECONDS
from qualcode.analysis.representativeness_area import Representing
from qualcode.analysis.retrieval_context import check_context
from qualcode.analysis.retrieval_saved import Queries
from qualcode.analysis.scope import Scope
from qualcode.analysis.search import Hits, Query
from qualcode.coding import layers
from qualcode.coding import segments as coded
from qualcode.coding.area import Coding
from qualcode.coding.codes import find_code
from qualcode.coding.segments import SegmentRow
from qualcode.documents import masking
from qualcode.store.keys import select_in
from qualcode.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

FREQUENCY = [
    "code", "category", "segments", "documents", "documents_reviewed", "cases", "cases_reviewed",
]  # fmt: skip
LEFT_OUT = ["document", "case", "question", "start", "end", "coders"]


class Analysis(Interpretation, Representing):
    """The analyses of a project."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._corpus: corpus.Corpus | None = None

    def retrieve(
        self,
        query: str = "",
        *,
        code: str | None = None,
        document: str | None = None,
        coder: str | None = None,
        descendants: bool = True,
        unit: str | None = None,
        sort: str | None = None,
        group: str | None = None,
        context: int | None = None,
        saved: str | None = None,
    ) -> pd.DataFrame:
        """Return the segments that a query finds: a frame with the columns of coding.segments().

        query: plain words, such as `"gap filling" and not fatigue`, `trust near:2turns fatigue`,
        `district=Guqiao strength>=60` (docs/retrieval.md). code (with those below it, unless
        `descendants` is False), document, coder: the same as conditions. unit: what `and` and
        `not` between codes are about: passage (segments that overlap), document or case. sort,
        group: by made, document, case, code, coder, speaker, date, strength, round, origin or a
        variable; `-` before it turns it round; `group` is a column then. context: so many turns
        around, in the columns before and after. saved: a kept query, which what else is said adds
        to. `frame.attrs["foot"]` says what is listed. Raises: UsageError, NotFound, Ambiguous.
        """
        check_context(context)
        if saved is not None:
            kept = self.queries.find(saved)
            query = retrieval.added(self._store, kept.query, query)
            unit, sort, group = unit or kept.unit, sort or kept.sort, group or kept.group
            context = kept.context if context is None else context
        request = retrieval.request(
            self._store, query, unit=unit, sort=sort, group=group,
            more=Coding(self._store).where(code, document, coder, descendants),
        )  # fmt: skip
        return request.run(self._store).frame(self._store, context=context)

    def ask(
        self, query: str = "", *, sort: str | None = None, group: str | None = None
    ) -> retrieval.Request:
        """Return a query as it is understood, to be run when it suits; see `retrieve`."""
        return retrieval.request(self._store, query, sort=sort, group=group)

    def stamp(self) -> int:
        """Return a number that is another once anything in the project was changed."""
        with self._store.read() as connection:
            sql = "SELECT coalesce(max(id), 0) FROM batch"
            return int(connection.exec_driver_sql(sql).scalar_one())

    def segments(self, keys: Sequence[int]) -> list[SegmentRow]:
        """Return segments by key, in this order."""
        read = masking.reading(self._store)
        with self._store.read() as connection:
            return coded.dress(connection, coded.raw_of(connection, keys), read=read)

    def values(self, field: str) -> list[str]:
        """Return what a field of queries can be: group, document, case, speaker, round, language,
        kind; the cases are those of documents that have segments.
        """
        return retrieval.values(self._store, field)

    @property
    def queries(self) -> Queries:
        """The queries kept by name."""
        return Queries(self._store)

    def search(
        self,
        words: str | Sequence[str],
        *,
        regex: bool = False,
        near: int | str | None = None,
        whole: bool = False,
        kind: str | None = None,
        question: str | None = None,
        document: str | None = None,
        language: str | None = None,
        fields: Mapping[str, str] | None = None,
        code: str | None = None,
        coder: str | None = None,
        interviewers: bool = False,
        headers: bool = False,
        sort: str = "text",
        context: int = search.CONTEXT,
        seconds: float = SECONDS,
    ) -> pd.DataFrame:
        """Return where words are said: a row a hit, in its context (a concordance).

        words: a text, or any of several, however they are written (simplified or traditional, full
        or half width, upper or lower case); with `regex` a pattern, stopped after so many
        `seconds`; with `near` words that stand near each other: so many words (5) or characters
        ('20c') between one and the next, or in one 'sentence' or 'turn'. whole: no parts of longer
        words in Latin letters. kind, question, document, language: of which documents; fields: of
        cases with these values, a number or a range as '3..12'; code (with those below it), coder:
        within their segments. interviewers, headers: their turns, and labels and times, too.
        sort: text, left, match or right. context: characters on either side, of the same turn.
        Columns: document, case, speaker, role, start, end, left, match, right, language, turn,
        kind, question. `frame.attrs["foot"]` says what was searched.
        Raises: UsageError (a bad pattern, one that takes too long), NotFound, Ambiguous.
        """
        import pandas as pd

        asked = search.query(words, regex=regex, near=near, whole=whole, seconds=seconds)
        scope = Scope(
            kind, question, document, language, fields or {}, code, coder, interviewers, headers
        )
        found = self.hits(asked, scope, sort)
        rows = found.rows(context=context)
        frame = pd.DataFrame(
            {name: [getattr(row, name) for row in rows] for name in search.NAMES},
            columns=search.NAMES,
        )
        frame["turn"] = frame["turn"].astype("Int64")
        frame.attrs["foot"] = found.foot
        return frame

    def prepare(self) -> None:
        """Read the words of the project, which the first search else does."""
        self._read()

    def hits(self, asked: Query, scope: Scope, sort: str = "text") -> Hits:
        """Return what `search` finds, its rows made as they are looked at."""
        return search.run(self._store, self._read(), asked, scope, sort)

    def words(
        self,
        *,
        stop: bool | Collection[str] = True,
        kind: str | None = None,
        question: str | None = None,
        document: str | None = None,
        language: str | None = None,
        fields: Mapping[str, str] | None = None,
        code: str | None = None,
        coder: str | None = None,
        interviewers: bool = False,
        least: int = 1,
    ) -> pd.DataFrame:
        """Return how often each word is said: word, count, documents, cases.

        stop: leave out common words, or the words given; what says no always stays of the common.
        Documents and cases count once however often they say it. least: only words said so often.
        The other parameters are those of `search`. `frame.attrs["foot"]` gives the base, and says
        how words were formed. Raises: NotFound, Ambiguous, UsageError.
        """
        import pandas as pd

        scope = Scope(kind, question, document, language, fields or {}, code, coder, interviewers)
        found = self.word_list(scope, stop=stop)
        rows = [[row.word, row.count, row.documents, row.cases] for row in found.rows]
        frame = pd.DataFrame(rows, columns=["word", "count", "documents", "cases"])
        frame = frame[frame["count"] >= least].reset_index(drop=True)
        frame.attrs["foot"] = found.foot
        return frame

    def word_list(
        self,
        scope: Scope,
        *,
        stop: bool | Collection[str] = True,
        progress: Callable[[int, int], None] | None = None,
    ) -> word_counts.WordList:
        """Return the words of a scope as plain rows; what `progress` raises ends the work."""
        return word_counts.count(self._store, self._read(), scope, stop=stop, progress=progress)

    def trend(
        self,
        words: str | Sequence[str] = (),
        *,
        codes: str | Sequence[str] = (),
        over: str | None = None,
        step: str | None = None,
        question: str | None = None,
        interviews: bool = False,
        order: Sequence[str] | None = None,
        layer: str = "final",
        interviewers: bool = False,
    ) -> pd.DataFrame:
        """Return what share of cases says a word, or has a code, in each period of a field.

        over: a date, cut in steps (day, week, month, quarter, year; by default what fits), or a
        field of levels; without it the interviews in order, where the share is of the words, or of
        the segments, of each. question, interviews, layer, interviewers: as of a cross-tab.
        Columns: what, kind (word, code), period, n, base, percent, low, high (Wilson's; none of a
        share of an interview). `attrs`: foot; unit, what n counts.
        Raises: UsageError, NotFound, Ambiguous, NotEnoughData.
        """
        from qualcode.analysis import trends

        def listed(given: str | Sequence[str]) -> tuple[str, ...]:
            return (given,) if isinstance(given, str) else tuple(given)

        asked = trends.Asked(
            listed(words), listed(codes), over, step, question, interviews,
            None if order is None else tuple(order), layer, interviewers,
        )  # fmt: skip
        return trends.frame(self._store, self._read(), asked)

    def _read(self) -> corpus.Corpus:
        """Return the words of the project as they are now."""
        self._corpus = corpus.read(self._store, self._corpus)
        return self._corpus

    def frequencies(
        self, *, question: str | None = None, layer: str = "final", interviewers: bool = False
    ) -> pd.DataFrame:
        """Return each code's segments, documents and cases in a layer's reviewed passages.

        Of a question's answers, or without one of the interviews; interviewers: count their turns
        too. Columns: code, category, segments, documents, documents_reviewed, cases,
        cases_reviewed (the bases). `frame.attrs` has the `foot`, which says what the numbers are,
        and the `depth` of each row in the codebook's tree.
        Raises: NotFound for an unknown question or layer, UsageError.
        """
        import pandas as pd

        found = frequencies.frequencies(
            self._store, question=question, layer=layer, interviewers=interviewers
        )
        made = pd.DataFrame(
            [[getattr(row, name) for name in FREQUENCY] for row in found.rows], columns=FREQUENCY
        )
        made.attrs.update(foot=found.foot, depth=tuple(row.depth for row in found.rows))
        return made

    def matrix(
        self,
        *,
        question: str | None = None,
        codes: Sequence[str] | None = None,
        fields: Sequence[str] = (),
        weight: str | None = None,
        layer: str = "final",
        interviewers: bool = False,
    ) -> pd.DataFrame:
        """Return a row for each case with an answer, a column a code: 1, 0, or empty.

        Empty is 'not reviewed for this code'. Without a question: the interviews; interviewers:
        their turns too. fields, weight: variables of the cases as further columns. Index: case.
        `frame.attrs["foot"]` says what the numbers are.
        Raises: NotFound, Ambiguous, UsageError.
        """
        import pandas as pd

        from qualcode.analysis import matrix_fields

        chosen = None if codes is None else [find_code(self._store, c) for c in codes]
        made = matrix.build(
            self._store, question=question, codes=chosen, layer=layer, interviewers=interviewers
        )
        frame = pd.DataFrame(
            {
                name: pd.array([row[at] for row in made.cells], dtype="Int64")
                for at, name in enumerate(made.codes)
            },
            index=pd.Index(made.cases, name="case"),
        )
        frame.attrs["foot"] = made.foot
        return matrix_fields.joined(self._store, frame, fields, weight)

    def dictionary(self, matrix: pd.DataFrame) -> pd.DataFrame:
        """Return what each column of a matrix is: column, kind, label, values, n, missing, …"""
        from qualcode.analysis import matrix_fields

        return matrix_fields.dictionary(self._store, matrix)

    def similar(
        self, document: str, *, least: float = similar.LEAST, most: int = similar.MOST
    ) -> pd.DataFrame:
        """Return the answers to the same question that read like one, the most alike first.

        least: from this likeness on, 0 to 1 (the cosine of TF-IDF over pairs of Han characters
        and words). Columns: document, case, likeness, text. Raises: NotFound, UsageError.
        """
        import pandas as pd

        coding = Coding(self._store)
        asked = coding.card(document)
        cards = coding.card_rows(coding.cards(asked.question).keys)
        found = similar.Similar([c.id for c in cards], [c.text for c in cards])
        by_key = {card.id: card for card in cards}
        rows = [
            [by_key[key].document, by_key[key].case, likeness, by_key[key].text]
            for key, likeness in found.to(asked.id, least=least, most=most)
        ]
        return pd.DataFrame(rows, columns=["document", "case", "likeness", "text"])

    def left_out(self, *, layer: str = "final") -> pd.DataFrame:
        """Return the passages that several coded and nobody reconciled, which a layer leaves out.

        Columns: document, case, question, start, end, coders (names joined by ', ').
        Raises: NotFound for an unknown layer.
        """
        import pandas as pd

        found = layers.build(self._store, layer).left_out
        with self._store.read() as connection:
            about = {
                r[0]: tuple(r[1:])
                for r in select_in(
                    connection,
                    "SELECT d.id, d.shown, c.name, q.name FROM document d "
                    "LEFT JOIN cases c ON c.id = d.case_id "
                    "LEFT JOIN variable q ON q.id = d.variable_id WHERE d.id IN ({})",
                    list({one[0] for one in found}),
                )
            }
        rows = [[*about[d], start, end, ", ".join(who)] for d, start, end, who in found]
        return pd.DataFrame(rows, columns=LEFT_OUT)
