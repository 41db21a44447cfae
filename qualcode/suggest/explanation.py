"""Why a code is suggested: the score of one text and code, split into parts that add up to it.

A part is read off the model, never estimated: a word's is its weight in the text times what the
training rows learned for it; a segment's is its similarity by meaning and group, and its vote. The
probability is not split: it rises with the score, given the base rate and the best rival.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from rapidfuzz import process

from qualcode.errors import NotFound, nearest_note
from qualcode.suggest import model
from qualcode.suggest.features import prepared
from qualcode.suggest.fitting import Evidence, Fitted
from qualcode.suggest.keywords import Hit

Array = np.ndarray

_EXAMPLES = 3
_WORDS = 5

Kind = Literal["segment", "word", "entry", "rivals", "likeness", "keywords", "rest"]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score; below 0 it speaks against the code.

    kind:       'segment': meaning and group of a reviewed segment, and its vote (its words count
                under 'word'); 'word'; 'entry': the code's texts in the codebook by meaning;
                'rivals': those of other codes; 'likeness': to the code's texts, beyond what is
                usual for the code; 'keywords'; 'rest': all else together.
    label:      the word, or '' where the kind says all.
    segment:    where the segment stood among those given to `fit`; None for other kinds.
    similarity: of the text and the segment, in meaning, words and group together.
    """

    kind: Kind
    value: float
    label: str = ""
    segment: int | None = None
    similarity: float | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """A score and what it is made of."""

    code: str
    probability: float
    base_rate: float
    score: float
    parts: tuple[Part, ...]
    """They add up to the score: segments and words by size, then the others."""
    hits: tuple[Hit, ...]
    """Keywords of the code in the text."""
    nearest_entry: str | None
    """The text of the code in the codebook that is most like this one; None if it has none."""


def explain(fitted: Fitted, text: str, code: str, group: str = "") -> Explanation:
    """Return why a code has the score it has for a text.

    Raises: NotFound for a code that is not in the codebook.
    """
    entries = fitted.reader.entries
    if code not in entries.codes:
        nearest = [found[0] for found in process.extract(code, entries.codes, limit=3)]
        raise NotFound(
            f"No code named “{code}” in the model's codebook.{nearest_note(nearest)}", nearest
        )
    at = entries.codes.index(code)
    plain = prepared(text)
    evidence = fitted.evidence([plain], [group])
    score = float(evidence.score[0, at])

    words = _words(fitted, evidence, plain, at)
    others = _others(fitted, evidence, at)
    segments, own, rivals = _split(fitted, others, at)
    shown = [
        *(
            Part(
                "segment",
                float(segments[row]),
                segment=fitted.reviewed.places[row],
                similarity=float(evidence.similar[0, row]),
            )
            for row in _weightiest(fitted, evidence, segments, at)
        ),
        *(Part("word", value, word) for word, value in words[:_WORDS]),
        Part("entry", own),
        Part("rivals", rivals),
        Part("likeness", float(evidence.likeness[0, at])),
        Part("keywords", float(evidence.keywords[0, at])),
    ]
    rest = score - sum(part.value for part in shown)
    return Explanation(
        code=code,
        probability=float(fitted.probabilities(evidence.score)[0, at]),
        base_rate=float(fitted.base[at]),
        score=score,
        parts=(*shown, Part("rest", rest)),
        hits=tuple(fitted.reader.keywords.hits(text, code)),
        nearest_entry=_nearest_entry(fitted, evidence, at),
    )


def _words(fitted: Fitted, evidence: Evidence, text: str, code: int) -> list[tuple[str, float]]:
    """Return the words of the text with what they and their parts add, the largest first."""
    row = evidence.rows.words
    learned = fitted.rows.words.T @ fitted.weights[:, code]
    shown = fitted.terms.shown(text)
    totals: dict[str, float] = {}
    for column, value in zip(row.indices, row.data, strict=True):
        word = shown[int(column)]
        added = fitted.reader.constants.words * float(value * learned[column])
        totals[word] = totals.get(word, 0.0) + added
    return sorted(totals.items(), key=lambda item: (-abs(item[1]), item[0]))


def _others(fitted: Fitted, evidence: Evidence, code: int) -> Array:
    """Return what each training row adds by meaning, group and vote."""
    constants, segments = fitted.reader.constants, fitted.segments
    rows = evidence.rows
    similar = constants.group * model.same_group(rows.groups, fitted.rows.groups)[0]
    if rows.meaning is not None and fitted.rows.meaning is not None:
        similar = similar + constants.meaning * (fitted.rows.meaning @ rows.meaning[0])
    added: Array = similar * fitted.weights[:, code]
    reviewed = fitted.reviewed
    votes = evidence.votes[0] * reviewed.known[:, code]
    residuals = reviewed.y[:, code] - fitted.base[code]
    shares = model.share(votes) * residuals
    added[:segments] += fitted.worth.neighbours * shares
    return added


def _split(fitted: Fitted, added: Array, code: int) -> tuple[Array, float, float]:
    """Return the parts of each segment, of the code's own texts, and of other codes' texts."""
    segments = fitted.segments
    own = np.array([of == code for of in fitted.reader.entries.text_of], bool)
    entries = added[segments:]
    return added[:segments], float(entries[own].sum()), float(entries[~own].sum())


def _weightiest(fitted: Fitted, evidence: Evidence, segments: Array, code: int) -> list[int]:
    """Return the segments that add or take most, what their words do counted in."""
    words = (fitted.rows.words[: fitted.segments] @ evidence.rows.words[0].T).toarray()[:, 0]
    constants = fitted.reader.constants
    whole = np.abs(segments + constants.words * words * fitted.weights[: fitted.segments, code])
    return [int(row) for row in np.argsort(-whole, kind="stable")[:_EXAMPLES] if whole[row]]


def _nearest_entry(fitted: Fitted, evidence: Evidence, code: int) -> str | None:
    entries = fitted.reader.entries
    own = [at for at, of in enumerate(entries.text_of) if of == code]
    if not own:
        return None
    similar = fitted.reader.entry_similarity(
        evidence.vectors, evidence.rows.words, fitted.rows.words[fitted.segments :]
    )[0]
    return entries.texts[max(own, key=lambda at: (float(similar[at]), -at))]
