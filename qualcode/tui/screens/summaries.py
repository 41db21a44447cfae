"""Summaries: cases down, codes or themes across, each cell in the researcher's own words.

A cell without a summary says what is there instead; one whose segments changed since says so. The
segments of a cell are a key away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rich.style import Style
from rich.text import Text
from textual.widget import Widget
from textual.widgets import Static

from qualcode.project import Project
from qualcode.text import display
from qualcode.tui.i18n import number, t
from qualcode.tui.naming import shown_names
from qualcode.tui.screens.crosstab_choosing import source_name, sources
from qualcode.tui.screens.interpreting import lines
from qualcode.tui.screens.summaries_acts import Choices, Writing
from qualcode.tui.screens.summaries_told import foot, shown, told
from qualcode.tui.widgets.grid import PLAIN, Grid
from qualcode.tui.widgets.table import Column

if TYPE_CHECKING:
    from qualcode.analysis.summary_cells import Cell, SummaryMatrix

CELL = ((40, 12), (28, 7), (22, 5), (14, 3))
"""From so many rows of the screen on, so many for the marked cell."""
FOOT = ((28, 3), (18, 2), (12, 1))
WIDTHS = ((150, 29), (110, 26), (0, 19))
"""From so many columns of the screen on, so many cells for a code or theme."""


@dataclass(frozen=True)
class Found:
    """A matrix in texts: rows of the cells as they are shown; some: the rows with something in."""

    matrix: SummaryMatrix
    texts: list[list[str]]
    some: list[int]
    foot: str


class SummaryGrid(Writing):
    """The grid, its marked cell in full, and how much of it is written."""

    screen_name = "summaries"
    DEFAULT_CSS = """
    SummaryGrid #cell { background: $surface; padding: 0 1; }
    SummaryGrid #foot { height: auto; padding: 0 1; color: $secondary; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.grid = Grid()
        self.table = self.grid
        self._rows: list[int] = []
        self.cell = Static("", id="cell", markup=False)
        self.foot = Static("", id="foot", markup=False)

    def body(self) -> Iterable[Widget]:
        """Yield the grid, and what is told of it."""
        yield from super().body()
        yield self.cell
        yield self.foot

    def where(self) -> list[str]:
        """Row 1: displays, summaries, of what, in which layer."""
        asked = self.choices
        parts = [t("displays"), t("summaries"), source_name(asked.source)]
        return [*parts, t("crosstab layer", layer=display.safe(asked.layer))]

    def on_resize(self) -> None:
        """Lines below come and go with the height, columns with the width."""
        if self.found is not None:
            self.draw()
        self._tell()

    # Reading ----------------------------------------------------------------------------------

    def load(self) -> None:
        """Make the matrix beside the keys, unless what is shown is still so."""
        self.names = shown_names(self.project)
        if self.place.of is None:
            listed = sources(self.project)
            self.place.of = Choices(listed[0] if listed else "")
        asked = self.choices
        if not asked.source:
            self.fill([], t("crosstab no source"))
            self._tell()
            return
        self.read(lambda project: _read(project, asked), t("summaries reading"))

    def draw(self) -> None:
        """Show the matrix."""
        found: Found = self.found
        if not found.matrix.subjects:
            self.refused(t("summaries no codes"))
            return
        cells = next(cells for least, cells in WIDTHS if self.size.width >= least)
        self._rows = found.some if self.choices.some else list(range(len(found.texts)))
        names = [display.safe(self.called(one)) for one in found.matrix.subjects]
        columns = [Column(t("col case"), 20), *(Column(name, cells) for name in names)]
        rows = [[display.safe(found.matrix.cases[at]), *found.texts[at]] for at in self._rows]
        self.grid.show(columns, 0, rows, self._style(found), _heading)
        self.grid.place(self.place.cursor, max(1, self.place.column), self.place.first)
        self.table.display = bool(rows)
        self.nothing.display = not rows
        self.nothing.update(t("summaries none here" if found.texts else "summaries empty"))
        self._tell()

    def refused(self, why: str) -> None:
        """Show why there is no matrix."""
        self._rows = []
        super().refused(why)
        self._tell()

    def _style(self, found: Found) -> Callable[[int, int], Style]:
        def style(row: int, column: int) -> Style:
            if column < 1 or row >= len(self._rows):
                return PLAIN
            cell = found.matrix.rows[self._rows[row]][column - 1]
            return PLAIN if cell.summary is not None else Style(dim=True)

        return style

    # The marked cell --------------------------------------------------------------------------

    def marked(self) -> Cell | None:
        """Return the marked cell; on a case's name its first."""
        found: Found | None = self.found
        row = self.grid.cursor
        if found is None or row >= len(self._rows) or not found.matrix.subjects:
            return None
        return found.matrix.rows[self._rows[row]][max(0, self.grid.column - 1)]

    def navigate(self, key: str) -> bool:
        """Move the marked cell; sideways the codes scroll."""
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
        cell, height = self.marked(), self.size.height
        rows = next((rows for least, rows in CELL if height >= least), 0)
        self.cell.display = cell is not None and rows > 0
        self.cell.styles.height = rows
        below = next((rows for least, rows in FOOT if height >= least), 0)
        found: Found | None = self.found
        self.foot.display = found is not None and cell is not None and below > 0
        if cell is None or found is None:
            return
        cells = max(10, self.size.width - 2)
        head = display.ellipsis(display.safe(told(cell, self.called(cell.subject))), cells)
        text = Text(head, style="dim", no_wrap=True, overflow="crop")
        if cell.summary is not None:
            for line in lines(cell.summary.text, cells, max(1, rows - 1)):
                text.append(f"\n{line}", style="not dim")
        self.cell.update(text)
        self.foot.update(Text("\n".join(lines(found.foot, cells, below)), no_wrap=True))

    def _to(self, step: int) -> None:
        """Go to the next cell to write: with segments and no summary, or stale."""
        found: Found | None = self.found
        if found is None or not self._rows:
            return
        across = len(found.matrix.subjects)
        at = self.grid.cursor * across + max(0, self.grid.column - 1)
        total = len(self._rows) * across
        for other in [*range(at + step, total if step > 0 else -1, step)]:
            cell = found.matrix.rows[self._rows[other // across]][other % across]
            if cell.stale or (cell.summary is None and cell.state == "coded"):
                self.grid.place(other // across, other % across + 1, self.grid.first)
                self.on_table_moved()
                return
        self.say(t("summaries none left"))

    def do_next(self, _key: str) -> None:
        """Go to the next cell to write."""
        self._to(1)

    def do_previous(self, _key: str) -> None:
        """Go to the one before."""
        self._to(-1)

    def do_filter(self, _key: str) -> None:
        """Show all cases, or those with segments or summaries only."""
        self.place.of = replace(self.choices, some=not self.choices.some)
        # Which rows are shown changes nothing of what was read.
        if isinstance(self.place.stamp, tuple):
            self.place.stamp = (self.place.of, *self.place.stamp[1:])
        self.place.cursor = 0
        if self.found is not None:
            self.draw()
            self.say(t("summaries some" if self.choices.some else "summaries all"))


def _read(project: Project, asked: Choices) -> Found:
    matrix = project.analysis.summaries.matrix(
        asked.subjects, question=asked.question, layer=asked.layer
    )
    texts = [[display.safe(shown(cell)) for cell in row] for row in matrix.rows]
    some = [
        at for at, row in enumerate(matrix.rows)
        if any(cell.summary is not None or cell.segments or cell.open for cell in row)
    ]  # fmt: skip
    return Found(matrix, texts, some, foot(matrix))


def _heading(first: int, last: int, total: int) -> str:
    return t("summaries columns", first=number(first), last=number(last), n=number(total))
