"""A million segments: bulk import with its journal, undo, retrieval, any window of any document."""

from __future__ import annotations

import random
import statistics
import time
from pathlib import Path
from typing import Any

import qualcode
from qualcode.project import Project
from qualcode.store.journal import now

SEGMENTS = 1_000_000
CODES = 60
DOCUMENTS = 20
CHARACTERS = 500_000


def measure(folder: Path) -> list[tuple[str, str, str]]:
    """Build the large project and time it."""
    path = folder / "million.qualcode"
    with qualcode.create(path, coder="Mia") as project:
        columns = _prepare(project, folder)
        start = time.perf_counter()
        with project.store.batch("import segments", "a million") as batch:
            batch.insert_columns("segment", columns)
        took = time.perf_counter() - start
        rows = [
            ("bulk import of segments, journal included", f"{SEGMENTS / took:,.0f}/s", "≥ 50,000/s")
        ]
        rows += _read(project)
        start = time.perf_counter()
        project.history.undo()
        rows.append(("its undo", f"{time.perf_counter() - start:.1f} s", "< 15 s"))
    return rows


def _prepare(project: Project, folder: Path) -> dict[str, list[Any]]:
    text = folder / "text.txt"
    words = "那时候社区里最缺人 the old volunteers came first 。"
    versions = []
    for n in range(DOCUMENTS):
        text.write_text(f"{n} " + (words * (CHARACTERS // len(words) + 1))[:CHARACTERS], "utf-8")
        project.documents.add(text, name=f"D{n}")
        versions.append(project.documents.find(f"D{n}").version_id)
    for n in range(CODES):
        project.codebook.add(f"code {n}", key=f"{chr(97 + n // 26)}{chr(97 + n % 26)}")
    codes = [row.id for row in project.codebook.rows()]
    draw = random.Random(5)
    # Most are sentences; one in a hundred is 20,000 characters long.
    lengths = [20_000 if n % 100 == 0 else draw.randint(5, 80) for n in range(SEGMENTS)]
    starts = [draw.randrange(CHARACTERS - length) for length in lengths]
    me = project.coder
    assert me is not None
    return {
        "version_id": [versions[n % DOCUMENTS] for n in range(SEGMENTS)],
        "start_at": starts,
        "end_at": [s + length for s, length in zip(starts, lengths, strict=True)],
        "code_id": [codes[n % CODES] for n in range(SEGMENTS)],
        "code_revision": [1] * SEGMENTS,
        "coder_id": [me.id] * SEGMENTS,
        "round_id": [None] * SEGMENTS,
        "strength": [None] * SEGMENTS,
        "origin": ["imported"] * SEGMENTS,
        "created_at": [now()] * SEGMENTS,
    }


def _read(project: Project) -> list[tuple[str, str, str]]:
    from qualcode.coding import segments

    store = project.store
    project.coding.segments(code="code 1")
    code = next(r.id for r in project.codebook.rows() if r.code == "code 7")
    wanted = segments.Filter(codes={code})
    first = _median(lambda: segments.keys_of(store, wanted, 200), 15)
    page = _median(lambda: segments.rows(store, wanted, limit=200), 9)
    whole = _median(lambda: project.coding.segments(code="code 7"), 5)
    document = project.documents.find("D3").id
    draw = random.Random(2)

    def window() -> object:
        start = draw.randrange(CHARACTERS - 2_000)
        with store.read() as connection:
            return segments.in_window(connection, document, start, start + 2_000)

    view = _median(window, 25)
    n = project.coding.count(code="code 7")
    return [
        ("1,000,000 segments: first 200 of a code, as stored", f"{first:.1f} ms", "< 5 ms"),
        ("the same with quotes, names and speakers", f"{page:.1f} ms", ""),
        (f"the whole frame of a code ({n:,} segments)", f"{whole:.0f} ms", "< 100 ms"),
        ("a window of 2,000 characters anywhere", f"{view:.1f} ms", "< 5 ms"),
    ]


def _median(act: Any, times: int) -> float:
    runs = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        runs.append(1000 * (time.perf_counter() - start))
    return statistics.median(runs)
