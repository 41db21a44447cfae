"""The codebook screen: the form, moving by keys and mouse, merge and split shown first, freezes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from harness import press, running, screen_text
from study import build

from qualcode.project import Project
from qualcode.text.display import width
from qualcode.tui.screens.codebook_form import EntryForm, as_examples, as_words


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return build(tmp_path / "s.qualcode", tmp_path)


def tree(project: Project) -> list[tuple[str, str | None]]:
    return [(row.code, row.parent) for row in project.codebook.rows()]


async def test_the_whole_entry_is_edited_in_both_languages_in_one_form(project: Project) -> None:
    project.codebook.edit("trust", keywords={"en": ["faith"]}, examples=["a  b\nc", "d"])
    async with running(project) as (app, pilot):
        await press(pilot, "g", "b", "end", "E")
        await press(pilot, *"said", "tab", *"xin", "ctrl+s")
        entry = project.codebook.entry("trust")
        assert (entry.definition_en, entry.definition_zh) == ("said", "xin")
        assert project.codebook.find("trust").revision == 1
        assert "code changed “trust” · u undoes" in screen_text(app)[-2]
        form_keys = ["shift+tab"] * 3 + ["end", *" too", "enter", "x"]
        await press(pilot, "E", *form_keys, *["tab"] * 8)
        await press(pilot, "down", "end", "enter", *"new", "tab", "end", *", hope;love", "ctrl+s")
        entry = project.codebook.entry("trust too")
        assert entry.examples == ("a  b\nc", "d", "new")
        assert (entry.name_en, entry.keywords_en) == ("x", ("faith", "hope", "love"))
        await press(pilot, "u")
        entry = project.codebook.entry("trust")
        assert (entry.name_en, entry.keywords_en) == ("", ("faith",))


async def test_what_the_form_cannot_keep_is_said_in_it_and_nothing_is_lost(
    project: Project,
) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "b", "end", "E", *"said", *["tab"] * 9, "end", "z", "ctrl+s")
        assert isinstance(app.screen, EntryForm)
        said = " ".join(" ".join(screen_text(app)).split())
        assert "is a colour such as '#d1375c'" in said
        assert project.codebook.entry("trust").definition_en == ""
        await press(pilot, "backspace", "ctrl+s")
        assert project.codebook.entry("trust").definition_en == "said"
        await press(pilot, "E", *["shift+tab"] * 3, *["backspace"] * 5, *"fatigue", "ctrl+s")
        said = " ".join(" ".join(screen_text(app)).split())
        assert "There is a code “fatigue” already" in said


async def test_leaving_a_changed_form_is_asked_for_twice(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "b", "end", "E", "x", "escape")
        assert any("esc once more" in line for line in screen_text(app))
        await press(pilot, "escape")
        assert not isinstance(app.screen, EntryForm)
        await press(pilot, "E", "escape")
        assert not isinstance(app.screen, EntryForm)
        assert project.codebook.entry("trust").definition_en == ""


async def test_a_used_codes_new_definition_asks_whether_it_alters_and_why(
    project: Project,
) -> None:
    project.coding.apply("L03", code="trust", quote="最缺人。")
    async with running(project) as (_app, pilot):
        await press(pilot, "g", "b", "end", "E", *"one", "ctrl+s", "1")
        assert project.codebook.find("trust").revision == 1
        await press(pilot, "E", *"two", "ctrl+s", "2", *"wider", "enter")
        row = project.codebook.find("trust")
        assert (row.revision, row.entry.definition_en) == (2, "twoone")
        assert project.codebook.revisions("trust")[-1].note == "wider"
        await press(pilot, "E", "tab", "tab", "tab", "tab", "tab", "tab", *"an example", "ctrl+s")
        assert project.codebook.entry("trust").examples == ("an example",)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("[", [("gaps", None), ("gap filling", "gaps"), ("trust", None), ("fatigue", None)]),
        ("shift+up ] ]", [("gaps", None), ("gap filling", "gaps"), ("fatigue", None),
                          ("trust", None)]),
        ("[ >", [("gaps", None), ("gap filling", "gaps"), ("trust", "gaps"), ("fatigue", None)]),
        ("[ > [", [("gaps", None), ("trust", "gaps"), ("gap filling", "gaps"),
                   ("fatigue", None)]),
        ("[ > [ <", [("gaps", None), ("gap filling", "gaps"), ("trust", None),
                     ("fatigue", None)]),
        ("home ]", [("fatigue", None), ("gaps", None), ("gap filling", "gaps"), ("trust", None)]),
        ("home <", [("gaps", None), ("gap filling", "gaps"), ("fatigue", None), ("trust", None)]),
    ],
)  # fmt: skip
async def test_codes_are_moved_by_keys(
    project: Project, keys: str, expected: list[tuple[str, str | None]]
) -> None:
    async with running(project) as (_app, pilot):
        await press(pilot, "g", "b", "end", *keys.split())
        assert tree(project) == expected


async def test_the_mark_stays_on_a_code_that_moves(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "b", "end", "[", "[", "[")
        assert "“trust” has nothing above it" in screen_text(app)[-2]
        await press(pilot, "R", *["backspace"] * 5, *"faith", "enter")
        assert tree(project)[0] == ("faith", None)


async def test_codes_are_moved_by_the_mouse(project: Project) -> None:
    async with running(project, (80, 24)) as (app, pilot):
        await press(pilot, "g", "b")
        table = app.screen.query_one("CodeTable")
        await pilot.mouse_down(table, offset=(5, 4))  # trust
        await pilot.hover(table, offset=(5, 1))
        await pilot.pause()
        assert "“trust” goes into “gaps”" in screen_text(app)[-2]
        await pilot.mouse_up(table, offset=(5, 1))
        await pilot.pause()
        assert tree(project)[1:3] == [("gap filling", "gaps"), ("trust", "gaps")]
        assert "code moved “trust” · u undoes" in screen_text(app)[-2]
        await pilot.mouse_down(table, offset=(5, 4))  # fatigue
        await pilot.hover(table, offset=(5, 2))
        await pilot.mouse_up(table, offset=(5, 2))
        await pilot.pause()
        assert [name for name, _ in tree(project)] == ["gaps", "gap filling", "fatigue", "trust"]
        await pilot.mouse_down(table, offset=(5, 1))  # gaps onto what lies below it
        await pilot.hover(table, offset=(5, 3))
        await pilot.mouse_up(table, offset=(5, 3))
        await pilot.pause()
        assert any("cannot become its" in line for line in screen_text(app))


async def test_a_merge_shows_what_moves_and_waits_for_a_yes(project: Project) -> None:
    project.coding.apply("L03", code="trust", quote="最缺人。", memo="why")
    project.coding.apply("L02", 0, 30, "trust")
    async with running(project) as (app, pilot):
        await press(pilot, "g", "b", "end", "G", *"fatigue", "enter")
        shown = "\n".join(screen_text(app))
        assert "2 segments in 2 documents, 1 memo on them" in shown
        assert "L02 1 · L03 1" in shown
        await press(pilot, "escape")
        assert tree(project)[-1] == ("trust", None)
        await press(pilot, "G", *"fatigue", "enter", "enter")
        assert {r.code for r in project.coding.rows()} == {"fatigue"}
        await press(pilot, "u")
        assert {r.code for r in project.coding.rows()} == {"trust"}


async def test_a_split_assigns_segments_by_digit_and_shows_what_moves(project: Project) -> None:
    for quote in ("最缺人。", "熟门熟路", "早上七点"):
        project.coding.apply("L03", code="trust", quote=quote)
    async with running(project) as (app, pilot):
        await press(pilot, "g", "b", "end", "S", *"one; two", "enter", "2", "1", "1", "0", "enter")
        shown = "\n".join(screen_text(app))
        assert "1 segment in 1 document, 0 memos on them" in shown
        assert "What stays, 1 segment, is in the recode queue" in shown
        await press(pilot, "enter")
        rows = [(r.text, r.code) for r in project.coding.rows()]
        assert rows == [("最缺人。", "two"), ("熟门熟路", "one"), ("早上七点", "trust")]
        assert [r.text for r in project.codebook.queue_rows()] == ["早上七点"]
        await press(pilot, "u")
        assert {r.code for r in project.coding.rows()} == {"trust"}


async def test_an_example_is_picked_from_a_segment(project: Project) -> None:
    project.coding.apply("L03", code="trust", quote="最缺人。")
    project.coding.apply("L02", code="trust", quote="They knew every stairwell.")
    async with running(project) as (app, pilot):
        await press(pilot, "g", "b", "end", "P", *"stairwell", "enter")
        assert project.codebook.entry("trust").examples == ("They knew every stairwell.",)
        assert any("“They knew every stairwell.”" in line for line in screen_text(app))
        await press(pilot, "P", *"stairwell", "enter")
        assert any("example of “trust” already" in line for line in screen_text(app))


async def test_use_over_time_says_its_base(project: Project) -> None:
    project.coding.apply("L03", code="trust", quote="最缺人。")
    project.coding.apply("L02", 0, 30, "gap filling")
    async with running(project) as (app, pilot):
        await press(pilot, "g", "b", "end", "W")
        shown = "\n".join(screen_text(app))
        assert f"{'█' * 30}  1 of 2 segments" in shown
        await press(pilot, "d")
        assert f"{'█' * 30}  1 of 2 segments" in "\n".join(screen_text(app))


async def test_two_freezes_or_a_freeze_and_today_are_compared_on_screen(project: Project) -> None:
    project.codebook.freeze("v1")
    project.codebook.edit("trust", definition={"zh": "信任他人", "en": "trusting"})
    project.codebook.freeze("v2")
    project.codebook.add("new")
    async with running(project) as (app, pilot):
        for one, other in (("v1", "v2"), ("v2", "v1")):  # the older is the older in either order
            await press(pilot, "g", "b", "C", *one, "enter", *other, "enter")
            shown = " ".join(" ".join(screen_text(app)).split())
            assert re.search(r"From v1 · [-\d]+ \(older, −\) to v2 · [-\d]+ \(newer, \+\)", shown)
            assert "+ 信任他人" in shown
            assert "new " not in shown
            await press(pilot, "escape")
        await press(pilot, "C", *"v2", "enter", *"today", "enter")
        shown = " ".join(" ".join(screen_text(app)).split())
        assert re.search(r"From v2 · [-\d]+ \(older, −\) to today \(newer, \+\)", shown)
        assert "added" in shown


async def test_a_retired_code_is_brought_back(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "b", "B")
        assert "no code is retired" in screen_text(app)[-2]
        await press(pilot, "end", "T", "B", "enter")
        assert tree(project)[-1] == ("trust", None)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("size", [(80, 24), (160, 48), (40, 10), (20, 5)])
async def test_what_stands_over_the_codebook_fits(
    project: Project, language: str, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUALCODE_LANGUAGE", language)
    project.codebook.freeze("v1")
    project.codebook.edit("trust", definition={"zh": "很长" * 60, "en": "long " * 60})
    project.coding.apply("L03", code="trust", quote="最缺人。")
    async with running(project, size) as (app, pilot):
        await press(pilot, "g", "b", "end")
        for keys in ("E", "W", "C enter enter", "G enter", "S a enter", "P", "Q"):
            await press(pilot, *keys.split())
            rows = screen_text(app)
            assert len(rows) == size[1]
            assert max(width(line) for line in rows) <= size[0]
            await press(pilot, "escape", "escape")
            await press(pilot, "g", "b", "end")


async def test_names_full_of_controls_never_reach_the_terminal(project: Project) -> None:
    with project.store.batch("rename code", "x") as batch:
        code = project.codebook.find("trust")
        batch.update("code", {code.id: {"name": "a\x1b[31m\u202eb", "definition_en": "\x9b5m"}})
    project.coding.apply("L03", code=code.uid, quote="最缺人。")
    async with running(project) as (app, pilot):
        for keys in ("", "E", "R", "W", "G enter", "S x enter", "Z v1 enter C enter enter"):
            await press(pilot, "g", "b", "end", *keys.split())
            assert not set("\x1b\x9b\u202e") & set("".join(screen_text(app)))
            await press(pilot, "escape", "escape")


def test_lists_are_read_as_they_are_written() -> None:
    assert as_words("a; b，c、d", ()) == ["a", "b", "c", "d"]
    assert as_words("a, b; c", ("a, b",)) == ["a, b", "c"]
    assert as_examples("one two\n\n three ", ("one\ntwo",)) == ["one\ntwo", "three"]


async def test_names_have_the_room_of_the_tree_and_other_columns_shrink_first(
    project: Project,
) -> None:
    name = "working with other organisations"
    project.codebook.add(name, parent="gaps")
    async with running(project) as (app, pilot):
        await press(pilot, "g", "b", "down")
        rows = screen_text(app)
        [row] = [row for row in rows if name in row]
        assert row.split("│")[0].split()[-1] == "0", "its segments"
        assert any("no definition yet · E edits" in row for row in rows)
        assert not any("definition" in row and "no definition" not in row for row in rows)
        project.codebook.rename(name, f"{name} too")
        await press(pilot, "escape", "g", "b", "down", "down")
        assert any(f"{name} too" in row for row in screen_text(app))
        assert any("│ 0 segments" in row for row in screen_text(app))
    async with running(project, (120, 30)) as (app, pilot):
        await press(pilot, "g", "b")
        assert "segments" in screen_text(app)[1].split("│")[0]


async def test_what_can_be_split_is_said_where_a_category_is_marked(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "b", "S")
        assert "split a code in it: gap filling" in screen_text(app)[-2]
        project.codebook.add("empty", category=True)
        await press(pilot, "g", "b", "end", "S")
        assert "a code can be split: mark one" in screen_text(app)[-2]
