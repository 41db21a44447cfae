"""What the project refuses, in Chinese; English is what the errors themselves say.

A sentence of `refused.SAID` is the English one with `{names}` for what differs; what stands there
is put into the Chinese one. Some of the names are read further: `{near}` is a note of the nearest
names, or nothing; `{things}` a plural noun, `{thing}` a noun; `{act}` a change of the journal;
`{rest}` such a sentence itself, after a place in a query. Before a whole sentence a file or row
may stand.
A message that is not in the table is shown as it is: an English reason is better than none.
"""

from __future__ import annotations

import re
from functools import cache

from qualcode.text.interface import language
from qualcode.tui.i18n.crosstab_refused import SAID as TABULATING
from qualcode.tui.i18n.figures_refused import SAID as DRAWING
from qualcode.tui.i18n.journal import WORDS as LABELS
from qualcode.tui.i18n.refused import SAID
from qualcode.tui.i18n.suggestions_refused import SAID as SUGGESTING
from qualcode.tui.i18n.themes_refused import SAID as INTERPRETING

_THINGS = {
    "codes": "个代码", "documents": "份文档", "cases": "个个案", "coders": "位编码员",
    "variables": "个变量", "fields": "个字段", "freezes": "个冻结版", "rounds": "个轮次",
    "queries": "个查询", "groups": "个分组", "layers": "个图层", "speakers": "位说话人",
    "segments": "个编码片段", "memos": "条备忘录", "reviews": "条已看记录",
    "roles": "个角色", "languages": "种语言", "questions": "个问题", "origins": "个来源",
    "themes": "个主题", "displays": "个联合展示",
}  # fmt: skip
_LEAD = {
    "read the vault": "查看对照表", "mask documents": "匿名处理文档",
    "see where names still stand": "查看仍未匿名之处", "add a lead": "新增负责人",
    "open a round": "开启轮次", "close a round": "结束轮次", "send a round by file": "分发轮次文件",
    "turn coefficients on or off": "开关系数", "choose the unit of suggestions": "选择建议的单位",
    "turn suggestions for interviews on": "为访谈开启建议",
    "turn suggestions for interviews off": "为访谈关闭建议",
}  # fmt: skip


def in_words(said: str) -> str:
    """Return an error in the language of the interface; as it is where we have no words for it."""
    if language() == "zh":
        return _chinese(said) or said
    return said


def _chinese(said: str) -> str | None:
    """Return a message in Chinese; of one that begins with a file or row, that stays before it."""
    if whole := _sentence(said):
        return whole
    at = said.find(": ")
    while at >= 0:
        if rest := _sentence(said[at + 2 :]):
            return f"{said[:at]}：{rest}"
        at = said.find(": ", at + 1)
    return None


def _sentence(said: str) -> str | None:
    tables = (SAID, SUGGESTING, INTERPRETING, TABULATING, DRAWING)
    return next((zh for table in tables if (zh := matched(said, table))), None)


def matched(said: str, table: tuple[tuple[str, str], ...]) -> str | None:
    """Return the Chinese of a table's first sentence that a message is; None where none is."""
    for pattern, zh in _patterns(table):
        if found := pattern.fullmatch(said):
            values = {name: _value(name, text) for name, text in found.groupdict("").items()}
            if None not in values.values():
                return zh.format_map(values)
    return None


def _value(name: str, text: str) -> str | None:
    """Return what stands in a Chinese sentence for a part of the English one; None: it does not."""
    if name == "near":
        return f"最接近的：{_listed(text)}。" if text else ""
    if name == "listed":
        return _listed(text)
    if name == "things":
        return _THINGS.get(text)
    if name == "thing":
        return _THINGS.get(f"{text}s", f" {text}")[1:]
    if name == "what":
        return _LEAD.get(text, text)
    if name == "act":
        return _act(text)
    if name == "rest":
        return _chinese(text) or text
    return text


def _listed(text: str) -> str:
    return text.replace("”, “", "”“").replace(", ", "、")


def _act(text: str) -> str:
    """Return what a change of the journal did, its label in words."""
    label = max((one for one in LABELS if f"{text} ".startswith(f"{one} ")), key=len, default="")
    return f"{LABELS[label][1]}{text[len(label) :]}" if label else text


@cache
def _patterns(table: tuple[tuple[str, str], ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(_pattern(en), re.DOTALL), zh) for en, zh in table)


def _pattern(english: str) -> str:
    parts = re.split(r"\{(\w+)\}", english)
    for at, part in enumerate(parts):
        if at % 2 == 0:
            parts[at] = re.escape(part)
        elif part == "near":
            parts[at] = r"(?: Nearest: (?P<near>.+?)\.)?"
        elif part == "_":
            parts[at] = ".+?"
        else:
            parts[at] = f"(?P<{part}>.+?)"
    return "".join(parts)
