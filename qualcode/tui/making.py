"""Suggestions made anew while one codes: asked of the worker, and never waited for.

When a question or a document is opened, and a while after something was decided, undone, or changed
in the codebook. Where no worker can be started nothing else changes: what is pending is shown as it
is.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING, Any, cast

from qualcode.errors import QualcodeError
from qualcode.project import Project
from qualcode.suggest.stale import Taught
from qualcode.suggest.there import any_fitted
from qualcode.tui.worker.helper import Helper

if TYPE_CHECKING:
    from textual.timer import Timer

    from qualcode.tui.app import QualcodeApp

OPENED = 0.5
"""So many seconds after something was opened its suggestions are made: not for what one passes."""
DECIDED = 3.0
"""So many seconds after the last of some decisions."""
OFTEN = 10
"""After so many decisions at once."""
SHOWN = 1.0
"""After so many seconds what has been made so far is shown, then after twice as many, and so on."""


class Making:
    """What is wanted of the worker, one thing at a time; the newest wish takes the place of others.

    A question or document is asked for again once anything that suggestions rest on has changed,
    by whatever: a decision, an undo, another screen, another program.
    """

    def __init__(self, app: QualcodeApp, helper: Helper) -> None:
        self._app = app
        self._helper = helper
        self._made: set[tuple[str, str]] = set()
        self._wanted: tuple[str, str, int | None] | None = None
        self._timer: Timer | None = None
        self._taught: Taught | None = None
        self._aside: Project | None = None
        self._settling = Lock()
        self._decided = 0
        self.computing = False

    @property
    def idle(self) -> bool:
        """Whether nothing is being made, or is to be."""
        return self._wanted is None and not self.computing

    def warm(self) -> None:
        """Have the worker load the model, where there are suggestions, before any is asked for."""
        project = self._app.project
        asked = not self.idle or self._made  # then the worker loads it anyway
        if asked or not self._helper.process or project.coder is None:
            return
        if any_fitted(project.store):
            self._app.run_worker(cast(Any, self._warm), group="warming")

    async def _warm(self) -> None:
        with suppress(QualcodeError):  # said where suggestions are asked for
            await self._helper.ask("warm")

    def want(self, kind: str, name: str, at: int | None = None) -> None:
        """Have suggestions made for a question or document, unless they are as new as can be.

        at: the key of the answer one is at, whose suggestions are made first.
        """
        project = self._app.project
        if not self._helper.process or project.coder is None:
            return
        if self._taught is None:
            self._taught = Taught(project.store)
        changed = self._taught.changed()
        if changed:
            self._made.clear()
            self._decided += 1
        if (kind, name) in self._made:
            return
        self._wanted = (kind, name, at)
        if self._timer is not None:
            self._timer.stop()
        soon = not changed or self._decided >= OFTEN
        self._timer = self._app.set_timer(OPENED if soon else DECIDED, self._begin)

    def _begin(self) -> None:
        self._timer = None
        if not self.computing and self._wanted is not None:
            self._app.run_worker(cast(Any, self._make), group="suggestions")

    async def _make(self) -> None:
        self.computing = True
        self._tell()
        told, wait = monotonic(), SHOWN

        def progress(_done: int, _total: int) -> None:
            nonlocal told, wait
            if monotonic() - told > wait:
                told, wait = monotonic(), 2 * wait
                self._tell()

        try:
            while self._wanted is not None:
                (kind, name, at), self._wanted, self._decided = self._wanted, None, 0
                await asyncio.to_thread(self.settle)
                if kind == "question":
                    await self._helper.ask("run", progress=progress, question=name, at=at)
                else:
                    await self._helper.ask("run", progress=progress, documents=[name])
                if self._decided == 0:
                    self._made.add((kind, name))
        except QualcodeError:
            self._wanted = None  # asked for again when something is opened or decided
        finally:
            self.computing = False
            self._tell()

    def settle(self) -> None:
        """Record what was done where suggestions were withheld, before they are made anew.

        In a thread, as it reads much.
        """
        with self._settling:
            if self._aside is None:  # one a session: each that writes starts a chain of its own
                self._aside = Project(self._app.project.store.aside())
            self._aside.suggest.settle()

    def _tell(self) -> None:
        """Let the screens that show suggestions read them anew."""
        for screen in self._app.screen_stack if self._app.is_running else ():
            renew = getattr(screen, "renew_suggestions", None)
            if renew is not None:
                renew()
