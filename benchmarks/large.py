"""The interface at its limits: a document of a million characters with 5,000 codings, 10,000
segments listed, and how long anything holds the event loop."""

from __future__ import annotations

import random
import statistics
import time
from pathlib import Path

import qualcode
from benchmarks.watchdog import Watchdog
from qualcode.demo import build
from qualcode.project import Project
from qualcode.store.journal import now
from qualcode.tui.app import QualcodeApp
from qualcode.tui.screens.base import Base

CHARACTERS = 1_000_000
CODINGS = 5_000
SEGMENTS = 10_000


async def measure(folder: Path) -> list[tuple[str, str, str]]:
    """Build the large study and time the interface on it."""
    path = folder / "large.qualcode"
    with qualcode.create(path, coder="Mia") as project:
        _fill(project, folder)
    rows = []
    with qualcode.open(path, coder="Mia") as project:
        app = QualcodeApp(project)
        async with app.run_test(size=(120, 40)) as pilot, Watchdog() as watchdog:
            await pilot.pause()
            start = time.perf_counter()
            app.open_document("large")
            await pilot.pause()
            took = 1000 * (time.perf_counter() - start)
            rows.append(
                ("first paint of 1,000,000 characters with 5,000 codings", f"{took:.0f} ms", "")
            )
            watchdog.forget()
            moves, codes, undone = [], [], []
            for n in range(120):
                watchdog.doing = f"move {n + 1}"
                moves.append(_press(app, "down" if n % 9 else "pagedown"))
                await pilot.pause()
                if n % 6 == 0:
                    watchdog.doing = f"code {len(codes) + 1}"
                    codes.append(_press(app, str(1 + n % 9)))
                    await pilot.pause()
                    watchdog.doing = f"undo {len(codes)}"
                    undone.append(_press(app, "u"))
                    await pilot.pause()
            rows += [
                ("there: key to drawn screen, p95", f"{_p95(moves):.1f} ms", "< 30 ms"),
                ("there: a code by one key, commit included, p95", f"{_p95(codes):.1f} ms",
                 "< 50 ms"),
                ("there: undo, p95", f"{_p95(undone):.1f} ms", "< 50 ms"),
                ("there: longest step on the event loop", watchdog.said_step(), "< 50 ms"),
                ("there: longest wait of a timer for its turn", watchdog.said(), ""),
            ]  # fmt: skip
            start = time.perf_counter()
            app.go("segments")
            await pilot.pause()
            took = 1000 * (time.perf_counter() - start)
            rows.append((f"{SEGMENTS:,} segments listed", f"{took:.0f} ms", "< 300 ms"))
            watchdog.forget()
            listed = []
            for n in range(60):
                watchdog.doing = f"move {n + 1}"
                listed.append(_press(app, "down" if n % 5 else "pagedown"))
                await pilot.pause()
            rows += [
                ("there: key to drawn screen, p95", f"{_p95(listed):.1f} ms", "< 30 ms"),
                ("there: longest step on the event loop", watchdog.said_step(), "< 50 ms"),
                ("there: longest wait of a timer for its turn", watchdog.said(), ""),
            ]  # fmt: skip
    return rows


def _press(app: QualcodeApp, key: str) -> float:
    screen = app.screen
    assert isinstance(screen, Base)
    start = time.perf_counter()
    screen.press(key)
    screen._compositor.render_strips()
    return time.perf_counter() - start


def _p95(runs: list[float]) -> float:
    return 1000 * sorted(runs)[int(0.95 * len(runs))]


def _fill(project: Project, folder: Path) -> None:
    words = "那时候社区里最缺人 the old volunteers came first 。"
    line = (words * 6)[:176]
    text = "".join(f"{'问' if n % 2 else '答'}：{line}\n" for n in range(CHARACTERS // 179))
    for name in ("large", "other"):
        (folder / f"{name}.txt").write_text(text + name, encoding="utf-8")
    project.documents.add([folder / "large.txt", folder / "other.txt"])
    project.codebook.load(build.study() / "codebooks" / "volunteers.yaml")
    codes = [row.id for row in project.codebook.rows() if not row.category]
    draw = random.Random(1)
    me = project.coder
    assert me is not None
    for name, n in (("large", CODINGS), ("other", SEGMENTS - CODINGS)):
        document = project.documents.find(name)
        starts = [draw.randrange(document.characters - 100) for _ in range(n)]
        columns = {
            "version_id": [document.version_id] * n,
            "start_at": starts,
            "end_at": [start + draw.randint(5, 80) for start in starts],
            "code_id": [draw.choice(codes) for _ in range(n)],
            "code_revision": [1] * n, "coder_id": [me.id] * n, "round_id": [None] * n,
            "strength": [None] * n, "origin": ["imported"] * n, "created_at": [now()] * n,
        }  # fmt: skip
        with project.store.batch("import segments", name) as batch:
            batch.insert_columns("segment", columns)


async def cards(demo: Path) -> list[tuple[str, str, str]]:
    """Time the step from one card to the next, on the example study."""
    with qualcode.open(demo, coder="Lin") as project:
        app = QualcodeApp(project)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            app.open_cards("q9")
            await pilot.pause()
            steps = []
            for _ in range(60):
                steps.append(_press(app, "enter"))
                await pilot.pause()
    return [
        ("the next card, done and commit included, median", f"{_median(steps):.1f} ms", "< 50 ms")
    ]


def _median(runs: list[float]) -> float:
    return 1000 * statistics.median(runs)
