"""What counts in a layer: for each case the codes applied, and the codes it was reviewed for.

A case was reviewed for a code where all of its words were reviewed in the layer by somebody who
knew the code in its present meaning. A segment counts where it meets a passage so reviewed: what
was applied under an older meaning, or after the last review, says nothing until the passage is
reviewed again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from qualcode.analysis import units as whose
from qualcode.analysis.tree import Tree, tree
from qualcode.analysis.units import Unit
from qualcode.coding import layers
from qualcode.coding.codes import CodeRef
from qualcode.coding.layers import COUNTS, Layer, Piece
from qualcode.coding.reviews import known_by_state
from qualcode.store.store import Store


@dataclass(frozen=True)
class Hit:
    """A segment that counts: its key, code and document, and the places of its cases among the
    units.
    """

    segment: int
    code: int
    document: int
    units: tuple[int, ...]


@dataclass(frozen=True)
class Base:
    """A source in a layer: its cases, what was applied, and what each case was reviewed for.

    reviewed: a unit's known codes by key, None where not all of its words were reviewed. unread:
    segments in passages not reviewed for their code. left_out: (document key, start, end, coders)
    of passages that several coded and nobody reconciled. held: the layer itself.
    """

    source: str
    layer: str
    interviewers: bool
    tree: Tree
    units: list[Unit]
    hits: list[Hit]
    reviewed: list[frozenset[int] | None]
    documents: dict[int, frozenset[int]]
    unread: int
    left_out: list[tuple[int, int, int, tuple[str, ...]]]
    held: Layer

    def cell(self, at: int, code: CodeRef, applied: set[int]) -> int | None:
        """Return 1, 0 or None for a unit by its place, given the keys of the codes it has."""
        if not applied.isdisjoint(self.tree.below[code.id]):
            return 1
        known, needed = self.reviewed[at], self.tree.needed[code.id]
        return 0 if known is not None and needed and needed <= known else None

    def applied(self) -> list[set[int]]:
        """Return the keys of the codes that each unit has."""
        found: list[set[int]] = [set() for _ in self.units]
        for hit in self.hits:
            for at in hit.units:
                found[at].add(hit.code)
        return found


def build(
    store: Store, *, question: str | None = None, layer: str = "final", interviewers: bool = False
) -> Base:
    """Return what counts of a question's answers, or of the interviews, in a layer.

    Raises: NotFound for an unknown question or layer, UsageError.
    """
    codes = tree(store)
    with store.read() as connection:
        question = whose.question_of(connection, question)
        listed = whose.units(connection, question, interviewers=interviewers)
    owners: dict[int, list[int]] = {}
    for at, unit in enumerate(listed):
        for document in unit.words:
            owners.setdefault(document, []).append(at)
    held = layers.build(store, layer)
    with store.read() as connection:
        known = Known(connection, held, codes)
        hits, unread = _hits(connection, held, known, listed, owners)
    documents = {d: known.anywhere(held.pieces[d]) for d in owners if d in held.pieces}
    return Base(
        question or whose.INTERVIEWS, layer, interviewers, codes, listed, hits,
        [_reviewed(held, known, unit) for unit in listed], documents, unread,
        [one for one in held.left_out if one[0] in owners], held,
    )  # fmt: skip


class Known:
    """Which codes the reviewers of a passage knew in their present meaning."""

    def __init__(self, connection: Connection, held: Layer, codes: Tree) -> None:
        states = {s for pieces in held.pieces.values() for p in pieces for s in p.state_ids}
        revisions = known_by_state(connection, states)
        self._retired = frozenset(c.id for c in codes.codes if c.retired)
        self._by_state = {
            state: frozenset(c.id for c in codes.codes if knew.get(c.uid, 0) >= c.revision)
            for state, knew in revisions.items()
        }
        self._by_states: dict[tuple[int, ...], frozenset[int]] = {}

    def of(self, piece: Piece) -> frozenset[int]:
        """Return what somebody of a passage's reviewers knew."""
        found = self._by_states.get(piece.state_ids)
        if found is None:
            found = frozenset[int]().union(*(self._by_state[s] for s in piece.state_ids))
            self._by_states[piece.state_ids] = found
        return found

    def anywhere(self, pieces: Sequence[Piece]) -> frozenset[int]:
        """Return what was known in some passage of several."""
        return frozenset[int]().union(*(self.of(piece) for piece in pieces))

    def counts(self, code: int, piece: Piece) -> bool:
        """Say whether a segment in a passage counts; a retired code's does as long as it stands."""
        return code in self.of(piece) or code in self._retired


def _hits(
    connection: Connection,
    held: Layer,
    known: Known,
    listed: Sequence[Unit],
    owners: Mapping[int, Sequence[int]],
) -> tuple[list[Hit], int]:
    hits, unread = [], 0
    for segment, document, code, coder, start, end in connection.exec_driver_sql(
        "SELECT s.id, p.document_id, s.code_id, s.coder_id, p.start_at, p.end_at "
        "FROM place p JOIN segment s ON s.id = p.segment_id "
        f"WHERE p.state <> 'lost' AND {COUNTS} ORDER BY s.id"
    ):
        pieces = held.pieces.get(document, ())
        met = [p for p in pieces if coder in p.coders and meet(p, start, end)]
        if not met or document not in owners:
            continue
        units = tuple(at for at in owners[document] if listed[at].owns(document, start, end))
        if not units:
            continue
        if any(known.counts(code, piece) for piece in met):
            hits.append(Hit(segment, code, document, units))
        else:
            unread += 1
    return hits, unread


def meet(piece: Piece, start: int, end: int) -> bool:
    """Say whether a passage and a span share a character, an empty one counting as one."""
    return piece.start < max(end, start + 1) and start < max(piece.end, piece.start + 1)


def _reviewed(held: Layer, known: Known, unit: Unit) -> frozenset[int] | None:
    """Return the codes that a unit was reviewed for; None where some of its words were not."""
    found: frozenset[int] | None = None
    for document, stretches in unit.words.items():
        pieces = sorted(held.pieces.get(document, ()), key=lambda p: p.start)
        if not pieces:
            return None
        met = [p for p in pieces if not stretches or any(meet(p, a, z) for a, z in stretches)]
        for start, end in stretches:
            if not _covered(met, start, end):
                return None
        for piece in met:
            found = known.of(piece) if found is None else found & known.of(piece)
    return found


def _covered(pieces: Sequence[Piece], start: int, end: int) -> bool:
    """Say whether passages, in order, hold a stretch from end to end."""
    at = start
    for piece in pieces:
        if piece.start > at:
            break
        at = max(at, piece.end)
    return at >= end
