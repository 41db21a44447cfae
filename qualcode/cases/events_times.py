"""When the events of a log were: the day and the second of the day, each distinct part read once.

Times are taken as they stand, in the log's own zone; a log that mixes zones is refused, as its
days and hours would mean several things. A number of ten or thirteen digits is seconds or
milliseconds since 1970, in UTC.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from qualcode.cases import times
from qualcode.errors import UsageError

DAY = 86_400
FORMS = (times.YEAR, times.MONTH, times.DAY)
EPOCH = date(1970, 1, 1).toordinal()
_SINCE_1970 = re.compile(r"\d{10}(?:\d{3})?")
_NOWHERE = -(10**9)
_WIDTH = len("2020-01-31 10:00:00")
_TRIED = 1000
"""Cells by which it is decided whether times are numbers."""

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Times:
    """Each event's day (of the calendar, 1 January of the year 1 is 1) and second of the day.

    known: whether it has one; clocked: whether the log says hours at all. wrong: a cell that is
    no time. notes: what is to be said of how they were read.
    """

    day: Whole
    second: Whole
    known: NDArray[np.bool_]
    wrong: NDArray[np.bool_]
    clocked: bool
    notes: tuple[str, ...] = ()

    def only(self, there: NDArray[np.bool_]) -> Times:
        """Return the times of some of the events."""
        return Times(
            self.day[there], self.second[there], self.known[there], self.wrong[there],
            self.clocked, self.notes,
        )  # fmt: skip


def read(
    name: str, texts: NDArray[np.object_], missing: Collection[str], form: str | None
) -> Times:
    """Read a column of times; form: the order of day, month and year, where it can be doubted.

    What is no text, blank, or one of `missing` is unknown. Raises: UsageError for a form that is
    none, one that must be said, or several zones.
    """
    if form is not None and form not in FORMS:
        raise UsageError(f"No form of dates “{form}”. Forms are: {', '.join(FORMS)}.")
    plain = None if any(len(c) == _WIDTH for c in missing) else _plain(texts)
    if plain is not None:
        return plain
    cells = [c.strip() if isinstance(c, str) and c not in missing else "" for c in texts]
    some = [c for c in cells[:_TRIED] if c]
    if some and sum(1 for c in some if _SINCE_1970.fullmatch(c)) * 2 > len(some):
        return _since_1970(name, cells)
    parts = [c.partition("T" if "T" in c and " " not in c else " ") for c in cells]
    at_day, days = pd.factorize(np.array([p[0] for p in parts], dtype=object))
    at_clock, clocks = pd.factorize(np.array([p[2] for p in parts], dtype=object))
    chosen, doubt = _form_of([d for d in days if d], form)
    if doubt:
        raise UsageError(
            f"“{name}”: {doubt} can be a day of either of two months. Say which form its dates "
            f"have: --dates “{times.MONTH}” or “{times.DAY}”."
        )
    read_clocks = [times.clock(text) if text else None for text in clocks]
    zones = Counter(found[1] for found in read_clocks if found is not None)
    if len(zones) > 1:
        listed = ", ".join(zone or "none" for zone, _ in zones.most_common(4))
        raise UsageError(
            f"“{name}” has times of several zones ({listed}): its days would mean several things. "
            "Write the log in one zone."
        )
    day = np.array([_ordinal(text, chosen) for text in days], dtype=np.int64)[at_day]
    seconds = [
        0 if not text else _NOWHERE if found is None else found[0]
        for text, found in zip(clocks, read_clocks, strict=True)
    ]
    second = np.array(seconds, dtype=np.int64)[at_clock]
    blank = np.array([not text for text in days], dtype=bool)[at_day]
    wrong = ~blank & ((day == _NOWHERE) | (second == _NOWHERE))
    zone = next(iter(zones), "")
    notes = [f"“{name}”: dates are read as {chosen}."] if chosen != times.YEAR else []
    notes += [f"“{name}”: days and hours are those of {zone}, as written."] if zone else []
    return Times(day, second, ~(blank | wrong), wrong, any(clocks), tuple(notes))


def _plain(texts: NDArray[np.object_]) -> Times | None:
    """Return times that are all written as 2020-01-31 10:00:00, None where one is not.

    They are read by their digits, ten times as fast: most logs are so.
    """
    try:
        if set(map(len, texts.tolist())) != {_WIDTH}:
            return None
    except TypeError:
        return None  # a short row has no text
    signs = np.array(texts.tolist(), dtype=f"U{_WIDTH}").view(np.uint32).reshape(-1, _WIDTH)
    between = {4: "-", 7: "-", 10: " T", 13: ":", 16: ":"}
    if not all(np.isin(signs[:, at], [ord(c) for c in of]).all() for at, of in between.items()):
        return None
    digits = np.delete(signs, list(between), axis=1).astype(np.int64) - ord("0")
    if (digits < 0).any() or (digits > 9).any():
        return None
    tens: Whole = 10 ** np.arange(8, dtype=np.int64)[::-1]
    days: Whole = digits[:, :8] @ tens
    hour, minute, second = (digits[:, at] * 10 + digits[:, at + 1] for at in (8, 10, 12))
    if hour.max() > 23 or minute.max() > 59 or second.max() > 59:
        return None
    place, found = pd.factorize(days)
    ordinals = [
        _ordinal(f"{d // 10000:04}-{d // 100 % 100:02}-{d % 100:02}", times.YEAR)
        for d in found.tolist()
    ]
    if _NOWHERE in ordinals:
        return None
    known = np.ones(len(texts), dtype=bool)
    day = np.array(ordinals, dtype=np.int64)[place]
    return Times(day, hour * 3600 + minute * 60 + second, known, ~known, True)


def _form_of(days: Collection[str], form: str | None) -> tuple[str, str]:
    """Return the form that most dates have, and a date that has two of them, if none decides."""
    if form is not None:
        return form, ""
    fits = {one: sum(times.parse(d, one) is not None for d in days) for one in FORMS}
    best = max(FORMS, key=lambda one: fits[one])
    if best == times.MONTH and fits[times.MONTH] == fits[times.DAY]:
        if all("." in d for d in days):
            return times.DAY, ""  # dots stand in dates that begin with the day
        differing = (d for d in days if times.parse(d, times.MONTH) != times.parse(d, times.DAY))
        if (doubt := next(differing, "")) and fits[best]:
            return best, doubt
    return best, ""


def _ordinal(text: str, form: str) -> int:
    found = times.parse(text, form)
    return _NOWHERE if found is None else date.fromisoformat(found[:10]).toordinal()


def _since_1970(name: str, cells: Sequence[str]) -> Times:
    found = [int(c) if _SINCE_1970.fullmatch(c) else _NOWHERE for c in cells]
    whole = np.array([v // 1000 if v >= 10**10 else v for v in found], dtype=np.int64)
    blank = np.array([not c for c in cells], dtype=bool)
    wrong = ~blank & (whole == _NOWHERE)
    note = f"“{name}”: seconds since 1970; days and hours are those of UTC."
    known = ~(blank | wrong)
    return Times(whole // DAY + EPOCH, whole % DAY, known, wrong, True, (note,))
