"""Whether what suggestions rest on has changed since one last asked; reads the journal alone."""

from __future__ import annotations

from qualcode.store.keys import mark, marks
from qualcode.store.store import Store

RESTS_ON = (
    "code", "code_example", "code_keyword", "code_revision", "review", "segment", "version",
    "turn", "speaker", "setting", "coding_round", "assignment",
)  # fmt: skip
"""Tables whose changes may alter what is learned, or what suggestions may be made for."""


class Taught:
    """What has happened to the reviews, codes and texts of a project so far."""

    def __init__(self, store: Store) -> None:
        self._store = store
        with store.read() as connection:
            sql = "SELECT coalesce(max(id), 0) FROM event"
            self._seen = int(connection.exec_driver_sql(sql).scalar_one())

    def changed(self) -> bool:
        """Say whether anything has changed since the last call, by whomever: undo counts."""
        with self._store.read() as connection:
            listed = marks(connection, len(RESTS_ON))
            latest, count = connection.exec_driver_sql(
                f"SELECT max(id), sum(CASE WHEN table_name IN ({listed}) THEN 1 ELSE 0 END) "
                f"FROM event WHERE id > {mark(connection)}",
                (*RESTS_ON, self._seen),
            ).one()
        self._seen = latest or self._seen
        return bool(count)
