"""Keywords of the codebook in a text: where they stand, and whether under negation.

Chinese, like all that is written without spaces, is matched by character: 老师 is found in
老师上课, wherever words would be cut. All else is matched by spaCy's tokens, each by its dictionary
form where the table of lemmas is installed, without its regular ending where it is not: 'health
insurance' is found in 'health insurances'. spaCy is loaded when the first such text comes. A
negation up to three tokens (Chinese: characters) before a keyword marks the hit, never drops it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from qualcode.suggest.entries import Entries
from qualcode.text import lemmas
from qualcode.text.shadow import Shadow

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc

RULES = "1"
"""Changes with what counts as a hit; a model's record holds it."""

_KEPT = 20_000
_WINDOW = 3
_LONG = 6
_NEAR = 0.8
_NEAR_WEIGHT = 0.7
_LONE = re.compile("[\ud800-\udfff]")
_NOT = frozenset({"not", "n't", "n’t", "no", "never"})
# 特别, 区别, 别人; 不同, 不过, 不仅; 未来 and their like deny nothing.
_NOT_ZH = re.compile(
    "(?<![特区分级性个差类鉴判辨])别(?![人的处墅])|不(?![同过仅但光只管论])|没|未(?![来])"
)
_STOP_ZH = re.compile("[。！？；!?;\n]")
_ENDS = frozenset(".!?;\n")
# Scripts written without spaces, or (Hangul) with endings that stick to words.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ud7ff\uf900-\ufaff\U00020000-\U0003fffd]"
)
_SPACED = re.compile(rf"(?!{_UNSPACED.pattern})\w")


@dataclass(frozen=True, slots=True)
class Hit:
    """A keyword of a code found in a text; the offsets are those of the text as it was given.

    exact is False for a word that is only nearly the keyword: a typing error, another ending.
    """

    code: str
    keyword: str
    start: int
    end: int
    negated: bool
    exact: bool = True


class _Place(NamedTuple):
    """A keyword in a prepared text."""

    keyword: str
    start: int
    end: int
    negated: bool
    exact: bool


class Keywords:
    """Finds the keywords and names of a codebook's codes."""

    def __init__(self, entries: Entries) -> None:
        self._codes = entries.codes
        self._owners: dict[str, list[int]] = {}
        for word, code in zip(entries.keywords, entries.keyword_of, strict=True):
            self._owners.setdefault(word, []).append(code)
        self._by_token = [
            word for word in self._owners if _SPACED.search(word) and not _UNSPACED.search(word)
        ]
        self._by_character = [word for word in self._owners if word not in set(self._by_token)]
        self._long = [word for word in self._by_token if len(word) >= _LONG and word.isalpha()]
        self._matcher: PhraseMatcher | None = None
        self._kept: dict[str, tuple[tuple[str, bool], ...]] = {}
        self._nearly: dict[str, tuple[str, ...]] = {}

    def hits(self, text: str, code: str) -> list[Hit]:
        """Return the hits of one code, in the order of the text."""
        owner = self._codes.index(code)
        shadow = Shadow(_LONE.sub("\ufffd", text))
        found = [
            Hit(code, place.keyword, *shadow.original(place.start, place.end), *place[3:])
            for place in self._places(shadow.text)
            if owner in self._owners[place.keyword]
        ]
        return sorted(found, key=lambda hit: (hit.start, hit.end, hit.keyword))

    def weights(self, texts: Sequence[str]) -> np.ndarray:
        """Return how strongly keywords speak for each code: texts × codes, each in [0, 1).

        The keywords found (near ones for less), each divided among the codes that own it, sum to
        H; the value is H / (1 + H).
        """
        sums = np.zeros((len(texts), len(self._codes)))
        for row, text in enumerate(texts):
            for word, exact in self._words(text):
                owners = self._owners[word]
                sums[row, owners] += (1.0 if exact else _NEAR_WEIGHT) / len(owners)
        return sums / (1 + sums)

    def _words(self, text: str) -> tuple[tuple[str, bool], ...]:
        """Return the keywords in a prepared text; kept, as each refit asks for them anew."""
        words = self._kept.get(text)
        if words is None:
            best: dict[str, bool] = {}
            for place in self._places(text):
                best[place.keyword] = best.get(place.keyword, False) or place.exact
            words = tuple(sorted(best.items()))
            if len(self._kept) < _KEPT:
                self._kept[text] = words
        return words

    def _places(self, text: str) -> Iterator[_Place]:
        yield from self._characters(text)
        if self._by_token and _SPACED.search(text):
            yield from self._tokens(text)

    def _characters(self, text: str) -> Iterator[_Place]:
        for word in self._by_character:
            at = text.find(word)
            while at >= 0:
                yield _Place(word, at, at + len(word), _denied(text, at), True)
                at = text.find(word, at + 1)

    def _tokens(self, text: str) -> Iterator[_Place]:
        if self._matcher is None:
            from spacy.matcher import PhraseMatcher

            self._matcher = PhraseMatcher(_english().vocab, attr="LEMMA")
            for word in self._by_token:
                self._matcher.add(word, [_document(word)])
        document = _document(text)
        names = document.vocab.strings
        exact: set[tuple[str, int]] = set()
        for name, first, last in self._matcher(document):
            end = document[last - 1]
            exact.add((names[name], first))
            yield _Place(
                names[name],
                document[first].idx,
                end.idx + len(end),
                _denied_before(document, first),
                True,
            )
        for at, token in enumerate(document):
            for word in self._near(token.text):
                if (word, at) not in exact:
                    start, end_at = token.idx, token.idx + len(token)
                    yield _Place(word, start, end_at, _denied_before(document, at), False)

    def _near(self, token: str) -> tuple[str, ...]:
        """Return the keywords that a word is nearly: survey answers are full of typing errors."""
        if len(token) < _LONG:
            return ()
        near = self._nearly.get(token)
        if near is None:
            from rapidfuzz.distance import DamerauLevenshtein

            near = self._nearly[token] = tuple(
                word
                for word in self._long
                if word[0] == token[0]
                and DamerauLevenshtein.normalized_similarity(word, token) >= _NEAR
            )
        return near


def _denied(text: str, at: int) -> bool:
    window = max(0, at - _WINDOW)
    for stop in _STOP_ZH.finditer(text, window, at):
        window = stop.end()
    return any(
        window <= match.start()
        for match in _NOT_ZH.finditer(text, window, at + 1)
        if match.start() < at
    )


def _denied_before(document: Doc, first: int) -> bool:
    for at in range(first - 1, max(-1, first - 1 - _WINDOW), -1):
        word = document[at].text
        if word in _ENDS:
            return False
        if word in _NOT:
            return True
    return False


@cache
def _english() -> Language:
    import spacy

    return spacy.blank("en")


def _document(text: str) -> Doc:
    document = _english().make_doc(text)
    for token in document:
        token.lemma_ = _lemma(token.text)
    return document


@cache
def _lemma(word: str) -> str:
    table = lemmas.table()
    return table.get(word, word) if table else _without_ending(word)


def _without_ending(word: str) -> str:
    """Return a word without its regular English ending: one form for insure, insures, insured."""
    for ending, instead in (("ies", "y"), ("ied", "y"), ("ing", ""), ("ed", ""), ("s", "")):
        if not word.endswith(ending) or word.endswith(("ss", "us", "is")):
            continue
        stem = word.removesuffix(ending) + instead
        if len(stem) < 3 or not re.search("[aeiouy]", stem):
            break
        if ending in ("ing", "ed") and stem[-1] == stem[-2] and stem[-1] not in "lsz":
            stem = stem[:-1]
        word = stem
        break
    return word.removesuffix("e") if len(word) > 3 else word


def record() -> dict[str, Any]:
    """Return what hits depend on, for the record of a model."""
    from importlib.metadata import version

    return {"rules": RULES, "spacy": version("spacy"), "lemmas": bool(lemmas.table())}
