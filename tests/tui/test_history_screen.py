"""History by keys: what happened in groups, what a change did, going back, looking back."""

from __future__ import annotations

from pathlib import Path

import pytest
from harness import press, running, screen_text
from study import build
from textual.pilot import Pilot

import qualcode
from qualcode.project import Project
from qualcode.text.display import width
from qualcode.tui.app import QualcodeApp


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = build(tmp_path / "s.qualcode", tmp_path)
    for start in (0, 30, 60):
        project.coding.apply("L03", start, start + 4, "trust")
    project.coding.apply("L02", code="fatigue", quote="Then nobody slept.", strength=70)
    project.store.look("look at fields", "001 · q8")
    project.codebook.rename("trust", "reliance")
    return project


async def settled(app: QualcodeApp, pilot: Pilot[None]) -> list[str]:
    """Wait for work beside the keys; return the screen."""
    await app.workers.wait_for_complete()
    await pilot.pause()
    return screen_text(app)


async def test_the_log_is_grouped_and_a_group_opens(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "y")
        rows = screen_text(app)
        assert rows[0].startswith("Volunteers › History › 14 of 14")
        assert [row[31:].strip() for row in rows[2:6]] == [
            "code renamed “trust → reliance”", "looked at fields “001 · q8”",
            "coded “fatigue · L02”", "+ 3 codings in L03",
        ]  # fmt: skip
        await press(pilot, "down", "down", "down", "enter")
        rows = screen_text(app)
        assert [row[31:].strip() for row in rows[5:9]] == [
            "- 3 codings in L03", *["coded “trust · L03”"] * 3
        ]  # fmt: skip
        await press(pilot, "enter")
        assert "+ 3 codings in L03" in screen_text(app)[5]


async def test_filters_narrow_the_log_and_say_so(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "y", "f", "k", "4")
        rows = screen_text(app)
        assert rows[0].startswith("Volunteers › History › looks › 1 of 14")
        await press(pilot, "f", "a", "f", "d", *"L02", "enter")
        rows = screen_text(app)
        assert "L02 › 2 of 14" in rows[0]
        assert "coded “fatigue · L02”" in rows[2]
        await press(pilot, "f", "a", "c", *"reliance", "enter")
        rows = screen_text(app)
        assert "reliance › 5 of 14" in rows[0]
        await press(pilot, "f", "s", *"soon", "enter")
        assert "“soon” is no day" in "".join(screen_text(app)[-4:])


async def test_enter_tells_what_a_change_did(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "y", "enter")
        text = "\n".join(screen_text(app))
        assert "changed: code “reliance”" in text
        line = next(row for row in screen_text(app) if row.startswith("  name "))
        assert line.split() == ["name", "trust", "reliance"]
        await press(pilot, "escape", "down", "enter")
        assert "It changed nothing" in "\n".join(screen_text(app))
        await press(pilot, "escape", "down", "enter")
        rows = [row.split() for row in screen_text(app)]
        assert ["strength", "70"] in rows
        assert ["code", "fatigue"] in rows


async def test_undo_to_here_is_shown_then_done_and_redone_by_one_key(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "y", "down", "down", "T")
        rows = await settled(app, pilot)
        assert rows[1] == "to be taken back: 1 change of yours"
        assert "code renamed “trust → relian" in "\n".join(rows)
        await press(pilot, "escape", "down", "down", "T")
        rows = await settled(app, pilot)
        assert rows[1] == "to be taken back: 5 changes of yours"
        assert project.coding.count() == 4
        await press(pilot, "enter")
        rows = await settled(app, pilot)
        assert project.coding.count() == 0
        assert "5 changes taken back · U brings back" in rows[-2]
        await press(pilot, "U")
        assert "5 changes done again together" in screen_text(app)[-2]
        assert project.coding.count() == 4


async def test_anothers_change_is_not_undone(project: Project, tmp_path: Path) -> None:
    with qualcode.open(tmp_path / "s.qualcode", coder="Lin") as other:
        other.memos.add("mine")
    async with running(project) as (app, pilot):
        await press(pilot, "g", "y", "z")
        assert "is Lin's: only Lin can take it back" in "".join(screen_text(app)[-5:])
        assert len(project.memos.rows()) == 1
        await press(pilot, "T")
        rows = await settled(app, pilot)
        assert "You changed nothing after this" in "\n".join(rows)


async def test_one_change_of_the_list_is_undone(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "y", "down", "down", "z")
        assert project.coding.count() == 3
        rows = screen_text(app)
        assert "taken back: coded “fatigue · L02”" in rows[2]
        assert "coded “fatigue · L02” (taken back)" in rows[5]


async def test_the_project_as_it_was(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "y", "down", "P")
        rows = await settled(app, pilot)
        assert any("trust" in row and row.split()[1:3] == ["3", "1"] for row in rows)
        assert not any("reliance" in row for row in rows[1:-2])
        await press(pilot, "enter", *"L02", "enter")
        rows = await settled(app, pilot)
        assert any("fatigue" in row and "Then nobody slept." in row for row in rows)
        await press(pilot, "escape", "up", "P")
        rows = await settled(app, pilot)
        assert any("reliance" in row for row in rows[1:-2])


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_every_row_fits_80_by_24(
    project: Project, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUALCODE_LANGUAGE", language)
    project.memos.add("very \x1b[31mlong\u202e memo 疲惫" * 8)
    async with running(project) as (app, pilot):
        for keys in (("g", "y"), ("enter",), ("escape", "T"), ("escape", "P"), ("escape", "?")):
            await press(pilot, *keys)
            rows = await settled(app, pilot)
            assert [row for row in rows if width(row) > 80] == []
            assert "\x1b" not in "".join(rows)
