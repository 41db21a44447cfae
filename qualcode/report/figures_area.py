"""The part of `project.report` that draws."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.codebook.rows import chinese_names
from qualcode.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

    from qualcode.analysis.crosstab import Crosstab


class Figures:
    """Figures of results; matplotlib is loaded when one is drawn."""

    _store: Store

    def figure(
        self,
        path: str | Path,
        of: Crosstab | pd.DataFrame,
        *,
        kind: str | None = None,
        title: str | None = None,
        language: str | None = None,
    ) -> Path:
        """Draw a result as .svg or .png, with its base and method below it.

        of: a cross-tab, or the frame of analysis.saturation, analysis.trend or agreement.curve.
        kind: of a cross-tab: bars (the default), heat (adjusted residuals) or groups (a panel a
        code). title: else that of a table; empty: none. language: en or zh, with the codes' names
        in it; else the interface's.
        Small cells are hidden. The same result gives the same bytes on one machine.
        Raises: UsageError, NotEnoughData, NotFound where no font has a Chinese character of it,
        StorageFailed.
        """
        from qualcode.report import figures
        from qualcode.text import interface

        spoken = language or interface.language()
        names = chinese_names(self._store) if spoken == "zh" else {}
        return figures.write(Path(path), of, kind, spoken, title, names)
