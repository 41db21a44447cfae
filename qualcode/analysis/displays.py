"""Joint displays: numbers beside words, row by row, the fit between them written by the researcher.

A display has rows, a row has cells in named columns, a cell holds any number of items: numbers of a
cross-tab, a scale, a count of cases, a kept query; a theme, a summary, quotes; words of one's own.
Each item keeps its question and can be made anew (`refresh`). Every change is one batch.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from qualcode.analysis.display_filling import Filling
from qualcode.analysis.display_shown import FITS, KINDS, Display, Row, item
from qualcode.analysis.display_values import Values
from qualcode.analysis.named import me, moved, named, refuse_taken
from qualcode.documents import masking
from qualcode.errors import UsageError
from qualcode.store.journal import Batch, now
from qualcode.store.keys import mark, select_in

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ["number", "display", "kind", "columns", "rows", "note", "coder", "created", "uid"]


class Displays(Filling):
    """The joint displays of a project."""

    # Displays ---------------------------------------------------------------------------------

    def frame(self) -> pd.DataFrame:
        """Return the displays, with the columns of `COLUMNS`."""
        import pandas as pd

        listed = [
            [at, d.name, d.kind, list(d.columns), d.rows, d.note, d.coder, d.created, d.uid]
            for at, d in enumerate(self.rows(), 1)
        ]
        return pd.DataFrame(listed, columns=COLUMNS)

    def add(
        self,
        name: str,
        kind: str = "side by side",
        *,
        note: str = "",
        columns: Sequence[str] | None = None,
    ) -> str:
        """Add an empty display; return its uid.

        kind: one of `display_shown.KINDS`, which names its columns; columns: others instead,
        between the topic and what is concluded. Raises: UsageError, Conflict, CoderNeeded.
        """
        name = named(name, "A display")
        refuse_taken(self._store, name, "display")
        if kind not in KINDS:
            raise UsageError(f"No kind of display “{kind}”. Kinds are: {', '.join(KINDS)}.")
        chosen = [named(one, "A column") for one in columns or KINDS[kind].columns]
        taken = {"fit", "stale", KINDS[kind].topic, KINDS[kind].last}
        if len({*chosen} - taken) < len(chosen):
            raise UsageError(
                "The columns of a display differ from each other, and are called neither "
                f"{', '.join(sorted(taken))}."
            )
        who = me(self._store, "makes the display")
        with self._store.batch("add display", name) as batch:
            row = {
                "name": name, "kind": kind, "note": note.strip(),
                "settings": json.dumps({"columns": chosen}, ensure_ascii=False),
                "coder_id": who, "created_at": now(),
            }  # fmt: skip
            [key] = batch.insert("display", [row])
            return self._store.keys.uids(batch.connection, "display", [key])[key]

    def edit(self, name: str, *, new_name: str | None = None, note: str | None = None) -> None:
        """Change a display's name or note. Raises: NotFound, Ambiguous, UsageError, Conflict."""
        display = self.find(name)
        fields: dict[str, str] = {}
        if new_name is not None and new_name.strip() != display.name:
            fields["name"] = named(new_name, "A display")
            refuse_taken(self._store, fields["name"], "display", display.id)
        if note is not None and note.strip() != display.note:
            fields["note"] = note.strip()
        with self._store.batch("edit display", fields.get("name", display.name)) as batch:
            batch.update("display", {display.id: fields} if fields else {})

    def remove(self, name: str) -> None:
        """Remove a display with all in it. Raises: NotFound, Ambiguous."""
        display = self.find(name)
        with self._store.batch("remove display", display.name) as batch:
            kept = [row.id for row in self._rows(display)]
            self._delete_rows(batch, kept)
            batch.delete("display", [display.id])

    def show(self, name: str, *, outside: bool = False) -> Display:
        """Return a display as it is today, each item beside what it would be now.

        The result has .rows, .frame (as printed), .cells (long form), .quotes, .foot and .stale
        (how many items would be others). outside: as it leaves the project: small numbers and
        what would give them away hidden, words without what masking replaces.
        Raises: NotFound, Ambiguous.
        """
        display = self.find(name)
        kind = KINDS[display.kind]
        values = Values(self._store, self._tables)
        leave = masking.leaving(self._store) if outside else str
        kept = self._rows(display)
        stored = self._cells([row.id for row in kept])
        rows = []
        for number, row in enumerate(kept, 1):
            cells: dict[str, Any] = {}
            for column in display.columns:
                own = [c for c in stored if c.row == row.id and c.column == column]
                cells[column] = tuple(
                    item(values, at, c, outside=outside) for at, c in enumerate(own, 1)
                )
            rows.append(Row(number, row.uid, leave(row.name), row.fit, leave(row.inference), cells))
        fit = kind.fit or any(row.fit for row in rows)
        return Display(
            display.uid, display.name, display.kind, leave(display.note), kind.topic,
            display.columns, fit, kind.last, tuple(rows),
        )  # fmt: skip

    # Rows -------------------------------------------------------------------------------------

    def add_row(self, name: str, topic: str) -> str:
        """Add a row, the last; return its uid. Raises: NotFound, Ambiguous, UsageError."""
        display = self.find(name)
        topic = _topic(topic)
        with self._store.batch("add row to display", display.name) as batch:
            m = mark(batch.connection)
            sql = f"SELECT coalesce(max(position), -1) FROM display_row WHERE display_id = {m}"
            last = batch.connection.exec_driver_sql(sql, (display.id,)).scalar_one()
            row = {
                "display_id": display.id, "topic": topic, "fit": "", "inference": "",
                "position": last + 1,
            }  # fmt: skip
            [key] = batch.insert("display_row", [row])
            return self._store.keys.uids(batch.connection, "display_row", [key])[key]

    def edit_row(
        self, name: str, row: str | int, *, topic: str | None = None, number: int | None = None
    ) -> None:
        """Give a row another topic, or another place, from 1. Raises: NotFound, UsageError."""
        display, kept = self._row(name, row)
        with self._store.batch("edit row of display", display.name) as batch:
            if topic is not None and topic.strip() != kept.name:
                batch.update("display_row", {kept.id: {"topic": _topic(topic)}})
            if number is not None:
                changes = moved(self._rows(display), kept, number, "Rows")
                batch.update("display_row", changes)

    def remove_row(self, name: str, row: str | int) -> None:
        """Remove a row with its cells. Raises: NotFound, Ambiguous."""
        display, kept = self._row(name, row)
        with self._store.batch("remove row of display", display.name) as batch:
            self._delete_rows(batch, [kept.id])

    def fit(
        self, name: str, row: str | int, fit: str | None = None, *, inference: str | None = None
    ) -> None:
        """Write how numbers and words of a row fit, and what is concluded; what is None stays.

        fit: one of `display_shown.FITS`, or empty for not judged. Raises: NotFound, UsageError.
        """
        display, kept = self._row(name, row)
        fields: dict[str, str] = {}
        if fit is not None:
            fields["fit"] = _fit(fit)
        if inference is not None and inference.strip() != kept.inference:
            fields["inference"] = inference.strip()
        with self._store.batch("judge row of display", display.name) as batch:
            batch.update("display_row", {kept.id: fields} if fields else {})

    def _delete_rows(self, batch: Batch, rows: Sequence[int]) -> None:
        sql = "SELECT id FROM display_cell WHERE display_row_id IN ({}) ORDER BY id"
        batch.delete("display_cell", [r[0] for r in select_in(batch.connection, sql, list(rows))])
        batch.delete("display_row", list(rows))


_NOUNS = {
    "confirmation": "confirms", "expansion": "extends", "discordance": "contradicts",
    "silence": "silent",
}  # fmt: skip


def _fit(said: str) -> str:
    """Return a fit as it is kept; the nouns of the literature mean the same. Raises: UsageError."""
    fit = said.strip().casefold()
    fit = _NOUNS.get(fit, fit)
    if fit and fit not in FITS:
        raise UsageError(f"No fit “{said}”. A row {', '.join(FITS[:3])} or is {FITS[3]}.")
    return fit


def _topic(topic: str) -> str:
    topic = " ".join(topic.split())
    if not topic:
        raise UsageError("A row has a topic.")
    return topic
