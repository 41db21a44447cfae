"""The usage records of the matching platform: one row a registered volunteer.

Most people register, look once and never take a task; a few do hundreds. Invariant: tasks done
never exceed those taken, nor those taken the ones offered; nobody was active before joining.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from typing import NamedTuple

from qualcode.demo.draw import Draw

ROWS = 85_699
DISTRICTS = {
    "Tingnan": 22.0,
    "Tingbei": 19.0,
    "Guqiao": 16.0,
    "Xingang": 17.0,
    "Hudong": 18.0,
    "Qingwu": 8.0,
}
AGE_BANDS = {
    "18-24": 23.0,
    "25-34": 29.0,
    "35-44": 22.0,
    "45-54": 13.0,
    "55-64": 9.0,
    "65+": 4.0,
}
GENDERS = {"female": 53.5, "male": 44.0, "other/no answer": 2.5}

_FIRST_DAY = date(2020, 1, 20)
_DAYS = 133
_LAST_DAY = 162
_SEED = 20200120
# how many of a hundred volunteers are of each kind; most tasks done, fewest tasks done
_KINDS = {"looked": 46.0, "tried": 34.0, "regular": 15.2, "pillar": 4.3, "always": 0.5}
_DONE = {"tried": (0, 3), "regular": (3, 24), "pillar": (22, 120), "always": (95, 420)}


class Volunteer(NamedTuple):
    """A row of usage.csv; `kind` is how busy the person was and stays out of the file."""

    volunteer_id: str
    joined: str
    district: str
    age_band: str
    gender: str
    sessions: int
    tasks_offered: int
    tasks_taken: int
    tasks_done: int
    hours: str
    rating: str
    last_active: str
    kind: str


COLUMNS = Volunteer._fields[:-1]


def volunteers() -> Iterator[Volunteer]:
    """Return the 85,699 volunteers in the order of their registration."""
    draw = Draw(_SEED)
    dates = [(_FIRST_DAY + timedelta(n)).isoformat() for n in range(_LAST_DAY + 1)]
    days = sorted(_joining_days(draw))
    districts, ages, genders, kinds = (
        _Wheel(draw, w) for w in (DISTRICTS, AGE_BANDS, GENDERS, _KINDS)
    )
    number = 100
    for day in days:
        number += 1 + draw.below(2)
        kind = kinds.turn()
        sessions, offered, taken, done = _tasks(draw, kind)
        tenths = sum(draw.between(4, 34) for _ in range(min(done, 6)))
        tenths = tenths * done // 6 if done > 6 else tenths
        rated = done and draw.chance(0.25 if kind == "tried" else 0.62)
        rating = 50 - draw.between(0, 5) * draw.below(4) if rated else 0
        last = _last_day(draw, day, kind)
        yield Volunteer(
            f"V{number:06d}",
            dates[day],
            "" if draw.chance(0.006) else districts.turn(),
            "" if draw.chance(0.018) else ages.turn(),
            "" if draw.chance(0.022) else genders.turn(),
            sessions,
            offered,
            taken,
            done,
            f"{tenths // 10}.{tenths % 10}",
            f"{rating // 10}.{rating % 10}" if rating else "",
            "" if kind == "looked" and draw.chance(0.2) else dates[last],
            kind,
        )


class _Wheel:
    """A weighted choice made many times."""

    def __init__(self, draw: Draw, weights: dict[str, float]) -> None:
        self._draw, self._keys = draw, list(weights)
        self._marks = list(accumulate(weights.values()))
        self._total = self._marks.pop()

    def turn(self) -> str:
        return self._keys[bisect(self._marks, self._draw.next() * self._total)]


def _joining_days(draw: Draw) -> Iterator[int]:
    """A rush around the Lantern Festival, a slow fall, and a bump when schools asked for proof."""
    weights = []
    for day in range(_DAYS):
        rise = min(day + 1, 16) * 5.0
        fall = 1.0 if day <= 20 else 400.0 / (400 + (day - 20) * (day - 20))
        bump = 6.0 if 84 <= day <= 96 else 0.0
        weekend = 1.2 if (_FIRST_DAY + timedelta(day)).weekday() >= 5 else 1.0
        weights.append((rise * fall + bump) * weekend * (0.85 + 0.3 * draw.next()))
    marks = list(accumulate(weights))
    total = marks.pop()
    for _ in range(ROWS):
        yield bisect(marks, draw.next() * total)


def _tasks(draw: Draw, kind: str) -> tuple[int, int, int, int]:
    """Return sessions, tasks offered, taken and done."""
    if kind == "looked":
        u = draw.next()
        return 1 + int(4 * u * u), int(5 * draw.next() * u), 0, 0
    low, high = _DONE[kind]
    u = draw.next()
    done = low + int((high - low + 1) * u * u)
    taken = done + draw.below(2 + done // 6)
    if not taken:
        taken = 1
    offered = taken + int(draw.next() * draw.next() * (6 + taken * 2))
    return taken + draw.between(1, 4 + taken), offered, taken, done


def _last_day(draw: Draw, day: int, kind: str) -> int:
    if kind == "looked":
        return min(_LAST_DAY, day + int(9 * draw.next() * draw.next()))
    u = draw.next()
    reach = u * u if kind == "tried" else u if kind == "regular" else 1 - u * u
    return day + int((_LAST_DAY - day) * reach)
