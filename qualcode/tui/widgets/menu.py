"""A menu over a screen: everything in it has a key of its own, so that one key chooses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Static

from qualcode.text import display
from qualcode.tui import keys
from qualcode.tui.i18n import t
from qualcode.tui.widgets.dialogs import BOX

CELLS = 34
"""What a column takes of a row of 72."""


@dataclass(frozen=True)
class Item:
    """One line of a menu: its key, what it stands for, how it shows; without a key a heading."""

    key: str
    value: str
    label: str


class Menu(ModalScreen[str | None]):
    """Two columns of items by key; None where it is left."""

    DEFAULT_CSS = f"Menu {{ {BOX} }} Menu #items {{ height: auto; }}"

    def __init__(self, question: str, left: Sequence[Item], right: Sequence[Item] = ()) -> None:
        super().__init__()
        self._question = question
        self._columns = (list(left), list(right))
        self._by_key = {item.key: item.value for item in (*left, *right) if item.key}

    def compose(self) -> ComposeResult:
        """Lay out the question, its items and how to leave."""
        with Vertical():
            yield Static(self._question, markup=False)
            yield Static(self._items(), id="items", markup=False)
            yield Static(t("menu hint"), classes="hint", markup=False)

    def _items(self) -> Text:
        text = Text(no_wrap=True, overflow="crop")
        left, right = self._columns
        for n in range(max(len(left), len(right))):
            for column in self._columns:
                item = column[n] if n < len(column) else Item("", "", "")
                style = "bold" if item.key else "dim"
                text.append(f" {item.key or '':<2}" if item.key else " ", style="bold")
                room = CELLS - (3 if item.key else 1)
                text.append(
                    display.pad(display.safe(item.label), room), style="" if item.key else style
                )
            text.append("\n")
        text.right_crop(1)
        return text

    def on_key(self, event: Key) -> None:
        """Take a key."""
        event.stop()
        name = keys.name(event)
        if name == "escape":
            self.dismiss(None)
        elif name in self._by_key:
            self.dismiss(self._by_key[name])
