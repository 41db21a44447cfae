"""Words and codes over time: what share of cases says a word, or has a code, in each period.

Over a field (a date in steps, or the levels of another) the unit is the case, as everywhere, with
Wilson's interval. Without a field it is the order of the interviews: of each the share of its words
that a word makes, or of its segments that a code makes. These describe a text and have no interval.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from qualcode.analysis import crosstab_fields as fields
from qualcode.analysis import crosstab_given, feet, search
from qualcode.analysis import units as whose
from qualcode.analysis.corpus import Corpus
from qualcode.analysis.crosstab_settings import hidden_below
from qualcode.analysis.saturation import order_of
from qualcode.analysis.scope import Scope
from qualcode.analysis.statistics.given import Array, Codes
from qualcode.analysis.statistics.shares import wilson
from qualcode.analysis.units import INTERVIEWS, Unit
from qualcode.errors import NotEnoughData, UsageError
from qualcode.store.store import Store
from qualcode.text.words import words as words_of

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ["what", "kind", "period", "n", "base", "percent", "low", "high"]
STEPS = ("day", "week", "month", "quarter", "year")
MOST_PERIODS = 120


@dataclass(frozen=True)
class Asked:
    """What is followed: words and codes, over a field in steps, or in an order of interviews."""

    words: tuple[str, ...]
    codes: tuple[str, ...]
    over: str | None = None
    step: str | None = None
    question: str | None = None
    interviews: bool = False
    order: tuple[str, ...] | None = None
    layer: str = "final"
    interviewers: bool = False


def frame(store: Store, corpus: Corpus, asked: Asked) -> pd.DataFrame:
    """Return a row a word or code and period, with the columns of COLUMNS.

    Raises: UsageError, NotFound, Ambiguous, NotEnoughData.
    """
    import pandas as pd

    if not asked.words and not asked.codes:
        raise UsageError("Nothing to follow: give words, or codes.")
    question = crosstab_given.question_of(store, asked.question, asked.interviews)
    if asked.over is None:
        rows, foot, unit, left = _in_order(store, corpus, asked, question)
    else:
        rows, foot, unit, left = _over(store, corpus, asked, question)
    made = pd.DataFrame(rows, columns=COLUMNS).astype({"n": "int64", "base": "int64"})
    with store.read() as connection:
        threshold = hidden_below(connection)
    made.attrs.update(
        foot=foot, unit=unit, threshold=threshold, facts=_facts(asked, question, left)
    )
    return made


def _facts(asked: Asked, question: str | None, left: int) -> dict[str, Any]:
    """Return what a foot in another language is made of."""
    return {
        "source": question or INTERVIEWS, "layer": asked.layer, "over": asked.over,
        "interviewers": asked.interviewers, "words": bool(asked.words), "codes": bool(asked.codes),
        "left": left,
    }  # fmt: skip


# Over a field ---------------------------------------------------------------------------------


def _over(
    store: Store, corpus: Corpus, asked: Asked, question: str | None
) -> tuple[list[list[Any]], str, str, int]:
    assert asked.over is not None
    left = 0
    if asked.order is not None:
        raise UsageError("An order is that of interviews: leave the field out.")
    listed = _units(store, question, asked)
    cases = [unit.case for unit in listed]
    named: list[tuple[str, str, Array]] = []
    if asked.words:
        said = _said(store, corpus, asked, question, listed)
        spoke = np.array([any(unit.words.values()) for unit in listed])
        for word, counts in zip(asked.words, said, strict=True):
            named.append((word, "word", np.where(spoke, counts > 0, np.nan)))
    if asked.codes:
        given = crosstab_given.read(
            store, question=question, interviews=question is None and asked.interviews,
            codes=asked.codes, layer=asked.layer, interviewers=asked.interviewers,
        )  # fmt: skip
        left = feet.left_out(given.source)
        named += [(name, "code", given.cells[:, at]) for at, name in enumerate(given.names)]
    periods, position, step = _periods(store, asked, cases)
    there = position >= 0
    if not there.any():
        raise NotEnoughData(
            f"No case in the base has a value of {asked.over}: there is nothing to follow."
        )
    rows: list[list[Any]] = []
    for name, kind, cells in named:
        known = there & ~np.isnan(cells)
        base = np.bincount(position[known], minlength=len(periods)).astype(float)
        n = np.bincount(position[known & (cells == 1)], minlength=len(periods)).astype(float)
        low, high = wilson(n, base)
        with np.errstate(invalid="ignore"):
            percent = 100 * n / base
        rows += [
            [name, kind, *row]
            for row in zip(
                periods, n.astype(int), base.astype(int), percent, 100 * low, 100 * high,
                strict=True,
            )
        ]  # fmt: skip
    foot = _foot(asked, question, named, there, step)
    if left:
        foot += f" {feet.unreconciled(left)}"
    return rows, foot, "cases", left


def _foot(
    asked: Asked,
    question: str | None,
    named: Sequence[tuple[str, str, Array]],
    there: Any,
    step: str,
) -> str:
    known = np.array([~np.isnan(cells) for _, _, cells in named]).any(0)
    parts = [
        f"{question or INTERVIEWS.capitalize()}: {int((known & there).sum()):,} cases, by {step}."
    ]
    if lost := int((known & ~there).sum()):
        parts.append(f"{lost:,} without a value of it are left out.")
    if asked.words:
        parts.append("Words: cases that say it, of those with words of their own.")
    if asked.codes:
        parts.append(f"Codes: cases with it, of those reviewed for it, layer {asked.layer}.")
    if not asked.interviewers and question is None:
        parts.append("Interviewers' turns are left out.")
    return " ".join([*parts, "Intervals are Wilson's, 95 %."])


def _periods(store: Store, asked: Asked, cases: Sequence[str]) -> tuple[list[str], Codes, str]:
    """Return the periods in their order, each case's place among them (-1: none), and their name.

    Those between the first and the last are all there, also without a case.
    """
    assert asked.over is not None
    of = fields.variable(store, asked.over)
    if of.kind != "date":
        if asked.step is not None:
            raise UsageError(f"“{of.name}” is {of.kind}: steps belong to a date.")
        field = fields.read(store, of.name, cases)
        if field.chosen is not None:
            raise UsageError(
                f"“{of.name}” takes several answers a person: its levels are no order to follow."
            )
        return list(field.levels), field.position, field.name
    with store.read() as connection:
        found = fields.values(connection, of, cases)
    days = [None if v is None else date.fromisoformat(str(v)[:10]) for v in found]
    known = [day for day in days if day is not None]
    if not known:
        return [], np.full(len(cases), -1, dtype=np.intp), of.name
    first, last = min(known), max(known)
    step = asked.step or _fitting((last - first).days)
    if step not in STEPS:
        raise UsageError(f"No step “{step}”. Steps are: {', '.join(STEPS)}.")
    names = list(
        dict.fromkeys(_begins(first + timedelta(n), step) for n in range((last - first).days + 1))
    )
    if len(names) > MOST_PERIODS:
        raise UsageError(
            f"{of.name} runs over {len(names):,} steps of a {step}; {MOST_PERIODS} at most are "
            "followed. Take a longer step."
        )
    at = {name: n for n, name in enumerate(names)}
    position = np.array([-1 if d is None else at[_begins(d, step)] for d in days], dtype=np.intp)
    return names, position, f"{step} of {of.name}"


def _fitting(days: int) -> str:
    """Return the step that cuts so many days into a readable number of periods."""
    limits = ((21, "day"), (150, "week"), (1200, "month"), (4000, "quarter"))
    return next((step for most, step in limits if days <= most), "year")


def _begins(day: date, step: str) -> str:
    """Return the name of the period that a day is in; of a week its Monday."""
    if step == "day":
        return day.isoformat()
    if step == "week":
        return (day - timedelta(day.weekday())).isoformat()
    if step == "month":
        return f"{day:%Y-%m}"
    if step == "quarter":
        return f"{day.year} Q{(day.month + 2) // 3}"
    return str(day.year)


# In the order of interviews -------------------------------------------------------------------


def _in_order(
    store: Store, corpus: Corpus, asked: Asked, question: str | None
) -> tuple[list[list[Any]], str, str, int]:
    if question is not None:
        raise UsageError(
            f"Answers to {question} have no order to follow. Say the field that they are set "
            "over, as a date."
        )
    if asked.step is not None:
        raise UsageError("Steps belong to a date: say the field.")
    if asked.words and asked.codes:
        raise UsageError(
            "Without a field, words are counted among words and codes among segments: ask for "
            "one of them."
        )
    listed = _units(store, None, asked)
    if not listed:
        raise NotEnoughData("There are no interviews to follow.")
    places = order_of([unit.case for unit in listed], asked.order)
    if asked.words:
        counts: Any = _said(store, corpus, asked, None, listed)
        base = np.array([_words_in(corpus, unit) for unit in listed])
        kind, names, unit = "word", list(asked.words), "words"
        said = "the share of the word in all its words"
    else:
        given = crosstab_given.read(
            store, interviews=True, codes=asked.codes, layer=asked.layer,
            interviewers=asked.interviewers,
        )  # fmt: skip
        kind, names, unit = "code", given.names, "segments"
        counts, base = _segments(given)
        said = f"the share of the code in all its segments, layer {asked.layer}"
    rows = [
        [name, kind, listed[at].case, int(own[at]), int(base[at]),
         100 * own[at] / base[at] if base[at] else np.nan, np.nan, np.nan]
        for name, own in zip(names, counts, strict=True)
        for at in places
    ]  # fmt: skip
    turns = "counted" if asked.interviewers else "left out"
    foot = (
        f"{len(places):,} interviews in order; of each, {said}. Interviewers' turns are {turns}. "
        "A share of a text: no interval, and nothing is tested."
    )
    left = 0 if asked.words else feet.left_out(given.source)
    if left:
        foot += f" {feet.unreconciled(left)}"
    return rows, foot, unit, left


def _segments(given: crosstab_given.Given) -> tuple[Any, Any]:
    """Return codes × units of segments that count, and those of all codes by unit."""
    source = given.source
    counts = np.zeros((len(given.codes), len(source.units)))
    base = np.zeros(len(source.units))
    rows: dict[int, list[int]] = {}
    for row, code in enumerate(given.codes):
        for key in source.tree.below[code.id]:
            rows.setdefault(key, []).append(row)
    for hit in source.hits:
        for at in hit.units:
            base[at] += 1
            for row in rows.get(hit.code, ()):
                counts[row, at] += 1
    return counts, base


def _words_in(corpus: Corpus, unit: Unit) -> int:
    reads: Callable[[int, int, int], str] = corpus.shadows.reads
    return sum(
        len(list(words_of(reads(corpus.numbers[document], start, end))))
        for document, stretches in unit.words.items()
        if document in corpus.numbers
        for start, end in stretches
    )


# Both -----------------------------------------------------------------------------------------


def _units(store: Store, question: str | None, asked: Asked) -> list[Unit]:
    with store.read() as connection:
        return whose.units(connection, question, interviewers=asked.interviewers)


def _said(
    store: Store, corpus: Corpus, asked: Asked, question: str | None, listed: Sequence[Unit]
) -> Any:
    """Return how often each unit says each word; words × units."""
    owners: dict[int, list[int]] = {}
    for at, unit in enumerate(listed):
        for document in unit.words:
            owners.setdefault(document, []).append(at)
    counts = np.zeros((len(asked.words), len(listed)))
    scope = Scope(question=question, interviewers=asked.interviewers)
    for row, word in enumerate(asked.words):
        hits = search.run(store, corpus, search.query(word), scope)
        for document, start, end in hits.places():
            for at in owners.get(document, ()):
                if listed[at].owns(document, start, end):
                    counts[row, at] += 1
    return counts
