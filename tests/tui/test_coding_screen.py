"""Coding by keys beyond the first ones: new codes, extents, cuts, corrections, layers, panel."""

from __future__ import annotations

from pathlib import Path

import pytest
from harness import press, running, screen_text
from study import ZH, build

import qualcode
from qualcode.project import Project
from qualcode.tui.screens.coding import Coding


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return build(tmp_path / "s.qualcode", tmp_path)


OPEN = ("g", "d", "enter")


async def test_the_words_selected_become_a_code_and_one_undo_takes_both_back(
    project: Project,
) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, *OPEN, "down", "i", "enter")
        [row] = project.coding.rows()
        assert (row.code, row.text) == ("最缺人", "最缺人。")
        assert "new code, applied “最缺人” · u undoes" in screen_text(app)[-2]
        await press(pilot, "u")
        assert project.coding.rows() == []
        assert "最缺人" not in [r.code for r in project.codebook.rows()]


async def test_a_name_nothing_has_is_made_a_code_without_leaving(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, *OPEN, "down", "c", *"pride")
        assert any("new code “pride”" in line for line in screen_text(app))
        await press(pilot, "enter")
        [row] = project.coding.rows()
        assert (row.code, row.text) == ("pride", "最缺人。")
        await press(pilot, "c", *"TRUST")
        assert not any("new code" in line for line in screen_text(app))


async def test_a_segment_takes_the_extent_of_the_selection(project: Project) -> None:
    uid = project.coding.apply("L03", code="trust", quote="最缺人。", memo="kept")
    async with running(project) as (_app, pilot):
        await press(pilot, *OPEN, "n", "]", "E")
        [row] = project.coding.rows()
        assert row.text == "最缺人。街道办只有六个工作人员，要管两万多户。"
        assert (row.segment, row.memo) == (uid, "kept")


async def test_a_segment_is_cut_where_the_selection_begins_and_joined_again(
    project: Project,
) -> None:
    quote = "最缺人。街道办只有六个工作人员，要管两万多户。"
    project.coding.apply("L03", code="trust", quote=quote)
    async with running(project) as (app, pilot):
        await press(pilot, *OPEN, "down", "down", "|")
        assert [r.text for r in project.coding.rows()] == [quote[:4], quote[4:]]
        await press(pilot, "up", "]", "&")
        assert [r.text for r in project.coding.rows()] == [quote]
        await press(pilot, "&")
        assert "no two segments" in screen_text(app)[-2]
        await press(pilot, "u", "u")
        assert [r.text for r in project.coding.rows()] == [quote]


async def test_of_several_segments_here_one_is_chosen_by_digit(project: Project) -> None:
    project.coding.apply("L03", code="trust", quote="最缺人。")
    project.coding.apply("L03", code="fatigue", quote="最缺人。")
    async with running(project) as (app, pilot):
        await press(pilot, *OPEN, "n", "backspace")
        shown = "\n".join(screen_text(app))
        assert "Which segment?" in shown
        await press(pilot, "escape")
        assert project.coding.count() == 2
        await press(pilot, "backspace", "2")
        assert project.coding.count() == 1


async def test_a_strength_is_set_taken_away_and_refused_in_words(project: Project) -> None:
    project.coding.apply("L03", code="trust", quote="最缺人。")
    async with running(project) as (app, pilot):
        await press(pilot, *OPEN, "n", "w", *"70", "enter")
        assert project.coding.rows()[0].strength == 70
        await press(pilot, "w", *"much", "enter")
        assert "number from 0 to 100" in "\n".join(screen_text(app))
        await press(pilot, "w", *"170", "enter")
        assert "0 to 100, not 170" in "\n".join(screen_text(app))
        await press(pilot, "w", "enter")
        assert project.coding.rows()[0].strength is None


async def test_a_corrected_turn_keeps_its_segments_and_lists_those_it_touched(
    project: Project,
) -> None:
    project.coding.apply("L03", code="trust", quote="熟门熟路。")
    project.coding.apply("L03", code="fatigue", quote="最缺人。")
    async with running(project) as (app, pilot):
        await press(pilot, *OPEN, "down", "T", "delete", "ctrl+s")
        assert project.documents.text("L03") == ZH.replace("最缺人", "缺人")
        assert "1 segment to look at again" in screen_text(app)[-2]
        texts = {r.code: (r.text, r.state) for r in project.coding.rows()}
        assert texts["trust"] == ("熟门熟路。", "exact")
        assert texts["fatigue"][1] == "changed"
        assert isinstance(app.screen, Coding)
        start, end = app.screen.reader.selection.span
        assert "缺人" in project.documents.text("L03")[start:end]
        await press(pilot, "u")
        assert project.documents.text("L03") == ZH


async def test_o_goes_to_the_next_turn_not_coded_and_then_to_the_next_document(
    project: Project,
) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, *OPEN, "down", "1", "home", "o")
        assert isinstance(app.screen, Coding)
        start, _ = app.screen.reader.selection.span
        assert ZH[start:].startswith("早上七点")
        await press(pilot, "o")
        assert "L02" in screen_text(app)[0]


async def test_below_100_columns_the_panel_opens_over_the_text(project: Project) -> None:
    project.codebook.edit("trust", definition={"en": "Relying on somebody unseen."})
    project.coding.apply("L03", code="trust", quote="最缺人。")
    async with running(project) as (app, pilot):
        await press(pilot, *OPEN, "n", ")")
        shown = "\n".join(screen_text(app))
        assert "pinned codes" in shown
        assert "街道办" not in shown
        await press(pilot, "escape")
        assert "街道办" in "\n".join(screen_text(app))
        assert isinstance(app.screen, Coding)
    async with running(project, (120, 30)) as (app, pilot):
        await press(pilot, *OPEN)
        assert "pinned codes" in "\n".join(screen_text(app))
        await press(pilot, ")")
        assert "pinned codes" not in "\n".join(screen_text(app))


def _blind(project: Project) -> None:
    """Open a blind round in which Lin codes L03, as rows of the store."""
    lin = project.coders.find("Lin").id
    version = project.documents.find("L03").version_id
    with project.store.batch("open round", "r1") as batch:
        [key] = batch.insert(
            "coding_round",
            [{"name": "r1", "kind": "reliability", "blind": 1, "freeze_id": None,
              "settings": "{}", "opened_at": "2020-11-01", "closed_at": None}],
        )  # fmt: skip
        batch.insert(
            "assignment",
            [{"round_id": key, "coder_id": lin, "version_id": version, "start_at": None,
              "end_at": None}],
        )  # fmt: skip


async def test_others_segments_are_shown_on_request_and_the_look_is_logged(
    project: Project,
) -> None:
    project.coding.apply("L03", code="trust", quote="最缺人。")
    with qualcode.open(project.where, coder="Lin") as other:
        async with running(other) as (app, pilot):
            await press(pilot, *OPEN, "down")
            assert "nothing coded here" in "\n".join(screen_text(app))
            await press(pilot, "L")
            assert "trust (Mia)" in "\n".join(screen_text(app))
            labels = [row.what for row in other.history.rows()]
            assert labels.count("look at other coders' segments") == 1


async def test_anothers_segment_opened_from_the_list_is_shown_and_said_to_be_theirs(
    project: Project,
) -> None:
    project.coding.apply("L03", code="trust", quote="最缺人。")
    with qualcode.open(project.where, coder="Lin") as other:
        async with running(other) as (app, pilot):
            await press(pilot, "g", "s", "enter")
            shown = "\n".join(screen_text(app))
            assert "trust (Mia)" in shown
            assert "a segment of Mia: everybody's are shown" in screen_text(app)[-2]
            assert [r.subject for r in other.history.rows() if r.what.startswith("look at other")] \
                == ["L03"]  # fmt: skip
            await press(pilot, "L")
            assert "trust (Mia)" not in "\n".join(screen_text(app))
            await press(pilot, "g", "h", "g", "c")
            assert "trust (Mia)" not in "\n".join(screen_text(app))
    async with running(project) as (app, pilot):
        await press(pilot, "g", "s", "enter")
        assert "segment of" not in screen_text(app)[-2]


async def test_a_document_is_new_until_something_is_coded_or_noted_in_it(
    project: Project,
) -> None:
    async with running(project) as (app, pilot):

        def state() -> str:
            return next(line for line in screen_text(app) if " turn 2 of " in line)

        await press(pilot, *OPEN, "down")
        assert "· new, D when done ·" in state()
        await press(pilot, "1")
        assert "· in work, D when done ·" in state()
        await press(pilot, "u")
        assert "· new, D when done ·" in state()
        await press(pilot, "m", *"odd", "ctrl+s")
        assert "· in work, D when done ·" in state()
        await press(pilot, "g", "h")
        assert "2 interviews   0 done · 1 in work · 1 new" in "\n".join(screen_text(app))
        await press(pilot, "g", "d")
        assert [line.split()[-2:] for line in screen_text(app)[2:4]] == [
            ["in", "work"],
            ["0", "new"],
        ]
        await press(pilot, "enter", "D")
        assert "· done ·" in state()
        await press(pilot, "D")
        assert "· in work, D when done ·" in state()


async def test_in_a_blind_round_others_segments_stay_hidden(project: Project) -> None:
    project.coding.apply("L03", code="trust", quote="最缺人。")
    _blind(project)
    with qualcode.open(project.where, coder="Lin") as other:
        async with running(other) as (app, pilot):
            await press(pilot, *OPEN, "down", "L")
            shown = "\n".join(screen_text(app))
            assert "trust (Mia)" not in shown
            assert "blind in “r1”" in shown


async def test_home_opens_the_interview_where_one_left_off(project: Project) -> None:
    project.coding.apply("L02", code="trust", quote="They knew every stairwell.")
    async with running(project) as (app, pilot):
        assert "L02, turn 2" in screen_text(app)[2]
        await press(pilot, "1")
        assert isinstance(app.screen, Coding)
        start, end = app.screen.reader.selection.span
        assert project.documents.text("L02")[start:end] == "They knew every stairwell."


async def test_dragging_an_edge_of_the_selection_moves_that_edge(project: Project) -> None:
    async with running(project, (100, 24)) as (app, pilot):
        await press(pilot, *OPEN, "down")
        assert isinstance(app.screen, Coding)
        reader = app.screen.reader
        start, end = reader.selection.span
        row = reader.layout_of.line_at(start)
        at = {
            offset: x
            for x in range(100)
            if (offset := reader.offset_at(x, row - reader.scroll_offset.y)) is not None
        }
        y = row - reader.scroll_offset.y
        await pilot.mouse_down(reader, offset=(at[end - 1], y))
        await pilot.hover(reader, offset=(at[end + 2], y))
        await pilot.mouse_up(reader, offset=(at[end + 2], y))
        assert reader.selection.span[0] == start
        assert reader.selection.span[1] > end


async def test_a_text_changed_by_another_program_is_shown_anew_before_anything_is_coded(
    project: Project, tmp_path: Path
) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, *OPEN, "down", "down")
        with qualcode.open(tmp_path / "s.qualcode", coder="Lin") as other:
            other.documents.edit("L03", ZH.replace("最缺人", "说实话，最缺的是人手"))
        await press(pilot, "1")
        assert project.coding.rows() == []
        assert "changed by another program" in "\n".join(screen_text(app)[-3:])
        await press(pilot, "1")
        [row] = project.coding.rows()
        assert (row.text, row.state) == ("街道办只有六个工作人员，要管两万多户。", "exact")
        assert "最缺的是人手" in "\n".join(screen_text(app))


@pytest.mark.parametrize("keys", [("i", "enter"), ("c", *"pride", "enter"), (",", "t", "r")])
async def test_no_code_is_made_or_applied_at_a_place_of_a_text_that_is_no_more(
    project: Project, tmp_path: Path, keys: tuple[str, ...]
) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, *OPEN, "down")
        codes = [row.code for row in project.codebook.rows()]
        with qualcode.open(tmp_path / "s.qualcode", coder="Lin") as other:
            other.documents.edit("L03", f"新的开头。\n{ZH}")
        await press(pilot, *keys)
        assert project.coding.rows() == []
        assert [row.code for row in project.codebook.rows()] == codes
        assert "changed by another program" in "\n".join(screen_text(app)[-3:])


async def test_a_correction_does_not_write_over_that_of_another_program(
    project: Project, tmp_path: Path
) -> None:
    corrected = ZH.replace("两万多户", "两万户")
    async with running(project) as (app, pilot):
        await press(pilot, *OPEN, "down", "T", "delete")
        with qualcode.open(tmp_path / "s.qualcode", coder="Lin") as other:
            other.documents.edit("L03", corrected)
        await press(pilot, "ctrl+s")
        assert project.documents.text("L03") == corrected
        shown = "\n".join(screen_text(app))
        assert "changed by another program" in shown
        assert "街道办只有六个工作人员，要管两万户。" in shown  # as it reads now
        assert "缺人。街道办只有六个工作人员，要管两万多户。" in shown.replace(
            "最缺人", ""
        )  # typed
        await press(pilot, "escape")
        assert "esc once more" in screen_text(app)[-1]
        await press(pilot, "ctrl+s")
        typed = ZH.replace("最缺人", "缺人")
        assert project.documents.text("L03") == typed
        await press(pilot, "u")
        assert project.documents.text("L03") == corrected


async def test_a_memo_on_a_passage_that_is_no_more_is_kept_on_its_document(
    project: Project, tmp_path: Path
) -> None:
    async with running(project) as (_app, pilot):
        await press(pilot, *OPEN, "down", "m", *"kept")
        with qualcode.open(tmp_path / "s.qualcode", coder="Lin") as other:
            other.documents.edit("L03", f"新的开头。\n{ZH}")
        await press(pilot, "ctrl+s")
        [memo] = project.memos.rows()
        assert (memo.text, memo.about, memo.start) == ("kept", "document", None)


async def test_a_document_removed_by_another_program_is_named(
    project: Project, tmp_path: Path
) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, *OPEN, "down")
        with qualcode.open(tmp_path / "s.qualcode", coder="Lin") as other:
            other.documents.remove("L03")
        await press(pilot, "1")
        assert "“L03” was removed by another program" in "\n".join(screen_text(app)[-3:])


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_a_passage_far_down_is_in_view_when_its_document_opens(
    project: Project, tmp_path: Path, size: tuple[int, int]
) -> None:
    words = "\n".join(f"R: Sentence number {n}." for n in range(300))
    (tmp_path / "long.txt").write_text(f"I: So?\n{words}\n", encoding="utf-8")
    project.documents.add(tmp_path / "long.txt")
    project.coding.apply("long", code="trust", quote="Sentence number 250.")
    async with running(project, size) as (app, pilot):
        await press(pilot, "g", "s", "enter")
        assert isinstance(app.screen, Coding)
        assert any("【Sentence number 250.】" in line for line in screen_text(app))


async def test_what_was_written_is_left_only_when_asked_twice(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, *OPEN, "down", "m", *"a thought", "escape")
        assert "esc once more" in screen_text(app)[-1]
        await press(pilot, *"!", "escape")
        assert "esc once more" in screen_text(app)[-1]
        await press(pilot, "ctrl+s")
        assert [memo.text for memo in project.memos.rows()] == ["a thought!"]
        await press(pilot, "m", *"b", "escape", "escape")
        assert isinstance(app.screen, Coding)
        assert len(project.memos.rows()) == 1
