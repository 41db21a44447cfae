"""The segments of a theme's codes that were not chosen yet: quotes are chosen from them.

In the order of what each adds: first whoever is not quoted yet, with most of the theme's codes on
their words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from textual.widget import Widget

from qualcode.errors import NotFound
from qualcode.project import Project
from qualcode.text import display
from qualcode.tui.i18n import number, t
from qualcode.tui.naming import shown_names
from qualcode.tui.screens.interpreting import Interpreting
from qualcode.tui.widgets.dialogs import Ask
from qualcode.tui.widgets.passage import Passage
from qualcode.tui.widgets.table import Column

PREVIEW = ((40, 12), (24, 6), (16, 4))
"""From so many rows of the screen on, so many for the marked segment."""
NARROW = 100


@dataclass(frozen=True)
class Offered:
    """What can be chosen: the theme's name, rows of `Themes.candidates`, those nobody may quote."""

    theme: str
    rows: list[dict[str, Any]]
    silent: int


class Candidates(Interpreting):
    """The list to choose from."""

    screen_name = "candidates"

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, str] = {}
        self.marked: set[str] = set()
        self.passage = Passage()

    def columns(self) -> Sequence[Column]:
        """Mark, whose words, the words, the theme's codes on them, coder."""
        return (
            Column("", 1), Column(t("col case"), 12), Column(t("col text"), 0),
            Column(t("col code"), 20), Column(t("col coder"), 8),
        )  # fmt: skip

    def body(self) -> Iterable[Widget]:
        """Yield the list, and the marked segment in full."""
        yield from super().body()
        yield self.passage

    def on_resize(self) -> None:
        """Give the segment what the list can spare."""
        wide = self.size.width >= NARROW
        self.table.columns[1] = Column(t("col case"), 24 if wide else 12)
        self.table.columns[3] = Column(t("col code"), 40 if wide else 20)
        rows = next((rows for least, rows in PREVIEW if self.size.height >= least), 0)
        self.passage.display = rows > 0
        self.passage.styles.height = rows

    def where(self) -> list[str]:
        """Row 1: displays, the theme, how many there are to choose from."""
        offered: Offered | None = self.found
        if offered is None:
            return [t("displays"), t("candidates")]
        said = t("candidates of", n=number(len(offered.rows)))
        if self.marked:
            said += t("candidates marked", n=number(len(self.marked)))
        return [t("displays"), display.safe(offered.theme), said]

    def load(self) -> None:
        """Read what can be chosen, beside the keys."""
        self.names = shown_names(self.project)
        uid = self.place.of
        if uid is None:
            self.fill([], t("theme gone"))
        else:
            self.read(lambda project: _read(project, uid), t("candidates reading"))

    def draw(self) -> None:
        """Show what can be chosen."""
        self.marked &= {row["segment"] for row in self.found.rows}
        self._list()
        self.table.go(self.place.cursor)
        self._tell()

    def _list(self) -> None:
        rows = [
            [
                "✓" if row["segment"] in self.marked else "", display.safe(_who(row)),
                display.safe(row["text"]), display.safe(self._codes(row)),
                display.safe(row["coder"]),
            ]
            for row in self.found.rows
        ]  # fmt: skip
        silent = self.found.silent
        empty = t("candidates silent", n=number(silent)) if silent else t("candidates empty")
        self.fill(rows, empty)

    def _codes(self, row: dict[str, Any]) -> str:
        return ", ".join(self.names.get(code, code) for code in row["codes"])

    def on_table_moved(self) -> None:
        """Show the segment now marked."""
        self.place.cursor = self.table.cursor
        self._tell()

    def _row(self) -> dict[str, Any] | None:
        rows = self.found.rows if self.found else []
        at = self.table.cursor
        return rows[at] if at < len(rows) else None

    def _tell(self) -> None:
        row = self._row()
        if row is None:
            self.passage.show("")
            return
        said = [row["document"], row["speaker"] or "", self._codes(row), row["coder"]]
        if not row["counts"]:
            said.append(t("candidates open"))
        if self.found.silent:
            said.append(t("candidates silent", n=number(self.found.silent)))
        head = " · ".join(display.safe(part) for part in said if part)
        self.passage.show(head, "", row["text"], "")

    # Choosing ---------------------------------------------------------------------------------

    def do_open(self, _key: str) -> None:
        """Open the passage."""
        row = self._row()
        if row is not None:
            self.program.kept["coding"] = row["coder"]
            start, end = int(row["start"]), int(row["end"])
            self.program.open_document(row["document"], (start, max(end, start + 1)))

    def do_mark(self, _key: str) -> None:
        """Mark the segment, or take the mark away; go on."""
        row = self._row()
        if row is not None:
            self.marked ^= {row["segment"]}
            self._list()
            self.table.move(1)
            self.head()

    def _chosen(self) -> list[str]:
        """Return what is marked, in the order of the list; without marks what the cursor is on."""
        row = self._row()
        listed = [one["segment"] for one in self.found.rows] if self.found else []
        ticked = [uid for uid in listed if uid in self.marked]
        return ticked or ([row["segment"]] if row else [])

    def do_quote(self, _key: str) -> None:
        """Choose what is marked as quotes that carry the claim."""
        chosen = self._chosen()
        if chosen:
            self.marked.clear()
            self.doing(lambda: self.project.analysis.themes.quote(self.place.of, chosen))

    def do_contrary(self, _key: str) -> None:
        """Note what is marked against the claim, with what it says."""
        chosen = self._chosen()
        if not chosen:
            return

        def keep(said: str | None) -> None:
            if said is not None:
                self.marked.clear()
                themes = self.project.analysis.themes
                self.doing(lambda: themes.contrary(self.place.of, chosen, note=said))

        self.app.push_screen(Ask(t("theme what against")), keep)


def _read(project: Project, uid: str) -> Offered:
    themes = project.analysis.themes
    theme = themes.find(uid)
    if not theme.codes:
        raise NotFound(t("theme codes first"))
    frame = themes.candidates(uid)
    behind = themes.counted(uid)
    rows = [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]
    for row in rows:
        row["case"], row["speaker"] = _text(row["case"]), _text(row["speaker"])
    return Offered(theme.name, rows, max(0, behind.left_out - len(rows)))


def _text(value: Any) -> str:
    return "" if value is None or value != value else str(value)


def _who(row: dict[str, Any]) -> str:
    return str(row["case"] or row["document"])
