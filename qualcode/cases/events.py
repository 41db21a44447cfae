"""An event log reduced to one row a person: how often, on how many days, when, how much, of what.

Nothing is written here. An event without a time counts as an event and in no day; one without an
amount adds nothing, and a person all of whose amounts are blank has none, not 0. What cannot be
read is a fault with its row: the log is refused, or, if that is asked for, those rows are left out
and counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qualcode.cases import events_times, kinds, links
from qualcode.cases.events_file import Column, Log, Places
from qualcode.cases.events_recipe import Recipe
from qualcode.cases.events_times import DAY, Times
from qualcode.errors import UnreadableSource, UsageError

MOST_SHARES = 40
"""Kinds of events that become a variable each; of more, those wanted are to be named."""
_SHOWN = 40

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Made:
    """A variable made of a log: its name, what it is made of, what it says, a cell a person.

    counted: a person without an event has 0 of it, and not nothing.
    """

    name: str
    of: tuple[Any, ...]
    label: str
    type: str
    cells: list[str]
    counted: bool = False


@dataclass(frozen=True)
class Reduced:
    """A log reduced: its people in the order of their first events, and the rows of those."""

    people: list[str]
    rows: list[int]
    made: list[Made]
    events: int
    left_out: int
    notes: list[str]


def reduce(
    log: Log,
    recipe: Recipe,
    *,
    fold: bool = False,
    known: Mapping[str, Sequence[str]] | None = None,
) -> Reduced:
    """Reduce a log by a recipe. fold: ids that differ in capitals and width alone are one person.

    known: kinds of events, by column, that an earlier log had: their shares are 0 where this one
    has none.

    Raises: NotFound for a column, UsageError, UnreadableSource with the row.
    """
    ids = log.column(recipe.id)
    faults = _Faults(log)
    faults.add(
        recipe.id, log.texts(recipe.id), ids.blank, "is blank", "nobody knows whose event it is"
    )
    when = None
    if recipe.time:
        texts = log.texts(recipe.time)
        when = events_times.read(recipe.time, texts, recipe.missing, recipe.dates or None)
        faults.add(recipe.time, texts, when.wrong, "is no time")
    elif recipe.hours or recipe.visits:
        raise UsageError("Hours and visits need the column of times: --time COLUMN.")
    amounts = {}
    for name in dict.fromkeys([*recipe.sum, *recipe.mean]):
        column = log.column(name, recipe.missing)
        amounts[name] = _amounts(column, "," if log.delimiter == ";" else ".")
        wrong = np.isnan(amounts[name]) & ~column.blank
        faults.add(name, log.texts(name), wrong, "is no number")
    notes = faults.settle(leave_out=recipe.leave_out)
    there = ~faults.bad
    if not there.any():
        raise UnreadableSource(f"{log.name} has no row that can be read.")
    if n := log.copies(_likely_copies(ids, when)):
        notes.append(
            f"Copies of another row in every cell: {n:,}; they count as events of their own."
        )
    people = _People(ids, there, log, fold)
    made = [people.events()]
    if when is not None:
        notes += when.notes
        if n := int((~when.known & ~faults.bad).sum()):
            notes.append(f"Events without a time: {n:,}; they count as events, and in no day.")
        made += people.times(when.only(there), recipe)
    for name in recipe.sum:
        made.append(people.amount(name, amounts[name][there], mean=False))
    for name in recipe.mean:
        made.append(people.amount(name, amounts[name][there], mean=True))
    for name, wanted in recipe.share.items():
        before = (known or {}).get(name, ())
        made += people.kinds(log.column(name, recipe.missing), there, wanted, before)
    twice = [name for name, n in Counter(m.name for m in made).items() if n > 1]
    if twice:
        raise UsageError(
            f"“{twice[0]}” would come of two columns or kinds. Take one of them at a time, each "
            "under a prefix of its own: --prefix."
        )
    rows = [int(log.rows[at]) for at in people.first]
    return Reduced(people.names, rows, made, int(there.sum()), int(faults.bad.sum()), notes)


def _likely_copies(ids: Column, when: Times | None) -> Flags:
    """Return which events share person and time with another: no others can be copies."""
    place = ids.places.astype(np.int64)
    if when is not None:
        moments = pd.factorize(when.day * DAY + when.second)[0]
        place = place * (int(moments.max(initial=0)) + 1) + moments
    found: Flags = pd.Series(place).duplicated(keep=False).to_numpy()
    return found


@dataclass
class _Faults:
    """The rows that cannot be read, and what is wrong with the first of them."""

    log: Log
    bad: Flags = field(init=False)
    first: int = -1
    what: str = ""
    kinds: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.bad = np.zeros(len(self.log.rows), dtype=bool)

    def add(self, name: str, texts: Any, wrong: Flags, what: str, why: str = "") -> None:
        """Note the events whose cell of a column is wrong."""
        hits = np.flatnonzero(wrong)
        if not hits.size:
            return
        at = int(hits[0])
        cell = texts[at].strip() if isinstance(texts[at], str) else ""
        shown = cell if len(cell) <= _SHOWN else cell[: _SHOWN - 1] + "…"
        said = f"“{shown}” {what}" if cell else f"the cell {what}"
        if self.first < 0 or at < self.first:
            self.first = at
            self.what = f"row {self.log.rows[at]}, “{name}”: {said}"
            self.what += f", so {why}." if why else "."
        self.bad |= wrong
        self.kinds[f"“{name}” {what}"] = int(hits.size)

    def settle(self, *, leave_out: bool) -> list[str]:
        """Return what is said of rows left out. Raises: UnreadableSource where none may be."""
        n = int(self.bad.sum())
        if not n:
            return []
        if not leave_out:
            others = f" Rows that cannot be read: {n:,}." if n > 1 else ""
            raise UnreadableSource(
                f"{self.log.name}, {self.what}{others} Mend the file, or have such rows left out "
                "(--leave-out). Nothing was imported."
            )
        rows = ", ".join(str(r) for r in self.log.rows[np.flatnonzero(self.bad)[:5]])
        why = "; ".join(f"{what}: {many:,}" for what, many in self.kinds.items())
        return [f"Rows left out: {n:,} ({rows}{', …' if n > 5 else ''}). {why}."]


def _amounts(column: Column, decimal: str) -> Numbers:
    """Return each event's number, NaN where its cell is blank or none."""
    found = [
        kinds.number(c if decimal == "." else c.replace(decimal, ".")) if c else None
        for c in column.cells
    ]
    return np.array([np.nan if v is None else v for v in found], dtype=np.float64)[column.places]


class _People:
    """Whose the events are, and what they come to a person."""

    def __init__(self, ids: Column, there: Flags, log: Log, fold: bool) -> None:
        cells = [links.normal(c) for c in ids.cells] if fold else ids.cells
        one = {cell: at for at, cell in enumerate(dict.fromkeys(cells))}
        of_cell = np.array([one[c] for c in cells], dtype=np.intp)
        self.of: Places
        self.of, found = pd.factorize(of_cell[ids.places[there]])
        self.n = len(found)
        events = np.flatnonzero(there)
        self.first = np.empty(self.n, dtype=np.intp)
        # Of several writes to a place the last holds: from the end, that of the first event.
        self.first[self.of[::-1]] = events[::-1]
        self.names = [ids.cells[at] for at in ids.places[self.first]]
        self.log = log.name

    def _count(self, of: Places) -> Places:
        return np.bincount(of, minlength=self.n)

    def events(self) -> Made:
        """Return how many events each person has."""
        label = f"events in {self.log}"
        return Made("events", ("events",), label, "numeric", _whole(self._count(self.of)), True)

    def times(self, when: Times, recipe: Recipe) -> list[Made]:
        """Return days, first and last day, span, and what else of the times is asked for."""
        moment = when.day[when.known] * DAY + when.second[when.known]
        start, end = (int(f(moment)) if moment.size else 0 for f in (np.min, np.max))
        # Person and moment in one number: numbers alone are sorted in a tenth of the time.
        both = np.sort(self.of[when.known] * (end - start + 1) + (moment - start))
        of, moment = both // (end - start + 1), both % (end - start + 1) + start
        day, second = moment // DAY, moment % DAY
        n = self._count(of)
        fresh = np.ones(len(of), dtype=bool)
        fresh[1:] = of[1:] != of[:-1]
        new_day = fresh.copy()
        new_day[1:] |= day[1:] != day[:-1]
        some = n > 0
        first, last = np.zeros((2, self.n), dtype=np.int64)
        first[some] = day[fresh]
        last[some] = day[np.cumsum(n)[some] - 1]
        column = recipe.time
        made = [
            Made("active_days", ("days", column), f"days with an event, by {column}", "numeric",
                 _whole(self._count(of[new_day]), some), True),
            Made("first_day", ("first", column), f"day of the first event, by {column}", "date",
                 _days(first, some)),
            Made("last_day", ("last", column), f"day of the last event, by {column}", "date",
                 _days(last, some)),
            Made("span_days", ("span", column), "days from the first event to the last", "numeric",
                 _whole(last - first, some)),
        ]  # fmt: skip
        if (recipe.visits or recipe.hours) and some.any() and not when.clocked:
            raise UsageError(f"“{column}” has days and no hours: no visits or hours come of it.")
        if recipe.visits:
            new = fresh.copy()
            new[1:] |= np.diff(moment) > recipe.visits * 60
            label = f"visits: events less than {recipe.visits} minutes apart, by {column}"
            made.append(Made("visits", ("visits", column, recipe.visits), label, "numeric",
                             _whole(self._count(of[new]), some), True))  # fmt: skip
        return [*made, *self._hours(of, second, n, recipe)]

    def _hours(self, of: Places, second: Places, n: Places, recipe: Recipe) -> list[Made]:
        cuts = sorted(recipe.hours)
        made = []
        hour = second // 3600
        for low, high in zip(cuts, [*cuts[1:], *cuts[:1]], strict=True):
            within = (hour >= low) & (hour < high) if low < high else (hour >= low) | (hour < high)
            made.append(Made(
                f"share_{low:02}_{high:02}", ("hours", recipe.time, low, high),
                f"share of events from {low:02}:00 to {high:02}:00, by {recipe.time}", "scale",
                _shares(self._count(of[within]), n),
            ))  # fmt: skip
        return made

    def amount(self, name: str, amounts: Numbers, *, mean: bool) -> Made:
        """Return the sum or the mean of an amount."""
        known = ~np.isnan(amounts)
        of = self.of[known]
        n = self._count(of)
        total = np.bincount(of, weights=amounts[known], minlength=self.n)
        if mean:
            with np.errstate(invalid="ignore"):
                cells = _decimals(total / n, n > 0)
            return Made(f"{name}_mean", ("mean", name), f"mean of {name}", "scale", cells)
        return Made(f"{name}_sum", ("sum", name), f"sum of {name}", "scale",
                    _decimals(total, n > 0), True)  # fmt: skip

    def kinds(
        self, column: Column, there: Flags, wanted: Sequence[str], before: Sequence[str]
    ) -> list[Made]:
        """Return how many kinds of events each person has, and the share of each kind.

        Raises: UsageError for a kind that no event is of, or more than a variable each can hold.
        """
        places = column.places[there]
        known = np.array([bool(c) for c in column.cells], dtype=bool)[places]
        of, places = self.of[known], places[known]
        times = np.bincount(places, minlength=len(column.cells))
        there_are = [at for at in np.argsort(-times, kind="stable").tolist() if times[at]]
        names = [column.cells[at] for at in there_are]
        if lost := [one for one in wanted if one not in (*names, *before)]:
            raise UsageError(
                f"“{column.name}” has no event of the kind “{lost[0]}”. Its kinds: "
                f"{', '.join(names[:8])}{' …' if len(names) > 8 else ''}."
            )
        if not wanted and len(names) > MOST_SHARES:
            raise UsageError(
                f"“{column.name}” has {len(names):,} kinds of events; {MOST_SHARES} at most become "
                f"variables. Name those wanted, as “{column.name}={names[0]}|{names[1]}”."
            )
        n = self._count(of)
        pairs = np.unique(of.astype(np.int64) * len(column.cells) + places) // len(column.cells)
        made = [
            Made(f"{column.name}_kinds", ("kinds", column.name), f"kinds of {column.name}",
                 "numeric", _whole(self._count(pairs), n > 0), True)
        ]  # fmt: skip
        at = {cell: n for n, cell in enumerate(column.cells)}
        for name in dict.fromkeys(wanted or [*names, *before]):
            own = self._count(of[places == at.get(name, -1)])
            label = f"share of events with {column.name} “{name}”"
            made.append(
                Made(
                    f"share_{' '.join(name.split())}",
                    ("share", column.name, name),
                    label,
                    "scale",
                    _shares(own, n),
                )
            )
        return made


def _whole(values: Any, some: Any = None) -> list[str]:
    known = np.ones(len(values), dtype=bool) if some is None else some
    return [str(v) if k else "" for v, k in zip(values.tolist(), known.tolist(), strict=True)]


def _decimals(values: Any, some: Any) -> list[str]:
    # Twelve digits: what sums of decimals add to the last of them is no part of the answer.
    return [f"{v:.12g}" if k else "" for v, k in zip(values.tolist(), some.tolist(), strict=True)]


def _shares(part: Places, whole: Places) -> list[str]:
    with np.errstate(invalid="ignore"):
        return _decimals(part / whole, whole > 0)


def _days(days: Any, some: Any) -> list[str]:
    said = {d: date.fromordinal(d).isoformat() for d in np.unique(days[some]).tolist()}
    return [said[d] if k else "" for d, k in zip(days.tolist(), some.tolist(), strict=True)]
