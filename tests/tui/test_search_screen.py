"""Search by keys: hits in their context, the words, coding what was found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from harness import on_screen, press, running, screen_text
from study import build
from textual.pilot import Pilot

import qualcode
from qualcode.project import Project
from qualcode.text.display import width
from qualcode.tui.app import QualcodeApp
from qualcode.tui.screens.coding import Coding
from qualcode.tui.screens.search import Search


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with build(tmp_path / "s.qualcode", tmp_path) as made:
        yield made


async def search(app: QualcodeApp, pilot: Pilot[None], *keys: str) -> list[str]:
    """Press keys, wait until what they began is done, and return the screen."""
    await press(pilot, *keys)
    for _ in range(3):
        await app.workers.wait_for_complete()
        await pilot.pause()
    return screen_text(app)


FIND = ("g", "f", "/", *"人", "enter")


async def test_hits_stand_in_one_column_and_open_in_their_document(project: Project) -> None:
    async with running(project) as (app, pilot):
        assert any(
            "Find (words as they are said" in row for row in await search(app, pilot, "g", "f")
        )
        empty = await search(app, pilot, "escape")
        assert any("Press / and type" in line for line in empty)
        rows = await search(app, pilot, *FIND[2:])
        assert rows[0].startswith("Volunteers › Search › 2 hits in 1 of 4 documents")
        assert width(rows[3][: rows[3].index("人")]) == width(rows[4][: rows[4].index("人员")])
        rows = await search(app, pilot, "down")
        assert " L03 · 周 · turn 2 · zh" in rows
        await search(app, pilot, "enter")
        assert isinstance(app.screen, Coding)
        begin, end = app.screen.reader.selection.span
        assert project.documents.text("L03")[begin:end] == "人"
        rows = await search(app, pilot, "escape")
        assert rows[0].startswith("Volunteers › Search › 2 hits")
        assert on_screen(app, Search).table.cursor == 1


@pytest.mark.parametrize("begun", ["", "/"])
async def test_search_opens_with_its_line_to_type_in_and_comes_back_without(
    project: Project, begun: str
) -> None:
    async with running(project) as (app, pilot):
        rows = await search(app, pilot, "g", "f", *begun, *"人", "enter")
        assert rows[0].startswith("Volunteers › Search › 2 hits")
        assert "find 人 ·" in rows[1]
        rows = await search(app, pilot, "g", "b", "g", "f")
        assert rows[0].startswith("Volunteers › Search › 2 hits")


async def test_interviewers_pattern_near_and_order_are_a_key_each(project: Project) -> None:
    async with running(project) as (app, pilot):
        assert "2 hits" in (await search(app, pilot, "g", "f", "/", *"街道办", "enter"))[0]
        assert "3 hits" in (await search(app, pilot, "I"))[0]
        await search(app, pilot, "I", "/", *("backspace",) * 3, *"志願.", "enter")
        rows = await search(app, pilot, "P")
        assert "1 hit in" in rows[0]
        assert "find 志願. · pattern · without interviewers" in rows[1]
        await search(app, pilot, "/", *("backspace",) * 5, *"志愿者 最缺", "enter")
        rows = await search(app, pilot, "w", *"turn", "enter")
        assert "near: turn" in rows[1]
        assert "1 hit in" in rows[0]
        rows = await search(app, pilot, "w", *("backspace",) * 4, "enter", "O", "4")
        assert "order: by the words after" in rows[1]


async def test_hits_are_counted_first_and_coded_by_one_key(project: Project) -> None:
    async with running(project) as (app, pilot):
        await search(app, pilot, *FIND)
        project.coding.apply("L03", code="trust", quote="最缺人。")
        rows = await search(app, pilot, "C", *"trust", "enter")
        assert any("1  the sentences: 1 to code, 1 have it already" in line for line in rows)
        assert any("3  the turns or answers: 1 to code" in line for line in rows)
        assert project.coding.count() == 1
        rows = await search(app, pilot, "1")
        assert "coded automatically “trust · 1” · u undoes" in rows[-2]
        assert [(r.text, r.origin) for r in project.coding.rows()][1:] == [
            ("街道办只有六个工作人员，要管两万多户。", "auto")
        ]
        await search(app, pilot, "u")
        assert project.coding.count() == 1
        await search(app, pilot, "C", *"trust", "enter", "escape")
        assert project.coding.count() == 1


async def test_the_words_are_counted_and_one_of_them_searched(project: Project) -> None:
    async with running(project) as (app, pilot):
        rows = await search(app, pilot, "g", "f", "escape", "W")
        assert "words · 4 documents, 4 cases" in rows[0]
        assert rows[3].split() == ["街道办", "2", "1", "1"]
        rows = await search(app, pilot, "K")
        assert any(line.split()[:2] == ["the", "2"] for line in rows)
        rows = await search(app, pilot, "K", "enter")
        assert "2 hits in 1 of 4 documents" in rows[0]
        await search(app, pilot, "W", "escape")
        assert isinstance(app.screen, Search)


async def test_a_bad_pattern_and_an_empty_result_say_what_to_do(project: Project) -> None:
    async with running(project) as (app, pilot):
        await search(app, pilot, "g", "f", "/", *"(", "enter")
        rows = await search(app, pilot, "P")
        assert any("The pattern “(” cannot be read" in line for line in rows)
        assert rows[0] == f"{'Volunteers › Search':<77}Mia"
        rows = await search(app, pilot, "P", "/", "backspace", *"没有的", "enter")
        assert any("“没有的” is not said in 4 documents." in line for line in rows)
        assert "search for something first: /" in (await search(app, pilot, "C"))[-2]


async def test_where_it_looks_is_narrowed_and_widened(project: Project) -> None:
    async with running(project) as (app, pilot):
        await search(app, pilot, "g", "f", "/", *"the", "enter")
        rows = await search(app, pilot, "f", *"xihu", "enter")
        assert "1 hit in 1 of 1 document " in rows[0]
        assert "district = Xihu" in rows[1]
        rows = await search(app, pilot, "f", *"hours", "enter", *"10..", "enter")
        assert "0 hits in 0 of 0 documents" in rows[0]
        rows = await search(app, pilot, "f", *"everywhere", "enter")
        assert "of 4 documents" in rows[0]
        rows = await search(app, pilot, "c", *"trust", "enter")
        assert "within trust" in rows[1]
        assert "0 hits" in rows[0]


async def test_what_is_shown_is_written_to_a_file(project: Project, tmp_path: Path) -> None:
    async with running(project) as (app, pilot):
        await search(app, pilot, *FIND)
        rows = await search(app, pilot, "X", "1")
        assert "written: " in rows[-2]
        lines = (tmp_path / "人.csv").read_text(encoding="utf-8-sig").splitlines()
        assert len(lines) == 3
        assert lines[0].startswith("document,case,speaker,role,start,end,left,match,right")
        await search(app, pilot, "W")
        await search(app, pilot, "X", "4")
        assert "| word |" in (tmp_path / "words.md").read_text(encoding="utf-8")


async def test_a_file_that_is_there_is_not_written_over(project: Project, tmp_path: Path) -> None:
    (tmp_path / "survey.csv").write_text("my own table", encoding="utf-8")
    async with running(project) as (app, pilot):
        await search(app, pilot, "g", "f", "/", *"survey", "enter")
        await search(app, pilot, "X", "1")
        await search(app, pilot, "X", "1")
    assert (tmp_path / "survey.csv").read_text(encoding="utf-8") == "my own table"
    assert {p.name for p in tmp_path.glob("survey*.csv")} == {
        "survey.csv", "survey 2.csv", "survey 3.csv",
    }  # fmt: skip


async def test_hits_in_a_text_that_was_changed_since_are_searched_anew_before_they_are_coded(
    project: Project, tmp_path: Path
) -> None:
    def corrected() -> None:
        text = project.documents.text("L03")
        with qualcode.open(tmp_path / "s.qualcode", coder="Lin") as other:
            other.documents.edit("L03", text.replace("最缺人", "说实话，最缺人"))

    async with running(project) as (app, pilot):
        await search(app, pilot, *FIND)
        await search(app, pilot, "C", *"trust", "enter")
        corrected()
        rows = await search(app, pilot, "2")
        assert project.coding.rows() == []
        assert "searched anew, nothing was coded" in "\n".join(rows[-3:])
        await search(app, pilot, "C", *"trust", "enter", "2")
        assert {row.text for row in project.coding.rows()} == {"人"}


async def test_the_hit_marked_stays_marked_while_something_is_asked(project: Project) -> None:
    async with running(project) as (app, pilot):
        await search(app, pilot, *FIND)
        await search(app, pilot, "down")
        await search(app, pilot, "C", "escape")
        assert on_screen(app, Search).table.cursor == 1


@pytest.mark.parametrize("size", [(20, 5), (80, 24), (160, 48)])
@pytest.mark.parametrize("language", ["en", "zh"])
async def test_every_row_fits_whatever_is_in_the_text(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int], language: str,
) -> None:  # fmt: skip
    monkeypatch.setenv("QUALCODE_LANGUAGE", language)
    (tmp_path / "x.txt").write_text(
        "A: 志愿者 👩‍👩‍👧 ……\n\nB: 人\u202e人人\u2066 人 Ⅳ人人\n" * 60 + "A: \x1b[31m人\n",
        encoding="utf-8",
    )
    project.documents.add(tmp_path / "x.txt")
    async with running(project, size) as (app, pilot):
        rows = await search(app, pilot, *FIND)
        assert all(width(row) <= size[0] for row in rows)
        assert "\x1b" not in "".join(rows)
        assert "\u202e" not in "".join(rows)


async def test_a_look_at_the_fields_by_a_filter_is_logged(project: Project) -> None:
    async with running(project) as (app, pilot):
        await search(app, pilot, *FIND, "f", *"question", "enter")
        assert project.history.rows(kind="look") == []
        await search(app, pilot, "f", *"Xihu", "enter")
        await search(app, pilot, "f", *"hours", "enter", *"2..4", "enter")
        looks = [(r.what, r.subject) for r in project.history.rows(kind="look")]
        assert looks == [("look at fields", "hours: 2..4"), ("look at fields", "district: Xihu")]
