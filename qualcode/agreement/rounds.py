"""Rounds as they stand: what was drawn, who codes what, how far they are.

What is done is what its coder marked done in the round, from end to end of a passage. The board is
the same for everybody: that somebody is done steers nobody, what they coded is not in it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from qualcode.coding.reviews import ReviewRow, done_passages
from qualcode.coding.rounds import Assigned, assigned, holds
from qualcode.errors import NotFound, fits_several, nearest_note
from qualcode.store.keys import select_in
from qualcode.text import names

KINDS = ("training", "reliability", "audit", "stability")
DONE, WORK, NEW = "done", "in work", "new"


@dataclass(frozen=True)
class Round:
    """A round: kind, whether its coders are blind, the freeze they code by, how it was drawn.

    settings: seed, sample (how many were asked for), units and documents of the frame, from,
    strata (how many of each were there and drawn), key (whose work training is held against).
    """

    id: int
    uid: str
    name: str
    kind: str
    blind: bool
    freeze: str | None
    settings: Mapping[str, Any]
    opened: str
    closed: str | None

    @property
    def state(self) -> str:
        """Open or closed."""
        return "open" if self.closed is None else "closed"


@dataclass(frozen=True)
class Part:
    """A passage of a round, its coder, and how far they are with it: done, in work, new."""

    round: str
    coder: str
    document: str
    start: int
    end: int
    whole: bool
    state: str


@dataclass(frozen=True)
class Progress:
    """How far a coder is in a round, in passages."""

    coder: str
    assigned: int
    done: int

    @property
    def left(self) -> int:
        """Passages not done yet."""
        return self.assigned - self.done


def rounds(connection: Connection) -> list[Round]:
    """Return the rounds in the order in which they were opened."""
    rows = connection.exec_driver_sql(
        "SELECT r.id, r.uid, r.name, r.kind, r.blind, f.name, r.settings, r.opened_at, r.closed_at "
        "FROM coding_round r LEFT JOIN codebook_freeze f ON f.id = r.freeze_id "
        "ORDER BY r.opened_at, r.id"
    )
    return [
        Round(r[0], r[1], r[2], r[3], bool(r[4]), r[5], json.loads(r[6]), r[7], r[8]) for r in rows
    ]


def find(connection: Connection, name: str) -> Round:
    """Return the round of this name, unique beginning or uid. Raises: NotFound, Ambiguous."""
    listed = rounds(connection)
    by_uid = next((one for one in listed if one.uid == name), None)
    match = names.find(name, {one.name: one for one in listed})
    found = by_uid or match.value
    if found is None and match.state == "ambiguous":
        raise fits_several(name, "rounds", match.names)
    if found is None:
        near = match.names or tuple(one.name for one in listed)[-3:]
        raise NotFound(
            f"No round “{name}”.{nearest_note(near)} List rounds with: "
            "qualcode agreement round list",
            near,
        )
    return found


def parts(connection: Connection, wanted: Sequence[Round]) -> list[Part]:
    """Return the passages of rounds, by coder, in the order of documents and text."""
    by_key = {one.id: one for one in wanted}
    listed = assigned(connection, rounds=by_key)
    documents = sorted({one.document_id for one in listed})
    people = {r[0]: r[1] for r in connection.exec_driver_sql("SELECT id, name FROM coder")}
    shown = {
        r[0]: r[1]
        for r in select_in(connection, "SELECT id, shown FROM document WHERE id IN ({})", documents)
    }
    done: dict[tuple[int | None, int, int], list[ReviewRow]] = {}
    for row in done_passages(connection, documents=documents):
        done.setdefault((row.round_id, row.coder_id, row.document_id), []).append(row)
    begun = _begun(connection, by_key, documents)
    found = []
    for one in sorted(listed, key=lambda a: (a.round_id, a.coder_id, a.document_id, a.start)):
        key = (one.round_id, one.coder_id, one.document_id)
        state = DONE if _finished(one, done.get(key, ())) else NEW
        if state == NEW and any(
            start < one.end and end > one.start for start, end in begun.get(key, ())
        ):
            state = WORK
        found.append(
            Part(
                by_key[one.round_id].name, people[one.coder_id], shown[one.document_id],
                one.start, one.end, one.whole, state,
            )
        )  # fmt: skip
    return found


def _finished(one: Assigned, reviews: Sequence[ReviewRow]) -> bool:
    if one.whole:
        return any(row.whole for row in reviews)
    return holds([(row.start, row.end) for row in reviews], one.start, one.end)


def _begun(
    connection: Connection, by_key: Mapping[int, Round], documents: Sequence[int]
) -> dict[tuple[int, int, int], list[tuple[int, int]]]:
    """Return where segments of rounds stand, by round, coder and document."""
    found: dict[tuple[int, int, int], list[tuple[int, int]]] = {}
    sql = (
        "SELECT s.round_id, s.coder_id, p.document_id, p.start_at, p.end_at FROM place p "
        "JOIN segment s ON s.id = p.segment_id WHERE s.round_id IS NOT NULL "
        "AND p.document_id IN ({})"
    )
    for rnd, coder, document, start, end in select_in(connection, sql, documents):
        if rnd in by_key:
            found.setdefault((rnd, coder, document), []).append((start, max(end, start + 1)))
    return found


def board(listed: Sequence[Part]) -> list[Progress]:
    """Return how far each coder is, in the order of names as they come."""
    counts: dict[str, list[int]] = {}
    for part in listed:
        one = counts.setdefault(part.coder, [0, 0])
        one[0] += 1
        one[1] += part.state == DONE
    return [Progress(coder, *n) for coder, n in counts.items()]
