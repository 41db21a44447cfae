"""Running the interface in a test: on the small study, driven by keys, read as a person would."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from qualcode.project import Project
from qualcode.tui.app import QualcodeApp


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


def screen_text(app: QualcodeApp) -> list[str]:
    """Return the rows of the screen as text, without the blanks at their ends."""
    lines = app.screen._compositor.render_strips()
    return ["".join(s.text for s in line).rstrip() for line in lines]
