"""Cards: the queue and its order, ticks of whole answers, done, for later, what a look shows."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from study import build, cli

import qualcode
from qualcode.coding import background
from qualcode.coding.card_queue import Queue
from qualcode.coding.cards import NEW
from qualcode.errors import CoderNeeded, Conflict, NotFound, UsageError
from qualcode.project import Project

FIRST = """id,district,hours,q8,q9
001,Xihu,3,Too many platforms asked for the same data.,
002,Yuhang,12,无,名单在变
003,Xihu,,,nobody answered the phone
004,Yuhang,1,名单不准，人手也不够。,
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = build(tmp_path / "s.qualcode", tmp_path)
    answers(made, tmp_path, FIRST)
    return made


def answers(project: Project, folder: Path, table: str) -> None:
    (folder / "answers.csv").write_text(table, encoding="utf-8")
    project.cases.import_survey(folder / "answers.csv", id="id", open_ended=["q8", "q9"])


def cases_of(project: Project, queue: Queue) -> list[str]:
    return [card.case for card in project.coding.card_rows(queue.keys)]


def test_cards_come_in_the_order_of_the_respondents(project: Project, tmp_path: Path) -> None:
    assert cases_of(project, project.coding.cards("q8")) == ["001", "002", "004"]
    late = FIRST.replace("003,Xihu,,,", "003,Xihu,,found it easy,")
    answers(project, tmp_path, late)
    assert cases_of(project, project.coding.cards("q8")) == ["001", "002", "003", "004"]
    assert cases_of(project, project.coding.cards("q9")) == ["002", "003"]


def test_a_tick_is_put_and_taken_away_and_both_are_undone(project: Project) -> None:
    assert project.coding.toggle("001 · q8", "trust")
    assert [(t.code, t.whole) for t in project.coding.card("001 · q8").ticks] == [("trust", True)]
    assert not project.coding.toggle("001 · q8", "trust")
    assert project.coding.card("001 · q8").ticks == ()
    project.history.undo()
    project.history.undo()
    assert project.coding.card("001 · q8").ticks == ()
    project.history.redo()
    assert project.coding.card("001 · q8").has(project.codebook.find("trust").uid) == "whole"


def test_what_is_coded_in_part_stays_when_the_whole_is_ticked_and_unticked(
    project: Project,
) -> None:
    trust = project.codebook.find("trust").uid
    part = project.coding.apply("004 · q8", code="trust", quote="名单不准")
    assert project.coding.card("004 · q8").has(trust) == "part"
    project.coding.toggle("004 · q8", "trust")
    assert project.coding.card("004 · q8").has(trust) == "whole"
    project.coding.toggle("004 · q8", "trust")
    assert [t.segment for t in project.coding.card("004 · q8").ticks] == [part]


def test_a_segment_on_all_the_words_is_a_tick_of_the_whole(project: Project) -> None:
    project.coding.apply("002 · q8", 0, 1, "trust")
    assert not project.coding.toggle("002 · q8", "trust")
    assert project.coding.count() == 0


def test_several_answers_are_one_step(project: Project) -> None:
    project.coding.toggle("001 · q8", "trust")
    three = ["001 · q8", "002 · q8", "004 · q8"]
    before = len(project.history.rows())
    assert project.coding.toggle(three, "trust")
    assert len(project.history.rows()) == before + 1
    assert [r.document for r in project.coding.rows(code="trust")] == three
    project.history.undo()
    assert [r.document for r in project.coding.rows(code="trust")] == ["001 · q8"]
    project.history.redo()
    assert not project.coding.toggle(three, "trust")
    assert project.coding.count() == 0


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=12))
def test_ticks_are_those_toggled_an_odd_number_of_times(
    toggling: Project, acts: list[tuple[int, int]]
) -> None:
    names, codes = ["001 · q8", "002 · q8", "004 · q8"], ["gap filling", "fatigue", "trust"]
    for name in names:
        for tick in toggling.coding.card(name).ticks:
            toggling.coding.remove(tick.segment)
    expected: set[tuple[str, str]] = set()
    for n, c in acts:
        on = toggling.coding.toggle(names[n], codes[c])
        expected ^= {(names[n], codes[c])}
        assert on == ((names[n], codes[c]) in expected)
    found = {(name, tick.code) for name in names for tick in toggling.coding.card(name).ticks}
    assert found == expected


@pytest.fixture(scope="module")
def toggling(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("toggling")
    made = build(folder / "s.qualcode", folder)
    answers(made, folder, FIRST)
    return made


def test_done_with_nothing_ticked_counts_as_nothing_applies(project: Project) -> None:
    assert project.coding.finish("001 · q8") == 1
    row = project.analysis.matrix(question="q8").loc["001"]
    assert set(row) == {0}
    assert project.coding.card("001 · q8").state == "done"
    assert project.coding.finish("001 · q8") == 0
    assert project.coding.finish(["001 · q8", "002 · q8", "004 · q8"]) == 2
    project.history.undo()
    assert [c.state for c in project.coding.card_rows(project.coding.cards("q8").keys)] == [
        "done", "new", "new",
    ]  # fmt: skip


def test_a_card_done_before_a_code_was_made_is_reviewed_anew(project: Project) -> None:
    project.coding.finish("001 · q8")
    project.codebook.add("pride")
    assert project.analysis.matrix(question="q8").loc["001"].isna()["pride"]
    assert project.coding.finish("001 · q8") == 1
    assert project.analysis.matrix(question="q8").loc["001"]["pride"] == 0


def test_what_is_left_for_later_stays_unreviewed_and_is_remembered(project: Project) -> None:
    assert project.coding.put_off("002 · q8")
    assert not project.coding.put_off("002 · q8")
    assert project.coding.card("002 · q8").state == "later"
    assert project.coding.overview().questions[0].reviewed == 0
    with qualcode.open(project.where, coder="Mia") as again:
        queue = again.coding.cards("q8")
        assert (queue.count("done"), queue.count("later"), queue.count(NEW)) == (0, 1, 2)
    project.history.undo()
    assert project.coding.card("002 · q8").state == "new"


def test_one_goes_on_at_the_first_card_not_looked_at_then_at_those_left_for_later(
    project: Project,
) -> None:
    assert project.coding.cards("q8").resume() == 0
    project.coding.finish("002 · q8")
    assert project.coding.cards("q8").resume() == 0
    project.coding.put_off("001 · q8")
    assert project.coding.cards("q8").resume() == 2
    project.coding.finish("004 · q8")
    assert project.coding.cards("q8").resume() == 0
    project.coding.finish("001 · q8")
    queue = project.coding.cards("q8")
    assert (queue.next_open(0), queue.resume()) == (None, 0)


def test_without_a_question_one_goes_on_with_the_one_reviewed_last(project: Project) -> None:
    assert project.coding.cards().question == "q8"
    project.coding.finish("003 · q9")
    assert project.coding.cards().question == "q9"


def test_a_queue_is_brought_up_to_what_another_session_did(
    project: Project, tmp_path: Path
) -> None:
    queue = project.coding.cards("q8")
    with qualcode.open(project.where, coder="Mia") as other:
        other.coding.finish(["001 · q8", "003 · q9"])
        other.coding.put_off("004 · q8")
    queue = project.coding.renew(queue)
    assert [queue.state(key) for key in queue.keys] == ["done", "new", "later"]
    with qualcode.open(project.where, coder="Mia") as other:
        other.history.undo(next(r.batch for r in other.history.rows() if r.what == "put off"))
        other.coding.done("001 · q8", reopen=True)
    queue = project.coding.renew(queue)
    assert [queue.state(key) for key in queue.keys] == ["later", "new", "new"]
    answers(project, tmp_path, FIRST.replace("003,Xihu,,,", "003,Xihu,,found it easy,"))
    queue = project.coding.renew(queue)
    assert [queue.state(key) for key in queue.keys] == ["later", "new", "new", "new"]


ACTS = ["finish", "put off", "open", "toggle", "undo", "redo", "finish all"]


@settings(max_examples=15)
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 2)), max_size=10))
def test_a_queue_brought_up_to_date_is_the_queue_read_anew(
    toggling: Project, acts: list[tuple[str, int]]
) -> None:
    names = ["001 · q8", "002 · q8", "004 · q8"]
    coding, history = toggling.coding, toggling.history
    queue = coding.cards("q8")
    doing: dict[str, Callable[[str], object]] = {
        "finish": coding.finish, "put off": coding.put_off,
        "open": lambda name: coding.done(name, reopen=True),
        "toggle": lambda name: coding.toggle(name, "trust"),
        "undo": lambda _: history.undo(), "redo": lambda _: history.redo(),
        "finish all": lambda _: coding.finish(names),
    }  # fmt: skip
    for act, at in acts:
        with suppress(Conflict):
            doing[act](names[at])
        queue = coding.renew(queue)
        anew = coding.cards("q8")
        assert (queue.keys, queue.states) == (anew.keys, anew.states)


def test_a_card_shows_no_other_coders_work(project: Project) -> None:
    project.coding.toggle("001 · q8", "trust")
    project.coding.finish("001 · q8")
    with qualcode.open(project.where, coder="Lin") as lin:
        assert lin.coding.card("001 · q8").ticks == ()
        assert lin.coding.card("001 · q8").state == "new"
        assert lin.coding.toggle("001 · q8", "trust")
        assert lin.coding.count() == 2
        assert not lin.coding.toggle("001 · q8", "trust")
    assert [r.coder for r in project.coding.rows()] == ["Mia"]


def test_the_codes_of_another_card_are_applied_in_one_step(project: Project) -> None:
    assert project.coding.apply_all("001 · q8", ["trust", "fatigue"]) == ["trust", "fatigue"]
    assert project.coding.apply_all("001 · q8", ["fatigue", "gap filling"]) == ["gap filling"]
    project.history.undo()
    project.history.undo()
    assert project.coding.card("001 · q8").ticks == ()


def test_a_look_at_fields_is_logged_and_leaves_out_the_answer_itself(project: Project) -> None:
    known = background.look(project.store, project.coding.card("002 · q8"))
    assert known.answers == {"q9": "名单在变"}
    assert known.fields["district"] == "Yuhang"
    assert known.fields["hours"] == "12"
    newest = project.history.rows()[0]
    assert (newest.what, newest.subject, newest.kind) == ("look at fields", "002 · q8", "look")
    undone = project.history.undo()
    assert undone.label != "look at fields"


def test_what_is_no_answer_or_no_code_to_tick_is_refused(project: Project) -> None:
    with pytest.raises(UsageError, match="L03 is no answer"):
        project.coding.toggle("L03", "trust")
    with pytest.raises(Conflict, match="category"):
        project.coding.toggle("001 · q8", "gaps")
    with pytest.raises(NotFound, match="q8"):
        project.coding.cards("q88")
    with pytest.raises(UsageError, match="which answers"):
        project.coding.finish([])
    with qualcode.open(project.where) as reader:
        reader.store.coder = None
        assert reader.coding.cards("q8").count(NEW) == 3
        with pytest.raises(CoderNeeded):
            reader.coding.toggle("001 · q8", "trust")
    assert project.coding.count() == 0


def test_cards_work_alike_on_both_stores(store_url: str, tmp_path: Path) -> None:
    with build(store_url, tmp_path) as project:
        answers(project, tmp_path, FIRST)
        queue = project.coding.cards()
        project.coding.toggle(["001 · q8", "002 · q8"], "trust")
        project.coding.finish("001 · q8")
        project.coding.put_off("002 · q8")
        queue = project.coding.renew(queue)
        assert [queue.state(key) for key in queue.keys] == ["done", "later", "new"]
        cards = project.coding.card_rows(queue.keys)
        assert [[t.code for t in card.ticks] for card in cards] == [["trust"], ["trust"], []]
        assert background.look(project.store, cards[1]).answers == {"q9": "名单在变"}


def test_the_command_line_lists_answers_and_those_alike(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    project.coding.toggle("004 · q8", "fatigue")
    project.coding.apply("004 · q8", code="trust", quote="名单不准")
    project.coding.finish("004 · q8")
    project.close()
    where = str(project.where)
    listed = cli(capsys, "-p", where, "--coder", "Mia", "coding", "answers", "q8", "-f", "json")
    assert json.loads(listed.out)[1:] == [
        {"document": "002 · q8", "case": "002", "question": "q8", "state": "new", "codes": "",
         "text": "无"},
        {"document": "004 · q8", "case": "004", "question": "q8", "state": "done",
         "codes": "fatigue, ~trust", "text": "名单不准，人手也不够。"},
    ]  # fmt: skip
    said = cli(capsys, "-p", where, "analysis", "similar", "002 · q8", "-f", "csv")
    assert (said.out.splitlines(), said.code) == (["document,case,likeness,text"], 0)
    assert "is no answer" in cli(capsys, "-p", where, "analysis", "similar", "L03").err


def test_a_project_without_answers_says_how_they_come(tmp_path: Path) -> None:
    with (
        qualcode.create(tmp_path / "e.qualcode", coder="Mia") as empty,
        pytest.raises(NotFound, match="cases import"),
    ):
        empty.coding.cards()
