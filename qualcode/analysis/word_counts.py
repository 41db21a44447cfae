"""How often each word is said, in how many documents, and by how many cases.

Chinese is cut into words and read as simplified; English words count under their lemma where a
table of lemmas is installed, else as they are written, in lower case. Numbers count as words. The
unit that says something about people is the case: a document of no case stands for itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from qualcode.analysis.corpus import Corpus, Stretch
from qualcode.analysis.scope import Reach, Scope, reach
from qualcode.analysis.stop_words import stop_words
from qualcode.store.store import Store
from qualcode.text import lemmas
from qualcode.text.shadow import fold
from qualcode.text.words import segmenter, words


@dataclass(frozen=True)
class WordRow:
    """A word and how often it was said."""

    word: str
    count: int
    documents: int
    cases: int


@dataclass(frozen=True)
class WordList:
    """Words, the most frequent first. said: how many words there are, stopped: how many of them
    were left out as too common; documents and cases are the base.
    """

    rows: tuple[WordRow, ...]
    said: int
    stopped: int
    documents: int
    cases: int
    interviewers: bool

    @property
    def foot(self) -> str:
        """What the numbers are."""
        cut = segmenter()
        chinese = f"Chinese words by {cut}" if cut else "Chinese character by character"
        english = (
            "English words by their lemma (spaCy's table)"
            if lemmas.table()
            else "English words as written, in lower case"
        )
        left = f"{self.stopped:,} stop words left out, negations kept. " if self.stopped else ""
        turns = "" if self.interviewers else "Interviewers' turns left out. "
        return (
            f"{len(self.rows):,} different words, {self.said:,} in all. {left}Base: "
            f"{self.documents:,} documents, {self.cases:,} cases. {turns}{chinese}; {english}."
        )


def count(
    store: Store,
    corpus: Corpus,
    scope: Scope,
    *,
    stop: bool | Collection[str] = True,
    progress: Callable[[int, int], None] | None = None,
) -> WordList:
    """Return the words of a scope. stop: leave out the common ones, or the words given.

    progress: called with how many documents are done, of how many; what it raises ends the work.
    Raises: NotFound, Ambiguous, UsageError.
    """
    there = reach(store, corpus, scope)
    corpus.learn(there.numbers)
    left_out = _stopped(stop)
    total: Counter[str] = Counter()
    documents: Counter[str] = Counter()
    by_case: dict[object, set[str]] = {}
    read = set[int]()
    for done, number in enumerate(there.numbers):
        if progress is not None and done % 200 == 0:
            progress(done, len(there.numbers))
        source = corpus.sources[number]
        here = set[str]()
        for stretch in corpus.stretches(number):
            if not there.has(stretch):
                continue
            counted = Counter(_words(corpus, there, number, stretch))
            total.update(counted)
            here.update(counted)
            case = (stretch.turn.case if stretch.turn else None) or source.case
            owner: object = ("case", case) if case is not None else ("document", source.id)
            by_case.setdefault(owner, set()).update(counted)
            read.add(number)
        documents.update(here)
    cases = Counter(word for said in by_case.values() for word in said)
    kept = [word for word in total if word not in left_out]
    kept.sort(key=lambda word: (-total[word], word))
    return WordList(
        tuple(WordRow(word, total[word], documents[word], cases[word]) for word in kept),
        total.total(), sum(total[word] for word in total if word in left_out), len(read),
        len(by_case), scope.interviewers,
    )  # fmt: skip


def _stopped(stop: bool | Collection[str]) -> frozenset[str]:
    if isinstance(stop, bool):
        return stop_words() if stop else frozenset()
    return frozenset(fold(word) for word in stop)


def _words(corpus: Corpus, there: Reach, number: int, stretch: Stretch) -> Iterator[str]:
    """Yield the words of a stretch, or of the parts of it that segments hold."""
    table = lemmas.table()
    for start, end in _parts(there, number, stretch):
        reads = corpus.shadows.reads(number, start, end)
        for first, last in words(reads):
            word = reads[first:last].replace("’", "'")
            yield table.get(word, word) if word.isascii() else word


def _parts(there: Reach, number: int, stretch: Stretch) -> list[tuple[int, int]]:
    if there.segments is None:
        return [(stretch.start, stretch.end)]
    parts: list[tuple[int, int]] = []
    for start, end in sorted(there.segments.get(number, ())):
        a, z = max(start, stretch.start), min(end, stretch.end)
        if parts and a <= parts[-1][1]:
            parts[-1] = (parts[-1][0], max(z, parts[-1][1]))
        elif a < z:
            parts.append((a, z))
    return parts
