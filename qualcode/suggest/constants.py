"""The numbers of the model: the same for every project and every language.

They were chosen on development rows of public data sets; `benchmarks/suggestions.py` checks them
by leaving one set out, where other choices are no better. They are no settings.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Constants:
    """Every number that the model's output depends on, beside its training data."""

    meaning: float = 1.0
    """Weight of the similarity of meaning between two texts (with the extra `semantic`)."""
    words: float = 1.0
    """Weight of the similarity of words."""
    group: float = 0.15
    """What the same speaker or question adds to a similarity."""
    noise: float = 0.6
    """How far one reviewed segment is trusted: the ridge added for it."""
    entry_noise: float = 0.25
    """The same for a codebook text, times the root of how many texts its code has."""
    prior: float = 0.12
    """Weight of the similarity to the codebook's texts, in standard units."""
    meaning_unit: float = 0.14
    """A standard unit of that similarity, by meaning."""
    words_unit: float = 0.07
    """The same by words, where there is no encoder."""
    usual: float = 20.0
    """Segments, found no more like one code than another, that are added to those reviewed when it
    is asked how like a code texts are as a rule."""
    keyword: float = 0.5
    """Weight of keywords found in the text."""
    fade: float = 40.0
    """Reviewed segments after which the codebook's weight is half."""
    rate: float = 1.2
    """Codes a segment carries, before any was reviewed."""
    temperature: float = 0.14
    """Scores are divided by this before the softmax."""
    softmax_base: float = 0.15
    """Weight of the log base rate inside the softmax."""
    ceiling: float = 0.95
    """The most that the softmax form may claim."""
    neighbours: int = 5
    """Reviewed segments that vote; ties vote too."""
    learned: float = 60.0
    """Reviewed segments after which half of what calibration learned enters the score."""
    blend: float = 20.0
    """Reviewed segments after which softmax and logistic form weigh the same."""
    calibrated: int = 10
    """Reviewed segments from which there is a logistic form."""
    strength: float = 1.0
    """Inverse of the penalty on the logistic form's weights."""
    most: int = 3000
    """Reviewed segments that are used: the solve is cubic in them."""


CONSTANTS = Constants()
