"""What is done with a cross-tab: how it is shown, its tests, quotes, a name to keep it, a file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, cast

from rich.text import Text

from qualcode.analysis.crosstab_asked import ADJUST, Asked
from qualcode.coding.background import LOOK
from qualcode.errors import Conflict, QualcodeError
from qualcode.project import Project
from qualcode.text import display
from qualcode.tui.i18n import number, t
from qualcode.tui.screens import crosstab_figures as made
from qualcode.tui.screens import crosstab_told
from qualcode.tui.screens.crosstab_choosing import Choosing
from qualcode.tui.screens.crosstab_figures import Figures
from qualcode.tui.screens.crosstab_quotes import CELL, Cell
from qualcode.tui.screens.exporting import FORMS, free_path
from qualcode.tui.widgets.dialogs import Ask, Choice
from qualcode.tui.widgets.grid import Grid
from qualcode.tui.widgets.told import Told

KEPT = "crosstab"
DRAWS = 1_999
BELOW = "below"


@dataclass
class View:
    """What the screen finds again: choices, table, how it is shown, the marked cell."""

    asked: Asked
    figures: Figures | None = None
    stamp: tuple[Asked, int] | None = None
    show: str = "percent"
    row: int = 1
    column: int = 1
    first: int = 1
    looked: set[tuple[str, str]] = field(default_factory=set)


class Acting(Choosing):
    """A screen with a cross-tab to act on."""

    def __init__(self) -> None:
        super().__init__()
        self.grid = Grid()
        self.view = View(Asked(""))
        self.names: dict[str, str] = {}

    @property
    def figures(self) -> Figures | None:
        """The table that is shown."""
        return self.view.figures

    def draw(self) -> None:
        """Show the table, or the choices where there is none."""
        raise NotImplementedError

    def told_of(self, figures: Figures) -> list[str]:
        """Return the lines on the marked cell."""
        raise NotImplementedError

    # How it is shown --------------------------------------------------------------------------

    def do_percent(self, _key: str) -> None:
        """Show percentages, with their intervals, or n of base."""
        shown = made.SHOWS
        at = shown.index(self.view.show) + 1 if self.view.show in shown else 0
        self._show(shown[at % len(shown)])

    def do_heat(self, _key: str) -> None:
        """Show residuals as bars, or percentages again."""
        if self.figures is not None and self.figures.table.counted:
            self.say(t("foot counted"))
            return
        self._show("percent" if self.view.show == "heat" else "heat")

    def _show(self, show: str) -> None:
        self.view.show = show
        if self.figures is not None:
            self.draw()
            self.say(t(f"crosstab show {show}"))

    def do_tests(self, _key: str) -> None:
        """Show the tests, choose how they are corrected, or draw the joint test."""
        figures = self.figures
        if figures is None:
            self.say(t("crosstab first"))
            return
        seen = self.view.show == "tests"
        listed = [("cells", t("tests to cells")) if seen else ("tests", t("tests by code"))]
        for how in ADJUST:
            mark = "✓ " if how == self.asked.adjust else ""
            listed.append((how, f"{mark}{t(f'tests adjust {how}')}"))
        listed.append(("joint", t("tests joint", n=number(DRAWS))))

        def take(what: str | None) -> None:
            if what in ("tests", "cells"):
                self._show("percent" if what == "cells" else "tests")
            elif what in ADJUST:
                self.ask(replace(self.asked, adjust=what))
            elif what == "joint":
                self._draw_joint(figures)

        self.app.push_screen(Choice(t("tests what"), listed), take)

    def _draw_joint(self, figures: Figures) -> None:
        found = figures.table.joint
        if not found.available:
            why = crosstab_told.note(found.note.removeprefix("not available: "))
            self.say(t("foot no joint", why=why), error=True)
            return
        self.ask(replace(self.asked, draws=DRAWS))

    def do_about(self, _key: str) -> None:
        """Tell all that is to be said of this table."""
        if self.figures is None:
            self.say(t("crosstab first"))
            return
        text = Text("\n".join(self.told_of(self.figures)))
        text.append("\n\n" + "\n".join(crosstab_told.foot(self.figures)))
        self.app.push_screen(Told(" › ".join(self.where()), text, t("told leaves")))

    # Going on ---------------------------------------------------------------------------------

    def do_open(self, _key: str) -> None:
        """Show the quotes behind the marked cell."""
        figures = self.figures
        if figures is None:
            self.do_by("")
            return
        row, column = self.grid.cursor, self.grid.column
        tests = self.view.show == "tests"
        if row == 0 or (not tests and column > figures.levels + 1):
            self.say(t("crosstab no cell"))
            return
        table = figures.table
        level = table.levels[column - 1] if 1 <= column <= figures.levels and not tests else None
        if level is not None:
            self._look(table.field.name, level)
        stamp = self.view.stamp[1] if self.view.stamp is not None else 0
        self.program.kept[CELL] = Cell(figures, table.codes[row - 1], level, stamp)
        self.program.go("quotes")

    def _look(self, name: str, level: str) -> None:
        """Log once a session that one looked at who is behind a level."""
        if self.project.coder is None or (name, level) in self.view.looked:
            return
        self.view.looked.add((name, level))
        self.unmoved(lambda: self.project.store.look(LOOK, f"{name}: {level}"))

    def unmoved(self, act: Callable[[], object]) -> None:
        """Do what moves no number: the table is as it is today if it was so before."""
        stamp = self.view.stamp
        fresh = stamp is not None and stamp[1] == self.project.analysis.stamp()
        act()
        if fresh and stamp is not None:
            self.view.stamp = (stamp[0], self.project.analysis.stamp())

    def do_keep(self, _key: str) -> None:
        """Keep the table under a name."""
        if self.figures is None:
            self.say(t("crosstab first"))
        else:
            self._ask_name(titled(self.asked))

    def _ask_name(self, given: str) -> None:
        def take(name: str | None) -> None:
            if name is not None and name.strip():
                self._keep(name.strip(), replaces=False)

        self.app.push_screen(Ask(t("crosstab keep as"), given), take)

    def _keep(self, name: str, *, replaces: bool) -> None:
        figures = self.figures
        assert figures is not None
        with self.attempting():
            try:
                keep = partial(self.project.analysis.keep, name, figures.table, replace=replaces)
                self.unmoved(keep)
            except Conflict:
                if replaces:
                    raise
                self._ask_again(name)
                return
            self.did()

    def _ask_again(self, name: str) -> None:
        def take(what: str | None) -> None:
            if what == "replace":
                self._keep(name, replaces=True)
            elif what == "another":
                self._ask_name(name)

        listed = [("replace", t("replace it")), ("another", t("another name"))]
        self.app.push_screen(
            Choice(t("crosstab kept already", name=display.safe(name)), listed), take
        )

    def do_kept(self, _key: str) -> None:
        """List the kept tables."""
        self.program.go("kept_tables")

    def do_export(self, _key: str) -> None:
        """Write what is shown to a file beside the project, small cells hidden."""
        figures = self.figures
        if figures is None:
            self.say(t("crosstab first"))
            return
        below = figures.table.threshold
        title = t("crosstab export", n=below) if below else t("export as")
        forms = [(form, t(f"format .{form}")) for form in FORMS]

        def take(form: str | None) -> None:
            if form == BELOW:
                self._ask_below(below)
            elif form is not None:
                path = free_path(self.project, titled(figures.table.asked), form)
                self.say(t("crosstab writing", path=path.name))
                self.run_worker(cast(Any, partial(self._write, figures, path)), group="export")

        self.app.push_screen(Choice(title, [*forms, (BELOW, t("crosstab below how"))]), take)

    async def _write(self, figures: Figures, path: Path) -> None:
        """Write the table beside the keys, and say where it is."""
        show = "residual" if self.view.show == "heat" else self.view.show
        report, table = Project(self.project.store.aside()).report, figures.table

        def write() -> None:
            report.write_table(path, table.report(show), title=table.title)

        try:
            await asyncio.to_thread(write)
        except QualcodeError as error:
            self.say(str(error), error=True)
        else:
            self.say(t("exported", path=path))

    def _ask_below(self, below: int) -> None:
        """Ask below how many cases a cell is hidden in files, for the project."""

        def take(said: str | None) -> None:
            if said is None:
                return
            if not said.strip().isdecimal():
                self.say(t("crosstab below number"), error=True)
                return
            with self.attempting():
                self.project.analysis.hide_below(int(said))
                self.told()

        self.app.push_screen(Ask(t("crosstab below which"), str(below)), take)


def titled(asked: Asked) -> str:
    """Return what a table is of, as a name to keep it under."""
    source = "interviews" if asked.interviews else asked.question
    return " × ".join(str(one) for one in (source, asked.field, asked.by) if one)
