"""Survey weights: shares, tables and a test whose errors come from the design.

A weight says for how many a person stands; it adds nobody to the sample. Counts times weights in an
ordinary test make everything significant, so variances here are linearised over persons, as in R's
survey package (Lumley 2004). Persons without a weight, or with a weight of 0, are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import expit, fdtrc, logit, stdtrit

from qualcode.analysis.statistics.given import (
    Array,
    BadTable,
    Codes,
    interval,
    labelled,
    numbers,
    same_length,
    share,
    value,
    values,
    zeros_and_ones,
)
from qualcode.analysis.statistics.tables import chi2_tail


@dataclass(frozen=True)
class Design:
    """Each person's weight (NaN = left out) and stratum; the population of each stratum, or inf."""

    weights: Array
    stratum: Codes
    population: Array

    @classmethod
    def of(
        cls, weights: Any, strata: Any = None, population: Mapping[Any, float] | None = None
    ) -> Design:
        """Return the design, checked.

        Raises: BadTable for a weight below 0, a person with a weight and no stratum, or a
        population without strata, without one of them, or smaller than its sample.
        """
        given = numbers(weights, "weights")
        if (given < 0).any():
            at = int((given < 0).argmax())
            raise BadTable(
                f"weights: person {at + 1} has {given[at]:g}. Give weights of 0 or more."
            )
        given = np.where(given == 0, np.nan, given)
        if strata is None:
            if population is not None:
                raise BadTable("population: it goes by stratum. Give strata too.")
            return cls(given, np.zeros(given.size, dtype=np.intp), np.array([np.inf]))
        levels, stratum = labelled(strata, "strata")
        same_length(given, strata=stratum)
        lost = (stratum < 0) & ~np.isnan(given)
        if lost.any():
            raise BadTable(
                f"strata: person {int(lost.argmax()) + 1} has a weight and no stratum. "
                "Give one, or leave the weight empty."
            )
        sizes = np.full(len(levels), np.inf)
        if population is not None:
            missing = [level for level in levels if level not in population]
            if missing:
                raise BadTable(f"population: no size for stratum {missing[0]!r}.")
            sizes = numbers([population[level] for level in levels], "population")
            sampled = np.bincount(stratum[~np.isnan(given)], minlength=len(levels))
            small = ~(sampled <= sizes)
            if small.any():
                at = int(small.argmax())
                raise BadTable(
                    f"population: stratum {levels[at]!r} has {sizes[at]:g}, its sample "
                    f"{sampled[at]}. A population is at least as large as its sample."
                )
        return cls(given, stratum, sizes)

    def only(self, there: Any) -> Design:
        """Return the design of some of the persons."""
        return Design(self.weights[there], self.stratum[there], self.population)

    def sums(self, cell: Codes, cells: int) -> tuple[Array, Array]:
        """Return Σw and Σw² by stratum and cell, each strata × cells."""
        place = self.stratum * cells + cell
        size = self.population.size * cells
        first = np.bincount(place, weights=self.weights, minlength=size)
        second = np.bincount(place, weights=self.weights**2, minlength=size)
        shape = self.population.size, cells
        return first.reshape(shape), second.reshape(shape)

    def persons(self) -> Array:
        """Return how many persons each stratum has."""
        return np.bincount(self.stratum, minlength=self.population.size).astype(np.float64)


def weighted_contingency(
    rows: Any,
    columns: Any,
    weights: Any,
    strata: Any = None,
    population: Mapping[Any, float] | None = None,
) -> dict[str, Any]:
    """Return the weighted r × c table and Rao & Scott's test of independence.

    rows, columns: a label a person; weights: a number a person; strata: a label a person;
    population: stratum → size, for the finite population correction.

    - rows, cols the labels, sorted or in a categorical's own order; weighted_table Σw and
      unweighted_table persons of each cell;
    - pearson_weighted_scaled X² = n Σ(p - pᵣp꜀)² / (pᵣp꜀) of the weighted cell shares;
    - with V their linearised covariance, C the interaction contrasts, D = diag(p), 1/0 taken as 0,
      and Δ = (CᵀD⁻¹C / n)⁻¹ CᵀD⁻¹VD⁻¹C: rao_scott_F = X² / tr Δ on ndf (tr Δ)² / tr Δ² and ddf
      ndf × (n - strata), p_F; p_first_order_chisq of X² df / tr Δ on df (r - 1)(c - 1) (Rao & Scott
      1984; Thomas, Singh & Roberts 1996).

    Rows and columns without a weight take no part in the test. None where there is nothing to test,
    or a stratum of one person leaves no variance to estimate. Persons with anything missing, and
    weights of 0, are left out.

    Raises: BadTable for columns of unequal length, or as `Design.of`.
    """
    row_levels, row = labelled(rows, "rows")
    column_levels, column = labelled(columns, "columns")
    design = Design.of(weights, strata, population)
    same_length(row, columns=column, weights=design.weights)
    there = (row >= 0) & (column >= 0) & ~np.isnan(design.weights)
    design = design.only(there)
    shape = len(row_levels), len(column_levels)
    cell = row[there] * shape[1] + column[there]
    first, second = design.sums(cell, shape[0] * shape[1])
    persons = design.persons()
    test = rao_scott(shape, first, second, persons, design.population)
    unweighted = np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape)
    return {
        "rows": row_levels,
        "cols": column_levels,
        "weighted_table": values(first.sum(0).reshape(shape)),
        "unweighted_table": unweighted.tolist(),
        "rao_scott_F": test.statistic,
        "ndf": test.ndf,
        "ddf": test.ddf,
        "p_F": test.p,
        "pearson_weighted_scaled": test.x2,
        "p_first_order_chisq": test.p_first_order,
    }


def weighted_share(
    values: Any, weights: Any, strata: Any = None, population: Mapping[Any, float] | None = None
) -> dict[str, Any]:
    """Return the weighted share of 1 among 0/1 values with its linearised error and interval.

    n persons; kish_neff (Σw)² / Σw² (Kish 1965); deff_weights n / kish_neff; share_yes Σwy / Σw;
    se_linearised √(n / (n - 1) Σz²), z = w (y - share) / Σw, by strata centred within each, m /
    (m - 1), times 1 - m / M with a population; ci95_logit: logit p ± t se / (p (1 - p)) on
    n - strata df, None for a share of 0 or 1. Persons with anything missing, and weights of 0, are
    left out.

    Raises: BadTable as `weighted_contingency`, and for values but 0, 1 and missing.
    """
    answers = zeros_and_ones(values, "values", dimensions=1)
    design = Design.of(weights, strata, population)
    same_length(answers, weights=design.weights)
    there = ~(np.isnan(answers) | np.isnan(design.weights))
    design = design.only(there)
    n = int(there.sum())
    first, second = design.sums(answers[there].astype(np.intp), 2)
    neff = share(first.sum() ** 2, second.sum())
    yes = share(first[:, 1].sum(), first.sum())
    persons = design.persons()
    error = np.nan
    if yes is not None:
        covariance = cell_covariance(first, second, persons, design.population)
        error = np.sqrt(max(covariance[1, 1], 0.0)) if np.isfinite(covariance[1, 1]) else np.nan
    low, high = logit_limits(
        np.array([np.nan if yes is None else yes]),
        np.array([error]),
        np.array([n - np.count_nonzero(persons)]),
    )
    return {
        "n": n,
        "kish_neff": neff,
        "deff_weights": None if neff is None else n / neff,
        "share_yes": yes,
        "se_linearised": value(error),
        "ci95_logit": interval(low[0], high[0]),
    }


def cell_covariance(first: Array, second: Array, persons: Array, population: Array) -> Array:
    """Return the linearised covariance of the weighted cell shares, … × cells × cells.

    first, second: Σw and Σw² by stratum and cell (… × strata × cells); persons, population: … ×
    strata. It is the sum over strata of (1 - m/M) m/(m - 1) Σ(z - z̄)(z - z̄)ᵀ with z the vector
    w (1[in cell] - p) / Σw of a person, whose sums need no more than these tables. NaN where a
    stratum has one person and was not taken whole.
    """
    whole = first.sum((-2, -1))[..., None, None]
    p = first.sum(-2)[..., None, :] / whole
    total = second.sum(-1)[..., None, None]
    cross = second[..., :, None] * p[..., None, :]
    squares = (
        second[..., :, None] * np.eye(first.shape[-1])
        - cross
        - np.swapaxes(cross, -1, -2)
        + total * (p[..., :, None] * p[..., None, :])
    )
    sums = first - p * first.sum(-1)[..., None]
    factor = stratum_factor(persons, population)[..., None, None]
    centred = (
        squares - sums[..., :, None] * sums[..., None, :] / np.maximum(persons, 1)[..., None, None]
    )
    covariance: Array = (factor * centred).sum(-3) / whole**2
    return covariance


def stratum_factor(persons: Array, population: Array) -> Array:
    """Return (1 - m/M) m/(m - 1): 0 for an empty stratum or one taken whole, NaN for one person."""
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = (1 - persons / population) * persons / (persons - 1)
    factor = np.where(persons == 1, np.nan, factor)
    return np.where((persons == 0) | (persons == population), 0.0, factor)


@dataclass(frozen=True)
class RaoScott:
    """The weighted X² of a table, and its two corrections; None where one is undefined."""

    x2: float | None = None
    statistic: float | None = None
    ndf: float | None = None
    ddf: float | None = None
    p: float | None = None
    p_first_order: float | None = None


def rao_scott(
    shape: tuple[int, int], first: Array, second: Array, persons: Array, population: Array
) -> RaoScott:
    """Return the test of a table given as Σw and Σw² by stratum and cell (strata × cells)."""
    weight = first.sum(0).reshape(shape)
    used = (weight.sum(1) > 0, weight.sum(0) > 0)
    rows, columns = (int(np.count_nonzero(v)) for v in used)
    if min(rows, columns) < 2:
        return RaoScott()
    kept = np.outer(*used).ravel()
    first, second = first[:, kept], second[:, kept]
    n = float(persons.sum())
    p = first.sum(0) / first.sum()
    square = p.reshape(rows, columns)
    expected = np.outer(square.sum(1), square.sum(0))
    x2 = n * float(((square - expected) ** 2 / expected).sum())
    covariance = cell_covariance(first, second, persons, population)
    df = (rows - 1) * (columns - 1)
    left = n - int(np.count_nonzero(persons))
    if not np.isfinite(covariance).all() or left <= 0:
        return RaoScott(x2=x2)
    # Contrasts that sum to 0 in each direction are free of main effects: no projection is needed.
    contrasts = np.kron(*(np.eye(k)[:, 1:] - 1 / k for k in (rows, columns)))
    scaled = np.divide(contrasts, p[:, None], out=np.zeros_like(contrasts), where=p[:, None] > 0)
    spread = np.linalg.pinv(contrasts.T @ scaled / n, hermitian=True)
    delta = spread @ (scaled.T @ covariance @ scaled)
    trace, squared = float(np.trace(delta)), float((delta * delta.T).sum())
    if not (trace > 1e-12 and squared > 0):
        return RaoScott(x2=x2)
    statistic, ndf = x2 / trace, trace**2 / squared
    ddf = ndf * left
    return RaoScott(
        x2,
        statistic,
        ndf,
        ddf,
        float(fdtrc(ndf, ddf, statistic)),
        chi2_tail(statistic * df, df),
    )


def logit_limits(p: Array, error: Array, df: Array) -> tuple[Array, Array]:
    """Return the 95 % limits of shares on the logit scale, NaN at 0 and 1; shapes as given."""
    inside = (p > 0) & (p < 1) & (df > 0)
    p = np.where(inside, p, np.nan)
    reach = stdtrit(np.where(df > 0, df, np.nan), 0.975) * error / (p * (1 - p))
    return expit(logit(p) - reach), expit(logit(p) + reach)
