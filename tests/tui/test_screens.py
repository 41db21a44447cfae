"""The screens, driven by keys: what a person sees and what the project holds afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest
from harness import press, running, screen_text
from study import ZH, build

import qualcode
from qualcode.project import Project
from qualcode.text.display import width
from qualcode.tui.screens.coding import Coding


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return build(tmp_path / "s.qualcode", tmp_path)


async def test_home_counts_what_there_is_and_opens_it_by_digit(project: Project) -> None:
    async with running(project) as (app, pilot):
        rows = screen_text(app)
        assert rows[0].startswith("Volunteers")
        assert rows[0].endswith("Mia")
        assert "2 interviews   0 done · 0 in work · 2 new" in rows[2]
        assert "q8   3 asked · 2 answered · 0 reviewed (0 with a code)" in rows[3]
        await press(pilot, "1")
        assert screen_text(app)[0].startswith("Volunteers › Documents")


async def test_documents_opened_anew_shows_the_interviews(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "d")
        assert screen_text(app)[0].startswith("Volunteers › Documents › interviews")
        await press(pilot, "T")
        assert screen_text(app)[0].startswith("Volunteers › Documents › answers to q8")
        assert not any("L03" in row for row in screen_text(app))
        await press(pilot, "enter", "escape")
        assert screen_text(app)[0].startswith("Volunteers › Documents › answers to q8")
        await press(pilot, "g", "c", "g", "d")
        assert screen_text(app)[0].startswith("Volunteers › Documents › interviews")
        assert any("L03" in row for row in screen_text(app))


async def test_one_key_codes_the_sentence_at_the_cursor(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "d", "enter", "down", "1")
        [row] = project.coding.rows()
        assert (row.text, row.code, row.document) == ("最缺人。", "gap filling", "L03")
        rows = screen_text(app)
        assert any("【最缺人。】" in line for line in rows)
        assert "coded “gap filling” · u undoes" in rows[-2]
        await press(pilot, "u")
        assert project.coding.rows() == []
        await press(pilot, "U")
        assert project.coding.count() == 1


async def test_three_sentences_take_three_keys_and_a_clause_two(project: Project) -> None:
    async with running(project) as (_app, pilot):
        await press(pilot, "g", "d", "enter", "down", "]", "]", "2")
        assert project.coding.rows()[0].text == (
            "最缺人。街道办只有六个工作人员，要管两万多户。我们的老志愿者第二天就来了，熟门熟路。"
        )
        await press(pilot, "down", "up", "down", "S", "1")
        assert project.coding.rows()[1].text.rstrip("，。") in ZH


async def test_codes_by_letters_by_pinyin_and_again(project: Project) -> None:
    async with running(project) as (app, pilot):
        key = project.codebook.find("trust").key
        await press(pilot, "g", "d", "enter", "down", ",", *key)
        await press(pilot, "c", *"pibei", "enter")
        await press(pilot, "down", ".")
        assert [r.code for r in project.coding.rows()] == ["trust", "fatigue", "fatigue"]
        await press(pilot, ",", "q", "q")
        assert len(project.coding.rows()) == 3
        assert isinstance(app.screen, Coding)


async def test_hints_go_to_the_sentence_of_a_letter(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "d", "enter", "f", "d", "1")
        assert project.coding.rows()[0].text == "街道办只有六个工作人员，要管两万多户。"
        await press(pilot, "home", "ctrl+down", "3")
        assert project.coding.rows()[1].text == "最缺人。"
        assert isinstance(app.screen, Coding)


async def test_removing_recoding_strength_and_done(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "d", "enter", "down", "1", "R", *"trust", "enter")
        assert project.coding.rows()[0].code == "trust"
        await press(pilot, "w", "7", "0", "enter")
        assert project.coding.rows()[0].strength == 70
        await press(pilot, "backspace")
        assert project.coding.rows() == []
        await press(pilot, "D")
        assert [d.document for d in project.coding.reviewed()] == ["L03"]
        assert any(" done · 0 segments" in line for line in screen_text(app))
        await press(pilot, "o")
        assert "L02" in screen_text(app)[0]


async def test_a_chinese_input_method_left_on_locks_nothing(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "d", "enter", "down", "１")
        assert project.coding.rows()[0].code == "gap filling"
        await press(pilot, "。")
        await press(pilot, "我")
        assert "input method" in screen_text(app)[-2]
        await press(pilot, "f5")
        assert project.coding.rows() == []
        await press(pilot, "？")
        assert "Help" in screen_text(app)[0]


async def test_memos_are_written_over_the_passage_and_listed(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "d", "enter", "down", "1", "m")
        assert any("最缺人。" in line for line in screen_text(app)[:8])
        await press(pilot, *"really", "ctrl+s")
        assert project.memos.rows()[0].subject == "gap filling · L03"
        await press(pilot, "M")
        assert any("really" in line for line in screen_text(app))
        await press(pilot, "backspace")
        assert project.memos.rows() == []
        await press(pilot, "escape")
        assert isinstance(app.screen, Coding)


async def test_the_codebook_is_changed_by_keys(project: Project) -> None:
    async with running(project, (120, 30)) as (app, pilot):
        await press(pilot, "g", "b", "A", *"pride", "enter")
        assert project.codebook.find("pride").parent == "gaps"
        await press(pilot, "end", "5")
        assert "pinned “trust · 5” · u undoes" in screen_text(app)[-2]
        await press(pilot, "R", *["backspace"] * 5, *"faith", "enter")
        assert project.codebook.find("faith").code == "faith"
        await press(pilot, "Z", *"v1", "enter")
        assert [f.name for f in project.codebook.freezes()] == ["v1"]
        await press(pilot, "T")
        assert "faith" not in [r.code for r in project.codebook.rows()]
        await press(pilot, "u", "u", "u", "u", "u")
        assert [r.code for r in project.codebook.rows()] == [
            "gaps",
            "gap filling",
            "fatigue",
            "trust",
        ]


async def test_segments_open_their_passage_and_are_exported(
    project: Project, tmp_path: Path
) -> None:
    project.coding.apply("L02", code="trust", quote="They knew every stairwell.")
    async with running(project) as (app, pilot):
        await press(pilot, "g", "s")
        assert any("They knew every stairwell." in line for line in screen_text(app))
        await press(pilot, "X", "1")
        await app.workers.wait_for_complete()
        assert (tmp_path / "segments.csv").read_text("utf-8-sig").count("\n") == 2
        await press(pilot, "enter")
        assert isinstance(app.screen, Coding)
        start, end = app.screen.reader.selection.span
        assert project.documents.text("L02")[start:end] == "They knew every stairwell."


async def test_an_import_is_previewed_and_taken_in(project: Project, tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text("A: hello there.\nB: hello.\nA: so.\nB: yes.\n", "utf-8")
    async with running(project) as (app, pilot):
        app.import_documents(app.screen)  # type: ignore[arg-type]  # Home is a Base
        await pilot.pause()
        await press(pilot, *str(tmp_path / "new.txt").replace("_", "_"), "enter")
        assert "nothing written yet" in screen_text(app)[0]
        assert "new" not in [r.document for r in project.documents.rows()]
        await press(pilot, "enter")
        assert "new" in [r.document for r in project.documents.rows()]


async def test_an_error_is_shown_in_words_and_stays(project: Project) -> None:
    project.coding.apply("L03", 0, 5, "trust")
    with qualcode.open(project.where, coder="Lin") as other:
        async with running(other) as (app, pilot):
            await press(pilot, "g", "s", "backspace")
            said = screen_text(app)[-2]
            assert "Mia" in said or "yours" in said, said
            await pilot.pause()
            assert screen_text(app)[-2] == said
            assert other.coding.count() == 1


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("size", [(80, 24), (160, 48), (40, 10), (20, 5)])
async def test_every_screen_fits(
    project: Project, language: str, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUALCODE_LANGUAGE", language)
    project.coding.apply("L03", code="trust", quote="最缺人。")
    project.memos.add("想法")
    async with running(project, size) as (app, pilot):
        for letter in "hdcbsm":
            await press(pilot, "g", letter)
            rows = screen_text(app)
            assert len(rows) == size[1]
            assert max(width(line) for line in rows) <= size[0]
            assert "?" in rows[-1]
        await press(pilot, "?")
        assert len(screen_text(app)) == size[1]


async def test_controls_in_a_document_never_reach_the_terminal(
    tmp_path: Path, project: Project
) -> None:
    text = "A: one \x1b[31mred\x1b[0m \u202egnorw\u202c \x9b5m two.\nB: ok.\nA: x.\nB: y.\n"
    (tmp_path / "bad.txt").write_text(text, encoding="utf-8")
    project.documents.add(tmp_path / "bad.txt")
    async with running(project) as (app, pilot):
        app.open_document("bad")
        await pilot.pause()
        shown = "".join(screen_text(app))
        assert "red" in shown
        assert not set("\x1b\x9b\u202e\u202c") & set(shown)
