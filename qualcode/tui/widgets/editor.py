"""A full-screen editor for a memo or a definition, the passage it is about above."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from qualcode.text import display
from qualcode.tui.i18n import t
from qualcode.tui.widgets.fields import Area


class Editor(ModalScreen[str | None]):
    """A text of any length; None where it is left. at: where the cursor stands, else at the end.

    was: the text as it is kept, where what is given to begin with is another already.
    """

    DEFAULT_CSS = """
    Editor { background: $background; }
    Editor .passage { max-height: 6; color: $secondary; padding: 0 1; }
    Editor .title { text-style: bold; padding: 0 1; }
    Editor TextArea { height: 1fr; border: heavy $primary; }
    Editor .below { max-height: 3; color: $secondary; padding: 0 1; }
    Editor .hint { height: 1; color: $secondary; padding: 0 1; }
    """
    BINDINGS = [
        Binding("ctrl+s", "keep", show=False, priority=True),
        Binding("escape", "leave", show=False, priority=True),
    ]

    def __init__(
        self,
        title: str,
        passage: str = "",
        given: str = "",
        at: int | None = None,
        below: str = "",
        was: str | None = None,
    ) -> None:
        super().__init__()
        self._heading = title
        self._passage = passage
        self._below = below
        self._given = given
        self._was = given if was is None else was
        self._at = len(given) if at is None else at
        self._warned = False

    def compose(self) -> ComposeResult:
        """Lay out heading, passage and editor."""
        with Vertical():
            yield Static(display.safe(self._heading), classes="title", markup=False)
            if self._passage:
                yield Static(display.safe(self._passage), classes="passage", markup=False)
            yield Area(self._given, soft_wrap=True)
            if self._below:
                yield Static(display.safe(self._below), classes="below", markup=False)
            yield Static(t("memo keys"), classes="hint", markup=False)

    def on_mount(self) -> None:
        """Begin to write."""
        area = self.query_one(TextArea)
        area.focus()
        before = self._given[: self._at]
        area.move_cursor((before.count("\n"), len(before) - before.rfind("\n") - 1))

    def action_keep(self) -> None:
        """Keep what was written."""
        self.dismiss(self.query_one(TextArea).text)

    def on_text_area_changed(self) -> None:
        """Ask again before what is written from here on is left."""
        if self._warned:
            self._warned = False
            self.query_one(".hint", Static).update(t("memo keys"))

    def action_leave(self) -> None:
        """Leave what was written; where there is something new, only when asked twice."""
        if self._warned or self.query_one(TextArea).text == self._was:
            self.dismiss(None)
            return
        self._warned = True
        self.query_one(".hint", Static).update(t("form changed"))
