"""Qualtrics: three header rows (name, wording, ImportId), a column a choice, `_TEXT` for others.

Checked against the manual and public code that reads such files.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qualcode.cases.layout import Layout, Part, common_stem, plain, unique

_HINTS = {
    "ResponseId": "id", "ResponseID": "id", "StartDate": "date", "EndDate": "date",
    "RecordedDate": "date", "Duration (in seconds)": "duration",
}  # fmt: skip
_META = {"Status", "Progress", "Finished", "DistributionChannel", "UserLanguage"}
_PERSONAL = {
    "IPAddress", "LocationLatitude", "LocationLongitude", "RecipientLastName",
    "RecipientFirstName", "RecipientEmail", "ExternalReference", "ExternalDataReference",
}  # fmt: skip
_ITEM = re.compile(r"(.+)_(\d+)")
_TEXT = re.compile(r"(.+?)(?:_\d+)?_TEXT")


def layout(rows: Sequence[Sequence[str]]) -> Layout | None:
    """Return the layout of a Qualtrics export."""
    if len(rows) < 3 or not any(cell.startswith('{"ImportId"') for cell in rows[2]):
        return None
    names = unique([cell.strip() for cell in rows[0]])
    wordings = [plain(cell) for cell in rows[1]]
    sets: dict[str, list[int]] = {}
    for at, name in enumerate(names):
        if match := _ITEM.fullmatch(name):
            sets.setdefault(match[1], []).append(at)
    parts = [_single(at, name, wordings[at]) for at, name in enumerate(names)]
    for group, places in sets.items():
        stem = common_stem([wordings[at] for at in places], " - ")
        if not stem:
            continue
        for at in places:
            parts[at] = Part(
                at, names[at], stem.removesuffix(" - Selected Choice"),
                wordings[at][len(stem) + 3 :], group,
            )  # fmt: skip
    finished = names.index("Finished") if "Finished" in names else None
    coded = finished is not None and {r[finished] for r in rows[3:] if len(r) > finished} <= {
        "0", "1", "",
    }  # fmt: skip
    return Layout("Qualtrics", 3, parts, {"-99": "empty"}, coded=coded)


def _single(at: int, name: str, wording: str) -> Part:
    if match := _TEXT.fullmatch(name):
        return Part(at, name, wording, hint="other_text", of=match[1])
    hint = _HINTS.get(name) or ("meta" if name in _META | _PERSONAL else "")
    return Part(at, name, wording, hint=hint, personal=name in _PERSONAL)
