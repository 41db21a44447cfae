"""Which words a search reads: of which documents, whose turns, within which segments."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from qualcode.analysis.corpus import Corpus, Stretch
from qualcode.analysis.units import question_of
from qualcode.coding import codes
from qualcode.documents import listing
from qualcode.errors import NotFound, UsageError, nearest_note
from qualcode.store.coders import Coders
from qualcode.store.keys import mark, marks
from qualcode.store.store import Store
from qualcode.text import names
from qualcode.text.shadow import fold


@dataclass(frozen=True)
class Scope:
    """What is asked for; None is any. fields: a value of each variable that the case must have, a
    number or a range of them (3..12). code: within segments of it or of a code below it.
    interviewers: their turns too. headers: what stands outside turns too, labels and times.
    """

    kind: str | None = None
    question: str | None = None
    document: str | None = None
    language: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    code: str | None = None
    coder: str | None = None
    interviewers: bool = False
    headers: bool = False


@dataclass(frozen=True)
class Reach:
    """A scope found in a project: numbers of texts, in order, and stretches of segments by text,
    None where segments do not matter.
    """

    scope: Scope
    numbers: tuple[int, ...]
    segments: Mapping[int, Sequence[tuple[int, int]]] | None

    def has(self, stretch: Stretch) -> bool:
        """Say whether a stretch is read at all."""
        if stretch.outside:
            return self.scope.headers
        return self.scope.interviewers or not stretch.interviewer

    def within(self, number: int, start: int, end: int) -> bool:
        """Say whether a span of a text stands within a segment that was asked for."""
        if self.segments is None:
            return True
        return any(a <= start and end <= z for a, z in self.segments.get(number, ()))


def reach(store: Store, corpus: Corpus, scope: Scope) -> Reach:
    """Return what a scope means. Raises: NotFound, Ambiguous, UsageError."""
    sources = corpus.sources
    wanted = set(range(len(sources)))
    if scope.document is not None:
        wanted &= {corpus.numbers[listing.find(store, scope.document).id]}
    if scope.kind is not None:
        kinds = sorted({s.kind for s in sources})
        if scope.kind not in kinds:
            raise NotFound(f"No documents of kind “{scope.kind}”. There are: {', '.join(kinds)}.")
        wanted &= {n for n in wanted if sources[n].kind == scope.kind}
    if scope.language is not None:
        known = sorted({s.language for s in sources if s.language})
        if scope.language not in known:
            listed = ", ".join(known)
            raise NotFound(f"No documents in “{scope.language}”. Languages here are: {listed}.")
        wanted &= {n for n in wanted if sources[n].language == scope.language}
    with store.read() as connection:
        if scope.question is not None:
            question = question_of(connection, scope.question)
            wanted &= {n for n in wanted if sources[n].question == question}
        for name, said in scope.fields.items():
            cases = _cases_with(connection, name, said)
            wanted &= {n for n in wanted if sources[n].case_id in cases}
    segments = None
    if scope.code is not None:
        segments = _segments(store, corpus, scope.code, scope.coder)
        wanted &= set(segments)
    elif scope.coder is not None:
        raise UsageError("Whose segments? Say of which code: a coder alone says nothing here.")
    return Reach(scope, tuple(sorted(wanted)), segments)


def _cases_with(connection: Connection, name: str, said: str) -> set[int]:
    """Return the keys of the cases whose variable has a value."""
    known = {
        r[1]: (r[0], r[2])
        for r in connection.exec_driver_sql("SELECT id, name, kind FROM variable ORDER BY id")
    }
    match = names.find(name, known)
    if match.value is None:
        near = nearest_note(match.names or tuple(known)[:5])
        raise NotFound(f"No field “{name}”.{near} List them with: qualcode cases list")
    key, kind = match.value
    rows = connection.exec_driver_sql(
        f"SELECT case_id, number, content FROM value WHERE variable_id = {mark(connection)}", (key,)
    ).all()
    if kind in ("scale", "weight"):
        low, high = _range(name, said)
        return {r[0] for r in rows if r[1] is not None and low <= r[1] <= high}
    levels: dict[str, set[int]] = {}
    for case, _, content in rows:
        if content is not None:
            for level in _levels(kind, content):
                levels.setdefault(level, set()).add(case)
    value = names.find(said, levels)
    if value.name is None or fold(value.name) != fold(said.strip()):
        listed = ", ".join(sorted(levels)[:8]) or "none"
        raise NotFound(f"No case has “{said}” in {match.name}. Values are: {listed}.")
    return levels[value.name]


def _levels(kind: str, content: str) -> Sequence[str]:
    return json.loads(content) if kind == "multiple response" else (content,)


def _range(name: str, said: str) -> tuple[float, float]:
    low, dots, high = said.partition("..")
    try:
        first = float(low) if low.strip() else float("-inf")
        return first, (float(high) if high.strip() else float("inf")) if dots else first
    except ValueError:
        raise UsageError(
            f"{name} holds numbers: “{said}” is none. Write 3, a range as 3..12, or 3.. for 3 and "
            "more."
        ) from None


def _segments(
    store: Store, corpus: Corpus, code: str, coder: str | None
) -> dict[int, list[tuple[int, int]]]:
    """Return where segments of a code stand, by text; who codes blind sees only their own."""
    below = codes.below(store, codes.find_code(store, code))
    people = Coders(store)
    whose = None if coder is None else people.find(coder).id
    me = people.current()
    with store.read() as connection:
        m = mark(connection)
        rows = connection.exec_driver_sql(
            "SELECT p.document_id, p.start_at, p.end_at, s.coder_id FROM place p "
            "JOIN segment s ON s.id = p.segment_id WHERE p.state <> 'lost' "
            f"AND s.code_id IN ({marks(connection, len(below))}) ORDER BY p.start_at, s.id",
            tuple(below),
        ).all()
        blind: set[Any] = set()
        if me is not None:
            blind = {
                r[0]
                for r in connection.exec_driver_sql(
                    "SELECT v.document_id FROM coding_round r "
                    "JOIN assignment a ON a.round_id = r.id JOIN version v ON v.id = a.version_id "
                    f"WHERE a.coder_id = {m} AND r.blind = 1 AND r.closed_at IS NULL",
                    (me.id,),
                )
            }
    found: dict[int, list[tuple[int, int]]] = {}
    for document, start, end, who in rows:
        others = me is not None and who != me.id
        if document not in corpus.numbers or (others and document in blind):
            continue
        if whose in (None, who):
            found.setdefault(corpus.numbers[document], []).append((start, end))
    return found


def stretch_at(stretches: Sequence[Stretch], start: int, end: int) -> Stretch | None:
    """Return the stretch that holds all of a span, None where none does."""
    at = bisect_left(stretches, start + 1, key=lambda s: s.start) - 1
    if at < 0 or end > stretches[at].end:
        return None
    return stretches[at]
