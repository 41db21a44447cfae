"""All codes of a page against one field at once, with survey weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from qualcode.analysis.statistics.by_code import by_level
from qualcode.analysis.statistics.given import Array, Codes, labelled, same_length, zeros_and_ones
from qualcode.analysis.statistics.weighting import (
    Design,
    cell_covariance,
    logit_limits,
    rao_scott,
)


@dataclass(frozen=True)
class WeightedCodeTable:
    """J codes × L levels of a field under weights; NaN where a number is undefined.

    By code and level (J × L): counts and bases of persons, unweighted; weighted_counts and
    weighted_bases; share with low and high on the logit scale; residual: the weighted share of the
    cell less the product of its margins, by its linearised error, about normal. By code (J): n
    persons, kish_neff, rao_scott_f, ndf, ddf, p (second order), cramers_v of the weighted shares.
    """

    levels: list[Any]
    counts: Array
    bases: Array
    weighted_counts: Array
    weighted_bases: Array
    share: Array
    low: Array
    high: Array
    residual: Array
    n: Array
    kish_neff: Array
    rao_scott_f: Array
    ndf: Array
    ddf: Array
    p: Array
    cramers_v: Array


def weighted_code_table(
    codes: Any,
    labels: Any,
    weights: Any,
    strata: Any = None,
    population: Mapping[Any, float] | None = None,
) -> WeightedCodeTable:
    """Return the weighted shares and Rao & Scott's test of each code against a field.

    codes: n × J of 0/1, NaN = not known for this code; labels: n levels; the others as in
    `weighted_contingency`, whose numbers those of each code are. Weights stay as they are inside a
    level. The error of a level's share treats the level as a domain: persons of other levels stay
    in the sample with a contribution of 0; df are its persons less its strata.

    Raises: BadTable as `weighted_contingency`, and for values but 0, 1 and missing.
    """
    matrix = zeros_and_ones(codes, "codes")
    levels, position = labelled(labels, "labels")
    design = Design.of(weights, strata, population)
    same_length(matrix, labels=position, weights=design.weights)
    there = (position >= 0) & ~np.isnan(design.weights)
    matrix, position, design = matrix[there], position[there], design.only(there)
    counts, bases = by_level(matrix, position, len(levels))
    first, second, persons = _sums(matrix, position, design, len(levels))
    width = matrix.shape[1]
    weighted = first.sum(1)
    total = weighted.sum(2)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = weighted[:, :, 1] / total
        neff = first.sum((1, 2, 3)) ** 2 / second.sum((1, 2, 3))
    tests = np.full((width, 5), np.nan)
    residual = np.full(share.shape, np.nan)
    error = np.full(share.shape, np.nan)
    for at in range(width):
        sums = first[at].reshape(len(first[at]), -1), second[at].reshape(len(second[at]), -1)
        own = persons[at].sum(1)
        if not own.sum():
            continue
        test = rao_scott((len(levels), 2), *sums, own, design.population)
        v = None if test.x2 is None else np.sqrt(test.x2 / own.sum())
        tests[at] = [
            np.nan if number is None else number
            for number in (test.statistic, test.ndf, test.ddf, test.p, v)
        ]
        covariance = cell_covariance(*sums, own, design.population)
        cells = weighted[at] / weighted[at].sum()
        residual[at] = _residuals(cells, covariance)
        error[at] = _errors(cells, covariance)
    low, high = logit_limits(share, error, bases - (persons > 0).sum(1))
    return WeightedCodeTable(
        levels=levels,
        counts=counts,
        bases=bases,
        weighted_counts=weighted[:, :, 1],
        weighted_bases=total,
        share=share,
        low=low,
        high=high,
        residual=residual,
        n=bases.sum(1),
        kish_neff=neff,
        rao_scott_f=tests[:, 0],
        ndf=tests[:, 1],
        ddf=tests[:, 2],
        p=tests[:, 3],
        cramers_v=tests[:, 4],
    )


def _sums(
    matrix: Array, position: Codes, design: Design, levels: int
) -> tuple[Array, Array, Array]:
    """Return Σw and Σw² by code, stratum, level and not / has; persons by code, stratum, level."""
    strata = design.population.size
    place = design.stratum * levels + position
    member = (place[:, None] == np.arange(strata * levels)).astype(np.float64)
    known = ~np.isnan(matrix)
    has, lacks = (known & (matrix == v) for v in (1, 0))
    shape = (matrix.shape[1], strata, levels)

    def by_cell(power: int) -> Array:
        weight = design.weights[:, None] ** power * member
        return np.stack(
            [(v.T.astype(np.float64) @ weight).reshape(shape) for v in (lacks, has)], -1
        )

    return by_cell(1), by_cell(2), (known.T.astype(np.float64) @ member).reshape(shape)


def _residuals(cells: Array, covariance: Array) -> Array:
    """Return (p - pᵣp꜀) by its error for the 'has it' cell of each level."""
    levels = len(cells)
    rows, has = cells.sum(1), cells[:, 1].sum()
    # How p - pᵣp꜀ moves with each cell share (levels × cells).
    own = np.eye(levels)[:, :, None] * np.array([-has, 1 - has])
    shared = -rows[:, None, None] * np.array([0.0, 1.0])
    slope = (own + shared).reshape(levels, -1)
    return _by_error(cells[:, 1] - rows * has, slope, covariance)


def _errors(cells: Array, covariance: Array) -> Array:
    """Return the linearised error of the share of 'has it' within each level."""
    rows = cells.sum(1)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (cells[:, 1] / rows)[:, None]
        gain = np.concatenate([-share, 1 - share], 1) / rows[:, None]
    slope = (np.eye(len(cells))[:, :, None] * np.nan_to_num(gain)[:, None, :]).reshape(
        len(cells), -1
    )
    error: Array = np.sqrt(np.maximum(_quadratic(slope, covariance), 0.0))
    return np.where(rows > 0, error, np.nan)


def _by_error(apart: Array, slope: Array, covariance: Array) -> Array:
    spread = _quadratic(slope, covariance)
    found: Array = np.full(len(apart), np.nan)
    np.divide(apart, np.sqrt(np.maximum(spread, 0)), out=found, where=spread > 1e-18)
    return found


def _quadratic(slope: Array, covariance: Array) -> Array:
    found: Array = ((slope @ covariance) * slope).sum(1)
    return found
