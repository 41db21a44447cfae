"""What an act would do, line by line, before it is done: enter does it, esc leaves."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Static

from qualcode.text import display
from qualcode.tui import keys
from qualcode.tui.i18n import t
from qualcode.tui.widgets.dialogs import BOX

ROWS = 10
CELLS = 68


class Shown(ModalScreen[bool]):
    """A question with what follows from yes; True for enter."""

    DEFAULT_CSS = f"Shown {{ {BOX} }}"

    def __init__(self, question: str, lines: Sequence[str], hint: str) -> None:
        super().__init__()
        self._question = question
        self._lines = list(lines)
        self._hint = hint

    def compose(self) -> ComposeResult:
        """Lay out the question and the first lines."""
        with Vertical():
            yield Static(self._question, markup=False)
            for line in self._lines[:ROWS]:
                yield Static(f" {display.ellipsis(line, CELLS - 2)}", markup=False)
            if len(self._lines) > ROWS:
                more = t("rule more", n=len(self._lines) - ROWS)
                yield Static(f" {more}", classes="hint", markup=False)
            yield Static(self._hint, classes="hint", markup=False)

    def on_key(self, event: Key) -> None:
        """Take yes or no."""
        event.stop()
        name = keys.name(event)
        if name in ("enter", "escape"):
            self.dismiss(name == "enter")
