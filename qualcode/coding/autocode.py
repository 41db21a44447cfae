"""Coding what was found: planned first, so that it can be looked at; then one batch, undone as one.

Such segments say so: their origin is `auto`. A passage is the sentence that holds a hit, the turn,
or the hit itself. What a coder has coded so already, wholly within a segment of the same code, is
not coded again. Coding by itself says nothing about having read a document: reviews stay.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from sqlalchemy import Connection

from qualcode.coding import frozen
from qualcode.coding.codes import CodeRef
from qualcode.documents import listing
from qualcode.documents.turns import TurnRow, current_turns
from qualcode.errors import InvalidSegment, UsageError
from qualcode.store.journal import now
from qualcode.store.keys import mark, select_in
from qualcode.store.store import Store
from qualcode.text.units import sentences

if TYPE_CHECKING:
    import pandas as pd

UNITS = ("sentence", "match", "turn")

Span = tuple[int, int]


@dataclass(frozen=True)
class Passage:
    """A passage to code: its document, and its place in the version that is current."""

    document_id: int
    document: str
    version_id: int
    start: int
    end: int
    text: str
    there: bool


@dataclass(frozen=True)
class Plan:
    """What coding some hits would do; `passages` in order, `there` those that are coded already."""

    code: CodeRef
    unit: str
    passages: tuple[Passage, ...]

    @property
    def new(self) -> tuple[Passage, ...]:
        """The passages to be coded."""
        return tuple(p for p in self.passages if not p.there)


def listed(
    hits: pd.DataFrame | Iterable[tuple[str | int, int, int]],
) -> Iterable[tuple[str | int, int, int]]:
    """Return the (document, start, end) of hits, which may be a frame with these columns."""
    columns = getattr(hits, "columns", None)
    if columns is None:
        return cast("Iterable[tuple[str | int, int, int]]", hits)
    lost = [name for name in ("document", "start", "end") if name not in columns]
    if lost:
        raise UsageError(f"Hits say where they are by document, start and end; without {lost[0]}.")
    frame = cast("pd.DataFrame", hits)
    return zip(frame["document"], frame["start"], frame["end"], strict=True)


def places(store: Store, hits: Iterable[tuple[str | int, int, int]]) -> list[tuple[int, int, int]]:
    """Return places with the keys of their documents, which may be given by name.

    Raises: NotFound, Ambiguous.
    """
    given = [(document, int(start), int(end)) for document, start, end in hits]
    wanted = list(dict.fromkeys(d for d, _, _ in given if isinstance(d, str)))
    with store.read() as connection:
        sql = "SELECT shown, id FROM document WHERE shown IN ({})"
        known: dict[str, int] = {r[0]: r[1] for r in select_in(connection, sql, wanted)}
    for name in wanted:
        if name not in known:
            known[name] = listing.find(store, name).id
    return [(known[d] if isinstance(d, str) else d, start, end) for d, start, end in given]


def plan(
    store: Store,
    code: CodeRef,
    hits: Iterable[tuple[int, int, int]],
    unit: str,
    *,
    coder_id: int,
    round_id: int | None = None,
) -> Plan:
    """Return what coding hits (document key, start, end) by sentences, turns or themselves does.

    Raises: UsageError, InvalidSegment for a place that a document does not have.
    """
    if unit not in UNITS:
        raise UsageError(f"No unit “{unit}”. Hits are coded by {', '.join(UNITS)}.")
    by_document: dict[int, list[Span]] = {}
    for document, start, end in hits:
        by_document.setdefault(document, []).append((start, end))
    with store.read() as connection:
        about = {
            r[0]: (r[1], r[2])
            for r in select_in(
                connection,
                "SELECT id, shown, version_id FROM document WHERE id IN ({})",
                list(by_document),
            )
        }
        texts = listing.texts(connection, list(by_document))
        turns = current_turns(connection, list(by_document)) if unit != "match" else {}
        there = _there(connection, code, coder_id, round_id)
    found: list[Passage] = []
    for document in sorted(by_document):
        shown, version = about[document]
        text = texts[document]
        for start, end in by_document[document]:
            if not 0 <= start < end <= len(text):
                raise InvalidSegment(
                    f"{shown} has no span {start}:{end}: its text has changed since the search. "
                    "Search again."
                )
        covered = there.get(document, ())
        for start, end in _passages(text, turns.get(document, ()), by_document[document], unit):
            held = any(a <= start and end <= z for a, z in covered)
            found.append(Passage(document, shown, version, start, end, text[start:end], held))
    return Plan(code, unit, tuple(found))


def carry_out(store: Store, made: Plan, *, coder_id: int, round_id: int | None = None) -> int:
    """Code what a plan says is new, in one batch; return how many segments that made."""
    wanted = made.new
    if not wanted:
        return 0
    n, when = len(wanted), now()
    with store.batch("code hits", f"{made.code.code} · {n:,}") as batch:
        code = frozen.as_frozen(batch.connection, round_id, made.code)
        batch.insert_columns(
            "segment",
            {
                "version_id": [p.version_id for p in wanted],
                "start_at": [p.start for p in wanted], "end_at": [p.end for p in wanted],
                "code_id": [code.id] * n, "code_revision": [code.revision] * n,
                "coder_id": [coder_id] * n, "round_id": [round_id] * n, "strength": [None] * n,
                "origin": ["auto"] * n, "created_at": [when] * n,
            },
        )  # fmt: skip
    return n


def _passages(text: str, turns: Sequence[TurnRow], hits: list[Span], unit: str) -> list[Span]:
    """Return the passages that hold hits, each once, in order."""
    if unit == "match":
        return sorted(set(hits))
    stretches = [s for turn in turns for s in turn.spans] or [(0, len(text))]
    stretches.sort()
    begins = [start for start, _ in stretches]
    split: dict[Span, list[Span]] = {}
    found = set[Span]()
    for start, end in hits:
        at = bisect_right(begins, start) - 1
        stretch = stretches[at] if at >= 0 else (start, end)
        if end > stretch[1]:
            found.add((start, end))  # outside the turns, in a label or header
        elif unit == "turn":
            found.add(stretch)
        else:
            if stretch not in split:
                split[stretch] = sentences(text, *stretch)
            met = [s for s in split[stretch] if s[0] < end and start < s[1]]
            found.add((met[0][0], met[-1][1]) if met else (start, end))
    return sorted(found)


def _there(
    connection: Connection, code: CodeRef, coder_id: int, round_id: int | None
) -> Mapping[int, list[Span]]:
    """Return where this coder has applied the code in this round, by document."""
    m = mark(connection)
    same = f"s.round_id = {m}" if round_id is not None else "s.round_id IS NULL"
    bound = (code.id, coder_id) if round_id is None else (code.id, coder_id, round_id)
    found: dict[int, list[Span]] = {}
    for document, start, end in connection.exec_driver_sql(
        "SELECT p.document_id, p.start_at, p.end_at FROM segment s JOIN place p "
        f"ON p.segment_id = s.id WHERE s.code_id = {m} AND s.coder_id = {m} AND {same} "
        "AND p.state <> 'lost'",
        bound,
    ):
        found.setdefault(document, []).append((start, end))
    return found
