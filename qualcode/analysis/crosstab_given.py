"""What a cross-tab is made of: cases × codes as numbers, and who is in the base.

1 applied, 0 not applied, NaN not known: a case that was not reviewed for a code is unknown for it,
and in no base of it, whichever base is asked for. A person who was asked and answered nothing is
known to have said none of it; they are in the bases `asked` and `all` alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from qualcode.analysis import base as bases
from qualcode.analysis import units as whose
from qualcode.analysis.base import Base
from qualcode.analysis.crosstab_asked import BASES, OF_INTERVIEWS
from qualcode.analysis.statistics.given import Array
from qualcode.analysis.tree import Tree
from qualcode.coding.codes import CodeRef, find_code
from qualcode.documents.listing import ANSWER
from qualcode.errors import UsageError
from qualcode.store.keys import mark
from qualcode.store.store import Store

NOT_SHOWN = "not shown"


@dataclass(frozen=True)
class Given:
    """Cases × codes in a layer. cells: 1, 0, NaN; base: which of BASES the cases are.

    answered: how many cases have an answer (or interview); unknown: how many of them were reviewed
    for none of the codes; silent: cases in the base that gave no answer.
    """

    source: Base
    base: str
    cases: tuple[str, ...]
    codes: tuple[CodeRef, ...]
    cells: Array
    answered: int
    unknown: int
    silent: int

    @property
    def names(self) -> list[str]:
        """The codes' names."""
        return [code.code for code in self.codes]

    @property
    def interviews(self) -> bool:
        """Whether the source is the interviews."""
        return self.source.source == whose.INTERVIEWS


def read(
    store: Store,
    *,
    question: str | None = None,
    interviews: bool = False,
    codes: Sequence[str] | None = None,
    layer: str = "final",
    interviewers: bool = False,
    base: str = "reviewed",
) -> Given:
    """Return the cases of a question's answers, or of the interviews, in a base.

    codes: codes or categories by name; else those that can be applied, in the codebook's order.
    Raises: NotFound, Ambiguous, UsageError.
    """
    if base not in BASES:
        raise UsageError(f"No base “{base}”. Bases are: {', '.join(BASES)}.")
    asked = question_of(store, question, interviews)
    if asked is None and base not in OF_INTERVIEWS:
        raise UsageError(
            f"Nobody was asked a question in the interviews, so there is no base “{base}”. "
            f"Bases of interviews are: {', '.join(OF_INTERVIEWS)}."
        )
    found = bases.build(store, question=asked, layer=layer, interviewers=interviewers)
    picked = chosen(store, found.tree, codes)
    cells = cells_of(found, picked)
    cases = [unit.case for unit in found.units]
    answered = len(cases)
    known = ~np.isnan(cells).all(1) if picked else np.zeros(answered, dtype=bool)
    silent = 0
    if base in ("asked", "all") and asked is not None:
        more = _silent(store, asked, cases, all_of_them=base == "all")
        silent = len(more)
        cases += more
        cells = np.concatenate([cells, np.zeros((silent, len(picked)))])
    elif base == "coded":
        there = (cells == 1).any(1)
        cases = [case for case, one in zip(cases, there, strict=True) if one]
        cells = cells[there]
    return Given(
        found, base, tuple(cases), tuple(picked), cells, answered, answered - int(known.sum()),
        silent,
    )  # fmt: skip


def question_of(store: Store, question: str | None, interviews: bool) -> str | None:
    """Return the question that is meant, None for the interviews. Raises: NotFound, UsageError."""
    if interviews and question is not None:
        raise UsageError(
            "Interviews and answers share no base: say a question, or interviews, not both."
        )
    with store.read() as connection:
        if not interviews:
            return whose.question_of(connection, question)
        sql = f"SELECT 1 FROM document WHERE kind <> {mark(connection)} LIMIT 1"
        if connection.exec_driver_sql(sql, (ANSWER,)).first() is None:
            raise UsageError("There are no interviews here. Say which question's answers.")
    return None


def chosen(store: Store, codebook: Tree, codes: Sequence[str] | None) -> list[CodeRef]:
    """Return codes and categories by name; else those that can be applied, in their order."""
    if isinstance(codes, str):
        codes = [codes]
    if codes is None:
        return [c for c in codebook.codes if not (c.category or c.retired)]
    return list(dict.fromkeys(find_code(store, code) for code in codes))


def cells_of(found: Base, codes: Sequence[CodeRef]) -> Array:
    """Return units × codes of 1, 0 and NaN: what `Base.cell` says, all at once."""
    cells = np.full((len(found.units), len(codes)), np.nan)
    below = [(found.tree.below[c.id], found.tree.needed[c.id]) for c in codes]
    rows: dict[frozenset[int], Array] = {}
    for at, known in enumerate(found.reviewed):
        if known is None:
            continue
        row = rows.get(known)
        if row is None:
            row = np.array([0.0 if need and need <= known else np.nan for _, need in below])
            rows[known] = row
        cells[at] = row
    columns: dict[int, list[int]] = {}
    for column, (keys, _) in enumerate(below):
        for key in keys:
            columns.setdefault(key, []).append(column)
    for hit in found.hits:
        for column in columns.get(hit.code, ()):
            cells[list(hit.units), column] = 1
    return cells


def _silent(
    store: Store, question: str, answered: Sequence[str], *, all_of_them: bool
) -> list[str]:
    """Return the respondents who gave no answer; those who were not shown it only if asked."""
    with store.read() as connection:
        m = mark(connection)
        rows: Sequence[Any] = connection.exec_driver_sql(
            "SELECT c.name, v.missing FROM cases c LEFT JOIN value v ON v.case_id = c.id "
            f"AND v.variable_id = (SELECT id FROM variable WHERE name = {m}) "
            f"WHERE c.kind = {m} ORDER BY c.id",
            (question, "respondent"),
        ).all()
    there = set(answered)
    return [case for case, why in rows if case not in there and (all_of_them or why != NOT_SHOWN)]
