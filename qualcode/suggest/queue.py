"""Pending suggestions as one coder may see them. Nothing here loads the model's libraries.

This is the door through which suggestions reach a person, so what may not be seen is held back
here: in documents coded blind; for interviews while the lead has them off; in the random tenth
until the coder has decided. A suggestion is served while its passage is not reviewed, its code is
in use with the meaning it was suggested for, and the coder has neither decided nor coded it so.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from qualcode.coding.rounds import blind_documents, blind_round
from qualcode.documents import listing, masking
from qualcode.documents.listing import ANSWER
from qualcode.errors import Ambiguous, NotAllowed, NotFound
from qualcode.store.keys import chunks, mark, select_in
from qualcode.store.places import Maps
from qualcode.store.store import Store
from qualcode.suggest import settings, training

ACCEPTED, REJECTED, AUDIT = "accepted", "rejected", "audit"
DECIDED = (ACCEPTED, REJECTED, AUDIT)
"""What a person decided on a suggestion, or was set aside to be coded unaided."""

FEW = 20
"""So many documents are looked at at once for the first that has suggestions."""
_BEGINNING = re.compile(r"[0-9a-f]{8}[0-9a-f-]{0,28}")


@dataclass(frozen=True)
class Suggestion:
    """A code suggested for a passage, in the current text; whole: of a whole answer.

    suggestion: its uid; probability: None below 20 reviewed passages, where `matches` alone says
    why ('definition: 熟门熟路'); place: first, second, third; withheld: of the random tenth, seen
    after the decision only; reviewed: how many passages the model had learned from; model: digest.
    """

    suggestion: str
    document_id: int
    document: str
    kind: str
    start: int
    end: int
    whole: bool
    code_id: int
    code: str
    color: str
    probability: float | None
    matches: str
    place: int
    withheld: bool
    reviewed: int
    model: str

    @property
    def told(self) -> str:
        """What is said of it beside its code: '.86', or what matches."""
        if self.probability is None:
            return self.matches
        return f"{self.probability:.2f}".removeprefix("0")


@dataclass(frozen=True)
class Served:
    """Suggestions that may be seen, and what else is pending but not to be seen yet."""

    open: list[Suggestion]
    after: list[Suggestion]
    """Of reviewed passages: not decided, or withheld until the passage was reviewed."""


_SQL = (
    "SELECT p.uid, p.document_id, d.shown, d.kind, p.start_at, p.end_at, p.whole, p.code_id, "
    "k.shown, k.color, p.probability, p.matches, p.place_in_list, p.withheld, p.reviewed, "
    "p.digest, p.version_id, d.version_id, p.code_revision, k.revision, k.retired, "
    "k.is_category FROM pending p JOIN document d ON d.id = p.document_id "
    "JOIN code k ON k.id = p.code_id WHERE "
)


def serve(store: Store, coder_id: int, documents: Collection[int] | None = None) -> Served:
    """Return a coder's pending suggestions, in all documents or some, in the order of the texts."""
    hidden = blind_documents(store, coder_id)
    with store.read() as connection:
        allowed = settings.interviews(connection)
        if documents is None:
            sql = f"{_SQL}p.coder_id = {mark(connection)}"
            rows: list[Sequence[Any]] = list(connection.exec_driver_sql(sql, (coder_id,)).all())
        else:
            sql = f"{_SQL}p.coder_id = ? AND p.document_id IN ({{}})"
            rows = list(select_in(connection, sql, sorted(documents), coder_id))
        rows = [
            r
            for r in rows
            if r[1] not in hidden
            and (allowed or r[3] == ANSWER)
            and r[18] == r[19]
            and not r[20]
            and not r[21]
        ]
        if not rows:
            return Served([], [])
        return _sorted_out(connection, coder_id, rows)


def first_of(store: Store, coder_id: int, documents: Sequence[int]) -> int | None:
    """Return the first of some documents that has suggestions to serve; few are read at a time."""
    with store.read() as connection:
        sql = f"SELECT DISTINCT document_id FROM pending WHERE coder_id = {mark(connection)}"
        some = set(connection.exec_driver_sql(sql, (coder_id,)).scalars())
    for part in chunks([key for key in documents if key in some], FEW):
        served = {one.document_id for one in serve(store, coder_id, part).open}
        for key in part:
            if key in served:
                return int(key)
    return None


def _sorted_out(connection: Connection, coder_id: int, rows: Sequence[Sequence[object]]) -> Served:
    listed = _placed(connection, rows)
    keys = {one.document_id for one in listed}
    own = training.work(connection, coder_id, keys)
    sql = "SELECT uid, outcome FROM suggestion WHERE uid IN ({})"
    recorded = {r[0]: r[1] for r in select_in(connection, sql, [o.suggestion for o in listed])}
    served, after = [], []
    for one in listed:
        outcome = recorded.get(one.suggestion)
        if outcome in DECIDED:
            continue
        if own.reviewed(one.document_id, one.start, one.end):
            # What was recorded at the review comes again where the review was taken back.
            if outcome is None:
                after.append(one)
        elif not one.withheld and not own.coded(one.document_id, one.start, one.end, one.code_id):
            served.append(one)
    return Served(served, after)


def _placed(connection: Connection, rows: Sequence[Sequence[object]]) -> list[Suggestion]:
    """Return suggestions where they stand in the current texts; changed words have none."""
    moved = {int(str(r[1])) for r in rows if r[16] != r[17]}
    maps = Maps(connection, moved)
    found = []
    for row in rows:
        fields = list(row[:16])
        if row[16] != row[17]:
            spot = maps.between(row[16], row[17]).place(fields[4], fields[5])  # type: ignore[arg-type]
            if spot.state in ("lost", "changed"):
                continue
            fields[4], fields[5] = spot.start, spot.end
        fields[6], fields[13] = bool(fields[6]), bool(fields[13])
        found.append(Suggestion(*fields))  # type: ignore[arg-type]
    return sorted(found, key=lambda one: (one.document_id, one.start, one.place))


def find(store: Store, coder_id: int, uid: str) -> Suggestion:
    """Return a suggestion that the coder may see, by its uid or a beginning of it.

    Raises: NotFound, Ambiguous, NotAllowed where it may not be seen.
    """
    with store.read() as connection:
        wanted = _whole(connection, uid)
        m = mark(connection)
        row = connection.exec_driver_sql(
            f"SELECT document_id, coder_id, withheld FROM pending WHERE uid = {m}", (wanted,)
        ).first()
    if row is None or row[1] != coder_id:
        raise NotFound(
            f"No suggestion “{uid}” of yours is pending. List them with: qualcode suggest review "
            "--list"
        )
    served = serve(store, coder_id, {row[0]})
    for one in (*served.open, *served.after):
        if one.suggestion == wanted:
            return one
    name = blind_round(store, row[0], coder_id)
    if name is not None:
        raise NotAllowed(
            f"You code this document unaided in “{name}”: suggestions come when it is closed."
        )
    if row[2]:
        raise NotAllowed(
            "This passage is one of the tenth in which suggestions come after you have decided. "
            "Mark it done first."
        )
    raise NotFound(
        f"The suggestion “{uid}” is decided, or its passage or code has changed. Make new ones "
        "with: qualcode suggest run"
    )


def _whole(connection: Connection, uid: str) -> str:
    """Return the uid of the pending suggestion that begins so. Raises: Ambiguous."""
    wanted = uid.strip().lower()
    if _BEGINNING.fullmatch(wanted) is None:
        return wanted
    m = mark(connection)
    sql = f"SELECT uid FROM pending WHERE uid LIKE {m} ORDER BY uid LIMIT 2"
    rows = [str(r[0]) for r in connection.exec_driver_sql(sql, (f"{wanted}%",)).all()]
    if len(rows) > 1:
        raise Ambiguous(f"“{uid}” fits several suggestions. Give more of it.", rows)
    return rows[0] if rows else wanted


def texts(store: Store, listed: Sequence[Suggestion]) -> list[str]:
    """Return the words of suggestions' passages, as this session may read them."""
    read = masking.reading(store)
    with store.read() as connection:
        whole = listing.texts(connection, sorted({one.document_id for one in listed}))
    return [read(whole[one.document_id][one.start : one.end]) for one in listed]


def logged(listed: Sequence[Suggestion]) -> str:
    """Return what the log says of suggestions of one passage that were shown."""
    one = listed[0]
    codes = ", ".join(f"{each.place} {each.code} {each.told}" for each in listed)
    where = one.document if one.whole else f"{one.document} {one.start}:{one.end}"
    return f"{codes} · n {one.reviewed}, model {one.model[:8]} · {where}"
