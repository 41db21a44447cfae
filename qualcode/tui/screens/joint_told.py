"""What is told of a joint display: a cell in a line, the marked one in full, the whole in short."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from qualcode.store.journal import local
from qualcode.text import display
from qualcode.tui.i18n import WORDS, counted, number, t
from qualcode.tui.i18n.errors import in_words

if TYPE_CHECKING:
    from qualcode.analysis.display_shown import Display, Item, Row

STALE = "✱"
CANNOT = "cannot be made: "


def column_name(name: str) -> str:
    """Return the name of a column; ours in the language of the interface."""
    known = f"joint column {name}"
    return t(known) if known in WORDS else display.safe(name)


def fit_name(fit: str) -> str:
    """Return a fit in words."""
    return t(f"fit {fit or 'none'}")


def in_cell(items: Sequence[Item]) -> str:
    """Return the items of a cell in a line, marked where one would be another today."""
    said = " | ".join(_line(one.text) for one in items if one.text) or t("joint no data")
    return f"{STALE} {said}" if any(one.stale for one in items) else said


def detail(shown: Display, row: Row, column: int) -> tuple[str, list[str]]:
    """Return the heading of a cell of the grid, and the lines on what is in it."""
    across = len(shown.columns)
    if column == 0:
        return t("joint row", n=number(row.number)), [row.topic]
    if column <= across:
        name = shown.columns[column - 1]
        head = f"{row.topic} · {column_name(name)}"
        told = [line for one in row.cells[name] for line in about(one)]
        return head, told or [t("joint nothing in it")]
    if shown.fit and column == across + 1:
        return f"{row.topic} · {t('joint col fit')}", [fit_name(row.fit), t("joint fits")]
    return f"{row.topic} · {column_name(shown.last)}", [row.inference or t("joint not concluded")]


def about(item: Item) -> list[str]:
    """Return the lines on what stands in a cell: what it is, today's, base and source, by whom."""
    head = f"({item.number}) {t(f'item {item.kind}')}{t('colon')}"
    found = [f"{head}{item.text}"]
    if item.stale:
        now = item.now
        if now.startswith(CANNOT):
            now = t("item cannot", why=in_words(now.removeprefix(CANNOT)))
        found.append(f"{STALE} {t('item today', now=now)}" if now else f"{STALE} {t('item since')}")
    said = [item.note] if item.note else []
    if item.left_out is not None:
        said.append(t("item left", n=number(item.left_out)))
    said.append(t("item by", coder=item.coder, when=local(item.created)[:10]))
    found.append(" · ".join(said))
    return found


def foot(shown: Display) -> str:
    """Return how many rows and items there are, how many stale, and whose the fit is."""
    items = sum(len(cell) for row in shown.rows for cell in row.cells.values())
    said = [t("joint foot", rows=counted(len(shown.rows), "row"), n=number(items))]
    if shown.stale:
        said.append(t("joint stale", n=number(shown.stale)))
    if shown.fit:
        judged = sum(bool(row.fit) for row in shown.rows)
        said.append(t("joint judged", n=number(judged), of=number(len(shown.rows))))
    if shown.note:
        said.append(_line(display.safe(shown.note)))
    return t("summaries between").join(said)


def _line(text: str) -> str:
    return " ".join(text.split())
