"""Similar answers: those that read like a card's, looked at in full, coded in one step.

Chosen at first are the card's own answer and those of the very same words; all else the coder
chooses. No code is ticked. Codes are applied, and answers reviewed, only once every answer chosen
has been in view. The look is logged.
"""

from __future__ import annotations

from collections.abc import Iterable

from textual import events
from textual.widget import Widget
from textual.widgets import Static

from qualcode.analysis.similar import features
from qualcode.coding.cards import DONE, Card
from qualcode.errors import CoderNeeded
from qualcode.text import display
from qualcode.tui.i18n import counted, number, t
from qualcode.tui.naming import shown_name
from qualcode.tui.screens.cards_answers import Answers, letters_of, state_of
from qualcode.tui.widgets.answers import AnswerList, Item
from qualcode.tui.widgets.card import digits

LOOK = "look at similar answers"
NEAR = 0.95
"""From this likeness on, answers may be of the very same words."""
LOW = 12
"""Below so many rows the codes give way to the answers."""


class Similar(Answers):
    """A card's answer and those like it, to code together."""

    screen_name = "similar"
    DEFAULT_CSS = """
    Similar #codes { height: 3; }
    Similar .row { height: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.list = AnswerList()
        self.count = Static("", classes="row", markup=False)
        self.codes_shown = Static("", id="codes", markup=False)
        self.how = Static("", classes="row", markup=False)
        self.cards: dict[int, Card] = {}
        self.score: dict[int, float] = {}
        self.subject: Card | None = None

    def body(self) -> Iterable[Widget]:
        """Yield the answers, how many are chosen, and the codes."""
        yield self.list
        yield self.count
        yield self.codes_shown
        yield self.how

    def on_mount(self) -> None:
        """Give the list the keys."""
        self.list.focus()

    def where(self) -> list[str]:
        """Row 1: similar answers, the question, and whose answer they are like."""
        who = t("similar to", who=self.subject.case) if self.subject else ""
        return [*super().where(), who]

    def load(self) -> None:
        """Read the card one came from, and the answers like it; log the look once."""
        first = self.subject is None
        self.read_queue()
        if self.queue is None or not self.queue.keys or self.alike is None:
            self.call_later(self.program.go, "cards")
            return
        if self.subject is None:
            [self.subject] = self.reread([self.queue.keys[self.place]])
        self.remember(self.subject.id)
        found = self.alike.to(self.subject.id)
        self.score = {self.subject.id: 1.0, **dict(found)}
        cards = self.reread(list(self.score))
        chosen = {i.key: i.chosen for i in self.list.items}
        seen = {i.key: i.seen for i in self.list.items}
        self.cards = {card.id: card for card in cards}
        if first and self.project.coder is not None:
            self.project.store.look(LOOK, f"{len(found)} · {self.subject.document}")
        self.list.fill(
            [
                Item(
                    card.id, self._head(card), card.text,
                    chosen.get(card.id, self._same(card)), seen.get(card.id, False),
                )
                for card in cards
            ]
        )  # fmt: skip
        self.describe()

    def _same(self, card: Card) -> bool:
        """Say whether an answer not done yet is the card's own, or of its words in their order.

        Width, case, script and punctuation do not count.
        """
        assert self.subject is not None
        if card.state == DONE or self.score[card.id] < NEAR:
            return False
        own = features(self.subject.text)
        return card.id == self.subject.id or (bool(own) and features(card.text) == own)

    def _head(self, card: Card) -> str:
        like = f"{self.score[card.id]:.2f}".removeprefix("0")
        if self.subject is not None and card.id == self.subject.id:
            like = " =  "
        like = display.pad(like, 4)
        return f"{like} {state_of(card)} {display.ellipsis(letters_of(card), 9)}"

    def describe(self) -> None:
        """Draw what stands below the list."""
        chosen = [item for item in self.list.items if item.chosen]
        unseen = sum(not item.seen for item in chosen)
        n = counted(len(chosen), "answer")
        values = {"chosen": number(len(chosen)), "n": number(len(self.list.items))}
        said = t("similar line seen", **values)
        if unseen:
            said = t("similar line", unseen=number(unseen), **values)
        self.count.update(display.ellipsis(f" {said}", max(1, self.size.width)))
        how = t("similar how", n=n) if chosen else t("similar none")
        self.how.update(display.ellipsis(f" {how}", max(1, self.size.width)))
        at = self.list.items[self.list.cursor].key if self.list.items else 0
        self.codes_shown.update(
            digits(
                self.cards.get(at), self.pins, self.by_uid, self.size.width,
                self.app.current_theme.dark,
            )
        )  # fmt: skip
        tall = self.size.height >= LOW
        self.codes_shown.display = self.how.display = tall
        self.count.display = self.size.height >= LOW // 2

    def on_answer_list_seen(self, _event: AnswerList.Seen) -> None:
        """Other answers are in view."""
        self.describe()

    def on_resize(self, _event: events.Resize) -> None:
        """Lay out anew."""
        self.call_after_refresh(self.describe)

    def navigate(self, key: str) -> bool:
        """Arrows go from answer to answer, pages by screen."""
        moves = {
            "up": lambda: self.list.move(-1), "down": lambda: self.list.move(1),
            "pageup": lambda: self.list.page(-1), "pagedown": lambda: self.list.page(1),
            "home": lambda: self.list.go(0), "end": lambda: self.list.go(len(self.list.items) - 1),
        }  # fmt: skip
        if key not in moves:
            return False
        moves[key]()
        return True

    def do_choose_row(self, _key: str) -> None:
        """Choose the answer marked, or leave it out."""
        if self.list.items:
            item = self.list.items[self.list.cursor]
            item.chosen = not item.chosen
            self.list.go(self.list.cursor + 1)
            self.describe()

    def do_choose_all(self, _key: str) -> None:
        """Choose all, or none where all are chosen."""
        every = all(item.chosen for item in self.list.items)
        for item in self.list.items:
            item.chosen = not every
        self.list.refresh()
        self.describe()

    def _chosen(self) -> list[Card]:
        """Return what is chosen, if all of it was looked at; else say what is missing."""
        chosen = [item for item in self.list.items if item.chosen]
        unseen = sum(not item.seen for item in chosen)
        if not chosen:
            self.say(t("none chosen"))
        elif unseen:
            self.say(t("look first", n=counted(unseen, "answer")), error=True)
        else:
            return [self.cards[item.key] for item in chosen]
        return []

    def apply(self, code_uid: str) -> None:
        """Apply a code to all chosen, or remove it where all have it: one step."""
        cards = self._chosen()
        if not cards:
            return
        with self.attempting():
            before = sum(card.has(code_uid) == "whole" for card in cards)
            on = self.project.coding.toggle([card.uid for card in cards], code_uid)
            self.program.last_code = code_uid
            self.renew()
            n = counted(len(cards) - before if on else len(cards), "answer")
            word = "coded together" if on else "uncoded together"
            row = self.by_uid.get(code_uid)
            self.say(t(word, code=shown_name(row) if row else "", n=n))

    def do_finish(self, _key: str) -> None:
        """Mark all chosen reviewed, and go back to the card."""
        if self.project.coder is None:
            raise CoderNeeded(t("nobody codes"))
        cards = self._chosen()
        if cards:
            self.finished(cards)
            said = t("finished together", n=counted(len(cards), "answer"))
            self.program.back()
            self.app.call_later(self._say_there, said)

    def _say_there(self, said: str) -> None:
        if isinstance(self.app.screen, Answers):
            self.app.screen.say(said)
