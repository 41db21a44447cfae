"""Running the interface in a test: on the small study, driven by keys, read as a person would."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any, TypeVar

import pytest
from textual import events
from textual._wait import wait_for_idle
from textual.app import ScreenStackError
from textual.pilot import Pilot
from textual.screen import Screen

from qualcode.project import Project
from qualcode.tui.app import QualcodeApp

S = TypeVar("S", bound="Screen[Any]")


@asynccontextmanager
async def running(
    project: Project, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[QualcodeApp, Pilot[None]]]:
    """Yield the interface at work on a project."""
    app = QualcodeApp(project)
    with pytest.MonkeyPatch.context() as patch:
        for module in ("textual.app", "textual.pilot"):
            patch.setattr(f"{module}.wait_for_idle", partial(settled, app))
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield app, pilot


async def settled(app: QualcodeApp, *_seconds: float) -> None:
    """Wait until the interface has nothing left to do: its messages handled, its workers through.

    In place of Textual's own, which sleeps until the processor was idle for 20 ms, three times a
    key. A worker that is idle for three times as long is left at work: a test may hold it.
    """
    await _handled(app)
    idle = 0
    while idle < 3 and (tasks := [w._task for w in app.workers if w._task and not w.is_finished]):
        waiting = asyncio.create_task(wait_for_idle(0))
        await asyncio.wait([waiting, *tasks], return_when=asyncio.FIRST_COMPLETED)
        idle += not waiting.cancel()
        await _handled(app)


async def _handled(app: QualcodeApp) -> None:
    loop = asyncio.get_running_loop()
    while True:
        await asyncio.sleep(0)
        if loop._ready:  # type: ignore[attr-defined] # what others are to run, before our next turn
            continue
        with suppress(ScreenStackError):  # the program may have ended
            app.screen._on_timer_update()  # what is due at the next frame
        if not loop._ready:  # type: ignore[attr-defined]
            return


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, each handled before the next."""
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


async def paste(pilot: Pilot[None], text: str) -> None:
    """Paste text where the cursor is, as a terminal does."""
    pilot.app.post_message(events.Paste(text))
    await pilot.pause()


def on_screen(app: QualcodeApp, kind: type[S]) -> S:
    """Return the screen in view, which is of this kind."""
    screen = app.screen
    assert isinstance(screen, kind)
    return screen


def screen_text(app: QualcodeApp) -> list[str]:
    """Return the rows of the screen as text, without the blanks at their ends."""
    lines = app.screen._compositor.render_strips()
    return ["".join(s.text for s in line).rstrip() for line in lines]
