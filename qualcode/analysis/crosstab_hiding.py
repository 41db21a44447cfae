"""Small cells hidden where a table leaves the project, so that none follows from what is shown.

A cell of at least one case and fewer than the threshold is hidden, and so is one whose base is. A
sum that is shown would give a lone hidden cell away, so others of its line are hidden too, the
smallest first, until no hidden number follows from the sums: of the levels to the total of a code,
and, where two fields are crossed, to the levels of either field, which a table of that field shows.
0 stays 0, but in a line where nothing else could hide the rest.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from qualcode.analysis.statistics.given import Array

if TYPE_CHECKING:
    import pandas as pd

HIDDEN = "·"
"""What stands in place of a hidden number."""

Grid = Array
Edge = tuple[int, int]
Node = tuple[str, int]


def hidden(cells: pd.DataFrame, threshold: int) -> pd.Series[bool]:
    """Return for each row of cells whether it is hidden in an export.

    cells: columns code, level, n, base; for two fields crossed also first and second (the parts of
    the level); for a field of several levels a person a column several, true: their cells add up to
    no total. threshold: 0 hides nothing. The index is that of the cells.
    """
    return hiding(cells, threshold)[0]


def hiding(cells: pd.DataFrame, threshold: int) -> tuple[pd.Series[bool], dict[str, bool]]:
    """Return which cells are hidden, and by code whether its total is; see `hidden`."""
    import pandas as pd

    found = np.zeros(len(cells), dtype=bool)
    totals: dict[str, bool] = {}
    several = "several" in cells and bool(cells["several"].any())
    for code, at in cells.groupby("code", sort=False, observed=True).indices.items():
        found[at], totals[str(code)] = _of_code(cells.iloc[at], threshold, several)
    return pd.Series(found, index=cells.index, name="hidden", dtype=bool), totals


def _of_code(own: pd.DataFrame, threshold: int, several: bool) -> tuple[Any, bool]:
    n, base = own["n"].to_numpy(dtype=float), own["base"].to_numpy(dtype=float)
    if threshold <= 0:
        return np.zeros(len(own), dtype=bool), False
    if several:
        return _small(n, threshold) | _small(base, threshold), False
    rows, columns, shape = _places(own)
    grid_n, grid_base = np.zeros(shape), np.zeros(shape)
    np.add.at(grid_n, (rows, columns), n)
    np.add.at(grid_base, (rows, columns), base)
    whole, bases = _with_sums(grid_n), _with_sums(grid_base)
    if not (_small(whole, threshold) | _small(bases, threshold)).any():
        return np.zeros(len(own), dtype=bool), False
    nowhere = np.zeros(bases.shape, dtype=bool)
    forced = covered(bases, threshold, nowhere, np.full(bases.shape, np.inf))
    made = covered(whole, threshold, forced, bases)
    return made[rows, columns], bool(made[-1, -1])


def _places(own: pd.DataFrame) -> tuple[Any, Any, tuple[int, int]]:
    """Return each cell's place in a grid; one field alone is a grid of one row."""
    if "first" not in own:
        return np.zeros(len(own), dtype=int), np.arange(len(own)), (1, len(own))
    first, second = list(dict.fromkeys(own["first"])), list(dict.fromkeys(own["second"]))
    rows = np.array([first.index(v) for v in own["first"]])
    columns = np.array([second.index(v) for v in own["second"]])
    return rows, columns, (len(first), len(second))


def _with_sums(grid: Grid) -> Grid:
    rows = np.concatenate([grid, grid.sum(1, keepdims=True)], 1)
    return np.concatenate([rows, rows.sum(0, keepdims=True)])


def _small(n: Array, threshold: int) -> Any:
    return (n > 0) & (n < threshold)


def covered(grid: Grid, threshold: int, forced: Any, most: Array) -> Any:
    """Return which numbers of a grid with its sums (last row, last column) are hidden.

    forced: those that are hidden anyway, whatever they are; most: what each can be. The sums are
    hidden as a table of them alone hides them; in the grid, cells are hidden until each hidden
    number could be another one.
    """
    lines = forced.copy()
    if grid.shape[0] > 2:
        for part in (np.s_[:, -1], np.s_[-1, :]):
            own, apart, top = (np.stack([a[part], a[part]]) for a in (grid, forced, most))
            lines[part] |= _Line(own, apart, top, threshold).cover()[0]
    return _Line(grid, lines, most, threshold).cover()


@dataclass
class _Line:
    """Numbers with their sums while they are being hidden.

    Whoever reads the table is taken to know which numbers are small and which were hidden for the
    sake of others; not so below a threshold of 3, where a small number is 1 for certain.
    """

    grid: Grid
    forced: Any
    most: Array
    threshold: int

    def __post_init__(self) -> None:
        self.small = _small(self.grid, self.threshold)
        self.found = self.forced | self.small
        self.least = np.ones(self.grid.shape)
        self.upper = self.most.copy()
        if self.threshold > 2:
            self.least[~self.small] = self.threshold
            self.upper[self.small] = self.threshold - 1
        own = self.forced & ~self.small
        self.least[own], self.upper[own] = 0, np.inf
        self.single = self.grid.shape[0] == 2

    def cover(self) -> Any:
        """Hide more until nothing is given away; return what is hidden."""
        while (lost := self.given_away()) is not None:
            at = self._next(lost)
            if at is None:
                return self._all()
            self._hide(at)
        return self.found

    def _hide(self, at: Edge) -> None:
        self.found[at] = True
        if self.single:
            self.found[:, at[1]] = True

    def _next(self, lost: Edge) -> Edge | None:
        """Return the smallest shown number but 0 inside the grid, near the one given away."""
        inside = ~self.found & (self.grid > 0)
        inside[-1] = inside[:, -1] = False
        own = np.zeros_like(inside)
        own[lost[0]] = own[:, lost[1]] = True
        for among in (inside & own, inside):
            places = np.argwhere(among).tolist()
            if places:
                row, column = min(places, key=lambda at: (self.grid[at[0], at[1]], at))
                return row, column
        return None

    def _all(self) -> Any:
        """Hide every number inside, zeros too; then sums, if nothing less will do."""
        rows, columns = self.grid.shape[0] - 1, self.grid.shape[1] - 1
        inside = np.s_[:, :-1] if self.single else np.s_[:-1, :-1]
        self.found[inside] = True
        self.least[inside], self.upper[inside] = 0, self.most[inside]
        while (lost := self.given_away()) is not None:
            sums = [(lost[0], columns), (rows, lost[1]), (rows, columns)]
            at = next((one for one in sums if not self.found[one]), None)
            if at is None:
                break
            self._hide(at)
            self.least[at], self.upper[at] = 0, np.inf
        return self.found

    def given_away(self) -> Edge | None:
        """Return a hidden number that only one value fits, None where there is none.

        With sums negative every line adds up to 0, so changes go round a cycle of hidden numbers
        that are alternately raised and lowered. One on no such cycle is fixed.
        """
        edges = [(int(r), int(c)) for r, c in np.argwhere(self.found)]
        graph: dict[Node, list[tuple[Node, Edge]]] = {}
        for edge in edges:
            for start, end in self._arcs(edge):
                graph.setdefault(start, []).append((end, edge))
        for edge in edges:
            # That nobody is there gives nobody away.
            if self.grid[edge] and not any(
                _reaches(graph, end, start, edge) for start, end in self._arcs(edge)
            ):
                return edge
        return None

    def _arcs(self, edge: Edge) -> Iterator[tuple[Node, Node]]:
        """Yield which way a number can change: from its row to its column where it is raised."""
        row, column = ("r", edge[0]), ("c", edge[1])
        rises, falls = self.grid[edge] < self.upper[edge], self.grid[edge] > self.least[edge]
        negative = (edge[0] == self.grid.shape[0] - 1) != (edge[1] == self.grid.shape[1] - 1)
        if falls if negative else rises:
            yield row, column
        if rises if negative else falls:
            yield column, row


def _reaches(
    graph: Mapping[Node, Sequence[tuple[Node, Edge]]], start: Node, goal: Node, without: Edge
) -> bool:
    seen, queue = {start}, deque([start])
    while queue:
        for end, edge in graph.get(queue.popleft(), ()):
            if edge == without or end in seen:
                continue
            if end == goal:
                return True
            seen.add(end)
            queue.append(end)
    return False
