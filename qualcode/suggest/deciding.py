"""Deciding on suggestions, and recording what became of those nobody decided on.

Accepting applies the code and records the decision in one batch: one undo takes both back, and the
suggestion is pending again. What a coder did on passages whose suggestions were withheld, or were
shown and not answered, is recorded when the passage is reviewed: a log entry, on no undo stack.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from qualcode.coding import rounds
from qualcode.coding.apply import Span, apply
from qualcode.coding.codes import applicable
from qualcode.documents import listing
from qualcode.documents.listing import DocumentRow
from qualcode.errors import Conflict, InvalidSegment, NotAllowed
from qualcode.store import uids
from qualcode.store.journal import Batch, now
from qualcode.store.keys import mark, select_in
from qualcode.store.store import Store
from qualcode.suggest import fits, queue, training
from qualcode.suggest.queue import ACCEPTED, AUDIT, DECIDED, REJECTED, Suggestion

AGREED, DIFFERED = "agreed", "differed"
IGNORED, BY_HAND = "ignored", "by hand"


def accept(
    store: Store,
    one: Suggestion,
    document: DocumentRow,
    *,
    coder_id: int,
    span: tuple[int, int] | None,
    seconds: float | None,
) -> str:
    """Apply a suggested code to its passage, or to a selection of it; return the segment's uid.

    Raises: InvalidSegment for a selection that does not meet the passage, Conflict, NotAllowed.
    """
    code = applicable(store, one.code)
    place = Span(None, None) if one.whole else Span(one.start, one.end)
    if span is not None:
        if span[0] >= one.end or one.start >= span[1]:
            raise InvalidSegment(
                f"{span[0]}:{span[1]} does not meet the passage {one.start}:{one.end} that "
                f"“{one.code}” is suggested for. Select words of it."
            )
        place = Span(*span)
    with store.read() as connection:
        listed = rounds.current(connection, coder_id, {document.id}).get(document.id, [])
    in_round = next((r.id for r in listed if r.holds(place.start, place.end)), None)
    with store.batch("accept suggestion", f"{one.code} · {one.document}") as batch:
        uid = apply(
            store, document, code, place, coder_id=coder_id, round_id=in_round, origin="suggested"
        )
        record(batch, store, [one], coder_id, {one.suggestion: (ACCEPTED, uid, seconds)})
    return uid


def reject(store: Store, one: Suggestion, *, coder_id: int, seconds: float | None) -> None:
    """Note that a suggested code does not apply. The passage stays to be reviewed."""
    with store.batch("reject suggestion", f"{one.code} · {one.document}") as batch:
        record(batch, store, [one], coder_id, {one.suggestion: (REJECTED, None, seconds)})


Outcome = tuple[str, str | None, float | None]


def record(
    batch: Batch,
    store: Store,
    listed: Sequence[Suggestion],
    coder_id: int,
    outcomes: Mapping[str, Outcome],
) -> None:
    """Write decisions, and the models whose suggestions were decided on."""
    connection = batch.connection
    versions = _versions(connection, {one.document_id for one in listed})
    models = {
        digest: _model(batch, store, digest, coder_id) for digest in {o.model for o in listed}
    }
    rows = []
    for one in listed:
        outcome, segment, seconds = outcomes[one.suggestion]
        rows.append(
            {
                "uid": one.suggestion, "model_id": models[one.model],
                "version_id": versions[one.document_id],
                "start_at": None if one.whole else one.start,
                "end_at": None if one.whole else one.end, "code_id": one.code_id,
                "coder_id": coder_id, "probability": one.probability, "place_in_list": one.place,
                "withheld": int(one.withheld or outcome == AUDIT), "outcome": outcome,
                "segment_uid": segment, "seconds": seconds, "created_at": now(),
            }
        )  # fmt: skip
    sql = "SELECT uid, id, outcome FROM suggestion WHERE uid IN ({})"
    there = {r[0]: r[1:] for r in select_in(connection, sql, [row["uid"] for row in rows])}
    if any(outcome in DECIDED for _, outcome in there.values()):
        raise Conflict("This suggestion is decided already.")
    again = {there[r["uid"]][0]: _without_uid(r) for r in rows if r["uid"] in there}
    batch.update("suggestion", again)
    batch.insert("suggestion", [row for row in rows if row["uid"] not in there])


def _without_uid(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "uid"}


def _versions(connection: Connection, documents: set[int]) -> dict[int, int]:
    sql = "SELECT id, version_id FROM document WHERE id IN ({})"
    return {r[0]: r[1] for r in select_in(connection, sql, sorted(documents))}


def _model(batch: Batch, store: Store, digest: str, coder_id: int) -> int:
    """Return the key of a model's row, made when the first of its suggestions is decided on."""
    m = mark(batch.connection)
    sql = f"SELECT id FROM model WHERE digest = {m}"
    there = batch.connection.exec_driver_sql(sql, (digest,)).scalar()
    if there is not None:
        return int(there)
    kept, _ = fits.load(batch.connection, coder_id)
    fit = next((one for one in kept.values() if one.digest == digest), None)
    record = {**fit.record, "training": fit.training} if fit is not None else {}
    row = {
        "uid": uids.named(store.project_uid, "model", digest), "digest": digest,
        "record": json.dumps(record, sort_keys=True),
        "reviewed": fit.reviewed if fit is not None else 0,
        "figures": json.dumps(fit.figures.as_mapping()) if fit is not None else "{}",
        "coder_id": coder_id, "created_at": now(),
    }  # fmt: skip
    return batch.insert("model", [row])[0]


def settle(store: Store, coder_id: int) -> int:
    """Record what the coder did where suggestions were withheld or not answered; return how many.

    Their passages are reviewed, so the derived rows are done with.
    """
    served = queue.serve(store, coder_id)
    if not served.after:
        return 0
    with store.read() as connection:
        own = training.work(connection, coder_id, {one.document_id for one in served.after})
    outcomes: dict[str, Outcome] = {}
    for one in served.after:
        has = own.coded(one.document_id, one.start, one.end, one.code_id)
        shown = (BY_HAND, IGNORED) if not one.withheld else (AGREED, DIFFERED)
        outcomes[one.suggestion] = (shown[0] if has else shown[1], None, None)
    subject = f"{len(outcomes)} of reviewed passages"
    with store.batch("record suggestions", subject, kind="look") as batch:
        record(batch, store, served.after, coder_id, outcomes)
    return len(outcomes)


def require_open(one: Suggestion, after: Sequence[Suggestion]) -> None:
    """Refuse to decide on what was withheld until the coder had decided. Raises: NotAllowed."""
    if one in after and one.withheld:
        raise NotAllowed(
            "This suggestion was withheld until you had decided, and is compared with what you "
            "did. Apply the code by hand if it fits after all."
        )


def document_of(store: Store, one: Suggestion) -> DocumentRow:
    """Return the document of a suggestion."""
    [row] = listing.of(store, [one.document_id])
    return row
