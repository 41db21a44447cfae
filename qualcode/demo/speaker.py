"""How one respondent writes: what they may say, the names around them, and their keyboard.

A speaker keeps the same habits in all three answers: full stops or none, capitals or none, slips of
an input method, a taste for emoji. Invariant: `Speaker.write` never touches what is said, only how
it is typed, and returns text without line breaks.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from qualcode.demo.draw import Draw
from qualcode.demo.phrases import book, pairs
from qualcode.demo.respondents import EXPERIENCE, HOURS, Respondent

_AGES = {
    "18-24": (18, 24),
    "25-34": (25, 34),
    "35-44": (35, 44),
    "45-54": (45, 54),
    "55-64": (58, 64),
    "65+": (65, 79),
}
_ZH_STOPS = {
    "full": 47.0,
    "open end": 27.0,
    "commas": 9.0,
    "spaces": 8.0,
    "ascii": 6.0,
    "none": 3.0,
}
_EN_CASES = {"proper": 58.0, "lower": 24.0, "open end": 18.0}


class Speaker:
    """A respondent as the writer of answers; habits are drawn once."""

    def __init__(self, person: Respondent, draw: Draw) -> None:
        self.person = person
        self.language = person.language
        self.sections = book(person.language)
        self.old = person.age_band in ("55-64", "65+")
        self.young = person.age_band in ("18-24", "25-34")
        self.official = self._sounds_official(draw)
        self.learner = person.language == "en" and draw.chance(0.45)
        self.stops = draw.weighted(_ZH_STOPS if person.language == "zh" else _EN_CASES)
        if self.official:
            self.stops = "full"
        self.slips = draw.chance(0.17 if self.old else 0.11)
        self.mixes = draw.chance(0.3 if person.language == "en" else 0.1 if self.young else 0.0)
        self.tags = self._tags()
        low, high = _AGES[person.age_band]
        self.own = {
            "place": f"=place.{person.district}",
            "road": f"=road.{person.district}",
            "kin": f"=kin.{self._family()}",
            "age": str(draw.between(low, high)),
        }

    def may_say(self, tags: tuple[str, ...]) -> bool:
        """Say whether the speaker has all the tags of a piece."""
        return all(tag in self.tags or tag.startswith("theme.") for tag in tags)

    def write(self, words: str, draw: Draw) -> str:
        """Return the words as this person types them."""
        if self.slips or self.mixes:
            words = self._slip(words, draw)
        if self.language == "zh":
            return _STOP_STYLES[self.stops](words)
        if self.learner and draw.chance(0.35):
            words = re.sub(r"\b(the|a) (?=[a-z])", "", words, count=2)
        if self.stops == "lower":
            words = words.lower().replace("’", "").replace("'", "")
        return words

    def _sounds_official(self, draw: Draw) -> bool:
        odds = {"civil servant": 0.5, "teacher": 0.16, "social worker": 0.25, "retired": 0.05}
        return self.language == "zh" and draw.chance(odds.get(self.person.occupation, 0.015))

    def _tags(self) -> frozenset[str]:
        person = self.person
        facts = {
            "old": self.old,
            "stu": person.occupation == "student",
            "off": self.official,
            "new": person.experience == "none",
            "exp": person.experience in EXPERIENCE[3:],
            "plat": person.found_through == "Linbang platform",
            "busy": person.hours_week in HOURS[3:],
            "harbour": person.district == "Xingang",
            "hill": person.district == "Qingwu",
        }
        tasks = [f"t.{task.replace(' ', '_')}" for task in person.tasks]
        return frozenset([tag for tag, holds in facts.items() if holds] + tasks)

    def _family(self) -> str:
        """Whose family this is, for the words for wives, husbands and parents."""
        if self.language == "zh" and self.old:
            return "old"
        if self.person.occupation == "student" or self.person.gender not in ("female", "male"):
            return "s"
        return "f" if self.person.gender == "female" else "m"

    def _slip(self, words: str, draw: Draw) -> str:
        english = self.language == "en"
        for section, has_it in (("typo", self.slips), ("mix", self.mixes)):
            for right, wrong in pairs(self.language, section) if has_it else ():
                if right in words and draw.chance(0.4):
                    pattern = rf"\b{re.escape(right)}\b" if english else re.escape(right)
                    words = re.sub(pattern, wrong, words, count=section == "typo")
        return words


def _ascii(words: str) -> str:
    return words.translate(str.maketrans("，。；：？！", ",.;:?!"))


def _spaces(words: str) -> str:
    return words.translate(str.maketrans("，。；：、", "     "))


def _commas(words: str) -> str:
    return words.replace("。", "，").replace("；", "，")


def _none(words: str) -> str:
    return re.sub("[，。；：、]", "", words)


_STOP_STYLES: dict[str, Callable[[str], str]] = {
    "full": str,
    "open end": str,
    "commas": _commas,
    "spaces": _spaces,
    "ascii": _ascii,
    "none": _none,
}
