"""|u-alpha of each code over documents: whether coders mark the same text with it, by length.

Each code alone against its own gaps, so that codes may overlap each other. Documents are laid end
to end, no span crossing a border; what is not counted, or not done by all coders, is no part of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from qualcode.agreement import interval as intervals
from qualcode.agreement.ratings import Floats
from qualcode.agreement.reduction import Document, Done
from qualcode.agreement.spans import common_length, merged
from qualcode.agreement.watch import Watch

if TYPE_CHECKING:
    import pandas as pd

Stretches = list[tuple[int, int]]


def u_alpha(
    documents: Sequence[Document],
    coders: Sequence[str],
    codes: Sequence[str],
    *,
    draws: int = intervals.DRAWS,
    seed: int = intervals.SEED,
    level: float = intervals.LEVEL,
    watch: Watch | None = None,
) -> pd.DataFrame:
    """Return a row a code: code, documents, characters, u_alpha, u_alpha_low, u_alpha_high.

    documents, characters: what all coders are done with, and knew the code in. With m coders, l = m
    · characters, l_0 the length without the code summed over coders, l_00 that of ordered pairs
    both without it / (m - 1), and S the squared lengths of its spans (spans of one coder that
    overlap or touch are one) plus l_0:
    u_alpha = 1 - (l_0 - l_00) / (l l_0 (l - l_0) / (l² - S)), NaN where nobody used the code.
    Its interval resamples clusters, none below three.
    Source: Krippendorff, Mathet, Bouvry & Widlöcher (2016), Quality & Quantity 50:2347-2364.
    """
    import pandas as pd

    clusters = [one.name if one.cluster is None else one.cluster for one in documents]
    names = list(dict.fromkeys(clusters))
    number = {code: n for n, code in enumerate(codes)}
    place = {name: n for n, name in enumerate(names)}
    sums = np.zeros((len(names), len(codes), 4))  # l, l_0, l_00, S
    used = np.zeros(len(codes), dtype=np.int64)
    for at, one in enumerate(documents):
        if watch is not None:
            watch(at, len(documents))
        text, unknown = _done_by_all(one, coders)
        length = sum(end - start for start, end in text)
        if not length:
            continue
        of, knew = sums[place[clusters[at]]], [code not in unknown for code in codes]
        of[knew] += len(coders) * length
        used += knew
        marked: dict[str, list[Stretches]] = {}
        for g, coder in enumerate(coders):
            for code, start, end in one.spans.get(coder, ()):
                if code in number and code not in unknown:
                    marked.setdefault(code, [[] for _ in coders])[g].append((start, end))
        for code, spans in marked.items():
            _add(of[number[code]], [_within(merged(own), text) for own in spans])
    total = sums.sum(axis=0)
    low = high = np.full(len(codes), np.nan)
    if draws and len(names) >= intervals.FEWEST_CLUSTERS:
        flat = sums.reshape(len(names), -1)
        blocks = intervals.resampled(len(names), draws, seed, flat.shape[1])
        drawn = np.concatenate([_value((b @ flat).reshape(len(b), -1, 4)) for b in blocks])
        low, high, _ = intervals.percentiles(drawn, level)
    return pd.DataFrame(
        {
            "code": list(codes),
            "documents": used,
            "characters": (total[:, 0] / max(1, len(coders))).astype(int),
            "u_alpha": _value(total),
            "u_alpha_low": low,
            "u_alpha_high": high,
        }
    )


def _value(sums: Floats) -> Floats:
    whole, without, alike, squares = np.moveaxis(sums, -1, 0)
    expected = whole * without * (whole - without)
    found = np.full(whole.shape, np.nan)
    some = (expected > 0) & (whole**2 > squares)
    np.divide((without - alike) * (whole**2 - squares), expected, out=found, where=some)
    return 1 - found


def _add(sums: Floats, marked: Sequence[Stretches]) -> None:
    """Correct the sums of a code that nobody used by what coders marked."""
    covered = sum(end - start for own in marked for start, end in own)
    if not covered:
        return
    pairs = combinations(marked, 2)
    both = sum(common_length(one, other) for one, other in pairs) / (len(marked) - 1)
    sums[1] -= covered
    sums[2] += 2 * both - 2 * covered
    sums[3] += sum((end - start) ** 2 for own in marked for start, end in own) - covered


def _done_by_all(one: Document, coders: Sequence[str]) -> tuple[Stretches, set[str]]:
    """Return the counted text that every coder is done with, and the codes some did not know."""
    counted = [True] * len(one.units) if one.counted is None else one.counted
    text = merged(ends for ends, counts in zip(one.units, counted, strict=True) if counts)
    unknown: set[str] = set()
    for coder in coders:
        own = [Done(*stretch) for stretch in one.done.get(coder, ())]
        text = _within(text, merged((start, end) for start, end, _ in own))
        unknown.update(*(codes for _, _, codes in own))
    return text, unknown


def _within(first: Stretches, second: Stretches) -> Stretches:
    """Return what two lists of stretches in order have in common, cut where either is cut."""
    found, i, j = [], 0, 0
    while i < len(first) and j < len(second):
        start, end = max(first[i][0], second[j][0]), min(first[i][1], second[j][1])
        if start < end:
            found.append((start, end))
        if first[i][1] <= second[j][1]:
            i += 1
        else:
            j += 1
    return found
