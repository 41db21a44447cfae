"""Usage data: an event log reduced to a row a volunteer, and the surveyed set against all."""

from __future__ import annotations

import random
import time
from pathlib import Path

import qualcode
from qualcode.cases import events, events_file, events_recipe
from qualcode.demo import build

EVENTS = 1_000_000
VOLUNTEERS = 85_699
Row = tuple[str, str, str]


def rows(folder: Path) -> list[Row]:
    """Return what reducing a log and comparing the surveyed take."""
    path = folder / "log.csv"
    draw = random.Random(1)
    with path.open("w", encoding="utf-8") as file:
        file.write("volunteer,at,what,minutes\n")
        for _ in range(EVENTS):
            day, second = draw.randrange(1, 29), draw.randrange(86_400)
            file.write(
                f"V{draw.randrange(VOLUNTEERS):05},2020-0{draw.randrange(2, 5)}-{day:02} "
                f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02},"
                f"{draw.choice(('match', 'message', 'shift'))},{draw.randrange(240)}\n"
            )
    recipe = events_recipe.Recipe().with_said(
        id="volunteer", time="at", sum=("minutes",), share={"what": ()}
    )
    start = time.perf_counter()
    reduced = events.reduce(events_file.read(path), recipe.checked(), fold=False, known={})
    took = time.perf_counter() - start
    assert reduced.events == EVENTS
    listed = [(f"event log of {EVENTS:,} rows, read and reduced", f"{took:.1f} s", "< 5 s")]
    with qualcode.open(build.build(folder / "usage"), coder="Mia") as project:
        start = time.perf_counter()
        project.analysis.representativeness()
        took = time.perf_counter() - start
    return [
        *listed,
        (f"{VOLUNTEERS:,} volunteers against the surveyed", f"{took:.1f} s", "< 2 s"),
    ]
