"""The list of cases as it is drawn: found, in columns, each field summarised beside it.

The keys of the cases are found at once, their rows read as they come into view; what takes longer
is found beside the keys. A field that comes into view is a look at it, and logged once a session.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast

from rich.text import Text
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from qualcode.analysis import case_query
from qualcode.analysis.retrieval_writing import render
from qualcode.cases import browsing
from qualcode.cases.area import VariableRow
from qualcode.cases.browsing import KIND, Summary, Which
from qualcode.coding.background import LOOK
from qualcode.errors import QualcodeError
from qualcode.text import display
from qualcode.text.interface import language
from qualcode.tui.i18n import number, t
from qualcode.tui.screens import cases_told as told
from qualcode.tui.screens.filtering import Filtering, View
from qualcode.tui.screens.working import Working
from qualcode.tui.widgets.chips import Chips
from qualcode.tui.widgets.table import Column, Table

AT_ONCE = 5_000
"""The keys of more cases are found beside the keys of the keyboard."""
WIDE = 100
"""From so many columns on the panel stands beside the list."""
PANEL = 48
NAME = "\0name"
"""The first column, which stands."""
A_MOMENT = 0.1
"""So many seconds a field is under the cursor before it is counted: arrows run over many."""


@dataclass
class CaseView(View):
    """What is shown of the cases: kind, order, columns, the one under the cursor, the case.

    by: the column they are ordered by, empty for as they came in. shown: the fields that stand as
    columns; None: all but those that tell who a person is.
    """

    kind: str = ""
    by: str = ""
    down: bool = False
    shown: list[str] | None = None
    column: str = NAME
    case: int = 0
    panel: bool = True
    looked: set[str] = field(default_factory=set)


class CasesView(Filtering, Working):
    """The list of cases: what it shows, and what it tells of the field under the cursor."""

    screen_name = "cases"
    view: CaseView

    def __init__(self) -> None:
        super().__init__()
        self.chips = Chips()
        self.here = Static("", markup=False)
        self.panel = Static("", markup=False)
        self.beside = VerticalScroll(self.panel, can_focus=False, classes="cases-panel")
        self.view = CaseView()
        self.keys: list[int] = []
        self.kinds: list[tuple[str, int]] = []
        self.variables: dict[str, VariableRow] = {}
        self.asked: set[str] = set()
        self._first = 0
        """The first of the columns beside the name that is in view."""
        self.in_view: list[str] = []
        self._which = Which()
        self._stamp: tuple[object, ...] = ()
        self._counted: dict[tuple[str, Which], Summary] = {}

    def columns(self) -> Sequence[Column]:
        """Return the name alone: the fields are known once the project is read."""
        return (Column(t("col case"), 16),)

    def body(self) -> Iterable[Widget]:
        """Yield the filter, the list with the panel beside it, and what is under the cursor."""
        yield self.chips
        yield Horizontal(self.table, self.nothing, self.beside)
        yield self.here

    def on_mount(self) -> None:
        """Take up what was shown here last."""
        super().on_mount()
        self.view = self.program.kept.setdefault(self.screen_name, self.view)

    def where(self) -> list[str]:
        """Row 1: cases, how many of how many."""
        total = sum(n for _, n in self.kinds)
        return [t("cases"), t("of cases", n=number(len(self.keys)), total=number(total))]

    def on_resize(self) -> None:
        """Show the columns that fit."""
        self.draw()

    # Finding ----------------------------------------------------------------------------------

    def load(self) -> None:
        """Find the cases that are asked for: at once where they are few, else beside."""
        store, view = self.project.store, self.view
        self.variables = {v.name: v for v in self.project.cases.variables()}
        self.asked = set(self.project.cases.questions())
        if view.column not in (NAME, KIND, *self.variables):
            view.column = NAME
        if view.by not in ("", NAME, *self.variables):
            view.by, view.down = "", False
        wanted = case_query.where(store, view.query)
        which = Which(
            view.kind, wanted.sql if view.query else "", wanted.bound,
            self.variables.get(view.by), view.by == NAME, view.down,
        )  # fmt: skip
        stamp = (which, self.project.analysis.stamp())
        if stamp != self._stamp:
            self._stamp, self._which = stamp, which
            self._counted.clear()
            if self.project.cases.count() <= AT_ONCE:
                self._show(_find(self.project, which))
                return
            find = partial(_find_beside, self.project, which)
            self.work(find, self._show, t("looking for cases"), self._stopped)
        self.draw()

    def changed(self) -> None:
        """Show the list as the view now says."""
        self.say("")
        self.renew()

    def _stopped(self) -> None:
        self._stamp = ()

    def _show(self, found: tuple[list[int], list[tuple[str, int]]]) -> None:
        self.keys, self.kinds = found
        self.table.count = len(self.keys)
        self.draw()
        with suppress(ValueError):
            self.table.go(self.keys.index(self.view.case))
        self.head()

    def head(self) -> None:
        """Show row 1 anew."""
        coder = self.project.coder
        who = coder.name if coder else t("reading")
        self.header.show([self.project.name, *self.where()], who)

    # Columns ----------------------------------------------------------------------------------

    def listed(self) -> list[str]:
        """Return the columns beside the name: the kind, and the fields that are shown."""
        shown = self.view.shown
        plain = [v.name for v in self.variables.values() if v.kind != "id" and not v.personal]
        return [KIND, *(plain if shown is None else [n for n in self.variables if n in shown])]

    def _titled(self, name: str) -> str:
        title = {NAME: t("col case"), KIND: t("cases col kind")}.get(name, display.safe(name))
        arrow = ("↓" if self.view.down else "↑") if self.view.by == name else ""
        return f"{'▸' if name == self.view.column else ''}{arrow}{title}"

    def _cells(self, name: str) -> int:
        wide = self.size.width >= WIDE
        if name == NAME:
            return 18 if wide else 14
        if name in self.asked or (name != KIND and self.variables[name].kind == "text"):
            return 30 if wide else 24
        return min(24, max(16 if wide else 12, display.width(self._titled(name))))

    def draw(self) -> None:
        """Show the columns that fit, that under the cursor among them, and the rows."""
        view = self.view
        panel = view.panel and self.size.width >= WIDE and bool(self.keys)
        self.beside.display = panel
        self.table.display = bool(self.keys)
        self.nothing.display = not self.keys
        empty = "" if self.working else t("cases empty")
        self.nothing.update(t("no case fits") if self.kinds else empty)
        names = self.listed()
        if view.column not in (NAME, *names):
            view.column = NAME
        room = self.size.width - self._cells(NAME) - 2 - (PANEL if panel else 0)
        at = names.index(view.column) if view.column in names else 0
        self._first = min(self._first, at)
        while at >= self._first + self._fitting(names[self._first :], room):
            self._first += 1
        fitting = self._fitting(names[self._first :], room)
        self.in_view = names[self._first : self._first + fitting]
        numbers = ("scale", "weight")
        self.table.columns = [
            Column(
                self._titled(name), self._cells(name),
                name in self.variables and self.variables[name].kind in numbers,
            )
            for name in (NAME, *self.in_view)
        ]  # fmt: skip
        self.table.fill(len(self.keys), self._rows)
        self._chips()
        self._tell()
        self._look()

    def _fitting(self, names: Sequence[str], room: int) -> int:
        used = 0
        for n, name in enumerate(names):
            used += self._cells(name) + 1
            if used > room:
                return max(1, n)
        return max(1, len(names))

    def _rows(self, offset: int, limit: int) -> list[tuple[str, ...]]:
        variables = [self.variables[n] for n in self.in_view if n != KIND]
        nothing = browsing.Cell()
        found = browsing.rows(self.project.store, self.keys[offset : offset + limit], variables)
        return [
            (
                display.safe(row.name),
                *(
                    told.kind_of_case(row.kind)
                    if name == KIND
                    else told.cell(row.cells.get(self.variables[name].id, nothing))
                    for name in self.in_view
                ),
            )
            for row in found
        ]

    def _look(self) -> None:
        """Log the fields that are seen for the first time in this session."""
        new = [n for n in self.in_view if n != KIND and n not in self.view.looked]
        if new and self.keys and self.project.coder is not None:
            self.view.looked.update(new)
            with self.attempting():
                self.project.store.look(LOOK, ", ".join(new))
            self._stamp = (self._which, self.project.analysis.stamp())

    def _chips(self) -> None:
        view = self.view
        parts = [display.safe(render(one, language())) for one in self.parts()]
        how = [told.kind_of_case(view.kind)] if view.kind else []
        if view.by:
            what = t("col case") if view.by == NAME else display.safe(view.by)
            how.append(t("cases order", what=("↓" if view.down else "") + what))
        self.chips.show(parts, t("cases chips"), " · ".join(how))

    def on_chips_clicked(self, event: Chips.Clicked) -> None:
        """A click takes a part of the filter away."""
        with self.attempting():
            self.drop(event.number)

    def navigate(self, key: str) -> bool:
        """Move the cursor: arrows right and left from field to field."""
        if key not in ("left", "right"):
            return super().navigate(key)
        names = [NAME, *self.listed()]
        at = names.index(self.view.column) + (1 if key == "right" else -1)
        if 0 <= at < len(names):
            self.view.column = names[at]
            self.draw()
        return True

    # What is here -----------------------------------------------------------------------------

    def on_table_moved(self, _event: Table.Moved) -> None:
        """Tell of the case now marked."""
        self._tell()

    def case(self) -> int | None:
        """Return the case at the cursor."""
        at = self.table.cursor
        return self.keys[at] if at < len(self.keys) else None

    def variable(self) -> VariableRow | None:
        """Return the field under the cursor; None for the name and the kind."""
        return self.variables.get(self.view.column)

    def _tell(self) -> None:
        key = self.case()
        if key is None:
            self.here.update("")
            self.panel.update("")
            return
        self.view.case = key
        column, variable = self.view.column, self.variable()
        row = self.table.row(self.table.cursor)
        names = (NAME, *self.in_view)
        value = row[names.index(column)] if row and column in names else ""
        name = t("col case") if column == NAME else t("cases col kind")
        said = told.heading(variable, column if variable else name, question=column in self.asked)
        cells = max(8, self.size.width - 1)
        value = " ".join(value.split()) or t("no value here")
        lines = [display.ellipsis(said, cells), display.ellipsis(value, cells)]
        self.here.update(Text("\n".join(lines), no_wrap=True, overflow="crop"))
        if self.beside.display:
            self.count(self._tell_panel)

    def count(self, then: Callable[[Summary], None]) -> None:
        """Have the field under the cursor counted beside the keys; once for each."""
        wanted = (self.view.column, self._which)
        if wanted in self._counted:
            then(self._counted[wanted])
            return
        self.panel.update(t("counting"))
        variable, store = self.variable(), self.project.store.aside()

        async def count() -> None:
            await asyncio.sleep(A_MOMENT)
            try:
                found = await asyncio.to_thread(browsing.summary, store, variable, wanted[1])
            except QualcodeError as error:
                self.say(str(error), error=True)
                return
            self._counted[wanted] = found
            if wanted == (self.view.column, self._which):
                then(found)

        self.run_worker(cast(Any, count), group="count", exclusive=True)

    def _tell_panel(self, found: Summary) -> None:
        text = Text(no_wrap=True, overflow="crop")
        variable = self.variable()
        name = t("cases col kind") if variable is None else display.safe(variable.name)
        text.append(f"{display.ellipsis(name, PANEL - 4)}\n", style="bold")
        text.append_text(told.summary(found, variable, PANEL - 4))
        self.panel.update(text)


def _find(project: Any, which: Which) -> tuple[list[int], list[tuple[str, int]]]:
    """Return the cases asked for, and how many there are of each kind."""
    return browsing.keys(project.store, which), browsing.kinds(project.store)


def _find_beside(
    project: Any, which: Which, _tell: object
) -> tuple[list[int], list[tuple[str, int]]]:
    store = project.store.aside()
    return browsing.keys(store, which), browsing.kinds(store)
