"""Every screen as a person sees it, row by row, kept as text: what changes there is looked at.

After a change that is meant, `pytest tests/tui/test_snapshots.py --snapshot-update`, and read the
difference.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from harness import paste, press, running, screen_text
from rich import cells
from study import build_anew
from syrupy.assertion import SnapshotAssertion
from tables import Person, survey
from textual import _border
from textual.scrollbar import ScrollBarRender

import qualcode
import qualcode.analysis.crosstab_kept  # so that it, too, has the time of the clock
from qualcode.analysis.crosstab_asked import Asked
from qualcode.project import Project
from qualcode.store import uids
from qualcode.text import display
from qualcode.tui import terminal
from qualcode.tui.app import SCREENS
from qualcode.tui.screens import crosstab_last

ANSWERS = """id,district,hours,w,q8
001,Xihu,3,0.5,"Too many platforms asked for the same data, and again on paper."
002,Yuhang,12,1.5,无
003,Xihu,,1.0,
004,Yuhang,5,1.0,"Too many platforms asked for the same data, again and again."
005,Xihu,30,0.8,每天要填三张表，内容都一样，晚上还要重新填一遍。
006,Yuhang,8,1.1,每天要填三张表，内容都一样。
007,Xihu,2,0.9,"No one told us who was in charge — the list had “old” names…"
"""
INCOMING = """Interviewer: So tell me, Moira?
Moira: It was chaos. Call me on 13812345678.
Interviewer: And then?
Moirra: They never answered.
Interviewer: And then?
Moira: Nothing.
Moirra: Not a word.
Moirra: No.
Aside: none of this was on the tape.
"""

KEYS: dict[str, tuple[str, ...]] = {
    "home": (),
    "documents": ("g", "d"),
    "coding": ("g", "d", "enter", "down"),
    "cards": ("g", "k", "1"),
    "grid": ("g", "k", "T"),
    "similar": ("g", "k", "n", "r"),
    "codebook": ("g", "b", "down"),
    "history": ("g", "y"),
    "segments": ("g", "s"),
    "memos": ("g", "m"),
    "search": ("g", "f", "/", *"platforms|三张表", "enter"),
    "reports": ("g", "p", "down"),
    "queue": ("g", "b", "Q"),
    "cases": ("g", "a", "right", "right", "down"),
    "case": ("g", "a", "enter", "down"),
    "help": ("g", "d", "enter", "?"),
    "importing": ("I", "paste L05.txt", "enter"),
    "survey": ("g", "a", "I", "paste answers.csv", "enter", "down"),
    "masking": ("g", "d", "end", "K"),
    "batch": ("g", "y", "enter"),
    "past": ("g", "y", "down", "P"),
    "going_back": ("g", "y", "down", "down", "T"),
    "palette": ("g", "d", "enter", "ctrl+p"),
    "agreement": ("g", "r"),
    "figures": ("g", "r", "enter"),
    "reconcile": ("g", "r", "R"),
    "suggestions": ("g", "u"),
    "crosstab": ("g", "x", "right"),
    "crosstab by residuals": ("g", "x", "h"),
    "quotes": ("g", "x", "right", "enter"),
    "kept_tables": ("g", "x", "Q"),
    "then_and_now": ("g", "x", "Q", "enter"),
    "displays": ("g", "i"),
    "theme": ("g", "i", "enter"),
    "candidates": ("g", "i", "enter", "Q"),
    "summaries": ("g", "i", "S"),
    "behind": ("g", "i", "S", "v"),
    "joint": ("g", "i", "end", "enter"),
}
"""Screen → the keys that lead there from Home; `paste FILE` pastes its path."""

DOUBLE = ("agreement", "figures", "reconcile")
"""Screens of work that a second coder has done too."""
TABLED = ("crosstab", "quotes", "kept_tables", "then_and_now")
"""Screens of a survey of which all answers are coded, and a table kept."""
MADE_OF = ("displays", "theme", "candidates", "summaries", "behind", "joint")
"""Screens of what is made of the coding: themes, summaries, a joint display."""
PEOPLE = [
    *[Person("Xihu", codes=("gap",))] * 18, *[Person("Xihu", codes=("gap", "tired"))] * 6,
    *[Person("Xihu")] * 6, *[Person("Yuhang", codes=("gap",))] * 3, *[Person("Yuhang")] * 22,
    *[Person("Binjiang", codes=("tired",))] * 5, *[Person("Binjiang")] * 15,
    Person("Binjiang", codes=None), Person("", codes=("gap",)),
]  # fmt: skip


def code_again(place: Path) -> None:
    """Have Lin code both interviews too, and both be done with them."""
    again = (
        ("L03", "gap filling", "最缺人。街道办只有六个工作人员，"),
        ("L03", "trust", "要管两万多户。"),
        ("L02", "trust", "They knew every stairwell."),
    )
    for coder in ("Mia", "Lin"):
        with qualcode.open(place, coder=coder) as project:
            for document, code, quote in again if coder == "Lin" else ():
                project.coding.apply(document, code=code, quote=quote)
            project.coding.done("L02")
            project.coding.done("L03")


class Clock:
    """The time of whoever writes, set by hand; names of things are made a millisecond apart."""

    def __init__(self) -> None:
        self.now = ""
        self._uids = 1_772_442_000_000

    def __call__(self) -> str:
        return self.now

    def time_ns(self) -> int:
        self._uids += 1
        return self._uids * 1_000_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a study in which every screen has something to show, at fixed times."""
    folder = tmp_path_factory.mktemp("study")
    clock = Clock()
    with pytest.MonkeyPatch.context() as patch:
        for name, module in list(sys.modules.items()):
            if name.startswith("qualcode.") and hasattr(module, "now"):
                patch.setattr(module, "now", clock)
        patch.setattr(uids, "time", clock)
        clock.now = "2026-03-02T09:00:00.000Z"
        project = build_anew(folder / "s.qualcode", folder)
        fill(project, folder, clock)
        project.close()
        tabled(folder, clock)
        interpreted(folder, clock)
    (folder / "L05.txt").write_text(INCOMING, encoding="utf-8")
    return folder


def fill(project: Project, folder: Path, clock: Clock) -> None:
    """Work on the small study for two days."""
    (folder / "answers.csv").write_text(ANSWERS, encoding="utf-8")
    (folder / "L04.txt").write_text(INCOMING, encoding="utf-8")
    project.documents.add(folder / "L04.txt")
    project.cases.import_survey(folder / "answers.csv", id="id", open_ended=["q8"], weight="w")
    project.codebook.edit(
        "gap filling",
        definition={"en": "volunteers do what nobody else does", "zh": "志愿者做没有人做的事"},
        when={"en": "a need is named", "zh": "提到某种需要"},
        when_not={"en": "an office does it", "zh": "由街道办来做"},
    )
    project.codebook.edit("trust", definition={"en": "any trust", "zh": "各种信任"})
    project.codebook.freeze("v1")
    clock.now = "2026-03-02T10:30:00.000Z"
    gap = project.coding.apply("L03", code="gap filling", quote="最缺人。")
    project.coding.apply("L03", code="fatigue", quote="要管两万多户。", strength=70)
    project.coding.apply("L03", code="trust", quote="熟门熟路")
    project.coding.apply("L02", code="trust", quote="They knew every stairwell.")
    project.memos.add("人手，还是信任？", about="segment", name=gap)
    project.memos.add("ask Moira again", kind="to do", about="document", name="L02")
    clock.now = "2026-03-03T08:15:00.000Z"
    answers = [r.document for r in project.documents.rows() if r.kind == "answer"]
    project.coding.apply(answers[0], code="fatigue", whole=True)
    project.coding.done(answers[0])
    project.codebook.edit(
        "trust", alters=True, note="narrower",
        definition={"en": "trust between people", "zh": "人与人之间的信任"},
    )  # fmt: skip


def tabled(folder: Path, clock: Clock) -> None:
    """Code a survey, keep a table, and change one answer the day after."""
    with survey(folder / "t.qualcode", folder, PEOPLE) as project:
        project.codebook.edit("gap", name={"zh": "缺口"})
        project.analysis.keep("by district", project.analysis.crosstab("district", question="q8"))
        crosstab_last.remember(project, Asked("district", question="q8"), "q8 × district")
        clock.now = "2026-03-04T10:00:00.000Z"
        project.coding.apply("040 · q8", code="gap", whole=True)


def interpreted(folder: Path, clock: Clock) -> None:
    """Make something of the coding, and take a segment away the day after."""
    (folder / "d.qualcode").write_bytes((folder / "s.qualcode").read_bytes())
    with qualcode.open(folder / "d.qualcode", coder="Mia") as project:
        gap = project.coding.apply("L03", code="gap filling", quote="早上七点街道办把名单发到群里")
        for name in ("L02", "L03"):
            project.coding.done(name)
        analysis = project.analysis
        analysis.themes.add(
            "gap filling", "They did what nobody else did.", memo="ask L05", codes=["gap filling"]
        )
        analysis.themes.add("tired", codes=["fatigue"])
        analysis.themes.quote("gap filling", gap, note="typical")
        analysis.themes.contrary("gap filling", cases="L02", note="saw no gap")
        analysis.summaries.set("L03", "theme:gap filling", "Few hands；腿比数据管用。")
        analysis.displays.add("integration", note="Phase two.")
        analysis.displays.add_row("integration", "Hands")
        analysis.displays.count("integration", 1, "code:gap filling")
        analysis.displays.quotes("integration", 1, theme="gap filling")
        analysis.displays.fit("integration", 1, "confirms", inference="Both say so.")
        analysis.displays.add_row("integration", "Tiredness")
        clock.now = "2026-03-05T10:00:00.000Z"
        analysis.displays.count("integration", 2, "fatigue")
        project.coding.apply("L02", code="gap filling", quote="They knew every stairwell.")


@pytest.fixture(params=["80x24", "160x48", "80x24 ambiguous 2"])
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Yield a terminal's kind; one that gives … two cells is so until the test ends."""
    said = str(request.param)
    if "ambiguous 2" not in said:
        yield said
        return
    # All that is changed is put back: what the functions set, these have noted before.
    for name in ("load_cell_table", "_is_single_cell_widths"):
        monkeypatch.setitem(vars(cells), name, vars(cells)[name])
    for table in (_border.BORDER_CHARS, _border.BORDER_LOCATIONS):
        for kind in table:
            monkeypatch.setitem(table, kind, table[kind])
    for bars in ("VERTICAL_BARS", "HORIZONTAL_BARS"):
        monkeypatch.setattr(ScrollBarRender, bars, getattr(ScrollBarRender, bars))
    terminal.draw_for(2)
    yield said
    display.set_ambiguous(1)
    monkeypatch.undo()
    for cache in (
        cells.get_character_cell_size, cells.cached_cell_len, _border.get_box
    ):  # fmt: skip
        cache.cache_clear()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("screen", KEYS)
async def test_the_screen_is_as_it_was_looked_at(
    screen: str, language: str, size: str, folder: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion,
) -> None:  # fmt: skip
    monkeypatch.setenv("QUALCODE_LANGUAGE", language)
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    copy = tmp_path / "s.qualcode"
    of_table = screen.split()[0] in TABLED
    kept = "t.qualcode" if of_table else "d.qualcode" if screen in MADE_OF else "s.qualcode"
    copy.write_bytes((folder / kept).read_bytes())
    if screen in DOUBLE:
        code_again(copy)
    columns, rows = (int(n) for n in size.split()[0].split("x"))
    with qualcode.open(copy, coder="Mia") as project:
        async with running(project, (columns, rows)) as (app, pilot):
            for key in KEYS[screen]:
                if key.startswith("paste "):
                    await paste(pilot, str(folder / key.removeprefix("paste ")))
                else:
                    await press(pilot, key)
                # What leads there reads beside the keys.
                if of_table or screen in (*DOUBLE, *MADE_OF):
                    await app.workers.wait_for_complete()
                    await pilot.pause()
            for _ in range(3):
                await app.workers.wait_for_complete()
                await pilot.pause()
            shown = screen_text(app)
            footer = shown[-1] if screen != "palette" else "?"
    assert len(shown) == rows
    assert [line for line in shown if display.width(line) > columns] == []
    assert "?" in footer
    assert "\n".join(shown) == snapshot


def test_every_screen_is_looked_at() -> None:
    assert set(SCREENS) <= set(KEYS)
