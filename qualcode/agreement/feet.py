"""The foot of a comparison: what was compared, the rule of the unit, the intervals, what is not in.

Numbers of agreement mean nothing without it, so that it goes wherever they go.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from qualcode.agreement.interval import FEW_CLUSTERS, FEWEST_CLUSTERS

if TYPE_CHECKING:
    from qualcode.agreement.compared import Comparison

MOST = 6
SPANS = "matched"
RULES = {
    "sentence": "The unit is the sentence: a code applies to it where it covers {percent} % of it, "
    "or one of its spans lies wholly inside.",
    "turn": "The unit is the turn (in texts without turns the paragraph): a code applies to it "
    "where it covers {percent} % of it, or one of its spans lies wholly inside.",
    "character": "The unit is the character, which its neighbours resemble.",
    "document": "The unit is the document: a code applies where it is anywhere in it.",
    "answer": "The unit is the answer: a code applies where it is anywhere in it.",
    "case": "The unit is the case: a code applies where it is anywhere in its words.",
    SPANS: "Spans of one code match where they share {threshold} of their joint length; no "
    "coefficient corrects that for chance. u_alpha is |u-alpha, by length: whether all coders mark "
    "the same text with the code, corrected for chance, where all are done.",
}


def foot(one: Comparison, units: int | None) -> str:
    """Return the foot of a comparison. units: how many two coders judged; None where not told."""
    how, reading = one.options, one.reading
    parts = [_compared(one), one.who.said]
    rule = RULES[how.unit].format(percent=how.percent, threshold=f"{how.threshold:g}")
    parts.append(rule if units is None else f"{rule} {units:,} of them were judged by two coders.")
    if how.unit != SPANS:
        parts.append("Words done and left uncoded count as 'nothing'; words not done are missing.")
    if "interviews" in one.sources:
        parts.append(
            "Interviewers' turns are counted."
            if how.interviewers
            else "Interviewers' turns are left out."
        )
    if how.categories:
        parts.append("Categories stand for all codes below them.")
    if one.shown:
        parts.append(_intervals(one))
    languages = {source.language for source in reading.sources}
    if how.unit == "character" and len(languages) > 1:
        parts.append(
            f"Characters of {' and '.join(sorted(languages))} are pooled: one of zh holds about as "
            "much as a word of en."
        )
    parts += _left_out(one)
    if one.who.training:
        parts.append("This is feedback of a training round, not reliability.")
    return " ".join(part for part in parts if part)


def _compared(one: Comparison) -> str:
    sources = one.reading.sources
    by_done: Counter[tuple[str, ...]] = Counter(
        tuple(c for c in one.coders if c in source.when) for source in sources
    )
    done = "; ".join(f"{n:,} by {', '.join(who)}" for who, n in by_done.most_common(MOST))
    what = " and ".join(one.sources)
    names = _told([source.name for source in sources])
    coders = ", ".join(one.coders)
    return f"{coders} on {what}: {len(sources):,} done by two or more ({done}): {names}."


def _intervals(one: Comparison) -> str:
    how = one.options
    if not how.draws:
        return "Without intervals."
    if how.interval == "krippendorff":
        return (
            f"Intervals of alpha by Krippendorff's bootstrap, {how.draws:,} draws, seed "
            f"{how.seed}: units as if independent, expected disagreement fixed."
        )
    documents = one.reading.documents
    clusters = len({d.name if d.cluster is None else d.cluster for d in documents})
    if clusters < FEWEST_CLUSTERS:
        return f"No intervals: {clusters} to resample, and it takes {FEWEST_CLUSTERS}."
    thin = f" (few: unreliable below {FEW_CLUSTERS})" if clusters < FEW_CLUSTERS else ""
    return (
        f"Intervals: {how.level:.0%}, {clusters:,} documents or cases resampled{thin}, "
        f"{how.draws:,} draws, seed {how.seed}; they say nothing about other coders."
    )


def _left_out(one: Comparison) -> list[str]:
    reading = one.reading
    parts = []
    why: dict[tuple[str, str], list[str]] = {}
    for left in reading.left_out:
        why.setdefault((left.why, left.coder), []).append(left.document)
    for (reason, coder), documents in why.items():
        by = f" by {coder}" if coder else ""
        parts.append(f"Left out: {_told(documents)}{by} ({reason}).")
    for coder in one.coders:
        if unknown := reading.unknown.get(coder):
            codes = [code for code in one.codes if code in unknown]
            parts.append(
                f"Not judged by {coder}, who did not know them, or not in the meaning that others "
                f"had, in some document: {_told(codes)}."
            )
    earlier = [code for code in one.codes if code in one.rows.earlier]
    if earlier:
        parts.append(f"Compared in an earlier meaning than today's: {_told(earlier)}.")
    for coder in one.coders:
        if n := reading.not_done.get(coder):
            parts.append(_segments(n, f"of {coder}", "in words not done, and not counted"))
        if n := reading.not_by_hand.get(coder):
            share = f"of {reading.segments[coder]:,} of {coder}"
            parts.append(_segments(n, share, "suggested or coded automatically, and counted"))
    if reading.lost:
        parts.append(_segments(reading.lost, "", "without words in today's texts, not counted"))
    return parts


def _segments(n: int, whose: str, what: str) -> str:
    many = "segment is" if n == 1 else "segments are"
    return f"{n:,} {many.replace(' ', f' {whose} ' if whose else ' ')} {what}."


def _told(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST:,} more" if len(names) > MOST else ""
    return ", ".join(names[:MOST]) + more
