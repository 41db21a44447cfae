"""Kills, locks, a full disk, a read-only folder: nothing confirmed is lost, nothing half done."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import tempfile
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from sqlalchemy import event
from study import ZH, build

import qualcode
from qualcode.history import proof, replay
from qualcode.store import engine as engines

FORK = multiprocessing.get_context("fork")


def _code_until_killed(path: str, pipe: Connection) -> None:
    """Code and undo for ever; say each uid once its coding is confirmed."""
    with qualcode.open(path, coder="Mia") as project:
        draw = random.Random(os.getpid())
        while True:
            start = draw.randrange(len(ZH) - 5)
            pipe.send(
                project.coding.apply(
                    "L03", start, min(len(ZH), start + 3 + draw.randrange(40)), "trust"
                )
            )


def test_two_hundred_kills_lose_no_confirmed_coding(tmp_path: Path) -> None:
    path = str(tmp_path / "s.qualcode")
    build(path, tmp_path).close()
    draw = random.Random(7)
    confirmed: set[str] = set()
    for _ in range(200):
        ours, theirs = FORK.Pipe(duplex=False)
        child = FORK.Process(target=_code_until_killed, args=(path, theirs))
        child.start()
        theirs.close()
        for _ in range(draw.randint(0, 3)):
            confirmed.add(ours.recv())
        # Somewhere within the next coding: after a random number of spins, not of seconds.
        for _ in range(draw.randrange(60_000)):
            pass
        os.kill(child.pid or 0, signal.SIGKILL)
        child.join()
        while ours.poll():
            try:
                confirmed.add(ours.recv())
            except EOFError:
                break
        ours.close()
    with qualcode.open(path, coder="Mia") as project:
        kept = {row.segment for row in project.coding.rows()}
        assert len(confirmed) > 100
        assert confirmed <= kept
        assert proof.verify(project.store).faults == ()
        assert replay.differences(project.store) == []


def test_who_holds_a_locked_project_is_said_and_nothing_is_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "WAIT_SECONDS", 0.05)
    path = tmp_path / "s.qualcode"
    build(path, tmp_path).close()
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with qualcode.open(path, coder="Lin") as project:
        with pytest.raises(qualcode.ProjectLocked, match=r"being written by Mia \(process \d+ on"):
            project.coding.apply("L03", 0, 5, "trust")
        holder.execute("ROLLBACK")
        assert project.coding.count() == 0
        project.coding.apply("L03", 0, 5, "trust")
        assert project.coding.count() == 1
    holder.close()


def test_a_full_disk_refuses_and_leaves_the_project_as_it_was(tmp_path: Path) -> None:
    with build(tmp_path / "s.qualcode", tmp_path) as project:
        big = tmp_path / "big.txt"
        big.write_text("A: " + "word " * 200_000 + "\nB: yes.\n", encoding="utf-8")
        store = project.store
        store.engine.dispose()

        @event.listens_for(store.engine, "connect")
        def _small(connection: sqlite3.Connection, _record: object) -> None:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count = {pages + 2}")

        before = project.documents.frame()
        with pytest.raises(qualcode.StorageFailed, match="disk is full"):
            project.documents.add(big)
        assert project.documents.frame().equals(before)
        assert replay.differences(store) == []


def _as_nobody(act: Callable[[], None]) -> int:
    """Run something as a user without rights; return 0 if it raised StorageFailed."""

    def child() -> None:
        if os.getuid() == 0:
            os.setuid(65534)
        try:
            act()
        except qualcode.StorageFailed as error:
            os._exit(0 if "read-only" in str(error) or "cannot be" in str(error) else 3)
        os._exit(4)

    process = FORK.Process(target=child)
    process.start()
    process.join()
    return process.exitcode or 0


def test_a_read_only_folder_is_said(tmp_path: Path) -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        build(folder / "s.qualcode", tmp_path).close()
        for path in (folder / "s.qualcode", folder):
            path.chmod(0o555)

        def write() -> None:
            with qualcode.open(folder / "s.qualcode", coder="Mia") as project:
                project.coding.apply("L03", 0, 5, "trust")

        def create() -> None:
            qualcode.create(folder / "other.qualcode", coder="Mia")

        assert _as_nobody(write) == 0
        assert _as_nobody(create) == 0
        folder.chmod(0o755)
        assert sorted(p.name for p in folder.iterdir()) == ["s.qualcode"]
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_create_refuses_what_is_there_and_a_missing_folder(store_url: str, tmp_path: Path) -> None:
    qualcode.create(store_url, coder="Mia").close()
    with pytest.raises(qualcode.ProjectExists):
        qualcode.create(store_url, coder="Mia")
    with pytest.raises(qualcode.StorageFailed, match="does not exist"):
        qualcode.create(tmp_path / "nowhere" / "s.qualcode", coder="Mia")
    with pytest.raises(qualcode.UsageError):
        qualcode.create(tmp_path / "empty.qualcode", coder=" ")
    assert not (tmp_path / "empty.qualcode").exists()


def test_a_write_around_the_journal_is_refused(store_url: str, tmp_path: Path) -> None:
    with build(store_url, tmp_path) as project, project.store.engine.connect() as connection:
        with pytest.raises(qualcode.ProjectError, match="goes around the journal"):
            connection.exec_driver_sql("UPDATE code SET name = 'x'")
        with pytest.raises(qualcode.ProjectError, match="goes around the journal"):
            connection.exec_driver_sql("DELETE FROM segment")


def test_an_altered_journal_does_not_prove_itself(store_url: str, tmp_path: Path) -> None:
    with build(store_url, tmp_path) as project:
        project.coding.apply("L03", 0, 5, "trust")
        assert project.history.check().sound
        with project.store.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE batch SET subject = 'other' WHERE id = 3")
        faults = project.history.check().proof.faults
        assert len(faults) == 1
        assert "batch" in faults[0]
        assert "altered" in faults[0]


def test_a_table_changed_behind_the_journal_is_found_by_replay(tmp_path: Path) -> None:
    path = tmp_path / "s.qualcode"
    build(path, tmp_path).close()
    raw = sqlite3.connect(path)
    raw.execute("UPDATE code SET color = '#000000' WHERE name = 'trust'")
    raw.commit()
    raw.close()
    with qualcode.open(path, coder="Mia") as project:
        checked = project.history.check()
        assert checked.proof.sound
        assert checked.differences == (
            "table code: 0 rows that the journal does not know, 0 that are missing, 1 that differ",
        )


def test_a_cut_tail_shows(tmp_path: Path) -> None:
    path = tmp_path / "s.qualcode"
    build(path, tmp_path).close()
    with qualcode.open(path, coder="Lin") as project:
        project.coding.apply("L03", 0, 5, "trust")
    raw = sqlite3.connect(path)
    [(last,)] = raw.execute("SELECT max(sequence) FROM batch WHERE chain_id = 1")
    raw.execute("DELETE FROM event WHERE batch_id = (SELECT id FROM batch WHERE chain_id = 1 "
                "AND sequence = ?)", (last,))  # fmt: skip
    raw.execute("DELETE FROM batch WHERE chain_id = 1 AND sequence = ?", (last,))
    raw.execute("UPDATE chain SET head_sequence = ? WHERE id = 1", (last - 1,))
    raw.commit()
    raw.close()
    with qualcode.open(path, coder="Mia") as project:
        [fault] = project.history.check().proof.faults
        assert "of which some are missing" in fault
