"""Which codes meet: in a case, in a segment's words, or in a window of text.

- case: what one case has of a pair, over the cases known for both; the only unit that counts
  people, and the only one with a full table (lift, φ, odds ratio).
- segment: segments of one coder whose words overlap.
- window: those that overlap, or have at most so many characters between them.

Of segments and windows n1 and n2 are the segments of each code that count in the layer, n12 those
of the first that meet the second, n21 those of the second that meet the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from qualcode.analysis import cooccurrence_places, crosstab_given, feet
from qualcode.analysis.cooccurrence_places import Places
from qualcode.analysis.crosstab_given import Given
from qualcode.analysis.statistics.given import Z95, Array
from qualcode.analysis.tree import tree
from qualcode.analysis.units import INTERVIEWS
from qualcode.errors import UsageError
from qualcode.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

UNITS = ("case", "segment", "window")
COLUMNS = [
    "code", "with", "n12", "n21", "n1", "n2", "n", "jaccard", "lift", "phi", "odds_ratio",
    "odds_ratio_low", "odds_ratio_high",
]  # fmt: skip
WINDOW = 200


def of_cases(given: Given) -> list[list[Any]]:
    """Return a row a pair of codes: what cases, known for both, have of them."""
    known = ~np.isnan(given.cells)
    has = np.where(known, given.cells, 0.0)
    know = known.astype(float)
    n12, n1, n = has.T @ has, has.T @ know, know.T @ know
    wide = range(len(given.codes))
    return [
        [
            given.names[a], given.names[b],
            *_fourfold(n12[a, b], n1[a, b], n1[b, a], n[a, b]),
        ]
        for a in wide
        for b in wide[a + 1 :]
    ]  # fmt: skip


def _fourfold(n12: float, n1: float, n2: float, n: float) -> list[Any]:
    """Return n12, n1, n2, n, Jaccard, lift, φ, odds ratio with Woolf's 95 % limits."""
    b, c = n1 - n12, n2 - n12
    d = n - n12 - b - c
    either, margins = n12 + b + c, n1 * n2 * (n - n1) * (n - n2)
    odds = n12 * d / (b * c) if b * c else np.nan
    reach = np.sqrt(sum(1 / v for v in (n12, b, c, d))) if min(n12, b, c, d) > 0 else np.nan
    return [
        int(n12), int(n12), int(n1), int(n2), int(n),
        n12 / either if either else np.nan,
        n12 * n / (n1 * n2) if n1 * n2 else np.nan,
        (n12 * d - b * c) / np.sqrt(margins) if margins > 0 else np.nan,
        odds,
        odds * np.exp(-Z95 * reach),
        odds * np.exp(Z95 * reach),
    ]  # fmt: skip


def of_segments(places: Places, names: Sequence[str], window: int = 0) -> list[list[Any]]:
    """Return a row a pair of codes: how many segments of one meet one of the other.

    window: how many characters may lie between them; 0: their words overlap. Jaccard is of the
    smaller of n12 and n21, m: m / (n1 + n2 - m).
    """
    if window < 0:
        raise UsageError(f"A window of {window} characters: give 0 (they overlap) or more.")
    j = len(names)
    totals = np.bincount(places.code, minlength=j)
    meets = _meeting(places, j, window)
    found = []
    for a in range(j):
        for b in range(a + 1, j):
            n12, n21 = int(meets[a, b]), int(meets[b, a])
            both = min(n12, n21)
            either = totals[a] + totals[b] - both
            found.append([
                names[a], names[b], n12, n21, int(totals[a]), int(totals[b]), len(places.code),
                both / either if either else np.nan, *[np.nan] * 5,
            ])  # fmt: skip
    return found


def _meeting(places: Places, j: int, window: int) -> Array:
    """Return how many segments of each code meet one of each other code; codes × codes.

    For each code its segments are joined to stretches, and those of all codes are set against these
    in one pass of sorted arrays: a million segments and sixty codes take sixty passes.
    """
    reach = int(places.end.max(initial=0)) + window + 2
    # One line of text after another, coder by coder: an overlap never crosses from one to the next.
    line = places.text.astype(np.int64) * (int(places.coder.max(initial=0)) + 1) + places.coder
    start = line * reach + places.start
    end = line * reach + np.maximum(places.end, places.start + 1)
    order = np.argsort(start, kind="stable")
    start, end, code = start[order], end[order], places.code[order]
    # A segment meets a stretch that begins before the one ends, or within the window after it.
    latest = end + window if window else end - 1
    meets = np.zeros((j, j), dtype=np.int64)
    for b in range(j):
        own = np.flatnonzero(code == b)
        if not own.size:
            continue
        begins, ends = _joined(start[own], end[own])
        # How many stretches end too early for each segment: the next is the first it can meet.
        side: Any = ("left", 0) if not window else ("right", window)
        past = np.searchsorted(start, ends + side[1], side=side[0])
        at = np.cumsum(np.bincount(past, minlength=len(start) + 1))[:-1]
        hit = np.append(begins, np.iinfo(np.int64).max)[at] <= latest
        meets[:, b] = np.bincount(code[hit], minlength=j)
    return meets


def _joined(start: Array, end: Array) -> tuple[Array, Array]:
    """Return the union of stretches, given in order of their starts."""
    furthest = np.maximum.accumulate(end)
    new = np.concatenate([[True], start[1:] > furthest[:-1]])
    begins: Array = start[new]
    last = np.concatenate([np.flatnonzero(new)[1:] - 1, [len(start) - 1]])
    return begins, furthest[last]


def frame(
    store: Store,
    unit: str,
    *,
    question: str | None,
    interviews: bool,
    codes: Sequence[str] | None,
    layer: str,
    base: str,
    window: int | None,
    interviewers: bool,
) -> pd.DataFrame:
    """Return the pairs of codes with the columns of COLUMNS; see `Analysis.cooccurrence`."""
    import pandas as pd

    if unit not in UNITS:
        raise UsageError(f"No unit “{unit}”. Units are: {', '.join(UNITS)}.")
    if window is not None and unit != "window":
        raise UsageError("Characters between segments belong to the unit window.")
    if unit == "case":
        given = crosstab_given.read(
            store, question=question, interviews=interviews, codes=codes, layer=layer, base=base,
            interviewers=interviewers,
        )  # fmt: skip
        rows = of_cases(given)
        known = int((~np.isnan(given.cells).all(1)).sum())
        said = (
            f"base {base}; pairs of codes that a case has, over the n cases known for both. "
            "Odds ratios with Woolf's 95 %; no test."
        )
        foot = feet.foot(given.source, f"{known:,} of {given.answered:,} cases", said)
    else:
        codebook = tree(store)
        chosen = crosstab_given.chosen(store, codebook, codes)
        asked = crosstab_given.question_of(store, question, interviews)
        found = cooccurrence_places.read(
            store, chosen, codebook, question=asked, layer=layer, interviewers=interviewers
        )
        apart = 0 if unit == "segment" else WINDOW if window is None else window
        rows = of_segments(found, [code.code for code in chosen], apart)
        where = "whose words overlap" if not apart else f"at most {apart} characters apart"
        foot = (
            f"{INTERVIEWS.capitalize() if asked is None else asked}, layer {layer}: "
            f"{len(found.code):,} segments in reviewed passages; pairs of one coder {where}. "
            "Segments, not people: nothing is tested."
        )
    made = pd.DataFrame(rows, columns=COLUMNS)
    made.attrs["foot"] = foot
    return made
