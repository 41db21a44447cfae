"""How suggestions fare: accepted, agreed where they were withheld, by code, and what to beware of.

Invariant: the accuracy of suggestions is counted where they were withheld, and nowhere else. What
is counted is counted anew from what is reviewed and coded now: a review taken back counts no more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from qualcode.documents.listing import ANSWER
from qualcode.store.keys import mark, select_in
from qualcode.store.places import Maps
from qualcode.store.store import Store
from qualcode.suggest import fits, judged, queue, training
from qualcode.suggest.judged import wilson
from qualcode.suggest.queue import ACCEPTED, AUDIT, REJECTED, Suggestion

LAST = 50
TOO_EASY = 0.95
TOO_FAST = 2.0
APART = 0.1
MOST_DIFFERING = 0.15
"""Share of an audit that may differ before what was accepted at once is not to be trusted."""
_LEAST_CHECKED = 20


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
        checked_ones = checks(connection, coder_id, served.after)
        names = {r[0]: r[1] for r in connection.exec_driver_sql("SELECT id, shown FROM code")}
    agreed, checked = sum(check.agreed for check in checked_ones), len(checked_ones)
    of_audits = audits(checked_ones, names)
    accepted = sum(r[0] == ACCEPTED for r in rows)
    fit = next((kept[kind] for kind in training.KINDS if kind in kept), None)
    worse = [kind for kind, one in kept.items() if not one.figures.better]
    told = [*warnings(rows, accepted, agreed, checked), *of_audits]
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
class Check:
    """A suggestion withheld until the coder had decided; audit: left over from a bulk acceptance.

    sure: whether it was at p ≥ .8.
    """

    code_id: int
    kind: str
    agreed: bool
    audit: bool
    sure: bool


def kind_of(document_kind: str) -> str:
    """Return the kind of model that suggests for a kind of document."""
    return training.ANSWERS if document_kind == ANSWER else training.INTERVIEWS


def checks(connection: Connection, coder_id: int, after: Sequence[Suggestion]) -> list[Check]:
    """Return the withheld suggestions whose passages are reviewed; after: those not recorded."""
    rows = connection.exec_driver_sql(
        "SELECT v.document_id, s.version_id, d.version_id, s.start_at, s.end_at, s.code_id, "
        "s.outcome, s.probability FROM suggestion s JOIN version v ON v.id = s.version_id "
        f"JOIN document d ON d.id = v.document_id WHERE s.coder_id = {mark(connection)} "
        "AND s.withheld = 1",
        (coder_id,),
    ).all()
    places = [
        (o.document_id, o.start, o.end, o.code_id, False, o.probability)
        for o in after
        if o.withheld
    ]
    keys = {r[0] for r in rows} | {place[0] for place in places}
    maps = Maps(connection, {r[0] for r in rows if r[1] != r[2] and r[3] is not None})
    own = training.work(connection, coder_id, keys)
    sql = (
        "SELECT d.id, t.characters, d.kind FROM document d JOIN version v ON v.id = d.version_id "
        "JOIN texts t ON t.id = v.texts_id WHERE d.id IN ({})"
    )
    known = {r[0]: (r[1], r[2]) for r in select_in(connection, sql, sorted(keys))}
    for document, version, current, start, end, code, outcome, p in rows:
        if start is None:
            start, end = 0, known[document][0]
        elif version != current:
            spot = maps.between(version, current).place(start, end)
            start, end = spot.start, spot.end
        if start < end:
            places.append((document, start, end, code, outcome == AUDIT, p))
    return [
        Check(
            code,
            kind_of(known[document][1]),
            own.coded(document, start, end, code),
            audit,
            p is not None and p >= judged.SURE,
        )
        for document, start, end, code, audit, p in places
        if own.reviewed(document, start, end)
    ]


def audits(checks: Sequence[Check], names: Mapping[int, str]) -> list[str]:
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


def warnings(
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
