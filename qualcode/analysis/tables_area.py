"""Tables that set codes against fields and each other: the part of `project.analysis` for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from qualcode.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.analysis.crosstab import Crosstab
    from qualcode.analysis.crosstab_asked import Asked
    from qualcode.analysis.crosstab_kept import Compared


class Tables:
    """Cross-tabs and the like of a project; numpy is loaded when one is asked for."""

    _store: Store

    def crosstab(
        self,
        field: str,
        *,
        by: str | None = None,
        question: str | None = None,
        interviews: bool = False,
        codes: Sequence[str] | None = None,
        layer: str = "final",
        base: str = "reviewed",
        weight: str | None = None,
        strata: str | None = None,
        adjust: str = "holm",
        draws: int = 0,
        seed: int = 0,
        interviewers: bool = False,
    ) -> Crosstab:
        """Return codes (or categories) against the levels of a field, in cases.

        by: a second field that the first is crossed with. question: whose answers; interviews:
        these instead. base: reviewed (for each code), answered, asked, all, or coded (has one of
        the codes); a case that was not reviewed for a code is in no base of it. weight, strata:
        variables of a survey design. adjust: holm or bh. draws: of the joint test's bootstrap (0:
        the second-order test alone), and at least 20,000 where a sparse table is simulated.
        The result has .cells, .table, .tests, .totals, .bases, .joint, .foot, .quotes(code, level).
        Raises: NotFound, Ambiguous, UsageError, NotEnoughData.
        """
        from qualcode.analysis.crosstab_asked import Asked

        if isinstance(codes, str):
            codes = [codes]
        return self.tabulate(
            Asked(
                field, by, question, interviews, None if codes is None else tuple(codes), layer,
                base, weight, strata, adjust, draws, seed, interviewers,
            )
        )  # fmt: skip

    def tabulate(
        self, asked: Asked, *, progress: Callable[[int, int], None] | None = None
    ) -> Crosstab:
        """Return the table that was asked for; see `crosstab`.

        progress: called with (done, of) between the steps and the draws; what it raises stops it.
        """
        from qualcode.analysis import crosstab, crosstab_given, crosstab_settings

        given = crosstab_given.read(
            self._store, question=asked.question, interviews=asked.interviews, codes=asked.codes,
            layer=asked.layer, interviewers=asked.interviewers, base=asked.base,
        )  # fmt: skip
        with self._store.read() as connection:
            threshold = crosstab_settings.hidden_below(connection)

        def quoted(code: str, cases: tuple[str, ...]) -> pd.DataFrame:
            return _quoted(self._store, given.source, code, cases)

        return crosstab.build(
            self._store, given, asked, threshold=threshold, quoted=quoted,
            progress=progress,
        )  # fmt: skip

    def keep(self, name: str, table: Crosstab, *, replace: bool = False) -> str:
        """Keep a table's question and its numbers under a name; return its uid.

        Raises: UsageError, Conflict where the name is taken, CoderNeeded.
        """
        from qualcode.analysis import crosstab_kept

        return crosstab_kept.keep(self._store, name, table, replace=replace)

    def kept(self) -> pd.DataFrame:
        """Return the kept tables: name, field, question, codes, layer, base, weight, coder,
        created, stale.

        stale: something that concerns the table was done since and not taken back. Whether it
        moved a number is seen by `stale(name)` and `compare(name)`, which make the table anew.
        """
        import pandas as pd

        from qualcode.analysis import crosstab_kept, crosstab_stale

        listed = crosstab_kept.rows(self._store)
        touched = crosstab_stale.touched(self._store, listed)
        rows = [
            [
                k.name, " × ".join(filter(None, [k.asked.field, k.asked.by])), k.asked.question,
                ", ".join(k.names.get(c, c) for c in k.asked.codes or ()), k.asked.layer,
                k.asked.base, k.asked.weight, k.coder, k.created, touched[k.uid],
            ]
            for k in listed
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=crosstab_kept.COLUMNS)

    def compare(self, name: str) -> Compared:
        """Return a kept table beside today's, with the decisions that moved it.

        The result has .changes (a row a cell that differs), .decisions (a row a batch), .now (the
        table as it is today), .kept, .stale and .foot. Raises: NotFound, Ambiguous.
        """
        from qualcode.analysis import crosstab_kept

        found = crosstab_kept.find(self._store, name)
        return crosstab_kept.compare(self._store, found, self.tabulate)

    def stale(self, name: str | Crosstab) -> bool:
        """Say whether a kept table, or one that was made before, has other numbers today.

        Raises: NotFound, Ambiguous for a name.
        """
        from qualcode.analysis import crosstab_kept

        if isinstance(name, str):
            return self.compare(name).stale
        return crosstab_kept.differs(name, self.tabulate)

    def forget(self, name: str) -> None:
        """Remove a kept table. Raises: NotFound, Ambiguous."""
        from qualcode.analysis import crosstab_kept

        crosstab_kept.remove(self._store, name)

    def cooccurrence(
        self,
        unit: str = "case",
        *,
        question: str | None = None,
        interviews: bool = False,
        codes: Sequence[str] | None = None,
        layer: str = "final",
        base: str = "reviewed",
        window: int | None = None,
        interviewers: bool = False,
    ) -> pd.DataFrame:
        """Return how often codes meet: in a case, a segment's words, or a window of characters.

        A row a pair of codes: code, with, n12, n21, n1, n2, n, jaccard, lift, phi, odds_ratio with
        its 95 % limits; what is not defined for a unit is NaN. Of cases n12 = n21 cases have both,
        over the n known for both; of segments n12 of `code` meet one of `with`, of one coder.
        window: characters that may lie between (200 for the unit window).
        Raises: UsageError, NotFound, Ambiguous.
        """
        from qualcode.analysis import cooccurrence

        return cooccurrence.frame(
            self._store, unit, question=question, interviews=interviews, codes=codes, layer=layer,
            base=base, window=window, interviewers=interviewers,
        )  # fmt: skip

    def scales(
        self,
        field: str,
        *,
        question: str | None = None,
        interviews: bool = False,
        codes: Sequence[str] | None = None,
        layer: str = "final",
        base: str = "reviewed",
        adjust: str = "holm",
        interviewers: bool = False,
        draws: int = 2000,
        seed: int = 0,
    ) -> pd.DataFrame:
        """Return each code against a number (or ordered level) of the cases.

        Those with the code beside those without: n, mean, sd, quartiles, Mann-Whitney's u with p
        and p_adjusted, rank_biserial, point_biserial and shift (Hodges-Lehmann: by how much those
        with it lie above) with their limits. `attrs["foot"]`, which also correlates the number of
        codes with the scale, its interval from so many `draws`.
        Raises: UsageError, NotFound, Ambiguous, NotEnoughData.
        """
        import pandas as pd

        from qualcode.analysis import crosstab_given, scales

        given = crosstab_given.read(
            self._store, question=question, interviews=interviews, codes=codes, layer=layer,
            base=base, interviewers=interviewers,
        )  # fmt: skip
        rows, foot = scales.rows(self._store, given, field, adjust, draws, seed)
        made = pd.DataFrame(rows, columns=scales.COLUMNS)
        made.attrs["foot"] = foot
        return made

    def saturation(
        self,
        order: Sequence[str] | None = None,
        *,
        question: str | None = None,
        codes: Sequence[str] | None = None,
        layer: str = "final",
        base: int = 4,
        run: int = 2,
        threshold: float = 0.05,
        draws: int = 1000,
        seed: int = 0,
        interviewers: bool = False,
    ) -> pd.DataFrame:
        """Return how many codes each interview adds, in order (Guest, Namey & Chen 2020).

        order: cases by name, else as they came in. A row a case: position, case, new, total,
        run_new and ratio (codes new in the run that ends here, over those of the base), saturated,
        total_low, total_median, total_high of random orders. question: of answers instead.
        `attrs["foot"]` says when it was reached. Cases that were not reviewed are left out.
        Raises: UsageError, NotFound, NotEnoughData.
        """
        from qualcode.analysis import saturation

        return saturation.frame(
            self._store, order, question=question, codes=codes, layer=layer, base=base, run=run,
            threshold=threshold, draws=draws, seed=seed, interviewers=interviewers,
        )  # fmt: skip

    def hidden_below(self) -> int:
        """Return below how many cases a cell is hidden in exports (5 by default); 0: never."""
        from qualcode.analysis import crosstab_settings

        with self._store.read() as connection:
            return crosstab_settings.hidden_below(connection)

    def hide_below(self, threshold: int) -> None:
        """Hide cells of fewer cases in exports; 0 hides nothing. Raises: UsageError."""
        from qualcode.analysis import crosstab_settings

        crosstab_settings.set_hidden_below(self._store, threshold)


def _quoted(store: Store, source: object, code: str, cases: tuple[str, ...]) -> pd.DataFrame:
    """Return the segments of a code (uid) or what is below it that these cases count for."""
    from qualcode.analysis.base import Base
    from qualcode.coding import segments as coded
    from qualcode.documents import masking

    assert isinstance(source, Base)
    [of] = [c for c in source.tree.codes if c.uid == code]
    below, wanted = source.tree.below[of.id], set(cases)
    keys = [
        hit.segment
        for hit in source.hits
        if hit.code in below and any(source.units[at].case in wanted for at in hit.units)
    ]
    read = masking.reading(store)
    with store.read() as connection:
        found = coded.columns_of(connection, coded.raw_of(connection, keys), read=read)
    made = coded.framed(found)
    many, people = len(made), len(wanted)
    made.attrs["foot"] = (
        f"{many:,} segment{'s' * (many != 1)} of {of.code} by {people:,} "
        f"case{'s' * (people != 1)}, layer {source.layer}."
    )
    return made
