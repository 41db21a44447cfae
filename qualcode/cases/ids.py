"""Which column tells respondents apart, and whether its cells do.

An id is a text: leading zeros stay, and two that differ in anything differ. It is never repaired;
what cannot be an id is refused, with its row.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from qualcode.cases.sheet import Sheet
from qualcode.errors import UnreadableSource, UsageError

_NAMES = re.compile(
    r"(?:r|resp(?:ondent)?|response|case|participant|person|user|volunteer|member|record|row|"
    r"survey|submission|platform)?[ _-]?(?:id|nr|no|number|uid|key)|uuid|编号|序号|答卷编号|"
    r"答卷序号|用户id|志愿者编号|志愿者id|caseid|lfdn",
    re.IGNORECASE,
)
_DAMAGED = re.compile(r"\d[.,]\d{3,}E\+?\d{2}", re.IGNORECASE)
_MOST_DIGITS = 15


@dataclass(frozen=True)
class Ids:
    """The respondents' names, one a row, and where they come from."""

    values: list[str]
    column: str
    """The column they stand in; empty where they were made from the rows' numbers."""
    sure: bool
    reason: str
    notes: tuple[str, ...] = ()


def find(sheet: Sheet, stated: str | None, prefix: str = "", *, preview: bool = False) -> Ids:
    """Return the ids of a file's rows.

    Raises: NotFound, UnreadableSource with the row, UsageError where no column is surely the id
    and the ids are wanted for more than a preview.
    """
    if stated is not None:
        return _checked(sheet, stated, prefix, "stated")
    parts = sheet.layout.parts
    for part in parts:
        if part.hint == "id" and any(row[part.at].strip() for row in sheet.rows):
            return _checked(sheet, part.name, prefix, "a column of the tool's own")
    likely = [p.name for p in parts if _tells_apart(sheet.column(p.name))]
    named = [name for name in likely if _NAMES.fullmatch(name.strip())]
    if named:
        return _checked(sheet, named[0], prefix, "its name, and no two cells alike")
    if parts and not sheet.layout.rows_are_ids and _NAMES.fullmatch(parts[0].name.strip()):
        # It says that it is the id, and is none: better told now than looked for elsewhere.
        return _checked(sheet, parts[0].name, prefix, "its name")
    if sheet.layout.rows_are_ids or preview:
        sure = sheet.layout.rows_are_ids
        first = sheet.layout.header_rows
        values = [f"{prefix}{number - first}" for number in sheet.numbers]
        if sure:
            return Ids(values, "", True, "no id in the file: the row's number")
        reason = "no column is surely an id"
        seen = ", ".join(likely) or "no column tells all rows apart"
        return Ids(values, "", False, reason, (f"{reason}. To import, say which: {seen}.",))
    listed = ", ".join(f"“{name}”" for name in likely[:5])
    raise UsageError(
        f"{sheet.name}: no column is surely the respondents' id. Say which is with --id (id=)"
        + (
            f"; no two cells are alike in {listed}."
            if listed
            else "; no column tells all rows apart."
        )
    )


def _tells_apart(cells: list[str]) -> bool:
    stripped = [c.strip() for c in cells]
    return bool(stripped) and all(stripped) and len(set(stripped)) == len(stripped)


def _checked(sheet: Sheet, column: str, prefix: str, reason: str) -> Ids:
    ids = [cell.strip() for cell in sheet.column(column)]
    seen: dict[str, int] = {}
    for number, one in zip(sheet.numbers, ids, strict=True):
        if not one:
            raise UnreadableSource(
                f"{sheet.name}, row {number}: the id column “{column}” is blank."
            )
        if "\0" in one:
            raise UnreadableSource(f"{sheet.name}, row {number}, “{column}”: a NUL character.")
        if _DAMAGED.fullmatch(one):
            raise UnreadableSource(
                f"{sheet.name}, row {number}, “{column}”: “{one}” is a long number that a "
                "spreadsheet shortened. Export the file anew, with this column as text."
            )
        if one in seen:
            cut = one.isdigit() and len(one) > _MOST_DIGITS
            why = " A spreadsheet may have rounded such long numbers: export them as text."
            raise UnreadableSource(
                f"{sheet.name}, row {number}: the id “{one}” stands in row {seen[one]} already. "
                f"Ids must differ; nothing was imported.{why if cut else ''}"
            )
        seen[one] = number
    notes = []
    long = [one for one in ids if one.isdigit() and len(one) > _MOST_DIGITS]
    if long and all(one.endswith("00") for one in long):
        notes.append(
            f"Ids of “{column}” have more than {_MOST_DIGITS} digits and end in zeros, like "
            f"{long[0]}: a spreadsheet may have damaged them."
        )
    alike: dict[str, str] = {}
    for one in ids:
        other = alike.setdefault(unicodedata.normalize("NFKC", one).casefold(), one)
        if other != one:
            notes.append(
                f"Ids of “{column}” that differ in capitals or width alone are two cases: "
                f"“{other}” (row {seen[other]}) and “{one}” (row {seen[one]}). Are they one person?"
            )
            break
    return Ids([prefix + one for one in ids], column, True, reason, tuple(notes))
