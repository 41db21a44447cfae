"""Codes × the levels of a field: shares of cases, tests, what holds after correction.

The unit is the case. Each code has its own base, the cases known for it: not reviewed for a code is
unknown, never absent. The family of tests is all testable codes of the table; a cell is marked only
in a row that passes after correction, where the cell passes after correction over all cells.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import ndtr

from qualcode.analysis import crosstab_fields as fields
from qualcode.analysis import crosstab_tests as tested
from qualcode.analysis import statistics
from qualcode.analysis.crosstab_asked import ADJUST, Asked
from qualcode.analysis.crosstab_feet import foot
from qualcode.analysis.crosstab_fields import Field
from qualcode.analysis.crosstab_given import Given
from qualcode.analysis.crosstab_outside import Outside
from qualcode.analysis.crosstab_tests import Cells, Joint, Test
from qualcode.analysis.statistics.given import Array
from qualcode.analysis.statistics.joint import Progress
from qualcode.cases import personal
from qualcode.errors import NotEnoughData, NotFound, UsageError, nearest_note
from qualcode.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ADJUST", "Asked", "Cells", "Crosstab", "Joint", "Test", "build", "small"]

ALPHA = 0.05
CELLS = [
    "code", "level", "n", "base", "percent", "low", "high", "residual", "marked", "p_adjusted",
    "small",
]  # fmt: skip
TESTS = [
    "code", "test", "statistic", "df", "p", "p_adjusted", "effect", "effect_low", "effect_high",
    "note", "measure", "df2", "n",
]  # fmt: skip


@dataclass(frozen=True)
class Crosstab:
    """A cross-tab. Percentages go from 0 to 100, p and effects are as their tests give them.

    joint: the test of all codes together, or why there is none. foot: what the numbers are, their
    base, what was left out and why. threshold: below so many cases a cell is small.
    """

    asked: Asked
    field: Field
    given: Given
    shown: Cells
    made: tuple[Test, ...]
    adjusted: Array
    cell_p: Array
    marks: Any
    joint: Joint
    foot: str
    threshold: int
    overall: Cells
    quoted: Callable[[str, tuple[str, ...]], pd.DataFrame]
    there: Any
    """Whether each case takes part: it has a level, and a weight above 0 if they are weighted."""

    @property
    def codes(self) -> list[str]:
        """The codes, in the order of their rows."""
        return self.given.names

    @property
    def levels(self) -> list[str]:
        """The levels of the field, in the order of their columns."""
        return list(self.field.levels)

    @cached_property
    def cells(self) -> pd.DataFrame:
        """A row a code and level: n of base, percent with its interval, adjusted residual.

        marked: the residual holds after correction, in a row that does; p_adjusted: the cell's.
        small: fewer cases than the project shows outside. With weights also weighted_n and
        weighted_base; percent, low and high are weighted then, n and base are cases.
        """
        import pandas as pd

        wide, long = len(self.levels), len(self.codes)
        shown = self.shown
        frame = pd.DataFrame(
            {
                "code": np.repeat(np.array(self.codes, dtype=object), wide),
                "level": np.tile(np.array(self.levels, dtype=object), long),
                "n": shown.counts.ravel().astype("int64"),
                "base": shown.bases.ravel().astype("int64"),
                "percent": 100 * shown.share.ravel(),
                "low": 100 * shown.low.ravel(),
                "high": 100 * shown.high.ravel(),
                "residual": shown.residual.ravel(),
                "marked": self.marks.ravel(),
                "p_adjusted": self.cell_p.ravel(),
                "small": small(shown.counts, shown.bases, self.threshold).ravel(),
            },
            columns=CELLS,
        ).astype({"code": "str", "level": "str"})
        if shown.weighted_counts is not None and shown.weighted_bases is not None:
            frame["weighted_n"] = shown.weighted_counts.ravel()
            frame["weighted_base"] = shown.weighted_bases.ravel()
        return frame

    @cached_property
    def table(self) -> pd.DataFrame:
        """Codes × levels: percent; counts where the base is below 20 cases throughout."""
        import pandas as pd

        values = self.shown.counts.astype("int64") if self.counted else 100 * self.shown.share
        index = pd.Index(self.codes, name="code", dtype="str")
        columns = pd.Index(self.levels, name=self.field.name, dtype="str")
        return pd.DataFrame(values, index=index, columns=columns)

    @property
    def counted(self) -> bool:
        """Whether so few cases are known that counts are shown, not percentages."""
        return bool(self.shown.n.max(initial=0) < tested.LEAST)

    @cached_property
    def tests(self) -> pd.DataFrame:
        """A row a code: the test, p, p corrected in the family, the effect with its interval."""
        import pandas as pd

        rows = [
            [
                code, t.test, t.statistic, t.df, t.p, p, t.effect, t.low, t.high, t.note,
                t.measure, t.df2, int(n),
            ]
            for code, t, p, n in zip(
                self.codes, self.made, self.adjusted, self.shown.n, strict=True
            )
        ]  # fmt: skip
        numbers = dict.fromkeys(
            ["statistic", "df", "p", "p_adjusted", "effect", "effect_low", "effect_high", "df2"],
            "float64",
        )
        texts = dict.fromkeys(["code", "test", "note", "measure"], "str")
        return pd.DataFrame(rows, columns=TESTS).astype({**numbers, **texts, "n": "int64"})

    @cached_property
    def totals(self) -> pd.DataFrame:
        """A row a code: n, base, percent, low, high of all cases that have a value of the field."""
        import pandas as pd

        all_ = self.overall
        return pd.DataFrame(
            {
                "code": pd.array(self.codes, dtype="str"),
                "n": all_.counts[:, 0].astype("int64"),
                "base": all_.bases[:, 0].astype("int64"),
                "percent": 100 * all_.share[:, 0],
                "low": 100 * all_.low[:, 0],
                "high": 100 * all_.high[:, 0],
            }
        )

    @cached_property
    def bases(self) -> pd.DataFrame:
        """A row a level: cases, those known for at least one code."""
        import pandas as pd

        known = ~np.isnan(self.given.cells).all(1) & self.there
        if self.field.chosen is None:
            at = self.field.position[known]
            n = np.bincount(at[at >= 0], minlength=len(self.levels))
        else:
            n = np.nansum(self.field.chosen[known], 0)
        return pd.DataFrame(
            {"level": pd.array(self.levels, dtype="str"), "cases": n.astype("int64")}
        )

    @property
    def title(self) -> str:
        """What the table is of."""
        return f"{self.given.source.source}: codes × {self.field.name}"

    def report(self, show: str = "percent") -> pd.DataFrame:
        """Return the table as it is printed and leaves the project, with its foot.

        show: what its cells hold: percent, interval, n or residual; `tests`: a row a test instead.
        Raises: UsageError.
        """
        from qualcode.analysis import crosstab_reading

        if show == "tests":
            frame = self.outside.tests.copy()
            frame.attrs["foot"] = crosstab_reading.foot(self)
            return frame
        return crosstab_reading.report(self, show)

    @cached_property
    def outside(self) -> Outside:
        """The table as it leaves the project: small cells, and what gives them away, hidden.

        Raises: UsageError for a field that tells who a person is.
        """
        personal.refuse(self.field.personal)
        return Outside.of(
            self.cells, self.totals, self.tests, self.bases, self.field, self.threshold
        )

    def quotes(self, code: str, level: str | None = None) -> pd.DataFrame:
        """Return the segments behind a cell, with the columns of `coding.segments()`.

        Those of the code (of a category: of what stands below it) by the cases that the cell
        counts; without a level, of the whole row. Raises: NotFound.
        """
        at = self._code(code)
        has = self.given.cells[:, at] == 1
        if level is None:
            there = has & ~self.field.missing
        else:
            column = fields.level_of(self.field, level)
            chosen = self.field.chosen
            member = self.field.position == column if chosen is None else chosen[:, column] == 1
            there = has & member
        cases = tuple(case for case, one in zip(self.given.cases, there, strict=True) if one)
        return self.quoted(self.given.codes[at].uid, cases)

    def cell(self, code: str, level: str) -> dict[str, Any]:
        """Return a cell as a record, with its difference from the rest in percentage points."""
        at, column = self._code(code), fields.level_of(self.field, level)
        row: dict[str, Any] = dict(self.cells.iloc[at * len(self.levels) + column])
        n = self.overall.counts[at, 0] - row["n"]
        base = self.overall.bases[at, 0] - row["base"]
        plain = self.shown.weighted_counts is None
        row["rest"] = 100 * n / base if base and plain else np.nan
        return row

    def _code(self, name: str) -> int:
        for at, code in enumerate(self.given.codes):
            if name in (code.code, code.uid):
                return at
        from qualcode.text import names

        match = names.find(name, {code: at for at, code in enumerate(self.codes)})
        if match.value is None:
            raise NotFound(
                f"No row “{name}” in this table.{nearest_note(match.names or self.codes)}",
                match.names,
            )
        return match.value


def small(counts: Array, bases: Array, threshold: int) -> Any:
    """Return which cells are of fewer cases than the threshold, but not of none."""
    return ((counts > 0) & (counts < threshold)) | ((bases > 0) & (bases < threshold))


def build(
    store: Store,
    given: Given,
    asked: Asked,
    *,
    threshold: int,
    quoted: Callable[[str, tuple[str, ...]], pd.DataFrame],
    progress: Progress | None = None,
) -> Crosstab:
    """Return the table of what was read. progress: called as it goes on; it may raise to stop.

    Raises: NotFound, Ambiguous, UsageError for a field or weight that does not serve,
    NotEnoughData where no case is in the base.
    """
    if asked.adjust not in ADJUST:
        raise UsageError(f"No correction “{asked.adjust}”. There are: {', '.join(ADJUST)}.")
    if asked.draws < 0:
        raise UsageError(f"{asked.draws} draws: give 0 (none) or more.")
    if asked.strata is not None and asked.weight is None:
        raise UsageError("Strata belong to a weighted design: say the weight too.")
    if not given.codes:
        raise NotEnoughData("The codebook has no codes to make a table of.")
    field = fields.read(store, asked.field, given.cases, asked.by)
    if not len(given.cases) or np.isnan(given.cells).all():
        raise NotEnoughData(_nobody(given))
    if field.missing.all():
        raise NotEnoughData(
            f"No case in the base has a value of {field.name}: there is nothing to compare."
        )
    weights, strata = _design(store, given, asked)
    if progress is not None:
        progress(0, 1)
    there = ~field.missing
    if weights is None:
        shown, made = tested.plain(given.cells, field, asked.draws, asked.seed)
        overall = _overall(given.cells[there], None, None)
    else:
        if field.chosen is not None:
            raise UsageError(
                f"“{field.name}” takes several answers a person: with weights there is no valid "
                "test of it. Leave the weight out."
            )
        weights = np.where(field.missing, np.nan, weights)
        there = there & (weights > 0)
        shown, made = tested.weighted(given.cells, field, weights, strata)
        overall = _overall(given.cells, weights, strata)
    adjusted = np.array(statistics.adjust([t.p for t in made])[asked.adjust], dtype=float)
    cell_p, marks = _marked(shown.residual, adjusted, asked.adjust)
    joint = tested.joint(
        given.cells, field, given.names, weighted=weights is not None, draws=asked.draws,
        seed=asked.seed, progress=progress,
    )  # fmt: skip
    return Crosstab(
        asked, field, given, shown, tuple(made), adjusted, cell_p, marks, joint,
        foot(given, asked, field, shown, made, weights, adjusted, joint, threshold),
        threshold, overall, quoted, there,
    )  # fmt: skip


def _nobody(given: Given) -> str:
    if given.base == "coded":
        return (
            f"No case of {given.source.source} has one of these codes in layer "
            f"{given.source.layer}: the base “coded” is empty."
        )
    return (
        f"No case of {given.source.source} was reviewed for these codes in layer "
        f"{given.source.layer}. Mark what was read as done, in Cards or with: qualcode coding done"
    )


def _design(store: Store, given: Given, asked: Asked) -> tuple[Array | None, Any]:
    """Return weights and strata in the order of the cases. Raises: UsageError, with the case."""
    if asked.weight is None:
        return None, None
    of = fields.variable(store, asked.weight, "weight")
    weights = fields.numbers(store, of, given.cases, "weight")
    if (weights < 0).any():
        case = given.cases[int((weights < 0).argmax())]
        raise UsageError(
            f"{of.name}: case {case} has the weight {np.nanmin(weights):g}. A weight is 0 or more."
        )
    if asked.strata is None:
        return weights, None
    stratum = fields.variable(store, asked.strata, "stratum")
    with store.read() as connection:
        found = fields.values(connection, stratum, given.cases)
    lost = [c for c, s, w in zip(given.cases, found, weights, strict=True) if s is None and w > 0]
    if lost:
        raise UsageError(f"{stratum.name}: case {lost[0]} has a weight and no stratum.")
    return weights, ["" if s is None else str(s) for s in found]


def _overall(cells: Array, weights: Array | None, strata: Any) -> Cells:
    """Return the column of all levels together."""
    import pandas as pd

    one = pd.Categorical.from_codes(np.zeros(len(cells), dtype=int), pd.Index(["all"]))
    made: Any
    if weights is None:
        made = statistics.code_table(cells, one)
    else:
        made = statistics.weighted_code_table(cells, one, weights, strata)
    return Cells(
        made.counts, made.bases, made.share, made.low, made.high, made.residual, made.n,
        made.counts.sum(1),
    )  # fmt: skip


def _marked(residual: Array, adjusted: Array, how: str) -> tuple[Array, Any]:
    """Return each cell's corrected p over all cells of testable rows, and which cells hold."""
    p = np.where(np.isnan(adjusted)[:, None], np.nan, 2 * ndtr(-np.abs(residual)))
    cell_p = np.array(statistics.adjust(p.ravel())[how], dtype=float).reshape(p.shape)
    with np.errstate(invalid="ignore"):
        return cell_p, (cell_p < ALPHA) & (adjusted < ALPHA)[:, None]
