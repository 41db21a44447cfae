"""The segments that count in a layer, as sorted arrays: a million of them in a second.

The same rule as `base`: a segment counts where it meets a passage of its coder's that counts in the
layer, whose reviewers knew the code, and the words of a case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from sqlalchemy import Connection

from qualcode.analysis import units as whose
from qualcode.analysis.base import Known
from qualcode.analysis.statistics.given import Array, Codes
from qualcode.analysis.tree import Tree
from qualcode.coding import layers
from qualcode.coding.codes import CodeRef
from qualcode.coding.layers import COUNTS, Layer
from qualcode.store.store import Store

_READ = (
    "SELECT p.document_id, s.code_id, s.coder_id, p.start_at, p.end_at "
    f"FROM place p JOIN segment s ON s.id = p.segment_id WHERE p.state <> 'lost' AND {COUNTS}"
)


@dataclass(frozen=True)
class Places:
    """Segments: code (its place among those asked for), document, coder, start and end."""

    code: Codes
    text: Codes
    coder: Codes
    start: Array
    end: Array

    def only(self, there: Any) -> Places:
        """Return some of the segments."""
        columns = (self.code, self.text, self.coder, self.start, self.end)
        return Places(*(column[there] for column in columns))


def read(
    store: Store,
    codes: Sequence[CodeRef],
    tree: Tree,
    *,
    question: str | None,
    layer: str,
    interviewers: bool,
) -> Places:
    """Return the segments of some codes that count in a layer. Raises: NotFound, UsageError.

    A segment of a code that stands below two of the codes asked for is there for each.
    """
    held = layers.build(store, layer)
    with store.read() as connection:
        words = whose.units(connection, question, interviewers=interviewers)
        known = Known(connection, held, tree)
        raw = _raw(connection)
    raw = raw.only(_own_words(raw, words))
    raw = raw.only(_counting(raw, held, known))
    parts = []
    for at, code in enumerate(codes):
        own = raw.only(np.isin(raw.code, list(tree.below[code.id])))
        parts.append((np.full(own.code.size, at, dtype=np.intp), own))
    return Places(
        np.concatenate([at for at, _ in parts]) if parts else raw.code[:0],
        *(
            np.concatenate([getattr(own, name) for _, own in parts]) if parts else raw.code[:0]
            for name in ("text", "coder", "start", "end")
        ),
    )


def _raw(connection: Connection) -> Places:
    found = connection.exec_driver_sql(_READ)
    # Past SQLAlchemy's rows, which take as long again for a million.
    rows: Any = found.cursor
    flat = np.fromiter(chain.from_iterable(rows), dtype=np.int64)
    found.close()
    text, code, coder, start, end = flat.reshape(-1, 5).T
    return Places(code, text, coder, start, end)


def _own_words(raw: Places, words: Sequence[whose.Unit]) -> Any:
    """Return which segments meet words of a case; a text of none stands anywhere."""
    spans = sorted(
        (document, start, max(end, start + 1))
        for unit in words
        for document, stretches in unit.words.items()
        for start, end in (stretches or ((0, 1 << 40),))
    )
    first, last = _run(raw, spans, by_coder=False)
    return last > first


def _counting(raw: Places, held: Layer, known: Known) -> Any:
    """Return which segments meet a passage that counts, known for their code."""
    pieces = sorted(
        (document, coder, piece.start, max(piece.end, piece.start + 1), at)
        for document, own in held.pieces.items()
        for at, piece in enumerate(own)
        for coder in piece.coders
    )
    first, last = _run(raw, [p[:4] for p in pieces], by_coder=True)
    longest = int((last - first).max(initial=0))
    sets: dict[tuple[int, ...], int] = {}
    which = np.array(
        [sets.setdefault(held.pieces[p[0]][p[4]].state_ids, len(sets)) for p in pieces],
        dtype=np.intp,
    )
    of_set = {held.pieces[p[0]][p[4]].state_ids: held.pieces[p[0]][p[4]] for p in pieces}
    codes, at = np.unique(raw.code, return_inverse=True)
    knows = np.array(
        [[known.counts(int(code), of_set[states]) for code in codes] for states in sets],
        dtype=bool,
    ).reshape(len(sets), len(codes))
    found = np.zeros(raw.code.size, dtype=bool)
    for step in range(longest):
        there = first + step < last
        found[there] |= knows[which[first[there] + step], at[there]]
    return found


def _run(raw: Places, spans: Sequence[tuple[int, ...]], *, by_coder: bool) -> tuple[Codes, Codes]:
    """Return which of some sorted spans each segment meets, from first to last (exclusive).

    spans: (document, start, end), or with the coder after the document; disjoint within these.
    """
    if not spans:
        nothing = np.zeros(raw.code.size, dtype=np.intp)
        return nothing, nothing
    table = np.array(spans, dtype=np.int64)
    end = np.maximum(raw.end, raw.start + 1)
    reach = int(max(table[:, -1].max(), end.max(initial=1))) + 1
    if reach > 1 << 32:  # a text of no words takes anything in it
        table[:, -1] = np.minimum(table[:, -1], end.max(initial=1) + 1)
        reach = int(end.max(initial=1)) + 2
    people = int(max(raw.coder.max(initial=0), table[:, 1].max() if by_coder else 0)) + 1
    group = table[:, 0] * people + table[:, 1] if by_coder else table[:, 0]
    own = raw.text * people + raw.coder if by_coder else raw.text
    # Numbered, so that the places of all texts in one line fit a 64-bit number.
    groups, place = np.unique(group, return_inverse=True)
    at = np.minimum(np.searchsorted(groups, own), len(groups) - 1)
    there = groups[at] == own
    line = place * reach
    first = np.searchsorted(line + table[:, -1], at * reach + raw.start, side="right")
    last = np.searchsorted(line + table[:, -2], at * reach + end, side="left")
    return np.where(there, first, 0), np.where(there, np.maximum(last, first), 0)
