"""The rows every screen has: where one is, what just happened, and the keys that work now."""

from __future__ import annotations

from rich.text import Text
from textual.widget import Widget

from qualcode.text import display
from qualcode.text.interface import language
from qualcode.tui import actions


class Header(Widget):
    """Row 1: study › screen › where, and on the right the coder and round."""

    DEFAULT_CSS = "Header { height: 1; background: $panel; color: $foreground; }"

    def __init__(self) -> None:
        super().__init__()
        self._left = ""
        self._right = ""

    def show(self, parts: list[str], right: str) -> None:
        """Say where one is."""
        self._left = " › ".join(p for p in parts if p)
        self._right = right
        self.refresh()

    @property
    def said(self) -> str:
        """What it says now, in one line of any length."""
        return f"{self._left} · {self._right}" if self._left else ""

    def render(self) -> Text:
        """Draw the row."""
        cells = self.size.width
        right = display.ellipsis(self._right, max(8, cells // 3))
        room = cells - display.width(right) - 2
        left = display.pad(display.ellipsis(self._left, room), room)
        return Text(f"{left}  {right}", no_wrap=True, overflow="crop")


class Status(Widget):
    """What just happened and how to take it back; an error stays until it is read."""

    DEFAULT_CSS = """
    Status { height: 1; color: $foreground; }
    Status.error { color: $error; text-style: bold; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self._tall = False
        self.told = 0
        """How often something was said: the same words twice are two happenings."""

    @property
    def text(self) -> str:
        """What it says now."""
        return self._text

    def show(self, text: str, *, error: bool = False, tall: bool = False) -> None:
        """Say something; an error, or what is tall, may take up to four rows."""
        self._text, self._tall = text, error or tall
        self.told += 1
        self.set_class(error, "error")
        cells = max(20, self.size.width or 80)
        shown = display.safe(text)
        self._rows = [shown[a:z] for a, z in display.wrap(shown, 0, len(shown), cells)]
        self.styles.height = min(4, max(1, len(self._rows))) if self._tall else 1
        self.refresh()

    def render(self) -> Text:
        """Draw the text."""
        if not self._text:
            return Text("")
        if self._tall:
            return Text("\n".join(r.rstrip() for r in self._rows[:4]), overflow="crop")
        return Text(
            display.ellipsis(self._text, max(1, self.size.width)), no_wrap=True, overflow="crop"
        )


class Footer(Widget):
    """Last row: the keys that work now, dropped from the right when narrow, `?` never."""

    DEFAULT_CSS = "Footer { height: 1; background: $panel; color: $foreground; }"

    def __init__(self, screen_name: str) -> None:
        super().__init__()
        self._screen_name = screen_name

    def render(self) -> Text:
        """Draw the keys."""
        text = Text(no_wrap=True, overflow="crop")
        for key, word in actions.footer(self._screen_name, language(), self.size.width):
            text.append(key, style="bold")
            text.append(f" {word}  ")
        return text
