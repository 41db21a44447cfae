"""The program's one worker: started when something is first asked of it, ended with the program.

Where the program was given none, as in most tests, its jobs are done in a thread of this process.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING, Any

from qualcode.errors import QualcodeError
from qualcode.project import Project
from qualcode.store.store import Store
from qualcode.tui.i18n import t

if TYPE_CHECKING:
    from qualcode.tui.app import QualcodeApp
    from qualcode.tui.worker.client import Client
    from qualcode.tui.worker.jobs import Jobs

Connect = Callable[[Store, "str | None"], "Client"]
"""Makes the interface's end of a worker, for a project and a coder."""
Progress = Callable[[int, int], None]


class Stopped(Exception):
    """Leaves a job that is not wanted any more."""


class Helper:
    """Does jobs beside the keys; see `jobs` for what there is."""

    def __init__(self, app: QualcodeApp, connect: Connect | None) -> None:
        self._app = app
        self._connect = connect
        self._client: Client | None = None
        self._coder: str | None = None
        self._jobs: Jobs | None = None

    @property
    def process(self) -> bool:
        """Whether there is to be a process, and suggestions are made unasked."""
        return self._connect is not None

    async def ask(self, job: str, *, progress: Progress | None = None, **arguments: Any) -> Any:
        """Have a job done and await its result. Cancelling the awaiting task stops it.

        Raises: what the job does, and QualcodeError where no process can be started.
        """
        if self._connect is None:
            return await self._within(job, progress, arguments)
        try:
            client = await asyncio.to_thread(self._started)
        except OSError as error:
            raise QualcodeError(t("no worker")) from error
        return await client.ask(job, progress=progress, **arguments)

    def _started(self) -> Client:
        """Return the worker's client; in a thread, as a process takes a while to start."""
        assert self._connect is not None
        project = self._app.project
        coder = project.coder.name if project.coder is not None else None
        if self._client is None or self._coder != coder:
            self.stop()
            self._client, self._coder = self._connect(project.store, coder), coder
        self._client.start()
        return self._client

    async def _within(self, job: str, tell: Progress | None, arguments: dict[str, Any]) -> Any:
        from qualcode.tui.worker.jobs import Jobs

        loop, stop = asyncio.get_running_loop(), Event()

        def progress(done: int, total: int) -> None:
            if stop.is_set():
                raise Stopped
            if tell is not None:
                loop.call_soon_threadsafe(tell, done, total)

        if self._jobs is None:
            project = Project(self._app.project.store.aside())
            project.suggest.semantic = self._app.project.suggest.semantic
            self._jobs = Jobs(project)
        try:
            return await asyncio.to_thread(self._jobs.do, job, progress, arguments)
        finally:
            stop.set()

    def stop(self) -> None:
        """End the worker."""
        if self._client is not None:
            self._client.stop()
            self._client = None
