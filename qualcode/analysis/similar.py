"""Similar answers: which answers to a question read alike.

A text is a bag of features, weighted by TF-IDF (1 + log tf, times log((1 + n) / (1 + df)) + 1) and
scaled to length one: pairs of neighbouring characters in Chinese, which needs no segmenter, and
words elsewhere, both of the folded, simplified text. Likeness is the cosine, 0 to 1. What one text
alone has makes it less like others and is kept as length only. Nothing is ticked or decided here.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from qualcode.text.shadow import Shadow

LEAST = 0.25
"""From this likeness on, answers count as similar."""
MOST = 50
"""At most so many are listed."""

_RUNS = re.compile(
    r"(?P<han>[\u3400-\u9fff\U00020000-\U0003ffff]+)|[^\W_]+(?:['’-][^\W_]+)*", re.UNICODE
)
_HAN_OR_LATIN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+|[^\u3400-\u9fff]+")

Progress = Callable[[int, int], bool]
"""Told (done, of); answers whether to go on."""


class Stopped(Exception):
    """The work was stopped by whoever watched its progress."""


def features(text: str) -> list[str]:
    """Return the features of a text: pairs of Han characters, words of other scripts."""
    found: list[str] = []
    for match in _RUNS.finditer(Shadow(text, simplified=True).text):
        run = match.group()
        if not match["han"]:
            for piece in _HAN_OR_LATIN.findall(run):
                found += _pairs(piece) if "\u3400" <= piece[0] <= "\u9fff" else [piece]
        else:
            found += _pairs(run)
    return found


def _pairs(run: str) -> list[str]:
    return [run] if len(run) == 1 else [run[at : at + 2] for at in range(len(run) - 1)]


class Similar:
    """Texts by likeness; built once, asked often.

    keys name the texts; building raises Stopped where `progress` says so. Held are two sparse
    matrices as flat arrays: features by text, for what is asked about, and texts by feature.
    """

    def __init__(
        self, keys: Sequence[int], texts: Sequence[str], progress: Progress | None = None
    ) -> None:
        import numpy as np

        self.keys = list(keys)
        self._at = {key: at for at, key in enumerate(self.keys)}
        n = len(self.keys)
        index: dict[str, int] = {}
        columns, counts = array("i"), array("i")
        lengths = np.zeros(n + 1, dtype=np.int64)
        for at, text in enumerate(texts):
            if progress is not None and at % 200 == 0 and not progress(at, n):
                raise Stopped
            bag = Counter(features(text))
            columns.extend(index.setdefault(one, len(index)) for one in bag)
            counts.extend(bag.values())
            lengths[at + 1] = len(columns)
        column = np.asarray(columns, dtype=np.int32)
        weight = 1 + np.log(np.asarray(counts, dtype=np.float32))
        row = np.repeat(np.arange(n, dtype=np.int32), np.diff(lengths))
        frequency = np.bincount(column, minlength=len(index))
        weight *= (np.log((1 + n) / (1 + frequency)) + 1).astype(np.float32)[column]
        norm = np.sqrt(np.bincount(row, weight * weight, minlength=n))
        weight /= np.where(norm > 0, norm, 1).astype(np.float32)[row]
        shared = frequency[column] > 1  # what one text alone has meets nothing
        column, weight, row = column[shared], weight[shared], row[shared]
        self._starts = np.searchsorted(row, np.arange(n + 1))
        self._columns, self._weights = column, weight
        order = np.argsort(column, kind="stable")
        self._rows_by_column = row[order]
        self._weights_by_column = weight[order]
        self._column_starts = np.searchsorted(column[order], np.arange(len(index) + 1))
        if progress is not None:
            progress(n, n)

    def likeness(self, key: int) -> Any:
        """Return the likeness of each text to the one of a key, in the order of the keys."""
        import numpy as np

        at = self._at[key]
        own = slice(self._starts[at], self._starts[at + 1])
        score = np.zeros(len(self.keys))
        for column, weight in zip(self._columns[own], self._weights[own], strict=True):
            found = slice(self._column_starts[column], self._column_starts[column + 1])
            score[self._rows_by_column[found]] += weight * self._weights_by_column[found]
        return score

    def to(self, key: int, *, least: float = LEAST, most: int = MOST) -> list[tuple[int, float]]:
        """Return (key, likeness) of the texts most like one, the most alike first, without it."""
        import numpy as np

        if key not in self._at:
            return []
        score = self.likeness(key)
        score[self._at[key]] = -1
        near = np.flatnonzero(score >= least)
        near = near[np.argsort(-score[near], kind="stable")][:most]
        return [(self.keys[at], min(1.0, float(score[at]))) for at in near]
