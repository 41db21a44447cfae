"""What a model learns from: the passages one coder is done with, in that coder's layer.

What was not reviewed is in no training set: it is no 'no'. A passage that was reviewed and left
without a code is a 'no' to every code its review knew; a code made later, or given another meaning
since, is unknown for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from qualcode.coding.reviews import ReviewRow, done_passages, known_by_state
from qualcode.store.keys import mark, select_in
from qualcode.suggest import passages as units
from qualcode.suggest.book import Book
from qualcode.suggest.passages import Passage

ANSWERS, INTERVIEWS = "answers", "interviews"
KINDS = (ANSWERS, INTERVIEWS)
"""What has a model of its own: how often a code applies to a sentence of an interview says nothing
of how often it applies to an answer."""


def kind_of(one: Passage) -> str:
    """Return the kind of model that a passage belongs to."""
    return ANSWERS if one.whole else INTERVIEWS


@dataclass(frozen=True)
class Training:
    """Reviewed passages, the oldest review first: codes of each (uids), and those unknown for it.

    digest: over the passages, what each carries and what is unknown: the training set's identity.
    """

    passages: list[Passage]
    codes: list[frozenset[str]]
    unknown: list[frozenset[str]]

    @property
    def digest(self) -> str:
        """The identity of the training set."""
        lines = [
            f"{one.key} {','.join(sorted(has))} {','.join(sorted(lacks))}"
            for one, has, lacks in zip(self.passages, self.codes, self.unknown, strict=True)
        ]
        return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()

    def of(self, kind: str) -> Training:
        """Return the part that teaches one kind of model."""
        return self.some([at for at, p in enumerate(self.passages) if kind_of(p) == kind])

    def some(self, places: Collection[int]) -> Training:
        """Return a part of it, by places."""
        return Training(
            [self.passages[at] for at in places],
            [self.codes[at] for at in places],
            [self.unknown[at] for at in places],
        )


@dataclass(frozen=True)
class Work:
    """What a coder did in some documents: what they are done with, and their segments.

    segments: by document (start, end, code's key, origin).
    """

    reviews: dict[int, list[ReviewRow]]
    segments: dict[int, list[tuple[int, int, int, str]]]

    def reviewed(self, document: int, start: int, end: int) -> list[ReviewRow]:
        """Return the reviews that a passage lies in."""
        listed = self.reviews.get(document, ())
        return [r for r in listed if r.start <= start and end <= r.end]

    def coded(self, document: int, start: int, end: int, code: int) -> bool:
        """Say whether the coder has applied a code to a passage."""
        return any(
            one == code and units.carries(start, end, first, last)
            for first, last, one, _ in self.segments.get(document, ())
        )


def work(connection: Connection, coder_id: int, documents: Collection[int] | None = None) -> Work:
    """Return what a coder did, in all documents or some."""
    reviews: dict[int, list[ReviewRow]] = {}
    for row in done_passages(connection, documents=documents, coders={coder_id}):
        reviews.setdefault(row.document_id, []).append(row)
    sql = (
        "SELECT p.document_id, p.start_at, p.end_at, s.code_id, s.origin FROM segment s "
        f"JOIN place p ON p.segment_id = s.id WHERE s.coder_id = {mark(connection)} "
        "AND p.state <> 'lost'"
    )
    rows = (
        connection.exec_driver_sql(sql, (coder_id,)).all()
        if documents is None
        else list(
            select_in(
                connection,
                "SELECT p.document_id, p.start_at, p.end_at, s.code_id, s.origin FROM segment s "
                "JOIN place p ON p.segment_id = s.id WHERE s.coder_id = ? "
                "AND p.state <> 'lost' AND p.document_id IN ({})",
                sorted(documents),
                coder_id,
            )
        )
    )
    segments: dict[int, list[tuple[int, int, int, str]]] = {}
    for document, start, end, code, origin in rows:
        segments.setdefault(document, []).append((start, end, code, origin))
    return Work(reviews, segments)


def read(
    connection: Connection, coder_id: int, unit: str, book: Book, without: Collection[int] = ()
) -> Training:
    """Return what a coder's reviews teach about the codes of a codebook.

    without: keys of documents that are left out, as they are coded blind just now: no list of
    doubtful codings may hold them, and no example of an explanation.
    """
    done = work(connection, coder_id)
    for document in without:
        done.reviews.pop(document, None)
    states = {row.state_id for rows in done.reviews.values() for row in rows}
    knew = known_by_state(connection, states)
    uid_of = {code.id: code.uid for code in book.codes}
    missing = {
        state: frozenset(code.uid for code in book.codes if known.get(code.uid, 0) < code.revision)
        for state, known in knew.items()
    }
    by_document: dict[int, list[Passage]] = {}
    for one in units.load(connection, done.reviews.keys(), unit):
        by_document.setdefault(one.document_id, []).append(one)
    rows: list[tuple[Passage, frozenset[str], frozenset[str]]] = []
    for document, listed in by_document.items():
        starts = [one.start for one in listed]
        has: list[set[str]] = [set() for _ in listed]
        for first, last, code, _ in done.segments.get(document, ()):
            if code in uid_of:
                for at in units.meeting(listed, starts, first, last):
                    if units.carries(listed[at].start, listed[at].end, first, last):
                        has[at].add(uid_of[code])
        for one, codes in zip(listed, has, strict=True):
            reviews = done.reviewed(document, one.start, one.end)
            if reviews:
                lacks = frozenset.intersection(*(missing[r.state_id] for r in reviews)) - codes
                when = max(r.created for r in reviews)
                rows.append((replace(one, occasion=when), frozenset(codes), frozenset(lacks)))
    rows.sort(key=lambda row: (row[0].occasion, row[0].document_id, row[0].start))
    return Training([r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows])
