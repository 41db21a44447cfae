"""A large change is taken back beside the keys; stopped half-way, nothing is changed."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from harness import press, running, screen_text
from study import build

from qualcode.history import replay
from qualcode.project import Project
from qualcode.store import undo as undoing
from qualcode.tui.screens import base
from qualcode.tui.widgets.doing import Doing


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setattr(base, "MANY", 3)
    made = build(tmp_path / "s.qualcode", tmp_path)
    (tmp_path / "more.csv").write_text("id,age,town\n001,30,A\n009,40,B\n", encoding="utf-8")
    made.cases.import_survey(tmp_path / "more.csv", id="id", prefix="m_")
    return made


async def test_a_large_change_is_taken_back_and_done_again(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "u")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert (
            "009"
            not in project.cases.frame().index.tolist() + project.cases.frame()["case"].tolist()
        )
        assert "undone: survey taken in “more.csv”" in screen_text(app)[-2]
        await press(pilot, "U")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "009" in project.cases.frame()["case"].tolist()
        assert replay.differences(project.store) == []


async def test_stopped_it_changes_nothing(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    parts = undoing._parts

    def slow(*arguments: object) -> object:
        begun.set()
        assert go_on.wait(30)
        return parts(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(undoing, "_parts", slow)
    before = project.cases.frame()
    made = len(project.history.rows())
    async with running(project) as (app, pilot):
        await press(pilot, "u")
        assert begun.wait(30)
        assert isinstance(app.screen, Doing)
        await press(pilot, "escape")
        go_on.set()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "stopped; nothing was changed" in screen_text(app)[-2]
        assert project.cases.frame().equals(before)
        assert len(project.history.rows()) == made
