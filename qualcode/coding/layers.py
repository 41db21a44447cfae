"""Layers: whose work an analysis reads.

A layer is a coder's name, `consensus`, `union`, or `final` (the default): consensus where it was
decided, else the one coder's work. A passage that several coders are done with and that was not
reconciled is in no final layer: it is left out, and listed. Rounds of training, audit and stability
measure coders; what is coded there is in no layer.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import pairwise

from qualcode.coding.reviews import ReviewRow, done_passages
from qualcode.errors import NotFound, fits_several, nearest_note
from qualcode.store.coders import Coder, Coders
from qualcode.store.store import Store
from qualcode.text import names

Passage = tuple[int, int]
NAMED = ("final", "union", "consensus")
ASIDE = ("training", "audit", "stability")
"""Rounds that measure coders: what is coded there once more is in no layer."""
_LISTED = ", ".join(f"'{kind}'" for kind in ASIDE)
COUNTS = (
    "(s.round_id IS NULL OR s.round_id NOT IN "
    f"(SELECT id FROM coding_round WHERE kind IN ({_LISTED})))"
)
"""The condition on segments `s` that may be in a layer, in SQL."""


@dataclass(frozen=True)
class Piece:
    """A reviewed stretch of a document in a layer: whose work counts there."""

    start: int
    end: int
    coders: frozenset[int]
    state_ids: tuple[int, ...]


@dataclass
class Layer:
    """What a layer holds: by document, the reviewed pieces; and what was left out, and why."""

    name: str
    pieces: dict[int, list[Piece]] = field(default_factory=dict)
    left_out: list[tuple[int, int, int, tuple[str, ...]]] = field(default_factory=list)
    """(document key, start, end, coders) of passages that several coded and nobody reconciled."""

    def counts(self, document: int, coder: int, start: int, end: int) -> bool:
        """Say whether a coder's segment there belongs to the layer: it meets a piece of theirs."""
        return any(
            coder in p.coders and p.start < max(end, start + 1) and start < max(p.end, p.start + 1)
            for p in self.pieces.get(document, ())
        )


def build(store: Store, name: str = "final", documents: Collection[int] | None = None) -> Layer:
    """Return the layer of a name for some documents, or all.

    Raises: NotFound for a name that is neither a layer nor a coder.
    """
    coders = Coders(store).list()
    wanted = coders_of(coders, name)
    with store.read() as connection:
        rounds = connection.exec_driver_sql("SELECT id, kind FROM coding_round")
        aside = {key for key, kind in rounds if kind in ASIDE}
        done = done_passages(connection, documents=documents, coders=wanted)
        reviews = [review for review in done if review.round_id not in aside]
    by_document: dict[int, list[ReviewRow]] = {}
    for review in reviews:
        by_document.setdefault(review.document_id, []).append(review)
    kinds = {c.id: c.kind for c in coders}
    labels = {c.id: c.name for c in coders}
    layer = Layer(name)
    for document, rows in sorted(by_document.items()):
        for start, end, inside in _cuts(rows):
            deciding = [r for r in inside if kinds[r.coder_id] == "consensus"]
            counted = deciding if name == "final" and deciding else inside
            who = frozenset(r.coder_id for r in counted)
            if name == "final" and not deciding and len(who) > 1:
                layer.left_out.append((document, start, end, tuple(sorted(labels[c] for c in who))))
                continue
            states = tuple(sorted({r.state_id for r in counted}))
            layer.pieces.setdefault(document, []).append(Piece(start, end, who, states))
    return layer


def coders_of(coders: list[Coder], name: str) -> set[int]:
    """Return the keys of the coders whose work a layer is made of. Raises: NotFound, Ambiguous."""
    if name == "consensus":
        return {c.id for c in coders if c.kind == "consensus"}
    if name == "union":
        return {c.id for c in coders if c.kind in ("human", "imported")}
    if name == "final":
        return {c.id for c in coders if c.kind in ("human", "imported", "consensus")}
    known = {c.name: c for c in coders}
    match = names.find(name, known)
    if match.state == "ambiguous":
        raise fits_several(name, "coders", match.names)
    if match.value is None:
        near = match.names or NAMED
        raise NotFound(
            f"No layer or coder “{name}”.{nearest_note(near)} Layers are: {', '.join(NAMED)}, "
            "and each coder's name.",
            near,
        )
    return {match.value.id}


def _cuts(rows: list[ReviewRow]) -> list[tuple[int, int, list[ReviewRow]]]:
    """Return the stretches between the ends of reviews, with the reviews that hold each."""
    if all(r.whole for r in rows):
        return [(rows[0].start, rows[0].end, rows)]
    ends = sorted({r.start for r in rows} | {r.end for r in rows})
    found = []
    for start, end in pairwise(ends):
        inside = [r for r in rows if r.start <= start and end <= r.end]
        if inside:
            found.append((start, end, inside))
    return found
