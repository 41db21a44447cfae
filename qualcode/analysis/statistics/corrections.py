"""Several tests at once: what the p-values of one family come to together."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from qualcode.analysis.statistics.given import Array, BadTable


def adjust(p: Iterable[Any]) -> dict[str, Any]:
    """Return p-values corrected for the m that are there, in the order given.

    With p(1) ≤ … ≤ p(m), each cut at 1: holm max over i ≤ k of (m - i + 1) p(i) (Holm 1979); bh min
    over i ≥ k of m p(i) / i (Benjamini & Hochberg 1995), by the same times 1 + 1/2 + … + 1/m
    (Benjamini & Yekutieli 2001); bonferroni m p. A test that could not be made (None or NaN) stays
    NaN and does not enlarge the family. family_size m; rejected_bh_05 and rejected_bonferroni_05
    count those at or below .05.

    Raises: BadTable for a value outside 0 to 1.
    """
    given = np.array([_number(v, k) for k, v in enumerate(p)], dtype=np.float64)
    there = ~np.isnan(given)
    raw = given[there]
    m = raw.size
    order = np.argsort(raw, kind="stable")
    rank = np.arange(1, m + 1)
    ascending = raw[order]
    step_up = np.minimum.accumulate((m * ascending / rank)[::-1])[::-1]
    corrected = {
        "holm": np.maximum.accumulate((m - rank + 1) * ascending),
        "bh": step_up,
        "bonferroni": m * ascending,
        "by": step_up * (1 / rank).sum(),
    }
    found: dict[str, Any] = {}
    for name, column in corrected.items():
        whole = np.full(given.size, np.nan)
        back = np.empty(m)
        back[order] = np.minimum(column, 1.0)
        whole[there] = back
        found[name] = whole.tolist()
    return found | {
        "family_size": int(m),
        "rejected_bh_05": _rejected(found["bh"]),
        "rejected_bonferroni_05": _rejected(found["bonferroni"]),
    }


def _number(value: Any, at: int) -> float:
    try:
        number = math.nan if value is None else float(value)
    except (TypeError, ValueError):
        # pandas writes a missing number as NA, which refuses to be one.
        number = math.nan if str(value) == "<NA>" else math.inf
    if not (math.isnan(number) or 0 <= number <= 1):
        raise BadTable(f"p-value {at + 1}: {value!r} is not between 0 and 1.")
    return number


def _rejected(corrected: list[float]) -> int:
    column: Array = np.array(corrected)
    return int((column <= 0.05).sum())
