"""Agreement from spans to figures: interviews by every unit, answers, 100,000 units."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from qualcode.agreement.comparison import figures
from qualcode.agreement.matched import matched
from qualcode.agreement.reduction import Document, Done, reduce

CODES = [f"code {n}" for n in range(60)]
DRAWS = 2000


def rows(_folder: Path) -> list[tuple[str, str, str]]:
    """Time the comparisons that the budgets name; nothing is read or written."""
    import pandas as pd
    import scipy.optimize
    import scipy.sparse.csgraph  # loaded before the clock starts, as in a session

    assert pd.__name__
    assert scipy.__name__
    two, five, three = ["Mia", "Lin"], ["Mia", "Lin", "Wen", "Ana", "Bo"], ["Mia", "Lin", "Wen"]
    interviews = _coded(two, 14, 40_000, 30, 360)
    answers = _answers(five, 2270)
    large = _coded(three, 250, 12_000, 30, 60)

    def every_unit(draws: int) -> None:
        for unit in ("units", "characters", "documents"):
            figures(reduce(interviews, two, CODES, unit=unit), draws=draws)
        matched(interviews, two, CODES, draws=draws)

    def at_once(documents: Sequence[Document], coders: list[str]) -> Callable[[], object]:
        return lambda: figures(reduce(documents, coders, CODES), draws=DRAWS)

    measured = (
        ("agreement, 2 coders × 14 interviews × 60 codes, sentences", "< 0.3 s",
         lambda: figures(reduce(interviews, two, CODES), draws=0)),
        ("the same, all units one after another", "", lambda: every_unit(0)),
        ("the same with 2,000 draws", "< 5 s", lambda: every_unit(DRAWS)),
        ("agreement, 5 coders × 2,270 answers × 60 codes, 2,000 draws", "< 15 s",
         at_once(answers, five)),
        ("agreement, 100,000 units × 3 coders × 60 codes, 2,000 draws", "< 60 s",
         at_once(large, three)),
    )  # fmt: skip
    return [(what, f"{_seconds(act):.2f} s", budget) for what, budget, act in measured]


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _coded(coders: list[str], documents: int, length: int, unit: int, spans: int) -> list[Document]:
    """Return interviews whose coders mostly mark the same passages, a few characters apart."""
    draw = random.Random(1)
    made = []
    for n in range(documents):
        marked = []
        for _ in range(spans):
            start = draw.randrange(length - 300)
            marked.append((draw.choice(CODES), start, start + draw.randint(20, 200)))
        own = {
            coder: [
                (
                    draw.choice(CODES) if draw.random() < 0.1 else code,
                    start,
                    end + draw.randint(0, 5),
                )
                for code, start, end in marked
                if draw.random() < 0.8
            ]
            for coder in coders
        }
        units = [(at, min(at + unit, length)) for at in range(0, length, unit)]
        done = {coder: [Done(0, length)] for coder in coders}
        made.append(Document(f"L{n}", length, units, own, done))
    return made


def _answers(coders: list[str], number: int) -> list[Document]:
    """Return answers coded whole, with up to three codes."""
    draw = random.Random(2)
    made = []
    for n in range(number):
        codes = draw.sample(CODES, draw.randint(0, 3))
        own = {
            coder: [
                (code if draw.random() < 0.95 else draw.choice(CODES), 0, 40)
                for code in codes
                if draw.random() < 0.9
            ]
            for coder in coders
        }
        done = {coder: [Done(0, 40)] for coder in coders}
        made.append(Document(f"A{n}", 40, [(0, 40)], own, done))
    return made
