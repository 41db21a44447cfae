"""What every screen shares: the rows above and below, keys from the registry, errors in words.

A key is looked up in the registry and calls `do_<action>`; what the project refuses is shown where
it stays until the next key.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, cast

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from qualcode.errors import QualcodeError
from qualcode.project import Project
from qualcode.store.journal import Made
from qualcode.tui import actions, garbage, keys
from qualcode.tui.i18n import counted, number, t
from qualcode.tui.i18n.errors import in_words
from qualcode.tui.naming import said_of, shown_names
from qualcode.tui.widgets.bars import Footer, Header, Status
from qualcode.tui.widgets.doing import Doing

if TYPE_CHECKING:
    from qualcode.tui.app import QualcodeApp


MANY = 2_000
"""What touches more rows is taken back beside the keys."""


class Base(Screen[None]):
    """A screen of the program; `screen_name` is its name in the registry."""

    screen_name = ""
    over = False
    """True for a screen that lies over another and is left by going back."""
    unsaved = False
    """True for a screen with choices of a person that are lost when it is left."""

    def __init__(self) -> None:
        super().__init__()
        self.header = Header()
        self.hint = Static("", classes="tour", markup=False)
        self.status = Status()
        self.footer = Footer(self.screen_name)
        self._pending: Callable[[str], None] | None = None

    @property
    def program(self) -> QualcodeApp:
        """The application."""
        return cast("QualcodeApp", self.app)

    @property
    def project(self) -> Project:
        """The project that is open."""
        return self.program.project

    def compose(self) -> ComposeResult:
        """Lay out header, body, status and footer."""
        yield self.header
        yield from self.body()
        yield self.hint
        yield self.status
        yield self.footer

    def body(self) -> Iterable[Widget]:
        """Yield what stands between header and status."""
        return ()

    def load(self) -> None:
        """Read from the project what the screen shows; called whenever it comes into view."""

    def where(self) -> list[str]:
        """Return what follows the study's name in row 1."""
        return [t(self.screen_name)]

    async def on_screen_resume(self) -> None:
        """Show the project as it is now; others have their turn between reading and drawing."""
        self.renew()
        # Twice: what became due meanwhile stands behind this in the queue at first.
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        self.set_timer(garbage.REST, garbage.sweep)

    async def _on_resize(self, event: events.Resize) -> None:
        """Lay out anew only for another size: a screen that opens was laid out when it came."""
        if event.size == self.outer_size:
            event.prevent_default()

    def renew(self) -> None:
        """Read everything anew."""
        with self.project.store.moment():
            with self.attempting():
                self.load()
            coder = self.project.coder
            who = coder.name if coder else t("reading")
            self.header.show([self.project.name, *self.where()], who)
        self.show_tour()

    def show_tour(self) -> None:
        """Show the step of the tour above the status, or nothing."""
        tour = self.program.tour
        self.hint.display = tour is not None
        if tour is not None:
            self.hint.update(tour.said(self.screen_name))

    # Keys -------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Do what a key says."""
        event.stop()
        key = keys.name(event)
        if key == "escape" and self.program.tour is not None and self._pending is None:
            self.program.tour.leave()
        else:
            self.press(key)
        self.program.pressed(key)

    def press(self, key: str) -> None:
        """Do what a key of the registry says, or finish what another began."""
        if self.status.has_class("error"):
            self.say("")
        if key == keys.HAN:
            self.say(t("input method"))
            return
        pending, self._pending = self._pending, None
        if pending is not None:
            with self.attempting():
                pending(key)
            return
        action = actions.find(self.screen_name, key)
        if action is not None:
            self.act(action.id, actions.handed(action, key))
        elif not self.navigate(key) and len(key) == 1:
            self.say(t("no key", pressed=key))

    def act(self, action: str, key: str = "") -> None:
        """Do an action of the registry."""
        with self.attempting(), self.project.store.moment():
            getattr(self, f"do_{action}")(key)

    def navigate(self, key: str) -> bool:
        """Take an arrow or page key; say whether it was one."""
        return False

    def expect(self, then: Callable[[str], None], prompt: str) -> None:
        """Give the next key to `then`."""
        self._pending = then
        self.status.show(prompt, tall=True)

    def attempting(self) -> _Attempt:
        """Return a guard that shows what the project refuses instead of failing."""
        return _Attempt(self)

    # Words ------------------------------------------------------------------------------------

    def say(self, text: str, *, error: bool = False) -> None:
        """Say something in the status row; an error in the language of the interface."""
        self.status.show(in_words(text) if error else text, error=error)

    def did(self) -> None:
        """Say what was done last and how to take it back."""
        made = self.project.store.last
        if made is not None:
            self.say(t("undoes", what=self.said_of(made)))

    def said_of(self, made: Made) -> str:
        """Return what a change did, in words, its codes by the names that are shown."""
        return said_of(made.label, made.subject, shown_names(self.project))

    # Actions of every screen ------------------------------------------------------------------

    def do_help(self, _key: str) -> None:
        """Open the help of this screen."""
        self.program.show_help(self.screen_name)

    def do_back(self, _key: str) -> None:
        """Go back to where one came from."""
        self.program.back()

    def do_quit(self, _key: str) -> None:
        """Leave the program."""
        self.app.exit()

    def do_palette(self, _key: str) -> None:
        """List all actions."""
        self.app.action_command_palette()

    def do_go(self, _key: str) -> None:
        """Go to a screen by its letter."""
        names = [f"{letter} {t(name)}" for letter, name in actions.GO.items()]
        self.expect(self._go, t("go where", screens="  ".join(names)))

    def _go(self, key: str) -> None:
        self.say("")
        if key in actions.GO:
            self.program.go(actions.GO[key])

    def do_memos(self, _key: str) -> None:
        """Open all memos."""
        self.program.go("memos")

    def do_undo(self, _key: str) -> None:
        """Take back the last change; a large one beside the keys, so that it can be stopped."""
        self._back_or_forth("undo", "undone")

    def do_redo(self, _key: str) -> None:
        """Do again what was undone."""
        self._back_or_forth("redo", "redone")

    def _back_or_forth(self, kind: str, word: str) -> None:
        history = self.project.history
        act = history.undo if kind == "undo" else history.redo
        rows = history.waiting(kind)
        if rows <= MANY:
            self._took_back(act(), word)
            return

        def then(made: Made | QualcodeError | None) -> None:
            with self.attempting():
                if isinstance(made, QualcodeError):
                    raise made
                if made is None:
                    self.say(t("stopped, unchanged"))
                else:
                    self._took_back(made, word)

        saying = t(f"large {kind}", n=number(rows))
        self.app.push_screen(Doing(saying, lambda tell: act(progress=tell)), then)

    def _took_back(self, made: Made, word: str) -> None:
        text = t(word, what=self.said_of(made))
        if made.batches > 1:
            text = t("redone together", n=counted(made.batches, "change"))
        if made.left:
            text += t("left", what=in_words(made.left[0]))
        self.took_back(made, text)

    def took_back(self, made: Made, text: str) -> None:
        """Show the project as it is after an undo or redo, and say what it was."""
        self.renew()
        self.say(text)


class _Attempt:
    """Shows a QualcodeError on the screen instead of raising it."""

    def __init__(self, screen: Base) -> None:
        self._screen = screen

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, at: Any) -> bool:
        if isinstance(error, QualcodeError):
            self._screen.say(str(error), error=True)
            return True
        return False
