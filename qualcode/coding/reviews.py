"""Reviews: which passages a coder has looked at and is done with.

'Done' is what tells 'nothing applies here' from 'nobody looked'. Each review names the codes and
revisions the coder knew, so that a code made later is unknown for it, never absent.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from qualcode.coding.apply import Span
from qualcode.coding.known import known_codes, state_of
from qualcode.documents.listing import DocumentRow
from qualcode.store.journal import Batch, now
from qualcode.store.keys import mark, select_in
from qualcode.store.places import Maps
from qualcode.store.store import Store


@dataclass(frozen=True)
class ReviewRow:
    """A passage one coder is done with, in the current text; `known` is code uid → revision."""

    document_id: int
    coder_id: int
    round_id: int | None
    start: int
    end: int
    whole: bool
    state_id: int
    created: str
    id: int


def set_done(
    store: Store,
    document: DocumentRow,
    span: Span,
    *,
    done: bool,
    coder_id: int,
    round_id: int | None = None,
) -> None:
    """Mark a document or passage done by this coder, or open it again."""
    label = "mark done" if done else "reopen"
    with store.batch(label, document.document) as batch:
        there = _own(batch.connection, document, span, coder_id, round_id)
        if not there and not done:
            return
        fields = {
            "version_id": document.version_id,
            "codebook_state_id": known_codes(batch, store, round_id),
            "done": int(done), "created_at": now(),
        }  # fmt: skip
        if there:
            batch.update("review", {there[0]: fields})
            return
        row = {
            **fields, "start_at": span.start, "end_at": span.end, "coder_id": coder_id,
            "round_id": round_id,
        }  # fmt: skip
        batch.insert("review", [row])


def _own(
    connection: Connection, document: DocumentRow, span: Span, coder_id: int, round_id: int | None
) -> list[int]:
    m = mark(connection)
    sql = (
        "SELECT r.id, r.start_at, r.end_at, r.round_id FROM review r "
        f"JOIN version v ON v.id = r.version_id WHERE v.document_id = {m} AND r.coder_id = {m}"
    )
    rows = connection.exec_driver_sql(sql, (document.id, coder_id)).all()
    return [r[0] for r in rows if (r[1], r[2], r[3]) == (span.start, span.end, round_id)]


def done_passages(
    connection: Connection,
    *,
    documents: Collection[int] | None = None,
    coders: Collection[int] | None = None,
) -> list[ReviewRow]:
    """Return the passages that coders are done with, where they stand in the current texts."""
    sql = (
        "SELECT v.document_id, r.coder_id, r.round_id, r.version_id, r.start_at, r.end_at, "
        "r.codebook_state_id, r.created_at, d.version_id, t.characters, r.id FROM review r "
        "JOIN version v ON v.id = r.version_id JOIN document d ON d.id = v.document_id "
        "JOIN version w ON w.id = d.version_id JOIN texts t ON t.id = w.texts_id "
        "WHERE r.done = 1"
    )
    rows: list[Sequence[Any]]
    if documents is None:
        rows = list(connection.exec_driver_sql(sql))
    else:
        rows = list(select_in(connection, f"{sql} AND v.document_id IN ({{}})", list(documents)))
    if coders is not None:
        rows = [r for r in rows if r[1] in coders]
    maps = Maps(connection, {r[0] for r in rows if r[4] is not None and r[3] != r[8]})
    found = []
    for document, coder, rnd, version, start, end, state, created, current, characters, key in rows:
        whole = start is None
        if whole:
            start, end = 0, characters
        elif version != current:
            spot = maps.between(version, current).place(start, end)
            start, end = spot.start, spot.end
        found.append(ReviewRow(document, coder, rnd, start, end, whole, state, created, key))
    return found


def known_by_state(connection: Connection, states: Collection[int]) -> dict[int, dict[str, int]]:
    """Return what each codebook state knew: code uid → revision, by state."""
    sql = "SELECT id, content FROM codebook_state WHERE id IN ({})"
    return {r[0]: json.loads(r[1]) for r in select_in(connection, sql, list(set(states)))}


def knowing(connection: Connection, code_uid: str, revision: int) -> list[int]:
    """Return the keys of the reviews under a state that knew a code in this revision or later."""
    states = connection.exec_driver_sql("SELECT id, content FROM codebook_state").all()
    fitting = [r[0] for r in states if json.loads(r[1]).get(code_uid, 0) >= revision]
    sql = "SELECT id FROM review WHERE codebook_state_id IN ({})"
    return sorted(r[0] for r in select_in(connection, sql, fitting))


def learn(batch: Batch, store: Store, reviews: Collection[int], known: Mapping[str, int]) -> None:
    """Let reviews know codes (uid → revision) beside what they know already.

    For what a coder has looked at again for these codes alone, and for parts of a code that was
    looked for whole.
    """
    sql = "SELECT id, codebook_state_id FROM review WHERE id IN ({})"
    rows = [(r[0], r[1]) for r in select_in(batch.connection, sql, list(reviews))]
    before = known_by_state(batch.connection, {state for _, state in rows})
    after = {one: state_of(batch, store, {**knew, **known}) for one, knew in before.items()}
    if rows:
        batch.update("review", {key: {"codebook_state_id": after[state]} for key, state in rows})
