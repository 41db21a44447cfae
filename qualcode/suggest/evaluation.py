"""Suggestions measured on one's own codings: documents left out in turn, respondents whole.

What is left out took no part in fitting, and no other passage of the same respondent or interview
did: random splits within an interview flatter every model. 'frequent' stands beside each figure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qualcode.errors import NotEnoughData
from qualcode.suggest import judged
from qualcode.suggest.judged import Judged, Suggested
from qualcode.suggest.scoring import Engine, Progress, fitted
from qualcode.suggest.training import Training

FOLDS = 5
LEAST = 20


@dataclass(frozen=True)
class Evaluation:
    """Suggestions for reviewed passages, each by a model without its document or respondent."""

    training: Training
    suggested: list[Suggested]
    seen: list[dict[str, int]]
    codes: tuple[str, ...]

    def figures(self, places: Sequence[int] | None = None) -> Judged:
        """Return the figures of all passages, or of some."""
        listed = range(len(self.suggested)) if places is None else places
        return judged.judge(
            [self.suggested[at] for at in listed],
            [self.training.codes[at] for at in listed],
            [self.training.unknown[at] for at in listed],
            self.codes,
            [self.seen[at] for at in listed],
        )

    def groups(self, of: Callable[[int], str]) -> dict[str, list[int]]:
        """Return the places of passages by what is said of each, in order of name."""
        found: dict[str, list[int]] = {}
        for at in range(len(self.suggested)):
            found.setdefault(of(at), []).append(at)
        return dict(sorted(found.items()))


def evaluate(engine: Engine, kind: str, progress: Progress | None = None) -> Evaluation:
    """Fit one model a fold and suggest for what it was not taught.

    Raises: NotEnoughData below 20 reviewed passages, or of one document or respondent alone.
    """
    model = engine.model(kind, progress)
    taught = model.training
    owners = sorted({one.owner for one in taught.passages}, key=_shuffled)
    if len(taught.passages) < LEAST or len(owners) < 2:
        raise NotEnoughData(
            f"{len(taught.passages)} passages in {kind}, of {len(owners)} documents or "
            f"respondents, are reviewed; {LEAST} of two at least are needed. Mark more as done: "
            "qualcode coding done DOCUMENT"
        )
    folds = min(FOLDS, len(owners))
    fold_of = {owner: at % folds for at, owner in enumerate(owners)}
    suggested: list[Suggested] = [[] for _ in taught.passages]
    seen: list[dict[str, int]] = [{} for _ in taught.passages]
    for fold in range(folds):
        if progress is not None:
            progress(fold, folds)
        inside = [at for at, one in enumerate(taught.passages) if fold_of[one.owner] != fold]
        outside = [at for at, one in enumerate(taught.passages) if fold_of[one.owner] == fold]
        part = taught.some(inside)
        one_fold = fitted(model.book, part, engine.encoder)
        counts = {code: sum(code in codes for codes in part.codes) for code in one_fold.codes}
        answers = one_fold.suggest(
            [taught.passages[at].text for at in outside],
            [taught.passages[at].group for at in outside],
        )
        for at, answer in zip(outside, answers, strict=True):
            suggested[at], seen[at] = answer, counts
    if progress is not None:
        progress(folds, folds)
    return Evaluation(taught, suggested, seen, model.suggester.codes)


def _shuffled(owner: str) -> str:
    return hashlib.sha256(owner.encode("utf-8", "replace")).hexdigest()
