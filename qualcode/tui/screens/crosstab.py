"""Cross-tab: codes set against the levels of a field, in cases; from a cell to its quotes.

What it is made of is chosen by keys; the table is made beside them, and shown until there is
another. Where it cannot be made the reason stands in its place, with the choices and their keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from rich.style import Style
from rich.text import Text
from textual.widget import Widget
from textual.widgets import Static

from qualcode.analysis.crosstab_asked import Asked
from qualcode.errors import QualcodeError
from qualcode.project import Project
from qualcode.text import display
from qualcode.text.interface import language
from qualcode.tui import actions
from qualcode.tui.i18n import number, t
from qualcode.tui.i18n.errors import in_words
from qualcode.tui.naming import shown_names
from qualcode.tui.screens import crosstab_figures as made
from qualcode.tui.screens import crosstab_last, crosstab_told
from qualcode.tui.screens.crosstab_acts import KEPT, Acting, View, titled
from qualcode.tui.screens.crosstab_choosing import (
    INTERVIEWS,
    choices,
    source_name,
    source_of,
    sources,
)
from qualcode.tui.screens.crosstab_figures import Figures
from qualcode.tui.screens.working import Progress
from qualcode.tui.theme import readable
from qualcode.tui.widgets.grid import PLAIN
from qualcode.tui.widgets.table import Column, Table

HEAT = 9
"""Cells of a bar with its mark."""
TITLES = (12, 20)
"""So many cells a level's name may widen its column to, on narrow screens and on wide ones."""
WIDE = 120
FOOT = ((40, 10), (28, 6), (20, 4), (16, 2))
"""From so many rows of the screen on, so many for the foot."""
LOW = 12
MORE, FEWER = "#e07b39", "#4f8fe8"
"""A residual above and below 0: orange and blue, which no colour blindness takes for each other."""


class CrosstabScreen(Acting):
    """The table, the sentence of its marked cell, and its foot."""

    screen_name = "crosstab"
    DEFAULT_CSS = """
    CrosstabScreen #cell { height: 2; background: $surface; padding: 0 1; }
    CrosstabScreen #foot { height: auto; padding: 0 1; color: $secondary; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.table = self.grid
        self.refused = ""
        self._making: tuple[Asked, int] | None = None
        self._drawn: Figures | None = None
        self.cell = Static("", id="cell", markup=False)
        self.foot = Static("", id="foot", markup=False)

    def body(self) -> Iterable[Widget]:
        """Yield the table, or what stands in its place, and what is told of it."""
        yield from super().body()
        yield self.cell
        yield self.foot

    def on_mount(self) -> None:
        """Take up what was shown here last, in this session or on another day."""
        super().on_mount()
        if KEPT not in self.program.kept:
            self.program.kept[KEPT] = View(crosstab_last.last(self.project) or Asked(""))
        self.view = self.program.kept[KEPT]

    def where(self) -> list[str]:
        """Row 1: the source, what is set against what, the layer."""
        asked = self.asked
        parts = [t("crosstab"), source_name(source_of(asked))]
        if asked.field:
            against = " × ".join(display.safe(one) for one in (asked.field, asked.by) if one)
            parts += [t("crosstab of", field=against), t("crosstab layer", layer=asked.layer)]
        return parts

    def on_resize(self) -> None:
        """Lines below come and go with the height."""
        self._tell()

    # Making the table -------------------------------------------------------------------------

    def load(self) -> None:
        """Make the table, unless what is shown is still so."""
        self.names = shown_names(self.project)
        self.asked = self.view.asked
        if not source_of(self.asked) and len(listed := sources(self.project)) == 1:
            talks = listed[0] == INTERVIEWS
            question = None if talks else listed[0]
            self.asked = replace(self.asked, question=question, interviews=talks)
            self.view.asked = self.asked
        if not (self.asked.field and source_of(self.asked)):
            self.view.figures = None
            self.draw()
            return
        stamp = (self.asked, self.project.analysis.stamp())
        if stamp == self.view.stamp:
            # Coming back from a question nothing is other than it was.
            if self._drawn is None or self._drawn is not self.figures:
                self.draw()
        elif not (self.working and stamp == self._making):
            self._making = stamp
            self._make(stamp)

    def ask(self, asked: Asked) -> None:
        """Make this table from now on."""
        self.view.asked = asked
        self.renew()

    def _make(self, stamp: tuple[Asked, int]) -> None:
        asked = self.asked
        if self._drawn is None or self.figures is None:
            self.draw()

        def make(progress: Progress) -> Figures | QualcodeError:
            try:
                return made.read(Project(self.project.store.aside()), asked, progress)
            except QualcodeError as error:
                return error

        def show(found: Figures | QualcodeError) -> None:
            self.view.stamp = stamp
            if isinstance(found, QualcodeError):
                self.refused, self.view.figures = str(found), None
                self.draw()
                self.shown()
                return
            self.refused = ""
            before, self.view.figures = self.view.figures, found
            if before is None or before.table.asked.field != asked.field:
                self.view.row = self.view.column = self.view.first = 1
            self.unmoved(lambda: crosstab_last.remember(self.project, asked, titled(asked)))
            self.draw()
            self.shown()

        saying = (
            t("crosstab drawing", n=number(asked.draws)) if asked.draws else t("crosstab making")
        )
        self.work(make, show, saying, self._stopped)

    def _stopped(self) -> None:
        """Go back to the choices of the table that is shown, if one is."""
        if self.view.figures is not None:
            self.view.asked = self.asked = self.view.figures.table.asked
            self.draw()
            self.head()

    # Drawing ----------------------------------------------------------------------------------

    def head(self) -> None:
        """Show row 1 anew."""
        coder = self.project.coder
        who = coder.name if coder else t("reading")
        self.header.show([self.project.name, *self.where()], who)

    def draw(self) -> None:
        """Show the table, or the choices where there is none."""
        figures = self._drawn = self.figures
        self.table.display = figures is not None
        self.nothing.display = figures is None
        if figures is None:
            self.nothing.update(self._choices())
        else:
            columns, last = self._columns(figures)
            view, rows = self.view, self._rows(figures)
            self.grid.show(columns, last, rows, self._style(figures), self._heading)
            self.grid.place(view.row, view.column, view.first)
        self._tell()

    def _choices(self) -> Text:
        """Return what will be here, or why it is not, and what is chosen by which key."""
        text = Text()
        if self.refused and not self.working:
            text.append(f"{display.safe(in_words(self.refused))}\n\n", style="bold")
        elif not self.working:
            text.append(f"{t('crosstab empty')}\n\n")
        for action, chosen in choices(self.asked, self.project.codebook.rows()):
            key = actions.key_of(action, self.screen_name)
            text.append(display.pad(key, 3), style="bold")
            text.append(f"{display.pad(t(f'crosstab choice {action}'), 16)}{chosen}\n")
        if not self.asked.field:
            text.append(f"\n{t('crosstab first')}")
        return text

    def _columns(self, figures: Figures) -> tuple[list[Column], int]:
        table = figures.table
        longest = max(display.width(name) for name in self._names(figures))
        first = Column(t("col code"), min(40, max(longest, 12)))
        if self.view.show == "tests":
            how = t(f"adjust {table.asked.adjust}")
            return [
                first, Column(t("col test"), 17), Column(t("col statistic"), 9, True),
                Column(t("col df"), 11, True), Column(t("col p"), 6, True),
                Column(t("col p adjusted", how=how), 9, True),
                Column(crosstab_told.measure(figures.measure), 10, True),
                Column(t("col within"), 12), Column(t("col n"), 6, True),
            ], 0  # fmt: skip
        rows = self._texts(figures)
        widths = [max(display.width(row[at]) for row in rows) for at in range(1, len(rows[0]))]
        least = HEAT if self.view.show == "heat" else 7
        most = TITLES[self.size.width >= WIDE]
        levels = [
            Column(name, max(least, wide, min(most, display.width(name))), True)
            for name, wide in zip(map(display.safe, table.levels), widths, strict=False)
        ]
        how = t("p by", how=t(f"adjust {table.asked.adjust}"))
        effect = crosstab_told.measure(figures.measure)
        return [
            first, *levels, Column(t("col all"), max(5, widths[figures.levels]), True),
            Column(effect, max(4, display.width(effect)), True),
            Column(how, max(7, display.width(how)), True),
        ], 3  # fmt: skip

    def _names(self, figures: Figures) -> list[str]:
        table = figures.table
        return [
            t(f"base row {table.given.base}"),
            *(display.safe(self.names.get(code, code)) for code in table.codes),
        ]

    def _rows(self, figures: Figures) -> list[list[str]]:
        names = self._names(figures)
        if self.view.show == "tests":
            tests = [
                [name, crosstab_told.test_name(row[1]), *row[2:]]
                for name, row in zip(names[1:], figures.tests, strict=True)
            ]
            return [[names[0], *[""] * 7, number(figures.known)], *tests]
        gap = " " * display.width("▲")
        rows = []
        for at, (name, row) in enumerate(zip(names, self._texts(figures), strict=True)):
            levels = row[1 : 1 + figures.levels]
            if at and self.view.show == "heat":
                levels = [
                    made.bar(residual, marked)
                    for residual, marked in zip(
                        figures.residuals[at - 1], figures.marks[at - 1], strict=True
                    )
                ]
            elif self.view.show == "percent" and not figures.table.counted:
                # Marked or not, the figures stand below each other.
                levels = [one if one.endswith(("▲", "▼")) else one + gap for one in levels]
            rows.append([name, *levels, *row[1 + figures.levels :]])
        return rows

    def _texts(self, figures: Figures) -> list[list[str]]:
        if self.view.show == "interval" and self.size.width < WIDE:
            # The sum without its interval leaves room for a level more; it is told below.
            at = figures.levels + 1
            short = [row[at] for row in figures.texts["percent"]]
            texts = figures.texts["interval"]
            return [[*row[:at], one, *row[at + 1 :]] for row, one in zip(texts, short, strict=True)]
        return figures.texts["percent" if self.view.show == "heat" else self.view.show]

    def _style(self, figures: Figures) -> Callable[[int, int], Style]:
        if self.view.show != "heat":
            return lambda row, _column: Style(dim=True) if row == 0 else PLAIN
        dark = self.app.current_theme.dark
        more, fewer = (Style(color=readable(one, dark)) for one in (MORE, FEWER))

        def style(row: int, column: int) -> Style:
            if row == 0 or not 1 <= column <= figures.levels:
                return Style(dim=row == 0)
            return more if figures.residuals[row - 1][column - 1] > 0 else fewer

        return style

    def navigate(self, key: str) -> bool:
        """Move the marked cell; sideways the levels scroll."""
        if self.figures is None:
            return False
        if key in ("left", "right"):
            self.grid.sideways(1 if key == "right" else -1)
            return True
        return super().navigate(key)

    def on_table_moved(self, _event: Table.Moved) -> None:
        """Tell of the cell now marked."""
        self._tell()

    def _tell(self) -> None:
        figures = self.figures
        self.cell.display = figures is not None and self.size.height >= LOW
        rows = next((rows for least, rows in FOOT if self.size.height >= least), 0)
        self.foot.display = figures is not None and rows > 0
        if figures is None:
            return
        self.view.row, self.view.column = self.grid.cursor, self.grid.column
        self.view.first = self.grid.first
        cells = max(10, self.size.width - 2)
        lines = self.told_of(figures)
        text = "\n".join(display.ellipsis(one, cells) for one in lines)
        self.cell.update(Text(text, no_wrap=True, overflow="crop"))
        self.foot.update(Text("\n".join(_wrapped(crosstab_told.foot(figures), cells, rows))))

    def told_of(self, figures: Figures) -> list[str]:
        """Return the lines on the marked cell."""
        row, column = self.grid.cursor, self.grid.column
        if self.view.show == "tests" and row:
            code = figures.table.codes[row - 1]
            return crosstab_told.test(figures, row - 1, display.safe(self.names.get(code, code)))
        return crosstab_told.cell(figures, row, column, self.names, self.size.width - 2)

    def _heading(self, first: int, last: int, total: int) -> str:
        """Return which of the levels are in view, above the codes."""
        if self.view.show == "tests":
            return t("col code")
        return t("crosstab levels", first=first, last=last, n=total)


def _wrapped(sentences: Sequence[str], cells: int, rows: int) -> list[str]:
    """Return sentences as lines; where they are more, the last one ends with …"""
    text = ("" if language() == "zh" else " ").join(sentences)
    spans = display.wrap(text, 0, len(text), cells)
    lines = [text[start:end].rstrip() for start, end in spans]
    if len(lines) <= rows:
        return lines
    more = t("crosstab more")
    last = display.ellipsis(text[spans[rows - 1][0] :], max(1, cells - display.width(more)))
    return [*lines[: rows - 1], f"{last}{more}"]
