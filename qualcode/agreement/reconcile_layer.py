"""The consensus layer: what all have alike, and what was decided where they differ.

Its segments are those of a coder of kind `consensus`, beside the originals, which stay as they are.
A document is reconciled, which is a review of that coder, when no disagreement on what two are done
with is open; then the layer `final` reads the consensus there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import Connection

from qualcode.coding.known import state_of
from qualcode.coding.reviews import ReviewRow, done_passages
from qualcode.store import uids
from qualcode.store.coders import Coders
from qualcode.store.journal import Batch, now
from qualcode.store.keys import select_in
from qualcode.store.store import Store

CONSENSUS = "consensus"
Wanted = tuple[str, int, int]
"""A span of the consensus: uid of the code, start, end."""


class Stretch(NamedTuple):
    """Words that two coders or more are done with, and what all of them knew (uid → revision)."""

    start: int
    end: int
    whole: bool
    known: Mapping[str, int]


@dataclass
class Plan:
    """What the consensus of a document is to be.

    wanted: its spans. disputed: spans of codes on which the coders differ. dropped: what a decision
    had put in that is no more. open: disagreements are left.
    """

    document: int
    version: int
    wanted: set[Wanted]
    disputed: set[Wanted]
    stretches: Sequence[Stretch]
    open: bool
    dropped: set[Wanted] = field(default_factory=set)


class _Segment(NamedTuple):
    key: int
    code: str
    start: int
    end: int
    whole: bool
    revision: int
    consensus: bool


def consensus_coder(store: Store) -> int | None:
    """Return the key of the coder whose segments are the consensus, None where there is none."""
    return next((c.id for c in Coders(store).list() if c.kind == CONSENSUS), None)


def stretches(
    of_sides: Mapping[str, Sequence[ReviewRow]], knew: Mapping[int, Mapping[str, int]]
) -> list[Stretch]:
    """Return the words of a document that two sides or more are done with."""
    rows = [(side, row) for side, own in of_sides.items() for row in own]
    if len(of_sides) > 1 and all(row.whole for _, row in rows):
        known = _all_knew([knew[row.state_id] for _, row in rows])
        return [Stretch(rows[0][1].start, rows[0][1].end, True, known)]
    ends = sorted({r.start for _, r in rows} | {r.end for _, r in rows})
    found: list[Stretch] = []
    for start, end in pairwise(ends):
        inside = [(side, r) for side, r in rows if r.start <= start and end <= r.end]
        if len({side for side, _ in inside}) < 2:
            continue
        known = _all_knew([knew[r.state_id] for _, r in inside])
        if found and found[-1].end == start and found[-1].known == known:
            found[-1] = Stretch(found[-1].start, end, False, known)
        else:
            found.append(Stretch(start, end, False, known))
    return found


def _all_knew(states: Sequence[Mapping[str, int]]) -> dict[str, int]:
    """Return what is in all states, each in the oldest revision."""
    shared = set(states[0]).intersection(*states[1:])
    return {uid: min(state[uid] for state in states) for uid in sorted(shared)}


def reconciled(connection: Connection, plans: Iterable[Plan], coder: int | None) -> set[int]:
    """Return the documents whose words that two are done with are all reviewed by the consensus."""
    plans = list(plans)
    reviewed = _reviews(connection, [p.document for p in plans], coder)
    return {p.document for p in plans if _reconciled(p, reviewed.get(p.document, ()))}


@dataclass
class Due:
    """What is to be done to make the consensus what it is to be, the consensus coder left out.

    gone, opened: keys of segments and of reviews that go; rows: segments; done: words reviewed.
    """

    gone: list[int] = field(default_factory=list)
    opened: list[int] = field(default_factory=list)
    rows: list[dict[str, object]] = field(default_factory=list)
    done: list[tuple[Plan, Stretch]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.gone) + len(self.opened) + len(self.rows) + len(self.done)


def due(connection: Connection, plans: Sequence[Plan], coder: int | None) -> Due:
    """Return what the consensus of documents lacks, and what is in it no more."""
    documents = [plan.document for plan in plans]
    segments: dict[int, list[_Segment]] = {}
    for document, segment in _segments(connection, documents):
        segments.setdefault(document, []).append(segment)
    reviewed = _reviews(connection, documents, coder)
    codes = {
        r[0]: (r[1], r[2]) for r in connection.exec_driver_sql("SELECT uid, id, revision FROM code")
    }
    found = Due()
    for plan in plans:
        listed = segments.get(plan.document, [])
        there = {(s.code, s.start, s.end) for s in listed if s.consensus}
        originals = [s for s in listed if not s.consensus]
        found.gone += [s.key for s in listed if s.consensus and _to_go(s, plan, originals)]
        found.rows += [_row(plan, one, originals, codes) for one in sorted(plan.wanted - there)]
        own = reviewed.get(plan.document, ())
        if plan.open:
            found.opened += [r.id for r in own if any(_meet(r, s) for s in plan.stretches)]
        elif not _reconciled(plan, own):
            found.done += [(plan, one) for one in plan.stretches]
    return found


def settle(store: Store, batch: Batch, plans: Sequence[Plan]) -> None:
    """Make the consensus of documents what it is to be, and mark done those without open cases."""
    found = due(batch.connection, plans, consensus_coder(store))
    if not found:
        return
    coder = _own(store, batch)
    batch.delete("segment", found.gone)
    batch.insert("segment", [{**row, "coder_id": coder} for row in found.rows])
    batch.delete("review", found.opened)
    batch.insert(
        "review",
        [
            {
                "version_id": plan.version, "start_at": None if one.whole else one.start,
                "end_at": None if one.whole else one.end, "coder_id": coder, "round_id": None,
                "codebook_state_id": state_of(batch, store, one.known), "done": 1,
                "created_at": now(),
            }
            for plan, one in found.done
        ],
    )  # fmt: skip


def _own(store: Store, batch: Batch) -> int:
    """Return the key of the consensus coder, who is made with the first that is decided."""
    there = consensus_coder(store)
    if there is not None:
        return there
    people = Coders(store)
    taken = {c.name.casefold() for c in people.list()}
    name = CONSENSUS
    while name.casefold() in taken:
        name += "*"
    row = {
        "uid": uids.named(store.project_uid, "coder", name), "name": name, "kind": CONSENSUS,
        "role": "reader", "database_role": None, "created_at": now(),
    }  # fmt: skip
    return int(batch.insert("coder", [row])[0])


def _row(
    plan: Plan,
    wanted: Wanted,
    originals: Sequence[_Segment],
    codes: Mapping[str, tuple[int, int]],
) -> dict[str, object]:
    """Return a segment of the consensus: in the meaning in which the coders gave the code there."""
    code, start, end = wanted
    key, revision = codes[code]
    basis = [s for s in originals if s.code == code and s.start < end and start < s.end]
    whole = any(s.whole and (s.start, s.end) == (start, end) for s in originals)
    return {
        "version_id": plan.version, "start_at": None if whole else start,
        "end_at": None if whole else end, "code_id": key,
        "code_revision": min((s.revision for s in basis), default=revision), "round_id": None,
        "strength": None, "origin": CONSENSUS, "created_at": now(),
    }  # fmt: skip


def _to_go(one: _Segment, plan: Plan, originals: Sequence[_Segment]) -> bool:
    """Say whether a segment of the consensus is in it no more."""
    span = (one.code, one.start, one.end)
    if span in plan.wanted or not any(_meet(one, s) for s in plan.stretches):
        return False
    alike = [s for s in originals if s.code == one.code and _meet(s, one)]
    disputed = any(c == one.code and a < one.end and one.start < z for c, a, z in plan.disputed)
    return span in plan.dropped or disputed or not alike


def _meet(one: _Segment | ReviewRow | Stretch, other: _Segment | ReviewRow | Stretch) -> bool:
    return one.start < other.end and other.start < one.end


def _reconciled(plan: Plan, own: Sequence[ReviewRow]) -> bool:
    return bool(plan.stretches) and all(
        any(r.start <= s.start and s.end <= r.end for r in own) for s in plan.stretches
    )


def _reviews(
    connection: Connection, documents: Sequence[int], coder: int | None
) -> dict[int, list[ReviewRow]]:
    found: dict[int, list[ReviewRow]] = {}
    if coder is not None:
        for row in done_passages(connection, documents=documents, coders={coder}):
            found.setdefault(row.document_id, []).append(row)
    return found


def _segments(connection: Connection, documents: Collection[int]) -> Iterable[tuple[int, _Segment]]:
    """Yield the segments of documents, where they stand now."""
    sql = (
        "SELECT p.document_id, s.id, c.uid, p.start_at, p.end_at, p.state, s.code_revision, k.kind "
        "FROM place p JOIN segment s ON s.id = p.segment_id JOIN code c ON c.id = s.code_id "
        "JOIN coder k ON k.id = s.coder_id WHERE p.state <> 'lost' AND p.document_id IN ({})"
    )
    for document, key, code, start, end, state, revision, kind in select_in(
        connection, sql, list(documents)
    ):
        yield (
            document,
            _Segment(key, code, start, end, state == "whole", revision, kind == CONSENSUS),
        )
