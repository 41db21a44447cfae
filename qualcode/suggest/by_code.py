"""The figures of each code: left out, withheld, decided on, and whether many may be accepted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from qualcode.store.keys import mark
from qualcode.store.store import Store
from qualcode.suggest import book as books
from qualcode.suggest import bulk, faring, fits, judged, queue, training
from qualcode.suggest.fits import Fit
from qualcode.suggest.judged import OfCode, wilson


@dataclass(frozen=True)
class CodeFares:
    """How suggestions of one code fare.

    left_out: by models that had not seen the passage; agreed of checked: where they were withheld
    until the coder had decided, with Wilson's 95 % interval; accepted of decided: seen and answered
    one by one or at once, which says nothing of being right; bulk: why many may not be accepted at
    once, '' where they may.
    """

    code: str
    code_uid: str
    left_out: OfCode
    agreed: int
    checked: int
    accepted: int
    decided: int
    bulk: str

    @property
    def interval(self) -> tuple[float, float]:
        """The interval of the blind check; NaN where there is none."""
        return wilson(self.agreed, self.checked)


@dataclass(frozen=True)
class Fares:
    """A model, and how suggestions of each code by models of its kind fare, in codebook order."""

    fit: Fit
    codes: list[CodeFares] = field(default_factory=list)


def by_code(store: Store, coder_id: int, kind: str | None = None) -> Fares | None:
    """Return a coder's figures by code, of answers or interviews; None where no model is fitted.

    kind: by default that of answers where it was fitted.
    """
    after = queue.serve(store, coder_id).after
    with store.read() as connection:
        kept, _ = fits.load(connection, coder_id)
        listed = faring.checks(connection, coder_id, after)
        book = books.read(connection)
        rows = connection.exec_driver_sql(
            "SELECT s.code_id, d.kind, s.outcome FROM suggestion s "
            "JOIN version v ON v.id = s.version_id JOIN document d ON d.id = v.document_id "
            f"WHERE s.coder_id = {mark(connection)} AND s.withheld = 0 "
            f"AND s.outcome IN ('{queue.ACCEPTED}', '{queue.REJECTED}')",
            (coder_id,),
        ).all()
    fit = kept.get(kind) if kind else next((kept[k] for k in training.KINDS if k in kept), None)
    if fit is None:
        return None
    decided = Counter((r[0], r[2]) for r in rows if faring.kind_of(r[1]) == fit.kind)
    made = Fares(fit)
    for code in book.codes:
        own = [one for one in listed if one.code_id == code.id and one.kind == fit.kind]
        accepted = decided[code.id, queue.ACCEPTED]
        made.codes.append(
            CodeFares(
                code.name, code.uid, fit.figures.codes.get(code.uid, judged.OfCode()),
                sum(one.agreed for one in own), len(own),
                accepted, accepted + decided[code.id, queue.REJECTED],
                bulk.refusal(fit, code.uid, own),
            )
        )  # fmt: skip
    return made
