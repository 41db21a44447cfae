"""What coders did, read from the store as documents to compare, in a few queries.

A coder's review is what makes words comparable: what was not marked done is missing, whatever
segments stand in it. Reviews and segments count in one pass of coding together: a segment made in
a round never counts for a review outside it. All is where it stands in the current texts.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from qualcode.agreement.passages import Owned, passages
from qualcode.agreement.reduction import Document, Done, joined
from qualcode.agreement.refusals import Span
from qualcode.agreement.rounds import Round
from qualcode.agreement.rows import Rows
from qualcode.agreement.sides import OUTSIDE, Side
from qualcode.agreement.watch import Progress
from qualcode.coding.reviews import ReviewRow, known_by_state
from qualcode.documents import listing
from qualcode.documents.listing import ANSWER
from qualcode.documents.turns import current_turns
from qualcode.store.keys import select_in

BY_HAND = "manual"
WHOLE_TEXTS = ("document", "answer", "case")


@dataclass(frozen=True)
class Source:
    """A document that two sides at least are done with, as what it is compared.

    when: side → the time of its last review of the document.
    """

    key: int
    name: str
    kind: str
    language: str
    case: str | None
    question: str | None
    text: str
    when: Mapping[str, str]
    document: Document


@dataclass
class LeftOut:
    """What was not compared: a document of a side, or of all where `coder` is empty, and why."""

    document: str
    coder: str
    why: str


@dataclass
class Reading:
    """What was read. documents: those compared, joined by case where that is the unit; parts: by
    the name of such a document the sources that it is made of.

    segments: side → how many count; not_by_hand: of those, suggested or coded automatically;
    not_done: side → how many stand in words that it is not done with, and do not count; lost: how
    many have no words left in the current texts.
    """

    sources: list[Source]
    documents: list[Document]
    left_out: list[LeftOut]
    parts: dict[str, list[Source]] = field(default_factory=dict)
    unknown: dict[str, set[str]] = field(default_factory=dict)
    segments: dict[str, int] = field(default_factory=dict)
    not_by_hand: dict[str, int] = field(default_factory=dict)
    not_done: dict[str, int] = field(default_factory=dict)
    lost: int = 0


@dataclass(frozen=True)
class Listed:
    """A document that somebody is done with."""

    key: int
    name: str
    kind: str
    language: str
    case: str | None
    question: str | None


def listed(connection: Connection, keys: Collection[int]) -> dict[int, Listed]:
    """Return documents by key, in the order in which they came in."""
    sql = (
        "SELECT d.id, d.shown, d.kind, d.language, c.name, q.name FROM document d "
        "LEFT JOIN cases c ON c.id = d.case_id LEFT JOIN variable q ON q.id = d.variable_id "
        "WHERE d.id IN ({}) ORDER BY d.id"
    )
    return {r[0]: Listed(*r) for r in select_in(connection, sql, sorted(keys))}


def by_side(
    reviews: Sequence[ReviewRow], sides: Sequence[Side], rounds: Mapping[int, Round]
) -> tuple[dict[int, dict[str, list[ReviewRow]]], dict[int, dict[str, str]]]:
    """Return by document and side what is done; and where a side did the same words twice.

    The second: by document and side the names of the passes of coding that overlap. Which of them
    would be meant cannot be told, so neither is compared.
    """
    of_coder: dict[int, list[Side]] = {}
    for side in sides:
        of_coder.setdefault(side.coder_id, []).append(side)
    found: dict[int, dict[str, list[ReviewRow]]] = {}
    for row in reviews:
        for side in of_coder.get(row.coder_id, ()):
            if row.round_id in side.rounds:
                found.setdefault(row.document_id, {}).setdefault(side.name, []).append(row)
    twice: dict[int, dict[str, str]] = {}
    for document, of_sides in found.items():
        for name, own in list(of_sides.items()):
            passes = {r.round_id for r in own}
            if len(passes) > 1 and _done_again(own):
                called = sorted(OUTSIDE if r is None else rounds[r].name for r in passes)
                twice.setdefault(document, {})[name] = " and ".join(called)
                del of_sides[name]
    return found, twice


def _done_again(rows: Sequence[ReviewRow]) -> bool:
    ordered = sorted(rows, key=lambda r: (r.start, r.end))
    return any(
        a.round_id != b.round_id and a.start < b.end and b.start < a.end
        for n, a in enumerate(ordered)
        for b in ordered[n + 1 :]
    )


def read(
    connection: Connection,
    chosen: Mapping[int, Listed],
    done: Mapping[int, Mapping[str, Sequence[ReviewRow]]],
    sides: Sequence[Side],
    rows: Rows,
    unit: str,
    *,
    interviewers: bool,
    progress: Progress | None = None,
) -> Reading:
    """Return the documents chosen as they are compared; `progress` is told of each."""
    keys = list(chosen)
    reading = Reading([], [], [])
    texts = listing.texts(connection, keys)
    turns = current_turns(connection, [k for k in keys if chosen[k].kind != ANSWER])
    since: dict[int, str] = {}
    for row in (r for k in keys for own in done[k].values() for r in own):
        since[row.state_id] = min(row.created, since.get(row.state_id, row.created))
    knew = rows.with_merged(known_by_state(connection, since), since)
    spans = _spans(connection, keys, done, sides, rows, reading)
    owned: dict[int, list[Owned]] = {}
    for at, key in enumerate(keys):
        if progress is not None:
            progress(at, len(keys))
        one, text = chosen[key], texts[key]
        units = passages(text, turns.get(key), unit, interviewers=interviewers)
        if not units:
            why = "no words of its own: interviewers' turns or nothing at all"
            reading.left_out.append(LeftOut(one.name, "", why))
            continue
        owned[key] = units
        missing = rows.unknown({r.state_id for own in done[key].values() for r in own}, knew)
        marked = {
            side: [Done(r.start, r.end, missing[r.state_id]) for r in own if r.start < r.end]
            for side, own in done[key].items()
        }
        for side, stretches in marked.items():
            for stretch in stretches:
                reading.unknown.setdefault(side, set()).update(stretch.unknown)
        document = Document(one.name, len(text), [u[:2] for u in units], spans.get(key, {}), marked)
        reading.sources.append(
            Source(
                key, one.name, one.kind, one.language, one.case or _one_case(units), one.question,
                text, {side: max(r.created for r in own) for side, own in done[key].items()},
                document,
            )
        )  # fmt: skip
    _cluster(reading)
    if unit == "case":
        reading.documents = _by_case(reading, owned)
    else:
        reading.documents = [source.document for source in reading.sources]
        reading.parts = {source.name: [source] for source in reading.sources}
    return reading


def _one_case(units: Sequence[Owned]) -> str | None:
    """Return the case whose turns the units are, where it is one."""
    cases = {case for _, _, case in units}
    return cases.pop() if len(cases) == 1 else None


def _cluster(reading: Reading) -> None:
    """Have documents of one case resampled together."""
    of_case: dict[str, int] = {}
    for source in reading.sources:
        if source.case:
            of_case[source.case] = of_case.get(source.case, 0) + 1
    reading.sources = [
        replace(source, document=replace(source.document, cluster=source.case))
        if of_case.get(source.case or "", 0) > 1
        else source
        for source in reading.sources
    ]


def _by_case(reading: Reading, owned: Mapping[int, Sequence[Owned]]) -> list[Document]:
    """Return a document a case: its words in all documents, end to end.

    A turn whose speaker is no case is its document's, and so is a document without a case.
    """
    parts: dict[str, list[Document]] = {}
    shared: dict[str, str] = {}
    for source in reading.sources:
        whose = [case or source.case or source.name for _, _, case in owned[source.key]]
        for name in dict.fromkeys(whose):
            part = replace(source.document, counted=[w == name for w in whose])
            parts.setdefault(name, []).append(part)
            reading.parts.setdefault(name, []).append(source)
            if len(set(whose)) > 1:
                shared[name] = source.name
    return [
        replace(joined(documents, name), cluster=shared.get(name))
        for name, documents in parts.items()
    ]


def _spans(
    connection: Connection,
    keys: Sequence[int],
    done: Mapping[int, Mapping[str, Sequence[ReviewRow]]],
    sides: Sequence[Side],
    rows: Rows,
    reading: Reading,
) -> dict[int, dict[str, list[Span]]]:
    """Return by document and side the spans that count, by row."""
    side_of = {(side.coder_id, one): side.name for side in sides for one in side.rounds}
    sql = (
        "SELECT p.document_id, p.start_at, p.end_at, p.state, s.code_id, s.coder_id, s.round_id, "
        "s.origin FROM place p JOIN segment s ON s.id = p.segment_id WHERE p.document_id IN ({}) "
        "ORDER BY p.document_id, p.start_at, p.end_at DESC, s.id"
    )
    found: dict[int, dict[str, list[Span]]] = {}
    for key, start, end, state, code, coder, one, origin in select_in(connection, sql, keys):
        side = side_of.get((coder, one))
        names = rows.of.get(code)
        if side is None or names is None:
            continue
        if state == "lost" or start >= end:
            reading.lost += 1
            continue
        own = done[key].get(side, ())
        if not any(r.start < end and start < r.end and r.round_id == one for r in own):
            reading.not_done[side] = reading.not_done.get(side, 0) + 1
            continue
        reading.segments[side] = reading.segments.get(side, 0) + 1
        if origin != BY_HAND:
            reading.not_by_hand[side] = reading.not_by_hand.get(side, 0) + 1
        spans = found.setdefault(key, {}).setdefault(side, [])
        spans += [(name, start, end) for name in names]
    return found
