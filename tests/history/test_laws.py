"""The laws of the store, on random histories through the public doors."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from acts import ACTS, act, make, places, snapshot
from hypothesis import given, settings
from hypothesis import strategies as st

import qualcode
from qualcode.history import proof, replay
from qualcode.project import Project
from qualcode.store import places as placing

SEEDS = st.integers(0, 2**32)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("base") / "base.qualcode"
    make(path)
    return path


def copy(base: Path, name: str) -> Path:
    path = base.with_name(f"{name}.qualcode")
    shutil.copy(base, path)
    return path


def on_its_words(project: Project) -> None:
    """Every segment that is said to stand exactly stands on the words it was applied to."""
    with project.store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT a.content, s.start_at, s.end_at, b.content, p.start_at, p.end_at "
            "FROM segment s JOIN version v ON v.id = s.version_id "
            "JOIN texts a ON a.id = v.texts_id JOIN place p ON p.segment_id = s.id "
            "JOIN document d ON d.id = p.document_id JOIN version w ON w.id = d.version_id "
            "JOIN texts b ON b.id = w.texts_id WHERE p.state = 'exact'"
        ).all()
    for coded_on, start, end, current, now_start, now_end in rows:
        assert coded_on[start:end] == current[now_start:now_end]


def rebuilt_places_are_the_same(project: Project) -> None:
    """Derived places equal those computed anew from anchors and maps."""
    kept = places(project)
    with project.store.engine.begin() as connection:
        ids = [r[0] for r in connection.exec_driver_sql("SELECT id FROM segment")]
        connection.exec_driver_sql("DELETE FROM place")
        placing.refresh(connection, ids)
    assert places(project) == kept


@pytest.mark.parametrize("name", sorted(set(ACTS) - {"undo"}))
@settings(max_examples=8)
@given(seed=SEEDS)
def test_undo_of_every_kind_of_change_is_identity(base: Path, name: str, seed: int) -> None:
    draw = random.Random(seed)
    with qualcode.open(copy(base, "undo"), coder="Mia") as project:
        for _ in range(draw.randrange(6)):
            act(project, draw)
        before, stood = snapshot(project), places(project)
        made = len(project.history.rows())
        try:
            ACTS[name](project, draw)
        except qualcode.QualcodeError:
            assert snapshot(project) == before, "a refused act changes nothing"
            return
        assert places(project) is not None
        if len(project.history.rows()) == made:
            assert snapshot(project) == before
            return
        after = snapshot(project)
        project.history.undo()
        assert snapshot(project) == before
        assert places(project) == stood
        project.history.redo()
        assert snapshot(project) == after


@settings(max_examples=40)
@given(seed=SEEDS, acts=st.integers(1, 25))
def test_the_tables_equal_the_replay_of_the_journal(base: Path, seed: int, acts: int) -> None:
    draw = random.Random(seed)
    path = copy(base, "replay")
    for _ in range(2):
        with qualcode.open(path, coder=draw.choice(["Mia", "Lin"])) as project:
            for _ in range(acts):
                act(project, draw)
    with qualcode.open(path, coder="Mia") as project:
        assert replay.differences(project.store) == []
        assert proof.verify(project.store).faults == ()
        rebuilt_places_are_the_same(project)
        on_its_words(project)


@settings(max_examples=40)
@given(seed=SEEDS)
def test_random_histories_of_three_copies_converge(base: Path, seed: int) -> None:
    draw = random.Random(seed)
    paths = [copy(base, f"copy{n}") for n in range(3)]
    coders = ["Mia", "Lin", "Mia"]
    for _ in range(draw.randint(1, 3)):
        for path, coder in zip(paths, coders, strict=True):
            with qualcode.open(path, coder=coder) as project:
                for _ in range(draw.randrange(8)):
                    act(project, draw)
        one, other = draw.sample(range(3), 2)
        with qualcode.open(paths[one], coder=coders[one]) as project:
            project.history.merge(paths[other])
    for _ in range(2):
        for one, other in draw.sample([(0, 1), (1, 2), (2, 0), (1, 0), (2, 1), (0, 2)], 6):
            with qualcode.open(paths[one], coder=coders[one]) as project:
                project.history.merge(paths[other])
    seen = []
    for path in paths:
        with qualcode.open(path, coder="Mia") as project:
            seen.append((snapshot(project), places(project)))
            on_its_words(project)
            rebuilt_places_are_the_same(project)
            assert replay.differences(project.store) == []
            assert proof.verify(project.store).faults == ()
    assert seen[0] == seen[1]
    assert seen[0] == seen[2]
    for extra in base.parent.glob("*.backup-*"):
        extra.unlink()


def test_merging_again_brings_nothing(base: Path) -> None:
    one, other = copy(base, "one"), copy(base, "other")
    with qualcode.open(other, coder="Lin") as project:
        project.coding.apply("L01", 0, 4, "fatigue")
    with qualcode.open(one, coder="Mia") as project:
        assert project.history.merge(other).batches == 1
        rows = len(project.history.rows())
        assert project.history.merge(other).batches == 0
        assert len(project.history.rows()) == rows
