"""Agreement: how far coders agree, where they differ, and the rounds that show it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from qualcode.agreement import interval as intervals
from qualcode.agreement import rounds_figures, settings
from qualcode.agreement.choosing import Chosen, at_least_two, choose
from qualcode.agreement.compared import UNITS, Comparison, Options
from qualcode.agreement.comparison import INTERVALS
from qualcode.agreement.reading import read
from qualcode.agreement.reduction import HALF
from qualcode.agreement.refusals import BadRatings
from qualcode.agreement.rounds import Round
from qualcode.agreement.rounds_area import Rounds
from qualcode.agreement.rows import rows
from qualcode.agreement.sides import Sides, sides
from qualcode.agreement.watch import Progress
from qualcode.codebook.stock import read_stock
from qualcode.errors import NotEnoughData
from qualcode.store.coders import Coders

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.agreement.reconcile_area import Reconciliation


class Agreement(Rounds):
    """The agreement of a project's coders."""

    def compare(
        self,
        coders: Sequence[str] | None = None,
        *,
        unit: str = "sentence",
        round: str | None = None,
        rounds: Sequence[str | None] | None = None,
        documents: Sequence[str] | None = None,
        question: str | Sequence[str] | None = None,
        codes: Sequence[str] | None = None,
        categories: bool = False,
        language: str | None = None,
        interviewers: bool = False,
        percent: int = HALF,
        threshold: float = 0.5,
        interval: str = "documents",
        draws: int = intervals.DRAWS,
        seed: int = intervals.SEED,
        level: float = intervals.LEVEL,
        feedback: bool = False,
        progress: Progress | None = None,
    ) -> Comparison:
        """Return how far coders agree on what they are done with, and where they differ.

        coders:    by name; by default all people who are done with something that others are too.
        unit:      sentence, turn, character, document, answer, case; or matched, spans one to one.
        round:     the work of one round. Without it: work outside rounds and in rounds of
                   reliability. An audit is compared with what it recodes, stability with the
                   coder's own earlier work.
        rounds:    one coder in several rounds, None being work outside them; or a round a coder.
        documents: by name. Without it interviews, or the answers to `question`, or to several.
        codes:     by name; a category stands for what is below it. Without it all codes in use.
        categories: roll codes up: a category or parent applies where any code below it does.
        interviewers: count their turns too.
        percent:   how much of a sentence or turn a code must cover, where no span of it lies wholly
                   inside. threshold: the share of their joint length at which spans match.
        interval:  "documents", resampled, or "krippendorff". draws: 0 for none.
        feedback:  allow a training round, which is never reported as reliability.
        progress:  is told how far reading is; what it raises stops it. For what is computed later:
                   `with found.watch.heard(progress)`.

        The figures by code and over all of a closed round are those it had when it was closed,
        wherever these defaults are kept: `figures` is the same.

        Raises: NotFound and Ambiguous for names; NotAllowed for a training round, and where the
        coder of this session codes blind what is asked for; NotEnoughData where nothing was done by
        two coders; UsageError.
        """
        if unit not in UNITS:
            raise BadRatings(f"unit: no “{unit}”. Units are {', '.join(UNITS)}.")
        if interval not in INTERVALS:
            raise BadRatings(f"interval: no “{interval}”. Intervals are {', '.join(INTERVALS)}.")
        if percent not in range(1, 101) or not 0 < threshold <= 1:
            raise BadRatings(
                "percent is a whole number from 1 to 100, threshold above 0, at most 1."
            )
        if draws < 0 or not 0 < level < 1:
            raise BadRatings("draws is 0 or more, level between 0 and 1.")
        plain = (
            coders is rounds is documents is question is codes is language is None
            and not (categories or interviewers)
            and (unit, percent, interval, seed, level)
            == ("sentence", HALF, "documents", intervals.SEED, intervals.LEVEL)
        )
        who = sides(self._store, coders, round, rounds, feedback=feedback)
        chosen = choose(
            self._store, who, documents=documents, question=question, language=language,
            answers=unit == "answer",
        )  # fmt: skip
        with self._store.read() as connection:
            stock = read_stock(connection)
        compared = rows(self._store, stock, codes, categories)
        if not who.named:
            who = _at_work(who, chosen)
        with self._store.read() as connection:
            reading = read(
                connection, chosen.documents, chosen.done, who.sides, compared, unit,
                interviewers=interviewers, progress=progress,
            )  # fmt: skip
        if not reading.documents:
            raise NotEnoughData(
                "What two coders did has no words to compare: "
                f"{reading.left_out[-1].document} has {reading.left_out[-1].why}."
            )
        reading.left_out = chosen.left_out + reading.left_out
        how = Options(
            unit, percent, threshold, interval, draws, seed, level, interviewers, categories
        )
        kept = None if round is None or not plain else self.round(round).settings
        if kept is not None and rounds_figures.KEY not in kept:
            kept = None
        return Comparison(who, compared, reading, chosen.sources, how, self.coefficients, kept)

    def reconcile(
        self,
        round: str | None = None,
        coders: Sequence[str] | None = None,
        *,
        documents: Sequence[str] | None = None,
        question: str | Sequence[str] | None = None,
        progress: Progress | None = None,
    ) -> Reconciliation:
        """Return what coders differ on, in a round or of coders by name, to be decided.

        Nothing is written until something is decided. progress: is told how far reading is; what
        it raises stops it. Raises: as `compare`.
        """
        from qualcode.agreement.reconcile_area import Reconciliation

        found = self.compare(
            coders, round=round, documents=documents, question=question, draws=0, progress=progress
        )
        key = None if round is None else self.round(round).id
        with found.watch.heard(progress):
            return Reconciliation(self._store, found, key)

    def sources(self) -> list[tuple[str, int]]:
        """Return what two people at least are done with: interviews or a question, documents."""
        with self._store.read() as connection:
            return at_least_two(connection)

    def curve(self) -> pd.DataFrame:
        """Return the agreement of closed rounds one after another, training left out.

        round, kind, closed, coefficient, value, low, high, note. Raises: NotAllowed.
        """
        from qualcode.agreement.rounds_curve import curve

        return curve(self.round_rows(), lambda name: self.figures(name, "overall"))

    def close(self, name: str, *, anyway: bool = False, progress: Progress | None = None) -> Round:
        """Close a round: its work stays as it is, and so do its figures.

        anyway: even where passages are left, which count as not looked at. Undo opens it again.
        progress: is told how far the figures are; what it raises leaves the round open.
        Raises: NotFound, Conflict where it is closed or passages are left, NotAllowed.
        """
        with self._store.batch("close round", self.round(name).name) as batch:
            closed = super().close(name, anyway=anyway)
            if closed.kind != "training" and self.coefficients:
                with suppress(NotEnoughData):
                    found = self.compare(round=closed.name, progress=progress)
                    with found.watch.heard(progress):
                        figures = rounds_figures.taken(found)
                    settings_ = json.dumps({**closed.settings, rounds_figures.KEY: figures})
                    batch.update("coding_round", {closed.id: {"settings": settings_}})
        return self.round(closed.uid)

    def figures(self, round: str, table: str = "by_code") -> pd.DataFrame:
        """Return the figures of a round, `by_code` or `overall`; of a closed one as they were then.

        Raises: NotFound, NotAllowed, NotEnoughData.
        """
        settings_ = self.round(round).settings
        if rounds_figures.KEY in settings_:
            return rounds_figures.table(settings_, table)
        made: pd.DataFrame = getattr(self.compare(round=round), table)
        return made

    @property
    def coefficients(self) -> bool:
        """Whether this project shows coefficients; disagreements are listed in any case."""
        with self._store.read() as connection:
            return settings.coefficients(connection)

    def set_coefficients(self, on: bool) -> None:
        """Turn coefficients on or off for this project. Raises: NotAllowed for all but the lead."""
        Coders(self._store).require_lead("turn coefficients on or off")
        settings.set_coefficients(self._store, on)


def _at_work(who: Sides, chosen: Chosen) -> Sides:
    """Leave out those who did none of what is compared."""
    there = {name for key in chosen.documents for name in chosen.done[key]}
    return replace(who, sides=tuple(side for side in who.sides if side.name in there))
