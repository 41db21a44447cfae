"""The laws of the store, on random histories through the public doors, on both stores.

On PostgreSQL fewer histories are tried: the laws are of code that both share, and what differs is
the database beneath it.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator

import pytest
from acts import ACTS, act, places, snapshot
from copies import Copies
from hypothesis import given, settings
from hypothesis import strategies as st

import qualcode
from qualcode.history import proof, replay
from qualcode.project import Project
from qualcode.store import places as placing

SEEDS = st.integers(0, 2**32)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copies]:
    folder = tmp_path_factory.mktemp("laws")
    yield Copies(folder)
    shutil.rmtree(folder)  # one example may leave backups by the dozen


@pytest.fixture(scope="module")
def databases() -> Copies:
    return Copies(None)


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


def undo_is_identity(copies: Copies, name: str, seed: int) -> None:
    draw = random.Random(seed)
    with qualcode.open(copies.copy("undo"), coder="Mia") as project:
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


def tables_equal_replay(copies: Copies, seed: int, acts: int) -> None:
    draw = random.Random(seed)
    place = copies.copy("replay")
    for _ in range(2):
        with qualcode.open(place, coder=draw.choice(["Mia", "Lin"])) as project:
            for _ in range(acts):
                act(project, draw)
    with qualcode.open(place, coder="Mia") as project:
        assert replay.differences(project.store) == []
        assert proof.verify(project.store).faults == ()
        rebuilt_places_are_the_same(project)
        on_its_words(project)


def three_copies_converge(copies: Copies, seed: int) -> None:
    draw = random.Random(seed)
    at = [copies.copy(f"copy{n}") for n in range(3)]
    coders = ["Mia", "Lin", "Mia"]
    for _ in range(draw.randint(1, 3)):
        for place, coder in zip(at, coders, strict=True):
            with qualcode.open(place, coder=coder) as project:
                for _ in range(draw.randrange(8)):
                    act(project, draw)
        one, other = draw.sample(range(3), 2)
        with qualcode.open(at[one], coder=coders[one]) as project:
            project.history.merge(at[other])
    for _ in range(2):
        for one, other in draw.sample([(0, 1), (1, 2), (2, 0), (1, 0), (2, 1), (0, 2)], 6):
            with qualcode.open(at[one], coder=coders[one]) as project:
                project.history.merge(at[other])
    seen = []
    for place in at:
        with qualcode.open(place, coder="Mia") as project:
            seen.append((snapshot(project), places(project)))
            on_its_words(project)
            rebuilt_places_are_the_same(project)
            assert replay.differences(project.store) == []
            assert proof.verify(project.store).faults == ()
    assert seen[0] == seen[1]
    assert seen[0] == seen[2]


@pytest.mark.parametrize("name", sorted(set(ACTS) - {"undo"}))
@settings(max_examples=5)
@given(seed=SEEDS)
def test_undo_of_every_kind_of_change_is_identity(files: Copies, name: str, seed: int) -> None:
    undo_is_identity(files, name, seed)


@pytest.mark.postgres
@pytest.mark.parametrize("name", sorted(set(ACTS) - {"undo"}))
@settings(max_examples=2)
@given(seed=SEEDS)
def test_undo_on_postgres_is_identity(databases: Copies, name: str, seed: int) -> None:
    undo_is_identity(databases, name, seed)


@settings(max_examples=25)
@given(seed=SEEDS, acts=st.integers(1, 25))
def test_the_tables_equal_the_replay_of_the_journal(files: Copies, seed: int, acts: int) -> None:
    tables_equal_replay(files, seed, acts)


@pytest.mark.postgres
@settings(max_examples=6)
@given(seed=SEEDS, acts=st.integers(1, 25))
def test_the_tables_on_postgres_equal_the_replay(databases: Copies, seed: int, acts: int) -> None:
    tables_equal_replay(databases, seed, acts)


@settings(max_examples=20)
@given(seed=SEEDS)
def test_random_histories_of_three_copies_converge(files: Copies, seed: int) -> None:
    three_copies_converge(files, seed)


@pytest.mark.postgres
@settings(max_examples=5)
@given(seed=SEEDS)
def test_three_databases_converge(databases: Copies, seed: int) -> None:
    three_copies_converge(databases, seed)


def test_merging_again_brings_nothing(files: Copies) -> None:
    one, other = files.copy("one"), files.copy("other")
    with qualcode.open(other, coder="Lin") as project:
        project.coding.apply("L01", 0, 4, "fatigue")
    with qualcode.open(one, coder="Mia") as project:
        assert project.history.merge(other).batches == 1
        rows = len(project.history.rows())
        assert project.history.merge(other).batches == 0
        assert len(project.history.rows()) == rows


def test_an_end_and_a_start_moved_apart_never_mix(files: Copies) -> None:
    at = [files.copy("here"), files.copy("there")]
    with qualcode.open(at[0], coder="Mia") as project:
        [was] = project.coding.rows(document="L01")
        project.coding.change(was.segment, start=was.start, end=was.start + 1)
    with qualcode.open(at[1], coder="Mia") as project:
        project.coding.change(was.segment, start=was.end - 1, end=was.end)
    with qualcode.open(at[0], coder="Mia") as project:
        project.history.merge(at[1])
        [one] = project.coding.rows(document="L01")
        moved = {(was.start, was.start + 1), (was.end - 1, was.end)}
        assert (one.start, one.end) in moved
        assert "segment" in set(project.history.collisions()["table"])
