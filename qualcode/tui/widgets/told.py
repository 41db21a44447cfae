"""Something told over a screen: to be read, or read and then agreed to."""

from __future__ import annotations

from collections.abc import Mapping

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Static

from qualcode.text import display
from qualcode.tui import keys
from qualcode.tui.widgets.dialogs import BOX


def wrapped(text: Text, cells: int) -> Text:
    """Return a text broken into lines of so many cells as Chinese and English break.

    What begins with blanks keeps them in every line of its paragraph.
    """
    found = Text()
    for at, paragraph in enumerate(text.split("\n", allow_blank=True)):
        plain = paragraph.plain
        indent = min(len(plain) - len(plain.lstrip(" ")), max(0, cells - 2))
        for n, (start, end) in enumerate(display.wrap(plain, 0, len(plain), cells, indent)):
            if at or n:
                found.append("\n")
            if n:
                found.append(" " * indent)
            line = paragraph[start:end]
            line.rstrip()
            found.append_text(line)
    return found


class Told(ModalScreen[bool]):
    """A text of any length; True where it was agreed to.

    hint: the keys, in words; agree: whether enter agrees (else it only leaves). views: further
    texts by key, that take the place of the first.
    """

    DEFAULT_CSS = f"""
    Told {{ {BOX} }}
    Told > Vertical {{ width: 100; }}
    Told VerticalScroll {{ height: auto; max-height: 100%; scrollbar-size-vertical: 1; }}
    Told .title {{ text-style: bold; }}
    Told #text {{ height: auto; }}
    """

    def __init__(
        self,
        title: str,
        text: Text,
        hint: str,
        *,
        agree: bool = False,
        views: Mapping[str, Text] | None = None,
    ) -> None:
        super().__init__()
        self._heading = title
        self._text = text  # the view that is shown
        self._hint = hint
        self._agree = agree
        self._views = views or {}

    def compose(self) -> ComposeResult:
        """Lay out the title, the text and the keys."""
        with Vertical():
            yield Static(display.safe(self._heading), classes="title", markup=False)
            with VerticalScroll(can_focus=False):
                yield Static("", id="text", markup=False)
            yield Static(self._hint, classes="hint", markup=False)

    def on_mount(self) -> None:
        """Leave room for the title, the hint and the frame."""
        self._fit()

    def on_resize(self) -> None:
        """Fit the screen."""
        self._fit()

    def _fit(self) -> None:
        self.query_one(VerticalScroll).styles.max_height = max(1, self.size.height * 9 // 10 - 4)
        cells = min(100, self.size.width * 96 // 100) - 6
        self.query_one("#text", Static).update(wrapped(self._text, max(8, cells)))

    def on_key(self, event: Key) -> None:
        """Scroll, show another view, agree or leave."""
        event.stop()
        name = keys.name(event)
        steps = {"up": -1, "down": 1, "pageup": -10, "pagedown": 10, "home": -9999, "end": 9999}
        if name in steps:
            self.query_one(VerticalScroll).scroll_relative(
                y=steps[name], animate=False, immediate=True
            )
        elif name in self._views:
            self._text = self._views[name]
            self._fit()
        elif name == "enter":
            self.dismiss(self._agree)
        elif name == "escape":
            self.dismiss(False)
