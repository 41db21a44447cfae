"""What the codebook screen tells: what a merge or split moves, use over time, what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.text import Text

from qualcode.codebook.freezes import Difference
from qualcode.codebook.preview import MergeMoves, Moves
from qualcode.codebook.use import Use
from qualcode.text import display
from qualcode.tui.i18n import counted, number, t

BLOCKS = " ▏▎▍▌▋▊▉█"
BAR = 30
"""Cells of the longest bar."""
NAMED = 8
"""So many documents are named; the others are counted."""


def merge(told: MergeMoves, names: Mapping[str, str]) -> Text:
    """Return what a merge would move; names: what codes are shown by (`shown_names`)."""
    text = Text()
    _moves(text, told.moves)
    source, target, *children = (
        names.get(one, one) for one in (told.source, told.target, *told.children)
    )
    lines = [
        (told.collapsed, t("merge alike", n=counted(told.collapsed, "segment"))),
        (len(told.children), t("merge children", codes=", ".join(children))),
        (told.memos_on_code, t("merge memos", n=counted(told.memos_on_code, "memo"))),
        (told.examples + told.keywords, t("merge words", a=told.examples, b=told.keywords)),
        (len(told.groups), t("merge groups", groups=", ".join(told.groups), code=target)),
    ]
    for n, line in lines:
        if n:
            text.append(f"{display.safe(line)}\n")
    text.append(f"\n{display.safe(t('merge retires', code=source))}", style="dim")
    return text


def split(code: str, names: Sequence[str], parts: Sequence[Moves], left: Moves) -> Text:
    """Return what a split would move, and what would stay in the recode queue."""
    text = Text()
    for name, moves in zip(names, parts, strict=True):
        text.append(f"→ {display.safe(name)}\n", style="bold")
        _moves(text, moves)
    text.append(f"{display.safe(t('stays on', code=code))}\n", style="bold")
    _moves(text, left)
    if left.segments:
        text.append(f"\n{t('split queues', n=counted(left.segments, 'segment'))}", style="dim")
    return text


def _moves(text: Text, moves: Moves) -> None:
    if not moves.segments:
        text.append(f"  {t('nothing moves')}\n")
        return
    said = t(
        "moves", n=counted(moves.segments, "segment"), d=counted(len(moves.documents), "document"),
        m=counted(moves.memos, "memo"),
    )  # fmt: skip
    text.append(f"  {said}\n")
    names = [f"{name} {number(n)}" for name, n in moves.documents[:NAMED]]
    if len(moves.documents) > NAMED:
        names.append(t("and more", n=number(len(moves.documents) - NAMED)))
    text.append(f"  {display.safe(' · '.join(names))}\n", style="dim")
    if len(moves.coders) > 1:
        people = " · ".join(f"{name} {number(n)}" for name, n in moves.coders)
        text.append(f"  {display.safe(people)}\n", style="dim")


def use(rows: Sequence[Use], color: str) -> Text:
    """Return the segments of each period as a bar, with all segments of the period beside it."""
    text = Text()
    if not rows:
        text.append(t("nothing moves"))
        return text
    most = max(row.segments for row in rows)
    for row in rows:
        text.append(f"{row.period}  ")
        text.append(bar(row.segments, most, BAR), style=color)
        said = t("use of", n=number(row.segments), of=number(row.of))
        text.append(f"  {said}\n")
    total = sum(row.segments for row in rows)
    base = sum(row.of for row in rows)
    text.append(f"\n{t('use foot', n=number(total), of=number(base))}", style="dim")
    return text


def bar(n: int, most: int, cells: int) -> str:
    """Return a bar in eighths of a cell, filled up with blanks; of # where blocks are wide."""
    eighths = 0 if not most else max(1 if n else 0, round(n * cells * 8 / most))
    if display.width("▌") > 1:
        return ("#" * -(-eighths // 8)).ljust(cells)
    full, rest = divmod(eighths, 8)
    return ("█" * full + (BLOCKS[rest] if rest else "")).ljust(cells)


def differences(found: Sequence[Difference], names: Mapping[str, str]) -> Text:
    """Return what differs, code by code; names: what codes are shown by (`shown_names`)."""
    text = Text()
    if not found:
        text.append(t("no differences"))
        return text
    last = ""
    for one in found:
        if one.uid != last:
            text.append(f"{display.safe(names.get(one.code, one.code))}\n", style="bold")
            last = one.uid
        if one.change != "changed":
            text.append(f"  {t(f'diff {one.change}')}\n")
            continue
        text.append(f"  {display.safe(field(one.field))}\n", style="dim")
        for mark, value, style in (("−", one.before, "strike"), ("+", one.after, "")):
            said = display.safe(value).replace("\n", " / ") or t("diff empty")
            text.append(f"    {mark} ")
            text.append(f"{said}\n", style=style if value else "dim")
    return text


def field(name: str) -> str:
    """Return the name of a field of the entry in words; a field of one's own as it is."""
    stem, _, said = name.rpartition("_")
    if said in ("zh", "en"):
        return f"{t(f'field {stem}')} · {t(said)}"
    known = ("code", "parent", "category", "examples", "color", "key", "groups", "revision",
             "retired")  # fmt: skip
    return t(f"field {name}") if name in known else name
