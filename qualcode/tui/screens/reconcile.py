"""Reconcile: one disagreement after the other, the layers A, B, C … in the text, two keys each.

The first key takes, the second says why. The coders' own segments stay as they are; what is taken
goes to the consensus, and one undo takes it back.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from rich.text import Text
from textual import events
from textual.widget import Widget
from textual.widgets import Static

from qualcode.errors import QualcodeError
from qualcode.project import Project
from qualcode.store.journal import Made
from qualcode.text import display
from qualcode.tui.i18n import counted, t
from qualcode.tui.screens import reconcile_told as telling
from qualcode.tui.screens.agreement_scope import KEPT, Figure, Scope, figures
from qualcode.tui.screens.reconcile_acts import Acts
from qualcode.tui.screens.working import Progress
from qualcode.tui.widgets.dialogs import Choice, Entry, Finder
from qualcode.tui.widgets.doing import Doing
from qualcode.tui.widgets.marked import Marked, Stretch
from qualcode.tui.widgets.menu import Item, Menu

if TYPE_CHECKING:
    from qualcode.agreement.reconcile_area import Reconciliation

REASONS = ("slip", "boundary", "definition", "context", "ambiguous")
MANY = 300
"""More segments than so many enter the consensus beside the keys."""
KINDS = ("missed", "different code", "parent/child", "extra", "different extent")


class Reconcile(Acts):
    """The disagreements of a round, or of a source outside rounds."""

    screen_name = "reconcile"
    DEFAULT_CSS = """
    Reconcile #panel { height: auto; max-height: 70%; border-top: solid $panel; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.marked = Marked()
        self.panel = Static("", id="panel", markup=False)
        self.scope = Scope()
        self.entered = False
        self.named = False
        self._figures: dict[str, Figure] = {}
        self._texts: dict[str, str] = {}

    def body(self) -> Iterable[Widget]:
        """Yield the passage with its marks, and what is told of it."""
        yield self.marked
        yield self.panel
        yield self.nothing

    def on_mount(self) -> None:
        """Take up what was shown here last."""
        self.filters = self.program.kept.setdefault(self.screen_name, {})

    def where(self) -> list[str]:
        """Row 1: agreement, the round, reconcile, the document, the filters."""
        row = self.row()
        said = [t("agreement"), self.scope.shown, t("reconcile")]
        said += [display.safe(row.document)] if row is not None else []
        return [*said, *(self._filter_said(k, v) for k, v in self.filters.items())]

    def _filter_said(self, name: str, value: str) -> str:
        if name == "kind":
            return t(f"kind {value}")
        if name == "state":
            return t("open only")
        return telling.called(value, self.codes) if name == "code" else display.safe(value)

    # Reading ----------------------------------------------------------------------------------

    def load(self) -> None:
        """Read the disagreements beside the keys; once they are there, only what is decided."""
        self.scope = self.program.kept.get(KEPT, self.scope)
        self.codes = {row.code: row for row in self.project.codebook.rows(retired=True)}
        if self.found is None:
            self.work(self._read, self._first, t("reading differences"))
            return
        self.found.refresh()
        self.list_rows()

    def _read(self, progress: Progress) -> tuple[Reconciliation, dict[str, Figure], bool]:
        found = self.scope.reconciled(Project(self.project.store.aside()), progress)
        with found.comparison.watch.heard(progress):
            computed = {one.code: one for one in figures(found.comparison)}
        return found, computed, found.progress.entered

    def export_scope(self) -> Scope | None:
        """Return what the disagreements are of."""
        return self.scope

    def _first(self, read: tuple[Reconciliation, dict[str, Figure], bool]) -> None:
        self.found, self._figures, self.entered = read
        self.found.hand_over(self.project.store)
        kept, before = self.program.kept.get("figures", (None, {}))
        if kept == self.scope:
            self._figures = {**self._figures, **before}
        self._texts = {s.name: s.text for s in self.found.comparison.reading.sources}
        self.list_rows()
        self.go_to_open(self.at - 1)
        self._enter()

    def _enter(self) -> None:
        """Put what all have alike into the consensus; much of it beside the keys."""
        found = self.found
        if found is None or self.entered or self.project.coder is None:
            return

        def entered(n: object) -> None:
            with self.attempting():
                if isinstance(n, QualcodeError):
                    raise n
                self.entered = found.entered
                self.draw()
                if n:
                    self.did()

        if found.identical < MANY:
            with self.attempting():
                entered(found.enter())
        else:
            self.app.push_screen(Doing(t("entering"), lambda _tell: found.enter()), entered)

    def list_rows(self) -> None:
        """List what fits the filters; the place stays where it can."""
        assert self.found is not None
        here = self.row()
        self.rows = self.found.rows(**self.filters)
        if here is not None:
            after = [n for n, row in enumerate(self.rows) if row.number >= here.number]
            self.at = after[0] if after else len(self.rows) - 1
        self.draw()

    def on_resize(self, _event: events.Resize) -> None:
        """Draw anew: the lines are as long as the screen."""
        self.draw()

    def draw(self) -> None:
        """Show the disagreement one is at."""
        row = self.row()
        for widget in (self.marked, self.panel):
            widget.display = row is not None
        self.nothing.display = row is None
        if self.found is None:
            self.nothing.update(t("reading differences"))
            return
        self._head()
        if row is None:
            self.nothing.update(t("none filtered" if self.filters else "agree everywhere"))
            return
        text = self._texts[row.document]
        stretches = [Stretch(layer.letter, a, z) for layer in row.layers for _, a, z in layer.spans]
        self.marked.show(text, row.start, row.end, list(dict.fromkeys(stretches)))
        self.panel.update(self._told())

    def _head(self) -> None:
        letters = " ".join(self.found.names) if self.found is not None else ""
        if self.named and self.found is not None:
            letters = " ".join(f"{k} {display.safe(v)}" for k, v in self.found.names.items())
        self.header.show(
            [self.project.name, *self.where()], t("layers to consensus", letters=letters)
        )

    def renew(self) -> None:
        """Read anew, and keep the layers on the right of row 1."""
        super().renew()
        if self.found is not None:
            self._head()

    def _told(self) -> Text:
        row, found = self.row(), self.found
        assert row is not None
        assert found is not None
        listed = found.rows()
        below = []
        if found.identical:
            word = "alike entered" if found.entered or self.entered else "alike waiting"
            below.append(t(word, n=counted(found.identical, "segment")))
        below += [telling.take_line(row), t("reason line")]
        one = self._figures.get(row.codes[0])
        line = telling.figures_line(row.codes[0], one, self.codes) if one is not None else ""
        return telling.panel(
            row, self._texts[row.document], self.codes, total=len(listed),
            left=sum(r.decision is None for r in listed), names=self.named,
            below=[*below, line] if line else below, cells=max(20, self.size.width - 2),
        )  # fmt: skip

    # Going through ----------------------------------------------------------------------------

    def navigate(self, key: str) -> bool:
        """Arrows go through the list, decided or not."""
        steps = {"up": -1, "left": -1, "down": 1, "right": 1, "home": -len(self.rows),
                 "end": len(self.rows)}  # fmt: skip
        if key not in steps:
            return False
        self.step(steps[key])
        return True

    def step(self, by: int) -> None:
        """Go so many disagreements on."""
        self.at = min(max(0, self.at + by), max(0, len(self.rows) - 1))
        self.draw()

    def go_to_open(self, after: int) -> bool:
        """Go to the next disagreement that is open; say whether there is one."""
        at = next(
            (n for n, row in enumerate(self.rows) if n > after and row.decision is None), None
        )
        if at is not None:
            self.at = at
        self.draw()
        return at is not None

    def do_next(self, _key: str) -> None:
        """Go to the next open one."""
        if not self.go_to_open(self.at):
            left = any(row.decision is None for row in self.rows)
            self.say(t("differences end" if left else "all decided"))

    def do_previous(self, _key: str) -> None:
        """Go to the one before."""
        if self.at:
            self.step(-1)
        else:
            self.say(t("difference first"))

    def do_open(self, _key: str) -> None:
        """Open the passage in its document."""
        row = self.row()
        if row is not None:
            self.program.open_document(row.document, (row.start, max(row.end, row.start + 1)))

    def do_layers(self, _key: str) -> None:
        """Show or hide who the layers are; a look is logged."""
        self.named = not self.named
        if self.named and self.project.coder is not None:
            self.project.store.look("look at names of layers", self.scope.shown)
        self.draw()

    def do_filter_differences(self, _key: str) -> None:
        """Narrow the list by one more thing, or show all again."""
        items = [
            Item("k", "kind", t("of a kind")), Item("c", "code", t("of a code")),
            Item("d", "document", t("of a document")), Item("o", "state", t("only open")),
            Item("a", "", t("everything")),
        ]  # fmt: skip

        def take(name: str | None) -> None:
            if name == "":
                self.filters.clear()
                self.list_rows()
            elif name == "state":
                self._narrow("state", "open")
            elif name is not None:
                self._ask_filter(name)

        self.app.push_screen(Menu(t("filter differences"), items), take)

    def _ask_filter(self, name: str) -> None:
        listed = self.found.rows() if self.found is not None else []
        narrow = partial(self._narrow, name)
        if name == "kind":
            there = [k for k in KINDS if any(k in row.kinds for row in listed)]
            self.app.push_screen(
                Choice(t("of a kind"), [(k, t(f"kind {k}")) for k in there]), narrow
            )
            return
        if name == "code":
            values = list(dict.fromkeys(code for row in listed for code in row.codes))
            found = [Entry(v, telling.called(v, self.codes), (v,)) for v in sorted(values)]
        else:
            values = list(dict.fromkeys(row.document for row in listed))
            found = [Entry(v, display.safe(v)) for v in values]
        self.app.push_screen(Finder(t("filter differences"), found), narrow)

    def _narrow(self, name: str, value: str | None) -> None:
        if value:
            with self.attempting():
                self.filters[name] = value
                self.list_rows()

    def took_back(self, made: Made, text: str) -> None:
        """Show the project as it is after an undo or redo."""
        self.entered = False
        super().took_back(made, text)
