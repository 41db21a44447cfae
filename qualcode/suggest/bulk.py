"""Accepting many suggestions of one code at once: listed first, audited, taken back as one step.

Only at p ≥ .8, from 100 reviewed passages on, where the model is better than the most frequent
codes and was right about this code at that level in 85 % of ten or more passages left out; and of
those withheld until the coder had decided, once they are ten. A tenth of what is pending,
twenty at least, is not accepted but withheld: the coder codes it unaided, and where more than 15 %
of it differs the batch is to be taken back or read in full.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from qualcode.coding import rounds
from qualcode.coding.apply import Span, apply
from qualcode.coding.codes import CodeRef, applicable
from qualcode.documents import listing
from qualcode.errors import NotEnoughData
from qualcode.store.store import Store
from qualcode.suggest import deciding, faring, fits, judged, queue
from qualcode.suggest.faring import Check
from qualcode.suggest.fits import Fit
from qualcode.suggest.queue import Suggestion

AUDITED = 0.1
LEAST_AUDITED = 20


@dataclass(frozen=True)
class Bulk:
    """Suggestions to accept at once, and those left to be coded unaided."""

    accepted: list[Suggestion]
    audited: list[Suggestion]


def plan(
    store: Store, code: str, coder_id: int, without: Collection[str] = ()
) -> tuple[CodeRef, Bulk]:
    """Return what would be accepted of a code, and what audited; without: uids left pending.

    Raises: NotEnoughData where a condition is not met, saying which.
    """
    ref = applicable(store, code)
    with store.read() as connection:
        kept, _ = fits.load(connection, coder_id)
        secret = bytes(connection.exec_driver_sql("SELECT secret FROM project").scalar_one())
    if not kept:
        raise NotEnoughData("No suggestions yet. Make them with: qualcode suggest run")
    served = queue.serve(store, coder_id)
    with store.read() as connection:
        checks = faring.checks(connection, coder_id, served.after)
    own = [one for one in checks if one.code_id == ref.id]
    refused = {
        fit.digest: refusal(fit, ref.uid, [one for one in own if one.kind == fit.kind])
        for fit in kept.values()
    }
    good = {digest for digest, why in refused.items() if not why}
    if not good:
        why = next(iter(refused.values()))
        raise NotEnoughData(f"“{ref.code}” is accepted one by one: {why}.")
    listed = [
        one
        for one in served.open
        if one.code_id == ref.id
        and one.model in good
        and one.probability is not None
        and one.probability >= judged.SURE
    ]
    size = max(LEAST_AUDITED, round(AUDITED * len(listed)))
    if len(listed) <= size:
        raise NotEnoughData(
            f"“{ref.code}” is accepted one by one: only {len(listed)} are pending at p ≥ .8, and "
            f"{size} are read unaided to check the others."
        )

    def drawn(one: Suggestion) -> bytes:
        return hmac.digest(secret, f"audit\x1f{one.suggestion}".encode(), "sha256")

    audited = set(sorted(listed, key=drawn)[:size])
    accepted = [o for o in listed if o not in audited and o.suggestion not in without]
    if not accepted:
        raise NotEnoughData(f"Nothing is left of “{ref.code}” to accept at once.")
    return ref, Bulk(accepted, [o for o in listed if o in audited])


def refusal(fit: Fit, code_uid: str, checks: Sequence[Check]) -> str:
    """Return why many suggestions of a code may not be accepted at once, '' where they may.

    checks: of this code, by models of this kind, withheld until the coder had decided.
    """
    figures = fit.figures
    if fit.reviewed < judged.BULK_REVIEWED:
        return f"{fit.reviewed} passages are reviewed, and {judged.BULK_REVIEWED} are needed"
    if not figures.better:
        return "suggestions are no better than the most frequent codes"
    counts = figures.codes.get(code_uid)
    if counts is None or counts.sure < judged.BULK_CASES:
        cases = 0 if counts is None else counts.sure
        return f"it was suggested at p ≥ .8 in {cases} left-out passages, and ten are needed"
    if not counts.bulk:
        return (
            f"at p ≥ .8 it was right in {counts.sure_right} of {counts.sure} left-out passages, "
            "and 85 % are needed"
        )
    sure = [one for one in checks if one.sure]
    agreed = sum(one.agreed for one in sure)
    if len(sure) >= judged.BULK_CASES and agreed < judged.BULK_PRECISION * len(sure):
        return (
            f"withheld at p ≥ .8, it agreed with you in {agreed} of {len(sure)} passages, and "
            "85 % are needed"
        )
    return ""


def carry_out(store: Store, ref: CodeRef, bulk: Bulk, coder_id: int) -> None:
    """Accept in one batch, and note which are audited."""
    documents = {d.id: d for d in listing.of(store, sorted({o.document_id for o in bulk.accepted}))}
    with store.read() as connection:
        mine = rounds.current(connection, coder_id, set(documents))
    with store.batch("accept suggestions", f"{ref.code} · {len(bulk.accepted)} passages") as batch:
        outcomes: dict[str, deciding.Outcome] = {}
        for one in bulk.accepted:
            place = Span(None, None) if one.whole else Span(one.start, one.end)
            listed = mine.get(one.document_id, [])
            in_round = next((r.id for r in listed if r.holds(place.start, place.end)), None)
            uid = apply(
                store, documents[one.document_id], ref, place,
                coder_id=coder_id, round_id=in_round, origin="suggested",
            )  # fmt: skip
            outcomes[one.suggestion] = (queue.ACCEPTED, uid, None)
        for one in bulk.audited:
            outcomes[one.suggestion] = (queue.AUDIT, None, None)
        deciding.record(batch, store, [*bulk.accepted, *bulk.audited], coder_id, outcomes)
