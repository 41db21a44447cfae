"""Agreement and Reconcile by keys: rounds, the table by code, taking, reasons, rules, undo."""

from __future__ import annotations

import csv
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from harness import on_screen, press, running, screen_text
from study import build
from team import Team
from textual.pilot import Pilot

from qualcode.agreement.comparison import figures
from qualcode.agreement.reduction import Document, Done, reduce
from qualcode.agreement.watch import Watch
from qualcode.project import Project
from qualcode.text.display import width
from qualcode.tui.app import QualcodeApp
from qualcode.tui.i18n.noted import note_in_words
from qualcode.tui.screens.agreement import Agreement
from qualcode.tui.screens.coding import Coding
from qualcode.tui.screens.figures import Figures
from qualcode.tui.screens.reconcile import Reconcile

OLD = "The old volunteers came on day two."
KNEW = "They knew every stairwell."
SLEPT = "Then nobody slept."
LACK = "最缺人。"


@pytest.fixture
def team(tmp_path: Path) -> Team:
    """Return Mia and Lin, who differ three times: code (L03), missed (L02), extent (L02)."""
    build(tmp_path / "s.qualcode", tmp_path).close()
    team = Team(str(tmp_path / "s.qualcode"))
    team.code("Mia", "L03", ("gap filling", LACK))
    team.code("Lin", "L03", ("trust", LACK))
    team.code("Mia", "L02", ("trust", KNEW), ("fatigue", SLEPT))
    team.code("Lin", "L02", ("trust", "knew every stairwell."), ("fatigue", SLEPT),
              ("fatigue", OLD))  # fmt: skip
    return team


@asynccontextmanager
async def at_work(
    team: Team, *keys: str, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Project, QualcodeApp, Pilot[None]]]:
    """Yield the interface after some keys, each waited for with all that it begins."""
    with team.of("Mia") as project:
        async with running(project, size) as (app, pilot):
            await slowly(app, pilot, *keys)
            yield project, app, pilot


async def slowly(app: QualcodeApp, pilot: Pilot[None], *keys: str) -> None:
    """Press keys, each waited for with the work beside the keys that it begins."""
    for key in keys:
        await press(pilot, key)
        for _ in range(3):
            await app.workers.wait_for_complete()
            await pilot.pause()


def text(app: QualcodeApp) -> str:
    """Return the screen in one text."""
    return "\n".join(screen_text(app))


def consensus(project: Project) -> list[tuple[str, str]]:
    """Return what is in the consensus: code, words."""
    return sorted((r.code, r.text) for r in project.coding.rows() if r.coder == "consensus")


async def test_the_board_leads_to_the_table_by_code_and_on_to_its_disagreements(
    team: Team,
) -> None:
    async with at_work(team, "g", "r") as (_, app, pilot):
        on_screen(app, Agreement)
        assert screen_text(app)[2].split() == ["interviews", "double", "coded", "2", "documents"]
        await slowly(app, pilot, "enter")
        on_screen(app, Figures)
        rows = {row.split("  ")[0]: row.split() for row in screen_text(app)[2:5]}
        # trust: Mia and Lin both on KNEW, Lin alone on LACK; 7 sentences of participants.
        assert rows["trust"][1:4] == ["2", "1/2", "85.7"]
        assert rows["fatigue"][1:4] == ["1", "1/2", "85.7"]
        assert "Mia, Lin · 2 documents · by sentence · 3 disagreements" in text(app)
        await slowly(app, pilot, "enter")
        screen = on_screen(app, Reconcile)
        assert "› gap filling" in screen.header.said
        assert [row.codes for row in screen.rows] == [("gap filling", "trust")]
        await slowly(app, pilot, "escape", "escape")
        on_screen(app, Agreement)


async def test_two_keys_decide_and_the_next_open_one_is_shown(team: Team) -> None:
    async with at_work(team, "g", "r", "R") as (project, app, pilot):
        shown = text(app)
        assert f"A[B[{LACK}]B]A" in shown
        assert "disagreement 1 of 3 · different code · 3 open" in shown
        assert "Mia" not in screen_text(app)[0]
        assert "alike, entered consensus by themselves: 1 segment" in shown
        assert consensus(project) == [("fatigue", SLEPT)]
        await slowly(app, pilot, "2", "3")
        assert consensus(project) == [("fatigue", SLEPT), ("trust", LACK)]
        assert "disagreement 2 of 3 · missed · 2 open" in text(app)
        assert "reconciled “gap filling, trust · L03” · u undoes" in text(app)
        await slowly(app, pilot, "0", "1", "+", "2")
        assert "all of these are decided" in text(app)
        assert consensus(project) == [("fatigue", SLEPT), ("trust", KNEW), ("trust", LACK)]
        assert project.coding.layer("final").left_out == []
        await slowly(app, pilot, "W")
        assert [row.split()[1:4] for row in screen_text(app) if "█" in row] == [
            ["1", "slip", "1"], ["2", "boundary", "1"], ["3", "definition", "1"],
        ]  # fmt: skip


async def test_what_is_not_a_reason_decides_nothing(team: Team) -> None:
    async with at_work(team, "g", "r", "R", "1", "8") as (project, app, pilot):
        assert "not decided" in text(app)
        await slowly(app, pilot, "9")
        assert "there is no layer 9" in text(app)
        await slowly(app, pilot, "1", "escape")
        assert project.agreement.reconcile().progress.decided == 0


async def test_a_decision_is_undone_reopened_and_made_with_words(team: Team) -> None:
    async with at_work(team, "g", "r", "R", "1", "w", "4") as (project, app, pilot):
        await slowly(app, pilot, *"see turn 2", "enter")
        [row, *_] = project.agreement.reconcile().rows()
        assert row.decision is not None
        assert (row.decision.choice, row.decision.reason, row.decision.note) == (
            "A", "context", "see turn 2",
        )  # fmt: skip
        await slowly(app, pilot, "N")
        assert "decided: A · context · Mia · see turn 2" in text(app)
        await slowly(app, pilot, "backspace")
        assert "disagreement 1 of 3 · different code · 3 open" in text(app)
        await slowly(app, pilot, "u")
        assert "decided: A · context" in text(app)
        await slowly(app, pilot, "u")
        assert "decided:" not in text(app)
        assert consensus(project) == [("fatigue", SLEPT)]
        # What all have alike is not put in again against a person's undo.
        await slowly(app, pilot, "u")
        assert consensus(project) == []
        assert "alike, enter consensus with the first decision: 1 segment" in text(app)


async def test_another_code_is_taken_by_letters(team: Team) -> None:
    async with at_work(team, "g", "r", "R", "c", *"fati", "enter", "5") as (project, app, _):
        assert ("fatigue", LACK) in consensus(project)
        assert "2 open" in text(app)


async def test_extents_are_settled_by_a_rule_after_it_was_shown(team: Team) -> None:
    async with at_work(team, "g", "r", "R", "E", "1") as (project, app, pilot):
        assert "1 of 1 cases would be decided: the longer" in text(app)
        assert f"3 L02  trust  {KNEW}" in text(app)
        await slowly(app, pilot, "escape")
        assert project.agreement.reconcile().progress.decided == 0
        await slowly(app, pilot, "E", "1", "enter")
        assert ("trust", KNEW) in consensus(project)
        await slowly(app, pilot, "E")
        assert "no open case differs in extent alone" in text(app)
        await slowly(app, pilot, "u")
        assert consensus(project) == [("fatigue", SLEPT)]


async def test_a_rule_is_written_to_the_draft(team: Team) -> None:
    keys = ("g", "r", "R", "R", "2", "1", *"people, not trust", "enter")
    async with at_work(team, *keys) as (project, app, _):
        assert project.codebook.entry("trust").when_not_en == "people, not trust"
        assert "rule added to the codebook “trust” · u undoes" in text(app)
        assert "not: people, not trust" in text(app)


async def test_names_are_behind_a_key_and_the_look_is_logged(team: Team) -> None:
    async with at_work(team, "g", "r", "R", "L") as (project, app, pilot):
        assert "A Mia B Lin → consensus" in screen_text(app)[0]
        log = project.history.log()
        assert log["what"].tolist().count("look at names of layers") == 1
        await slowly(app, pilot, "L")
        assert "A B → consensus" in screen_text(app)[0]


async def test_the_list_is_narrowed_and_a_passage_opened(team: Team) -> None:
    async with at_work(team, "g", "r", "R", "f", "k", "1") as (_, app, pilot):
        screen = on_screen(app, Reconcile)
        assert [row.number for row in screen.rows] == [2]
        await slowly(app, pilot, "f", "a")
        assert [row.number for row in screen.rows] == [1, 2, 3]
        await slowly(app, pilot, "end", "m", *"why", "ctrl+s", "enter")
        on_screen(app, Coding)
        assert f"【{KNEW}】" in " ".join(text(app).replace("▌", " ").split())


async def test_a_round_is_opened_in_a_form_and_closed(team: Team) -> None:
    async with at_work(team, "g", "r", "A", "ctrl+s") as (project, app, pilot):
        assert "A round needs a name" in text(app)
        await slowly(app, pilot, *"r1", "tab", "tab", *"Lin, Mia", "tab", "2", "ctrl+s")
        assert "round opened “r1” · u undoes" in text(app)
        [one] = project.agreement.round_rows()
        assert (one.kind, one.settings["asked"], one.state) == ("reliability", 2, "open")
        # The coders are blind now, so what they both did is told to neither.
        assert screen_text(app)[2].split()[:2] == ["r1", "reliability"]
        await slowly(app, pilot, "enter")
        assert "blind" in text(app)
        await slowly(app, pilot, "escape", "C")
        assert "Passages are left: " in text(app)
        await slowly(app, pilot, "1")
        assert project.agreement.round("r1").state == "closed"
        assert "closed" in text(app)


async def test_without_coefficients_disagreements_are_counted_and_reconciled(team: Team) -> None:
    async with at_work(team, "g", "r", "K") as (project, app, pilot):
        assert "coefficients turned off · u undoes" in text(app)
        await slowly(app, pilot, "enter")
        assert "coefficients are off" in text(app)
        assert screen_text(app)[2].split() == ["gap", "filling", "1"]
        await slowly(app, pilot, "R", "1", "1")
        assert ("gap filling", LACK) in consensus(project)


async def test_what_is_shown_is_written_beside_the_project(team: Team, tmp_path: Path) -> None:
    async with at_work(team, "g", "r", "X", "4") as (_, app, pilot):
        path = tmp_path / "Volunteers Agreement interviews.md"
        assert "Volunteers Agreement interviews.md" in text(app)
        assert "3 disagreements were found. Computed with qualcode." in path.read_text("utf-8")
        await slowly(app, pilot, "R", "2", "3", "X", "6")
        with (tmp_path / "Volunteers disagreements interviews.csv").open(
            encoding="utf-8-sig", newline=""
        ) as file:
            rows = list(csv.DictReader(file))
        assert [(row["kind"], row["state"], row["takes"], row["reason"]) for row in rows[:2]] == [
            ("different code", "decided", "trust", "definition"), ("missed", "open", "", ""),
        ]  # fmt: skip
        assert (rows[0]["A"], rows[0]["B"], rows[0]["codes"]) == (
            "gap filling", "trust", "gap filling, trust",
        )  # fmt: skip
        await slowly(app, pilot, "escape", "enter", "X", "5")
        figures = (tmp_path / "Volunteers agreement by code interviews.csv").read_text("utf-8-sig")
        assert figures.startswith("code,n_units,n_any,n_all,percent")
        # The report written later holds what was decided meanwhile, under a name of its own.
        await slowly(app, pilot, "X", "4")
        again = (tmp_path / "Volunteers Agreement interviews 2.md").read_text("utf-8")
        assert "1 of 3 disagreements (33.3 %) were settled, by Mia" in again


async def test_comparing_and_writing_are_stopped_by_esc_and_leave_nothing(
    team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, go_on = Event(), Event()

    def wait(self: object, done: int, total: int, tell: Any = Watch.__call__) -> None:
        reached.set()
        go_on.wait(10)
        tell(self, done, total)

    async with at_work(team, "g", "r") as (_, app, pilot):
        monkeypatch.setattr(Watch, "__call__", wait)
        for keys in (("X", "1"), ("enter",)):
            reached.clear()
            go_on.clear()
            await press(pilot, *keys)
            while not reached.is_set():
                await pilot.pause(0.01)
            await press(pilot, "escape")
            go_on.set()
            await slowly(app, pilot, "shift+f12")
            assert "stopped" in text(app)
        assert not [one for one in tmp_path.iterdir() if one.suffix == ".docx"]
        assert on_screen(app, Figures).rows == []
        await slowly(app, pilot, "escape", "enter")  # asked for again, it is computed
        assert len(on_screen(app, Figures).rows) == 3


async def test_notes_beside_figures_are_chinese_in_a_chinese_interface(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUALCODE_LANGUAGE", "zh")
    async with at_work(team, "g", "r", "enter", size=(160, 30)) as (_, app, _pilot):
        rows = on_screen(app, Figures).rows
        assert "fewer than 10 uses by Mia, Lin; no interval: 2 documents, it takes 3" in {
            row.note for row in rows
        }
        assert "Mia、Lin使用不足 10 次；无区间：只有 2 份文档，至少须有 3 份" in text(app)


def test_every_note_that_figures_have_is_known_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALCODE_LANGUAGE", "zh")
    coders, notes = ("A1", "B1", "C1"), set()
    for draws, clusters in ((0, 9), (200, 2), (200, 5), (200, 9)):
        documents = [
            Document(
                f"d{n}", 60, [(at, at + 10) for at in range(0, 60, 10)],
                {
                    "A1": [("all", 0, 60), ("rare", 0, 10), *([("one", 0, 10)] if n == 0 else [])],
                    "B1": [("all", 0, 60), *([("one", 0, 10)] if n == 0 else [])],
                    "C1": [("all", 0, 60)],
                },
                {c: [Done(0, 60, frozenset({"late"} if c != "A1" else ()))] for c in coders},
            )
            for n in range(clusters)
        ]  # fmt: skip
        for number in (2, 3):
            codes = ["all", "none", "one", "rare", "late"]
            found = figures(reduce(documents, coders[:number], codes), draws=draws)
            notes |= {*found.by_code["note"], *found.overall["note"]}
    parts = {part for note in notes for part in note.split("; ")} - {""}
    assert len(parts) > 10
    parts = {part.replace("late", "晚") for part in parts}
    assert [part for part in parts if re.search("[a-z]{4}", note_in_words(part))] == []


async def test_nothing_done_by_two_says_what_to_do(tmp_path: Path) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        async with running(project) as (app, pilot):
            await slowly(app, pilot, "g", "r", "enter", "R", "C")
            on_screen(app, Agreement)
            assert "A opens a round" in text(app)


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_names_that_steer_a_terminal_fit_and_do_not(
    team: Team, tmp_path: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUALCODE_LANGUAGE", language)
    (tmp_path / "evil.txt").write_text("Moira: all \x1b[31mred \u202e here.\n", encoding="utf-8")
    with team.of("Mia") as project:
        project.codebook.rename("trust", "信任 " + "长" * 40)
        project.codebook.edit("fatigue", definition="tired \u202e and so on")
        project.documents.add(tmp_path / "evil.txt")
    team.code("Mia", "evil", ("fatigue", "red \u202e here."))
    team.code("Lin", "evil")
    for keys in (("g", "r"), ("g", "r", "enter"), ("g", "r", "R", "end", "L")):
        async with at_work(team, *keys) as (_, app, _pilot):
            rows = screen_text(app)
            assert [row for row in rows if width(row) > 80] == []
            assert not {"\u202e", "\x1b"} & set(text(app))
            assert len(rows) == 24
