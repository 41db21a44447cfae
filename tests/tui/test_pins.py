"""The codes on the digits: once seen in use they stay, whatever becomes of the codebook."""

from __future__ import annotations

from pathlib import Path

import pytest
from harness import press, running, screen_text
from hypothesis import given, settings
from hypothesis import strategies as st
from study import build

import qualcode
from qualcode.errors import QualcodeError
from qualcode.project import Project
from qualcode.tui import pins


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = build(tmp_path / "s.qualcode", tmp_path)
    for name in ("hope", "rules", "money", "time", "skill", "pride", "praise"):
        made.codebook.add(name)
    return made


def held(project: Project) -> dict[int, str]:
    """Return digit → name of a code."""
    named = {row.uid: row.code for row in project.codebook.rows()}
    return {digit: named[uid] for digit, uid in pins.pinned(project).items()}


FIRST = {
    1: "gap filling", 2: "fatigue", 3: "trust", 4: "hope", 5: "rules", 6: "money", 7: "time",
    8: "skill", 9: "pride",
}  # fmt: skip


async def test_a_digit_codes_the_same_whatever_is_moved_added_split_or_retired(
    project: Project,
) -> None:
    async with running(project) as (_app, pilot):
        await press(pilot, "g", "d", "enter", "down", "1")
        project.codebook.move("trust", parent=None, position=0)
        project.codebook.split("fatigue", ["tired body", "tired mind"])
        project.codebook.add("first of all")
        project.codebook.move("first of all", parent="gaps", position=0)
        project.codebook.retire("hope")
        await press(pilot, "g", "h", "g", "k", "1", "2", "3", "4")
        assert held(project) == {n: code for n, code in FIRST.items() if n != 4}
        assert [row.code for row in project.coding.rows()] == [
            "gap filling", "gap filling", "fatigue", "trust",
        ]  # fmt: skip


async def test_a_digit_without_a_code_any_more_says_so_and_a_code_brought_back_has_its_own(
    project: Project,
) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "k")
        project.codebook.retire("hope")
        await press(pilot, "g", "k", "4")
        assert "no code is pinned to 4" in screen_text(app)[-2]
        project.codebook.unretire("hope")
        assert held(project) == FIRST


async def test_the_code_that_another_was_merged_into_takes_its_digit_if_it_has_none(
    project: Project,
) -> None:
    async with running(project) as (_app, pilot):
        await press(pilot, "g", "k")
        project.codebook.merge("trust", "praise")
        project.codebook.merge("hope", "fatigue")
        assert held(project) == {
            **{n: code for n, code in FIRST.items() if n != 4}, 3: "praise",
        }  # fmt: skip
        await press(pilot, "g", "k", "3")
        assert [row.code for row in project.coding.rows()] == ["praise"]
    with qualcode.open(project.where, coder="Mia") as again:
        again.history.undo()
        again.history.undo()
        assert held(again) == {**FIRST, 3: "praise"}
        again.history.undo()
        assert held(again) == FIRST


async def test_codes_made_while_coding_take_the_digits_never_given(tmp_path: Path) -> None:
    small = build(tmp_path / "small.qualcode", tmp_path)
    async with running(small) as (_app, pilot):
        await press(pilot, "g", "d", "enter", "down", "c", *"wrong", "enter", "u")
        await press(pilot, "c", *"pride", "enter", "down", "4")
        assert [row.code for row in small.coding.rows()] == ["pride", "pride"]
        small.codebook.add("early")
        small.codebook.move("early", parent="gaps", position=0)
        small.codebook.retire("fatigue")
        await press(pilot, "g", "h", "g", "c")
        assert held(small) == {1: "gap filling", 3: "trust", 4: "pride", 5: "early"}
        small.codebook.add("late")
        small.codebook.merge("early", "late")
        assert held(small) == {1: "gap filling", 3: "trust", 4: "pride", 5: "late"}
        await press(pilot, "g", "h", "g", "c")
        assert held(small) == {1: "gap filling", 3: "trust", 4: "pride", 5: "late"}


async def test_what_the_digits_keep_is_no_step_to_undo_and_each_coder_has_their_own(
    project: Project,
) -> None:
    async with running(project) as (app, pilot):
        await press(pilot, "g", "d", "enter", "down", "1", "u")
        assert project.coding.rows() == []
        project.codebook.move("trust", parent=None, position=0)
        assert held(project) == FIRST
        await press(pilot, "u")  # the moving, not the digits
        assert held(project) == FIRST
        assert "code moved" in screen_text(app)[-2]
    project.codebook.move("trust", parent=None, position=0)
    with qualcode.open(project.where, coder="Lin") as lin:
        assert held(lin)[1] == "trust"


async def test_a_pin_is_kept_beside_what_the_digits_held_and_undone_alone(
    project: Project,
) -> None:
    async with running(project) as (_app, pilot):
        await press(pilot, "g", "b", "end", "2")
        assert held(project) == {**FIRST, 2: "praise"}
        await press(pilot, "g", "k", "g", "b", "home", "down", "5")
        assert held(project) == {
            **{n: code for n, code in FIRST.items() if n != 1}, 2: "praise", 5: "gap filling",
        }  # fmt: skip
        await press(pilot, "u", "u")
        assert held(project) == FIRST


ACTS = ("add", "move", "merge", "split", "retire", "bring back", "pin", "undo")


@settings(max_examples=12, deadline=None)
@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 99)), min_size=3, max_size=8))
def test_no_digit_changes_hands_but_by_pinning_or_merging(
    acts: list[tuple[str, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("pins")
    with qualcode.create(folder / "p.qualcode", coder="Mia") as project:
        for n in range(7):
            project.codebook.add(f"code {n}")
        pins.keep(project)
        for at, (act, n) in enumerate(acts):
            before = pins.pinned(project)
            live = [row.code for row in project.codebook.rows()]
            one, other = live[n % len(live)], live[n // 7 % len(live)]
            try:
                if act == "add":
                    project.codebook.add(f"new {at}")
                elif act == "move":
                    project.codebook.move(one, parent=None, position=n % 3)
                elif act == "merge":
                    project.codebook.merge(one, other)
                elif act == "split":
                    project.codebook.split(one, [f"part {at}"])
                elif act == "retire":
                    project.codebook.retire(one)
                elif act == "bring back":
                    gone = [r.uid for r in project.codebook.rows(retired=True) if r.retired]
                    if gone:
                        project.codebook.unretire(gone[n % len(gone)])
                elif act == "pin":
                    uid = project.codebook.find(one).uid
                    pins.pin(project, 1 + n % 9, uid, one)
                else:
                    project.history.undo()
            except QualcodeError:
                continue
            pins.keep(project)
            after = pins.pinned(project)
            assert len(set(after.values())) == len(after)
            if act in ("add", "move", "split"):
                assert after.items() >= before.items()
            elif act == "retire":
                gone_uid = set(before.values()) - {r.uid for r in project.codebook.rows()}
                kept = {d: u for d, u in before.items() if u not in gone_uid}
                assert kept.items() <= after.items()
                assert not {d for d, u in before.items() if u in gone_uid} & set(after)
