"""Running the interface in a test: on the small study, driven by keys, read as a person would."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from textual import events
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
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield app, pilot


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
