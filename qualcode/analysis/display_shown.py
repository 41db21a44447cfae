"""A joint display as it is read: rows of cells, each with what it was, is today, and whence.

A number is shown as it was put there; where it would be another today it is stale and says what it
would be. Words are today's, and stale where they are others than those that were put there. A cell
without anything reads 'no data'. The fit is the researcher's, never the program's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualcode.analysis import quoting
from qualcode.analysis.display_values import HIDDEN, NUMBERS, Value, Values
from qualcode.analysis.quoting import Quote
from qualcode.errors import QualcodeError

if TYPE_CHECKING:
    import pandas as pd

NO_DATA = "no data"
NOT_JUDGED = "not judged"
FITS = ("confirms", "extends", "contradicts", "silent")
"""What a researcher may say of numbers and words side by side: the words confirm the numbers, add
to them, speak against them, or one of the two says nothing."""
CELLS = ["row", "topic", "column", "number", "kind", "value", "n", "base", "note", "stale", "now",
         "query", "made", "coder", "uid"]  # fmt: skip
QUOTES = ["row", "topic", "column", *quoting.COLUMNS]


@dataclass(frozen=True)
class Kind:
    """A kind of display: what its columns are called, and whether it has a fit column."""

    topic: str
    columns: tuple[str, ...]
    fit: bool
    last: str


KINDS = {
    "side by side": Kind("topic", ("survey result", "themes and quotes"), True, "inference"),
    "statistics by themes": Kind("theme", ("numbers", "quotes"), True, "inference"),
    "follow-up": Kind(
        "result to explain", ("cases", "explanation", "quotes"), False, "what it changes"
    ),
    "instrument": Kind("theme", ("quotes", "item written", "item result"), False, "remark"),
    "themes by score": Kind("theme", ("low", "middle", "high"), False, "inference"),
    "case profile": Kind("aspect", ("of this case", "of the group"), False, "inference"),
    "framework": Kind("construct", ("numbers", "words"), True, "recommendation"),
}
"""The kinds of joint displays (Guetterman, Fetters & Creswell 2015), by name."""


@dataclass(frozen=True)
class Stored:
    """A cell as it is kept; `then`: what was put there."""

    id: int
    uid: str
    row: int
    column: str
    kind: str
    asked: dict[str, Any]
    then: dict[str, Any]
    coder: str
    created: str


@dataclass(frozen=True)
class Item:
    """What stands in a cell: number: which of those in the cell, from 1.

    text: what is printed. now: what it would be today, where that is another; stale says so.
    """

    uid: str
    number: int
    kind: str
    text: str
    stale: bool
    now: str
    n: int | None
    base: int | None
    note: str
    hidden: bool
    query: str
    quotes: tuple[Quote, ...]
    left_out: int | None
    coder: str
    created: str


@dataclass(frozen=True)
class Row:
    """A row of a display. cells: the items by column; a column without any has no data."""

    number: int
    uid: str
    topic: str
    fit: str
    inference: str
    cells: dict[str, tuple[Item, ...]]

    @property
    def stale(self) -> bool:
        """Whether something in it would be another today."""
        return any(item.stale for items in self.cells.values() for item in items)


@dataclass(frozen=True)
class Display:
    """A joint display as it is today; see `Displays.show`."""

    uid: str
    name: str
    kind: str
    note: str
    topic: str
    columns: tuple[str, ...]
    fit: bool
    last: str
    rows: tuple[Row, ...]

    @property
    def stale(self) -> int:
        """How many items would be others today."""
        return sum(i.stale for row in self.rows for items in row.cells.values() for i in items)

    @property
    def headings(self) -> list[str]:
        """The columns as they are headed."""
        return [self.topic, *self.columns, *(["fit"] if self.fit else []), self.last]

    @property
    def frame(self) -> pd.DataFrame:
        """The display as it is printed: a row a row, the columns of `headings`, and stale."""
        import pandas as pd

        listed = []
        for row in self.rows:
            cells = [printed(row.cells[column]) for column in self.columns]
            fit = [row.fit or NOT_JUDGED] if self.fit else []
            listed.append([row.topic, *cells, *fit, row.inference, row.stale])
        made = pd.DataFrame(listed, columns=[*self.headings, "stale"])
        made.attrs["foot"] = self.foot
        return made

    @property
    def cells(self) -> pd.DataFrame:
        """The display in long form, an item a row, with the columns of `CELLS`."""
        import pandas as pd

        listed: list[list[Any]] = []
        for row in self.rows:
            for column, items in row.cells.items():
                listed += [
                    [
                        row.number, row.topic, column, i.number, i.kind, i.text, i.n, i.base,
                        i.note, i.stale, i.now, i.query, i.created, i.coder, i.uid,
                    ]
                    for i in items
                ] or [[row.number, row.topic, column, None, NO_DATA, NO_DATA, *[None] * 3, False,
                       "", "", None, None, None]]  # fmt: skip
        made = pd.DataFrame(listed, columns=CELLS)
        return made.astype({"number": "Int64", "n": "Int64", "base": "Int64"})

    @property
    def quotes(self) -> pd.DataFrame:
        """The quotes of the display, with the columns of `QUOTES`; each says its state."""
        import pandas as pd

        listed: list[list[Any]] = []
        for row in self.rows:
            for column, items in row.cells.items():
                found = quoting.frame([quote for item in items for quote in item.quotes])
                listed += [
                    [row.number, row.topic, column, *cells]
                    for cells in found.itertuples(index=False, name=None)
                ]
        made = pd.DataFrame(listed, columns=QUOTES)
        return made.astype({"start": "Int64", "end": "Int64"})

    @property
    def foot(self) -> str:
        """Its note, the bases of its numbers, how many quotes are left out, what is stale."""
        parts = [self.note] if self.note else []
        items = [(row, i) for row in self.rows for cell in row.cells.values() for i in cell]
        notes: dict[str, list[int]] = {}
        for row, item in items:
            if item.note:
                notes.setdefault(item.note.rstrip("."), []).append(row.number)
        for note, numbers in notes.items():
            rows = list(dict.fromkeys(numbers))
            which = ", ".join(str(n) for n in rows)
            parts.append(f"Row{'s' * (len(rows) != 1)} {which}: {note}.")
        left = [(row.number, i.left_out) for row, i in items if i.left_out]
        if left:
            said = ", ".join(f"{n:,} in row {row}" for row, n in left)
            parts.append(f"Segments left out of the quotes: {said}.")
        if any(i.hidden for _, i in items):
            parts.append(f"{HIDDEN} hidden: few cases, or a number that would give them away.")
        if self.stale:
            one = self.stale == 1
            parts.append(
                f"{self.stale:,} cell{'s' * (not one)} would be "
                f"{'another' if one else 'others'} today."
            )
        if self.fit:
            parts.append("The fit was judged by the researchers.")
        return " ".join(parts)


def printed(items: Sequence[Item]) -> str:
    """Return the items of a cell as they are printed, 'no data' where there are none."""
    found = []
    for item in items:
        stale = f" [today: {item.now}]" if item.stale and item.now else ""
        mark = " [changed since]" if item.stale and not item.now else ""
        found.append(f"{item.text}{stale}{mark}")
    return "\n".join(one for one in found if one) or NO_DATA


def item(values: Values, number: int, stored: Stored, *, outside: bool) -> Item:
    """Return what is kept in a cell as it is shown, beside what it would be today.

    outside: as it leaves the project. A number that was put there under a lower threshold than
    today's is then not told.
    """
    then = stored.then
    value: Value | None = None
    why = ""
    try:
        value = values.of(stored.kind, stored.asked)
    except QualcodeError as error:
        why = str(error)
    stale = value is None or as_kept(value.same) != then["same"]
    today = (value.outside if outside else value.text) if value else f"cannot be made: {why}"
    numeric = stored.kind in NUMBERS
    hidden = outside and value is not None and value.hidden
    if not numeric:
        # Words are today's anyway; where they leave the project nothing of them is stale.
        text, now = (today, "") if value else (f"[{why}]", "")
        stale = stale and not (outside and value)
    elif not stale:
        text, now = today, ""
    elif outside:
        told = values.threshold <= then["threshold"]
        text, now = then["outside"] if told else HIDDEN, today
        hidden = then["hidden"] or not told
    else:
        text, now = then["text"], today
    told = numeric and not hidden
    return Item(
        stored.uid, number, stored.kind, text, stale, now, then["n"] if told else None,
        then["base"] if told else None, then["note"] if numeric else value.note if value else "",
        hidden, query(stored), value.quotes if value else (), value.left_out if value else None,
        stored.coder, stored.created,
    )  # fmt: skip


def kept(value: Value, kind: str, threshold: int) -> str:
    """Return what is kept of a cell: of numbers how they are printed, of words a digest alone."""
    found: dict[str, Any] = {"same": value.same}
    if kind in NUMBERS:
        found.update(
            text=value.text, outside=value.outside, hidden=value.hidden, threshold=threshold,
            n=value.n, base=value.base, note=value.note,
        )  # fmt: skip
    return json.dumps(found, ensure_ascii=False)


def as_kept(same: Mapping[str, Any]) -> Any:
    """Return what must be equal as it reads once it was kept."""
    return json.loads(json.dumps(same))


def query(stored: Stored) -> str:
    """Return what a cell was asked for, in a line of JSON; of the researcher's words nothing."""
    if stored.kind == "text":
        return ""
    return json.dumps(stored.asked, ensure_ascii=False, sort_keys=True)
