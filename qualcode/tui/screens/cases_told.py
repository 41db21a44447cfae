"""What a field holds in the cases shown, in words and bars: every figure says its base."""

from __future__ import annotations

from rich.text import Text

from qualcode.cases.area import VariableRow
from qualcode.cases.browsing import Cell, Summary, written
from qualcode.text import display
from qualcode.tui.i18n import WORDS, number, t

MOST = 60
"""So many levels are listed; the others are counted."""
BAR = 20


def cell(one: Cell) -> str:
    """Return a cell as a row shows it: the value, or in brackets why there is none."""
    return f"({reason(one.missing)})" if one.missing else display.safe(one.text)


def reason(name: str) -> str:
    """Return why there is no value, in words."""
    return t(f"reason {name}") if f"reason {name}" in WORDS else display.safe(name)


def kind_of_case(name: str) -> str:
    """Return the name of a kind of case."""
    return t(f"case {name}") if f"case {name}" in WORDS else display.safe(name)


def summary(found: Summary, variable: VariableRow | None, cells: int) -> Text:
    """Return a summary in lines of so many cells."""
    text = Text()
    if variable is None:
        text.append(f"{t('cases counted', cases=number(found.cases))}\n\n")
    else:
        said = t("answered of", n=number(found.answered), cases=number(found.cases))
        text.append(f"{said}\n\n")
    if found.levels:
        levels = [(kind_of_case(a) if variable is None else display.safe(a), n)
                  for a, n in found.levels]  # fmt: skip
        _levels(text, levels, found.answered, cells)
        base = "percent of cases" if variable is None else "percent of"
        base = "percent several" if found.several else base
        text.append(f"\n{t(base, n=number(found.answered))}\n", style="dim")
    if found.numbers is not None:
        names = ("minimum", "median", "mean", "maximum")
        for name, value in zip(names, found.numbers, strict=True):
            shown = f"{value:,.4g}" if name == "mean" else written(value)
            text.append(f"{display.pad(t(f'stat {name}'), 10)}{display.pad(shown, 14, 'right')}\n")
        text.append("\n")
    if found.ends is not None:
        for name, day in zip(("first", "last"), found.ends, strict=True):
            text.append(f"{display.pad(t(f'stat {name}'), 10)}{day}\n")
    if found.different is not None:
        text.append(f"{t('different values', n=number(found.different))}\n")
    if found.missing:
        n = sum(n for _, n in found.missing)
        text.append(f"{t('n missing', n=number(n))}\n")
        for name, each in found.missing:
            text.append(f"  {display.ellipsis(reason(name), cells - 12)} {number(each)}\n")
    if variable is not None:
        text.append(f"{t('n no entry', n=number(found.no_entry))}\n")
    text.append(t("unweighted"), style="dim")
    return text


def _levels(text: Text, levels: list[tuple[str, int]], base: int, cells: int) -> None:
    most = max((n for _, n in levels), default=0)
    room = max(6, cells - 21)
    widest = min(room, max(display.width(level) for level, _ in levels))
    longest = min(BAR, cells - widest - 17)
    for level, n in levels[:MOST]:
        percent = _percent(n, base)
        bar = "█" * round(longest * n / most) if most else ""
        text.append(display.pad(display.ellipsis(level, widest), widest))
        text.append(f" {display.pad(number(n), 7, 'right')} {display.pad(percent, 7, 'right')} ")
        text.append(f"{bar}\n", style="dim")
    if len(levels) > MOST:
        text.append(f"{t('more levels', n=number(len(levels) - MOST))}\n")


def _percent(n: int, base: int) -> str:
    """Return a share; some are never told as none, nor nearly all as all."""
    if not base:
        return "–"
    share = 100 * n / base
    if n and share < 0.05:
        return "<0.1 %"
    return ">99.9 %" if n < base and share >= 99.95 else f"{share:.1f} %"


def heading(variable: VariableRow | None, name: str, *, question: bool) -> str:
    """Return what a field is: its name, its kind, its question where that says more."""
    if variable is None:
        return name
    said = f"{display.safe(name)} · {t('is question' if question else f'is {variable.kind}')}"
    label = " ".join(variable.label.split())
    return f"{said} · {display.safe(label)}" if label and label != name else said
