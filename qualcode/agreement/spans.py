"""Two coders' spans against each other: matched one to one, and character by character."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from qualcode.agreement.refusals import BadRatings, Span, checked_length, checked_spans

_ANY_LENGTH = 2**62


def match_spans(
    first: Sequence[Span], second: Sequence[Span], threshold: float = 0.5
) -> dict[str, Any]:
    """Return which spans of two coders match one to one, and the F1 of the match.

    first, second: spans (code, start, end), half-open. Only spans of one code match, and only where
                   the share of their common length in their joint length (intersection over union)
                   is at or above `threshold`, compared as whole numbers.
    matches:       pairs of positions in `first` and `second`, in the order of `first`: as many as
                   can be, and among those the ones of the largest sum of shares.
    f1:            2 · matches / (n1 + n2); None if neither coder has a span. Not corrected for
                   chance.

    Raises: BadSpan for an empty or reversed span; BadRatings for a threshold outside (0, 1].
    """
    try:
        share = Fraction(str(threshold)).limit_denominator(10**6)
    except ValueError:
        share = Fraction(0)
    if not 0 < share <= 1:
        raise BadRatings(f"threshold: {threshold!r} is not above 0 and at most 1.")
    ones = checked_spans(first, _ANY_LENGTH, "first coder")
    others = checked_spans(second, _ANY_LENGTH, "second coder")
    matches: list[tuple[int, int]] = []
    theirs = _by_code(others)
    for code, own in _by_code(ones).items():
        if code in theirs:
            matches += _matched(ones, own, others, theirs[code], share)
    total = len(ones) + len(others)
    return {"matches": sorted(matches), "f1": 2 * len(matches) / total if total else None}


def character_table(
    first: Sequence[Span], second: Sequence[Span], length: int
) -> dict[str, dict[str, int]]:
    """Return for each code how many characters both, one, or neither of two coders coded.

    first, second: spans (code, start, end) within a text of `length` code points. Spans of one code
                   by one coder that overlap count once.
    Returns:       code → both, first_only, second_only, neither; they add up to `length`. Codes in
                   the order in which they first occur.
    Raises:        BadSpan for a span that is empty, reversed or beyond the text.
    """
    length = checked_length(length)
    ones = _by_code_merged(checked_spans(first, length, "first coder"))
    others = _by_code_merged(checked_spans(second, length, "second coder"))
    result = {}
    for code in dict.fromkeys([*ones, *others]):
        own, their = ones.get(code, []), others.get(code, [])
        both = common_length(own, their)
        n_first, n_second = (sum(end - start for start, end in s) for s in (own, their))
        result[code] = {
            "both": both,
            "first_only": n_first - both,
            "second_only": n_second - both,
            "neither": length - n_first - n_second + both,
        }
    return result


def merged(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return stretches in order, those that overlap or touch as one."""
    result: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def _by_code(spans: Sequence[Span]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for at, (code, _, _) in enumerate(spans):
        found[code].append(at)
    return dict(found)


def _by_code_merged(spans: Sequence[Span]) -> dict[str, list[tuple[int, int]]]:
    return {
        code: merged(spans[at][1:] for at in places) for code, places in _by_code(spans).items()
    }


def common_length(first: list[tuple[int, int]], second: list[tuple[int, int]]) -> int:
    """Return the length that two lists of disjoint stretches in order have in common."""
    total = i = j = 0
    while i < len(first) and j < len(second):
        total += max(0, min(first[i][1], second[j][1]) - max(first[i][0], second[j][0]))
        if first[i][1] <= second[j][1]:
            i += 1
        else:
            j += 1
    return total


def _matched(
    ones: list[Span], own: list[int], others: list[Span], their: list[int], share: Fraction
) -> list[tuple[int, int]]:
    """Return the best one-to-one match of the spans of one code."""
    a, b, iou = _candidates(
        np.array([ones[n][1:] for n in own]), np.array([others[n][1:] for n in their]), share
    )
    alone = (np.bincount(a)[a] == 1) & (np.bincount(b)[b] == 1)
    found = [(a[alone], b[alone]), *_assigned(a[~alone], b[~alone], iou[~alone])]
    return [
        (own[i], their[j]) for rows, columns in found for i, j in zip(rows, columns, strict=True)
    ]


def _assigned(
    a: npt.NDArray[np.int64], b: npt.NDArray[np.int64], iou: npt.NDArray[np.float64]
) -> list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    """Return the optimal assignment of candidates that compete, each group of them by itself."""
    if not len(a):
        return []
    from scipy.optimize import linear_sum_assignment
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    size = int(a.max() + b.max()) + 2
    links = coo_array((np.ones(len(a)), (a, b + a.max() + 1)), shape=(size, size))
    _, group = connected_components(links, directed=False)
    order = np.argsort(group[a], kind="stable")
    found = []
    for part in np.split(order, np.flatnonzero(np.diff(group[a][order])) + 1):
        rows, at_row = np.unique(a[part], return_inverse=True)
        columns, at_column = np.unique(b[part], return_inverse=True)
        gain = np.zeros((len(rows), len(columns)))
        # A match more outweighs any sum of shares, which each are at most 1.
        gain[at_row, at_column] = iou[part] + min(gain.shape) + 1
        i, j = linear_sum_assignment(gain, maximize=True)
        real = gain[i, j] > 0
        found.append((rows[i[real]], columns[j[real]]))
    return found


def _candidates(
    first: npt.NDArray[np.int64], second: npt.NDArray[np.int64], share: Fraction
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Return the pairs of spans at or above a share, and their shares."""
    order = np.argsort(second[:, 0], kind="stable")
    starts = second[order, 0]
    # What overlaps starts before the end, and no further back than the longest span.
    longest = int((second[:, 1] - second[:, 0]).max())
    low = np.searchsorted(starts, first[:, 0] - longest, side="right")
    high = np.searchsorted(starts, first[:, 1], side="left")
    n = np.maximum(high - low, 0)
    a = np.repeat(np.arange(len(first)), n)
    b = order[np.repeat(low - np.cumsum(n) + n, n) + np.arange(n.sum())]
    common = np.minimum(first[a, 1], second[b, 1]) - np.maximum(first[a, 0], second[b, 0])
    joint = (first[a, 1] - first[a, 0]) + (second[b, 1] - second[b, 0]) - common
    enough = (common > 0) & (common * share.denominator >= share.numerator * joint)
    return a[enough], b[enough], common[enough] / joint[enough]
