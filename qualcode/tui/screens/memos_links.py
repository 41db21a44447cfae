"""What a memo leads to: the passage it is about, its links made, followed and removed by keys."""

from __future__ import annotations

from typing import Any

from qualcode.coding.links import KIND, LinkRow
from qualcode.coding.memos import MemoRow, Wanted
from qualcode.text import display
from qualcode.tui.i18n import t
from qualcode.tui.naming import renamed
from qualcode.tui.screens.panel import entries
from qualcode.tui.screens.working import Working
from qualcode.tui.widgets.dialogs import Ask, Choice, Entry, Finder

MOST_ENTRIES = 2000


class Linking(Working):
    """The list of memos as far as it leads elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.filters: dict[str, str] = {}
        self.keys: list[int] = []
        self.links: list[LinkRow] = []
        self.names: dict[str, str] = {}

    def marked(self) -> MemoRow | None:
        """Return the memo at the cursor."""
        at = self.table.cursor
        found = self.project.memos.of(self.keys[at : at + 1])
        return found[0] if found else None

    # Going ------------------------------------------------------------------------------------

    def do_passage(self, _key: str) -> None:
        """Go to what the marked memo is about."""
        row = self.marked()
        if row is None:
            return
        place = self.project.memos.place(row.memo)
        if place is not None:
            span = (place.start, place.end) if place.text else None
            self.program.open_document(place.document, span)
        elif row.about_uid is not None:
            self._go_to(row.about, row.about_uid, row.subject)
        else:
            self.say(t("no passage"))

    def do_follow_link(self, key: str) -> None:
        """Go to what a link leads to."""
        at = int(key) - 1
        if at >= len(self.links):
            self.say(t("no such link", digit=key))
            return
        link = self.links[at]
        self._go_to(link.about, link.uid, link.subject)

    def _go_to(self, about: str, uid: str, subject: str) -> None:
        if not subject:
            self.say(t("is gone"))
        elif about == "memo":
            self.filters.clear()
            self.renew()
            key = next(m.id for m in self.project.memos.rows() if m.memo == uid)
            self.table.go(self.keys.index(key))
        elif about == "code":
            self.program.code = uid
            self.program.go("segments")
        elif about == "document":
            self.program.open_document(self.project.documents.find(uid).document)
        elif about == "segment":
            place = self.project.memos.place_of_segment(uid)
            if place is not None:
                self.program.open_document(place.document, (place.start, place.end))
        else:
            self.say(display.safe(subject))

    # Links ------------------------------------------------------------------------------------

    def do_link_memo(self, _key: str) -> None:
        """Link the marked memo: to what, which one, how."""
        row = self.marked()
        if row is None:
            return
        memo = row.memo

        def how(about: str, uid: str | None) -> None:
            if uid is None:
                return

            def link(said: str | None) -> None:
                if said is not None:
                    with self.attempting():
                        self.project.memos.link(memo, about, uid, kind=said.strip() or KIND)
                        self.renew()
                        self.did()

            self.app.push_screen(Ask(t("link kind"), KIND), link)

        def which(about: str | None) -> None:
            if about == "segment":
                codes = Finder(t("link segment of"), entries(self.project.codebook.rows()))
                self.app.push_screen(codes, lambda code: self._segment_of(code, how))
            elif about is not None:
                question, listed = self.ends(about, memo)
                self.app.push_screen(Finder(question, listed), lambda uid: how(about, uid))

        ends = ("memo", "code", "document", "segment")
        choices = [(one, t(f"link {one}")) for one in ends]
        self.app.push_screen(Choice(t("link to what"), choices), which)

    def _segment_of(self, code: str | None, how: Any) -> None:
        if code is None:
            return
        rows = self.project.coding.rows(code=code, limit=MOST_ENTRIES)
        listed = [
            Entry(r.segment, f"{display.safe(r.document)}  {display.safe(r.text)}", (r.text,))
            for r in rows
        ]
        finder = Finder(t("which segment of it"), listed)
        self.app.push_screen(finder, lambda uid: how("segment", uid))

    def ends(self, about: str, memo: str) -> tuple[str, list[Entry]]:
        """Return a question and what may be linked to: of a kind, and not the memo itself."""
        if about == "code":
            return t("find code"), entries(self.project.codebook.rows())
        if about == "document":
            documents = self.project.documents
            rows = documents.of(documents.keys(answers=True)[:MOST_ENTRIES])
            return t("which document"), [Entry(r.uid, display.safe(r.document)) for r in rows]
        keys = self.project.memos.keys(Wanted())[:MOST_ENTRIES]
        return t("which memo"), [
            Entry(m.memo, " ".join(f"{display.safe(m.text)}  {self.about(m)}".split()), (m.text,))
            for m in self.project.memos.of(keys)
            if m.memo != memo
        ]

    def do_unlink_memo(self, _key: str) -> None:
        """Remove a link of the marked memo."""
        if not self.links:
            self.say(t("no links"))
            return

        def take(link: str | None) -> None:
            if link is not None:
                with self.attempting():
                    self.project.memos.unlink(link)
                    self.renew()
                    self.did()

        choices = [(one.link, self.linked(one)) for one in self.links[:9]]
        self.app.push_screen(Choice(t("unlink which"), choices), take)

    # Words ------------------------------------------------------------------------------------

    def about(self, row: MemoRow) -> str:
        """Return what a memo is about, a code by the name that is shown."""
        subject = self._subject(row.about, row.subject)
        return subject or (t("about project") if row.about == "project" else t("gone"))

    def linked(self, one: LinkRow) -> str:
        """Return a link in words: how, and to what."""
        arrow = "→" if one.direction == "to" else "←"
        subject = self._subject(one.about, one.subject)
        return f"{display.safe(one.kind)} {arrow} {subject or t('gone')}"

    def _subject(self, about: str, subject: str) -> str:
        of_codes = about in ("code", "segment")
        return display.safe(renamed(subject, self.names) if of_codes else subject)
