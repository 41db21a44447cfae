"""A segment as queries look at it, and whose it is."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection

from qualcode.coding.speakers import Speakers


class Raw(NamedTuple):
    """A segment as it is tested: keys, place in the current text, state."""

    id: int
    document: int
    start: int
    end: int
    state: str
    code: int
    coder: int


class CaseOf:
    """Whose a segment is, by the case's name: who speaks where it begins, else the document's."""

    def __init__(self, connection: Connection, documents: Collection[int]) -> None:
        sql = "SELECT d.id, c.name FROM document d JOIN cases c ON c.id = d.case_id"
        self._documents: dict[int, str] = {r[0]: r[1] for r in connection.exec_driver_sql(sql)}
        sql = "SELECT DISTINCT document_id FROM speaker WHERE case_id IS NOT NULL"
        several = {r[0] for r in connection.exec_driver_sql(sql)} & set(documents)
        self._speakers = Speakers(connection, several)

    def spoken(self, document: int, start: int) -> str | None:
        """Return the case of who speaks there, where the speaker has one."""
        turn = self._speakers.turn(document, start)
        return turn.case if turn is not None else None

    def of(self, document: int, start: int) -> str | None:
        """Return the case there, None where there is none."""
        return self.spoken(document, start) or self._documents.get(document)
