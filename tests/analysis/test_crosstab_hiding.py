"""Small cells hidden in what leaves a project: nothing hidden follows from what is shown."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook
from tables import Person, survey

from qualcode.analysis.crosstab_hiding import hidden, hiding
from qualcode.errors import UsageError

K = 5


def frame(n: list[int], base: list[int]) -> pd.DataFrame:
    """Return the cells of one code."""
    levels = [f"l{at}" for at in range(len(n))]
    return pd.DataFrame({"code": "c", "level": levels, "n": n, "base": base})


def fitting(n: list[int], away: list[bool], total: int | None, top: int) -> Iterator[list[int]]:
    """Yield every row of counts that agrees with what is shown.

    A hidden number is at least 1 while some 0 of the row is shown; total: None where it is hidden.
    """
    least = 0 if all(away) else 1
    ranges = [range(least, top + 1) if off else [v] for v, off in zip(n, away, strict=True)]
    for row in product(*ranges):
        if total is None or sum(row) == total:
            yield list(row)


counts = st.lists(st.integers(0, 9), min_size=1, max_size=4)


@given(counts)
@example([3])
@example([1, 1])
@example([1, 1, 0])
@example([4, 0, 0])
@example([2, 9])
@example([1, 5, 9])
def test_no_hidden_count_follows_from_the_rest_of_its_row(n: list[int]) -> None:
    cells = frame(n, [60] * len(n))
    found, totals = hiding(cells, K)
    away = [bool(v) for v in found]
    assert all(off for v, off in zip(n, away, strict=True) if 0 < v < K), "small ones are hidden"
    assert totals["c"] or not 0 < sum(n) < K
    rows = list(fitting(n, away, None if totals["c"] else sum(n), 18))
    for at, off in enumerate(away):
        if off and n[at]:
            assert len({row[at] for row in rows}) > 1, (n, away)
    if not any(0 < v < K for v in [*n, sum(n)]):
        assert not any(away)


@given(counts, st.data())
def test_neither_count_nor_base_of_a_small_level_follows(n: list[int], data: st.DataObject) -> None:
    base = [v + data.draw(st.integers(0, 6)) for v in n]
    found, totals = hiding(frame(n, base), K)
    away = [bool(v) for v in found]
    assert all(off for v, off in zip(base, away, strict=True) if 0 < v < K)
    rows = list(fitting(base, away, None if totals["c"] else sum(base), 26))
    for at, off in enumerate(away):
        if off and 0 < base[at] < K:
            assert len({row[at] for row in rows}) > 1, (base, away)


@given(
    st.integers(2, 3).flatmap(
        lambda rows: st.integers(2, 3).flatmap(
            lambda columns: st.lists(
                st.lists(st.integers(0, 7), min_size=columns, max_size=columns),
                min_size=rows, max_size=rows,
            )
        )
    )
)  # fmt: skip
@example([[3, 9], [9, 9]])
@example([[3, 6, 7], [6, 7, 7], [7, 7, 7]])
@example([[3, 0], [0, 7]])
@example([[0, 0, 4], [0, 0, 4]])
def test_two_fields_crossed_are_safe_beside_the_tables_of_either(grid: list[list[int]]) -> None:
    wide = len(grid[0])
    rows = [f"a{at}" for at in range(len(grid)) for _ in range(wide)]
    columns = [f"b{at}" for _ in grid for at in range(wide)]
    flat = [v for row in grid for v in row]
    cells = frame(flat, [60] * len(flat)).assign(first=rows, second=columns)
    away = [bool(v) for v in hidden(cells, K)]
    # What the tables of one field alone show of the same cases.
    sums = [sum(row) for row in grid]
    ups = [sum(column) for column in zip(*grid, strict=True)]
    alone = [
        [None if off else v for v, off in zip(line, hidden(frame(line, [99] * len(line)), K),
                                              strict=True)]
        for line in (sums, ups)
    ]  # fmt: skip
    whole = None if 0 < sum(flat) < K else sum(flat)
    places = [at for at, off in enumerate(away) if off]
    least = 0 if all(away) else 1
    seen: list[set[int]] = [set() for _ in places]
    for values in _solutions(flat, places, alone, wide, whole, least):
        for at, value in enumerate(values):
            seen[at].add(value)
    fixed = [at for at, one in zip(places, seen, strict=True) if len(one) == 1]
    assert not any(flat[at] for at in fixed), (grid, away)


def _solutions(
    flat: list[int],
    places: list[int],
    alone: list[list[int | None]],
    wide: int,
    whole: int | None,
    least: int,
) -> Iterator[tuple[int, ...]]:
    """Yield steps of one and two away from the truth that agree with every sum shown."""
    steps = (-2, -1, 0, 1, 2) if len(places) <= 5 else (-1, 0, 1)
    for change in product(steps, repeat=len(places)):
        row = list(flat)
        for at, by in zip(places, change, strict=True):
            row[at] += by
        if min((row[at] for at in places), default=1) < least:
            continue
        sums = [sum(row[at : at + wide]) for at in range(0, len(row), wide)]
        ups = [sum(row[at::wide]) for at in range(wide)]
        shown = [*zip(alone[0], sums, strict=True), *zip(alone[1], ups, strict=True)]
        if all(v is None or v == s for v, s in shown) and whole in (None, sum(row)):
            yield tuple(row[at] for at in places)


def test_nothing_is_hidden_at_a_threshold_of_0_and_0_stays_0() -> None:
    cells = frame([1, 0, 4, 30], [40] * 4)
    assert not hidden(cells, 0).any()
    assert hidden(cells, K).tolist() == [True, False, True, False]


PEOPLE = [
    *[Person("Xihu", codes=("gap",))] * 3, *[Person("Xihu")] * 17,
    *[Person("Yuhang", codes=("gap",))] * 9, *[Person("Yuhang")] * 11,
    *[Person("Binjiang", codes=("gap",))] * 14, *[Person("Binjiang")] * 6,
]  # fmt: skip


def test_what_is_written_out_hides_the_cell_its_partner_and_the_test(tmp_path: Path) -> None:
    with survey(tmp_path / "s.qualcode", tmp_path, PEOPLE) as project:
        table = project.analysis.crosstab("district", question="q8", codes=["gap"])
        assert table.cells["n"].tolist() == [14, 3, 9], "inside the project they are shown"
        assert table.outside.cells["hidden"].tolist() == [False, True, True]
        frame = table.report()
        row = frame.iloc[1].tolist()
        assert row == ["gap", "70.0▲", "·", "·", "43.3", "", ""]
        assert (
            "2 cells of fewer than 5 cases, or that would give such a cell away"
            in (frame.attrs["foot"])
        )
        out = project.report.write_table(tmp_path / "t.xlsx", frame, title=table.title)
        said = str([[c.value for c in row] for row in load_workbook(out).active.iter_rows()])  # type: ignore[union-attr]
        assert "15.0" not in said
        assert "45.0" not in said
        project.analysis.hide_below(0)
        table = project.analysis.crosstab("district", question="q8", codes=["gap"])
        assert not table.outside.cells["hidden"].any()
        assert table.report().iloc[1].tolist()[1:5] == ["70.0▲", "15.0▼", "45.0", "43.3"]
        with pytest.raises(UsageError, match="0 \\(hide nothing\\) or more"):
            project.analysis.hide_below(-1)
        project.history.undo()
        assert project.analysis.hidden_below() == 5
