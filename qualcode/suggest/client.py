"""The interface's end of the worker: started, asked, polled, stopped; it never waits.

    client = Client(project.store, "Mia")
    number = client.request("run", question="q8")     # at once
    for answer in client.poll(): ...                  # at once: progress, result, error
    result = await client.ask("explain", suggestion=uid)

Loads none of the model's libraries. Where the worker dies, what was asked of it is answered with an
error, and the next request starts another.
"""

from __future__ import annotations

import asyncio
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from qualcode import errors
from qualcode.errors import QualcodeError
from qualcode.store.store import Store

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Answer:
    """What the worker says of a request: progress (done, total), a result, an error, or stopped.

    kind: progress, result, error or stopped.
    """

    request: int
    kind: str
    value: Any


class Client:
    """One worker process for one coder of a project; start it when it is first needed."""

    def __init__(self, store: Store, coder: str, *, semantic: bool = True) -> None:
        url = store.engine.url
        sqlite = store.engine.dialect.name == "sqlite"
        # Through the pipe: a URL may hold a password, which a command line would show.
        self._opening = {
            "place": str(url.database) if sqlite else url.render_as_string(hide_password=False),
            "coder": coder,
            "semantic": semantic,
        }
        self._process: subprocess.Popen[str] | None = None
        self._answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
        self._futures: dict[int, tuple[asyncio.AbstractEventLoop, Any, Progress | None]] = {}
        self._open: set[int] = set()
        self._number = 0
        self._lock = threading.Lock()

    @property
    def running(self) -> bool:
        """Whether there is a worker."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """The worker's process number."""
        return self._process.pid if self._process is not None else None

    def start(self) -> None:
        """Start the worker, where there is none; returns at once, the worker loads by itself."""
        if self.running:
            return
        single = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "qualcode.suggest.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env={**os.environ, **single},
        )
        threading.Thread(target=self._listen, args=(self._process,), daemon=True).start()
        self._send("open", self._opening)

    def request(self, do: str, **arguments: Any) -> int:
        """Ask for something (run, explain, warm); return the number that answers will have."""
        self.start()
        return self._send(do, arguments)

    def poll(self) -> list[Answer]:
        """Return what the worker has said since, without waiting."""
        found = []
        while not self._answers.empty():
            found.append(self._answers.get())
        return found

    async def ask(self, do: str, *, progress: Progress | None = None, **arguments: Any) -> Any:
        """Ask for something and await its result. Raises: what the worker's own call would.

        Cancelling the awaiting task stops the request.
        """
        self.start()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        with self._lock:
            number = self._number + 1
            self._futures[number] = (loop, future, progress)
        self._send(do, arguments)
        try:
            return await future
        except asyncio.CancelledError:
            self.stop(number)
            raise
        finally:
            self._futures.pop(number, None)

    def stop(self, request: int | None = None) -> None:
        """Stop a request at its next step, or the worker with all."""
        process = self._process
        if process is None or process.stdin is None:
            return
        if request is not None:
            self._write({"stop": request})
            return
        self._process = None
        with suppress(OSError):
            process.stdin.close()
        process.kill()
        process.wait()

    def _send(self, do: str, arguments: dict[str, Any]) -> int:
        with self._lock:
            self._number += 1
            number = self._number
            self._open.add(number)
        self._write({"id": number, "do": do, "with": arguments})
        return number

    def _write(self, message: dict[str, Any]) -> None:
        process = self._process
        if process is not None and process.stdin is not None:
            with suppress(OSError, ValueError):  # it died: the listener says so
                process.stdin.write(json.dumps(message) + "\n")
                process.stdin.flush()

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self._hear(json.loads(line))
        process.stdout.close()
        if process.stdin is not None:
            with suppress(OSError):
                process.stdin.close()
        process.wait()
        with self._lock:
            left = sorted(self._open) if process is self._process else []
        for number in left:
            self._hear(
                {
                    "id": number,
                    "error": "The worker that makes suggestions ended. Ask again to start another.",
                    "kind": "QualcodeError",
                }
            )

    def _hear(self, said: dict[str, Any]) -> None:
        number = int(said["id"])
        kind = next(k for k in ("progress", "result", "error", "stopped") if k in said)
        value: Any = said[kind]
        if kind == "error":
            value = getattr(errors, said["kind"], QualcodeError)(value)
        if kind != "progress":
            self._open.discard(number)
        waiting = self._futures.get(number)
        if waiting is None:
            self._answers.put(Answer(number, kind, value))
            return
        loop, future, progress = waiting
        if kind == "progress":
            if progress is not None:
                loop.call_soon_threadsafe(progress, *value)
            return
        loop.call_soon_threadsafe(_finish, future, kind, value)


def _finish(future: asyncio.Future[Any], kind: str, value: Any) -> None:
    if future.done():
        return
    if kind == "result":
        future.set_result(value)
    elif kind == "error":
        future.set_exception(value)
    else:
        future.cancel()
