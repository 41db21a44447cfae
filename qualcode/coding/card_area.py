"""Answers as cards, through the project's door: the queue, ticks of whole answers, done, later."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qualcode.coding import card_queue, codes
from qualcode.coding import cards as answer_cards
from qualcode.coding.card_queue import Queue
from qualcode.coding.cards import Card
from qualcode.coding.working import Working
from qualcode.errors import NotFound

if TYPE_CHECKING:
    import pandas as pd

ANSWERS = ["document", "case", "question", "state", "codes", "text"]


class Cards(Working):
    """The part of `project.coding` that is about answers to open questions."""

    def cards(self, question: str | None = None) -> Queue:
        """Return the answers to a question in their order, and how far you are with them.

        Without a question: the one you reviewed last, else the first. Raises: NotFound.
        """
        me = self._my_id()
        wanted = question or card_queue.latest_question(self._store, me)
        if wanted is None:
            raise NotFound(
                "No answers yet. Take in a survey: qualcode cases import FILE --id COLUMN "
                "--open-ended COLUMN"
            )
        return card_queue.queue(self._store, wanted, me)

    def renew(self, queue: Queue, undone: int | None = None) -> Queue:
        """Return a queue brought up to what happened since; undone: an answer just undone."""
        return card_queue.renew(self._store, queue, self._my_id(), undone)

    def card_rows(self, keys: Sequence[int]) -> list[Card]:
        """Return answers by the keys of a queue, in that order, with what you did with them."""
        return answer_cards.cards(self._store, keys, self._my_id())

    def answers_with(self, keys: Sequence[int], words: str) -> list[int]:
        """Return those of the keys of a queue whose answers hold words, however they are written.

        Width, case, and simplified or traditional characters make no difference.
        """
        return card_queue.find(self._store, keys, words)

    def answers(self, question: str | None = None) -> pd.DataFrame:
        """Return the answers to a question in their order, with what you did with them.

        Columns: document, case, question, state (done, later, new), codes (those of the whole
        answer, then those of a part with ~, joined by ', '), text. Raises: NotFound.
        """
        import pandas as pd

        rows = [
            [card.document, card.case, card.question, card.state, card.told(), card.text]
            for card in self.card_rows(self.cards(question).keys)
        ]
        return pd.DataFrame(rows, columns=ANSWERS)

    def card(self, document: str) -> Card:
        """Return an answer, and what you have done with it. Raises: NotFound, UsageError."""
        [found] = answer_cards.answers(self._store, [document])
        return self.card_rows([found.id])[0]

    def toggle(self, document: str | Sequence[str], code: str, *, round: str | None = None) -> bool:
        """Apply a code to a whole answer, or remove it if it is there; return whether it is now.

        Of several answers: applied to all in one step, removed only where all have it. What you
        applied to a part of an answer stays. Raises: NotFound, Conflict, UsageError, CoderNeeded.
        """
        names = [document] if isinstance(document, str) else document
        found = answer_cards.answers(self._store, names)
        ref = codes.applicable(self._store, code)
        return answer_cards.toggle(
            self._store,
            found,
            ref,
            coder_id=self._me().id,
            round_of=self._rounds_of(round, (one.id for one in found)),
        )

    def apply_all(
        self, document: str, wanted: Sequence[str], *, round: str | None = None
    ) -> list[str]:
        """Apply several codes to a whole answer in one step; return the codes it had not.

        Raises: NotFound, Conflict, UsageError, CoderNeeded.
        """
        [found] = answer_cards.answers(self._store, [document])
        refs = [codes.applicable(self._store, code) for code in wanted]
        return answer_cards.apply_all(
            self._store,
            found,
            refs,
            coder_id=self._me().id,
            round_id=self._working_in(round, found.id, None, None),
        )

    def finish(self, document: str | Sequence[str], *, round: str | None = None) -> int:
        """Say that you are done with answers, in one step; return how many you were not done with.

        With no code applied, 'nothing applies'. Raises: NotFound, UsageError, CoderNeeded.
        """
        names = [document] if isinstance(document, str) else document
        found = answer_cards.answers(self._store, names)
        return answer_cards.finish(
            self._store,
            found,
            coder_id=self._me().id,
            round_of=self._rounds_of(round, (one.id for one in found)),
        )

    def put_off(self, document: str, *, round: str | None = None) -> bool:
        """Note that you leave an answer for later; it stays unreviewed. False if noted already.

        Raises: NotFound, UsageError, CoderNeeded.
        """
        [found] = answer_cards.answers(self._store, [document])
        return answer_cards.put_off(
            self._store,
            found,
            coder_id=self._me().id,
            round_id=self._working_in(round, found.id, None, None),
        )
