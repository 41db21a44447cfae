"""What suggestions are made for: what those interviewed said, in units; answers as a whole.

Interviewers are left out, as are labels, times and headers: they stand outside the turns' spans.
A passage's key is made of its document and its words, so that a correction elsewhere leaves it.
Invariant: the passages of a document do not overlap and stand in the order of its text.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from qualcode.documents import listing
from qualcode.documents.listing import ANSWER
from qualcode.documents.turns import TurnRow, current_turns
from qualcode.store.keys import select_in
from qualcode.text.units import clauses, paragraphs, sentences

INTERVIEWER = "interviewer"


@dataclass(frozen=True)
class Passage:
    """A passage in the current text of its document; whole: an answer, which is all of it.

    group: the speaker or question; owner: the respondent or document that evaluation leaves out
    together; occasion: the time of its review, '' where there is none.
    """

    document_id: int
    document: str
    kind: str
    language: str
    version_id: int
    start: int
    end: int
    whole: bool
    text: str
    group: str
    owner: str
    key: str
    occasion: str = ""


def load(connection: Connection, documents: Collection[int], unit: str) -> list[Passage]:
    """Return the passages of documents, given by key, in the order of keys and texts."""
    keys = sorted(documents)
    rows = list(
        select_in(
            connection,
            "SELECT d.id, d.uid, d.shown, d.kind, d.language, d.version_id, c.name, q.name "
            "FROM document d LEFT JOIN cases c ON c.id = d.case_id "
            "LEFT JOIN variable q ON q.id = d.variable_id WHERE d.id IN ({})",
            keys,
        )
    )
    texts = listing.texts(connection, keys)
    turns = current_turns(connection, [r[0] for r in rows if r[3] != ANSWER])
    found: list[Passage] = []
    for key, uid, name, kind, language, version, case, question in sorted(map(tuple, rows)):
        text, whole = texts[key], kind == ANSWER
        seen: dict[str, int] = {}
        for start, end, speaker in _units(text, turns.get(key, ()), "answer" if whole else unit):
            words = text[start:end]
            if not words.strip():
                continue
            nth = seen[words] = seen.get(words, 0) + 1
            group = (question or "") if whole else (f"{name}\x1f{speaker}" if speaker else "")
            found.append(
                Passage(
                    key, name, kind, language, version, start, end, whole, words, group,
                    case or name, _key(uid, words, nth),
                )
            )  # fmt: skip
    return found


def _key(uid: str, words: str, nth: int) -> str:
    return hashlib.sha256(f"{uid}\x1f{nth}\x1f{words}".encode("utf-8", "replace")).hexdigest()


def _units(text: str, turns: Sequence[TurnRow], unit: str) -> Iterable[tuple[int, int, str | None]]:
    if unit == "answer":
        return [(0, len(text), None)]
    if not turns:
        return [(a, z, None) for a, z in _cut(text, 0, len(text), unit)]
    spans = [
        (*span, turn.speaker)
        for turn in turns
        if turn.role != INTERVIEWER
        for span in (
            [(turn.start, turn.end)]
            if unit == "turn"
            else [part for a, z in turn.spans for part in _cut(text, a, z, unit)]
        )
    ]
    apart: list[tuple[int, int, str | None]] = []
    reached = 0
    for start, end, speaker in sorted(spans, key=lambda span: span[:2]):
        start = max(start, reached)  # a corrected text may let two turns overlap
        if start < end:
            apart.append((start, end, speaker))
            reached = end
    return apart


def _cut(text: str, start: int, end: int, unit: str) -> list[tuple[int, int]]:
    if unit == "turn":
        return list(paragraphs(text, start, end))
    return clauses(text, start, end) if unit == "clause" else sentences(text, start, end)


def carries(start: int, end: int, first: int, last: int) -> bool:
    """Say whether a segment (first, last) codes a passage: half of the shorter is shared."""
    shared = min(end, last) - max(start, first)
    return shared > 0 and 2 * shared >= min(end - start, last - first)


def meeting(passages: Sequence[Passage], starts: Sequence[int], first: int, last: int) -> range:
    """Return the places of the passages of one document that a stretch may meet."""
    low = max(0, bisect_right(starts, first) - 1)
    high = low
    while high < len(passages) and passages[high].start < last:
        high += 1
    return range(low, high)
