"""Moving codes in the tree: among their siblings, in and out, to anywhere, and with the mouse."""

from __future__ import annotations

from qualcode.codebook.rows import CodeRow
from qualcode.text import display
from qualcode.tui.i18n import t
from qualcode.tui.naming import shown_name
from qualcode.tui.screens.listed import Listed
from qualcode.tui.screens.panel import name_of, terms
from qualcode.tui.widgets.code_table import CodeTable
from qualcode.tui.widgets.dialogs import Entry, Finder

TOP = "\0top"
"""What the finder returns for the top level; no code has this uid."""


class MovingCodes(Listed):
    """A screen whose table is the tree of codes."""

    def __init__(self) -> None:
        super().__init__()
        self.table = CodeTable(self.columns())
        self.codes: list[CodeRow] = []

    def _marked(self) -> CodeRow | None:
        at = self.table.cursor
        return self.codes[at] if at < len(self.codes) else None

    def _mark(self, uid: str) -> None:
        at = next((n for n, row in enumerate(self.codes) if row.uid == uid), None)
        if at is not None:
            self.table.go(at)

    def _changed(self) -> None:
        self.renew()
        self.did()

    def _siblings(self, row: CodeRow) -> list[CodeRow]:
        return [one for one in self.codes if one.parent_id == row.parent_id]

    def _above(self, row: CodeRow) -> CodeRow | None:
        return next((one for one in self.codes if one.id == row.parent_id), None)

    def _move(self, row: CodeRow, parent: CodeRow | None, position: int | None) -> None:
        self.project.codebook.move(row.uid, None if parent is None else parent.uid, position)
        self._changed()

    def do_move_up(self, _key: str) -> None:
        """Move the marked code before the sibling above it."""
        self._step(-1, "first there")

    def do_move_down(self, _key: str) -> None:
        """Move the marked code after the sibling below it."""
        self._step(1, "last there")

    def _step(self, by: int, refusal: str) -> None:
        row = self._marked()
        if row is None:
            return
        siblings = [one.uid for one in self._siblings(row)]
        at = siblings.index(row.uid) + by
        if 0 <= at < len(siblings):
            self._move(row, self._above(row), at)
        else:
            self.say(t(refusal, code=shown_name(row)))

    def do_move_in(self, _key: str) -> None:
        """Move the marked code below the sibling above it."""
        row = self._marked()
        if row is None:
            return
        siblings = self._siblings(row)
        at = next(n for n, one in enumerate(siblings) if one.uid == row.uid)
        if at:
            self._move(row, siblings[at - 1], None)
        else:
            self.say(t("first there", code=shown_name(row)))

    def do_move_out(self, _key: str) -> None:
        """Move the marked code out, after what it was below."""
        row = self._marked()
        if row is None:
            return
        parent = self._above(row)
        if parent is None:
            self.say(t("top already", code=shown_name(row)))
            return
        self._after(row, parent)

    def _after(self, row: CodeRow, other: CodeRow) -> None:
        siblings = [one.uid for one in self._siblings(other) if one.uid != row.uid]
        self._move(row, self._above(other), siblings.index(other.uid) + 1)

    def do_move(self, _key: str) -> None:
        """Move the marked code under another, or to the top."""
        row = self._marked()
        if row is None:
            return

        def take(uid: str | None) -> None:
            if uid is not None:
                with self.attempting():
                    self.project.codebook.move(row.uid, None if uid == TOP else uid)
                    self._changed()

        top = Entry(TOP, t("to top"))
        others = [Entry(c.uid, display.safe(name_of(c)), terms(c), c.color) for c in self.codes
                  if c.uid != row.uid]  # fmt: skip
        self.app.push_screen(Finder(t("move under", code=shown_name(row)), [top, *others]), take)

    # With the mouse ---------------------------------------------------------------------------

    def on_code_table_dragged(self, event: CodeTable.Dragged) -> None:
        """Say where the code would go."""
        if not 0 <= event.target < len(self.codes) or event.target == event.source:
            self.say("")
            return
        row, over = self.codes[event.source], self.codes[event.target]
        words = "drop into" if over.category else "drop after"
        self.say(t(words, code=shown_name(row), other=shown_name(over)))

    def on_code_table_dropped(self, event: CodeTable.Dropped) -> None:
        """Move a code: into a category, after a code."""
        if max(event.source, event.target) >= len(self.codes):
            return
        row, over = self.codes[event.source], self.codes[event.target]
        self._mark(row.uid)
        with self.attempting():
            if over.category:
                self._move(row, over, None)
            elif over.path.startswith(f"{row.path} / "):
                self._move(row, over, None)  # refused by the codebook, in its words
            else:
                self._after(row, over)
