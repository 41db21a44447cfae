"""LimeSurvey: codes as names, `question[SQ001]` a choice or row, `question[other]` the text.

The header holds codes, full wordings, or both (`code. wording`); the first and the last are read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qualcode.cases.layout import Layout, Part, plain, unique

_HINTS = {
    "id": "id", "submitdate": "date", "startdate": "date", "datestamp": "date",
    "lastpage": "meta", "startlanguage": "meta", "seed": "meta", "refurl": "meta",
    "interviewtime": "duration",
}  # fmt: skip
_PERSONAL = {"ipaddr", "token", "firstname", "lastname", "email"}
_BOTH = re.compile(r"([A-Za-z]\w*(?:\[[^\]]*\])*)\.\s+(.+)", re.DOTALL)
_ITEM = re.compile(r"([^\[\]]+)\[([^\[\]]+)\](?:\[([^\[\]]+)\])?")
_TIMED = re.compile(r"(?:group|question)time\d+", re.IGNORECASE)


def layout(rows: Sequence[Sequence[str]]) -> Layout | None:
    """Return the layout of a LimeSurvey export."""
    head = [cell.strip() for cell in rows[0]]
    pairs = [(m[1], plain(m[2])) if (m := _BOTH.fullmatch(c)) else (c, "") for c in head]
    names = unique([name for name, _ in pairs])
    if not {"submitdate", "lastpage"} <= set(names) and not {"submitdate", "seed"} <= set(names):
        return None
    listed = {m[1] for n in names if (m := _ITEM.fullmatch(n)) and m[2] != "other"}
    parts = []
    for at, (name, (_, wording)) in enumerate(zip(names, pairs, strict=True)):
        match = _ITEM.fullmatch(name)
        if match and match[2] == "other" and match[1] not in listed:
            parts.append(Part(at, name, wording, hint="other_text", of=match[1]))
        elif match:
            # A dual scale asks each row twice: two questions.
            group = f"{match[1]}[{match[3]}]" if match[3] else match[1]
            parts.append(Part(at, name, wording, match[2], group))
        else:
            hint = _HINTS.get(name) or ("meta" if name in _PERSONAL else "")
            hint = "duration" if _TIMED.fullmatch(name) else hint
            parts.append(Part(at, name, wording, hint=hint, personal=name in _PERSONAL))
    return Layout("LimeSurvey", 1, parts, blank_set="not shown")
