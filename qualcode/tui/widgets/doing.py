"""Long work that must have the project to itself: in a thread, over the screen, stopped by esc."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from threading import Event
from typing import Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from qualcode.errors import QualcodeError
from qualcode.tui.i18n import t
from qualcode.tui.widgets.dialogs import BOX

Progress = Callable[[int, int], None]


class Stopped(Exception):
    """Leaves work that a person stopped; the transaction it was in is rolled back."""


class Doing(ModalScreen[Any]):
    """Work and how far it is; gives what it returns, the error it ends with, or None if stopped."""

    DEFAULT_CSS = f"Doing {{ {BOX} }}"
    BINDINGS = [Binding("escape", "stop", show=False, priority=True)]

    def __init__(self, saying: str, what: Callable[[Progress], Any]) -> None:
        super().__init__()
        self._saying = saying
        self._what = what
        self._stop = Event()
        self._told = Static(saying, markup=False)

    def compose(self) -> ComposeResult:
        """Lay out what is being done, and how to stop it."""
        with Vertical():
            yield self._told
            yield Static(t("esc stops"), classes="hint", markup=False)

    def on_mount(self) -> None:
        """Begin."""
        self.run_worker(self._run())

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()

        def progress(done: int, total: int) -> None:
            if self._stop.is_set():
                raise Stopped
            percent = 100 * done // max(1, total)
            loop.call_soon_threadsafe(self._told.update, f"{self._saying}  {percent} %")

        try:
            found = await asyncio.to_thread(self._what, progress)
        except Stopped:
            found = None
        except QualcodeError as error:
            found = error
        self.dismiss(found)

    def action_stop(self) -> None:
        """Stop at the next step; nothing is changed then."""
        self._stop.set()
        self._told.update(t("stopping"))
