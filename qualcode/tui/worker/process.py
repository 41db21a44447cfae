"""The worker process: it holds words, vectors and models, so that the interface never waits.

It reads requests from standard input and answers on standard output, a line of JSON each; `client`
is the other end. Its jobs have two lanes, each a thread with the project opened for itself: a count
of words does not wait for the suggestions of two thousand answers. It reads the project and writes
derived tables alone. It ends when its input does, so it never outlives who started it. BLAS gets
one thread before numpy is loaded: with more, encoding takes ten times as long on a busy machine.
"""

from __future__ import annotations

import json
import os
import queue
import threading
from collections.abc import Callable
from typing import Any, TextIO

from qualcode.tui.worker.client import SINGLE

os.environ.update(SINGLE)

from qualcode.errors import QualcodeError
from qualcode.tui.worker.jobs import SUGGESTING, Jobs

Say = Callable[[dict[str, Any]], None]


class Stopped(Exception):
    """The request was stopped by who made it."""


class Lane:
    """Jobs that are done one after the other, in a thread of their own."""

    def __init__(self, opening: dict[str, Any], say: Say, stopped: set[int]) -> None:
        self._opening = opening
        self._say = say
        self._stopped = stopped
        self._jobs: Jobs | None = None
        self.waiting: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        threading.Thread(target=self._work, daemon=True).start()

    def _work(self) -> None:
        while True:
            self._answer(self.waiting.get())

    def _answer(self, request: dict[str, Any]) -> None:
        """Do one job and say its result, or why it could not be done."""
        number = int(request["id"])

        def progress(done: int, total: int) -> None:
            if number in self._stopped:
                raise Stopped
            self._say({"id": number, "progress": [done, total]})

        try:
            if number in self._stopped:
                raise Stopped
            if self._jobs is None:
                self._jobs = Jobs.open(**self._opening)
            result = self._jobs.do(request["do"], progress, request["with"])
            self._say({"id": number, "result": result})
        except Stopped:
            self._say({"id": number, "stopped": True})
        except QualcodeError as error:
            self._say({"id": number, "error": str(error), "kind": type(error).__name__})
        except Exception as error:  # noqa: BLE001 (the interface shows it; the worker lives on)
            said = f"The worker failed ({type(error).__name__}: {error}). Nothing was changed."
            self._say({"id": number, "error": said, "kind": "QualcodeError"})


def serve(source: TextIO, target: TextIO) -> None:
    """Answer requests until there are no more; the first line says what to open."""
    lock = threading.Lock()

    def say(message: dict[str, Any]) -> None:
        with lock:
            target.write(json.dumps(message) + "\n")
            target.flush()

    opening = json.loads(next(source))["open"]
    stopped: set[int] = set()
    lanes = {one: Lane(opening, say, stopped) for one in (True, False)}
    for line in source:
        request = json.loads(line)
        if "stop" in request:
            stopped.add(int(request["stop"]))
        else:
            lanes[request["do"] in SUGGESTING].waiting.put(request)
    # Who started it is gone, or done with it: work half done is derived, and worth nothing.
    os._exit(0)


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(5)  # the keys go first
    # What a library prints must not stand among the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    serve(open(0, encoding="utf-8", closefd=False), answers)  # noqa: SIM115
