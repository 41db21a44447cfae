"""Frames of what was found and measured."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from qualcode.suggest.by_code import Fares
from qualcode.suggest.evaluation import Evaluation
from qualcode.suggest.judged import Judged
from qualcode.suggest.passages import Passage

CODES = [
    "code", "reviewed", "own", "suggested", "precision", "recall", "auc", "sure", "sure_precision",
]  # fmt: skip
OF_CODES = [
    "code", "suggested", "right", "precision", "own", "recall", "checked", "agreed", "agreed_low",
    "agreed_high", "decided", "accepted", "not_found", "one_by_one",
]  # fmt: skip
GROUPS = [
    "reviewed", "coded", "hit3", "frequent_hit3", "first", "frequent_first", "ece", "precision",
    "recall",
]  # fmt: skip


def passages(
    listed: Sequence[Passage], read: Callable[[str], str], **more: Sequence[Any]
) -> pd.DataFrame:
    """Return passages as a frame: document, start, end, text, and further columns."""
    return pd.DataFrame(
        {
            "document": [one.document for one in listed],
            "start": [one.start for one in listed],
            "end": [one.end for one in listed],
            "text": [read(one.text) for one in listed],
            **more,
        }
    )


def by_code(made: Evaluation, names: dict[str, str]) -> pd.DataFrame:
    """Return an evaluation, one row a code and the last for all."""
    figures = made.figures()
    rows: list[list[Any]] = [
        [
            names[code], one.n, one.own, one.suggested, one.precision, one.recall, one.auc,
            one.sure, one.sure_right / one.sure if one.sure else math.nan,
        ]
        for code, one in figures.codes.items()
    ]  # fmt: skip
    total = _total(figures)
    rows.append(
        [
            "all", figures.reviewed, total["own"], total["suggested"], total["precision"],
            total["recall"], math.nan, total["sure"], total["sure_precision"],
        ]
    )  # fmt: skip
    frame = pd.DataFrame(rows, columns=CODES)
    frame.attrs["foot"] = foot(figures)
    return frame


def by_group(made: Evaluation, by: str) -> pd.DataFrame:
    """Return an evaluation by language, document or month of review, the last row for all."""
    listed = made.training.passages
    of: dict[str, Callable[[int], str]] = {
        "language": lambda at: listed[at].language,
        "document": lambda at: listed[at].document,
        "month": lambda at: listed[at].occasion[:7],
    }
    groups: dict[str, list[int] | None] = {**made.groups(of[by]), "all": None}
    rows = []
    for name, places in groups.items():
        one = made.figures(places)
        total = _total(one)
        rows.append(
            [
                name, one.reviewed, one.coded, one.hit3, one.frequent_hit3, one.first,
                one.frequent_first, one.ece, total["precision"], total["recall"],
            ]
        )  # fmt: skip
    frame = pd.DataFrame(rows, columns=[by, *GROUPS])
    frame.attrs["foot"] = foot(made.figures())
    return frame


def of_codes(fares: Fares) -> pd.DataFrame:
    """Return how suggestions of each code fare, one row a code."""
    rows = [
        [
            one.code, one.left_out.suggested, one.left_out.right, one.left_out.precision,
            one.left_out.own, one.left_out.recall, one.checked, one.agreed, *one.interval,
            one.decided, one.accepted, one.left_out.not_found, one.bulk,
        ]
        for one in fares.codes
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=OF_CODES)
    fit, found = fares.fit, fares.fit.figures
    frame.attrs["foot"] = (
        f"{fit.kind}: model {fit.name}, learned from {fit.reviewed} reviewed passages, each left "
        f"out in turn. A right code among the first three: {found.hit3:.2f}; by the most frequent "
        f"codes {found.frequent_hit3:.2f}. What was accepted says nothing of being right: only "
        "what was withheld until you had decided does (checked, agreed)."
    )
    return frame


def _total(figures: Judged) -> dict[str, float]:
    sums = {
        name: sum(getattr(one, name) for one in figures.codes.values())
        for name in ("own", "suggested", "right", "sure", "sure_right")
    }
    return {
        **sums,
        "precision": _share(sums["right"], sums["suggested"]),
        "recall": _share(sums["right"], sums["own"]),
        "sure_precision": _share(sums["sure_right"], sums["sure"]),
    }


def _share(part: float, whole: float) -> float:
    return part / whole if whole else math.nan


def foot(figures: Judged) -> str:
    """Return what stands under an evaluation: its base, and 'frequent' beside the model."""
    told = (
        f"{figures.reviewed} reviewed passages, {figures.coded} with a code; documents and "
        "respondents left out in turn. Suggested: p ≥ .15, at most three.\n"
        f"A right code among the first three: {figures.hit3:.2f}; by the most frequent codes "
        f"{figures.frequent_hit3:.2f}. As the first: {figures.first:.2f}; "
        f"{figures.frequent_first:.2f}. Calibration error of the first: {figures.ece:.2f}."
    )
    if not figures.better:
        told += "\nSuggestions are no better than the most frequent codes."
    return told
