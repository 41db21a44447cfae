"""Texts turned into what the model sees, by one codebook and one encoder or none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from qualcode.suggest import prior
from qualcode.suggest.constants import Constants
from qualcode.suggest.encoder import Encoder
from qualcode.suggest.entries import Entries
from qualcode.suggest.keywords import Keywords

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Array = np.ndarray


class Reader:
    """Reads prepared texts: their vectors, keywords, and likeness to the codebook."""

    def __init__(self, entries: Entries, encoder: Encoder | None, constants: Constants) -> None:
        self.entries = entries
        self.constants = constants
        self.keywords = Keywords(entries)
        self.encoder = encoder
        self.entry_vectors = self.vectors(entries.texts)
        self._keyword_vectors = self.vectors(entries.keywords)

    def vectors(self, texts: Sequence[str]) -> Array | None:
        """Return one vector a text, or None without an encoder."""
        return None if self.encoder is None else self.encoder.vectors(texts).astype(float)

    def likeness(self, vectors: Array | None, words: csr_matrix, entry_words: csr_matrix) -> Array:
        """Return how like each code's texts and keywords the texts are: texts × codes.

        By meaning where there are vectors, by words otherwise.
        """
        if vectors is None or self.entry_vectors is None or self._keyword_vectors is None:
            return prior.by_words(words, entry_words, self.entries, self.constants)
        return prior.by_meaning(
            vectors, self.entry_vectors, self._keyword_vectors, self.entries, self.constants
        )

    def entry_similarity(
        self, vectors: Array | None, words: csr_matrix, entry_words: csr_matrix
    ) -> Array:
        """Return how like each single text of the codebook the texts are."""
        if vectors is None or self.entry_vectors is None:
            by_words: Array = (words @ entry_words.T).toarray()
            return by_words
        by_meaning: Array = vectors @ self.entry_vectors.T
        return by_meaning


def centred(vectors: Array | None, mean: Array | None) -> Array | None:
    """Return vectors less a mean; a text without a vector stays at 0, like nothing else."""
    if vectors is None or mean is None:
        return None
    return np.where(vectors.any(1, keepdims=True), vectors - mean, 0.0)
