"""The words of a project as a search reads them: texts, their shadows, who speaks where.

Read once and kept while the project stays as it is; texts that did not change keep their shadows.
Rows are fetched page by page, each page whole, so that no reader holds up who writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from qualcode.documents.listing import ANSWER
from qualcode.documents.turns import TurnRow, current_turns
from qualcode.store.keys import chunks, mark, marks
from qualcode.store.store import Store
from qualcode.text.shadows import Shadows

PAGE = 2_000


class Source(NamedTuple):
    """A document as a search knows it."""

    id: int
    document: str
    kind: str
    language: str
    case: str | None
    case_id: int | None
    question: str | None
    version_id: int


@dataclass(frozen=True)
class Stretch:
    """A run of words in one text: its span, and the turn it is of, None where there are no turns.

    outside: a label, time or header between the turns.
    """

    start: int
    end: int
    turn: TurnRow | None = None
    outside: bool = False

    @property
    def interviewer(self) -> bool:
        """Whether an interviewer speaks."""
        return self.turn is not None and self.turn.role == "interviewer"


class Corpus:
    """All current texts, numbered from 0 in the order they came in."""

    def __init__(self, store: Store, stamp: object, before: Corpus | None = None) -> None:
        self._store = store
        self.stamp = stamp
        self.sources = _sources(store)
        self.texts: Sequence[str]
        self.shadows: Shadows
        self._stretches: dict[int, list[Stretch]] = {}
        versions = [source.version_id for source in self.sources]
        if before is not None and versions == [s.version_id for s in before.sources]:
            self.texts, self.shadows = before.texts, before.shadows
        else:
            self.texts = _texts(store, versions)
            self.shadows = Shadows(self.texts)

    @cached_property
    def numbers(self) -> dict[int, int]:
        """The number of each document by its key."""
        return {source.id: number for number, source in enumerate(self.sources)}

    def stretches(self, number: int) -> list[Stretch]:
        """Return the stretches that tile a text where it has turns: theirs, and what lies outside;
        else the whole text.
        """
        if number not in self._stretches:
            self.learn([number])
        return self._stretches[number]

    def learn(self, numbers: Sequence[int]) -> None:
        """Read the turns of these texts, as far as they are not known."""
        wanted = [n for n in numbers if n not in self._stretches]
        if not wanted:
            return
        talks = [self.sources[n].id for n in wanted if self.sources[n].kind != ANSWER]
        turns: dict[int, list[TurnRow]] = {}
        if talks:
            with self._store.read() as connection:
                turns = current_turns(connection, talks)
        for number in wanted:
            spoken = turns.get(self.sources[number].id, [])
            self._stretches[number] = _tiled(len(self.texts[number]), spoken)


def read(store: Store, before: Corpus | None = None) -> Corpus:
    """Return the words of a project as they are now; `before`: what was read last, used again."""
    with store.read() as connection:
        unfinished = bool(connection.info.get("in_batch"))
        stamp = connection.exec_driver_sql("SELECT max(id) FROM batch").scalar()
    if before is not None and before.stamp == stamp and not unfinished:
        return before
    return Corpus(store, None if unfinished else stamp, before)


def _tiled(length: int, turns: Sequence[TurnRow]) -> list[Stretch]:
    if not turns:
        return [Stretch(0, length)]
    spoken = sorted((start, end, turn.number, turn) for turn in turns for start, end in turn.spans)
    found: list[Stretch] = []
    at = 0
    for start, end, _, turn in spoken:
        if start > at:
            found.append(Stretch(at, start, outside=True))
        if end > max(start, at):
            found.append(Stretch(max(start, at), end, turn))
        at = max(at, end)
    if at < length:
        found.append(Stretch(at, length, outside=True))
    return found


def _sources(store: Store) -> list[Source]:
    found: list[Source] = []
    while True:
        with store.read() as connection:
            page = connection.exec_driver_sql(
                "SELECT d.id, d.shown, d.kind, d.language, c.name, d.case_id, q.name, d.version_id "
                "FROM document d LEFT JOIN cases c ON c.id = d.case_id "
                "LEFT JOIN variable q ON q.id = d.variable_id "
                f"WHERE d.id > {mark(connection)} AND d.version_id IS NOT NULL "
                f"ORDER BY d.id LIMIT {PAGE}",
                (found[-1].id if found else 0,),
            ).all()
        found += map(Source._make, page)
        if len(page) < PAGE:
            return found


def _texts(store: Store, versions: Sequence[int]) -> list[str]:
    found: dict[int, str] = {}
    for part in chunks(versions):
        with store.read() as connection:
            sql = (
                "SELECT v.id, t.content FROM version v JOIN texts t ON t.id = v.texts_id "
                f"WHERE v.id IN ({marks(connection, len(part))})"
            )
            found.update((r[0], r[1]) for r in connection.exec_driver_sql(sql, tuple(part)).all())
    # What another program removed between two pages holds no words any more.
    return [found.get(version, "") for version in versions]
