"""Where coders differ, passage by passage, typed: what a person goes through to reconcile.

Spans of one code that overlap, whoever made them, are one place. A place that all who could have it
have alike is no disagreement. Else it is

  different extent  all have the code, on other stretches;
  different code    one has this code where another has that one, and neither has both;
  parent/child      the same, where one code stands above the other in the codebook;
  missed            some who should have it have not: most have it, or the others coded nothing;
  extra             few have it, or one has it beside codes that the others have too.

Two places of different codes are one disagreement where they overlap by half of the shorter, the
best fitting first. One may be of several kinds. Only places count that meet a counted unit and
words that two coders are done with, both knowing the code.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from qualcode.agreement.reduction import Document, Done
from qualcode.agreement.spans import merged

MISSED, CODE, RELATED, EXTRA, EXTENT = KINDS = (
    "missed", "different code", "parent/child", "extra", "different extent",
)  # fmt: skip
Stretch = tuple[int, int]


@dataclass(frozen=True)
class Place:
    """One code where some of the coders have it, and those who could have it and have not.

    by: coder → stretches, in order, overlaps of one coder merged.
    """

    code: str
    start: int
    end: int
    by: Mapping[str, tuple[Stretch, ...]]
    lacking: tuple[str, ...]

    @property
    def alike(self) -> bool:
        """Whether those who have it have it on the same words, in however many segments."""
        return len({words(own) for own in self.by.values()}) == 1


@dataclass(frozen=True)
class Disagreement:
    """A stretch of a document where coders differ, why, in which codes, and what each has there.

    by: coder → all codes the coder has there; None who is not done with these words.
    """

    document: str
    start: int
    end: int
    kinds: tuple[str, ...]
    places: tuple[Place, ...]
    by: Mapping[str, tuple[str, ...] | None]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes in dispute."""
        return tuple(dict.fromkeys(place.code for place in self.places))


def places(document: Document, coders: Sequence[str], codes: Sequence[str]) -> list[Place]:
    """Return the places of a document that can be compared, in the order of the text."""
    done = {c: [Done(*d) for d in document.done.get(c, ())] for c in coders}
    done = {coder: own for coder, own in done.items() if own}
    if len(done) < 2:
        return []
    order = {code: n for n, code in enumerate(codes)}
    spans: dict[str, list[tuple[int, int, str]]] = {}
    for coder in done:
        own: dict[str, set[Stretch]] = {}
        for code, start, end in document.spans.get(coder, ()):
            if code in order:
                own.setdefault(code, set()).add((start, end))
        for code, stretches in own.items():
            spans.setdefault(code, []).extend((*s, coder) for s in _overlapping(stretches))
    units = _Units(document)
    found = []
    for code, listed in spans.items():
        for group in _touching(listed):
            start, end = group[0][0], max(span[1] for span in group)
            judges = [
                coder
                for coder, own_done in done.items()
                if any(d.start < end and start < d.end and code not in d.unknown for d in own_done)
            ]
            by: dict[str, tuple[Stretch, ...]] = {}
            for a, z, coder in group:
                if coder in judges:
                    by[coder] = (*by.get(coder, ()), (a, z))
            if by and len(judges) > 1 and units.met(start, end):
                lacking = tuple(c for c in judges if c not in by)
                in_order = {c: by[c] for c in judges if c in by}
                found.append(Place(code, start, end, in_order, lacking))
    return sorted(found, key=lambda p: (p.start, p.end, order[p.code]))


def disagreements(
    document: Document,
    coders: Sequence[str],
    codes: Sequence[str],
    above: Collection[tuple[str, str]] = (),
) -> list[Disagreement]:
    """Return where coders differ in a document, in the order of the text.

    codes: those compared, in the order in which they are told. above: pairs of codes, the first
    above the second in the codebook.
    """
    found = places(document, coders, codes)
    differing = [n for n, place in enumerate(found) if place.lacking]
    groups = [[found[n] for n in group] for group in _instead(found, differing)]
    groups += [[place] for place in found if not place.lacking and not place.alike]
    has = _Has(found)
    order = {code: n for n, code in enumerate(codes)}
    made = [_made(document, group, coders, order, above, has) for group in groups]
    return sorted(made, key=lambda d: (d.start, d.end, order[d.codes[0]]))


def _made(
    document: Document,
    group: Sequence[Place],
    coders: Sequence[str],
    order: Mapping[str, int],
    above: Collection[tuple[str, str]],
    has: _Has,
) -> Disagreement:
    start, end = min(p.start for p in group), max(p.end for p in group)
    by: dict[str, tuple[str, ...] | None] = {}
    for coder in coders:
        if any(d.start < end and start < d.end for d in map(_done, document.done.get(coder, ()))):
            by[coder] = tuple(sorted(has.codes(coder, start, end), key=order.__getitem__))
        else:
            by[coder] = None
    kinds = set()
    if len(group) > 1:
        pairs = [(a.code, b.code) for a in group for b in group if a is not b]
        related = [pair in above or pair[::-1] in above for pair in pairs]
        kinds |= {RELATED} if any(related) else set()
        kinds |= set() if all(related) else {CODE}
    elif group[0].lacking:
        kinds.add(_missed_or_extra(group[0], by))
    if len({words(own) for place in group for own in place.by.values()}) > 1:
        kinds.add(EXTENT)
    told = tuple(sorted(group, key=lambda p: (order[p.code], p.start)))
    return Disagreement(document.name, start, end, tuple(k for k in KINDS if k in kinds), told, by)


def _missed_or_extra(place: Place, by: Mapping[str, tuple[str, ...] | None]) -> str:
    have, lack = len(place.by), len(place.lacking)
    if have != lack:
        return MISSED if have > lack else EXTRA
    return EXTRA if any(by[coder] for coder in place.lacking) else MISSED


def _instead(found: Sequence[Place], differing: Sequence[int]) -> list[list[int]]:
    """Return places by what they stand instead of: another code by another coder, there."""
    pairs = []
    for n, at in enumerate(differing):
        a = found[at]
        for other in differing[n + 1 :]:
            b = found[other]
            if b.start >= a.end:
                break
            common = min(a.end, b.end) - b.start
            shorter = min(a.end - a.start, b.end - b.start)
            swapped = any(c in b.lacking for c in a.by) and any(c in a.lacking for c in b.by)
            if swapped and common * 2 >= shorter:
                joint = max(a.end, b.end) - a.start
                pairs.append((-common / joint, at, other))
    group = {at: [at] for at in differing}
    for _, at, other in sorted(pairs):
        one, two = group[at], group[other]
        who = {c for n in one for c in found[n].by}
        if one is not two and who.isdisjoint(c for n in two for c in found[n].by):
            one += two
            for n in two:
                group[n] = one
    return list({id(g): g for g in group.values()}.values())


def words(stretches: Collection[Stretch]) -> tuple[Stretch, ...]:
    """Return the words that stretches hold, those that touch as one."""
    return tuple(merged(stretches))


def _overlapping(stretches: Collection[Stretch]) -> list[Stretch]:
    """Return stretches in order, those that overlap as one; those that touch stay two."""
    found: list[Stretch] = []
    for start, end in sorted(stretches):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _touching(spans: Sequence[tuple[int, int, str]]) -> Iterator[list[tuple[int, int, str]]]:
    """Yield spans in groups of those that overlap, directly or through others."""
    group: list[tuple[int, int, str]] = []
    reached = 0
    for span in sorted(spans):
        if group and span[0] >= reached:
            yield group
            group = []
        reached = max(reached, span[1]) if group else span[1]
        group.append(span)
    if group:
        yield group


def _done(stretch: Sequence[object]) -> Done:
    return Done(*stretch)  # type: ignore[arg-type]


class _Units:
    """The counted units of a document, to ask whether a span meets one."""

    def __init__(self, document: Document) -> None:
        counted = document.counted or [True] * len(document.units)
        units = [u for u, counts in zip(document.units, counted, strict=True) if counts]
        self._units = merged(units)
        self._starts = [start for start, _ in self._units]

    def met(self, start: int, end: int) -> bool:
        at = bisect_left(self._starts, end) - 1
        return at >= 0 and self._units[at][1] > start


class _Has:
    """Which codes each coder has in a stretch."""

    def __init__(self, found: Sequence[Place]) -> None:
        self._by: dict[str, list[tuple[int, int, str]]] = {}
        for place in found:
            for coder, stretches in place.by.items():
                self._by.setdefault(coder, []).extend((a, z, place.code) for a, z in stretches)
        self._longest: dict[str, int] = {}
        for coder, spans in self._by.items():
            spans.sort()
            self._longest[coder] = max(z - a for a, z, _ in spans)

    def codes(self, coder: str, start: int, end: int) -> set[str]:
        spans = self._by.get(coder, [])
        low = bisect_left(spans, (start - self._longest.get(coder, 0), 0, ""))
        high = bisect_left(spans, (end, 0, ""))
        return {code for a, z, code in spans[low:high] if z > start}
