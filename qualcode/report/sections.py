"""What a report is made of: titled tables and quotes, each with the words that say what it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

WHAT = ("segments", "frequencies", "matrix")
"""The parts of a report."""
TABLES = ("crosstabs", "cooccurrence", "saturation")
"""Further parts: of these the kept cross-tabs are written unasked, as they were kept for it."""
READING = ("themes", "summaries", "displays")
"""What a researcher made of the coding: written unasked where there is something of it."""
OF_SOURCE = ("frequencies", "matrix", "cooccurrence", "saturation")
"""Parts of the interviews, or of the answers to one question."""

HEADINGS = {
    "code": "Code", "segments": "Segments", "documents": "Documents", "cases": "Cases",
    "documents_reviewed": "Documents reviewed", "cases_reviewed": "Cases reviewed",
    "case": "Case", "document": "Document", "question": "Question", "start": "Start",
    "end": "End", "coders": "Coders",
}  # fmt: skip
"""How a column is headed where people read it; names of codes stay as they are."""


@dataclass(frozen=True)
class Picture:
    """A figure in a report: the bytes of a .png or .svg, what it shows in words, and its caption.

    data: empty where there is none; the caption then says why. inches: its width and height.
    """

    data: bytes
    form: str
    told: str
    caption: str
    inches: tuple[float, float] = (0.0, 0.0)
    label: str = ""


@dataclass(frozen=True)
class Section:
    """One part of a report.

    kind: `text` (its foot is all it says), `table`, `frequencies` (codes as a tree), `matrix` (a
    case a row, its codes the columns) or `quotes` (segments to be printed as quotations, under a
    heading for each run of rows alike in the column `by`; without headings where that is None), or
    `display` (a table of texts of several lines, of which quotes look like quotes).
    short: a name of few letters for a sheet. foot: source, layer, base, method, in a few
    sentences. depth: of each row in a tree. label, caption: number and title of a table, which
    stand above it. across: it is wide, and lies across a page. picture: stands below it.
    """

    title: str
    kind: str
    frame: pd.DataFrame
    foot: str
    short: str
    depth: tuple[int, ...] = ()
    by: str | None = "code"
    label: str = ""
    caption: str = ""
    across: bool = False
    picture: Picture | None = None

    def headed(self) -> list[tuple[str | None, list[Any]]]:
        """Return the rows of quotes under their headings, in their order."""
        found: list[tuple[str | None, list[Any]]] = []
        for _, row in self.frame.iterrows():
            heading = None if self.by is None else str(row[self.by])
            if not found or found[-1][0] != heading:
                found.append((heading, []))
            found[-1][1].append(row)
        return found

    def for_reading(self) -> tuple[pd.DataFrame, tuple[bool, ...]]:
        """Return the frame with headings for people, and which of its rows are categories.

        Blank columns, and the one that says what a category is, are left out.
        """
        frame = self.frame
        heads = tuple(bool(one) for one in frame["category"]) if self.kind == "frequencies" else ()
        if self.kind == "matrix":
            return frame.rename(columns={frame.columns[0]: "Case"}), heads
        blank = [name for name in frame.columns if frame[name].isna().all() and len(frame)]
        dropped = [*blank, *(["category"] if self.kind == "frequencies" else [])]
        return frame.drop(columns=dropped).rename(columns=HEADINGS), heads


QUOTE = "“"
"""With this a line of a display begins that is a quote."""


def texts(frame: pd.DataFrame) -> list[list[str]]:
    """Return a frame's cells as texts: empty for what is missing, whole numbers without a point."""
    columns = [[_text(v) for v in frame.iloc[:, at]] for at in range(frame.shape[1])]
    return [list(row) for row in zip(*columns, strict=True)]


def numeric(frame: pd.DataFrame) -> list[bool]:
    """Say of each column whether it holds numbers, which are never taken for texts."""
    return [dtype.kind in "iuf" for dtype in frame.dtypes]


def signed(value: float) -> str:
    """Return a residual as it is printed: with its sign, and 0.0 without one."""
    return "0.0" if round(value, 1) == 0 else f"{value:+.1f}".replace("-", "\u2212")


def _text(value: object) -> str:
    import pandas as pd

    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, float):
        if value != value:
            return ""
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(float(value))
    if isinstance(value, pd.Timestamp):
        whole = value == value.normalize()
        return value.date().isoformat() if whole else value.isoformat()
    return str(value)
