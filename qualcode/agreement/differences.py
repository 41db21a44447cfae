"""What disagreements have in common: codes taken for each other, ends apart, who codes more, when.

Frames for people who sharpen a codebook or train coders; none of them is a coefficient of
reliability.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from qualcode.agreement.comparison import Figures
from qualcode.agreement.disagreements import CODE, RELATED, Disagreement, Place, words
from qualcode.agreement.reduction import Table
from qualcode.agreement.tallies import Tally, estimates, ratio, tally

if TYPE_CHECKING:
    import pandas as pd

NOTHING = "(nothing)"
"""Stands for a code where a coder who was done with the words left them without it."""
BLOCKS = 5
"""At most so many stretches of time are shown."""
PASSAGES = 3


def confusion(
    found: Sequence[Disagreement], agreed: Sequence[Place], codes: Sequence[str]
) -> pd.DataFrame:
    """Return a row a pair of codes taken for each other: code, other, n, characters.

    code, other: two codes that two coders have on words in common where neither has both, the first
    of them first in the codebook; `(nothing)` where one has the code and another, done with the
    words, has it not nor anything else instead; the code itself where both have it. n: places and
    pairs of coders. characters: words in common of them, of the code's own where there is no other.
    """
    import pandas as pd

    order = {code: n for n, code in enumerate(codes)}
    times: Counter[tuple[str, str]] = Counter()
    length: Counter[tuple[str, str]] = Counter()

    def count(a: str, b: str, characters: int) -> None:
        if b != NOTHING and order[a] > order[b]:
            a, b = b, a
        times[a, b] += 1
        length[a, b] += characters

    for one in found:
        swapped = CODE in one.kinds or RELATED in one.kinds
        for place in one.places:
            _count_agreed(place, count)
            for have in place.by:
                for lack in place.lacking:
                    instead = [p for p in one.places if p is not place and lack in p.by]
                    for other in instead if swapped else ():
                        # Seen from both sides; told once.
                        if order[place.code] < order[other.code]:
                            common = _common(place.by[have], other.by[lack])
                            count(place.code, other.code, common)
                    if not instead:
                        count(place.code, NOTHING, _length(place.by[have]))
    for place in agreed:
        _count_agreed(place, count)
    rows = sorted(times, key=lambda k: (order[k[0]], order.get(k[1], len(order))))
    return pd.DataFrame(
        [(a, b, times[a, b], length[a, b]) for a, b in rows],
        columns=["code", "other", "n", "characters"],
    )


def _count_agreed(place: Place, count: Any) -> None:
    for a, b in combinations(place.by.values(), 2):
        count(place.code, place.code, _common(a, b))


def _common(first: Sequence[tuple[int, int]], second: Sequence[tuple[int, int]]) -> int:
    return sum(max(0, min(z, y) - max(a, x)) for a, z in first for x, y in second)


def _length(stretches: Sequence[tuple[int, int]]) -> int:
    return sum(z - a for a, z in stretches)


def extents(
    names: Sequence[str], found: Sequence[Sequence[Place]], texts: Mapping[str, str]
) -> pd.DataFrame:
    """Return a row a place and pair of coders who have a code on stretches that overlap but differ.

    document, code, first, second, start, end (of both), start_apart, end_apart (how much later the
    second coder's begins and ends, in characters), overlap (common in joint length), text.
    """
    import pandas as pd

    rows = []
    for document, listed in zip(names, found, strict=True):
        for place in listed:
            for (first, a), (second, b) in combinations(place.by.items(), 2):
                if words(a) == words(b):
                    continue
                start, end = min(a[0][0], b[0][0]), max(a[-1][1], b[-1][1])
                common = _common(a, b)
                joint = _length(a) + _length(b) - common
                rows.append(
                    (document, place.code, first, second, start, end, b[0][0] - a[0][0],
                     b[-1][1] - a[-1][1], common / joint, texts[document][start:end])
                )  # fmt: skip
    return pd.DataFrame(
        rows,
        columns=["document", "code", "first", "second", "start", "end", "start_apart", "end_apart",
                 "overlap", "text"],
    )  # fmt: skip


def bias(figures: Figures) -> pd.DataFrame:
    """Return a row a code and coder: code, coder, n_units, n, share, bias.

    share: n of n_units, the units judged by this coder and another. bias: by how much the coder
    uses the code more (or less) than the others on the same units, (Σ n - n of the other) / Σ units
    over the pairs; with two coders the bias index (b - c) / n of Byrt, Bishop & Carlin (1993).
    """
    found = figures.by_coder.copy()
    own: Counter[tuple[str, str]] = Counter()
    units: Counter[tuple[str, str]] = Counter()
    for row in figures.pairs.to_dict("records"):
        more = int(row["n_first"]) - int(row["n_second"])
        for side, sign in (("first", 1), ("second", -1)):
            own[row["code"], row[side]] += sign * more
            units[row["code"], row[side]] += int(row["n_units"])
    keys = list(zip(found["code"], found["coder"], strict=True))
    n = np.asarray(found["n"], dtype=float)
    found["share"] = ratio(n, np.asarray(found["n_units"], dtype=float))
    found["bias"] = ratio(
        np.array([own[key] for key in keys], dtype=float),
        np.array([units[key] for key in keys], dtype=float),
    )
    return found


def pooled(counts: Tally, groups: Sequence[Sequence[int]]) -> dict[str, Any]:
    """Return the coefficients of all codes' decisions together, a value a group of documents."""
    sums = np.array([counts.counts[list(group)].sum(axis=(0, 1)) for group in groups])
    sums = sums.reshape(len(groups), counts.counts.shape[-1])
    return estimates(counts, sums, sums)


def drift(table: Table, times: Sequence[str], of_documents: Tally | None = None) -> pd.DataFrame:
    """Return agreement in the order in which the documents were done, in at most five blocks.

    times: a time a document, that of the last coder's review; '' where there is none. Columns:
    block, since, until, documents, n_units, and the coefficients of all codes' decisions together.
    """
    import pandas as pd

    counts = of_documents or by_document(table)
    units = units_of(table)
    at = sorted((n for n in range(len(times)) if units[n]), key=lambda n: (times[n], n))
    blocks = [[at[i] for i in part] for part in np.array_split(np.arange(len(at)), BLOCKS)]
    blocks = [block for block in blocks if block]
    return pd.DataFrame(
        {
            "block": range(1, len(blocks) + 1),
            "since": [times[b[0]] for b in blocks],
            "until": [times[b[-1]] for b in blocks],
            "documents": [len(b) for b in blocks],
            "n_units": [int(units[b].sum()) for b in blocks],
            **pooled(counts, blocks),
        }
    )


def by_document(table: Table) -> Tally:
    """Return the counts of a table with every document its own cluster, those without units too."""
    counts = tally(table, table.document)
    missing = len(table.documents) - len(counts.counts)
    padded = np.concatenate([counts.counts, np.zeros((missing, *counts.counts.shape[1:]))])
    return Tally(padded, counts.judged, counts.yes, counts.pairs, counts.uses)


def units_of(table: Table) -> Any:
    """Return by document how many units two coders at least judged for some code."""
    both = ((table.values != 2).sum(axis=1) >= 2).any(axis=1)
    return np.bincount(
        table.document[both], table.weights[both], minlength=len(table.documents)
    ).astype(int)


def costs(
    figures: Figures, counts: Tally, codes: Sequence[str], found: Sequence[Disagreement],
    texts: Mapping[str, str],
) -> pd.DataFrame:  # fmt: skip
    """Return which codes cost most agreement, the dearest first, with passages.

    code, n_differing (pairs of judgements on a unit that differ), share (of those of all codes),
    alpha (of the code), alpha_without (of all other codes' decisions together), instead (the code
    that others have most often in its place), passages (up to three).
    """
    import pandas as pd

    total = counts.total
    differing = counts.fourfold(total)[..., 1:3].sum(axis=(-1, -2))
    without = estimates(counts, total.sum(axis=0) - total, total.sum(axis=0) - total)
    passages: dict[str, list[str]] = {}
    instead: dict[str, Counter[str]] = {}
    for one in found:
        for code in one.codes:
            told = passages.setdefault(code, [])
            if len(told) < PASSAGES:
                words = " ".join(texts[one.document][one.start : one.end].split())
                told.append(f"{one.document} {one.start}–{one.end} “{words}”")
            instead.setdefault(code, Counter()).update(c for c in one.codes if c != code)
    frame = pd.DataFrame(
        {
            "code": list(codes),
            "n_differing": differing.astype(int),
            "share": ratio(differing, np.full(len(codes), differing.sum())),
            "alpha": figures.by_code["alpha"],
            "alpha_without": without["alpha"],
            "instead": [
                next((c for c, _ in instead.get(code, Counter()).most_common(1)), "")
                for code in codes
            ],
            "passages": [tuple(passages.get(code, ())) for code in codes],
        }
    )
    frame = frame[frame["n_differing"] > 0]
    return frame.sort_values("n_differing", ascending=False, kind="stable", ignore_index=True)
