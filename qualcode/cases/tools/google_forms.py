"""Google Forms: one header row of wordings, `stem [row]` for a matrix, choices joined by commas.

Respondents have no id: their row's number is the only name they have.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qualcode.cases.layout import Layout, Part, unique

_FIRST = {"timestamp", "时间戳记", "时间戳", "時間戳記"}
_PERSONAL = {"email address", "username", "电子邮件地址", "用户名"}
_ITEM = re.compile(r"(.*\S)\s*\[(.+)\]\s*", re.DOTALL)


def layout(rows: Sequence[Sequence[str]]) -> Layout | None:
    """Return the layout of a Google Forms export."""
    head = [cell.strip() for cell in rows[0]]
    if not head or head[0].casefold() not in _FIRST:
        return None
    names = unique([name or f"column {at}" for at, name in enumerate(head, 1)])
    parts = [Part(0, names[0], hint="date")]
    for at, name in enumerate(names[1:], 1):
        if name.casefold() in _PERSONAL:
            parts.append(Part(at, name, hint="meta", personal=True))
        elif match := _ITEM.fullmatch(name):
            parts.append(Part(at, name, match[1], match[2].strip(), match[1]))
        else:
            parts.append(Part(at, name))
    return Layout("Google Forms", 1, parts, separator=", ", rows_are_ids=True)
