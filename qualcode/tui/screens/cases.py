"""Cases: one row a case, its fields as columns; narrowed, ordered, searched, opened, set."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from qualcode.cases import browsing
from qualcode.cases.browsing import KIND, Summary
from qualcode.project import Project
from qualcode.text import display
from qualcode.tui.i18n import number, t
from qualcode.tui.screens import cases_told as told
from qualcode.tui.screens.case import CasePage, set_value
from qualcode.tui.screens.cases_view import WIDE, CasesView
from qualcode.tui.widgets.dialogs import Ask, Entry, Finder
from qualcode.tui.widgets.told import Told

ALL = "\0all"


class Cases(CasesView):
    """The cases of the project and what is done with them."""

    def __init__(self) -> None:
        super().__init__()
        self._matches: tuple[str, list[int]] = ("", [])

    def do_open(self, _key: str) -> None:
        """Open the case."""
        key = self.case()
        if key is not None:
            self.app.push_screen(CasePage(key))

    def do_filter(self, _key: str) -> None:
        """Narrow the list by the field under the cursor, or by any."""
        variable = self.variable()
        if variable is None or variable.name in self.asked:
            self._variable()
        else:
            with self.attempting():
                self.by_variable(variable)

    def do_sort(self, _key: str) -> None:
        """Order by the field under the cursor: up, down, not."""
        name, view = self.view.column, self.view
        if name in self.asked or name == KIND:
            self.say(t("not sorted" if name in self.asked else "kind not sorted"))
            return
        if view.by != name:
            view.by, view.down = name, False
        elif not view.down:
            view.down = True
        else:
            view.by, view.down = "", False
        self.changed()

    def do_kind(self, _key: str) -> None:
        """Show the next kind of case."""
        kinds = ["", *(name for name, _ in self.kinds)]
        at = kinds.index(self.view.kind) if self.view.kind in kinds else 0
        self.view.kind = kinds[(at + 1) % len(kinds)]
        self.changed()

    def do_summary(self, _key: str) -> None:
        """Tell what the field under the cursor holds."""
        variable, column = self.variable(), self.view.column

        def tell(found: Summary) -> None:
            if self.app.screen is self:
                name = t("cases col kind") if variable is None else column
                title = told.heading(variable, name, question=column in self.asked)
                text = told.summary(found, variable, min(90, self.size.width - 12))
                self.app.push_screen(Told(title, text, t("told leaves")))

        if self.keys:
            self.count(tell)

    def do_panel(self, key: str) -> None:
        """Show or hide the panel; where there is no room for it, what it would say."""
        if self.size.width < WIDE:
            self.do_summary(key)
            return
        self.view.panel = not self.view.panel
        self.draw()

    def do_edit_value(self, _key: str) -> None:
        """Set the value at the cursor."""
        key, variable = self.case(), self.variable()
        if variable is None:
            self.say(t("a field first"))
        elif key is not None:
            set_value(self, key, variable)

    def do_import(self, _key: str) -> None:
        """Take in a survey."""
        from qualcode.tui.screens.survey import ask_for_survey

        ask_for_survey(self)

    def do_field(self, _key: str) -> None:
        """Go to a field by its name."""

        def take(name: str | None) -> None:
            if name is not None:
                if name not in self.listed():
                    self.view.shown = [*self.listed()[1:], name]
                self.view.column = name
                self.draw()

        listed = [Entry(n, display.safe(n), (v.label,)) for n, v in self.variables.items()]
        self.app.push_screen(Finder(t("which column"), listed), take)

    def do_columns(self, _key: str) -> None:
        """Choose the fields that are shown, one after the other, until esc."""
        shown = set(self.listed())

        def take(name: str | None) -> None:
            if name is None:
                return
            fields = shown - {KIND}
            self.view.shown = None if name == ALL else sorted(fields ^ {name})
            self.draw()
            self.do_columns("")

        listed = [
            Entry(n, f"{'✓' if n in shown else ' '} {display.safe(n)}", (n,))
            for n in self.variables
        ]
        self.app.push_screen(
            Finder(t("columns shown"), [Entry(ALL, t("all fields")), *listed]), take
        )

    # Finding by name --------------------------------------------------------------------------

    def do_search(self, _key: str) -> None:
        """Find a case by its name."""

        def take(words: str | None) -> None:
            if words is not None and words.strip():
                find = partial(_named_beside, self.project, words.strip(), self.keys)
                self.work(find, partial(self._found, words.strip()), t("looking for cases"))

        self.app.push_screen(Ask(t("case named"), self._matches[0]), take)

    def _found(self, words: str, places: list[int]) -> None:
        self._matches = (words, places)
        if not places:
            self.say(t("no such case", words=display.safe(words)))
            return
        self._show_match(0)

    def _show_match(self, at: int) -> None:
        words, places = self._matches
        self.table.go(places[at])
        said = t("case found", at=number(at + 1), n=number(len(places)), words=display.safe(words))
        self.say(said)

    def do_next(self, _key: str) -> None:
        """Go to the next case that was found."""
        self._step(1)

    def do_previous(self, _key: str) -> None:
        """Go to the previous case that was found."""
        self._step(-1)

    def _step(self, step: int) -> None:
        places = self._matches[1]
        if not places:
            self.do_search("")
            return
        cursor = self.table.cursor
        at = places.index(cursor) if cursor in places else -1
        self._show_match((at + step) % len(places))


def _named_beside(project: Project, words: str, keys: Sequence[int], _tell: object) -> list[int]:
    """Return the places in the list of the cases whose name holds some words."""
    found = browsing.named(project.store.aside(), words)
    wanted = set(found)
    places = {key: at for at, key in enumerate(keys) if key in wanted}
    return [places[key] for key in found if key in places]
