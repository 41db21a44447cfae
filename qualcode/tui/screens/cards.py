"""Cards: one answer at a time, coded as a whole by digits that never change.

What a card shows of others and of the respondent is nothing, until asked for. Nothing is ticked
beforehand, and no model orders the cards.
"""

from __future__ import annotations

from textual.worker import Worker

from qualcode.coding import background
from qualcode.coding.cards import DONE, NEW
from qualcode.tui.i18n import counted, number, t
from qualcode.tui.screens.cards_view import CardView
from qualcode.tui.screens.training import show_feedback
from qualcode.tui.widgets.editor import Editor


class Cards(CardView):
    """One answer to code, and the keys that do it."""

    screen_name = "cards"

    def __init__(self) -> None:
        super().__init__()
        self.work: Worker[None] | None = None

    def do_back(self, key: str) -> None:
        """End what was begun, hide what was shown, or go back."""
        if self.selecting:
            self.do_select(key)
        elif self.known is not None:
            self.do_fields(key)
        elif self.work is not None:
            self.stopped = True
            self.say(t("alike stopped"))
        else:
            super().do_back(key)

    # Coding -----------------------------------------------------------------------------------

    def stale(self) -> bool:
        """Say whether the answer reads otherwise by now."""
        card = self.card
        shown = self.reader.source.text
        return card is not None and self.project.documents.text(card.uid) != shown

    def apply(self, code_uid: str) -> None:
        """Tick a code, or take the tick away; while selecting, of the passage selected."""
        card = self.card
        if card is None:
            return
        with self.attempting():
            self.project.store.last = None
            if self.selecting:
                start, end = self.reader.selection.span
                if start >= end:
                    self.say(t("nothing selected"))
                    return
                self.check_text()
                there = next((tick.segment for tick in card.ticks if tick.code_uid == code_uid
                              and (tick.start, tick.end) == (start, end)), None)  # fmt: skip
                if there is not None:
                    self.project.coding.remove(there)
                else:
                    self.project.coding.apply(card.uid, start, end, code_uid)
            else:
                self.project.coding.toggle(card.uid, code_uid)
            self.program.last_code = code_uid
            self.reread_card()
            self.did()

    def did(self) -> None:
        """Say what was done last."""
        self.did_on(self.card.document if self.card else "")

    def decided(self, segment: str = "") -> None:
        """Show the tick that a suggestion has become, or that it is gone."""
        self.reread_card()
        self.did()
        self.read_figures()

    def do_remove(self, _key: str) -> None:
        """Remove the tick made last on this card."""
        if self.card is None or not self.card.ticks:
            self.say(t("no tick"))
            return
        self.project.coding.remove(self.card.ticks[-1].segment)
        self.reread_card()
        self.did()

    def do_repeat(self, _key: str) -> None:
        """Tick the codes of the card done last."""
        if self.card is None or self.queue is None:
            return
        key = self.queue.last
        found = [] if key in (None, self.card.id) else self.project.coding.card_rows([key or 0])
        codes = [tick.code_uid for card in found for tick in card.ticks if tick.whole]
        if not codes:
            self.say(t("nothing to repeat here"))
        elif self.project.coding.apply_all(self.card.uid, list(dict.fromkeys(codes))):
            self.reread_card()
            self.did()
        else:
            self.say(t("all there already"))

    def do_finish(self, _key: str) -> None:
        """This answer is reviewed; go to the next."""
        if self.card is None or self.queue is None:
            return
        card = self.card
        fresh = self.finished([card])
        who, codes = card.case or card.document, len({tick.code_uid for tick in card.ticks})
        if not fresh:
            said = t("reviewed already", who=who)
        elif codes:
            said = t("reviewed with", who=who, n=counted(codes, "code"))
        else:
            said = t("reviewed nothing", who=who)
        held = self.held_back(card.uid, {tick.code for tick in card.ticks}) if fresh else ""
        if self.at + 1 < len(self.queue.keys):
            self.show_card(self.at + 1)
        else:
            self.reread_card()
            left = len(self.queue.keys) - self.queue.count(DONE)
            said = t("last card", done=said, n=number(left)) if left else self.all_done()
        self.say(f"{said} · {held}" if held else said)
        if fresh:
            show_feedback(self, card.uid, card.document)

    def do_later(self, _key: str) -> None:
        """Leave this answer for later."""
        if self.card is None or self.queue is None:
            return
        card = self.card
        if self.project.coding.put_off(card.uid):
            self.reread_card()
        self.step(1)
        if card.state == NEW:
            self.say(t("left for later", who=card.case or card.document))

    def do_done(self, _key: str) -> None:
        """Mark this answer reviewed without going on, or open it again."""
        if self.card is None or self.queue is None:
            return
        if self.card.state == DONE:
            self.project.coding.done(self.card.uid, reopen=True)
        else:
            self.finished([self.card])
        self.reread_card()
        self.did()
        if self.card.state == DONE:
            held = self.held_back(self.card.uid, {tick.code for tick in self.card.ticks})
            if held:
                self.say(f"{self.status.text} · {held}")
            show_feedback(self, self.card.uid, self.card.document)

    # Going about ------------------------------------------------------------------------------

    def do_next(self, _key: str) -> None:
        """Go to the next card."""
        self.step(1)

    def do_previous(self, _key: str) -> None:
        """Go to the card before."""
        self.step(-1)

    def do_next_open(self, _key: str) -> None:
        """Go to the next answer not reviewed."""
        if self.queue is None:
            return
        at = self.queue.next_open(self.at)
        if at is None:
            self.say(self.all_done())
        else:
            self.say("")
            self.show_card(at)

    def do_grid(self, _key: str) -> None:
        """Show all answers as a list."""
        self.program.kept.pop("grid", None)  # not those of an earlier search
        self.program.go("grid")

    # Beside the answer ------------------------------------------------------------------------

    def do_panel(self, _key: str) -> None:
        """Show or hide the definitions of the codes ticked."""
        self.panel_open = not self.panel_open
        self.describe()

    def do_fields(self, _key: str) -> None:
        """Show the respondent's fields and other answers for this card, or hide them."""
        if self.card is None:
            return
        if self.known is not None:
            self.known = None
        elif not self.card.case:
            self.say(t("nobody answered"))
            return
        else:
            self.known = background.look(self.project.store, self.card)
            self.beside.scroll_home(animate=False)
        self.describe()

    def do_memo(self, _key: str) -> None:
        """Write a memo on the answer, or on the passage selected."""
        card = self.card
        if card is None:
            return
        start, end = self.reader.selection.span if self.selecting else (None, None)

        def keep(text: str | None) -> None:
            if text and text.strip():
                with self.attempting():
                    self.project.memos.add(
                        text, about="document", name=card.uid, start=start, end=end
                    )
                    self.did()

        passage = card.text if start is None else card.text[start:end]
        self.app.push_screen(Editor(t("memo on", what=card.document), passage), keep)

    def do_similar(self, _key: str) -> None:
        """Show the answers that read like this one; work out which they are, the first time."""
        if self.card is None or self.queue is None:
            return
        if self.alike is not None:
            self._open_similar()
        elif self.work is None:
            self.work = self.run_worker(self._find_similar(), exclusive=True)

    async def _find_similar(self) -> None:
        wanted, found = self.card, None
        try:
            with self.attempting():
                found = await self.work_out_alike()
        finally:
            self.work = None
        if found is not None:
            self.say("")
            self.describe()
            if self.card is wanted and self.app.screen is self:
                self._open_similar()

    def _open_similar(self) -> None:
        assert self.queue is not None
        assert self.card is not None
        if self.alike is not None and self.alike.to(self.card.id):
            self.program.go("similar")
        else:
            self.say(t("none alike", question=self.queue.question))
