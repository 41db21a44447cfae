"""腾讯问卷: one header row, `1.题干`, `4.题干:选项` a column a choice, `4.其他:填空` its text.

Written from common descriptions; it was not compared with an export of today's service.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qualcode.cases.layout import Layout, Part, plain, unique

_HINTS = {
    "编号": "id", "开始答题时间": "date", "结束答题时间": "date", "答题时长": "duration",
    "地理位置": "meta", "IP": "meta",
}  # fmt: skip
_PERSONAL = {"地理位置", "IP", "昵称", "openid"}
_NUMBERED = re.compile(r"(\d+)\s*[.、．]\s*(.*)", re.DOTALL)
_ITEM = re.compile(r"(.+?)\s*[:：]\s*(.+)", re.DOTALL)


def layout(rows: Sequence[Sequence[str]]) -> Layout | None:
    """Return the layout of an export of 腾讯问卷."""
    head = [plain(cell) for cell in rows[0]]
    if "编号" not in head or not {"答题时长", "开始答题时间"} & set(head):
        return None
    names = unique(head)
    stems: dict[str, str] = {}
    for name in names:
        match, item = _NUMBERED.fullmatch(name), _ITEM.fullmatch(name)
        if match and not (item and item[2] == "填空"):
            stems.setdefault(match[1], item[1] if item else name)
    parts = []
    for at, name in enumerate(names):
        match, item = _NUMBERED.fullmatch(name), _ITEM.fullmatch(name)
        if match and item and item[2] == "填空":
            of = stems.get(match[1], "")
            parts.append(Part(at, name, of, hint="other_text", of=of))
        elif match and item:
            parts.append(Part(at, name, item[1], item[2], item[1]))
        else:
            hint = _HINTS.get(name) or ("meta" if name in _PERSONAL else "")
            parts.append(Part(at, name, hint=hint, personal=name in _PERSONAL))
    return Layout("腾讯问卷", 1, parts)
