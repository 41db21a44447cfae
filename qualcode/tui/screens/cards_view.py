"""A card on the screen: the answer, the codes on the digits, how far one is; selecting in it.

Every part keeps its place, whatever is on the card. Beside or below the answer stands what was
asked for: the respondent's fields, for this card only, or what the codes mean.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.text import Text
from textual import events
from textual.containers import Container, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from qualcode.coding.background import Background
from qualcode.coding.cards import DONE, LATER, NEW, Card
from qualcode.suggest.queue import Suggestion
from qualcode.text import display
from qualcode.tui.i18n import number, t
from qualcode.tui.screens.cards_answers import Answers
from qualcode.tui.widgets.card import (
    Answer,
    definitions,
    digits,
    dotted,
    others,
    progress,
    wrapped,
)
from qualcode.tui.widgets.reader.model import ReaderText
from qualcode.tui.widgets.reader.reader import Reader

WIDE = 100
"""From so many columns on, definitions and fields stand beside the answer, else below it."""
TALL = 18
"""Below so many rows the answer's frame and the rows on what else there is give way."""
BESIDE = 44
"""Cells of what stands beside the answer, where it is wide."""
LOW = 11
"""Below so many rows only the answer, the status and the keys are left."""


class CardView(Answers):
    """The card one is at, drawn."""

    DEFAULT_CSS = f"""
    CardView #middle {{ height: 1fr; layout: horizontal; }}
    CardView #middle.narrow {{ layout: vertical; }}
    CardView #card {{ width: 1fr; height: 1fr; border: round $secondary; }}
    CardView #card.bare {{ border: none; }}
    CardView #card.selecting {{ border: heavy $primary; }}
    CardView #heading {{ height: 1; color: $secondary; }}
    CardView #codes {{ height: 3; }}
    CardView #beside {{ width: {BESIDE}; padding: 0 1; border-left: solid $panel; display: none;
        scrollbar-size-vertical: 1; }}
    CardView #middle.narrow #beside {{ width: 1fr; height: 1fr; border-left: none; }}
    CardView .row {{ height: 1; }}
    """

    def __init__(self) -> None:
        super().__init__()
        self.reader: Answer = Answer(ReaderText(""))
        self.heading = Static("", id="heading", markup=False)
        self.codes_shown = Static("", id="codes", markup=False)
        self.others = Static("", classes="row", markup=False)
        self.suggested = Static("", classes="row", markup=False)
        self.beside_row = Static("", classes="row", markup=False)
        self.bar = Static("", classes="row", markup=False)
        self.fares = Static("", classes="row", markup=False)
        self.told = Static("", markup=False)
        self.beside = VerticalScroll(self.told, id="beside", can_focus=False)
        self.nothing = Static("", classes="empty", markup=False)
        self.card: Card | None = None
        self.at = 0
        self.selecting = False
        self.panel_open = False
        self.known: Background | None = None

    def body(self) -> Iterable[Widget]:
        """Yield the answer, what may stand beside it, the codes, and how far one is."""
        box = Vertical(self.heading, self.reader, id="card")
        yield Container(box, self.beside, id="middle")
        yield self.nothing
        yield Vertical(
            self.codes_shown,
            self.others,
            self.suggested,
            self.beside_row,
            self.bar,
            self.fares,
            id="below",
        )

    def on_mount(self) -> None:
        """Give the answer the keys."""
        self.query_one("#below").styles.height = "auto"
        self.reader.focus()

    # Reading from the project -----------------------------------------------------------------

    def load(self) -> None:
        """Read the queue and show the card one is at."""
        self.read_queue()
        empty = self.queue is None
        self.nothing.display = empty
        self.nothing.update(t("cards empty"))
        self.query_one("#middle").display = not empty
        self.query_one("#below").display = not empty
        if self.queue is None:
            self.card = None
            return
        fresh = self.queue.question not in self.program.cards
        self.show_card(self.place)
        self.want()
        if fresh:
            self._say_where()

    def _say_where(self) -> None:
        """Say where one goes on, and by what rule; at the very beginning nothing."""
        assert self.queue is not None
        done, later = self.queue.count(DONE), self.queue.count(LATER)
        if done == len(self.queue.keys):
            self.say(self.all_done())
        elif done or later:
            rule = "resumed" if self.queue.count(NEW) else "resumed later"
            self.say(t(rule, done=number(done), n=number(len(self.queue.keys))))

    def all_done(self) -> str:
        """Return what is said where every answer is done."""
        assert self.queue is not None
        total = number(len(self.queue.keys))
        return t("all answers done", n=total, question=self.queue.question)

    def show_card(self, at: int) -> None:
        """Show the card at a place in the queue; fields are hidden again."""
        if self.queue is None or not self.queue.keys:
            return
        self.at = min(max(0, at), len(self.queue.keys) - 1)
        found = self.reread([self.queue.keys[self.at]])
        if not found:  # removed by another program meanwhile
            self.program.cards.pop(self.queue.question, None)
            self.say(t("changed elsewhere"))
            self.call_later(self.renew)
            return
        [card] = found
        kept = self.known if self.card is not None and self.card.id == card.id else None
        again = self.card is not None and (self.card.id, self.card.text) == (card.id, card.text)
        self.card, self.known = card, kept
        self.offer(card.uid)
        self.read_offers(card)
        self.remember(card.id)
        if again:
            self.reader.show_ticks(card.ticks)
        else:
            self.selecting = False
            self.reader.show(card.text, card.ticks)
        self.describe()

    def step(self, by: int) -> None:
        """Go so many cards on or back."""
        if self.queue is None:
            return
        if not 0 <= self.at + by < len(self.queue.keys):
            self.say(t("no next card" if by > 0 else "no card before"))
            return
        self.say("")
        self.show_card(self.at + by)

    def reread_card(self) -> None:
        """Show what has become of this card; the answer and the selection stay where they are."""
        if self.card is not None:
            found = self.reread([self.card.id])
            if found:
                same = found[0].text == self.card.text
                [self.card] = found
                self.read_offers(self.card)
                if same:
                    self.reader.show_ticks(self.card.ticks)
                else:
                    self.selecting = False
                    self.reader.show(self.card.text, self.card.ticks)
            self.describe()

    def describe(self) -> None:
        """Draw everything about the card: each part in its place."""
        if self.queue is None or self.card is None:
            return
        cells, tall = self.size.width, self.size.height >= TALL
        dark = self.app.current_theme.dark
        self.heading.update(self._heading())
        self.codes_shown.update(
            digits(self.card, self.pins, self.by_uid, cells, dark, self._codes_suggested())
            if any(not row.category for row in self.codes)
            else t("no codes for cards")
        )
        self.others.update(others(self.card, self.pins, self.by_uid, cells, dark))
        self.suggested.update(self._suggested())
        self.beside_row.update(self._about())
        done, later = self.queue.count(DONE), self.queue.count("later")
        self.bar.update(progress(done, later, len(self.queue.keys), cells))
        wide = cells >= WIDE
        middle = self.query_one("#middle")
        middle.set_class(not wide, "narrow")
        box = self.query_one("#card")
        box.set_class(not tall, "bare")
        box.set_class(self.selecting, "selecting")
        self.suggested.display = self.beside_row.display = tall
        self.others.display = tall
        self.show_figures()
        self.query_one("#below").display = self.size.height >= LOW
        defined = self.panel_open != wide
        self.beside.display = self.known is not None or defined
        room = (BESIDE if wide else cells) - 4
        if self.known is not None:
            self.told.update(told(self.card, self.known, room))
        elif defined:
            self.told.update(definitions(self.card, self.pins, self.by_uid, room, dark))

    def _heading(self) -> Text:
        assert self.queue is not None
        assert self.card is not None
        text = Text(no_wrap=True, overflow="crop")
        state = f"card {self.card.state}"
        if self.card.state == DONE and not self.card.ticks:
            state = "card done nothing"
        parts = [display.safe(self.card.case), t("card of", at=number(self.at + 1),
                 n=number(len(self.queue.keys))), t(state)]  # fmt: skip
        if self.selecting:
            parts.append(t("card selecting"))
        elif self.reader.longer:
            parts.append(t("card longer"))
        said = " · ".join(part for part in parts if part)
        text.append(display.ellipsis(f" {said}", max(1, self.size.width - 4)))
        return text

    def _about(self) -> Text:
        assert self.card is not None
        similar = t("similar key")
        if self.alike is not None:
            n = len(self.alike.to(self.card.id))
            similar = t("similar n key", n=number(n)) if n else t("similar none key")
        hidden = t("fields hidden") if self.known is None else t("fields shown")
        room = max(1, self.size.width - 2)
        column = min(28, room // 3)
        line = f"{display.pad(similar, column)}  {hidden}"
        return Text(f" {display.ellipsis(line, room)}", style="dim", no_wrap=True)

    # Suggestions ------------------------------------------------------------------------------

    def here(self) -> Card | None:
        """Return the card."""
        return self.card

    def extent(self, one: Suggestion) -> tuple[int, int] | None:
        """Return the words selected; else the answer is coded as a whole."""
        self.check_text()
        return self.reader.selection.span if self.selecting else None

    def renew_suggestions(self) -> None:
        """Show the suggestions as they are now."""
        self.read_offers(self.card)
        self.describe()
        self.read_figures()

    def _codes_suggested(self) -> set[str]:
        return {one.code for one in self.offers}

    def _suggested(self) -> Text:
        """Return the row of what is suggested here; while it is worked out, that."""
        text = Text(no_wrap=True, overflow="crop")
        if self.offers:
            told = " · ".join(self.said_of_suggestion(one) for one in self.offers)
            line = f"{dotted()} {t('suggested')}{t('colon')}{told}"
            text.append(f" {display.ellipsis(line, max(1, self.size.width - 2))}")
        elif self.program.making.computing:
            text.append(f" {t('computing suggestions')}", style="dim")
        return text

    def show_figures(self) -> None:
        """Show how suggestions fare, once some were decided on."""
        said = self.checked()
        self.fares.display = bool(said) and self.size.height >= TALL
        self.fares.update(f" {display.ellipsis(said, max(1, self.size.width - 2))}")

    def do_next_suggestion(self, _key: str) -> None:
        """Go to the next answer with a suggestion."""
        at = self.next_suggested(self.at)
        if at is None:
            self.say(t("no suggestions left"))
        else:
            self.say("")
            self.show_card(at)

    def on_resize(self, _event: events.Resize) -> None:
        """Lay out anew."""
        self.call_after_refresh(self.describe)

    # Keys -------------------------------------------------------------------------------------

    def navigate(self, key: str) -> bool:
        """Arrows scroll the answer, or move the selection; sideways to the next card."""
        if self.selecting:
            return super().navigate(key)
        steps = {"up": -1, "down": 1, "pageup": -8, "pagedown": 8, "home": -9999, "end": 9999}
        if key in steps:
            target: Widget = self.reader
            if key in ("pageup", "pagedown") and self.beside.display and not self.reader.longer:
                target = self.beside
            target.scroll_relative(y=steps[key], animate=False, immediate=True)
        elif key in ("right", "left"):
            self.step(1 if key == "right" else -1)
        else:
            return False
        return True

    def on_reader_selected(self, _event: Reader.Selected) -> None:
        """The mouse has selected: as if v had been pressed."""
        low, high = self.reader.selection.span
        if low < high and not self.selecting:
            self.selecting = True
            self.describe()

    def do_select(self, _key: str) -> None:
        """Select within the answer, or end it."""
        self.selecting = not self.selecting and self.card is not None
        if self.selecting:
            self.reader.select_first()
        else:
            self.reader.unselect()
        self.describe()

    def do_larger(self, key: str) -> None:
        """Select more."""
        self._begin_selecting()
        super().do_larger(key)

    def do_smaller(self, key: str) -> None:
        """Select less."""
        self._begin_selecting()
        super().do_smaller(key)

    def do_end_later(self, key: str) -> None:
        """Move the end later."""
        self._begin_selecting()
        super().do_end_later(key)

    def do_end_earlier(self, key: str) -> None:
        """Move the end earlier."""
        self._begin_selecting()
        super().do_end_earlier(key)

    def do_start_later(self, key: str) -> None:
        """Move the start later."""
        self._begin_selecting()
        super().do_start_later(key)

    def do_start_earlier(self, key: str) -> None:
        """Move the start earlier."""
        self._begin_selecting()
        super().do_start_earlier(key)

    def _begin_selecting(self) -> None:
        if not self.selecting and self.card is not None:
            self.do_select("")

    def do_in_vivo(self, key: str) -> None:
        """Make a code of the words selected; of a sentence at least."""
        self._begin_selecting()
        super().do_in_vivo(key)


def told(card: Card, known: Background, cells: int) -> Text:
    """Return what is known of a respondent: their other answers, then their fields."""
    text = wrapped(t("respondent", who=card.case), cells, "bold")
    if not known.answers:
        text.append_text(wrapped(t("no other answers"), cells, "dim"))
    for question, answer in known.answers.items():
        text.append_text(wrapped(f"{question}: {answer}", cells))
    fields = " · ".join(f"{n}: {v}" for n, v in known.fields.items())
    return text.append_text(wrapped(fields or t("no fields"), cells))
