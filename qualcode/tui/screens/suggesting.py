"""Suggestions on the screens where one codes: shown, taken, rejected, explained.

They are served by `project.suggest`, which holds back what may not be seen. Every showing is
logged there. A suggestion is never ticked, never filled, and moves no mark of a person.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any, cast

from rich.text import Text

from qualcode.codebook.rows import CodeRow
from qualcode.errors import QualcodeError
from qualcode.project import Project
from qualcode.text import display
from qualcode.text.interface import language
from qualcode.tui.i18n import t
from qualcode.tui.i18n.suggesting import explained
from qualcode.tui.naming import shown_name
from qualcode.tui.screens.base import Base
from qualcode.tui.widgets.dialogs import Choice
from qualcode.tui.widgets.told import Told

if TYPE_CHECKING:
    from qualcode.suggest.faring import Figures
    from qualcode.suggest.queue import Suggestion

MATCHES = ("definition", "example", "keyword")


class Suggesting(Base):
    """A screen that shows suggestions; where they are and what follows a decision is its own."""

    by_name: dict[str, CodeRow]

    def __init__(self) -> None:
        super().__init__()
        self.figures: Figures | None = None

    def at_hand(self) -> list[Suggestion]:
        """Return the suggestions that can be decided on here."""
        raise NotImplementedError

    def extent(self, one: Suggestion) -> tuple[int, int] | None:
        """Return the words to code where a suggestion is taken; None: its whole passage."""
        return None

    def at_document(self) -> tuple[str, str, bool]:
        """Return the uid and name of the document one is in, and whether it is an interview."""
        raise NotImplementedError

    def decided(self, segment: str = "") -> None:
        """Show what a decision has changed, and say it; segment: what it made."""
        raise NotImplementedError

    def renew_suggestions(self) -> None:
        """Show the suggestions as they are now."""
        raise NotImplementedError

    # Reading ----------------------------------------------------------------------------------

    def quietly(self, read: Callable[[], list[Suggestion]]) -> list[Suggestion]:
        """Read suggestions; what is logged of that is not what the person did last."""
        store = self.project.store
        if store.coder is None:
            return []
        last = store.last
        try:
            return read()
        except QualcodeError as error:  # a project that only can be read keeps no log
            self.log.warning(str(error))
            return []
        finally:
            store.last = last

    def named(self, one: Suggestion) -> str:
        """Return a suggested code's name as it is shown."""
        row = self.by_name.get(one.code)
        return display.safe(shown_name(row) if row else one.code)

    def said_of_suggestion(self, one: Suggestion) -> str:
        """Return a suggestion in words: code and probability, or what matches."""
        field, colon, words = one.told.partition(": ")
        told = (
            f"{t(f'match {field}')}{t('colon')}{words}" if colon and field in MATCHES else one.told
        )
        return f"{self.named(one)} {display.safe(' '.join(told.split()))}"

    def read_figures(self) -> None:
        """Work out how suggestions fare, beside the keys."""
        self.run_worker(cast(Any, self._figures), group="figures", exclusive=True)

    async def _figures(self) -> None:
        store = self.project.store
        if store.coder is None or not self.project.suggest.models():
            return
        aside = Project(store.aside())
        try:
            found = await asyncio.to_thread(aside.suggest.figures)
        except QualcodeError as error:
            self.log.warning(str(error))
            return
        if found != self.figures:
            self.figures = found
            self.show_figures()

    def show_figures(self) -> None:
        """Show how suggestions fare."""

    def checked(self) -> str:
        """Return how suggestions fare, in a line; empty where nothing was decided yet."""
        return told_figures(self.figures)

    # Keys -------------------------------------------------------------------------------------

    def do_accept(self, _key: str) -> None:
        """Take the suggestion here: the code is applied, marked as suggested."""

        def accept(one: Suggestion) -> None:
            self.project.store.last = None
            uid = self.project.suggest.accept(one.suggestion, self.extent(one))
            self.decided(uid)

        self._with_one(accept, "accept which")

    def do_reject(self, _key: str) -> None:
        """Say that the suggested code does not apply."""

        def reject(one: Suggestion) -> None:
            self.project.store.last = None
            self.project.suggest.reject(one.suggestion)
            self.decided()

        self._with_one(reject, "reject which")

    def do_why(self, _key: str) -> None:
        """Tell why the code is suggested."""
        self._with_one(self._why, "why which")

    def _why(self, one: Suggestion) -> None:
        async def ask() -> None:
            with self.attempting():
                lines = await self.program.helper.ask("explain", suggestion=one.suggestion)
                self.say("")
                said = "\n".join(display.safe(line) for line in explained(lines, language()))
                title = t("why suggested", code=self.named(one))
                self.app.push_screen(Told(title, Text(said), t("told hint")))

        self.say(t("explaining"))
        self.run_worker(cast(Any, ask), group="why", exclusive=True)

    def _with_one(self, then: Callable[[Suggestion], None], title: str) -> None:
        """Go on with the suggestion here; of several, the one that is chosen."""
        found = self.at_hand()
        if not found:
            self.say(self.why_none())
        elif len(found) == 1:
            then(found[0])
        else:
            by_uid = {one.suggestion: one for one in found}

            def take(uid: str | None) -> None:
                if uid is not None:
                    with self.attempting():
                        then(by_uid[uid])

            choices = [
                (one.suggestion, display.ellipsis(self.said_of_suggestion(one), 60))
                for one in found[:9]
            ]
            self.app.push_screen(Choice(t(title), choices), take)

    def why_none(self) -> str:
        """Return why there is no suggestion here."""
        uid, name, interview = self.at_document()
        if not uid:
            return t("no suggestion")
        blind = self.project.coding.blind_round(uid)
        if blind is not None:
            return t("suggestions blind", round=blind)
        if interview and not self.project.suggest.interviews:
            return t("suggestions off", document=name)
        if self.program.making.computing:
            return t("computing suggestions")
        return t("no suggestion")

    def held_back(self, document: str, codes: Collection[str]) -> str:
        """Return what was suggested and withheld until one had decided, beside what one did.

        codes: the names of those that were applied.
        """
        found = self.quietly(lambda: self.project.suggest.here(document))
        told = [
            f"{self.said_of_suggestion(one)} {'=' if one.code in codes else '≠'}"
            for one in found
            if one.withheld
        ]
        return t("held back", codes=", ".join(told)) if told else ""


def told_figures(found: Figures | None) -> str:
    """Return the last decisions and the blind check in words."""
    if found is None or not (found.decided or found.checked):
        return ""
    return t(
        "suggestions checked", accepted=found.accepted, decided=found.decided,
        check=told_check(found),
    )  # fmt: skip


def told_check(found: Figures) -> str:
    """Return the blind check in words: how many of how many, and the interval."""
    if not found.checked:
        return t("no blind check")
    low, high = (f"{x:.2f}".removeprefix("0") for x in (found.low, found.high))
    return t("blind check", agreed=found.agreed, checked=found.checked, low=low, high=high)
