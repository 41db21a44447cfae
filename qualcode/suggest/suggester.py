"""The suggester: a codebook and reviewed segments in, probabilities of codes out.

It knows nothing of projects, coders or screens. What was not reviewed must not be given to it as
'no code'. Invariants: the order of the reviewed segments does not matter (up to the number that is
used), what is suggested for a text does not depend on the other texts asked about, and the same
input gives the same output.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from qualcode.suggest import encoder as encoders
from qualcode.suggest import keywords
from qualcode.suggest.constants import CONSTANTS, Constants
from qualcode.suggest.encoder import Encoder
from qualcode.suggest.entries import read
from qualcode.suggest.features import prepared
from qualcode.suggest.fitting import Fitted, Reviewed, fit
from qualcode.suggest.reader import Reader

if TYPE_CHECKING:
    from qualcode.suggest.explanation import Explanation

Suggestions = list[tuple[str, float]]

_AT_ONCE = 500
"""Texts that are scored together: what that takes in memory stays small."""


class Suggester:
    """Suggests codes of one codebook.

    codebook: dicts with code; name and definition as {zh, en}, either may be missing; examples:
              texts; keywords: {zh: [...], en: [...]}.
    encoder:  what turns texts into vectors; None works by words alone. The default is the encoder
              of the extra `semantic` where that is installed.
    """

    def __init__(
        self,
        codebook: Sequence[Mapping[str, Any]],
        *,
        encoder: Encoder | Literal["installed"] | None = "installed",
        constants: Constants = CONSTANTS,
    ) -> None:
        if encoder == "installed":
            encoder = encoders.SentenceEncoder() if encoders.installed() else None
        self._reader = Reader(read(codebook), encoder, constants)
        self._fitted: Fitted | None = None
        self._data: list[Any] = []

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes it can suggest, in the codebook's order."""
        return self._reader.entries.codes

    @property
    def fitted(self) -> Fitted:
        """The model; before `fit` that of the codebook alone."""
        if self._fitted is None:
            self.fit([], [])
        assert self._fitted is not None
        return self._fitted

    def fit(
        self,
        texts: Sequence[str],
        codes: Sequence[Collection[str]],
        groups: Sequence[str] | None = None,
        *,
        unknown: Sequence[Collection[str]] | None = None,
    ) -> Suggester:
        """Learn from reviewed segments, oldest first, and return the suggester itself.

        codes:   what each carries; none is a 'no' to all codes. Codes that are not in the codebook
                 are left out.
        groups:  the speaker or question of each, '' if not known.
        unknown: codes that each was not reviewed for, as they came later: neither yes nor no.
        Raises:  ValueError where the lengths differ.
        """
        groups = [""] * len(texts) if groups is None else groups
        unknown = [()] * len(texts) if unknown is None else unknown
        if not len(texts) == len(codes) == len(groups) == len(unknown):
            raise ValueError(
                "Each text needs its codes, its group and its unknown codes. There are "
                f"{len(texts)} texts, {len(codes)}, {len(groups)} and {len(unknown)}."
            )
        place = {code: at for at, code in enumerate(self.codes)}
        rows = [
            (
                prepared(text),
                group or "",
                sorted(place[code] for code in set(given) if code in place),
                sorted(place[code] for code in set(missing) - set(given) if code in place),
            )
            for text, given, group, missing in zip(texts, codes, groups, unknown, strict=True)
        ]
        used = _used([row[2] for row in rows], self._reader.constants.most)
        used.sort(key=rows.__getitem__)
        self._data = [rows[at] for at in used]
        y = np.zeros((len(used), len(place)))
        known = np.ones(y.shape, bool)
        for at, (_, _, given_places, missing_places) in enumerate(self._data):
            y[at, given_places] = 1
            known[at, missing_places] = False
        reviewed = Reviewed(
            tuple(row[0] for row in self._data),
            tuple(row[1] for row in self._data),
            y,
            known,
            tuple(used),
        )
        self._fitted = fit(self._reader, reviewed)
        return self

    def suggest(
        self, texts: Sequence[str], groups: Sequence[str] | None = None
    ) -> list[Suggestions]:
        """Return, for each text, every code of the codebook with its probability, best first.

        Equally probable codes come in the codebook's order.
        """
        groups = [""] * len(texts) if groups is None else groups
        asked = [(prepared(text), group or "") for text, group in zip(texts, groups, strict=True)]
        if not self.codes:
            return [[] for _ in asked]
        answers: dict[tuple[str, str], Suggestions] = {}
        distinct = list(dict.fromkeys(asked))
        for start in range(0, len(distinct), _AT_ONCE):
            some = distinct[start : start + _AT_ONCE]
            evidence = self.fitted.evidence(
                [text for text, _ in some], [group for _, group in some]
            )
            for one, row in zip(some, self.fitted.probabilities(evidence.score), strict=True):
                answers[one] = self._ranked(row)
        return [list(answers[one]) for one in asked]

    def left_out(self) -> list[Suggestions | None]:
        """Return what would be suggested for each reviewed segment without having seen it.

        In the order given to `fit`; None for one that was not used. Codes are left out that the
        segment is unknown for. Of these, honest figures of the model can be made.
        """
        fitted = self.fitted
        places = fitted.reviewed.places
        answers: list[Suggestions | None] = [None] * (max(places, default=-1) + 1)
        if not places or not self.codes:
            return answers
        rows = fitted.probabilities(fitted.left_out)
        for at, row, known in zip(places, rows, fitted.reviewed.known, strict=True):
            seen = {code for code, is_known in zip(self.codes, known, strict=True) if is_known}
            answers[at] = [(code, p) for code, p in self._ranked(row) if code in seen]
        return answers

    def explain(self, text: str, code: str, group: str = "") -> Explanation:
        """Return why a code has the score it has for a text, in parts that add up to it.

        Raises: NotFound for a code that is not in the codebook.
        """
        from qualcode.suggest.explanation import explain

        return explain(self.fitted, text, code, group)

    def record(self) -> dict[str, Any]:
        """Return what the suggestions depend on, and a hash over it: the model's identity."""
        reader = self._reader
        known: dict[str, Any] = {
            "reviewed": self.fitted.segments,
            "data": _hash(self._data),
            "codebook": _hash(asdict(reader.entries)),
            "encoder": reader.encoder.identity if reader.encoder else "",
            "keywords": keywords.record(),
            "constants": asdict(reader.constants),
        }
        return {**known, "hash": _hash(known)}

    def _ranked(self, row: np.ndarray) -> Suggestions:
        return [(self.codes[at], float(row[at])) for at in np.argsort(-row, kind="stable")]


def _used(codes: Sequence[Sequence[int]], most: int) -> list[int]:
    """Return the places of the segments that are learned from: at most that many.

    The newest half; of the others, the newest of each code in turn, rare codes first ('no code'
    counts as one).
    """
    if len(codes) <= most:
        return list(range(len(codes)))
    older = len(codes) - most // 2
    strata: dict[int, list[int]] = {}
    for at in range(older):
        for code in codes[at] or [-1]:
            strata.setdefault(code, []).append(at)
    turns = sorted(strata.values(), key=lambda places: (len(places), places))
    taken: dict[int, None] = {}
    while len(taken) < most - most // 2:
        for places in turns:
            while places and places[-1] in taken:
                places.pop()
            if places and len(taken) < most - most // 2:
                taken[places.pop()] = None
    return [*sorted(taken), *range(older, len(codes))]


def _hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
