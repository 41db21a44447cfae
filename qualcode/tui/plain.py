"""The interface line by line, for screen readers: the same screens, keys and actions, spoken.

Nothing is drawn: no frames, no margin, no control sequences, no line that changes. After each key
the lines that are new are printed, what is selected first, what happened last. Built on the
screens as they are: where Textual would repaint, what they say is compared with what was said.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rich.text import Text
from textual.driver import Driver
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static, TextArea

from qualcode.text import display
from qualcode.tui import actions
from qualcode.tui.app import QualcodeApp
from qualcode.tui.i18n import number, t
from qualcode.tui.screens.base import Base
from qualcode.tui.widgets.bars import Footer, Header, Status
from qualcode.tui.widgets.reader.reader import Reader
from qualcode.tui.widgets.table import Table

SIZE = (99, 60)
"""The screen that nobody sees: as wide as it can be without the side panel."""
PAUSE = 0.05
"""So long nothing may change before it is spoken, so that it is spoken once and whole."""
_DRAWN = re.compile("[\u2500-\u259f]+")
"""Frames, blocks and the glyphs of the margin."""


@dataclass(frozen=True)
class Line:
    """A line to say; the same words at another place are another line."""

    text: str
    place: tuple[int, ...] = ()


class PlainApp(QualcodeApp):
    """The interface without a picture."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._on: Screen[Any] | None = None
        self._said: set[Line] = set()
        self._told = 0
        self._typed = ""
        self._waiting = False

    def get_driver_class(self) -> type[Driver]:
        """Return the platform's driver, with its writing to the terminal taken out."""
        base: Any = super().get_driver_class()

        class Silent(base):  # type: ignore[misc]  # which class it is depends on the platform
            """Reads keys; where it would repaint, lets the program speak."""

            def write(self, _data: str) -> None:
                self._app.call_later(self._app.speak_soon)

            def _get_terminal_size(self) -> tuple[int, int]:
                return SIZE

        return Silent

    def on_mount(self) -> None:
        """Say how to find one's way; the program itself opens Home."""
        _print(t("plain start", key=actions.key_of("help"), quit=actions.key_of("quit")))

    def speak_soon(self) -> None:
        """Speak once nothing more changes."""
        if not self._waiting:
            self._waiting = True
            self.set_timer(PAUSE, self._speak)

    def _speak(self) -> None:
        self._waiting = False
        if not self.is_running or not self.screen_stack:
            return
        screen = self.screen
        if screen is not self._on:
            self._on, self._said, self._told, self._typed = screen, set(), 0, ""
        lines = list(spoken(screen))
        for one in lines:
            if one not in self._said:
                _print(one.text)
        self._said = set(lines)
        self._echo(_typed(screen))
        if isinstance(screen, Base) and screen.status.told != self._told:
            # The same words twice are two happenings.
            self._told = screen.status.told
            for one in _lines(screen.status.text):
                _print(one.text)

    def _echo(self, typed: str) -> None:
        """Say what was typed: the new letters, or all of it where it is another text."""
        before, self._typed = self._typed, typed
        if typed == before:
            return
        if typed.startswith(before):
            _print(display.safe(typed[len(before) :]))
        else:
            _print(t("plain typed", text=display.safe(typed)))


def _typed(screen: Screen[Any]) -> str:
    """Return the line that is being typed on a screen."""
    for widget in screen.walk_children(Widget):
        if isinstance(widget, Input):
            return widget.value
        if isinstance(widget, TextArea):
            return widget.document.get_line(widget.cursor_location[0])
    return ""


def spoken(screen: Screen[Any]) -> Iterator[Line]:
    """Yield what a screen says, a line each: where one is, what is selected, then the rest."""
    widgets = [w for w in screen.walk_children(Widget) if _seen(w)]
    for header in (w for w in widgets if isinstance(w, Header)):
        yield from _lines(header.said)
    for chosen in (True, False):
        for widget in widgets:
            if isinstance(widget, Reader | Table | OptionList) is chosen:
                yield from _of(widget)


def _seen(widget: Widget) -> bool:
    return all(w.display for w in widget.ancestors_with_self if isinstance(w, Widget))


def _of(widget: Widget) -> Iterator[Line]:
    """Yield what a widget says."""
    if isinstance(widget, Header | Footer | Status | Input | TextArea):
        return
    if isinstance(widget, Reader):
        yield from _passage(widget)
    elif isinstance(widget, Table):
        yield from _row(widget)
    elif isinstance(widget, OptionList):
        at = widget.highlighted
        if at is not None:
            yield from _lines(str(widget.get_option_at_index(at).prompt), at)
            yield from _lines(t("plain row", at=number(at + 1), of=number(widget.option_count)))
    elif isinstance(widget, Static):
        # What the first line of `here` says, the passage has said.
        yield from list(_static(widget.content))[widget.has_class("here") :]
    elif not list(widget.children) and type(widget).__module__.startswith("qualcode."):
        # A widget of ours that is drawn line by line and has no words of its own to give.
        for y in range(min(widget.size.height, SIZE[1])):
            yield from _lines(widget.render_line(y).text)


def _static(content: object) -> Iterator[Line]:
    """Yield the lines of a text; of a list with one of them marked, which that is."""
    yield from _lines(str(content))
    if isinstance(content, Text):
        for span in content.spans:
            if "reverse" in str(span.style):
                yield from _lines(t("plain marked", text=content.plain[span.start : span.end]))


def _passage(reader: Reader) -> Iterator[Line]:
    layout = reader.layout_of
    start, end = reader.selection.span
    if not layout.stretches:
        return
    turn = layout.turn(layout.turn_of[layout.stretch_at(start)])
    who = f"{turn.label}: " if turn is not None and turn.label else ""
    yield from _lines(who + " ".join(reader.source.text[start:end].split()), start, end)
    here = [mark.label for mark in reader.here()]
    if here:
        yield from _lines(t("plain here", codes=", ".join(here)), start, end)
    else:
        yield from _lines(t("nothing here"))


def _row(table: Table) -> Iterator[Line]:
    if not table.count:
        return
    cells = [
        f"{column.title}: {cell}" if column.title else cell
        for column, cell in zip(table.columns, table.row(table.cursor), strict=False)
        if cell
    ]
    yield from _lines("; ".join(" ".join(cell.split()) for cell in cells), table.cursor)
    yield from _lines(t("plain row", at=number(table.cursor + 1), of=number(table.count)))


def _lines(text: str, *place: int) -> Iterator[Line]:
    """Yield the lines of a text that say something, without what is only drawn."""
    for line in display.safe(text).replace("⌫", "backspace").split("\n"):
        said = " ".join(_DRAWN.sub(" ", line).split())
        if said:
            yield Line(said, place)


def _print(line: str) -> None:
    stream = sys.__stdout__
    if stream is not None:
        stream.write(f"{line}\n")
        stream.flush()
