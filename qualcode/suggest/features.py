"""What the model sees of a text: its prepared form, and its words as weighted terms.

Terms come in two blocks of equal weight, each of length one: words and neighbour pairs (Chinese:
characters and neighbour pairs); parts of words of three to five letters with the word's edges
marked (Chinese: three characters). No word is left out: lists of stop words hold 'not' and 不.
Invariant: the terms of a text depend on that text alone, their weights on the fitted texts.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from qualcode.text.shadow import fold

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Array = np.ndarray

_LONE = re.compile("[\ud800-\udfff]")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
_RUNS = re.compile(
    rf"(?P<han>[{_HAN}]+)|(?:(?![{_HAN}_])\w)+(?:['’](?:(?![{_HAN}_])\w)+)*|(?P<mark>[^\w\s])"
)
_LONGEST_WORD = 40

WORD = -1
"""The block of a word: it stands in the first, its parts in the second."""


def prepared(text: str) -> str:
    """Return the copy of a text that is compared: width, case and composition made the same.

    Half surrogate pairs become U+FFFD. Marks of a transcript (speakers, times, an interviewer's
    closing '//no') are not known here: who imports a text drops them.
    """
    return fold(_LONE.sub("\ufffd", text)).strip()


def terms(text: str) -> Iterator[tuple[str, int]]:
    """Yield the terms of a prepared text with their block, with repeats; of a word, no parts.

    Of marks, '?', '!' and symbols (emoji) count; of a text that has nothing else, the whole.
    """
    before = ""
    silent = bool(text)
    for match in _RUNS.finditer(text):
        run = match.group()
        if match["mark"]:
            if run in "?!" or unicodedata.category(run)[0] == "S":
                yield run, 0
                silent = False
            continue
        silent = False
        if match["han"]:
            yield from ((char, 0) for char in run)
            yield from ((run[at : at + 2], 0) for at in range(len(run) - 1))
            yield from ((run[at : at + 3], 1) for at in range(len(run) - 2))
            before = ""
            continue
        yield run, WORD
        if before:
            yield f"{before} {run}", 0
        before = run
    if silent:
        yield text, 0


def parts(word: str) -> Iterator[str]:
    """Yield the parts of a word, three to five letters, with the marks of its edges."""
    if len(word) > _LONGEST_WORD:
        return
    edged = f"^{word}$"
    for size in (3, 4, 5):
        for at in range(len(edged) - size + 1):
            yield edged[at : at + size]


class Terms:
    """Texts as rows of weighted terms, over the vocabulary of the texts it was fitted on."""

    def __init__(self, texts: Sequence[str]) -> None:
        documents: dict[tuple[str, int], int] = {}
        for text in texts:
            keys: dict[tuple[str, int], None] = {}
            for term, block in terms(text):
                if block == WORD:
                    keys[term, 0] = None
                    keys.update(((part, 1), None) for part in parts(term))
                else:
                    keys[term, block] = None
            for key in keys:
                documents[key] = documents.get(key, 0) + 1
        self._index = {key: at for at, key in enumerate(documents)}
        self._parts: dict[str, list[int]] = {}
        frequency = np.fromiter(documents.values(), float, len(documents))
        weight = np.log((1 + len(texts)) / (1 + frequency)) + 1
        self._weight: list[float] = weight.tolist()

    def __len__(self) -> int:
        return len(self._index)

    def rows(self, texts: Sequence[str]) -> csr_matrix:
        """Return one row a text, the columns being the vocabulary."""
        from scipy.sparse import csr_matrix

        columns: list[int] = []
        values: list[float] = []
        starts = [0]
        for text in texts:
            for count in self._counts(text):
                weights = [(1 + math.log(times)) * self._weight[at] for at, times in count.items()]
                length = math.sqrt(2 * sum(weight * weight for weight in weights))
                columns += count
                values += [weight / length for weight in weights]
            starts.append(len(columns))
        return csr_matrix((values, columns, starts), shape=(len(texts), len(self)))

    def shown(self, text: str) -> dict[int, str]:
        """Return the word to show for each column that a text has; the first word that has it."""
        found: dict[int, str] = {}
        for term, block in terms(text):
            for columns in self._columns(term, block):
                for at in columns:
                    found.setdefault(at, term)
        return found

    def _counts(self, text: str) -> tuple[dict[int, int], dict[int, int]]:
        counts: tuple[dict[int, int], dict[int, int]] = ({}, {})
        for term, block in terms(text):
            for count, columns in zip(counts, self._columns(term, block), strict=True):
                for at in columns:
                    count[at] = count.get(at, 0) + 1
        return counts

    def _columns(self, term: str, block: int) -> tuple[Sequence[int], Sequence[int]]:
        """Return the columns of a term in the first and in the second block."""
        at = self._index.get((term, max(block, 0)))
        own = () if at is None else (at,)
        if block != WORD:
            return (own, ()) if block == 0 else ((), own)
        columns = self._parts.get(term)
        if columns is None:
            found = (self._index.get((part, 1)) for part in parts(term))
            columns = self._parts[term] = [column for column in found if column is not None]
        return own, columns
