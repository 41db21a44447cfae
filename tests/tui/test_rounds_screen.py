"""Coding in a round by keys: the codes of its freeze, and feedback when a passage is done."""

from __future__ import annotations

from pathlib import Path

import pytest
from harness import on_screen, press, running, screen_text
from study import build
from team import Team

from qualcode.text.display import width
from qualcode.tui.app import QualcodeApp
from qualcode.tui.screens.cards import Cards
from qualcode.tui.screens.coding import Coding

LACK, KNEW = "最缺人。", "熟门熟路"


@pytest.fixture
def team(tmp_path: Path) -> Team:
    """Return Mia, who has coded L03 and the answers as a key, and Lin, who trains on them."""
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        project.coding.apply("L03", code="gap filling", quote=LACK)
        project.coding.apply("L03", code="trust", quote=KNEW)
        project.coding.done("L03")
        project.coding.apply("001 · q8", code="fatigue", whole=True)
        project.coding.finish(["001 · q8", "002 · q8"])
        for name, origin in (("train", "documents"), ("cards", "q8")):
            project.agreement.new_round(name, kind="training", origin=origin, sample=None)
        project.codebook.add("late")
        project.codebook.edit("fatigue", definition="sharpened", alters=True)
    return Team(str(tmp_path / "s.qualcode"))


def text(app: QualcodeApp) -> str:
    """Return the screen in one text."""
    return "\n".join(screen_text(app))


async def test_the_codes_offered_in_a_round_are_those_of_its_freeze(team: Team) -> None:
    with team.of("Lin") as project:
        async with running(project, (110, 30)) as (app, pilot):
            await press(pilot, "g", "d", "enter")
            screen = on_screen(app, Coding)
            offered = ["gap filling", "fatigue", "trust"]
            assert [row.code for row in screen.codes if not row.category] == offered
            assert "late" not in text(app)
            await press(pilot, "c", *"late")
            assert "late" not in [one.strip() for one in screen_text(app)[5:]]
            await press(pilot, "enter", "escape")
            assert project.coding.segments(coder="Lin").empty
            await press(pilot, "i")
            assert "“train” is coded by the freeze “train”" in text(app)
            assert "sharpened" not in [row.entry.definition_en for row in screen.codes]
            # Elsewhere the codebook is as it is now.
            await press(pilot, "g", "d", "down", "enter")
            screen = on_screen(app, Coding)
            assert screen.document is not None
            assert screen.document.document == "L02"
            assert [row.code for row in screen.codes if not row.category] == [*offered, "late"]
            await press(pilot, "g", "k")
            cards = on_screen(app, Cards)
            assert [row.code for row in cards.codes if not row.category] == offered


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("L03 beside the key · training “train”", "= as in the key 1 · ~ other extent 1 · "
                "- missed 0 · + not in the key 1", "yours: 街道办只有六个工作人员")),
        ("zh", ("L03 与参考答案对照 · 培训“train”", "= 与答案一致 1 · ~ 边界不同 1 · - 遗漏 0 · "
                "+ 答案中没有 1", "你的：")),
    ],
)  # fmt: skip
async def test_what_is_done_in_training_is_shown_beside_the_key(
    team: Team, language: str, said: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUALCODE_LANGUAGE", language)
    with team.of("Lin") as project:
        project.coding.apply("L03", code="gap filling", quote=LACK)
        project.coding.apply("L03", code="trust", quote=f"第二天就来了，{KNEW}。")
        project.coding.apply("L03", code="fatigue", quote=LACK)
        async with running(project) as (app, pilot):
            await press(pilot, "g", "d", "enter", "D")
            shown = text(app)
            for words in (*said[:2], said[2][:3], KNEW):
                assert words in shown
            assert [row for row in screen_text(app) if width(row) > 80] == []
            await press(pilot, "enter")
            on_screen(app, Coding)
            await press(pilot, "D")  # opened again: nothing is told
            on_screen(app, Coding)


async def test_each_card_of_training_is_shown_beside_the_key_before_the_next(team: Team) -> None:
    with team.of("Lin") as project:
        async with running(project) as (app, pilot):
            await press(pilot, "g", "k", "1", "enter")
            shown = text(app)
            assert "001 · q8 beside the key · training “cards”" in shown
            assert "- fatigue" in shown
            assert "+ gap filling" in shown
            await press(pilot, "enter")
            assert on_screen(app, Cards).at == 1
            await press(pilot, "enter")
            assert "Neither you nor the key coded anything here." in text(app)
