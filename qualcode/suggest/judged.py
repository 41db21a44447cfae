"""How good suggestions are on passages that the model had not seen: plain counts, no model.

Always beside 'frequent': what one would get by suggesting the most frequent codes to everybody.
A code counts only on passages that were reviewed for it.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

LEAST_SHOWN = 0.15
MOST_SHOWN = 3
SURE = 0.8
WITHOUT_PROBABILITY = 20
"""Below so many reviewed passages no probability is shown."""
BULK_REVIEWED = 100
BULK_PRECISION = 0.85
BULK_CASES = 10
AHEAD = 0.02
"""How far a model must be above 'frequent' to be better than it."""
LEAST_CASES = 10
"""Of so many own codings at least it is said that a code cannot be found."""
_FOUND = 0.2
_AUC = 0.6

Suggested = Sequence[tuple[str, float]]


@dataclass
class OfCode:
    """Counts of one code: n reviewed for it, own codings, suggested, right; at p ≥ .8 the same."""

    n: int = 0
    own: int = 0
    suggested: int = 0
    right: int = 0
    sure: int = 0
    sure_right: int = 0
    auc: float = math.nan

    @property
    def precision(self) -> float:
        """Share of suggestions that the coder had coded too."""
        return self.right / self.suggested if self.suggested else math.nan

    @property
    def recall(self) -> float:
        """Share of the coder's codings that were suggested."""
        return self.right / self.own if self.own else math.nan

    @property
    def bulk(self) -> bool:
        """Say whether suggestions of it at p ≥ .8 were right often enough to accept many."""
        return self.sure >= BULK_CASES and self.sure_right / self.sure >= BULK_PRECISION

    @property
    def not_found(self) -> bool:
        """Say whether the model cannot find this code."""
        if self.own < LEAST_CASES:
            return False
        return self.recall < _FOUND or self.auc < _AUC


@dataclass
class Judged:
    """Figures of suggestions on passages left out.

    reviewed: passages; coded: of those, with a code; hit3, first: share of coded ones with a right
    code among the first three, as the first; frequent_*: the same for the most frequent codes.
    ece: how far the probability of the first suggestion is off, on average.
    """

    reviewed: int = 0
    coded: int = 0
    hit3: float = math.nan
    first: float = math.nan
    frequent_hit3: float = math.nan
    frequent_first: float = math.nan
    ece: float = math.nan
    codes: dict[str, OfCode] = field(default_factory=dict)

    @property
    def better(self) -> bool:
        """Say whether the model is better than the most frequent codes.

        Where these nearly always hit with three codes, as with a short codebook, the first counts.
        """
        if not self.coded:
            return True
        if self.frequent_hit3 > 1 - AHEAD:
            return self.first >= self.frequent_first + AHEAD
        return self.hit3 >= self.frequent_hit3 + AHEAD

    def not_found(self) -> list[str]:
        """Return the codes that the model cannot find."""
        return [code for code, counts in self.codes.items() if counts.not_found]

    def may_bulk(self, code: str) -> bool:
        """Say whether many suggestions of a code may be accepted at once."""
        counts = self.codes.get(code)
        return counts is not None and self.reviewed >= BULK_REVIEWED and self.better and counts.bulk

    def as_mapping(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self)


def read(mapping: Mapping[str, Any]) -> Judged:
    """Return the figures that `as_mapping` gave. Raises: TypeError, AttributeError, KeyError."""
    rest = dict(mapping)
    codes = {code: OfCode(**counts) for code, counts in rest.pop("codes").items()}
    return Judged(**rest, codes=codes)


def shown(listed: Suggested, hidden: Collection[str] = ()) -> list[tuple[str, float]]:
    """Return those of a list that are shown: p ≥ .15, at most three, none that is never found."""
    kept = [(code, p) for code, p in listed if p >= LEAST_SHOWN and code not in hidden]
    return kept[:MOST_SHOWN]


def judge(
    suggested: Sequence[Suggested | None],
    codes: Sequence[Collection[str]],
    unknown: Sequence[Collection[str]],
    book: Sequence[str],
    seen: Sequence[Mapping[str, int]] | None = None,
) -> Judged:
    """Return the figures of what was suggested for passages left out.

    suggested: every code with its probability, best first; None where it was not asked.
    seen: for each passage how often each code was used in what the model knew, where that is not
    'all other passages'.
    """
    made = Judged(codes={code: OfCode() for code in book})
    scores: dict[str, tuple[list[float], list[float]]] = {code: ([], []) for code in book}
    total = {code: sum(code in one for one in codes) for code in book}
    tops: list[tuple[float, bool]] = []
    hits = [0, 0, 0, 0]
    for at, listed in enumerate(suggested):
        if listed is None:
            continue
        made.reviewed += 1
        truth = set(codes[at]) & made.codes.keys()
        picked = {code for code, _ in shown(listed)}
        for code, p in listed:
            if code in unknown[at]:
                continue
            counts, own = made.codes[code], code in truth
            counts.n += 1
            counts.own += own
            counts.suggested += code in picked
            counts.right += own and code in picked
            counts.sure += p >= SURE and code in picked
            counts.sure_right += own and p >= SURE and code in picked
            scores[code][own].append(p)
        if listed:
            tops.append((listed[0][1], listed[0][0] in truth))
        if truth:
            made.coded += 1
            base = seen[at] if seen else {c: total[c] - (c in truth) for c in book}
            usual = sorted(book, key=lambda code: -base.get(code, 0))
            best = [code for code, _ in listed]
            hits[0] += bool(truth.intersection(best[:3]))
            hits[1] += bool(truth.intersection(best[:1]))
            hits[2] += bool(truth.intersection(usual[:3]))
            hits[3] += bool(truth.intersection(usual[:1]))
    if made.coded:
        made.hit3, made.first, made.frequent_hit3, made.frequent_first = (
            hit / made.coded for hit in hits
        )
    made.ece = _ece(tops)
    for code, (others, own_scores) in scores.items():
        made.codes[code].auc = _auc(others, own_scores)
    return made


def _ece(tops: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """Return the expected calibration error over bins of equal width."""
    if not tops:
        return math.nan
    off = 0.0
    for number in range(bins):
        inside = [(p, hit) for p, hit in tops if min(int(p * bins), bins - 1) == number]
        off += abs(sum(p for p, _ in inside) - sum(hit for _, hit in inside))
    return off / len(tops)


def _auc(others: Sequence[float], own: Sequence[float]) -> float:
    """Return how often a passage with a code has a higher probability than one without; ties ½."""
    if not others or not own:
        return math.nan
    ranked = sorted([(p, 0) for p in others] + [(p, 1) for p in own])
    total, at = 0.0, 0
    while at < len(ranked):
        end = at
        while end < len(ranked) and ranked[end][0] == ranked[at][0]:
            end += 1
        total += (at + 1 + end) / 2 * sum(kind for _, kind in ranked[at:end])
        at = end
    return (total - len(own) * (len(own) + 1) / 2) / (len(own) * len(others))


def wilson(x: int, n: int) -> tuple[float, float]:
    """Return the Wilson interval of a share, 95 % (Wilson 1927); NaN without cases."""
    if not n:
        return math.nan, math.nan
    z, p = 1.959963984540054, x / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    reach = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0.0, middle - reach), min(1.0, middle + reach)
