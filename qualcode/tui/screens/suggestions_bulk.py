"""All sure suggestions of a code, read before they are accepted at once; over Suggestions.

Nothing is accepted before each has been in view. What does not fit is left out, and stays pending.
Those kept for the check are not shown: they are to be coded unaided.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget
from textual.widgets import Static

from qualcode.suggest import bulk, queue
from qualcode.text import display
from qualcode.tui.i18n import counted, number, t
from qualcode.tui.naming import shown_names
from qualcode.tui.screens.base import Base
from qualcode.tui.widgets.answers import AnswerList, Item


class Bulk(Base):
    """The passages that a code would be applied to; a cross leaves one out."""

    screen_name = "bulk"
    over = True
    DEFAULT_CSS = "Bulk .row { height: 1; }"

    def __init__(self, code: str, made: bulk.Bulk) -> None:
        super().__init__()
        self.code = code
        self.made = made
        self.list = AnswerList()
        self.told = Static("", classes="row", markup=False)
        self.how = Static("", classes="row", markup=False)

    def body(self) -> Iterable[Widget]:
        """Yield the passages, how many are left out or not read yet, and what enter does."""
        yield self.list
        yield self.told
        yield self.how

    def on_mount(self) -> None:
        """Give the list the keys."""
        self.list.focus()

    def where(self) -> list[str]:
        """Row 1: suggestions, the code."""
        name = shown_names(self.project).get(self.code, self.code)
        return [t("suggestions"), t("all sure ones", code=display.safe(name))]

    def load(self) -> None:
        """Read the passages once; their order is that of the texts."""
        if not self.list.items:
            words = queue.texts(self.project.store, self.made.accepted)
            self.list.fill(
                [
                    Item(at, f"{one.told} {display.safe(one.document)}", text, False)
                    for at, (one, text) in enumerate(zip(self.made.accepted, words, strict=True))
                ]
            )
        self.describe()

    def describe(self) -> None:
        """Say how many there are, and what is to be done first."""
        items = self.list.items
        out, unseen = sum(i.chosen for i in items), sum(not i.seen for i in items)
        said = t(
            "bulk count", n=number(len(items) - out), out=number(out),
            kept=number(len(self.made.audited)),
        )  # fmt: skip
        how = t("bulk look", n=counted(unseen, "passage")) if unseen else t("bulk enter")
        cells = max(1, self.size.width)
        self.told.update(display.ellipsis(f" {said}", cells))
        self.how.update(display.ellipsis(f" {how}", cells))

    def on_answer_list_seen(self, _event: AnswerList.Seen) -> None:
        """Other passages are in view."""
        self.describe()

    def navigate(self, key: str) -> bool:
        """Arrows go from passage to passage, pages by screen."""
        items = self.list
        moves = {
            "up": lambda: items.move(-1), "down": lambda: items.move(1),
            "pageup": lambda: items.page(-1), "pagedown": lambda: items.page(1),
            "home": lambda: items.go(0), "end": lambda: items.go(len(items.items) - 1),
        }  # fmt: skip
        if key not in moves:
            return False
        moves[key]()
        return True

    def do_leave_out(self, _key: str) -> None:
        """Leave the passage marked out, or take it in again."""
        item = self.list.items[self.list.cursor]
        item.chosen = not item.chosen
        self.list.go(self.list.cursor + 1)
        self.describe()

    def do_open(self, _key: str) -> None:
        """Accept all that are not left out, in one step, once all have been in view."""
        unseen = sum(not item.seen for item in self.list.items)
        if unseen:
            self.say(t("bulk look", n=counted(unseen, "passage")), error=True)
            return
        out = {self.made.accepted[i.key].suggestion for i in self.list.items if i.chosen}
        self.project.store.last = None
        self.project.suggest.accept_all(self.code, without=out)
        self.program.leave_over()
