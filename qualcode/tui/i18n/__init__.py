"""The words of the interface in English and Chinese, side by side so that none is forgotten.

One file an area. Codes are 代码, coding 编码, segments 编码片段, agreement 编码者一致性.
"""

from __future__ import annotations

import re

from qualcode.text.interface import language
from qualcode.tui import actions
from qualcode.tui.i18n import (
    about,
    agreement,
    cards,
    cases,
    codebook,
    coding,
    crosstab,
    displays,
    documents,
    history,
    home,
    importing,
    joint,
    journal,
    memos,
    playing,
    program,
    reports,
    search,
    segments,
    shared,
    suggesting,
    suggestions,
    summaries,
    survey,
)

_FILES = (
    shared, journal, home, documents, importing, coding, cards, suggesting, suggestions, cases,
    survey, codebook, segments, search, memos,
    history,    program, about, reports, playing, agreement, crosstab, displays,
    summaries, joint,
)  # fmt: skip
WORDS: dict[str, tuple[str, str]] = {
    key: words for file in _FILES for key, words in file.WORDS.items()
}
"""Key → (English, Chinese)."""

KINDS = {
    "code": ("code", "代码"), "theory": ("theory", "理论"), "method": ("method", "方法"),
    "case": ("case", "个案"), "reflexive": ("reflexive", "反思"), "to do": ("to do", "待办"),
}  # fmt: skip


def t(key: str, /, **values: object) -> str:
    """Return a text of the interface in its language, with values put in."""
    en, zh = WORDS[key]
    return (zh if language() == "zh" else en).format_map(_Values(values))


class _Values(dict[str, object]):
    """Values to put in a text; `key_undo` is the key of the action `undo`, as it is now."""

    def __missing__(self, name: str) -> str:
        if not name.startswith("key_"):
            raise KeyError(name)
        return actions.key_of(name.removeprefix("key_"))


def kind(name: str) -> str:
    """Return the name of a kind of memo."""
    en, zh = KINDS.get(name, (name, name))
    return zh if language() == "zh" else en


def said(label: str, subject: str = "") -> str:
    """Return what a batch did, in words."""
    verb = t(label) if label in WORDS else label
    if several := re.fullmatch(r"(\d+) documents", subject):
        return f"{verb} {counted(int(several[1]), 'document')}"
    return f"{verb} “{subject}”" if subject else verb


NOUNS = {
    "segment": ("segment", "segments", "个编码片段"),
    "disagreement": ("disagreement", "disagreements", "处分歧"),
    "code": ("code", "codes", "个代码"),
    "memo": ("memo", "memos", "条备忘录"),
    "document": ("document", "documents", "份文档"),
    "interview": ("interview", "interviews", "份访谈"),
    "answer": ("answer", "answers", "条回答"),
    "turn": ("turn", "turns", "个话轮"),
    "hit": ("hit", "hits", "处"),
    "change": ("change", "changes", "步更改"),
    "case": ("case", "cases", "个个案"),
    "cell": ("cell", "cells", "格"),
    "row": ("row", "rows", "行"),
    "decision": ("decision", "decisions", "项决定"),
    "test": ("test", "tests", "个检验"),
    "suggestion": ("suggestion", "suggestions", "条建议"),
    "passage": ("passage", "passages", "段"),
}  # fmt: skip


def counted(n: int, noun: str) -> str:
    """Return a number of things: 1 segment, 2 segments, 2 个编码片段."""
    one, several, zh = NOUNS[noun]
    if language() == "zh":
        return f"{number(n)} {zh}"
    return f"{number(n)} {one if n == 1 else several}"


def number(n: int) -> str:
    """Return a count as it is read."""
    return f"{n:,}"
