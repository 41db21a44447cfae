"""The case × code matrix: 1 applied, 0 reviewed and not applied, empty not reviewed for this code.

The unit is the case. A case has a 0 only where all of its text was reviewed in the layer by
somebody who knew the code in its present meaning; a 1 where the code stands in a reviewed passage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from qualcode.coding import layers
from qualcode.coding.codes import CodeRef, all_codes, below
from qualcode.coding.layers import Layer
from qualcode.coding.reviews import known_by_state
from qualcode.errors import NotFound, nearest_note
from qualcode.store.keys import mark
from qualcode.store.store import Store
from qualcode.text import names

INTERVIEWS = "interviews"


@dataclass(frozen=True)
class Unit:
    """One case's documents of a question, or its interviews."""

    case: str
    documents: tuple[int, ...]
    lengths: tuple[int, ...]


@dataclass(frozen=True)
class Matrix:
    """Cases × codes: cells are 1, 0 or None (not reviewed for this code), with what was read."""

    cases: tuple[str, ...]
    codes: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]
    layer: str
    question: str
    left_out: int

    @property
    def foot(self) -> str:
        """What the numbers are: question, layer, base, and what was left out."""
        reviewed = sum(any(c is not None for c in row) for row in self.cells)
        text = (
            f"{self.question}, layer {self.layer}: {reviewed:,} of {len(self.cases):,} cases "
            "reviewed; 1 applied, 0 not applied, empty not reviewed for this code."
        )
        if self.left_out:
            text += f" {self.left_out:,} cases coded by several and not reconciled are left out."
        return text


def build(
    store: Store,
    *,
    question: str | None = None,
    codes: Sequence[CodeRef] | None = None,
    layer: str = "final",
) -> Matrix:
    """Return the matrix of a question's answers, or without one of the interviews.

    Raises: NotFound for an unknown question or layer.
    """
    chosen = list(codes) if codes is not None else live_codes(store)
    held = layers.build(store, layer)
    with store.read() as connection:
        units = _units(connection, question)
        applied = _applied(connection, held)
        states = {s for pieces in held.pieces.values() for p in pieces for s in p.state_ids}
        known = known_by_state(connection, states)
    under = {c.id: below(store, c) for c in chosen}
    members = {c.id: c for c in all_codes(store)}
    left_out = {document for document, *_ in held.left_out}
    cells = []
    for unit in units:
        found = {code for d in unit.documents for code in applied.get(d, ())}
        whole = _whole(held, unit)
        row: list[int | None] = []
        for code in chosen:
            needed = [
                members[k]
                for k in under[code.id]
                if not (members[k].category or members[k].retired)
            ]
            if found & under[code.id]:
                row.append(1)
            elif whole and needed and all(_knows(known, whole, c) for c in needed):
                row.append(0)
            else:
                row.append(None)
        cells.append(tuple(row))
    return Matrix(
        tuple(u.case for u in units),
        tuple(c.code for c in chosen),
        tuple(cells),
        layer,
        question or INTERVIEWS,
        sum(any(d in left_out for d in u.documents) for u in units),
    )


def live_codes(store: Store) -> list[CodeRef]:
    """Return the codes that can be applied."""
    return [c for c in all_codes(store) if not c.category and not c.retired]


def _units(connection: Connection, question: str | None) -> list[Unit]:
    sql = (
        "SELECT coalesce(c.name, d.shown), d.id, t.characters FROM document d "
        "JOIN version v ON v.id = d.version_id JOIN texts t ON t.id = v.texts_id "
        "LEFT JOIN cases c ON c.id = d.case_id LEFT JOIN variable q ON q.id = d.variable_id "
    )
    if question is None:
        rows = connection.exec_driver_sql(f"{sql}WHERE d.kind <> 'answer' ORDER BY d.id").all()
    else:
        m = mark(connection)
        rows = connection.exec_driver_sql(
            f"{sql}WHERE q.name = {m} ORDER BY d.id", (question,)
        ).all()
        if not rows:
            _no_question(connection, question)
    grouped: dict[str, list[tuple[int, int]]] = {}
    for case, document, length in rows:
        grouped.setdefault(case, []).append((document, length))
    return [
        Unit(case, tuple(d for d, _ in listed), tuple(n for _, n in listed))
        for case, listed in grouped.items()
    ]


def _no_question(connection: Connection, question: str) -> None:
    listed = [
        r[0]
        for r in connection.exec_driver_sql(
            "SELECT DISTINCT q.name FROM variable q JOIN document d ON d.variable_id = q.id"
        )
    ]
    near = names.find(question, listed).names or tuple(sorted(listed))
    raise NotFound(f"No question “{question}” with answers.{nearest_note(near)}", near)


def _applied(connection: Connection, held: Layer) -> dict[int, set[int]]:
    """Return the codes that stand in the layer, by document."""
    found: dict[int, set[int]] = {}
    for document, code, coder, start, end in connection.exec_driver_sql(
        "SELECT p.document_id, s.code_id, s.coder_id, p.start_at, p.end_at "
        "FROM place p JOIN segment s ON s.id = p.segment_id WHERE p.state <> 'lost'"
    ):
        if held.counts(document, coder, start, end):
            found.setdefault(document, set()).add(code)
    return found


def _whole(held: Layer, unit: Unit) -> tuple[int, ...]:
    """Return the codebook states of a unit whose text was reviewed from end to end, else ()."""
    states: list[int] = []
    for document, length in zip(unit.documents, unit.lengths, strict=True):
        at = 0
        for piece in sorted(held.pieces.get(document, ()), key=lambda p: p.start):
            if piece.start > at:
                return ()
            at = max(at, piece.end)
            states += piece.state_ids
        if at < length:
            return ()
    return tuple(states)


def _knows(known: dict[int, dict[str, int]], states: tuple[int, ...], code: CodeRef) -> bool:
    """Say whether every reviewer knew a code in its present meaning."""
    return all(known[s].get(code.uid, 0) >= code.revision for s in states)
