"""Turns of talk, carried to the current text of their document.

A turn is kept as it was read, on the version it was read from; its spoken stretches follow the
edit maps. A turn of whose words nothing is left is dropped from the list, never from the project.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection

from qualcode.store.keys import select_in
from qualcode.store.places import Maps


@dataclass(frozen=True)
class TurnRow:
    """A turn as it stands in the current text; `spans` are the spoken stretches within it.

    role is interviewer, participant or other; seconds is where the turn begins in the recording.
    """

    number: int
    start: int
    end: int
    spans: tuple[tuple[int, int], ...]
    speaker: str | None
    role: str | None
    case: str | None
    seconds: float | None


def current_turns(connection: Connection, documents: list[int]) -> dict[int, list[TurnRow]]:
    """Return the turns of documents by key, in the order of the text."""
    sql = (
        "SELECT d.id, d.version_id, t.version_id, t.position, t.spans, s.label, s.role, c.name, "
        "t.seconds_start FROM turn t JOIN version v ON v.id = t.version_id "
        "JOIN document d ON d.id = v.document_id LEFT JOIN speaker s ON s.id = t.speaker_id "
        "LEFT JOIN cases c ON c.id = s.case_id WHERE d.id IN ({})"
    )
    rows = list(select_in(connection, sql, documents))
    newest: dict[int, int] = {}
    for row in rows:
        newest[row[0]] = max(newest.get(row[0], 0), row[2])
    moved = {r[0] for r in rows if r[1] != newest[r[0]]}
    maps = Maps(connection, moved)
    found: dict[int, list[TurnRow]] = {}
    # Read as one list: a long document has thousands of turns.
    spoken = json.loads(f"[{','.join(row[4] for row in rows)}]")
    for row, spans in zip(rows, spoken, strict=True):
        document, current, version, number, _, label, role, case, seconds = row
        if version != newest[document]:
            continue
        left = tuple((a, z) for a, z in spans)
        if current != version:
            carry = maps.between(version, current)
            placed = [carry.place(a, z) for a, z in left]
            left = tuple((p.start, p.end) for p in placed if p.state != "lost")
        if left:
            turn = TurnRow(number, left[0][0], left[-1][1], left, label, role, case, seconds)
            found.setdefault(document, []).append(turn)
    for listed in found.values():
        listed.sort(key=lambda t: (t.start, t.number))
    return found
