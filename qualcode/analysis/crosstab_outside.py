"""A cross-tab as it leaves the project: small cells, and what would give them away, hidden."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from qualcode.analysis.crosstab_fields import Field
from qualcode.analysis.crosstab_hiding import hiding

if TYPE_CHECKING:
    import pandas as pd

_TESTED = [
    "statistic", "df", "p", "p_adjusted", "effect", "effect_low", "effect_high", "df2",
]  # fmt: skip
NOT_SHOWN = "not shown: small cells are hidden"
"""The note of a test whose row has a hidden cell."""
_COUNTED = ["n", "base", "percent", "low", "high", "residual", "weighted_n", "weighted_base"]


@dataclass(frozen=True)
class Outside:
    """The frames of a table with hidden numbers empty; cells and totals have a column hidden.

    tests: of a row with a hidden cell only the test's name is left. A statistic, a p or an effect
    beside the sums would give the hidden numbers away.
    """

    cells: pd.DataFrame
    totals: pd.DataFrame
    tests: pd.DataFrame
    bases: pd.DataFrame

    @classmethod
    def of(
        cls,
        cells: pd.DataFrame,
        totals: pd.DataFrame,
        tests: pd.DataFrame,
        bases: pd.DataFrame,
        field: Field,
        threshold: int,
    ) -> Outside:
        """Return what is left of the frames of a table."""
        there, of_codes = hiding(_with_parts(cells, field), threshold)
        hit = set(cells["code"][there])
        away = totals["code"].map(of_codes).to_numpy(dtype=bool)
        return cls(
            _cells(cells, there, hit), _totals(totals, away), _tests(tests, hit),
            _bases(bases, field, threshold),
        )  # fmt: skip


def _with_parts(cells: pd.DataFrame, field: Field) -> pd.DataFrame:
    made = cells[["code", "level", "n", "base"]].assign(several=field.chosen is not None)
    if field.parts:
        times = len(cells) // len(field.parts)
        made["first"] = [first for first, _ in field.parts] * times
        made["second"] = [second for _, second in field.parts] * times
    return made


def _cells(cells: pd.DataFrame, there: pd.Series[bool], hit: set[Any]) -> pd.DataFrame:
    made = cells.astype({"n": "Int64", "base": "Int64"})
    made.loc[there, [name for name in _COUNTED if name in made]] = None
    made.loc[there, "marked"] = False
    # Corrected over all cells, a p may carry that of a hidden one.
    made.loc[made["code"].isin(hit), "p_adjusted"] = np.nan
    return made.assign(hidden=there).drop(columns="small")


def _totals(totals: pd.DataFrame, away: Any) -> pd.DataFrame:
    made = totals.astype({"n": "Int64"})
    made.loc[away, ["n", "percent", "low", "high"]] = None
    return made.assign(hidden=away)


def _tests(tests: pd.DataFrame, hit: set[Any]) -> pd.DataFrame:
    made = tests.copy()
    there = made["code"].isin(hit)
    made.loc[there, _TESTED] = np.nan
    made.loc[there & (made["test"] != ""), "note"] = NOT_SHOWN
    return made


def _bases(bases: pd.DataFrame, field: Field, threshold: int) -> pd.DataFrame:
    asked = bases.assign(code="", n=bases["cases"], base=bases["cases"])
    there, _ = hiding(_with_parts(asked, field), threshold)
    return bases.assign(cases=bases["cases"].astype("Int64").mask(there))
