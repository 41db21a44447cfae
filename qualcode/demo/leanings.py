"""What people of each kind are likelier to say, and at what length.

The numbers are the survey's hidden truth: weak leanings, so that a table of theme by field shows an
effect (Cramér's V of about .08 to .25) where one is listed in `_PULLS` and chance elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping

from qualcode.demo.respondents import Respondent

THEMES = {
    "info": 1.3,
    "rules": 1.4,
    "resources": 1.4,
    "fatigue": 1.2,
    "logistics": 1.0,
    "unmet": 1.0,
    "risk": 1.0,
    "newcomers": 0.9,
    "trust": 0.9,
    "gap": 0.8,
    "duplicate": 0.8,
    "command": 0.8,
    "digital": 0.7,
    "partners": 0.7,
    "recognition": 0.7,
    "platform": 0.7,
}
WISHES = {
    "lists": 1.0,
    "team": 1.2,
    "neighbours": 1.2,
    "platform": 0.8,
    "status": 1.0,
    "stock": 0.9,
    "habit": 1.0,
    "nothing": 0.8,
}
# a theme is so many times likelier where the field has this value
_PULLS: tuple[tuple[str, str, Mapping[str, float]], ...] = (
    ("duplicate", "district", {"Xingang": 3.4}),
    ("duplicate", "hours_week", {"under 2": 0.6, "11-20": 1.6, "over 20": 2.4}),
    (
        "fatigue",
        "hours_week",
        {"under 2": 0.25, "2-5": 0.5, "11-20": 1.9, "over 20": 3.4},
    ),
    ("digital", "age_band", {"18-24": 0.5, "55-64": 3.8, "65+": 6.5}),
    ("platform", "found_through", {"Linbang platform": 4.0}),
    ("gap", "experience", {"none": 0.5, "under 1": 0.7, "4-9": 2.4, "10+": 3.4}),
    ("newcomers", "experience", {"none": 1.7}),
    ("trust", "trust_org", {"1": 4.0, "2": 3.2, "4": 0.7, "5": 0.5}),
    ("command", "trust_gov", {"1": 3.4, "2": 2.6, "5": 0.6}),
    ("recognition", "satisfaction", {"0": 3.0, "1": 3.0, "2": 2.6, "3": 2.2, "9": 0.6, "10": 0.5}),
    ("team", "experience", {"4-9": 1.8, "10+": 2.2}),
)
# by schooling: answers of a word, of two themes, of several sentences
LENGTH = {
    "primary or less": (0.20, 0.15, 0.03),
    "junior secondary": (0.16, 0.18, 0.06),
    "senior secondary": (0.12, 0.21, 0.10),
    "college": (0.08, 0.26, 0.17),
    "postgraduate": (0.06, 0.28, 0.24),
}


def pulled(weights: Mapping[str, float], person: Respondent) -> dict[str, float]:
    """Return the weights of the themes as they are for this person."""
    mine = dict(weights)
    for theme, field, factors in _PULLS:
        if theme in mine:
            mine[theme] *= factors.get(str(getattr(person, field)), 1.0)
    return mine
