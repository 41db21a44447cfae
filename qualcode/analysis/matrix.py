"""The case × code matrix: 1 applied, 0 reviewed and not applied, empty not reviewed for this code.

The unit is the case; `base` says what was reviewed for what.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qualcode.analysis import base
from qualcode.analysis.feet import foot
from qualcode.coding.codes import CodeRef
from qualcode.store.store import Store


@dataclass(frozen=True)
class Matrix:
    """Cases × codes: cells are 1, 0 or None (not reviewed for this code), with what was read."""

    cases: tuple[str, ...]
    codes: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]
    foot: str


def build(
    store: Store,
    *,
    question: str | None = None,
    codes: Sequence[CodeRef] | None = None,
    layer: str = "final",
    interviewers: bool = False,
) -> Matrix:
    """Return the matrix of a question's answers, or without one of the interviews.

    codes: the columns; else those that can be applied, in the codebook's order.
    Raises: NotFound for an unknown question or layer, UsageError.
    """
    found = base.build(store, question=question, layer=layer, interviewers=interviewers)
    if codes is None:
        codes = [c for c in found.tree.codes if not (c.category or c.retired)]
    codes = list(dict.fromkeys(codes))
    applied = found.applied()
    cells = tuple(
        tuple(found.cell(at, code, applied[at]) for code in codes) for at in range(len(found.units))
    )
    reviewed = sum(any(cell is not None for cell in row) for row in cells)
    said = "1 applied, 0 reviewed and not applied, empty not reviewed for this code."
    return Matrix(
        tuple(unit.case for unit in found.units),
        tuple(code.code for code in codes),
        cells,
        foot(found, f"{reviewed:,} of {len(cells):,} cases reviewed", said),
    )
