"""Memos: all of them, the latest first; enter edits one's own."""

from __future__ import annotations

from collections.abc import Sequence

from qualcode.coding.memos import KINDS, MemoRow
from qualcode.text import display
from qualcode.tui.i18n import kind, t
from qualcode.tui.screens.listed import Listed
from qualcode.tui.widgets.dialogs import Choice
from qualcode.tui.widgets.editor import Editor
from qualcode.tui.widgets.table import Column


class Memos(Listed):
    """The memos of the project."""

    screen_name = "memos"

    def columns(self) -> Sequence[Column]:
        """Kind, what about, its words, who, when."""
        return (
            Column(t("col kind"), 9), Column(t("col about"), 22), Column(t("col text"), 0),
            Column(t("col coder"), 8), Column(t("col when"), 10),
        )  # fmt: skip

    def load(self) -> None:
        """List the memos."""
        self.memos: list[MemoRow] = self.project.memos.rows()
        rows = [
            (
                kind(m.kind), display.safe(m.subject) or t("about project"), display.safe(m.text),
                m.coder, m.changed[:10],
            )
            for m in self.memos
        ]  # fmt: skip
        self.fill(rows, t("memos empty"))

    def _marked(self) -> MemoRow | None:
        at = self.table.cursor
        return self.memos[at] if at < len(self.memos) else None

    def do_open(self, _key: str) -> None:
        """Edit the marked memo."""
        row = self._marked()
        if row is None:
            return

        def keep(text: str | None) -> None:
            if text is not None and text != row.text:
                with self.attempting():
                    self.project.memos.edit(row.memo, text)
                    self.renew()
                    self.did()

        title = t("memo on", what=row.subject or t("about project"))
        self.app.push_screen(Editor(title, "", row.text), keep)

    def do_memo(self, _key: str) -> None:
        """Write a memo on the study, of a kind that is asked for first."""

        def write(chosen: str | None) -> None:
            if chosen is None:
                return

            def keep(text: str | None) -> None:
                if text and text.strip():
                    with self.attempting():
                        self.project.memos.add(text, kind=chosen)
                        self.renew()
                        self.did()

            self.app.push_screen(Editor(t("memo on", what=t("about project"))), keep)

        self.app.push_screen(Choice(t("memo kind"), [(k, kind(k)) for k in KINDS]), write)

    def do_remove(self, _key: str) -> None:
        """Remove the marked memo, if it is one's own."""
        row = self._marked()
        if row is not None:
            self.project.memos.remove(row.memo)
            self.renew()
            self.did()
