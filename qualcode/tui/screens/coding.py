"""Coding: one document to read and code, by one or two keys a segment."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Static

from qualcode.coding.segments import Mark as SegmentMark
from qualcode.store.journal import Made
from qualcode.text.edits import EditMap
from qualcode.tui.i18n import counted, said, t
from qualcode.tui.naming import shown_name, shown_subject
from qualcode.tui.screens.offering import Offering
from qualcode.tui.screens.panel import Panel, under_cursor
from qualcode.tui.screens.training import show_feedback
from qualcode.tui.widgets.editor import Editor
from qualcode.tui.widgets.reader.model import Mark, ReaderText, Turn
from qualcode.tui.widgets.reader.reader import Reader

LOW = 9
"""Below so many rows the text has them all."""
WIDE = 100
"""From so many columns on the panel stands beside the text."""


class Coding(Offering):
    """A document, its segments, and the keys that code it."""

    screen_name = "coding"

    def __init__(self) -> None:
        super().__init__()
        self.panel = Panel()
        self.here = Static("", markup=False, classes="here")
        self.me: str | None = None
        self.state = "new"
        self.everybody = False
        self.panel_beside = True
        self.panel_over = False

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
        self.in_round = self.project.coding.current_round(document.uid)
        self.read_codes()
        self.me = self.project.coder.name if self.project.coder else None
        was, self.document = self.document, document
        fresh = was is None or was.version_id != document.version_id
        self.program.document = document.document
        if fresh:
            turns = tuple(
                Turn(t_.number, t_.spans, t_.speaker or "", t_.role or "")
                for t_ in self.project.documents.turns(document.uid)
            )
            beside = self.panel_beside and self.app.size.width >= WIDE
            self.reader.expect_width(self.app.size.width - (Panel.CELLS if beside else 0))
            before = self.reader.source.text if was is not None else ""
            self.reader.set_source(ReaderText(self.project.documents.text(document.uid), turns))
            place = self.program.places.get(document.uid)
            if place is not None and was is not None and was.uid == document.uid:
                moved = EditMap.between(before, self.reader.source.text).place(*place)
                place = (moved.start, max(moved.end, moved.start + 1))
            if place is not None:
                self.reader.select(*place)
        self._read_state()
        whose = self.program.kept.pop("coding", None)
        if whose not in (None, self.me) and (self.everybody or self._show_everybody()):
            self.say(t("their segment", who=whose))
        self.load_marks()

    def _read_state(self) -> None:
        """Read how far this coder is with the document: new, in work or done."""
        assert self.document is not None
        self.state = self.project.coding.states([self.document.id]).get(self.document.id, "new")

    def _first(self) -> str | None:
        rows = self.project.documents.of(self.project.documents.keys()[:1])
        return rows[0].document if rows else None

    def load_marks(self) -> None:
        """Read the segments of the document and show those of this coder, or everybody's."""
        assert self.document is not None
        shown = (self._mark(mark) for mark in self.project.coding.marks(self.document.uid))
        self.marks = {mark.key: mark for mark in shown if mark is not None}
        self.offers = self.pending_here()
        self.set_marks()
        self.describe()
        self.want()

    def _mark(self, mark: SegmentMark) -> Mark | None:
        """Return a segment as the reader shows it; None for another coder's that stays unseen."""
        own = mark.coder == self.me
        if not own and not self.everybody:
            return None
        row = self.by_name.get(mark.code)
        name = shown_name(row) if row else mark.code
        label = name if own else f"{name} ({mark.coder})"
        return Mark(
            mark.segment, mark.start, mark.end, mark.color, mark.letters, label,
            "own" if own else "other", mark.state == "changed", mark.code,
        )  # fmt: skip

    def did(self) -> None:
        """Say what was done last; which document it was is plain to see."""
        made = self.project.store.last
        if made is not None and self.document is not None:
            subject = made.subject.removesuffix(f" · {self.document.document}")
            self.say(t("undoes", what=said(made.label, shown_subject(subject, self.by_name))))

    def took_back(self, made: Made, text: str) -> None:
        """Show again only the segments an undo touched, where it touched nothing else."""
        if made.touched is not None and set(made.touched) == {"segment"} and self.document:
            self.changed(*made.touched["segment"])
            self.say(text)
        else:
            super().took_back(made, text)

    def describe(self) -> None:
        """Say what lies under the cursor, in the panel and in the lines above the status."""
        if self.document is None:
            return
        if self.reader.layout_of.stretches:
            self.program.places[self.document.uid] = self.reader.selection.span
        found = sorted(self.reader.here(), key=lambda mark: mark.kind == "suggestion")
        self.log_shown(self.at_hand())
        wide = self.size.width >= WIDE
        self.panel.display = self.panel_beside if wide else self.panel_over
        self.panel.set_class(not wide, "over")
        self.reader.display = wide or not self.panel_over
        if self.panel.display:
            self.panel.show(found, self.by_name, self.pins, self.by_uid)
        self.here.update(under_cursor(found, self.by_name, self._state(), self.size.width))

    def _state(self) -> str:
        assert self.document is not None
        layout = self.reader.layout_of
        at = 0
        if layout.stretches:
            at = layout.turn_of[layout.stretch_at(self.reader.selection.start)] + 1
        where = t("passage of" if layout.paragraphs else "turn of", at=at, n=layout.count)
        own = sum(mark.kind == "own" for mark in self.marks.values())
        begun = "work hint" if own or self.state == "in work" else "new hint"
        state = t("done") if self.done else t(begun)
        line = t("state line", where=where, state=state, segments=counted(own, "segment"))
        return " · ".join(part for part in (line, self.offers_told()) if part)

    @property
    def done(self) -> bool:
        """True where this coder is done with the document."""
        return self.state == "done"

    def on_reader_selected(self, _event: Reader.Selected) -> None:
        """The selection is elsewhere."""
        self.describe()

    def on_resize(self, _event: events.Resize) -> None:
        """The panel comes and goes with the width, the lines on what is here with the height."""
        self.here.display = self.size.height >= LOW
        self.describe()

    def do_next_open(self, _key: str) -> None:
        """Go to the next turn not reviewed: not coded, not done; then to the next document."""
        if self.document is not None and self._to_next_turn():
            return
        documents = self.project.documents
        keys = documents.keys(self.document.question if self.document else None)
        states = self.project.coding.states()
        here = self.document.id if self.document else 0
        at = keys.index(here) if here in keys else 0
        for key in [*keys[at + 1 :], *keys[: at + 1]]:
            if states.get(key) != "done":
                self.document = None
                self.program.document = documents.of([key])[0].document
                self.renew()
                return
        self.say(t("all done"))

    def _to_next_turn(self) -> bool:
        """Go to the next turn of an interviewee that this coder has neither coded nor done."""
        assert self.document is not None
        if self.done:
            return False
        seen = [(m.start, m.end) for m in self.marks.values() if m.kind == "own"]
        seen += [
            (passage.start, passage.end)
            for passage in self.project.coding.reviewed(coder=self.me, document=self.document.uid)
        ]
        layout = self.reader.layout_of
        here = layout.stretch_at(self.reader.selection.start) if layout.stretches else 0
        for stretch in range(here + 1, len(layout.stretches)):
            start, end = layout.stretches[stretch]
            if layout.interviewer(stretch) or layout.turn_of[stretch] == layout.turn_of[here]:
                continue
            if not any(a < end and start < z for a, z in seen):
                self.reader.select(*layout.sentences(stretch)[0])
                return True
        return False

    def do_panel(self, _key: str) -> None:
        """Show or hide the side panel: beside the text, or over it where there is little room."""
        if self.size.width >= WIDE:
            self.panel_beside = not self.panel_beside
        else:
            self.panel_over = not self.panel_over
        self.describe()

    def do_back(self, key: str) -> None:
        """Close the panel over the text first."""
        if self.panel_over and self.size.width < WIDE:
            self.do_panel(key)
        else:
            super().do_back(key)

    def do_layers(self, _key: str) -> None:
        """Show one's own segments, or everybody's; the look is logged. In a blind round, no."""
        if self.document is None:
            return
        if self.everybody:
            self.everybody = False
        elif not self._show_everybody():
            return
        self.load_marks()
        self.say(t("everybody" if self.everybody else "mine only"))

    def _show_everybody(self) -> bool:
        """Have everybody's segments shown, and log the look; in a blind round say why not."""
        assert self.document is not None
        blind = self.project.coding.blind_round(self.document.uid)
        if blind is not None:
            self.say(t("blind", round=blind), error=True)
            return False
        if self.me is not None:
            self.project.store.look("look at other coders' segments", self.document.document)
        self.everybody = True
        return True

    # Coding -----------------------------------------------------------------------------------

    def apply(self, code_uid: str) -> None:
        """Apply a code to the selection, in the project first and then on the screen."""
        if self.document is None:
            return
        start, end = self.reader.selection.span
        if start >= end:
            self.say(t("nothing selected"))
            return
        self.check_text()
        self.project.store.last = None
        uid = self.project.coding.apply(self.document.uid, start, end, code_uid)
        self.program.last_code = code_uid
        self.changed(uid)

    def changed(self, *segments: str) -> None:
        """Show segments anew, or no more, and say what was done."""
        assert self.document is not None
        for uid in segments:
            found = self.project.coding.marks(self.document.uid, uid)
            mark = self._mark(found[0]) if found else None
            if mark is None:
                self.marks.pop(uid, None)
                self.reader.drop_mark(uid)
            else:
                self.marks[uid] = mark
                self.reader.add_mark(mark)
        if self.state == "in work" and not any(m.kind == "own" for m in self.marks.values()):
            self._read_state()
        self.renew_suggestions()  # what was coded by hand is suggested no more
        self.did()

    def do_correct(self, _key: str) -> None:
        """Correct the words of the turn here; segments stay on their words."""
        if self.document is not None and self.reader.layout_of.stretches:
            self.check_text()
            self._correct()

    def _correct(self, typed: str | None = None) -> None:
        """Open the turn here in an editor; typed: words for it that could not be kept before."""
        assert self.document is not None
        document, text = self.document, self.reader.source.text
        layout = self.reader.layout_of
        start, end = layout.stretches[layout.stretch_at(self.reader.selection.start)]

        def keep(corrected: str | None) -> None:
            if corrected is None or corrected == text[start:end]:
                return
            with self.attempting():
                if self.stale():
                    self.renew()
                    if self.reader.layout_of.stretches:
                        self._correct(corrected)
                    return
                whole = text[:start] + corrected + text[end:]
                look = self.project.documents.correct(document.uid, whole)
                self.program.places[document.uid] = (start, start + max(1, len(corrected)))
                self.document = None
                self.renew()
                self.did()
                if look:
                    self.say(t("corrected look", n=counted(len(look), "segment")))

        at = max(0, min(self.reader.selection.start, end) - start)
        title = t("correct", what=document.document)
        if typed is None:
            editor = Editor(title, "", text[start:end], at)
        else:
            told = t("correct again")
            editor = Editor(title, text[start:end], typed, below=told, was=text[start:end])
        self.app.push_screen(editor, keep)

    def do_done(self, _key: str) -> None:
        """Mark the document done, or open it again."""
        if self.document is None:
            return
        self.project.coding.done(self.document.uid, reopen=self.done)
        self._read_state()
        self.renew_suggestions()
        self.did()
        self.tell_held_back()
        self.want()
        if self.done:
            show_feedback(self, self.document.uid, self.document.document)

    def do_memo(self, _key: str) -> None:
        """Write a memo on the segment here, or on the passage."""
        if self.document is None:
            return
        self.check_text()
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
                    # What is written is kept: where the text changed meanwhile, on the whole.
                    here = (None, None) if self.stale() else (start, end)
                    self.project.memos.add(
                        text, about="document", name=document.uid, start=here[0], end=here[1]
                    )
                    self._read_state()
                self.describe()
                self.did()

        what = mark.label if mark else document.document
        self.app.push_screen(Editor(t("memo on", what=what), passage), keep)
