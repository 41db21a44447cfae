"""The screen Suggestions: its lists, what enter does, many accepted at once, the lead's switch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from copies import put
from harness import on_screen, press, running, screen_text
from suggesting import build, code_truly, name
from textual.pilot import Pilot

import qualcode
from qualcode.project import Project
from qualcode.suggest import scoring
from qualcode.text import display
from qualcode.tui.app import QualcodeApp
from qualcode.tui.screens.cards import Cards
from qualcode.tui.screens.suggestions import Suggestions
from qualcode.tui.screens.suggestions_bulk import Bulk


def make(place: str) -> None:
    """Make 208 answers, 104 of them reviewed, one of these wrongly coded; none is withheld."""
    with (
        patch.object(scoring, "WITHHELD", 0),
        build(place, Path(place).parent, 208) as project,
    ):
        code_truly(project, 1, 104)
        project.coding.toggle(name(2), "safety")
        project.coding.toggle(name(2), "trust")
        project.suggest.run()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    monkeypatch.setattr(scoring, "WITHHELD", 0)
    put(tmp_path / "s.qualcode", make)
    with qualcode.open(tmp_path / "s.qualcode", coder="Mia") as made:
        made.suggest.semantic = False
        yield made


async def settled(app: QualcodeApp, pilot: Pilot[None]) -> str:
    """Return what the screen shows once all that is done beside the keys is over."""
    await app.workers.wait_for_complete()
    await pilot.pause()
    return "\n".join(screen_text(app))


async def at(app: QualcodeApp, pilot: Pilot[None], *keys: str) -> str:
    """Press keys, each after all that the last began; return what the screen shows then."""
    for key in keys:
        await press(pilot, key)
        await settled(app, pilot)
    return await settled(app, pilot)


def row(app: QualcodeApp, number: int) -> list[str]:
    """Return the cells of a row of the list, as they are shown."""
    return list(on_screen(app, Suggestions).table.row(number))


async def test_pending_ones_are_decided_on_in_their_list_and_undo_brings_them_back(
    project: Project,
) -> None:
    rows = project.suggest.rows()
    async with running(project) as (app, pilot):
        shown = await at(app, pilot, "g", "u")
        assert row(app, 0) == [
            rows[0].document, project.documents.text(rows[0].document), rows[0].code, rows[0].told,
        ]  # fmt: skip
        assert "accepted 0 of last 0 · blind check: none yet" in shown
        shown = await at(app, pilot, "a", "x")
        assert "suggestion rejected" in shown
        assert "accepted 1 of last 2" in shown
        assert row(app, 0)[0] == rows[2].document
        assert project.suggest.rows() == rows[2:]
        await at(app, pilot, "u", "u")
        assert row(app, 0)[0] == rows[0].document
        assert project.suggest.rows() == rows
        await at(app, pilot, "down", "enter")
        card = on_screen(app, Cards).card
        assert card is not None
        assert card.document == rows[1].document
        await at(app, pilot, "escape")
        assert on_screen(app, Suggestions).table.cursor == 1, "one comes back to where one was"


async def test_the_order_is_chosen_and_said(project: Project) -> None:
    async with running(project) as (app, pilot):
        for key, order in (("2", "certain"), ("3", "informative"), ("4", "random")):
            await at(app, pilot, "g", "u", "O", key)
            wanted = project.suggest.rows(order=order)[0]
            assert row(app, 0)[::3] == [wanted.document, wanted.told]
        assert "at random" in screen_text(app)[0]


async def test_figures_by_code_are_those_of_the_model_and_lead_to_its_suggestions(
    project: Project,
) -> None:
    fares = project.suggest.fares()
    assert fares is not None
    async with running(project) as (app, pilot):
        await at(app, pilot, "g", "u", "2")
        for number, one in enumerate(fares.codes):
            found = one.left_out
            assert row(app, number)[:2] == [one.code, f"{found.right}/{found.suggested}"]
        assert [row(app, n)[-1] for n in range(4)] == [
            "yes", "yes", "yes",
            "no: it was suggested at p ≥ .8 in 0 left-out passages, and ten are needed",
        ]  # fmt: skip
        shown = " ".join((await at(app, pilot, "end")).split())
        assert "accepted one by one: it was suggested at p ≥ .8 in 0 left-out passages" in shown
        await at(app, pilot, "home", "enter")
        codes = {one.code for one in on_screen(app, Suggestions).pending}
        assert codes == {"fatigue"}
        assert "fatigue" in screen_text(app)[0]


async def test_a_blind_check_stands_beside_its_code_with_its_interval(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoring, "WITHHELD", 1)
    project.suggest.run()
    code_truly(project, 105, 144)
    fares = project.suggest.fares()
    assert fares is not None
    [one] = [code for code in fares.codes if code.code == "fatigue"]
    assert (one.agreed, one.checked) == (10, 10)
    async with running(project) as (app, pilot):
        shown = await at(app, pilot, "g", "u", "2")
        assert row(app, 0)[4] == "10/10 [.72, 1.00]"
        assert "withheld until you had decided" in " ".join(shown.split())
        checked = sum(code.checked for code in fares.codes)
        assert f"blind check {checked} of {checked} [" in shown


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_many_are_accepted_in_one_step_once_all_were_in_view(
    project: Project, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUALCODE_LANGUAGE", language)
    made = project.suggest.accept_all("resources", preview=True)
    before = project.coding.count(code="resources")
    async with running(project, (80, 10)) as (app, pilot):
        await at(app, pilot, "g", "u", "2", "down", "down", "B")
        bulk = on_screen(app, Bulk)
        assert [item.text for item in bulk.list.items] == [
            project.documents.text(one.document) for one in made.accepted
        ]
        assert not any(item.chosen for item in bulk.list.items)
        await at(app, pilot, "enter")
        assert on_screen(app, Bulk) is bulk, "what was not looked at is not accepted"
        assert project.coding.count(code="resources") == before
        await at(app, pilot, "space", *["pagedown"] * 4, "enter")
        assert project.coding.count(code="resources") == before + len(made.accepted) - 1
        assert made.accepted[0].suggestion in {o.suggestion for o in project.suggest.rows()}
        held = {one.suggestion for one in made.audited}
        assert held.isdisjoint(o.suggestion for o in project.suggest.rows())
        await at(app, pilot, "u")
        assert project.coding.count(code="resources") == before


async def test_where_many_may_not_be_accepted_it_is_said_why_in_both_languages(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(project) as (app, pilot):
        shown = await at(app, pilot, "g", "u", "2", "end", "B")
        assert "“trust” is accepted one by one" in shown
        monkeypatch.setenv("QUALCODE_LANGUAGE", "zh")
        assert "“trust”只能逐条接受：留出检验中" in await at(app, pilot, "B")


async def test_the_lists_at_the_codebooks_edge_are_those_of_the_project(project: Project) -> None:
    unlike = project.suggest.unlike(limit=100)
    clusters = project.suggest.clusters()
    doubtful = project.suggest.likely_miscodings()
    confused = project.suggest.confused()
    async with running(project) as (app, pilot):
        await at(app, pilot, "g", "u", "3")
        assert row(app, 0)[:2] == unlike[["document", "text"]].iloc[0].tolist()
        await at(app, pilot, "4")
        assert row(app, 0)[:2] == [str(clusters["n"][0]), " ".join(clusters["words"][0])]
        await at(app, pilot, "enter")
        assert [row(app, n)[0] for n in range(3)] == clusters["documents"][0][:3]
        await at(app, pilot, "escape", "5")
        assert row(app, 0)[::2] == [name(2), "trust", doubtful_p(doubtful)]
        assert row(app, 0)[3] == "applied"
        await at(app, pilot, "enter")
        card = on_screen(app, Cards).card
        assert card is not None
        assert card.document == name(2)
        await at(app, pilot, "escape", "6")
        assert row(app, 0)[:2] == confused[["code", "taken_for"]].iloc[0].tolist()
        assert project.coding.count() == 78, "nothing was applied"


def doubtful_p(frame: Any) -> str:
    return f"{frame['probability'][0]:.2f}".removeprefix("0")


async def test_the_model_is_told_by_its_hash_training_set_and_warnings(project: Project) -> None:
    fit = project.suggest.models()["answers"]
    async with running(project, (100, 40)) as (app, pilot):
        shown = await at(app, pilot, "g", "u", "w")
        assert fit.digest in shown
        assert fit.training in shown
        assert "learned from 104 reviewed passages" in shown
        assert "suggestions for interviews are off" in shown


async def test_the_lead_turns_interviews_on_and_nobody_else(
    project: Project, tmp_path: Path
) -> None:
    async with running(project) as (app, pilot):
        assert "suggestions for interviews turned on" in await at(app, pilot, "g", "u", "I")
        assert project.suggest.interviews
        await at(app, pilot, "I")
    assert [row.what for row in project.history.rows()][:2] == [
        "turn suggestions for interviews off", "turn suggestions for interviews on",
    ]  # fmt: skip
    with qualcode.open(tmp_path / "s.qualcode", coder="Lin") as other:
        async with running(other) as (app, pilot):
            assert "lead" in (await at(app, pilot, "g", "u", "I")).splitlines()[-2]
        assert not other.suggest.interviews


async def test_what_one_codes_blind_is_in_no_list(project: Project) -> None:
    project.agreement.new_round("r1", coders=["Mia", "Lin"], origin="q8", sample=208)
    async with running(project) as (app, pilot):
        assert "No suggestion is pending here" in await at(app, pilot, "g", "u")
        for key in ("3", "4", "5", "6"):
            await at(app, pilot, key)
            assert on_screen(app, Suggestions).table.count == 0


async def test_they_are_made_anew_from_the_screen(project: Project) -> None:
    code_truly(project, 105, 108)
    async with running(project) as (app, pilot):
        shown = await at(app, pilot, "g", "u", "R")
        assert "of 100 passages that are not reviewed have suggestions" in shown
        assert project.suggest.models()["answers"].reviewed == 108


@pytest.mark.parametrize(
    ("language", "size"), [("en", (80, 24)), ("zh", (80, 24)), ("zh", (50, 12))]
)
async def test_every_list_fits(
    project: Project, language: str, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUALCODE_LANGUAGE", language)
    async with running(project, size) as (app, pilot):
        for keys in (("g", "u"), *"23456"):
            await at(app, pilot, *keys)
            lines = screen_text(app)
            assert [line for line in lines if display.width(line) > size[0]] == []
            assert "?" in lines[-1]
            assert any(row(app, 0)), "something is listed"


async def test_the_list_of_answers_dots_every_row_with_a_suggestion_and_moves_none(
    project: Project,
) -> None:
    waiting = {one.document for one in project.suggest.rows()}
    async with running(project) as (app, pilot):
        await at(app, pilot, "g", "k", "T", "end")
        rows = [line for line in screen_text(app) if line[:5].strip().isdigit()]
        assert len(rows) > 10
        for line in rows:
            number = int(line[:5])
            assert ("┊" in line[:9]) == (name(number) in waiting), line
        first = next(int(line[:5]) for line in rows if "┊" in line[:9])
        assert [int(line[:5]) for line in rows] == sorted(int(line[:5]) for line in rows)
        assert not [r for r in project.coding.rows() if r.document == name(first)]
