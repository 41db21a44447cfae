"""A list whose rows the worker finds: asked beside the keys, its progress said, stopped by esc."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any, cast

from textual.worker import Worker

from qualcode.tui.i18n import t
from qualcode.tui.screens.telling import Telling
from qualcode.tui.screens.working import EVERY


class Asking(Telling):
    """A list that may have its rows from the worker."""

    _asked: Worker[Any] | None = None

    def ask(self, job: str, then: Callable[[Any], None], saying: str, **arguments: Any) -> None:
        """Have a job done by the worker, and do `then` with what it yields."""

        async def run() -> None:
            told = time.monotonic()

            def progress(done: int, total: int) -> None:
                nonlocal told
                if time.monotonic() - told > EVERY:
                    told = time.monotonic()
                    percent = 100 * done // max(1, total)
                    self.say(t("work progress", what=saying, percent=percent))

            with self.attempting():
                try:
                    found = await self.program.helper.ask(job, progress=progress, **arguments)
                except asyncio.CancelledError:
                    if self.is_attached:
                        self.say(t("work stopped", what=saying))
                    raise
                finally:
                    self._asked = None
                self.say("")
                then(found)

        self.say(t("work progress", what=saying, percent=0))
        self._asked = self.run_worker(cast(Any, run), group="ask", exclusive=True)

    @property
    def asking(self) -> bool:
        """Whether the worker is at work for this screen."""
        return self._asked is not None

    def do_back(self, key: str) -> None:
        """Stop what is being done; else go back."""
        if self._asked is not None:
            self._asked.cancel()
        else:
            super().do_back(key)
