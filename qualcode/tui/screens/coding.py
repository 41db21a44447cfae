"""Coding: one document to read and code, by one or two keys a segment."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Static

from qualcode.codebook.rows import CodeRow
from qualcode.documents.listing import ANSWER, DocumentRow
from qualcode.tui import pins
from qualcode.tui.i18n import number, t
from qualcode.tui.screens.moving import Moving
from qualcode.tui.screens.panel import Panel, entries, under_cursor
from qualcode.tui.widgets.dialogs import Ask, Finder
from qualcode.tui.widgets.editor import Editor
from qualcode.tui.widgets.reader.model import Mark, ReaderText, Turn
from qualcode.tui.widgets.reader.reader import Reader

LOW = 9
"""Below so many rows the text has them all."""
WIDE = 100
"""From so many columns on the panel stands beside the text."""


class Coding(Moving):
    """A document, its segments, and the keys that code it."""

    screen_name = "coding"

    def __init__(self) -> None:
        super().__init__()
        self.panel = Panel()
        self.here = Static("", markup=False, classes="here")
        self.document: DocumentRow | None = None
        self.codes: list[CodeRow] = []
        self.by_uid: dict[str, CodeRow] = {}
        self.pins: dict[int, str] = {}
        self.marks: dict[str, Mark] = {}
        self.everybody = False
        self.panel_wanted = True

    def body(self) -> Iterable[Widget]:
        """Yield the text, the panel beside it, and the lines on what is under the cursor."""
        yield Horizontal(self.reader, self.panel)
        yield self.here

    def on_mount(self) -> None:
        """Give the reader the focus."""
        self.reader.focus()

    def where(self) -> list[str]:
        """Row 1: coding, and the document."""
        return [t("coding"), self.document.document if self.document else ""]

    # Reading from the project -----------------------------------------------------------------

    def load(self) -> None:
        """Read the document, its turns and segments, and the codes."""
        name = self.program.document or self._first()
        if name is None:
            self.reader.set_source(ReaderText(""))
            self.here.update(t("coding empty"))
            return
        document = self.project.documents.find(name)
        self.codes = self.project.codebook.rows()
        self.by_uid = {row.uid: row for row in self.codes}
        self.pins = pins.pinned(self.project)
        fresh = self.document is None or (self.document.version_id != document.version_id)
        self.document = document
        self.program.document = document.document
        if fresh:
            turns = tuple(
                Turn(t_.number, t_.spans, t_.speaker or "", t_.role or "")
                for t_ in self.project.documents.turns(document.uid)
            )
            self.reader.set_source(ReaderText(self.project.documents.text(document.uid), turns))
            place = self.program.places.get(document.uid)
            if place is not None:
                self.reader.select(*place)
        self.load_marks()

    def _first(self) -> str | None:
        rows = [r for r in self.project.documents.rows() if r.kind != ANSWER]
        return rows[0].document if rows else None

    def load_marks(self) -> None:
        """Read the segments of the document and show those of this coder, or everybody's."""
        assert self.document is not None
        me = self.project.coder.name if self.project.coder else ""
        self.marks = {}
        for m in self.project.coding.marks(self.document.uid):
            if m.coder != me and not self.everybody:
                continue
            kind = "own" if m.coder == me else "other"
            label = m.code if m.coder == me else f"{m.code} ({m.coder})"
            self.marks[m.segment] = Mark(
                m.segment, m.start, m.end, m.color, m.letters, label, kind, m.state == "changed"
            )
        self.reader.set_marks(self.marks.values())
        self.describe()

    def describe(self) -> None:
        """Say what lies under the cursor, in the panel and in the lines above the status."""
        if self.document is None:
            return
        if self.reader.layout_of.stretches:
            self.program.places[self.document.uid] = self.reader.selection.span
        found = self.reader.here()
        wide = self.size.width >= WIDE and self.panel_wanted
        self.panel.display = wide
        by_name = {row.code: row for row in self.codes}
        if wide:
            self.panel.show(found, by_name, self.pins, self.by_uid)
        self.here.update(under_cursor(found, by_name, self._state(), self.size.width))

    def _state(self) -> str:
        assert self.document is not None
        layout = self.reader.layout_of
        at = 0
        if layout.stretches:
            at = layout.turn_of[layout.stretch_at(self.reader.selection.start)] + 1
        where = t("passage of" if layout.paragraphs else "turn of", at=at, n=layout.count)
        done = self.project.coding.states().get(self.document.id) == "done"
        state = t("done") if done else t("work hint")
        return t("state line", where=where, state=state, n=number(len(self.marks)))

    def on_reader_selected(self, _event: Reader.Selected) -> None:
        """The selection is elsewhere."""
        self.describe()

    def on_resize(self, _event: events.Resize) -> None:
        """The panel comes and goes with the width, the lines on what is here with the height."""
        self.here.display = self.size.height >= LOW
        self.describe()

    def do_next_open(self, _key: str) -> None:
        """Open the next document of this kind that is not done."""
        rows = self.project.documents.rows()
        question = self.document.question if self.document else None
        rows = [r for r in rows if r.question == question]
        states = self.project.coding.states()
        at = next((n for n, r in enumerate(rows) if self.document and r.id == self.document.id), 0)
        for row in [*rows[at + 1 :], *rows[: at + 1]]:
            if states.get(row.id) != "done":
                self.document = None
                self.program.document = row.document
                self.renew()
                return
        self.say(t("all done"))

    def do_panel(self, _key: str) -> None:
        """Show or hide the side panel."""
        self.panel_wanted = not self.panel_wanted
        self.describe()

    def do_layers(self, _key: str) -> None:
        """Show one's own segments, or everybody's; the look is logged."""
        self.everybody = not self.everybody
        if self.everybody and self.document is not None and self.project.coder is not None:
            self.project.store.look("look at other coders' segments", self.document.document)
        self.load_marks()
        self.say(t("everybody" if self.everybody else "mine only"))

    # Coding -----------------------------------------------------------------------------------

    def do_code_pinned(self, key: str) -> None:
        """Apply the code of a digit."""
        uid = self.pins.get(int(key))
        if uid is None:
            self.say(t("nothing pinned", digit=key))
        else:
            self.apply(uid)

    def do_code_by_key(self, _key: str) -> None:
        """Apply a code by its letters."""
        self._letters("")

    def _letters(self, so_far: str) -> None:
        def more(key: str) -> None:
            if key == "escape":
                self.say("")
                return
            typed = so_far + key.lower()
            fits = [row for row in self.codes if row.key.startswith(typed) and not row.category]
            if any(row.key == typed for row in fits):
                self.say("")
                self.apply(next(row.uid for row in fits if row.key == typed))
            elif fits:
                self._letters(typed)
            else:
                self.say(t("no such key", keys=typed))

        self.expect(more, t("key so far", keys=so_far))

    def do_find_code(self, _key: str) -> None:
        """Find a code and apply it."""
        self.app.push_screen(Finder(t("find code"), entries(self.codes)), self._found)

    def _found(self, uid: str | None) -> None:
        if uid is not None:
            self.apply(uid)

    def do_repeat(self, _key: str) -> None:
        """Apply the last code again."""
        if self.program.last_code in self.by_uid:
            self.apply(self.program.last_code)
        else:
            self.say(t("nothing to repeat"))

    def apply(self, code_uid: str) -> None:
        """Apply a code to the selection, in the project first and then on the screen."""
        if self.document is None:
            return
        start, end = self.reader.selection.span
        if start >= end:
            self.say(t("nothing selected"))
            return
        with self.attempting():
            self.project.store.last = None
            self.project.coding.apply(self.document.uid, start, end, code_uid)
            self.program.last_code = code_uid
            self.load_marks()
            self.did()

    def _own_here(self) -> Mark | None:
        """Return this coder's segment under the cursor, the shortest, or None (and say so)."""
        own = [m for m in self.reader.here() if m.kind == "own"]
        if not own:
            self.say(t("no segment here"))
            return None
        return min(own, key=lambda m: (m.end - m.start, m.key))

    def do_remove(self, _key: str) -> None:
        """Remove the segment under the cursor."""
        mark = self._own_here()
        if mark is not None:
            self.project.coding.remove(mark.key)
            self.load_marks()
            self.did()

    def do_recode(self, _key: str) -> None:
        """Give the segment under the cursor another code."""
        mark = self._own_here()
        if mark is None:
            return

        def take(uid: str | None) -> None:
            if uid is not None:
                with self.attempting():
                    self.project.coding.change(mark.key, code=uid)
                    self.load_marks()
                    self.did()

        self.app.push_screen(Finder(t("find code"), entries(self.codes)), take)

    def do_strength(self, _key: str) -> None:
        """Set the strength of the segment under the cursor."""
        mark = self._own_here()
        if mark is None:
            return

        def take(given: str | None) -> None:
            if given is not None and given.strip().isdecimal():
                with self.attempting():
                    self.project.coding.change(mark.key, strength=int(given))
                    self.load_marks()
                    self.did()

        self.app.push_screen(Ask(t("strength is")), take)

    def do_done(self, _key: str) -> None:
        """Mark the document done, or open it again."""
        if self.document is None:
            return
        done = self.project.coding.states().get(self.document.id) == "done"
        self.project.coding.done(self.document.uid, reopen=done)
        self.describe()
        self.did()

    def do_memo(self, _key: str) -> None:
        """Write a memo on the segment here, or on the passage."""
        if self.document is None:
            return
        document = self.document
        own = [m for m in self.reader.here() if m.kind == "own"]
        mark = min(own, key=lambda m: (m.end - m.start, m.key)) if own else None
        start, end = (mark.start, mark.end) if mark else self.reader.selection.span
        passage = self.reader.source.text[start:end]

        def keep(text: str | None) -> None:
            if not text or not text.strip():
                return
            with self.attempting():
                if mark is not None:
                    self.project.memos.add(text, about="segment", name=mark.key)
                else:
                    self.project.memos.add(
                        text, about="document", name=document.uid, start=start, end=end
                    )
                self.describe()
                self.did()

        what = mark.label if mark else document.document
        self.app.push_screen(Editor(t("memo on", what=what), passage), keep)
