"""What `compare` returns: figures, disagreements and what they have in common, and the foot.

All was read when it was made; a frame is computed when it is first asked for. Where the project
has coefficients turned off, those are refused and the disagreements are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from qualcode.agreement import boundaries, comparison, described, differences, rounds_figures
from qualcode.agreement import disagreements as differing
from qualcode.agreement.comparison import Figures
from qualcode.agreement.disagreements import Disagreement, Place
from qualcode.agreement.feet import foot
from qualcode.agreement.matched import matched
from qualcode.agreement.reading import Reading
from qualcode.agreement.reduction import Table, reduce
from qualcode.agreement.rows import Rows
from qualcode.agreement.sides import Sides
from qualcode.agreement.tallies import COEFFICIENTS, Tally
from qualcode.agreement.watch import Watch
from qualcode.errors import NotAllowed, UsageError

if TYPE_CHECKING:
    import pandas as pd

MATCHED = "matched"
UNITS = {
    "sentence": "units", "turn": "units", "character": "characters", "document": "documents",
    "answer": "documents", "case": "documents", MATCHED: MATCHED,
}  # fmt: skip
"""The units of `compare`, and what the table is made of."""
OFF = (
    "Coefficients are turned off in this project; disagreements are listed. Turn them on with: "
    "qualcode agreement coefficients --on"
)


@dataclass(frozen=True)
class Options:
    """How figures are made: see `Agreement.compare`."""

    unit: str
    percent: int
    threshold: float
    interval: str
    draws: int
    seed: int
    level: float
    interviewers: bool
    categories: bool


@dataclass(frozen=True)
class Comparison:
    """Agreement of some coders, with where they differ.

    coders: the sides, a column each in `disagreements`. shown: coefficients are on. kept: the
    settings of the closed round that this is, which hold its figures as they were when it was
    closed; None where figures are computed. watch: who hears how far it is.
    """

    who: Sides
    rows: Rows
    reading: Reading
    sources: tuple[str, ...]
    options: Options
    shown: bool
    kept: Mapping[str, Any] | None = None
    watch: Watch = field(default_factory=Watch, compare=False)

    @property
    def coders(self) -> tuple[str, ...]:
        """Whose work is compared: names, with the round where one coder meets herself."""
        return tuple(side.name for side in self.who.sides)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes, or categories, that are compared."""
        return self.rows.names

    # Coefficients -----------------------------------------------------------------------------

    @cached_property
    def table(self) -> Table:
        """Units × coders × codes: coded, not coded, not judged."""
        kind = UNITS[self.options.unit]
        return reduce(
            self.reading.documents,
            self.coders,
            self.codes,
            unit="units" if kind == MATCHED else kind,
            percent=self.options.percent,
        )

    @cached_property
    def figures(self) -> Figures:
        """The figures of all units; see `comparison.Figures`. Raises: NotAllowed, UsageError."""
        self._of_units()
        return self._figures(self.table)

    @cached_property
    def by_code(self) -> pd.DataFrame:
        """A row a code: code, n_units, n_any, n_all, percent, kappa, alpha, ac1, positive and
        negative, each with its _low and _high, and note. Of matched spans `positive` is F1, n_units
        and n_any the spans of either, n_all the matches, and there is u_alpha with its ends
        (`boundaries.u_alpha`). Raises: NotAllowed.
        """
        self._allowed()
        if self.kept is not None:
            return rounds_figures.table(self.kept, "by_code")
        return self._matched_by_code() if self._spans else self.figures.by_code

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """A row a code and pair of coders: code, first, second, n_units, n_first, n_second, n_both,
        n_neither, percent, kappa, positive, negative, prevalence_index, bias_index; of matched
        spans without those that need units neither coded. Raises: NotAllowed.
        """
        self._allowed()
        if not self._spans:
            return self.figures.pairs
        renamed = self._matched.rename(
            columns={"n_matched": "n_both", "f1": "positive", "f1_low": "positive_low",
                     "f1_high": "positive_high"}
        )  # fmt: skip
        return renamed.assign(percent=np.nan, kappa=np.nan)

    @cached_property
    def overall(self) -> pd.DataFrame:
        """Over all codes: coefficient, value, low, high, note. Raises: NotAllowed."""
        import pandas as pd

        self._allowed()
        if self.kept is not None:
            return rounds_figures.table(self.kept, "overall")
        if not self._spans:
            return self.figures.overall
        sums = self._matched[["n_first", "n_second", "n_matched"]].sum()
        spans = sums["n_first"] + sums["n_second"]
        value = 2 * sums["n_matched"] / spans if spans else np.nan
        note = "all pairs and codes pooled; not corrected for chance" if spans else "no spans"
        return pd.DataFrame(
            [("f1_pooled", value, np.nan, np.nan, note)],
            columns=["coefficient", "value", "low", "high", "note"],
        )

    @cached_property
    def by_document(self) -> pd.DataFrame:
        """A row a document: document, language, done_by, n_units, and the coefficients of all
        codes' decisions together. Raises: NotAllowed, UsageError for matched spans.
        """
        import pandas as pd

        self._of_units()
        names = self.table.documents
        every = [[n] for n in range(len(names))]
        return pd.DataFrame(
            {
                "document": list(names),
                "language": [self._language(name) for name in names],
                "done_by": [self._done_by(name) for name in names],
                "n_units": differences.units_of(self.table),
                **differences.pooled(self._tally, every),
            }
        )

    @cached_property
    def by_language(self) -> pd.DataFrame:
        """A row a language: language, documents, n_units, and of all codes' decisions together each
        coefficient with its interval, and alpha of sets. Raises: NotAllowed, UsageError.
        """
        import pandas as pd

        self._of_units()
        by: dict[str, list[str]] = {}
        for name in self.table.documents:
            by.setdefault(self._language(name), []).append(name)
        rows = []
        for language, names in by.items():
            part = self.table.where(names)
            found = self._figures(part).overall.set_index("coefficient")
            row: dict[str, Any] = {
                "language": language, "documents": len(names),
                "n_units": int(differences.units_of(part).sum()),
            }  # fmt: skip
            for name in (*(f"{c}_pooled" for c in COEFFICIENTS), "alpha_set_masi"):
                shown = name.removesuffix("_pooled")
                row |= {shown: found["value"][name], f"{shown}_low": found["low"][name],
                        f"{shown}_high": found["high"][name]}  # fmt: skip
            rows.append({**row, "note": found["note"]["alpha_pooled"]})
        return pd.DataFrame(rows)

    @cached_property
    def bias(self) -> pd.DataFrame:
        """How much more or less each coder uses a code; see `differences.bias`."""
        return differences.bias(self.figures)

    @cached_property
    def drift(self) -> pd.DataFrame:
        """Agreement in the order in which documents were done; see `differences.drift`."""
        self._of_units()
        return differences.drift(self.table, [self._when(n) for n in self.table.documents])

    @cached_property
    def costs(self) -> pd.DataFrame:
        """The codes that cost most agreement, with passages; see `differences.costs`."""
        return differences.costs(self.figures, self._tally, self.codes, self.found, self._texts)

    # Where coders differ ----------------------------------------------------------------------

    @cached_property
    def found(self) -> list[Disagreement]:
        """The disagreements, in the order of documents and texts."""
        found: list[Disagreement] = []
        for at, source in enumerate(self.reading.sources):
            self.watch(at, len(self.reading.sources))
            found += differing.disagreements(
                source.document, self.coders, self.codes, self.rows.above
            )
        return found

    @cached_property
    def disagreements(self) -> pd.DataFrame:
        """A row a disagreement: document, start, end, text, kind, codes (those in dispute), and for
        each coder all codes they have there, empty for none, None where they are not done.

        kind: missed, different code, parent/child, extra, different extent; of several kinds, all.
        """
        import pandas as pd

        fixed = ["document", "start", "end", "text", "kind", "codes"]
        labels = [f"{c} (coder)" if c in fixed else c for c in self.coders]
        rows = [
            (one.document, one.start, one.end, self._texts[one.document][one.start : one.end],
             ", ".join(one.kinds), one.codes, *(one.by[c] for c in self.coders))
            for one in self.found
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=[*fixed, *labels])

    @cached_property
    def confusion(self) -> pd.DataFrame:
        """Codes taken for each other, or left out; see `differences.confusion`."""
        agreed = [p for listed in self._places for p in listed if not p.lacking and p.alike]
        return differences.confusion(self.found, agreed, self.codes)

    @cached_property
    def extents(self) -> pd.DataFrame:
        """How far apart the ends of one code lie; see `differences.extents`."""
        names = [source.name for source in self.reading.sources]
        return differences.extents(names, self._places, self._texts)

    # What was compared ------------------------------------------------------------------------

    @cached_property
    def documents(self) -> pd.DataFrame:
        """A row a document read: document, kind, language, case, question, done_by, done."""
        import pandas as pd

        rows = [
            (s.name, s.kind, s.language, s.case, s.question, self._in_order(s.when),
             max(s.when.values()))
            for s in self.reading.sources
        ]  # fmt: skip
        columns = ["document", "kind", "language", "case", "question", "done_by", "done"]
        return pd.DataFrame(rows, columns=columns)

    @property
    def coverage(self) -> pd.DataFrame:
        """A row a coder: how much was done, judged, missing; see `described.coverage`."""
        return described.coverage(self)

    @property
    def settings(self) -> pd.DataFrame:
        """What the figures rest on, a row a setting; see `described.settings`."""
        return described.settings(self)

    @cached_property
    def left_out(self) -> pd.DataFrame:
        """A row a document that was not compared: document, coder (empty: of all), why."""
        import pandas as pd

        rows = [(one.document, one.coder, one.why) for one in self.reading.left_out]
        return pd.DataFrame(rows, columns=["document", "coder", "why"])

    @cached_property
    def foot(self) -> str:
        """What was compared, by what rule, with what intervals, and what was left out and why."""
        if self.kept is not None and self.shown:
            return rounds_figures.foot(self.kept)
        units = None
        if self.shown and not self._spans:
            units = int(differences.units_of(self.table).sum())
        return foot(self, units)

    # Within -----------------------------------------------------------------------------------

    @property
    def _spans(self) -> bool:
        return self.options.unit == MATCHED

    def _allowed(self) -> None:
        if not self.shown:
            raise NotAllowed(OFF)

    def _of_units(self) -> None:
        self._allowed()
        if self._spans:
            raise UsageError(
                "Matched spans have no units that neither coder coded, so only figures by code and "
                "pair. Compare by sentence, turn, character, document, answer or case."
            )

    def _figures(self, table: Table) -> Figures:
        how = self.options
        return comparison.figures(
            table, draws=how.draws, seed=how.seed, level=how.level, interval=how.interval,
            watch=self.watch,
        )  # fmt: skip

    @cached_property
    def _tally(self) -> Tally:
        return differences.by_document(self.table)

    @cached_property
    def _places(self) -> list[list[Place]]:
        found: list[list[Place]] = []
        for at, source in enumerate(self.reading.sources):
            self.watch(at, len(self.reading.sources))
            found.append(differing.places(source.document, self.coders, self.codes))
        return found

    @cached_property
    def _texts(self) -> dict[str, str]:
        return {source.name: source.text for source in self.reading.sources}

    @cached_property
    def _matched(self) -> pd.DataFrame:
        how = self.options
        return matched(
            self.reading.documents, self.coders, self.codes, threshold=how.threshold,
            draws=how.draws, seed=how.seed, level=how.level, watch=self.watch,
        )  # fmt: skip

    def _matched_by_code(self) -> pd.DataFrame:
        import pandas as pd

        how = self.options
        lengths = boundaries.u_alpha(
            self.reading.documents, self.coders, self.codes, draws=how.draws, seed=how.seed,
            level=how.level, watch=self.watch,
        ).set_index("code")  # fmt: skip
        ends = ["u_alpha", "u_alpha_low", "u_alpha_high"]
        rows = []
        for code, part in self._matched.groupby("code", sort=False):
            n = int((part["n_first"] + part["n_second"] - part["n_matched"]).sum())
            one = len(part) == 1
            row: dict[str, Any] = {
                "code": code, "n_units": n, "n_any": n, "n_all": int(part["n_matched"].sum()),
            }  # fmt: skip
            for name in COEFFICIENTS:
                row |= {name: np.nan, f"{name}_low": np.nan, f"{name}_high": np.nan}
            row["positive"] = part["f1"].mean()
            if one:
                row["positive_low"] = part["f1_low"].iloc[0]
                row["positive_high"] = part["f1_high"].iloc[0]
            row |= {name: lengths.at[code, name] for name in ends}
            note = "nobody used it" if not n else "positive is F1 of matched spans"
            rows.append({**row, "note": note if one or not n else f"{note}, the mean over pairs"})
        return pd.DataFrame(rows)

    def _in_order(self, who: Any) -> tuple[str, ...]:
        return tuple(coder for coder in self.coders if coder in who)

    def _language(self, name: str) -> str:
        found = dict.fromkeys(part.language for part in self.reading.parts[name])
        return ", ".join(found)

    def _done_by(self, name: str) -> tuple[str, ...]:
        return self._in_order({c for part in self.reading.parts[name] for c in part.when})

    def _when(self, name: str) -> str:
        return max(time for part in self.reading.parts[name] for time in part.when.values())
