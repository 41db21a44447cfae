"""One field of the surveyed against the others: its levels or its numbers, a test, its effect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qualcode.analysis import crosstab_tests as tested
from qualcode.analysis import statistics
from qualcode.analysis.crosstab_rank import rank_biserial_limits
from qualcode.analysis.statistics.given import Array
from qualcode.analysis.statistics.shares import newcombe, wilson
from qualcode.cases.area import VariableRow

MOST_LEVELS = 200
"""A field of more levels is not compared: nobody reads such a table."""
NOTABLE = 0.1
"""From this standardised difference on it is not negligible (Austin 2009)."""
FIELDS = [
    "field", "kind", "n_surveyed", "missing_surveyed", "n_others", "missing_others", "smd",
    "smd_low", "smd_high", "notable", "total_variation", "test", "statistic", "df", "p",
    "p_adjusted", "measure", "effect", "effect_low", "effect_high", "note",
]  # fmt: skip
LEVELS = [
    "field", "level", "n_surveyed", "percent_surveyed", "low", "high", "n_others",
    "percent_others", "n_all", "percent_all", "difference", "difference_low", "difference_high",
    "smd", "surveyed_of_level",
]  # fmt: skip
PARTS = ("surveyed", "others", "all")
NUMBERS = [
    "field", *(f"{name}_{part}" for part in PARTS
               for name in ("n", "mean", "sd", "q1", "median", "q3")),
    "difference", "low", "high", "smd", "shift", "shift_low", "shift_high",
]  # fmt: skip
WEIGHTED_FIELDS = ["smd_all", "smd_weighted"]
WEIGHTED_LEVELS = ["percent_weighted", "weighted_low", "weighted_high", "difference_weighted"]
WEIGHTED_NUMBERS = ["mean_weighted", "weighted_low", "weighted_high", "difference_weighted"]


class Compared:
    """The fields compared so far: a row a field, and the rows of their levels or numbers.

    surveyed: whether each case is; weights: of the surveyed, in their order.
    """

    def __init__(self, surveyed: NDArray[np.bool_], weights: Array | None) -> None:
        self.surveyed, self.weights = surveyed, weights
        self.rows: list[dict[str, Any]] = []
        self.levels: list[dict[str, Any]] = []
        self.numbers: list[dict[str, Any]] = []

    def numbers_of(self, of: VariableRow, values: Array) -> None:
        """Compare a field of numbers; values: NaN where missing."""
        row, why = self._row(of, ~np.isnan(values))
        self.numbers.append(self._numbers(of.name, values, row))
        self._ranks(row, values, why)
        self._keep(row)

    def levels_of(self, of: VariableRow, names: Sequence[str], position: Any) -> None:
        """Compare a field of levels; position: each case's level, below 0 where missing."""
        known = position >= 0
        row, why = self._row(of, known)
        if len(names) > MOST_LEVELS:
            row["note"] = f"not compared: {len(names):,} levels; join some in another variable"
            self._keep(row)
            return
        wide = len(names)
        one, two = (
            np.bincount(position[known & side], minlength=wide).astype(float)
            for side in (self.surveyed, ~self.surveyed)
        )
        apart = statistics.standardised_levels(one, two)
        row["smd"], row["total_variation"] = (_plain(v) for v in apart.values())
        if self.weights is not None:
            row["smd_all"] = _plain(statistics.standardised_from(one, one + two))
            there = known[self.surveyed] & (self.weights > 0)
            weighted = np.bincount(
                position[self.surveyed][there], weights=self.weights[there], minlength=wide
            )
            row["smd_weighted"] = _plain(statistics.standardised_from(weighted, one + two))
        if of.kind == "ordinal":
            self._ranks(row, np.where(known, position + 1.0, np.nan), why)
        else:
            self._independence(row, names, position, why)
        seen = [at for at in range(wide) if one[at] + two[at]]
        self._level_rows(of.name, {names[at]: position == at for at in seen}, known)
        self._keep(row)

    def several(self, of: VariableRow, known: Any, chosen: Array) -> None:
        """Compare a field of several answers a person; chosen: cases × answers of 0 and 1."""
        row, why = self._row(of, known)
        own = {name: (chosen[:, at] == 1) & known for at, name in enumerate(of.levels)}
        found = self._level_rows(of.name, own, known)
        row["smd"] = max((abs(r["smd"]) for r in found if np.isfinite(r["smd"])), default=np.nan)
        row["note"] = why or "smd: the largest of its answers"
        if not why:
            made = statistics.multiple_response(
                chosen[known], self.surveyed[known].astype(int), draws=0
            )
            row["statistic"], row["df"], row["p"] = (
                _plain(made[name]) for name in ("rs2_statistic", "rs2_df", "rs2_p")
            )
            row["test"] = "joint, second order"
        self._keep(row)

    def _keep(self, row: dict[str, Any]) -> None:
        row["notable"] = bool(np.isfinite(row["smd"]) and abs(row["smd"]) >= NOTABLE)
        self.rows.append(row)

    def _row(self, of: VariableRow, known: Any) -> tuple[dict[str, Any], str]:
        """Return a field's row to be filled, and why it has no test; empty if it may have one."""
        ours, theirs = known[self.surveyed], known[~self.surveyed]
        row: dict[str, Any] = dict.fromkeys([*FIELDS, *WEIGHTED_FIELDS], np.nan) | {
            "field": of.name, "kind": of.kind, "n_surveyed": int(ours.sum()),
            "missing_surveyed": int((~ours).sum()), "n_others": int(theirs.sum()),
            "missing_others": int((~theirs).sum()), "test": "", "measure": "", "note": "",
        }  # fmt: skip
        n = min(row["n_surveyed"], row["n_others"])
        if not n:
            return row, "not compared: nobody of one group has a value"
        few = f"not tested: fewer than {tested.LEAST} cases known in a group"
        return row, few if n < tested.LEAST else ""

    def _ranks(self, row: dict[str, Any], values: Array, why: str) -> None:
        if why:
            row["note"] = why
            return
        has = self.surveyed.astype(float)
        made = statistics.code_scales(has[:, None], values)
        row |= {"test": "Mann-Whitney", "statistic": float(made["u"][0]), "p": float(made["p"][0])}
        if np.isnan(row["p"]):
            row["note"] = "not tested: all values are equal"
            return
        row |= {"measure": "rank-biserial", "effect": float(made["rank_biserial"][0])}
        row["effect_low"], row["effect_high"] = rank_biserial_limits(has, values)

    def _independence(
        self, row: dict[str, Any], names: Sequence[str], position: Any, why: str
    ) -> None:
        import pandas as pd

        if why:
            row["note"] = why
            return
        levels = pd.Index(list(names), dtype=object)
        labels = pd.Categorical.from_codes(np.maximum(position, -1), levels)
        made = statistics.code_table(self.surveyed[:, None].astype(float), labels)
        row |= {"statistic": float(made.chi2[0]), "df": float(made.df[0]), "p": float(made.p[0])}
        if np.isnan(row["p"]):
            row["note"] = "not tested: all cases known are of one level"
            return
        row |= {
            "test": "chi-square", "measure": "V", "effect": float(made.cramers_v[0]),
            "effect_low": float(made.v_low[0]), "effect_high": float(made.v_high[0]),
        }  # fmt: skip
        if made.sparse[0]:
            row["note"] = "sparse: some expected counts are below 5; join rare levels"

    def _level_rows(self, field: str, levels: Mapping[str, Any], known: Any) -> list[Any]:
        """Add a row a level, and return them; levels: whether each case is of it."""
        has = self.surveyed
        n1, n2 = float((known & has).sum()), float((known & ~has).sum())
        found = []
        for name, own in levels.items():
            x1, x2 = float((own & has).sum()), float((own & ~has).sum())
            low, high = wilson(np.array([x1]), np.array([n1]))
            ends = newcombe(*(np.array([v]) for v in (x1, n1, x2, n2)))
            one, two, both = _share(x1, n1), _share(x2, n2), _share(x1 + x2, n1 + n2)
            spread = np.sqrt((one * (1 - one) + two * (1 - two)) / 2)
            apart = 0.0 if one == two else (one - two) / spread if spread > 0 else np.nan
            row = {
                "field": field, "level": name, "n_surveyed": int(x1), "percent_surveyed": 100 * one,
                "low": 100 * low[0], "high": 100 * high[0], "n_others": int(x2),
                "percent_others": 100 * two, "n_all": int(x1 + x2), "percent_all": 100 * both,
                "difference": 100 * (one - two), "difference_low": 100 * ends[0][0],
                "difference_high": 100 * ends[1][0], "smd": apart,
                "surveyed_of_level": 100 * _share(x1, x1 + x2),
            }  # fmt: skip
            if self.weights is not None:
                answers = np.where(known[has], own[has].astype(float), np.nan)
                made = statistics.weighted_share(answers, self.weights)
                share = _plain(made["share_yes"])
                limits = made["ci95_logit"] or [np.nan, np.nan]
                cells = [100 * v for v in (share, *limits, share - both)]
                row |= dict(zip(WEIGHTED_LEVELS, cells, strict=True))
            found.append(row)
        self.levels += found
        return found

    def _numbers(self, name: str, values: Array, row: dict[str, Any]) -> dict[str, Any]:
        has, there = self.surveyed, ~np.isnan(values)
        one, two, known = values[has & there], values[~has & there], values[there]
        found: dict[str, Any] = dict.fromkeys([*NUMBERS, *WEIGHTED_NUMBERS], np.nan)
        found["field"] = name
        for part, own in zip(PARTS, (one, two, known), strict=True):
            found[f"n_{part}"] = own.size
            if own.size:
                found[f"mean_{part}"] = float(own.mean())
                found[f"sd_{part}"] = float(own.std(ddof=1)) if own.size > 1 else np.nan
                quarters = np.quantile(own, [0.25, 0.5, 0.75]).tolist()
                names = [f"{quarter}_{part}" for quarter in ("q1", "median", "q3")]
                found |= dict(zip(names, quarters, strict=True))
        apart, shift = (
            test(one, two) for test in (statistics.standardised_numbers, statistics.hodges_lehmann)
        )
        found["difference"], found["smd"] = _plain(apart["difference"]), _plain(apart["smd"])
        found["low"], found["high"] = apart["ci95"] or (np.nan, np.nan)
        found["shift"] = _plain(shift["shift"])
        found["shift_low"], found["shift_high"] = shift["ci95"] or (np.nan, np.nan)
        row["smd"] = found["smd"]
        row["smd_low"], row["smd_high"] = apart["smd_ci95"] or (np.nan, np.nan)
        if self.weights is not None and known.size:
            made = statistics.weighted_mean(values[has], self.weights)
            mean, limits = _plain(made["mean"]), made["ci95"] or (np.nan, np.nan)
            cells = (mean, *limits, mean - float(known.mean()))
            found |= dict(zip(WEIGHTED_NUMBERS, cells, strict=True))
            spread = float(known.std())
            if spread > 0 and one.size:
                row["smd_all"] = (float(one.mean()) - float(known.mean())) / spread
                row["smd_weighted"] = cells[-1] / spread
        return found


def _share(x: float, n: float) -> float:
    return x / n if n else np.nan


def _plain(number: float | None) -> float:
    return np.nan if number is None else float(number)
