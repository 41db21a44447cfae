"""SurveyMonkey: two header rows, the question and then the choice or `Response`; or one row.

In the one-row form the two are joined by ` - `. The last column of a set holds the text of
`Other` itself; where tick and text have columns of their own, both have the same name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from qualcode.cases.layout import OTHER, Layout, Part, plain, unique

_FIRST = {"respondentid", "respondent id"}
_HINTS = {
    "collectorid": "meta", "collector id": "meta", "startdate": "date", "start date": "date",
    "enddate": "date", "end date": "date",
}  # fmt: skip
_PERSONAL = {
    "ip address", "email address", "first name", "last name", "custom data 1", "custom data",
}  # fmt: skip
_RESPONSE = {"response", "open-ended response", "回复", "开放式回答", ""}


def layout(rows: Sequence[Sequence[str]]) -> Layout | None:
    """Return the layout of a SurveyMonkey export."""
    head = [plain(cell) for cell in rows[0]]
    if not head or head[0].casefold() not in _FIRST:
        return None
    below = [plain(cell) for cell in rows[1]] if len(rows) > 1 else []
    two = bool(below) and not below[0] and any(c.casefold() in _RESPONSE and c for c in below)
    if two:
        below += [""] * (len(head) - len(below))
        stems: list[str] = []
        for at, cell in enumerate(head):
            # A blank header goes on with the question before it.
            stems.append(cell or (stems[-1] if stems else f"column {at + 1}"))
        items = ["" if b.casefold() in _RESPONSE else b for b in below]
    else:
        stems, items = _split(head)
    return Layout("SurveyMonkey", 2 if two else 1, _parts(stems, items), {"-": "empty"})


def _split(head: Sequence[str]) -> tuple[list[str], list[str]]:
    """Part the names of the one-row form where several questions begin alike."""
    pairs = [(m[1].strip(), m[2].strip()) if (m := re.fullmatch(r"(.+) - (.+)", h)) else (h, "")
             for h in head]  # fmt: skip
    counts = Counter(stem for stem, _ in pairs)
    kept = [(s, i) if counts[s] > 1 else (h, "") for (s, i), h in zip(pairs, head, strict=True)]
    return [s for s, _ in kept], [i for _, i in kept]


def _parts(stems: Sequence[str], items: Sequence[str]) -> list[Part]:
    names = unique([f"{s} - {i}" if i else s for s, i in zip(stems, items, strict=True)])
    alone = {s for s, i in zip(stems, items, strict=True) if not i}
    parts = []
    seen: set[tuple[str, str]] = set()
    for at, (name, stem, item) in enumerate(zip(names, stems, items, strict=True)):
        low = stem.casefold()
        again = (stem, item) in seen
        seen.add((stem, item))
        if at == 0:
            parts.append(Part(at, name, hint="id"))
        elif item and OTHER.search(item) and (again or stem in alone):
            parts.append(Part(at, name, stem, item, hint="other_text", of=stem))
        elif item and stem not in alone:
            parts.append(Part(at, name, stem, item, stem))
        else:
            hint = _HINTS.get(low) or ("meta" if low in _PERSONAL else "")
            parts.append(Part(at, name, stem, hint=hint, personal=low in _PERSONAL))
    return parts
