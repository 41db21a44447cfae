"""Searching the words of a project: text, patterns, words near each other; hits in their context.

However a word is written (simplified or traditional, full or half width, upper or lower case), it
is found, from one character on. A hit stands within one stretch of somebody's words, and is a span
of the current text. Interviewers' turns, labels and headers are left out unless asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields

from qualcode.analysis import near as nearness
from qualcode.analysis.corpus import Corpus, Stretch
from qualcode.analysis.pattern import SECONDS, matcher
from qualcode.analysis.scope import Reach, Scope, reach, stretch_at
from qualcode.documents.listing import ANSWER
from qualcode.errors import UsageError
from qualcode.store.keys import select_in
from qualcode.store.store import Store
from qualcode.text import kwic
from qualcode.text.shadows import Found

CONTEXT = 60
"""Characters of context on either side."""
SORTED = 20
"""Characters of context that hits are ordered by."""
ORDERS = ("text", "left", "match", "right")


@dataclass(frozen=True)
class Query:
    """What is searched for. words: any of several texts, or one pattern or set of words that stand
    near each other. whole: no part of a longer word in Latin letters.
    """

    words: tuple[str, ...]
    regex: bool = False
    near: nearness.Nearness | None = None
    whole: bool = False
    seconds: float = SECONDS


@dataclass(frozen=True)
class HitRow:
    """A hit in its context, which ends with the stretch of words it stands in."""

    document: str
    case: str | None
    speaker: str | None
    role: str | None
    start: int
    end: int
    left: str
    match: str
    right: str
    language: str
    turn: int | None
    kind: str
    question: str | None


NAMES = [one.name for one in fields(HitRow)]


@dataclass(frozen=True)
class Hits:
    """What was found, in the order asked for; rows are made as they are looked at.

    documents: in how many. searched: of how many, and how many of them are answers.
    """

    corpus: Corpus
    reach: Reach
    found: tuple[Found, ...]
    documents: int
    searched: int
    answers: int

    def __len__(self) -> int:
        return len(self.found)

    def rows(
        self, offset: int = 0, limit: int | None = None, context: int = CONTEXT
    ) -> list[HitRow]:
        """Return hits in their context."""
        stop = None if limit is None else offset + limit
        return [self._row(one, context) for one in self.found[offset:stop]]

    def places(self) -> list[tuple[int, int, int]]:
        """Return each hit as the key of its document, its start and its end."""
        return [(self.corpus.sources[n].id, start, end) for n, start, end in self.found]

    def outdated(self, store: Store) -> bool:
        """Say whether a document with a hit has had another text since, or is gone."""
        searched = {s.id: s.version_id for s in (self.corpus.sources[n] for n, _, _ in self.found)}
        with store.read() as connection:
            sql = "SELECT id, version_id FROM document WHERE id IN ({})"
            now = {row[0]: row[1] for row in select_in(connection, sql, list(searched))}
        return now != searched

    def stretch(self, hit: Found) -> Stretch:
        """Return the stretch of words that a hit stands in."""
        number, start, end = hit
        stretch = stretch_at(self.corpus.stretches(number), start, end)
        assert stretch is not None
        return stretch

    def _row(self, hit: Found, context: int) -> HitRow:
        number, start, end = hit
        source, text, stretch = self.corpus.sources[number], self.corpus.texts[number], None
        stretch = self.stretch(hit)
        turn = stretch.turn
        return HitRow(
            source.document, (turn.case if turn else None) or source.case,
            turn.speaker if turn else None, turn.role if turn else None, start, end,
            text[max(stretch.start, start - context) : start], text[start:end],
            text[end : min(stretch.end, end + context)], source.language,
            turn.number if turn else None, source.kind, source.question,
        )  # fmt: skip

    @property
    def foot(self) -> str:
        """What was searched, and what left out."""
        said = f"{_n(len(self.found), 'hit')} in {self.documents:,} of {self._base()}"
        scope = self.reach.scope
        if scope.code is not None:
            said += f", within segments of “{scope.code}”"
        out = [] if scope.interviewers else ["interviewers' turns"]
        out += [] if scope.headers else ["labels, headers"]
        return f"{said}; {', '.join(out)} left out." if out else f"{said}."

    def _base(self) -> str:
        talks = self.searched - self.answers
        parts = [f"{self.answers:,} answers"] if self.answers else []
        parts = [f"{talks:,} interviews", *parts] if talks else parts
        kinds = f" ({', '.join(parts)})" if len(parts) > 1 else ""
        return f"{_n(self.searched, 'document')} searched{kinds}"


def _n(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


def query(
    words: str | Sequence[str],
    *,
    regex: bool = False,
    near: int | str | None = None,
    whole: bool = False,
    seconds: float = SECONDS,
) -> Query:
    """Return what is asked for. Raises: UsageError where it cannot be answered."""
    given = (words,) if isinstance(words, str) else tuple(words)
    if regex and near is not None:
        raise UsageError("A pattern says itself what is near: leave out one of regex and near.")
    if regex and whole:
        raise UsageError("A pattern says itself where a word ends: write \\b there.")
    if (regex or near is not None) and len(given) != 1:
        raise UsageError("Several texts are searched as they are: give one pattern, or one line.")
    if not given or not all(one.strip() for one in given):
        raise UsageError("Nothing to search for: give some words, one character is enough.")
    return Query(given, regex, None if near is None else nearness.parse(near), whole, seconds)


def run(store: Store, corpus: Corpus, asked: Query, scope: Scope, order: str = "text") -> Hits:
    """Return what is found. Raises: NotFound, Ambiguous, UsageError."""
    if order not in ORDERS:
        raise UsageError(f"No order “{order}”. Hits are ordered by {', '.join(ORDERS)}.")
    there = reach(store, corpus, scope)
    raw: Iterable[Found]
    if asked.regex:
        raw = _by_pattern(corpus, there, asked)
    elif asked.near is not None:
        raw = _by_nearness(corpus, there, asked)
    else:
        raw = _by_text(corpus, there, asked)
    found = [one for one in raw if there.within(*one)]
    return ordered(
        Hits(
            corpus, there, tuple(found), len({n for n, _, _ in found}), len(there.numbers),
            sum(corpus.sources[n].kind == ANSWER for n in there.numbers),
        ),
        order,
    )  # fmt: skip


def ordered(hits: Hits, order: str) -> Hits:
    """Return hits in another order: of the text, or by what stands before, in, or after them."""
    reads = hits.corpus.shadows.reads

    def left(hit: Found) -> tuple[str, ...]:
        number, start, _ = hit
        return kwic.behind(reads(number, max(hits.stretch(hit).start, start - SORTED), start))

    def right(hit: Found) -> tuple[str, ...]:
        number, _, end = hit
        return kwic.ahead(reads(number, end, min(hits.stretch(hit).end, end + SORTED)))

    keys = {"left": left, "right": right, "match": lambda hit: kwic.ahead(reads(*hit))}
    found = sorted(hits.found)
    if order in keys:
        found.sort(key=keys[order])
    return Hits(hits.corpus, hits.reach, tuple(found), hits.documents, hits.searched, hits.answers)


def _by_text(corpus: Corpus, there: Reach, asked: Query) -> list[Found]:
    """Return where any of some texts reads; of those that overlap, the first and longest."""
    found = [one for words in asked.words for one in _inside(corpus, there, words, asked.whole)]
    if len(asked.words) == 1:
        return found
    found.sort(key=lambda one: (one[0], one[1], -one[2]))
    kept: list[Found] = []
    for one in found:
        if not kept or one[0] != kept[-1][0] or one[1] >= kept[-1][2]:
            kept.append(one)
    return kept


def _inside(corpus: Corpus, there: Reach, needle: str, whole: bool) -> Iterator[Found]:
    """Yield where a text reads within the stretches that are searched."""
    numbers = frozenset(there.numbers)
    found = [one for one in corpus.shadows.find(needle.strip()) if one[0] in numbers]
    corpus.learn(list(dict.fromkeys(number for number, _, _ in found)))
    for number, start, end in found:
        stretch = stretch_at(corpus.stretches(number), start, end)
        if stretch is None or not there.has(stretch):
            continue
        if whole and _part(corpus.texts[number], start, end):
            continue
        yield number, start, end


def _part(text: str, start: int, end: int) -> bool:
    """Say whether a span begins or ends within a word of letters that are written together."""
    return any(
        0 < at < len(text) and _joins(text[at - 1]) and _joins(text[at]) for at in (start, end)
    )


def _joins(char: str) -> bool:
    return char.isalnum() and (char < "\u2e80" or "\uff10" <= char <= "\uff5a")


def _by_pattern(corpus: Corpus, there: Reach, asked: Query) -> Iterator[Found]:
    search = matcher(asked.words[0], asked.seconds)
    corpus.learn(there.numbers)
    for number in there.numbers:
        for stretch in corpus.stretches(number):
            if not there.has(stretch):
                continue
            last = stretch.start
            found = corpus.shadows.matches(number, stretch.start, stretch.end, search)
            for start, end in found:
                # Two matches within one character of the text are one hit.
                if start >= last:
                    last = end
                    yield number, start, end


def _by_nearness(corpus: Corpus, there: Reach, asked: Query) -> Iterator[Found]:
    assert asked.near is not None
    terms = nearness.terms_of(asked.words[0])
    places: dict[tuple[int, Stretch], list[list[tuple[int, int]]]] = {}
    for at, term in enumerate(terms):
        for number, start, end in _inside(corpus, there, term, asked.whole):
            stretch = stretch_at(corpus.stretches(number), start, end)
            assert stretch is not None
            spans = places.setdefault((number, stretch), [[] for _ in terms])
            spans[at].append((start, end))
    for (number, stretch), spans in sorted(
        places.items(), key=lambda item: (item[0][0], item[0][1].start)
    ):
        if all(spans):
            text = corpus.texts[number]
            ends = (stretch.start, stretch.end)
            for start, end in nearness.stretches(text, *ends, spans, asked.near):
                yield number, start, end
