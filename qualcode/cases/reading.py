"""Cells to values: each column of a file read as what it was found or stated to be.

Each distinct cell is read once. A cell that does not fit is refused, with its row; a blank one
says nothing; one that says why there is no answer becomes that reason. What a stored value does
not tell of its cell is kept beside it (`raw_cells`), so that every cell can be had back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from qualcode.cases import choices, times
from qualcode.cases.kinds import fault, stored
from qualcode.cases.layout import Part
from qualcode.cases.sheet import Sheet
from qualcode.errors import UnreadableSource

Stored = tuple[float | None, str | None, str | None]
"""Number, content, and the reason there is neither."""

REASONS = ("empty", "not shown", "refused", "does not apply", "unreadable")


def value_reader(
    kind: str,
    levels: Sequence[str],
    *,
    form: str = "",
    duration: bool = False,
    decimal: str = ".",
    labels: Mapping[str, str] | None = None,
    known: choices.Choices | None = None,
) -> Callable[[str], tuple[Stored | None, str]]:
    """Return what reads one cell of a kind: its value, or None and what is wrong with it."""
    labels = labels or {}

    def read(cell: str) -> tuple[Stored | None, str]:
        text = labels.get(cell.strip(), cell)
        if "\0" in text:
            return None, "holds a NUL character"
        if known is not None:
            chosen, _ = known.read(text.strip())
            if kind == "multiple response":
                return (None, json.dumps(chosen, ensure_ascii=False), None), ""
            text = chosen[0] if chosen else text
        if kind == "date" and form:
            day = times.parse(text, form)
            return ((None, day, None), "") if day else (None, "is no date")
        if duration:
            seconds = times.seconds(text, bare=True)
            return ((seconds, None, None), "") if seconds is not None else (None, "is no duration")
        if kind in ("scale", "weight") and decimal != ".":
            text = text.replace(decimal, ".")
        if wrong := fault(kind, text, levels):
            return None, wrong
        return (*stored(kind, text), None), ""

    return read


def column(
    sheet: Sheet,
    part: Part,
    missing: Mapping[str, str],
    read: Callable[[str], tuple[Stored | None, str]],
) -> list[Stored | None]:
    """Read a column row by row; None where its cell is blank.

    Raises: UnreadableSource with the row of the first cell that does not fit.
    """
    cells = [row[part.at] for row in sheet.rows]
    values: dict[str, Stored | None] = {}
    for cell in dict.fromkeys(cells):
        text = cell.strip()
        if not text and "\0" not in cell:
            values[cell] = None
        elif text in missing:
            values[cell] = (None, None, missing[text])
        else:
            found, wrong = read(cell)
            if found is None:
                row = sheet.numbers[cells.index(cell)]
                shown = text.replace("\0", "\ufffd")
                shown = shown if len(shown) <= 40 else shown[:39] + "…"
                raise UnreadableSource(
                    f"{sheet.name}, row {row}, “{part.name}”: “{shown}” {wrong}."
                )
            values[cell] = found
    return [values[cell] for cell in cells]


def texts(
    sheet: Sheet, part: Part, missing: Mapping[str, str], known: choices.Choices | None = None
) -> list[Stored | None]:
    """Read the texts of one's own in a column; known: the choices they stand beside."""
    found: list[Stored | None] = []
    for row in sheet.rows:
        cell = row[part.at].strip()
        own = "" if cell in missing else known.read(cell)[1] if known else cell
        found.append((None, own, None) if own else None)
    return found


def value_text(value: Stored | None) -> str:
    """Return a value as the cell that would be read as it."""
    if value is None:
        return ""
    number, content, missing = value
    if missing is not None:
        return f"\x1f{missing}"
    if number is not None:
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
    return content or ""


def raw_cells(
    cells: Sequence[str], values: Sequence[Stored | None], ids: Sequence[str]
) -> dict[str, dict[str, str]]:
    """Return what is needed to have every cell back from its value: empty where nothing is.

    `by_value`: the cell of each value that differs from it; `by_case`: cells that are another.
    """
    if all(cell == value_text(value) for cell, value in set(zip(cells, values, strict=True))):
        return {}
    by_value: dict[str, str] = {}
    rows = zip(ids, cells, values, strict=True)
    by_case = {
        one: cell
        for one, cell, value in rows
        if by_value.setdefault(value_text(value), cell) != cell
    }
    kept = {text: cell for text, cell in by_value.items() if text != cell}
    return {"by_value": kept} | ({"by_case": by_case} if by_case else {})


def cell_of(raw: Mapping[str, Mapping[str, str]], case: str, value: Stored | None) -> str:
    """Return the cell that a case's value was read from."""
    text = value_text(value)
    return raw.get("by_case", {}).get(case, raw.get("by_value", {}).get(text, text))
