"""Cross-tab by keys: choices, figures as the API has them, tests, quotes, kept tables, files."""

from __future__ import annotations

import asyncio
import csv
import re
import shutil
import threading
from collections.abc import AsyncIterator, Callable, Hashable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from harness import on_screen, press, running, screen_text
from study import build
from tables import Person, survey
from team import Team
from textual.pilot import Pilot
from textual.screen import ModalScreen

import qualcode
from qualcode.analysis.crosstab import Crosstab
from qualcode.analysis.crosstab_reading import p_value
from qualcode.project import Project
from qualcode.text.display import width
from qualcode.tui.app import QualcodeApp
from qualcode.tui.i18n.errors import in_words
from qualcode.tui.plain import spoken
from qualcode.tui.screens import crosstab_figures
from qualcode.tui.screens.coding import Coding
from qualcode.tui.screens.crosstab import CrosstabScreen
from qualcode.tui.screens.crosstab_compare import Compare
from qualcode.tui.screens.crosstab_kept import KeptTables
from qualcode.tui.screens.crosstab_quotes import Quotes
from qualcode.tui.widgets.grid import Grid

GAP, TIRED, BOTH = ("gap",), ("tired",), ("gap", "tired")
PEOPLE = [
    *[Person("Xihu", "young", "2", "rice", "1", "a", codes=GAP)] * 12,
    *[Person("Xihu", "middle", "9", "care", "2", "b", codes=BOTH)] * 6,
    *[Person("Xihu", "old", "20", "rice", ".5", "a")] * 6,
    *[Person("Yuhang", "young", "4", "care", "1", "b", codes=GAP)] * 3,
    *[Person("Yuhang", "old", "12", "rice", "1", "a", codes=TIRED)] * 6,
    *[Person("Yuhang", "middle", "7", "care", "3", "b")] * 15,
    *[Person("Binjiang", "young", "1", "rice", "1", "a", codes=TIRED)] * 4,
    *[Person("Binjiang", "middle", "3", "rice", "2", "b")] * 16,
    Person("Binjiang", codes=None), Person("", codes=GAP),
]  # fmt: skip


Record = Mapping[Hashable, Any]


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a coded survey: 70 respondents of three districts, 68 of them reviewed."""
    folder = tmp_path_factory.mktemp("coded")
    survey(folder / "s.qualcode", folder, PEOPLE).close()
    return folder / "s.qualcode"


@pytest.fixture
def study(coded: Path, tmp_path: Path) -> Path:
    """Return a copy of the coded survey that a test may change."""
    return Path(shutil.copy(coded, tmp_path / "s.qualcode"))


@asynccontextmanager
async def at_work(
    place: Path, *keys: str, size: tuple[int, int] = (80, 24), coder: str = "Mia"
) -> AsyncIterator[tuple[Project, QualcodeApp, Pilot[None]]]:
    """Yield the interface after some keys, each waited for with all that it begins."""
    with qualcode.open(place, coder=coder) as project:
        async with running(project, size) as (app, pilot):
            await slowly(app, pilot, *keys)
            yield project, app, pilot


async def slowly(app: QualcodeApp, pilot: Pilot[None], *keys: str) -> None:
    """Press keys, each waited for with the work beside the keys that it begins."""
    for key in keys:
        await press(pilot, key)
        for _ in range(0 if isinstance(app.screen, ModalScreen) else 3):
            await app.workers.wait_for_complete()
            await pilot.pause()


def text(app: QualcodeApp) -> str:
    """Return the screen in one text, its lines joined as a reader joins them."""
    return " ".join(" ".join(screen_text(app)).split())


def rows(app: QualcodeApp) -> list[list[str]]:
    """Return the rows of the table as words, a p as one: base, then a row a code."""
    found = [row.replace("< .", "<.").split() for row in screen_text(app)[2:5]]
    return [row[1:] if row[0] == "base:" else row for row in found if row]


def printed(table: Crosstab, show: Callable[[Record], str]) -> list[list[str]]:
    """Return the rows that a table of the API has, in words; show: a cell's figures."""
    tests = table.tests.to_dict("records")
    known = int((~table.field.missing & (table.given.cells == table.given.cells).any(1)).sum())
    found = [[table.given.base, *map(str, table.bases["cases"]), str(known)]]
    for code, whole, test in zip(table.codes, table.totals.to_dict("records"), tests, strict=True):
        own = table.cells[table.cells["code"] == code].to_dict("records")
        effect = f"{test['effect']:.2f}".replace("0.", ".", 1)
        p = p_value(test["p_adjusted"]).replace("< ", "<")
        found.append([code, *map(show, [*own, {**whole, "marked": False}]), effect, p])
    return [" ".join(row).split() for row in found]


def percent(cell: Record) -> str:
    """Return a cell's percentage with its mark, – where nobody is known."""
    if not cell["base"]:
        return "–"
    mark = ("▲" if cell["residual"] > 0 else "▼") if cell["marked"] else ""
    return f"{cell['percent']:.1f}{mark}"


def interval(cell: Record) -> str:
    """Return a cell's percentage with its mark and interval."""
    return f"{percent(cell)} [{cell['low']:.1f}, {cell['high']:.1f}]"


def counts(cell: Record) -> str:
    """Return a cell's n of base."""
    return f"{cell['n']:.0f}/{cell['base']:.0f}{percent(cell)[-1] if cell['marked'] else ''}"


BY = ("B", "d", "i", "enter")
DISTRICT = ("g", "x", *BY)


async def test_one_key_leads_to_the_table_and_its_figures_are_those_of_the_api(
    study: Path,
) -> None:
    async with at_work(study, "g", "x", size=(160, 48)) as (project, app, pilot):
        shown = text(app)
        assert "Here codes are set against a field of the cases" in shown
        assert "s whose words q8 c codes all that can be applied B by –" in shown
        assert "B chooses the field, and the table is made." in shown
        await slowly(app, pilot, *BY)
        table = project.analysis.crosstab("district", question="q8")
        assert rows(app) == printed(table, percent)
        # What holds is in a row that passes itself: gap, and not tired.
        assert [one for one in rows(app)[1] if one[-1] in "▲▼"] == ["0.0▼", "75.0▲"]
        assert not {"▲", "▼"} & set("".join(rows(app)[2]))
        await slowly(app, pilot, "%")
        assert rows(app) == printed(table, interval)
        await slowly(app, pilot, "%")
        assert rows(app) == printed(table, counts)
        # 18 of 24 in Xihu, 3 of 44 elsewhere; 69 were reviewed, one of them without a district.
        await slowly(app, pilot, "%", "right")
        shown = text(app)
        assert "gap, Xihu: 18 of 24, 75.0 % [55.1, 88.0]" in shown
        assert "68.2 points above the rest · residual +5.8 · p Holm < .001 · enter: quotes" in shown
        assert "q8: 69 of 70 cases, reviewed for the code; one case may have several" in shown
        assert "Unweighted, 95 % intervals by Wilson." in shown
        assert "Unknown, not counted: 1 more" in shown
        assert "Left out: 1 without district." in shown


async def test_tests_are_shown_corrected_in_two_ways_and_drawn_together(study: Path) -> None:
    async with at_work(study, *DISTRICT, "T", "1", size=(160, 48)) as (project, app, pilot):
        ask = project.analysis.crosstab
        [_, gap, _] = rows(app)
        test = ask("district", question="q8").tests.iloc[0]
        assert gap[:3] == ["gap", "chi-square", f"{test['statistic']:.1f}"]
        assert "p < .001 · p Holm < .001 · V .7" in text(app)
        await slowly(app, pilot, "T", "3", "T", "1")
        table = ask("district", question="q8", adjust="bh")
        assert rows(app) == printed(table, percent)
        assert "p (BH)" in text(app)
        await slowly(app, pilot, "T", "4")
        joint = ask("district", question="q8", adjust="bh", draws=1_999).joint
        assert joint.available
        said = (
            f"All together, 2 codes: χ²({joint.df:.1f}, n = 68) = {joint.statistic:.1f}, p < .001"
        )
        assert said in text(app)
        assert joint.bootstrap_p == 0
        assert f"By {joint.draws:,} draws: p < 1/{joint.draws:,} (seed 0)" in text(app)


async def test_a_joint_test_is_stopped_and_the_table_stays(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_work(study, *DISTRICT) as (_, app, pilot):
        before, began, go_on = rows(app), threading.Event(), threading.Event()

        def held(_project: object, _asked: object, progress: Callable[[int, int], None]) -> None:
            began.set()
            go_on.wait()
            progress(0, 1)
            raise AssertionError("it was stopped")

        monkeypatch.setattr(crosstab_figures, "read", held)
        await press(pilot, "T", "4")
        await asyncio.to_thread(began.wait)
        assert "joint test, 1,999 draws" in text(app)
        await press(pilot, "escape")
        go_on.set()
        await slowly(app, pilot, "right")
        on_screen(app, CrosstabScreen)
        assert rows(app) == before
        assert on_screen(app, CrosstabScreen).asked.draws == 0


async def test_weights_change_the_figures_and_leave_no_joint_test(study: Path) -> None:
    async with at_work(study, *DISTRICT, "S", size=(160, 48)) as (project, app, pilot):
        assert "strata belong to a weight: w chooses it first" in text(app)
        await slowly(app, pilot, "w", "enter")
        table = project.analysis.crosstab("district", question="q8", weight="w")
        assert rows(app) == printed(table, percent)
        await slowly(app, pilot, "T", "4")
        assert "No joint test: no valid joint test with weights is known." in text(app)
        await slowly(app, pilot, "S", "a", "r", "enter")
        # Of 12 × 1, 6 × 2, 6 × .5, 3 × 1, 6 × 1, 15 × 3, 4 × 1 and 16 × 2: 117² / 249.5.
        said = "Weighted by w, strata area: n 68, effective n 54.9; intervals by design."
        assert said in text(app)
        # A field of several answers has no test with weights: the reason, and the way out, stand
        # in the table's place.
        await slowly(app, pilot, "B", "t", "a", "enter")
        assert "with weights there is no valid test of it. Leave the weight out." in text(app)
        await slowly(app, pilot, "w", "enter")
        assert "codes × tasks" in screen_text(app)[0]
        assert rows(app)[0][0] == "reviewed"


async def test_residuals_are_bars_whose_side_and_length_tell_them_without_colour(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUALCODE_THEME", "none")
    async with at_work(study, *DISTRICT, "h") as (_, app, pilot):
        # Fewer than expected to the left, more to the right, each with its mark where it holds.
        assert re.findall(r"[ █▐]{3}│[ █▌]{3}[▲▼ ]", screen_text(app)[3]) == [
            " ██│   ▼", "   │███▲", "  █│    ",
        ]  # fmt: skip
        await slowly(app, pilot, "h")
        assert "75.0▲" in text(app)


async def test_codes_base_layer_and_a_second_field_are_chosen_by_keys(study: Path) -> None:
    async with at_work(study, *DISTRICT, "c", "n", "space", "enter") as (project, app, pilot):
        ask = project.analysis.crosstab
        table = ask("district", question="q8", codes=["gap"])
        assert rows(app)[:2] == printed(table, percent)
        await slowly(app, pilot, "b", "3", "l", "u", "n", "enter", "C", "a", "g", "enter")
        table = ask("district", by="age", question="q8", codes=["gap"], base="asked", layer="union")
        cells = [percent(cell) for cell in table.cells.to_dict("records")]
        assert rows(app)[1][1:4] == cells[:3]
        assert "q8: 69 of 70 cases who were asked" in text(app)
        assert screen_text(app)[1].startswith("1–3 of 9")
        await slowly(app, pilot, *["right"] * 8)
        assert "gap, Yuhang × old: " in text(app)
        assert screen_text(app)[1].startswith("7–9 of 9")
        assert screen_text(app)[3].startswith("gap"), "the first column stands"
        aloud = [line.text for line in spoken(app.screen)]
        assert f"Yuhang × old: {cells[8]}" in aloud[1]
        await slowly(app, pilot, "c", "n", "enter")
        assert "nothing was ticked: the codes stay as they are" in text(app)


async def test_a_cell_opens_its_quotes_a_quote_its_passage_and_back_to_the_same_place(
    study: Path,
) -> None:
    async with at_work(study, *DISTRICT, "right", "down", "enter") as (project, app, pilot):
        on_screen(app, Quotes)
        table = project.analysis.crosstab("district", question="q8")
        wanted = table.quotes("tired", "Xihu")
        shown = [row.split()[0] for row in screen_text(app)[2:8]]
        assert shown == wanted["case"].tolist()
        assert "tired › Xihu › 6 segments, 6 cases" in screen_text(app)[0]
        await slowly(app, pilot, "down", "down", "enter")
        on_screen(app, Coding)
        assert wanted["document"].tolist()[2] in screen_text(app)[0]
        await slowly(app, pilot, "escape")
        assert on_screen(app, Quotes).table.cursor == 2
        await slowly(app, pilot, "escape")
        grid = on_screen(app, CrosstabScreen).grid
        assert (grid.cursor, grid.column) == (2, table.levels.index("Xihu") + 1)
        assert "tired, Xihu: 6 of 24" in text(app)
        # Who is behind a level is told once, and that one looked.
        looks = project.history.log()["what"].tolist()
        assert (looks.count("look at fields"), looks.count("look at table")) == (1, 1)
        await pilot.click(Grid, offset=(screen_text(app)[3].index("75.0"), 2))
        assert "gap, Xihu: 18 of 24" in text(app)
        await pilot.click(Grid, offset=(screen_text(app)[3].index("75.0"), 2))
        await slowly(app, pilot, "down")
        assert "gap › Xihu › 18 segments" in screen_text(app)[0]
        await slowly(app, pilot, "escape", "up", "enter")
        assert "mark a level or all of a code: enter shows its quotes" in text(app)


async def test_a_table_is_kept_moves_and_says_which_decisions_moved_it(study: Path) -> None:
    async with at_work(study, *DISTRICT, "K", "enter") as (project, app, pilot):
        assert "table kept “q8 × district” · u undoes" in text(app)
        await slowly(app, pilot, "K", "enter", "1")
        assert project.analysis.kept()["name"].tolist() == ["q8 × district"]
        await slowly(app, pilot, "Q")
        on_screen(app, KeptTables)
        assert screen_text(app)[2].split()[-2:] == ["as", "kept"]
        await slowly(app, pilot, "enter")
        assert "Nothing has changed: today's table has the same numbers." in text(app)
        await slowly(app, pilot, "escape", "escape")
        project.coding.apply("030 · q8", code="gap", whole=True)
        await slowly(app, pilot, "Q")
        assert screen_text(app)[2].split()[-2:] == ["moved", "since"]
        await slowly(app, pilot, "enter")
        on_screen(app, Compare)
        compared = project.analysis.compare("q8 × district")
        [change] = compared.changes.to_dict("records")
        then, now = f"{change['n_before']}/24", f"{change['n']}/24"
        assert screen_text(app)[2].split()[:4] == ["gap", "Yuhang", then, now]
        assert "kept" in text(app)
        assert "1 cell changed, after 1 decision." in text(app)
        await slowly(app, pilot, "d")
        assert "coded “gap · 030 · q8” +1 segments" in text(app)
        await slowly(app, pilot, "T")
        assert rows(app) == printed(project.analysis.crosstab("district", question="q8"), percent)
        await slowly(app, pilot, "Q", "backspace")
        assert project.analysis.kept().empty
        assert "kept table removed “q8 × district” · u undoes" in text(app)
        await slowly(app, pilot, "u")
        assert project.analysis.kept()["name"].tolist() == ["q8 × district"]


@pytest.mark.parametrize(
    ("keys", "show"), [((), "percent"), (("%",), "interval"), (("h",), "residual")]
)
async def test_what_is_shown_is_written_with_small_cells_hidden(
    study: Path, keys: tuple[str, ...], show: str
) -> None:
    async with at_work(study, *DISTRICT, *keys, "X", "1") as (project, app, _):
        [path] = study.parent.glob("*.csv")
        assert f"written: {path}"[:60] in text(app)
        table = project.analysis.crosstab("district", question="q8")
        with path.open(encoding="utf-8-sig", newline="") as file:
            found = list(csv.reader(file))
        wanted = table.report(show)
        assert found[0] == list(wanted.columns)
        assert [[one.lstrip("'") for one in row] for row in found[1:]] == wanted.values.tolist()
        # 3 of 24 in Yuhang is hidden, and another of its row, so that it does not follow.
        assert sum("·" in row for row in found[2][1:4]) == 2


async def test_what_counts_as_a_small_cell_is_set_for_the_project(study: Path) -> None:
    async with at_work(study, *DISTRICT, "right", "right") as (project, app, pilot):
        assert "gap, Yuhang: 3 of 24" in text(app)
        assert "· hidden in files" in text(app)
        await slowly(app, pilot, "X", "6", "backspace", "x", "enter")
        assert "Give a whole number, 0 or more." in text(app)
        await slowly(app, pilot, "X", "6", "backspace", "0", "enter")
        assert project.analysis.hidden_below() == 0
        assert "small cells hidden in files “none” · u undoes" in text(app)
        assert "· hidden in files" not in text(app)
        await slowly(app, pilot, "X", "1")
        [path] = study.parent.glob("*.csv")
        assert "·" not in path.read_text(encoding="utf-8").replace("q8 · ", "")


async def test_the_last_choices_come_back_to_each_coder(study: Path) -> None:
    async with at_work(study, *DISTRICT, "b", "4"):
        pass
    async with at_work(study, "g", "x") as (project, app, pilot):
        table = project.analysis.crosstab("district", question="q8", base="all")
        assert rows(app) == printed(table, percent)
        await slowly(app, pilot, "u")
        assert "undone: answers done" in text(app), "a look is no step to take back"
    async with at_work(study, "g", "x", coder="Lin") as (_, app, _pilot):
        assert "B chooses the field, and the table is made." in text(app)


async def test_what_a_blind_coder_may_not_see_is_in_no_table(study: Path) -> None:
    team = Team(str(study))
    with team.of("Mia") as project:
        project.analysis.keep("mine", project.analysis.crosstab("district", question="q8"))
    team.code("Lin", "069 · q8", ("tired", "said"))
    with team.of("Lin") as project:
        project.analysis.keep("theirs", project.analysis.crosstab("district", question="q8"))
    async with at_work(study, *DISTRICT) as (_, app, pilot):
        assert "q8: 70 of 70 cases" in text(app)
        await slowly(app, pilot, "Q", "enter")
        assert "after 2 decisions." in text(app)
    team.round("r1", "reliability", blind=True, documents=("069 · q8",), coders=("Mia", "Lin"))
    async with at_work(study, "g", "x") as (_, app, pilot):
        assert "q8: 69 of 70 cases" in text(app)
        await slowly(app, pilot, "Q")
        assert [row.split()[0] for row in screen_text(app)[2:4] if row.strip()] == ["mine"]
        await slowly(app, pilot, "enter")
        assert "0 cells changed, after 0 decisions." in text(app)


async def test_few_interviews_are_counts_without_percent_or_test(tmp_path: Path) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        for document, case in (("L02", "001"), ("L03", "002")):
            project.cases.link(document, case)
            project.coding.apply(document, code="trust", whole=True)
            project.coding.done(document)
    async with at_work(tmp_path / "s.qualcode", "g", "x", "B", "enter", "d", "i", "enter") as (
        _, app, pilot,
    ):  # fmt: skip
        assert "› interviews › codes × district" in screen_text(app)[0]
        trust = next(row for row in screen_text(app) if row.startswith("trust"))
        assert trust.split() == ["trust", "1/1", "1/1", "2/2"]
        await slowly(app, pilot, "down", "down", "down", "right")
        assert "trust, Yuhang: 1 of 1 hidden in files · enter: quotes" in text(app)
        assert "Fewer than 20 cases: counts alone, nothing is tested." in text(app)
        await slowly(app, pilot, "h", "%")
        assert trust in screen_text(app)
        await slowly(app, pilot, "b")
        assert "2 with an answer" in text(app)
        assert "asked the question" not in text(app)


REFUSED: list[tuple[Callable[[Project], object], str]] = [
    (
        lambda p: p.analysis.crosstab("tasks", question="q8", weight="w"),
        "“tasks”一人可有多个回答：加权时没有可靠的检验。请不加权。",
    ),
    (
        lambda p: p.analysis.crosstab("tasks", by="age", question="q8"),
        "“tasks”一人可有多个回答，不能与另一变量交叉。请单独成表。",
    ),
    (
        lambda p: p.analysis.crosstab("age", by="age", question="q8"),
        "“age”不能与自身交叉。",
    ),
    (
        lambda p: p.analysis.crosstab("age", question="q8", layer="Lin"),
        "图层 Lin 中，q8 没有就这些代码看过的个案。请把读过的标为完成（在卡片中，或用 "
        "qualcode coding done）。",
    ),
    (
        lambda p: p.analysis.crosstab("age", question="q8", layer="Lin", base="coded"),
        "图层 Lin 中，q8 没有带这些代码的个案：以“有代码”为基数则为空。",
    ),
    (
        lambda p: p.analysis.crosstab("age", question="q8", weight="weights"),
        "没有权重变量“weights”。最接近的：“w”。",
    ),
    (
        lambda p: p.analysis.crosstab("q8", question="q8"),
        "“q8”没有可比较的取值。请选类别、有序、数值或多选变量。",
    ),
    (lambda p: p.analysis.compare("none"), "没有保存为“none”的表。"),
    (
        lambda p: p.analysis.keep("\n", p.analysis.crosstab("age", question="q8")),
        "表的名称须是可显示的字符。",
    ),
]  # fmt: skip


def test_what_tables_refuse_is_said_in_chinese(
    coded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUALCODE_LANGUAGE", "zh")
    with qualcode.open(coded, coder="Mia") as project:
        for act, said in REFUSED:
            with pytest.raises(qualcode.QualcodeError) as refused:
                act(project)
            assert in_words(str(refused.value)) == said


async def test_a_project_without_fields_or_codes_says_what_is_missing(tmp_path: Path) -> None:
    with qualcode.create(tmp_path / "empty.qualcode", coder="Mia"):
        pass
    async with at_work(tmp_path / "empty.qualcode", "g", "x") as (_, app, pilot):
        for key, said in (
            ("B", "there is nothing to count codes in"), ("c", "the codebook has no codes yet"),
            ("h", "B chooses the field"), ("T", "B chooses the field"), ("X", "B chooses"),
            ("K", "B chooses the field"), ("w", "no variable serves"), ("C", "nothing to count"),
        ):  # fmt: skip
            await slowly(app, pilot, key)
            on_screen(app, CrosstabScreen)
            assert said in text(app), key
        await slowly(app, pilot, "Q")
        assert "No table is kept." in text(app)


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_names_that_steer_a_terminal_or_are_long_fit_and_do_not(
    study: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUALCODE_LANGUAGE", language)
    with qualcode.open(study, coder="Mia") as project:
        project.codebook.rename("gap", "缺口 " + "长" * 40)
        project.cases.set("001", "district", "很长\u202e\x1b[2J" + "区" * 30)
    async with at_work(study, *DISTRICT) as (_, app, pilot):
        for keys in (
            "%", "% h", "T 1", "down end A", "escape enter", "escape K", "enter Q", "enter", "d",
            "escape escape c", "escape C", "escape B", "escape T",
        ):  # fmt: skip
            await slowly(app, pilot, *keys.split())
            shown = screen_text(app)
            assert [row for row in shown if width(row) > 80] == [], keys
            assert not {"\u202e", "\x1b"} & set("\n".join(shown)), keys
            if keys == "%":
                # However long its names are, the line on the cell ends with its numbers.
                said = {"en": ": 0 of 20, 0.0 % [0.0, 16.1]", "zh": "：0/20，0.0 % [0.0, 16.1]"}
                assert said[language] in "\n".join(shown)
            assert len(shown) == 24
