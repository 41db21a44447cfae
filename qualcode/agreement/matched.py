"""Spans matched one to one over documents: how many of each coder's spans the other has too.

There are no true negatives here, so no coefficient corrects it for chance; it shows whether two
coders marked the same passages, where unit tables show whether they coded the same text.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from qualcode.agreement import interval as intervals
from qualcode.agreement.ratings import Floats
from qualcode.agreement.reduction import Document, Done, reduce
from qualcode.agreement.refusals import Span
from qualcode.agreement.spans import match_spans, merged
from qualcode.agreement.tallies import ratio

if TYPE_CHECKING:
    import pandas as pd


def matched(
    documents: Sequence[Document],
    coders: Sequence[str],
    codes: Sequence[str],
    *,
    threshold: float = 0.5,
    draws: int = intervals.DRAWS,
    seed: int = intervals.SEED,
    level: float = intervals.LEVEL,
) -> pd.DataFrame:
    """Return a row a code and pair of coders: code, first, second, n_first, n_second, n_matched,
    f1, f1_low, f1_high.

    Only spans count that lie wholly where both coders marked done with this code known, and that
    touch a counted unit. f1 = 2 · n_matched / (n_first + n_second) over all documents
    (`spans.match_spans`), NaN where neither coder has a span; its interval resamples clusters, none
    below three.
    """
    import pandas as pd

    reduce(documents, coders, ())  # refuses what cannot be judged, by its place
    names = list(dict.fromkeys(_cluster(one) for one in documents))
    place = {name: n for n, name in enumerate(names)}
    number = {code: n for n, code in enumerate(codes)}
    pairs = list(combinations(coders, 2))
    counts = np.zeros((len(names), len(codes), len(pairs), 3))
    for one in documents:
        for p, pair in enumerate(pairs):
            first, second = (_comparable(one, coder, pair, number) for coder in pair)
            into = counts[place[_cluster(one)], :, p]
            for side, spans in enumerate((first, second)):
                for code, _, _ in spans:
                    into[number[code], side] += 1
            for at, _ in match_spans(first, second, threshold)["matches"]:
                into[number[first[at][0]], 2] += 1
    total = counts.sum(axis=0).reshape(-1, 3)
    low = high = np.full(len(total), np.nan)
    if draws and len(names) >= intervals.FEWEST_CLUSTERS and len(total):
        matrix = counts.reshape(len(names), -1)
        blocks = intervals.resampled(len(names), draws, seed, matrix.shape[1])
        drawn = np.concatenate([_f1((b @ matrix).reshape(len(b), -1, 3)) for b in blocks])
        low, high, _ = intervals.percentiles(drawn, level)
    return pd.DataFrame(
        {
            "code": np.repeat(np.array(codes, dtype=object), len(pairs)),
            "first": [first for first, _ in pairs] * len(codes),
            "second": [second for _, second in pairs] * len(codes),
            "n_first": total[:, 0].astype(int),
            "n_second": total[:, 1].astype(int),
            "n_matched": total[:, 2].astype(int),
            "f1": _f1(total),
            "f1_low": low,
            "f1_high": high,
        }
    )


def _f1(counts: Floats) -> Floats:
    return ratio(2 * counts[..., 2], counts[..., 0] + counts[..., 1])


def _cluster(one: Document) -> str:
    return one.name if one.cluster is None else one.cluster


def _comparable(
    one: Document, coder: str, pair: Collection[str], number: dict[str, int]
) -> list[Span]:
    """Return the coder's spans of the codes asked for, where both of a pair could have any."""
    ranges = [[Done(*stretch) for stretch in one.done.get(who, ())] for who in pair]
    done = [merged((start, end) for start, end, _ in own) for own in ranges]
    unknown = [(c, start, end) for own in ranges for start, end, codes in own for c in codes]
    counted = [True] * len(one.units) if one.counted is None else one.counted
    units = [ends for ends, counts in zip(one.units, counted, strict=True) if counts]
    starts = [start for start, _ in units]

    def touches_a_unit(start: int, end: int) -> bool:
        at = bisect_left(starts, end) - 1
        return at >= 0 and units[at][1] > start

    return [
        (code, start, end)
        for code, start, end in one.spans.get(coder, ())
        if code in number
        and all(any(a <= start and end <= b for a, b in own) for own in done)
        and touches_a_unit(start, end)
        and not any(code == c and a < end and start < b for c, a, b in unknown)
    ]
