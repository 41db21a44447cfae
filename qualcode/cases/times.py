"""Dates and durations as survey tools write them, brought to one form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time

YEAR, MONTH, DAY = "year/month/day", "month/day/year", "day/month/year"

_DATE = re.compile(
    r"(\d{1,4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,4})日?"
    r"(?:[ T]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([AaPp][Mm])?)?(?:Z| ?(?:UTC|GMT)\S*)?"
)
_UNITS = re.compile(
    r"(?:(\d+)\s*(?:小时|时|h(?:ours?)?))?\s*(?:(\d+)\s*(?:分钟|分|m(?:in(?:ute)?s?)?))?\s*"
    r"(?:(\d+(?:\.\d+)?)\s*(?:秒钟?|s(?:ec(?:ond)?s?)?))?",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{2}(?:\.\d+)?)")
_OF_DAY = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([AaPp][Mm])?"
    r"\s*(Z|(?:UTC|GMT)?[+-]\d{1,2}:?(?:\d{2})?|UTC|GMT)?"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def parse(cell: str, form: str) -> str | None:
    """Return a date, with its time where it has one, in ISO form; None where it is none."""
    match = _DATE.fullmatch(cell.strip())
    if match is None:
        return None
    order = {YEAR: (1, 2, 3), MONTH: (3, 1, 2), DAY: (3, 2, 1)}[form]
    year, month, day = (match[at] for at in order)
    if len(year) not in (2, 4) or (len(year) == 2 and form == YEAR):
        return None
    hour = int(match[4] or 0)
    if match[7]:
        hour = hour % 12 + (12 if match[7].lower() == "pm" else 0)
    full = int(year) + (2000 if len(year) == 2 else 0)
    try:
        clock = time(hour, int(match[5] or 0), int(match[6] or 0))
        found = datetime.combine(date(full, int(month), int(day)), clock)
    except ValueError:
        return None
    return found.date().isoformat() if found.time() == time.min else found.isoformat()


def form_of(cells: Iterable[str]) -> tuple[str, bool] | None:
    """Return the form in which all cells are dates, and whether no other form fits them too."""
    given = list(cells)
    fits = [form for form in (YEAR, MONTH, DAY) if all(parse(c, form) for c in given)]
    if not given or not fits:
        return None
    if len(fits) > 1 and all("." in c for c in given):
        return DAY, True  # dots stand in dates that begin with the day
    return fits[0], len(fits) == 1


def clock(cell: str) -> tuple[int, str] | None:
    """Return the seconds since midnight that a time of day says, and its zone; None for none."""
    match = _OF_DAY.fullmatch(cell.strip())
    if match is None:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if match[4]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match[4].lower() == "pm" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    return hour * 3600 + minute * 60 + second, match[5] or ""


def not_of(cells: Iterable[str]) -> str:
    """Return the first cell that is no date where more than half are; else nothing."""
    given = list(cells)
    fits = {form: sum(parse(c, form) is not None for c in given) for form in (YEAR, MONTH, DAY)}
    best = max(fits, key=lambda form: fits[form])
    if fits[best] * 2 <= len(given):
        return ""
    return next((c for c in given if parse(c, best) is None), "")


def seconds(cell: str, *, bare: bool = False) -> float | None:
    """Return a duration in seconds; bare: a number without unit is one too."""
    text = cell.strip()
    if match := _CLOCK.fullmatch(text):
        return int(match[1] or 0) * 3600 + int(match[2]) * 60 + float(match[3])
    if text and (match := _UNITS.fullmatch(text)):
        return int(match[1] or 0) * 3600 + int(match[2] or 0) * 60 + float(match[3] or 0)
    return float(text) if bare and _NUMBER.fullmatch(text) else None
