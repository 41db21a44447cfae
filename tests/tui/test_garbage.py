"""What is left behind goes, and what stays is not looked through again and again."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import pytest
from harness import on_screen, press, running
from study import build

from qualcode.tui import garbage
from qualcode.tui.screens.documents import Documents


async def test_the_lines_of_a_screen_go_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is loaded after the start sets aside all that is there then, this screen too.
    monkeypatch.setattr("qualcode.tui.app.AHEAD", 600)
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        async with running(project) as (app, pilot):
            await press(pilot, "g", "d")
            drawn = weakref.ref(on_screen(app, Documents).table._styles_cache)
            assert drawn() is not None
            await press(pilot, "g", "b", "g", "s", "g", "h")
            gc.collect()
            assert drawn() is None


def test_much_that_outlives_a_look_is_set_aside_and_still_goes_when_nobody_needs_it() -> None:
    garbage.keep_short()
    before = gc.get_freeze_count()
    kept = [{(str(n),)} for n in range(garbage.MUCH + 1)]
    last = weakref.ref(kept[-1])
    gc.collect()
    assert gc.get_freeze_count() - before > garbage.MUCH
    assert len(gc.get_objects(2)) < garbage.MUCH
    del kept
    assert last() is None
