"""Memos by keys: one list, narrowed and sorted; passages, links, files."""

from __future__ import annotations

from pathlib import Path

import pytest
from harness import press, running, screen_text
from study import FAR_ZONES, build, living_in

from qualcode.project import Project
from qualcode.store.journal import local
from qualcode.text.display import width
from qualcode.tui.screens.coding import Coding
from qualcode.tui.screens.memos import Memos


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = build(tmp_path / "s.qualcode", tmp_path)
    segment = project.coding.apply("L02", code="fatigue", quote="Then nobody slept.")
    project.memos.add("tired, not sad", kind="theory", about="segment", name=segment)
    project.memos.add("志願者累了", kind="to do", about="document", name="L03")
    project.memos.add("what counts", about="code", name="gap filling")
    return project


async def test_the_marked_memo_shows_its_passage_and_a_key_goes_there(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "m", "end")
        assert any("fatigue · L02 “Then nobody slept.”" in row for row in screen_text(app))
        await press(pilot, "enter")
        rows = screen_text(app)
        assert "Then nobody slept." in rows[1]
        await press(pilot, *" now", "ctrl+s")
        assert project.memos.rows()[0].text == "tired, not sad now"
        await press(pilot, "home", "p")
        assert isinstance(app.screen, Coding)
        assert any("【Then nobody slept.】" in row for row in screen_text(app))
        await press(pilot, "escape")
        assert isinstance(app.screen, Memos)


@pytest.mark.parametrize("zone", FAR_ZONES)
async def test_memos_and_history_tell_the_same_day(project: Project, zone: str) -> None:
    with living_in(zone):
        day = local(project.memos.rows()[0].changed)[:10]
        async with running(project) as (app, pilot):
            await press(pilot, "g", "m")
            assert all(row.endswith(day) for row in screen_text(app)[2:5])
            await press(pilot, "g", "y")
            assert screen_text(app)[2].startswith(day)


async def test_memos_are_narrowed_searched_and_sorted(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "m", "f", "k", "2")
        assert "Memos › theory › 1 of 3" in screen_text(app)[0]
        await press(pilot, "f", "a", "/", *"志愿者", "enter")
        assert "1 of 3" in screen_text(app)[0]
        assert "志願者累了" in screen_text(app)[2]
        await press(pilot, "f", "a", "c", *"fatigue", "enter")
        assert "tired, not sad" in screen_text(app)[2]
        await press(pilot, "f", "a", "s", "3")
        assert "3 of 3 by kind" in screen_text(app)[0]
        assert [row.split()[0] for row in screen_text(app)[2:5]] == ["code", "theory", "to"]
        await press(pilot, "/", *"nowhere", "enter")
        assert "No memo fits" in "\n".join(screen_text(app))


async def test_a_link_is_added_followed_removed_and_brought_back(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "m", "l", "1", *"tired", "enter")
        await press(pilot, *["backspace"] * len("see also"), *"explains", "enter")
        memo = project.memos.rows(kind="code")[0].memo
        [link] = project.memos.link_rows(memo)
        assert (link.kind, link.about, link.subject) == ("explains", "memo", "tired, not sad")
        assert any("links: 1 explains → tired, not sad" in row for row in screen_text(app))
        await press(pilot, "1")
        assert any("links: 1 explains ← what counts" in row for row in screen_text(app))
        await press(pilot, "K", "1")
        assert project.memos.link_rows(memo) == []
        await press(pilot, "u")
        assert len(project.memos.link_rows(memo)) == 1
        await press(pilot, "home", "l", "4", *"fatigue", "enter", "enter", "enter", "2")
        assert isinstance(app.screen, Coding)
        assert any("【Then nobody slept.】" in row for row in screen_text(app))


async def test_what_is_shown_is_exported(project: Project, tmp_path: Path) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "m", "f", "k", "2", "X", "4")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "memos.csv" in screen_text(app)[-2]
    lines = (tmp_path / "memos.csv").read_text("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines][:1] == ["memo"]
    assert len(lines) == 2
    assert "tired" in lines[1]


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_every_row_fits_80_by_24(
    project: Project, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUALCODE_LANGUAGE", language)
    one = project.memos.add("\x1b[31m\u202e长" * 200)
    project.memos.link(one, "document", "L03", kind="k" * 200)
    async with running(project) as (app, pilot):
        for keys in (("g", "m"), ("f",), ("escape", "enter"), ("escape", "K"), ("escape", "?")):
            await press(pilot, *keys)
            rows = screen_text(app)
            assert [row for row in rows if width(row) > 80] == []
            assert "\x1b" not in "".join(rows)
