"""A cross-tab as bars in a terminal: a heading a code, below it a row a level."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from qualcode.analysis.crosstab_reading import DOWN, UP
from qualcode.text.blocks import Row

if TYPE_CHECKING:
    from qualcode.analysis.crosstab import Crosstab

NOBODY = "–"


def full(table: Crosstab) -> int:
    """Return the percentage that a full bar stands for: the highest of the table, in tens."""
    top = table.cells["percent"].max()
    return 100 if top != top else max(10, 10 * ceil(top / 10))


def rows(table: Crosstab, *, of: str = "{} of {}") -> list[Row]:
    """Return the rows of its chart, with each share, its mark and its interval; counts of few.

    of: how a count and its base are said. As the project shows it to the researcher: nothing is
    hidden.
    """
    most = full(table)
    cells = table.cells.to_dict("records")
    made: list[Row] = []
    for at, cell in enumerate(cells):
        if at % len(table.levels) == 0:
            made.append(Row(str(cell["code"])))
        level = f"  {cell['level']}"
        if not cell["base"]:
            made.append(Row(level, None, NOBODY))
            continue
        mark = (UP if cell["residual"] > 0 else DOWN) if cell["marked"] else " "
        said = (
            of.format(f"{cell['n']:,}", f"{cell['base']:,}")
            if table.counted
            else f"{cell['percent']:5.1f}{mark} [{cell['low']:.1f}, {cell['high']:.1f}]"
        )
        made.append(Row(level, cell["percent"] / most, said))
    return made
