"""Segments as they are printed: nobody is quoted who did not consent to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from qualcode.cases.consent import unquotable
from qualcode.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

WORDS = ("text", "before", "after")
"""Columns that hold what people said."""


def printed(store: Store, frame: pd.DataFrame, *, quotes: bool) -> tuple[pd.DataFrame, str]:
    """Return segments as they may be printed, and what is to be said of those withheld.

    frame: with a column document, and speaker where it is known. quotes: printed as quotations,
    from which a segment without its words is left out; in a table its row stays, without them.
    """
    silent = unquotable(store)
    told = [name for name in WORDS if name in frame]
    if not silent or not told or "document" not in frame:
        return frame, ""
    who: Iterable[str | None] = frame["speaker"] if "speaker" in frame else [None] * len(frame)
    withheld = []
    around = []
    for document, speaker in zip(frame["document"], who, strict=True):
        labels = silent.get(document, frozenset())
        # Where the speaker is not known, or the turns around are given, it may be theirs.
        withheld.append(labels is None or speaker in labels or (not speaker and bool(labels)))
        around.append(labels is None or bool(labels))
    if not any(around):
        return frame, ""
    kept = frame.copy()
    for name in told:
        kept.loc[withheld if name == "text" else around, name] = ""
    n = sum(withheld)
    if not n:
        return kept, ""
    were = "1 segment" if n == 1 else f"{n:,} segments"
    if quotes:
        kept = kept[[not one for one in withheld]]
        return kept, f"{were} of people who did not consent to being quoted left out."
    return kept, f"The words of {were} are withheld: no consent to being quoted."
