"""The answers to a question as a list: one row an answer, one's own codes, fields if asked for."""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from collections.abc import Sequence

from textual import events
from textual.worker import Worker

from qualcode.coding import background
from qualcode.coding.background import Background
from qualcode.coding.cards import DONE, Card
from qualcode.errors import QualcodeError
from qualcode.text import display
from qualcode.tui.i18n import number, t
from qualcode.tui.screens.cards_answers import Answers, Hits, letters_of, state_of
from qualcode.tui.screens.listed import Listed
from qualcode.tui.widgets.card import dotted
from qualcode.tui.widgets.editor import Editor
from qualcode.tui.widgets.table import Column, Table

FIELD = 12
"""Cells of a field's column."""
WORDS = 18
"""Cells that the answer keeps, whatever fields stand beside it."""


class Grid(Listed, Answers):
    """All answers to a question; fields are those of the rows that were in view when asked for."""

    screen_name = "grid"

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[int, Background] = {}
        self.hits: Hits | None = None
        self.keys: list[int] = []
        self.first = 0
        self.dots: dict[int, bool] = {}
        """Of the answers looked at, whether something is suggested."""
        self._logging: Worker[None] | None = None

    def columns(self) -> Sequence[Column]:
        """Place, state, suggestion, respondent, words, codes; the fields that fit, where shown."""
        named = [Column(display.safe(name), FIELD) for name in self._fields_in_view()]
        return (
            Column("", 5, right=True), Column("", 1), Column("", 1),
            Column(t("col respondent"), 10), Column(t("col answer"), 0), *named,
            Column(t("col codes"), 10),
        )  # fmt: skip

    def _fields(self) -> list[str]:
        """Return the fields that some respondent shown has, in the survey's order."""
        known = getattr(self, "known", {})
        return list(dict.fromkeys(name for one in known.values() for name in one.fields))

    def _fields_in_view(self) -> list[str]:
        names = self._fields()
        if not names:
            return []
        room = self.size.width - 5 - 1 - 1 - 10 - 10 - 7 - WORDS
        fit = max(1, room // (FIELD + 1))
        self.first = min(self.first, max(0, len(names) - fit))
        return names[self.first : self.first + fit]

    def load(self) -> None:
        """Read the queue; rows come as they are looked at."""
        self.read_queue()
        self.known, self.dots = {}, {}
        at = self.place
        self._read_hits()
        if self.queue is not None and self.hits is not None:
            # The card one is at, else the first hit after it.
            order = [self.queue.places[key] for key in self.keys]
            at = bisect_left(order, at)
        self._draw()
        if self.queue is not None:
            self.table.go(at)
            self.want()

    def _read_hits(self) -> None:
        """Take what was searched for last, where it was in these answers as they now read."""
        hits, queue = self.program.kept.get("grid"), self.queue
        here = (queue.question, queue.stamp) if queue is not None else None
        self.hits = hits if hits is not None and (hits.question, hits.stamp) == here else None
        self.keys = self.hits.keys if self.hits else queue.keys if queue else []

    def _draw(self) -> None:
        self.table.columns = list(self.columns())
        count = len(self.keys)
        self.table.fill(count, self._fetch)
        self.table.display = count > 0
        self.nothing.display = count == 0
        self.nothing.update(t("cards empty"))
        self._count()

    def _fetch(self, offset: int, limit: int) -> Sequence[Sequence[str]]:
        if self.queue is None:
            return []
        fields, keys = self._fields_in_view(), self.keys[offset : offset + limit]
        self._read_dots(keys)
        return [
            (
                number(offset + n), state_of(card), self._dot(card), card.case,
                display.safe(card.text), *self._values(card, fields), letters_of(card),
            )
            for n, card in enumerate(self.reread(keys), 1)
        ]  # fmt: skip

    def _values(self, card: Card, fields: Sequence[str]) -> list[str]:
        known = self.known.get(card.id)
        return [known.fields.get(name, "") if known else "·" for name in fields]

    def _count(self) -> None:
        if self.queue is None:
            return
        names, shown = self._fields(), self._fields_in_view()
        fields = t("grid fields hidden")
        if shown:
            last = self.first + len(shown)
            fields = t("grid fields shown", first=self.first + 1, last=last, n=len(names))
        self.read_offers(self.marked())
        if self.offers:
            told = " · ".join(self.said_of_suggestion(one) for one in self.offers)
            fields = f"{dotted()} {told} · {fields}"
        elif self.program.making.computing:
            fields = f"{t('computing suggestions')} · {fields}"
        done = sum(self.queue.state(key) == DONE for key in self.keys)
        values = {
            "at": number(self.table.cursor + 1), "n": number(len(self.keys)), "done": number(done),
            "fields": fields,
        }  # fmt: skip
        if self.hits is None:
            self.say(t("grid count", **values))
        else:
            self.say(t("grid hits", what=display.ellipsis(self.hits.words, 16), **values))

    def on_table_moved(self, _event: Table.Moved) -> None:
        """Remember where one is."""
        if self.queue is not None and self.keys:
            if self.hits is None:  # to look at what was found is not to go there
                self.remember(self.keys[self.table.cursor])
            self._count()

    def on_resize(self, _event: events.Resize) -> None:
        """More fields fit, or fewer."""
        if self.known:
            self._draw()

    def marked(self) -> Card | None:
        """Return the answer marked."""
        if not self.keys:
            return None
        found = self.reread([self.keys[self.table.cursor]])
        return found[0] if found else None

    def navigate(self, key: str) -> bool:
        """Up and down move; left and right show other fields."""
        if key in ("left", "right") and self.known:
            self.first = max(0, self.first + (1 if key == "right" else -1))
            self._draw()
            return True
        return super().navigate(key)

    # Suggestions ------------------------------------------------------------------------------

    def here(self) -> Card | None:
        """Return the answer marked."""
        return self.marked()

    def decided(self, segment: str = "") -> None:
        """Show the answer with what a suggestion has become."""
        card = self.marked()
        if card is not None:
            self._redraw(card)

    def renew_suggestions(self) -> None:
        """Show the suggestions as they are now; no row moves, none is ticked."""
        self.dots = {}
        self.table.fill(len(self.keys), self._fetch)
        self._count()

    def _read_dots(self, keys: Sequence[int]) -> None:
        """Find out which answers have suggestions, as far as it is not known."""
        unknown, queue = [key for key in keys if key not in self.dots], self.queue
        store = self.project.store
        if not unknown or queue is None or store.coder is None:
            return
        last, found = store.last, set[int]()
        try:
            found = self.project.suggest.dotted(unknown, queue.question)
        except QualcodeError as error:  # a project that only can be read keeps no log
            self.log.warning(str(error))
        store.last = last
        self.dots |= {key: key in found for key in unknown}

    def _dot(self, card: Card) -> str:
        return dotted() if self.dots.get(card.id) and card.state != DONE else ""

    def do_next_suggestion(self, _key: str) -> None:
        """Go to the next answer with a suggestion, of those listed."""
        if self.queue is None or not self.keys:
            return
        at = self.next_suggested(self.queue.places[self.keys[self.table.cursor]])
        key = self.queue.keys[at] if at is not None else None
        if key in self.keys:
            self.table.go(self.keys.index(key))
        else:
            self.say(t("no suggestions left"))

    def do_open(self, _key: str) -> None:
        """Open the answer marked as a card."""
        if self.keys:
            self.remember(self.keys[self.table.cursor])
            self.program.go("cards")

    def do_grid(self, _key: str) -> None:
        """Back to the cards, at the answer marked."""
        if self.keys:
            self.remember(self.keys[self.table.cursor])
        self.program.back()

    def apply(self, code_uid: str) -> None:
        """Tick a code on the answer marked, or take the tick away."""
        card = self.marked()
        if card is None:
            return
        with self.attempting():
            self.project.coding.toggle(card.uid, code_uid)
            self.program.last_code = code_uid
            self._redraw(card)

    def do_done(self, _key: str) -> None:
        """Mark the answer reviewed, or open it again."""
        card = self.marked()
        if card is None:
            return
        if card.state == DONE:
            self.project.coding.done(card.uid, reopen=True)
        else:
            self.finished([card])
        self._redraw(card)

    def _redraw(self, card: Card) -> None:
        self.dots.pop(card.id, None)
        self._draw()
        self.did_on(card.document)

    def do_next_open(self, _key: str) -> None:
        """Go to the next answer not reviewed."""
        at = self.queue.next_open(self.table.cursor, self.keys) if self.queue else None
        if self.queue is not None and at is None:
            total = number(len(self.queue.keys))
            self.say(t("all answers done", n=total, question=self.queue.question))
        elif at is not None:
            self.table.go(at)

    def do_memo(self, _key: str) -> None:
        """Write a memo on the answer marked."""
        card = self.marked()
        if card is None:
            return

        def keep(text: str | None) -> None:
            if text and text.strip():
                with self.attempting():
                    self.project.memos.add(text, about="document", name=card.uid)
                    self.did_on(card.document)

        self.app.push_screen(Editor(t("memo on", what=card.document), card.text), keep)

    # Fields -----------------------------------------------------------------------------------

    def do_fields(self, _key: str) -> None:
        """Show the fields of the respondents in view, or hide all that are shown."""
        if self.queue is None or self._logging is not None:
            return
        top = self.table.scroll_offset.y
        rows = self.keys[top : top + max(1, self.table.size.height - 1)]
        if rows and all(key in self.known for key in rows):
            self.known = {}
            self._draw()
        else:
            wanted = [card for card in self.reread(rows) if card.id not in self.known]
            self._logging = self.run_worker(self._look(wanted))

    async def _look(self, cards: Sequence[Card]) -> None:
        """Log a look at each respondent, then show them; esc leaves out those not logged yet."""
        try:
            for n, card in enumerate(cards, 1):
                self.say(t("grid logging", at=n, n=len(cards)))
                with self.attempting():
                    self.known[card.id] = background.look(self.project.store, card)
                await asyncio.sleep(0)
        finally:
            self._logging = None
            self._draw()

    def do_back(self, key: str) -> None:
        """Stop looking, hide the fields, show all answers again, or go back."""
        if self._logging is not None:
            self._logging.cancel()
        elif self.known:
            self.known = {}
            self._draw()
        elif self.hits is not None:
            self.program.kept.pop("grid")
            self.renew()
        else:
            super().do_back(key)
