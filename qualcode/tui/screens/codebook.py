"""Codebook: the tree of codes with the whole entry beside it, changed by keys, all undoable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.text import Text
from textual import events
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from qualcode.codebook.rows import CodeRow
from qualcode.text import display
from qualcode.text.interface import language
from qualcode.tui import pins
from qualcode.tui.i18n import number, t
from qualcode.tui.screens.listed import Listed
from qualcode.tui.screens.panel import name_of, terms, told
from qualcode.tui.widgets.dialogs import Ask, Choice, Entry, Finder
from qualcode.tui.widgets.editor import Editor
from qualcode.tui.widgets.table import Column, Table

TOP = "\0top"
"""What the finder returns for the top level; no code has this uid."""


class Codebook(Listed):
    """Codes and categories."""

    screen_name = "codebook"

    def __init__(self) -> None:
        super().__init__()
        self.entry = Static("", markup=False)
        self.codes: list[CodeRow] = []

    def columns(self) -> Sequence[Column]:
        """Name in the tree, letters, digit, segments."""
        return (
            Column(t("col code"), 0), Column("", 4), Column("", 2),
            Column(t("col segments"), 8, right=True),
        )  # fmt: skip

    def body(self) -> Iterable[Widget]:
        """Yield the tree, the entry beside it, and what stands there while it is empty."""
        yield Horizontal(self.table, VerticalScroll(self.entry, id="entry", can_focus=False))
        yield self.nothing

    def on_resize(self, _event: events.Resize) -> None:
        """The entry has room from 76 columns on."""
        self.query_one("#entry").display = self.size.width >= 76

    def load(self) -> None:
        """Read the codes."""
        marked = self._marked()
        self.codes = self.project.codebook.rows()
        digits = {uid: n for n, uid in pins.pinned(self.project).items()}
        rows = []
        for row in self.codes:
            indent = "  " * row.path.count(" / ")
            glyph = "▾ " if row.category else "  "
            rows.append(
                (
                    f"{indent}{glyph}{display.safe(name_of(row))}", row.key,
                    str(digits.get(row.uid, "")), "" if row.category else number(row.segments),
                )
            )  # fmt: skip
        self.fill(rows, t("codebook empty"))
        self.query_one(Horizontal).display = bool(rows)
        if marked is not None:
            at = next((n for n, r in enumerate(self.codes) if r.uid == marked.uid), None)
            if at is not None:
                self.table.go(at)
        self._tell()

    def _marked(self) -> CodeRow | None:
        at = self.table.cursor
        return self.codes[at] if at < len(self.codes) else None

    def on_table_moved(self, _event: Table.Moved) -> None:
        """Tell of the code now marked."""
        self._tell()

    def _tell(self) -> None:
        row = self._marked()
        if row is None:
            self.entry.update("")
            return
        text = Text()
        text.append("▌", style=row.color or "")
        text.append(f"{display.safe(name_of(row))}\n", style="bold")
        if row.category:
            text.append(f"{t('category')}\n", style="dim")
        for field, words in (("definition", "definition"), ("when", "when")):
            if told(row, field):
                text.append(f"\n{t(words)}\n", style="bold")
                text.append(f"{display.safe(told(row, field))}\n")
        if told(row, "when_not"):
            text.append(f"\n{t('when not')}\n", style="bold")
            text.append(f"{display.safe(told(row, 'when_not'))}\n", style="italic")
        if row.entry.examples:
            text.append(f"\n{t('examples')}\n", style="bold")
            for example in row.entry.examples:
                text.append(f"“{display.safe(example)}”\n")
        self.entry.update(text)

    # Changing ---------------------------------------------------------------------------------

    def _changed(self) -> None:
        self.renew()
        self.did()

    def do_open(self, _key: str) -> None:
        """Show the segments of the marked code."""
        row = self._marked()
        if row is not None:
            self.program.code = row.uid
            self.program.go("segments")

    def do_add_code(self, _key: str) -> None:
        """Add a code under the category marked, or beside the code marked."""
        row = self._marked()
        parent = None if row is None else (row.code if row.category else row.parent)

        def take(name: str | None) -> None:
            if name and name.strip():
                with self.attempting():
                    self.project.codebook.add(name, parent=parent)
                    self._changed()

        self.app.push_screen(Ask(t("name of new")), take)

    def do_rename(self, _key: str) -> None:
        """Rename the marked code."""
        row = self._marked()
        if row is None:
            return

        def take(name: str | None) -> None:
            if name and name.strip() and name != row.code:
                with self.attempting():
                    self.project.codebook.rename(row.uid, name)
                    self._changed()

        self.app.push_screen(Ask(t("new name"), row.code), take)

    def do_define(self, _key: str) -> None:
        """Edit the definition in the interface's language, then ask whether its meaning changes."""
        row = self._marked()
        if row is None:
            return
        said = language()
        given = row.entry.definition_zh if said == "zh" else row.entry.definition_en

        def take(text: str | None) -> None:
            if text is None or text == given:
                return
            if row.segments == 0:
                keep("no", text)
                return
            choices = [("no", t("alters no")), ("yes", t("alters yes"))]
            question = t("alters", code=row.code)
            self.app.push_screen(Choice(question, choices), lambda answer: keep(answer, text))

        def keep(answer: str | None, text: str) -> None:
            if answer is not None:
                with self.attempting():
                    self.project.codebook.edit(
                        row.uid, alters=answer == "yes", definition={said: text}
                    )
                    self._changed()

        name = "中文" if said == "zh" else "English"
        title = t("definition of", code=row.code, language=name)
        self.app.push_screen(Editor(title, "", given), take)

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
        choices = [top, *(Entry(c.uid, name_of(c)) for c in self.codes if c.uid != row.uid)]
        self.app.push_screen(Finder(t("move under", code=row.code), choices), take)

    def do_merge(self, _key: str) -> None:
        """Merge the marked code into another."""
        row = self._marked()
        if row is None or row.category:
            return

        def take(uid: str | None) -> None:
            if uid is not None:
                with self.attempting():
                    self.project.codebook.merge(row.uid, uid)
                    self._changed()

        choices = [
            Entry(c.uid, name_of(c), terms(c), c.color, c.key)
            for c in self.codes
            if c.uid != row.uid and not c.category
        ]
        self.app.push_screen(Finder(t("merge into", code=row.code), choices), take)

    def do_retire(self, _key: str) -> None:
        """Retire the marked code."""
        row = self._marked()
        if row is not None:
            self.project.codebook.retire(row.uid)
            self._changed()

    def do_pin(self, key: str) -> None:
        """Pin the marked code to a digit."""
        row = self._marked()
        if row is not None and not row.category:
            pins.pin(self.project, int(key), row.uid, row.code)
            self._changed()

    def do_freeze(self, _key: str) -> None:
        """Freeze the codebook under a name."""

        def take(name: str | None) -> None:
            if name and name.strip():
                with self.attempting():
                    self.project.codebook.freeze(name)
                    self._changed()

        self.app.push_screen(Ask(t("freeze name")), take)

    def do_memo(self, _key: str) -> None:
        """Write a memo on the marked code."""
        row = self._marked()
        if row is None:
            return

        def keep(text: str | None) -> None:
            if text and text.strip():
                with self.attempting():
                    self.project.memos.add(text, about="code", name=row.uid)
                    self._changed()

        self.app.push_screen(Editor(t("memo on", what=row.code)), keep)
