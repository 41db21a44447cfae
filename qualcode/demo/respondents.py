"""The closed answers of the 2,270 volunteers who filled in the survey.

A respondent is a volunteer of the usage records; busy ones answered more often, and what they say
of themselves mostly, not always, agrees with the platform. Invariant: a blank is a question that
was left out, and what the person is like is kept in `Respondent` even where the answer is blank.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

from qualcode.demo.draw import Draw
from qualcode.demo.volunteers import AGE_BANDS, DISTRICTS, GENDERS, Volunteer

ROWS = 2_270
EXPERIENCE = ("none", "under 1", "1-3", "4-9", "10+")
HOURS = ("under 2", "2-5", "6-10", "11-20", "over 20")
EDUCATION = ("primary or less", "junior secondary", "senior secondary", "college", "postgraduate")
TASKS = {
    "deliveries": 22.0,
    "checkpoints": 19.0,
    "hotline": 8.0,
    "translation": 4.0,
    "transport": 8.0,
    "data entry": 9.0,
    "cooking": 5.0,
    "elder visits": 7.0,
    "animal care": 3.0,
    "sorting supplies": 9.0,
    "disinfection": 5.0,
    "counselling": 3.0,
    "online teaching": 4.0,
    "posters and posts": 5.0,
}
_SEED = 20200601
_ANSWERED = {"looked": 0.006, "tried": 0.018, "regular": 0.085, "pillar": 0.17, "always": 0.2}
# years of schooling, as weights over EDUCATION, by age band
_SCHOOLING = {
    "18-24": (0, 1, 12, 76, 11),
    "25-34": (0, 4, 17, 60, 19),
    "35-44": (1, 11, 29, 47, 12),
    "45-54": (4, 25, 37, 29, 5),
    "55-64": (9, 34, 37, 18, 2),
    "65+": (19, 36, 29, 15, 1),
}
_YEARS = {
    "18-24": (44, 27, 23, 5, 1),
    "25-34": (41, 20, 22, 13, 4),
    "35-44": (38, 17, 20, 17, 8),
    "45-54": (34, 15, 19, 19, 13),
    "55-64": (31, 12, 19, 21, 17),
    "65+": (30, 10, 17, 21, 22),
}
_WEEK = {
    "looked": (60, 28, 9, 2, 1),
    "tried": (34, 38, 19, 7, 2),
    "regular": (10, 29, 31, 21, 9),
    "pillar": (2, 10, 23, 35, 30),
    "always": (0, 3, 12, 30, 55),
}
_JOBS = {
    "office worker": 24.0,
    "self-employed": 10.0,
    "engineer or IT": 9.0,
    "teacher": 8.0,
    "civil servant": 7.0,
    "service worker": 8.0,
    "factory worker": 7.0,
    "health worker": 4.0,
    "driver or courier": 5.0,
    "homemaker": 5.0,
    "freelancer": 5.0,
    "social worker": 3.0,
    "unemployed": 3.0,
    "other": 2.0,
}
_FOUND = {
    "neighbourhood committee": 27.0,
    "Linbang platform": 26.0,
    "friend": 14.0,
    "employer": 9.0,
    "organisation of before": 11.0,
    "WeChat group": 13.0,
}


@dataclass(frozen=True, slots=True)
class Respondent:
    """One person: what is true of them (`None` never occurs), and which fields they left blank."""

    id: str
    language: str
    district: str
    gender: str
    age_band: str
    education: str
    occupation: str
    experience: str
    hours_week: str
    first_role: str
    tasks: tuple[str, ...]
    found_through: str
    trust_gov: int
    trust_org: int
    satisfaction: int
    again: str
    weight: str
    blank: frozenset[str]


def respondents(volunteers: Sequence[Volunteer]) -> list[Respondent]:
    """Return the 2,270 in the order in which they sent the form.

    volunteers: all rows of the usage records, from which the respondents are drawn.
    """
    draw = Draw(_SEED)
    order = sorted((draw.next() / _ANSWERED[v.kind], n) for n, v in enumerate(volunteers))
    chosen = [volunteers[n] for _, n in order[:ROWS]]
    shuffled = sorted((draw.next(), n) for n in range(ROWS))
    people = [_person(draw, chosen[n]) for _, n in shuffled]
    weights = _weights([chosen[n] for _, n in shuffled], volunteers)
    return [
        _respondent(draw, person, weight) for person, weight in zip(people, weights, strict=True)
    ]


def _person(draw: Draw, volunteer: Volunteer) -> dict[str, str]:
    moved = not volunteer.district or draw.chance(0.03)
    age = volunteer.age_band or draw.weighted(AGE_BANDS)
    occupation = _occupation(draw, age)
    return {
        "id": volunteer.volunteer_id,
        "district": draw.weighted(DISTRICTS) if moved else volunteer.district,
        "age_band": age,
        "gender": volunteer.gender or draw.weighted(GENDERS),
        "occupation": occupation,
        "education": _level(draw, EDUCATION, _SCHOOLING[age]),
        "experience": _level(draw, EXPERIENCE, _YEARS[age]),
        "hours_week": _level(draw, HOURS, _WEEK[volunteer.kind]),
    }


def _respondent(draw: Draw, person: dict[str, str], weight: str) -> Respondent:
    tasks, first = _tasks(draw, person)
    found = dict(_FOUND)
    if person["experience"] in EXPERIENCE[2:]:
        found["organisation of before"] *= 2.2
    else:
        found["organisation of before"] *= 0.15
    government = _level(draw, "12345", (5, 11, 28, 36, 20))
    organisation = _level(draw, "12345", (4, 11, 30, 37, 18))
    if draw.chance(0.3):
        organisation = government
    content = min(10, max(0, int(organisation) + draw.between(0, 4) + draw.between(-1, 2)))
    again = (10 + content * 6, 30, 34 - 3 * content)
    english = {"Hudong": 0.36, "Qingwu": 0.1}.get(person["district"], 0.2)
    if "translation" in tasks:
        english += 0.25
    return Respondent(
        id=person["id"],
        language="en" if draw.chance(english) else "zh",
        district=person["district"],
        gender=person["gender"],
        age_band=person["age_band"],
        education=person["education"],
        occupation=person["occupation"],
        experience=person["experience"],
        hours_week=person["hours_week"],
        first_role=first,
        tasks=tasks,
        found_through=draw.weighted(found),
        trust_gov=int(government),
        trust_org=int(organisation),
        satisfaction=content,
        again=_level(draw, ("yes", "maybe", "no"), again),
        weight=weight,
        blank=_left_out(draw),
    )


def _occupation(draw: Draw, age: str) -> str:
    if age == "18-24" and draw.chance(0.72):
        return "student"
    if age == "65+" or (age == "55-64" and draw.chance(0.55)):
        return "retired"
    if age == "25-34" and draw.chance(0.09):
        return "student"
    return draw.weighted(_JOBS)


def _tasks(draw: Draw, person: dict[str, str]) -> tuple[tuple[str, ...], str]:
    """Return the tasks in the order of the form, and the one that came first."""
    weights = dict(TASKS)
    if person["age_band"] in ("55-64", "65+"):
        weights["checkpoints"] *= 1.5
        weights["data entry"] *= 0.3
        weights["translation"] *= 0.3
    if person["occupation"] == "student":
        weights["online teaching"] *= 3
        weights["transport"] *= 0.2
        weights["data entry"] *= 1.6
    if person["occupation"] == "driver or courier":
        weights["transport"] *= 4
    mine = draw.several(weights, 1 + (draw.below(3) + draw.below(4)) // 2)
    return tuple(task for task in TASKS if task in mine), mine[0]


def _left_out(draw: Draw) -> frozenset[str]:
    odds = {
        "district": 0.008,
        "gender": 0.015,
        "age_band": 0.018,
        "education": 0.034,
        "occupation": 0.041,
        "experience": 0.027,
        "hours_week": 0.031,
        "first_role": 0.022,
        "tasks": 0.012,
        "found_through": 0.024,
        "trust_gov": 0.071,
        "trust_org": 0.043,
        "satisfaction": 0.029,
        "again": 0.026,
    }
    hasty = 4.0 if draw.chance(0.06) else 1.0
    return frozenset([field for field, p in odds.items() if draw.chance(p * hasty)])


def _level(draw: Draw, levels: Sequence[str], weights: Sequence[int]) -> str:
    return draw.weighted(
        {level: float(max(w, 0)) for level, w in zip(levels, weights, strict=True)}
    )


def _weights(chosen: Sequence[Volunteer], volunteers: Sequence[Volunteer]) -> list[str]:
    """Weight age by tasks done to all volunteers: share there over share here, cut to 0.3 … 3."""
    there = Counter(_cell(volunteer) for volunteer in volunteers)
    here = Counter(_cell(volunteer) for volunteer in chosen)
    ratio = {
        cell: min(3.0, max(0.3, there[cell] * len(chosen) / (n * len(volunteers))))
        for cell, n in here.items()
    }
    mean = fsum(ratio[_cell(volunteer)] for volunteer in chosen) / len(chosen)
    return [f"{ratio[_cell(volunteer)] / mean:.4f}" for volunteer in chosen]


def _cell(volunteer: Volunteer) -> tuple[str, int]:
    done = volunteer.tasks_done
    return volunteer.age_band, 0 if done == 0 else 1 if done < 4 else 2 if done < 25 else 3
