"""What is put into the cells of a joint display: numbers, and words beside them.

Each item is one batch, keeps what it was asked for, and can be made anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from qualcode.analysis import display_shown, quoting, subjects
from qualcode.analysis.display_kept import DisplayRow, KeptDisplays
from qualcode.analysis.display_values import NUMBERS, Values
from qualcode.analysis.named import me
from qualcode.analysis.summaries import Summaries
from qualcode.analysis.themes import Themes
from qualcode.analysis.tree import tree
from qualcode.analysis.units import question_of
from qualcode.errors import NotFound, QualcodeError, UsageError, nearest_note
from qualcode.store.journal import Batch, now
from qualcode.store.keys import mark
from qualcode.text import names

if TYPE_CHECKING:
    from qualcode.analysis.crosstab import Crosstab


class Gathered:
    """What was put into cells and is not written yet."""

    def __init__(self, displays: Filling) -> None:
        self.cells: list[dict[str, Any]] = []
        self._displays = displays

    def write(self, name: str, row: str | int) -> list[str]:
        """Write it to a row, in one change; return the items' uids. Raises: NotFound."""
        return self._displays._write_gathered(name, row, self.cells)


class Filling(KeptDisplays):
    """The filling of displays."""

    _gathered: Gathered | None = None

    def numbers(
        self,
        name: str,
        row: str | int,
        table: str | Crosstab,
        code: str,
        level: str | None = None,
        *,
        column: str | None = None,
    ) -> str:
        """Put numbers of a cross-tab into a cell, as they are today; return the item's uid.

        table: a kept table by name, or one that `analysis.crosstab` returned. code: its row.
        level: one level, with its interval; else all levels and the row's test. column: else the
        display's first. Raises: NotFound, Ambiguous, NotEnoughData.
        """
        from qualcode.analysis import crosstab_kept

        if isinstance(table, str):
            kept = crosstab_kept.find(self._store, table)
            made = self._tables.tabulate(kept.asked)
            source: dict[str, Any] = {"kept": kept.name}
        else:
            made, source = table, {}
        cell = made.cell(code, made.levels[0] if level is None else level)
        at = made.codes.index(str(cell["code"]))
        level = None if level is None else str(cell["level"])
        # Codes by uid: one that is renamed is still the same row.
        table_ = {**asdict(made.asked), "codes": [code.uid for code in made.given.codes]}
        asked = {
            **source, "table": table_, "about": subjects.CODE,
            "subject": made.given.codes[at].uid, "level": level,
        }  # fmt: skip
        return self._put(name, row, column, "numbers", asked)

    def scale(
        self,
        name: str,
        row: str | int,
        field: str,
        code: str,
        *,
        question: str | None = None,
        interviews: bool = False,
        layer: str = "final",
        base: str = "reviewed",
        column: str | None = None,
    ) -> str:
        """Put a code against a number of the cases into a cell: means with and without it.

        The rest as in `analysis.scales`. Raises: NotFound, UsageError, NotEnoughData.
        """
        asked = {
            "field": field, **self._of(code, themes=False), "question": question,
            "interviews": interviews, "layer": layer, "base": base,
        }  # fmt: skip
        return self._put(name, row, column, "scale", asked)

    def count(
        self,
        name: str,
        row: str | int,
        subject: str,
        *,
        question: str | None = None,
        layer: str = "final",
        column: str | None = None,
    ) -> str:
        """Put how many cases have a code or theme into a cell: '9 of 14', of those reviewed for it.

        question: of its answers; else of the interviews. Raises: NotFound, NotEnoughData.
        """
        with self._store.read() as connection:
            question = question_of(connection, question)
        asked = {**self._of(subject), "question": question, "layer": layer}
        return self._put(name, row, column, "count", asked)

    def query(self, name: str, row: str | int, kept: str, *, column: str | None = None) -> str:
        """Put what a kept query finds into a cell: segments and cases. Raises: NotFound."""
        from qualcode.analysis.retrieval_saved import Queries

        found = Queries(self._store).find(kept)
        asked = {"name": found.name, "query": found.query, "unit": found.unit}
        return self._put(name, row, column, "query", asked)

    def theme(self, name: str, row: str | int, theme: str, *, column: str | None = None) -> str:
        """Put a theme into a cell: its claim, and how many cases carry it. Raises: NotFound."""
        asked = {"theme": Themes(self._store).find(theme).uid}
        return self._put(name, row, column, "theme", asked)

    def summary(
        self,
        name: str,
        row: str | int,
        case: str,
        subject: str,
        *,
        question: str | None = None,
        column: str | None = None,
    ) -> str:
        """Put the summary of a case and a code or theme into a cell. Raises: NotFound."""
        cell = Summaries(self._store).cell(case, subject, question=question)
        if cell.summary is None:
            raise NotFound(
                f"No summary was written of {cell.case} · {cell.subject.name}. Write it first: "
                "qualcode analysis summary set CASE SUBJECT TEXT"
            )
        return self._put(name, row, column, "summary", {"summary": cell.summary.uid})

    def quotes(
        self,
        name: str,
        row: str | int,
        segments: str | Sequence[str] = (),
        *,
        theme: str | None = None,
        contrary: bool = False,
        column: str | None = None,
    ) -> str:
        """Put quotes into a cell: segments by uid, or what was chosen for (or against) a theme.

        How many segments are left out is told in the foot.
        Raises: NotFound, UsageError, InvalidSegment, Conflict without consent to being quoted.
        """
        wanted = [segments] if isinstance(segments, str) else list(segments)
        if bool(wanted) == (theme is not None):
            raise UsageError("Say which quotes: segments by uid, or those of a theme.")
        if theme is not None:
            asked = {"theme": Themes(self._store).find(theme).uid, "contrary": contrary}
        else:
            asked = {"segments": [q.segment for q in quoting.choose(self._store, wanted)]}
        return self._put(name, row, column, "quotes", asked)

    def text(self, name: str, row: str | int, text: str, *, column: str | None = None) -> str:
        """Put words of one's own into a cell. Raises: NotFound, UsageError."""
        if not text.strip():
            raise UsageError("Say what is to stand in the cell.")
        return self._put(name, row, column, "text", {"text": text.strip()})

    def take_out(self, name: str, uid: str) -> None:
        """Take an item out of its cell, by its uid or a beginning of it. Raises: NotFound."""
        display, one = self._item(name, uid)
        with self._store.batch("take out of display", display.name) as batch:
            batch.delete("display_cell", [one.id])

    def refresh(self, name: str, uid: str | None = None) -> int:
        """Make items anew: the one of a uid, or all that are stale; return how many are others now.

        Raises: NotFound, and what the item itself raises where only it is asked for.
        """
        display = self.find(name)
        values = Values(self._store, self._tables)
        if uid is None:
            stored = self._cells([row.id for row in self._rows(display)])
        else:
            stored = [self._item(name, uid)[1]]
        changes: dict[int, dict[str, str]] = {}
        for one in stored:
            try:
                value = values.of(one.kind, one.asked)
            except QualcodeError:
                if uid is not None:
                    raise
                continue
            if display_shown.as_kept(value.same) != one.then["same"]:
                content = display_shown.kept(value, one.kind, values.threshold)
                changes[one.id] = {"content": content, "created_at": now()}
        with self._store.batch("refresh display", display.name) as batch:
            batch.update("display_cell", changes)
        return len(changes)

    def _of(self, name: str, *, themes: bool = True) -> dict[str, str]:
        codebook = tree(self._store)
        said = name if themes else f"code:{name.removeprefix('code:')}"
        found = subjects.find(self._store, said, codebook)
        return {"about": found.about, "subject": found.uid}

    @contextmanager
    def gathering(self) -> Iterator[Gathered]:
        """Yield what is put into cells within, which writes nothing until it is told to.

        So several things are made before the first is written, and are one change.
        """
        self._gathered = gathered = Gathered(self)
        try:
            yield gathered
        finally:
            self._gathered = None

    def _put(
        self, name: str, row: str | int, column: str | None, kind: str, asked: Mapping[str, Any]
    ) -> str:
        display = self.find(name)
        place = self._column(display, column, kind)
        values = Values(self._store, self._tables)
        content = display_shown.kept(values.of(kind, asked), kind, values.threshold)
        made = {
            "column_name": place, "kind": kind,
            "asked": json.dumps(asked, ensure_ascii=False, sort_keys=True), "content": content,
            "coder_id": me(self._store, "fills the display"),
        }  # fmt: skip
        if self._gathered is not None:
            self._gathered.cells.append(made)
            return ""
        _, kept = self._row(name, row)
        with self._store.batch("fill display", display.name) as batch:
            return self._write(batch, kept.id, [made])[0]

    def _write_gathered(
        self, name: str, row: str | int, cells: Sequence[Mapping[str, Any]]
    ) -> list[str]:
        display, kept = self._row(name, row)
        with self._store.batch("fill display", display.name) as batch:
            return self._write(batch, kept.id, cells)

    def _write(self, batch: Batch, row: int, cells: Sequence[Mapping[str, Any]]) -> list[str]:
        m = mark(batch.connection)
        sql = f"SELECT coalesce(max(position), -1) FROM display_cell WHERE display_row_id = {m}"
        last = batch.connection.exec_driver_sql(sql, (row,)).scalar_one()
        rows = [
            {**cell, "display_row_id": row, "position": last + at, "created_at": now()}
            for at, cell in enumerate(cells, 1)
        ]
        keys = batch.insert("display_cell", rows)
        known = self._store.keys.uids(batch.connection, "display_cell", keys)
        return [known[key] for key in keys]

    def _column(self, display: DisplayRow, column: str | None, kind: str) -> str:
        if column is None:
            if kind in NUMBERS or len(display.columns) == 1:
                return display.columns[0]
            return next(
                (c for c in display.columns if kind in c or kind.rstrip("s") in c),
                display.columns[1],
            )
        match = names.find(column, list(display.columns))
        if match.value is None:
            raise NotFound(
                f"“{display.name}” has no column “{column}”.{nearest_note(match.names)} Its "
                f"columns are: {', '.join(display.columns)}.",
                match.names,
            )
        return match.value
