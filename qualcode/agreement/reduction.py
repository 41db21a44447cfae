"""From overlapping spans to a table of units × coders × codes: coded, not coded, not judged.

One rule for all coders, fixed before looking: a code applies to a unit if what it covers there is
at least `percent` of the unit's characters, or if one of its spans lies wholly inside the unit.
Spans of one code by one coder that overlap count once. A unit that a coder marked done and left
uncoded holds 0 for every code; one that was not marked done, wholly, holds no judgement at all,
whatever spans stand in it. A code that a coder did not know when marking done is not judged there.

All documents are laid end to end, so that the table is made by a few sorted searches; characters
are stretches between boundaries with their length as weight, never an array of characters.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from qualcode.agreement.ratings import Floats, Ints
from qualcode.agreement.refusals import BadRatings, BadSpan, Span, span_fault
from qualcode.agreement.stretches import Marks, Pieces, covered, cut, inside, merged

NOT_JUDGED = 2
"""In `Table.values`: the coder did not look, or did not know the code."""
HALF = 50
UNITS = ("units", "characters", "documents")

Flags = npt.NDArray[np.bool_]


class Done(NamedTuple):
    """A stretch that a coder marked done, and the codes that the codebook did not have then."""

    start: int
    end: int
    unknown: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Document:
    """One text as several coders coded it. Offsets are code points, half-open, of one same text.

    name:    what it is called; no two documents of a comparison have the same name.
    length:  its code points.
    units:   (start, end) of its sentences, turns, or of the whole, in order, not overlapping; there
             may be gaps, which count for nothing.
    counted: a truth value a unit: an interviewer's turn is left out with False. None: all count.
    spans:   coder → spans (code, start, end). A segment without span is given as the whole text.
    done:    coder → what the coder marked done; a coder who is absent looked at nothing.
    cluster: what is resampled: documents of one participant share it. None: the document itself.
    """

    name: str
    length: int
    units: Sequence[tuple[int, int]]
    spans: Mapping[str, Sequence[Span]] = field(default_factory=dict)
    done: Mapping[str, Sequence[Done]] = field(default_factory=dict)
    counted: Sequence[bool] | None = None
    cluster: str | None = None


@dataclass(frozen=True)
class Table:
    """What coders made of the units of some documents.

    values:    R × coders × codes of uint8: 1 the code applies, 0 it does not, 2 not judged.
    weights:   R, 1 for a unit; its characters where the unit is the character.
    document:  R, the position in `documents`; rows are in the order of documents and text.
    start, end: R, where the row stands in its document, in code points.
    documents, clusters: a name a document. unit, percent: the rule. coders, codes: the axes.
    """

    coders: tuple[str, ...]
    codes: tuple[str, ...]
    documents: tuple[str, ...]
    clusters: tuple[str, ...]
    values: npt.NDArray[np.uint8]
    weights: Ints
    document: Ints
    start: Ints
    end: Ints
    unit: str
    percent: int

    def ratings(self, code: str) -> Floats:
        """Return R × coders of one code: 1, 0, NaN. The form that `coefficients` takes."""
        found = self.values[:, :, self.codes.index(code)].astype(float)
        found[found == NOT_JUDGED] = np.nan
        return found

    def where(self, documents: Collection[str]) -> Table:
        """Return the table of some of the documents: one, those of a language, of a wave."""
        wanted = set(documents)
        keep = [n for n, name in enumerate(self.documents) if name in wanted]
        place = np.full(len(self.documents), -1, dtype=np.int64)
        place[keep] = np.arange(len(keep))
        rows = place[self.document] >= 0
        return replace(
            self,
            documents=tuple(self.documents[n] for n in keep),
            clusters=tuple(self.clusters[n] for n in keep),
            values=self.values[rows],
            weights=self.weights[rows],
            document=place[self.document[rows]],
            start=self.start[rows],
            end=self.end[rows],
        )


def reduce(
    documents: Sequence[Document],
    coders: Sequence[str],
    codes: Sequence[str] | Mapping[str, Collection[str]],
    *,
    unit: str = "units",
    percent: int = HALF,
) -> Table:
    """Return the table of units × coders × codes of some documents.

    coders:  those compared, at least one; what others did is not looked at.
    codes:   the codes, or rows of a rolled-up table: name → the codes it stands for (a category and
             all its descendants). A row applies where the stretches of its codes, taken together,
             do; it is not judged where one of its codes is not.
    unit:    "units", as each document has them; "characters", those of the units; "documents", all
             counted units of a document as one, where any character with a code is enough.
    percent: of a unit that a code must cover, a whole number from 1 to 100; of no effect on
             characters and documents.

    Raises: BadSpan naming document, coder and offsets for a span, unit or done stretch that is
            empty, reversed, beyond the text, or a unit that overlaps the one before; BadRatings for
            an unknown unit, a percentage, coder or document named twice.
    """
    if unit not in UNITS:
        raise BadRatings(f"unit: no “{unit}”. Units are {', '.join(UNITS)}.")
    if percent not in range(1, 101):
        raise BadRatings(f"percent: {percent!r} is no whole number from 1 to 100.")
    rows = codes if isinstance(codes, Mapping) else {code: (code,) for code in codes}
    _once("coders", coders)
    _once("documents", [one.name for one in documents])
    if not isinstance(codes, Mapping):
        _once("codes", codes)
    base = np.concatenate([[0], np.cumsum([one.length for one in documents])]).astype(np.int64)
    pieces = _pieces(documents, base)
    spans, done, unknown = _marks(documents, coders, rows, base)
    if unit == "characters":
        pieces = cut(pieces, (spans, done, unknown))
    number = pieces.document if unit == "documents" else np.arange(len(pieces.start))
    _, first, number = np.unique(number, return_index=True, return_inverse=True)
    n, width = len(first), len(coders) * len(rows)
    sizes = np.bincount(number, pieces.end - pieces.start, minlength=n).astype(np.int64)

    values = np.zeros(n * width, dtype=np.uint8)
    cells, length = covered(pieces, number, merged(spans), width)
    if unit == "units":
        cells = cells[length * 100 >= percent * sizes[cells // width]]
        values[inside(pieces, number, spans, width)] = 1
    values[cells] = 1
    values[covered(pieces, number, unknown, width)[0]] = NOT_JUDGED
    looked = np.zeros(n * len(coders), dtype=bool)
    cells, length = covered(pieces, number, merged(done), len(coders))
    looked[cells[length == sizes[cells // max(len(coders), 1)]]] = True
    table = values.reshape(n, len(coders), len(rows))
    table[~looked.reshape(n, len(coders))] = NOT_JUDGED

    last = np.append(first, len(number))[1:] - 1
    where = pieces.document[first]
    return Table(
        coders=tuple(coders),
        codes=tuple(rows),
        documents=tuple(one.name for one in documents),
        clusters=tuple(one.name if one.cluster is None else one.cluster for one in documents),
        values=table,
        weights=sizes if unit == "characters" else np.ones(n, dtype=np.int64),
        document=where,
        start=pieces.start[first] - base[where],
        end=pieces.end[last] - base[where],
        unit=unit,
        percent=percent,
    )


def joined(documents: Sequence[Document], name: str) -> Document:
    """Return several documents of one case laid end to end as one, to be compared as a whole."""
    at = 0
    units: list[tuple[int, int]] = []
    counted: list[bool] = []
    spans: dict[str, list[Span]] = {}
    done: dict[str, list[Done]] = {}
    for one in documents:
        units += [(start + at, end + at) for start, end in one.units]
        counted += [True] * len(one.units) if one.counted is None else list(one.counted)
        for coder, own in one.spans.items():
            spans.setdefault(coder, []).extend((c, start + at, end + at) for c, start, end in own)
        for coder, ranges in one.done.items():
            done.setdefault(coder, []).extend(
                Done(start + at, end + at, unknown)
                for start, end, unknown in (Done(*stretch) for stretch in ranges)
            )
        at += one.length
    return Document(name, at, units, spans, done, counted)


def _once(what: str, names: Sequence[str]) -> None:
    if len(set(names)) < len(names):
        twice = next(name for n, name in enumerate(names) if name in names[:n])
        raise BadRatings(f"{what}: “{twice}” is named twice.")


def _pieces(documents: Sequence[Document], base: Ints) -> Pieces:
    rows = [(n, *ends) for n, one in enumerate(documents) for ends in one.units]
    document, start, end = _columns(rows, 3)
    _refuse(documents, document, start, end, base, lambda at: f"unit {_nth(document, at)}")
    overlap = (document[1:] == document[:-1]) & (start[1:] < end[:-1])
    if overlap.any():
        at = int(np.argmax(overlap)) + 1
        raise BadSpan(
            f"{documents[document[at]].name}, unit {_nth(document, at)}: {start[at]}–{end[at]} "
            f"begins before unit {_nth(document, at - 1)} ends at {end[at - 1]}."
        )
    keep = np.ones(len(document), dtype=bool)
    at = 0
    for one in documents:
        if one.counted is not None:
            if len(one.counted) != len(one.units):
                raise BadRatings(
                    f"{one.name}: {len(one.counted)} values of counted, {len(one.units)} units."
                )
            keep[at : at + len(one.units)] = one.counted
        at += len(one.units)
    start, end = start + base[document], end + base[document]
    return Pieces(start[keep], end[keep], document[keep])


def _nth(document: Ints, at: int) -> int:
    return at - int(np.searchsorted(document, document[at])) + 1


def _marks(
    documents: Sequence[Document],
    coders: Sequence[str],
    rows: Mapping[str, Collection[str]],
    base: Ints,
) -> tuple[Marks, Marks, Marks]:
    """Return spans by coder and row, what is done by coder, and where a row was not known."""
    belongs: dict[str, list[int]] = {}
    for n, members in enumerate(rows.values()):
        for code in dict.fromkeys(members):
            belongs.setdefault(code, []).append(n)
    spans: list[tuple[int, ...]] = []
    done: list[tuple[int, ...]] = []
    unknown: list[tuple[int, ...]] = []
    for n, one in enumerate(documents):
        for g, coder in enumerate(coders):
            column = g * len(rows)
            for code, start, end in one.spans.get(coder, ()):
                spans += [(n, column + row, start, end) for row in belongs.get(code, ())]
            for start, end, codes in (Done(*stretch) for stretch in one.done.get(coder, ())):
                done.append((n, g, start, end))
                missed = {row for code in codes for row in belongs.get(code, ())}
                unknown += [(n, column + row, start, end) for row in missed]
    names = list(rows)

    def span_of(column: int) -> str:
        return f"“{names[column % len(rows)]}” of {coders[column // len(rows)]}"

    return (
        _placed(documents, spans, base, span_of),
        _placed(documents, done, base, lambda g: f"done of {coders[g]}", empty=True),
        _placed(documents, unknown, base, span_of, empty=True),
    )


def _placed(
    documents: Sequence[Document],
    rows: list[tuple[int, ...]],
    base: Ints,
    name: Callable[[int], str],
    *,
    empty: bool = False,
) -> Marks:
    """Return rows of (document, column, start, end) on the continuum, after looking at each."""
    document, column, start, end = _columns(rows, 4)
    nothing = (start == end) & empty
    _refuse(documents, document, start, end, base, lambda at: name(int(column[at])), nothing)
    keep = ~nothing
    shift = base[document[keep]]
    return Marks(column[keep], start[keep] + shift, end[keep] + shift)


def _columns(rows: Sequence[tuple[int, ...]], width: int) -> npt.NDArray[np.int64]:
    if not rows:
        return np.zeros((width, 0), dtype=np.int64)
    table = np.array(rows)
    if table.dtype.kind != "i":
        wrong = next(row for row in rows if any(type(v) is not int for v in row))
        raise BadSpan(f"{wrong[-2:]}: offsets are whole numbers of code points.")
    return table.astype(np.int64).T


def _refuse(
    documents: Sequence[Document],
    document: Ints,
    start: Ints,
    end: Ints,
    base: Ints,
    name: Callable[[int], str],
    allowed: Flags | None = None,
) -> None:
    """Raise for the first stretch that its document does not have."""
    bad = (start < 0) | (end <= start) | (end > np.diff(base)[document])
    if allowed is not None:
        bad &= ~(allowed & (start >= 0) & (end <= np.diff(base)[document]))
    if bad.any():
        at = int(np.argmax(bad))
        one, low, high = documents[document[at]], int(start[at]), int(end[at])
        raise BadSpan(f"{one.name}, {name(at)}: {low}–{high} {span_fault(low, high, one.length)}")
