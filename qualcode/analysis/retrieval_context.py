"""What stands around segments: the rest of their turn, and the turns before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from qualcode.analysis.retrieval_evaluate import lines, number_of
from qualcode.documents import listing
from qualcode.documents.turns import current_turns
from qualcode.errors import UsageError
from qualcode.store.keys import mark
from qualcode.store.store import Store

MOST_TURNS = 50
"""So many turns around a segment at most are given as its context."""


@dataclass(frozen=True)
class Around:
    """A document's text and where its turns (or lines) begin and end."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def of(self, start: int, end: int, turns: int) -> tuple[str, str]:
        """Return the text before and after a span: the rest of its turn and so many more."""
        if end <= start:
            return "", ""
        first = number_of(self.starts, start) - turns
        last = number_of(self.starts, end - 1) + turns
        begins = min(self.starts[max(0, first)], start)
        # A speaker's label stands before the turn, in its line.
        begins = self.text.rfind("\n", 0, begins) + 1
        ends = max(self.ends[min(last, len(self.ends) - 1)], end)
        return self.text[begins:start], self.text[end:ends]

    def number(self, offset: int) -> tuple[int, int]:
        """Return which turn an offset is in, from 1, and how many there are."""
        return number_of(self.starts, offset) + 1, len(self.starts)


def around(connection: Connection, documents: Sequence[int]) -> dict[int, Around]:
    """Return what is around in these documents, by key."""
    texts = listing.texts(connection, list(documents))
    turns = current_turns(connection, list(documents))
    found = {}
    for document, text in texts.items():
        spans = [(t.start, t.end) for t in turns.get(document, ())] or lines(text)
        found[document] = Around(text, tuple(s for s, _ in spans), tuple(e for _, e in spans))
    return found


@dataclass(frozen=True)
class Context:
    """What stands around a segment in its document, and which turn of how many it begins in."""

    before: str
    after: str
    turn: int
    turns: int


class Nearby:
    """The context of one segment after the other; the documents looked at last are kept."""

    KEPT = 4

    def __init__(self, store: Store) -> None:
        self._store = store
        self._documents: dict[tuple[int, int], Around] = {}

    def of(self, segment: int, turns: int) -> Context | None:
        """Return the context of a segment by its key, None where it is gone."""
        with self._store.read() as connection:
            row = connection.exec_driver_sql(
                "SELECT d.id, d.version_id, p.start_at, p.end_at FROM place p "
                f"JOIN document d ON d.id = p.document_id WHERE p.segment_id = {mark(connection)}",
                (segment,),
            ).first()
            if row is None:
                return None
            document, version, start, end = row
            here = self._documents.pop((document, version), None)
            if here is None:
                here = around(connection, [document])[document]
        self._documents[(document, version)] = here
        if len(self._documents) > self.KEPT:
            del self._documents[next(iter(self._documents))]
        return Context(*here.of(start, end, turns), *here.number(start))


def check_context(turns: int | None) -> None:
    """Refuse a context that is no number of turns. Raises: UsageError."""
    if turns is not None and not 0 <= turns <= MOST_TURNS:
        raise UsageError(f"Context is 0 to {MOST_TURNS} turns around a segment, not {turns}.")


def contexts(
    connection: Connection, raw: Sequence[Sequence[Any]], turns: int
) -> list[tuple[str, str]]:
    """Return what is around each raw row: the rest of its turn, and so many turns more."""
    documents = around(connection, list(dict.fromkeys(r[2] for r in raw)))
    return [documents[r[2]].of(r[3], r[4], turns) for r in raw]
