"""问卷星: one header row, `1、题干`, choices joined by ┋, 〖…〗 after a choice, (空) and (跳过).

The form by option number (0/1 columns, -2, -3) is written from common descriptions, and was not
compared with an export of today's service.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qualcode.cases.layout import Layout, Part, plain, unique

_HINTS = {
    "序号": "id", "提交答卷时间": "date", "所用时间": "duration", "来源": "meta",
    "来源详情": "meta", "来自IP": "meta", "总分": "numeric",
}  # fmt: skip
_NUMBERED = re.compile(r"(\d+)\s*[、.．]\s*(.*)", re.DOTALL)
_CHOICE = re.compile(r"(.+?)[(（]([^()（）]+)[)）]\s*", re.DOTALL)
_ROW = re.compile(r"(.+?)\s*(?:—+|–|-{2,})\s*(.+)", re.DOTALL)
_SAID = {"(空)": "empty", "(跳过)": "not shown"}
_CODED = {"-2": "empty", "-3": "not shown"}


def layout(rows: Sequence[Sequence[str]]) -> Layout | None:
    """Return the layout of an export of 问卷星."""
    head = [plain(cell) for cell in rows[0]]
    if not {"序号", "提交答卷时间"} <= set(head):
        return None
    names = unique(head)
    numbers: dict[str, list[int]] = {}
    for at, name in enumerate(names):
        if match := _NUMBERED.fullmatch(name):
            numbers.setdefault(match[1], []).append(at)
    parts = [
        Part(at, n, hint=_HINTS.get(n, ""), personal=n == "来自IP", derived=n == "总分")
        for at, n in enumerate(names)
    ]
    for number, places in numbers.items():
        if len(places) > 1:
            for part in _set(number, [(at, names[at]) for at in places]):
                parts[part.at] = part
    answers = [at for places in numbers.values() for at in places]
    coded = any(row[at] in _CODED for row in rows[1:] for at in answers if at < len(row))
    form = "number" if coded else "text"
    missing = {**_SAID, **_CODED} if coded else _SAID
    return Layout(f"问卷星 (by option {form})", 1, parts, missing, "┋", coded=coded)


def _set(number: str, columns: Sequence[tuple[int, str]]) -> list[Part]:
    """Return the columns of one question: choices in brackets, or rows after a dash."""
    choices = [_CHOICE.fullmatch(name) for _, name in columns]
    if all(choices) and len({m[1] for m in choices if m}) == 1:
        return [
            Part(at, name, m[1], m[2], m[1])
            for (at, name), m in zip(columns, choices, strict=True)
            if m
        ]
    first = _ROW.fullmatch(columns[0][1])
    if first is None:
        return []
    stem = first[1]
    found = [Part(columns[0][0], columns[0][1], stem, first[2], stem)]
    for at, name in columns[1:]:
        # Later rows of a matrix repeat the number alone.
        item = name.removeprefix(stem).lstrip("—–- ") if name.startswith(stem) else ""
        match = _NUMBERED.fullmatch(name)
        found.append(Part(at, name, stem, item or (match[2] if match else name), stem))
    return found
