"""Help: the keys of a screen, and those that mean the same everywhere."""

from __future__ import annotations

from collections.abc import Iterable

from rich.text import Text
from textual import events
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from qualcode.text import display
from qualcode.text.interface import language
from qualcode.tui import actions
from qualcode.tui.actions.action import Action
from qualcode.tui.i18n import WORDS, t
from qualcode.tui.screens.base import Base


class Help(Base):
    """The keys of the screen one came from."""

    screen_name = "help"
    over = True

    def __init__(self, about: str) -> None:
        super().__init__()
        self.about = about
        self.keys = Static("", markup=False)
        self.scroller = VerticalScroll(self.keys)

    def where(self) -> list[str]:
        """Row 1: help, and of what."""
        return [t("help"), t(self.about)]

    def body(self) -> Iterable[Widget]:
        """Yield the list."""
        yield self.scroller

    def on_mount(self) -> None:
        """Let arrows scroll."""
        self.scroller.focus()

    def on_resize(self, event: events.Resize) -> None:
        """Break the sentences where the screen ends."""
        self.keys.update(keys_of(self.about, event.size.width - SCROLL_BAR))

    def do_tour(self, _key: str) -> None:
        """Show the tour, from Home."""
        self.program.start_tour()

    def navigate(self, key: str) -> bool:
        """Scroll."""
        moves = {
            "down": self.scroller.scroll_down, "up": self.scroller.scroll_up,
            "pagedown": self.scroller.scroll_page_down, "pageup": self.scroller.scroll_page_up,
        }  # fmt: skip
        if key not in moves:
            return False
        moves[key](animate=False)
        return True


SCROLL_BAR = 2


def keys_of(screen: str, cells: int) -> Text:
    """Return the keys of a screen with a sentence each, in a column of their own."""
    text = Text()
    about = f"about {screen}"
    if about in WORDS:
        text.append(f"{t(about)}\n\n")
    listed = [(_all_keys(action), action) for action in actions.of(screen)]
    column = 2 + max((display.width(keys) for keys, _ in listed), default=0)
    for keys, action in listed:
        text.append(display.pad(keys, column), style="bold")
        said = action.help_zh if language() == "zh" else action.help_en
        lines = display.wrap(said, 0, len(said), max(2, cells - column))
        text.append(f"\n{' ' * column}".join(said[a:z].rstrip() for a, z in lines) + "\n")
    return text


def _all_keys(action: Action) -> str:
    """Return the keys of an action; of the nine digits, how they are shown."""
    more = [key for key in action.keys[1:] if len(action.keys) < 9]
    return " ".join([actions.shown_key(action), *more])
