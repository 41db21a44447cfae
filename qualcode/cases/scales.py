"""The order of levels: scales that questionnaires use in both languages, bands of numbers, codes.

An order is suggested, never assumed in silence: who imports sees it with its reason and corrects
it. Words that are no step of a scale (prefer not to answer, 不适用) are told apart as reasons.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

_SCALES = """
strongly disagree < disagree < somewhat disagree|slightly disagree < neutral|
neither agree nor disagree|neither disagree nor agree|undecided|no opinion < somewhat agree|
slightly agree < agree < strongly agree

strongly disagree < somewhat disagree|slightly disagree < neutral|
neither agree nor disagree < somewhat agree|slightly agree < strongly agree

completely disagree|totally disagree < disagree < neutral|neither agree nor disagree <
agree < completely agree|totally agree

非常不同意|完全不同意|很不同意|极不同意 < 不同意|不太同意 < 比较不同意|有点不同意 <
一般|中立|不确定|无所谓|说不清|说不清楚 < 比较同意|有点同意 < 同意 <
非常同意|完全同意|很同意|极同意

非常不满意|很不满意 < 不满意|不太满意 < 一般|中立 < 比较满意 < 满意 < 非常满意|很满意

very dissatisfied|very unsatisfied < dissatisfied|unsatisfied|somewhat dissatisfied <
neutral|neither satisfied nor dissatisfied < somewhat satisfied|satisfied < very satisfied

never < rarely|seldom|hardly ever < sometimes|occasionally < often|frequently|usually|
most of the time < always|all the time|very often

never < less than once a month < once a month|monthly < once a week|weekly <
several times a week < daily|every day

never < yearly|once a year < monthly|once a month < weekly|once a week < daily|every day

从不|从来没有|从未|没有过 < 很少|极少 <
偶尔 < 有时|有时候 < 经常|常常 < 通常|多数时候 < 总是|一直|每次都

从不 < 每年 < 每月 < 每周 < 每天

not at all important|not important|unimportant|not at all < not too important|
slightly important|a little < somewhat important|moderately important|somewhat <
important < very important|very much < extremely important|critical|essential|extremely

非常不重要|完全不重要 < 不重要|不太重要 < 一般 < 比较重要 < 重要 < 非常重要|很重要

very unlikely|extremely unlikely < unlikely|somewhat unlikely < neutral|
neither likely nor unlikely < likely|somewhat likely < very likely|extremely likely

非常不可能 < 不可能|不太可能 < 一般|不确定 < 可能|比较可能 < 非常可能

horrible|terrible|very poor|very bad < poor|bad < ok|fair|average|neutral|acceptable <
good < very good < excellent

非常差|很差 < 差|比较差|较差 < 一般|中等 < 比较好|较好|好 < 非常好|很好

very unfavorably < somewhat unfavorably < neither favorably nor unfavorably|
neither favorably nor unfavorably (neutral) < somewhat favorably < very favorably

not at all masculine < not very masculine < somewhat masculine < very masculine

not at all < not very much|not much|a little|slightly < somewhat|moderately < quite a bit|
a lot|mostly < very much|a great deal|completely|extremely

完全没有|一点也不|完全不 < 有一点|不太 < 一般 < 比较 < 非常|很

low < medium|middle|moderate < high

低 < 中|中等 < 高

small < medium < large

no < probably not|unlikely < maybe|perhaps < probably|likely < yes|yes, definitely!|
yes, definitely|definitely

小学及以下|小学 < 初中 < 高中|中专|高中/中专|高中或中专 < 大专|专科 <
本科|大学本科|大学 < 硕士 < 博士|硕士及以上|研究生

did not graduate from high school|did not complete high school|less than high school|
less than high school degree < high school|high school degree|high school or g.e.d.|
high school or less < some college|some college or associate degree < associate's degree|
associate degree < bachelor degree|bachelor's degree|college graduate|college or more <
graduate degree|post graduate degree|postgraduate degree
"""
"""Scales, a paragraph each: steps from the lowest, with the words that each goes by."""

_STEPS = [
    {
        word: at
        for at, step in enumerate(re.sub(r"\s*\n\s*", " ", scale).replace("| ", "|").split(" < "))
        for word in step.strip().split("|")
    }
    for scale in _SCALES.strip().split("\n\n")
]

_REASONS = {
    reason: re.compile(pattern, re.IGNORECASE)
    for reason, pattern in (
        ("refused", r"refuse|prefer not|rather not|decline|拒答|拒绝|不愿|不想回答"),
        (
            "does not apply",
            r"not applicable|does ?n[o't]{1,3} apply|\(?\bn/?a\b\)?|不适用|未接触|unfamiliar",
        ),
        ("not shown", r"not shown|skipped|跳过|未显示|不显示|未出现"),
        ("empty", r"no answer|not answered|missing|未答|未回答|缺失|^空$"),
        ("unreadable", r"unreadable|illegible|无法辨认|看不清"),
    )
}

_SIGN = r"(?:[$€£¥￥]\s*)?"
_NUMBER = _SIGN + r"(\d[\d,]*(?:\.\d+)?)\s*([kKmM万千])?\+?"
_UNIT = r"\s*[\w%]{0,12}(?:\s[a-z]{1,10})?"
_LESS = r"under|below|less than|fewer than|up to|<=?|≤|不到|少于|低于|小于"
_MORE = r"over|above|more than|at least|>=?|≥|超过|多于|高于|大于"
_TO = r"\s*[^\d\s]{0,4}\s*(?:-|–|—|~|～|to|至|到)\s*"
_BANDS = tuple(
    (end, re.compile(pattern, re.IGNORECASE))
    for end, pattern in (
        (0, rf"(?:{_LESS})\s*{_NUMBER}{_UNIT}"),
        (0, rf"{_NUMBER}{_UNIT}\s*(?:or|and)\s*(?:younger|less|under|below|fewer)"),
        (0, rf"{_NUMBER}\s*[^\d\s]{{0,4}}(?:以下|及以下)"),
        (1, rf"{_NUMBER}{_TO}{_NUMBER}{_UNIT}"),
        (2, rf"(?:{_MORE})\s*{_NUMBER}{_UNIT}"),
        (2, rf"{_NUMBER}{_UNIT}\s*(?:or|and)\s*(?:older|more|over|above|up)"),
        (2, rf"{_SIGN}(\d[\d,]*(?:\.\d+)?)()\s*\+"),
        (2, rf"{_NUMBER}\s*[^\d\s]{{0,4}}(?:以上|及以上)"),
        (1, _NUMBER),
    )
)
_TIMES = {"k": 1e3, "m": 1e6, "万": 1e4, "千": 1e3}
_CODE = re.compile(r"([A-Za-z]+)0*(\d+)")


@dataclass(frozen=True)
class Order:
    """Levels, the lowest first, and the words beside them that say why there is no answer."""

    levels: tuple[str, ...]
    reason: str
    missing: dict[str, str] = field(default_factory=dict)


def why_missing(word: str) -> str:
    """Return the reason that a word gives for no answer; empty where it gives none."""
    return next((reason for reason, known in _REASONS.items() if known.search(word)), "")


def order(words: Iterable[str]) -> Order | None:
    """Return the order of a question's levels where a scale or bands are known; else None."""
    given = list(dict.fromkeys(words))
    off = {w: why for w in given if (why := why_missing(w))}
    for levels in (given, [w for w in given if w not in off]):
        if len(levels) >= 2 and (found := _scale(levels) or _bands(levels)):
            return Order(*found, {w: off[w] for w in off if w not in levels})
    return None


def codes(words: Sequence[str]) -> tuple[str, ...] | None:
    """Return codes that end in numbers (AO01, A2) in their order; None where they are none."""
    found = [_CODE.fullmatch(w) for w in words]
    if len(words) < 2 or not all(found) or len({m[1] for m in found if m}) > 1:
        return None
    return tuple(sorted(words, key=lambda w: (len(w), w)))


def _scale(levels: Sequence[str]) -> tuple[tuple[str, ...], str] | None:
    if len(levels) < 3:
        return None  # yes and no are no scale
    said = {level: " ".join(level.casefold().replace("’", "'").split()) for level in levels}
    for steps in _STEPS:
        if all(one in steps for one in said.values()):
            places = [steps[one] for one in said.values()]
            if len(set(places)) == len(places):
                ordered = tuple(sorted(levels, key=lambda level: steps[said[level]]))
                return ordered, "a known scale"
    return None


def _bands(levels: Sequence[str]) -> tuple[tuple[str, ...], str] | None:
    """Return levels that name ranges of numbers by their lower ends."""
    keys: dict[str, tuple[float, int]] = {}
    ranges = 0
    for level in levels:
        for end, pattern in _BANDS:
            if match := pattern.fullmatch(level.strip()):
                number = float(match[1].replace(",", "")) * _TIMES.get((match[2] or "").lower(), 1)
                ranges += match.re is not _BANDS[-1][1]
                keys[level] = (number, end)
                break
        else:
            return None
    if not ranges or len(set(keys.values())) < len(keys):
        return None
    return tuple(sorted(levels, key=lambda level: keys[level])), "bands of numbers"
