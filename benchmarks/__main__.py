"""Measure the design's budgets on this machine and write `benchmarks/RESULTS.md`.

    python -m benchmarks

Whole processes are timed from outside, medians of five; the rest within one process. Nothing here
is a test: a slow machine fails no build.
"""

from __future__ import annotations

import asyncio
import platform
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import qualcode
from benchmarks import interface, million
from qualcode.demo import build, survey

HERE = Path(__file__).parent


def seconds(act: Callable[[], object]) -> float:
    """Return how long something takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def process(*arguments: str, times: int = 5) -> float:
    """Return the median wall time of a whole process."""
    command = [sys.executable, *arguments]
    runs = [
        seconds(lambda: subprocess.run(command, capture_output=True, check=True))
        for _ in range(times + 1)
    ]
    return statistics.median(runs[1:])


def imports(folder: Path) -> list[tuple[str, str, str]]:
    """Time the imports, one coding, and the demo."""
    rows = []
    took = seconds(lambda: build.build(folder / "demo"))
    rows.append(("demo, built", f"{took:.1f} s", "< 15 s"))
    source = build.study() / "transcripts"
    files = [p for p in source.iterdir() if p.name.startswith("L") and p.is_file()]
    made = survey.write(folder)
    with qualcode.create(folder / "b.qualcode", coder="Mia") as project:

        def both() -> None:
            project.documents.add(files)
            project.cases.import_survey(
                made.survey, id="id", open_ended=survey.QUESTIONS, weight="w"
            )

        took = seconds(both)
        rows.append((f"import of {len(files)} interviews and the survey", f"{took:.1f} s", "< 3 s"))
        took = seconds(
            lambda: project.cases.import_survey(made.usage, id="volunteer_id", prefix="u_")
        )
        rows.append(("import of 85,699 × 12 usage rows", f"{took:.1f} s", "< 10 s"))
        project.codebook.add("trust")
        document = project.documents.rows()[0]
        draw = random.Random(1)
        runs = []
        for _ in range(300):
            start = draw.randrange(document.characters - 40)
            runs.append(
                seconds(
                    lambda at=start: project.coding.apply(document.document, at, at + 30, "trust")
                )
            )
        rows.append(
            (
                "applying a code, API, commit included",
                f"{1000 * statistics.median(runs):.1f} ms",
                "< 5 ms",
            )
        )
    return rows


def main() -> None:
    """Run all measures and write them down."""
    rows = [
        ("qualcode --version", f"{process('-m', 'qualcode', '--version'):.2f} s", "< 0.35 s"),
        ("qualcode --help", f"{process('-m', 'qualcode', '--help'):.2f} s", "< 0.35 s"),
    ]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows += imports(folder)
        demo = folder / "demo" / build.NAME
        rows += interface.processes(demo)
        rows += asyncio.run(interface.within(demo, folder))
        rows += million.measure(folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    lines = [
        "# Measured\n",
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        f"{platform.machine()}, {len(rows)} measures; written by `make bench`. The machine is "
        "shared: read the figures as orders of magnitude.\n",
        "| what | measured | budget |",
        "|---|---|---|",
        *(f"| {what} | {measured} | {budget} |" for what, measured, budget in rows),
        "",
        f"Peak memory of this process, a million segments at once: {peak} MB.",
    ]
    text = "\n".join(lines) + "\n"
    (HERE / "RESULTS.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
