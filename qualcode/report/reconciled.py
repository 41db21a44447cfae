"""The part of a report of agreement that tells of reconciling: how much is settled, why, how."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from qualcode.report.sections import Section

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.agreement.reconcile_list import Differences, Progress

    _Part = Callable[[str, pd.DataFrame, str, str], Section]

_ON_A_PAGE = ["number", "document", "text", "kind", "choice", "takes", "reason", "note", "coder"]
_IN_A_BOOK = [
    "number", "document", "start", "end", "text", "kind", "codes", "choice", "takes", "reason",
    "note", "rule", "coder", "decided",
]  # fmt: skip


def sections(settled: Differences, part: _Part, *, whole: bool) -> list[Section]:
    """Return the tables of what is decided; nothing where nothing is. whole: all columns."""
    progress = settled.progress
    if not progress.decided:
        return []
    frame = settled.frame()
    frame = frame[frame["state"] == "decided"].rename(columns={"decided_by": "coder"})
    frame = frame.assign(
        choice=[settled.names.get(choice, choice) for choice in frame["choice"]],
        takes=[", ".join(codes) or "nothing" for codes in frame["takes"]],
        codes=[", ".join(codes) for codes in frame["codes"]],
    )
    by_code = settled.reasons("code")
    kept = ["reason", "n", *(c for c in by_code.columns[3:] if by_code[c].any())]
    return [
        part(
            "Reconciling", settled.reasons(), f"{said(progress, frame['coder'].unique().tolist())} "
            "n: decisions for this reason; percent: of all decided; then how many of each kind of "
            "disagreement, of which one may have several.", "Reasons",
        ),
        part("Reasons by code", by_code[kept], "Decisions on each code in dispute.",
             "Reasons by code"),
        part(
            "Decisions", frame[_IN_A_BOOK if whole else _ON_A_PAGE],
            "How disagreements were settled: whose codes were taken, all of them (union), none, "
            "other ones (code), or by a rule for extents. They make the consensus; figures of "
            "agreement are those before it, and nobody's own segments were changed.", "Decisions",
        ),
    ]  # fmt: skip


def said(progress: Progress, by: list[str]) -> str:
    """Return how far reconciling is, in a sentence or two."""
    share = 100 * progress.decided / progress.disagreements
    return (
        f"{progress.decided:,} of {progress.disagreements:,} disagreements ({share:.1f} %) were "
        f"settled, by {', '.join(by)}; {progress.reconciled:,} of {progress.documents:,} documents "
        f"are reconciled. {progress.identical:,} segments were alike from the start."
    )


def sentence(settled: Differences) -> str:
    """Return the sentence on reconciling for a methods section, empty where nothing is settled."""
    progress = settled.progress
    if not progress.decided:
        return ""
    rows = settled.reasons().sort_values("n", ascending=False, kind="stable").to_dict("records")
    reasons = ", ".join(f"{row['reason']} {row['percent']:.0f} %" for row in rows if row["n"])
    return (
        f"{progress.decided:,} of them were reconciled, each with its reason ({reasons}); figures "
        "are those before reconciling."
    )
