"""The program around the screens: themes, tour, help, palette, the key protocol."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from harness import press, running, screen_text
from rich.segment import Segment
from study import build

import qualcode
from qualcode.project import Project
from qualcode.tui import actions
from qualcode.tui import settings as kept
from qualcode.tui.app import SCREENS, QualcodeApp
from qualcode.tui.tour import STEPS, TOUR


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return build(tmp_path / "s.qualcode", tmp_path)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(kept.VARIABLE, str(tmp_path / "mine" / "settings.toml"))


def drawn(app: QualcodeApp) -> list[list[Segment]]:
    """Return the rows of the screen as the terminal is sent them."""
    filters = app.get_line_filters()
    rows = []
    for strip in app.screen._compositor.render_strips():
        segments = list(strip)
        for one in filters:
            segments = one.apply(segments, app.screen.background_colors[1])
        rows.append(segments)
    return rows


# Themes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["dark", "light", "contrast", "none"])
async def test_what_a_theme_colours_is_told_without_colour_too(
    project: Project, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("QUALCODE_THEME", name)
    project.coding.apply("L03", code="trust", quote="最缺人。")
    async with running(project) as (app, pilot):
        await press(pilot, "g", "s")
        row = next(row for row in drawn(app) if any("最缺人" in s.text for s in row))
        assert any(s.style and s.style.reverse for s in row if s.text.strip()), "the cursor"
        await press(pilot, "enter", "down")
        row = next(row for row in drawn(app) if any("最缺人" in s.text for s in row))
        assert "".join(s.text for s in row).startswith("▌")
        behind = {s.style.bgcolor for s in row if s.style and not s.style.reverse}
        assert len(behind) == 1, "one ground behind margin and text"
        [coded] = [s for s in row if "最缺人" in s.text]
        assert coded.style
        assert coded.style.underline
        marked = [s for row in drawn(app) for s in row if s.style and s.style.reverse]
        assert any("街道办" in s.text for s in marked), "the selection"
        await press(pilot, "up", "9", "w", *"much", "enter")
        assert any(
            s.style and s.style.bold for row in drawn(app)[-4:-1] for s in row if "number" in s.text
        ), "an error"
        coloured = [s for row in drawn(app) for s in row if s.style and s.style.color]
        assert (coloured == []) is (name == "none")


async def test_without_colour_what_is_chosen_in_a_list_is_reversed(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "ctrl+p")
        await pilot.pause(0.3)
        await pilot.app.workers.wait_for_complete()
        await press(pilot, "down")
        reversed_ = [s.text for row in drawn(app) for s in row if s.style and s.style.reverse]
        assert any(len(text.strip()) > 5 for text in reversed_)


async def test_help_has_room_for_the_longest_keys_of_a_screen(project: Project) -> None:
    async with running(project, (80, 60)) as (app, pilot):
        await press(pilot, "g", "b", "?")
        rows = screen_text(app)
        [moves] = [row for row in rows if row.startswith("> shift+right")]
        [other] = [row for row in rows if row.startswith("A ")]
        assert moves.index("Move") == other.index("Add")


# The palette and help -----------------------------------------------------------------------------


async def palette(pilot: object, app: QualcodeApp, words: str) -> None:
    await press(pilot, "ctrl+p", *words)  # type: ignore[arg-type]  # a pilot
    await app.workers.wait_for_complete()
    await pilot.pause()  # type: ignore[attr-defined]
    await press(pilot, "enter")  # type: ignore[arg-type]


async def test_the_palette_lists_keys_that_look_like_markup(project: Project) -> None:
    async with running(project, (80, 40)) as (app, pilot):
        await press(pilot, "g", "d", "enter", "ctrl+p")
        await app.workers.wait_for_complete()
        await pilot.pause()
        await press(pilot, *"find words")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "Find words in this document.  [/]" in "\n".join(screen_text(app))


async def test_the_palette_does_an_action_goes_to_a_screen_and_changes_the_theme(
    project: Project,
) -> None:
    async with running(project) as (app, pilot):
        await palette(pilot, app, "Go to Codebook")
        assert screen_text(app)[0].startswith("Volunteers › Codebook")
        await palette(pilot, app, "All memos")
        assert screen_text(app)[0].startswith("Volunteers › Memos")
        await palette(pilot, app, "Theme: light")
        assert app.theme == "qualcode-light"


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_the_help_of_every_screen_says_what_it_is_for(
    project: Project, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUALCODE_LANGUAGE", language)
    async with running(project) as (app, pilot):
        heads = set()
        for name in SCREENS:
            app.show_help(name)
            await pilot.pause()
            rows = screen_text(app)
            assert rows[1].strip(), name
            heads.add(rows[1])
            keys = [i for i, row in enumerate(rows) if row.startswith("?")]
            assert keys, name
            assert keys[0] > 2, name
            await press(pilot, "escape")
        assert len(heads) == len(SCREENS)


def test_the_kitty_key_protocol_is_off_unless_asked_for() -> None:
    script = "import qualcode.tui.app, textual.constants as c; print(c.DISABLE_KITTY_KEY)"
    said = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "True"


# The tour -----------------------------------------------------------------------------------------


async def test_the_tour_asks_for_one_thing_after_the_other_and_is_not_shown_again(
    project: Project,
) -> None:
    app = QualcodeApp(project, tour=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        done = [("g", "d"), ("enter",), ("down",), ("1",), ("u",), ("s",), ("?",), ("g", "h")]
        assert len(done) == len(STEPS) == 8
        for number, keys in enumerate(done, 1):
            assert f"tour {number} of 8" in screen_text(app)[-3]
            await press(pilot, *keys)
        assert not any("tour" in line for line in screen_text(app))
        assert kept.seen(TOUR)
        assert project.coding.rows() == []


async def test_a_key_that_does_something_else_leaves_the_step_and_esc_leaves_the_tour(
    project: Project,
) -> None:
    app = QualcodeApp(project, tour=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "g", "b")
        assert "tour 1 of 8" in screen_text(app)[-3]
        await press(pilot, "escape")
        assert "Codebook" in screen_text(app)[0]
        assert not any("tour" in line for line in screen_text(app))
        assert kept.seen(TOUR)
        await press(pilot, "escape")
        assert "Codebook" not in screen_text(app)[0]


async def test_help_shows_the_tour_again(project: Project) -> None:
    kept.see(TOUR)
    async with running(project) as (app, pilot):
        await press(pilot, "g", "d", "?", "T")
        rows = screen_text(app)
        assert "Documents" not in rows[0]
        assert "tour 1 of 8 · g d lists the documents" in rows[-3]


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_every_step_fits_a_row(
    project: Project, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qualcode.text.display import width

    monkeypatch.setenv("QUALCODE_LANGUAGE", language)
    app = QualcodeApp(project, tour=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert app.tour is not None
        for at, step in enumerate(STEPS):
            app.tour.at = at
            assert width(app.tour.said(step.screen)) <= 80, step.name


def test_where_nothing_can_be_kept_the_tour_is_shown_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv(kept.VARIABLE, str(tmp_path / "file" / "settings.toml"))
    kept.see(TOUR)
    assert not kept.seen(TOUR)


async def test_the_words_of_the_tour_follow_other_keys(project: Project) -> None:
    settings = kept.Settings(keys={"go": ("f12",)})
    app = QualcodeApp(project, settings, tour=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "f12 d lists the documents" in screen_text(app)[-3]
        await press(pilot, "f12", "d")
        assert "tour 2 of 8" in screen_text(app)[-3]
    actions.rebind({})


async def test_who_codes_is_asked_once_where_several_could(
    project: Project, tmp_path: Path
) -> None:
    project.close()
    with qualcode.open(tmp_path / "s.qualcode") as several:
        async with running(several) as (app, pilot):
            assert "Who codes?" in "\n".join(screen_text(app))
            await press(pilot, *"lin", "enter", "g", "d", "enter", "down", "1")
            assert screen_text(app)[0].endswith("Lin")
            assert [row.coder for row in several.coding.rows()] == ["Lin"]


async def test_who_names_nobody_reads_only(project: Project, tmp_path: Path) -> None:
    project.close()
    with qualcode.open(tmp_path / "s.qualcode") as several:
        async with running(several) as (app, pilot):
            await press(pilot, "escape")
            assert screen_text(app)[0].endswith("read only")
            assert "opened to read" in screen_text(app)[-2]
            await press(pilot, "g", "d", "enter", "down", "1")
            assert several.coding.rows() == []
