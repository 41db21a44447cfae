"""The quotes behind a cell of a cross-tab: whose they are, and on to the passage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from textual.widget import Widget

from qualcode.project import Project
from qualcode.text import display
from qualcode.tui.i18n import counted, t
from qualcode.tui.naming import shown_names
from qualcode.tui.screens import crosstab_figures as made
from qualcode.tui.screens.crosstab_figures import Figures
from qualcode.tui.screens.working import Progress, Working
from qualcode.tui.widgets.passage import Passage
from qualcode.tui.widgets.table import Column, Table

CELL = "quotes"
PREVIEW = ((40, 12), (24, 6), (14, 4))
"""From so many rows of the screen on, so many for the marked quote."""


@dataclass
class Cell:
    """A cell of a table: its code, its level (None: the row); and the quotes once they are read."""

    figures: Figures
    code: str
    level: str | None
    stamp: int
    rows: Sequence[dict[str, Any]] | None = None
    cursor: int = 0


class Quotes(Working):
    """The segments of a cell."""

    screen_name = "quotes"

    def __init__(self) -> None:
        super().__init__()
        self.of: Cell | None = None
        self.names: dict[str, str] = {}
        self.passage = Passage()

    def columns(self) -> Sequence[Column]:
        """Case, words, of several codes (a category's) which, coder."""
        return self._columns(several=False)

    def _columns(self, *, several: bool) -> Sequence[Column]:
        code = [Column(t("col code"), 18)] if several else []
        return [Column(t("col case"), 14), Column(t("col text"), 0), *code,
                Column(t("col coder"), 8)]  # fmt: skip

    def body(self) -> Iterable[Widget]:
        """Yield the list, and the marked quote in full."""
        yield from super().body()
        yield self.passage

    def on_resize(self) -> None:
        """Give the quote what the list can spare."""
        rows = next((rows for least, rows in PREVIEW if self.size.height >= least), 0)
        self.passage.display = rows > 0
        self.passage.styles.height = rows

    def where(self) -> list[str]:
        """Row 1: the code and the level, and how many quotes there are of how many cases."""
        if self.of is None:
            return [t("quotes")]
        parts = [t("quotes"), self._called(self.of.code)]
        parts += [display.safe(self.of.level)] if self.of.level is not None else []
        if self.of.rows is not None:
            cases = len({row["case"] for row in self.of.rows})
            parts.append(t(
                "quotes of", segments=counted(len(self.of.rows), "segment"),
                cases=counted(cases, "case"),
            ))  # fmt: skip
        return parts

    def _called(self, code: str) -> str:
        return display.safe(self.names.get(code, code))

    def load(self) -> None:
        """Read the quotes; the table anew first, where the project is another since."""
        self.names = shown_names(self.project)
        self.of = of = self.program.kept.get(CELL)
        if of is None:
            self.fill([], t("quotes empty"))
            return
        stamp = self.project.analysis.stamp()
        if of.rows is not None and of.stamp == stamp:
            self._show(of.rows)
            return
        asked, changed = replace(of.figures.table.asked, draws=0), stamp != of.stamp

        def read(progress: Progress) -> tuple[Figures, list[dict[str, Any]]]:
            project = Project(self.project.store.aside())
            figures = made.read(project, asked, progress) if changed else of.figures
            frame = figures.table.quotes(of.code, of.level)
            wanted = ["document", "case", "start", "end", "text", "code", "coder", "speaker"]
            rows = [{str(k): v for k, v in row.items()} for row in frame[wanted].to_dict("records")]
            return figures, rows

        def show(found: tuple[Figures, list[dict[str, Any]]]) -> None:
            of.figures, of.rows = found
            of.stamp = stamp
            self._show(of.rows)
            self.head()

        self.work(read, show, t("quotes reading"))

    def head(self) -> None:
        """Show row 1 anew."""
        coder = self.project.coder
        who = coder.name if coder else t("reading")
        self.header.show([self.project.name, *self.where()], who)

    def _show(self, rows: Sequence[dict[str, Any]]) -> None:
        several = len({row["code"] for row in rows}) > 1
        self.table.columns = list(self._columns(several=several))
        listed = [
            [
                display.safe(_text(row["case"]) or row["document"]), display.safe(row["text"]),
                *([self._called(row["code"])] if several else []), display.safe(row["coder"]),
            ]
            for row in rows
        ]  # fmt: skip
        self.fill(listed, t("quotes none"))
        if self.of is not None:
            self.table.go(self.of.cursor)
        self._tell()

    def on_table_moved(self, _event: Table.Moved) -> None:
        """Show the quote now marked."""
        self._tell()

    def _row(self) -> dict[str, Any] | None:
        rows = self.of.rows if self.of is not None else None
        at = self.table.cursor
        return rows[at] if rows and at < len(rows) else None

    def _tell(self) -> None:
        row = self._row()
        if row is None or self.of is None:
            self.passage.show("")
            return
        self.of.cursor = self.table.cursor
        said = [row["document"], _text(row["speaker"]), row["coder"]]
        self.passage.show(" · ".join(display.safe(one) for one in said if one), "", row["text"], "")

    def do_open(self, _key: str) -> None:
        """Open the passage in its document."""
        row = self._row()
        if row is not None:
            self.program.kept["coding"] = row["coder"]  # whose segment Coding is to show
            start, end = int(row["start"]), int(row["end"])
            self.program.open_document(row["document"], (start, max(end, start + 1)))


def _text(value: Any) -> str:
    return "" if value is None or value != value else str(value)
