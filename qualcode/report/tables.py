"""Sections of a report for tables: cross-tabs kept by name, pairs of codes, saturation.

They are printed as papers print them: numbered, a row a code, in each cell n, the share and its
interval, then the test, p as corrected and the effect. A table of many levels is a row a cell
instead. What leaves the project is hidden where it is about few cases. A workbook holds the same as
numbers.
"""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from qualcode.analysis import crosstab_reading as reading
from qualcode.analysis.crosstab import Crosstab
from qualcode.analysis.crosstab_hiding import HIDDEN
from qualcode.analysis.crosstab_kept import Compared
from qualcode.analysis.crosstab_outside import NOT_SHOWN
from qualcode.errors import NotEnoughData, NotFound, UsageError
from qualcode.report.sections import Picture, Section, signed

if TYPE_CHECKING:
    import pandas as pd

MOST_ACROSS = 8
"""More levels than these do not fit beside each other on a page."""
ACROSS = 4
"""More lie across the page."""
DRAWN = {".docx": ".png", ".html": ".svg"}
"""The forms that hold pictures, and of what kind."""
_FIRM = "\u00a0"
"""A space at which no line breaks: an interval stays whole."""
PAIRS = 60
"""Pairs of codes on a page; a workbook has all."""


def crosstab(found: Compared, suffix: str) -> list[Section]:
    """Return the sections of a kept table as it is today."""
    kept, table = found.kept, found.now
    if table is None:
        import pandas as pd

        why = (
            f"Kept as “{kept.name}”, {kept.created[:10]}; it cannot be made any more: {found.note}"
        )
        return [Section(kept.name, "text", pd.DataFrame(), why, kept.name)]
    foot = f"{reading.foot(table)} {_as_kept(found)} {computed()}"
    if suffix == ".xlsx":
        return _sheets(table, kept.name, foot)
    beside = len(table.levels) <= MOST_ACROSS
    notes = f"{_read(table)} {foot}{_notes(table)}"
    made = Section(
        kept.name, "table", printed(table) if beside else listed(table), notes, kept.name,
        caption=table.title, across=beside and len(table.levels) > ACROSS,
        picture=picture(table, suffix),
    )  # fmt: skip
    if beside:
        return [made]
    whole = printed(table)
    columns = [name for name in printed_tests(table) if name in whole]
    if not columns:
        return [made]
    tests = whole[["Code", *columns]]
    return [
        replace(made, foot=f"{_read(table)} {foot}"),
        Section(
            f"{kept.name}: tests", "table", tests, f"Of the table above.{_notes(table)}",
            f"{kept.name[:24]} tests", caption=f"{table.title}, tests",
        ),
    ]  # fmt: skip


def printed_tests(table: Crosstab) -> list[str]:
    """Return the names of the columns of tests."""
    adjusted = reading.NAMES[table.asked.adjust]
    return ["Test", adjusted, f"{reading.measure(table)} [95 % CI]"]


def computed() -> str:
    """Return with what the numbers were computed."""
    return f"Computed with qualcode {version('qualcode')}."


def _as_kept(found: Compared) -> str:
    if not found.stale:
        return f"As kept on {found.kept.created[:10]}."
    many = len(found.changes)
    return (
        f"Kept on {found.kept.created[:10]}; today's numbers, of which {many:,} "
        f"cell{'s' * (many != 1)} differ{'s' * (many == 1)} from those kept."
    )


def _read(table: Crosstab) -> str:
    return (
        "Cells: n of the cases known for the code."
        if table.counted
        else "Cells: n, percent of the cases known for the code, [95 % interval]."
    )


def _notes(table: Crosstab) -> str:
    """Return what is said of single tests, each thing once, with the codes that it is said of.

    That a test is not shown as a cell of its row is hidden, the foot says of all.
    """
    said: dict[str, list[str]] = {}
    for code, note in zip(table.codes, table.outside.tests["note"], strict=True):
        if note and note != NOT_SHOWN:
            said.setdefault(str(note), []).append(code)
    parts = [f"{', '.join(codes)}: {note}." for note, codes in said.items()]
    return f" {' '.join(parts)}" if parts else ""


def printed(table: Crosstab) -> pd.DataFrame:
    """Return a table as a paper prints it: a row a code, a column a level."""
    import pandas as pd

    outside, wide = table.outside, len(table.levels)
    cells = [_cell(row, counted=table.counted) for row in _rows(outside.cells)]
    sums = [_cell(row, counted=table.counted) for row in _rows(outside.totals)]
    bases = [HIDDEN if pd.isna(n) else f"{int(n):,}" for n in outside.bases["cases"]]
    levels = [f"{level}\n{_bases_of(n)}" for level, n in zip(table.levels, bases, strict=True)]
    rows = [
        [
            code, *cells[at * wide : (at + 1) * wide], sums[at], tested(test),
            reading.p_value(test["p_adjusted"]), effect(test),
        ]
        for at, (code, test) in enumerate(zip(table.codes, _rows(outside.tests), strict=True))
    ]  # fmt: skip
    names = [
        "Code",
        *levels,
        f"All\n{_bases_of(f'{reading.known(table):,}')}",
        *printed_tests(table),
    ]
    made = pd.DataFrame(rows, columns=names, dtype=object)
    blank = [name for name in printed_tests(table) if (made[name] == "").all()]
    return made.drop(columns=blank)


def _bases_of(n: str) -> str:
    return f"(n{_FIRM}={_FIRM}{n})"


def listed(table: Crosstab) -> pd.DataFrame:
    """Return a table of many levels: a row a cell."""
    import pandas as pd

    rows = [
        [
            row["code"] if at % len(table.levels) == 0 else "", row["level"],
            *((HIDDEN, HIDDEN, HIDDEN, HIDDEN) if row["hidden"] else _numbers(row)),
        ]
        for at, row in enumerate(_rows(table.outside.cells))
    ]  # fmt: skip
    names = ["Code", "Level", "n", "Base", "% [95 % CI]", "Residual"]
    return pd.DataFrame(rows, columns=names, dtype=object)


def _rows(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    found: list[dict[Any, Any]] = frame.to_dict("records")
    return found


def _numbers(row: dict[Any, Any]) -> tuple[str, ...]:
    n, base = f"{int(row['n']):,}", f"{int(row['base']):,}"
    if not row["base"]:
        return n, base, "–", "–"
    residual = row["residual"]
    shown = "–" if residual != residual else f"{signed(residual)}{_mark(row)}"
    return n, base, _share(row), shown


def _mark(row: dict[Any, Any]) -> str:
    if not row.get("marked", False):
        return ""
    return reading.UP if row["residual"] > 0 else reading.DOWN


def _share(row: dict[Any, Any]) -> str:
    return f"{row['percent']:.1f} [{row['low']:.1f},{_FIRM}{row['high']:.1f}]"


def _cell(row: dict[Any, Any], *, counted: bool) -> str:
    if row["hidden"]:
        return HIDDEN
    if not row["base"]:
        return "–"
    if counted:
        return f"{int(row['n'])} of {int(row['base'])}"
    return f"{int(row['n']):,}{_mark(row)}\n{_share(row)}"


def tested(test: dict[Any, Any]) -> str:
    """Return a test as a paper prints it, as 'χ²(5, N = 896) = 46.21'."""
    name, value = str(test["test"]), test["statistic"]
    if value != value:
        return "" if test["p"] != test["p"] else name
    degrees = [f"{d:.0f}" if float(d).is_integer() else f"{d:.2f}" for d in _known(test)]
    inside = ", ".join([*degrees, f"N = {int(test['n']):,}"])
    signs = {"chi-square": "χ²", "Rao-Scott F": "F", "Mann-Whitney": "U", "linear-by-linear": "M²"}
    if name == "Rao-Scott F":
        inside = ", ".join(degrees)
    inside = inside.replace(" ", _FIRM)
    return f"{signs.get(name, name)}({inside}) = {value:,.2f}"


def _known(test: dict[Any, Any]) -> list[float]:
    return [test[name] for name in ("df", "df2") if test[name] == test[name]]


def effect(test: dict[Any, Any]) -> str:
    """Return an effect with its interval, as '.23 [.17, .29]'."""
    shown = reading.effect(test["effect"])
    if not shown or test["effect_low"] != test["effect_low"]:
        return shown
    low, high = reading.effect(test["effect_low"]), reading.effect(test["effect_high"])
    return f"{shown} [{low},{_FIRM}{high}]".replace("-", "\u2212")


def _sheets(table: Crosstab, name: str, foot: str) -> list[Section]:
    """Return a workbook's sheets: the table as it is read, its cells and tests as numbers."""
    outside = table.outside
    return [
        Section(name, "table", reading.report(table, "percent"), foot, name),
        Section(f"{name}: cells", "table", outside.cells, foot, f"{name[:24]} cells"),
        Section(f"{name}: tests", "table", outside.tests, foot, f"{name[:24]} tests"),
    ]


def picture(what: Any, suffix: str, kind: str | None = None) -> Picture | None:
    """Return the figure of a result for a form that holds pictures, or why there is none."""
    from qualcode.report import figures

    form = DRAWN.get(suffix)
    if form is None:
        return None
    try:
        return figures.picture(what, form, kind)
    except (NotFound, NotEnoughData, UsageError) as error:
        return Picture(b"", form, "", f"No figure: {error}")


# Pairs of codes -------------------------------------------------------------------------------


def cooccurrence(frame: pd.DataFrame, unit: str, threshold: int, suffix: str) -> Section:
    """Return the section of pairs of codes, those that meet most often first."""
    foot = f"{frame.attrs['foot']} {computed()}"
    frame = outside_of_pairs(frame, threshold) if unit == "case" else frame.assign(hidden=False)
    there = frame["hidden"] | (frame[["n12", "n21"]].max(axis=1) > 0)
    frame = frame[there].sort_values("n12", ascending=False, kind="stable", na_position="last")
    if frame["hidden"].any():
        foot += (
            f" {HIDDEN} hidden: of both, of one alone, or of neither there are fewer than "
            f"{threshold} cases."
        )
    if suffix == ".xlsx":
        return Section("Codes that meet", "table", frame.reset_index(drop=True), foot, "Pairs")
    if len(frame) > PAIRS:
        foot += f" The first {PAIRS} of {len(frame):,} pairs; the .xlsx has all."
    return Section(
        "Codes that meet", "table", _pairs_printed(frame.head(PAIRS), unit), foot, "Pairs",
        caption=f"Pairs of codes by {unit}",
    )  # fmt: skip


def outside_of_pairs(frame: pd.DataFrame, threshold: int) -> pd.DataFrame:
    """Return pairs of codes in cases as they leave the project, with a column hidden.

    A pair is hidden where one of the four counts of its table (both, one alone, the other alone,
    neither) is of fewer cases than the threshold, but not of none; a code's own n where it is.
    """
    both, first, second, n = (frame[name] for name in ("n12", "n1", "n2", "n"))
    counts = [both, first - both, second - both, n - first - second + both]
    few = np.zeros(len(frame), dtype=bool)
    for count in counts:
        few |= ((count > 0) & (count < threshold)).to_numpy(dtype=bool)
    whole = ["n12", "n21", "n1", "n2"]
    made = frame.astype(dict.fromkeys(whole, "Int64"))
    measures = ["jaccard", "lift", "phi", "odds_ratio", "odds_ratio_low", "odds_ratio_high"]
    made.loc[few, ["n12", "n21", *measures]] = None
    for name in ("n1", "n2"):
        made.loc[(frame[name] > 0) & (frame[name] < threshold), name] = None
    return made.assign(hidden=few)


def _pairs_printed(frame: pd.DataFrame, unit: str) -> pd.DataFrame:
    import pandas as pd

    def number(value: Any) -> str:
        return HIDDEN if pd.isna(value) else f"{int(value):,}"

    def measure(row: dict[Any, Any], name: str, places: int = 2) -> str:
        if row["hidden"]:
            return HIDDEN
        return "–" if row[name] != row[name] else f"{row[name]:.{places}f}"

    rows = []
    for row in _rows(frame):
        odds = measure(row, "odds_ratio")
        if odds not in (HIDDEN, "–") and row["odds_ratio_low"] == row["odds_ratio_low"]:
            odds += f" [{row['odds_ratio_low']:.2f},{_FIRM}{row['odds_ratio_high']:.2f}]"
        met = [number(row["n12"])] + ([] if unit == "case" else [number(row["n21"])])
        known = [f"{int(row['n']):,}"] if unit == "case" else []
        rows.append(
            [row["code"], row["with"], *met, number(row["n1"]), number(row["n2"]), *known,
             measure(row, "jaccard"), *([measure(row, "phi"), odds] if unit == "case" else [])]
        )  # fmt: skip
    each = ["n of code", "n of with"]
    names = ["Code", "With", "Code meets", "With meets", *each, "Jaccard"]
    if unit == "case":
        names = ["Code", "With", "Both", *each, "Base", "Jaccard", "φ", "Odds ratio [95 % CI]"]
    return pd.DataFrame(rows, columns=names, dtype=object)


# Saturation -----------------------------------------------------------------------------------


def saturation(frame: pd.DataFrame, suffix: str) -> Section:
    """Return the section of a saturation curve."""
    foot = f"{frame.attrs['foot']} {computed()}"
    if suffix == ".xlsx":
        return Section("Saturation", "table", frame, foot, "Saturation")
    return Section(
        "Saturation", "table", _curve_printed(frame), foot, "Saturation",
        caption="New codes by case, in order", picture=picture(frame, suffix),
    )  # fmt: skip


def _curve_printed(frame: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    rows = [
        [
            row["position"], row["case"], row["new"], row["total"],
            "" if row["ratio"] != row["ratio"] else f"{row['ratio']:.1%}",
            ""
            if row["total_low"] != row["total_low"]
            else f"{row['total_median']:g} [{row['total_low']:g},{_FIRM}{row['total_high']:g}]",
        ]
        for row in _rows(frame)
    ]  # fmt: skip
    names = ["Case", "Name", "New", "So far", "New in run / base", "Random orders [95 %]"]
    return pd.DataFrame(rows, columns=names, dtype=object)
