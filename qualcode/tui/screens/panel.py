"""What is told about codes while coding: the panel beside the text, the lines below it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.text import Text
from textual.containers import VerticalScroll
from textual.widgets import Static

from qualcode.codebook.rows import CodeRow
from qualcode.text import display
from qualcode.text.interface import language
from qualcode.tui.i18n import t
from qualcode.tui.naming import shown_name
from qualcode.tui.widgets.dialogs import Entry
from qualcode.tui.widgets.reader.model import Mark
from qualcode.tui.widgets.reader.strips import ASCII_GLYPHS, GLYPHS
from qualcode.tui.widgets.told import wrapped


def entries(codes: Iterable[CodeRow]) -> list[Entry]:
    """Return the codes that can be applied, for the finder: letters, names, pinyin."""
    return [
        Entry(
            row.uid, display.safe(shown_name(row)),
            terms(row), row.color, row.key,
        )
        for row in codes
        if not row.category
    ]  # fmt: skip


def terms(row: CodeRow) -> tuple[str, ...]:
    """Return what finds a code: its names in both languages, their pinyin and its initials."""
    return (row.code, row.entry.name_zh, row.entry.name_en, *row.pinyin.split())


def name_of(row: CodeRow) -> str:
    """Return a code's name, with that in the interface's language beside it if it differs.

    For the codebook, where a code is seen whole; elsewhere it goes by its `shown_name`.
    """
    other = row.entry.name_zh if language() == "zh" else row.entry.name_en
    same = other.casefold() == row.code.casefold()
    return f"{row.code} {other}" if other and not same else row.code


def told(row: CodeRow, field: str) -> str:
    """Return a text of a code's entry in the interface's language, else in the other."""
    first, second = ("zh", "en") if language() == "zh" else ("en", "zh")
    entry = row.entry
    return str(getattr(entry, f"{field}_{first}") or getattr(entry, f"{field}_{second}"))


def glyph(mark: Mark) -> str:
    """Return what stands before a code's name: dotted for what is only suggested."""
    glyphs = GLYPHS if display.ambiguous() == 1 else ASCII_GLYPHS
    return glyphs["suggestion" if mark.kind == "suggestion" else "own"]


class Panel(VerticalScroll):
    """The pinned codes, which keep their place, and what is under the cursor."""

    CELLS = 36
    DEFAULT_CSS = f"""
    Panel {{ width: {CELLS}; border-left: solid $panel; padding: 0 1; display: none; }}
    Panel {{ scrollbar-size-vertical: 1; }}
    Panel.over {{ width: 1fr; border-left: none; }}
    """
    can_focus = False

    def compose(self) -> Iterable[Static]:
        """Yield the one text."""
        yield Static("", id="told", markup=False)

    def show(
        self,
        found: Sequence[Mark],
        by_name: Mapping[str, CodeRow],
        pins: Mapping[int, str],
        by_uid: Mapping[str, CodeRow],
    ) -> None:
        """Tell what is here and which codes the digits hold."""
        text = Text()
        text.append(f"{t('pinned')}\n", style="bold")
        for digit in range(1, 10):
            row = by_uid.get(pins.get(digit, ""))
            if row is not None:
                text.append(f"{digit} ")
                text.append("▌", style=row.color)
                text.append(f"{display.ellipsis(display.safe(shown_name(row)), 28)}\n")
        text.append(f"\n{t('here')}\n", style="bold")
        if not found:
            text.append(f"{t('nothing here')}\n", style="dim")
        for mark in found:
            suggested = mark.kind == "suggestion"
            text.append(glyph(mark), style=mark.color)
            label = f"{mark.letters} {display.safe(mark.label)}\n"
            text.append(label, style="" if suggested else "bold")
            row = by_name.get(mark.code)
            if row is not None:
                text.append(f"{display.safe(told(row, 'definition'))}\n")
                use_not = told(row, "when_not")
                if use_not:
                    text.append(f"{t('not')}{t('colon')}{display.safe(use_not)}\n", style="italic")
        # Less the line beside it, the blanks at its edges, and a scroll bar.
        self.query_one("#told", Static).update(wrapped(text, self.CELLS - 5))


def under_cursor(
    found: Sequence[Mark], by_name: Mapping[str, CodeRow], state: str, cells: int
) -> Text:
    """Return three lines: what is coded here, the definition of the first, where one is."""
    text = Text(no_wrap=True, overflow="crop")
    head = f" {t('here')}{t('colon')}"
    text.append(head, style="dim")
    room = cells - display.width(head)
    if all(mark.kind == "suggestion" for mark in found):
        text.append(t("nothing here"), style="dim")
        room -= display.width(t("nothing here"))
        if found:
            text.append("  ")
            room -= 2
    for mark in found:
        letters = f"{mark.letters} " if mark.letters else ""
        label = f"{letters}{mark.label}{' !' if mark.changed else ''}  "
        if display.width(label) + 1 > room:
            text.append("+")
            break
        text.append(glyph(mark), style=mark.color)
        text.append(display.safe(label))
        room -= display.width(label) + 1
    row = by_name.get(found[0].code) if found else None
    text.append("\n")
    if row is not None:
        use_not = told(row, "when_not")
        line = f"{t('definition')}{t('colon')}{told(row, 'definition')}"
        if use_not:
            line += f" · {t('not')}{t('colon')}{use_not}"
        said = display.safe(" ".join(line.split()))
        text.append(f" {display.ellipsis(said, max(1, cells - 2))}")
    text.append(f"\n {state}", style="dim")
    return text
