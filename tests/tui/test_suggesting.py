"""Suggestions where one codes: how they are shown, what a key does with them, what stays hidden."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from harness import on_screen, press, running, screen_text
from study import build as build_small
from suggesting import build, code_truly, name
from textual.pilot import Pilot

from qualcode.project import Project
from qualcode.store.store import Store
from qualcode.suggest import scoring
from qualcode.tui import making
from qualcode.tui.app import QualcodeApp
from qualcode.tui.screens.cards import Cards
from qualcode.tui.screens.coding import Coding
from qualcode.tui.screens.suggestions import Suggestions
from qualcode.tui.widgets.told import Told
from qualcode.tui.worker.client import Client

OPEN = ("g", "d", "enter")
SIZES = [(80, 24), (160, 48)]


@pytest.fixture(autouse=True)
def none_withheld(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring, "WITHHELD", 0)


@pytest.fixture
def survey(tmp_path: Path) -> Project:
    """Sixty answers, the first 24 reviewed, suggestions for the others; one is at the 25th."""
    project = build(tmp_path / "s.qualcode", tmp_path)
    code_truly(project, 1, 24)
    project.suggest.run()
    return project


@pytest.fixture
def interviews(tmp_path: Path) -> Project:
    """The small study, with one suggestion in L03: trust, by what its definition says."""
    project = build_small(tmp_path / "s.qualcode", tmp_path)
    project.suggest.semantic = False
    project.codebook.edit("trust", definition={"zh": "把名单发到群里"})
    project.suggest.turn_on()
    project.suggest.run()
    return project


def shown(app: QualcodeApp) -> str:
    return "\n".join(screen_text(app))


def row(app: QualcodeApp, words: str) -> str:
    """Return the first row of the screen that holds some words; '' where none does."""
    return next((line for line in screen_text(app) if words in line), "")


def offers(project: Project, document: str) -> list[str]:
    """Return what is suggested for an answer, as it is shown."""
    return [f"{one.code} {one.told}" for one in project.suggest.rows(document)]


def coded(project: Project, document: str) -> list[tuple[str, str]]:
    return [(r.code, r.origin) for r in project.coding.rows() if r.document == document]


# Cards ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_a_card_shows_what_is_suggested_dotted_in_its_place_and_ticks_nothing(
    survey: Project, size: tuple[int, int]
) -> None:
    told = offers(survey, name(25))
    async with running(survey, size) as (app, pilot):
        await press(pilot, "g", "k")
        assert row(app, "┊ suggested:").strip() == f"┊ suggested: {' · '.join(told)}"
        codes = {one.split(" ")[0] for one in told}
        # The last row that holds a code is that of its digit; above stand definitions, where wide.
        for code in ("fatigue", "safety", "resources", "trust"):
            line = [one for one in screen_text(app) if f"▌{code}" in one][-1]
            mark = line[line.index(f"▌{code}") - 2]
            assert mark == ("┊" if code in codes else " "), code
        assert "✓" not in shown(app)
        assert coded(survey, name(25)) == []


async def test_accepting_on_a_card_codes_it_as_suggested_and_undo_takes_both_back(
    survey: Project,
) -> None:
    [first, *rest] = survey.suggest.rows(name(25))
    async with running(survey) as (app, pilot):
        await press(pilot, "g", "k", "a", *(["1"] if rest else []))
        assert coded(survey, name(25)) == [(first.code, "suggested")]
        assert offers(survey, name(25)) == [f"{one.code} {one.told}" for one in rest]
        assert f"suggestion accepted, coded “{first.code}” · u undoes" in screen_text(app)[-2]
        assert f"✓ ▌{first.code}" in shown(app)
        await press(pilot, "u")
        assert coded(survey, name(25)) == []
        assert [one.suggestion for one in survey.suggest.rows(name(25))] == [
            one.suggestion for one in (first, *rest)
        ]
        assert f"┊ ▌{first.code}" in shown(app)


async def test_rejecting_on_a_card_hides_it_and_the_answer_stays_unreviewed(
    survey: Project,
) -> None:
    [first, *rest] = survey.suggest.rows(name(25))
    async with running(survey) as (app, pilot):
        await press(pilot, "g", "k", "x", *(["1"] if rest else []))
        assert first.suggestion not in {one.suggestion for one in survey.suggest.rows(name(25))}
        assert coded(survey, name(25)) == []
        assert f"┊ ▌{first.code}" not in shown(app)
        assert f"suggestion rejected “{first.code}” · u undoes" in screen_text(app)[-2]
        card = on_screen(app, Cards).card
        assert card is not None
        assert card.state == "new"


async def test_on_a_card_the_words_selected_are_what_is_coded(survey: Project) -> None:
    [one, *rest] = survey.suggest.rows(name(25))
    async with running(survey) as (app, pilot):
        await press(pilot, "g", "k", "s", "S")
        start, end = on_screen(app, Cards).reader.selection.span
        await press(pilot, "a", *(["1"] if rest else []))
        [segment] = [r for r in survey.coding.rows() if r.document == name(25)]
        assert (segment.code, segment.start, segment.end) == (one.code, start, end)


async def test_t_goes_to_the_next_answer_with_a_suggestion_and_past_the_last_to_the_first(
    survey: Project,
) -> None:
    with_some = list(dict.fromkeys(one.document for one in survey.suggest.rows(question="q8")))
    async with running(survey) as (app, pilot):
        await press(pilot, "g", "k")
        seen = []
        for _ in range(len(with_some)):
            await press(pilot, "t")
            card = on_screen(app, Cards).card
            seen.append(card.document if card else "")
        at = with_some.index(seen[0])
        assert seen == [*with_some[at:], *with_some[:at]]


async def test_below_twenty_reviewed_no_probability_is_shown_but_what_matches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = build(tmp_path / "s.qualcode", tmp_path)
    project.suggest.run()
    async with running(project) as (app, pilot):
        await press(pilot, "g", "k", "n")
        assert row(app, "suggested:").strip() == "┊ suggested: safety keyword: masks"
    monkeypatch.setenv("QUALCODE_LANGUAGE", "zh")
    async with running(project) as (app, pilot):
        await press(pilot, "g", "k", "n")
        assert row(app, "建议").strip() == "┊ 建议：safety 关键词：masks"


async def test_what_is_withheld_is_shown_after_the_decision_only_and_makes_the_blind_check(
    survey: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = offers(survey, name(26))
    monkeypatch.setattr(scoring, "WITHHELD", 1)
    survey.suggest.run()
    async with running(survey) as (app, pilot):
        await press(pilot, "g", "k", "n")
        assert "suggested:" not in shown(app)
        assert "┊" not in shown(app)
        assert "accepted" not in shown(app)
        await press(pilot, "a")
        assert coded(survey, name(26)) == []
        assert "no suggestion here" in screen_text(app)[-2]
        await press(pilot, "D")
        await app.workers.wait_for_complete()
        await pilot.pause()
        said = ", ".join(f"{one} ≠" for one in told)
        assert on_screen(app, Cards).status.text.endswith(
            f"held back until you decided (= you did so too): {said}"
        )
        check = survey.suggest.figures().check
        assert row(app, "blind check").strip() == f"accepted 0 of last 0 · {check}"


async def test_nothing_is_suggested_where_one_codes_blind(survey: Project) -> None:
    survey.agreement.new_round("r1", coders=["Mia", "Lin"], origin="q8", sample=60)
    async with running(survey) as (app, pilot):
        await press(pilot, "g", "k")
        for key in ("a", "x", "y"):
            await press(pilot, key)
            assert "you code this unaided in “r1”" in screen_text(app)[-2]
        assert "┊" not in shown(app)
        await press(pilot, "t")
        assert "no suggestion is pending here" in screen_text(app)[-2]
    assert [r for r in survey.coding.rows() if r.origin == "suggested"] == []


async def test_the_list_of_answers_says_what_is_suggested_for_the_one_marked_and_takes_it(
    survey: Project,
) -> None:
    [first, *rest] = survey.suggest.rows(name(25))
    async with running(survey) as (app, pilot):
        await press(pilot, "g", "k", "T")
        assert f"┊ {first.code} {first.told}" in screen_text(app)[-2]
        await press(pilot, "a", *(["1"] if rest else []))
        assert coded(survey, name(25)) == [(first.code, "suggested")]


async def test_home_counts_what_is_pending_and_leads_to_the_list(survey: Project) -> None:
    pending = len(survey.suggest.rows())
    async with running(survey) as (app, pilot):
        await app.workers.wait_for_complete()
        await pilot.pause()
        line = row(app, "suggestions  ")
        assert line.split("   ")[0].strip() == "suggestions"
        assert f"{pending} pending · blind check: none yet" in line
        await press(pilot, line.split()[-1])
        await app.workers.wait_for_complete()
        assert on_screen(app, Suggestions).table.count == pending


# Coding ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
async def test_a_passage_with_a_suggestion_is_dotted_in_the_margin_and_not_coded(
    interviews: Project, size: tuple[int, int]
) -> None:
    interviews.coding.apply("L03", code="fatigue", quote="早上七点")
    async with running(interviews, size) as (app, pilot):
        await press(pilot, *OPEN)
        line = row(app, "早上七点")
        assert line[:6] == "▌    ┊", "each on its own side"
        assert "1 segment · 1 suggestion" in shown(app)
        await press(pilot, "t")
        coding = on_screen(app, Coding)
        assert coding.reader.selection.span == (coding.offers[0].start, coding.offers[0].end)
        assert "┊" in shown(app).split("here", 1)[1]
        assert "trust definition: 把名单发到群里 ?" in shown(app)
    assert [r.code for r in interviews.coding.rows()] == ["fatigue"]


async def test_accepting_in_coding_takes_the_selection_where_it_meets_the_passage(
    interviews: Project,
) -> None:
    [one] = interviews.suggest.rows("L03")
    async with running(interviews) as (app, pilot):
        await press(pilot, *OPEN, "t", "S")
        start, end = on_screen(app, Coding).reader.selection.span
        assert (start, end) != (one.start, one.end)
        await press(pilot, "a")
        [made] = interviews.coding.rows()
        assert (made.code, made.start, made.end, made.origin) == ("trust", start, end, "suggested")
        assert "suggestion accepted, coded “trust” · u undoes" in screen_text(app)[-2]
        assert "┊" not in shown(app)
        await press(pilot, "u")
        assert interviews.coding.rows() == []
        assert [o.suggestion for o in interviews.suggest.rows("L03")] == [one.suggestion]
        assert "0 segments · 1 suggestion" in shown(app)


async def test_a_rejected_suggestion_leaves_the_margin_and_undo_brings_it_back(
    interviews: Project,
) -> None:
    async with running(interviews) as (app, pilot):
        await press(pilot, *OPEN, "t", "x")
        assert "┊" not in shown(app)
        assert interviews.suggest.rows("L03") == []
        await press(pilot, "u")
        assert "┊" in shown(app)


async def test_the_code_applied_by_hand_is_suggested_no_more(interviews: Project) -> None:
    async with running(interviews) as (app, pilot):
        await press(pilot, *OPEN, "t", "c", *"trust", "enter")
        assert [r.origin for r in interviews.coding.rows()] == ["manual"]
        assert "┊" not in shown(app)
        await press(pilot, "u")
        assert "┊" in shown(app)


async def test_n_goes_to_segments_alone_and_t_to_suggestions(interviews: Project) -> None:
    interviews.coding.apply("L03", code="fatigue", quote="最缺人。")
    async with running(interviews) as (app, pilot):
        await press(pilot, *OPEN, "t", "n", "n")
        reader = on_screen(app, Coding).reader
        assert reader.source.text[slice(*reader.selection.span)] == "最缺人。"


async def test_interviews_have_no_suggestions_until_the_lead_turns_them_on(
    interviews: Project,
) -> None:
    interviews.suggest.turn_off()
    async with running(interviews) as (app, pilot):
        await press(pilot, *OPEN)
        assert "┊" not in shown(app)
        assert "suggestion" not in shown(app)
        for key in ("t", "a", "x", "y"):
            await press(pilot, key)
            said = on_screen(app, Coding).status.text
            assert said.startswith("suggestions for interviews are off")
            assert "qualcode suggest on" in said
        interviews.suggest.turn_on()
        await press(pilot, "g", "d", "enter")
        assert "1 suggestion" in shown(app)


async def test_what_is_shown_is_logged_once_and_is_not_what_one_did(interviews: Project) -> None:
    async with running(interviews) as (app, pilot):
        await press(pilot, *OPEN, "up", "down", "1", "t", "up", "t")
        assert interviews.history.log()["what"].tolist().count("show suggestions") == 1
        await press(pilot, "u")
        assert "undone" in screen_text(app)[-2]
        assert interviews.coding.rows() == []


# The worker -----------------------------------------------------------------------------------


class Other:
    """A worker's client that answers when it is told to."""

    def __init__(self, run: Callable[..., Any]) -> None:
        self.may = asyncio.Event()
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self._run = run

    def start(self) -> None:
        """Nothing is to be started."""

    def stop(self) -> None:
        """Nothing is to be ended."""

    async def ask(self, do: str, *, progress: object = None, **arguments: Any) -> Any:
        """Answer once one may."""
        self.asked.append((do, arguments))
        await self.may.wait()
        return self._run(**arguments)


async def until(pilot: Pilot[None], true: Callable[[], bool]) -> None:
    """Wait for something."""
    while not true():
        await asyncio.sleep(0.01)
        await pilot.pause()


async def test_suggestions_are_made_beside_the_keys_and_then_shown(tmp_path: Path) -> None:
    project = build(tmp_path / "s.qualcode", tmp_path)
    client = Other(lambda question, at: project.suggest.run(question=question))
    app = QualcodeApp(project, worker=lambda _store, _coder: client)  # type: ignore[arg-type, return-value]
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "g", "k", "n")
        await until(pilot, lambda: bool(client.asked))
        await pilot.pause()
        assert "suggestions: computing" in shown(app)
        first = project.documents.keys("q8")[0]
        assert client.asked == [("run", {"question": "q8", "at": first})]
        await press(pilot, "N", "n")
        client.may.set()
        await until(pilot, lambda: not app.making.computing)
        await pilot.pause()
        assert row(app, "suggested:").strip() == "┊ suggested: safety keyword: masks"


async def test_they_are_made_anew_after_an_undo_or_another_definition_and_not_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "DECIDED", 0.01)
    monkeypatch.setattr(making, "OPENED", 0.01)
    project = build(tmp_path / "s.qualcode", tmp_path)
    client = Other(lambda question, at: project.suggest.run(question=question))
    client.may.set()
    app = QualcodeApp(project, worker=lambda _store, _coder: client)  # type: ignore[arg-type, return-value]
    async with app.run_test(size=(80, 24)) as pilot:

        async def runs(*keys: str) -> int:
            """Press keys; return how often suggestions were made by then."""
            await press(pilot, *keys)
            await until(pilot, lambda: app.making.idle)
            return len(client.asked)

        assert await runs("g", "k") == 1
        assert await runs("g", "h", "g", "k") == 1, "nothing was changed"
        assert await runs("1", "enter") == 2
        assert await runs("u") == 3, "an undo teaches too"
        project.codebook.edit("trust", definition={"en": "lunch"})
        assert await runs("g", "h", "g", "k") == 4
        project.memos.add("Of no matter.")
        assert await runs("g", "h", "g", "k") == 4


async def test_where_no_worker_can_be_started_coding_goes_on(survey: Project) -> None:
    def refuse(_store: Store, _coder: str | None) -> Client:
        raise OSError("no more processes")

    app = QualcodeApp(survey, worker=refuse)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "g", "k")
        await until(pilot, lambda: app.making.idle)
        await press(pilot, "y")
        if not isinstance(app.screen, Cards):
            await press(pilot, "1")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "cannot be started here" in shown(app)
        await press(pilot, "1", "enter")
        assert len(coded(survey, name(25))) == 1


async def test_y_tells_the_parts_of_the_score_as_the_worker_works_them_out(
    survey: Project,
) -> None:
    [one, *rest] = survey.suggest.rows(name(25))
    lines = survey.suggest.explain(one.suggestion).lines

    def connect(store: Store, coder: str | None) -> Client:
        return Client(store, coder, semantic=False)

    app = QualcodeApp(survey, worker=connect)
    async with app.run_test(size=(100, 48)) as pilot:
        await press(pilot, "g", "k", "y", *(["1"] if rest else []))
        await until(pilot, lambda: isinstance(app.screen, Told))
        await pilot.pause()
        for line in lines[1:-1]:
            assert line[:40] in shown(app), line
        await press(pilot, "escape")
        assert isinstance(app.screen, Cards)
