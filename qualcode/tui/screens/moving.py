"""Going about in a text and selecting in it, by the keys of Coding."""

from __future__ import annotations

from qualcode.text.shadow import Shadow
from qualcode.tui.i18n import t
from qualcode.tui.screens.base import Base
from qualcode.tui.widgets.dialogs import Ask
from qualcode.tui.widgets.reader.model import ReaderText
from qualcode.tui.widgets.reader.reader import Reader


class Moving(Base):
    """A screen with a reader, and the keys that move its selection."""

    def __init__(self) -> None:
        super().__init__()
        self.reader = Reader(ReaderText(""))
        self._hints: dict[str, tuple[int, int]] = {}

    def navigate(self, key: str) -> bool:
        """Arrows by sentence, with ctrl by turn; pages; ends."""
        reader = self.reader
        if reader.selection.free and key in ("left", "right", "v", "enter", "escape"):
            if key in ("left", "right"):
                reader.move_character(1 if key == "right" else -1)
            else:
                reader.selection.free = False
                self.say("")
            return True
        moves = {
            "down": (1, None), "right": (1, None), "up": (-1, None), "left": (-1, None),
            "ctrl+down": (1, "turn"), "ctrl+right": (1, "turn"),
            "ctrl+up": (-1, "turn"), "ctrl+left": (-1, "turn"),
        }  # fmt: skip
        if key in moves:
            reader.move(*moves[key])
        elif key in ("pagedown", "pageup"):
            reader.page(1 if key == "pagedown" else -1)
        elif key in ("home", "end"):
            reader.go_to_end(-1 if key == "home" else 1)
        elif key != "enter":
            return False
        return True

    def press(self, key: str) -> None:
        """While selecting freely, v, enter and esc end it."""
        if self.reader.selection.free and key in ("v", "enter", "escape"):
            self.navigate(key)
        else:
            super().press(key)

    def do_larger(self, _key: str) -> None:
        """Select more."""
        self.reader.resize(1)

    def do_smaller(self, _key: str) -> None:
        """Select less."""
        self.reader.resize(-1)

    def do_end_later(self, _key: str) -> None:
        """Move the end later."""
        self.reader.move_end(1)

    def do_end_earlier(self, _key: str) -> None:
        """Move the end earlier."""
        self.reader.move_end(-1)

    def do_start_later(self, _key: str) -> None:
        """Move the start later."""
        self.reader.move_start(1)

    def do_start_earlier(self, _key: str) -> None:
        """Move the start earlier."""
        self.reader.move_start(-1)

    def do_free(self, _key: str) -> None:
        """Select by characters."""
        self.reader.selection.free = True
        self.say(t("free mode"))

    def do_hints(self, _key: str) -> None:
        """Put letters on the sentences in view."""
        self._hints = self.reader.show_hints()
        self._pending = self._hint

    def _hint(self, key: str) -> None:
        self.reader.hide_hints()
        if key in self._hints:
            self.reader.select(*self._hints[key])

    def do_next(self, _key: str) -> None:
        """Go to the next segment."""
        self._to_mark(1)

    def do_previous(self, _key: str) -> None:
        """Go to the segment before."""
        self._to_mark(-1)

    def _to_mark(self, step: int) -> None:
        found = self.reader.next_mark(step)
        if found is None:
            self.say(t("no segments"))
        else:
            self.reader.select(found.start, max(found.end, found.start + 1))

    def do_search(self, _key: str) -> None:
        """Find words in the document; width, case and Chinese script do not matter."""

        def find(wanted: str | None) -> None:
            if not wanted:
                return
            spots = Shadow(self.reader.source.text, simplified=True).find(wanted)
            later = [s for s in spots if s[0] > self.reader.selection.start] or spots
            if later:
                self.reader.select(*later[0])
            else:
                self.say(t("not found", what=wanted))

        self.app.push_screen(Ask(t("search for")), find)
