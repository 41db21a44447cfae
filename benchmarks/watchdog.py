"""A watchdog: how long anything holds the event loop of the interface, and what it was."""

from __future__ import annotations

import asyncio
import time


class Watchdog:
    """Notes the longest time for which nothing else could run, and what was going on.

    longest is in seconds; processor: of which this thread had the processor, which another
    program's work does not lengthen; at: what `doing` said then.
    """

    def __init__(self) -> None:
        self.doing = ""
        self._on = False
        self.forget()

    def forget(self) -> None:
        """Forget what was noted so far."""
        self.longest = self.processor = 0.0
        self.at = ""
        self._last = (time.perf_counter(), time.thread_time())

    def said(self) -> str:
        """Return the longest hold in words."""
        at = f" ({self.at})" if self.at else ""
        return f"{1000 * self.longest:.0f} ms, {1000 * self.processor:.0f} ms of the processor{at}"

    async def __aenter__(self) -> Watchdog:
        self._on = True
        self.forget()
        self._tick()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._on = False

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
