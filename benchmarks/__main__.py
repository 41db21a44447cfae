"""Measure the design's budgets on this machine and write `benchmarks/RESULTS.md`.

    python -m benchmarks [PART …]      parts: start, imports, interface, large, million,
                                        agreement, crosstab, suggesting, usage

All parts by default; RESULTS.md is written only after all of them. Whole processes are timed from
outside, medians of five; the rest within one process. Nothing here is a test: a slow machine fails
no build.
"""

from __future__ import annotations

import argparse
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
from benchmarks import agreement, crosstab, interface, large, million, suggesting, usage, walk
from qualcode.demo import build, survey

HERE = Path(__file__).parent
Row = tuple[str, str, str]
"""What was measured, the figure, the budget."""


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


def imports(folder: Path) -> list[Row]:
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


def start() -> list[Row]:
    """Time the start of the program."""
    return [
        ("qualcode --version", f"{process('-m', 'qualcode', '--version'):.2f} s", "< 0.35 s"),
        ("qualcode --help", f"{process('-m', 'qualcode', '--help'):.2f} s", "< 0.35 s"),
    ]


def at_work(folder: Path) -> list[Row]:
    """Time the interface on the example study."""
    demo = build.build(folder / "demo")
    rows = interface.processes(demo)
    rows += asyncio.run(interface.within(demo, folder))
    rows += asyncio.run(large.cards(demo))
    return rows + asyncio.run(walk.table(demo)) + asyncio.run(walk.holds(demo))


PARTS: dict[str, Callable[[Path], list[Row]]] = {
    "start": lambda _folder: start(),
    "imports": imports,
    "interface": at_work,
    "large": lambda folder: asyncio.run(large.measure(folder)),
    "million": million.measure,
    "agreement": agreement.rows,
    "crosstab": crosstab.rows,
    "suggesting": suggesting.rows,
    "usage": usage.rows,
}


def main() -> None:
    """Run the parts that are asked for and write all of them down."""
    parser = argparse.ArgumentParser(prog="benchmarks")
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    asked = parser.parse_args().parts
    unknown = [one for one in asked if one not in PARTS]
    if unknown:
        parser.error(f"no part {unknown[0]}; parts are: {', '.join(PARTS)}")
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as name:
        for part in asked or PARTS:
            rows += PARTS[part](Path(name))
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
    if not asked:
        (HERE / "RESULTS.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
