"""Who works in an area of coding, and in which round."""

from __future__ import annotations

from collections.abc import Iterable

from qualcode.coding import rounds
from qualcode.errors import CoderNeeded, NotFound
from qualcode.store.coders import Coder, Coders
from qualcode.store.keys import mark
from qualcode.store.store import Store


class Working:
    """A part of the coding of a project, and the coder at work."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def _my_id(self) -> int:
        current = Coders(self._store).current()
        return current.id if current else 0

    def _me(self) -> Coder:
        current = Coders(self._store).current()
        if current is None:
            self._store.writer()
            raise CoderNeeded("Say who codes: --coder NAME.")
        return current

    def _round(self, name: str | None) -> int | None:
        if name is None:
            return None
        with self._store.read() as connection:
            m = mark(connection)
            sql = f"SELECT id FROM coding_round WHERE name = {m} OR uid = {m}"
            row = connection.exec_driver_sql(sql, (name, name)).first()
        if row is None:
            raise NotFound(f"No round “{name}”. List rounds with: qualcode agreement round list")
        return int(row[0])

    def _working_in(
        self, name: str | None, document: int, start: int | None, end: int | None
    ) -> int | None:
        """Return the round that work on a span belongs to: the one named, else one's open one.

        Raises: NotFound, Conflict where it is closed, NotAllowed where one codes nothing in it.
        """
        if name is not None:
            return rounds.find_open(self._store, name, self._me().id)
        with self._store.read() as connection:
            listed = rounds.current(connection, self._me().id, {document}).get(document, [])
        return next((one.id for one in listed if one.holds(start, end)), None)

    def _rounds_of(self, name: str | None, documents: Iterable[int]) -> rounds.RoundOf:
        """Return the round that work on each of some whole documents belongs to."""
        if name is not None:
            named = rounds.find_open(self._store, name, self._me().id)
            return lambda _document: named
        return rounds.round_of(self._store, self._me().id, documents)
