"""Cards, the list of answers and similar answers, by keys: what is seen, what the project holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from harness import press, running, screen_text
from study import build
from textual.pilot import Pilot

import qualcode
from qualcode.project import Project
from qualcode.text.display import width
from qualcode.tui.app import QualcodeApp
from qualcode.tui.screens.cards import Cards
from qualcode.tui.screens.cards_list import Grid
from qualcode.tui.screens.cards_similar import Similar

LONG = "名单不准。" + "排队登记表格太多，每个平台都要一遍。" * 40 + "最后一句在这里。"
TABLE = f"""id,district,hours,q8,q9
001,Xihu,3,"The list was wrong. Nobody checked it, and people waited.",
002,Yuhang,12,无,名单在变
003,Xihu,1,"The list was wrong, and people waited.",tired
004,Yuhang,1,"the list was wrong",
005,Yuhang,,{LONG},
006,Xi\x1b[2Jhu\u202e,2,bad \x1b[31m names \u202eevil,
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = build(tmp_path / "s.qualcode", tmp_path)
    (tmp_path / "survey.csv").write_text(TABLE, encoding="utf-8")
    made.cases.import_survey(tmp_path / "survey.csv", id="id", open_ended=["q8", "q9"])
    return made


def shown(app: QualcodeApp) -> str:
    return "\n".join(screen_text(app))


def codes_of(project: Project, document: str) -> list[str]:
    return [tick.code for tick in project.coding.card(document).ticks]


def looks_at(project: Project, what: str) -> list[str]:
    """Return at whose, the latest first, somebody looked."""
    return [r.subject for r in project.history.rows() if r.what == f"look at {what}"]


def states(project: Project) -> list[str]:
    queue = project.coding.cards("q8")
    return [queue.state(key) for key in queue.keys]


async def until(pilot: Pilot[None], app: QualcodeApp, kind: type) -> None:
    """Wait until a screen of a kind has come."""
    await app.workers.wait_for_complete()
    while not isinstance(app.screen, kind):
        await pilot.pause()
    await pilot.pause()


async def test_a_digit_ticks_the_whole_answer_and_the_same_digit_again_unticks(
    project: Project,
) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "k")
        assert "001 · card 1 of 6 · not reviewed" in shown(app)
        assert " 1   ▌gap filling" in shown(app)
        await press(pilot, "1", "3")
        assert " 1 ✓ ▌gap filling" in shown(app)
        assert codes_of(project, "001 · q8") == ["gap filling", "trust"]
        await press(pilot, "1")
        assert codes_of(project, "001 · q8") == ["trust"]
        await press(pilot, "backspace")
        assert codes_of(project, "001 · q8") == []
        await press(pilot, "u")
        assert codes_of(project, "001 · q8") == ["trust"]


async def test_enter_is_done_and_next_and_says_that_nothing_applies(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "k", "enter")
        rows = screen_text(app)
        assert "001 reviewed: nothing applies · u undoes" in rows[-2]
        assert "1 of 6 done" in rows[-3]
        assert "002 · card 2 of 6" in rows[2]
        await press(pilot, "2", "enter")
        assert "002 done with 1 code · u undoes" in screen_text(app)[-2]
        await press(pilot, "space")
        assert "003 left for later: not reviewed" in screen_text(app)[-2]
        assert states(project) == ["done", "done", "later", "new", "new", "new"]
        assert "2 of 6 done · 1 for later" in screen_text(app)[-3]
        await press(pilot, "u")
        assert "003 · card 3 of 6 · not reviewed" in screen_text(app)[2]
        await press(pilot, "u")
        assert "002 · card 2 of 6 · not reviewed" in screen_text(app)[2]
        assert states(project)[:3] == ["done", "new", "new"]


async def test_keys_typed_ahead_are_all_taken(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "k")
        await pilot.press("1", "enter", "2", "3", "enter", "space", "1", "enter", ".", "enter")
        await pilot.pause()
        assert [codes_of(project, f"00{n} · q8") for n in (1, 2, 3, 4, 5)] == [
            ["gap filling"], ["fatigue", "trust"], [], ["gap filling"], ["gap filling"],
        ]  # fmt: skip
        assert states(project) == ["done", "done", "later", "done", "done", "new"]
        assert isinstance(app.screen, Cards)


async def test_the_codes_of_the_card_done_last_are_repeated(project: Project) -> None:
    project.coding.toggle("001 · q8", "trust")
    project.coding.toggle("001 · q8", "fatigue")
    project.coding.finish("001 · q8")
    async with running(project) as (app, pilot):
        await press(pilot, "g", "k", ".")
        assert codes_of(project, "002 · q8") == ["trust", "fatigue"]
        await press(pilot, ".")
        assert "ticked already" in screen_text(app)[-2]
        await press(pilot, "u")
        assert codes_of(project, "002 · q8") == []
        await press(pilot, "enter", "u", ".")
        assert codes_of(project, "002 · q8") == ["trust", "fatigue"]


async def test_done_without_going_on_opens_again_and_all_done_says_what_next(
    project: Project,
) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "k", "D")
        assert "✓ done: nothing applies" in screen_text(app)[2]
        await press(pilot, "D")
        assert states(project)[0] == "later"
        await press(pilot, "N")
        assert "first card" in screen_text(app)[-2]
        await press(pilot, "n", "n", "o")
        assert "card 4 of 6" in screen_text(app)[2]
        await press(pilot, "D", *["o", "D"] * 5)
        assert states(project) == ["done"] * 6
        await press(pilot, "o")
        assert "all 6 answers to q8 are done · q another question" in screen_text(app)[-2]
        assert "100 % · 6 of 6 done" in screen_text(app)[-3]


async def test_one_goes_on_where_one_left_off_in_another_session(project: Project) -> None:
    project.coding.finish(["001 · q8", "002 · q8", "003 · q8"])
    async with running(project) as (app, pilot):
        await press(pilot, "g", "k")
        assert "004 · card 4 of 6" in screen_text(app)[2]
        await press(pilot, "N", "N", "g", "h", "g", "k")
        assert "002 · card 2 of 6 · ✓ done" in screen_text(app)[2]


async def test_other_codes_are_found_by_letters_and_told_beside_the_pinned(
    project: Project,
) -> None:
    for n in range(12):
        project.codebook.add(f"a very long name of a code, number {n}, 很长的代码名称")
    far = project.codebook.find("a very long name of a code, number 11")
    async with running(project) as (app, pilot):
        await press(pilot, "g", "k", ",", *far.key)
        assert codes_of(project, "001 · q8") == [far.code]
        assert ", 6 more codes   ✓ ▌a very long name of a" in shown(app)
        await press(pilot, "c", *"brand new", "enter")
        assert codes_of(project, "001 · q8") == [far.code, "brand new"]


async def test_a_part_of_an_answer_is_coded_and_shown_as_partial(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "k", "v")
        assert "【The list was wrong.】" in shown(app)
        await press(pilot, "3", "down", "2", "v")
        assert [(r.text, r.code) for r in project.coding.rows()] == [
            ("The list was wrong.", "trust"),
            ("Nobody checked it, and people waited.", "fatigue"),
        ]
        assert " 3 ~ ▌trust" in shown(app)
        assert "【" not in shown(app)
        await press(pilot, "3")
        assert " 3 ✓ ▌trust" in shown(app)
        await press(pilot, "3")
        assert " 3 ~ ▌trust" in shown(app)
        await press(pilot, "v", "3")
        assert [r.code for r in project.coding.rows()] == ["fatigue"]
        await press(pilot, "enter")
        assert "card 2 of 6" in screen_text(app)[2]


async def test_a_long_answer_scrolls_to_its_end(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "k", "n", "n", "n", "n")
        assert "longer: arrows scroll" in screen_text(app)[2]
        assert "一句在这里" not in shown(app)
        await press(pilot, "end")
        assert "一句在这里。" in shown(app)
        assert "card 5 of 6" in screen_text(app)[2]


async def test_fields_are_shown_for_one_card_and_each_look_is_logged(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "k", "n")
        assert "Yuhang" not in shown(app)
        await press(pilot, "F")
        assert "q9: 名单在变" in shown(app)
        assert "district: Yuhang" in shown(app)
        assert "无" in screen_text(app)[3]
        await press(pilot, "1", "n")
        assert "district" not in shown(app)
        await press(pilot, "N")
        assert "district" not in shown(app)
        assert looks_at(project, "fields") == ["002 · q8"]


async def test_similar_answers_are_looked_at_and_coded_in_one_step(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "k", "r")
        await until(pilot, app, Similar)
        rows = screen_text(app)
        assert rows[1].startswith("[x]  =")
        assert any("The list was wrong, and people waited." in row for row in rows)
        assert [row[:3] for row in rows if row.startswith("[")] == ["[x]", "[ ]", "[ ]"]
        assert any("1 of 3 chosen" in row for row in rows)
        assert "a digit codes 1 answer · enter: 1 answer reviewed" in shown(app)
        assert project.coding.count() == 0
        await press(pilot, "down", "space", "3")
        assert "“trust” applied to 2 answers · u undoes" in screen_text(app)[-2]
        assert "a digit codes 2 answers · enter: 2 answers reviewed" in shown(app)
        assert len({r.document for r in project.coding.rows()}) == 2
        await press(pilot, "enter")
        assert isinstance(app.screen, Cards)
        assert "2 answers reviewed · u undoes" in screen_text(app)[-2]
        assert states(project).count("done") == 2
        assert "2 similar answers  r" in shown(app)
        await press(pilot, "u", "u")
        assert (project.coding.count(), states(project)) == (0, ["new"] * 6)
        assert looks_at(project, "similar answers") == ["2 · 001 · q8"]


SAME = """id,q8,q9
101,The list was wrong. Nobody checked it,
102,the list was wrong; nobody checked it!,
103,The list was wrong. Somebody checked it,
104,名單不準，沒人管,
105,名单不准，没人管。,
"""


@pytest.mark.parametrize(
    ("from_card", "ticked"), [("101", ["101", "102"]), ("104", ["104", "105"])]
)
async def test_only_answers_of_the_very_same_words_are_chosen_beforehand(
    project: Project, tmp_path: Path, from_card: str, ticked: list[str]
) -> None:
    (tmp_path / "same.csv").write_text(SAME, encoding="utf-8")
    project.cases.import_survey(tmp_path / "same.csv", id="id", open_ended=["q8", "q9"])
    async with running(project) as (app, pilot):
        await press(pilot, "g", "k", "end", *["n"] * (5 + int(from_card) - 100))
        await press(pilot, "r")
        await until(pilot, app, Similar)
        assert isinstance(app.screen, Similar)
        assert app.screen.list.items[0].chosen
        await press(pilot, "enter")
        done = [d for d in project.documents.rows() if project.coding.states().get(d.id) == "done"]
        assert [d.document for d in done] == [f"{case} · q8" for case in ticked]
        await press(pilot, "u")
        assert set(states(project)) == {"new"}


async def test_answers_that_were_not_in_view_are_not_coded(
    project: Project, tmp_path: Path
) -> None:
    rows = "".join(f'R{n},"The list was wrong{"!" * n}",\n' for n in range(60))
    (tmp_path / "more.csv").write_text(f"id,q8,q9\n{rows}", encoding="utf-8")
    project.cases.import_survey(tmp_path / "more.csv", id="id", open_ended=["q8", "q9"])
    async with running(project) as (app, pilot):
        await press(pilot, "g", "k", "n", "n", "n", "r")
        await until(pilot, app, Similar)
        await press(pilot, "1")
        assert "not in view yet: pagedown shows them" in shown(app)
        assert project.coding.count() == 0
        await press(pilot, "end", "1")
        assert project.coding.count() == 0
        await press(pilot, "home", *["pagedown"] * 4, "1")
        assert project.coding.count() == 51
        await press(pilot, "A", "1")
        assert "no answer is chosen" in shown(app)
        await press(pilot, "A", "1")
        assert project.coding.count() == 0


async def test_the_list_shows_states_and_letters_and_codes_the_row(project: Project) -> None:
    project.coding.finish("001 · q8")
    project.coding.apply("003 · q8", code="trust", quote="The list")
    letters = project.codebook.find("trust").key
    async with running(project) as (app, pilot):
        await press(pilot, "g", "k", "T")
        assert isinstance(app.screen, Grid)
        rows = screen_text(app)
        assert rows[2].startswith("    1 ✓   001")
        assert rows[3].startswith("    2     002")
        assert rows[4].rstrip().endswith(f"~{letters}")
        assert "2 of 6 · 1 done · fields hidden  F" in rows[-2]
        await press(pilot, "3", "D")
        assert codes_of(project, "002 · q8") == ["trust"]
        assert states(project)[1] == "done"
        await press(pilot, "down", "down", "enter")
        assert "004 · card 4 of 6" in screen_text(app)[2]


async def test_fields_in_the_list_are_those_of_the_rows_in_view(project: Project) -> None:
    async with running(project, (80, 8)) as (app, pilot):
        await press(pilot, "g", "k", "T")
        assert "Xihu" not in shown(app)
        await press(pilot, "F")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "Xihu" in shown(app)
        assert sorted(looks_at(project, "fields")) == [f"00{n} · q8" for n in (1, 2, 3, 4)]
        await press(pilot, "end")
        assert "006" in shown(app)
        assert next(line for line in screen_text(app) if "006" in line).count("·") >= 1
        await press(pilot, "escape")
        assert "Yuhang" not in shown(app)


async def test_a_search_lists_the_answers_with_the_words_and_opens_one(project: Project) -> None:
    project.coding.finish("003 · q8")
    async with running(project) as (app, pilot):
        await press(pilot, "g", "k", "n", "/", *"WAITED", "enter")
        await until(pilot, app, Grid)
        rows = screen_text(app)
        assert [row[10:13] for row in rows[2:5]] == ["001", "003", ""]
        assert "2 of 2 with “WAITED” · 1 done" in rows[-2]
        await press(pilot, "1", "o", "enter")
        assert isinstance(app.screen, Cards)
        assert "001 · card 1 of 6" in screen_text(app)[2]
        assert codes_of(project, "003 · q8") == ["gap filling"]
        await press(pilot, "escape")
        assert "of 2 with “WAITED”" in screen_text(app)[-2]
        await press(pilot, "/", *"登記", "enter")
        await until(pilot, app, Grid)
        assert "1 of 1 with “登記”" in screen_text(app)[-2]
        await press(pilot, "/", *"no such words", "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "no answer to q8 has “no such words”" in screen_text(app)[-2]
        await press(pilot, "escape")
        assert "of 6 · 1 done" in screen_text(app)[-2]
        await press(pilot, "escape")
        assert isinstance(app.screen, Cards)


async def test_looking_through_what_was_found_does_not_move_the_card_one_is_at(
    project: Project,
) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "k", "n", "/", *"list", "enter")
        await until(pilot, app, Grid)
        await press(pilot, "end", "escape", "escape")
        assert "002 · card 2 of 6" in screen_text(app)[2]


async def test_one_goes_on_at_the_first_answer_not_looked_at_and_is_told_so(
    project: Project,
) -> None:
    project.coding.finish(["001 · q8", "005 · q8"])
    project.coding.put_off("002 · q8")
    async with running(project) as (app, pilot):
        await press(pilot, "g", "k")
        assert "003 · card 3 of 6" in screen_text(app)[2]
        assert "2 of 6 reviewed · at the first not looked at" in screen_text(app)[-2]
        await press(pilot, "g", "h", "g", "k")
        assert "at the first" not in screen_text(app)[-2]
    project.coding.finish(["003 · q8", "004 · q8", "006 · q8"])
    async with running(project) as (app, pilot):
        await press(pilot, "g", "k")
        assert "002 · card 2 of 6" in screen_text(app)[2]
        assert "5 of 6 reviewed · all looked at; at the first left for later" in shown(app)


async def test_in_chinese_a_code_goes_by_its_chinese_name_on_every_part_of_the_screen(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUALCODE_LANGUAGE", "zh")
    async with running(project, (120, 30)) as (app, pilot):
        await press(pilot, "g", "k", "2")
        assert "已编码 “疲惫”" in screen_text(app)[-2]
        assert "fatigue" not in shown(app)
        assert "trust" in shown(app)
        await press(pilot, "c")
        assert "疲惫" in shown(app)
        assert "fatigue" not in shown(app)
        await press(pilot, *"fati", "enter")
        assert codes_of(project, "001 · q8") == []
        await press(pilot, "g", "d", "enter", "down", "2")
        assert "已编码 “疲惫”" in screen_text(app)[-2]
        assert "此处：▌" in shown(app)
        assert "fatigue" not in shown(app)


async def test_the_codes_whose_key_begins_so_are_listed_as_one_types(project: Project) -> None:
    keys = {name: project.codebook.find(name).key for name in ("trust", "fatigue", "gap filling")}
    async with running(project) as (app, pilot):
        await press(pilot, "g", "k", ",")
        assert all(f"{key} {name}" in shown(app) for name, key in keys.items())
        await press(pilot, keys["trust"][0])
        assert f"{keys['trust']} trust" in shown(app)
        assert f"{keys['fatigue']} fatigue" not in shown(app).split("code key")[1]
        await press(pilot, "z")
        said = screen_text(app)[-2]
        assert said.startswith(f"no code has the key {keys['trust'][0]}z · {keys['trust']} trust")
        assert codes_of(project, "001 · q8") == []


async def test_questions_are_switched_and_each_keeps_its_place(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "k", "n", "q", "2")
        assert screen_text(app)[0].startswith("Volunteers › Cards › q9")
        assert "002 · card 1 of 2" in screen_text(app)[2]
        await press(pilot, "q", "1")
        assert "card 2 of 6" in screen_text(app)[2]


async def test_memos_are_written_on_the_answer(project: Project) -> None:
    async with running(project) as (_app, pilot):
        await press(pilot, "g", "k", "m", *"odd", "ctrl+s")
        assert [(m.about, m.subject, m.text) for m in project.memos.rows()] == [
            ("document", "001 · q8", "odd")
        ]


async def test_another_coders_ticks_are_not_shown(project: Project) -> None:
    project.coding.toggle("001 · q8", "trust")
    project.coding.finish("001 · q8")
    with qualcode.open(project.where, coder="Lin") as lin:
        async with running(lin) as (app, pilot):
            await press(pilot, "g", "k")
            assert "001 · card 1 of 6 · not reviewed" in screen_text(app)[2]
            assert "✓" not in shown(app)
            await press(pilot, "T")
            assert "✓" not in shown(app)


async def test_without_answers_or_codes_the_next_step_is_told(tmp_path: Path) -> None:
    with qualcode.create(tmp_path / "e.qualcode", coder="Mia") as project:
        async with running(project) as (app, pilot):
            await press(pilot, "g", "k")
            assert "qualcode cases import" in shown(app)
            await press(pilot, "1", "enter", "space", "n", "o", "v", "F", "r", "D", "T")
            assert "qualcode cases import" in shown(app)
            await press(pilot, "g", "h")
        (tmp_path / "s.csv").write_text("id,q8\n1,hello\n", encoding="utf-8")
        project.cases.import_survey(tmp_path / "s.csv", id="id", open_ended=["q8"])
        async with running(project) as (app, pilot):
            await press(pilot, "g", "k", "1")
            assert "No codes yet" in shown(app)
            await press(pilot, "c", *"first", "enter")
            assert codes_of(project, "1 · q8") == ["first"]


async def test_an_answer_removed_by_another_program_is_told(project: Project) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "k")
        with qualcode.open(project.where, coder="Lin") as other:
            other.documents.remove("002 · q8")
        await press(pilot, "n")
        await pilot.pause()
        assert "of 5" in screen_text(app)[2]
        await press(pilot, "enter")
        assert isinstance(app.screen, Cards)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("size", [(80, 24), (160, 48), (40, 10), (20, 5)])
async def test_cards_fit_whatever_the_names(
    project: Project, language: str, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUALCODE_LANGUAGE", language)
    for n in range(9):
        project.codebook.add(f"很长很长很长很长很长很长很长的代码 {n} and on it goes")
    async with running(project, size) as (app, pilot):
        await press(pilot, "g", "k", "7", "n")
        for keys in (["v"], ["escape", "F"], ["F", ")"], [")", "end"], ["T"], ["T", "r"]):
            await press(pilot, *keys)
            await app.workers.wait_for_complete()
            await pilot.pause()
            rows = screen_text(app)
            assert len(rows) == size[1]
            assert max(width(line) for line in rows) <= size[0]
            assert "?" in rows[-1]
            assert not set("\x1b\x9b\u202e") & set("".join(rows))


async def test_a_passage_of_an_answer_changed_by_another_program_is_not_coded(
    project: Project, tmp_path: Path
) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "k", "v", "right")
        assert isinstance(app.screen, Cards)
        document = app.screen.card.document if app.screen.card else ""
        with qualcode.open(tmp_path / "s.qualcode", coder="Lin") as other:
            other.documents.edit(document, "In short: nobody knew who was in charge.")
        await press(pilot, "2")
        assert codes_of(project, document) == []
        assert "changed by another program" in shown(app)
        assert "nobody knew who was in charge" in shown(app)
