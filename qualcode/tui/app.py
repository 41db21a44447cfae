"""The application: one project, one screen at a time, and what is remembered between screens."""

from __future__ import annotations

import asyncio
import gc
import os
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.filter import ANSIToTruecolor, Monochrome
from textual.message_pump import MessagePump

from qualcode.errors import QualcodeError
from qualcode.project import Project
from qualcode.text import display
from qualcode.text.interface import language
from qualcode.tui import actions, garbage, theme
from qualcode.tui.i18n import number, t
from qualcode.tui.making import Making
from qualcode.tui.screens.base import Base
from qualcode.tui.screens.home import Home
from qualcode.tui.settings import SETTINGS, Settings, read, see
from qualcode.tui.tour import TOUR, Tour
from qualcode.tui.widgets.dialogs import Ask, Entry, Finder
from qualcode.tui.widgets.doing import Doing
from qualcode.tui.worker.helper import Connect, Helper

if TYPE_CHECKING:
    from qualcode.coding.card_queue import Queue
    from qualcode.documents.intake import Unread
    from qualcode.tui.screens.cards_answers import Alike

SCREENS = {
    "home": "home:Home", "documents": "documents:Documents", "coding": "coding:Coding",
    "cards": "cards:Cards", "grid": "cards_list:Grid", "similar": "cards_similar:Similar",
    "codebook": "codebook:Codebook", "history": "history:History", "segments": "segments:Segments",
    "memos": "memos:Memos", "search": "search:Search", "reports": "reports:Reports",
    "queue": "queue:RecodeQueue",
    "suggestions": "suggestions:Suggestions",
    "agreement": "agreement:Agreement", "figures": "figures:Figures",
    "reconcile": "reconcile:Reconcile", "cases": "cases:Cases",
    "crosstab": "crosstab:CrosstabScreen", "quotes": "crosstab_quotes:Quotes",
    "kept_tables": "crosstab_kept:KeptTables", "then_and_now": "crosstab_compare:Compare",
    "displays": "displays:Displays", "theme": "theme:ThemePage",
    "candidates": "candidates:Candidates", "summaries": "summaries:SummaryGrid",
    "behind": "behind:CellSegments", "joint": "joint:JointDisplay",
}  # fmt: skip
"""Each screen's module and class: only those that are opened are loaded."""


def screen_class(name: str) -> type[Base]:
    """Return the class of a screen by its name."""
    module, kind = SCREENS[name].split(":")
    found: type[Base] = getattr(import_module(f"qualcode.tui.screens.{module}"), kind)
    return found


class Actions(Provider):
    """The palette: the actions of the screen, the other screens, the themes, by name."""

    def _listed(self) -> Iterator[tuple[str, Callable[[], object]]]:
        app, screen = cast("QualcodeApp", self.app), self.screen
        if isinstance(screen, Base):
            zh = language() == "zh"
            for action in actions.of(screen.screen_name):
                said = action.help_zh if zh else action.help_en
                key = actions.shown_key(action)
                yield f"{said}  [{key}]", partial(screen.press, action.keys[0])
            go = actions.key_of("go", screen.screen_name)
            for letter, name in actions.GO.items():
                yield f"{t('go to', screen=t(name))}  [{go} {letter}]", partial(app.go, name)
        for name in next(one.values for one in SETTINGS if one.name == "theme"):
            yield t("use theme", name=t(f"theme {name}")), partial(app.show_theme, name)

    async def discover(self) -> Hits:
        """List all before anything is typed."""
        for said, do in self._listed():
            # Content, for a text would be taken for markup, and `[/]` is a key here.
            yield DiscoveryHit(Content(said), do, said)

    async def search(self, query: str) -> Hits:
        """List what fits what is typed."""
        matcher = self.matcher(query)
        for said, do in self._listed():
            score = matcher.match(said)
            if score > 0:
                yield Hit(score, Content(said), do, said)


def report_failure(error: BaseException) -> str:
    """Write the details of a failure to a file; return the line that says so."""
    handle, name = tempfile.mkstemp(prefix="qualcode-error-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write("".join(traceback.format_exception(error)))
    return (
        f"qualcode: this should not have happened ({type(error).__name__}). All that was "
        f"confirmed is kept. Details: {name}"
    )


def typed_path(typed: str) -> str:
    """Return the path that was typed, or dragged into the terminal, which may quote it."""
    path = typed.strip()
    if len(path) > 1 and path[0] == path[-1] and path[0] in "'\"":
        path = path[1:-1]
    plain = path.replace("\\ ", " ")
    return os.path.expanduser(plain if os.name != "nt" else path)  # noqa: PTH111 (a pattern)


SMALL = 200_000
"""Files of fewer bytes in all are read and taken in at once; others beside the keys."""
AHEAD = 0.3
"""So many seconds after the start the other screens are loaded."""
PATIENCE = 1.0
"""So many seconds a key waits at most for the one before it."""


class QualcodeApp(App[None]):
    """The terminal interface on one project."""

    TITLE = "qualcode"
    CSS_PATH = "app.tcss"
    COMMANDS: ClassVar = {Actions}
    ENABLE_COMMAND_PALETTE = True

    def __init__(
        self, project: Project, settings: Settings | None = None, *, tour: bool = False,
        typed: str = "", worker: Connect | None = None,
    ) -> None:  # fmt: skip
        """settings: a person's; without them, what the environment says. typed: the first keys.

        worker: starts the process of words and models; without it no suggestions are made unasked.
        """
        super().__init__()
        self.project = project
        self.settings = settings or read()
        self.tour = Tour() if tour else None
        self._typed = typed
        self.document: str | None = None
        self.question: str | None = None
        self.code: str | None = None
        self.card_question: str | None = None
        self.queue: Queue | None = None
        self.cards: dict[str, int] = {}
        self.alike: dict[str, Alike] = {}
        self.places: dict[str, tuple[int, int]] = {}
        self.last_code = ""
        self.recode_for: str | None = None
        self.recode_at = 0
        self.helper = Helper(self, worker)
        self.making = Making(self, self.helper)
        self.kept: dict[str, Any] = {}
        """What a screen wants to find again when one comes back to it, by its name."""
        self._files = ""
        """The files asked for last that could not be taken in."""
        self._trail: list[str] = []

    def on_mount(self) -> None:
        """Open Home."""
        garbage.keep_short()
        for one in theme.THEMES:
            self.register_theme(one)
        self.show_theme(self.settings["theme"])
        wrong = actions.rebind(self.settings.keys)
        said = [*self.settings.problems, *(self.settings.wrong(*one) for one in wrong)]
        home = Home(said)
        self.push_screen(home)
        self._ask_who_codes(home)
        for event in XTermParser().feed(self._typed):
            self.post_message(event)

    def _ask_who_codes(self, home: Home) -> None:
        """Ask once who codes, where nobody is named and several could; esc only reads."""
        people = [c for c in self.project.coders.list() if c.kind == "human"]
        if self.project.coder is not None or not people:
            return

        def take(name: str | None) -> None:
            if name is None:
                home.say(t("nobody codes"))
                return
            with home.attempting():
                self.project.code_as(name)
                home.renew()

        entries = [Entry(c.uid, display.safe(c.name), (c.name,)) for c in people]
        self.push_screen(Finder(t("who codes"), entries), take)

    def on_ready(self) -> None:
        """Load what comes next while the person looks at Home, once it is painted."""
        gc.freeze()
        self.set_timer(AHEAD, lambda: self.run_worker(self._load_ahead, thread=True))

    def on_unmount(self) -> None:
        """End the worker."""
        self.helper.stop()

    def _load_ahead(self) -> None:
        """Load the other screens and what the first undo needs."""
        for name in SCREENS:
            screen_class(name)
        import_module("qualcode.history.area")
        gc.freeze()
        if self.is_running:
            self.call_from_thread(self.making.warm)

    def show_theme(self, name: str) -> None:
        """Draw in a theme: dark, light, contrast, or none, which is without colour."""
        # Textual's own way with $NO_COLOR is shades of grey; dim text needs its filter's place.
        kept = [f for f in self._filters if not isinstance(f, Monochrome | theme.NoColour)]
        for one in kept:
            if isinstance(one, ANSIToTruecolor):
                one.enabled = name != "none"
        self._filters[:] = [*kept, theme.NoColour()] if name == "none" else kept
        self.set_class(name == "none", "-uncoloured")
        self.theme = f"qualcode-{name}"
        self.refresh(layout=True)

    def report_failure(self, error: BaseException) -> str:
        """Return the line that says that something failed unforeseen, its details in a file."""
        return report_failure(error)

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

    # The tour ---------------------------------------------------------------------------------

    def start_tour(self) -> None:
        """Show the tour from its first step, on Home."""
        if self._would_lose():
            return
        self.tour = Tour()
        self.go("home")

    def pressed(self, key: str) -> None:
        """Let the tour see what a key has done, and show where it is."""
        screen = self.screen
        if self.tour is not None and isinstance(screen, Base):
            self.tour.see(screen.screen_name, key)
            if self.tour.over:
                self.tour = None
                see(TOUR)
            screen.show_tour()

    # Going about ------------------------------------------------------------------------------

    def go(self, name: str, *, back: bool = False) -> None:
        """Show a screen in place of the one that is shown."""
        screen = self.screen
        if name == "documents" and not back:
            self.question = None  # whoever goes there anew sees the interviews first
        if isinstance(screen, Base) and not back:
            if screen.screen_name == name:
                screen.renew()
                return
            if screen.over:
                if not self._would_lose():
                    self.pop_screen()
                    self.go(name)
                return
            self._trail.append(screen.screen_name)
        self.switch_screen(screen_class(name)())

    def _would_lose(self) -> bool:
        """Say whether a screen below the one that is shown holds choices not kept; tell so."""
        below = [one for one in self.screen_stack[:-1] if isinstance(one, Base) and one.unsaved]
        if below and isinstance(self.screen, Base):
            self.screen.say(t("unsaved below", screen=t(below[-1].screen_name)), error=True)
        return bool(below)

    def back(self) -> None:
        """Go back to the screen one came from."""
        if isinstance(self.screen, Base) and self.screen.over:
            self.pop_screen()
        elif self._trail:
            self.go(self._trail.pop(), back=True)
        elif not isinstance(self.screen, Home):
            self.go("home", back=True)

    def leave_over(self) -> None:
        """Leave a screen that lies over another, and say there what was done."""
        self.pop_screen()
        if isinstance(self.screen, Base):
            self.screen.did()

    def action_command_palette(self) -> None:
        """List all actions, to be found by name."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(id="--command-palette", placeholder=t("palette hint")))

    def show_help(self, about: str) -> None:
        """Show the help of a screen; of help itself, leave it."""
        from qualcode.tui.screens.help import Help

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

    def open_cards(self, question: str) -> None:
        """Open the answers to a question as cards, where one is with them."""
        self.card_question = question
        self.go("cards")

    # Taking in --------------------------------------------------------------------------------

    def import_documents(self, screen: Base) -> None:
        """Ask for files and show what they were read as, to be taken in from there."""

        def ask_again(pattern: str | None) -> None:
            if not pattern or not pattern.strip():
                return
            self._files = pattern
            with screen.attempting():
                files = self.project.documents.files(typed_path(pattern))

                unreadable: list[Unread] = []
                read = partial(
                    self.project.documents.read, files,
                    unreadable=unreadable if len(files) > 1 else None,
                )  # fmt: skip

                def show(incoming: Any) -> None:
                    with screen.attempting():
                        if isinstance(incoming, QualcodeError):
                            raise incoming
                        if incoming is not None:
                            from qualcode.tui.screens.importing import Importing

                            self._files = self._files if unreadable else ""
                            self.push_screen(Importing(incoming, unreadable))

                if sum(file.stat().st_size for file in files) < SMALL:
                    show(read())
                    return
                saying = t("reading files", n=number(len(files)))
                self.push_screen(Doing(saying, lambda tell: read(progress=tell)), show)

        self.push_screen(Ask(t("import which"), self._files), ask_again)
