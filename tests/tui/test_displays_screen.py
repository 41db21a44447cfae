"""Displays by keys: themes with their evidence, summaries cell by cell, joint displays, files."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from harness import on_screen, press, running, screen_text
from interpreting import Coded, consent, copied
from tables import Person, survey
from textual.pilot import Pilot
from textual.screen import ModalScreen

import qualcode
from qualcode.history import replay
from qualcode.project import Project
from qualcode.text.display import width
from qualcode.tui.app import QualcodeApp
from qualcode.tui.screens.behind import CellSegments
from qualcode.tui.screens.coding import Coding
from qualcode.tui.screens.displays import Displays
from qualcode.tui.screens.joint import JointDisplay
from qualcode.tui.screens.summaries import SummaryGrid
from qualcode.tui.screens.theme import ThemePage


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Coded]:
    """Yield the small study, its interviews coded and done."""
    made = copied(tmp_path / "s.qualcode")
    yield made
    made.project.close()


@asynccontextmanager
async def at_work(
    made: Coded, *keys: str, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[QualcodeApp, Pilot[None]]]:
    """Yield the interface after some keys, each waited for with all that it begins."""
    async with running(made.project, size) as (app, pilot):
        await slowly(app, pilot, *keys)
        yield app, pilot


async def slowly(app: QualcodeApp, pilot: Pilot[None], *keys: str) -> None:
    """Press keys, each waited for with the work beside the keys that it begins."""
    for key in keys:
        await press(pilot, key)
        await rested(app, pilot)


async def rested(app: QualcodeApp, pilot: Pilot[None]) -> None:
    """Wait until nothing is read or done any more, where no question waits for an answer."""
    for _ in range(3):
        await app.workers.wait_for_complete()
        await pilot.pause()
        if isinstance(app.screen, ModalScreen):
            return


def text(app: QualcodeApp) -> str:
    """Return the screen in one text, its lines joined as a reader joins them."""
    return " ".join(" ".join(screen_text(app)).split())


def rows(app: QualcodeApp, first: int, last: int) -> list[list[str]]:
    """Return rows of the screen, the columns of each as two blanks or more part them."""
    return [
        [part.strip() for part in row.split("  ") if part.strip()]
        for row in screen_text(app)[first:last]
        if row.strip()
    ]


# Themes -------------------------------------------------------------------------------------------


async def test_a_theme_is_made_from_its_name_to_its_quotes_and_each_step_is_taken_back(
    study: Coded,
) -> None:
    project = study.project
    start = replay.differences(project.store)
    async with at_work(study, "g", "i") as (app, pilot):
        assert "Here are the themes" in text(app)
        await slowly(app, pilot, "T", *"hands", "enter")
        assert "No claim yet: e writes it." in text(app)
        await slowly(app, pilot, "Q")
        assert "first choose the theme's codes with c" in text(app)
        await slowly(app, pilot, "e", *"Too", "space", *"few", "ctrl+s")
        gaps = [row.code for row in project.codebook.rows()].index("gaps")
        await slowly(app, pilot, "c", *["down"] * gaps, "space", "enter")
        assert "Too few codes: gaps" in text(app)
        assert "2 segments of its codes by 1 case, layer final; 2 left out" in text(app)
        await slowly(app, pilot, "Q", "space", "+")
        assert "quotes chosen for the theme “hands” · u undoes" in text(app)
        assert "1 to choose from" in text(app)
        await slowly(app, pilot, "escape")
        assert "layer final; 1 left out" in text(app)
        chosen = project.analysis.themes.chosen("hands")
        assert [(one.kind, one.quote and one.quote.text) for one in chosen] == [
            ("quote", "街道办只有六个工作人员，要管两万多户。")
        ]
        await slowly(app, pilot, "escape")
        on_screen(app, Displays)
        assert rows(app, 2, 4) == [["Themes (1)"], ["1 hands", "Too few", "1", "0", "1"]]
        await slowly(app, pilot, "u", "u", "u", "u")
        assert project.analysis.themes.rows() == []
        assert "Here are the themes" in text(app)
        assert replay.differences(project.store) == start


async def test_what_is_chosen_is_turned_noted_and_taken_out(study: Coded) -> None:
    themes = study.project.analysis.themes
    themes.add("hands", "Too few.", codes=["gaps"])
    themes.quote("hands", [study.segments["clerks"], study.segments["lists"]])

    def told() -> list[tuple[str, str, str]]:
        return [(one.kind, one.name or one.about_uid, one.note) for one in themes.chosen("hands")]

    clerks, lists = study.segments["clerks"], study.segments["lists"]
    async with at_work(study, "g", "i", "enter") as (app, pilot):
        await slowly(app, pilot, ">")
        assert [one[1] for one in told()] == [lists, clerks]
        await slowly(app, pilot, "v")
        assert sorted(told()) == [("contrary", clerks, ""), ("quote", lists, "")]
        await slowly(app, pilot, "home", "w", *"best", "enter")
        assert told()[0] == ("quote", lists, "best")
        await slowly(app, pilot, "V", *"Moira", "enter", *"none", "enter")
        assert told()[2] == ("contrary", "Moira", "none")
        assert "(the whole case) none" in text(app)
        await slowly(app, pilot, "end", "v")
        assert "a whole case is no quote" in text(app)
        await slowly(app, pilot, "enter")
        assert "there is no passage to open here" in text(app)
        await slowly(app, pilot, "backspace")
        assert [one[1] for one in told()] == [lists, clerks]
        assert "taken out of the theme" in text(app)
        await slowly(app, pilot, "u")
        assert [one[1] for one in told()] == [lists, clerks, "Moira"]


async def test_a_quote_opens_its_passage_and_esc_comes_back_to_it(study: Coded) -> None:
    themes = study.project.analysis.themes
    themes.add("hands", codes=["gaps"])
    themes.quote("hands", [study.segments["clerks"], study.segments["lists"]])
    async with at_work(study, "g", "i", "enter", "down", "enter") as (app, pilot):
        on_screen(app, Coding)
        assert app.document == "L03"
        assert "早上七点街道办把名单发到群里" in text(app)
        await slowly(app, pilot, "escape")
        page = on_screen(app, ThemePage)
        assert page.table.cursor == 2
        await slowly(app, pilot, "escape")
        on_screen(app, Displays)


async def test_what_became_of_a_quote_is_said_beside_it(study: Coded) -> None:
    project = study.project
    project.analysis.themes.add("hands", codes=["gaps"])
    project.analysis.themes.quote(
        "hands", [study.segments[name] for name in ("clerks", "lists", "slept")]
    )
    project.coding.remove(study.segments["lists"])
    consent(project, "Zhou", 0)
    async with at_work(study, "g", "i") as (app, pilot):
        assert rows(app, 3, 4)[0][-1] == "3"
        await slowly(app, pilot, "enter")
        states = {row[-1] for row in rows(app, 4, 8)}
        assert states >= {"no consent", "removed", "other code"}
        assert "六个工作人员" not in text(app)
        await slowly(app, pilot, "Q")
        assert "六个工作人员" not in text(app)


async def test_themes_are_ordered_renamed_removed_and_brought_back(study: Coded) -> None:
    themes = study.project.analysis.themes
    for name in ("one", "two"):
        themes.add(name)
    async with at_work(study, "g", "i", ">") as (app, pilot):
        assert [row.name for row in themes.rows()] == ["two", "one"]
        await slowly(app, pilot, "e", *"uno", "enter")
        assert [row.name for row in themes.rows()] == ["two", "uno"]
        await slowly(app, pilot, "backspace")
        assert [row.name for row in themes.rows()] == ["two"]
        await slowly(app, pilot, "u")
        assert "undone: theme removed “uno”" in text(app)
        assert [row.name for row in themes.rows()] == ["two", "uno"]
        await slowly(app, pilot, "T", *"two", "enter")
        assert "There is a theme “two” already. Say another name." in text(app)


async def test_the_themes_are_written_to_a_file_beside_the_project(study: Coded) -> None:
    themes = study.project.analysis.themes
    themes.add("hands", "Too few.", codes=["gaps"])
    themes.quote("hands", study.segments["clerks"])
    async with at_work(study, "g", "i", "X", "5") as (app, pilot):
        await rested(app, pilot)
        assert "written: themes.md" in text(app)
    written = Path(study.project.where).with_name("themes.md").read_text(encoding="utf-8")
    assert "Too few." in written
    assert "街道办只有六个工作人员，要管两万多户。" in written


# Summaries ----------------------------------------------------------------------------------------


async def test_a_summary_is_written_below_its_segments_and_says_what_changed_since(
    study: Coded,
) -> None:
    project = study.project
    summaries = project.analysis.summaries
    async with at_work(study, "g", "i", "S", "right") as (app, pilot):
        assert rows(app, 1, 4) == [
            ["case", "gap filling", "fatigue", "trust"],
            ["Zhou", "(2 to summarise)", "nothing coded", "nothing coded"],
            ["Moira", "nothing coded", "(1 to summarise)", "(1 to summarise)"],
        ]
        await slowly(app, pilot, "left", "enter")
        assert "1 街道办只有六个工作人员，要管两万多户。 2 早上七点街道办" in text(app)
        await slowly(app, pilot, *"Six", "space", *"clerks", "ctrl+s")
        await rested(app, pilot)
        assert "summary written “Zhou · gap filling” · u undoes" in text(app)
        assert rows(app, 2, 3) == [["Zhou", "Six clerks", "nothing coded", "nothing coded"]]
        assert "2 cases; 1 of 6 cells summarised; 2 with segments and no summary" in text(app)
        project.coding.remove(study.segments["lists"])
        app.screen.renew()  # type: ignore[attr-defined]
        await rested(app, pilot)
        assert rows(app, 2, 3)[0][1] == "✱ Six clerks"
        assert "✱ since it was written: 1 removed" in text(app)
        await slowly(app, pilot, "=")
        await rested(app, pilot)
        assert rows(app, 2, 3)[0][1] == "Six clerks"
        await slowly(app, pilot, "backspace")
        assert summaries.rows() == []
        await slowly(app, pilot, "u")
        assert [row.text for row in summaries.rows()] == ["Six clerks"]


async def test_what_is_not_looked_at_is_not_taken_for_nothing_there(study: Coded) -> None:
    async with at_work(study, "g", "i", "S", "s", *"q8", "enter", size=(160, 48)) as (app, pilot):
        await rested(app, pilot)
        shown = {row[0]: row[1:] for row in rows(app, 2, 8)}
        matrix = study.project.analysis.summaries.matrix(question="q8")
        assert shown["001"] == ["not reviewed", "not reviewed (1 so far)", "not reviewed"]
        assert [[cell.state for cell in row] for row in matrix.rows] == [
            ["not reviewed"] * 3 for _ in matrix.cases
        ]
        await slowly(app, pilot, "f")
        assert "shown: cases with segments or summaries" in text(app)
        assert [row[0] for row in rows(app, 2, 30)][:1] == ["001"]
        assert "002" not in {row[0] for row in rows(app, 2, 30)}


async def test_the_segments_of_a_cell_lead_to_their_passage_and_back(study: Coded) -> None:
    async with at_work(study, "g", "i", "S", "v", "down", "enter") as (app, pilot):
        on_screen(app, Coding)
        assert app.document == "L03"
        await slowly(app, pilot, "escape")
        assert "2 segments" in screen_text(app)[0]
        assert on_screen(app, CellSegments).table.cursor == 1
        await slowly(app, pilot, "escape", "n", "n")
        grid = on_screen(app, SummaryGrid).grid
        assert (grid.cursor, grid.column) == (1, 3)


async def test_themes_can_be_the_columns_and_the_matrix_is_written_to_a_file(study: Coded) -> None:
    themes = study.project.analysis.themes
    themes.add("hands", codes=["gaps"])
    themes.add("tired", codes=["fatigue"])
    async with at_work(study, "g", "i", "S", "c", "space", "enter", "X", "5") as (app, pilot):
        await rested(app, pilot)
        assert rows(app, 1, 3) == [["case", "tired"], ["Zhou", "nothing coded"]]
        assert "written: Summaries.md" in text(app)
    written = Path(study.project.where).with_name("Summaries.md").read_text(encoding="utf-8")
    assert "nothing coded" in written
    assert "hands" not in written


# Joint displays -----------------------------------------------------------------------------------

PEOPLE = [
    *[Person("Xihu", codes=("gap",), hours="3", answer="too many forms")] * 3,
    *[Person("Xihu", hours="1")] * 2,
    *[Person("Yuhang", codes=("gap", "tired"), hours="4", answer="worn out")] * 2,
    *[Person("Yuhang", hours="2")] * 3,
]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a survey of ten with a kept table, a theme and a summary."""
    folder = tmp_path_factory.mktemp("base")
    with survey(folder / "s.qualcode", folder, PEOPLE) as project:
        analysis = project.analysis
        analysis.keep("districts", analysis.crosstab("district", question="q8", codes=["gap"]))
        analysis.themes.add("forms", "Forms eat time.", codes=["gap"])
        segments = project.coding.segments(code="gap")["segment"]
        analysis.themes.quote("forms", [str(segments[0]), str(segments[1])])
        analysis.summaries.set("001", "gap", "Forms, twice.", question="q8")
    return folder / "s.qualcode"


@pytest.fixture
def surveyed(base: Path, tmp_path: Path) -> Iterator[Project]:
    """Yield a copy of the survey."""
    with qualcode.open(shutil.copy(base, tmp_path / "s.qualcode"), coder="Mia") as project:
        yield project


def items(project: Project) -> list[list[tuple[str, str, str]]]:
    """Return what stands in the rows of the display: column, kind, text."""
    shown = project.analysis.displays.show("integration")
    return [
        [(name, one.kind, one.text) for name in shown.columns for one in row.cells[name]]
        for row in shown.rows
    ]


async def test_a_joint_display_is_built_by_keys_and_each_step_is_taken_back(
    surveyed: Project,
) -> None:
    start = replay.differences(surveyed.store)
    async with running(surveyed, (160, 48)) as (app, pilot):
        await slowly(app, pilot, "g", "i", "J", *"integration", "enter", "1")
        await rested(app, pilot)
        assert "A adds a row by its topic" in text(app)
        await slowly(app, pilot, "A", *"Forms", "enter")
        assert rows(app, 2, 3) == [["Forms", "no data", "no data", "not judged"]]
        # The cursor is on the first column: numbers of one level, then of all.
        await slowly(app, pilot, "P", "n", "enter", "enter", *"xihu", "enter")
        await rested(app, pilot)
        await slowly(app, pilot, "P", "n", "enter", "enter", "enter")
        await rested(app, pilot)
        await slowly(app, pilot, "P", "c", *"gap", "enter")
        await rested(app, pilot)
        await slowly(app, pilot, "P", "k")
        assert "no query is kept yet" in text(app)
        surveyed.analysis.queries.save("gaps", "code:gap")
        await slowly(app, pilot, "P", "k", "enter")
        await rested(app, pilot)
        await slowly(app, pilot, "right", "P", "t", "enter")
        await rested(app, pilot)
        await slowly(app, pilot, "P", "q", "enter")
        await rested(app, pilot)
        await slowly(app, pilot, "P", "u", "enter")
        await rested(app, pilot)
        await slowly(app, pilot, "P", "w", *"mine", "ctrl+s")
        await rested(app, pilot)
        await slowly(app, pilot, "left", "P", "s", "enter", *"gap", "enter")
        await rested(app, pilot)
        [built] = items(surveyed)
        kinds = [(column, kind) for column, kind, _ in built]
        numbers = ("numbers", "numbers", "count", "query", "scale")
        assert kinds == [
            *(("survey result", kind) for kind in numbers),
            *(("themes and quotes", kind) for kind in ("theme", "quotes", "summary", "text")),
        ]
        assert built[0][2] == "gap, Xihu: 3 of 5"
        assert built[2][2] == "gap: 5 of 10"
        await slowly(app, pilot, "1", "e", *"Both", "ctrl+s")
        assert screen_text(app)[2].split()[-2:] == ["confirms", "Both"]
        await slowly(app, pilot, "2")
        assert screen_text(app)[2].split()[-2:] == ["extends", "Both"]
        await slowly(app, pilot, "0")
        assert screen_text(app)[2].split()[-3:] == ["not", "judged", "Both"]
        await press(pilot, *["u"] * 16)
        await rested(app, pilot)
        assert surveyed.analysis.displays.rows() == []
        assert replay.differences(surveyed.store) == start


@pytest.fixture
def filled(surveyed: Project) -> Project:
    """Return the survey with a display of two rows, the first filled."""
    displays = surveyed.analysis.displays
    displays.add("integration")
    displays.add_row("integration", "Forms")
    displays.add_row("integration", "Tired")
    displays.count("integration", 1, "gap", question="q8")
    displays.quotes("integration", 1, theme="forms")
    displays.text("integration", 1, "mine")
    return surveyed


async def test_what_would_be_another_today_says_so_and_is_made_anew(filled: Project) -> None:
    segments = filled.coding.segments(code="gap")
    filled.coding.remove(str(segments["segment"].iloc[-1]))
    async with running(filled, (80, 24)) as (app, pilot):
        await slowly(app, pilot, "g", "i", "end", "enter")
        assert rows(app, 2, 3)[0][1] == "✱ gap: 5 of 10"
        await slowly(app, pilot, "right", "left")
        assert "✱ today it would be: gap: 4 of 10" in text(app)
        await slowly(app, pilot, "R")
        await rested(app, pilot)
        assert rows(app, 2, 3)[0][1] == "gap: 4 of 10"
        assert "display made anew “integration” · u undoes" in text(app)
        await slowly(app, pilot, "R")
        assert "nothing would be another today" in text(app)


async def test_a_cell_is_read_its_quotes_opened_and_what_is_in_it_taken_out(
    filled: Project,
) -> None:
    async with running(filled, (80, 24)) as (app, pilot):
        await slowly(app, pilot, "g", "i", "end", "enter", "right", "enter")
        told = text(app)
        assert "too many forms" in told
        assert "left out" in told
        await slowly(app, pilot, "escape", "v", "enter")
        on_screen(app, Coding)
        assert app.document == "001 · q8"
        await slowly(app, pilot, "escape")
        await rested(app, pilot)
        assert on_screen(app, JointDisplay).at() == "themes and quotes"
        await slowly(app, pilot, "backspace", *"own", "enter")
        await rested(app, pilot)
        assert [kind for _, kind, _ in items(filled)[0]] == ["count", "quotes"]
        await slowly(app, pilot, "left", "left", ">")
        await rested(app, pilot)
        assert [row[0] for row in rows(app, 2, 4)] == ["Tired", "Forms"]
        await slowly(app, pilot, "backspace")
        await rested(app, pilot)
        assert items(filled) == [[]]
        await slowly(app, pilot, "u")
        await rested(app, pilot)
        assert [row[0] for row in rows(app, 2, 4)] == ["Tired", "Forms"]


async def test_a_joint_display_is_written_to_a_file_as_it_may_leave(filled: Project) -> None:
    async with running(filled, (80, 24)) as (app, pilot):
        await slowly(app, pilot, "g", "i", "end", "enter", "X", "5")
        await rested(app, pilot)
        assert "written: integration.md" in text(app)
    written = Path(filled.where).with_name("integration.md").read_text(encoding="utf-8")
    assert "too many forms" in written


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_hostile_words_fit_the_screen(
    study: Coded, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUALCODE_LANGUAGE", language)
    themes = study.project.analysis.themes
    themes.add("[red]名" + "字" * 60, "\x1b[31mclaim\n\n" + "很长 " * 200, codes=["gaps"])
    themes.contrary("1", cases="Moira", note="[/] " + "注" * 100)
    async with at_work(study, "g", "i") as (app, pilot):
        for keys in ((), ("enter",), ("Q",), ("escape", "escape", "S")):
            await slowly(app, pilot, *keys)
            assert [row for row in screen_text(app) if width(row) > 80 or "\x1b" in row] == []
