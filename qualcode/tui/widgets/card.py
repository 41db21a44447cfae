"""What a card is drawn with: the answer, the codes on the digits, how far one is.

Every part keeps its place whatever is on the card. A tick is a glyph, not a colour: ✓ for the whole
answer, ~ for a part of it; in the column of the tick stands ┊ for a code that is only suggested.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from rich.text import Text
from textual.strip import Strip

from qualcode.codebook.rows import CodeRow
from qualcode.coding.cards import Card, Tick
from qualcode.text import display
from qualcode.tui.i18n import number, t
from qualcode.tui.naming import shown_name
from qualcode.tui.screens.panel import told as meaning
from qualcode.tui.theme import readable
from qualcode.tui.widgets.reader.model import Mark, ReaderText
from qualcode.tui.widgets.reader.reader import Reader
from qualcode.tui.widgets.reader.strips import GUTTER, MARGIN

TURN = GUTTER - MARGIN - 1
"""Cells that the reader gives to turns, of which an answer has none."""
COLUMNS = 3
"""Columns of the codes on the digits, three rows each."""
BAR = 22
GLYPHS = {"whole": "✓", "part": "~", "": " "}


def bar() -> str:
    """Return what stands before a code's name in its colour."""
    return "▌" if display.ambiguous() == 1 else "|"


def dotted() -> str:
    """Return what marks a code that is only suggested."""
    return "┊" if display.ambiguous() == 1 else ":"


class Answer(Reader):
    """An answer to read, scroll and, once asked for, select in; nothing is selected at first."""

    def show(self, text: str, ticks: Sequence[Tick]) -> None:
        """Show an answer with what is coded in parts of it."""
        self.set_source(ReaderText(text))
        self.unselect()
        self.show_ticks(ticks)

    def show_ticks(self, ticks: Sequence[Tick]) -> None:
        """Show what is coded in parts of the answer; ticks of the whole stand with the codes."""
        self.set_marks(mark_of(tick) for tick in ticks if not tick.whole)

    def unselect(self) -> None:
        """Select nothing."""
        self.selection.set(0, 0)
        self.refresh()

    def select_first(self) -> None:
        """Select the first sentence in view."""
        layout = self.layout_of
        if layout.stretches:
            line = layout.lines[min(self.scroll_offset.y, len(layout.lines) - 1)]
            spans = layout.sentences(layout.stretch_at(line.start))
            self.select(*next((s for s in spans if s[1] > line.start), spans[0]))

    @property
    def longer(self) -> bool:
        """True where not all of the answer is in view."""
        return len(self.layout_of.lines) > max(1, self.size.height)

    def _cells(self) -> int:
        return super()._cells() + TURN

    def render_line(self, y: int) -> Strip:
        """Draw a line without the column of turns."""
        strip = super().render_line(y)
        cells = self.size.width
        drawn = Strip.join([strip.crop(0, MARGIN), strip.crop(MARGIN + TURN)])
        return drawn.adjust_cell_length(cells, self.palette().plain)

    def offset_at(self, x: int, y: int) -> int | None:
        """Return the text offset under a cell."""
        return super().offset_at(x + TURN, y)


def mark_of(tick: Tick) -> Mark:
    """Return a tick as the reader's margin shows it."""
    return Mark(
        tick.segment, tick.start, tick.end, tick.color, tick.letters, tick.code, code=tick.code
    )


def short(row: CodeRow) -> str:
    """Return a code's name in the interface's language, safe to show."""
    return display.safe(shown_name(row))


def digits(
    card: Card | None,
    pins: Mapping[int, str],
    by_uid: Mapping[str, CodeRow],
    cells: int,
    dark: bool,
    suggested: Container[str] = (),
) -> Text:
    """Return the codes that the digits hold, in three columns, each with its tick.

    suggested: names of codes; where such a one has no tick a dotted line stands in its place.
    """
    text = Text(no_wrap=True, overflow="crop")
    column = max(8, (cells - 1) // COLUMNS)
    for line in range(3):
        text.append(" " if line == 0 else "\n ")
        for digit in (line + 1, line + 4, line + 7):
            row = by_uid.get(pins.get(digit, ""))
            if row is None:
                text.append(display.pad(f"{digit}", column), style="dim")
                continue
            have = card.has(row.uid) if card else ""
            text.append(f"{digit} ", style="dim")
            if not have and row.code in suggested:
                text.append(dotted())
            else:
                text.append(display.pad(GLYPHS[have], 1), style="bold")
            text.append(" ")
            text.append(bar(), style=readable(row.color, dark))
            room = column - 4 - display.width(bar())
            name = display.pad(display.ellipsis(short(row), room - 1), room)
            text.append(name, style="bold" if have else "")
    return text


def others(
    card: Card | None,
    pins: Mapping[int, str],
    by_uid: Mapping[str, CodeRow],
    cells: int,
    dark: bool,
) -> Text:
    """Return a row on the codes that no digit holds: how many, and those that are ticked."""
    text = Text(no_wrap=True, overflow="crop")
    pinned = set(pins.values())
    more = sum(not row.category and uid not in pinned for uid, row in by_uid.items())
    said = f" {t('more codes', n=number(more))}" if more else ""
    text.append(said, style="dim")
    room = cells - display.width(said) - 4
    ticked: dict[str, Tick] = {}
    for tick in card.ticks if card else ():
        if tick.code_uid not in pinned:
            ticked.setdefault(tick.code_uid, tick)
    for uid, tick in ticked.items():
        row = by_uid.get(uid)
        name = short(row) if row else display.safe(tick.code)
        name = display.ellipsis(name, 24)
        have = card.has(uid) if card else ""
        if display.width(name) + 6 > room:
            text.append("  +")
            break
        text.append(f"   {GLYPHS[have]} ", style="bold")
        text.append(bar(), style=readable(tick.color, dark))
        text.append(name, style="bold")
        room -= display.width(name) + 6
    return text


def wrapped(words: str, cells: int, style: str = "", hang: int = 0) -> Text:
    """Return words as lines of so many cells, broken as Chinese and English are."""
    shown = display.safe(words)
    text = Text(no_wrap=True, overflow="crop")
    lines = display.wrap(shown, 0, len(shown), max(8, cells - hang))
    for start, end in lines:
        text.append(f"{' ' * hang}{shown[start:end].rstrip()}\n", style=style)
    return text


def definitions(
    card: Card, pins: Mapping[int, str], by_uid: Mapping[str, CodeRow], cells: int, dark: bool
) -> Text:
    """Return what the codes on the digits mean, in their order, then the others that are ticked."""
    text = Text(no_wrap=True, overflow="crop")
    others = [tick.code_uid for tick in card.ticks if tick.code_uid not in pins.values()]
    listed = [
        *((str(n), pins[n]) for n in sorted(pins)),
        *((" ", u) for u in dict.fromkeys(others)),
    ]
    for digit, uid in listed:
        row = by_uid.get(uid)
        if row is None:
            continue
        text.append(f"{digit} {GLYPHS[card.has(uid)]} ", style="bold")
        text.append(bar(), style=readable(row.color, dark))
        text.append(f"{display.ellipsis(short(row), max(4, cells - 6))}\n", style="bold")
        use_not = meaning(row, "when_not")
        said = " ".join(meaning(row, "definition").split())
        if use_not:
            said += f" · {t('not')}{t('colon')}{' '.join(use_not.split())}"
        if said.strip():
            text.append_text(wrapped(said.strip(), cells, hang=4))
    return text


def progress(done: int, later: int, total: int, cells: int) -> Text:
    """Return a bar and what it counts: `███░░░ 15 % · 312 of 2,104 done · 4 for later`."""
    full, empty = ("█", "░") if display.ambiguous() == 1 else ("#", ".")
    share = done / total if total else 0.0
    filled = BAR if done == total else min(BAR - 1, int(share * BAR))
    text = Text(no_wrap=True, overflow="crop")
    text.append(f" {full * filled}{empty * (BAR - filled)} ")
    said = t("done of", percent=int(share * 100), done=number(done), n=number(total))
    if later:
        said += t("for later", n=number(later))
    text.append(display.ellipsis(said, max(1, cells - BAR - 3)))
    return text
