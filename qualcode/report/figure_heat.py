"""The heat map of a cross-tab's adjusted residuals.

Each cell holds its number, so that the sign is there in grey too; a triangle up or down stands
where a residual holds after correction. Orange and purple are told apart by all who see colours
in any way, and both darken with the distance from none.
"""

from __future__ import annotations

from typing import Any

from qualcode.analysis.crosstab_hiding import HIDDEN
from qualcode.report.figure_page import INK, LINE, SIZE, SMALL, WIDTH, Page
from qualcode.report.figure_shares import NOBODY, Grid, named
from qualcode.report.sections import signed

_LEAST, _MOST = 3.0, 6.0
"""The scale of colours ends at the largest residual, but not before or after these."""
_NARROW = 0.4


def heat(page: Page, grid: Grid) -> None:
    """Draw the residuals, a row a code and a column a level."""
    import matplotlib
    from matplotlib.colors import Normalize
    from matplotlib.patches import Rectangle

    names, left = named(page, grid.codes)
    wide = max(_NARROW, min(0.9, (WIDTH - left - 0.1) / len(grid.levels)))
    across = max(WIDTH, left + wide * len(grid.levels) + 0.1)
    turned = any(
        page.wide(page.show(word), SMALL) > wide - 0.06
        for level in grid.levels
        for word in level.split()
    )
    room = 1.3 if turned else wide - 0.06
    heads = [page.lines(level, room, SMALL) for level in grid.levels]
    above = (
        max(page.wide(head, SMALL) for head in heads)
        if turned
        else 0.13 * max(head.count("\n") + 1 for head in heads)
    ) + 0.1
    heights = [max(0.24, LINE * (name.count("\n") + 1) + 0.03) for name in names]
    tall = sum(heights)
    page.open(across, above + tall + 0.5)
    axes = page.axes(left, above, wide * len(grid.levels), tall)
    axes.patch.set_gid("panel-0")
    axes.spines["left"].set_visible(False)
    known = [abs(c.residual) for row in grid.cells for c in row if c.residual == c.residual]
    end = min(_MOST, max([_LEAST, *known]))
    colours, scale = matplotlib.colormaps["PuOr_r"], Normalize(-end, end)
    top = 0.0
    for at, height in enumerate(heights):
        for level, cell in enumerate(grid.cells[at]):
            there = not cell.hidden and cell.residual == cell.residual
            colour: Any = colours(scale(cell.residual)) if there else "white"
            box = Rectangle((level, top), 1, height, facecolor=colour, edgecolor="white")
            box.set_gid(f"cell-{at}-{level}")
            axes.add_patch(box)
            at_ = (level, top + height / 2)
            _number(axes, cell, at_, wide, colour, there, gid=f"{at}-{level}")
        top += height
    axes.set_xlim(0, len(grid.levels))
    axes.set_ylim(tall, 0)
    middles = [sum(heights[:at]) + heights[at] / 2 for at in range(len(names))]
    axes.set_yticks(middles, names)
    axes.set_xticks([at + 0.5 for at in range(len(heads))], heads)
    axes.xaxis.tick_top()
    axes.tick_params(axis="both", length=0)
    axes.tick_params(axis="x", labelsize=SMALL, rotation=90 if turned else 0)
    axes.tick_params(axis="y", labelsize=SIZE)
    _key(page, left, above + tall + 0.14, end, colours)


def _number(
    axes: Any,
    cell: Any,
    at: tuple[float, float],
    wide: float,
    colour: Any,
    there: bool,
    *,
    gid: str,
) -> None:
    x, y = at
    if not there:
        shown = HIDDEN if cell.hidden else NOBODY
        axes.text(
            x + 0.5, y, shown, fontsize=SIZE + 2, ha="center", va="center_baseline", color=INK
        )
        return
    red, green, blue = colour[:3]
    ink = "white" if 0.3 * red + 0.59 * green + 0.11 * blue < 0.45 else INK
    said = signed(cell.residual)
    shift = 0.06 / wide if cell.marked else 0.0
    axes.text(x + 0.5 + shift, y, said, fontsize=SMALL, ha="center", va="center", color=ink)
    if cell.marked:
        [shape] = axes.plot(
            [x + 0.5 - 0.14 / wide], [y], "^" if cell.residual > 0 else "v", markersize=3.6,
            color=ink,
        )  # fmt: skip
        shape.set_gid(f"{'up' if cell.residual > 0 else 'down'}-{gid}")


def _key(page: Page, left: float, top: float, end: float, colours: Any) -> None:
    """Draw the scale of colours with its ends in words."""
    axes = page.axes(left, top, 1.6, 0.1)
    axes.imshow(
        [[n / 64 for n in range(65)]], cmap=colours, aspect="auto", extent=(-end, end, 0, 1)
    )
    axes.spines["left"].set_visible(False)
    axes.set_yticks([])
    axes.set_xticks([-end, 0, end], [f"\u2212{end:.0f}", "0", f"+{end:.0f}"])
    words = page.words
    said = f"{words.residual}: {words.weaker} \u2194 {words.stronger}"
    page.text(left + 1.75, top + 0.05, said, size=SMALL, va="center")
