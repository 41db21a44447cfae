"""What the screens on answers share: the question's queue, one's own ticks, who answers alike."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qualcode.coding.card_queue import Queue, named_in
from qualcode.coding.cards import DONE, Card
from qualcode.errors import NotFound
from qualcode.store.journal import Made
from qualcode.suggest.queue import Suggestion
from qualcode.tui.i18n import said, t
from qualcode.tui.naming import shown_subject
from qualcode.tui.screens.applying import Applying
from qualcode.tui.screens.suggesting import Suggesting
from qualcode.tui.widgets.dialogs import Ask, Choice, Entry, Finder

if TYPE_CHECKING:
    from qualcode.analysis.similar import Similar

CHUNK = 250
"""Answers read at once while likeness is worked out: a few milliseconds."""


@dataclass(frozen=True)
class Alike:
    """The likeness of a question's answers, and the texts it was worked out from."""

    stamp: int
    similar: Similar


@dataclass(frozen=True)
class Hits:
    """The answers to a question that hold some words, by key, and the texts they were found in."""

    question: str
    stamp: int
    words: str
    keys: list[int]


class Answers(Suggesting, Applying):
    """A screen on the answers to one question."""

    def __init__(self) -> None:
        super().__init__()
        self.queue: Queue | None = None
        self.offers: list[Suggestion] = []

    # Suggestions ------------------------------------------------------------------------------

    def here(self) -> Card | None:
        """Return the answer one is at."""
        raise NotImplementedError

    def at_document(self) -> tuple[str, str, bool]:
        """Return the answer one is at, as a document."""
        card = self.here()
        return (card.uid, card.document, False) if card is not None else ("", "", False)

    def at_hand(self) -> list[Suggestion]:
        """Return the suggestions for the answer one is at."""
        return self.offers

    def read_offers(self, card: Card | None) -> None:
        """Read the suggestions for an answer; none once it is reviewed."""
        self.offers = []
        if card is not None and card.state != DONE:
            found = self.quietly(lambda: self.project.suggest.here(card.uid))
            self.offers = [one for one in found if not one.withheld]

    def want(self) -> None:
        """Have suggestions for the question made beside the keys."""
        if self.queue is not None:
            at = self.program.cards.get(self.queue.question)
            self.program.making.want("question", self.queue.question, at)
            self.read_figures()

    def next_suggested(self, at: int) -> int | None:
        """Return the place of the next answer with suggestions; after the last comes the first.

        Its own place where it is the only one; None where there is none.
        """
        if self.queue is None or self.project.store.coder is None:
            return None
        keys = self.queue.keys
        found = self.project.suggest.first_of([*keys[at + 1 :], *keys[: at + 1]])
        return None if found is None else self.queue.places[found]

    def where(self) -> list[str]:
        """Row 1: the screen, and the question in its own words where the survey has them."""
        if self.queue is None:
            return [t(self.screen_name)]
        name, label = self.queue.question, self.queue.label
        return [t(self.screen_name), name if label in ("", name) else f"{name} {label}"]

    def read_queue(self) -> None:
        """Read the codes and the queue: of the question one works at, or worked at last."""
        self.read_codes()
        program, coding = self.program, self.project.coding
        kept = program.queue
        if kept is not None and program.card_question in (None, kept.question):
            kept = coding.renew(kept)
        else:
            try:
                kept = coding.cards(program.card_question)
            except NotFound:  # no answers, or the question has gone
                kept = coding.cards() if self.project.cases.questions() else None
        self.queue = program.queue = kept
        program.card_question = kept.question if kept else None

    @property
    def place(self) -> int:
        """Where in the queue one is: where one was in this session, else where one left off."""
        if self.queue is None:
            return 0
        key = self.program.cards.get(self.queue.question)
        at = self.queue.places.get(key) if key is not None else None
        return self.queue.resume() if at is None else at

    def remember(self, key: int) -> None:
        """Remember the card one is at, for the other screens and for coming back."""
        if self.queue is not None:
            self.program.cards[self.queue.question] = key

    def reread(self, keys: Sequence[int]) -> list[Card]:
        """Read cards anew, and what became of them."""
        found = self.project.coding.card_rows(keys)
        if self.queue is not None:
            for card in found:
                if card.state == "new":
                    self.queue.states.pop(card.id, None)
                else:
                    self.queue.states[card.id] = card.state
        return found

    def finished(self, cards: Sequence[Card]) -> int:
        """Mark answers done, and remember the last of them; return how many were not so already."""
        fresh = self.project.coding.finish([card.uid for card in cards])
        if self.queue is not None:
            for card in cards:
                self.queue.states[card.id] = DONE
                self.queue.last = card.id
        self.want()
        return fresh

    def did_on(self, document: str) -> None:
        """Say what was done last, without the name of the answer, which is plain to see."""
        made = self.project.store.last
        if made is not None:
            subject = shown_subject(made.subject.removesuffix(f" · {document}"), self.by_name)
            what = said(made.label, subject)
            self.say(t("undoes", what=what))

    def _took_back(self, made: Made, word: str) -> None:
        """Undo and redo go to the card they change."""
        key = named_in(self.project.store, made.subject)
        if key is not None and self.queue is not None and key in self.queue.places:
            self.remember(key)
            self.queue = self.program.queue = self.project.coding.renew(self.queue, key)
        super()._took_back(made, word)

    # Questions --------------------------------------------------------------------------------

    def do_question(self, _key: str) -> None:
        """Go to the answers to another question."""
        overview = self.project.coding.overview()
        choices = [
            (q.name, t("question choice", name=q.name, done=q.reviewed, n=q.answered))
            for q in overview.questions
        ]
        if len(choices) < 2:
            self.say(t("one question"))
            return

        def take(name: str | None) -> None:
            if name is not None:
                self.program.card_question = name
                self.renew()

        title = t("which question")
        if len(choices) <= 9:
            self.app.push_screen(Choice(title, choices), take)
        else:
            self.app.push_screen(Finder(title, [Entry(n, told) for n, told in choices]), take)

    # Searching --------------------------------------------------------------------------------

    def do_search(self, _key: str) -> None:
        """List the answers to this question that hold some words."""

        def take(wanted: str | None) -> None:
            if wanted and wanted.strip():
                self.run_worker(self._search(wanted.strip()), group="search", exclusive=True)

        if self.queue is not None:
            title = t("search answers", question=self.queue.question)
            self.app.push_screen(Ask(title), take)

    async def _search(self, wanted: str) -> None:
        assert self.queue is not None
        queue, found = self.queue, list[int]()
        with self.attempting():
            for at in range(0, len(queue.keys), CHUNK):
                found += self.project.coding.answers_with(queue.keys[at : at + CHUNK], wanted)
                await asyncio.sleep(0)
            if found:
                self.program.kept["grid"] = Hits(queue.question, queue.stamp, wanted, found)
                self.program.go("grid")
            else:
                self.say(t("no answer has", question=queue.question, what=wanted))

    # Alike ------------------------------------------------------------------------------------

    @property
    def alike(self) -> Similar | None:
        """Likeness as far as it is worked out for the answers as they now read."""
        kept = self.program.alike.get(self.queue.question) if self.queue else None
        return kept.similar if kept and self.queue and kept.stamp == self.queue.stamp else None

    async def work_out_alike(self) -> Similar | None:
        """Work out which answers read alike: texts in small steps, the rest in a thread.

        None where it was stopped. What is worked out is kept for the session.
        """
        from qualcode.analysis.similar import Similar, Stopped

        queue = self.queue
        if queue is None or self.alike is not None:
            return self.alike
        texts: list[str] = []
        keys: list[int] = []
        for at in range(0, len(queue.keys), CHUNK):
            for card in self.project.coding.card_rows(queue.keys[at : at + CHUNK]):
                keys.append(card.id)
                texts.append(card.text)
            await asyncio.sleep(0)
        self.stopped = False
        loop = asyncio.get_running_loop()

        def progress(done: int, of: int) -> bool:
            loop.call_soon_threadsafe(self._working, done, of)
            return not self.stopped

        try:
            similar = await asyncio.to_thread(Similar, keys, texts, progress)
        except Stopped:
            return None
        finally:
            self.stopped = True  # where the screen was left, the thread ends with it
        self.program.alike[queue.question] = Alike(queue.stamp, similar)
        return similar

    stopped = False

    def _working(self, done: int, of: int) -> None:
        if not self.stopped and done < of:
            self.say(t("working out alike", percent=100 * done // max(1, of)))


def letters_of(card: Card) -> str:
    """Return the letters of a card's codes, those of a part with ~, as a list shows them."""
    by_code: dict[str, str] = {}
    for tick in card.ticks:
        by_code.setdefault(tick.code_uid, tick.letters or tick.code[:3])
    return " ".join(
        shown if card.has(uid) == "whole" else f"~{shown}" for uid, shown in by_code.items()
    )


def state_of(card: Card) -> str:
    """Return a card's state as a list shows it: a glyph and no colour."""
    return {"done": "✓", "later": "-"}.get(card.state, " ")
