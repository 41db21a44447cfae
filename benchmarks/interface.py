"""The interface: start, first paint, keys, memory."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

import qualcode
from qualcode.tui.app import QualcodeApp
from qualcode.tui.screens.coding import Coding

READY = """
import asyncio, resource, sys, time
start = time.perf_counter()
import qualcode
from qualcode.tui.app import QualcodeApp

def peak():
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) // 1024
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

async def main():
    with qualcode.open(sys.argv[1], coder="Mia") as project:
        app = QualcodeApp(project)
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.pause()
            ready = time.perf_counter() - start
            for key in ("g", "d", "enter", "down", "1", "u"):
                await pilot.press(key)
            await pilot.pause()
    print(ready, peak())
asyncio.run(main())
"""
"""Says when Home was there, and the peak of memory after a little coding (of this process alone:
what a child inherits from its parent would count in `ru_maxrss`)."""


def processes(demo: Path) -> list[tuple[str, str, str]]:
    """Time the start on the demo study, and weigh the process after a little coding."""
    runs = []
    for _ in range(4):
        done = subprocess.run(
            [sys.executable, "-c", READY, str(demo)], capture_output=True, text=True, check=True
        )
        runs.append(done.stdout.split())
    ready = statistics.median(float(r[0]) for r in runs[1:])
    memory = statistics.median(int(r[1]) for r in runs[1:])
    return [
        ("interface ready on the demo study", f"{ready:.2f} s", "< 1 s"),
        ("memory of the interface on the demo study", f"{memory:.0f} MB", "< 150 MB"),
    ]


async def within(demo: Path, folder: Path) -> list[tuple[str, str, str]]:
    """Time painting and keys in a long interview and a long table."""
    rows = []
    long = folder / "long.txt"
    turn = (
        "访谈员：那时候最缺的是什么？\n"
        "周：最缺人。街道办只有六个工作人员，要管两万多户，我们的老志愿者第二天就来了。\n"
    )
    long.write_text(turn * (60_000 // len(turn)), encoding="utf-8")
    with qualcode.open(demo, coder="Mia") as project:
        project.documents.add(long, name="long")
        app = QualcodeApp(project)
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.pause()
            start = time.perf_counter()
            app.open_document("long")
            await pilot.pause()
            rows.append(
                ("first paint of a 60,000-character interview",
                 f"{1000 * (time.perf_counter() - start):.0f} ms", "< 250 ms")
            )  # fmt: skip
            screen = app.screen
            assert isinstance(screen, Coding)
            moves, codes = [], []
            for n in range(200):
                start = time.perf_counter()
                screen.press("down")
                screen._compositor.render_strips()
                moves.append(time.perf_counter() - start)
                if n % 4 == 0:
                    start = time.perf_counter()
                    screen.press("1")
                    screen._compositor.render_strips()
                    codes.append(time.perf_counter() - start)
                await pilot.pause()
            rows += [
                ("key to drawn screen, p95 of 200 moves", f"{_p95(moves):.1f} ms", "< 30 ms"),
                ("a code by one key, commit and drawing included, p95", f"{_p95(codes):.1f} ms",
                 "< 50 ms"),
            ]  # fmt: skip
    return rows


def _p95(runs: list[float]) -> float:
    return 1000 * sorted(runs)[int(0.95 * len(runs))]
