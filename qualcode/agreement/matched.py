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
from qualcode.agreement.watch import Watch

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
    watch: Watch | None = None,
) -> pd.DataFrame:
    """Return a row a code and pair of coders: code, first, second, n_first, n_second, n_matched,
    f1, f1_low, f1_high.

    Only spans count that lie wholly where both coders marked done with this code known, and that
    touch a counted unit. f1 = 2 · n_matched / (n_first + n_second) over all documents
    (`spans.match_spans`), NaN where neither coder has a span; its interval resamples clusters, none
    below three. watch: hears of every document, and may stop there.
    """
    import pandas as pd

    reduce(documents, coders, ())  # refuses what cannot be judged, by its place
    names = list(dict.fromkeys(_cluster(one) for one in documents))
    place = {name: n for n, name in enumerate(names)}
    number = {code: n for n, code in enumerate(codes)}
    pairs = list(combinations(coders, 2))
    counts = np.zeros((len(names), len(codes), len(pairs), 3))
    for p, pair in enumerate(pairs):
        sides: tuple[list[Span], list[Span]] = ([], [])
        clusters: tuple[list[int], list[int]] = ([], [])
        base = 0
        for at, one in enumerate(documents):
            if watch is not None:
                watch(p * len(documents) + at, len(pairs) * len(documents))
            for coder, spans, of in zip(pair, sides, clusters, strict=True):
                found = _comparable(one, coder, pair, number)
                spans += [(code, start + base, end + base) for code, start, end in found]
                of += [place[_cluster(one)]] * len(found)
            base += one.length
        # Documents end to end: no span meets one of another document.
        for side, (spans, of) in enumerate(zip(sides, clusters, strict=True)):
            np.add.at(counts, (of, [number[code] for code, _, _ in spans], p, side), 1)
        met = [first for first, _ in match_spans(*sides, threshold)["matches"]]
        codes_met = [number[sides[0][n][0]] for n in met]
        np.add.at(counts, ([clusters[0][n] for n in met], codes_met, p, 2), 1)
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

    listed = [
        (code, start, end)
        for code, start, end in one.spans.get(coder, ())
        if code in number and touches_a_unit(start, end)
    ]
    if not unknown and all(own == [(0, one.length)] for own in done):
        return listed  # the usual case: both are done with all of it, and knew every code
    return [
        (code, start, end)
        for code, start, end in listed
        if all(any(a <= start and end <= b for a, b in own) for own in done)
        and not any(code == c and a < end and start < b for c, a, b in unknown)
    ]
