"""Joint displays as they are kept: what there is, and finding one, a row, what is in a cell."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.analysis.display_shown import Stored
from qualcode.analysis.named import find
from qualcode.documents import masking
from qualcode.errors import NotFound
from qualcode.store.keys import mark, select_in
from qualcode.store.store import Store

if TYPE_CHECKING:
    from qualcode.analysis.tables_area import Tables


@dataclass(frozen=True)
class DisplayRow:
    """A display as it is listed: its name, kind, and how many rows it has."""

    id: int
    uid: str
    name: str
    kind: str
    note: str
    columns: tuple[str, ...]
    rows: int
    coder: str
    created: str


@dataclass(frozen=True)
class KeptRow:
    """A row as it is kept; its name is its topic, as `named.find` wants it."""

    id: int
    uid: str
    name: str
    fit: str
    inference: str


class KeptDisplays:
    """The displays of a project, read."""

    def __init__(self, store: Store, tables: Tables) -> None:
        self._store = store
        self._tables = tables

    def rows(self) -> list[DisplayRow]:
        """Return the displays in the order they were made."""
        read = masking.reading(self._store)
        with self._store.read() as connection:
            found = connection.exec_driver_sql(
                "SELECT d.id, d.uid, d.shown, d.kind, d.note, d.settings, "
                "(SELECT count(*) FROM display_row r WHERE r.display_id = d.id), k.name, "
                "d.created_at FROM display d JOIN coder k ON k.id = d.coder_id ORDER BY d.id"
            ).all()
        return [
            DisplayRow(
                r[0], r[1], r[2], r[3], read(r[4]), tuple(json.loads(r[5])["columns"]), *r[6:]
            )
            for r in found
        ]

    def find(self, name: str) -> DisplayRow:
        """Return the display of a name, beginning, uid or number. Raises: NotFound, Ambiguous."""
        return find(name, self.rows(), "display")

    def _row(self, name: str, row: str | int) -> tuple[DisplayRow, KeptRow]:
        display = self.find(name)
        rows = self._rows(display)
        if not rows:
            raise NotFound(f"“{display.name}” has no rows yet. Add one first.")
        try:
            return display, find(str(row), rows, "row")
        except NotFound as error:
            raise NotFound(
                f"“{display.name}” has no row “{row}”. Say its number, 1 to {len(rows)}, or its "
                "topic.",
                error.nearest,
            ) from None

    def _item(self, name: str, uid: str) -> tuple[DisplayRow, Stored]:
        display = self.find(name)
        there = self._cells([row.id for row in self._rows(display)])
        fits = [c for c in there if c.uid == uid or (len(uid) >= 8 and c.uid.startswith(uid))]
        if len(fits) != 1:
            raise NotFound(
                f"Nothing in “{display.name}” has the uid “{uid}”. List what is in it with: "
                f"qualcode analysis display show “{display.name}” --cells"
            )
        return display, fits[0]

    def _rows(self, display: DisplayRow) -> list[KeptRow]:
        read = masking.reading(self._store)
        with self._store.read() as connection:
            m = mark(connection)
            rows = connection.exec_driver_sql(
                "SELECT id, uid, topic, fit, inference FROM display_row "
                f"WHERE display_id = {m} ORDER BY position, uid",
                (display.id,),
            ).all()
        return [KeptRow(r[0], r[1], read(r[2]), r[3], read(r[4])) for r in rows]

    def _cells(self, rows: Sequence[int]) -> list[Stored]:
        sql = (
            "SELECT c.id, c.uid, c.display_row_id, c.column_name, c.kind, c.asked, c.content, "
            "k.name, c.created_at, c.position FROM display_cell c "
            "JOIN coder k ON k.id = c.coder_id WHERE c.display_row_id IN ({})"
        )
        with self._store.read() as connection:
            found = sorted(select_in(connection, sql, list(rows)), key=lambda r: (r[9], r[1]))
        return [
            Stored(r[0], r[1], r[2], r[3], r[4], json.loads(r[5]), json.loads(r[6]), r[7], r[8])
            for r in found
        ]
