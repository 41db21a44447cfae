"""Long work beside the keys: in a thread, its progress in the status row, stopped by esc."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from threading import Event
from typing import Any, cast

from qualcode.errors import QualcodeError
from qualcode.tui.i18n import t
from qualcode.tui.screens.listed import Listed

Progress = Callable[[int, int], None]
EVERY = 0.1
"""So many seconds at least between two words of progress."""


class Stopped(Exception):
    """Leaves work that a person stopped; a transaction it was in is rolled back."""


class Working(Listed):
    """A list whose rows may take a while to find."""

    _stop: Event | None = None

    def work(
        self,
        what: Callable[[Progress], Any],
        then: Callable[[Any], None],
        saying: str,
        stopped: Callable[[], None] | None = None,
    ) -> None:
        """Do `what` in a thread, and `then` with what it returns; `saying` says what it is.

        Work begun before it is stopped. stopped: what to do where a person stopped it.
        """
        if self._stop is not None:
            self._stop.set()
        self._stop = stop = Event()

        async def run() -> None:
            loop = asyncio.get_running_loop()
            told = time.monotonic()

            def progress(done: int, total: int) -> None:
                nonlocal told
                if stop.is_set():
                    raise Stopped
                if time.monotonic() - told > EVERY:
                    told = time.monotonic()
                    percent = 100 * done // max(1, total)
                    text = t("work progress", what=saying, percent=percent)
                    loop.call_soon_threadsafe(self.say, text)

            try:
                found = await asyncio.to_thread(what, progress)
            except Stopped:
                if self._stop is stop:
                    self._stop = None
                    self.say(t("work stopped", what=saying))
                    if stopped is not None:
                        stopped()
                return
            except QualcodeError as error:
                self._stop = None
                self.say(str(error), error=True)
                return
            if self._stop is stop:
                self._stop = None
                self.say("")
                with self.attempting():
                    then(found)

        self.say(t("work progress", what=saying, percent=0))
        self.run_worker(cast(Any, run), group="work")

    @property
    def working(self) -> bool:
        """Say whether something is being done."""
        return self._stop is not None

    def do_back(self, key: str) -> None:
        """Stop what is being done; else go back."""
        if self._stop is not None:
            self._stop.set()
        else:
            super().do_back(key)

    def on_unmount(self) -> None:
        """Stop what nobody waits for any more."""
        if self._stop is not None:
            self._stop.set()
