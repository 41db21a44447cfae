"""What comes in: tables of counts, one value a person, labels; what has no meaning is refused."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qualcode.errors import UsageError

Array = NDArray[Any]
"""Numbers."""

Codes = NDArray[np.intp]

Z95 = 1.959963984540054
"""The 97.5 % point of the normal distribution."""


class BadTable(UsageError, ValueError):
    """A table, a column of values or an option that has no meaning."""


def counted(counts: Any, *, whole: bool = False, shape: tuple[int, int] | None = None) -> Array:
    """Return a table of counts as an array of shape (rows, columns); [] is (0, 0).

    Raises: BadTable for rows of unequal length, a count below 0, none or no number, a fraction
    where only whole counts have a meaning, or another shape than the one asked for.
    """
    try:
        table = np.asarray(counts, dtype=np.float64)
    except (TypeError, ValueError):
        raise BadTable(
            "A table of counts is a list of rows of equal length, each a list of numbers."
        ) from None
    if table.size == 0:
        table = table.reshape(table.shape if table.ndim == 2 else (0, 0))
    if table.ndim != 2 or (shape is not None and table.shape != shape):
        wanted = "rows × columns" if shape is None else " × ".join(map(str, shape))
        found = " × ".join(map(str, table.shape)) or "a single number"
        raise BadTable(f"The table has the shape {found}. Give {wanted}.")
    wrong = ~np.isfinite(table) | (table < 0)
    if whole:
        wrong |= np.where(np.isfinite(table), table, 0.5) % 1 != 0
    if wrong.any():
        row, column = np.argwhere(wrong)[0]
        kind = "whole number of 0 or more" if whole else "number of 0 or more"
        raise BadTable(
            f"Row {row + 1}, column {column + 1}: {table[row, column]:g} is no count. "
            f"Give a {kind}."
        )
    return table


def numbers(values: Any, what: str) -> Array:
    """Return one number a person, missing as NaN."""
    try:
        if hasattr(values, "to_numpy"):
            values = values.to_numpy(dtype=np.float64, na_value=np.nan)
        array = np.asarray(
            values if isinstance(values, np.ndarray | Sequence) else list(values),
            dtype=np.float64,
        )
    except (TypeError, ValueError):
        raise BadTable(f"{what}: give one number a person, missing ones as None or NaN.") from None
    if array.ndim != 1:
        raise BadTable(f"{what}: give one number a person, not {array.ndim} dimensions.")
    if np.isinf(array).any():
        raise BadTable(f"{what}: person {int(np.isinf(array).argmax()) + 1} has no finite number.")
    return array


def zeros_and_ones(values: Any, what: str, *, dimensions: int = 2) -> Array:
    """Return 0/1 values, a row a person, missing as NaN.

    Raises: BadTable naming the person and the column of any other value.
    """
    try:
        if hasattr(values, "to_numpy"):
            values = values.to_numpy(dtype=np.float64, na_value=np.nan)
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise BadTable(f"{what}: give 0 and 1, missing ones as None or NaN.") from None
    if array.size == 0 and array.ndim != dimensions:
        array = array.reshape((0,) * dimensions)
    if array.ndim != dimensions:
        wanted = "a row a person, a column a code" if dimensions == 2 else "one value a person"
        raise BadTable(f"{what}: give {wanted}, not {array.ndim} dimensions.")
    wrong = (array != 0) & (array != 1) & ~np.isnan(array)
    if wrong.any():
        place = np.argwhere(wrong)[0]
        column = f", column {place[1] + 1}" if dimensions == 2 else ""
        raise BadTable(
            f"{what}: person {place[0] + 1}{column} has {array[tuple(place)]:g}. Give 0 or 1."
        )
    return array


def labelled(labels: Any, what: str) -> tuple[list[Any], Codes]:
    """Return the levels of a field and each person's position among them, -1 where missing.

    Levels are sorted (numbers before texts where both occur), those of a categorical in its own
    order, levels without a person included. Levels are plain values.
    """
    import pandas as pd

    if isinstance(labels, pd.DataFrame) or (isinstance(labels, np.ndarray) and labels.ndim != 1):
        raise BadTable(f"{what}: give one label a person, not a table.")
    if isinstance(labels, pd.Series | pd.Index | np.ndarray | pd.Categorical):
        column = pd.Series(labels)
    else:
        column = pd.Series(list(labels), dtype=object)
    if isinstance(column.dtype, pd.CategoricalDtype):
        return [plain(v) for v in column.cat.categories], column.cat.codes.to_numpy().astype(
            np.intp
        )
    positions, found = pd.factorize(column)
    levels = [plain(v) for v in found]
    order = sorted(range(len(levels)), key=lambda k: _rank(levels[k]))
    place = np.full(len(levels) + 1, -1, dtype=np.intp)
    place[order] = np.arange(len(levels))
    return [levels[k] for k in order], place[positions]


def _rank(level: Any) -> tuple[int, Any, str]:
    if isinstance(level, int | float):
        return 0, level, ""
    return 1, type(level).__name__ if not isinstance(level, str) else "", str(level)


def plain(value: Any) -> Any:
    """Return a number of numpy as one of Python."""
    return value.item() if isinstance(value, np.generic) else value


def same_length(first: Sequence[Any] | NDArray[Any], **others: Any) -> None:
    """Refuse columns of unequal length.

    Raises: BadTable naming the column and both lengths.
    """
    for name, other in others.items():
        if other is not None and len(other) != len(first):
            raise BadTable(
                f"{name}: {len(other)} values for {len(first)} persons. Give one value a person."
            )


def value(number: Any) -> float | None:
    """Return a plain number, None where there is none."""
    if number is None:
        return None
    plain_number = float(number)
    return None if math.isnan(plain_number) else plain_number


def values(array: Iterable[Any]) -> list[Any]:
    """Return nested lists of plain numbers, None for NaN."""
    return [values(v) if np.ndim(v) else value(v) for v in array]


def interval(low: Any, high: Any) -> list[float | None] | None:
    """Return [low, high], None where a limit is not defined."""
    limits = [value(low), value(high)]
    return None if None in limits else limits


def share(part: float, whole: float) -> float | None:
    """Return part by whole, None if whole is 0."""
    return float(part / whole) if whole else None
