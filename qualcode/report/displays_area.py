"""The part of `project.report` that writes what a researcher made of the coding."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.errors import UsageError
from qualcode.store.store import Store

if TYPE_CHECKING:
    from qualcode.analysis.quote_matrix import QuoteMatrix
    from qualcode.analysis.summary_cells import SummaryMatrix
    from qualcode.analysis.typology import Typology
    from qualcode.report.sections import Section

FORMATS = (".docx", ".xlsx", ".html", ".md", ".csv")


class Readings:
    """Themes, summaries, displays and their like, each in a file of its own.

    As .docx, .xlsx, .html, .md or .csv (of a csv the long form: a row a cell or quote). All as it
    leaves the project: small numbers hidden, nobody quoted without consent, masked words replaced.
    """

    _store: Store

    def save(self, path: Path, title: str, sections: Sequence[Section]) -> Path:
        """Write sections to a file under the name of the study. Raises: StorageFailed."""
        raise NotImplementedError

    def write_themes(self, path: str | Path) -> Path:
        """Write the themes with their quotes and contrary cases. Raises: UsageError."""
        from qualcode.report import displays

        path, suffix = form(path)
        return self.save(path, "themes", displays.themes(self._store, suffix))

    def write_summaries(self, path: str | Path, matrix: SummaryMatrix) -> Path:
        """Write a matrix that `analysis.summaries.matrix` returned. Raises: UsageError."""
        from qualcode.documents import masking
        from qualcode.report import displays

        path, suffix = form(path)
        leave = masking.leaving(self._store)
        return self.save(path, "summaries", displays.summaries(matrix, leave, suffix))

    def write_display(self, path: str | Path, name: str) -> Path:
        """Write the joint display of a name. Raises: UsageError, NotFound, Ambiguous."""
        from qualcode.analysis.area import Analysis
        from qualcode.report import displays

        path, suffix = form(path)
        shown = Analysis(self._store).displays.show(name, outside=True)
        return self.save(path, "joint display", displays.display(shown, suffix))

    def write_quote_matrix(self, path: str | Path, matrix: QuoteMatrix) -> Path:
        """Write what `analysis.quote_matrix` returned. Raises: UsageError."""
        from qualcode.report import displays

        path, suffix = form(path)
        return self.save(path, "quotes", displays.quote_matrix(matrix, suffix))

    def write_typology(self, path: str | Path, table: Typology) -> Path:
        """Write what `analysis.typology` returned. Raises: UsageError."""
        from qualcode.report import displays

        path, suffix = form(path)
        return self.save(path, "typology", displays.typology(table, suffix))


def form(path: str | Path) -> tuple[Path, str]:
    """Return a path and its ending, which says the form. Raises: UsageError for another."""
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise UsageError(f"A report is written as {', '.join(FORMATS)}, not “{suffix}”.")
    return path, suffix
