"""What the codebook alone says of a text: how like its texts it is, and which keywords it has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from qualcode.suggest.constants import Constants
from qualcode.suggest.entries import Entries

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Array = np.ndarray


def by_meaning(
    vectors: Array, texts: Array, keywords: Array, entries: Entries, constants: Constants
) -> Array:
    """Return how like each code's texts and its nearest keyword a text is: texts × codes.

    In standard units, less the mean over codes. vectors, texts, keywords: vectors of the texts, of
    the codebook's texts and of its keywords.
    """
    count = len(entries.codes)
    whole = _mean_and_most(vectors @ texts.T, entries.text_of, count)
    nearest = _most(vectors @ keywords.T, entries.keyword_of, count)
    likeness: Array = (_centred(whole) + _centred(nearest)) / constants.meaning_unit
    return likeness


def by_words(words: csr_matrix, texts: csr_matrix, entries: Entries, constants: Constants) -> Array:
    """Return the same by words alone."""
    similar = (words @ texts.T).toarray()
    whole = _mean_and_most(similar, entries.text_of, len(entries.codes))
    return _centred(whole) / constants.words_unit


def _mean_and_most(similar: Array, of: Sequence[int], count: int) -> Array:
    whole = np.full((len(similar), count), np.nan)
    for code in set(of):
        own = similar[:, [at for at, owner in enumerate(of) if owner == code]]
        whole[:, code] = (own.mean(1) + own.max(1)) / 2
    return whole


def _most(similar: Array, of: Sequence[int], count: int) -> Array:
    most = np.full((len(similar), count), np.nan)
    for code in set(of):
        most[:, code] = similar[:, [at for at, owner in enumerate(of) if owner == code]].max(1)
    return most


def _centred(whole: Array) -> Array:
    """Return the values less the mean of each row; 0 for codes without a text of their own."""
    known = ~np.isnan(whole)
    filled = np.where(known, whole, 0.0)
    mean = filled.sum(1, keepdims=True) / np.maximum(1, known.sum(1, keepdims=True))
    return np.where(known, filled - mean, 0.0)
