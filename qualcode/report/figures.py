"""Figures of what analyses return, as SVG or PNG.

Frames in, files out: a cross-tab as bars, heat map or code by group; the curves of saturation, of
agreement over rounds and of words over time. A file holds what leaves the project, so small cells
are hidden in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import floor, nan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualcode.analysis.crosstab import Crosstab
from qualcode.analysis.crosstab_asked import ADJUST
from qualcode.analysis.crosstab_hiding import hidden
from qualcode.analysis.crosstab_reading import known
from qualcode.analysis.units import INTERVIEWS
from qualcode.errors import NotEnoughData, UsageError
from qualcode.report import atomic, figure_page, figure_words
from qualcode.report.figure_curves import Saturation, Series, panels, saturation
from qualcode.report.figure_heat import heat
from qualcode.report.figure_page import FORMATS, Drawing
from qualcode.report.figure_shares import Cell, Grid, bars, groups
from qualcode.report.figure_words import Words
from qualcode.report.sections import Picture

if TYPE_CHECKING:
    import pandas as pd

KINDS = ("bars", "heat", "groups")


def write(
    path: Path, what: Any, kind: str | None, language: str, title: str | None,
    names: Mapping[str, str],
) -> Path:  # fmt: skip
    """Write a figure; see `Report.figure`. names: of codes, in its language where they differ."""
    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise UsageError(f"A figure is written as {' or '.join(FORMATS)}, not “{suffix}”.")
    made = drawn(what, suffix, kind=kind, language=language, title=title, names=names)
    atomic.write(path, lambda fresh: _bytes(fresh, made))
    return path


def _bytes(path: Path, made: bytes) -> None:
    path.write_bytes(made)


def drawn(
    what: Any,
    form: str,
    *,
    kind: str | None = None,
    language: str = "en",
    title: str | None = None,
    names: Mapping[str, str] | None = None,
) -> bytes:
    """Return a figure as the bytes of a .svg or .png.

    Raises: UsageError for what has no figure, NotEnoughData, NotFound where no font serves.
    """
    words = figure_words.of(language)
    return figure_page.drawn(drawing_of(what, words, kind, title, names or {}), words, form)[0]


def picture(what: Any, form: str, kind: str | None = None) -> Picture:
    """Return a figure for a report, where its title stands above it. Raises: as `drawn`."""
    words = figure_words.of("en")
    drawing = drawing_of(what, words, kind, None, {})
    # What a curve is of stands in the note of its table; how a figure of cells is read does not.
    bare = replace(drawing, title="", note=drawing.note if isinstance(what, Crosstab) else "")
    made, inches = figure_page.drawn(bare, words, form)
    return Picture(made, form, drawing.told, drawing.title, inches)


def drawing_of(
    what: Any, words: Words, kind: str | None, title: str | None, names: Mapping[str, str]
) -> Drawing:
    """Return how a result is drawn."""
    import pandas as pd

    if isinstance(what, Crosstab):
        return _of_table(what, words, kind or "bars", title, names)
    if not isinstance(what, pd.DataFrame):
        raise UsageError(f"No figure of a {type(what).__name__}: give a cross-tab or a frame.")
    if kind is not None:
        raise UsageError(f"Only a cross-tab is drawn as {kind}.")
    return _of_frame(what, words, title, names)


def _of_table(
    table: Crosstab, words: Words, kind: str, title: str | None, names: Mapping[str, str]
) -> Drawing:
    if kind not in KINDS:
        raise UsageError(f"No figure “{kind}” of a cross-tab. There are: {', '.join(KINDS)}.")
    grid = grid_of(table)
    grid = replace(grid, codes=[names.get(code, code) for code in grid.codes])
    grid.check()
    draw = {"bars": bars, "heat": heat, "groups": groups}[kind]
    if kind == "heat" and all(c.residual != c.residual for row in grid.cells for c in row):
        raise NotEnoughData(
            "No residual of this table is defined, or all are hidden. Draw it as bars or groups."
        )
    name = words.title.format(_source(table, words), table.field.name)
    return Drawing(
        grid.texts,
        lambda page: draw(page, grid),
        told(grid),
        name if title is None else title,
        note(table, grid, words, kind),
    )


def grid_of(table: Crosstab) -> Grid:
    """Return a table as it is drawn: as it leaves the project."""
    import pandas as pd

    outside, wide = table.outside, len(table.levels)
    away = float("nan")

    def number(value: Any) -> float:
        return away if pd.isna(value) else float(value)

    made = [
        Cell(
            0 if row["hidden"] else int(row["n"]), 0 if row["hidden"] else int(row["base"]),
            number(row["percent"]), number(row["low"]), number(row["high"]),
            number(row["residual"]), bool(row["marked"]), bool(row["hidden"]),
        )
        for row in outside.cells.to_dict("records")
    ]  # fmt: skip
    bases = outside.bases["cases"]
    return Grid(
        table.codes,
        table.levels,
        [made[at : at + wide] for at in range(0, len(made), wide)],
        [number(v) for v in outside.totals["percent"].astype(object)],
        [None if gone else int(n) for n, gone in zip(bases, bases.isna(), strict=True)],
        table.counted,
    )


def _source(table: Crosstab, words: Words) -> str:
    source = table.given.source.source
    return words.interviews if source == INTERVIEWS else source


def note(table: Crosstab, grid: Grid, words: Words, kind: str) -> str:
    """Return what stands below a figure of a cross-tab: base, layer, method, marks."""
    given, asked = table.given, table.asked
    said = {"heat": words.numbers, "groups": words.dots}.get(
        kind, words.counts if table.counted else words.shares
    )
    cells = [cell for row in grid.cells for cell in row]
    parts = [
        said.format(
            source=_source(table, words),
            layer=asked.layer,
            base=words.bases[given.base],
            n=f"{known(table):,}",
        )
    ]
    if asked.weight:
        parts.append(words.weighted.format(asked.weight))
    if any(cell.marked for cell in cells):
        parts.append(words.held.format(ADJUST[asked.adjust]))
    if any(cell.hidden for cell in cells) or None in grid.bases:
        parts.append(words.hidden.format(table.threshold))
    drawn_ = [
        cell.residual if kind == "heat" else cell.percent for cell in cells if not cell.hidden
    ]
    if any(value != value for value in drawn_):
        parts.append(words.nobody)
    return words.stop.join(parts)


def told(grid: Grid) -> str:
    """Return the numbers of a cross-tab's figure as text."""
    lines = []
    for code, row in zip(grid.codes, grid.cells, strict=True):
        said = ", ".join(
            f"{level} {cell.mark or f'{cell.percent:.1f} %'}"
            for level, cell in zip(grid.levels, row, strict=True)
        )
        lines.append(f"{code}: {said}.")
    return " ".join(lines)


def _of_frame(
    frame: pd.DataFrame, words: Words, title: str | None, names: Mapping[str, str]
) -> Drawing:
    columns = set(frame.columns)
    if frame.empty:
        raise NotEnoughData("There is nothing to draw: the table has no rows.")
    if {"position", "new", "total", "total_low"} <= columns:
        return _saturation(frame, words, title)
    if {"round", "coefficient", "value"} <= columns:
        return _rounds(frame, words, title)
    if {"what", "period", "percent"} <= columns:
        return _trend(frame, words, title, names)
    raise UsageError(
        "No figure of this table. There are figures of cross-tabs, saturation, trends, and the "
        "curve of rounds."
    )


def _saturation(frame: pd.DataFrame, words: Words, title: str | None) -> Drawing:
    band = bool(frame["total_low"].notna().all())
    curve = Saturation(
        [str(case) for case in frame["case"]], list(map(int, frame["new"])),
        list(map(int, frame["total"])),
        [at for at, reached in enumerate(frame["saturated"]) if reached],
        *([list(map(float, frame[f"total_{one}"])) if band else [] for one in _BAND]),
    )  # fmt: skip
    said = "; ".join(
        f"{case} {new} new, {total} so far"
        for case, new, total in zip(curve.cases, curve.new, curve.total, strict=True)
    )
    return Drawing(
        curve.cases, lambda page: saturation(page, curve), f"{said}.",
        words.saturation if title is None else title,
        figure_words.of_saturation(words, frame.attrs),
    )  # fmt: skip


_BAND = ("low", "median", "high")


def _rounds(frame: pd.DataFrame, words: Words, title: str | None) -> Drawing:
    """Draw a panel a coefficient; rounds that two did not code have no value."""
    names = [str(name) for name in dict.fromkeys(frame["round"])]
    there = frame[frame["value"].notna()]
    if there.empty:
        raise NotEnoughData("No round has a figure to draw: " + "; ".join(frame["note"]))
    made = [
        _series(str(name).replace("_", " "), own, "round", names, "value")
        for name, own in there.groupby("coefficient", sort=False)
    ]
    lowest = min(v for one in made for v in [*one.values, *one.low] if v == v)
    low = min(0.0, 0.1 * floor(10 * lowest))
    return Drawing(
        [*names, *(one.name for one in made)],
        lambda page: panels(page, names, made, words.of_rounds, low=low, high=1.02),
        _said(names, made), words.rounds if title is None else title, words.interval,
    )  # fmt: skip


def _trend(
    frame: pd.DataFrame, words: Words, title: str | None, names: Mapping[str, str]
) -> Drawing:
    """Draw a panel a word or code; periods of few cases are hidden, as in a table."""
    periods = [str(period) for period in dict.fromkeys(frame["period"])]
    unit, threshold = str(frame.attrs.get("unit", "cases")), int(frame.attrs.get("threshold", 0))
    foot = figure_words.of_trend(words, frame.attrs)
    if unit == "cases" and threshold:
        few = hidden(frame.rename(columns={"what": "code", "period": "level"}), threshold)
        if few.any():
            frame = frame.assign(hidden=few)
            frame.loc[few, ["percent", "low", "high"]] = nan
            foot = words.stop.join((foot, words.hidden.format(threshold)))
    made = [
        _series(
            names.get(str(name), str(name)) if kind == "code" else str(name),
            own,
            "period",
            periods,
            "percent",
        )
        for (name, kind), own in frame.groupby(["what", "kind"], sort=False)
    ]
    top = max([v for one in made for v in [*one.values, *one.high] if v == v], default=1.0)
    axis = {"cases": words.share, "words": words.of_words, "segments": words.of_segments}[unit]
    high = min(102.0, 1.05 * top or 1.0)
    return Drawing(
        [*periods, *(one.name for one in made)],
        lambda page: panels(page, periods, made, axis, low=0, high=high, upright=True),
        _said(periods, made), words.trend if title is None else title, foot,
    )  # fmt: skip


def _series(name: str, own: pd.DataFrame, along: str, places: Sequence[str], value: str) -> Series:
    rows = {str(row[along]): row for row in own.to_dict("records")}

    def column(of: str) -> list[float]:
        found = [rows[place][of] if place in rows else None for place in places]
        return [nan if one is None or one != one else float(one) for one in found]

    few = [bool(place in rows and rows[place].get("hidden", False)) for place in places]
    return Series(name, column(value), column("low"), column("high"), few)


def _said(names: Sequence[str], series: Sequence[Series]) -> str:
    return " ".join(
        f"{one.name}: "
        + ", ".join(
            f"{name} {value:.2f}"
            for name, value in zip(names, one.values, strict=True)
            if value == value
        )
        + "."
        for one in series
    )
