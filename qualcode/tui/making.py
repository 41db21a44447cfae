"""Suggestions made anew while one codes: asked of the worker process, and never waited for.

When an answer's question or a document is opened, and a while after decisions. Where no worker can
be started nothing else changes: what is pending is shown as it is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from qualcode.errors import QualcodeError
from qualcode.project import Project
from qualcode.store.store import Store
from qualcode.tui.i18n import t

if TYPE_CHECKING:
    from textual.timer import Timer

    from qualcode.suggest.client import Client
    from qualcode.tui.app import QualcodeApp

Connect = Callable[[Store, str], "Client"]
"""Makes the interface's end of a worker, for a project and a coder."""
OPENED = 0.5
"""So many seconds after something was opened its suggestions are made: not for what one passes."""
DECIDED = 3.0
"""So many seconds after the last of some decisions."""
OFTEN = 10
"""After so many decisions at once."""


class Making:
    """What is wanted of the worker, one thing at a time; the newest wish takes the place of others.

    connect: None where no worker is to be had, as in most tests.
    """

    def __init__(self, app: QualcodeApp, connect: Connect | None) -> None:
        self._app = app
        self._connect = connect
        self._client: Client | None = None
        self._coder = ""
        self._made: set[tuple[str, str]] = set()
        self._wanted: tuple[str, str] | None = None
        self._timer: Timer | None = None
        self._decided = 0
        self.computing = False

    def want(self, kind: str, name: str, *, decided: bool = False) -> None:
        """Have suggestions made for a question or document, unless they are as new as can be.

        decided: something was decided just now, which the model is to learn from.
        """
        if self._connect is None or self._app.project.coder is None:
            return
        if decided:
            self._made.clear()
            self._decided += 1
        if (kind, name) in self._made:
            return
        self._wanted = (kind, name)
        if self._timer is not None:
            self._timer.stop()
        soon = not decided or self._decided >= OFTEN
        self._timer = self._app.set_timer(OPENED if soon else DECIDED, self._begin)

    def _begin(self) -> None:
        self._timer = None
        if not self.computing and self._wanted is not None:
            self._app.run_worker(cast(Any, self._make), group="suggestions")

    async def _make(self) -> None:
        self.computing = True
        self._tell()
        try:
            while self._wanted is not None:
                (kind, name), self._wanted, self._decided = self._wanted, None, 0
                client = await asyncio.to_thread(self._ready)
                wish = {"question": name} if kind == "question" else {"documents": [name]}
                await client.ask("run", **wish)
                if self._decided == 0:
                    self._made.add((kind, name))
        except (QualcodeError, OSError):
            self._wanted = None  # asked for again when something is opened or decided
        finally:
            self.computing = False
            self._tell()

    def _ready(self) -> Client:
        """Return the worker's client; in a thread, as processes and rows take a while."""
        aside = Project(self._app.project.store.aside())
        aside.suggest.settle()
        return self._started()

    def _started(self) -> Client:
        coder, project = self._app.project.coder, self._app.project
        if coder is None or self._connect is None:
            raise QualcodeError(t("no worker"))
        if self._client is None or self._coder != coder.name:
            self.stop()
            self._client, self._coder = self._connect(project.store, coder.name), coder.name
        self._client.start()
        return self._client

    async def explain(self, suggestion: str) -> list[str]:
        """Return the lines that explain a suggestion. Raises: QualcodeError, OSError."""
        client = await asyncio.to_thread(self._started)
        return list(await client.ask("explain", suggestion=suggestion))

    def _tell(self) -> None:
        """Let the screens that show suggestions read them anew."""
        for screen in self._app.screen_stack if self._app.is_running else ():
            renew = getattr(screen, "renew_suggestions", None)
            if renew is not None:
                renew()

    def stop(self) -> None:
        """End the worker."""
        if self._client is not None:
            self._client.stop()
            self._client = None
