"""A watchdog: how long anything holds the event loop of the interface, and what it was.

A step is what the loop does in one go, as asyncio's own `slow_callback_duration` counts it; a turn
is how long a timer waits at most between two steps of its own, with all steps that came before it.
"""

from __future__ import annotations

import asyncio
import time
from asyncio.events import Handle


class Watchdog:
    """Notes the longest step and the longest turn, and what was going on.

    longest is a turn in seconds; processor: of which this thread had the processor, which another
    program's work does not lengthen; step: the longest step, by the processor; at, step_at: what
    `doing` said then.
    """

    def __init__(self) -> None:
        self.doing = ""
        self._on = False
        self.forget()

    def forget(self) -> None:
        """Forget what was noted so far."""
        self.longest = self.processor = 0.0
        self.at = self.step_at = ""
        self.step = 0.0
        self._last = (time.perf_counter(), time.thread_time())

    def said(self) -> str:
        """Return the longest hold in words."""
        at = f" ({self.at})" if self.at else ""
        return f"{1000 * self.longest:.0f} ms, {1000 * self.processor:.0f} ms of the processor{at}"

    def said_step(self) -> str:
        """Return the longest step in words."""
        at = f" ({self.step_at})" if self.step_at else ""
        return f"{1000 * self.step:.0f} ms of the processor{at}"

    async def __aenter__(self) -> Watchdog:
        self._on = True
        self.forget()
        self._tick()
        run = self._run = Handle._run

        def timed(handle: Handle) -> None:
            before = time.thread_time()
            run(handle)
            took = time.thread_time() - before
            if took > self.step:
                self.step, self.step_at = took, self.doing

        Handle._run = timed  # type: ignore[method-assign]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._on = False
        Handle._run = self._run  # type: ignore[method-assign]

    def _tick(self) -> None:
        now = (time.perf_counter(), time.thread_time())
        held, worked = now[0] - self._last[0] - EVERY, now[1] - self._last[1]
        self._last = now
        if worked > self.processor:
            self.longest, self.processor, self.at = held, worked, self.doing
        if self._on:
            asyncio.get_running_loop().call_later(EVERY, self._tick)


EVERY = 0.001
"""So many seconds from one look to the next."""
