"""Reports: what can be written, its first rows, the file; stopped, it leaves nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from harness import press, running, screen_text
from study import build
from textual.pilot import Pilot

from qualcode.project import Project
from qualcode.report import plain, xlsx
from qualcode.text.display import width
from qualcode.tui.app import QualcodeApp


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = build(tmp_path / "s.qualcode", tmp_path)
    project.coding.apply("L03", code="trust", quote="最缺人。")
    project.coding.apply("L02", code="fatigue", quote="Then nobody slept.")
    project.coding.done("L03")
    return project


async def settled(app: QualcodeApp, pilot: Pilot[None]) -> str:
    """Wait for the work in the background; return what the screen shows."""
    await app.workers.wait_for_complete()
    await pilot.pause()
    return "\n".join(screen_text(app))


async def until(pilot: Pilot[None], true: Callable[[], bool]) -> None:
    """Wait for something that a thread does; say so if it never comes."""
    for _ in range(3000):
        if true():
            return
        await pilot.pause(0.01)
    pytest.fail("it never came:\n" + "\n".join(screen_text(cast("QualcodeApp", pilot.app))))


async def test_the_first_rows_of_what_is_marked_are_shown(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "p")
        assert "one file: segments, frequencies and the matrix" in await settled(app, pilot)
        await press(pilot, "down")
        shown = await settled(app, pilot)
        assert "the first 2 of 2 rows" in shown
        assert "最缺人。" in shown
        await press(pilot, "down")
        assert "segments_all" not in await settled(app, pilot)
        assert "gap filling" in "\n".join(screen_text(app)[-12:])


async def test_the_preview_is_headed_and_masked_as_what_is_written(project: Project) -> None:
    for code in ("case", "sixth", "seventh"):
        project.codebook.add(code)
    project.documents.mask("L03", {"周": "[person 1]"})
    project.memos.add("周 said so.", about="segment", name=project.coding.rows()[0].segment)
    async with running(project, (160, 48)) as (app, pilot):
        await press(pilot, "g", "p", "down")
        shown = await settled(app, pilot)
        assert "[person 1] said so." in shown
        assert "周" not in shown
        await press(pilot, "down")
        shown = await settled(app, pilot)
        assert "Documents reviewed" in shown
        assert "category" not in shown
        assert "the first 6 of 7 rows" in shown
        assert "sixth" in shown
        assert "seventh" not in shown
        await press(pilot, "down", "down")
        lines = (await settled(app, pilot)).splitlines()
        at = next(n for n, line in enumerate(lines) if "the first" in line)
        heading = lines[at + 1].split()
        assert heading == ["Case", "gap", "filling", "fatigue", "trust", "case", "sixth", "seventh"]


async def test_a_table_is_written_beside_the_project_under_a_name_that_is_free(
    project: Project, tmp_path: Path
) -> None:
    (tmp_path / "Volunteers segments.csv").write_text("mine", encoding="utf-8")
    async with running(project) as (app, pilot):
        await press(pilot, "g", "p", "down", "X", "1")
        assert "Volunteers segments 2.csv" in "\n".join(screen_text(app))
        await press(pilot, "enter")
        assert "written:" in await settled(app, pilot)
        text = (tmp_path / "Volunteers segments 2.csv").read_text("utf-8-sig")
        assert text.count("\n") == 3
        assert (tmp_path / "Volunteers segments.csv").read_text("utf-8") == "mine"


async def test_every_part_of_a_report_can_be_written_alone(
    project: Project, tmp_path: Path
) -> None:
    async with running(project, (80, 40)) as (app, pilot):
        await press(pilot, "g", "p")
        shown = await settled(app, pilot)
        parts = ["kept cross-tabs", "codes that meet", "saturation", "themes", "summaries"]
        assert [one for one in [*parts, "joint displays"] if one not in shown] == []
        await press(pilot, *["down"] * 6)
        assert "the tables kept in Cross-tab (K)" in await settled(app, pilot)
        await press(pilot, "enter", "4", "enter")
        await settled(app, pilot)
        text = (tmp_path / "Volunteers crosstabs.md").read_text("utf-8")
        assert "No table is kept" in text


async def test_a_name_that_is_taken_is_asked_about(project: Project, tmp_path: Path) -> None:
    (tmp_path / "mine.md").write_text("mine", encoding="utf-8")
    async with running(project) as (app, pilot):
        typed = [*["backspace"] * 80, *"mine.md", "enter"]
        await press(pilot, "g", "p", "enter", "3", *typed)
        assert "mine.md is there already." in "\n".join(screen_text(app))
        await press(pilot, "escape")
        assert (tmp_path / "mine.md").read_text("utf-8") == "mine"
        await press(pilot, "enter", "3", *typed, "1")
        await settled(app, pilot)
        assert (tmp_path / "mine.md").read_text("utf-8").startswith("# Volunteers")


async def test_what_is_stopped_leaves_no_file_and_the_keys_go_on(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    write = xlsx.write

    def slow(*given: object) -> None:
        begun.set()
        assert go_on.wait(30)
        write(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(xlsx, "write", slow)
    before = sorted(p.name for p in tmp_path.iterdir())
    async with running(project) as (app, pilot):
        await press(pilot, "g", "p", "enter", "2", "enter")
        await until(pilot, begun.is_set)
        assert "esc stops" in "\n".join(screen_text(app))
        await press(pilot, "down", "X")
        assert "is being written: esc stops it" in screen_text(app)[-2]
        await press(pilot, "escape")
        go_on.set()
        await until(pilot, lambda: "stopped" in screen_text(app)[-2])
        assert "Reports" in screen_text(app)[0]
    assert sorted(p.name for p in tmp_path.iterdir() if "s.qualcode" not in p.name) == [
        name for name in before if "s.qualcode" not in name
    ]


async def test_a_report_that_fails_unforeseen_ends_no_session(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(xlsx, "write", fail)
    async with running(project) as (app, pilot):
        await press(pilot, "g", "p", "enter", "2", "enter")
        shown = " ".join((await settled(app, pilot)).split())
        assert "this should not have happened (ZeroDivisionError)" in shown
        assert not (tmp_path / "Volunteers report.xlsx").exists()
        await press(pilot, "g", "h")
        assert "Reports" not in screen_text(app)[0]


async def test_a_folder_that_is_not_there_is_said_in_words(project: Project) -> None:
    async with running(project) as (app, pilot):
        typed = [*["backspace"] * 80, *"none/x.csv", "enter"]
        await press(pilot, "g", "p", "down", "enter", "1", *typed)
        assert "does not exist. Create it first." in (await settled(app, pilot)).replace("\n", " ")


async def test_a_progress_that_raises_stops_a_report_and_leaves_nothing(
    project: Project, tmp_path: Path
) -> None:
    for last in range(1, 7):
        seen: list[tuple[int, int]] = []

        def stop(done: int, of: int, last: int = last, seen: list[tuple[int, int]] = seen) -> None:
            seen.append((done, of))
            if len(seen) == last:
                raise KeyError("stop")

        try:
            project.report.write(tmp_path / "r.md", progress=stop)
        except KeyError:
            assert not (tmp_path / "r.md").exists()
            assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".r")] == []
        else:
            break
    else:
        pytest.fail("never finished")
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4), (4, 4)][: len(seen)]


@pytest.mark.parametrize("what", ["segments", "frequencies", "matrix"])
def test_a_preview_is_the_beginning_of_the_file(
    project: Project, tmp_path: Path, what: str
) -> None:
    whole = project.report.write(tmp_path / "x.csv", what=what).read_bytes().decode("utf-8-sig")
    frame = project.report.preview(what, rows=2)
    begins = plain.csv_text(frame)
    assert whole.startswith(begins)
    assert whole.count("\r\n") == frame.attrs["rows"] + 1


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("size", [(80, 24), (20, 5)])
async def test_the_screen_fits(
    project: Project, language: str, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUALCODE_LANGUAGE", language)
    async with running(project, size) as (app, pilot):
        await press(pilot, "g", "p", "down")
        await settled(app, pilot)
        rows = screen_text(app)
        assert len(rows) == size[1]
        assert max(width(line) for line in rows) <= size[0]
