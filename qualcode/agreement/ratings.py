"""A table of ratings as numbers: which category each coder gave each unit, and what it counts for.

Categories are an input where they are declared (a scale, a codebook), because chance terms and
weights change with them; else those that occur, sorted. Missing is None, NaN or NA.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np
import numpy.typing as npt

from qualcode.agreement.refusals import BadRatings

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Ratings:
    """Ratings of N units by G coders in q categories.

    at:         N × G, the position of the category that was given, -1 where there is none.
    categories: the q categories, in their order.
    values:     q numbers, or None where some category is no number.
    """

    at: Ints
    categories: tuple[Any, ...]
    values: Floats | None

    def counts(self) -> Floats:
        """Return N × q: how many coders put each unit into each category (r_ik)."""
        units, q = len(self.at), len(self.categories)
        rows, columns = np.nonzero(self.at >= 0)
        cells = rows * q + self.at[rows, columns]
        return np.bincount(cells, minlength=units * q).reshape(units, q).astype(np.float64)

    def positions(self) -> Floats:
        """Return the numbers of the categories, or their positions where they are text."""
        return np.arange(len(self.categories), dtype=float) if self.values is None else self.values


def read(ratings: Any, categories: Sequence[Any] | None = None) -> Ratings:
    """Return a table of ratings (rows units, columns coders) as numbers.

    ratings:    list of rows, array or DataFrame.
    categories: all that could have been given, in order; None: those that occur, sorted.
    Raises:     BadRatings for rows of unequal length, a category given twice or not declared.
    """
    cells = _cells(ratings)
    found = list(dict.fromkeys(_hashed(cells[~missing(cells)])))
    if categories is None:
        order = _sorted(found)
    else:
        order = list(categories)
        if len(set(_hashed(order))) != len(order):
            raise BadRatings(f"categories: one is given twice in {order}. Give each once.")
        strange = [value for value in found if value not in set(order)]
        if strange:
            raise BadRatings(
                f"Ratings hold {strange[0]!r}, which is none of the declared categories {order}. "
                "Declare it, or correct the rating."
            )
    number = {value: n for n, value in enumerate(order)}
    at = np.full(cells.shape, -1, dtype=np.int64)
    there = ~missing(cells)
    at[there] = [number[value] for value in cells[there]]
    return Ratings(at, tuple(order), _numbers(order))


def missing(cells: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Say cell by cell whether an array of objects holds None, NaN, NaT or NA."""
    import pandas as pd

    return np.asarray(pd.isna(cells), dtype=bool)


def _cells(ratings: Any) -> npt.NDArray[Any]:
    if hasattr(ratings, "to_numpy"):
        ratings = ratings.to_numpy(dtype=object)
    rows = list(ratings)
    if not rows:
        return np.empty((0, 0), dtype=object)
    for n, row in enumerate(rows):
        if isinstance(row, str) or not hasattr(row, "__len__"):
            raise BadRatings(
                f"ratings, row {n + 1}: {row!r} is no row. Give one row a unit, one column a coder."
            )
        if len(row) != len(rows[0]):
            raise BadRatings(
                f"ratings, row {n + 1} has {len(row)} cells, row 1 has {len(rows[0])}. "
                "Give each coder a cell in each row, None where there is no rating."
            )
    cells = np.empty((len(rows), len(rows[0])), dtype=object)
    for n, row in enumerate(rows):
        for g, cell in enumerate(row.tolist() if isinstance(row, np.ndarray) else row):
            cells[n, g] = cell
    return cells


def _hashed(values: Any) -> list[Any]:
    for value in values:
        try:
            hash(value)
        except TypeError:
            raise BadRatings(
                f"{value!r} is no single category. For several codes a unit use set_alpha."
            ) from None
    return list(values)


def _sorted(values: list[Any]) -> list[Any]:
    try:
        return sorted(values)
    except TypeError:  # numbers and texts together: numbers first
        return sorted(values, key=lambda v: (0, v, "") if isinstance(v, Real) else (1, 0, str(v)))


def _numbers(values: list[Any]) -> Floats | None:
    if not all(isinstance(value, Real) for value in values):
        return None
    numbers = np.array([float(value) for value in values])
    if not all(map(math.isfinite, numbers)):
        raise BadRatings("A category is infinite. Use finite numbers, and None for missing.")
    return numbers
