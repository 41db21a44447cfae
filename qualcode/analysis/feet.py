"""The foot of a result: its source, layer and base, and what it leaves out."""

from __future__ import annotations

from qualcode.analysis.base import Base
from qualcode.analysis.units import INTERVIEWS


def foot(base: Base, reviewed: str, said: str) -> str:
    """Return the sentences below a table; `reviewed` is its base, `said` how to read a cell."""
    # A question's name is given as it is; only our own word begins a sentence.
    source = base.source.capitalize() if base.source == INTERVIEWS else base.source
    parts = [f"{source}, layer {base.layer}: {reviewed}; {said}"]
    if base.source == INTERVIEWS:
        parts.append(
            "Interviewers' turns are counted."
            if base.interviewers
            else "Interviewers' turns are left out."
        )
    if cases := left_out(base):
        parts.append(unreconciled(cases))
    if base.unread:
        one = base.unread == 1
        parts.append(
            f"{base.unread:,} segment{'s' * (not one)} {'is' if one else 'are'} not counted: "
            "the passage was not reviewed since the code was made or its meaning changed."
        )
    return " ".join(parts)


def unreconciled(cases: int) -> str:
    """Return the sentence on cases whose words several coded and nobody reconciled."""
    are = (
        "s coded by several and not reconciled are"
        if cases != 1
        else (" coded by several and not reconciled is")
    )
    return f"{cases:,} case{are} left out."


def left_out(base: Base) -> int:
    """Return how many cases have words that several coded and nobody reconciled."""
    spans: dict[int, list[tuple[int, int]]] = {}
    for document, start, end, _ in base.left_out:
        spans.setdefault(document, []).append((start, end))
    return sum(
        any(
            unit.owns(document, start, end)
            for document in unit.words
            for start, end in spans.get(document, ())
        )
        for unit in base.units
    )
