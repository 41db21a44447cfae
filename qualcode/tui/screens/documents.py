"""Documents: interviews, or the answers to a question; enter opens one to code."""

from __future__ import annotations

from collections.abc import Sequence

from qualcode.documents.listing import ANSWER
from qualcode.tui.i18n import number, t
from qualcode.tui.screens.listed import Listed
from qualcode.tui.screens.masking import Masking
from qualcode.tui.widgets.editor import Editor
from qualcode.tui.widgets.table import Column


class Documents(Listed):
    """The documents of the project."""

    screen_name = "documents"

    def columns(self) -> Sequence[Column]:
        """Name, language, case, length, segments, coders, how far the coder is."""
        return (
            Column(t("col document"), 0), Column(t("col language"), 4), Column(t("col case"), 10),
            Column(t("col characters"), 10, right=True), Column(t("col segments"), 8, right=True),
            Column(t("col coders"), 10), Column(t("col state"), 7),
        )  # fmt: skip

    def where(self) -> list[str]:
        """Row 1: documents, and the question whose answers are shown."""
        return [t("documents"), self.program.question or ""]

    def load(self) -> None:
        """List what is shown."""
        question = self.program.question
        rows = self.project.documents.rows(question=question)
        if question is None:
            rows = [r for r in rows if r.kind != ANSWER]
        self.names = [r.document for r in rows]
        states = self.project.coding.states()
        shown = [
            (
                r.document, r.language, r.case or "", number(r.characters), number(r.segments),
                ", ".join(r.coders), t(states.get(r.id, "new")),
            )
            for r in rows
        ]  # fmt: skip
        self.fill(shown, t("documents empty"))
        if self.program.document in self.names:
            self.table.go(self.names.index(self.program.document))

    def do_open(self, _key: str) -> None:
        """Open the marked document in Coding."""
        if self.names:
            self.program.open_document(self.names[self.table.cursor])

    def do_answers(self, _key: str) -> None:
        """Go on to the next question's answers, and from the last back to the interviews."""
        questions = [None, *self.project.cases.questions()]
        at = questions.index(self.program.question) if self.program.question in questions else 0
        self.program.question = questions[(at + 1) % len(questions)]
        self.program.document = None
        self.renew()

    def do_import(self, _key: str) -> None:
        """Take in transcripts."""
        self.program.import_documents(self)

    def do_mask(self, _key: str) -> None:
        """Show what might be masked in the marked document."""
        if self.names:
            self.project.documents.vault()
            self.app.push_screen(Masking(self.names[self.table.cursor]))

    def do_memo(self, _key: str) -> None:
        """Write a memo on the marked document."""
        if not self.names:
            return
        name = self.names[self.table.cursor]

        def keep(text: str | None) -> None:
            if text and text.strip():
                with self.attempting():
                    self.project.memos.add(text, about="document", name=name)
                    self.renew()
                    self.did()

        self.app.push_screen(Editor(t("memo on", what=name)), keep)
