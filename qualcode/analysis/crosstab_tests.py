"""One test a code, chosen by what the field is; each says its name, effect and interval.

- nominal: chi-square; where expected counts are small Fisher's or Freeman & Halton's exact test, or
  drawn tables where these are too many. Effect: Cramér's V; of two levels the difference of their
  shares.
- ordinal: linear-by-linear association on the scores 1, 2, …; effect r. Two levels: as nominal.
- scale: the Mann-Whitney test of those with and without the code; effect rank-biserial.
- multiple response: the choices together against the code (Bilder & Loughin).
- with weights: Rao & Scott's second-order test of the levels, whatever their order.

A test below `LEAST` known cases, or of a code that everybody or nobody has, is not made: it is
null, says why, and leaves the family.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import comb
from typing import Any

import numpy as np

from qualcode.analysis import statistics
from qualcode.analysis.crosstab_fields import Field, labels
from qualcode.analysis.crosstab_rank import rank_biserial_limits
from qualcode.analysis.statistics.given import Z95, Array
from qualcode.analysis.statistics.joint import Progress
from qualcode.analysis.statistics.shares import wilson

LEAST = 20
"""Below so many cases nothing is tested: 14 interviews are counts and quotes."""

SIMULATED = 20_000
_MOST_TABLES = 100_000

NONE_VARIES = "not tested: {} of the cases known have it"
TOO_FEW = f"not tested: fewer than {LEAST} cases known"
ONE_LEVEL = "not tested: all cases known are of one level"


@dataclass(frozen=True)
class Test:
    """A code's test; NaN where a number is undefined."""

    test: str = ""
    statistic: float = np.nan
    df: float = np.nan
    df2: float = np.nan
    p: float = np.nan
    effect: float = np.nan
    low: float = np.nan
    high: float = np.nan
    measure: str = ""
    note: str = ""


@dataclass(frozen=True)
class Cells:
    """Codes × levels: counts and bases of cases, share with low and high, residual (about normal).

    weighted_counts, weighted_bases: None without weights; kish: effective n of each code.
    """

    counts: Array
    bases: Array
    share: Array
    low: Array
    high: Array
    residual: Array
    n: Array
    has: Array
    weighted_counts: Array | None = None
    weighted_bases: Array | None = None
    kish: Array | None = None


def plain(matrix: Array, field: Field, draws: int, seed: int) -> tuple[Cells, list[Test]]:
    """Return the cells and tests of cases × codes (1, 0, NaN) against a field, without weights."""
    if field.chosen is not None:
        return _several(matrix, field.chosen)
    by = labels(field)
    made = statistics.code_table(matrix, by)
    has = made.counts.sum(1)
    cells = Cells(
        made.counts, made.bases, made.share, made.low, made.high, made.residual, made.n, has
    )
    scales = statistics.code_scales(matrix, field.numbers) if field.numbers is not None else None
    tests = []
    for at in range(matrix.shape[1]):
        why = untestable(made.bases[at], has[at])
        if why:
            tests.append(Test(note=why))
        elif scales is not None and field.numbers is not None:
            tests.append(_ranks(matrix[:, at], field.numbers, scales, at))
        elif field.kind == "ordinal" and np.count_nonzero(made.bases[at]) > 2:
            tests.append(_trend(made.counts[at], made.bases[at]))
        else:
            exact = None
            if made.sparse[at]:
                exact = _exact(matrix[:, at], by, made, at, max(draws, SIMULATED), seed)
            tests.append(_independence(made, field, at, exact))
    return cells, tests


def untestable(bases: Array, has: float) -> str:
    """Return why a code has no test; empty if it has one."""
    n = bases.sum()
    if n < LEAST:
        return TOO_FEW
    if not 0 < has < n:
        return NONE_VARIES.format("all" if has else "none")
    return ONE_LEVEL if np.count_nonzero(bases) < 2 else ""


Named = tuple[str, float, str]
"""A test's name, its p and a note."""


def _independence(made: Any, field: Field, at: int, exact: Named | None) -> Test:
    used = made.bases[at] > 0
    name, statistic, df, p, note = "chi-square", made.chi2[at], made.df[at], made.p[at], ""
    if exact is not None:
        name, p, note = exact
        statistic, df = np.nan, np.nan
    if used.sum() > 2:
        return Test(
            name, statistic, df, np.nan, p, made.cramers_v[at], made.v_low[at], made.v_high[at],
            "V", note,
        )  # fmt: skip
    first, second = (field.levels[k] for k in np.flatnonzero(used))
    k = int(np.flatnonzero(used)[0])
    said = f"difference: {first} less {second}"
    return Test(
        name, statistic, df, np.nan, p, made.difference[at, k], made.difference_low[at, k],
        made.difference_high[at, k], "difference", f"{said}; {note}" if note else said,
    )  # fmt: skip


def _exact(column: Array, by: Any, made: Any, at: int, draws: int, seed: int) -> Named:
    """Return the test of a code with small expected counts."""
    used = made.bases[at] > 0
    counts = made.counts[at][used]
    table = np.stack([counts, made.bases[at][used] - counts], 1).astype(int)
    few = "small expected counts"
    if len(table) == 2:
        return "Fisher", _number(statistics.two_by_two(table.tolist())["p_two_sided"]), few
    rarer = int(table.sum(0).min())
    if comb(rarer + len(table) - 1, len(table) - 1) <= _MOST_TABLES:
        found = statistics.exact(table.tolist(), seed=seed)
        if not found["draws"]:
            return "exact", _number(found["p"]), few
    drawn = statistics.code_table(column[:, None], by, draws=draws, seed=seed)
    return "simulated", float(drawn.p_simulated[0]), f"{few}: {draws:,} tables drawn, seed {seed}"


def _trend(counts: Array, bases: Array) -> Test:
    made = statistics.ordinal(np.stack([bases - counts, counts]).astype(int).tolist())
    r, n = _number(made["pearson_r_scores"]), float(bases.sum())
    reach = Z95 / np.sqrt(n - 3)
    low, high = (
        (float(np.tanh(np.arctanh(r) + side * reach)) for side in (-1, 1))
        if abs(r) < 1
        else (np.nan, np.nan)
    )
    return Test(
        "linear-by-linear", _number(made["m2"]), 1, np.nan, _number(made["p_m2"]), r, low, high,
        "r",
    )  # fmt: skip


def _ranks(has: Array, numbers: Array, made: dict[str, Array], at: int) -> Test:
    if np.isnan(made["p"][at]):
        return Test(note="not tested: all values of the field are equal")
    low, high = rank_biserial_limits(has, numbers)
    return Test(
        "Mann-Whitney", float(made["u"][at]), np.nan, np.nan, float(made["p"][at]),
        float(made["rank_biserial"][at]), low, high, "rank-biserial",
    )  # fmt: skip


def _several(matrix: Array, chosen: Array) -> tuple[Cells, list[Test]]:
    """Return cells and tests against a field of several choices a person.

    A choice is a level against those who did not choose it: its residual is of that 2 × 2 table.
    """
    answered: Any = ~np.isnan(chosen).any(1)
    known: Any = ~np.isnan(matrix) & answered[:, None]
    has: Any = np.where(known, matrix, 0.0) == 1
    member = np.where(answered[:, None], chosen, 0.0)
    counts = has.T.astype(float) @ member
    bases = known.T.astype(float) @ member
    n, total = known.sum(0).astype(float), has.sum(0).astype(float)
    low, high = wilson(counts, bases)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = (total / n)[:, None]
        spread = np.sqrt(bases * p * (1 - p) * (1 - bases / n[:, None]))
        residual = np.where(spread > 0, (counts - bases * p) / spread, np.nan)
        share = counts / bases
    tests = []
    for at in range(matrix.shape[1]):
        why = untestable(np.array([n[at] - 1, 1.0]) if n[at] else np.zeros(2), total[at])
        if why:
            tests.append(Test(note=why))
            continue
        own = known[:, at]
        made = statistics.multiple_response(chosen[own], groups=matrix[own, at], draws=0)
        if made["rs2_p"] is None:
            tests.append(Test(note="not tested: no choice varies"))
            continue
        tests.append(
            Test(
                "choices together", made["rs2_statistic"], made["rs2_df"], np.nan, made["rs2_p"],
                note="Rao & Scott, second order, all choices against the code",
            )
        )  # fmt: skip
    return Cells(counts, bases, share, low, high, residual, n, total), tests


def weighted(matrix: Array, field: Field, weights: Array, strata: Any) -> tuple[Cells, list[Test]]:
    """Return the cells and tests with survey weights; a case without a weight takes no part."""
    made = statistics.weighted_code_table(matrix, labels(field), weights, strata)
    has = made.counts.sum(1)
    cells = Cells(
        made.counts, made.bases, made.share, made.low, made.high, made.residual, made.n, has,
        made.weighted_counts, made.weighted_bases, made.kish_neff,
    )  # fmt: skip
    note = {
        "ordinal": "the order of the levels is not used with weights",
        "scale": "levels are compared: no rank test with weights",
    }.get(field.kind, "")
    tests = []
    for at in range(matrix.shape[1]):
        why = untestable(made.bases[at], has[at])
        if not why and np.isnan(made.p[at]):
            why = "not tested: the design leaves no variance to estimate"
        if why:
            tests.append(Test(note=why))
            continue
        test = Test(
            "Rao-Scott F", float(made.rao_scott_f[at]), float(made.ndf[at]), float(made.ddf[at]),
            float(made.p[at]), float(made.cramers_v[at]), np.nan, np.nan, "V",
            "; ".join(filter(None, [note, "no interval of V with weights"])),
        )  # fmt: skip
        there = np.flatnonzero(made.weighted_bases[at] > 0)
        if there.size == 2:
            test = _weighted_difference(test, matrix[:, at], field, there, weights, strata, note)
        tests.append(test)
    return cells, tests


def _weighted_difference(
    test: Test, column: Array, field: Field, levels: Any, weights: Array, strata: Any, note: str
) -> Test:
    """Return a test of two levels with their difference as its effect, as without weights."""
    first, second = levels.tolist()
    group = np.where(field.position == first, 1.0, np.nan)
    group[field.position == second] = 0.0
    # Cases of other levels have no weight in these groups; of two levels none are left out.
    found = statistics.weighted_difference(column, group, weights, strata)
    if found["ci95"] is None:
        return test
    said = f"difference: {field.levels[first]} less {field.levels[second]}"
    low, high = found["ci95"]
    return replace(
        test, effect=found["difference"], low=low, high=high, measure="difference",
        note="; ".join(filter(None, [said, note])),
    )  # fmt: skip


@dataclass(frozen=True)
class Joint:
    """The test of all codes together, that counts each person once; note says what it is, or why
    there is none. p and bootstrap_p are NaN then; codes: those in it.
    """

    p: float = np.nan
    statistic: float = np.nan
    df: float = np.nan
    x2: float = np.nan
    bonferroni_p: float = np.nan
    bootstrap_p: float = np.nan
    draws: int = 0
    n: int = 0
    codes: tuple[str, ...] = ()
    note: str = ""

    @property
    def available(self) -> bool:
        """Whether there is such a test."""
        return not np.isnan(self.p)


def joint(
    matrix: Array,
    field: Field,
    names: Sequence[str],
    *,
    weighted: bool,
    draws: int,
    seed: int,
    progress: Progress | None = None,
) -> Joint:
    """Return the joint test of the codes that vary, over the cases known for all of them.

    progress: called as draws are made; what it raises stops them.
    """
    if weighted:
        return Joint(note="not available: no valid joint test with weights is known")
    with_field = matrix[~field.missing]
    varies = [
        at
        for at in range(matrix.shape[1])
        if 0 < np.nansum(with_field[:, at]) < np.count_nonzero(~np.isnan(with_field[:, at]))
    ]
    if len(varies) < 2:
        return Joint(note="not available: fewer than two codes vary")
    whole = ~np.isnan(matrix[:, varies]).any(1) & ~field.missing
    n = int(whole.sum())
    if n < LEAST:
        return Joint(n=n, note=f"not available: fewer than {LEAST} cases known for all codes")
    items = matrix[np.ix_(whole, varies)]
    other = None if field.chosen is None else field.chosen[whole]
    groups = field.position[whole] if other is None else None
    made = statistics.multiple_response(
        items, groups=groups, other=other, draws=draws, seed=seed, progress=progress
    )
    if made["rs2_p"] is None:
        why = "the field or the codes do not vary"
        if made["x2_s"] is not None:
            why = "within the levels no code varies"
        return Joint(n=n, note=f"not available: {why}")
    note = "second order (Bilder & Loughin), cases known for all codes in it"
    if field.kind in ("ordinal", "scale"):
        note += "; the order of the levels is not used"
    if draws:
        note += f"; {made['draws']:,} draws, seed {seed}"
        if made["draws_dropped"]:
            note += f", {made['draws_dropped']:,} more left out in which a code did not vary"
    return Joint(
        made["rs2_p"], made["rs2_statistic"], made["rs2_df"], made["x2_s"], made["bonferroni_p"],
        _number(made["bootstrap_p"]), made["draws"], n, tuple(names[k] for k in varies), note,
    )  # fmt: skip


def _number(value: float | None) -> float:
    return np.nan if value is None else float(value)
