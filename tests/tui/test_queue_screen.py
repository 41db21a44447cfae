"""The recode queue: one passage at a time, one key each, undone by one, kept across restarts."""

from __future__ import annotations

from pathlib import Path

import pytest
from harness import press, running, screen_text
from study import build

import qualcode
from qualcode.project import Project
from qualcode.tui.screens.coding import Coding

QUOTES = ("最缺人。", "熟门熟路", "早上七点")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = build(tmp_path / "s.qualcode", tmp_path)
    project.codebook.edit("trust", definition={"en": "any trust"})
    for quote in QUOTES:
        project.coding.apply("L03", code="trust", quote=quote)
    project.codebook.edit(
        "trust", alters=True, note="narrower", definition={"en": "trust between people"}
    )
    return project


def waiting(project: Project) -> list[str]:
    return [row.text for row in project.codebook.queue_rows()]


async def test_a_passage_is_shown_in_its_context_with_both_meanings(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "b", "Q")
        shown = "\n".join(screen_text(app))
        assert (
            "▌trust  1 of 3 · meaning altered; applied under revision 1, now 2 · narrower" in shown
        )
        assert "周：【最缺人。】街道办只有六个工作人员" in shown
        assert "then: any trust" in shown
        assert "now: trust between people" in shown


async def test_a_change_in_the_other_language_alone_is_shown_in_it(project: Project) -> None:
    for row in project.codebook.queue_rows():
        project.codebook.keep(row.segment)
    project.codebook.edit("trust", alters=True, definition={"zh": "人与人之间的信任"})
    async with running(project) as (app, pilot):
        await press(pilot, "g", "b", "Q")
        assert "now: 人与人之间的信任" in "\n".join(screen_text(app))


async def test_a_split_says_what_was_split_off(project: Project) -> None:
    segment = project.codebook.queue_rows()[0].segment
    new = {"code": "trust in offices", "definition": "of an office"}
    project.codebook.split("trust", [new], {segment: "trust in offices"})
    async with running(project, (120, 30)) as (app, pilot):
        await press(pilot, "g", "b", "Q", "k")
        shown = "\n".join(screen_text(app))
        assert "split off: “trust in offices”" in shown
        assert "trust in offices: of an office" in shown


async def test_one_key_each_keeps_moves_removes_and_undo_returns_to_it(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "b", "Q", "k")
        assert waiting(project) == ["熟门熟路", "早上七点"]
        assert "kept “trust · L03” · u undoes" in screen_text(app)[-2]
        await press(pilot, "c", *"fatigue", "enter")
        assert waiting(project) == ["早上七点"]
        await press(pilot, "backspace")
        assert [r.code for r in project.coding.rows()] == ["trust", "fatigue"]
        assert any("Nothing is to be looked at again" in line for line in screen_text(app))
        await press(pilot, "u")
        assert "【早上七点】" in "\n".join(screen_text(app))
        await press(pilot, "u", "u")
        assert waiting(project) == list(QUOTES)
        assert "【最缺人。】" in "\n".join(screen_text(app))


async def test_digits_and_letters_move_a_segment_and_its_own_code_keeps_it(
    project: Project,
) -> None:
    key = project.codebook.find("fatigue").key
    async with running(project) as (_app, pilot):
        await press(pilot, "g", "b", "Q", "1", ",", *key, "3")
        rows = [(r.text, r.code, r.revision) for r in project.coding.rows()]
        assert rows == [
            ("最缺人。", "gap filling", 1), ("熟门熟路", "fatigue", 1), ("早上七点", "trust", 2),
        ]  # fmt: skip
        assert waiting(project) == []


async def test_going_on_leaves_a_passage_in_the_queue(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "b", "Q", "n", "k", "k", "n")
        assert waiting(project) == ["最缺人。"]
        assert "this is the last" in screen_text(app)[-2]
        await press(pilot, "m", *"hm", "ctrl+s")
        assert project.memos.rows()[0].text == "hm"
        await press(pilot, "enter")
        assert isinstance(app.screen, Coding)
        start, end = app.screen.reader.selection.span
        assert project.documents.text("L03")[start:end] == "最缺人。"
        await press(pilot, "escape")
        assert screen_text(app)[0].startswith("Volunteers › Recode queue")


async def test_progress_is_kept_when_the_program_is_left(project: Project) -> None:
    async with running(project) as (_app, pilot):
        await press(pilot, "g", "b", "Q", "k")
    with qualcode.open(project.where, coder="Mia") as again:
        async with running(again) as (app, pilot):
            await press(pilot, "g", "b", "Q")
            assert "1 of 2" in screen_text(app)[1]
            await press(pilot, "u")
            assert "1 of 3" in screen_text(app)[1]


async def test_what_was_reviewed_before_a_code_existed_is_looked_at_for_it(
    project: Project,
) -> None:
    for name in ("001 · q8", "002 · q8", "L02"):
        project.coding.done(name)
    project.codebook.add("late")
    async with running(project) as (app, pilot):
        await press(pilot, "g", "b", "Q", "T", *"late", "enter")
        shown = screen_text(app)
        assert shown[0].startswith("Volunteers › Recode queue › reviewed before “late”")
        assert "1 of 3 · reviewed before the code was there" in shown[1]
        await press(pilot, "w")
        assert "open it with enter" in screen_text(app)[-2]
        await press(pilot, "k", "w", "1")
        assert [(r.document, r.code) for r in project.coding.rows(document="001 · q8")] == [
            ("001 · q8", "late")
        ]
        assert project.coding.count(code="fatigue") == 0
        await press(pilot, "k")
        assert any("All that was reviewed is looked at" in line for line in screen_text(app))
        cells = project.analysis.matrix(question="q8")["late"]
        assert [int(cell) for cell in cells.dropna()] == [1, 0]
        await press(pilot, "u", "u", "u")
        assert "1 of 3" in screen_text(app)[1]
        assert project.coding.count(code="late") == 0
        await press(pilot, "T", *"segments", "enter")
        assert "1 of 3 · meaning altered" in screen_text(app)[1]


async def test_the_queue_of_a_project_opened_to_read_is_shown_and_not_changed(
    project: Project,
) -> None:
    with qualcode.open(project.where, coder="Lin") as other:
        async with running(other) as (app, pilot):
            await press(pilot, "g", "b", "Q", "k")
            assert any("Nothing is to be looked at again" in line for line in screen_text(app))
    assert waiting(project) == list(QUOTES)
