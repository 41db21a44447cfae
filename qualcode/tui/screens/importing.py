"""The preview of an import: what each file was read as, before anything is written."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from qualcode.documents.intake import Incoming
from qualcode.text import display
from qualcode.tui.i18n import number, t


class Preview(ModalScreen[bool]):
    """Files as read; enter takes them in, escape leaves them."""

    DEFAULT_CSS = """
    Preview { background: $background; }
    Preview .title { text-style: bold; padding: 0 1; }
    Preview VerticalScroll { height: 1fr; border: heavy $primary; padding: 0 1; }
    Preview .hint { height: 1; color: $secondary; padding: 0 1; }
    """
    BINDINGS = [
        Binding("enter", "take", show=False, priority=True),
        Binding("escape", "leave", show=False, priority=True),
    ]

    def __init__(self, incoming: Sequence[Incoming]) -> None:
        super().__init__()
        self._incoming = incoming

    def compose(self) -> ComposeResult:
        """Lay out what was read."""
        with Vertical():
            yield Static(t("preview"), classes="title", markup=False)
            with VerticalScroll():
                for one in self._incoming:
                    yield Static(describe(one), markup=False)
            yield Static(t("preview keys"), classes="hint", markup=False)

    def action_take(self) -> None:
        """Take the files in."""
        self.dismiss(True)

    def action_leave(self) -> None:
        """Leave the files."""
        self.dismiss(False)


def describe(one: Incoming) -> str:
    """Return what a file was read as: form, speakers, warnings, first turns and last."""
    reading = one.reading
    lines = [
        t(
            "preview line", name=one.name, format=reading.format, encoding=reading.encoding or "",
            language=reading.language, characters=number(len(reading.text)),
            turns=number(len(reading.turns)),
        )
    ]  # fmt: skip
    if one.state != "new":
        lines.append(f"  {t('already there')}")
    speakers = [
        f"{label.name} {number(label.turns)} ({label.role})"
        for label in reading.labels
        if label.accepted
    ]
    said = t("speakers", names=", ".join(speakers)) if speakers else t("no speakers")
    lines.append(f"  {said}")
    lines += [f"  ! {warning}" for warning in (*reading.warnings, *reading.losses)]
    chosen = [*reading.turns[:3], *reading.turns[3:][-2:]]
    for turn in chosen:
        words = " ".join(reading.text[turn.start : turn.end].split())
        lines.append(f"  {turn.place}  {turn.label or ''}: {words[:60]}")
    return display.safe("\n".join(lines)) + "\n"
