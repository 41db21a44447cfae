"""Suggestions: fit, score, the first one after a start, and the memory of worker and interface."""

from __future__ import annotations

import asyncio
import random
import statistics
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import qualcode
from qualcode.demo import build
from qualcode.project import Project
from qualcode.suggest.encoder import installed
from qualcode.suggest.suggester import Suggester
from qualcode.tui.app import QualcodeApp
from qualcode.tui.worker.client import Client

Row = tuple[str, str, str]
SIZE = 512
WALK = (
    "g d", "down", "enter", "down", "1", "u", ")", "escape", "g k", "1", "enter", "u", "r",
    "escape", "g b", "down", "enter", "escape", "g s", "down", "g m", "g f", "社 区 enter", "W",
    "escape", "escape", "g p", "down", "down", "g y", "down", "enter", "escape", "g a", "down",
    "enter", "escape", "g r", "down", "g u", "2", "3", "4", "5", "6", "g h", "?", "escape",
)  # fmt: skip
"""Keys that open every screen."""


class Known:
    """An encoder whose vectors are there already: as where they are stored."""

    identity = "of the benchmark"

    def __init__(self) -> None:
        self._made: dict[str, np.ndarray] = {}

    def vectors(self, texts: Any) -> np.ndarray:
        """Return a direction for each text, the same each time."""
        for text in texts:
            if text not in self._made:
                draw = np.random.default_rng(zlib.crc32(text.encode())).standard_normal(SIZE)
                self._made[text] = (draw / np.linalg.norm(draw)).astype(np.float32)
        return np.array([self._made[text] for text in texts], np.float32).reshape(-1, SIZE)


def study(n: int, codes: int) -> tuple[list[dict[str, Any]], list[str], list[list[str]]]:
    """Return a codebook, and texts of about 15 words with a code or two each."""
    draw = random.Random(1)
    vocabulary = [f"word{at}" for at in range(3_000)]
    own = [draw.sample(vocabulary, 30) for _ in range(codes)]
    book = [
        {
            "code": f"c{at}", "name": {"en": words[0]}, "definition": {"en": " ".join(words[:12])},
            "examples": [" ".join(words[12:20])], "keywords": {"en": words[20:23]},
        }
        for at, words in enumerate(own)
    ]  # fmt: skip
    texts, labels = [], []
    for _ in range(n):
        has = draw.sample(range(codes), draw.choice((1, 1, 2)))
        said = [draw.choice(own[draw.choice(has)]) for _ in range(8)]
        texts.append(" ".join([*said, *draw.choices(vocabulary, k=7)]))
        labels.append([f"c{at}" for at in has])
    return book, texts, labels


def _took(act: Callable[[], object], times: int = 3) -> float:
    runs = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        runs.append(time.perf_counter() - start)
    return statistics.median(runs)


def _models() -> list[Row]:
    encoder = Known()
    book, texts, labels = study(1_000, 40)
    encoder.vectors(texts)
    fit = _took(lambda: Suggester(book, encoder=encoder).fit(texts, labels, [""] * len(texts)))
    book, texts, labels = study(11_000, 30)
    encoder.vectors(texts)
    model = Suggester(book, encoder=encoder).fit(texts[:1000], labels[:1000], [""] * 1000)
    score = _took(lambda: model.suggest(texts[1000:], [""] * 10_000), 1)
    return [
        ("suggestions: fit at 1,000 reviewed × 40 codes", f"{fit:.2f} s", "< 1 s"),
        ("score 10,000 answers × 30 codes, vectors stored", f"{score:.2f} s", "< 4 s"),
    ]


def _coded(project: Project, n: int) -> None:
    """Mark the first answers to q8 done, each with a code by chance."""
    codes = [row.uid for row in project.codebook.rows() if not row.category]
    draw = random.Random(2)
    rows = project.documents.of(project.documents.keys("q8")[:n])
    with project.store.together():
        for row in rows:
            project.coding.toggle(row.uid, draw.choice(codes))
        project.coding.finish([row.uid for row in rows])


def _status(pid: int | str, field: str) -> int:
    with open(f"/proc/{pid}/status") as status:  # noqa: PTH123 (not a file)
        return next(int(line.split()[1]) for line in status if line.startswith(field)) // 1024


async def _first(project: Project, *, stored: bool) -> tuple[float, int]:
    """Return how long the first suggestions take from the start of a worker, and its memory."""
    with project.store.engine.begin() as connection:
        for table in ("pending", "fitted", *([] if stored else ["vector"])):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    client = Client(project.store, "Mia")
    took: list[float] = []
    start = time.perf_counter()

    def progress(_done: int, _total: int) -> None:
        with project.store.read() as connection:
            there = connection.exec_driver_sql("SELECT 1 FROM pending LIMIT 1").first()
        if there is not None and not took:
            took.append(time.perf_counter() - start)

    at = project.documents.keys("q8")[400]
    try:
        await client.ask("run", progress=progress, question="q8", at=at)
        await client.ask("words", scope={}, common=False)
        return took[0], _status(client.pid or 0, "VmHWM")
    finally:
        client.stop()


async def _walked(project: Project) -> int:
    """Return the memory of this process after a session that visits every screen."""
    app = QualcodeApp(project, worker=Client)
    async with app.run_test(size=(120, 40)) as pilot:
        for keys in WALK:
            await pilot.press(*keys.split())
            await pilot.pause()
            await app.workers.wait_for_complete()
        return _status("self", "VmRSS")


def walk(where: Path) -> None:
    """Print that memory; a process of its own, for what it loads is what is measured."""
    with qualcode.open(where, coder="Mia") as project:
        print(asyncio.run(_walked(project)))


def rows(folder: Path) -> list[Row]:
    """Time suggestions, and weigh the worker, on the example study."""
    found = _models()
    demo = build.build(folder / "suggesting")
    with qualcode.open(demo, coder="Mia") as project:
        _coded(project, 300)
        cold, _ = asyncio.run(_first(project, stored=False))
        warm, memory = asyncio.run(_first(project, stored=True))
    how = "" if installed() else " (without the extra)"
    script = f"from benchmarks import suggesting; suggesting.walk({str(demo)!r})"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return [
        *found,
        (f"first suggestion after the worker's start{how}", f"{warm:.1f} s", "< 3 s"),
        ("the same with no vector stored: the first time in a project", f"{cold:.1f} s", "< 3 s"),
        (f"memory of the worker, suggestions and words{how}", f"{memory} MB", "< 500 MB"),
        ("memory of the interface after every screen", f"{done.stdout.strip()} MB", "< 150 MB"),
    ]
