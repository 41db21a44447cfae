"""One joint display: numbers beside words, row by row, and the fit that the researcher sees.

Items whose numbers or words would be others today say so, with what they would be; nothing is made
anew unasked.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.style import Style
from rich.text import Text
from textual.widget import Widget
from textual.widgets import Static

from qualcode.errors import NotFound
from qualcode.project import Project
from qualcode.text import display
from qualcode.tui.i18n import number, t
from qualcode.tui.screens.interpreting import lines
from qualcode.tui.screens.joint_acts import Judging
from qualcode.tui.screens.joint_told import column_name, detail, fit_name, foot, in_cell
from qualcode.tui.widgets.grid import PLAIN, Grid
from qualcode.tui.widgets.table import Column

if TYPE_CHECKING:
    from qualcode.analysis.display_shown import Display, Row

CELL = ((40, 16), (28, 9), (22, 7), (14, 4))
"""From so many rows of the screen on, so many for the marked cell."""
WIDTHS = ((150, 34), (110, 26), (0, 19))
"""From so many columns of the screen on, so many cells for a column."""
FIT = 12


class JointDisplay(Judging):
    """The display as a grid, its marked cell in full, and what is to be said of the whole."""

    screen_name = "joint"
    DEFAULT_CSS = """
    JointDisplay #cell { background: $surface; padding: 0 1; }
    JointDisplay #foot { height: 1; padding: 0 1; color: $secondary; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.grid = Grid()
        self.table = self.grid
        self.cell = Static("", id="cell", markup=False)
        self.foot = Static("", id="foot", markup=False)

    def body(self) -> Iterable[Widget]:
        """Yield the grid, and what is told of it."""
        yield from super().body()
        yield self.cell
        yield self.foot

    def where(self) -> list[str]:
        """Row 1: displays, the display, its kind."""
        shown: Display | None = self.found
        if shown is None:
            return [t("displays"), t("joint")]
        return [t("displays"), display.safe(shown.name), t(f"kind {shown.kind}")]

    def on_resize(self) -> None:
        """Lines below come and go with the height, columns with the width."""
        if self.found is not None:
            self.draw()
        self._tell()

    # Reading ----------------------------------------------------------------------------------

    def load(self) -> None:
        """Read the display, each item beside what it would be today, beside the keys."""
        uid = self.place.of
        try:
            if uid is None:
                raise NotFound(t("joint gone"))
            self.project.analysis.displays.find(uid)
        except NotFound:
            self.place.found = self.place.stamp = None
            self.refused(t("joint gone"))
            self.shown()
            return
        self.read(lambda project: _read(project, uid), t("joint reading"))

    def draw(self) -> None:
        """Show the display."""
        shown: Display = self.found
        cells = next(cells for least, cells in WIDTHS if self.size.width >= least)
        columns = [Column(column_name(shown.topic), 24)]
        columns += [Column(column_name(name), cells) for name in shown.columns]
        columns += [Column(t("joint col fit"), FIT)] if shown.fit else []
        columns.append(Column(column_name(shown.last), cells))
        self.grid.show(columns, 0, [_row(shown, row) for row in shown.rows], self._style, _heading)
        self.grid.place(self.place.cursor, self.place.column, self.place.first)
        self.table.display = bool(shown.rows)
        self.nothing.display = not shown.rows
        self.nothing.update(t("joint empty"))
        self._tell()

    def refused(self, why: str) -> None:
        """Show why there is nothing to show."""
        super().refused(why)
        self._tell()

    def _style(self, row: int, column: int) -> Style:
        shown: Display = self.found
        if not 1 <= column <= len(shown.columns) or row >= len(shown.rows):
            return PLAIN
        return PLAIN if shown.rows[row].cells[shown.columns[column - 1]] else Style(dim=True)

    # The marked cell --------------------------------------------------------------------------

    def navigate(self, key: str) -> bool:
        """Move the marked cell; sideways the columns scroll."""
        if key in ("left", "right"):
            self.grid.sideways(1 if key == "right" else -1)
            return True
        return super().navigate(key)

    def on_table_moved(self) -> None:
        """Tell of the cell now marked."""
        self.place.cursor, self.place.column = self.grid.cursor, self.grid.column
        self.place.first = self.grid.first
        self._tell()

    def _tell(self) -> None:
        shown: Display | None = self.found
        row = self.row()
        rows = next((rows for least, rows in CELL if self.size.height >= least), 0)
        self.cell.display = row is not None and rows > 0
        self.cell.styles.height = rows
        self.foot.display = shown is not None
        if shown is None:
            return
        cells = max(10, self.size.width - 2)
        self.foot.update(Text(display.ellipsis(foot(shown), cells), no_wrap=True))
        if row is None:
            return
        head, said = detail(shown, row, self.grid.column)
        text = Text(display.ellipsis(display.safe(head), cells), style="dim", no_wrap=True)
        for line in lines("\n".join(said), cells, max(1, rows - 1)):
            text.append(f"\n{line}", style="not dim")
        self.cell.update(text)

    def row(self) -> Row | None:
        """Return the marked row."""
        shown: Display | None = self.found
        at = self.grid.cursor
        return shown.rows[at] if shown is not None and at < len(shown.rows) else None

    def at(self) -> str:
        """Return what the cursor is on: 'topic', 'fit', 'last', or else the name of a column."""
        shown: Display = self.found
        column = self.grid.column
        if column == 0:
            return "topic"
        if column <= len(shown.columns):
            return shown.columns[column - 1]
        return "fit" if shown.fit and column == len(shown.columns) + 1 else "last"

    def in_columns(self) -> bool:
        """Say whether the cursor is on a column that holds items."""
        shown: Display | None = self.found
        return shown is not None and 1 <= self.grid.column <= len(shown.columns)


def _read(project: Project, uid: str) -> Display:
    return project.analysis.displays.show(uid)


def _row(shown: Display, row: Row) -> list[str]:
    return [
        display.safe(row.topic),
        *(display.safe(in_cell(row.cells[name])) for name in shown.columns),
        *([fit_name(row.fit)] if shown.fit else []),
        display.safe(row.inference),
    ]


def _heading(first: int, last: int, total: int) -> str:
    return t("summaries columns", first=number(first), last=number(last), n=number(total))
