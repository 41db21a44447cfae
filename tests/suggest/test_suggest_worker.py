"""The worker process: asked, polled, awaited, stopped; one thread, no orphan."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from suggesting import build, code_truly, name

import qualcode
from qualcode.project import Project
from qualcode.suggest.client import Answer, Client
from qualcode.suggest.encoder import installed


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


def final(client: Client, request: int) -> Answer:
    """Return the last answer to a request."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for answer in client.poll():
            if answer.request == request and answer.kind != "progress":
                return answer
        time.sleep(0.01)
    raise AssertionError("the worker did not answer")


def test_the_worker_suggests_what_the_project_itself_would(
    project: Project, client: Client
) -> None:
    answer = final(client, client.request("run"))
    assert answer.kind == "result"
    listed = project.suggest.pending()
    made = project.suggest.run()
    assert answer.value == {
        "models": {"answers": {"digest": made.fit.digest, "reviewed": 24, "better": True}},
        "scored": 36, "suggested": made.suggested, "damaged": False,
    }  # fmt: skip
    assert project.suggest.pending().equals(listed)
    one = project.suggest.rows()[0]
    told = final(client, client.request("explain", suggestion=one.suggestion))
    assert tuple(told.value) == project.suggest.explain(one.suggestion).lines


async def test_awaiting_gives_results_errors_and_progress(project: Project, client: Client) -> None:
    seen: list[tuple[int, int]] = []
    made = await client.ask("run", progress=lambda *p: seen.append(p), question="q8")
    assert made["scored"] == 36
    assert seen[-1] == (60, 60)
    with pytest.raises(qualcode.NotFound, match="No document “L99”"):
        await client.ask("run", documents=["L99"])
    assert client.running


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
    os.kill(pid, 9)
    with pytest.raises(qualcode.QualcodeError, match="Ask again to start another"):
        await asked
    assert (await client.ask("run"))["scored"] == 36
    assert client.pid != pid


def test_the_worker_ends_with_the_process_that_started_it(project: Project) -> None:
    where = project.where
    script = (
        "import os, qualcode\n"
        "from qualcode.suggest.client import Client\n"
        f"project = qualcode.open({where!r}, coder='Mia')\n"
        "client = Client(project.store, 'Mia', semantic=False)\n"
        "client.start(); print(client.pid, flush=True); os._exit(0)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    pid = int(done.stdout)
    deadline = time.monotonic() + 30
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not Path(f"/proc/{pid}").exists()


def test_the_worker_has_one_thread_for_numbers_before_numpy_is_loaded() -> None:
    script = (
        "import sys, os\n"
        "import qualcode.suggest.worker as worker\n"
        "assert 'numpy' not in sys.modules\n"
        "print([os.environ[name] for name in worker.THREADS])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("['1', '1', '1']\n", "")


@pytest.mark.skipif(not installed(), reason="needs the extra semantic")
def test_vectors_are_kept_without_the_words_and_pruned(project: Project) -> None:
    import numpy as np

    project.suggest.semantic = True
    project.suggest.run(name(25))

    def kept() -> dict[str, Any]:
        with project.store.read() as connection:
            rows = connection.exec_driver_sql("SELECT digest, content FROM vector").all()
        return {row[0]: row[1] for row in rows}

    vectors = kept()
    lengths = [np.linalg.norm(np.frombuffer(v, "<f4")) for v in vectors.values()]
    assert lengths == pytest.approx([1.0] * len(lengths), abs=1e-4)
    with project.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE vector SET content = 'x'")
    with qualcode.open(project.where, coder="Mia") as again:
        again.suggest.run()
        before = kept()
        assert vectors.items() <= before.items(), "damaged vectors are made anew, the same"
        project.documents.edit(name(60), "entirely other words")
        again.suggest.run()
        after = kept()
    assert len(before.keys() - after.keys()) == 1, "nobody said it any more"
    assert len(after.keys() - before.keys()) == 1
