"""The interface's end of the worker: started, asked, stopped; it never waits.

    client = Client(project.store, "Mia")
    result = await client.ask("run", question="q8")

Loads none of the worker's libraries. Where the worker dies, what was asked of it is answered with
an error, and the next request starts another.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from qualcode import errors
from qualcode.errors import QualcodeError
from qualcode.store.store import Store

Progress = Callable[[int, int], None]
SINGLE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


class Client:
    """One worker process for one coder of a project, or for who only reads it."""

    def __init__(self, store: Store, coder: str | None, *, semantic: bool = True) -> None:
        url = store.engine.url
        sqlite = store.engine.dialect.name == "sqlite"
        # Through the pipe: a URL may hold a password, which a command line would show.
        self._opening = {
            "place": str(url.database) if sqlite else url.render_as_string(hide_password=False),
            "coder": coder,
            "semantic": semantic,
        }
        self._process: subprocess.Popen[str] | None = None
        self._asked: dict[
            int, tuple[asyncio.AbstractEventLoop, asyncio.Future[Any], Progress | None]
        ] = {}
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
        """Start the worker, where there is none; it loads by itself. Raises: OSError."""
        with self._lock:
            if self.running:
                return
            self._process = process = subprocess.Popen(
                [sys.executable, "-m", "qualcode.tui.worker.process"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
                env={**os.environ, **SINGLE},
            )
            self._write({"open": self._opening})
        threading.Thread(target=self._listen, args=(process,), daemon=True).start()

    async def ask(self, job: str, *, progress: Progress | None = None, **arguments: Any) -> Any:
        """Ask for a job and await its result. Raises: what the job does, OSError.

        progress: called with how much is done, of how much. Cancelling the awaiting task stops
        the job.
        """
        self.start()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        with self._lock:
            self._number = number = self._number + 1
            self._asked[number] = (loop, future, progress)
            self._write({"id": number, "do": job, "with": arguments})
        try:
            return await future
        except asyncio.CancelledError:
            with self._lock:
                self._write({"stop": number})
            raise
        finally:
            self._asked.pop(number, None)

    def stop(self) -> None:
        """End the worker with all that it does."""
        process, self._process = self._process, None
        if process is not None and process.stdin is not None:
            with suppress(OSError):
                process.stdin.close()
            process.kill()
            process.wait()

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
            left = sorted(self._asked) if process is self._process else []
        said = "The worker process ended. Ask again to start another."
        for number in left:
            self._hear({"id": number, "error": said, "kind": "QualcodeError"})

    def _hear(self, said: dict[str, Any]) -> None:
        """Hand an answer to who waits for it; nobody does where the request was cancelled."""
        waiting = self._asked.get(int(said["id"]))
        if waiting is None:
            return
        loop, future, progress = waiting
        with suppress(RuntimeError):  # the loop is closed: the program is leaving
            if "progress" in said:
                if progress is not None:
                    loop.call_soon_threadsafe(progress, *said["progress"])
            else:
                loop.call_soon_threadsafe(_finish, future, said)


def _finish(future: asyncio.Future[Any], said: dict[str, Any]) -> None:
    if future.done():
        return
    if "result" in said:
        future.set_result(said["result"])
    elif "error" in said:
        future.set_exception(getattr(errors, said["kind"], QualcodeError)(said["error"]))
    else:
        future.cancel()
