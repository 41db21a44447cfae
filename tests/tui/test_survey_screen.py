"""The preview of a survey: every guess with its reason, corrected by keys, then taken in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from harness import on_screen, paste, press, running, screen_text
from study import build
from textual.pilot import Pilot

import qualcode
from qualcode.project import Project
from qualcode.text.display import width
from qualcode.tui.app import QualcodeApp
from qualcode.tui.screens.cases import Cases
from qualcode.tui.screens.survey import Survey

SURVEY = """id,district,often,hours,w,why
a1,Xihu,some,3,0.5,"Too many platforms asked for the same data, and again on paper."
a2,Yuhang,a lot,12,1.5,"We stood in the rain for a week and nobody told us when to stop."
a3,Xihu,none,,1.0,"My neighbour went, so I went with her, that is really all of it."
a4,Yuhang,a lot,7,1.0,
"""
USAGE = """id,hours
001,30
003,5
999,1
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "new.csv").write_text(SURVEY, encoding="utf-8")
    (tmp_path / "usage.csv").write_text(USAGE, encoding="utf-8")
    return qualcode.create(tmp_path / "e.qualcode", coder="Mia")


@asynccontextmanager
async def preview(
    project: Project, file: Path, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[QualcodeApp, Pilot[None]]]:
    """Yield the interface with the preview of a file open."""
    async with running(project, size) as (app, pilot):
        await press(pilot, "g", "a", "I")
        await paste(pilot, str(file))
        await press(pilot, "enter")
        await settle(app, pilot)
        yield app, pilot


async def settle(app: QualcodeApp, pilot: Pilot[None]) -> list[str]:
    """Wait for what runs beside the keys; return the screen."""
    for _ in range(2):
        await app.workers.wait_for_complete()
        await pilot.pause()
    return screen_text(app)


def types(app: QualcodeApp) -> dict[str, str]:
    """Return what each column is taken for."""
    return {str(row["column"]): str(row["type"]) for row in on_screen(app, Survey).read.rows}


async def test_each_column_has_its_type_and_its_reason_and_nothing_is_written(
    project: Project, tmp_path: Path
) -> None:
    async with preview(project, tmp_path / "new.csv") as (app, pilot):
        rows = screen_text(app)
        assert rows[1].startswith("new.csv · 4 rows · id: id (its name, and no two cells alike)")
        assert rows[2] == "4 cases new, 0 known · as respondent"
        shown = "\n".join(rows)
        assert "✓ district         nominal" in shown
        assert "whole numbers from 3 to 12" in shown
        assert "✓ why              open-ended" in shown
        await press(pilot, "down")
        rows = screen_text(app)
        assert " levels: Xihu, Yuhang" in rows
        await press(pilot, "down", "down")
        assert " counted as missing: 1 empty" in screen_text(app)
        assert project.cases.count() == 0
        await press(pilot, "escape")
        on_screen(app, Cases)
    assert project.cases.variables() == []


async def test_what_is_corrected_by_keys_is_what_is_taken_in(
    project: Project, tmp_path: Path
) -> None:
    async with preview(project, tmp_path / "new.csv") as (app, pilot):
        await press(pilot, "down", "space")
        await settle(app, pilot)
        assert types(app)["district"] == "skip"
        await press(pilot, "down", "T", "o")
        await settle(app, pilot)
        await press(pilot, *["backspace"] * 40, *"none | some | a lot", "enter")
        await settle(app, pilot)
        assert " levels, lowest first: none < some < a lot" in screen_text(app)
        await press(pilot, "down", "T", "1", "end", "A")
        await settle(app, pilot)
        await press(pilot, "k", "k")
        assert screen_text(app)[2].endswith("as volunteer")
        await press(pilot, "enter")
        rows = await settle(app, pilot)
        on_screen(app, Cases)
        assert "survey taken in “new.csv” · u undoes" in rows[-2]
        assert "4 of 4 cases" in rows[0]
        frame = project.cases.frame()
        assert list(frame.columns) == ["case", "kind", "often", "hours", "w", "why"]
        assert list(frame["often"].cat.categories) == ["none", "some", "a lot"]
        assert set(frame["kind"]) == {"volunteer"}
        assert project.cases.questions() == []
        await press(pilot, "u")
        assert project.cases.count() == 0


async def test_answers_become_documents_unless_said_otherwise(
    project: Project, tmp_path: Path
) -> None:
    async with preview(project, tmp_path / "new.csv") as (app, pilot):
        await press(pilot, "K")
        await settle(app, pilot)
        assert "id: id (stated)" in screen_text(app)[1]
        await press(pilot, "enter")
        await settle(app, pilot)
    assert project.cases.questions() == ["why"]
    assert len(project.documents.rows()) == 3


async def test_what_was_said_of_a_column_is_taken_back(project: Project, tmp_path: Path) -> None:
    async with preview(project, tmp_path / "new.csv") as (app, pilot):
        before = types(app)
        await press(pilot, *["down"] * 4, "w")
        await settle(app, pilot)
        await press(pilot, "T", "n")
        await settle(app, pilot)
        assert types(app)["w"] == "nominal"
        await press(pilot, "backspace")
        await settle(app, pilot)
        assert types(app) == before


async def test_what_the_file_cannot_be_is_refused_and_all_stays(
    project: Project, tmp_path: Path
) -> None:
    async with preview(project, tmp_path / "new.csv") as (app, pilot):
        before = types(app)
        await press(pilot, "down", "T", "1")
        rows = await settle(app, pilot)
        assert "row 2, “district”: “Xihu” is no number" in rows[-2]
        assert types(app) == before
        await press(pilot, "K")
        rows = await settle(app, pilot)
        assert "the id “Xihu” stands in row 2 already" in rows[-2] + rows[-3]
        await press(pilot, "home", "w")
        assert "the id tells cases apart" in screen_text(app)[-2]


async def test_a_file_that_is_not_there_is_told_on_the_list(
    project: Project, tmp_path: Path
) -> None:
    async with preview(project, tmp_path / "none.csv") as (app, _pilot):
        on_screen(app, Cases)
        assert "none.csv" in "".join(row.strip() for row in screen_text(app)[-4:])


async def test_keys_of_usage_records_are_matched_before_they_are_joined(
    tmp_path: Path, project: Project
) -> None:
    study = build(tmp_path / "s.qualcode", tmp_path)
    async with preview(study, tmp_path / "usage.csv") as (app, pilot):
        assert screen_text(app)[2] == "1 cases new, 2 known · as respondent"
        await press(pilot, "J", "enter")
        shown = "\n".join(await settle(app, pilot))
        counts = [line.strip(" ┃").rsplit(None, 1) for line in shown.splitlines()]
        assert ["matched", "2"] in counts
        assert ["only in the file", "1"] in counts
        assert ["only in the project", "1"] in counts
        assert "999 (row 4)" in shown
        await press(pilot, "escape", "P", *"usage_", "enter")
        await settle(app, pilot)
        assert "fields begin with usage_" in screen_text(app)[2]
        await press(pilot, "enter")
        await settle(app, pilot)
        assert study.cases.show("001")["usage_hours"] == 30
        assert study.cases.show("001")["hours"] == 3


async def test_keys_that_stand_twice_are_named_with_their_rows(
    tmp_path: Path, project: Project
) -> None:
    study = build(tmp_path / "s.qualcode", tmp_path)
    (tmp_path / "twice.csv").write_text("n,key,hours\n1,001,30\n2,001,4\n3,003,5\n")
    async with preview(study, tmp_path / "twice.csv") as (app, pilot):
        await press(pilot, "down", "K")
        rows = await settle(app, pilot)
        assert "the id “001” stands in row 2 already" in rows[-3] + rows[-2]
        await press(pilot, "J", "enter")
        shown = "\n".join(await settle(app, pilot))
        counts = [line.strip(" ┃").rsplit(None, 1) for line in shown.splitlines()]
        assert ["twice in the file", "2"] in counts
        assert "001 (row 2), 001 (row 3)" in shown


async def test_choices_are_kept_in_a_file_that_makes_the_import_again(
    project: Project, tmp_path: Path
) -> None:
    async with preview(project, tmp_path / "new.csv") as (app, pilot):
        await press(pilot, "down", "space")
        await settle(app, pilot)
        await press(pilot, "W", "enter")
        rows = await settle(app, pilot)
        assert "survey.yaml" in rows[-2]
    assert (tmp_path / "survey.yaml").is_file()
    async with preview(project, tmp_path / "new.csv") as (app, pilot):
        assert types(app)["district"] == "nominal"
        await press(pilot, "Y")
        await paste(pilot, str(tmp_path / "survey.yaml"))
        await press(pilot, "enter")
        await settle(app, pilot)
        assert types(app)["district"] == "skip"


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_the_preview_of_hostile_columns_fits_every_row(
    project: Project, tmp_path: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUALCODE_LANGUAGE", language)
    (tmp_path / "bad.csv").write_text(
        'id,"a\x1b[31m field","很长的变量名很长的变量名很长的变量名很长的变量名"\n'
        'x1,"re\x07d",“长”\nx2,\x9b31m,短\nx3,\x9b31m,短\n',
        encoding="utf-8",
    )
    async with preview(project, tmp_path / "bad.csv") as (app, pilot):
        on_screen(app, Survey)
        for key in ("down", "T", "escape", "down", "O", "escape", "J", "escape"):
            await press(pilot, key)
            rows = await settle(app, pilot)
            assert all(line.isprintable() and width(line) <= 80 for line in rows), key
