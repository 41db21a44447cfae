"""Undo to here: what would be taken back, and what cannot be and why; enter does it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.widget import Widget
from textual.widgets import Static

from qualcode.history.area import TakenBack
from qualcode.history.log import LogRow
from qualcode.store.journal import local
from qualcode.text import display
from qualcode.tui.i18n import counted, t
from qualcode.tui.i18n.errors import in_words
from qualcode.tui.naming import said_of, shown_names
from qualcode.tui.screens.base import Base
from qualcode.tui.screens.working import Progress, Working
from qualcode.tui.widgets.table import Column


class GoBack(Working):
    """The changes that going back to a batch takes back, the newest first."""

    screen_name = "going_back"
    over = True

    def __init__(self, to: LogRow) -> None:
        super().__init__()
        self.to = to
        self.found: TakenBack | None = None
        self.about = Static("", markup=False)

    def columns(self) -> Sequence[Column]:
        """When, what, what becomes of it."""
        return (
            Column(t("col when"), 16), Column(t("col happened"), 30), Column(t("col becomes"), 0)
        )  # fmt: skip

    def body(self) -> Iterable[Widget]:
        """Yield what it comes to, and the changes."""
        yield self.about
        yield self.table
        yield self.nothing

    def where(self) -> list[str]:
        """Row 1: History, undo to which batch."""
        what = display.safe(said_of(self.to.what, self.to.subject, shown_names(self.project)))
        return [t("history"), t("undo to which", what=what)]

    def load(self) -> None:
        """Find out what would be taken back; nothing is changed."""
        if self.found is None and not self.working:
            self.nothing.update("")
            self.table.display = False
            self.work(self._rehearse, self._show, t("rehearsing"))

    def _rehearse(self, progress: Progress) -> TakenBack:
        from qualcode.history.area import History

        area = History(self.project.store.aside())
        return area.undo_to(self.to.batch, preview=True, progress=progress)

    def _show(self, found: TakenBack) -> None:
        self.found = found
        rows, names = [], shown_names(self.project)
        for step in found.steps:
            key = "becomes no" if step.why else f"becomes {step.kind}"
            state = t(key, why=display.safe(step.why))
            if step.left:
                left = "; ".join(map(in_words, dict.fromkeys(step.left)))
                state = t("becomes part", what=display.safe(left))
            what = display.safe(said_of(step.what, step.subject, names))
            rows.append((local(step.when)[:16].replace("T", " "), what, state))
        self.fill(rows, t("nothing to go back"))
        said_ = t("goes back", n=counted(len(found.done), "change"))
        if len(found.steps) > len(found.done):
            said_ += t("cannot go back", n=counted(len(found.steps) - len(found.done), "change"))
        if found.others:
            said_ += t("others stay", n=counted(found.others, "change"))
        self.about.update(said_)
        self.say(t("enter goes back") if found.done else "")

    def do_open(self, _key: str) -> None:
        """Take it all back, as one thing."""
        if self.found is None or not self.found.done or self.working:
            return

        def back(progress: Progress) -> TakenBack:
            from qualcode.history.area import History

            return History(self.project.store.aside()).undo_to(self.to.batch, progress=progress)

        self.work(back, self._went, t("going back"))

    def _went(self, found: TakenBack) -> None:
        self.app.pop_screen()
        if isinstance(self.app.screen, Base):
            self.app.screen.renew()
            self.app.screen.say(t("went back", n=counted(len(found.done), "change")))
