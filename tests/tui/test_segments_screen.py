"""Segments, driven by keys: filters without typing, groups, marks, recoding, copying, files."""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from harness import press, running, screen_text
from study import build
from textual.pilot import Pilot

import qualcode
from qualcode.project import Project
from qualcode.text.display import width
from qualcode.tui.app import QualcodeApp
from qualcode.tui.screens.coding import Coding

QUOTES = ["最缺人。", "熟门熟路", "They knew every stairwell.", "Then nobody slept."]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Return the small study with four segments of Mia and one of Lin."""
    made = build(tmp_path / "s.qualcode", tmp_path)
    made.coding.apply("L03", code="gap filling", quote=QUOTES[0], strength=80)
    made.coding.apply("L03", code="trust", quote=QUOTES[1], memo="who?")
    made.coding.apply("L02", code="trust", quote=QUOTES[2])
    made.coding.apply("L02", code="fatigue", quote=QUOTES[3])
    with qualcode.open(tmp_path / "s.qualcode", coder="Lin") as lin:
        lin.coding.apply("L03", code="fatigue", quote="熟门熟路。")
    return made


@asynccontextmanager
async def listing(
    project: Project, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[QualcodeApp, Pilot[None]]]:
    """Yield the interface with the list of segments open."""
    async with running(project, size) as (app, pilot):
        await press(pilot, "g", "s")
        yield app, pilot


async def settle(app: QualcodeApp, pilot: Pilot[None]) -> list[str]:
    """Wait for what runs beside the keys; return the screen."""
    await app.workers.wait_for_complete()
    await pilot.pause()
    return screen_text(app)


def quotes(rows: list[str]) -> list[str]:
    """Return which of the quotes stand in the table, in order; the passage below is no row."""
    end = next(n for n, line in enumerate(rows) if "───" in line)
    return [q for line in rows[2:end] for q in [*QUOTES, "熟门熟路。"] if f" {q} " in f"{line} "]


async def test_the_list_shows_all_and_the_passage_of_the_one_marked(project: Project) -> None:
    async with listing(project) as (app, pilot):
        rows = screen_text(app)
        assert "5 of 5 segments" in rows[0]
        assert "f filters" in rows[1]
        assert quotes(rows) == [*QUOTES, "熟门熟路。"]
        assert any("【最缺人。】街道办只有六个工作人员" in line for line in rows)
        assert any("gap filling · L03 · 周 · turn 2 of 4 · strength 80 · Mia" in r for r in rows)
        await press(pilot, "down")
        assert any("* who?" in line for line in screen_text(app))
        await press(pilot, "T")
        rows = screen_text(app)
        assert any("访谈员：他们和街道办怎么配合？" in line for line in rows)
        assert rows[1].endswith("±1 turns")


async def test_criteria_are_chosen_by_keys_and_taken_away_by_digits(project: Project) -> None:
    async with listing(project) as (app, pilot):
        await press(pilot, "f", "c", *"trust", "enter")
        assert quotes(screen_text(app)) == QUOTES[1:3]
        await press(pilot, "f", "d", *"L03", "enter")
        rows = screen_text(app)
        assert rows[1].startswith("[1 trust] [2 document=L03]")
        assert "1 of 5 segments" in rows[0]
        await press(pilot, "!")
        assert screen_text(app)[1].startswith("[1 trust] [2 document!=L03]")
        assert quotes(screen_text(app)) == [QUOTES[2]]
        await press(pilot, "-", "1")
        assert quotes(screen_text(app)) == QUOTES[2:4]
        await press(pilot, "-")
        assert "5 of 5" in screen_text(app)[0]
        await press(pilot, "f", "s", *">=60", "enter")
        assert quotes(screen_text(app)) == [QUOTES[0]]


async def test_codes_are_related_by_keys(project: Project) -> None:
    async with listing(project) as (app, pilot):
        await press(pilot, "f", "n")
        assert "choose a code first" in screen_text(app)[-2]
        await press(pilot, "c", *"trust", "enter", "f", "o", *"fatigue", "enter")
        rows = await settle(app, pilot)
        assert rows[1].startswith("[1 trust overlaps fatigue]")
        assert quotes(rows) == [QUOTES[1]]
        await press(pilot, "!")
        rows = await settle(app, pilot)
        assert rows[1].startswith("[1 trust not overlaps fatigue]")
        assert quotes(rows) == [QUOTES[2]]
        await press(pilot, "c", *"trust", "enter", "f", ">", *"fatigue", "enter", "enter")
        rows = await settle(app, pilot)
        assert rows[1].startswith("[1 trust followed by:1turn fatigue]")
        assert quotes(rows) == []
        assert any("Nothing fits the query" in line for line in rows)


async def test_a_query_is_written_in_words_and_a_wrong_one_asked_again(project: Project) -> None:
    async with listing(project) as (app, pilot):
        await press(pilot, "/", *"trst", "enter")
        assert any("Nearest: “trust”" in line for line in screen_text(app))
        await press(pilot, *"trust and not fatigue", "enter")
        rows = await settle(app, pilot)
        assert rows[1].startswith("[1 trust] [2 not fatigue]")
        assert quotes(rows) == [QUOTES[2]]
        await press(pilot, "enter")
        assert isinstance(app.screen, Coding)
        await press(pilot, "escape")
        rows = await settle(app, pilot)
        assert quotes(rows) == [QUOTES[2]]


async def test_groups_have_headings_that_are_marked_whole(project: Project) -> None:
    async with listing(project) as (app, pilot):
        await press(pilot, "B", "c")
        rows = await settle(app, pilot)
        heads = [line for line in rows if line.startswith("▾")]
        assert heads == [
            "▾ fatigue · 2 segments", "▾ gap filling · 1 segment", "▾ trust · 2 segments"
        ]  # fmt: skip
        assert rows[1].endswith("by code")
        await press(pilot, "n", "n", "space")
        rows = screen_text(app)
        assert "2 marked" in rows[0]
        assert sum(line.startswith("✓ trust") for line in rows) == 2
        await press(pilot, "R", *"fatigue", "enter")
        assert [r.code for r in project.coding.rows()] == ["gap filling", *["fatigue"] * 4]
        rows = await settle(app, pilot)
        assert "recoded “2 segments → fatigue” · u undoes" in rows[-2]
        await press(pilot, "u")
        assert [r.code for r in project.coding.rows()].count("trust") == 2


@pytest.mark.parametrize(
    ("language", "one", "two"),
    [
        ("en", "Recode 1 segment as:", "Recode 2 segments as:"),
        ("zh", "把 1 个编码片段改为：", "把 2 个编码片段改为："),
    ],
)
async def test_the_question_counts_what_is_recoded(
    project: Project, language: str, one: str, two: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUALCODE_LANGUAGE", language)
    async with listing(project) as (app, pilot):
        await press(pilot, "R")
        assert one in "\n".join(screen_text(app))
        await press(pilot, "escape", "space", "space", "R")
        assert two in "\n".join(screen_text(app))


async def test_a_line_that_ends_before_a_segment_ends_there(
    project: Project, tmp_path: Path
) -> None:
    (tmp_path / "poem.txt").write_text("one line\n\nanother line\n\nthe last\n", "utf-8")
    project.documents.add(tmp_path / "poem.txt")
    project.coding.apply("poem", code="trust", quote="another line")
    async with listing(project) as (app, pilot):
        await press(pilot, "/", *"document=poem", "enter", "T")
        rows = screen_text(app)
        at = next(n for n, row in enumerate(rows) if "【another line】" in row)
        assert [row.strip() for row in rows[at - 1 : at + 2]] == [
            "one line", "【another line】", "the last",
        ]  # fmt: skip


async def test_only_ones_own_segments_are_recoded_or_removed(project: Project) -> None:
    async with listing(project) as (app, pilot):
        await press(pilot, "end", "R")
        assert "none of these segments is yours" in " ".join(screen_text(app)[-4:])
        await press(pilot, "*", "R", *"trust", "enter")
        assert [r.code for r in project.coding.rows()] == [*["trust"] * 4, "fatigue"]
        assert "1 of others left as they are" in screen_text(app)[-2]
        await press(pilot, "*", "backspace")
        assert [r.coder for r in project.coding.rows()] == ["Lin"]
        await press(pilot, "u", "u")
        assert project.coding.count() == 5


async def test_what_is_marked_is_copied_with_its_source(project: Project) -> None:
    async with listing(project) as (app, pilot):
        await press(pilot, "down", "space", "space", "Y")
        start = project.coding.rows()[2].start
        assert "2 copied" in screen_text(app)[-2]
        first, second = app.clipboard.split("\n\n")
        assert first.startswith("“熟门熟路” (L03, 周, ")
        assert second == (
            f"“They knew every stairwell.” (L02, Moira, {start}–{start + 26}; trust, Mia)"
        )


async def test_a_file_has_the_rows_shown_in_their_order(project: Project, tmp_path: Path) -> None:
    async with listing(project) as (app, pilot):
        await press(pilot, "B", "d", "O", "-")
        await settle(app, pilot)
        shown = quotes(screen_text(app))
        await press(pilot, "X", "1")
        rows = await settle(app, pilot)
        assert "written:" in rows[-2]
        await press(pilot, "X", "1")
        await settle(app, pilot)
    for name in ("segments.csv", "segments 2.csv"):
        with (tmp_path / name).open(encoding="utf-8-sig", newline="") as file:
            listed = list(csv.DictReader(file))
        assert [r["text"] for r in listed] == shown
        assert [r["group"] for r in listed] == ["L03"] * 3 + ["L02"] * 2


async def test_queries_are_kept_and_shown_again(project: Project) -> None:
    async with listing(project) as (app, pilot):
        await press(pilot, "c", *"trust", "enter", "B", "d")
        await settle(app, pilot)
        await press(pilot, "Q", *"mine", "enter")
        assert "query kept “mine”" in screen_text(app)[-2]
        await press(pilot, "-", "B", "n", "Q", "enter", "1")
        rows = await settle(app, pilot)
        assert rows[1].startswith("[1 trust]")
        assert rows[1].endswith("by document")
        await press(pilot, "Q", "enter", "3")
        assert project.analysis.queries.rows() == []
        await press(pilot, "u")
        assert [q.name for q in project.analysis.queries.rows()] == ["mine"]


async def test_the_codebook_opens_a_codes_segments(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "b", "down", "down", "enter")
        rows = screen_text(app)
        assert rows[1].startswith("[1 fatigue]")
        assert quotes(rows) == [QUOTES[3], "熟门熟路。"]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("size", [(80, 24), (160, 48), (40, 10), (20, 5)])
async def test_list_and_menu_fit(
    project: Project, language: str, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUALCODE_LANGUAGE", language)
    async with listing(project, size) as (app, pilot):
        for keys in ((), ("c", *"trust", "enter"), ("T",), ("f",), ("escape", "B"), ("escape",)):
            await press(pilot, *keys)
            rows = screen_text(app)
            assert len(rows) == size[1]
            assert max(width(line) for line in rows) <= size[0]


async def test_names_and_quotes_full_of_controls_reach_no_terminal(
    project: Project, tmp_path: Path
) -> None:
    text = "A: one \x1b[31mred\x1b[0m \u202egnorw\u202c \x9b5m two.\nB: ok.\nA: x.\nB: y.\n"
    (tmp_path / "bad.txt").write_text(text, encoding="utf-8")
    project.documents.add(tmp_path / "bad.txt", name="bad")
    project.coding.apply("bad", 3, 30, "trust")
    async with listing(project) as (app, pilot):
        await press(pilot, "end", "f", "d", "end", "up", "enter", "T", "T", "B", "d")
        shown = "".join(await settle(app, pilot))
        assert not set("\x1b\x9b\u202e\u202c") & set(shown)


async def test_a_query_that_tells_a_field_is_logged_as_a_look(project: Project) -> None:
    async with running(project) as (_app, pilot):
        await press(pilot, "g", "s", "/", *"document=L03", "enter")
        assert project.history.rows(kind="look") == []
        await press(pilot, "/", *"document=L03 and district=Xihu", "enter", "!")
        looks = [(r.what, r.subject) for r in project.history.rows(kind="look")]
        assert looks == [("look at fields", said) for said in ("district!=Xihu", "district=Xihu")]
