"""Analysis: what the coding says, in frames."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qualcode.analysis import frequencies, matrix
from qualcode.coding.area import Coding
from qualcode.coding.codes import find_code
from qualcode.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

FREQUENCY = ["code", "category", "segments", "documents", "cases", "documents_reviewed"]


class Analysis:
    """The analyses of a project."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def retrieve(
        self,
        *,
        code: str | None = None,
        document: str | None = None,
        coder: str | None = None,
        descendants: bool = True,
    ) -> pd.DataFrame:
        """Return the segments of a code (with those below it), document or coder."""
        return Coding(self._store).segments(
            code=code, document=document, coder=coder, descendants=descendants
        )

    def frequencies(self, *, layer: str = "final") -> pd.DataFrame:
        """Return each code's segments, documents and cases in a layer's reviewed passages.

        Columns: code, category, segments, documents, cases, documents_reviewed (the base).
        `frame.attrs["foot"]` says what the numbers are. Raises: NotFound for an unknown layer.
        """
        import pandas as pd

        rows = frequencies.frequencies(self._store, layer=layer)
        made = pd.DataFrame([[getattr(r, n) for n in FREQUENCY] for r in rows], columns=FREQUENCY)
        base = rows[0].documents_reviewed if rows else 0
        made.attrs["foot"] = (
            f"layer {layer}: segments, documents and cases in passages marked done; "
            f"{base:,} documents reviewed."
        )
        return made

    def matrix(
        self,
        *,
        question: str | None = None,
        codes: Sequence[str] | None = None,
        layer: str = "final",
    ) -> pd.DataFrame:
        """Return a row for each case with an answer, a column a code: 1, 0, or empty.

        Empty is 'not reviewed for this code'. Without a question: the interviews. Index: case.
        `frame.attrs["foot"]` says what the numbers are. Raises: NotFound, Ambiguous.
        """
        import pandas as pd

        chosen = None if codes is None else [find_code(self._store, c) for c in codes]
        made = matrix.build(self._store, question=question, codes=chosen, layer=layer)
        frame = pd.DataFrame(
            {
                name: pd.array([row[at] for row in made.cells], dtype="Int64")
                for at, name in enumerate(made.codes)
            },
            index=pd.Index(made.cases, name="case"),
        )
        frame.attrs["foot"] = made.foot
        return frame
