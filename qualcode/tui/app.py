"""The application: one project, one screen at a time, and what is remembered between screens."""

from __future__ import annotations

import asyncio
import os
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from typing import ClassVar

from textual import events
from textual.app import App
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.message_pump import MessagePump

from qualcode.project import Project
from qualcode.text.interface import language
from qualcode.tui import actions, theme
from qualcode.tui.i18n import t
from qualcode.tui.screens.base import Base
from qualcode.tui.screens.codebook import Codebook
from qualcode.tui.screens.coding import Coding
from qualcode.tui.screens.documents import Documents
from qualcode.tui.screens.help import Help
from qualcode.tui.screens.home import Home
from qualcode.tui.screens.importing import Preview
from qualcode.tui.screens.memos import Memos
from qualcode.tui.screens.segments import Segments
from qualcode.tui.widgets.dialogs import Ask

SCREENS: dict[str, type[Base]] = {
    "home": Home, "documents": Documents, "coding": Coding, "codebook": Codebook,
    "segments": Segments, "memos": Memos,
}  # fmt: skip


class Actions(Provider):
    """The palette: the actions of the screen, by name."""

    def _listed(self) -> Iterator[tuple[str, actions.Action]]:
        screen = self.screen
        if isinstance(screen, Base):
            zh = language() == "zh"
            for action in actions.of(screen.screen_name):
                said = action.help_zh if zh else action.help_en
                yield f"{said}  [{actions.shown_key(action)}]", action

    async def discover(self) -> Hits:
        """List all actions before anything is typed."""
        for said, action in self._listed():
            yield DiscoveryHit(said, partial(self._do, action))

    async def search(self, query: str) -> Hits:
        """List the actions that fit what is typed."""
        matcher = self.matcher(query)
        for said, action in self._listed():
            score = matcher.match(said)
            if score > 0:
                yield Hit(score, matcher.highlight(said), partial(self._do, action))

    def _do(self, action: actions.Action) -> None:
        screen = self.screen
        if isinstance(screen, Base):
            screen.press(action.keys[0])


def report_failure(error: BaseException) -> str:
    """Write the details of a failure to a file; return the line that says so."""
    handle, name = tempfile.mkstemp(prefix="qualcode-error-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write("".join(traceback.format_exception(error)))
    return (
        f"qualcode: this should not have happened ({type(error).__name__}). All that was "
        f"confirmed is kept. Details: {name}"
    )


PATIENCE = 1.0
"""So many seconds a key waits at most for the one before it."""


class QualcodeApp(App[None]):
    """The terminal interface on one project."""

    TITLE = "qualcode"
    CSS_PATH = "app.tcss"
    COMMANDS: ClassVar = {Actions}
    ENABLE_COMMAND_PALETTE = True

    def __init__(self, project: Project) -> None:
        super().__init__()
        self.project = project
        self.document: str | None = None
        self.question: str | None = None
        self.code: str | None = None
        self.places: dict[str, tuple[int, int]] = {}
        self.last_code = ""
        self._trail: list[str] = []

    def on_mount(self) -> None:
        """Open Home."""
        for one in theme.THEMES:
            self.register_theme(one)
        self.theme = theme.chosen()
        self.push_screen(Home())

    def _fatal_error(self) -> None:
        """Leave with one line and the details in a file: no traceback reaches a user."""
        error = self._exception
        self._close_messages_no_wait()
        if error is not None:
            self._exit_renderables.append(report_failure(error))

    # Typing ahead -----------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        """Handle keys one after the other, so that none is lost or goes to a screen just left."""
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
            return
        await self._reached(self.screen)
        screen = self.screen
        target = self.focused or screen
        await super().on_event(event)
        if self.screen is screen:
            await self._reached(target)
            await self._reached(screen)

    async def _reached(self, pump: MessagePump) -> None:
        """Wait until a widget has dealt with all that was sent to it; not for one that is gone."""
        done = asyncio.Event()
        if pump.call_later(done.set):
            with suppress(TimeoutError):
                await asyncio.wait_for(done.wait(), PATIENCE)

    # Going about ------------------------------------------------------------------------------

    def go(self, name: str, *, back: bool = False) -> None:
        """Show a screen in place of the one that is shown."""
        screen = self.screen
        if isinstance(screen, Base) and not back:
            if screen.screen_name == name:
                screen.renew()
                return
            if isinstance(screen, Help):
                self.pop_screen()
                self.go(name)
                return
            self._trail.append(screen.screen_name)
        self.switch_screen(SCREENS[name]())

    def back(self) -> None:
        """Go back to the screen one came from."""
        if isinstance(self.screen, Help):
            self.pop_screen()
        elif self._trail:
            self.go(self._trail.pop(), back=True)
        elif not isinstance(self.screen, Home):
            self.go("home", back=True)

    def show_help(self, about: str) -> None:
        """Show the help of a screen; of help itself, leave it."""
        if isinstance(self.screen, Help):
            self.pop_screen()
        else:
            self.push_screen(Help(about))

    def open_document(self, name: str, place: tuple[int, int] | None = None) -> None:
        """Open a document in Coding, at a place."""
        self.document = name
        if place is not None:
            self.places[self.project.documents.find(name).uid] = place
        self.go("coding")

    # Taking in --------------------------------------------------------------------------------

    def import_documents(self, screen: Base) -> None:
        """Ask for files, show what they were read as, and take them in."""

        def ask_again(pattern: str | None) -> None:
            if not pattern or not pattern.strip():
                return
            with screen.attempting():
                incoming = self.project.documents.read(pattern.strip())

                def take(yes: bool | None) -> None:
                    if yes:
                        with screen.attempting():
                            self.project.documents.take_in(incoming)
                            screen.renew()
                            screen.did()

                self.push_screen(Preview(incoming), take)

        self.push_screen(Ask(t("import which")), ask_again)
