"""The segments behind a cell of the summaries, and on to the passage of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from textual.widget import Widget

from qualcode.project import Project
from qualcode.text import display
from qualcode.tui.i18n import counted, t
from qualcode.tui.naming import shown_names
from qualcode.tui.screens.interpreting import Interpreting
from qualcode.tui.screens.summaries_acts import Behind
from qualcode.tui.widgets.passage import Passage
from qualcode.tui.widgets.table import Column

PREVIEW = ((40, 12), (24, 6), (16, 4))
WANTED = ("document", "speaker", "start", "end", "text", "code", "coder", "counts", "since")
"""The columns of `Summaries.segments` that are shown."""


class CellSegments(Interpreting):
    """The list."""

    screen_name = "behind"

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, str] = {}
        self.passage = Passage()

    def columns(self) -> Sequence[Column]:
        """Document, words, code, coder, what is to be said of it."""
        return (
            Column(t("col document"), 12), Column(t("col text"), 0), Column(t("col code"), 14),
            Column(t("col coder"), 8), Column(t("theme col state"), 10),
        )  # fmt: skip

    def body(self) -> Iterable[Widget]:
        """Yield the list, and the marked segment in full."""
        yield from super().body()
        yield self.passage

    def on_resize(self) -> None:
        """Give the segment what the list can spare."""
        rows = next((rows for least, rows in PREVIEW if self.size.height >= least), 0)
        self.passage.display = rows > 0
        self.passage.styles.height = rows

    def where(self) -> list[str]:
        """Row 1: summaries, the cell, how many segments."""
        of: Behind | None = self.place.of
        if of is None:
            return [t("summaries"), t("behind")]
        rows = self.found
        many = [] if rows is None else [counted(len(rows), "segment")]
        return [t("summaries"), display.safe(of.called), *many]

    def load(self) -> None:
        """Read the segments beside the keys."""
        self.names = shown_names(self.project)
        of: Behind | None = self.place.of
        if of is None:
            self.fill([], t("behind empty"))
        else:
            self.read(lambda project: _read(project, of), t("behind reading"))

    def draw(self) -> None:
        """Show the segments."""
        rows = [
            [
                *(display.safe(part) for part in (
                    row["document"], row["text"], self.names.get(row["code"], row["code"]),
                    row["coder"],
                )), _state(row),
            ]
            for row in self.found
        ]  # fmt: skip
        self.fill(rows, t("behind none"))
        self.table.go(self.place.cursor)
        self._tell()

    def on_table_moved(self) -> None:
        """Show the segment now marked."""
        self.place.cursor = self.table.cursor
        self._tell()

    def _row(self) -> dict[str, Any] | None:
        rows: list[dict[str, Any]] = self.found or []
        at = self.table.cursor
        return rows[at] if at < len(rows) else None

    def _tell(self) -> None:
        row = self._row()
        if row is None:
            self.passage.show("")
            return
        speaker = row["speaker"]
        said = [row["document"], speaker if isinstance(speaker, str) else "", row["coder"]]
        if not row["counts"]:
            said.append(t("candidates open"))
        self.passage.show(" · ".join(display.safe(one) for one in said if one), "", row["text"], "")

    def do_open(self, _key: str) -> None:
        """Open the passage."""
        row = self._row()
        if row is not None:
            self.program.kept["coding"] = row["coder"]
            start, end = int(row["start"]), int(row["end"])
            self.program.open_document(row["document"], (start, max(end, start + 1)))


def _read(project: Project, of: Behind) -> list[dict[str, Any]]:
    frame = project.analysis.summaries.segments(
        of.case, of.subject, question=of.question, layer=of.layer
    )
    return [{str(k): v for k, v in row.items()} for row in frame[list(WANTED)].to_dict("records")]


def _state(row: dict[str, Any]) -> str:
    if row["since"]:
        return t(f"behind {row['since']}")
    return "" if row["counts"] else t("behind open")
