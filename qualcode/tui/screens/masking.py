"""Masking: words of a document that may tell who somebody is, ticked by a person, then replaced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from qualcode.text import display
from qualcode.tui.i18n import number, t
from qualcode.tui.i18n.reading import read_as
from qualcode.tui.screens.listed import Listed
from qualcode.tui.widgets.dialogs import Ask
from qualcode.tui.widgets.table import Column


@dataclass(frozen=True)
class Mask:
    """Words to replace: what stands there then, how often they occur, why they are proposed."""

    original: str
    replacement: str
    times: int
    why: str
    ticked: bool = False


class Masking(Listed):
    """The proposals for one document; nothing is ticked beforehand but what the vault holds."""

    screen_name = "masking"
    over = True
    unsaved = True

    def __init__(self, document: str) -> None:
        super().__init__()
        self.document = document
        self.masks: list[Mask] | None = None

    def columns(self) -> Sequence[Column]:
        """Tick, words, replacement, how often, why."""
        return (
            Column("", 1), Column(t("col original"), 20), Column(t("col replacement"), 16),
            Column(t("col times"), 6, right=True), Column(t("col why"), 0),
        )  # fmt: skip

    def where(self) -> list[str]:
        """Row 1: masking, and the document."""
        return [t("masking"), self.document]

    def load(self) -> None:
        """Show what is proposed; the first time, ask the project."""
        if self.masks is None:
            self.masks = []
            vault = {p.original for p in self.project.documents.vault()}
            for one in self.project.documents.propose_masks(self.document):
                known = one.original in vault
                self.masks.append(Mask(one.original, one.replacement, one.times, one.why, known))
        rows = [
            (
                "✓" if m.ticked else " ", display.safe(m.original), display.safe(m.replacement),
                number(m.times), display.safe(read_as(m.why)),
            )
            for m in self.masks
        ]  # fmt: skip
        self.fill(rows, t("masking empty"))

    def _at(self) -> int | None:
        return self.table.cursor if self.masks and self.table.cursor < len(self.masks) else None

    def do_tick(self, _key: str) -> None:
        """Mask the marked words, or leave them."""
        at = self._at()
        if at is not None and self.masks is not None:
            self.masks[at] = replace(self.masks[at], ticked=not self.masks[at].ticked)
            self.renew()

    def do_replacement(self, _key: str) -> None:
        """Say what shall stand for the marked words."""
        at = self._at()
        if at is None or self.masks is None:
            return

        def take(words: str | None) -> None:
            if words and words.strip() and self.masks is not None:
                self.masks[at] = replace(self.masks[at], replacement=words.strip(), ticked=True)
                self.renew()

        one = self.masks[at]
        self.app.push_screen(Ask(t("replacement of", words=one.original), one.replacement), take)

    def do_add_mask(self, _key: str) -> None:
        """Mask other words of the document."""

        def take(words: str | None) -> None:
            if not words or not words.strip() or self.masks is None:
                return
            times = self.project.documents.text(self.document).count(words.strip())
            if not times:
                self.say(t("not found", what=words.strip()), error=True)
                return
            self.masks.append(Mask(words.strip(), "[…]", times, t("by hand"), True))
            self.renew()
            self.table.go(len(self.masks) - 1)
            self.do_replacement("")

        self.app.push_screen(Ask(t("words to mask")), take)

    def do_open(self, _key: str) -> None:
        """Mask what is ticked, in one step that can be taken back."""
        chosen = {m.original: m.replacement for m in self.masks or () if m.ticked}
        if not chosen:
            self.say(t("nothing ticked"))
            return
        with self.attempting():
            self.project.documents.mask(self.document, chosen)
            self.program.leave_over()

    def do_back(self, _key: str) -> None:
        """Leave the document as it is."""
        self.program.back()
