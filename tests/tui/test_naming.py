"""One rule for a code's name in the Chinese interface: every screen, every message."""

from __future__ import annotations

from pathlib import Path

import pytest
from harness import press, running, screen_text
from hypothesis import given
from hypothesis import strategies as st
from study import build

from qualcode.project import Project
from qualcode.tui.naming import renamed, said_of


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    made = build(tmp_path / "s.qualcode", tmp_path)
    monkeypatch.setenv("QUALCODE_LANGUAGE", "zh")
    return made


NAMES = {"gap filling": "补位", "fatigue": "疲惫", "a → b, c · d": "一"}


def test_codes_of_a_change_are_renamed_and_its_document_is_not() -> None:
    assert renamed("gap filling", NAMES) == "补位"
    assert renamed("gap filling → trust", NAMES) == "补位 → trust"
    assert renamed("trust, fatigue · fatigue", NAMES) == "trust, 疲惫 · fatigue"
    assert renamed("a → b, c · d", NAMES) == "一"
    assert said_of("write memo", "fatigue", NAMES) == "memo written “fatigue”"
    assert said_of("apply code", "fatigue · L03", NAMES) == "coded “疲惫 · L03”"


@given(st.text(), st.sampled_from(["apply code", "merge codes", "write memo"]))
def test_without_other_names_a_subject_stays_as_it_is(subject: str, label: str) -> None:
    assert renamed(subject, {}) == subject


async def test_a_code_goes_by_its_chinese_name_wherever_it_is_told(project: Project) -> None:
    async with running(project, (100, 30)) as (app, pilot):

        def shown() -> str:
            return "\n".join(screen_text(app))

        await press(pilot, "g", "d", "enter", "down", "1", "m", *"note", "ctrl+s")
        await press(pilot, "g", "s")
        assert "补位" in shown()
        assert "gap filling" not in shown()
        await press(pilot, "m")
        assert "补位" in shown()
        assert "gap filling" not in shown()
        await press(pilot, "escape", "M")
        assert "补位 · L03" in shown()
        assert "gap filling" not in shown()
        await press(pilot, "g", "y", "down")
        assert "已编码 “补位 · L03”" in shown()
        assert "gap filling" not in shown()
        await press(pilot, "end", "g", "b", "down", "[")
        assert "“补位”在本级已是第一个" in screen_text(app)[-2]
        await press(pilot, "T")
        assert screen_text(app)[-2].startswith("已停用代码 “补位”")
        await press(pilot, "u")
        assert screen_text(app)[-2].startswith("已撤销：已停用代码 “补位”")


async def test_the_recode_queue_goes_by_chinese_names_and_lists_the_codes_of_letters(
    project: Project,
) -> None:
    project.coding.apply("L03", code="gap filling", quote="最缺人。")
    project.codebook.edit("gap filling", definition={"zh": "别的意思"}, alters=True)
    key = project.codebook.find("fatigue").key
    async with running(project, (100, 30)) as (app, pilot):
        await press(pilot, "g", "b", "Q")
        shown = "\n".join(screen_text(app))
        assert "▌补位" in shown
        assert "gap filling" not in shown
        await press(pilot, ",")
        assert f"{key} 疲惫" in "\n".join(screen_text(app)[-5:])
        await press(pilot, *key)
        assert project.coding.rows()[0].code == "fatigue"
        assert "已改码 “补位 → 疲惫 · L03”" in screen_text(app)[-2]
