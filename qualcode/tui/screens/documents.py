"""Documents: interviews, or the answers to a question; enter opens one to code."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from qualcode.errors import Ambiguous, NotFound
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
        question = self.program.question
        shown = t("answers to", question=question) if question else t("the interviews")
        return [t("documents"), shown]

    def load(self) -> None:
        """Find what is shown; its rows are read as they come into view."""
        documents = self.project.documents
        self.keys = documents.keys(self.program.question)
        self.states = self.project.coding.states()
        self.table.fill(len(self.keys), self._rows)
        self.table.display = bool(self.keys)
        self.nothing.display = not self.keys
        self.nothing.update(t("documents empty"))
        if self.program.document is not None:
            with suppress(NotFound, Ambiguous):
                key = documents.find(self.program.document).id
                if key in self.keys:
                    self.table.go(self.keys.index(key))

    def _rows(self, offset: int, limit: int) -> list[tuple[str, ...]]:
        return [
            (
                r.document, r.language, r.case or "", number(r.characters), number(r.segments),
                ", ".join(r.coders), t(self.states.get(r.id, "new")),
            )
            for r in self.project.documents.of(self.keys[offset : offset + limit])
        ]  # fmt: skip

    def _marked(self) -> str | None:
        """Return the name of the marked document."""
        rows = self.project.documents.of(self.keys[self.table.cursor : self.table.cursor + 1])
        return rows[0].document if rows else None

    def do_open(self, _key: str) -> None:
        """Open the marked document in Coding."""
        name = self._marked()
        if name is not None:
            self.program.open_document(name)

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
        name = self._marked()
        if name is not None:
            self.project.documents.vault()
            self.app.push_screen(Masking(name))

    def do_memo(self, _key: str) -> None:
        """Write a memo on the marked document."""
        name = self._marked()
        if name is None:
            return

        def keep(text: str | None) -> None:
            if text and text.strip():
                with self.attempting():
                    self.project.memos.add(text, about="document", name=name)
                    self.renew()
                    self.did()

        self.app.push_screen(Editor(t("memo on", what=name)), keep)
