"""A fitted model: learned from reviewed segments, it gives each text and code a score, in pieces.

The score is a sum of four: the ridge regression, likeness to the codebook (more than is usual for
the code), keywords, and the votes of the nearest segments. The codebook's weights start as
constants and fade; what the left-out scores teach about the last three comes in as segments are
reviewed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from qualcode.suggest import calibration, model
from qualcode.suggest.calibration import Logistic
from qualcode.suggest.constants import Constants
from qualcode.suggest.features import Terms
from qualcode.suggest.model import Rows
from qualcode.suggest.reader import Reader, centred

Array = np.ndarray

_AT_ONCE = 500
"""Rows that are compared with all others together: what that takes in memory stays small."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Reviewed segments, prepared; `places` says where each stood among those given."""

    texts: tuple[str, ...]
    groups: tuple[str, ...]
    y: Array
    """Segments × codes, 1 where a segment carries a code."""
    known: Array
    """Segments × codes, False where a code came after the review."""
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Worth:
    """What one unit of each piece adds to the score."""

    likeness: float
    keywords: float
    neighbours: float = 0.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for the codes of some texts; each piece is texts × codes."""

    rows: Rows
    vectors: Array | None
    similar: Array
    """Similarity to each training row."""
    votes: Array
    """Weight of each segment's vote."""
    ridge: Array
    likeness: Array
    keywords: Array
    neighbours: Array

    @property
    def score(self) -> Array:
        """The sum of the pieces."""
        total: Array = self.ridge + self.likeness + self.keywords + self.neighbours
        return total


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model fitted to reviewed segments and the codebook's texts."""

    reader: Reader
    reviewed: Reviewed
    terms: Terms
    rows: Rows
    """The training rows: segments, then codebook texts."""
    mean: Array | None
    weights: Array
    """Of the ridge regression: training rows × codes."""
    base: Array
    """Base rate of each code."""
    rate: float
    """Codes a segment carries, on average."""
    usual: Array
    """How like each code the reviewed segments are, on average; drawn to 0."""
    worth: Worth
    form: Logistic | None
    left_out: Array
    """Scores of the segments, each from a model without it."""
    groups: Mapping[str, int]
    """Number of each speaker or question."""

    @property
    def segments(self) -> int:
        """How many reviewed segments it learned from."""
        return len(self.reviewed.texts)

    def evidence(self, texts: Sequence[str], groups: Sequence[str]) -> Evidence:
        """Return what speaks for the codes of prepared texts."""
        reader, reviewed, worth = self.reader, self.reviewed, self.worth
        vectors = reader.vectors(texts)
        rows = Rows(self.terms.rows(texts), centred(vectors, self.mean), self._numbers(groups))
        similar = model.kernel(rows, self.rows, reader.constants)
        votes = model.votes(similar[:, : self.segments], reader.constants)
        near = model.tally(votes, reviewed.y - self.base, reviewed.known)
        likeness = reader.likeness(vectors, rows.words, self.rows.words[self.segments :])
        likeness -= self.usual
        return Evidence(
            rows=rows,
            vectors=vectors,
            similar=similar,
            votes=votes,
            ridge=similar @ self.weights,
            likeness=worth.likeness * likeness,
            keywords=worth.keywords * reader.keywords.weights(texts),
            neighbours=worth.neighbours * near,
        )

    def _numbers(self, groups: Sequence[str]) -> Array:
        return np.array([self.groups.get(group, -1) for group in groups], int)

    def probabilities(self, scores: Array) -> Array:
        """Return the probabilities that belong to scores, texts × codes."""
        return calibration.probabilities(
            scores, self.base, self.rate, self.form, self.segments, self.reader.constants
        )


def fit(reader: Reader, reviewed: Reviewed) -> Fitted:
    """Return the model of a codebook and reviewed segments; there may be none."""
    entries, constants = reader.entries, reader.constants
    segments, codes = len(reviewed.texts), len(entries.codes)
    y, known = reviewed.y, reviewed.known
    rate = _rate(y, min(constants.rate, codes / 2))
    base = model.base_rates(y, known, rate)

    texts = [*reviewed.texts, *entries.texts]
    terms = Terms(texts)
    vectors = reader.vectors(reviewed.texts)
    mean = together = None
    if vectors is not None and reader.entry_vectors is not None:
        together = np.vstack([vectors, reader.entry_vectors])
        mean = together.mean(0) if len(together) else np.zeros(together.shape[1])
    groups = {name: at for at, name in enumerate(sorted({*reviewed.groups} - {""}))}
    numbers = [groups.get(name, -1) for name in reviewed.groups] + [-1] * len(entries.texts)
    rows = Rows(terms.rows(texts), centred(together, mean), np.array(numbers, int))

    own = np.zeros((len(entries.texts), codes))
    own[np.arange(len(own)), list(entries.text_of)] = 1
    entry_noise = constants.entry_noise * np.sqrt(own @ own.sum(0))
    noise = np.concatenate([np.full(segments, constants.noise), entry_noise])
    similar = model.kernel(rows, rows, constants)
    weights, left_out = model.solve(similar, noise, np.vstack([y, own]) - base, known)

    fade = constants.fade / (constants.fade + segments)
    worth = Worth(fade * constants.prior, fade * constants.keyword)
    likeness = reader.likeness(vectors, rows.words[:segments], rows.words[segments:])
    # Some codes are worded so that every text is like them: what counts is to be more so.
    usual = likeness.sum(0) / (segments + constants.usual)
    likeness -= usual
    hits = reader.keywords.weights(reviewed.texts)
    near = _neighbours(similar[:segments, :segments], y - base, known, constants)
    scores = left_out + worth.likeness * likeness + worth.keywords * hits
    form = None
    if segments >= constants.calibrated and codes:
        gains = calibration.learn([likeness, hits, near], scores, y, base, known, constants)
        share = segments / (segments + constants.learned)
        more = [share * gain for gain in gains]
        worth = Worth(worth.likeness + more[0], worth.keywords + more[1], more[2])
        scores = scores + more[0] * likeness + more[1] * hits + more[2] * near
        form = calibration.logistic_form(scores, y, base, known, constants)
    return Fitted(
        reader, reviewed, terms, rows, mean, weights, base, rate, usual, worth, form, scores, groups
    )


def _neighbours(similar: Array, residuals: Array, known: Array, constants: Constants) -> Array:
    """Return the votes of the nearest on each segment, its own left out; some rows at a time."""
    near = np.zeros(residuals.shape)
    for start in range(0, len(similar), _AT_ONCE):
        others = similar[start : start + _AT_ONCE].copy()
        for row in range(len(others)):
            others[row, start + row] = -1.0
        near[start : start + _AT_ONCE] = model.tally(
            model.votes(others, constants), residuals, known
        )
    return near


def _rate(y: Array, before: float) -> float:
    return max(float(y.sum()), 1.0) / len(y) if len(y) else before
