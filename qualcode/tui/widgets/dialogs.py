"""Small questions over a screen: a line of text, a choice by letters, a choice by digit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from qualcode.text import display
from qualcode.text.shadow import fold
from qualcode.tui import keys
from qualcode.tui.i18n import t
from qualcode.tui.widgets.fields import Line

BOX = """
    align: center middle;
    & > Vertical {
        width: 72; max-width: 96%; height: auto; max-height: 90%;
        border: heavy $primary; padding: 0 1; background: $surface;
    }
    & Input { background: $panel; }
    & .hint { color: $secondary; }
"""


class Ask(ModalScreen[str | None]):
    """One line of text; None where it is left."""

    DEFAULT_CSS = f"Ask {{ {BOX} }}"
    BINDINGS = [
        Binding("escape", "leave", show=False, priority=True),
        Binding("enter", "keep", show=False, priority=True),
    ]

    def __init__(self, question: str, given: str = "") -> None:
        super().__init__()
        self._question = question
        self._given = given

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        with Vertical():
            yield Static(self._question, markup=False)
            yield Line(self._given, compact=True)
            yield Static(t("enter keeps"), classes="hint", markup=False)

    def action_keep(self) -> None:
        """Take the answer."""
        self.dismiss(self.query_one(Input).value)

    def action_leave(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)


NEW = "\0new "
"""What a finder's answer begins with where it is a name that nothing has yet."""


@dataclass(frozen=True)
class Entry:
    """Something to find: what it stands for, how it shows, and what letters find it."""

    value: str
    label: str
    terms: tuple[str, ...] = ()
    color: str = ""
    letters: str = ""


class Finder(ModalScreen[str | None]):
    """A list narrowed by letters, pinyin or its initials; None where it is left.

    new: the words that offer to make what was typed, where nothing has that very name.
    """

    DEFAULT_CSS = f"Finder {{ {BOX} }} Finder #found {{ height: auto; }}"
    BINDINGS = [
        Binding("escape", "leave", show=False, priority=True),
        Binding("enter", "take", show=False, priority=True),
        Binding("down,ctrl+n", "move(1)", show=False, priority=True),
        Binding("up,ctrl+p", "move(-1)", show=False, priority=True),
    ]
    ROWS = 12

    def __init__(self, question: str, entries: Sequence[Entry], new: str = "") -> None:
        super().__init__()
        self._question = question
        self._new = new
        self._entries = list(entries)
        self._found = list(entries)
        self._at = 0

    def compose(self) -> ComposeResult:
        """Lay out the question and what fits."""
        with Vertical():
            yield Static(self._question, markup=False)
            yield Input(compact=True)
            yield Static(id="found", markup=False)
            yield Static(t("choose"), classes="hint", markup=False)

    def on_mount(self) -> None:
        """Show all at first."""
        self._draw()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list."""
        wanted = fold(event.value).strip()
        ranked = [(rank(e, wanted), n, e) for n, e in enumerate(self._entries)]
        self._found = [
            e for r, _, e in sorted((x for x in ranked if x[0] < 9), key=lambda x: x[:2])
        ]
        typed = event.value.strip()
        known = {fold(term) for e in self._entries for term in (e.label, *e.terms)}
        if self._new and typed and wanted not in known:
            self._found.append(Entry(f"{NEW}{typed}", f"{self._new} “{display.safe(typed)}”"))
        self._at = 0
        self._draw()

    def action_take(self) -> None:
        """Take the one marked; where nothing fits, wait for other letters."""
        if self._found:
            self.dismiss(self._found[self._at].value)

    def action_move(self, step: int) -> None:
        """Mark another."""
        self._at = min(max(0, self._at + step), max(0, len(self._found) - 1))
        self._draw()

    def action_leave(self) -> None:
        """Leave without a choice."""
        self.dismiss(None)

    def _draw(self) -> None:
        text = Text(no_wrap=True, overflow="crop")
        top = max(0, self._at - self.ROWS + 1)
        cells = 66
        for n, entry in enumerate(self._found[top : top + self.ROWS], top):
            text.append("▌" if entry.color else " ", style=entry.color or "")
            letters = display.pad(entry.letters, 4)
            line = display.ellipsis(f"{letters}{entry.label}", cells)
            text.append(line, style="reverse" if n == self._at else "")
            text.append("\n")
        if not self._found:
            text.append(t("nothing fits"))
        self.query_one("#found", Static).update(text)


def rank(entry: Entry, wanted: str) -> int:
    """Return how well an entry fits (0 best, 9 not): its letters, beginnings, then anywhere."""
    if not wanted:
        return 5
    if entry.letters and entry.letters == wanted:
        return 0
    terms = [fold(term) for term in (entry.label, *entry.terms)]
    if any(term.startswith(wanted) for term in terms):
        return 1
    if any(f" {wanted}" in f" {term}" for term in terms):
        return 2
    return 3 if any(wanted in term for term in terms) else 9


class Choice(ModalScreen[str | None]):
    """A few choices by digit; None where it is left."""

    DEFAULT_CSS = f"Choice {{ {BOX} }}"

    def __init__(self, question: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._question = question
        self._choices = list(choices)[:9]

    def compose(self) -> ComposeResult:
        """Lay out the question and its choices."""
        with Vertical():
            yield Static(self._question, markup=False)
            for n, (_, label) in enumerate(self._choices, 1):
                yield Static(f" {n}  {display.safe(label)}", markup=False)
            yield Static(t("menu hint"), classes="hint", markup=False)

    def on_key(self, event: Key) -> None:
        """Take a digit."""
        event.stop()
        name = keys.name(event)
        if name == "escape":
            self.dismiss(None)
        elif name.isdecimal() and 1 <= int(name) <= len(self._choices):
            self.dismiss(self._choices[int(name) - 1][0])
