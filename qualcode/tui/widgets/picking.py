"""Several of a list: space ticks one, a key ticks a whole group, enter takes what is ticked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Static

from qualcode.text import display
from qualcode.tui import keys
from qualcode.tui.i18n import number, t
from qualcode.tui.widgets.dialogs import BOX

CELLS = 66
ABOVE_AND_BELOW = 7
"""Rows of the box and the screen that are no entries."""


@dataclass(frozen=True)
class Group:
    """Entries that one key ticks, and no others."""

    key: str
    label: str
    values: frozenset[str]


class Picking(ModalScreen[list[str] | None]):
    """A list to tick in; gives the values ticked, in its order, None where it is left."""

    DEFAULT_CSS = f"Picking {{ {BOX} }} Picking #listed {{ height: auto; }}"

    def __init__(
        self,
        question: str,
        entries: Sequence[tuple[str, str]],
        ticked: Collection[str],
        groups: Sequence[Group] = (),
    ) -> None:
        """entries: (value, how it shows)."""
        super().__init__()
        self._question = question
        self._entries = list(entries)
        self._ticked = set(ticked)
        self._groups = {group.key: group for group in groups}
        self._at = next((n for n, (v, _) in enumerate(entries) if v in self._ticked), 0)

    def compose(self) -> ComposeResult:
        """Lay out the question, the list and the keys."""
        with Vertical():
            yield Static(self._question, markup=False)
            yield Static("", id="listed", markup=False)
            yield Static("", id="groups", classes="hint", markup=False)
            yield Static(t("picking keys"), classes="hint", markup=False)

    def on_mount(self) -> None:
        """Show the list."""
        self._draw()

    def on_resize(self) -> None:
        """Show as many entries as fit."""
        self._draw()

    def on_key(self, event: Key) -> None:
        """Move, tick, take or leave."""
        event.stop()
        name, last = keys.name(event), len(self._entries) - 1
        steps = {"up": -1, "down": 1, "pageup": -10, "pagedown": 10, "home": -last, "end": last}
        if name in steps:
            self._at = min(max(0, self._at + steps[name]), max(0, last))
        elif name == "space" and self._entries:
            self._ticked ^= {self._entries[self._at][0]}
            self._at = min(self._at + 1, last)
        elif name in self._groups:
            self._ticked = set(self._groups[name].values)
        elif name == "enter":
            self.dismiss([value for value, _ in self._entries if value in self._ticked])
            return
        elif name == "escape":
            self.dismiss(None)
            return
        self._draw()

    def _draw(self) -> None:
        rows = max(1, min(14, self.size.height - ABOVE_AND_BELOW))
        top = max(0, min(self._at - rows // 2, len(self._entries) - rows))
        text = Text(no_wrap=True, overflow="crop")
        for n, (value, label) in enumerate(self._entries[top : top + rows], top):
            mark = "✓" if value in self._ticked else " "
            line = display.ellipsis(f"{display.pad(mark, 2)}{display.safe(label)}", CELLS)
            text.append(f"{line}\n", style="reverse" if n == self._at else "")
        text.right_crop(1)
        self.query_one("#listed", Static).update(text)
        there = sum(value in self._ticked for value, _ in self._entries)
        said = t("picked of", n=number(there), total=number(len(self._entries)))
        offered = [f"{group.key} {group.label}" for group in self._groups.values()]
        line = display.ellipsis("  ".join([said, *offered]), CELLS)
        self.query_one("#groups", Static).update(Text(line, no_wrap=True, overflow="crop"))
