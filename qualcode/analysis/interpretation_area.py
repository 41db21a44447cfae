"""What a researcher makes of the coding: the part of `project.analysis` for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qualcode.analysis.tables_area import Tables

if TYPE_CHECKING:
    from qualcode.analysis.displays import Displays
    from qualcode.analysis.quote_matrix import QuoteMatrix
    from qualcode.analysis.summaries import Summaries
    from qualcode.analysis.themes import Themes
    from qualcode.analysis.typology import Typology


class Interpretation(Tables):
    """Themes, summaries and displays of a project; each loaded when it is asked for."""

    @property
    def themes(self) -> Themes:
        """The themes: claims with their codes, quotes and contrary cases."""
        from qualcode.analysis.themes import Themes

        return Themes(self._store)

    @property
    def summaries(self) -> Summaries:
        """The summary matrix (framework): cases × codes or themes, in the researcher's words."""
        from qualcode.analysis.summaries import Summaries

        return Summaries(self._store)

    @property
    def displays(self) -> Displays:
        """The joint displays: numbers beside words."""
        from qualcode.analysis.displays import Displays

        return Displays(self._store, self)

    def quote_matrix(
        self,
        codes: Sequence[str] | None = None,
        field: str | None = None,
        *,
        question: str | None = None,
        layer: str = "final",
        each: int = 2,
        fields: Sequence[str] = (),
    ) -> QuoteMatrix:
        """Return codes or themes × the levels of a field, with what people said in each cell.

        codes: codes, categories or themes by name; else the themes, or without themes the codes.
        field: without one a single column. question: of whose answers; else the interviews. each:
        so many quotes a cell, those chosen for a theme first, and all of these. fields: told of
        each case beside its quotes. The result has .table, .quotes (a row a quote), .cells (counts,
        left out, withheld for want of consent), .foot and .outside() for what leaves the project.
        Raises: NotFound, Ambiguous, UsageError.
        """
        from qualcode.analysis import quote_matrix

        return quote_matrix.build(
            self._store, codes, field, question=question, layer=layer, each=each, fields=fields,
            threshold=self.hidden_below(),
        )  # fmt: skip

    def typology(
        self,
        row: str,
        column: str,
        *,
        question: str | None = None,
        layer: str = "final",
        examples: int = 3,
    ) -> Typology:
        """Return cases grouped by two dimensions, with their number and a few examples.

        row, column: each a field, a code or a theme by name (`field:NAME`, `code:NAME`,
        `theme:NAME` where a name is several of them). question: of whose answers; else the
        interviews. The result has .table, .frame (a row a cell), .foot and .outside() for what
        leaves the project. Raises: NotFound, Ambiguous, UsageError, NotEnoughData.
        """
        from qualcode.analysis import typology

        return typology.build(
            self._store, row, column, question=question, layer=layer, examples=examples,
            threshold=self.hidden_below(),
        )  # fmt: skip
