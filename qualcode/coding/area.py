"""Coding: applying, removing, changing and finding segments; saying what was looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.coding import apply as applying
from qualcode.coding import autocode, codes, layers, overview, reshape, reviews, rounds, segments
from qualcode.coding.card_area import Cards
from qualcode.coding.overview import Left
from qualcode.coding.segments import Filter, Mark, SegmentRow, Where
from qualcode.documents import listing, masking
from qualcode.errors import UsageError
from qualcode.store.coders import Coders
from qualcode.store.keys import select_in

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Done:
    """A passage a coder is done with, by names."""

    document: str
    coder: str
    start: int
    end: int
    whole: bool
    created: str


class Coding(Cards):
    """The coding of a project."""

    def apply(
        self,
        document: str,
        start: int | None = None,
        end: int | None = None,
        code: str | None = None,
        *,
        quote: str | None = None,
        nth: int | None = None,
        whole: bool = False,
        strength: int | None = None,
        round: str | None = None,
        origin: str = "manual",
        memo: str | None = None,
    ) -> str:
        """Apply a code to a span, a quote (the nth) or the whole of a document.

        start, end: code points of the current text, half-open. strength: 0–100. round: without
        it, the open round in which the passage is yours, if there is one. Returns the segment's
        uid; the same code on the same span by the same coder is the same segment.
        Raises: NotFound, Ambiguous, Conflict (a category, a retired code), InvalidSegment,
        UsageError, CoderNeeded.
        """
        if isinstance(start, str):  # apply(document, code, quote=…), as one may well write it
            raise UsageError(
                f"The code goes by name: apply(document, code={start!r}, quote=…), or after the "
                "offsets: apply(document, start, end, code)."
            )
        if code is None:
            raise UsageError("Say which code to apply.")
        found = listing.find(self._store, document)
        ref = codes.applicable(self._store, code)
        span = applying.locate(self._store, found, start, end, quote, nth, whole)
        subject = f"{ref.code} · {found.document}"
        with self._store.batch("apply code", subject):
            uid = applying.apply(
                self._store, found, ref, span,
                coder_id=self._me().id,
                round_id=self._working_in(round, found.id, span.start, span.end),
                strength=strength, origin=origin,
            )  # fmt: skip
            if memo is not None:
                from qualcode.coding.memos import Memos

                Memos(self._store).add(memo, about="segment", name=uid)
        return uid

    def remove(self, segment: str | Sequence[str]) -> None:
        """Remove your segments, given by uid. Raises: NotFound, NotAllowed."""
        wanted = [segment] if isinstance(segment, str) else list(segment)
        if not wanted:
            raise UsageError("Say which segments to remove.")
        found = applying.find(self._store, wanted)
        applying.own(found, self._me().id)
        applying.remove(self._store, found)

    def change(
        self,
        segment: str,
        *,
        code: str | None = None,
        start: int | None = None,
        end: int | None = None,
        strength: int | None = None,
        clear_strength: bool = False,
    ) -> str:
        """Change your segment's code, span or strength; its identity and memos stay.

        Returns its uid. Where you have one of this code there already, that one stays, with the
        memos of both, and its uid is returned: the same again is the same segment.
        Raises: NotFound, NotAllowed, InvalidSegment, Conflict, UsageError.
        """
        [found] = applying.find(self._store, [segment])
        applying.own([found], self._me().id)
        span = None
        if start is not None or end is not None:
            document = listing.find(self._store, found.document)
            span = (document, applying.locate(self._store, document, start, end, None, None, False))
        return applying.change(
            self._store, found,
            code=code, span=span, strength=strength, clear_strength=clear_strength,
        )  # fmt: skip

    def recode(self, segments: Sequence[str], code: str) -> int:
        """Give your segments another code in one step; return how many had another before.

        Their memos stay; of two that become alike one stays, with the memos of both.
        Raises: NotFound, NotAllowed, Conflict, UsageError.
        """
        found = applying.find(self._store, list(dict.fromkeys(segments)))
        if not found:
            raise UsageError("Say which segments to recode.")
        applying.own(found, self._me().id)
        return applying.recode(self._store, found, code)

    def autocode(
        self,
        code: str,
        hits: pd.DataFrame | Iterable[tuple[str | int, int, int]],
        *,
        unit: str = "sentence",
        preview: bool = False,
        round: str | None = None,
    ) -> autocode.Plan:
        """Code what was found, in one step that is undone as one; return what that is.

        hits: what `analysis.search` returned, or (document, start, end) of places. unit: code the
        `sentence` that holds a hit, the `turn`, or the `match` itself. What you have coded so
        already is left as it is (`there`). preview: write nothing. Such segments have the origin
        `auto`, and belong to the open round in which a passage is yours, as in `apply`.
        Raises: NotFound, Ambiguous, Conflict, InvalidSegment, UsageError, CoderNeeded.
        """
        ref = codes.applicable(self._store, code)
        places = autocode.places(self._store, autocode.listed(hits))
        me = self._me().id
        by_round: dict[int | None, list[tuple[int, int, int]]] = {}
        if round is not None:
            by_round[rounds.find_open(self._store, round, me)] = places
        else:
            with self._store.read() as connection:
                current = rounds.current(connection, me, {place[0] for place in places})
            for document, start, end in places:
                listed = current.get(document, ())
                own = next((one.id for one in listed if one.holds(start, end)), None)
                by_round.setdefault(own, []).append((document, start, end))
        plans = {
            own: autocode.plan(self._store, ref, some, unit, coder_id=me, round_id=own)
            for own, some in by_round.items()
        }
        passages = [one for plan in plans.values() for one in plan.passages]
        made = autocode.Plan(ref, unit, tuple(passages))
        if made.new and not preview:
            with self._store.batch("code hits", f"{ref.code} · {len(made.new):,}"):
                for own, plan in plans.items():
                    autocode.carry_out(self._store, plan, coder_id=me, round_id=own)
        return made

    def split(self, segment: str, at: int) -> str:
        """Cut your segment at an offset of the current text; return the second part's uid.

        The first part keeps the segment's identity and memos. Raises: NotFound, NotAllowed,
        InvalidSegment.
        """
        found = applying.find(self._store, [segment])
        applying.own(found, self._me().id)
        return reshape.split(self._store, found[0], at)

    def merge(self, segments: Sequence[str]) -> str:
        """Make one of your segments of one code in one document; return the uid that stays.

        It spans them and what lies between, and has the memos of all. Raises: NotFound,
        NotAllowed, InvalidSegment, UsageError.
        """
        found = applying.find(self._store, list(dict.fromkeys(segments)))
        applying.own(found, self._me().id)
        return reshape.merge(self._store, found)

    def rows(
        self,
        *,
        code: str | None = None,
        document: str | None = None,
        coder: str | None = None,
        round: str | None = None,
        descendants: bool = True,
        limit: int | None = None,
        after: int = 0,
    ) -> list[SegmentRow]:
        """Return segments as plain rows; a category or parent stands for all below it."""
        wanted = self._filter(code, document, coder, round, descendants)
        return segments.rows(self._store, wanted, limit=limit, after=after)

    def count(
        self,
        *,
        code: str | None = None,
        document: str | None = None,
        coder: str | None = None,
        round: str | None = None,
        descendants: bool = True,
    ) -> int:
        """Return how many segments `rows` would list."""
        return segments.count(self._store, self._filter(code, document, coder, round, descendants))

    def segments(
        self,
        *,
        code: str | None = None,
        document: str | None = None,
        coder: str | None = None,
        round: str | None = None,
        descendants: bool = True,
    ) -> pd.DataFrame:
        """Return segments as a frame: segment, document, case, speaker, start, end, text, code,
        revision, coder, origin, strength, memo, round, created, state.
        """
        wanted = self._filter(code, document, coder, round, descendants)
        return segments.frame(self._store, wanted)

    def marks(self, document: str, segment: str | None = None) -> list[Mark]:
        """Return a document's segments, or one by uid, as the margin shows them, in text order."""
        return segments.marks(self._store, listing.find(self._store, document).id, segment)

    def in_window(self, document: str, start: int, end: int) -> list[SegmentRow]:
        """Return the segments that overlap a stretch of a document, whoever made them."""
        found = listing.find(self._store, document)
        read = masking.reading(self._store)
        with self._store.read() as connection:
            raw = segments.in_window(connection, found.id, start, end)
            return segments.dress(connection, raw, read=read)

    def done(
        self,
        document: str,
        start: int | None = None,
        end: int | None = None,
        *,
        reopen: bool = False,
        round: str | None = None,
    ) -> None:
        """Say that you have looked at a document, or a passage of it; or open it again.

        What is done and left uncoded counts as 'nothing applies'. In an open round in which
        passages of the document are yours, the document is these. Raises: NotFound,
        InvalidSegment, CoderNeeded, Conflict.
        """
        found = listing.find(self._store, document)
        span = applying.Span(None, None)
        if start is not None or end is not None:
            span = applying.locate(self._store, found, start, end, None, None, False)
        me = self._me().id
        in_round = self._working_in(round, found.id, span.start, span.end)
        spans = [span]
        if span.start is None and in_round is not None:
            spans = self._assigned(found.id, in_round) or spans
        with self._store.batch("reopen" if reopen else "mark done", found.document):
            for one in spans:
                reviews.set_done(
                    self._store, found, one, done=not reopen, coder_id=me, round_id=in_round
                )

    def _assigned(self, document: int, in_round: int) -> list[applying.Span]:
        """Return your passages of a document in a round; nothing where it is yours whole."""
        with self._store.read() as connection:
            listed = rounds.current(connection, self._me().id, {document}).get(document, [])
        passages = [one.passages for one in listed if one.id == in_round and not one.whole]
        return [applying.Span(start, end) for start, end in (passages[0] if passages else ())]

    def reviewed(self, *, coder: str | None = None, document: str | None = None) -> list[Done]:
        """Return the passages that coders are done with; of one coder, in one document."""
        people = {c.id: c.name for c in Coders(self._store).list()}
        wanted = None if coder is None else {Coders(self._store).find(coder).id}
        within = None if document is None else {listing.find(self._store, document).id}
        with self._store.read() as connection:
            listed = reviews.done_passages(connection, documents=within, coders=wanted)
            keys = sorted({r.document_id for r in listed})
            sql = "SELECT id, shown FROM document WHERE id IN ({})"
            shown = {r[0]: r[1] for r in select_in(connection, sql, keys)}
        return [
            Done(shown[r.document_id], people[r.coder_id], r.start, r.end, r.whole, r.created)
            for r in listed
        ]

    def overview(self) -> overview.Overview:
        """Return how far you are: interviews, questions, segments, what is to be seen again."""
        current = Coders(self._store).current()
        return overview.overview(self._store, current.id if current else None)

    def left_off(self) -> Left | None:
        """Return where you applied a code last in an interview, None where you have not."""
        current = Coders(self._store).current()
        return overview.left_off(self._store, current.id) if current else None

    def blind_round(self, document: str) -> str | None:
        """Return the open blind round in which you code a document, None where there is none."""
        current = Coders(self._store).current()
        found = listing.find(self._store, document)
        return rounds.blind_round(self._store, found.id, current.id) if current else None

    def current_round(self, document: str) -> rounds.Current | None:
        """Return the open round your work in a document belongs to: name, kind, blind, passages.

        Applying codes and marking done on these passages goes to it without naming it.
        """
        current = Coders(self._store).current()
        found = listing.find(self._store, document)
        if current is None:
            return None
        with self._store.read() as connection:
            listed = rounds.current(connection, current.id, {found.id}).get(found.id, [])
        return listed[0] if listed else None

    def states(self, documents: Sequence[int] | None = None) -> dict[int, str]:
        """Return `done` or `in work` by key of a document, of all or some, for you.

        A new document is not in it.
        """
        current = Coders(self._store).current()
        with self._store.read() as connection:
            return overview.document_states(connection, current.id if current else 0, documents)

    def layer(self, name: str = "final") -> layers.Layer:
        """Return a layer: a coder's name, consensus, union or final. Raises: NotFound."""
        return layers.build(self._store, name)

    def where(
        self, code: str | None, document: str | None, coder: str | None, descendants: bool = True
    ) -> Where | None:
        """Return names as a condition on segments, None where none is given. Raises: NotFound."""
        return segments.where_of(
            self._store, self._filter(code, document, coder, None, descendants)
        )

    def _filter(
        self,
        code: str | None,
        document: str | None,
        coder: str | None,
        round: str | None,
        descendants: bool,
    ) -> Filter:
        wanted_codes = None
        if code is not None:
            ref = codes.find_code(self._store, code)
            wanted_codes = codes.below(self._store, ref) if descendants else {ref.id}
        round_id = self._round(round)
        return Filter(
            codes=wanted_codes,
            documents=None if document is None else {listing.find(self._store, document).id},
            coders=None if coder is None else {Coders(self._store).find(coder).id},
            rounds=None if round_id is None else {round_id},
        )
