"""Going back to a batch: all own changes after it, shown first, taken back and redone as one."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from acts import act, make, places, snapshot
from hypothesis import given, settings
from hypothesis import strategies as st
from study import build

import qualcode
from qualcode.errors import Conflict, NotAllowed
from qualcode.history.area import TakenBack
from qualcode.project import Project


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("to") / "base.qualcode"
    make(path)
    return path


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return build(tmp_path / "s.qualcode", tmp_path)


def newest(project: Project) -> str:
    return project.history.rows(limit=1)[0].batch


def said(found: TakenBack) -> list[tuple[str, str, bool]]:
    return [(s.what, s.subject, bool(s.why)) for s in found.steps]


@settings(max_examples=15)
@given(seed=st.integers(0, 2**32))
def test_going_back_and_redoing_is_identity(base: Path, seed: int) -> None:
    draw = random.Random(seed)
    path = base.with_name("back.qualcode")
    shutil.copy(base, path)
    with qualcode.open(path, coder="Mia") as project:
        here, before, stood = newest(project), snapshot(project), places(project)
        for _ in range(draw.randint(1, 8)):
            act(project, draw)
        after, stands = snapshot(project), places(project)
        shown = project.history.undo_to(here, preview=True)
        assert snapshot(project) == after, "a preview changes nothing"
        if not shown.done:
            with pytest.raises(Conflict):
                project.history.undo_to(here)
            assert snapshot(project) == after
            return
        assert project.history.undo_to(here) == shown
        assert (snapshot(project), places(project)) == (before, stood)
        project.history.redo()
        assert (snapshot(project), places(project)) == (after, stands)


def test_a_redo_after_going_back_survives_a_restart(project: Project, tmp_path: Path) -> None:
    here = newest(project)
    project.coding.apply("L02", code="fatigue", quote="Then nobody slept.")
    project.memos.add("tired", kind="theory")
    found = project.history.undo_to(here)
    assert said(found) == [
        ("write memo", "tired", False), ("apply code", "fatigue · L02", False),
    ]  # fmt: skip
    assert (project.coding.count(), project.memos.rows()) == (0, [])
    project.close()
    with qualcode.open(tmp_path / "s.qualcode", coder="Mia") as again:
        assert again.history.redo().batches == 2
        assert (again.coding.count(), len(again.memos.rows())) == (1, 1)
        with pytest.raises(Conflict, match="left to do again"):
            again.history.redo()
        again.history.undo()
        assert (again.coding.count(), again.memos.rows()) == (1, [])


def test_others_work_stays_and_is_told(project: Project, tmp_path: Path) -> None:
    here = newest(project)
    project.codebook.add("grief")
    project.coding.apply("L02", code="trust", quote="Then nobody slept.")
    with qualcode.open(tmp_path / "s.qualcode", coder="Lin") as other:
        other.coding.apply("L02", code="grief", quote="Then nobody slept.")
        lins = newest(other)
    shown = project.history.undo_to(here, preview=True)
    assert shown.others == 1
    assert said(shown) == [("apply code", "trust · L02", False), ("add code", "grief", True)]
    assert "that later work stands on" in shown.steps[1].why
    project.history.undo_to(here)
    assert [(r.code, r.coder) for r in project.coding.rows()] == [("grief", "Lin")]
    with pytest.raises(NotAllowed, match="is Lin's: only Lin can take it back"):
        project.history.undo(lins)
    with pytest.raises(Conflict, match="is itself an undo"):
        project.history.undo(newest(project))


class Stopped(Exception):
    """Raised by a progress that has had enough."""


def test_going_back_stopped_half_way_takes_nothing_back(project: Project) -> None:
    here = newest(project)
    for start in (0, 4, 8):
        project.coding.apply("L03", start, start + 3, "trust")
    before, batches = snapshot(project), len(project.history.rows())

    def stop(done: int, total: int) -> None:
        assert total == 3
        if done == 2:
            raise Stopped

    with pytest.raises(Stopped):
        project.history.undo_to(here, progress=stop)
    assert (snapshot(project), len(project.history.rows())) == (before, batches)
    assert len(project.history.undo_to(here).done) == 3
    assert project.coding.count() == 0
    assert project.history.check().sound


def test_a_copy_that_went_back_merges(project: Project, tmp_path: Path) -> None:
    here = newest(project)
    shutil.copy(tmp_path / "s.qualcode", tmp_path / "lin.qualcode")
    project.coding.apply("L03", 0, 4, "trust")
    project.codebook.rename("trust", "reliance")
    project.history.undo_to(here)
    with qualcode.open(tmp_path / "lin.qualcode", coder="Lin") as other:
        other.memos.add("mine")
        other.history.merge(tmp_path / "s.qualcode")
        assert [r.code for r in other.codebook.rows() if r.code in ("trust", "reliance")] == [
            "trust"
        ]
        assert other.coding.count() == 0
        assert other.history.check().sound


def test_changes_of_one_field_are_redone_one_after_the_other(project: Project) -> None:
    project.codebook.rename("trust", "reliance")
    project.codebook.rename("reliance", "faith")
    project.history.undo()
    project.history.undo()
    project.history.redo()
    assert project.history.redo().left == ()
    assert "faith" in {r.code for r in project.codebook.rows()}
