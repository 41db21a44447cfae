"""The worker: one process that holds vectors and a model, so that the interface never waits.

It reads requests from standard input and answers on standard output, a line of JSON each; `client`
is the other end. It reads the project and writes derived tables alone. It ends when its input does,
so it never outlives who started it. BLAS gets one thread before numpy is loaded: with more,
encoding takes ten times as long on a busy machine.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from collections.abc import Callable
from typing import Any, TextIO

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
for _name in THREADS:
    os.environ[_name] = "1"

from qualcode.errors import QualcodeError  # noqa: E402 (after the threads are set)
from qualcode.store.coders import Coders  # noqa: E402
from qualcode.store.store import Store  # noqa: E402


class Stopped(Exception):
    """The request was stopped by who made it."""


class Worker:
    """Answers requests for one coder of one project."""

    def __init__(self, say: Callable[[dict[str, Any]], None]) -> None:
        self._say = say
        self._stopped: set[int] = set()
        self._area: Any = None
        self._store: Store | None = None

    def stop(self, number: int) -> None:
        """Have a request end at its next step."""
        self._stopped.add(number)

    def answer(self, request: dict[str, Any]) -> None:
        """Do one request and say its result, or why it could not be done."""
        number = int(request["id"])

        def progress(done: int, total: int) -> None:
            if number in self._stopped:
                raise Stopped
            self._say({"id": number, "progress": [done, total]})

        try:
            result = getattr(self, f"_{request['do']}")(progress, **request.get("with", {}))
            self._say({"id": number, "result": result})
        except Stopped:
            self._say({"id": number, "stopped": True})
        except QualcodeError as error:
            self._say({"id": number, "error": str(error), "kind": type(error).__name__})
        except Exception as error:  # noqa: BLE001 (the interface shows it; the worker lives on)
            said = f"The worker failed ({type(error).__name__}: {error}). Nothing was changed."
            self._say({"id": number, "error": said, "kind": "QualcodeError"})

    def _open(self, _progress: Any, place: str, coder: str, semantic: bool = True) -> bool:
        from qualcode.suggest.area import Suggest

        self._store = Store.open(place)
        found = Coders(self._store).find(coder)
        self._store.coder = (found.uid, found.name)
        self._area = Suggest(self._store)
        self._area.semantic = semantic
        return True

    def _warm(self, _progress: Any) -> bool:
        from qualcode.suggest.training import ANSWERS

        self._area.engine().model(ANSWERS)
        return True

    def _run(
        self, progress: Any, documents: list[str] | None = None, question: str | None = None
    ) -> dict[str, Any]:
        keys = None if documents is None else self._area.keys(documents)
        made = self._area.engine().run(keys, question, progress)
        return {
            "models": {
                kind: {
                    "digest": fit.digest, "reviewed": fit.reviewed, "better": fit.figures.better
                }
                for kind, fit in made.fits.items()
            },
            "scored": made.scored, "suggested": made.suggested, "damaged": made.damaged,
        }  # fmt: skip

    def _explain(self, _progress: Any, suggestion: str) -> list[str]:
        return list(self._area.explain(suggestion).lines)


def serve(source: TextIO, target: TextIO) -> None:
    """Answer requests until there are no more."""
    lock = threading.Lock()

    def say(message: dict[str, Any]) -> None:
        with lock:
            target.write(json.dumps(message) + "\n")
            target.flush()

    worker = Worker(say)
    waiting: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()

    def listen() -> None:
        for line in source:
            request = json.loads(line)
            if "stop" in request:
                worker.stop(int(request["stop"]))
            else:
                waiting.put(request)
        # Who started it is gone, or done with it: work half done is derived, and worth nothing.
        os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    while True:
        worker.answer(waiting.get())


if __name__ == "__main__":
    # What a library prints must not stand among the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    serve(open(0, encoding="utf-8", closefd=False), answers)  # noqa: SIM115
    sys.exit(0)
