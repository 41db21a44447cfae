"""What is told of a cross-tab: the sentence of the marked cell, the foot of the table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from qualcode.text import display
from qualcode.text.interface import language
from qualcode.tui.i18n import WORDS, counted, number, t
from qualcode.tui.i18n.crosstab import NOTES
from qualcode.tui.screens.crosstab_choosing import source_name, source_of
from qualcode.tui.screens.crosstab_figures import Figures, within

if TYPE_CHECKING:
    from qualcode.analysis.crosstab import Crosstab


def note(said: str) -> str:
    """Return the note of a test in the language of the interface."""
    if language() != "zh":
        return said
    return "；".join(_note(part) for part in said.split("; "))


def _note(said: str) -> str:
    for pattern, zh in NOTES:
        if found := re.fullmatch(pattern, said):
            return found.expand(zh)
    return said


def test_name(name: str) -> str:
    """Return the name of a test."""
    return t(f"test {name}") if f"test {name}" in WORDS else name


def measure(name: str) -> str:
    """Return the name of an effect."""
    return t(f"measure {name}") if f"measure {name}" in WORDS else name


_NUMBERS = 44
"""So many cells of the line on a cell are for its numbers, whatever the names are."""


def cell(
    figures: Figures, row: int, column: int, names: Mapping[str, str], cells: int
) -> list[str]:
    """Return the lines on the marked cell; row 0 are the bases, column 0 the codes.

    cells: of a line; long names are cut so that the numbers are seen.
    """
    table = figures.table
    if row == 0:
        return _base(figures, column)
    code = table.codes[row - 1]
    shown = display.safe(names.get(code, code))
    if 1 <= column <= figures.levels:
        return _level(table, code, _where(shown, table.levels[column - 1], cells), column - 1)
    if column in (0, figures.levels + 1):
        return _whole(table, row - 1, display.ellipsis(shown, max(12, cells - _NUMBERS)))
    return test(figures, row - 1, shown)


def _base(figures: Figures, column: int) -> list[str]:
    table = figures.table
    if 1 <= column <= figures.levels:
        level, n = table.levels[column - 1], int(table.bases["cases"].iloc[column - 1])
        return [t("crosstab known at", level=display.safe(level), n=number(n))]
    return [t("crosstab known", n=number(figures.known))]


def _where(code: str, level: str, cells: int) -> str:
    """Return code and level; where they are long, the longer is cut first."""
    level, room = display.safe(level), max(24, cells - _NUMBERS)
    half = max(room // 2, room - display.width(level))
    code = display.ellipsis(code, half)
    return f"{code}, {display.ellipsis(level, max(12, room - display.width(code)))}"


def _level(table: Crosstab, code: str, where: str, at: int) -> list[str]:
    found = table.cell(code, table.levels[at])
    if not found["base"]:
        return [t("crosstab nobody", where=where)]
    said, second = _share(table, where, found["n"], found["base"], found), []
    if found["rest"] == found["rest"] and not table.counted:
        apart = found["percent"] - found["rest"]
        which = "crosstab above" if apart >= 0 else "crosstab below"
        second.append(t(which, points=f"{abs(apart):.1f}"))
    if not table.counted and found["residual"] == found["residual"]:
        second.append(t("crosstab residual", residual=f"{found['residual']:+.1f}"))
        if found["p_adjusted"] == found["p_adjusted"]:
            second.append(_p(t(f"adjust {table.asked.adjust}"), found["p_adjusted"]))
    if "weighted_base" in found:
        second.append(t(
            "crosstab weighted n", n=f"{found['weighted_n']:,.1f}",
            base=f"{found['weighted_base']:,.1f}",
        ))  # fmt: skip
    if found["small"]:
        second.append(t("crosstab small"))
    second.append(t("crosstab quotes") if found["n"] else t("crosstab no quotes"))
    return [said, " · ".join(second)]


def _whole(table: Crosstab, at: int, shown: str) -> list[str]:
    found = table.totals.iloc[at].to_dict()
    if not found["base"]:
        return [t("crosstab nobody", where=shown)]
    said = _share(table, shown, found["n"], found["base"], found)
    return [said, t("crosstab quotes") if found["n"] else t("crosstab no quotes")]


def _share(table: Crosstab, where: str, n: int, base: int, found: Mapping[Any, Any]) -> str:
    said = t("crosstab share", where=where, n=number(int(n)), base=number(int(base)))
    if table.counted:
        return said
    how = "crosstab percent" if table.asked.weight is None else "crosstab weighted"
    percent, low, high = (f"{found[name]:.1f}" for name in ("percent", "low", "high"))
    return said + t(how, percent=percent, low=low, high=high)


def test(figures: Figures, at: int, shown: str) -> list[str]:
    """Return the lines on a code's test."""
    table, row = figures.table, figures.table.tests.iloc[at]
    if not row["test"]:
        return [f"{shown}{t('colon')}{display.safe(note(row['note']))}"]
    _, _, statistic, df, *_, size, _, n = figures.tests[at]
    parts = [f"{test_name(row['test'])} {statistic}".rstrip()]
    parts += [f"df {df}"] if df else []
    said = f"{shown}{t('colon')}{', '.join([*parts, f'n = {n}'])}"
    more = [_p("", row["p"]), _p(t(f"adjust {table.asked.adjust}"), row["p_adjusted"])]
    if size:
        interval = within(row["effect_low"], row["effect_high"])
        more.append(f"{measure(row['measure'])} {size} {interval}".rstrip())
    more += [display.safe(note(row["note"]))] if row["note"] else []
    return [said, " · ".join(more)]


def _p(name: str, p: float) -> str:
    from qualcode.analysis.crosstab_reading import p_value

    said = p_value(p)
    if not said:
        return t("no p")
    how = f" {name}" if name else ""
    return f"p{how} {said}" if said.startswith("<") else f"p{how} = {said}"


def foot(figures: Figures) -> list[str]:
    """Return the sentences below a table: base, marks, weights, joint test, what is left out."""
    table = figures.table
    asked, given = table.asked, table.given
    where = source_name(source_of(asked))
    known = int((given.cells == given.cells).any(1).sum())
    total = max(given.answered + (0 if given.base == "coded" else given.silent), known)
    said = [
        t(f"foot {given.base}", source=where, n=number(known), total=number(total)),
        *_marks(table), _weights(table), *joint(table), *_left_out(figures),
    ]  # fmt: skip
    return [one for one in said if one]


def _marks(table: Crosstab) -> list[str]:
    family = int((table.adjusted == table.adjusted).sum())
    if table.counted:
        return [t("foot counted")]
    if not family:
        return [t("foot no test")]
    how = t(f"adjust {table.asked.adjust}")
    said = [t("foot marks", how=how, tests=counted(family, "test"))]
    untested = len(table.made) - family
    return [*said, t("foot untested", codes=counted(untested, "code"))] if untested else said


def _weights(table: Crosstab) -> str:
    import numpy as np

    shown, asked = table.shown, table.asked
    if asked.weight is None:
        return "" if table.counted else t("foot unweighted")
    kish = np.nanmax(shown.kish) if shown.kish is not None and shown.kish.size else np.nan
    strata = t("foot strata", strata=display.safe(asked.strata)) if asked.strata else ""
    return t(
        "foot weighted", weight=display.safe(asked.weight), strata=strata,
        n=number(int(shown.n.max(initial=0))), kish=f"{kish:,.1f}",
    )  # fmt: skip


def joint(table: Crosstab) -> list[str]:
    """Return the joint test in words, or why there is none."""
    found = table.joint
    if not found.available:
        why = note(found.note.removeprefix("not available: "))
        return [] if table.counted else [t("foot no joint", why=why)]
    said = [t(
        "foot joint", codes=counted(len(found.codes), "code"), df=f"{found.df:.1f}",
        n=number(found.n), statistic=f"{found.statistic:.1f}", p=_p("", found.p),
    )]  # fmt: skip
    if found.draws:
        p = found.bootstrap_p
        shown = _p("", p) if p else f"p < 1/{number(found.draws)}"
        said.append(t("foot draws", p=shown, n=number(found.draws), seed=table.asked.seed))
    return said


def _left_out(figures: Figures) -> list[str]:
    from qualcode.analysis import feet

    table = figures.table
    given, said = table.given, []
    if given.interviews:
        turns = "foot interviewers" if given.source.interviewers else "foot no interviewers"
        said.append(t(turns))
    if given.unknown and given.base != "coded":
        said.append(t("foot unknown", n=number(given.unknown)))
    missing = int((table.field.missing & (given.cells == given.cells).any(1)).sum())
    if missing:
        field = display.safe(table.field.name)
        said.append(t("foot missing", n=number(missing), field=field))
    idle = int((~table.there & ~table.field.missing & (given.cells == given.cells).any(1)).sum())
    if idle:
        said.append(t("foot no weight", n=number(idle)))
    if table.field.banded:
        said.append(t("foot banded"))
    if table.field.chosen is not None:
        said.append(t("foot several", field=display.safe(table.field.name)))
    if cases := feet.left_out(given.source):
        said.append(t("foot not reconciled", n=number(cases)))
    if given.source.unread:
        said.append(t("foot unread", segments=counted(given.source.unread, "segment")))
    if table.threshold:
        said.append(t("foot hidden", n=table.threshold))
    return said
