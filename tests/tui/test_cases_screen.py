"""Cases, driven by keys: columns, order, filters, summaries, one case, values set and undone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from harness import on_screen, press, running, screen_text
from study import build
from textual.pilot import Pilot

import qualcode
from qualcode.project import Project
from qualcode.text.display import width
from qualcode.tui.app import QualcodeApp
from qualcode.tui.screens.cards import Cards
from qualcode.tui.screens.case import CasePage
from qualcode.tui.screens.cases import Cases
from qualcode.tui.screens.coding import Coding


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Return the small study, an interview's case among the respondents."""
    made = build(tmp_path / "s.qualcode", tmp_path)
    made.cases.add("周")
    made.cases.link("L03", "周")
    made.coding.apply("L03", code="trust", quote="熟门熟路")
    made.coding.apply("001 · q8", code="fatigue", quote="Too many platforms")
    return made


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project of 20,000 cases: more than are found while a key waits."""
    folder = tmp_path_factory.mktemp("many")
    lines = ["id,district,hours,note"]
    lines += [f"v{n:05},{'Xihu' if n % 4 else 'Yuhang'},{n % 50},n{n % 7}" for n in range(20_000)]
    (folder / "usage.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with qualcode.create(folder / "s.qualcode", coder="Mia") as made:
        made.cases.import_survey(folder / "usage.csv", id="id", kind="volunteer")
    return folder / "s.qualcode"


@asynccontextmanager
async def listing(
    project: Project, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[QualcodeApp, Pilot[None]]]:
    """Yield the interface with the list of cases open."""
    async with running(project, size) as (app, pilot):
        await press(pilot, "g", "a")
        await settle(app, pilot)
        yield app, pilot


async def settle(app: QualcodeApp, pilot: Pilot[None]) -> list[str]:
    """Wait for what runs beside the keys; return the screen."""
    for _ in range(2):
        await app.workers.wait_for_complete()
        await pilot.pause()
    return screen_text(app)


def cells(rows: list[str]) -> list[list[str]]:
    """Return the words of the rows of the table at 80 × 24; below are two lines on the cursor."""
    return [line.split() for line in rows[3:-4] if line]


async def test_a_row_a_case_and_its_fields_as_columns(project: Project) -> None:
    async with listing(project, (120, 30)) as (app, pilot):
        rows = screen_text(app)
        assert "Cases › 4 of 4 cases" in rows[0]
        assert rows[2].split()[:4] == ["▸case", "kind", "district", "hours"]
        await press(pilot, ")")
        found = [line.split()[:5] for line in screen_text(app)[3:7]]
        assert found == [
            ["001", "respondent", "Xihu", "3", "0.5"],
            ["002", "respondent", "Yuhang", "12", "1.5"],
            ["003", "respondent", "Xihu", "1"],
            ["周", "participant"],
        ]


async def test_columns_scroll_sideways_and_the_first_stands(project: Project) -> None:
    async with listing(project) as (app, pilot):
        await press(pilot, *["right"] * 5)
        rows = screen_text(app)
        assert rows[2].split()[0] == "case"
        assert "▸q8" in rows[2]
        assert "kind" not in rows[2]
        assert "q8 · open question" in rows[-4]
        assert rows[-3].startswith("Too many platforms asked for the same data")
        await press(pilot, *["left"] * 5)
        assert screen_text(app)[2].startswith("▸case")


async def test_a_field_orders_the_list_up_down_and_not(project: Project) -> None:
    async with listing(project) as (app, pilot):
        await press(pilot, *["right"] * 3, "s")
        rows = screen_text(app)
        assert [row[0] for row in cells(rows)] == ["001", "002", "003", "周"]
        assert rows[1].endswith("order hours")
        await press(pilot, "s")
        assert [row[0] for row in cells(screen_text(app))] == ["002", "001", "003", "周"]
        await press(pilot, "left", "s", "s")
        assert [row[0] for row in cells(screen_text(app))] == ["002", "001", "003", "周"]
        await press(pilot, "s")
        rows = screen_text(app)
        assert [row[0] for row in cells(rows)] == ["001", "002", "003", "周"]
        assert "order" not in rows[1]


async def test_the_field_under_the_cursor_filters_and_a_part_is_taken_away(
    project: Project,
) -> None:
    async with listing(project) as (app, pilot):
        await press(pilot, "right", "right", "f", *"xih", "enter")
        rows = screen_text(app)
        assert "2 of 4 cases" in rows[0]
        assert rows[1].startswith("[1 district=Xihu]")
        assert [row[0] for row in cells(rows)] == ["001", "003"]
        await press(pilot, "right", "f", *">2", "enter")
        assert [row[0] for row in cells(screen_text(app))] == ["001"]
        await press(pilot, "!")
        assert [row[0] for row in cells(screen_text(app))] == ["003"]
        await press(pilot, "-", "-", "f", *"none", "enter")
        assert [row[0] for row in cells(screen_text(app))] == ["003", "周"]
        await press(pilot, "-", "K")
        rows = screen_text(app)
        assert [row[0] for row in cells(rows)] == ["周"]
        assert rows[1].endswith("participant")


async def test_a_summary_says_its_base_and_what_is_missing(project: Project) -> None:
    async with listing(project) as (app, pilot):
        await press(pilot, "right", "right", "S")
        shown = "\n".join(await settle(app, pilot))
        assert "3 with a value, of 4 cases shown" in shown
        assert "Xihu         2  66.7 %" in shown
        assert "Yuhang       1  33.3 %" in shown
        assert "no entry: 1" in shown
        await press(pilot, "escape", "K", "K", "right", "S")
        shown = "\n".join(await settle(app, pilot))
        assert "2 with a value, of 3 cases shown" in shown
        lines = [line.strip(" ┃").split() for line in shown.splitlines()]
        assert ["minimum", "3"] in lines
        assert ["median", "7.5"] in lines
        assert ["maximum", "12"] in lines


async def test_from_a_hundred_columns_on_the_summary_stands_beside(project: Project) -> None:
    async with listing(project, (120, 30)) as (app, pilot):
        await press(pilot, "right", "right")
        shown = "\n".join(await settle(app, pilot))
        assert "3 with a value, of 4 cases shown" in shown
        await press(pilot, ")")
        assert "with a value" not in "\n".join(await settle(app, pilot))


async def test_a_value_is_set_and_taken_back(project: Project) -> None:
    async with listing(project) as (app, pilot):
        await press(pilot, "e")
        assert "go to a field first" in screen_text(app)[-2]
        await press(pilot, "down", "right", "right", "right", "e", *["backspace"] * 2, *"20")
        await press(pilot, "enter")
        assert project.cases.show("002")["hours"] == 20
        assert "value set “002 · hours” · u undoes" in screen_text(app)[-2]
        assert cells(screen_text(app))[1][3] == "20"
        await press(pilot, "e", *["backspace"] * 2, *"many", "enter")
        assert "“many” is no number" in screen_text(app)[-2]
        assert project.cases.show("002")["hours"] == 20
        await press(pilot, "u")
        assert project.cases.show("002")["hours"] == 12
        await press(pilot, "left", "e", *"Xihu", "enter")
        assert project.cases.show("002")["district"] == "Xihu"
        await press(pilot, "e", *"no value", "enter")
        assert "district" not in project.cases.show("002")


async def test_a_case_shows_its_fields_documents_and_segments_and_opens_them(
    project: Project,
) -> None:
    async with listing(project, (100, 30)) as (app, pilot):
        await press(pilot, "enter")
        rows = screen_text(app)
        assert "Cases › 001 › respondent" in rows[0]
        shown = "\n".join(rows)
        assert "Documents · 1 document" in shown
        assert "Segments · 1 segment" in shown
        await press(pilot, "end", "enter")
        on_screen(app, Coding)
        assert app.document == "001 · q8"
        await press(pilot, "escape")
        on_screen(app, Cases)
        await press(pilot, "enter", "end", "up", "up", "enter")
        cards = on_screen(app, Cards)
        assert cards.queue is not None
        assert cards.queue.question == "q8"
        assert "Too many platforms" in "\n".join(screen_text(app))
        await press(pilot, "escape", "end", "enter")
        assert "周 › participant" in screen_text(app)[0]
        await press(pilot, "end", "up", "up", "enter")
        on_screen(app, Coding)
        assert app.document == "L03"


async def test_whether_a_person_may_be_quoted_is_said_by_one_key_and_taken_back(
    project: Project,
) -> None:
    async with listing(project, (100, 30)) as (app, pilot):
        await press(pilot, "enter", "Q")
        assert "001 › respondent › not to be quoted" in screen_text(app)[0]
        await press(pilot, "Q")
        assert project.cases.consent("001").quote is True
        await press(pilot, "u", "u")
        assert project.cases.consent("001").quote is None


async def test_what_is_seen_of_respondents_is_logged_and_is_no_change_to_take_back(
    project: Project,
) -> None:
    def looks() -> list[str]:
        log = project.history.log()
        return [s for k, s in zip(log["kind"], log["subject"], strict=True) if k == "look"]

    async with listing(project) as (app, pilot):
        assert looks() == ["district, hours, w"]
        await press(pilot, "enter", "escape", "enter", "escape")
        assert looks().count("001") == 2
        assert looks().count("district, hours, w") == 1
        await press(pilot, "u")
        assert "undone: coded “fatigue" in screen_text(app)[-2]


async def test_columns_are_chosen_and_a_field_is_gone_to_by_name(project: Project) -> None:
    async with listing(project) as (app, pilot):
        await press(pilot, "C", *"district", "enter", *"hours", "enter", "escape")
        assert screen_text(app)[2].split() == ["▸case", "kind", "w", "q8"]
        await press(pilot, "v", *"hours", "enter")
        assert "▸hours" in screen_text(app)[2]
        await press(pilot, "g", "h", "g", "a")
        assert "▸hours" in screen_text(app)[2]
        assert "district" not in screen_text(app)[2]


async def test_an_empty_project_says_what_starts_it(tmp_path: Path) -> None:
    with qualcode.create(tmp_path / "e.qualcode", coder="Mia") as empty:
        async with listing(empty) as (app, pilot):
            assert "Press I to take in a survey" in "\n".join(screen_text(app))
            keys = ("right", "s", "S", "f", "enter", "e", "K", "n", "v", "escape", "C", "escape")
            await press(pilot, *keys)
            on_screen(app, Cases)


async def test_a_few_of_many_are_not_told_as_none(many: Path) -> None:
    with qualcode.open(many, coder="Mia") as project:
        project.cases.add("the one who leads", kind="participant")
        async with listing(project) as (app, pilot):
            await press(pilot, "S")
            shown = "\n".join(await settle(app, pilot))
            assert "1  <0.1 %" in shown
            assert "20,000 >99.9 %" in shown
        project.history.undo()


async def test_twenty_thousand_cases_are_paged_by_key(many: Path) -> None:
    with qualcode.open(many, coder="Mia") as project:
        async with listing(project) as (app, pilot):
            screen = on_screen(app, Cases)
            assert "20,000 of 20,000 cases" in screen_text(app)[0]
            assert len(screen.table._pages) <= 2
            await press(pilot, "end")
            assert cells(screen_text(app))[-1] == ["v19999", "volunteer", "Xihu", "49", "n0"]
            assert len(screen.table._pages) <= 3
            await press(pilot, "right", "right", "f", *"Yuh", "enter")
            rows = await settle(app, pilot)
            assert "5,000 of 20,000 cases" in rows[0]
            await press(pilot, "right", "s", "s")
            rows = await settle(app, pilot)
            assert cells(rows)[0] == ["v00048", "volunteer", "Yuhang", "48", "n6"]
            await press(pilot, "s", "/", *"v0002", "enter")
            rows = await settle(app, pilot)
            assert "1 of 3 cases with “v0002”" in rows[-2]
            assert rows[-3] == "20"
            await press(pilot, "n")
            assert "2 of 3 cases with “v0002”" in screen_text(app)[-2]
            assert screen_text(app)[-3] == "24"
            await press(pilot, "/", *["backspace"] * 5, *"nobody", "enter")
            assert "no case shown has “nobody”" in (await settle(app, pilot))[-2]
            await press(pilot, "S")
            shown = "\n".join(await settle(app, pilot))
            assert "5,000 with a value, of 5,000 cases shown" in shown


def test_the_list_loads_no_frames(many: Path) -> None:
    script = f"""
import asyncio, sys
import qualcode
from qualcode.tui.app import QualcodeApp
async def main():
    with qualcode.open({str(many)!r}, coder="Mia") as project:
        app = QualcodeApp(project)
        async with app.run_test(size=(120, 30)) as pilot:
            for key in ("g", "a", "right", "right", "s", "f", "X", "enter", "S", "escape", "enter"):
                await pilot.press(key)
                await app.workers.wait_for_complete()
                await pilot.pause()
            print(type(app.screen).__name__, "pandas" in sys.modules)
asyncio.run(main())
"""
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert said.stdout.split() == ["CasePage", "False"], said.stderr[-2000:]


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_names_full_of_controls_fit_every_row(
    tmp_path: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUALCODE_LANGUAGE", language)
    (tmp_path / "s.csv").write_text(
        'id,"a\x1b[31m field","很长的变量名很长的变量名很长的变量名很长的变量名"\n'
        'x\u202e1,"re\x07d",“长”\nx2,\x9b31m,短\n',
        encoding="utf-8",
    )
    with qualcode.create(tmp_path / "e.qualcode", coder="Mia") as project:
        project.cases.import_survey(tmp_path / "s.csv", id="id")
        async with listing(project) as (app, pilot):
            for key in (
                "",
                "right",
                "right",
                "S",
                "escape",
                "right",
                "f",
                "escape",
                "enter",
                "end",
            ):
                if key:
                    await press(pilot, key)
                rows = await settle(app, pilot)
                assert all(line.isprintable() and width(line) <= 80 for line in rows), key
            on_screen(app, CasePage)


async def test_a_filter_on_a_field_that_was_taken_back_is_told_and_let_go(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("id,district\na,Xihu\nb,Yuhang\n", encoding="utf-8")
    with qualcode.create(tmp_path / "e.qualcode", coder="Mia") as project:
        project.cases.add("Moira")
        project.cases.import_survey(tmp_path / "s.csv", id="id")
        async with listing(project) as (app, pilot):
            await press(pilot, "right", "right", "f", *"xih", "enter", "s")
            assert [row[0] for row in cells(screen_text(app))] == ["a"]
            await press(pilot, "u", "g", "a")
            assert "there is no field “district”" in "\n".join(screen_text(app)[-3:])
            await press(pilot, "-", "-")
            rows = screen_text(app)
            assert "1 of 1 cases" in rows[0]
            assert [row[0] for row in cells(rows)] == ["Moira"]


async def test_who_only_reads_sees_all_and_logs_nothing(project: Project, tmp_path: Path) -> None:
    project.close()
    with qualcode.open(tmp_path / "s.qualcode") as reader:
        assert reader.coder is None
        async with running(reader) as (app, pilot):
            await press(pilot, "escape", "g", "a", "right", "right", "e", *"yuh", "enter")
            assert "Its coders are: Mia, Lin." in " ".join(screen_text(app)[-5:])
            assert "4 of 4 cases" in screen_text(app)[0]
            assert list(reader.history.log()["kind"]).count("look") == 0
