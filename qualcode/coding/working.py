"""Who works in an area of coding, and in which round."""

from __future__ import annotations

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
            raise NotFound(f"No round “{name}”. List rounds with: qualcode agreement round")
        return int(row[0])
