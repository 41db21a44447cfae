"""Deciding on suggestions, and recording what became of those nobody decided on.

Accepting applies the code and records the decision in one batch: one undo takes both back, and the
suggestion is pending again. What a coder did on passages whose suggestions were withheld, or were
shown and not answered, is recorded when the passage is reviewed: a log entry, on no undo stack.
Invariant: the accuracy of suggestions is counted where they were withheld, and nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from qualcode.store.places import Maps
from qualcode.store.store import Store
from qualcode.suggest import fits, queue, training
from qualcode.suggest.judged import wilson
from qualcode.suggest.queue import ACCEPTED, AUDIT, DECIDED, REJECTED, Suggestion

AGREED, DIFFERED = "agreed", "differed"
IGNORED, BY_HAND = "ignored", "by hand"
LAST = 50
TOO_EASY = 0.95
TOO_FAST = 2.0
APART = 0.1
MOST_DIFFERING = 0.15
"""Share of an audit that may differ before what was accepted at once is not to be trusted."""
_LEAST_CHECKED = 20


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


@dataclass(frozen=True)
class Figures:
    """How suggestions fare. accepted of decided: of the last 50 decisions, which say nothing of
    being right; agreed of checked: where they were withheld until the coder had decided, with
    the 95 % interval of Wilson (1927); model: its digest, reviewed: what it learned from.

    hit3 and frequent_hit3: of left-out passages with a code, the share with a right one among the
    first three, by the model of answers (of interviews where there are none) and by the most
    frequent codes; better: whether each model is.
    """

    accepted: int
    decided: int
    agreed: int
    checked: int
    low: float
    high: float
    pending: int
    model: str
    reviewed: int
    hit3: float
    frequent_hit3: float
    better: bool
    warnings: tuple[str, ...]

    @property
    def line(self) -> str:
        """The figures in one line, as screens show them."""
        return f"accepted {self.accepted} of last {self.decided} · {self.check}"

    @property
    def check(self) -> str:
        """The blind check alone."""
        if not self.checked:
            return "blind check: none yet"
        low, high = (f"{x:.2f}".removeprefix("0") for x in (self.low, self.high))
        return f"blind check {self.agreed} of {self.checked} [{low}, {high}]"


def figures(store: Store, coder_id: int) -> Figures:
    """Return a coder's figures as they are now; nothing is written."""
    served = queue.serve(store, coder_id)
    with store.read() as connection:
        kept, damaged = fits.load(connection, coder_id)
        rows = connection.exec_driver_sql(
            "SELECT s.outcome, s.seconds FROM suggestion s "
            f"WHERE s.coder_id = {mark(connection)} AND s.withheld = 0 "
            f"AND s.outcome IN ('{ACCEPTED}', '{REJECTED}') "
            f"ORDER BY s.created_at DESC, s.id DESC LIMIT {LAST}",
            (coder_id,),
        ).all()
        checks = _checked(connection, coder_id, served.after)
        names = {r[0]: r[1] for r in connection.exec_driver_sql("SELECT id, shown FROM code")}
    agreed, checked = sum(check.agreed for check in checks), len(checks)
    audits = _audits(checks, names)
    accepted = sum(r[0] == ACCEPTED for r in rows)
    fit = next((kept[kind] for kind in training.KINDS if kind in kept), None)
    worse = [kind for kind, one in kept.items() if not one.figures.better]
    told = [*_warnings(rows, accepted, agreed, checked), *audits]
    if damaged:
        told.append("The model kept in this project is damaged: the next run fits it anew.")
    told += [
        f"Suggestions for {kind} are no better than the most frequent codes." for kind in worse
    ]
    return Figures(
        accepted, len(rows), agreed, checked, *wilson(agreed, checked), len(served.open),
        fit.digest if fit else "", fit.reviewed if fit else 0,
        fit.figures.hit3 if fit else float("nan"),
        fit.figures.frequent_hit3 if fit else float("nan"), not worse, tuple(told),
    )  # fmt: skip


@dataclass(frozen=True)
class _Check:
    """A suggestion withheld until the coder had decided."""

    code_id: int
    agreed: bool
    audit: bool


def _checked(connection: Connection, coder_id: int, after: Sequence[Suggestion]) -> list[_Check]:
    """Return the withheld suggestions whose passages are reviewed.

    Counted anew from what is reviewed and coded now: a review taken back counts no more.
    """
    rows = connection.exec_driver_sql(
        "SELECT v.document_id, s.version_id, d.version_id, s.start_at, s.end_at, s.code_id, "
        "s.outcome FROM suggestion s JOIN version v ON v.id = s.version_id "
        f"JOIN document d ON d.id = v.document_id WHERE s.coder_id = {mark(connection)} "
        "AND s.withheld = 1",
        (coder_id,),
    ).all()
    places = [(o.document_id, o.start, o.end, o.code_id, False) for o in after if o.withheld]
    keys = {r[0] for r in rows} | {place[0] for place in places}
    maps = Maps(connection, {r[0] for r in rows if r[1] != r[2] and r[3] is not None})
    own = training.work(connection, coder_id, keys)
    sql = (
        "SELECT d.id, t.characters FROM document d JOIN version v ON v.id = d.version_id "
        "JOIN texts t ON t.id = v.texts_id WHERE d.id IN ({})"
    )
    lengths = {r[0]: r[1] for r in select_in(connection, sql, sorted(keys))}
    for document, version, current, start, end, code, outcome in rows:
        if start is None:
            start, end = 0, lengths[document]
        elif version != current:
            spot = maps.between(version, current).place(start, end)
            start, end = spot.start, spot.end
        if start < end:
            places.append((document, start, end, code, outcome == AUDIT))
    return [
        _Check(code, own.coded(document, start, end, code), audit)
        for document, start, end, code, audit in places
        if own.reviewed(document, start, end)
    ]


def _audits(checks: Sequence[_Check], names: Mapping[int, str]) -> list[str]:
    """Return what is said of bulk acceptances in whose audit too much differs."""
    told = []
    for code in sorted({check.code_id for check in checks if check.audit}):
        own = [check for check in checks if check.audit and check.code_id == code]
        differ = sum(not check.agreed for check in own)
        if len(own) >= _LEAST_CHECKED and differ > MOST_DIFFERING * len(own):
            told.append(
                f"“{names[code]}”, accepted at once: in the audit {differ} of {len(own)} differ. "
                "Take the batch back (qualcode history log), or read it in full."
            )
    return told


def _warnings(
    rows: Sequence[Sequence[object]], accepted: int, agreed: int, checked: int
) -> list[str]:
    """Return what speaks for a coder who follows suggestions instead of reading."""
    told = []
    decided = len(rows)
    if decided >= LAST and accepted > TOO_EASY * decided:
        told.append(f"You accepted {accepted} of the last {decided}. Read some again, unaided.")
    times = sorted(float(str(r[1])) for r in rows if r[1] is not None)
    if len(times) >= _LEAST_CHECKED and times[len(times) // 2] < TOO_FAST:
        told.append("Half of your decisions took less than two seconds.")
    if (
        checked >= _LEAST_CHECKED
        and decided >= _LEAST_CHECKED
        and accepted / decided - agreed / checked >= APART
    ):
        told.append(
            f"You accept {accepted} of {decided} that you see, and agree with {agreed} of "
            f"{checked} that you do not see: what is shown seems to lead you."
        )
    return told


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
