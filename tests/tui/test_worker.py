"""The worker process: asked, awaited, stopped; one thread for numbers, no orphan, two lanes."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from suggesting import build, code_truly

import qualcode
from qualcode.project import Project
from qualcode.tui.worker.client import Client


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Yield 60 answers, 24 of them reviewed."""
    with build(tmp_path / "s.qualcode", tmp_path) as made:
        code_truly(made, 1, 24)
        yield made


@pytest.fixture
def client(project: Project) -> Iterator[Client]:
    """Yield a worker's client, with words alone."""
    made = Client(project.store, "Mia", semantic=False)
    yield made
    made.stop()


async def test_the_worker_suggests_counts_and_writes_what_the_project_itself_would(
    project: Project, client: Client, tmp_path: Path
) -> None:
    seen: list[tuple[int, int]] = []
    answer = await client.ask("run", progress=lambda *p: seen.append(p))
    listed = project.suggest.pending()
    made = project.suggest.run()
    assert answer == {
        "models": {"answers": {"digest": made.fit.digest, "reviewed": 24, "better": True}},
        "scored": 36, "suggested": made.suggested, "damaged": False,
    }  # fmt: skip
    assert project.suggest.pending().equals(listed)
    assert seen[-1] == (60, 60)
    one = project.suggest.rows()[0]
    told = await client.ask("explain", suggestion=one.suggestion)
    assert tuple(told) == project.suggest.explain(one.suggestion).lines
    found = await client.ask("words", scope={"question": "q8"}, common=False)
    words = project.analysis.words(question="q8")
    assert [row[0] for row in found["rows"]] == words["word"].tolist()
    assert [row[1] for row in found["rows"]] == words["count"].tolist()
    path = tmp_path / "words.csv"
    scope = {"question": "q8", "headers": False}
    said = await client.ask("write_words", path=str(path), scope=scope, common=False, title="words")
    assert said == str(path)
    assert len(path.read_text(encoding="utf-8-sig").splitlines()) == len(words) + 1


async def test_what_a_job_refuses_is_raised_and_the_worker_goes_on(client: Client) -> None:
    with pytest.raises(qualcode.NotFound, match="No document “L99”"):
        await client.ask("run", documents=["L99"])
    with pytest.raises(qualcode.QualcodeError, match="The worker failed"):
        await client.ask("run", documents=7)
    assert (await client.ask("run", question="q8"))["scored"] == 36


async def test_the_answer_one_is_at_comes_first(project: Project, client: Client) -> None:
    keys = project.documents.keys("q8")
    seen: list[tuple[int, int]] = []
    await client.ask(
        "run", progress=lambda *step: seen.append(step), question="q8", at=keys[40]
    )  # fmt: skip
    assert seen == [(0, 20), (20, 20), (0, 60), (60, 60)]


async def test_a_cancelled_request_stops_and_the_worker_goes_on(client: Client) -> None:
    asked = asyncio.ensure_future(client.ask("run"))
    await asyncio.sleep(0)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    assert (await client.ask("run"))["scored"] == 36


async def test_a_worker_that_dies_is_said_and_the_next_request_starts_another(
    client: Client,
) -> None:
    await client.ask("warm")
    pid = client.pid
    assert pid is not None
    asked = asyncio.ensure_future(client.ask("run"))
    await asyncio.sleep(0)
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(qualcode.QualcodeError, match="Ask again to start another"):
        await asked
    assert (await client.ask("run"))["scored"] == 36
    assert client.pid != pid


async def test_who_only_reads_has_words_counted_and_nothing_suggested(project: Project) -> None:
    client = Client(project.store, None, semantic=False)
    try:
        assert (await client.ask("words", scope={}, common=False))["documents"] == 60
        with pytest.raises(qualcode.CoderNeeded):
            await client.ask("run")
    finally:
        client.stop()


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="waits for a process that is not ours")
def test_the_worker_ends_with_the_process_that_started_it(project: Project) -> None:
    script = (
        "import os, sys, qualcode\n"
        "from qualcode.tui.worker.client import Client\n"
        f"project = qualcode.open({project.where!r}, coder='Mia')\n"
        "client = Client(project.store, 'Mia', semantic=False)\n"
        "client.start(); print(client.pid, flush=True); sys.stdin.read(); os._exit(0)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as starter:
        assert starter.stdin is not None
        assert starter.stdout is not None
        worker = os.pidfd_open(int(starter.stdout.readline()))
        try:
            assert select.select([worker], [], [], 0)[0] == [], "it is at work"
            starter.stdin.close()
            assert select.select([worker], [], [], 60)[0] == [worker]
        finally:
            os.close(worker)


def test_the_worker_has_one_thread_for_numbers_before_numpy_is_loaded() -> None:
    script = (
        "import sys, os\n"
        "import qualcode.tui.worker.process as process\n"
        "print(sorted({'numpy', 'pandas', 'textual'} & set(sys.modules)))\n"
        "print([os.environ[name] for name in process.SINGLE])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("[]\n['1', '1', '1']\n", "")
