"""What a report is made of: titled tables and quotes, each with the words that say what it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Section:
    """One part of a report.

    kind: `table`, or `quotes` (segments to be printed as quotations by code). foot: base, layer,
    n, method, in one or two sentences.
    """

    title: str
    kind: str
    frame: pd.DataFrame
    foot: str


def texts(frame: pd.DataFrame) -> list[list[str]]:
    """Return a frame's cells as texts: empty for what is missing, whole numbers without a point."""
    columns = [[_text(v) for v in frame[name]] for name in frame.columns]
    return [list(row) for row in zip(*columns, strict=True)]


def _text(value: object) -> str:
    import pandas as pd

    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, float):
        if value != value:
            return ""
        return str(int(value)) if value.is_integer() else f"{value:g}"
    return str(value)
