"""Segments: what was coded, by code; enter opens the passage in its document."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qualcode.coding.segments import SegmentRow
from qualcode.text import display
from qualcode.tui.i18n import number, t
from qualcode.tui.screens.listed import Listed
from qualcode.tui.screens.panel import entries
from qualcode.tui.widgets.dialogs import Entry, Finder
from qualcode.tui.widgets.editor import Editor
from qualcode.tui.widgets.table import PAGE, Column

ALL = "\0all"
"""What the finder returns for all codes; no code has this uid."""


class Segments(Listed):
    """The segments of the project, or of one code and those below it."""

    screen_name = "segments"

    def __init__(self) -> None:
        super().__init__()
        self._after: dict[int, int] = {}

    def columns(self) -> Sequence[Column]:
        """Code, document, speaker, words, coder."""
        return (
            Column(t("col code"), 18), Column(t("col document"), 12), Column(t("col speaker"), 7),
            Column(t("col text"), 0), Column(t("col coder"), 5),
        )  # fmt: skip

    def where(self) -> list[str]:
        """Row 1: segments, the code, and how many."""
        return [t("segments"), self._said]

    def load(self) -> None:
        """Count the segments; rows come as they are looked at."""
        code = self.program.code
        name = t("all codes")
        if code is not None:
            name = self.project.codebook.find(code).code
        count = self.project.coding.count(code=code)
        self._said = t("count of", n=number(count), code=name)
        self._after = {0: 0}
        self._rows: dict[int, list[SegmentRow]] = {}
        self.table.fill(count, self._fetch)
        self.table.display = count > 0
        self.nothing.display = count == 0
        self.nothing.update(t("segments empty"))

    _said = ""

    def _fetch(self, offset: int, limit: int) -> Sequence[Sequence[str]]:
        return [
            (r.code, r.document, r.speaker or "", display.safe(r.text), r.coder)
            for r in self._page(offset // PAGE)[:limit]
        ]

    def _page(self, page: int) -> list[SegmentRow]:
        """Return a page of rows; pages are found by the key their predecessor ends with."""
        if page not in self._rows:
            near = max(p for p in self._after if p <= page)
            for at in range(near, page + 1):
                rows = self.project.coding.rows(
                    code=self.program.code, limit=PAGE, after=self._after[at]
                )
                self._rows[at] = rows
                if rows:
                    self._after[at + 1] = rows[-1].id
        return self._rows[page]

    def _marked(self) -> SegmentRow | None:
        at = self.table.cursor
        rows = self._page(at // PAGE) if self.table.count else []
        return rows[at % PAGE] if at % PAGE < len(rows) else None

    def do_open(self, _key: str) -> None:
        """Open the passage in its document."""
        row = self._marked()
        if row is not None:
            self.program.open_document(row.document, (row.start, max(row.end, row.start + 1)))

    def do_filter_code(self, _key: str) -> None:
        """Show one code's segments, or all."""

        def take(uid: str | None) -> None:
            if uid is not None:
                self.program.code = None if uid == ALL else uid
                self.table.go(0)
                self.renew()

        rows = self.project.codebook.rows()
        groups = [Entry(r.uid, r.path) for r in rows if r.category]
        choices = [Entry(ALL, t("all codes")), *entries(rows), *groups]
        self.app.push_screen(Finder(t("find code"), choices), take)

    def do_remove(self, _key: str) -> None:
        """Remove the marked segment, if it is one's own."""
        row = self._marked()
        if row is not None:
            self.project.coding.remove(row.segment)
            self.renew()
            self.did()

    def do_export(self, _key: str) -> None:
        """Write what is shown to a csv file beside the project."""
        code = self.program.code
        name = "segments" if code is None else self.project.codebook.find(code).code
        folder = Path(self.project.where).parent if "://" not in self.project.where else Path.cwd()
        safe = "".join(c if c.isalnum() or c in "-_ " else "-" for c in name)
        path = self.project.report.write(folder / f"{safe}.csv", what="segments", code=code)
        self.say(t("exported", path=path))

    def do_memo(self, _key: str) -> None:
        """Write a memo on the marked segment."""
        row = self._marked()
        if row is None:
            return

        def keep(text: str | None) -> None:
            if text and text.strip():
                with self.attempting():
                    self.project.memos.add(text, about="segment", name=row.segment)
                    self.renew()
                    self.did()

        self.app.push_screen(Editor(t("memo on", what=row.code), row.text), keep)
