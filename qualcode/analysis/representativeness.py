"""The surveyed against all: field by field, how far those who answered are from everybody.

The surveyed are part of all, so every test and interval compares them with the others, those not
surveyed: two groups without a common member. It asks whether the surveyed could be a random draw of
all. With tens of thousands of people any difference is significant, so differences are given in
units that do not grow with the number. After weighting, the surveyed are set against all, whom
weights are to make them like; no test is made of that.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from qualcode.analysis import crosstab_fields as fields
from qualcode.analysis import statistics
from qualcode.analysis.crosstab_hiding import hiding
from qualcode.analysis.crosstab_reading import p_value
from qualcode.analysis.representativeness_fields import (
    FIELDS,
    LEVELS,
    NOTABLE,
    NUMBERS,
    WEIGHTED_FIELDS,
    WEIGHTED_LEVELS,
    WEIGHTED_NUMBERS,
    Compared,
)
from qualcode.analysis.statistics.given import Array
from qualcode.cases.area import KINDS, Cases, VariableRow
from qualcode.errors import NotEnoughData, UsageError
from qualcode.store.keys import mark
from qualcode.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

ADJUST = {"holm": "Holm", "bh": "BH"}
AMONG = ("respondent", "volunteer")
_COMPARED = ("nominal", "ordinal", "scale", "multiple response")


@dataclass(frozen=True)
class Representativeness:
    """The surveyed against the others and all.

    fields: a row a field: n and missing of both groups, smd (standardised difference of the
    surveyed from the others, with limits where it has any), total_variation, a test corrected over
    the fields, an effect with its 95 % limits. levels: a row a level of what has levels, in
    percent; numbers: means, quartiles and differences of what has numbers. With weights also what
    the weighted surveyed are, and how far from all before and after (smd_all, smd_weighted).
    """

    fields: pd.DataFrame
    levels: pd.DataFrame
    numbers: pd.DataFrame
    foot: str
    threshold: int
    alike: frozenset[str]
    """Fields of several answers a person, whose levels add up to no total."""

    @cached_property
    def outside(self) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        """Fields, levels and numbers as they leave the project: small cells hidden.

        With a level hidden, what is computed of its field would give it away and is left empty.
        """
        levels, made = self.levels.copy(), self.fields.copy()
        away = np.zeros(len(levels), dtype=bool)
        for name in ("n_surveyed", "n_others"):
            cells = levels[["field", "level"]].assign(n=levels[name], base=levels["n_all"])
            cells = cells.rename(columns={"field": "code"})
            for several in (True, False):
                own = (levels["field"].isin(self.alike) == several).to_numpy()
                hidden, _ = hiding(cells[own].assign(several=several), self.threshold)
                away[np.flatnonzero(own)[hidden.to_numpy()]] = True
        whole = ["n_surveyed", "n_others", "n_all"]
        levels = levels.astype(dict.fromkeys(whole, "Int64"))
        levels.loc[away, [c for c in levels.columns if c not in ("field", "level")]] = None
        hit = made["field"].isin(set(levels["field"][away]))
        counted = ["field", "kind", "n_surveyed", "missing_surveyed", "n_others", "missing_others",
                   "test", "note", "measure", "notable"]  # fmt: skip
        made.loc[hit, [c for c in made.columns if c not in counted]] = np.nan
        made.loc[hit, "note"] = "not shown: small cells are hidden"
        few = (self.numbers[["n_surveyed", "n_others"]] < self.threshold).any(axis=1)
        return made, levels, self.numbers[~few]


def reading(frame: pd.DataFrame) -> pd.DataFrame:
    """Return fields, levels or numbers as people read them: rounded texts, empty where missing."""
    percents = "level" in frame

    def said(name: str, value: Any) -> str:
        if value is None or value != value:
            return ""
        if name in ("p", "p_adjusted"):
            return p_value(value)
        if isinstance(value, bool | np.bool_):
            return "yes" if value else ""
        if isinstance(value, str) or name.startswith(("n_", "missing_")):
            return value if isinstance(value, str) else f"{value:,}"
        if name.startswith(("smd", "effect", "total_variation")):
            return f"{value:.2f}"
        return f"{value:.1f}" if percents else f"{value:.4g}"

    made = frame.astype(object)
    for name in made.columns:
        made[name] = [said(name, value) for value in frame[name]]
    return made


def build(
    store: Store,
    *,
    chosen: Sequence[str] | None,
    surveyed: str,
    among: Sequence[str],
    weight: str | None,
    adjust: str,
    threshold: int,
) -> Representativeness:
    """Compare the surveyed with the others.

    Raises: NotFound, Ambiguous, UsageError, NotEnoughData where a group is empty or no field is
    known of both.
    """
    import pandas as pd

    if adjust not in ADJUST:
        raise UsageError(f"No correction “{adjust}”. There are: {', '.join(ADJUST)}.")
    if wrong := [kind for kind in among if kind not in KINDS]:
        raise UsageError(f"No kind of case “{wrong[0]}”. Kinds are: {', '.join(KINDS)}.")
    cases = Cases(store)
    compared = _fields(store, cases, chosen, weight)
    by = None if surveyed in KINDS else fields.variable(store, surveyed)
    of_weight = None if weight is None else fields.variable(store, weight, "weight")
    if of_weight is not None and of_weight.kind not in ("scale", "weight"):
        raise UsageError(
            f"“{of_weight.name}” is {of_weight.kind}: a weight is a variable of numbers."
        )
    read = [*compared, *(v for v in (by, of_weight) if v is not None and v not in compared)]
    frame = cases.frame([v.name for v in read])
    columns = dict(zip([v.name for v in read], frame.columns[2:], strict=True))
    kinds_wanted = {*among, surveyed} if by is None else {*among}
    frame = frame[frame["kind"].isin(kinds_wanted)].reset_index(drop=True)
    there = frame["kind"] == surveyed if by is None else frame[columns[by.name]].notna()
    has = there.to_numpy(dtype=bool)
    if not has.any() or has.all():
        who = f"is {surveyed}" if by is None else f"has a value of {by.name}"
        raise NotEnoughData(
            f"Of {len(frame):,} cases {'everybody' if has.any() else 'nobody'} {who}: there is "
            "nothing to compare. Say who was surveyed: a kind of case, or a variable that only "
            "they have."
        )
    weights = None
    if of_weight is not None:
        weights = frame[columns[of_weight.name]].to_numpy(dtype=float)[has]
        _check_weights(frame["case"][has], weights, of_weight.name)
    made = Compared(has, weights)
    unshared: list[str] = []
    for of in compared:
        column = frame[columns[of.name]]
        known = column.notna().to_numpy()
        if chosen is None and not (known[has].any() and known[~has].any()):
            unshared.append(of.name)
            continue
        if of.kind == "multiple response":
            made.several(of, known, _chosen(store, of, frame["case"]))
        elif of.kind == "scale":
            made.numbers_of(of, column.to_numpy(dtype=float))
        else:
            made.levels_of(of, list(column.cat.categories), column.cat.codes.to_numpy())
    rows = made.rows
    if not rows:
        raise NotEnoughData("No field is known of the surveyed and of the others alike.")
    p = np.array([row["p"] for row in rows], dtype=float)
    for row, one in zip(rows, statistics.adjust(p)[adjust], strict=True):
        row["p_adjusted"] = np.nan if one is None else one
    more = weights is not None
    return Representativeness(
        pd.DataFrame(rows, columns=[*FIELDS[:-1], *WEIGHTED_FIELDS * more, "note"]),
        pd.DataFrame(made.levels, columns=[*LEVELS, *WEIGHTED_LEVELS * more]),
        pd.DataFrame(made.numbers, columns=[*NUMBERS, *WEIGHTED_NUMBERS * more]),
        _foot(has, p, adjust, weights, weight, unshared), threshold,
        frozenset(v.name for v in compared if v.kind == "multiple response"),
    )  # fmt: skip


def _fields(
    store: Store, cases: Cases, chosen: Sequence[str] | None, weight: str | None
) -> list[VariableRow]:
    if chosen is None:
        return [
            v for v in cases.variables()
            if v.kind in _COMPARED and not v.personal and v.name != weight
        ]  # fmt: skip
    found = [fields.variable(store, name) for name in dict.fromkeys(chosen)]
    for of in found:
        if of.kind not in _COMPARED:
            how = (
                ' Make a number of it: qualcode cases derive NAME "year(…)".'
                if of.kind == "date"
                else ""
            )
            raise UsageError(f"“{of.name}” is of the kind {of.kind} and cannot be compared.{how}")
    return found


def _check_weights(cases: Any, weights: Array, name: str) -> None:
    if (weights < 0).any():
        at = int((weights < 0).argmax())
        raise UsageError(
            f"{name} of case {cases.iloc[at]} is {weights[at]:g}: a weight is 0 or more."
        )
    if not (weights > 0).any():
        raise NotEnoughData(f"None of the surveyed has a weight {name} above 0.")


def _chosen(store: Store, of: VariableRow, cases: Any) -> Array:
    """Return cases × choices of 0 and 1, in the order of the variable's choices."""
    with store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT c.name, v.content FROM value v JOIN cases c ON c.id = v.case_id WHERE "
            f"v.missing IS NULL AND v.variable_id = {mark(connection)}",
            (of.id,),
        ).all()
    place = {name: at for at, name in enumerate(cases)}
    level = {name: at for at, name in enumerate(of.levels)}
    read = {content: [level[c] for c in json.loads(content)] for content in {r[1] for r in rows}}
    found = np.zeros((len(place), len(level)))
    for case, content in rows:
        if case in place:
            found[place[case], read[content]] = 1
    return found


def _foot(
    has: Any, p: Array, adjust: str, weights: Array | None, weight: str | None,
    unshared: Sequence[str],
) -> str:  # fmt: skip
    n, size = int(has.sum()), int(has.size)
    tests = int(np.count_nonzero(~np.isnan(p)))
    parts = [
        f"{n:,} surveyed of {size:,} ({100 * n / size:.1f} %), set against the {size - n:,} others,"
        " as the surveyed are among all. Each field's base is those with a value; missing ones are "
        f"counted beside it. smd: standardised difference, from {NOTABLE:g} on notable (Austin "
        "2009). Tests ask whether the surveyed could be a random draw of all. Family: "
        f"{tests} tests, p by {ADJUST[adjust]}; intervals 95 %."
    ]
    if weights is not None:
        used = weights[weights > 0]
        kish = float(used.sum() ** 2 / (used**2).sum())
        parts.append(
            f"Weighted by {weight}: {used.size:,} surveyed with a weight above 0, effective n "
            f"{kish:,.0f}. smd_all and smd_weighted: from all, before and after weighting, in "
            "standard deviations of all; not tested."
        )
    if unshared:
        listed = ", ".join(unshared[:6]) + (" …" if len(unshared) > 6 else "")
        parts.append(f"Not known of both groups, so not compared: {len(unshared)} ({listed}).")
    return " ".join(parts)
